"""Events of all orders: one sequence without a gap, however many write at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.cart.pier import CASHIER, Pier, add, pier
from tests.unit.finding.build import write

from counterfoil.domain.finding import EVENTS_MAX, RecordedEvent
from counterfoil.domain.order.event import EventType
from counterfoil.domain.order.order import Order
from counterfoil.domain.refusals import InvalidFilter, RefusedError
from counterfoil.domain.statuses import SettlementType


def booked(shop: Pier) -> Order:
    """Book one pass, which needs no place."""
    item = add("pass", item="p", adult=1)
    return shop.office.book(CASHIER, item, settlement=SettlementType.EXTERNAL).order


def used(shop: Pier, order: Order) -> Order:
    """Use the pass, and take that back."""
    (ticket,) = order.bookings[0].tickets
    shop.office.record_redemption(order.id, CASHIER, ticket.id)
    return shop.office.void_redemption(order.id, CASHIER, ticket.id).order


def followed(shop: Pier, *, limit: int, until: Event) -> list[RecordedEvent]:
    """Read on from the last number, until nothing comes although all was written."""
    seen: list[RecordedEvent] = []
    while True:
        is_over = until.is_set()
        came = shop.office.events_after(len(seen) and seen[-1].sequence, limit=limit)
        seen.extend(came)
        if is_over and not came:
            return seen


def test_events_come_in_the_order_in_which_they_were_written() -> None:
    shop = pier()
    first, second = booked(shop), booked(shop)
    used(shop, first)

    events = shop.office.events_after(0)

    assert [(event.sequence, event.order, event.event.type) for event in events] == [
        (1, first.id, EventType.ORDER_CREATE),
        (2, first.id, EventType.VOUCHER_RELEASE),
        (3, second.id, EventType.ORDER_CREATE),
        (4, second.id, EventType.VOUCHER_RELEASE),
        (5, first.id, EventType.REDEMPTION),
        (6, first.id, EventType.REDEMPTION_VOID),
    ]


def test_a_confirmed_cart_is_an_event_as_well() -> None:
    shop = pier()
    cart = shop.with_items(add("pass", item="p", adult=1))
    order = shop.office.confirm(cart, CASHIER, settlement=SettlementType.EXTERNAL).order

    events = shop.office.events_after(0)

    assert [(event.order, event.event) for event in events] == [
        (order.id, event) for event in order.events
    ]
    assert events[0].event.type is EventType.ORDER_CREATE


def test_events_are_answered_again_and_none_after_the_last() -> None:
    shop = pier()
    used(shop, booked(shop))

    assert shop.office.events_after(1, limit=1) == shop.office.events_after(1, limit=2)[:1]
    assert shop.office.events_after(4) == shop.office.events_after(99) == ()


@pytest.mark.parametrize(
    ("sequence", "limit", "field"),
    [(-1, 1, "sequence"), (True, 1, "sequence"), (0, 0, "limit"), (0, EVENTS_MAX + 1, "limit")],
)
def test_a_number_below_zero_and_a_limit_out_of_range_are_refused(
    sequence: int, limit: int, field: str
) -> None:
    with pytest.raises(RefusedError) as caught:
        pier().office.events_after(sequence, limit=limit)

    assert isinstance(caught.value.refusal, InvalidFilter)
    assert caught.value.refusal.field == field


class TestSequence:
    """Numbers have no gap and never come out of order, also to who reads while others write."""

    @settings(max_examples=10, deadline=None)
    @given(threads=st.integers(2, 4), each=st.integers(1, 4), limit=st.integers(1, 5))
    def test_a_follower_sees_every_event_once(self, threads: int, each: int, limit: int) -> None:
        shop = pier()
        start, over = Barrier(threads), Event()

        def write(_: int) -> list[Order]:
            start.wait()
            return [used(shop, booked(shop)) for _ in range(each)]

        with ThreadPoolExecutor(threads + 1) as pool:
            reader = pool.submit(followed, shop, limit=limit, until=over)
            orders = [order for mine in pool.map(write, range(threads)) for order in mine]
            over.set()
            seen = reader.result()

        assert [event.sequence for event in seen] == list(range(1, 4 * threads * each + 1))
        for order in orders:
            own = tuple(event.event for event in seen if event.order == order.id)
            assert own == order.events


def test_a_change_adds_as_many_events_as_it_tells_of() -> None:
    shop = pier()
    order = booked(shop)
    made = order.events[0]
    told = (evolve(made, type=EventType.PAYMENT_CREATE), evolve(made, type=EventType.REDEMPTION))

    write(shop, evolve(order, revision=2), name="silent")
    write(shop, evolve(order, revision=3, events=(*order.events, *told)), name="twice")

    assert [event.event for event in shop.office.events_after(0)] == [*order.events, *told]
