"""How fast carts are priced, beside the same arithmetic written by hand. Figures, not verdicts.

Read the ratios of one run: every benchmark here prices the same ten thousand carts once per round.
``nox -s bench`` prints them; ``docs/explanation/speed.md`` says what they mean.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from pytest_benchmark.fixture import BenchmarkFixture
from tests.benchmarks.by_hand import price_with_decimals, price_with_integers
from tests.benchmarks.carts import AT, Workload, workload

from counterfoil.domain.basket import Basket
from counterfoil.domain.pricing import Quote, compile_pricer

ROUNDS = 7


@pytest.fixture(scope="module")
def carts() -> Iterator[Workload]:
    """Make the carts, set aside from the garbage collector as a service sets aside its own."""
    made = workload()
    gc.collect()
    gc.freeze()
    yield made
    gc.unfreeze()


def _measure(
    benchmark: BenchmarkFixture, price: Callable[[Any], object], carts: Iterable[Any], name: str
) -> None:
    def price_all() -> None:
        for cart in carts:
            price(cart)

    benchmark.group = "10,000 carts of three lines"
    benchmark.name = name
    benchmark.pedantic(  # type: ignore[no-untyped-call]
        price_all, rounds=ROUNDS, warmup_rounds=1
    )


def test_all_ways_answer_the_same(carts: Workload) -> None:
    for basket, bare in zip(carts.baskets, carts.bare, strict=True):
        total, discount, inside, on_top, fee_tax = price_with_integers(bare)
        quote = carts.pricer.price(basket, AT)

        assert price_with_decimals(bare) == (total, discount, inside, on_top, fee_tax)
        assert (quote.total, -quote.discount) == (total, discount)
        assert dict(quote.tax_by_id) == {"sales9": on_top, "vat20": inside + fee_tax}


def test_by_hand_with_integers(benchmark: BenchmarkFixture, carts: Workload) -> None:
    _measure(benchmark, price_with_integers, carts.bare, "a: by hand, integers")


def test_by_hand_with_decimals(benchmark: BenchmarkFixture, carts: Workload) -> None:
    _measure(benchmark, price_with_decimals, carts.bare, "b: by hand, decimal.Decimal")


def test_totals(benchmark: BenchmarkFixture, carts: Workload) -> None:
    def price(basket: Basket) -> int:
        return carts.pricer.price(basket, AT).total

    _measure(benchmark, price, carts.baskets, "pricer, totals only")


def test_every_entry(benchmark: BenchmarkFixture, carts: Workload) -> None:
    def price(basket: Basket) -> int:
        return sum_of_entries(carts.pricer.price(basket, AT))

    _measure(benchmark, price, carts.baskets, "pricer, every entry read")


def sum_of_entries(quote: Quote) -> int:
    """Read every entry of the ledger."""
    total = 0
    for _, _, _, _, units, entries in quote.runs():
        for _, amount, _, _ in entries:
            total += units * amount
    return total


def test_totals_by_the_kernel(benchmark: BenchmarkFixture, carts: Workload) -> None:
    """What a cart costs that is not plain: the kernel prices it without tables of tickets."""
    kernel = carts.pricer.kernel

    def price(basket: Basket) -> int:
        return kernel.settle(basket, AT).evaluation.total

    _measure(benchmark, price, carts.baskets, "kernel, totals only")


def test_totals_of_a_new_pricer(benchmark: BenchmarkFixture, carts: Workload) -> None:
    """Ten thousand carts from nothing: compiling and every table included."""

    def price_all() -> None:
        pricer = compile_pricer(carts.pricer.catalogue, carts.pricer.tariff)
        for basket in carts.baskets:
            pricer.price(basket, AT)

    benchmark.group = "10,000 carts of three lines"
    benchmark.name = "pricer, totals only, from compiling on"
    benchmark.pedantic(  # type: ignore[no-untyped-call]
        price_all, rounds=3
    )
