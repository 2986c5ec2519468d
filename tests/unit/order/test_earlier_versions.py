"""D5: any earlier version of an order can be read, with all payments.

> The version of an order grows by one with each committed amendment, that of a booking when it was
> sent. Any earlier version can be read, with all payments.
"""

from attrs import evolve
from tests.unit.cart.pier import CASHIER, GUEST, boat, capture, pier

from counterfoil.adapters.memory_orders import MemoryOrders
from counterfoil.domain.order.order import Order
from counterfoil.domain.statuses import SettlementType


def paid_twice() -> tuple[Order, Order]:
    """Answer an order before and after two payments; neither made another version of it."""
    shop = pier()
    first = shop.office.book(GUEST, boat(2), settlement=SettlementType.VENUE).order
    for cents in (5_00, 15_00):
        shop.office.record_payment(first.id, CASHIER, capture(cents))
    return first, shop.office.order(first.id).order


def test_a_payment_and_a_redemption_make_no_version() -> None:
    shop = pier()
    order = shop.office.book(GUEST, boat(2), settlement=SettlementType.VENUE).order
    shop.office.record_payment(order.id, CASHIER, capture(5_00))
    ticket = order.bookings[0].tickets[0].id

    used = shop.office.record_redemption(order.id, CASHIER, ticket).order

    assert (used.version, used.revision) == (1, 3)
    assert [booking.version for booking in used.bookings] == [1]
    assert shop.office.order(order.id, version=1).order == used


def test_an_earlier_version_is_as_it_was_with_all_payments() -> None:
    first, paid = paid_twice()
    kept = MemoryOrders()
    kept.put(first)
    second = evolve(paid, version=2, details=evolve(paid.details, language="nl"))
    kept.put(second)

    earlier = kept.get(first.id, version=1)

    assert earlier == evolve(first, payments=paid.payments)
    assert earlier is not None
    assert earlier.details.language == ""
    assert earlier.paid == 20_00
    assert kept.get(first.id) == kept.get(first.id, version=2) == second
    assert kept.get(first.id, version=3) is None


def test_a_change_takes_the_place_of_its_version() -> None:
    first, paid = paid_twice()
    kept = MemoryOrders()
    kept.put(first)

    kept.put(paid)

    assert kept.get(first.id, version=1) == paid
