"""The log of an order tells all of it, whatever became of the cart that it was."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from tests.unit.cart.pier import CASHIER, GUEST, Pier, boat, capture, pier
from tests.unit.erasing.people import ERASING, STAFF

from counterfoil.domain.order.applying import apply_to_order
from counterfoil.domain.order.changes import OrderConfirmed, order_of
from counterfoil.domain.order.order import Order
from counterfoil.domain.references import OrderId
from counterfoil.domain.refusals import RefusedError
from counterfoil.domain.statuses import SettlementType

AGES = timedelta(days=401)
STEPS = st.tuples(
    st.sampled_from(["cart", "direct", "pay", "use", "void", "erase", "wait"]), st.integers(0, 5)
)


def step(shop: Pier, what: str, orders: list[OrderId], place: int) -> None:
    """Make an order, or do something with one, if that can be done."""
    if what == "wait":
        shop.clock.turn(AGES if place else timedelta(days=20))
        shop.office.purge()
        return
    if what == "cart":
        cart = shop.with_items(boat(1))
        orders.append(shop.office.confirm(cart, CASHIER, settlement=SettlementType.VENUE).order.id)
        return
    if what == "direct":
        orders.append(shop.office.book(CASHIER, boat(1), settlement=SettlementType.VENUE).order.id)
        return
    name = orders[place % len(orders)]
    ticket = shop.office.order(name).order.bookings[0].tickets[0].id
    match what:
        case "pay":
            shop.office.record_payment(name, GUEST, capture(2_00))
        case "use":
            shop.office.record_redemption(name, CASHIER, ticket)
        case "void":
            shop.office.void_redemption(name, CASHIER, ticket)
        case _:
            assert what == "erase"
            shop.office.erase(name, STAFF, erasing_key=ERASING)


def replayed(shop: Pier) -> dict[OrderId, Order]:
    """Make all orders again from their log alone."""
    found: dict[OrderId, Order] = {}
    for record in shop.system.order_records():
        name = order_of(record.change)
        found[name] = apply_to_order(found.get(name), record.change)
    return found


class TestD3:
    """Replaying the recorded decisions gives the state.

    > Replaying the recorded decisions gives the state; with pseudonyms for personal data, the same
    > ledger.
    """

    @given(steps=st.lists(STEPS, min_size=1, max_size=10))
    def test_the_log_of_orders_gives_the_orders_after_any_purge(
        self, steps: list[tuple[str, int]]
    ) -> None:
        shop = pier()
        orders: list[OrderId] = []
        step(shop, "cart", orders, 0)

        for what, place in steps:
            try:
                step(shop, what, orders, place)
            except RefusedError:  # sold out, or paid, or used: whatever is refused is in no log
                continue
            assert replayed(shop) == {name: shop.system.order(name) for name in orders}


def test_the_first_line_of_an_order_outlives_its_cart() -> None:
    shop = pier()
    order = shop.office.confirm(
        shop.with_items(boat(2)), CASHIER, settlement=SettlementType.VENUE
    ).order
    shop.clock.turn(AGES)

    assert shop.office.purge() == 1

    assert shop.system.records() == ()
    assert [one.change for one in shop.system.order_records()] == [OrderConfirmed(order=order)]
