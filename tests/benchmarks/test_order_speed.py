"""How fast carts become orders in memory, by the number of tickets. Figures, not verdicts.

Carts of 1 to 1,000 tickets, ten to an item, are confirmed through the door; beside it stands a
pair of adding and removing, as in `test_box_office_speed`.
Read the ratios of one run; `nox -s bench` prints them. The aim is that a ticket more costs the
same whether there are ten of them or a thousand.
"""

from __future__ import annotations

from time import process_time

import pytest
from pytest_benchmark.fixture import BenchmarkFixture
from tests.benchmarks.test_box_office_speed import ADULT, GUEST, SLOTS, TOWER, Tower, tower

from counterfoil.domain.cart.commands import AddItem
from counterfoil.domain.references import CartId
from counterfoil.domain.statuses import SettlementType

ROUNDS = 5
PAIRS = 50
SIZES = [(1, 1), (1, 10), (10, 10), (100, 10)]  # items, tickets of each


def filled(place: Tower, *, items: int, tickets: int) -> CartId:
    """Open a cart with some items of as many tickets each."""
    (cart,) = place.opened(1)
    place.office.update(
        cart,
        GUEST,
        *(
            AddItem(product=TOWER, slot=SLOTS[number % len(SLOTS)], quantities=((ADULT, tickets),))
            for number in range(items)
        ),
    )
    return cart


@pytest.mark.benchmark(timer=process_time)
@pytest.mark.parametrize(("items", "tickets"), SIZES)
def test_confirming(benchmark: BenchmarkFixture, items: int, tickets: int) -> None:
    """In ``extra_info``: microseconds a ticket."""
    place = tower()
    benchmark.group = "confirming, see microseconds_a_ticket"
    benchmark.name = f"{items} items of {tickets} tickets"
    made: list[int] = []

    def confirm(cart: CartId) -> None:
        order = place.office.confirm(cart, GUEST, settlement=SettlementType.VENUE).order
        made.append(sum(len(booking.tickets) for booking in order.bookings))

    def another() -> tuple[tuple[CartId], dict[str, object]]:
        return (filled(place, items=items, tickets=tickets),), {}

    benchmark.pedantic(confirm, setup=another, rounds=ROUNDS)  # type: ignore[no-untyped-call]

    assert set(made) == {items * tickets}
    assert benchmark.stats is not None
    each = benchmark.stats.stats.min / (items * tickets)
    benchmark.extra_info["microseconds_a_ticket"] = round(each * 1e6, 1)


@pytest.mark.benchmark(timer=process_time)
def test_adding_and_removing_beside_it(benchmark: BenchmarkFixture) -> None:
    place = tower()
    carts = place.opened(PAIRS)
    benchmark.group = "confirming, see microseconds_a_ticket"
    benchmark.name = f"{PAIRS} pairs of adding and removing two tickets"

    benchmark.pedantic(  # type: ignore[no-untyped-call]
        place.add_and_release, args=(carts,), rounds=ROUNDS, warmup_rounds=1
    )

    assert benchmark.stats is not None
    benchmark.extra_info["pairs_per_second"] = round(PAIRS / benchmark.stats.stats.min)
