"""How long items are held: renewed within a cap, extended once for payment, each on its own."""

from datetime import timedelta

import pytest
from tests.unit.cart.pier import (
    GUEST,
    INSTANT,
    START,
    Pier,
    add,
    amend,
    boat,
    codes,
    expiries,
    item_of,
    pier,
    remove,
)

from counterfoil.domain.cart.cart import READABLE_AFTER_EXPIRY
from counterfoil.domain.cart.commands import AmendItem
from counterfoil.domain.cart.details import DetailChanges
from counterfoil.domain.references import CartId, ItemId
from counterfoil.domain.refusals import CartExpired, NotFound

NOON, LOUNGE, DECK = "pool:boat-noon", "pool:lounge-noon", "pool:deck-noon"


def minutes(count: int) -> timedelta:
    return timedelta(minutes=count)


def three(shop: Pier) -> CartId:
    """Book the boat (renewed on touch), the lounge (never) and the terrace (on request)."""
    return shop.with_items(
        boat(1, item="boat"),
        add("lounge", slot="noon", item="lounge", adult=1),
        add("terrace", slot="noon", item="terrace", adult=1),
    )


def test_each_item_is_held_by_the_policy_of_its_product() -> None:
    shop = pier()

    view = shop.read(three(shop))

    assert expiries(view) == {
        "boat": minutes(20),
        "lounge": minutes(10),
        "terrace": minutes(15),
    }


@pytest.mark.parametrize(
    ("command", "renewed"),
    [
        ("touch", {"boat": 25, "lounge": 10, "terrace": 15}),
        ("renew", {"boat": 25, "lounge": 10, "terrace": 20}),
        ("pay", {"boat": 30, "lounge": 10, "terrace": 20}),
        ("add", {"boat": 25, "lounge": 10, "terrace": 15, "pass": 25}),
        ("remove", {"boat": 25, "terrace": 15}),
    ],
)
def test_what_renews_a_hold_after_five_minutes(command: str, renewed: dict[str, int]) -> None:
    shop = pier()
    cart = shop.read(three(shop)).cart.id
    shop.pass_minutes(5)
    details = DetailChanges.replacing(shop.read(cart).cart.details)

    view = {
        "touch": lambda: shop.office.change_details(cart, GUEST, details),
        "renew": lambda: shop.office.renew(cart, GUEST),
        "pay": lambda: shop.office.begin_payment(cart, GUEST),
        "add": lambda: shop.update(cart, add("pass", item="pass", adult=1)),
        "remove": lambda: shop.update(cart, remove("lounge")),
    }[command]()

    assert expiries(view) == {item: minutes(count) for item, count in renewed.items()}


def test_reading_renews_nothing() -> None:
    shop = pier()
    cart = shop.with_items(boat(1, item="a"))
    shop.pass_minutes(5)

    assert expiries(shop.read(cart)) == {"a": minutes(20)}


def test_renewals_end_at_the_cap() -> None:
    shop = pier()
    cart = shop.with_items(boat(1, item="a"))
    for _ in range(3):
        shop.pass_minutes(15)
        shop.office.renew(cart, GUEST)
    view = shop.read(cart)
    shop.pass_minutes(14)

    again = shop.office.renew(cart, GUEST)

    assert expiries(view) == {"a": minutes(60)}
    assert expiries(again) == {"a": minutes(60)}
    shop.pass_minutes(1)
    assert codes(shop.refused(lambda: shop.office.renew(cart, GUEST))) == ["cart_expired"]


def test_amending_again_and_again_does_not_outlive_the_cap() -> None:
    shop = pier()
    cart = shop.with_items(boat(1, item="a"))
    for count in (2, 3, 4):
        shop.pass_minutes(15)
        shop.update(cart, amend("a", adult=count))

    assert expiries(shop.read(cart)) == {"a": minutes(60)}


def test_an_amendment_does_not_renew_what_is_never_renewed() -> None:
    shop = pier()
    cart = shop.with_items(add("lounge", slot="noon", item="a", adult=1))
    shop.pass_minutes(5)

    view = shop.update(cart, amend("a", adult=3))

    assert expiries(view) == {"a": minutes(10)}


def test_an_item_that_replaces_one_of_its_id_is_held_no_longer_than_that() -> None:
    """Its place is the same, and nobody holds a place of the lounge for more than ten minutes."""
    shop = pier()
    cart = shop.with_items(add("lounge", slot="noon", item="a", adult=1))
    shop.pass_minutes(5)

    view = shop.update(cart, remove("a"), add("lounge", slot="noon", item="a", adult=1))

    assert expiries(view) == {"a": minutes(10)}


def test_payment_does_not_begin_for_nothing() -> None:
    shop = pier()
    cart = shop.opened()
    shop.office.begin_payment(cart, GUEST)
    shop.update(cart, boat(1, item="a"))

    view = shop.office.begin_payment(cart, GUEST)

    assert expiries(view) == {"a": minutes(30)}


def test_payment_extends_a_hold_once_and_beyond_its_cap() -> None:
    shop = pier()
    cart = shop.with_items(boat(1, item="a"))
    for _ in range(3):
        shop.pass_minutes(15)
        shop.office.renew(cart, GUEST)

    first = shop.office.begin_payment(cart, GUEST)
    second = shop.office.begin_payment(cart, GUEST)

    assert expiries(first) == expiries(second) == {"a": minutes(70)}
    assert first.cart.payment_began


def test_a_later_change_does_not_shorten_what_payment_extended() -> None:
    shop = pier()
    cart = shop.with_items(boat(1, item="a"))
    shop.office.begin_payment(cart, GUEST)

    view = shop.update(cart, amend("a", adult=2))

    assert expiries(view) == {"a": minutes(30)}


def test_what_is_drawn_is_held_as_long_as_its_item() -> None:
    shop = pier()
    cart = shop.with_items(boat(2, item="a"))
    shop.pass_minutes(15)
    shop.office.renew(cart, GUEST)
    shop.pass_minutes(19)
    before = shop.drawn(NOON)
    shop.pass_minutes(1)

    assert (before, shop.drawn(NOON)) == ([2], [0])


def test_an_item_lapses_exactly_at_its_expiry() -> None:
    shop = pier()
    cart = shop.with_items(boat(2, item="a"), add("lounge", slot="noon", item="b", adult=1))
    shop.clock.turn_to(START + minutes(10) - INSTANT)
    before = shop.read(cart)
    shop.clock.turn(INSTANT)
    after = shop.read(cart)

    assert [item.id for item in before.cart.items] == ["a", "b"]
    assert before.lapsed == ()
    assert [item.id for item in after.cart.items] == ["a"]
    assert [item.id for item in after.lapsed] == ["b"]
    assert shop.drawn(LOUNGE, DECK, NOON) == [0, 0, 2]


def test_a_single_lapse_prices_the_rest_as_a_removal_would() -> None:
    """What is left is what it would be had the item been removed at that instant."""
    lapsing, removing = pier(), pier()
    carts = [
        shop.with_items(boat(2, item="a"), add("lounge", slot="noon", item="b", adult=1))
        for shop in (lapsing, removing)
    ]
    for shop, cart in zip((lapsing, removing), carts, strict=True):
        shop.office.apply_promocode(cart, GUEST, "EARLY")
    lapsing.pass_minutes(10)
    removing.clock.turn_to(START + minutes(10) - INSTANT)
    removing.update(carts[1], remove("b"))

    lapsed, removed = lapsing.read(carts[0]).quote, removing.read(carts[1]).quote

    assert lapsed is not None
    assert removed is not None
    assert lapsed.rows() == removed.rows()
    assert lapsed.total == 1800


def test_a_lapse_is_tidied_up_by_the_next_command() -> None:
    shop = pier()
    cart = shop.with_items(boat(2, item="a"), add("lounge", slot="noon", item="b", adult=1))
    shop.pass_minutes(10)
    shown = shop.read(cart)

    view = shop.office.renew(cart, GUEST)

    assert shown.cart.version == 2
    assert (view.cart.version, view.lapsed) == (3, ())
    assert [item.id for item in view.cart.items] == ["a"]
    stored = shop.system.cart(cart)
    assert stored is not None
    assert [item.id for item in stored.items] == ["a"]


def test_a_lapsed_item_is_not_revived_by_an_amendment() -> None:
    shop = pier()
    cart = shop.with_items(boat(2, item="a"), add("lounge", slot="noon", item="b", adult=1))
    shop.pass_minutes(10)

    found = shop.refused(lambda: shop.update(cart, AmendItem(item=ItemId("b"), language="nl")))

    assert codes(found) == ["unknown_item"]


def test_the_id_of_a_lapsed_item_is_free_again() -> None:
    shop = pier()
    cart = shop.with_items(boat(2, item="a"), add("lounge", slot="noon", item="b", adult=1))
    shop.pass_minutes(10)

    view = shop.update(cart, boat(3, item="b"))

    assert item_of(view, "b").product == "boat"
    assert shop.drawn(NOON, LOUNGE) == [5, 0]


def test_a_cart_expires_with_its_last_item() -> None:
    shop = pier()
    cart = shop.with_items(boat(2, item="a"))
    shop.clock.turn_to(START + minutes(20) - INSTANT)
    shop.read(cart)
    shop.clock.turn(INSTANT)

    found = shop.refused(lambda: shop.update(cart, boat(1)))

    assert found == (CartExpired(cart=cart, expired_at=START + minutes(20)),)
    view = shop.read(cart)
    assert (view.cart.items, view.quote) == ((), None)
    assert [item.id for item in view.lapsed] == ["a"]


def test_an_expired_cart_is_readable_for_ten_days_and_then_not_found() -> None:
    shop = pier()
    cart = shop.with_items(boat(2, item="a"))
    gone = START + minutes(20) + READABLE_AFTER_EXPIRY
    shop.clock.turn_to(gone - INSTANT)
    shop.read(cart)
    shop.clock.turn(INSTANT)

    assert timedelta(days=10) == READABLE_AFTER_EXPIRY
    assert shop.refused(lambda: shop.read(cart)) == (NotFound(cart=cart),)
    assert shop.refused(lambda: shop.update(cart, boat(1))) == (NotFound(cart=cart),)
    assert shop.refused(lambda: shop.office.cancel(cart, GUEST)) == (NotFound(cart=cart),)


def test_the_ten_days_are_counted_from_the_last_hold_as_it_was_extended() -> None:
    shop = pier()
    cart = shop.with_items(boat(2, item="a"))
    shop.office.begin_payment(cart, GUEST)
    shop.clock.turn_to(START + minutes(20) + READABLE_AFTER_EXPIRY)

    assert [item.id for item in shop.read(cart).lapsed] == ["a"]


def test_no_answer_depends_on_who_looked_before() -> None:
    """H4: no read and no decision depends on whether a sweep has run."""
    looked, unseen = pier(), pier()
    answers = []
    for shop, looks in ((looked, True), (unseen, False)):
        cart = shop.with_items(boat(2, item="a"), add("lounge", slot="noon", item="b", adult=1))
        for _ in range(12):
            shop.pass_minutes(1)
            if looks:
                shop.drawn(NOON, LOUNGE, DECK)
                shop.read(cart)
        answers.append((shop.read(cart).cart, shop.update(cart, boat(1, item="c")).cart))

    assert answers[0] == answers[1]
