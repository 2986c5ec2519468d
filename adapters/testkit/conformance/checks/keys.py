"""Command keys: a command is carried out once, whoever repeats it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from attrs import evolve

from counterfoil.adapters.testkit.conformance.asking import amend, boat, capture, key
from counterfoil.adapters.testkit.conformance.check import Check, check
from counterfoil.adapters.testkit.conformance.failing import raised, require, require_equal
from counterfoil.adapters.testkit.conformance.pier import CASHIER, GUEST, INSTANT
from counterfoil.adapters.testkit.conformance.shop import Shop
from counterfoil.adapters.testkit.conformance.stand import Stand
from counterfoil.domain.cart.cart import READABLE_AFTER_EXPIRY
from counterfoil.domain.references import CartId, CommandKey
from counterfoil.domain.refusals import KeyReused, RefusedError
from counterfoil.domain.statuses import SettlementType
from counterfoil.ports.box_office import BoxOffice, CartView, OrderView

__all__ = ["CHECKS"]


def _commands(office: BoxOffice, cart: CartId) -> Iterator[Callable[[], CartView | OrderView]]:
    """Do everything that a cart and its order see, each under a key of its own."""
    yield lambda: office.update(cart, GUEST, boat(4, item="a"), key=key("add"))
    yield lambda: office.apply_promocode(cart, GUEST, "EARLY", key=key("code"))
    yield lambda: office.update(cart, GUEST, amend("a", adult=3), key=key("amend"))
    yield lambda: office.renew(cart, GUEST, key=key("renew"))
    yield lambda: office.attach_payment(cart, GUEST, capture(7_00), key=key("pay"))
    yield lambda: office.confirm(
        cart, CASHIER, settlement=SettlementType.VENUE, key=key("confirm")
    )


@check("H6")
def a_repetition_answers_what_was_done_and_does_nothing(stand: Stand) -> None:
    """The same key with the same content, through any host, is answered as `replayed`."""
    shop = stand.shop()
    cart = shop.opened()
    other = shop.host("other")
    pairs = zip(_commands(shop.office, cart), _commands(other, cart), strict=True)
    for number, (first, again) in enumerate(pairs):
        stand.step(f"command {number} of a cart is given and repeated")
        done = first()
        before = shop.state()
        repeated = again()
        require("H6", repeated.replayed and not done.replayed, f"{repeated} is replayed")
        require_equal("H6", what="state", found=shop.state(), expected=before)
        if isinstance(done, CartView):
            assert isinstance(repeated, CartView)
            require_equal("H6", what="cart", found=repeated.cart, expected=done.cart)
    stand.step("a payment of the order is recorded and repeated")
    order = shop.office.book(CASHIER, boat(1), settlement=SettlementType.VENUE, key=key("book"))
    paid = shop.office.record_payment(order.order.id, CASHIER, capture(1_00), key=key("cash"))
    again_paid = other.record_payment(order.order.id, CASHIER, capture(1_00), key=key("cash"))
    require_equal(
        "H6",
        what="payment of the order",
        found=(again_paid.replayed, again_paid.order),
        expected=(True, paid.order),
    )


@check("H6", "D2")
def a_key_used_for_another_command_is_refused(stand: Stand) -> None:
    """Another content under a key that was committed is refused, naming the fields."""
    shop = stand.shop()
    cart = shop.opened()
    shop.office.update(cart, GUEST, boat(1, item="a"), key=key("add"))
    before = shop.state()
    stand.step("the key comes with other items")
    asked = raised(
        "H6",
        lambda: shop.office.update(cart, GUEST, boat(2, item="a"), key=key("add")),
        RefusedError,
        why="another content",
    )
    wanted = KeyReused(key=key("add"), fields=("operations",))
    require_equal("H6", what="refusal", found=asked.refusal, expected=wanted)
    require_equal("D2", what="state", found=shop.state(), expected=before)


@check("H6")
def a_refusal_is_not_remembered(stand: Stand) -> None:
    """What was refused may be tried again under the same key, and is then carried out."""
    shop = stand.shop()
    others = shop.with_items(boat(10, item="all"))
    cart = shop.opened()

    def ask() -> CartView:
        return shop.office.update(cart, GUEST, boat(1, item="a"), key=key("add"))

    stand.step("a place is asked for where none is left")
    raised("H6", ask, RefusedError, why="a place beyond the last")
    require_equal("H6", what="key", found=shop.system.recall(key("add")), expected=None)
    stand.step("places come back, and it is asked for again")
    shop.update(others, amend("all", adult=1))
    view = ask()
    require("H6", not view.replayed, "the second attempt is carried out, not replayed")
    require_equal("H6", what="drawn", found=shop.drawn("pool:boat-noon"), expected=[2])


@check("H4", "H6")
def a_key_is_known_as_long_as_its_cart_can_be_read(stand: Stand) -> None:
    """Until the last microsecond it is known; then it is free, purged or not."""
    answers = []
    for purges in (False, True):
        shop = stand.shop()
        first = shop.office.open_cart(GUEST, key=key("open")).cart
        held = shop.office.update(first.id, GUEST, boat(1, item="a"), key=key("add")).cart
        over = held.items[0].expires_at + READABLE_AFTER_EXPIRY
        stand.step("the last microsecond in which the cart can be read has come")
        shop.clock.turn_to(over - INSTANT)
        shop.office.purge()
        known = [shop.system.recall(key(name)) is not None for name in ("open", "add")]
        require_equal("H6", what="keys that are known", found=known, expected=[True, True])
        stand.step("the cart is over" + (", and purged" if purges else ""))
        shop.clock.turn_to(over)
        if purges:
            require_equal("H6", what="carts purged", found=shop.office.purge(), expected=1)
        view = shop.office.open_cart(GUEST, key=key("open"))
        added = shop.office.update(first.id, GUEST, boat(2, item="b"), key=key("add"))
        require("H6", not view.replayed and not added.replayed, "both keys are free")
        answers.append((view, added, _of_cart(shop, first.id)))
    require_equal("H4", what="with a purge", found=answers[1], expected=answers[0])


def _of_cart(shop: Shop, cart: CartId) -> object:
    keys = tuple(CommandKey(name) for name in ("open", "add"))
    return shop.system.cart(cart), [shop.system.recall(one) for one in keys]


@check("H6")
def a_key_of_an_order_is_known_for_good(stand: Stand) -> None:
    """A command about an order is replayed after its cart is forgotten as well."""
    shop = stand.shop()
    order = shop.office.book(CASHIER, boat(1), settlement=SettlementType.VENUE, key=key("book"))
    shop.clock.turn((READABLE_AFTER_EXPIRY) * 2)
    shop.office.purge()
    stand.step("twenty days later the booking is repeated")
    again = shop.office.book(CASHIER, boat(1), settlement=SettlementType.VENUE, key=key("book"))
    require_equal(
        "H6", what="order", found=again, expected=evolve(order, at=again.at, replayed=True)
    )


CHECKS: tuple[Check, ...] = (
    a_repetition_answers_what_was_done_and_does_nothing,
    a_key_used_for_another_command_is_refused,
    a_refusal_is_not_remembered,
    a_key_is_known_as_long_as_its_cart_can_be_read,
    a_key_of_an_order_is_known_for_good,
)
