"""Many at once at one and the same thing: a cart, a key, the events."""

from __future__ import annotations

from collections import Counter

from counterfoil.adapters.testkit.conformance.asking import add, boat, capture, key
from counterfoil.adapters.testkit.conformance.check import Check, check
from counterfoil.adapters.testkit.conformance.checks.threads import rounds
from counterfoil.adapters.testkit.conformance.crowding import at_once, granted
from counterfoil.adapters.testkit.conformance.failing import require, require_equal
from counterfoil.adapters.testkit.conformance.pier import (
    CASHIER,
    GUEST,
)
from counterfoil.adapters.testkit.conformance.shop import Shop
from counterfoil.adapters.testkit.conformance.stand import Stand
from counterfoil.adapters.testkit.conformance.states import events_of
from counterfoil.domain.finding import OrderFilter
from counterfoil.domain.references import CartId, CommandKey
from counterfoil.domain.statuses import SettlementType
from counterfoil.ports.box_office import BoxOffice

__all__ = ["CHECKS"]

NOON = "pool:boat-noon"
EACH = 4  # orders that every thread sells


@check("D2")
def hosts_on_one_cart_lose_no_update(stand: Stand) -> None:
    """Everybody adds an item to the same cart: all are there, each as a version of its own."""

    def race(shop: Shop) -> None:
        cart = shop.opened()

        def ask(office: BoxOffice, number: int) -> bool:
            mine = CommandKey(f"mine{number}")
            return granted(lambda: office.update(cart, GUEST, boat(1, item=mine), key=mine))

        require("D2", all(at_once(stand, shop, ask)), "everybody's item is added")
        read = shop.read(cart).cart
        threads = stand.effort.threads
        require_equal(
            "D2",
            what="version, items and places",
            found=(read.version, len(read.items), shop.drawn(NOON)),
            expected=(1 + threads, threads, [threads]),
        )

    rounds(stand, race)


@check("H6")
def one_key_from_many_is_carried_out_once(stand: Stand) -> None:
    """Whoever is first does it, the others get the answer."""

    def race(shop: Shop) -> None:
        cart = shop.opened()

        def ask(office: BoxOffice, number: int) -> list[bool]:
            told: list[bool] = []
            same = key("same")
            granted(
                lambda: told.append(
                    office.update(cart, GUEST, boat(1, item="a"), key=same).replayed
                )
            )
            return told

        told = [one for some in at_once(stand, shop, ask) for one in some]
        require_equal("H6", what="carried out", found=told.count(False), expected=1)
        require_equal("H6", what="places", found=shop.drawn(NOON), expected=[1])

    rounds(stand, race)


@check("D3", "H5")
def a_cart_becomes_one_order(stand: Stand) -> None:
    """Many confirm the same cart, each under a key of its own: one order, sold once."""

    def race(shop: Shop) -> None:
        cart = shop.with_items(boat(2))

        def ask(office: BoxOffice, number: int) -> bool:
            return granted(
                lambda: office.confirm(
                    cart, CASHIER, settlement=SettlementType.VENUE, key=key(f"confirm-{number}")
                )
            )

        require_equal("D3", what="orders made", found=sum(at_once(stand, shop, ask)), expected=1)
        listed = shop.system.orders(OrderFilter()).total_items
        require_equal("D3", what="orders listed", found=listed, expected=1)
        require_equal("H5", what="places", found=shop.drawn(NOON), expected=[2])

    rounds(stand, race)


@check("D3", "D6")
def who_follows_events_misses_none(stand: Stand) -> None:
    """While many sell, others follow: numbers come without a gap, and orders as a whole."""

    def race(shop: Shop) -> None:
        def ask(office: BoxOffice, number: int) -> int:
            sold = 0
            sequence = 0
            for turn in range(EACH):
                name = f"{number}-{turn}"
                if number % 3:
                    _sold(office, name)
                    sold += 1
                found = office.system.events_after(sequence, limit=5)
                numbers = [one.sequence for one in found]
                expected = list(range(sequence + 1, sequence + 1 + len(found)))
                require_equal("D3", what="numbers", found=numbers, expected=expected)
                sequence += len(found)
                for one in found:
                    order = office.system.order(one.order)
                    whole = order is not None and one.event in order.events
                    require("D3", whole, f"the order of event {one.sequence} is there")
                page = office.system.orders(OrderFilter(items_per_page=3))
                require("D6", all(one.bookings for one in page.items), "orders are whole")
            return sold

        sold = sum(at_once(stand, shop, ask))
        events = events_of(shop.system)
        told = Counter(one.order for one in events)
        orders = {name: shop.system.order(name) for name in told}
        require_equal(
            "D3",
            what="numbers in the end",
            found=[one.sequence for one in events],
            expected=list(range(1, len(events) + 1)),
        )
        whole = {name: 0 if one is None else len(one.events) for name, one in orders.items()}
        require_equal("D3", what="events of each order", found=dict(told), expected=whole)
        listed = shop.system.orders(OrderFilter()).total_items
        require_equal("D6", what="orders", found=(listed, len(told)), expected=(sold, sold))

    rounds(stand, race)


@check("H4")
def sweeps_at_once_settle_each_cart_once(stand: Stand) -> None:
    """Many sweep what has lapsed: every cart is settled, and its money goes back once."""

    def race(shop: Shop) -> None:
        carts = [shop.with_items(boat(1)) for _ in range(6)]
        for cart in carts:
            shop.office.attach_payment(cart, GUEST, capture(10_00))
        shop.pass_minutes(60)

        def ask(office: BoxOffice, number: int) -> list[CartId]:
            done: list[CartId] = []
            granted(
                lambda: done.extend(
                    view.cart.id for view in office.sweep(GUEST) if not view.replayed
                )
            )
            return done

        swept = Counter(cart for some in at_once(stand, shop, ask) for cart in some)
        shop.office.sweep(GUEST)
        require("H4", max(swept.values(), default=0) <= 1, f"settled once each: {swept}")
        for cart in carts:
            stored = shop.system.cart(cart)
            payments = () if stored is None else stored.payments
            back = sum(one.amount for one in payments if one.type.name == "REFUND")
            require_equal("H4", what=f"given back for cart {cart}", found=back, expected=10_00)

    rounds(stand, race)


def _sold(office: BoxOffice, name: str) -> None:
    """Sell a pass and note a payment."""
    orders = []

    def book() -> None:
        item = add("pass", item="p", adult=1)
        view = office.book(CASHIER, item, settlement=SettlementType.VENUE, key=key(f"b-{name}"))
        orders.append(view.order.id)

    granted(book)
    paid = key(f"p-{name}")
    granted(lambda: office.record_payment(orders[-1], CASHIER, capture(1_00), key=paid))


CHECKS: tuple[Check, ...] = (
    hosts_on_one_cart_lose_no_update,
    one_key_from_many_is_carried_out_once,
    a_cart_becomes_one_order,
    who_follows_events_misses_none,
    sweeps_at_once_settle_each_cart_once,
)
