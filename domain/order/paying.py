"""Recording payments of an order: what is open, what it becomes, and what goes back."""

from __future__ import annotations

from counterfoil.domain.cart.commands import derived
from counterfoil.domain.cart.facts import Refusals
from counterfoil.domain.order.changes import PaymentsRecorded, Stamp
from counterfoil.domain.order.commands import RecordPayment
from counterfoil.domain.order.order import Order
from counterfoil.domain.payments import (
    Books,
    payer_problems,
    recorded_payment,
    recording_problems,
)
from counterfoil.domain.references import PaymentId


def payment_recorded(
    order: Order, command: RecordPayment, stamp: Stamp
) -> PaymentsRecorded | Refusals:
    """Decide to record a line: money that came, went back, is set aside, expected, called off."""
    payment = command.payment
    books = Books(
        currency=order.currency,
        outstanding=order.outstanding,
        payments=order.payments,
        bookings=tuple(booking.id for booking in order.bookings),
    )
    problems: Refusals = recording_problems(payment, books=books)
    problems = problems or payer_problems(payment, on=stamp.at.date())
    if problems:
        return problems
    line = recorded_payment(
        payment,
        payment_id=PaymentId(derived(command.key, "payment")),
        at=stamp.at,
        creator=stamp.actor,
        order_version=order.version,
    )
    return PaymentsRecorded(order=order.id, stamp=stamp, payments=(line,))
