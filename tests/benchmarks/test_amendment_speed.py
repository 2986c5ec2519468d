"""How fast orders are amended and cancelled in part, in memory, by the number of tickets.

Orders of 1 to 1,000 tickets, many to a booking or one to each, are changed through the door:
decided, priced and committed. Figures, not verdicts: read the ratios of one run, which
`nox -s bench` prints. The aim is that a thousand tickets cost at most twelve times what a hundred
do; `tests/unit/amendment/test_many_bookings.py` counts the steps.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from time import process_time

import pytest
from pytest_benchmark.fixture import BenchmarkFixture
from tests.benchmarks.test_box_office_speed import ADULT, GUEST, Tower, tower
from tests.benchmarks.test_order_speed import filled

from counterfoil.domain.cart.operations import AmendItem
from counterfoil.domain.order.order import Order
from counterfoil.domain.statuses import SettlementType

ROUNDS = 5
SIZES = [(1, 1), (1, 10), (10, 10), (100, 1), (100, 10), (1_000, 1)]  # bookings, tickets of each


def sold(place: Tower, *, bookings: int, tickets: int) -> Order:
    """Sell an order with some bookings of as many tickets each."""
    cart = filled(place, items=bookings, tickets=tickets)
    return place.office.confirm(cart, GUEST, settlement=SettlementType.VENUE).order


def amend_all(place: Tower, order: Order) -> Order:
    """Book every booking again, with one ticket less, or two instead of one."""
    return place.office.amend(
        order.id,
        GUEST,
        *(
            AmendItem(item=one.id, quantities=((ADULT, len(one.tickets) - 1 or 2),))
            for one in order.bookings
        ),
    ).order


def amend_one(place: Tower, order: Order) -> Order:
    """Book one booking again; the others are only looked at."""
    (first, *_) = order.bookings
    count = len(first.tickets) - 1 or 2
    wanted = AmendItem(item=first.id, quantities=((ADULT, count),))
    return place.office.amend(order.id, GUEST, wanted).order


def cancel_half(place: Tower, order: Order) -> Order:
    """Cancel every other ticket."""
    tickets = [ticket.id for booking in order.bookings for ticket in booking.tickets]
    return place.office.cancel_order(order.id, GUEST, tickets=tuple(tickets[::2])).order


Change = Callable[[Tower, Order], Order]
CHANGES: Mapping[str, Change] = {
    "amending all": amend_all,
    "amending one booking": amend_one,
    "cancelling half": cancel_half,
}


@pytest.mark.benchmark(timer=process_time)
@pytest.mark.parametrize(("bookings", "tickets"), SIZES)
@pytest.mark.parametrize("change", CHANGES)
def test_changing_an_order(
    benchmark: BenchmarkFixture, change: str, bookings: int, tickets: int
) -> None:
    """In ``extra_info``: microseconds a ticket."""
    place = tower()
    benchmark.group = f"{change}, see microseconds_a_ticket"
    benchmark.name = f"{bookings} bookings of {tickets} tickets"
    versions: list[int] = []

    def run(order: Order) -> None:
        versions.append(CHANGES[change](place, order).version)

    def another() -> tuple[tuple[Order], dict[str, object]]:
        return (sold(place, bookings=bookings, tickets=tickets),), {}

    benchmark.pedantic(run, setup=another, rounds=ROUNDS)  # type: ignore[no-untyped-call]

    assert set(versions) == {2}
    assert benchmark.stats is not None
    each = benchmark.stats.stats.min / (bookings * tickets)
    benchmark.extra_info["microseconds_a_ticket"] = round(each * 1e6, 1)
