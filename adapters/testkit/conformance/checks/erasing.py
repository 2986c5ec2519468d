"""Erasing: of somebody who was erased, nothing is left that can be read, found or tried out."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator
from contextlib import suppress

from attrs import evolve

from counterfoil.adapters.testkit.conformance.asking import add, boat, key
from counterfoil.adapters.testkit.conformance.check import Check, check
from counterfoil.adapters.testkit.conformance.deciding import writing
from counterfoil.adapters.testkit.conformance.failing import raised, require, require_equal
from counterfoil.adapters.testkit.conformance.people import (
    ERASING,
    STAFF,
    actor,
    bought,
    opened,
    said,
)
from counterfoil.adapters.testkit.conformance.shop import Shop
from counterfoil.adapters.testkit.conformance.stand import Stand
from counterfoil.adapters.testkit.conformance.states import (
    Recording,
    events_of,
    order_of,
    orders_replayed,
)
from counterfoil.domain.cart.commands import CancelCart
from counterfoil.domain.finding import OrderFilter
from counterfoil.domain.order.order import Order
from counterfoil.domain.references import CartId
from counterfoil.domain.refusals import KeyReused, RefusedError
from counterfoil.ports.reservation_system import Done, OrderDone

__all__ = ["CHECKS"]

VERSIONS = 4  # more than an order of these checks has


def _left(stand: Stand, shop: Shop, words: Iterable[str], *, carts: Iterable[CartId]) -> set[str]:
    """Answer the words that can still be read through the port, or in what the subject keeps."""
    read = pickle.dumps(
        (
            shop.state(),
            [shop.system.cart(cart) for cart in carts],
            [
                shop.system.order(one.order, version=version)
                for one in events_of(shop.system)
                for version in range(1, VERSIONS)
            ],
        )
    )
    kept = (read + stand.subject.kept(shop.system)).lower()
    return {word for word in words if any(one in kept for one in _spellings(word))}


def _spellings(word: str) -> Iterator[bytes]:
    for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
        encoded = word.lower().encode(encoding)
        yield encoded
        yield encoded.hex().encode()


def _none_left(stand: Stand, shop: Shop, words: Iterable[str], carts: Iterable[CartId]) -> None:
    left = _left(stand, shop, words, carts=carts)
    require_equal("D3", what="words of somebody who was erased", found=left, expected=set())


@check("D3")
def of_an_erased_order_no_word_of_a_person_is_left(stand: Stand) -> None:
    """In no version, event, record, payment, use or key, nor in the cart it came from."""
    shop = stand.shop()
    order = bought(shop, "ada", boat(2, item="a"))
    carts = [order.cart] if order.cart is not None else []
    secret = order.bookings[0].tickets[0].code
    words = {*said("ada"), secret}
    readable = _left(stand, shop, words, carts=carts)
    require_equal("D3", what="words found before", found=readable, expected=words)
    stand.step("the order is erased")
    erased = shop.office.erase(order.id, STAFF, erasing_key=ERASING).order
    _none_left(stand, shop, {*words, STAFF.name, STAFF.email}, carts)
    require_equal("D3", what="ledger", found=erased.postings, expected=order.postings)
    require_equal("D3", what="stored order", found=shop.system.order(order.id), expected=erased)


@check("D3", "D5")
def earlier_versions_are_erased_too(stand: Stand) -> None:
    """An order of three versions: pseudonyms stand in each, and its ledger stays."""
    shop = stand.shop()
    order = bought(shop, "ada", boat(2, item="a"))
    details = order.details
    for version in (2, 3):
        stand.step(f"version {version} is written, in which somebody else is the guest")
        latest = shop.system.order(order.id)
        assert latest is not None, "the order is there"
        contact = evolve(details.contacts[0], name_first=f"Qzbo{version}first")
        changed = evolve(
            latest,
            version=version,
            revision=latest.revision + 1,
            details=evolve(details, contacts=(contact,)),
        )
        shop.system.commit_order(writing(shop, changed, key=f"version-{version}"))
    stand.step("the order is erased")
    shop.office.erase(order.id, STAFF, erasing_key=ERASING)
    words = (*said("ada"), "Qzbo2first", "Qzbo3first")
    _none_left(stand, shop, words, [order.cart] if order.cart is not None else [])
    for version in (1, 2, 3):
        found = shop.system.order(order.id, version=version)
        require("D5", found is not None, f"version {version} can be read")
        require_equal("D3", what="ledger", found=found and found.postings, expected=order.postings)


@check("H5", "D3")
def of_an_erased_cart_no_word_of_a_person_is_left(stand: Stand) -> None:
    """Not in the cart, nor in its history; what it holds and costs stays."""
    shop = stand.shop()
    cart = opened(shop, "ada", boat(2, item="a"))
    before = shop.read(cart).cart
    stand.step("the cart is erased")
    after = shop.office.erase_cart(cart, STAFF, erasing_key=ERASING).cart
    _none_left(stand, shop, {*said("ada"), STAFF.name}, [cart])
    require_equal("D3", what="stored cart", found=shop.system.cart(cart), expected=after)
    require_equal(
        "D3",
        what="draws and version",
        found=(after.items[0].draws, after.version),
        expected=(before.items[0].draws, before.version + 1),
    )
    require_equal("H5", what="drawn", found=shop.drawn("pool:boat-noon"), expected=[2])


@check("D3")
def others_are_not_touched(stand: Stand) -> None:
    """Orders, carts and keys of everybody else are as they were."""
    shop = stand.shop()
    bo = bought(shop, "bo", boat(1, item="a"))
    cart = opened(shop, "cy", boat(1, item="a"))
    there = shop.system.cart(cart)
    ada = bought(shop, "ada", boat(1, item="a"))
    events = [one for one in events_of(shop.system) if one.order == bo.id]
    keys = _keys_of(shop, bo)
    stand.step("one of three is erased")
    shop.office.erase(ada.id, STAFF, erasing_key=ERASING)
    found = (
        shop.system.order(bo.id),
        shop.system.cart(cart),
        [one for one in events_of(shop.system) if one.order == bo.id],
        _keys_of(shop, bo),
    )
    require_equal("D3", what="others", found=found, expected=(bo, there, events, keys))


def _keys_of(shop: Shop, order: Order) -> list[object]:
    if not isinstance(shop.system, Recording):
        return []
    records = shop.system.order_records()
    return [shop.system.recall(one.key) for one in records if order_of(one.change) == order.id]


@check("D3", "H6")
def nothing_can_be_tried_out_against_a_key(stand: Stand) -> None:
    """Of the digests of earlier commands only the kinds stay: a repetition is another command."""
    shop = stand.shop()
    cart = opened(shop, "ada", boat(2, item="a"))
    cancel = CancelCart(key=key("cancel"), actor=actor("ada"), cart=cart, reason="Qzadawhy")
    shop.office.execute(cancel)
    stand.step("the cart is erased, and the command that cancelled it repeated")
    shop.office.erase_cart(cart, STAFF, erasing_key=ERASING, key=key("erase"))
    done = shop.system.recall(cancel.key)
    digests = done.digests if isinstance(done, Done) else ""
    require_equal("D3", what="digests that are kept", found=digests, expected="CancelCart")
    error = raised("H6", lambda: shop.office.execute(cancel), RefusedError, why="a repetition")
    require("H6", isinstance(error.refusal, KeyReused), f"it is refused: {error}")
    stand.step("the erasing itself is repeated")
    again = shop.office.erase_cart(cart, STAFF, erasing_key=ERASING, key=key("erase"))
    require("H6", again.replayed, "the key of the erasing is known")
    stand.step("an order is erased, that was booked, paid and used under keys")
    order = bought(shop, "bo", boat(1, item="a"))
    if isinstance(shop.system, Recording):
        shop.office.erase(order.id, STAFF, erasing_key=ERASING, key=key("erase-order"))
        lines = [one for one in shop.system.order_records() if order_of(one.change) == order.id]
        kept = [shop.system.recall(one.key) for one in lines if one.key != "erase-order"]
        told = [one.digests for one in kept if isinstance(one, OrderDone)]
        require("D3", told and not any(" " in one for one in told), f"only kinds stay: {told}")


@check("D3")
def somebody_who_was_erased_is_not_found(stand: Stand) -> None:
    """Neither by name, address, word or code of a ticket, which lets nobody in any more."""
    shop = stand.shop()
    order = bought(shop, "ada", boat(1, item="a"))
    code = order.bookings[0].tickets[0].code
    asked = (
        OrderFilter(contact_name="Qzadafirst"),
        OrderFilter(contact_email="qzada@mail.example"),
        OrderFilter(created_email="qzada@mail.example"),
        OrderFilter(query="qzadafirm"),
        OrderFilter(query="*adanote*"),
        OrderFilter(ticket_code=code),
    )
    for wanted, total in [(one, 1) for one in asked[:3]]:
        found = shop.system.orders(wanted).total_items
        require_equal("D3", what=f"found by {wanted}", found=found, expected=total)
    stand.step("the order is erased")
    shop.office.erase(order.id, STAFF, erasing_key=ERASING)
    for wanted in asked:
        found = shop.system.orders(wanted).total_items
        require_equal("D3", what=f"found by {wanted}", found=found, expected=0)
    require_equal(
        "D3", what="order of the old code", found=shop.system.order_with_code(code), expected=None
    )
    with suppress(RefusedError):
        answer = shop.office.redeem(code, STAFF)
        require("D3", fact=False, message=f"the old code lets nobody in: {answer}")
    listed = [one.order.id for one in shop.system.orders(OrderFilter()).items]
    require_equal("D3", what="orders that are listed", found=listed, expected=[order.id])


@check("D3")
def the_history_makes_what_was_erased(stand: Stand) -> None:
    """Replaying the log gives the erased order, and events keep their numbers."""
    shop = stand.shop()
    bought(shop, "bo", add("pass", item="p", adult=1))
    order = bought(shop, "ada", boat(2, item="a"))
    before = [(one.sequence, one.order) for one in events_of(shop.system)]
    erased = shop.office.erase(order.id, STAFF, erasing_key=ERASING).order
    after = events_of(shop.system)
    require_equal(
        "D3",
        what="numbers of events",
        found=[(one.sequence, one.order) for one in after][: len(before)],
        expected=before,
    )
    of_order = tuple(one.event for one in after if one.order == order.id)
    require_equal("D3", what="events of the order", found=of_order, expected=erased.events)
    if isinstance(shop.system, Recording):
        made = orders_replayed(shop.system)[order.id]
        require_equal("D3", what="order, replayed", found=made, expected=erased)


CHECKS: tuple[Check, ...] = (
    of_an_erased_order_no_word_of_a_person_is_left,
    earlier_versions_are_erased_too,
    of_an_erased_cart_no_word_of_a_person_is_left,
    others_are_not_touched,
    nothing_can_be_tried_out_against_a_key,
    somebody_who_was_erased_is_not_found,
    the_history_makes_what_was_erased,
)
