"""Life cycles: every state is listed, the page is drawn from the tables, no change leaves them."""

from enum import Enum
from typing import Any

import pytest
from attrs import evolve
from tests.unit.order.life_cycles import CYCLES, files, placed
from tests.unit.order.turnstile import GATE, START, gate, names_of, tickets, tickets_of

from counterfoil.domain.lifecycle import BOOKING, TICKET, Table, may_follow
from counterfoil.domain.order.applying import apply_to_order
from counterfoil.domain.order.changes import Stamp, TicketsRedeemed
from counterfoil.domain.order.steps import forbidden_steps
from counterfoil.domain.statuses import BookingStatus, OrderStatus, TicketStatus


@pytest.mark.parametrize("name", CYCLES)
def test_every_state_is_listed_once(name: str) -> None:
    table: Table[Any] = CYCLES[name]

    kind: type[Enum] = type(next(iter(table)))

    assert set(table) == set(kind)
    assert all(after in table for afters in table.values() for after in afters)


@pytest.mark.parametrize("name", CYCLES)
def test_no_two_states_are_drawn_at_one_place(name: str) -> None:
    spots = placed(CYCLES[name])

    assert len(set(spots.values())) == len(CYCLES[name])


def test_the_page_is_what_the_tables_say() -> None:
    stale = [
        path.name
        for path, text in files()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]

    assert not stale, "run python tests/unit/order/life_cycles.py"


def test_what_was_cancelled_stays_so() -> None:
    assert not may_follow(
        BOOKING, before=BookingStatus.BOOKING_CANCELLED, after=BookingStatus.BOOKING_CONFIRMED
    )
    assert not may_follow(TICKET, before=TicketStatus.CANCELLED, after=TicketStatus.CONFIRMED)


def test_steps_that_no_life_cycle_has_are_named() -> None:
    shop = gate()
    order = shop.sold(tickets("walk"))
    (name,) = names_of(order, "walk")
    used = shop.used(order, name).order

    def with_status(booking: BookingStatus, ticket: TicketStatus) -> Any:
        changed = evolve(
            used.bookings[0],
            status=booking,
            tickets=(evolve(tickets_of(used, "walk")[0], status=ticket),),
        )
        return evolve(used, bookings=(changed,))

    good = with_status(BookingStatus.BOOKING_CONFIRMED, TicketStatus.CONFIRMED)
    bad = with_status(BookingStatus.BOOKING_RESERVED, TicketStatus.RESERVED)
    gone = with_status(BookingStatus.BOOKING_CANCELLED, TicketStatus.CANCELLED)

    assert forbidden_steps(order, good, at=START) == ()
    assert forbidden_steps(used, bad, at=START) == (
        "booking walk: BOOKING_CONFIRMED to BOOKING_RESERVED",
        f"ticket {name}: CONFIRMED to RESERVED",
        f"ticket {name}: REDEEMED to CANCELLED",
    )
    assert gone.status is OrderStatus.ORDER_CANCELLED
    assert "order: ORDER_CANCELLED to ORDER_CONFIRMED" in forbidden_steps(gone, used, at=START)


def test_every_change_of_an_order_is_held_against_them(monkeypatch: pytest.MonkeyPatch) -> None:
    shop = gate()
    order = shop.sold(tickets("walk"))
    (name,) = names_of(order, "walk")
    used = TicketsRedeemed(
        order=order.id, stamp=Stamp(at=START, actor=GATE), tickets=(name,), redeemed_at=START
    )
    monkeypatch.setattr("counterfoil.domain.order.steps.may_follow", lambda *_, **__: False)

    with pytest.raises(AssertionError, match=f"ticket {name}: PENDING to REDEEMED"):
        apply_to_order(order, used)
