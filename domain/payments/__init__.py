"""Payments: an append-only list of what was captured, authorized and given back."""

from counterfoil.domain.payments.balance import captured, full_refund, refunded, secured
from counterfoil.domain.payments.payment import (
    NewPayment,
    Payment,
    PaymentMethod,
    PaymentStatus,
    PaymentType,
    RefundType,
    recorded_payment,
)
from counterfoil.domain.payments.problems import payment_problems

__all__ = [
    "NewPayment",
    "Payment",
    "PaymentMethod",
    "PaymentStatus",
    "PaymentType",
    "RefundType",
    "captured",
    "full_refund",
    "payment_problems",
    "recorded_payment",
    "refunded",
    "secured",
]
