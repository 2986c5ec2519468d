"""H6: a command that is repeated with the same key and body does nothing and answers the same."""

from collections.abc import Callable

import pytest
from attrs import evolve
from tests.unit.cart.pier import (
    CASHIER,
    GUEST,
    Pier,
    amend,
    boat,
    codes,
    host,
    key,
    pier,
    remove,
    state_of,
)

from counterfoil.domain.basket import Buyer
from counterfoil.domain.cart.details import CartDetails, DetailChanges
from counterfoil.domain.references import CartId
from counterfoil.domain.refusals import KeyReused
from counterfoil.ports.box_office import CartView

K = key("mine")
COMMANDS: dict[str, Callable[[Pier, CartId], CartView]] = {
    "open": lambda shop, _: shop.office.open_cart(GUEST, key=K),
    "add": lambda shop, cart: shop.office.update(cart, GUEST, boat(2), key=K),
    "amend": lambda shop, cart: shop.office.update(cart, GUEST, amend("a", adult=3), key=K),
    "remove": lambda shop, cart: shop.office.update(cart, GUEST, remove("a"), key=K),
    "code": lambda shop, cart: shop.office.apply_promocode(cart, GUEST, "EARLY", key=K),
    "code back": lambda shop, cart: shop.office.remove_promocode(cart, GUEST, "PURSE", key=K),
    "details": lambda shop, cart: shop.office.change_details(cart, GUEST, DetailChanges(), key=K),
    "renew": lambda shop, cart: shop.office.renew(cart, GUEST, key=K),
    "pay": lambda shop, cart: shop.office.begin_payment(cart, GUEST, key=K),
    "empty": lambda shop, cart: shop.office.empty(cart, GUEST, key=K),
    "cancel": lambda shop, cart: shop.office.cancel(cart, GUEST, reason="rain", key=K),
}


@pytest.mark.parametrize("command", COMMANDS)
def test_a_repeated_command_does_nothing_and_answers_the_same(command: str) -> None:
    shop = pier()
    cart = shop.with_items(boat(1, item="a"))
    shop.office.apply_promocode(cart, GUEST, "PURSE")
    first = COMMANDS[command](shop, cart)
    before = state_of(shop.system, now=shop.clock.now())

    second = COMMANDS[command](shop, cart)

    assert (first.replayed, second.replayed) == (False, True)
    assert evolve(second, replayed=False) == first
    assert state_of(shop.system, now=shop.clock.now()) == before


def test_a_repetition_may_come_through_another_host() -> None:
    shop = pier()
    cart = shop.opened()
    shop.office.update(cart, GUEST, boat(2), key=K)

    view = host(shop, prefix="other").update(cart, GUEST, boat(2), key=K)

    assert view.replayed
    assert shop.drawn("pool:boat-noon") == [2]


def test_a_repetition_answers_the_cart_as_it_is_now() -> None:
    shop = pier()
    cart = shop.opened()
    shop.office.update(cart, GUEST, boat(2, item="a"), key=K)
    shop.update(cart, amend("a", adult=5))

    view = shop.office.update(cart, GUEST, boat(2, item="a"), key=K)

    assert view.cart == shop.read(cart).cart
    assert view.cart.version == 3


REPEATS: dict[str, tuple[Callable[[Pier, CartId], object], tuple[str, ...]]] = {
    "operations": (
        lambda shop, cart: shop.office.update(cart, GUEST, boat(3), key=K),
        ("operations",),
    ),
    "actor": (lambda shop, cart: shop.office.update(cart, CASHIER, boat(2), key=K), ("actor",)),
    "version": (
        lambda shop, cart: shop.office.update(cart, GUEST, boat(2), version=1, key=K),
        ("version",),
    ),
    "cart and actor": (
        lambda shop, cart: shop.office.update(CartId(cart + "x"), CASHIER, boat(2), key=K),
        ("actor", "cart"),
    ),
    "kind": (lambda shop, cart: shop.office.renew(cart, GUEST, key=K), ("command",)),
    "opening": (lambda shop, _: shop.office.open_cart(GUEST, buyer=Buyer(), key=K), ("command",)),
}


@pytest.mark.parametrize("difference", REPEATS)
def test_another_body_is_refused_and_its_fields_are_named(difference: str) -> None:
    shop = pier()
    cart = shop.opened()
    shop.office.update(cart, GUEST, boat(2), key=K)
    repeat, fields = REPEATS[difference]

    found = shop.refused(lambda: repeat(shop, cart))

    assert found == (KeyReused(key=K, fields=fields),)


def test_a_refusal_is_not_remembered() -> None:
    shop = pier()
    full = shop.with_items(boat(10))
    cart = shop.opened()
    refused = shop.refused(lambda: shop.office.update(cart, GUEST, boat(2), key=K))
    shop.office.cancel(full, GUEST)

    view = shop.office.update(cart, GUEST, boat(2), key=K)

    assert codes(refused) == ["sold_out"]
    assert not view.replayed


def test_a_refused_key_is_free_for_another_body() -> None:
    shop = pier()
    cart = shop.opened()
    shop.refused(lambda: shop.office.update(cart, GUEST, boat(11), key=K))

    assert not shop.office.update(cart, GUEST, boat(10), key=K).replayed


def test_what_is_kept_of_a_command_shows_nothing_of_it() -> None:
    shop = pier()
    secret = CartDetails(external_reference="Ada lives here")

    shop.office.open_cart(GUEST, details=secret, key=K)

    kept = shop.system.recall(K)
    assert kept is not None
    assert "Ada" not in repr(kept)


def test_a_key_is_remembered_as_long_as_its_cart_can_be_read() -> None:
    shop = pier()
    cart = shop.opened()
    shop.office.update(cart, GUEST, boat(2, item="a"), key=K)
    shop.pass_minutes(20 + 10 * 24 * 60 - 1)

    view = shop.office.update(cart, GUEST, boat(2, item="a"), key=K)

    assert view.replayed
    assert [item.id for item in view.lapsed] == ["a"]
