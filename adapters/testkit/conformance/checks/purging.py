"""Purging and sweeping: what is carried out later, and changes nothing that can be seen."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from attrs import evolve

from counterfoil.adapters.testkit.conformance.asking import add, boat, capture
from counterfoil.adapters.testkit.conformance.check import Check, check
from counterfoil.adapters.testkit.conformance.checks.commits import unchanged_by
from counterfoil.adapters.testkit.conformance.failing import require, require_equal
from counterfoil.adapters.testkit.conformance.pier import CASHIER, GUEST, INSTANT, MINUTE, START
from counterfoil.adapters.testkit.conformance.shop import Shop
from counterfoil.adapters.testkit.conformance.stand import Stand
from counterfoil.adapters.testkit.conformance.states import Recording, cart_of
from counterfoil.domain.cart.cart import READABLE_AFTER_EXPIRY
from counterfoil.domain.cart.expiry import (
    READABLE_AFTER_CONFIRMATION,
    READABLE_AFTER_OPENING,
    is_readable,
    owes,
)
from counterfoil.domain.errors import UsageError
from counterfoil.domain.references import CartId
from counterfoil.domain.statuses import SettlementType

__all__ = ["CHECKS"]

HELD = timedelta(minutes=20)
OVER = START + HELD + READABLE_AFTER_EXPIRY


def _readable(shop: Shop, carts: list[CartId]) -> list[object]:
    """Answer what can be read of carts, as the rules look at it."""
    now = shop.clock.now()
    found = [shop.system.cart(cart) for cart in carts]
    return [one for one in found if one is not None and (is_readable(one, now=now) or owes(one))]


@check("H4")
def a_purge_changes_nothing_that_can_be_read(stand: Stand) -> None:
    """Carts of every kind are read before and after a purge, while the days go by."""
    shop = stand.shop()
    carts = [shop.opened(), shop.with_items(boat(1)), shop.with_items(boat(1, item="b"))]
    shop.office.renew(carts[2], GUEST)
    paid = shop.with_items(boat(1))
    shop.office.attach_payment(paid, GUEST, capture(10_00))
    sold = shop.with_items(boat(1))
    order = shop.office.confirm(sold, CASHIER, settlement=SettlementType.VENUE).order
    cancelled = shop.with_items(add("pass", adult=1))
    shop.office.cancel(cancelled, GUEST, reason="rain")
    carts += [paid, sold, cancelled]
    over = (OVER - INSTANT, OVER, START + READABLE_AFTER_OPENING + timedelta(days=2))
    for instant in (*over, START + READABLE_AFTER_CONFIRMATION + timedelta(days=2)):
        stand.step(f"purging at {instant.isoformat()}")
        shop.clock.turn_to(instant)
        levels, overdue = shop.drawn("pool:boat-noon"), shop.system.overdue(instant, limit=9)
        before = _readable(shop, carts)
        while shop.office.purge(limit=2):
            pass
        require_equal("H4", what="carts", found=_readable(shop, carts), expected=before)
        require_equal("H4", what="order", found=shop.system.order(order.id), expected=order)
        require_equal("H4", what="levels", found=shop.drawn("pool:boat-noon"), expected=levels)
        due = shop.system.overdue(instant, limit=9)
        require_equal("H4", what="overdue", found=due, expected=overdue)


@check("H4")
def a_cart_is_purged_when_it_is_over_and_not_before(stand: Stand) -> None:
    """Ten days after its last hold, or after it was opened, to the microsecond."""
    for items, over in (((boat(2),), OVER), ((), START + READABLE_AFTER_OPENING)):
        shop = stand.shop()
        cart = shop.with_items(*items) if items else shop.opened()
        stand.step(f"it is purged just before {over.isoformat()}, and then")
        shop.clock.turn_to(over - INSTANT)
        early = shop.office.purge()
        require("H4", shop.system.cart(cart) is not None, f"cart {cart} can still be read")
        shop.clock.turn_to(over)
        late = (shop.office.purge(), shop.office.purge())
        require_equal("H4", what="carts purged", found=(early, *late), expected=(0, 1, 0))
        require_equal("H4", what="cart", found=shop.system.cart(cart), expected=None)


@check("H4")
def what_owes_is_kept_until_it_is_settled(stand: Stand) -> None:
    """Money is never forgotten: a paid cart that lapsed stays, and so does its key."""
    shop = stand.shop()
    cart = shop.with_items(boat(1))
    shop.office.attach_payment(cart, GUEST, capture(10_00))
    shop.clock.turn(timedelta(days=30))
    stand.step("it is purged, which it cannot be, and then swept and purged")
    require_equal("H4", what="carts purged", found=shop.office.purge(), expected=0)
    found = shop.system.cart(cart)
    require("H4", found is not None and owes(found), f"cart {cart} is kept and owes")
    swept = [view.cart.id for view in shop.office.sweep(GUEST)]
    require_equal("H4", what="carts swept", found=swept, expected=[cart])
    require_equal("H4", what="carts purged", found=shop.office.purge(), expected=1)


@check("H4")
def a_purge_stops_at_its_limit(stand: Stand) -> None:
    """At most as many go as asked for, the oldest first."""
    shop = stand.shop()
    carts = []
    for _ in range(9):
        carts.append(shop.with_items(boat(1)))
        shop.pass_minutes(1)
    shop.clock.turn_to(OVER + 7 * MINUTE - INSTANT)
    stand.step("seven of nine are over, and three are purged at once")
    counts = [shop.office.purge(limit=3)]
    if isinstance(shop.system, Recording):
        logged = {cart_of(record.change) for record in shop.system.records()}
        require_equal("H4", what="carts in the log", found=logged, expected=set(carts[3:]))
    counts += [shop.office.purge(limit=3) for _ in range(3)]
    require_equal("H4", what="carts purged", found=counts, expected=[3, 3, 1, 0])
    left = [cart for cart in carts if shop.system.cart(cart) is not None]
    require_equal("H4", what="carts left", found=left, expected=carts[7:])


@check("H4")
def a_purge_that_cannot_be_meant_is_refused(stand: Stand) -> None:
    """An instant that has not come and a limit below one are mistakes of the caller."""
    shop = stand.shop()
    shop.with_items(boat(1))
    now = shop.clock.now()
    for before, limit in ((now + INSTANT, 1), (now, 0)):
        stand.step(f"at most {limit} are purged that were over at {before.isoformat()}")
        unchanged_by(
            "H4",
            shop,
            partial(shop.system.purge, before=before, limit=limit),
            UsageError,
            why="a purge that cannot be meant",
        )


@check("H4")
def carts_are_overdue_from_their_expiry_until_they_are_settled(stand: Stand) -> None:
    """The longest overdue first, at most so many; one without a hold is never overdue."""
    shop = stand.shop()
    shop.opened()
    carts = []
    for _ in range(3):
        carts.append(shop.with_items(boat(1)))
        shop.pass_minutes(1)
    shop.office.cancel(shop.with_items(boat(1)), GUEST, reason="rain")
    shop.office.confirm(shop.with_items(boat(1)), CASHIER, settlement=SettlementType.VENUE)
    for instant, due in (
        (START + HELD - INSTANT, []),
        (START + HELD, carts[:1]),
        (START + HELD + 2 * MINUTE, carts),
    ):
        stand.step(f"overdue at {instant.isoformat()}")
        shop.clock.turn_to(instant)
        found = list(shop.system.overdue(instant, limit=9))
        require_equal("H4", what="carts overdue", found=found, expected=due)
    stand.step("one is settled, and then the rest")
    require_equal(
        "H4",
        what="first two",
        found=list(shop.system.overdue(shop.clock.now(), limit=2)),
        expected=carts[:2],
    )
    swept = [view.cart.id for view in shop.office.sweep(GUEST, limit=1)]
    swept += [view.cart.id for view in shop.office.sweep(GUEST)]
    require_equal("H4", what="carts swept, in order", found=swept, expected=carts)
    left = shop.system.overdue(shop.clock.now(), limit=9)
    require_equal("H4", what="carts overdue", found=left, expected=())


@check("H4")
def nothing_depends_on_a_sweep(stand: Stand) -> None:
    """What is read, found and drawn is the same, swept or not."""
    seen = []
    for sweeps in (False, True):
        shop = stand.shop()
        carts = [shop.with_items(boat(2)) for _ in range(2)]
        shop.office.attach_payment(carts[1], GUEST, capture(20_00))
        shop.pass_minutes(45)
        stand.step("it is read" + (" after a sweep" if sweeps else ""))
        if sweeps:
            shop.office.sweep(GUEST)
        views = [shop.read(cart) for cart in carts]
        told = [evolve(view.cart, version=0, expiry_settled=False, items=()) for view in views]
        quotes = [view.quote and view.quote.total for view in views]
        seen.append((told, quotes, shop.drawn("pool:boat-noon"), [view.lapsed for view in views]))
    for name, swept, not_swept in zip(
        ("carts", "totals", "levels"), seen[1], seen[0], strict=False
    ):
        require_equal("H4", what=f"{name} after a sweep", found=swept, expected=not_swept)


CHECKS: tuple[Check, ...] = (
    a_purge_changes_nothing_that_can_be_read,
    a_cart_is_purged_when_it_is_over_and_not_before,
    what_owes_is_kept_until_it_is_settled,
    a_purge_stops_at_its_limit,
    a_purge_that_cannot_be_meant_is_refused,
    carts_are_overdue_from_their_expiry_until_they_are_settled,
    nothing_depends_on_a_sweep,
)
