"""Orders: every version can be read, every event has its number, every code finds its order."""

from __future__ import annotations

from attrs import evolve

from counterfoil.adapters.testkit.conformance.asking import add, boat, capture
from counterfoil.adapters.testkit.conformance.check import Check, check
from counterfoil.adapters.testkit.conformance.deciding import writing
from counterfoil.adapters.testkit.conformance.failing import raised, require_equal
from counterfoil.adapters.testkit.conformance.pier import CASHIER, MINUTE
from counterfoil.adapters.testkit.conformance.shop import Shop
from counterfoil.adapters.testkit.conformance.stand import Stand
from counterfoil.adapters.testkit.conformance.states import events_of
from counterfoil.domain.finding import OrderFilter, SortBy
from counterfoil.domain.guards import OrderRevisionIs
from counterfoil.domain.order.order import Order
from counterfoil.domain.references import OrderId
from counterfoil.domain.statuses import SettlementType
from counterfoil.ports.errors import ConflictError

__all__ = ["CHECKS"]


def _booked(shop: Shop, count: int = 1) -> Order:
    return shop.office.book(CASHIER, boat(count), settlement=SettlementType.VENUE).order


@check("D3")
def events_are_numbered_from_one_without_a_gap(stand: Stand) -> None:
    """Numbers are given in the order of the commits, and an event keeps its number."""
    shop = stand.shop()
    first, second = _booked(shop), _booked(shop)
    told = [(order.id, event) for order in (first, second) for event in order.events]
    for number, order in enumerate((second, first, second)):
        stand.step(f"payment {number} is recorded, and events are read")
        shop.pass_minutes(1)
        before = shop.system.order(order.id)
        after = shop.office.record_payment(order.id, CASHIER, capture(1_00)).order
        known = 0 if before is None else len(before.events)
        told += [(order.id, event) for event in after.events[known:]]
        found = [(one.sequence, one.order, one.event) for one in events_of(shop.system)]
        expected = [(place, *one) for place, one in enumerate(told, start=1)]
        require_equal("D3", what="events", found=found, expected=expected)
    stand.step("a refused command and a conflict come between")
    raised(
        "D3",
        lambda: shop.system.commit_order(
            evolve(writing(shop, first, key="gap"), guards=_wrong(first))
        ),
        ConflictError,
        why="another revision",
    )
    _booked(shop)
    numbers = [one.sequence for one in events_of(shop.system)]
    require_equal("D3", what="numbers", found=numbers, expected=list(range(1, len(numbers) + 1)))


def _wrong(order: Order) -> tuple[OrderRevisionIs, ...]:
    return (OrderRevisionIs(order=order.id, revision=order.revision + 7),)


@check("D3")
def events_are_the_same_by_pages_of_any_size(stand: Stand) -> None:
    """Whoever reads on after a number misses nothing and reads nothing twice."""
    shop = stand.shop()
    for _ in range(5):
        order = _booked(shop)
        shop.office.record_payment(order.id, CASHIER, capture(1_00))
    whole = events_of(shop.system)
    for size in (1, 2, 3, len(whole)):
        stand.step(f"events are read by {size}")
        require_equal("D3", what="events", found=events_of(shop.system, page=size), expected=whole)
    nothing = shop.system.events_after(len(whole), limit=9)
    require_equal("D3", what="events after the last", found=nothing, expected=())


@check("D5")
def every_version_of_an_order_can_be_read(stand: Stand) -> None:
    """An earlier version is as it was when the next one came, with the payments of today."""
    shop = stand.shop()
    first = _booked(shop, 2)
    shop.office.record_payment(first.id, CASHIER, capture(5_00))
    versions = {}
    for number in (2, 3):
        latest = shop.system.order(first.id)
        assert latest is not None, "the order is there"
        versions[latest.version] = latest
        stand.step(f"version {number} is committed, and a payment recorded")
        shop.pass_minutes(1)
        changed = evolve(
            latest,
            version=number,
            revision=latest.revision + 1,
            modified_at=shop.clock.now(),
            details=evolve(latest.details, external_reference=f"version {number}"),
        )
        shop.system.commit_order(writing(shop, changed, key=f"version-{number}"))
        shop.office.record_payment(first.id, CASHIER, capture(1_00))
    latest = shop.system.order(first.id)
    assert latest is not None, "the order is there"
    for number, then in versions.items():
        found = shop.system.order(first.id, version=number)
        expected = then.with_payments_of(latest)
        require_equal("D5", what=f"version {number}", found=found, expected=expected)
    for number, wanted in ((3, latest), (4, None)):
        found = shop.system.order(first.id, version=number)
        require_equal("D5", what=f"version {number}", found=found, expected=wanted)


@check("D5")
def a_change_without_a_new_version_takes_the_place_of_its_own(stand: Stand) -> None:
    """A payment or a use changes an order, whose version stays, and which is listed once."""
    shop = stand.shop()
    order = _booked(shop, 2)
    stand.step("it is paid and used")
    shop.office.record_payment(order.id, CASHIER, capture(5_00))
    used = shop.office.record_redemption(order.id, CASHIER, order.bookings[0].tickets[0].id)
    require_equal(
        "D5",
        what="first version, and a second one",
        found=(
            shop.system.order(order.id, version=1),
            shop.system.order(order.id, version=2),
        ),
        expected=(used.order, None),
    )
    for sort_by in SortBy:
        page = shop.system.orders(OrderFilter(sort_by=sort_by))
        names = [one.order.id for one in page.items]
        require_equal(
            "D5",
            what=f"orders by {sort_by.name}",
            found=(names, page.total_items),
            expected=([order.id], 1),
        )


@check("H3")
def a_code_finds_the_order_that_was_sold_with_it_last(stand: Stand) -> None:
    """Codes of tickets, old and new ones, find their orders; others find none."""
    shop = stand.shop()
    orders = [
        _booked(shop, 2),
        _booked(shop),
        shop.office.book(CASHIER, add("pass", adult=1), settlement=SettlementType.VENUE).order,
    ]
    stand.step("each code of three orders is looked up")
    for order in orders:
        for booking in order.bookings:
            for ticket in booking.tickets:
                found = shop.system.order_with_code(ticket.code)
                require_equal("H3", what="order with a code", found=found, expected=order)
    for nobody in ("", "nobody's", orders[0].bookings[0].tickets[0].code[:-1]):
        found = shop.system.order_with_code(nobody)
        require_equal("H3", what="order with no code of ours", found=found, expected=None)
    stand.step("an order is written that has a code of an earlier one")
    first = orders[0].bookings[0].tickets[0].code
    later = _with_code(orders[1], first)
    shop.system.commit_order(writing(shop, later, key="sold again"))
    found = shop.system.order_with_code(first)
    require_equal("H3", what="order with a code sold twice", found=found, expected=later)


def _with_code(order: Order, code: str) -> Order:
    (booking,) = order.bookings
    (ticket,) = booking.tickets
    return evolve(
        order,
        revision=order.revision + 1,
        bookings=(evolve(booking, tickets=(evolve(ticket, code=code),)),),
    )


@check("D5")
def what_is_not_there_is_none(stand: Stand) -> None:
    """An unknown cart, order or key is None, an empty store has no page and no event."""
    shop = stand.shop()
    nobody = OrderId("nobody's")
    found = (
        shop.system.order(nobody),
        shop.system.order(nobody, version=1),
        shop.system.events_after(0, limit=9),
        shop.system.orders(OrderFilter()).items,
        shop.system.overdue(shop.clock.now() + 99 * MINUTE, limit=9),
    )
    require_equal("D5", what="what is there", found=found, expected=(None, None, (), (), ()))


CHECKS: tuple[Check, ...] = (
    events_are_numbered_from_one_without_a_gap,
    events_are_the_same_by_pages_of_any_size,
    every_version_of_an_order_can_be_read,
    a_change_without_a_new_version_takes_the_place_of_its_own,
    a_code_finds_the_order_that_was_sold_with_it_last,
    what_is_not_there_is_none,
)
