"""Orders to be looked for in benchmarks, and what is asked of them."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Any

from tests.unit.finding.build import FIRST_DAY, HOUR, NOW, BookingFacts, OrderFacts

from counterfoil.domain.finding import SortBy

HOURS = 24 * 365  # over a year: the default of three months holds a quarter
CASHIERS = 200
DISTRIBUTORS = 50
PRODUCTS = 100
SLOTS = 5_000
DAYS = 365
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


def facts(number: int, chance: Random, *, orders: int) -> OrderFacts:
    """Draw what an order of so many is."""
    created = HOURS * number // orders - HOURS
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
