"""Add-ons: listed with their main booking, and what becomes of them when it goes."""

from datetime import timedelta

import pytest
from attrs import evolve
from tests.unit.cart.pier import (
    START,
    Pier,
    add,
    amend,
    boat,
    codes,
    item_of,
    pier,
    remove,
)

from counterfoil.domain.cart.addons import AddOn, add_ons
from counterfoil.domain.cart.commands import AddItem, AmendItem
from counterfoil.domain.cart.item import Told
from counterfoil.domain.references import CartId, ItemId, OrderId, ProductId
from counterfoil.domain.refusals import HasAddOns, InvalidRelation
from counterfoil.domain.settings import AddOnsOnRemoval, Settings
from counterfoil.domain.statuses import BookingStatus
from counterfoil.ports.box_office import CartView

TAKING = Settings(add_ons=AddOnsOnRemoval.TAKE)


def drink(item: str, *, main: str | None = None) -> AddItem:
    """Ask for a drink with a main booking."""
    return evolve(add("drink", item=item, glass=1), main=None if main is None else ItemId(main))


def lounge(item: str) -> AddItem:
    """Ask for a place in the lounge."""
    return add("lounge", slot="noon", item=item, adult=1)


def listed(view: CartView) -> dict[str, list[str]]:
    """Name the add-ons of each main booking."""
    return {main: [one.item for one in found] for main, found in view.add_ons.items()}


def items(shop: Pier, cart: CartId) -> list[str]:
    """Name the items of a cart."""
    return [item.id for item in shop.read(cart).cart.items]


def test_a_main_booking_lists_its_add_ons() -> None:
    shop = pier()

    view = shop.update(
        shop.opened(), boat(1, item="a"), lounge("b"), drink("c", main="b"), drink("d")
    )

    assert listed(view) == {"a": ["d"], "b": ["c"]}
    assert view.add_ons[ItemId("a")] == (
        AddOn(item=ItemId("d"), order=None, status=BookingStatus.BOOKING_RESERVED),
    )


def test_an_add_on_goes_with_another_when_its_main_booking_lapses() -> None:
    shop = pier()
    cart = shop.with_items(boat(1, item="a"), lounge("b"), drink("c", main="b"))

    shop.pass_minutes(10)

    assert listed(shop.read(cart)) == {"a": ["c"]}


@pytest.mark.parametrize(
    ("told", "status"),
    [
        (Told.HELD, BookingStatus.BOOKING_RESERVED),
        (Told.RELEASED, BookingStatus.BOOKING_RESERVATION_CANCELLED),
        (Told.EXPIRED, BookingStatus.BOOKING_RESERVATION_EXPIRED),
    ],
)
def test_the_status_of_an_add_on_is_what_was_told_of_its_hold(
    told: Told, status: BookingStatus
) -> None:
    shop = pier()
    cart = shop.read(shop.with_items(boat(1, item="a"), drink("c"))).cart
    main, add_on = cart.items
    changed = evolve(cart, items=(main, evolve(add_on, told=told)))

    (found,) = add_ons(changed, catalogue=shop.system.world().catalogue)[ItemId("a")]

    assert found.status is status


def test_a_cart_without_add_ons_lists_none() -> None:
    shop = pier()

    assert listed(shop.update(shop.opened(), boat(1), boat(2))) == {}


# --- removing a main booking --------------------------------------------------------------------


def test_add_ons_are_refused_to_be_left_unless_the_settings_say_otherwise() -> None:
    shop = pier()
    cart = shop.with_items(boat(1, item="a"), drink("c"))

    (refusal,) = shop.refused(lambda: shop.update(cart, remove("a")))

    assert refusal == HasAddOns(item=ItemId("a"), add_ons=(ItemId("c"),))


def test_add_ons_are_taken_along_where_the_settings_say_so() -> None:
    shop = pier(settings=TAKING)
    cart = shop.with_items(boat(1, item="a"), drink("c"), add("pass", item="p", adult=1))

    view = shop.update(cart, remove("a"))

    assert [item.id for item in view.cart.items] == ["p"]
    assert view.difference is not None
    assert {moved.item for moved in view.difference.went} == {"a", "c"}


def test_an_amended_add_on_is_taken_along_as_well() -> None:
    shop = pier(settings=TAKING)
    cart = shop.with_items(boat(1, item="a"), drink("c"), add("pass", item="p", adult=1))

    shop.update(cart, amend("c", glass=3), remove("a"))

    assert items(shop, cart) == ["p"]


def test_an_add_on_stays_where_another_main_booking_is_left() -> None:
    shop = pier(settings=TAKING)
    cart = shop.with_items(boat(1, item="a"), lounge("b"), drink("c"))

    shop.update(cart, remove("a"))

    assert items(shop, cart) == ["b", "c"]


@pytest.mark.parametrize("settings", [Settings(), TAKING], ids=["refuse", "take"])
def test_an_add_on_stays_with_the_main_booking_that_comes_under_the_same_id(
    settings: Settings,
) -> None:
    shop = pier(settings=settings)
    cart = shop.with_items(boat(1, item="a"), drink("c", main="a"))

    shop.update(cart, remove("a"), boat(3, item="a"))

    assert items(shop, cart) == ["c", "a"]


def test_an_add_on_that_comes_while_its_main_booking_goes_is_refused_and_not_forgotten() -> None:
    shop = pier(settings=TAKING)
    cart = shop.with_items(boat(1, item="a"))

    refusals = shop.refused(lambda: shop.update(cart, remove("a"), drink("c")))

    assert codes(refusals) == ["main_missing"]


def test_a_main_booking_in_an_order_is_not_supported_yet() -> None:
    shop = pier()
    cart = shop.opened()
    asked = evolve(drink("c"), main_order=OrderId("o-1"))

    refusals = shop.refused(lambda: shop.update(cart, amend("z", adult=1), asked))

    assert codes(refusals) == ["unsupported", "unknown_item"]


# --- relations ----------------------------------------------------------------------------------


def test_the_product_that_led_here_is_kept() -> None:
    shop = pier()
    asked = evolve(boat(1, item="a"), relation=ProductId("all"))

    view = shop.update(shop.opened(), asked)

    assert item_of(view, "a").relation == "all"


@pytest.mark.parametrize(("product", "allowed"), [("boat", ("all",)), ("pass", ())])
def test_a_product_that_does_not_lead_here_is_refused(
    product: str, allowed: tuple[str, ...]
) -> None:
    shop = pier()
    cart = shop.opened()
    asked = evolve(
        boat(1, item="a") if product == "boat" else add("pass", item="a", adult=1),
        relation=ProductId("stage"),
    )

    (refusal,) = shop.refused(lambda: shop.update(cart, asked))

    assert isinstance(refusal, InvalidRelation)
    assert (refusal.relation, refusal.allowed) == ("stage", allowed)


# --- sending back -------------------------------------------------------------------------------


def test_every_item_can_be_sent_back_as_it_was_answered() -> None:
    shop = pier()
    cart = shop.with_items(
        boat(2, item="a"),
        add("stage", slot="friday", item="b", adult=2),
        evolve(drink("c", main="a"), language="nl"),
        add("pass", item="d", adult=1),
    )
    before = shop.read(cart)

    after = shop.update(cart, *(AmendItem.replacing(item) for item in before.cart.items))

    assert after.cart == evolve(before.cart, version=before.cart.version + 1)
    assert after.quote == before.quote


def test_an_item_that_stays_as_it_was_is_not_judged_by_the_sale_again() -> None:
    """From eleven the sale is over; what is held by then can be sent back, and get words."""
    shop = pier(at=START + timedelta(hours=1, minutes=50))
    cart = shop.with_items(add("charter", slot="soon", item="a", adult=1))
    shop.pass_minutes(15)

    view = shop.update(
        cart, evolve(AmendItem.replacing(shop.read(cart).cart.items[0]), language="nl")
    )

    assert item_of(view, "a").language == "nl"
    refusals = shop.refused(lambda: shop.update(cart, amend("a", adult=2)))
    assert codes(refusals) == ["sale_closed"]
