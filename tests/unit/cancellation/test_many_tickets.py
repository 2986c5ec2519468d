"""Cancelling among many tickets: a ticket more costs the same, however many there are."""

from cProfile import Profile

import pytest
from tests.unit.cancellation.dock import FEES, HALF_FROM_FOUR, LANE, ask, cancel, dock, sell
from tests.unit.cart.pier import Pier

from counterfoil.domain.cancellation.settings import RefundPolicy
from counterfoil.domain.order.order import Order

FEW, MANY = 2, 20  # bookings
EACH = 50  # tickets of each booking
MOST = 12  # times the work for ten times the tickets


def sold(count: int, policy: RefundPolicy) -> tuple[Pier, Order]:
    """Sell bookings of many tickets each."""
    shop = dock(LANE, HALF_FROM_FOUR, FEES, policy=policy)
    order = sell(shop, *(ask("tour", item=f"t{number}", adult=EACH) for number in range(count)))
    return shop, order


def calls(count: int, policy: RefundPolicy, *, whole: bool) -> int:
    """Count the calls that cancelling one ticket takes, or all of them."""
    shop, order = sold(count, policy)
    names = () if whole else (order.bookings[0].tickets[EACH // 2].id,)
    # What is looked up once for each world is looked up before.
    cancel(shop, order, order.bookings[0].tickets[0].id)
    profile = Profile()
    profile.runcall(cancel, shop, order, *names)
    return sum(entry.callcount for entry in profile.getstats())


@pytest.mark.parametrize("policy", list(RefundPolicy))
@pytest.mark.parametrize("whole", [False, True], ids=["one ticket", "all of them"])
def test_ten_times_the_tickets_take_little_more_than_ten_times_the_work(
    policy: RefundPolicy, *, whole: bool
) -> None:
    few = calls(FEW, policy, whole=whole)
    many = calls(MANY, policy, whole=whole)

    assert many <= MOST * few
