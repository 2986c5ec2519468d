"""D8: what was shown stays while the hold lasts, whatever clock, fill or tariff do meanwhile."""

from collections.abc import Callable

import pytest
from tests.unit.cart.pier import (
    GUEST,
    Pier,
    add,
    amend,
    boat,
    catalogue,
    item_of,
    pier,
    tariff,
)
from tests.unit.cart.world import CATALOGUE, CODES, DEARER, FILLING, PRICES

from counterfoil.domain.cart.commands import AmendItem
from counterfoil.domain.cart.item import CartItem
from counterfoil.domain.references import CartId, ItemId
from counterfoil.ports.box_office import CartView

MEANWHILE: dict[str, Callable[[Pier], object]] = {
    "clock": lambda shop: shop.pass_minutes(9),
    "fill": lambda shop: shop.with_items(boat(8)),
    "tariff": lambda shop: shop.system.load(catalogue(), tariff(DEARER, CODES)),
    "codes": lambda shop: shop.system.load(catalogue(), tariff(PRICES)),
    "catalogue": lambda shop: shop.system.load(
        catalogue(CATALOGUE.replace("total = 10", "total = 1")), tariff(PRICES, FILLING, CODES)
    ),
}


def total(view: CartView) -> int:
    assert view.quote is not None
    return view.quote.total


def held(shop: Pier) -> CartId:
    """Hold two places under a code."""
    cart = shop.with_items(boat(2, item="a"))
    shop.office.apply_promocode(cart, GUEST, "EARLY")
    return cart


@pytest.mark.parametrize("what", MEANWHILE)
def test_the_total_that_was_shown_stays(what: str) -> None:
    shop = pier(PRICES, FILLING, CODES)
    cart = held(shop)
    shown = shop.read(cart)

    MEANWHILE[what](shop)

    assert total(shown) == 1800
    assert shop.read(cart) == shown


@pytest.mark.parametrize("what", sorted(MEANWHILE.keys() - {"codes"}))
def test_list_price_and_variations_stay_for_what_was_not_amended(what: str) -> None:
    shop = pier(PRICES, FILLING, CODES)
    cart = shop.with_items(boat(2, item="a"))

    MEANWHILE[what](shop)
    view = shop.update(cart, add("pass", item="p", adult=1))

    assert view.quote is not None
    assert view.quote.booking_totals[ItemId("a")] == 2000


def test_an_amended_item_is_priced_at_the_fill_of_now() -> None:
    shop = pier(PRICES, FILLING, CODES)
    cart = shop.with_items(boat(2, item="a"))
    shop.with_items(boat(5))

    view = shop.update(cart, amend("a", adult=3))

    assert total(view) == 3300


@pytest.mark.parametrize(("others", "unit"), [(4, 1000), (5, 1100)])
def test_the_fill_does_not_count_what_the_cart_holds_itself(others: int, unit: int) -> None:
    shop = pier(PRICES, FILLING)
    shop.with_items(boat(others))
    cart = shop.with_items(boat(4, item="a"))

    view = shop.update(cart, amend("a", adult=3))

    assert total(view) == 3 * unit


def test_an_amendment_that_asks_for_nothing_new_keeps_the_price() -> None:
    shop = pier(PRICES, FILLING)
    cart = shop.with_items(boat(2, item="a"))
    shop.with_items(boat(6))

    view = shop.update(cart, AmendItem(item=ItemId("a"), language="nl"))

    assert total(view) == 2000
    item: CartItem = item_of(view, "a")
    assert item.language == "nl"


def test_nor_does_it_make_a_price_fall() -> None:
    shop = pier(PRICES, FILLING)
    others = shop.with_items(boat(6))
    cart = shop.with_items(boat(2, item="a"))
    shop.office.cancel(others, GUEST)

    view = shop.update(cart, AmendItem(item=ItemId("a"), language="nl"))

    assert total(view) == 2200


def test_a_code_is_judged_at_each_command_and_not_by_reading() -> None:
    """Promotions, taxes and fees are computed at each command's instant."""
    shop = pier(PRICES, CODES)
    cart = held(shop)
    for _ in range(3):
        shop.pass_minutes(19)
        shop.office.renew(cart, GUEST)
    shop.office.begin_payment(cart, GUEST)
    shop.pass_minutes(4)

    read = shop.read(cart)
    touched = shop.office.renew(cart, GUEST)

    assert total(read) == 1800
    assert total(touched) == 2000
    assert shop.drawn("uses:early") == [0]


def test_a_use_that_is_held_stays_when_the_limit_is_lowered() -> None:
    shop = pier(PRICES, CODES)
    cart = held(shop)
    shop.system.load(catalogue(), tariff(PRICES, CODES.replace("uses = 2", "uses = 0")))

    view = shop.office.renew(cart, GUEST)

    assert total(view) == 1800
    assert shop.drawn("uses:early") == [1]


def test_a_pool_that_shrank_below_what_is_held_sells_nothing_and_takes_nothing_away() -> None:
    shop = pier()
    cart, other = shop.with_items(boat(4, item="a")), shop.opened()
    shop.system.load(
        catalogue(CATALOGUE.replace("total = 10", "total = 3")), tariff(PRICES, CODES)
    )

    (found,) = shop.refused(lambda: shop.update(other, boat(1)))
    shop.office.renew(cart, GUEST)
    view = shop.update(cart, amend("a", adult=2))

    assert found.code == "sold_out"
    assert item_of(view, "a").quantities == (("adult", 2),)
    assert shop.drawn("pool:boat-noon") == [2]
