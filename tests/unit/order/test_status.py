"""The status of an order follows from its bookings: the first rule that holds."""

import pytest

from counterfoil.domain.lifecycle import status_of_order
from counterfoil.domain.statuses import BookingStatus, OrderStatus

B = BookingStatus
WAITING = [
    B.BOOKING_PENDING_SUPPLIER,
    B.BOOKING_PENDING_GUEST,
    B.BOOKING_PENDING_DISTRIBUTOR,
    B.BOOKING_PROCESSING,
    B.BOOKING_PROCESSING_CONFIRMATION,
    B.BOOKING_PROCESSING_CANCELLATION,
]


@pytest.mark.parametrize(
    ("bookings", "status"),
    [
        ([B.BOOKING_CONFIRMED], OrderStatus.ORDER_CONFIRMED),
        ([B.BOOKING_CONFIRMED, B.BOOKING_FAILED], OrderStatus.ORDER_CONFIRMED),
        ([B.BOOKING_CONFIRMED, B.BOOKING_UPDATED], OrderStatus.ORDER_UPDATED),
        ([B.BOOKING_CONFIRMED, B.BOOKING_CANCELLED], OrderStatus.ORDER_UPDATED),
        ([B.BOOKING_CANCELLED, B.BOOKING_CANCELLED], OrderStatus.ORDER_CANCELLED),
        ([B.BOOKING_CANCELLED, B.BOOKING_FAILED], OrderStatus.ORDER_CANCELLED),
        ([B.BOOKING_FAILED], OrderStatus.ORDER_CANCELLED),
    ],
)
def test_it_is_what_the_bookings_make_it(
    bookings: list[BookingStatus], status: OrderStatus
) -> None:
    assert status_of_order(bookings) is status
    assert status_of_order(reversed(bookings)) is status


@pytest.mark.parametrize("waiting", WAITING)
def test_one_booking_that_waits_makes_all_of_it_wait(waiting: BookingStatus) -> None:
    others = [B.BOOKING_CONFIRMED, B.BOOKING_UPDATED, B.BOOKING_CANCELLED]

    assert status_of_order([waiting]) is OrderStatus.ORDER_PENDING
    assert status_of_order([*others, waiting]) is OrderStatus.ORDER_PENDING
