"""How fast a page of ten is found among a hundred thousand orders. Figures, not verdicts.

Each filter is measured through the index; ``times_naive`` says how many times longer it takes to
look at every order, in the same run. `nox -s bench` prints them.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from functools import cache
from random import Random
from time import perf_counter

import pytest
from pytest_benchmark.fixture import BenchmarkFixture
from tests.benchmarks.sought import FILTERS, facts
from tests.unit.cart.pier import Pier, pier
from tests.unit.finding.build import NOW, order_of, write

from counterfoil.domain.finding import OrderFilter, found
from counterfoil.domain.order.order import Order

ORDERS = 100_000
ROUNDS = 5


@cache
def shelf() -> tuple[Pier, tuple[Order, ...], float]:
    """Write the orders once, and say how long one took in seconds."""
    chance, shop = Random(7), pier()
    orders = tuple(
        order_of(facts(number, chance, orders=ORDERS)) for number in range(1, ORDERS + 1)
    )
    began = perf_counter()
    for number, order in enumerate(orders):
        write(shop, order, name=f"write-{number}")
    return shop, orders, (perf_counter() - began) / ORDERS


@pytest.fixture(autouse=True, scope="module")
def _set_aside() -> Iterator[None]:
    """Set the orders aside, as a service does when it has started."""
    shelf()
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()
    shelf.cache_clear()


@pytest.mark.parametrize("name", FILTERS)
def test_a_page_of_ten(benchmark: BenchmarkFixture, name: str) -> None:
    """Find the first page, and look at every order once for comparison."""
    shop, orders, written = shelf()
    wanted = OrderFilter(**FILTERS[name])
    benchmark.group = f"a page of ten among {ORDERS} orders"
    benchmark.name = name

    page = benchmark.pedantic(  # type: ignore[no-untyped-call]
        shop.office.find_orders, args=(wanted,), rounds=ROUNDS
    )

    began = perf_counter()
    looked_at = found(orders, wanted, NOW)
    naive = perf_counter() - began
    assert page == looked_at
    assert page.total_items
    assert benchmark.stats is not None
    benchmark.extra_info["times_naive"] = round(naive / benchmark.stats.stats.min)
    benchmark.extra_info["found"] = page.total_items
    benchmark.extra_info["write_microseconds"] = round(written * 1e6)
