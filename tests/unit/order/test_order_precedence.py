"""One table for confirming and one for direct booking: the first step that fails is told (D2).

Every refusal of a table is made to apply; then one after the other is taken away from the front.
Each row is so the boundary of the row before it: without its cause the refusal does not come.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from attrs import evolve
from tests.unit.cart.pier import CASHIER, GUEST, Pier, add, boat, capture, codes, key, pier

from counterfoil.domain.cart.commands import AddItem, ConfirmCart, OnLapse
from counterfoil.domain.cart.details import CartDetails, DetailChanges
from counterfoil.domain.checkout_fields import (
    CheckoutAnswer,
    CheckoutField,
    CheckoutFieldId,
    FieldLevel,
    FieldRestriction,
)
from counterfoil.domain.order.commands import BookDirect
from counterfoil.domain.party import Actor
from counterfoil.domain.payments import NewPayment, PaymentType
from counterfoil.domain.references import CartId
from counterfoil.domain.refusals import (
    CartEmpty,
    CartExpired,
    NothingAsked,
    PaymentRequired,
    ReservationRequired,
    SettlementNotAllowed,
)
from counterfoil.domain.settings import Settings
from counterfoil.domain.statuses import SettlementType

NAME = CheckoutFieldId("name")
FIELDS = (CheckoutField(id=NAME, level=FieldLevel.ORDER, restriction=FieldRestriction.REQUIRED),)
NAMED = (CheckoutAnswer(field=NAME, values=("Mol",)),)
HAT: CheckoutAnswer = evolve(NAMED[0], field=CheckoutFieldId("hat"))
NOBODY: Actor = evolve(GUEST, name="x" * 5_000)
DIRECT, VENUE = SettlementType.DIRECT, SettlementType.VENUE
REFUND: NewPayment = evolve(capture(1), type=PaymentType.REFUND)


CONFIRMING: list[tuple[str, dict[str, Any]]] = [
    ("key_reused", {"key": key("fresh")}),
    ("invalid_detail", {"actor": CASHIER}),
    ("version_conflict", {"version": None}),
    ("items_lapsed", {"on_lapse": OnLapse.LEAVE}),
    ("missing_checkout_field", {}),
    ("price_mismatch", {"charged": 20_00}),
    ("invalid_payment", {"payments": ()}),
    ("payment_required", {"settlement": VENUE}),
]


def test_confirming_tells_the_first_step_that_fails() -> None:
    shop = pier(fields=FIELDS)
    lounge = add("lounge", slot="noon", item="l", adult=1)
    cart = shop.with_items(boat(2, item="b"), lounge)
    shop.office.open_cart(GUEST, key=key("used"))
    shop.pass_minutes(12)
    command = ConfirmCart(
        key=key("used"),
        actor=NOBODY,
        cart=cart,
        settlement=DIRECT,
        charged=20_01,
        payments=(REFUND,),
        version=99,
    )

    for code, cure in CONFIRMING:
        assert codes(shop.refused(partial(shop.office.execute, command)))[0] == code
        if code == "missing_checkout_field":
            shop.office.change_details(cart, GUEST, DetailChanges(answers=NAMED))
        command = evolve(command, **cure)

    assert shop.office.execute(command).order is not None


DIRECTLY: list[tuple[str, dict[str, Any]]] = [
    ("key_reused", {"key": key("fresh")}),
    ("invalid_detail", {"actor": CASHIER}),
    ("nothing_asked", {"items": (boat(11), add("nothing", adult=1))}),
    ("settlement_not_allowed", {"settlement": VENUE}),
    (
        "invalid_detail",
        {"details": CartDetails(answers=(HAT,))},
    ),
    ("unknown_product", {"items": (boat(11),)}),
    ("sold_out", {"items": (boat(2),)}),
    ("unknown_checkout_field", {"details": CartDetails()}),
    ("reservation_required", {"items": (add("pass", adult=1),)}),
    ("missing_checkout_field", {"details": CartDetails(answers=NAMED)}),
    ("price_mismatch", {"charged": 99_00}),
]


def test_direct_booking_tells_the_first_step_that_fails() -> None:
    shop = pier(fields=FIELDS, settings=Settings(direct_with_capacity=False))
    shop.office.open_cart(GUEST, key=key("used"))
    command = BookDirect(
        key=key("used"),
        actor=NOBODY,
        items=(),
        settlement=DIRECT,
        details=CartDetails(language="no language at all"),
        charged=1,
    )

    for code, cure in DIRECTLY:
        told = shop.refused(partial(shop.office.execute_order, command))
        assert codes(told)[0] == code
        command = evolve(command, **cure)

    assert shop.office.execute_order(command).order.total == 99_00


@pytest.mark.parametrize(
    ("close", "code"),
    [
        (lambda shop, cart: shop.office.cancel(cart, GUEST), "cart_cancelled"),
        (lambda shop, _: shop.pass_minutes(20), "cart_expired"),
        (
            lambda shop, cart: shop.office.confirm(cart, GUEST, settlement=VENUE),
            "cart_confirmed",
        ),
    ],
)
def test_a_closed_cart_is_told_first_and_the_version_beside_it(
    close: Callable[[Pier, CartId], object], code: str
) -> None:
    """D2: what else was found at the same step is listed."""
    shop = pier()
    cart = shop.with_items(boat(2))
    close(shop, cart)

    found = shop.refused(
        lambda: shop.office.confirm(cart, GUEST, settlement=DIRECT, charged=1, version=9)
    )

    assert codes(found) == [code, "version_conflict"]


def test_a_cart_that_nobody_opened_is_not_found() -> None:
    shop = pier()

    found = shop.refused(lambda: shop.office.confirm(CartId("none"), GUEST, settlement=VENUE))

    assert codes(found) == ["not_found"]


def test_an_empty_cart_cannot_become_an_order() -> None:
    shop = pier()
    cart = shop.opened()

    assert shop.refused(lambda: shop.office.confirm(cart, GUEST, settlement=VENUE)) == (
        CartEmpty(cart=cart),
    )
    shop.update(cart, boat(1))
    assert shop.office.confirm(cart, GUEST, settlement=VENUE).order.total == 10_00


@pytest.mark.parametrize(("cents", "missing"), [(1, 19_99), (19_99, 1)])
def test_direct_settlement_names_what_is_not_paid(cents: int, missing: int) -> None:
    shop = pier()
    cart = shop.with_items(boat(2))
    shop.office.attach_payment(cart, GUEST, capture(cents))

    assert shop.refused(lambda: shop.office.confirm(cart, GUEST, settlement=DIRECT)) == (
        PaymentRequired(cart=cart, outstanding=missing),
    )
    rest = (capture(missing),)
    view = shop.office.confirm(cart, GUEST, settlement=DIRECT, payments=rest)
    assert (view.order.paid, view.owed.amount) == (20_00, 0)


def test_a_cart_whose_hold_ended_says_when() -> None:
    shop = pier()
    cart = shop.with_items(boat(2))
    ended = shop.read(cart).cart.items[0].expires_at
    shop.clock.turn_to(ended)

    assert shop.refused(lambda: shop.office.confirm(cart, GUEST, settlement=VENUE)) == (
        CartExpired(cart=cart, expired_at=ended),
    )


def test_direct_booking_asks_for_something() -> None:
    shop = pier()
    command = BookDirect(key=key("k"), actor=GUEST, items=(), settlement=VENUE)

    found = shop.refused(lambda: shop.office.execute_order(command))

    assert found == (NothingAsked(cart=None),)


def test_direct_booking_is_not_settled_before_it_is_there() -> None:
    shop = pier()

    found = shop.refused(lambda: shop.office.book(GUEST, boat(1), settlement=DIRECT))

    assert found == (
        SettlementNotAllowed(
            settlement=DIRECT,
            allowed=(SettlementType.EXTERNAL, VENUE, SettlementType.INVOICE),
        ),
    )


@pytest.mark.parametrize("settlement", [one for one in SettlementType if one is not DIRECT])
def test_any_other_settlement_is_a_way_to_book_directly(settlement: SettlementType) -> None:
    order = pier().office.book(GUEST, boat(1), settlement=settlement).order

    assert order.paid == (10_00 if settlement is SettlementType.EXTERNAL else 0)


def test_what_has_to_be_held_first_is_named_each() -> None:
    shop = pier(settings=Settings(direct_with_capacity=False))

    found = shop.refused(
        lambda: shop.office.book(
            GUEST,
            boat(1, item="b"),
            add("pass", item="p", adult=1),
            add("lounge", slot="noon", item="l", adult=1),
            settlement=VENUE,
        )
    )

    assert [one.item for one in found if isinstance(one, ReservationRequired)] == ["b", "l"]
    assert len(found) == 2


@pytest.mark.parametrize(
    "items",
    [
        (boat(11),),
        (boat(6, item="a"), boat(5, item="b")),
        (boat(10, item="a"), boat(0, item="b", raft=1)),
    ],
)
def test_direct_booking_sells_all_or_nothing(items: tuple[AddItem, ...]) -> None:
    """H1: the sum over all lines counts, and a pass that could be sold is not."""
    shop = pier()

    found = shop.refused(
        lambda: shop.office.book(GUEST, add("pass", adult=1), *items, settlement=VENUE)
    )

    assert codes(found) == ["sold_out"]
    assert shop.drawn("pool:boat-noon") == [0]
    shop.office.book(GUEST, boat(7, item="a"), boat(0, item="b", raft=1), settlement=VENUE)
    assert shop.drawn("pool:boat-noon") == [10]
