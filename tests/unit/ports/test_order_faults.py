"""D7 for orders: with one fault before or after any call of a port, repeating helps.

> With one fault before or after any call of a port, repeating the use case reaches the state of a
> run without the fault.
"""

from collections.abc import Callable, Iterator
from functools import cache

import pytest
from tests.unit.cart.pier import (
    CASHIER,
    GUEST,
    Pier,
    amend,
    boat,
    capture,
    host,
    key,
    pier,
    state_of,
)
from tests.unit.ports.test_faults import AFTER, BEFORE

from counterfoil.adapters.testkit.conformance.faulty import FAULTS, Faulty, When, unknown
from counterfoil.domain.cart.commands import derived
from counterfoil.domain.order.order import Order
from counterfoil.domain.order.ticket import Ticket
from counterfoil.domain.references import CartId, ItemId, OrderId, UnitId
from counterfoil.domain.statuses import SettlementType, TicketStatus
from counterfoil.ports.box_office import BoxOffice
from counterfoil.ports.errors import PortError, UnavailableError

CART = CartId(derived(key("open"), "cart"))
CONFIRMED = OrderId(derived(key("confirm"), "order"))
BOOKED = OrderId(derived(key("book"), "order"))


def use_case(office: BoxOffice) -> Iterator[Callable[[], object]]:
    """Sell an afternoon on the pier: every kind of command about orders, with a key each."""
    yield lambda: office.open_cart(GUEST, key=key("open"))
    yield lambda: office.update(CART, GUEST, boat(4, item="a"), key=key("add"))
    yield lambda: office.apply_promocode(CART, GUEST, "EARLY", key=key("code"))
    yield lambda: office.attach_payment(CART, GUEST, capture(10_00), key=key("pay"))
    yield lambda: office.confirm(
        CART,
        CASHIER,
        settlement=SettlementType.DIRECT,
        charged=36_00,
        payments=(capture(26_00),),
        key=key("confirm"),
    )
    yield lambda: office.book(
        CASHIER, boat(3, item="b"), settlement=SettlementType.VENUE, key=key("book")
    )
    yield lambda: office.record_payment(BOOKED, CASHIER, capture(30_00), key=key("cash"))
    yield lambda: office.record_redemption(CONFIRMED, CASHIER, *TICKETS, key=key("use"))
    yield lambda: office.void_redemption(CONFIRMED, CASHIER, TICKETS[0], key=key("void"))
    yield lambda: office.redeem(CODE, CASHIER, key=key("gate"))


def run(office: BoxOffice) -> None:
    """Run the use case, and repeat a step that met a fault, as a host would."""
    for step in use_case(office):
        try:
            step()
        except PortError:
            step()


def order_of(shop: Pier, order: OrderId) -> Order:
    found = shop.system.order(order)
    assert found is not None
    return found


def tickets_to_be() -> tuple[Ticket, ...]:
    """Learn the tickets that will be sold: the same wherever the same keys are used."""
    shop = pier()
    for step, _ in zip(use_case(host(shop, prefix="h")), range(5), strict=False):
        step()
    (booking,) = order_of(shop, CONFIRMED).bookings
    return booking.tickets


TICKETS = tuple(ticket.id for ticket in tickets_to_be())
CODE = tickets_to_be()[0].code


def untroubled() -> tuple[Pier, list[str]]:
    """Run the use case without a fault; answer the shop and the calls that were made."""
    shop = pier()
    counting = Faulty(shop.system, call=0, when=BEFORE, error=UnavailableError("never"))
    run(host(shop, prefix="h", system=counting))
    return shop, counting.calls


def test_the_untroubled_run_sells_and_pays_what_it_says() -> None:
    shop, _ = untroubled()
    confirmed, booked = order_of(shop, CONFIRMED), order_of(shop, BOOKED)

    assert (confirmed.total, confirmed.paid, confirmed.revision) == (36_00, 36_00, 4)
    assert (booked.total, booked.paid, booked.revision) == (30_00, 30_00, 2)
    uses = [ticket.is_redeemed for ticket in confirmed.bookings[0].tickets]
    assert uses == [True, True, True, True]
    assert shop.drawn("pool:boat-noon", "uses:early") == [7, 1]


@pytest.mark.parametrize("when", [BEFORE, AFTER])
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_at_any_call_is_made_good_by_repeating(fault: str, when: When) -> None:
    """Nothing is sold, paid or used twice, nothing is left held: as in an untroubled run."""
    wanted, calls = untroubled()
    expected = state_of(wanted.system, now=wanted.clock.now())
    failed: list[str] = []

    for call in range(1, len(calls) + 1):
        shop = pier()
        faulty = Faulty(shop.system, call=call, when=when, error=FAULTS[fault]())
        run(host(shop, prefix="h", system=faulty))

        failed.append(faulty.failed_at)
        assert state_of(shop.system, now=shop.clock.now()) == expected, call

    assert failed == calls
    assert {"commit", "commit_order", "order", "recall", "order_with_code"} <= set(failed)
    assert {"world", "levels", "cart"} <= set(failed)


@pytest.mark.parametrize("when", [BEFORE, AFTER])
def test_an_order_of_unknown_outcome_is_looked_up_and_not_made_twice(when: When) -> None:
    _, calls = untroubled()
    booking = calls.index("commit_order") + 1
    shop = pier()
    faulty = Faulty(shop.system, call=booking, when=when, error=unknown())

    run(host(shop, prefix="h", system=faulty))

    assert faulty.failed_at == "commit_order"
    assert faulty.calls[booking] == "recall"
    sent = faulty.calls.count("commit_order") - calls.count("commit_order")
    assert sent == (1 if when == BEFORE else 0)
    assert [one.key for one in shop.system.order_records()].count(key("book")) == 1


# --- changes of orders --------------------------------------------------------------------------

CHANGED = OrderId(derived(key("book"), "order"))


def changing(office: BoxOffice) -> Iterator[Callable[[], object]]:
    """Amend what was booked, pay it, cancel a ticket, a booking and all, with a key each."""
    yield lambda: office.amend(
        CHANGED, CASHIER, amend("b", adult=4), boat(2, item="c", slot="dusk"), key=key("amend")
    )
    yield lambda: office.record_payment(CHANGED, CASHIER, capture(60_00), key=key("cash"))
    yield lambda: office.cancel_order(
        CHANGED, CASHIER, tickets=ticket_names()[:1], key=key("cancel one")
    )
    yield lambda: office.cancel_order(
        CHANGED, CASHIER, bookings=(ItemId("c"),), key=key("cancel some")
    )
    yield lambda: office.cancel_order(CHANGED, CASHIER, key=key("cancel"))


def booked() -> Pier:
    """Book three places on the boat; no fault is met on the way."""
    shop = pier()
    shop.office.book(CASHIER, boat(3, item="b"), settlement=SettlementType.VENUE, key=key("book"))
    return shop


@cache
def ticket_names() -> tuple[UnitId, ...]:
    (booking,) = order_of(booked(), CHANGED).bookings
    return tuple(ticket.id for ticket in booking.tickets)


def places_of(order: Order) -> int:
    """Count the good tickets, and see that each has its place."""
    good = [
        ticket
        for booking in order.bookings
        for ticket in booking.tickets
        if ticket.status is TicketStatus.CONFIRMED
    ]
    drawn = [draw.quantity for booking in order.bookings for draw in booking.item.draws]
    assert sum(drawn) == len(good)
    return len(good)


@pytest.mark.parametrize("when", [BEFORE, AFTER])
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_at_any_call_of_a_change_leaves_all_or_nothing_and_is_made_good(
    fault: str, when: When
) -> None:
    """D7; and H7: until the change is made, the guest has all that was there before."""
    wanted = booked()
    counting = Faulty(wanted.system, call=0, when=BEFORE, error=UnavailableError("never"))
    counts = [places_of(order_of(wanted, CHANGED))]
    for step in changing(host(wanted, prefix="h", system=counting)):
        step()
        counts.append(places_of(order_of(wanted, CHANGED)))
    expected = state_of(wanted.system, now=wanted.clock.now())
    assert counts == [3, 6, 6, 5, 3, 0]
    failed: list[str] = []

    for call in range(1, len(counting.calls) + 1):
        shop = booked()
        faulty = Faulty(shop.system, call=call, when=when, error=FAULTS[fault]())
        for number, step in enumerate(changing(host(shop, prefix="h", system=faulty))):
            try:
                step()
            except PortError:
                there = places_of(order_of(shop, CHANGED))
                assert there in {counts[number], counts[number + 1]}, (call, number)
                assert shop.drawn("pool:boat-noon", "pool:boat-dusk") == [
                    sum(
                        draw.quantity
                        for booking in order_of(shop, CHANGED).bookings
                        for draw in booking.item.draws
                        if draw.resource == pool
                    )
                    for pool in ("pool:boat-noon", "pool:boat-dusk")
                ]
                step()
        failed.append(faulty.failed_at)
        assert state_of(shop.system, now=shop.clock.now()) == expected, call

    assert failed == counting.calls
    assert {"commit_order", "order", "recall", "world", "levels"} <= set(failed)
