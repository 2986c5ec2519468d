"""Recording payments of an order: what is expected, taken, let go of and given back."""

from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve
from tests.unit.cart.pier import (
    CASHIER,
    GUEST,
    START,
    Pier,
    authorization,
    boat,
    capture,
    codes,
    key,
    pier,
)

from counterfoil.domain.currencies import currency
from counterfoil.domain.money import Rate
from counterfoil.domain.order.applying import apply_to_order
from counterfoil.domain.order.event import EventType
from counterfoil.domain.order.order import Order
from counterfoil.domain.party import Contact, ContactId, ContactType, Note
from counterfoil.domain.payments import (
    Exchange,
    GatewayDetails,
    GatewayType,
    GatewayValue,
    NewPayment,
    PaymentDetails,
    PaymentStatus,
    PaymentType,
    RecurringType,
    RefundType,
    payment_status,
)
from counterfoil.domain.references import ItemId, OrderId, PaymentId
from counterfoil.domain.statuses import SettlementType
from counterfoil.ports.reservation_system import OrderRecord

EUR = currency("EUR")
HOUR = timedelta(hours=1)
LINK = PaymentDetails(link="https://pay.example/1", link_expires_at=START + HOUR)


def sold(
    shop: Pier, *payments: NewPayment, settlement: SettlementType = SettlementType.VENUE
) -> Order:
    """Sell two places for 20.00, with some payments."""
    cart = shop.with_items(boat(2, item="a"))
    return shop.office.confirm(cart, GUEST, settlement=settlement, payments=payments).order


def record(shop: Pier, order: OrderId, payment: NewPayment, *, name: str = "pay") -> Order:
    """Record a payment, and answer the order."""
    return shop.office.record_payment(order, CASHIER, payment, key=key(name)).order


def expected(amount: int) -> NewPayment:
    """Ask somebody for money."""
    return NewPayment(
        type=PaymentType.CAPTURE,
        status=PaymentStatus.PENDING,
        amount=amount,
        currency=EUR,
        details=LINK,
    )


def back(original: PaymentId, amount: int, **more: Any) -> NewPayment:
    """Give money back."""
    return NewPayment(
        type=PaymentType.REFUND, amount=amount, currency=EUR, original=original, **more
    )


def figures(order: Order) -> tuple[int, int, int, int, str]:
    """Tell what is paid, authorized, pending and outstanding, and the status."""
    status = order.payment_status.value
    return order.paid, order.authorized, order.pending, order.outstanding, status


def test_what_is_expected_counts_for_nothing_until_it_is_paid() -> None:
    shop = pier()
    order = sold(shop)
    assert figures(order) == (0, 0, 0, 2000, "PENDING")

    order = record(shop, order.id, expected(2000), name="link")
    (line,) = order.payments
    assert figures(order) == (0, 0, 2000, 2000, "PENDING")
    assert line.order_version == 1
    assert "pay.example" not in repr(order)

    order = record(shop, order.id, evolve(capture(1500), original=line.id), name="first")
    assert figures(order) == (1500, 0, 500, 500, "PARTIAL_PAID")
    assert payment_status(line, order.payments) is PaymentStatus.PARTIAL_PAID

    order = record(shop, order.id, evolve(capture(500), original=line.id), name="second")
    assert figures(order) == (2000, 0, 0, 0, "PAID")
    assert payment_status(line, order.payments) is PaymentStatus.PAID
    assert order.payments[0] == line


def test_nobody_is_asked_for_more_than_is_open() -> None:
    shop = pier()
    order = record(shop, sold(shop).id, expected(1500), name="link")

    refusals = shop.refused(lambda: record(shop, order.id, expected(501)))

    assert refusals[0].message == (
        "payment: amount is 501, allowed: a whole number of minor units, from 1 to the 500 "
        "not asked for yet"
    )


def test_a_link_that_ends_is_called_off_and_another_can_be_sent() -> None:
    shop = pier()
    order = record(shop, sold(shop).id, expected(2000), name="link")
    ended = evolve(capture(2000), status=PaymentStatus.EXPIRED, original=order.payments[0].id)

    order = record(shop, order.id, ended, name="ended")

    assert figures(order) == (0, 0, 0, 2000, "PENDING")
    assert payment_status(order.payments[0], order.payments) is PaymentStatus.EXPIRED
    assert order.events[-1].type is EventType.PAYMENT_REFUND
    assert record(shop, order.id, expected(2000), name="again").pending == 2000


def test_what_is_authorized_secures_a_direct_order_and_is_captured_later() -> None:
    shop = pier()
    order = sold(shop, authorization(2000), settlement=SettlementType.DIRECT)
    assert figures(order) == (0, 2000, 0, 0, "AUTHORIZED")
    (line,) = order.payments

    order = record(shop, order.id, evolve(capture(1200), original=line.id), name="capture")
    assert figures(order) == (1200, 800, 0, 0, "AUTHORIZED")
    let_go = evolve(authorization(800), status=PaymentStatus.CANCELLED, original=line.id)
    order = record(shop, order.id, let_go, name="let go")

    assert figures(order) == (1200, 0, 0, 800, "PARTIAL_PAID")


def test_a_refund_names_what_it_returns_and_returns_no_more() -> None:
    shop = pier()
    order = sold(shop, capture(1500), capture(500), settlement=SettlementType.DIRECT)
    first, second = order.payments

    order = record(shop, order.id, back(first.id, 600), name="some")
    assert figures(order) == (1400, 0, 0, 600, "PARTIAL_PAID")
    assert order.payments[-1].refund_type is RefundType.SYSTEM
    assert order.events[-1].type is EventType.PAYMENT_REFUND
    refusals = shop.refused(lambda: record(shop, order.id, back(first.id, 901)))
    assert refusals[0].message == (
        "payment: amount is 901, allowed: a whole number of minor units, from 1 to the 900 "
        f"left of {first.id}"
    )

    charged_back = back(
        second.id, 500, status=PaymentStatus.CHARGEBACK, refund_type=RefundType.CHARGE_BACK
    )
    order = record(shop, order.id, charged_back, name="bank")
    order = record(shop, order.id, back(first.id, 900, refund_reason="rain"), name="rest")

    assert figures(order) == (0, 0, 0, 2000, "REFUNDED")
    assert payment_status(first, order.payments) is PaymentStatus.REFUNDED
    assert payment_status(second, order.payments) is PaymentStatus.CHARGEBACK


def test_what_was_paid_beyond_the_total_is_credit() -> None:
    """An item lapsed after it was paid for, and what is left is confirmed."""
    shop = pier()
    order = sold(shop, capture(2000), settlement=SettlementType.DIRECT)
    assert order.credit == 0

    dearer = evolve(order, payments=(*order.payments, evolve(order.payments[0], amount=300)))

    assert (dearer.credit, dearer.outstanding) == (300, -300)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"type": PaymentType.REFUND}, "original"),
        ({"original": PaymentId("nobody")}, "original"),
        ({"status": PaymentStatus.PROCESSING}, "status"),
        ({"status": PaymentStatus.CANCELLED}, "original"),
        ({"refund_type": RefundType.PSP}, "refund_type"),
        ({"refund_reason": "x" * 1001}, "refund_reason"),
        ({"currency": currency("USD")}, "currency"),
        ({"amount": 2001}, "amount"),
        ({"amount": 0}, "amount"),
        ({"details": PaymentDetails(bookings=(ItemId("b"),))}, "details.bookings"),
        ({"details": LINK}, "details.link"),
        ({"details": PaymentDetails(partner_reference="x" * 256)}, "details.partner_reference"),
        (
            {"details": PaymentDetails(gateway=GatewayDetails(merchant_account="x" * 256))},
            "details.gateway.merchant_account",
        ),
        (
            {
                "details": PaymentDetails(
                    gateway=GatewayDetails(additional=(GatewayValue(name="a", value="b"),) * 51)
                )
            },
            "details.gateway.additional",
        ),
        (
            {
                "details": PaymentDetails(
                    exchange=Exchange(
                        amount=1000, currency=currency("USD"), rate=Rate.parse("0.9")
                    )
                )
            },
            "details.exchange",
        ),
    ],
)
def test_what_is_wrong_is_named(changes: dict[str, Any], field: str) -> None:
    shop = pier()
    order = sold(shop)

    (refusal,) = shop.refused(lambda: record(shop, order.id, evolve(capture(1000), **changes)))

    assert refusal.code == "invalid_payment"
    assert getattr(refusal, "field", "") == field


def test_people_and_words_are_checked_and_kept() -> None:
    shop = pier()
    order = sold(shop)
    payer = Contact(uid=ContactId("c"), type=ContactType.PAYMENT, email="ada@mol.example")
    details = PaymentDetails(
        merchant_reference="m-1",
        partner_reference="p-1",
        gateway=GatewayDetails(
            type=GatewayType.ADYEN,
            merchant_account="pier",
            service_provider_reference="psp-1",
            additional=(GatewayValue(name="issuer", value="a bank"),),
        ),
        contact=payer,
        recurring=RecurringType.STORE,
        bookings=(ItemId("a"),),
        exchange=Exchange(amount=1250, currency=currency("USD"), rate=Rate.parse("0.8")),
        notes=(Note(value="by phone"),),
    )

    line = record(shop, order.id, evolve(capture(1000), details=details)).payments[0]

    assert evolve(line.details, notes=()) == evolve(details, notes=())
    (note,) = line.details.notes
    assert (note.value, note.creator, note.created) == ("by phone", CASHIER, START)
    assert "ada@mol" not in repr(line)
    assert "a bank" not in repr(line)
    wrong = evolve(details, contact=evolve(payer, email="nobody"), notes=())
    found = shop.refused(
        lambda: record(shop, order.id, evolve(capture(1000), details=wrong), name="wrong")
    )
    assert codes(found) == ["invalid_detail"]


def test_the_records_replay_to_the_order() -> None:
    """D3."""
    shop = pier()
    order = record(shop, sold(shop).id, expected(2000), name="link")
    link = order.payments[0].id
    order = record(shop, order.id, evolve(capture(2000), original=link), name="paid")
    order = record(shop, order.id, back(order.payments[-1].id, 5), name="back")

    made = shop.office.order(order.id).order
    records: tuple[OrderRecord, ...] = shop.system.order_records()
    replayed: Order | None = None
    for one in records:
        replayed = apply_to_order(replayed, one.change)

    assert replayed == order == made
