"""What a caller may not even send: a wrong type is told at once, and changes nothing."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from tests.unit.cart.pier import GUEST, Pier, boat, pier

from counterfoil.domain.cart.commands import AddItem, AmendItem
from counterfoil.domain.errors import UsageError
from counterfoil.domain.keeping import KEEP
from counterfoil.domain.money import currency
from counterfoil.domain.party import Actor
from counterfoil.domain.payments import NewPayment, PaymentType
from counterfoil.domain.references import ItemId, ProductId, TicketTypeId
from counterfoil.domain.refusals import RefusedError
from counterfoil.domain.statuses import SettlementType

ADULT = TicketTypeId("adult")


def untyped(value: object) -> Any:
    """Pass a value past the type checker, as a host without one does."""
    return value


@pytest.mark.parametrize(
    ("call", "field", "allowed"),
    [
        (lambda office, view: office.empty(view, GUEST), "cart", "view.cart.id"),
        (lambda office, view: office.empty(view.cart, GUEST), "cart", "view.cart.id"),
        (lambda office, view: office.empty(view.cart.id, "Ada"), "actor", "an Actor"),
        (lambda office, view: office.empty(view.cart.id, GUEST, key=""), "key", "one character"),
        (lambda office, view: office.empty(view.cart.id, GUEST, key=7), "key", "a text"),
        (
            lambda office, view: office.update(view.cart.id, GUEST, boat(1), [boat(1)]),
            "operations[1]",
            "one by one",
        ),
        (
            lambda office, view: office.update(view.cart.id, GUEST, boat(1), version="2"),
            "version",
            "a whole number",
        ),
        (
            lambda office, view: office.apply_promocode(view.cart.id, GUEST, ["EARLY"]),
            "promocode",
            "one text",
        ),
        (
            lambda office, view: office.change_details(view.cart.id, GUEST, view.cart.details),
            "changes",
            "DetailChanges.replacing(details)",
        ),
        (
            lambda office, view: office.attach_payment(view.cart.id, GUEST, 100),
            "payment",
            "a NewPayment",
        ),
        (
            lambda office, view: office.confirm(view.cart.id, GUEST, settlement="DIRECT"),
            "settlement",
            "a member of SettlementType",
        ),
        (
            lambda office, view: office.confirm(
                view.cart.id, GUEST, settlement=SettlementType.DIRECT, on_lapse="LEAVE"
            ),
            "on_lapse",
            "a member of OnLapse, such as LEAVE",
        ),
        (
            lambda office, view: office.confirm(
                view.cart.id, GUEST, settlement=SettlementType.DIRECT, payments=(100,)
            ),
            "payments[0]",
            "NewPayment",
        ),
        (lambda office, view: office.cart(view), "cart", "view.cart.id"),
        (
            lambda office, view: office.erase_cart(view.cart.id, GUEST, erasing_key=b"x" * 16),
            "erasing_key",
            "a PseudonymKey",
        ),
        (lambda office, _view: office.open_cart(GUEST, buyer="desk"), "buyer", "a Buyer"),
        (
            lambda office, _view: office.open_cart(GUEST, details={"a": 1}),
            "details",
            "CartDetails",
        ),
        (lambda office, _view: office.preview("order"), "command", "an AmendOrder or CancelOrder"),
        (lambda office, _view: office.find_orders("ada"), "wanted", "an OrderFilter"),
        (
            lambda office, view: office.find_orders_if_modified("ada", since=view.cart.opened_at),
            "wanted",
            "an OrderFilter",
        ),
        (lambda office, _view: office.redeem(None, GUEST), "code", "the code of a ticket"),
    ],
)
def test_a_wrong_type_is_named_with_what_is_allowed(
    call: Callable[[Any, Any], object], field: str, allowed: str
) -> None:
    shop: Pier = pier()
    view = shop.read(shop.with_items(boat(2)))

    with pytest.raises(UsageError) as raised:
        call(shop.office, view)

    assert raised.value.field == field
    assert allowed in raised.value.allowed
    assert shop.read(view.cart.id).cart == view.cart


def test_a_message_does_not_show_what_may_be_personal() -> None:
    with pytest.raises(UsageError) as raised:
        pier().office.open_cart(untyped("ada@example.org"))

    assert "ada" not in str(raised.value)


@pytest.mark.parametrize("operation", ["add", "amend"])
def test_quantities_may_be_a_mapping(operation: str) -> None:
    sent = untyped({ADULT: 2})

    item = (
        AddItem(product=ProductId("boat"), quantities=sent)
        if operation == "add"
        else AmendItem(item=ItemId("1"), quantities=sent)
    )

    assert item.quantities == ((ADULT, 2),)


def test_quantities_that_are_kept_stay_so() -> None:
    assert AmendItem(item=ItemId("1")).quantities is KEEP


@pytest.mark.parametrize("value", [("adult", 2), [("adult", 2)], 2, (("adult", 2, 3),)])
def test_quantities_that_are_no_pairs_are_named(value: object) -> None:
    with pytest.raises(UsageError, match=r"quantities: .* allowed: pairs such as"):
        AddItem(product=ProductId("boat"), quantities=untyped(value))


@pytest.mark.parametrize("count", ["2", None, 2.0])
@pytest.mark.parametrize("operation", ["add", "amend"])
def test_a_count_that_is_no_whole_number_is_refused(operation: str, count: object) -> None:
    """A form sends texts: what is to be held is summed before the rule looks at it."""
    shop = pier()
    cart = shop.with_items(boat(2, item="b"))
    sent = untyped({ADULT: count})
    change = (
        AddItem(product=ProductId("boat"), slot=boat(1).slot, quantities=sent)
        if operation == "add"
        else AmendItem(item=ItemId("b"), quantities=sent)
    )

    with pytest.raises(RefusedError, match=f"invalid_quantity: .* quantity {count!r} of 'adult'"):
        shop.office.update(cart, GUEST, change)


def test_a_slot_is_a_text_and_spots_are_by_part() -> None:
    with pytest.raises(UsageError, match=r"slot: .* allowed: the id of a slot"):
        AddItem(product=ProductId("boat"), slot=untyped(datetime(2026, 6, 1, 10)))  # noqa: DTZ001
    with pytest.raises(UsageError, match=r"spots: .* allowed: a mapping from parts"):
        AddItem(product=ProductId("boat"), spots=untyped(("A1",)))


@pytest.mark.parametrize(
    ("part", "value"), [("type", "CAPTURE"), ("currency", "EUR"), ("method", "CASH")]
)
def test_a_payment_is_never_taken_for_another_kind(part: str, value: str) -> None:
    """The text ``CAPTURE`` is no member: it was noted as an authorization, and never refunded."""
    sound = {"type": PaymentType.CAPTURE, "amount": 100, "currency": currency("EUR")}

    with pytest.raises(UsageError, match=f"{part}: "):
        NewPayment(**untyped({**sound, part: value}))


def test_the_type_of_an_account_is_a_member() -> None:
    with pytest.raises(UsageError, match=r"account_type: .* such as GUEST"):
        Actor(account_type=untyped("GUEST"))
