"""Logs of orders, and their earlier versions: whole, wherever they come from."""

from __future__ import annotations

from datetime import timedelta

from counterfoil.adapters.moving import export_orders, import_orders
from counterfoil.adapters.testkit.conformance.asking import boat, capture
from counterfoil.adapters.testkit.conformance.check import Check, NotApplicableError, check
from counterfoil.adapters.testkit.conformance.failing import require, require_equal
from counterfoil.adapters.testkit.conformance.pier import CASHIER, SLICED
from counterfoil.adapters.testkit.conformance.shop import Shop
from counterfoil.adapters.testkit.conformance.stand import Stand
from counterfoil.adapters.testkit.conformance.states import Recording, events_of, orders_replayed
from counterfoil.domain.cart.cart import Privilege
from counterfoil.domain.cart.commands import OnLapse
from counterfoil.domain.order.changes import OrderConfirmed
from counterfoil.domain.references import ItemId
from counterfoil.domain.statuses import SettlementType
from counterfoil.ports.reservation_system import OrderRecord

__all__ = ["CHECKS"]

AGES = timedelta(days=401)


def _logged(shop: Shop) -> tuple[OrderRecord, ...]:
    if not isinstance(shop.system, Recording):
        raise NotApplicableError("it tells no log")
    return shop.system.order_records()


@check("D3")
def the_log_of_an_order_outlives_its_cart(stand: Stand) -> None:
    """It begins with the order as it was made, and tells all of it when the cart is forgotten."""
    shop = stand.shop(sells=SLICED)
    sold = shop.office.confirm(
        shop.with_items(boat(2)), CASHIER, settlement=SettlementType.VENUE
    ).order
    booked = shop.office.book(CASHIER, boat(1), settlement=SettlementType.VENUE).order
    shop.office.record_payment(sold.id, CASHIER, capture(1_00))
    stand.step("a cart is held again when others have come, so that its order overbooks")
    late = shop.privileged(Privilege.IGNORE_LIMITS)
    shop.update(late, boat(3, slot="dusk"))
    shop.pass_minutes(30)
    crowd = shop.office.book(CASHIER, boat(3, slot="dusk"), settlement=SettlementType.VENUE).order
    view = shop.office.confirm(
        late, CASHIER, settlement=SettlementType.VENUE, on_lapse=OnLapse.HOLD_AGAIN
    )
    before = _logged(shop)
    require("D3", bool(view.overbooked), f"order {view.order.id} overbooks the boat")
    last = (before[-1].change, before[-1].overbooked)
    expected = (OrderConfirmed(order=view.order), view.overbooked)
    require_equal("D3", what="how an order began", found=last, expected=expected)
    stand.step("the carts are forgotten, and the log is replayed")
    shop.clock.turn(AGES)
    require_equal("D3", what="carts purged", found=shop.office.purge(), expected=2)
    require_equal("D3", what="log of orders", found=_logged(shop), expected=before)
    names = (sold.id, booked.id, crowd.id, view.order.id)
    kept = {name: shop.system.order(name) for name in names}
    require_equal(
        "D3",
        what="orders, replayed from the log",
        found=orders_replayed(shop.system),
        expected=kept,
    )


@check("D5")
def an_order_moves_in_with_its_earlier_versions(stand: Stand) -> None:
    """They are read where it moves in as where it came from, and its events are told once."""
    old, new = stand.shop(), stand.shop()
    cart = old.with_items(boat(2, item="a"))
    made = old.office.confirm(cart, CASHIER, settlement=SettlementType.VENUE).order
    old.office.amend(made.id, CASHIER, boat(1, item="b"))
    order = old.office.cancel_order(made.id, CASHIER, bookings=(ItemId("a"),)).order
    stand.step(f"order {order.id} in version {order.version} moves from one system to another")
    lines = list(export_orders([order], office=old.office))
    import_orders(new.office, lines, actor=CASHIER)
    for version in range(1, order.version + 1):
        require_equal(
            "D5",
            what=f"version {version} of what moved in",
            found=new.system.order(order.id, version=version),
            expected=old.system.order(order.id, version=version),
        )
    told = tuple(one.event for one in events_of(new.system))
    require_equal("D5", what="events of what moved in", found=told, expected=order.events)


CHECKS: tuple[Check, ...] = (
    the_log_of_an_order_outlives_its_cart,
    an_order_moves_in_with_its_earlier_versions,
)
