"""Clock edges: one microsecond before an expiry, at it, and after it."""

from __future__ import annotations

from datetime import timedelta

from counterfoil.adapters.testkit.conformance.asking import add, amend, boat
from counterfoil.adapters.testkit.conformance.check import Check, check
from counterfoil.adapters.testkit.conformance.failing import raised, require, require_equal
from counterfoil.adapters.testkit.conformance.pier import CASHIER, GUEST, INSTANT, START
from counterfoil.adapters.testkit.conformance.stand import Stand
from counterfoil.domain.refusals import RefusedError
from counterfoil.domain.statuses import SettlementType

__all__ = ["CHECKS"]

NOON = "pool:boat-noon"
ODD = START + timedelta(microseconds=123_457)  # no instant that a rounding would leave alone
HELD = timedelta(minutes=20)  # how long the boat is held


@check("H4")
def a_hold_counts_until_its_expiry_and_not_at_it(stand: Stand) -> None:
    """Levels count a hold in its last microsecond, and its places are free in the next."""
    for minutes, pool, item in (
        (20, NOON, boat(4)),
        (10, "pool:lounge-noon", add("lounge", slot="noon", adult=4)),
    ):
        shop = stand.shop(at=ODD)
        shop.with_items(item)
        expiry = ODD + timedelta(minutes=minutes)
        counts = []
        for instant in (expiry - INSTANT, expiry, expiry + INSTANT):
            stand.step(f"{instant.isoformat()} has come, held until {expiry.isoformat()}")
            shop.clock.turn_to(instant)
            counts += shop.drawn(pool)
        require_equal("H4", what=f"drawn of {pool}", found=counts, expected=[4, 0, 0])


@check("H4")
def places_are_free_at_the_expiry_and_not_before(stand: Stand) -> None:
    """All places are held: the next guest gets them at the expiry, and is refused before it."""
    shop = stand.shop(at=ODD)
    shop.with_items(boat(10))
    cart = shop.opened()
    stand.step("one microsecond before the expiry")
    shop.clock.turn_to(ODD + HELD - INSTANT)
    error = raised("H4", lambda: shop.update(cart, boat(1)), RefusedError, why="before")
    require_equal("H4", what="refusal", found=error.refusal.code, expected="sold_out")
    stand.step("at the expiry")
    shop.clock.turn_to(ODD + HELD)
    shop.update(cart, boat(10))
    require_equal("H4", what="drawn", found=shop.drawn(NOON), expected=[10])


@check("H4")
def a_cart_is_confirmed_until_its_expiry_and_not_at_it(stand: Stand) -> None:
    """A confirmation is carried out in the last microsecond, and refused in the next."""
    for late, code in (
        (-INSTANT, None),
        (timedelta(0), "cart_expired"),
        (INSTANT, "cart_expired"),
    ):
        shop = stand.shop(at=ODD)
        cart = shop.with_items(boat(2))
        stand.step(f"it is confirmed at its expiry and {late}")
        shop.clock.turn_to(ODD + HELD + late)
        found = None
        try:
            shop.office.confirm(cart, CASHIER, settlement=SettlementType.VENUE)
        except RefusedError as refused:
            found = refused.refusal.code
        require_equal("H4", what=f"refusal at {late}", found=found, expected=code)
        sold = 0 if code else 2
        require_equal("H4", what="drawn", found=shop.drawn(NOON), expected=[sold])


@check("H4")
def an_item_lapses_alone_and_at_its_own_expiry(stand: Stand) -> None:
    """Of two items with expiries of their own the first is gone, the second is still there."""
    shop = stand.shop(at=ODD)
    lounge = add("lounge", slot="noon", item="short", adult=1)
    cart = shop.with_items(boat(1, item="long"), lounge)
    for instant, left in (
        (ODD + HELD / 2 - INSTANT, ["long", "short"]),
        (ODD + HELD / 2, ["long"]),
        (ODD + HELD - INSTANT, ["long"]),
        (ODD + HELD, []),
    ):
        stand.step(f"it is read at {instant.isoformat()}")
        shop.clock.turn_to(instant)
        items = sorted(item.id for item in shop.read(cart).cart.items)
        require_equal("H4", what="items", found=items, expected=left)


@check("H4")
def a_renewed_hold_outlives_its_first_expiry(stand: Stand) -> None:
    """After a renewal the first expiry does nothing, and the new one everything."""
    shop = stand.shop(at=ODD)
    cart = shop.with_items(boat(2))
    shop.pass_minutes(15)
    stand.step("it is renewed after fifteen of twenty minutes")
    renewed = shop.office.renew(cart, GUEST).cart.items[0].expires_at
    require("H4", renewed > ODD + HELD, f"{renewed} is after {ODD + HELD}")
    counts = []
    for instant in (ODD + HELD, renewed - INSTANT, renewed):
        shop.clock.turn_to(instant)
        counts += shop.drawn(NOON)
    require_equal("H4", what="drawn", found=counts, expected=[2, 2, 0])


@check("H5")
def what_comes_back_comes_back_once(stand: Stand) -> None:
    """Units that are given back, and those whose hold lapses, are free again, each once."""
    shop = stand.shop(at=ODD)
    cart = shop.with_items(boat(6, item="a"))
    other = shop.with_items(boat(3, item="a"))
    stand.step("of six places two are given back, and of three all")
    shop.update(cart, amend("a", adult=4))
    shop.office.empty(other, GUEST)
    require_equal("H5", what="drawn", found=shop.drawn(NOON), expected=[4])
    stand.step("the rest lapses, and is counted twice")
    shop.pass_minutes(30)
    require_equal("H5", what="drawn", found=shop.drawn(NOON), expected=[0])
    shop.with_items(boat(1))
    require_equal("H5", what="drawn", found=shop.drawn(NOON), expected=[1])


@check("D3")
def instants_are_kept_to_the_microsecond(stand: Stand) -> None:
    """Whatever a cart or an order says of time is read as it was written."""
    shop = stand.shop(at=ODD)
    cart = shop.with_items(boat(2, item="a"))
    stored = shop.system.cart(cart)
    assert stored is not None, "the cart is there"
    require_equal(
        "D3",
        what="opened, and held until",
        found=(stored.opened_at, stored.items[0].expires_at, stored.last_expiry),
        expected=(ODD, ODD + HELD, ODD + HELD),
    )
    stand.step("it is confirmed")
    order = shop.office.confirm(cart, CASHIER, settlement=SettlementType.VENUE).order
    found = shop.system.order(order.id)
    times = found and (found.created_at, found.modified_at, found.events[-1].at)
    require_equal("D3", what="times of the order", found=times, expected=(ODD, ODD, ODD))


CHECKS: tuple[Check, ...] = (
    a_hold_counts_until_its_expiry_and_not_at_it,
    places_are_free_at_the_expiry_and_not_before,
    a_cart_is_confirmed_until_its_expiry_and_not_at_it,
    an_item_lapses_alone_and_at_its_own_expiry,
    a_renewed_hold_outlives_its_first_expiry,
    what_comes_back_comes_back_once,
    instants_are_kept_to_the_microsecond,
)
