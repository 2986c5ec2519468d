"""What a caller may not even send about an order: told at once, and nothing changes."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.unit.cart.pier import CASHIER, Pier, boat, pier

from counterfoil.domain.errors import UsageError
from counterfoil.domain.statuses import SettlementType

VENUE = SettlementType.VENUE


@pytest.mark.parametrize(
    ("call", "field", "allowed"),
    [
        (
            lambda office, order: office.record_payment(order, CASHIER, 100),
            "payment",
            "NewPayment",
        ),
        (
            lambda office, order: office.record_redemption([order], CASHIER),
            "order",
            "view.order.id",
        ),
        (lambda office, order: office.void_redemption(order, "Noor"), "actor", "an Actor"),
        (lambda office, order: office.void_redemption(order, CASHIER, key=""), "key", "character"),
        (
            lambda office, order: office.record_redemption(order, CASHIER, ["a", "b"]),
            "tickets[0]",
            "one by one",
        ),
        (
            lambda office, order: office.void_redemption(order, CASHIER, 7),
            "tickets[0]",
            "ticket.id",
        ),
        (
            lambda office, order: office.record_redemption(order, CASHIER, at="now"),
            "at",
            "an instant",
        ),
        (lambda office, order: office.order(office.order(order)), "order", "view.order.id"),
        (
            lambda office, order: office.erase(order, CASHIER, erasing_key=b"x" * 16),
            "erasing_key",
            "a PseudonymKey",
        ),
        (
            lambda office, _order: office.book(CASHIER, [boat(1)], settlement=VENUE),
            "items[0]",
            "AddItem",
        ),
        (
            lambda office, _order: office.book(CASHIER, boat(1), settlement="VENUE"),
            "settlement",
            "a member of SettlementType",
        ),
        (
            lambda office, _order: office.book(CASHIER, boat(1), settlement=VENUE, charged="100"),
            "charged",
            "minor units",
        ),
        (
            lambda office, _order: office.book(CASHIER, boat(1), settlement=VENUE, buyer="desk"),
            "buyer",
            "a Buyer",
        ),
    ],
)
def test_a_wrong_argument_is_named_with_what_is_allowed(
    call: Callable[[Any, Any], object], field: str, allowed: str
) -> None:
    shop: Pier = pier()
    before = shop.office.confirm(shop.with_items(boat(2)), CASHIER, settlement=VENUE).order

    with pytest.raises(UsageError) as raised:
        call(shop.office, before.id)

    assert raised.value.field == field
    assert allowed in raised.value.allowed
    assert shop.office.order(before.id).order == before


def test_what_was_charged_is_counted_in_minor_units() -> None:
    shop = pier()
    cart = shop.with_items(boat(2))
    wrong: Any = "12.00"

    with pytest.raises(UsageError, match=r"charged: .* allowed: a whole number of minor units"):
        shop.office.confirm(cart, CASHIER, settlement=VENUE, charged=wrong)
