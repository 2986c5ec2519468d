"""How far a payment is, and how far what is owed is paid: both follow from the lines."""

from __future__ import annotations

from collections.abc import Sequence

from counterfoil.domain.payments.balance import captured, refunded, secured
from counterfoil.domain.payments.enumerations import PaymentStatus
from counterfoil.domain.payments.lines import Role, lefts, role_of
from counterfoil.domain.payments.payment import Payment


def payment_status(line: Payment, payments: Sequence[Payment]) -> PaymentStatus:
    """Answer how far a payment is by now, *payments* being the list that it is a line of.

    The life cycle in ``lifecycle.PAYMENT`` holds of it as the list grows.
    """
    followers = [one for one in payments if one.original == line.id]
    left = lefts(payments)[line.id]
    match role_of(line):
        case Role.EXPECTED | Role.SET_ASIDE:
            if any(role_of(one) is Role.TAKEN for one in followers):
                return PaymentStatus.PARTIAL_PAID if left else PaymentStatus.PAID
            return line.status if left else followers[-1].status
        case Role.TAKEN:
            if left == line.amount:
                return PaymentStatus.PAID
            if left:
                return PaymentStatus.PARTIAL_REFUND
            return followers[-1].status
        case _:
            return line.status


def status_of_payments(total: int, payments: Sequence[Payment]) -> PaymentStatus:
    """Answer how far *total* minor units are paid.

    Nothing to pay and nothing paid: not required. All paid; all secured, some of it only
    authorized; some paid; all that came in went back; else pending.
    """
    came = captured(payments)
    paid = came - refunded(payments)
    if total <= 0 and not came:
        return PaymentStatus.NOT_REQUIRED
    if came and not paid:
        return PaymentStatus.REFUNDED
    if paid >= total:
        return PaymentStatus.PAID
    if secured(payments) >= total:
        return PaymentStatus.AUTHORIZED
    return PaymentStatus.PARTIAL_PAID if paid else PaymentStatus.PENDING
