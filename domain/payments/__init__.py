"""Payments: an append-only list of what was captured, authorized and given back."""

from counterfoil.domain.payments.balance import (
    authorized,
    captured,
    full_refund,
    pending,
    refunded,
    secured,
)
from counterfoil.domain.payments.details import (
    Exchange,
    GatewayDetails,
    GatewayValue,
    PaymentDetails,
)
from counterfoil.domain.payments.enumerations import (
    GatewayType,
    PaymentMethod,
    PaymentStatus,
    PaymentType,
    RecurringType,
    RefundType,
)
from counterfoil.domain.payments.lines import Role, role_of
from counterfoil.domain.payments.payment import NewPayment, Payment, recorded_payment
from counterfoil.domain.payments.problems import (
    Books,
    payer_problems,
    payment_problems,
    recording_problems,
)
from counterfoil.domain.payments.standing import payment_status, status_of_payments

__all__ = [
    "Books",
    "Exchange",
    "GatewayDetails",
    "GatewayType",
    "GatewayValue",
    "NewPayment",
    "Payment",
    "PaymentDetails",
    "PaymentMethod",
    "PaymentStatus",
    "PaymentType",
    "RecurringType",
    "RefundType",
    "Role",
    "authorized",
    "captured",
    "full_refund",
    "payer_problems",
    "payment_problems",
    "payment_status",
    "pending",
    "recorded_payment",
    "recording_problems",
    "refunded",
    "role_of",
    "secured",
    "status_of_payments",
]
