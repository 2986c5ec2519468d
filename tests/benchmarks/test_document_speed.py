"""How fast an order of three lines is written and read, beside json alone on the same text."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from pytest_benchmark.fixture import BenchmarkFixture
from tests.unit.cart.pier import CASHIER, add, boat, pier

from counterfoil.adapters.documents import ORDER
from counterfoil.domain.statuses import SettlementType


def _ways() -> dict[str, Callable[[], object]]:
    shop = pier()
    cart = shop.with_items(
        boat(2, item="a"), add("pass", item="b", adult=1), add("pass", item="c", adult=3)
    )
    order = shop.office.confirm(cart, CASHIER, settlement=SettlementType.EXTERNAL).order
    text = ORDER.encode(order)
    plain = json.loads(text)
    return {
        "encode": lambda: ORDER.encode(order),
        "dumps": lambda: json.dumps(plain, sort_keys=True, separators=(",", ":")),
        "decode": lambda: ORDER.decode(text),
        "loads": lambda: json.loads(text),
    }


@pytest.mark.parametrize("way", ["encode", "dumps", "decode", "loads"])
def test_an_order_of_three_lines(benchmark: BenchmarkFixture, way: str) -> None:
    benchmark(_ways()[way])
