"""Amending and cancelling: what is previewed is what is done, and the rest keeps every minor unit.

They quote D1, D3, D5, H2, H5, H7, M4 and D4 over random sequences of amendments and cancellations
of random orders, under every refund policy. `nox -s previews` tries a hundred thousand.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from itertools import chain
from typing import NamedTuple

import pytest
from attrs import evolve
from hypothesis import event, given
from hypothesis import strategies as st
from tests.properties.order_changes import (
    CATALOGUES,
    CODE_NAMES,
    TARIFFS,
    Chosen,
    additions,
    asked,
    command_for,
    host_settings,
)
from tests.unit.cart.pier import CASHIER, GUEST, Pier, boat, capture, pier, state_of

from counterfoil.adapters.testkit.laws import check_debt, check_written
from counterfoil.domain.amendment.ledger import net_runs
from counterfoil.domain.cancellation.settings import RefundPolicy, UsesOnCancellation
from counterfoil.domain.cart.commands import AddItem
from counterfoil.domain.order.applying import apply_to_order
from counterfoil.domain.order.changes import BookingsCancelled, OrderAmended
from counterfoil.domain.order.commands import AmendOrder, PriceAdjustment
from counterfoil.domain.order.order import Order
from counterfoil.domain.order.previewing import Preview, Previewable
from counterfoil.domain.payments import Role, captured, refunded, role_of
from counterfoil.domain.pricing.ledger import LedgerRun
from counterfoil.domain.references import ItemId, OrderId, Promocode, ResourceId
from counterfoil.domain.refusals import RefusedError
from counterfoil.domain.settings import Settings
from counterfoil.domain.statuses import SettlementType
from counterfoil.ports.views import Refused

SETTLEMENTS = st.sampled_from(SettlementType)
MINUTE = timedelta(minutes=1)


class Step(NamedTuple):
    """What is asked of an order, what happens meanwhile, and how long it takes."""

    asked: AmendOrder | Chosen
    meanwhile: str
    minutes: int


STEPS = st.builds(
    Step,
    asked=asked(),
    meanwhile=st.sampled_from(["", "", "", "", "pay", "sell", "amend"]),
    minutes=st.integers(0, 14),
)


def sold(shop: Pier, items: list[AddItem], codes: list[str], settlement: SettlementType) -> Order:
    """Sell what can be sold of some items, at the codes that apply."""
    cart = shop.opened(customer="ada")
    shop.update(cart, boat(1, item="z"))
    for item in items:
        try:
            shop.update(cart, item)
        except RefusedError:
            continue
    for code in codes:
        try:
            shop.office.apply_promocode(cart, GUEST, Promocode(code))
        except RefusedError:
            continue
    quote = shop.read(cart).quote
    assert quote is not None
    paid = (capture(quote.total),) if settlement is SettlementType.DIRECT and quote.total else ()
    return shop.office.confirm(cart, GUEST, settlement=settlement, payments=paid).order


def units(orders: list[Order]) -> Mapping[ResourceId, int]:
    """Count what orders have drawn."""
    found: Counter[ResourceId] = Counter()
    for order in orders:
        has = [booking.item.draws for booking in order.bookings]
        for draw in chain(*has, *(use.draws for use in order.uses)):
            found[draw.resource] += draw.quantity
    return found


@pytest.mark.parametrize("policy", RefundPolicy)
@given(data=st.data())
def test_what_is_previewed_is_what_is_done(policy: RefundPolicy, data: st.DataObject) -> None:
    """D1: preview and commit give the identical ledger. The other laws: see the steps."""
    tariff = TARIFFS[data.draw(st.sampled_from(sorted(TARIFFS)))]
    sells = CATALOGUES[data.draw(st.sampled_from(sorted(CATALOGUES)))]
    shop = pier(*tariff, settings=data.draw(host_settings(policy)), sells=sells)
    items = [data.draw(additions(name)) for name in "abc"[: data.draw(st.integers(0, 3))]]
    codes = data.draw(st.lists(CODE_NAMES, max_size=2, unique=True))
    order = sold(shop, items, codes, data.draw(SETTLEMENTS))
    made, others = order, dict[OrderId, Order]()
    for place, step in enumerate(data.draw(st.lists(STEPS, min_size=1, max_size=5))):
        wanted = command_for(order, step.asked, key=f"step {place}")
        preview = _previewed(shop, wanted)
        if preview is None:
            continue
        shop.clock.turn(step.minutes * MINUTE)
        others.update(_meanwhile(shop, order, step.meanwhile, place))
        before = shop.office.order(order.id).order
        after = _carried_out(shop, evolve(wanted, preview=preview.seen))
        if after is None:
            assert step.meanwhile, "D1: where nothing has changed, it is done as it was previewed"
            order = before
            continue
        _is_as_previewed(shop, before, after, preview)
        _obeys(before, after, wanted, shop.office.settings)
        event(f"{type(wanted).__name__} {step.meanwhile}")
        order = after
    _adds_up(shop, made, [order, *others.values()])


def _previewed(shop: Pier, wanted: Previewable) -> Preview | None:
    """Preview a command; where that is refused, the command is refused alike."""
    before = state_of(shop.system, now=shop.clock.now())
    try:
        preview = shop.office.preview(wanted)
    except RefusedError as error:
        refused = error.refusal
    else:
        assert state_of(shop.system, now=shop.clock.now()) == before
        return preview
    outcome = shop.office.attempt_order(wanted)
    assert isinstance(outcome, Refused)
    assert outcome.refusals[0] == refused
    assert state_of(shop.system, now=shop.clock.now()) == before
    return None


def _meanwhile(shop: Pier, order: Order, what: str, place: int) -> Mapping[OrderId, Order]:
    """Let something happen between preview and commit; answer other orders that it made."""
    try:
        if what == "pay":
            shop.office.record_payment(order.id, CASHIER, capture(max(1, order.outstanding // 2)))
        elif what == "sell":
            other = shop.with_items(boat(2, item="z"), customer="ada")
            sold_there = shop.office.confirm(other, GUEST, settlement=SettlementType.VENUE).order
            return {sold_there.id: sold_there}
        elif what == "amend":
            shop.office.amend(order.id, GUEST, boat(1, item=f"m{place}"))
    except RefusedError:
        pass
    return {}


def _carried_out(shop: Pier, wanted: Previewable) -> Order | None:
    """Carry a preview out; where it is refused, nothing has changed (H7), and why is said."""
    before = state_of(shop.system, now=shop.clock.now())
    outcome = shop.office.attempt_order(wanted)
    if not isinstance(outcome, Refused):
        return outcome.order
    assert state_of(shop.system, now=shop.clock.now()) == before
    for one in outcome.refusals:
        assert getattr(one, "components", ("something",)), "D1: what has changed is named"
    return None


def _is_as_previewed(shop: Pier, before: Order, after: Order, preview: Preview) -> None:
    change = shop.system.order_records()[-1].change
    assert isinstance(change, OrderAmended | BookingsCancelled)
    assert _new(before, after) == _new(preview.before, preview.after)
    assert after.total - before.total == preview.difference
    if before == preview.before:
        assert after.total == preview.after.total
        lines = [(line.type, line.status, line.amount) for line in after.payments]
        told = [(line.type, line.status, line.amount) for line in preview.after.payments]
        assert lines == told
        assert after.uses == preview.after.uses
        assert after.promocodes == preview.after.promocodes
        for booking, seen in zip(after.bookings, preview.after.bookings, strict=True):
            assert [(one.id, one.status, one.code) for one in booking.tickets] == [
                (one.id, one.status, one.code) for one in seen.tickets
            ]
            assert (booking.status, booking.version) == (seen.status, seen.version)
            assert booking.item.draws == seen.item.draws
        moved = Counter(units([after]))
        moved.subtract(units([before]))
        told_moves = {one.resource: one.taken - one.given for one in preview.capacity}
        pools = {name: count for name, count in moved.items() if name.startswith("pool:")}
        assert {k: v for k, v in told_moves.items() if v} == {k: v for k, v in pools.items() if v}
    if isinstance(change, BookingsCancelled):
        assert (dict(change.fees), change.tickets) == (dict(preview.fees), preview.invalidated)
    else:
        assert change.invalidated == preview.invalidated


def _new(before: Order, after: Order) -> list[LedgerRun]:
    """Answer the entries that a change wrote; those that were there are there still."""
    assert after.postings[: len(before.postings)] == before.postings
    return [run for posting in after.postings[len(before.postings) :] for run in posting.runs]


def _obeys(before: Order, after: Order, command: Previewable, settings: Settings) -> None:
    """D5; and what amending, or cancelling, promises."""
    assert after.version == before.version + 1
    assert after.payments[: len(before.payments)] == before.payments
    assert refunded(after.payments) <= captured(after.payments)
    returned: Counter[object] = Counter()
    for line in after.payments:
        if line.original is not None and role_of(line) is Role.GIVEN_BACK:
            returned[line.original] += line.amount
    for line in after.payments:
        assert returned[line.id] <= line.amount, "no line gives back more than it brought"
    if isinstance(command, AmendOrder):
        _left_alone(before, after, {operation.item for operation in command.operations})
        if command.price_adjustment is not PriceAdjustment.NONE:
            assert after.total == before.total
        return
    check_written(before, after, freezes=settings.cancellation.policy is RefundPolicy.FREEZE)
    check_debt(before, after)
    assert command.refund or after.paid == before.paid
    touched = {
        booking.id
        for booking in before.bookings
        if booking.tickets != after.bookings[before.bookings.index(booking)].tickets
    }
    for booking in before.bookings:
        assert (after.booking(booking.id) == booking) is (booking.id not in touched)


def _left_alone(before: Order, after: Order, named: set[ItemId | None]) -> None:
    """See that bookings that were not sent keep all that they are and every entry."""
    untouched = {booking.id for booking in before.bookings if booking.id not in named}
    for name in untouched:
        assert after.booking(name) == before.booking(name)
    assert net_runs(after.postings, untouched) == net_runs(before.postings, untouched)
    for booking in after.bookings:
        was = before.booking(booking.id)
        if booking.id in named and was is not None:
            assert booking.version == was.version + 1


def _adds_up(shop: Pier, made: Order, orders: list[Order]) -> None:
    """D3: replaying gives the order. H2, H5: what is drawn is what orders have, and fits."""
    now = shop.clock.now()
    replayed = made
    for record in shop.system.order_records():
        if record.change.order == made.id:
            replayed = apply_to_order(replayed, record.change)
    assert replayed == orders[0] == shop.office.order(made.id).order
    drawn = units(orders)
    levels = shop.system.levels(drawn, at=now)
    assert {name: level.drawn for name, level in levels.items()} == drawn
    for level in levels.values():
        assert level.total is None or level.drawn <= level.total
    if not any(booking.is_live for booking in orders[0].bookings):
        restores = shop.office.settings.cancellation.uses is UsesOnCancellation.RESTORE
        assert not any(booking.item.draws for booking in orders[0].bookings)
        assert not (restores and orders[0].uses)
