"""Filters asked together: every two of them, and many more, beside looking at every order."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import combinations, product
from random import Random
from typing import Any

import pytest
from tests.unit.finding.build import (
    FIRST_DAY,
    HOUR,
    NOW,
    BookingFacts,
    OrderFacts,
    asking,
    order_of,
    write,
)
from tests.unit.finding.shelves import KINDS, EmptyShelf, shelves

from counterfoil.domain.finding import filter_problems, found
from counterfoil.domain.order.order import Order

ORDERS = 40
VALUES: dict[str, list[Any]] = {
    "reseller": ["reseller-1", "reseller-2"],
    "distributor": ["seller-1", "seller-2"],
    "market_admin": ["admin-1", "admin-2"],
    "supplier": ["supplier-1", "supplier-2"],
    "reference": ["order-1", "order-2"],
    "external_reference": ["external-1", "external-2"],
    "contact_uid": ["contact-0", "contact-1"],
    "contact_name": ["ada", "bo tak"],
    "contact_email": ["guest-1@mail.example", "guest-2@mail.example"],
    "created_from": [NOW - HOUR, NOW],
    "created_to": [NOW + HOUR, NOW + 2 * HOUR],
    "modified_after": [NOW - HOUR, NOW],
    "booking_reference": ["item-0-0", "item-1-1"],
    "booking_external_reference": ["outside-1", "outside-2"],
    "travel_from": [FIRST_DAY + timedelta(days=1)],
    "travel_to": [FIRST_DAY + timedelta(days=1)],
    "redeemed_from": [NOW, NOW + HOUR],
    "redeemed_to": [NOW + HOUR, NOW + 2 * HOUR],
    "products": [["product-1"], ["product-0", "product-2"]],
    "ticket_code": ["CODE1", "CODE2"],
    "slot": ["slot-1", "slot-2"],
    "pool": ["pool-1", "pool-2"],
    "created_email": ["cashier-0@pier.example", "cashier-1@pier.example"],
    "query": ["o*er* bo", "*guest* ada tak", "guest-1* 2", "guest-*2@*"],
    "partner_sales": [True],
}


def drawn(chance: Random, number: int) -> Order:
    """Draw an order of few values, so that many are what is asked for."""

    def few() -> int:
        return chance.randrange(3)

    booked = [
        BookingFacts(few(), few(), few(), few(), few(), few(), few(), few() - 1, not few())
        for _ in range(1 + few())
    ]
    contacts = tuple((few(), chance.randrange(9), few()) for _ in range(few()))
    facts = OrderFacts(
        number, few() - 1, few(), few(), few(), few() % 2, few(), contacts, few(), tuple(booked)
    )
    return order_of(facts)


ALL = [drawn(chance, number) for chance in [Random(5)] for number in range(ORDERS)]


@pytest.fixture(scope="module", params=KINDS)
def shelf(request: pytest.FixtureRequest) -> Iterator[EmptyShelf]:
    """Lend a shelf of each kind with all the orders."""
    with shelves(request.param, request) as lent:
        shop = lent()
        for number, order in enumerate(ALL):
            write(shop, order, name=f"write-{number}")
        yield lambda: shop


def every_two() -> Iterator[dict[str, Any]]:
    for names in combinations(sorted(VALUES), 2):
        for values in product(*(VALUES[name] for name in names)):
            yield dict(zip(names, values, strict=True))


def some(count: int) -> Iterator[dict[str, Any]]:
    chance = Random(count)
    for _ in range(400):
        names = chance.sample(sorted(VALUES), count)
        yield {name: chance.choice(VALUES[name]) for name in names}


@pytest.mark.parametrize(
    "asked", [list(every_two()), list(some(3)), list(some(4))], ids=["two", "three", "four"]
)
def test_filters_together_find_what_looking_at_every_order_finds(
    shelf: EmptyShelf, asked: list[dict[str, Any]]
) -> None:
    office, hits = shelf().office, 0
    for fields in asked:
        wanted = asking(**fields)
        if filter_problems(wanted):
            continue

        page = office.find_orders(wanted)

        assert page == found(ALL, wanted, NOW), wanted
        hits += bool(page.items)
    assert hits > 50, "many ask for what there is"
