"""Slices of a pool, and pools that may be overbooked, as a cart meets them."""

from datetime import timedelta

import pytest
from tests.unit.cart.pier import (
    CASHIER,
    GUEST,
    Pier,
    add,
    amend,
    boat,
    catalogue,
    item_of,
    key,
    pier,
    remove,
    tariff,
)
from tests.unit.cart.world import CATALOGUE, CODES, PRICES, SLICED

from counterfoil.domain.cart.cart import Privilege
from counterfoil.domain.cart.commands import AmendItem
from counterfoil.domain.references import AllocationId, CartId, ItemId, ResourceId, SlotId
from counterfoil.domain.refusals import SoldOut
from counterfoil.domain.stock import GENERAL, Overbooked

NOON, DUSK = "pool:boat-noon", "pool:boat-dusk"
DECK, LOUNGE = "pool:deck-noon", "pool:lounge-noon"


@pytest.fixture
def shop() -> Pier:
    return pier(sells=SLICED)


def short(resource: str, *, under: str = "", asked: int, left: int) -> SoldOut:
    return SoldOut(
        resource=ResourceId(resource), allocation=AllocationId(under), asked=asked, left=left
    )


def beyond(resource: str, quantity: int, *, under: str = "") -> Overbooked:
    return Overbooked(
        resource=ResourceId(resource), allocation=AllocationId(under), quantity=quantity
    )


def name_of(shop: Pier, cart: CartId, item: str = "a") -> str:
    """Name the allocation that the only draw of an item is drawn under."""
    (draw,) = item_of(shop.read(cart), item).draws
    return draw.allocation


# --- who draws from which -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("buyer", "name"),
    [
        ({}, ""),
        ({"channel": "phone"}, ""),
        ({"channel": "desk"}, "desk"),
        ({"distributor": "agent"}, "agent"),
        ({"partner": "agent"}, "agent"),
        ({"distributor": "agent", "partner": "web", "channel": "desk"}, "agent"),
        ({"distributor": "nobody", "partner": "web", "channel": "desk"}, "web"),
        ({"distributor": "nobody", "partner": "no one", "channel": "desk"}, "desk"),
    ],
)
def test_a_cart_draws_under_the_first_name_of_its_buyer_that_has_a_slice(
    shop: Pier, buyer: dict[str, str], name: str
) -> None:
    cart = shop.with_items(boat(1, item="a"), **buyer)

    assert name_of(shop, cart) == name
    assert shop.drawn_under(NOON) == {
        slice_: int(slice_ == name) for slice_ in ("agent", "desk", "web")
    }


def test_each_pool_of_an_item_is_drawn_from_under_a_name_of_its_own(shop: Pier) -> None:
    cart = shop.with_items(add("lounge", slot="noon", item="a", adult=2), channel="desk")

    draws = item_of(shop.read(cart), "a").draws

    assert {draw.resource: draw.allocation for draw in draws} == {DECK: "desk", LOUNGE: GENERAL}


# --- what is left under a name ------------------------------------------------------------------


@pytest.mark.parametrize(("buyer", "left"), [("desk", 3), ("agent", 2)])
def test_a_slice_is_there_for_its_channel_and_for_nobody_else(
    shop: Pier, buyer: str, left: int
) -> None:
    """Four of ten are in general sale; two, three and one are set aside."""
    others = shop.with_items(boat(4))
    cart = shop.opened(channel=buyer)

    in_general = shop.refused(lambda: shop.update(others, boat(1)))
    from_slice = shop.refused(lambda: shop.update(cart, boat(left + 1)))

    assert in_general == (short(NOON, asked=1, left=0),)
    assert from_slice == (short(NOON, under=buyer, asked=left + 1, left=left),)
    shop.update(cart, boat(left))


def test_a_slice_that_may_not_overflow_ends_while_others_find_room(shop: Pier) -> None:
    cart = shop.opened(channel="desk")

    found = shop.refused(lambda: shop.update(cart, boat(4)))

    assert found == (short(NOON, under="desk", asked=4, left=3),)
    assert found[0].message == "pool:boat-noon: 4 asked for under 'desk', allowed: at most 3"
    shop.with_items(boat(4))


def test_a_slice_that_may_overflow_draws_on_and_leaves_the_others_theirs(shop: Pier) -> None:
    cart = shop.opened(channel="web")

    found = shop.refused(lambda: shop.update(cart, boat(6)))

    assert found == (short(NOON, under="web", asked=6, left=5),)
    shop.update(cart, boat(5))
    general = shop.opened()
    assert shop.refused(lambda: shop.update(general, boat(1))) == (short(NOON, asked=1, left=0),)
    shop.with_items(boat(3), channel="desk")
    shop.with_items(boat(2), channel="agent")


def test_lines_are_summed_under_their_name(shop: Pier) -> None:
    cart = shop.opened(channel="desk")

    found = shop.refused(lambda: shop.update(cart, boat(2), boat(2)))

    assert found == (short(NOON, under="desk", asked=4, left=3),)


# --- what comes back ----------------------------------------------------------------------------


def test_what_comes_back_comes_back_to_its_slice(shop: Pier) -> None:
    """H5: by amendment, removal, lapse and cancellation."""
    cart = shop.with_items(boat(3, item="a"), channel="desk")
    counted = []

    shop.update(cart, amend("a", adult=2))
    counted.append(shop.drawn_under(NOON)["desk"])
    shop.update(cart, remove("a"), boat(1, item="b"))
    counted.append(shop.drawn_under(NOON)["desk"])
    shop.pass_minutes(20)
    counted.append(shop.drawn_under(NOON)["desk"])
    again = shop.with_items(boat(3), channel="desk")
    counted.append(shop.drawn_under(NOON)["desk"])
    shop.office.cancel(again, GUEST)
    counted.append(shop.drawn_under(NOON)["desk"])

    assert counted == [2, 1, 0, 3, 0]


def test_only_the_difference_is_drawn_from_the_slice(shop: Pier) -> None:
    cart = shop.with_items(boat(2, item="a"), channel="desk")

    shop.update(cart, amend("a", adult=3))

    assert shop.drawn_under(NOON)["desk"] == 3
    found = shop.refused(lambda: shop.update(cart, amend("a", adult=4)))
    assert found == (short(NOON, under="desk", asked=1, left=0),)


def test_an_item_that_moves_draws_where_it_goes_by_the_same_rule(shop: Pier) -> None:
    cart = shop.with_items(boat(1, slot="dusk", item="a"), channel="desk")

    shop.update(cart, AmendItem(item=ItemId("a"), slot=SlotId("noon")))

    assert name_of(shop, cart) == "desk"
    assert (shop.drawn(DUSK), shop.drawn_under(NOON)["desk"]) == ([0], 1)


@pytest.mark.parametrize(("first", "second"), [(CATALOGUE, SLICED), (SLICED, CATALOGUE)])
def test_an_item_keeps_its_name_when_the_slices_change(first: str, second: str) -> None:
    """Else it would take under one name and give back under another."""
    shop = pier(sells=first)
    cart = shop.with_items(boat(2, item="a"), channel="desk")
    name = name_of(shop, cart)
    shop.system.load(catalogue(second), tariff(PRICES, CODES))

    shop.update(cart, amend("a", adult=3))
    shop.update(cart, amend("a", adult=1))

    assert name_of(shop, cart) == name == ("desk" if first == SLICED else "")
    assert shop.drawn(NOON) == [1]
    shop.system.load(catalogue(SLICED), tariff(PRICES, CODES))
    assert shop.drawn_under(NOON)["desk"] == int(name == "desk")


def test_a_new_item_of_an_old_cart_draws_from_the_slices_of_today() -> None:
    shop = pier()
    cart = shop.with_items(boat(2, item="a"), channel="desk")
    shop.system.load(catalogue(SLICED), tariff(PRICES, CODES))

    shop.update(cart, boat(1, item="b"))

    assert (name_of(shop, cart), name_of(shop, cart, "b")) == ("", "desk")


# --- overbooking --------------------------------------------------------------------------------


def test_a_privileged_cart_overbooks_a_pool_that_allows_it_and_that_is_recorded(
    shop: Pier,
) -> None:
    shop.with_items(boat(3, slot="dusk"))
    cart = shop.privileged(Privilege.IGNORE_LIMITS)

    view = shop.update(cart, boat(3, slot="dusk"))

    assert view.overbooked == (beyond(DUSK, 2),)
    assert shop.drawn(DUSK) == [6]
    told = [record.overbooked for record in shop.system.records()]
    assert told == [(), (), (), (beyond(DUSK, 2),)]
    assert (shop.read(cart).overbooked, shop.read(cart).cart) == ((), view.cart)


def test_a_privileged_cart_that_finds_room_overbooks_nothing(shop: Pier) -> None:
    cart = shop.privileged(Privilege.IGNORE_LIMITS)

    view = shop.update(cart, boat(4, slot="dusk"))

    assert view.overbooked == ()


def test_a_pool_that_does_not_allow_it_is_not_overbooked(shop: Pier) -> None:
    cart = shop.privileged(Privilege.IGNORE_LIMITS)

    found = shop.refused(lambda: shop.update(cart, boat(5)))

    assert found == (short(NOON, asked=5, left=4),)


@pytest.mark.parametrize("privileges", [[], [Privilege.ALLOW_HIDDEN]])
def test_a_cart_that_may_not_ignore_limits_does_not_overbook(
    shop: Pier, privileges: list[Privilege]
) -> None:
    cart = shop.privileged(*privileges)

    found = shop.refused(lambda: shop.update(cart, boat(5, slot="dusk")))

    assert found == (short(DUSK, asked=5, left=4),)


def test_of_two_pools_of_an_item_each_decides_for_itself(shop: Pier) -> None:
    """The deck may be overbooked, the lounge may not: eight of it there are."""
    shop.with_items(add("terrace", slot="noon", adult=8))
    cart = shop.privileged(Privilege.IGNORE_LIMITS)

    found = shop.refused(lambda: shop.update(cart, add("lounge", slot="noon", adult=9)))
    view = shop.update(cart, add("lounge", slot="noon", adult=8))

    assert found == (short(LOUNGE, asked=9, left=8),)
    assert view.overbooked == (beyond(DECK, 8),)


def test_going_into_the_slice_of_others_is_overbooking_and_is_recorded(shop: Pier) -> None:
    cart = shop.privileged(Privilege.IGNORE_LIMITS)

    view = shop.update(cart, add("terrace", slot="noon", adult=10))

    assert view.overbooked == (beyond(DECK, 2),)
    assert shop.drawn(DECK) == [10]


def test_overbooking_is_recorded_under_the_name_that_it_was_drawn_under(shop: Pier) -> None:
    shop.with_items(add("terrace", slot="noon", adult=8))
    cart = shop.privileged(Privilege.IGNORE_LIMITS, channel="desk")

    view = shop.update(cart, add("terrace", slot="noon", adult=5))

    assert view.overbooked == (beyond(DECK, 1, under="desk"),)


def test_uses_of_a_code_are_never_overbooked(shop: Pier) -> None:
    for _ in range(2):
        taken = shop.with_items(boat(1))
        shop.office.apply_promocode(taken, GUEST, "EARLY")
    cart = shop.privileged(Privilege.IGNORE_LIMITS)
    shop.update(cart, boat(1, slot="dusk"))

    found = shop.refused(lambda: shop.office.apply_promocode(cart, CASHIER, "EARLY"))

    assert found[0].code == "invalid_promocode"
    assert shop.drawn("uses:early") == [2]


def test_a_repeated_command_tells_again_what_it_overbooked(shop: Pier) -> None:
    cart = shop.privileged(Privilege.IGNORE_LIMITS)
    items = boat(5, slot="dusk", item="a")
    first = shop.office.update(cart, CASHIER, items, key=key("k"))

    again = shop.office.update(cart, CASHIER, items, key=key("k"))

    assert (again.replayed, again.cart) == (True, first.cart)
    assert again.overbooked == (beyond(DUSK, 1),)
    assert shop.drawn(DUSK) == [5]


def test_what_was_overbooked_comes_back_like_anything_else(shop: Pier) -> None:
    cart = shop.privileged(Privilege.IGNORE_LIMITS)
    shop.update(cart, boat(6, slot="dusk", item="a"))

    less = shop.update(cart, amend("a", adult=5))
    shop.clock.turn(timedelta(hours=2))

    assert less.overbooked == ()
    assert shop.drawn(DUSK) == [0]
    shop.with_items(boat(4, slot="dusk"))


def test_a_pool_may_be_overbooked_as_it_is_today(shop: Pier) -> None:
    cart = shop.privileged(Privilege.IGNORE_LIMITS)
    shop.system.load(catalogue(), tariff(PRICES, CODES))

    found = shop.refused(lambda: shop.update(cart, boat(5, slot="dusk")))

    assert found == (short(DUSK, asked=5, left=4),)
