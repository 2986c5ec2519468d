"""Orders that change: what is drawn anew, what comes back, and every version in between."""

from __future__ import annotations

from collections import Counter

from counterfoil.adapters.testkit.conformance.asking import amend, boat, capture, key
from counterfoil.adapters.testkit.conformance.check import Check, check
from counterfoil.adapters.testkit.conformance.crowding import at_once, granted
from counterfoil.adapters.testkit.conformance.failing import require, require_equal
from counterfoil.adapters.testkit.conformance.pier import (
    CASHIER,
    CATALOGUE,
    CODES,
    PRICES,
    SLICED,
)
from counterfoil.adapters.testkit.conformance.shop import Shop
from counterfoil.adapters.testkit.conformance.stand import Stand
from counterfoil.domain.basket import Buyer
from counterfoil.domain.order.order import Order
from counterfoil.domain.references import OrderId
from counterfoil.domain.statuses import SettlementType
from counterfoil.ports.box_office import BoxOffice

__all__ = ["CHECKS"]

NOON = "pool:boat-noon"
AT_THE_DESK = Buyer(channel="desk")


def _booked(shop: Shop, count: int) -> Order:
    return shop.office.book(
        CASHIER, boat(count, item="a"), settlement=SettlementType.VENUE, buyer=AT_THE_DESK
    ).order


@check("H5")
def an_order_that_changes_draws_the_difference(stand: Stand) -> None:
    """More is drawn, less comes back, each from the slice that the order drew from."""
    shop = stand.shop(PRICES, CODES, sells=SLICED)
    order = _booked(shop, 1)
    counts = [_drawn(shop)]
    stand.step("the order is amended to two places")
    changed = shop.office.amend(order.id, CASHIER, amend("a", adult=2)).order
    counts.append(_drawn(shop))
    stand.step("one ticket is cancelled, and then the rest")
    tickets = [one.id for one in changed.bookings[-1].tickets]
    shop.office.cancel_order(order.id, CASHIER, tickets=(tickets[0],))
    counts.append(_drawn(shop))
    shop.office.cancel_order(order.id, CASHIER)
    counts.append(_drawn(shop))
    expected = [(1, 1), (2, 2), (1, 1), (0, 0)]
    require_equal("H5", what=f"drawn of {NOON}, and at the desk", found=counts, expected=expected)


def _drawn(shop: Shop) -> tuple[int, int]:
    return shop.drawn(NOON)[0], shop.drawn_under(NOON)["desk"]


@check("D5")
def every_version_of_a_changed_order_can_be_read(stand: Stand) -> None:
    """After amendments, a payment and a cancellation each version is as it was answered."""
    shop = stand.shop()
    order = _booked(shop, 2)
    changed = order
    versions = {order.version: order}
    for count in (3, 1):
        shop.pass_minutes(1)
        stand.step(f"the order is amended to {count} places")
        changed = shop.office.amend(order.id, CASHIER, amend("a", adult=count)).order
        versions[changed.version] = changed
    versions[changed.version] = shop.office.record_payment(order.id, CASHIER, capture(3_00)).order
    stand.step("the order is cancelled")
    latest = shop.office.cancel_order(order.id, CASHIER, reason="rain").order
    versions[latest.version] = latest
    require_equal("D5", what="versions", found=sorted(versions), expected=[1, 2, 3, 4])
    for number, then in versions.items():
        found = shop.system.order(order.id, version=number)
        expected = then.with_payments_of(latest)
        require_equal("D5", what=f"version {number}", found=found, expected=expected)
    require_equal("D5", what="order", found=shop.system.order(order.id), expected=latest)


@check("D2", "D5")
def hosts_on_one_order_lose_no_change(stand: Stand) -> None:
    """Everybody notes a payment and adds a booking: all are there, each version once."""
    threads = stand.effort.threads
    for number in range(stand.effort.rounds):
        stand.step(f"round {number} of {stand.effort.rounds}, {threads} threads")
        shop = stand.shop(sells=CATALOGUE.replace("total = 10", f"total = {2 * threads}"))
        order = _booked(shop, threads)

        def ask(office: BoxOffice, number: int, order: OrderId = order.id) -> bool:
            paid, added = key(f"pay-{number}"), key(f"add-{number}")
            return granted(
                lambda: office.record_payment(order, CASHIER, capture(1_00), key=paid)
            ) and granted(
                lambda: office.amend(order, CASHIER, boat(1, item=f"b{number}"), key=added)
            )

        require("D2", all(at_once(stand, shop, ask)), "everybody's change is made")
        latest = shop.office.order(order.id).order
        require_equal(
            "D2",
            what="version, bookings, paid and drawn",
            found=(latest.version, len(latest.bookings), latest.paid, shop.drawn(NOON)),
            expected=(1 + threads, 1 + threads, threads * 1_00, [2 * threads]),
        )
        kept = [shop.system.order(order.id, version=one) for one in range(1, threads + 2)]
        sizes = [len(one.bookings) for one in kept if one is not None]
        require_equal(
            "D5", what="bookings by version", found=sizes, expected=list(range(1, threads + 2))
        )


@check("H5")
def an_order_is_cancelled_once(stand: Stand) -> None:
    """Many cancel the same order, each under a key of its own: its places come back once."""
    for number in range(stand.effort.rounds):
        stand.step(f"round {number} of {stand.effort.rounds}")
        shop = stand.shop()
        other, order = _booked(shop, 3), _booked(shop, 4)

        def ask(office: BoxOffice, number: int, order: OrderId = order.id) -> bool:
            return granted(
                lambda: office.cancel_order(order, CASHIER, key=key(f"cancel-{number}"))
            )

        done = Counter(at_once(stand, shop, ask))
        require_equal("H5", what="cancelled", found=done[True], expected=1)
        require_equal("H5", what="drawn", found=shop.drawn(NOON), expected=[3])
        require_equal(
            "H5", what="the other order", found=shop.system.order(other.id), expected=other
        )


CHECKS: tuple[Check, ...] = (
    an_order_that_changes_draws_the_difference,
    every_version_of_a_changed_order_can_be_read,
    hosts_on_one_order_lose_no_change,
    an_order_is_cancelled_once,
)
