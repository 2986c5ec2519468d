"""Codes and limited promotions: what applies is kept and held, and two carts compete for it."""

import pytest
from tests.unit.cart.pier import (
    GUEST,
    Pier,
    add,
    amend,
    boat,
    codes,
    pier,
    remove,
    tariff,
)
from tests.unit.cart.world import CODES, HOUSE, PRICES

from counterfoil.domain.cart.pricing import uses_of_customer
from counterfoil.domain.references import CartId, CustomerKey, Promocode, PromotionId
from counterfoil.domain.refusals import InvalidPromocode, PromocodeReason, TooManyCodes


def reason(shop: Pier, cart: CartId, code: str) -> PromocodeReason:
    """Say why a code is refused, and see that nothing changed."""
    (found,) = shop.refused(lambda: shop.office.apply_promocode(cart, GUEST, code))
    assert isinstance(found, InvalidPromocode)
    assert found.promocode == code
    return found.reason


def total(shop: Pier, cart: CartId) -> int:
    """Read what a cart costs."""
    quote = shop.read(cart).quote
    assert quote is not None
    return quote.total


def test_a_code_that_applies_lowers_the_price_and_takes_a_use() -> None:
    shop = pier()
    cart = shop.with_items(boat(2))

    view = shop.office.apply_promocode(cart, GUEST, "EARLY")

    assert view.cart.codes == (Promocode("EARLY"),)
    assert total(shop, cart) == 1800
    assert shop.drawn("uses:early") == [1]


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("NOPE", PromocodeReason.UNKNOWN),
        ("LATER", PromocodeReason.NOT_YET_VALID),
        ("ONCE", PromocodeReason.NEEDS_CUSTOMER),
        ("TEN", PromocodeReason.MINIMUM_NOT_REACHED),
    ],
)
def test_a_code_that_does_not_apply_is_refused_and_not_kept(
    code: str, why: PromocodeReason
) -> None:
    shop = pier()
    cart = shop.with_items(boat(2))

    assert reason(shop, cart, code) is why


def test_a_code_of_other_products_is_refused() -> None:
    shop = pier()

    found = reason(shop, shop.with_items(add("pass", adult=1)), "EARLY")

    assert found is PromocodeReason.NOT_APPLICABLE


def test_a_code_is_valid_until_its_window_ends() -> None:
    shop = pier()
    carts = [shop.with_items(boat(1)) for _ in range(2)]
    shop.pass_minutes(19)
    for cart in carts:
        shop.office.renew(cart, GUEST)
    for _ in range(2):
        shop.pass_minutes(19)
        for cart in carts:
            shop.office.renew(cart, GUEST)
    shop.pass_minutes(2)
    shop.office.apply_promocode(carts[0], GUEST, "EARLY")
    shop.pass_minutes(1)

    found = shop.refused(lambda: shop.office.apply_promocode(carts[1], GUEST, "EARLY"))

    assert codes(found) == ["cart_expired"]
    late = shop.with_items(boat(1))
    assert reason(shop, late, "EARLY") is PromocodeReason.EXPIRED


def test_a_code_is_entered_once() -> None:
    shop = pier()
    cart = shop.with_items(boat(2))
    shop.office.apply_promocode(cart, GUEST, "EARLY")

    assert reason(shop, cart, "EARLY") is PromocodeReason.ALREADY_APPLIED


def test_a_cart_has_at_most_as_many_codes_as_the_tariff_says() -> None:
    shop = pier()
    cart = shop.with_items(boat(3), customer="ada")
    for code in ("EARLY", "ONCE", "PURSE"):
        shop.office.apply_promocode(cart, GUEST, code)

    found = shop.refused(lambda: shop.office.apply_promocode(cart, GUEST, "STRICT"))

    assert found == (TooManyCodes(count=4, most=3),)


def test_a_code_that_nobody_knows_is_refused_on_an_empty_cart() -> None:
    shop = pier()

    assert reason(shop, shop.opened(), "NOPE") is PromocodeReason.UNKNOWN


def test_a_code_that_is_taken_back_gives_its_use_back() -> None:
    shop = pier()
    cart = shop.with_items(boat(2))
    shop.office.apply_promocode(cart, GUEST, "EARLY")

    view = shop.office.remove_promocode(cart, GUEST, "EARLY")

    assert view.cart.codes == ()
    assert total(shop, cart) == 2000
    assert shop.drawn("uses:early") == [0]


def test_a_code_that_was_not_entered_cannot_be_taken_back() -> None:
    shop = pier()
    cart = shop.with_items(boat(2))

    (none,) = shop.refused(lambda: shop.office.remove_promocode(cart, GUEST, "EARLY"))
    shop.office.apply_promocode(cart, GUEST, "PURSE")
    (another,) = shop.refused(lambda: shop.office.remove_promocode(cart, GUEST, "EARLY"))

    assert isinstance(none, InvalidPromocode)
    assert none.promocode == "EARLY"
    assert none.message == "promocode 'EARLY': unknown, allowed: none: the cart has no codes"
    assert another.message == "promocode 'EARLY': unknown, allowed: PURSE"


# --- uses ---------------------------------------------------------------------------------------


def test_the_third_of_two_uses_is_refused_until_one_is_free() -> None:
    """H3: granted never exceeds the limit, and what is free goes to one who asks."""
    shop = pier()
    first, second, third = (shop.with_items(boat(1)) for _ in range(3))
    shop.office.apply_promocode(first, GUEST, "EARLY")
    shop.office.apply_promocode(second, GUEST, "EARLY")

    refused = reason(shop, third, "EARLY")
    shop.office.cancel(first, GUEST)
    shop.office.apply_promocode(third, GUEST, "EARLY")

    assert refused is PromocodeReason.USED_UP
    assert shop.drawn("uses:early") == [2]


def test_a_use_comes_back_when_its_cart_lapses() -> None:
    shop = pier()
    for _ in range(2):
        shop.office.apply_promocode(shop.with_items(boat(1)), GUEST, "EARLY")
    shop.pass_minutes(20)
    cart = shop.with_items(boat(1))

    shop.office.apply_promocode(cart, GUEST, "EARLY")

    assert shop.drawn("uses:early") == [1]


def test_a_use_is_held_as_long_as_the_last_item_that_carries_it() -> None:
    shop = pier()
    cart = shop.with_items(boat(1, item="a"), add("lounge", slot="noon", item="b", adult=1))
    shop.office.apply_promocode(cart, GUEST, "EARLY")
    shop.pass_minutes(10)
    after_the_lounge = shop.drawn("uses:early")
    shop.pass_minutes(10)

    assert (after_the_lounge, shop.drawn("uses:early")) == ([1], [0])


def test_a_use_comes_back_with_the_item_that_carried_it() -> None:
    shop = pier()
    cart = shop.with_items(boat(1, item="a"), add("pass", item="p", adult=1))
    shop.office.apply_promocode(cart, GUEST, "EARLY")

    view = shop.update(cart, remove("a"))

    assert view.cart.codes == (Promocode("EARLY"),)
    assert shop.drawn("uses:early") == [0]


def test_a_customer_has_one_use_over_all_carts() -> None:
    shop = pier()
    first, second = (shop.with_items(boat(1), customer="ada") for _ in range(2))
    other = shop.with_items(boat(1), customer="bo")
    shop.office.apply_promocode(first, GUEST, "ONCE")
    shop.office.apply_promocode(other, GUEST, "ONCE")

    assert reason(shop, second, "ONCE") is PromocodeReason.USED_UP
    once = PromotionId("once")
    uses = [uses_of_customer(once, CustomerKey(name)) for name in ("ada", "bo")]
    assert shop.drawn(*uses) == [1, 1]


def test_an_automatic_promotion_that_ran_out_is_not_applied_and_refuses_nothing() -> None:
    shop = pier(PRICES, CODES, HOUSE)

    carts = [shop.with_items(boat(1)) for _ in range(3)]

    assert [total(shop, cart) for cart in carts] == [900, 900, 1000]
    assert shop.drawn("uses:house") == [2]


LANE = "[[lane]]\nnumber = 1\n"


@pytest.mark.parametrize("later", ["", LANE + HOUSE.replace("uses = 2", "uses = 1")])
def test_a_limit_that_a_reload_lowered_refuses_nothing(later: str) -> None:
    shop = pier(PRICES, LANE, HOUSE)
    shop.with_items(boat(1))
    cart = shop.opened()
    shop.system.load(shop.system.world().catalogue, tariff(PRICES, later))

    view = shop.update(cart, boat(1))

    assert view.quote is not None
    assert view.quote.total == 1000


@pytest.mark.parametrize("uses", ["limits = { uses = 2 }", ""])
def test_a_limit_that_a_reload_raised_lets_others_have_it(uses: str) -> None:
    """H3: if one use is free and someone asks, someone gets it, by whatever tariff they buy."""
    shop = pier(PRICES, LANE, HOUSE.replace("uses = 2", "uses = 1"))
    shop.with_items(boat(1))
    cart = shop.opened()
    house = HOUSE.replace("limits = { uses = 2 }", uses)
    shop.system.load(shop.system.world().catalogue, tariff(PRICES, LANE, house))

    shop.update(cart, boat(1))

    assert total(shop, cart) == 900
    assert shop.drawn("uses:house") == [2]


# --- budgets ------------------------------------------------------------------------------------


def test_a_budget_is_given_in_part_where_that_is_allowed() -> None:
    """Law H3 on money: 10.00 at 3.00 a ticket."""
    shop = pier()
    first, second = shop.with_items(boat(2)), shop.with_items(boat(2))

    shop.office.apply_promocode(first, GUEST, "PURSE")
    shop.office.apply_promocode(second, GUEST, "PURSE")

    assert [total(shop, first), total(shop, second)] == [1400, 1600]
    assert shop.drawn("budget:purse") == [1000]
    third = shop.with_items(boat(1))
    assert reason(shop, third, "PURSE") is PromocodeReason.BUDGET_EXHAUSTED


def test_a_budget_is_not_given_in_part_where_that_is_refused() -> None:
    shop = pier()
    first, second = shop.with_items(boat(2)), shop.with_items(boat(2))
    shop.office.apply_promocode(first, GUEST, "STRICT")

    refused = reason(shop, second, "STRICT")
    shop.update(second, *(amend(item.id, adult=1) for item in shop.read(second).cart.items))
    shop.office.apply_promocode(second, GUEST, "STRICT")

    assert refused is PromocodeReason.BUDGET_EXHAUSTED
    assert shop.drawn("budget:strict") == [900]


def test_each_item_holds_its_share_of_a_budget_as_long_as_it_is_held() -> None:
    shop = pier()
    cart = shop.with_items(boat(1, item="a"), add("lounge", slot="noon", item="b", adult=2))
    shop.office.apply_promocode(cart, GUEST, "PURSE")
    all_three = shop.drawn("budget:purse")
    shop.pass_minutes(10)

    assert (all_three, shop.drawn("budget:purse")) == ([900], [300])
    assert total(shop, cart) == 700


def test_a_budget_that_came_back_is_there_for_others() -> None:
    shop = pier()
    cart = shop.with_items(boat(3, item="a"))
    shop.office.apply_promocode(cart, GUEST, "PURSE")
    shop.update(cart, amend("a", adult=1))

    other = shop.with_items(boat(2))
    shop.office.apply_promocode(other, GUEST, "PURSE")

    assert shop.drawn("budget:purse") == [900]
    assert total(shop, other) == 1400


def test_a_budget_is_shared_out_anew_when_items_come_and_go() -> None:
    """The purse has ten euros, three for each place: what the cart has it need not draw."""
    shop = pier()
    cart = shop.with_items(boat(4, item="a"))
    shop.office.apply_promocode(cart, GUEST, "PURSE")

    both = shop.update(cart, boat(4, item="b"))
    together = total(shop, cart)
    shop.update(cart, remove("a"))

    assert [draw.quantity for use in both.cart.uses for draw in use.draws] == [500, 500]
    assert (together, total(shop, cart)) == (7000, 3000)
    assert shop.drawn("budget:purse") == [1000]
    shop.pass_minutes(20)
    assert shop.drawn("budget:purse") == [0]


def test_limits_that_are_counted_elsewhere_are_not_held() -> None:
    told = PRICES.replace("codes_max = 3\n", 'codes_max = 3\nlimits = "advisory"\n')
    shop = pier(told, CODES)

    views = []
    for _ in range(3):
        cart = shop.with_items(boat(1))
        views.append(shop.office.apply_promocode(cart, GUEST, "EARLY"))

    assert [view.quote.total for view in views if view.quote is not None] == [900, 900, 900]
    assert shop.drawn("uses:early") == [0]
