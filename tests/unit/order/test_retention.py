"""H6: the key of a confirmation is known as long as those of orders are, purged or not."""

from datetime import timedelta

import pytest
from tests.unit.cart.pier import CASHIER, INSTANT, boat, codes, key, pier

from counterfoil.domain.cart.expiry import READABLE_AFTER_CONFIRMATION
from counterfoil.domain.statuses import SettlementType

HELD = timedelta(minutes=20)


@pytest.mark.parametrize("days", [11, 399])
def test_a_confirmation_is_repeated_long_after_other_carts_are_gone(days: int) -> None:
    shop = pier()
    cart = shop.with_items(boat(2))

    def confirm() -> tuple[str, bool]:
        view = shop.office.confirm(
            cart, CASHIER, settlement=SettlementType.VENUE, key=key("confirm")
        )
        return view.order.id, view.replayed

    order, _ = confirm()
    shop.clock.turn(timedelta(days=days))

    assert shop.office.purge() == 0
    assert confirm() == (order, True)
    assert shop.read(cart).cart.order == order


def test_a_cart_that_became_an_order_goes_after_four_hundred_days() -> None:
    shop = pier()
    cart = shop.with_items(boat(2))
    order = shop.office.confirm(cart, CASHIER, settlement=SettlementType.VENUE).order
    over = shop.clock.now() + HELD + READABLE_AFTER_CONFIRMATION
    shop.clock.turn_to(over - INSTANT)
    assert shop.office.purge() == 0

    shop.clock.turn_to(over)

    assert codes(shop.refused(lambda: shop.read(cart))) == ["not_found"]
    assert shop.office.purge() == 1
    assert shop.office.order(order.id).order == order
    assert timedelta(days=400) == READABLE_AFTER_CONFIRMATION
