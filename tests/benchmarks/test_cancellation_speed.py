"""How fast tickets are cancelled in memory, by the number of tickets. Figures, not verdicts.

Of orders of 1 to 1,000 tickets one is cancelled, through the door, under each policy. Read the
ratios of one run; the aim is that 1,000 tickets cost at most twelve times what 100 cost.
"""

from __future__ import annotations

from time import process_time

import pytest
from pytest_benchmark.fixture import BenchmarkFixture
from tests.unit.cancellation.dock import FEES, HALF_FROM_FOUR, LANE, ask, cancel, dock, sell
from tests.unit.cart.pier import Pier

from counterfoil.domain.cancellation.settings import RefundPolicy
from counterfoil.domain.order.order import Order

ROUNDS = 5
SIZES = [(1, 1), (1, 10), (2, 50), (20, 50)]  # bookings, tickets of each


@pytest.mark.benchmark(timer=process_time)
@pytest.mark.parametrize("policy", list(RefundPolicy))
@pytest.mark.parametrize(("bookings", "tickets"), SIZES)
def test_cancelling_one_ticket(
    benchmark: BenchmarkFixture, policy: RefundPolicy, bookings: int, tickets: int
) -> None:
    benchmark.group = f"cancelling one ticket, {policy.value}"
    benchmark.name = f"{bookings} bookings of {tickets} tickets"
    totals: list[int] = []

    def one(shop: Pier, order: Order) -> None:
        totals.append(cancel(shop, order, order.bookings[-1].tickets[-1].id).version)

    def another() -> tuple[tuple[Pier, Order], dict[str, object]]:
        shop = dock(LANE, HALF_FROM_FOUR, FEES, policy=policy)
        asked = (ask("tour", item=f"t{number}", adult=tickets) for number in range(bookings))
        return (shop, sell(shop, *asked)), {}

    benchmark.pedantic(one, setup=another, rounds=ROUNDS)  # type: ignore[no-untyped-call]

    assert set(totals) == {2}
