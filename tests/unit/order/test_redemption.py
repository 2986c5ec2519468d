"""Using tickets and taking uses back: what is noted, and every refusal at its boundary."""

from datetime import timedelta
from functools import partial

import pytest
from attrs import evolve
from tests.unit.order.turnstile import (
    GATE,
    HOUR,
    INSTANT,
    START,
    codes_of,
    gate,
    names_of,
    tickets,
    tickets_of,
)

from counterfoil.domain.errors import UsageError
from counterfoil.domain.order.changes import Stamp
from counterfoil.domain.order.commands import RecordRedemption, VoidRedemption
from counterfoil.domain.order.event import EventType
from counterfoil.domain.order.passes import pass_details, redemption_status
from counterfoil.domain.order.redemption import redemption, tickets_with
from counterfoil.domain.references import CommandKey, OrderId, UnitId
from counterfoil.domain.refusals import (
    InvalidDetail,
    KeyReused,
    NotRedeemable,
    NotRedeemed,
    OrderNotFound,
    RefusedError,
    UnknownTicket,
)
from counterfoil.domain.statuses import RedemptionStatus, SettlementType, TicketStatus
from counterfoil.ports.box_office import OrderView


def status(view: OrderView, item: str, ordinal: int = 0) -> RedemptionStatus:
    """Tell whether a ticket was used."""
    booking = next(one for one in view.order.bookings if one.id == item)
    return redemption_status(booking.tickets[ordinal], sold=booking.sold, now=view.at)


def test_a_ticket_is_used_once() -> None:
    shop = gate()
    order = shop.sold(tickets("walk", 2))
    first, second = names_of(order, "walk")
    assert status(shop.office.order(order.id), "walk") is RedemptionStatus.PENDING

    view = shop.used(order, first)

    assert status(view, "walk", 0) is RedemptionStatus.REDEEMED
    assert status(view, "walk", 1) is RedemptionStatus.PENDING
    assert view.order.events[-1].type is EventType.REDEMPTION
    assert shop.refused(lambda: shop.used(order, first, second), order=order.id) == (
        NotRedeemable(ticket=first, reason="redeemed", since=START),
    )


def test_a_pass_is_used_again_until_it_is_over() -> None:
    shop = gate()
    order = shop.sold(tickets("spa"))
    (name,) = names_of(order, "spa")
    shop.used(order, name)
    shop.clock.turn(2 * HOUR - INSTANT)

    view = shop.used(order, name)

    assert status(view, "spa") is RedemptionStatus.ACTIVE
    details = pass_details(
        tickets_of(view.order, "spa")[0], sold=view.order.bookings[0].sold, now=view.at
    )
    assert details is not None
    assert (details.starts_at, details.total) == (START, 2 * HOUR)
    assert (details.ends_at, details.remaining) == (START + 2 * HOUR, INSTANT)
    shop.clock.turn(INSTANT)
    assert status(shop.office.order(order.id), "spa") is RedemptionStatus.EXPIRED
    assert shop.refused(lambda: shop.used(order, name), order=order.id) == (
        NotRedeemable(ticket=name, reason="expired", since=START + 2 * HOUR),
    )


def test_a_use_that_is_noted_late_is_one_of_the_pass() -> None:
    shop = gate()
    order = shop.sold(tickets("spa"))
    (name,) = names_of(order, "spa")
    shop.clock.turn(2 * HOUR)
    shop.used(order, name)

    (refusal,) = shop.refused(lambda: shop.used(order, name, at=START), order=order.id)

    assert isinstance(refusal, InvalidDetail)
    assert refusal.field == "at"
    view = shop.used(order, name, at=START + INSTANT)
    assert status(view, "spa") is RedemptionStatus.ACTIVE


@pytest.mark.parametrize("off", [-INSTANT, timedelta(0), HOUR, HOUR + INSTANT])
def test_a_use_lies_between_the_sale_and_now(off: timedelta) -> None:
    shop = gate()
    order = shop.sold(tickets("walk"))
    (name,) = names_of(order, "walk")
    shop.clock.turn(HOUR)

    if timedelta(0) <= off <= HOUR:
        view = shop.used(order, name, at=START + off)
        assert tickets_of(view.order, "walk")[0].redemptions[0].at == START + off
    else:
        (refusal,) = shop.refused(lambda: shop.used(order, name, at=START + off), order=order.id)
        assert isinstance(refusal, InvalidDetail)
        assert refusal.allowed == f"from {START.isoformat()} to {(START + HOUR).isoformat()}"


def test_an_instant_has_a_zone_and_is_one() -> None:
    shop = gate()
    order = shop.sold(tickets("walk"))
    (name,) = names_of(order, "walk")

    (refusal,) = shop.refused(
        lambda: shop.used(order, name, at=START.replace(tzinfo=None)), order=order.id
    )

    assert isinstance(refusal, InvalidDetail)
    assert "no time zone" in refusal.problem
    with pytest.raises(UsageError, match="is of another type"):
        shop.used(order, name, at="now")  # type: ignore[arg-type]


def test_voiding_takes_back_the_last_use_and_keeps_it_in_the_list() -> None:
    shop = gate()
    order = shop.sold(tickets("spa"))
    (name,) = names_of(order, "spa")
    shop.used(order, name)
    shop.clock.turn(HOUR)
    shop.used(order, name)

    shop.voided(order, name)
    view = shop.voided(order, name)

    uses = tickets_of(view.order, "spa")[0].redemptions
    assert [(use.at, use.voided_at, use.voided_by) for use in uses] == [
        (START, START + HOUR, GATE),
        (START + HOUR, START + HOUR, GATE),
    ]
    assert status(view, "spa") is RedemptionStatus.PENDING
    assert [event.type for event in view.order.events[-2:]] == [EventType.REDEMPTION_VOID] * 2
    assert shop.refused(lambda: shop.voided(order, name), order=order.id) == (
        NotRedeemed(ticket=name),
    )


def test_a_pass_begins_anew_where_its_first_use_was_taken_back() -> None:
    shop = gate()
    order = shop.sold(tickets("spa"))
    (name,) = names_of(order, "spa")
    shop.used(order, name)
    shop.voided(order, name)
    shop.clock.turn(3 * HOUR)

    view = shop.used(order, name)

    assert status(view, "spa") is RedemptionStatus.ACTIVE


def test_a_repetition_notes_one_use() -> None:
    """H6."""
    shop = gate()
    order = shop.sold(tickets("spa", 2))
    first, second = names_of(order, "spa")

    once, again = (shop.used(order, first, name="in") for _ in range(2))

    assert again.replayed
    assert again.order == once.order
    (refusal,) = shop.refused(lambda: shop.used(order, second, name="in"), order=order.id)
    assert isinstance(refusal, KeyReused)
    assert refusal.fields == ("tickets",)


RECORDING = ["key_reused", "order_not_found", "invalid_detail", "unknown_ticket", "not_redeemable"]


@pytest.mark.parametrize("first", RECORDING)
def test_the_precedence_of_refusals_to_note_a_use(first: str) -> None:
    """D2: the table is wrong from *first* on; what comes before is right."""
    wrong = RECORDING[RECORDING.index(first) :]
    shop = gate()
    order = shop.sold(tickets("walk", 2), name="used")
    used, good = names_of(order, "walk")
    shop.used(order, used)
    names = [used] if "not_redeemable" in wrong else [good]
    if "unknown_ticket" in wrong:
        names.append(UnitId("nobody"))
    command = RecordRedemption(
        key=CommandKey("used" if "key_reused" in wrong else "new"),
        actor=GATE,
        order=OrderId("none") if "order_not_found" in wrong else order.id,
        tickets=tuple(names),
        at=START - HOUR if "invalid_detail" in wrong else None,
    )

    found = shop.refused(lambda: shop.office.execute_order(command), order=order.id)

    assert found[0].code == first


VOIDING = ["key_reused", "order_not_found", "invalid_detail", "unknown_ticket", "not_redeemed"]


@pytest.mark.parametrize("first", VOIDING)
def test_the_precedence_of_refusals_to_take_a_use_back(first: str) -> None:
    """D2: the table is wrong from *first* on; what comes before is right."""
    wrong = VOIDING[VOIDING.index(first) :]
    shop = gate()
    order = shop.sold(tickets("walk", 2), name="used")
    name = names_of(order, "walk")[0]
    names = [UnitId("nobody")] if "unknown_ticket" in wrong else [name]
    command = VoidRedemption(
        key=CommandKey("used" if "key_reused" in wrong else "new"),
        actor=GATE,
        order=OrderId("none") if "order_not_found" in wrong else order.id,
        tickets=tuple(names * 2 if "invalid_detail" in wrong else names),
    )

    found = shop.refused(lambda: shop.office.execute_order(command), order=order.id)

    assert found[0].code == first


def test_an_unknown_ticket_names_those_of_the_order() -> None:
    shop = gate()
    order = shop.sold(tickets("walk", 2))

    (refusal,) = shop.refused(lambda: shop.voided(order, UnitId("nobody")), order=order.id)

    assert refusal == UnknownTicket(
        order=order.id, ticket=UnitId("nobody"), allowed=names_of(order, "walk")
    )


def test_no_tickets_and_a_ticket_named_twice_are_refused() -> None:
    shop = gate()
    order = shop.sold(tickets("spa"))
    (name,) = names_of(order, "spa")

    for names in ((), (name, name)):
        found = shop.refused(partial(shop.used, order, *names), order=order.id)
        assert [(one.code, getattr(one, "field", "")) for one in found] == [
            ("invalid_detail", "tickets")
        ]


def test_an_order_that_is_not_there_has_no_tickets() -> None:
    shop = gate()

    with pytest.raises(RefusedError) as refused:
        shop.office.record_redemption(OrderId("none"), GATE, UnitId("nobody"))

    assert refused.value.refusal == OrderNotFound(order=OrderId("none"))


def test_a_code_lets_in_all_that_share_it() -> None:
    order = gate().sold(tickets("party", 3), tickets("walk", 2))

    assert tickets_with(order, code=codes_of(order, "party")[0]) == names_of(order, "party")
    second = codes_of(order, "walk")[1]
    assert tickets_with(order, code=second) == names_of(order, "walk")[1:]
    assert tickets_with(order, code=second + "x") == tickets_with(order, code="\ud800") == ()


def test_tickets_are_named_or_shown_by_their_code_and_not_both() -> None:
    shop = gate()
    order = shop.sold(tickets("walk"))
    (code,) = codes_of(order, "walk")
    both = RecordRedemption(
        key=CommandKey("both"),
        actor=GATE,
        order=order.id,
        tickets=names_of(order, "walk"),
        code=code,
    )

    (refusal,) = shop.refused(lambda: shop.office.execute_order(both), order=order.id)

    assert isinstance(refusal, InvalidDetail)
    assert code not in repr(both)
    wrong = evolve(both, tickets=(), code="nobody's")
    (refusal,) = shop.refused(lambda: shop.office.execute_order(wrong), order=order.id)
    assert refusal.code == "unknown_ticket_code"
    view = shop.office.execute_order(evolve(both, tickets=()))
    assert status(view, "walk") is RedemptionStatus.REDEEMED


def test_a_gate_that_knows_only_the_code_lets_the_group_in() -> None:
    shop = gate()
    order = shop.sold(tickets("party", 2), tickets("walk"))
    other = shop.sold(tickets("party"), name="other")
    code = codes_of(order, "party")[0]

    view, again = (shop.office.redeem(code, GATE, key=CommandKey("in")) for _ in range(2))

    assert view.order.id == order.id != other.id
    assert [status(view, "party", place) for place in (0, 1)] == [RedemptionStatus.REDEEMED] * 2
    assert status(view, "walk") is RedemptionStatus.PENDING
    assert again.replayed
    found = shop.refused(lambda: shop.office.redeem(code, GATE), order=order.id)
    assert [refusal.code for refusal in found] == ["not_redeemable", "not_redeemable"]


def test_a_key_that_let_one_code_in_is_not_good_for_another() -> None:
    """H6, D7: the repetition is answered as before; the field that differs is named, not told."""
    shop = gate()
    order, other = shop.sold(tickets("walk")), shop.sold(tickets("walk"), name="other")
    (code,), (of_other,) = codes_of(order, "walk"), codes_of(other, "walk")
    view = shop.office.redeem(code, GATE, key=CommandKey("in"))

    for wrong in (of_other, "nobody's"):
        (refusal,) = shop.refused(
            lambda wrong=wrong: shop.office.redeem(wrong, GATE, key=CommandKey("in")),  # type: ignore[misc]
            order=order.id,
        )
        assert refusal == KeyReused(key=CommandKey("in"), fields=("code",))
        assert wrong not in refusal.message

    again = shop.office.redeem(code, GATE, key=CommandKey("in"))
    assert (again.order, again.replayed) == (view.order, True)


@pytest.mark.parametrize("code", ["", "nobody's", "\ud800", "x" * 10_000])
def test_a_code_that_is_on_no_ticket_lets_nobody_in_and_is_not_shown(code: str) -> None:
    shop = gate()
    order = shop.sold(tickets("walk"))

    (refusal,) = shop.refused(lambda: shop.office.redeem(code, GATE), order=order.id)

    assert refusal.code == "unknown_ticket_code"
    assert not code or code not in f"{refusal!r} {refusal.message}"


def test_a_code_finds_the_order_after_it_has_changed_and_a_confirmed_cart() -> None:
    shop = gate()
    cart = shop.office.open_cart(GATE).cart.id
    shop.office.update(cart, GATE, tickets("spa"))
    order = shop.office.confirm(cart, GATE, settlement=SettlementType.EXTERNAL).order
    (code,) = codes_of(order, "spa")

    shop.office.redeem(code, GATE)
    view = shop.office.redeem(code, GATE)

    assert len(tickets_of(view.order, "spa")[0].redemptions) == 2


def test_a_ticket_that_was_cancelled_is_not_used() -> None:
    """All that are named are told, with the instant of the cancellation."""
    order = gate().sold(tickets("walk", 2))
    names = names_of(order, "walk")
    (booking,) = order.bookings
    over = evolve(
        booking,
        cancelled_at=START,
        tickets=tuple(evolve(one, status=TicketStatus.CANCELLED) for one in booking.tickets),
    )
    command = RecordRedemption(key=CommandKey("use"), actor=GATE, order=order.id, tickets=names)

    answer = redemption(
        evolve(order, bookings=(over,)), command, Stamp(at=START + HOUR, actor=GATE)
    )

    assert answer == tuple(
        NotRedeemable(ticket=name, reason="cancelled", since=START) for name in names
    )
