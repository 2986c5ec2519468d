"""One table for each command: of what is wrong at once, the first step in order is told (D2).

Every refusal of a table is made to apply; then one after the other is taken away from the front.
"""

from typing import get_args

import pytest
from attrs import evolve
from tests.unit.cart.pier import (
    GUEST,
    Pier,
    add,
    amend,
    boat,
    capture,
    codes,
    key,
    pier,
    remove,
)

from counterfoil.domain.cart.commands import AddItem, AmendItem, OpenCart, SettleExpiry
from counterfoil.domain.cart.deciding import decide
from counterfoil.domain.cart.details import DetailChanges
from counterfoil.domain.cart.facts import CartFacts
from counterfoil.domain.cart.item import PickupChoice
from counterfoil.domain.checkout_fields import CheckoutAnswer, CheckoutFieldId
from counterfoil.domain.references import CartId, ItemId, PickupPointId, SlotId
from counterfoil.domain.refusals import (
    AlreadyExists,
    BasketRefusal,
    BookingRefusal,
    CancellationRefusal,
    CartRefusal,
    DetailRefusal,
    OrderRefusal,
    Refusal,
)

ORDER = [refusal.code for refusal in get_args(CartRefusal)]
BASKET_ORDER = [refusal.code for refusal in get_args(BasketRefusal)]


def test_the_precedence_of_all_refusals_is_the_order_of_the_union() -> None:
    details = [refusal.code for refusal in get_args(DetailRefusal)]
    orders = [refusal.code for refusal in get_args(OrderRefusal)]
    bookings = [refusal.code for refusal in get_args(BookingRefusal | CancellationRefusal)]
    all_of_them = [*ORDER, *BASKET_ORDER, *details, *orders, *bookings]
    assert [refusal.code for refusal in get_args(Refusal)] == all_of_them
    assert ORDER == [
        "key_reused",
        "not_found",
        "already_exists",
        "cart_cancelled",
        "cart_expired",
        "version_conflict",
        "cart_paid",
        "not_expired",
        "invalid_payment",
        "nothing_asked",
        "unsupported",
        "unknown_item",
        "has_add_ons",
        "slot_required",
        "travel_date_required",
        "part_missing",
        "slot_closed",
        "sale_closed",
        "main_missing",
        "invalid_relation",
        "invalid_pickup",
        "invalid_ticket_code",
        "spot_taken",
        "ticket_code_taken",
        "invalid_promocode",
        "sold_out",
    ]


def used_key(shop: Pier) -> str:
    """Use up a key with another command."""
    shop.office.open_cart(GUEST, key=key("used"))
    return "used"


UPDATES = [
    "key_reused",
    "not_found",
    "cart_cancelled",
    "cart_expired",
    "version_conflict",
    "nothing_asked",
    "unknown_item",
    "unknown_slot",
    "slot_required",
    "spot_taken",
    "sold_out",
]


@pytest.mark.parametrize("first", UPDATES)
def test_update(first: str) -> None:
    """The table is wrong from *first* on; what comes before is right."""
    wrong = UPDATES[UPDATES.index(first) :]
    shop = pier()
    shop.with_items(boat(10))
    shop.with_items(add("stage", slot="friday", adult=8))
    cart = shop.with_items(boat(1, slot="dusk", item="a"))
    if "cart_cancelled" in wrong:
        shop.office.cancel(cart, GUEST)
    if "cart_expired" in wrong and first != "cart_cancelled":
        cart = shop.with_items(boat(1, slot="dusk", item="a"))
        shop.pass_minutes(20)
        shop.with_items(boat(10))
    if "not_found" in wrong and first in {"key_reused", "not_found"}:
        shop.pass_minutes(11 * 24 * 60)
    operations: list[AddItem | AmendItem] = []
    if "unknown_item" in wrong:
        operations.append(amend("z", adult=1))
    if "unknown_slot" in wrong:
        operations.append(boat(1, slot="midnight", item="u"))
    if "slot_required" in wrong:
        operations.append(boat(1, slot=None, item="s"))
    if "spot_taken" in wrong:
        operations.append(add("stage", slot="friday", item="t", adult=1))
    if "nothing_asked" in wrong:
        operations = []
    else:
        operations.append(boat(1, item="o"))
    name = used_key(shop) if first == "key_reused" else "fresh"

    found = shop.refused(
        lambda: shop.office.update(
            cart,
            GUEST,
            *operations,
            version=7 if "version_conflict" in wrong else None,
            key=key(name),
        )
    )

    assert found[0].code == first


def test_what_is_wrong_at_one_step_is_told_at_once_in_order() -> None:
    shop = pier()
    cart = shop.opened()
    pickup = PickupChoice(point=PickupPointId("pier"))

    found = shop.refused(
        lambda: shop.update(
            cart,
            evolve(add("pass", adult=1), pickup=pickup),
            add("drink", item="a", glass=1),
            add("charter", slot="later", item="b", adult=1),
            boat(1, slot="dawn", item="c"),
            add("museum", item="d", adult=1),
            boat(1, slot=None, item="e"),
        )
    )

    assert codes(found) == [
        "slot_required",
        "travel_date_required",
        "slot_closed",
        "sale_closed",
        "invalid_pickup",
    ]


def test_a_missing_main_booking_comes_after_the_sale() -> None:
    shop = pier()
    cart = shop.opened()

    found = shop.refused(
        lambda: shop.update(
            cart, add("drink", item="a", glass=1), add("museum", item="d", adult=1)
        )
    )

    assert codes(found) == ["travel_date_required", "main_missing"]


def test_unknown_items_and_add_ons_without_their_main_are_told_together() -> None:
    shop = pier()
    cart = shop.with_items(boat(1, item="b"), add("drink", item="a", glass=1))

    found = shop.refused(lambda: shop.update(cart, remove("b"), remove("z"), add("museum")))

    assert codes(found) == ["unknown_item", "has_add_ons"]


def test_of_an_open_cart_state_and_version_are_told_together() -> None:
    shop = pier()
    cart = shop.opened()
    shop.office.cancel(cart, GUEST)

    found = shop.refused(lambda: shop.office.update(cart, GUEST, boat(1), version=9))

    assert codes(found) == ["cart_cancelled", "version_conflict"]


CODE_COMMANDS = [
    "key_reused",
    "not_found",
    "cart_cancelled",
    "cart_expired",
    "invalid_promocode",
]


@pytest.mark.parametrize("first", CODE_COMMANDS)
@pytest.mark.parametrize("command", ["apply_promocode", "remove_promocode"])
def test_promocodes(command: str, first: str) -> None:
    shop = pier()
    cart = shop.with_items(boat(1))
    if first == "cart_cancelled":
        shop.office.cancel(cart, GUEST)
    if first in {"key_reused", "not_found", "cart_cancelled", "cart_expired"}:
        shop.pass_minutes(20)
    if first in {"key_reused", "not_found"}:
        shop.pass_minutes(11 * 24 * 60)
    name = used_key(shop) if first == "key_reused" else "fresh"

    found = shop.refused(lambda: getattr(shop.office, command)(cart, GUEST, "NOPE", key=key(name)))

    assert found[0].code == first


@pytest.mark.parametrize("first", ["key_reused", "not_found", "cart_cancelled", "cart_expired"])
@pytest.mark.parametrize("command", ["renew", "begin_payment", "empty", "cancel"])
def test_the_rest(command: str, first: str) -> None:
    if (command, first) == ("cancel", "cart_expired"):
        return
    shop = pier()
    cart = shop.with_items(boat(1))
    if first == "cart_cancelled":
        shop.office.cancel(cart, GUEST)
    shop.pass_minutes(20)
    if first in {"key_reused", "not_found"}:
        shop.pass_minutes(11 * 24 * 60)
    name = used_key(shop) if first == "key_reused" else "fresh"

    found = shop.refused(lambda: getattr(shop.office, command)(cart, GUEST, key=key(name)))

    assert codes(found) == [first]


PAYMENTS = [
    "key_reused",
    "not_found",
    "cart_cancelled",
    "invalid_payment",
]


@pytest.mark.parametrize("first", PAYMENTS)
def test_attach_payment(first: str) -> None:
    shop = pier()
    cart = shop.with_items(boat(1))
    if first == "cart_cancelled":
        shop.office.cancel(cart, GUEST)
    if first != "invalid_payment":
        shop.pass_minutes(20)
    if first in {"key_reused", "not_found"}:
        shop.pass_minutes(11 * 24 * 60)
    name = used_key(shop) if first == "key_reused" else "fresh"

    found = shop.refused(
        lambda: shop.office.attach_payment(cart, GUEST, capture(1001), key=key(name))
    )

    assert codes(found) == [first]


DETAIL_CHANGES = [
    "key_reused",
    "not_found",
    "cart_cancelled",
    "cart_expired",
    "cart_paid",
    "invalid_detail",
    "unknown_checkout_field",
]


@pytest.mark.parametrize("first", DETAIL_CHANGES)
def test_change_details(first: str) -> None:
    """Of a paid cart everything is wrong at once; what comes before is taken away."""
    wrong = DETAIL_CHANGES[DETAIL_CHANGES.index(first) :]
    shop = pier()
    cart = shop.with_items(boat(1))
    if "cart_paid" in wrong:
        shop.office.attach_payment(cart, GUEST, capture(1000))
    if first == "cart_cancelled":
        shop.office.cancel(cart, GUEST)
    if "cart_expired" in wrong:
        shop.pass_minutes(30)
    if first in {"key_reused", "not_found"}:
        shop.pass_minutes(11 * 24 * 60)
    if first == "not_found":
        cart = CartId("nobody")  # one that was paid is there until its expiry is settled
    changes = DetailChanges(
        answers=(CheckoutAnswer(field=CheckoutFieldId("size"), values=("1",)),),
        language="dutch" if "invalid_detail" in wrong else "nl",
    )
    name = used_key(shop) if first == "key_reused" else "fresh"

    found = shop.refused(lambda: shop.office.change_details(cart, GUEST, changes, key=key(name)))

    assert found[0].code == first


@pytest.mark.parametrize("first", ["key_reused", "not_found", "not_expired"])
def test_settle_expiry(first: str) -> None:
    """It looks at nothing but the expiry: a cart that nobody can read any more is settled too."""
    shop = pier()
    cart = shop.with_items(boat(1))
    shop.office.attach_payment(cart, GUEST, capture(1000))
    shop.office.cancel(cart, GUEST)
    if first != "not_expired":
        cart = CartId("nobody")
    name = used_key(shop) if first == "key_reused" else "fresh"
    command = SettleExpiry(key=key(name), actor=GUEST, cart=cart)

    assert codes(shop.refused(lambda: shop.office.execute(command))) == [first]


def test_what_is_wrong_with_the_actor_comes_before_the_cart() -> None:
    shop = pier()
    nobody = evolve(GUEST, email="ada")

    found = shop.refused(lambda: shop.office.renew(CartId("nobody"), nobody))

    assert codes(found) == ["invalid_detail"]


def test_an_expired_cart_that_was_paid_says_both() -> None:
    shop = pier()
    cart = shop.with_items(boat(1))
    shop.office.attach_payment(cart, GUEST, capture(1000))
    shop.pass_minutes(30)

    found = shop.refused(lambda: shop.office.update(cart, GUEST, boat(1), version=9))

    assert codes(found) == ["cart_expired", "version_conflict", "cart_paid"]


def test_a_cart_is_not_opened_over_another() -> None:
    shop = pier()
    cart = shop.opened()
    world = shop.system.world()
    facts = CartFacts(catalogue=world.catalogue, pricer=world.pricer, world=world.name, levels={})
    command = OpenCart(key=key("new"), actor=GUEST)

    found = decide(shop.read(cart).cart, command, facts, shop.clock.now())

    assert found == (AlreadyExists(cart=command.cart),)


def test_opening() -> None:
    shop = pier()
    used_key(shop)
    changed = evolve(GUEST, name="Somebody Else")

    found = shop.refused(lambda: shop.office.open_cart(changed, key=key("used")))

    assert codes(found) == ["key_reused"]


def test_what_is_wrong_with_the_basket_comes_before_the_sale() -> None:
    shop = pier()
    cart = shop.opened()
    wrong = AmendItem(item=ItemId("a"), slot=SlotId("midnight"))

    found = shop.refused(
        lambda: shop.update(cart, boat(1, item="a"), wrong, boat(1, slot=None, item="b"))
    )

    assert codes(found) == ["unknown_slot"]
