"""How far an order and its tickets are paid."""

import pytest
from attrs import evolve
from tests.unit.order.turnstile import GATE, START, gate, names_of, tickets

from counterfoil.domain.order.paid import payment_statuses
from counterfoil.domain.payments import Payment, PaymentMethod, PaymentStatus, PaymentType
from counterfoil.domain.references import PaymentId
from counterfoil.domain.statuses import SettlementType

C, A, R = PaymentType.CAPTURE, PaymentType.AUTHORIZATION, PaymentType.REFUND
CASES = {
    "nothing": ((), PaymentStatus.PENDING),
    "some set aside": (((A, 999),), PaymentStatus.PENDING),
    "all set aside": (((A, 1000),), PaymentStatus.AUTHORIZED),
    "some": (((C, 999),), PaymentStatus.PARTIAL_PAID),
    "some, the rest set aside": (((C, 500), (A, 500)), PaymentStatus.AUTHORIZED),
    "all": (((C, 400), (C, 600)), PaymentStatus.PAID),
    "too much, and the rest given back": (((C, 1100), (R, 100)), PaymentStatus.PAID),
    "some given back": (((C, 1000), (R, 1)), PaymentStatus.PARTIAL_PAID),
    "all given back": (((C, 1000), (R, 1000)), PaymentStatus.REFUNDED),
}


STATUS = {
    PaymentType.CAPTURE: PaymentStatus.PAID,
    PaymentType.AUTHORIZATION: PaymentStatus.AUTHORIZED,
    PaymentType.REFUND: PaymentStatus.REFUNDED,
}


@pytest.mark.parametrize("name", CASES)
def test_the_status_of_an_order_of_ten_euros(name: str) -> None:
    lines, expected = CASES[name]
    order = gate().sold(tickets("late"), settlement=SettlementType.VENUE)
    assert order.total == 1000
    payments = tuple(
        Payment(
            id=PaymentId(f"p{number}"),
            type=kind,
            status=STATUS[kind],
            amount=amount,
            currency=order.currency,
            method=PaymentMethod.CASH,
            original=PaymentId("p0") if kind is R else None,
            created=START,
            creator=GATE,
        )
        for number, (kind, amount) in enumerate(lines)
    )

    paid = evolve(order, payments=payments)

    assert paid.payment_status is expected
    assert set(payment_statuses(paid).values()) == {expected}


def test_what_is_free_needs_no_payment() -> None:
    shop = gate()
    mixed = shop.sold(tickets("walk"), tickets("spa"))
    free = shop.sold(tickets("walk"), name="free")

    statuses = payment_statuses(mixed)

    assert statuses[names_of(mixed, "walk")[0]] is PaymentStatus.NOT_REQUIRED
    assert statuses[names_of(mixed, "spa")[0]] is PaymentStatus.PAID
    assert free.payment_status is PaymentStatus.NOT_REQUIRED
