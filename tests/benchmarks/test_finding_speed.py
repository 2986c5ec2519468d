"""How fast a page of ten is found among a hundred thousand orders. Figures, not verdicts.

Each filter is measured through the index; ``times_naive`` says how many times longer it takes to
look at every order, in the same run. `nox -s bench` prints them.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from random import Random
from time import perf_counter
from typing import Any

import pytest
from pytest_benchmark.fixture import BenchmarkFixture
from tests.unit.cart.pier import Pier, pier
from tests.unit.finding.build import (
    FIRST_DAY,
    HOUR,
    NOW,
    BookingFacts,
    OrderFacts,
    order_of,
    write,
)

from counterfoil.domain.finding import OrderFilter, SortBy, found
from counterfoil.domain.order.order import Order

ORDERS = 100_000
HOURS = 24 * 365  # over a year: the default of three months holds a quarter
CASHIERS = 200
DISTRIBUTORS = 50
PRODUCTS = 100
SLOTS = 5_000
DAYS = 365
ROUNDS = 5
QUARTER = NOW - timedelta(days=90)

FILTERS: dict[str, dict[str, Any]] = {
    "nothing": {},
    "reseller": {"reseller": "reseller-1"},
    "distributor": {"distributor": "seller-7"},
    "market_admin": {"market_admin": "admin-3"},
    "supplier": {"supplier": "supplier-4"},
    "reference": {"reference": "order-77777"},
    "external_reference": {"external_reference": "external-77777"},
    "contact_uid": {"contact_uid": "contact-77777"},
    "contact_name": {"contact_name": "Bo Tak"},
    "contact_email": {"contact_email": "guest-77777@mail.example"},
    "created": {"created_from": QUARTER, "created_to": NOW},
    "modified_after": {"modified_after": NOW - 24 * HOUR},
    "booking_reference": {"booking_reference": "item-0-77777"},
    "booking_external_reference": {"booking_external_reference": "outside-77777"},
    "travel": {"travel_from": FIRST_DAY, "travel_to": FIRST_DAY + timedelta(days=7)},
    "redeemed": {"redeemed_from": NOW, "redeemed_to": NOW + 24 * HOUR},
    "products": {"products": ["product-7", "product-8"]},
    "ticket_code": {"ticket_code": "CODE77777"},
    "slot": {"slot": "slot-77"},
    "pool": {"pool": "pool-77"},
    "created_email": {"created_email": "cashier-77@pier.example"},
    "query": {"query": "guest-77777@mail.example"},
    "query with a star": {"query": "guest-7777*"},
    "partner_sales": {"partner_sales": True},
    "distributor, sorted by changes": {
        "distributor": "seller-7",
        "sort_by": SortBy.ORDER_MODIFIED,
    },
    "nothing, sorted by changes": {"sort_by": SortBy.ORDER_MODIFIED},
    "supplier and product": {"supplier": "supplier-4", "products": ["product-7"]},
}


def facts(number: int, chance: Random) -> OrderFacts:
    """Draw what an order is."""
    created = HOURS * number // ORDERS - HOURS
    return OrderFacts(
        name=number,
        created=created,
        modified=created + chance.randrange(48),
        reseller=1 + chance.randrange(5),
        distributor=chance.randrange(DISTRIBUTORS),
        partner=chance.randrange(2),
        external=number,
        contacts=((number, chance.randrange(9), number),),
        cashier=chance.randrange(CASHIERS),
        bookings=(
            BookingFacts(
                name=number,
                product=chance.randrange(PRODUCTS),
                slot=1 + chance.randrange(SLOTS),
                supplier=chance.randrange(20),
                market_admin=1 + chance.randrange(5),
                day=1 + chance.randrange(DAYS),
                code=number,
                used=chance.randrange(-1, 24 * 90),
            ),
        ),
    )


@cache
def shelf() -> tuple[Pier, tuple[Order, ...], float]:
    """Write the orders once, and say how long one took in seconds."""
    chance, shop = Random(7), pier()
    orders = tuple(order_of(facts(number, chance)) for number in range(1, ORDERS + 1))
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
