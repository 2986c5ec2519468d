"""Finding: what the memory finds through its index is what looking at every order finds."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.finding.build import FIRST_DAY, HOUR, NOW, BookingFacts, OrderFacts, order_of

from counterfoil.adapters.memory_orders import MemoryOrders
from counterfoil.domain.finding import (
    NotModified,
    OrderFilter,
    Page,
    SortBy,
    SortOrder,
    effective,
    filter_problems,
    found,
    found_if_modified,
    page_of,
)
from counterfoil.domain.order.order import Order
from counterfoil.domain.party import ContactId
from counterfoil.domain.references import ItemId, OrderId, PartyId, PoolId, ProductId, SlotId

few = st.integers(0, 2)
hours = st.integers(-3000, 5)


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


def instants() -> st.SearchStrategy[Any]:
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


@st.composite
def filters(draw: st.DrawFn) -> OrderFilter:
    names = draw(st.frozensets(st.sampled_from(sorted(ASKED)), max_size=3))
    wanted = OrderFilter(
        **{name: draw(ASKED[name]) for name in sorted(names)},
        filter_bookings=draw(st.booleans()),
        sort_by=draw(st.sampled_from(SortBy)),
        sort_order=draw(st.sampled_from(SortOrder)),
        items_per_page=draw(st.integers(1, 4)),
        start_index=draw(st.none() | st.integers(1, 6)),
    )
    return wanted


def kept(changes: list[OrderFacts]) -> tuple[MemoryOrders, dict[OrderId, Order]]:
    """Put orders, the later ones of a name in the place of the earlier, here and by hand."""
    memory, latest = MemoryOrders(), dict[OrderId, Order]()
    for facts in changes:
        order = order_of(facts)
        if order.id in latest:
            order = _later(order, latest[order.id])
        memory.put(order)
        latest[order.id] = order
    return memory, latest


def _later(order: Order, before: Order) -> Order:
    return order if order.bookings else before


def answered(memory: MemoryOrders, wanted: OrderFilter) -> Page:
    """Find orders as the memory system does."""
    full = effective(wanted, NOW)
    selected = memory.select(full)
    if selected.total is None:
        return found(selected.orders, full, NOW)
    return page_of(selected.orders, full, total_items=selected.total, at=NOW)


class TestFinding:
    """A page is what looking at every order, each in its latest version, would answer."""

    @settings(max_examples=300)
    @given(st.lists(orders(), max_size=12), filters())
    def test_the_index_answers_what_the_naive_filter_does(
        self, changes: list[OrderFacts], wanted: OrderFilter
    ) -> None:
        memory, latest = kept(changes)
        if filter_problems(wanted):
            return

        page = answered(memory, wanted)

        assert page == found(latest.values(), wanted, NOW)
