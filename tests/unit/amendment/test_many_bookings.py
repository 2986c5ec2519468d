"""Changing orders of many bookings: a booking more costs the same, however many there are."""

from collections.abc import Callable
from cProfile import Profile

import pytest
from tests.unit.cancellation.dock import FEES, HALF_FROM_FOUR, LANE, ask, dock, sell
from tests.unit.cart.pier import GUEST, Pier, amend

from counterfoil.domain.order.order import Order

FEW, MANY = 40, 400  # bookings
MOST = 12  # times the work for ten times the bookings


def amend_all(shop: Pier, order: Order) -> None:
    shop.office.amend(order.id, GUEST, *(amend(one.id, adult=2) for one in order.bookings))


def amend_one(shop: Pier, order: Order) -> None:
    shop.office.amend(order.id, GUEST, amend(order.bookings[0].id, adult=2))


def remove_half(shop: Pier, order: Order) -> None:
    names = [one.id for one in order.bookings]
    shop.office.cancel_order(order.id, GUEST, bookings=tuple(names[::2]))


def calls(count: int, change: Callable[[Pier, Order], None]) -> int:
    """Count the calls that a change of an order takes; what is cached is cached before."""
    shop = dock(LANE, HALF_FROM_FOUR, FEES)
    change(shop, sell(shop, ask("tour", item="first", adult=1), ask("tour", item="two", adult=1)))
    order = sell(shop, *(ask("tour", item=f"t{number}", adult=1) for number in range(count)))
    profile = Profile()
    profile.runcall(change, shop, order)
    return sum(entry.callcount for entry in profile.getstats())


@pytest.mark.parametrize("change", [amend_all, amend_one, remove_half])
def test_ten_times_the_bookings_take_little_more_than_ten_times_the_work(
    change: Callable[[Pier, Order], None],
) -> None:
    few, many = calls(FEW, change), calls(MANY, change)

    assert many <= MOST * few
