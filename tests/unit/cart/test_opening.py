"""Opening a cart, what is written on it, emptying it, and cancelling it."""

import pytest
from attrs import evolve
from tests.unit.cart.pier import (
    CASHIER,
    GUEST,
    START,
    add,
    boat,
    key,
    pier,
)

from counterfoil.domain.basket import Buyer
from counterfoil.domain.cart.cart import CartState, Privilege
from counterfoil.domain.cart.details import CartDetails, DetailChanges, recorded_details
from counterfoil.domain.party import Contact, ContactId, ContactType
from counterfoil.domain.references import CartId, CustomerKey, Promocode
from counterfoil.domain.refusals import CartCancelled, NotFound

DETAILS = CartDetails(
    contacts=(Contact(uid=ContactId("1"), type=ContactType.GUEST, name_last="Mol"),),
    language="nl",
    external_reference="shop-17",
    hold_token="open-sesame",  # noqa: S106  (a sample)
)


def test_a_new_cart_is_open_empty_and_without_a_price() -> None:
    shop = pier()

    view = shop.office.open_cart(GUEST)

    cart = view.cart
    assert (cart.version, cart.state, cart.items, cart.codes) == (1, CartState.OPEN, (), ())
    assert (cart.opened_at, cart.last_expiry, cart.priced) == (START, None, None)
    assert view.quote is None
    assert not view.replayed


def test_a_cart_keeps_its_buyer_details_and_privileges() -> None:
    shop = pier()
    buyer = Buyer(channel="desk", customer=CustomerKey("ada"), customer_tags=frozenset({"friend"}))
    privileges = frozenset({Privilege.ALLOW_HIDDEN})

    opened = shop.office.open_cart(CASHIER, buyer=buyer, details=DETAILS, privileges=privileges)

    cart = shop.read(opened.cart.id).cart
    assert (cart.buyer, cart.privileges) == (buyer, privileges)
    assert cart.details == recorded_details(
        DETAILS, current=CartDetails(), actor=CASHIER, at=START
    )


def test_privileges_are_off_unless_somebody_asks_for_them() -> None:
    shop = pier()

    assert shop.read(shop.opened()).cart.privileges == frozenset()


def test_two_carts_have_two_ids() -> None:
    shop = pier()

    assert shop.opened() != shop.opened()


def test_the_id_of_a_cart_follows_from_the_key_alone() -> None:
    first = pier().office.open_cart(GUEST, key=key("mine")).cart.id
    second = pier().office.open_cart(CASHIER, key=key("mine")).cart.id

    assert first == second
    assert len(first) <= 50
    assert set(first) <= set("abcdefghijklmnopqrstuvwxyz0123456789")


def test_a_cart_that_nobody_opened_is_not_found() -> None:
    shop = pier()
    nobody = CartId("nobody")

    assert shop.refused(lambda: shop.read(nobody)) == (NotFound(cart=nobody),)
    assert shop.refused(lambda: shop.update(nobody, boat())) == (NotFound(cart=nobody),)


def test_the_hold_token_is_not_shown() -> None:
    shop = pier()

    view = shop.office.open_cart(GUEST, details=DETAILS)

    assert view.cart.details.hold_token == DETAILS.hold_token
    assert "open-sesame" not in repr(view)


def test_changed_details_replace_the_old_ones_and_nothing_else() -> None:
    shop = pier()
    cart = shop.with_items(boat(2, item="a"))
    before = shop.read(cart).cart

    shop.office.change_details(cart, GUEST, DetailChanges.replacing(DETAILS))

    after = shop.read(cart).cart
    assert after.details == recorded_details(DETAILS, current=CartDetails(), actor=GUEST, at=START)
    assert evolve(after, details=before.details, version=before.version) == before


def test_a_cart_opened_by_one_is_continued_by_another() -> None:
    shop = pier()
    cart = shop.office.open_cart(GUEST).cart.id

    shop.office.update(cart, CASHIER, boat(2))

    assert shop.read(cart).cart.version == 2


def test_an_emptied_cart_is_open_without_items_and_codes() -> None:
    shop = pier()
    cart = shop.with_items(boat(2, item="a"), add("stage", slot="friday", adult=1))
    shop.office.apply_promocode(cart, GUEST, "EARLY")

    view = shop.office.empty(cart, GUEST)

    assert (view.cart.items, view.cart.codes, view.quote) == ((), (), None)
    assert view.cart.state is CartState.OPEN
    assert shop.drawn("pool:boat-noon", "uses:early", "spot:stage/friday/Floor/A/1") == [0, 0, 0]
    shop.update(cart, boat(10))


def test_a_cancelled_cart_gives_everything_back_and_says_why() -> None:
    shop = pier()
    cart = shop.with_items(boat(2), add("stage", slot="friday", adult=1))
    shop.office.apply_promocode(cart, GUEST, "EARLY")

    shop.office.cancel(cart, GUEST, reason="rain")

    read = shop.read(cart)
    assert (read.cart.state, read.cart.cancellation_reason) == (CartState.CANCELLED, "rain")
    assert (read.cart.items, read.quote) == ((), None)
    assert shop.drawn("pool:boat-noon", "uses:early", "spot:stage/friday/Floor/A/1") == [0, 0, 0]


@pytest.mark.parametrize(
    "command",
    [
        "apply_promocode",
        "begin_payment",
        "cancel",
        "change_details",
        "empty",
        "remove_promocode",
        "renew",
        "update",
    ],
)
def test_a_cancelled_cart_takes_no_command_any_more(command: str) -> None:
    shop = pier()
    cart = shop.with_items(boat(2))
    shop.office.cancel(cart, GUEST)
    more: dict[str, tuple[object, ...]] = {
        "apply_promocode": ("EARLY",),
        "change_details": (DetailChanges.replacing(DETAILS),),
        "remove_promocode": ("EARLY",),
        "update": (boat(1),),
    }

    found = shop.refused(
        lambda: getattr(shop.office, command)(cart, GUEST, *more.get(command, ()))
    )

    assert found == (CartCancelled(cart=cart),)


def test_an_expired_cart_can_still_be_cancelled() -> None:
    shop = pier()
    cart = shop.with_items(boat(2))
    shop.pass_minutes(20)

    shop.office.cancel(cart, GUEST, reason="too late")

    assert shop.read(cart).cart.state is CartState.CANCELLED


def test_an_empty_cart_can_be_cancelled() -> None:
    shop = pier()
    cart = shop.opened()

    shop.office.cancel(cart, GUEST)

    assert shop.read(cart).cart.state is CartState.CANCELLED


def test_each_committed_command_raises_the_version_by_one() -> None:
    shop = pier()
    cart = shop.opened()
    office = shop.office

    versions = [
        shop.update(cart, boat(1, item="a")).cart.version,
        office.apply_promocode(cart, GUEST, "EARLY").cart.version,
        office.remove_promocode(cart, GUEST, "EARLY").cart.version,
        office.change_details(cart, GUEST, DetailChanges.replacing(DETAILS)).cart.version,
        office.renew(cart, GUEST).cart.version,
        office.begin_payment(cart, GUEST).cart.version,
        office.empty(cart, GUEST).cart.version,
        office.cancel(cart, GUEST).cart.version,
    ]

    assert versions == [2, 3, 4, 5, 6, 7, 8, 9]


def test_reading_raises_no_version() -> None:
    shop = pier()
    cart = shop.with_items(boat(1))

    assert shop.read(cart) == shop.read(cart)
    assert shop.read(cart).cart.version == 2


def test_codes_are_kept_in_the_order_of_entry() -> None:
    shop = pier()
    cart = shop.with_items(boat(2), customer="ada")
    for code in ("PURSE", "EARLY", "ONCE"):
        shop.office.apply_promocode(cart, GUEST, code)

    shop.office.remove_promocode(cart, GUEST, "EARLY")

    assert shop.read(cart).cart.codes == (Promocode("PURSE"), Promocode("ONCE"))
