"""Finding: what a system finds through its index is what looking at every order finds."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from attrs import evolve
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from tests.unit.finding.build import (
    FIRST_DAY,
    HOUR,
    NOW,
    BookingFacts,
    OrderFacts,
    order_of,
    write,
)
from tests.unit.finding.shelves import KINDS, EmptyShelf, shelves

from counterfoil.adapters.testkit.conformance.shop import Shop
from counterfoil.domain.finding import (
    OrderFilter,
    SortBy,
    SortOrder,
    effective,
    filter_problems,
    found,
    found_if_modified,
    matches,
)
from counterfoil.domain.order.order import Order
from counterfoil.domain.party import ContactId
from counterfoil.domain.references import ItemId, OrderId, PartyId, PoolId, ProductId, SlotId

Changes = list[OrderFacts]

few = st.integers(0, 2)
# Few enough that orders are often as old, or changed at the same instant; some before the default.
hours = st.integers(-3, 3) | st.integers(-2210, -2206)


def bookings() -> st.SearchStrategy[BookingFacts]:
    return st.builds(
        BookingFacts,
        name=few,
        product=few,
        slot=few,
        supplier=few,
        market_admin=few,
        day=few,
        code=st.integers(0, 5),
        used=st.integers(-1, 2),
        voided=st.booleans(),
    )


def orders() -> st.SearchStrategy[OrderFacts]:
    return st.builds(
        OrderFacts,
        name=st.integers(0, 7),
        created=hours,
        modified=hours,
        reseller=few,
        distributor=few,
        partner=st.integers(0, 1),
        external=few,
        contacts=st.lists(st.tuples(few, st.integers(0, 8), few), max_size=2).map(tuple),
        cashier=few,
        bookings=st.lists(bookings(), min_size=1, max_size=3).map(tuple),
    )


def instants() -> st.SearchStrategy[datetime]:
    return hours.map(lambda number: NOW + number * HOUR)


def asked() -> dict[str, st.SearchStrategy[Any]]:
    """Answer values for each filter, of which most are some order's."""
    days = few.map(lambda number: FIRST_DAY + timedelta(days=number))
    uses = st.integers(0, 3).map(lambda number: NOW + number * HOUR)
    return {
        "reseller": few.map(lambda number: PartyId(f"reseller-{number}")),
        "distributor": few.map(lambda number: PartyId(f"seller-{number}")),
        "market_admin": few.map(lambda number: PartyId(f"admin-{number}")),
        "supplier": few.map(lambda number: PartyId(f"supplier-{number}")),
        "reference": few.map(lambda number: OrderId(f"order-{number}")),
        "external_reference": few.map("external-{}".format),
        "contact_uid": few.map(lambda number: ContactId(f"contact-{number}")),
        "contact_name": st.sampled_from(["ada", "ADA  mol", "Tak", "Zoe\u0308", "Eve"]),
        "contact_email": few.map("guest-{}@MAIL.example".format),
        "created_from": instants(),
        "created_to": instants(),
        "modified_after": instants(),
        "booking_reference": few.map(lambda number: ItemId(f"item-0-{number}")),
        "booking_external_reference": few.map("outside-{}".format),
        "travel_from": days,
        "travel_to": days,
        "redeemed_from": uses,
        "redeemed_to": uses,
        "products": st.frozensets(few.map(lambda number: ProductId(f"product-{number}"))),
        "ticket_code": st.integers(0, 6).map("CODE{}".format),
        "slot": few.map(lambda number: SlotId(f"slot-{number}")),
        "pool": few.map(lambda number: PoolId(f"pool-{number}")),
        "created_email": few.map("CASHIER-{}@pier.example".format),
        "query": st.sampled_from(
            [
                "boat",
                "ada boat",
                "o*er* bo",
                "t*p 2 ada",
                "*-1@mail.example",
                "o*er*2",
                "trip 1",
                "CODE1",
                "*",
                "external-2",
            ]
        ),
        "partner_sales": st.booleans(),
    }


ASKED = asked()


# What must be so of one and the same booking, contact or ticket, and the ends of a window.
TOGETHER = [
    ("travel_from", "travel_to"),
    ("redeemed_from", "redeemed_to"),
    ("created_from", "created_to"),
    ("redeemed_from", "ticket_code"),
    ("contact_email", "contact_name"),
    ("contact_name", "contact_uid"),
    ("slot", "supplier"),
    ("products", "travel_to"),
    ("pool", "redeemed_to"),
    ("partner_sales", "slot", "ticket_code"),
    ("external_reference", "slot", "supplier"),
    ("contact_email", "contact_name", "external_reference"),
    ("modified_after", "query"),
    ("external_reference", "query"),
]


@st.composite
def filters(draw: st.DrawFn, names: Collection[str] | None = None) -> OrderFilter:
    if names is None:
        names = draw(st.frozensets(st.sampled_from(sorted(ASKED)), max_size=3))
    return OrderFilter(
        **{name: draw(ASKED[name]) for name in sorted(names)},
        filter_bookings=draw(st.booleans()),
        sort_by=draw(st.sampled_from(SortBy)),
        sort_order=draw(st.sampled_from(SortOrder)),
        items_per_page=draw(st.integers(1, 4)),
        start_index=draw(st.none() | st.integers(1, 6)),
    )


@pytest.fixture(scope="module", params=KINDS)
def shelf(request: pytest.FixtureRequest) -> Iterator[EmptyShelf]:
    """Lend shelves of each kind, an empty one for each example."""
    with shelves(request.param, request) as lent:
        yield lent


def kept(shelf: EmptyShelf, changes: Changes) -> tuple[Shop, dict[OrderId, Order]]:
    """Write orders, the later of a name in the place of the earlier, to a system and by hand."""
    shop, latest = shelf(), dict[OrderId, Order]()
    for number, facts in enumerate(changes):
        order = order_of(facts)
        write(shop, order, name=f"write-{number}")
        latest[order.id] = order
    return shop, latest


class TestFinding:
    """A page is what looking at every order, each in its latest version, would answer."""

    @pytest.mark.parametrize(
        "names", [*((name,) for name in sorted(ASKED)), *TOGETHER], ids="+".join
    )
    @settings(max_examples=6)
    @given(st.data(), st.lists(orders(), min_size=2, max_size=8))
    def test_each_filter_finds_what_looking_at_every_order_finds(
        self, shelf: EmptyShelf, names: tuple[str, ...], data: st.DataObject, changes: Changes
    ) -> None:
        wanted = data.draw(filters(names))
        assume(not filter_problems(wanted))
        shop, latest = kept(shelf, changes)

        page = shop.office.find_orders(wanted)

        assert page == found(latest.values(), wanted, NOW)

    @settings(max_examples=60)
    @example(
        # Changed at the same instant: the id decides, not which is older.
        [OrderFacts(name=1, created=-2, modified=0), OrderFacts(name=0, created=-1, modified=0)],
        OrderFilter(sort_by=SortBy.ORDER_MODIFIED),
    )
    @given(st.lists(orders(), max_size=12), filters())
    def test_a_system_finds_what_looking_at_every_order_finds(
        self, shelf: EmptyShelf, changes: Changes, wanted: OrderFilter
    ) -> None:
        assume(not filter_problems(wanted))
        shop, latest = kept(shelf, changes)

        page = shop.office.find_orders(wanted)

        assert page == found(latest.values(), wanted, NOW)

    @settings(max_examples=30)
    @given(st.lists(orders(), max_size=12), filters(), instants())
    def test_a_conditional_read_answers_every_match_where_one_has_changed(
        self, shelf: EmptyShelf, changes: Changes, wanted: OrderFilter, since: datetime
    ) -> None:
        assume(not filter_problems(wanted))
        shop, latest = kept(shelf, changes)

        answer = shop.office.find_orders_if_modified(wanted, since=since)

        assert answer == found_if_modified(latest.values(), wanted, since, NOW)

    @settings(max_examples=30)
    @given(st.lists(orders(), max_size=12), filters())
    def test_pages_put_together_hold_every_match_once(
        self, shelf: EmptyShelf, changes: Changes, wanted: OrderFilter
    ) -> None:
        assume(not filter_problems(wanted))
        shop, latest = kept(shelf, changes)

        pages = [
            shop.office.find_orders(evolve(wanted, start_index=None, page=number))
            for number in range(1, 14)
        ]

        full = effective(wanted, NOW)
        names = [item.order.id for page in pages for item in page.items]
        assert len(names) == len(set(names)) == pages[0].total_items
        assert set(names) == {one.id for one in latest.values() if matches(one, full)}
