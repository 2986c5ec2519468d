"""What becomes of the money when an order costs more or less than before.

More: what the guest pays is a pending payment, what is settled outside counts as paid, what is
paid at the venue or on invoice is open. Less: what came in beyond the total goes back; on an
invoice it stays as credit.
Source: the vendor's "Update / Amend Order"; for what it leaves open docs/assumptions.md
"""

from __future__ import annotations

from counterfoil.domain.cart.commands import derived
from counterfoil.domain.cart.facts import Refusals
from counterfoil.domain.order.changes import Stamp
from counterfoil.domain.order.commands import AmendOrder
from counterfoil.domain.order.order import Order
from counterfoil.domain.payments import (
    Books,
    NewPayment,
    Payment,
    PaymentMethod,
    PaymentStatus,
    PaymentType,
    RefundType,
    payer_problems,
    pending,
    recorded_payment,
    recording_problems,
    secured,
)
from counterfoil.domain.payments.endings import Ending
from counterfoil.domain.payments.spreading import given_back
from counterfoil.domain.references import PaymentId
from counterfoil.domain.settings import Settings
from counterfoil.domain.statuses import SettlementType


def payments_for(
    order: Order, command: AmendOrder, *, total: int, stamp: Stamp, settings: Settings
) -> list[Payment] | Refusals:
    """Answer the lines that an amendment adds to the payments; *total* is minor units."""
    lines = list(order.payments)
    for payment in command.payments:
        books = Books(
            currency=order.currency,
            outstanding=total - secured(lines),
            payments=tuple(lines),
            bookings=tuple(booking.id for booking in order.bookings),
        )
        problems: Refusals = recording_problems(payment, books=books)
        problems = problems or payer_problems(payment, on=stamp.at.date())
        if problems:
            return problems
        lines.append(_line(payment, command, order, stamp, number=len(lines)))
    rise = total - order.total
    outstanding = total - secured(lines)
    if outstanding > 0 and rise > 0:
        asked = _asked(order, lines, outstanding=outstanding, rise=rise)
        if asked is not None:
            lines.append(_line(asked, command, order, stamp, number=len(lines)))
        outstanding = total - secured(lines)
    lines.extend(
        given_back(
            lines,
            amount=max(0, -outstanding),
            owed=max(0, outstanding),
            keeps_captures=order.settlement is SettlementType.INVOICE,
            sources=settings.cancellation.sources,
            ending=Ending(
                at=stamp.at,
                creator=stamp.actor,
                type=RefundType.SYSTEM,
                reason="amendment",
                order_version=order.version + 1,
            ),
            name=lambda number: PaymentId(derived(command.key, "refund", number)),
        )
    )
    return lines[len(order.payments) :]


def _asked(
    order: Order, lines: list[Payment], *, outstanding: int, rise: int
) -> NewPayment | None:
    """Answer what is asked for, or counted as paid, where an order costs more."""
    if order.settlement is SettlementType.DIRECT:
        amount = min(rise, outstanding - pending(lines))
        status = PaymentStatus.PENDING
    elif order.settlement is SettlementType.EXTERNAL:
        amount, status = min(rise, outstanding), PaymentStatus.PAID
    else:
        return None
    if amount <= 0:
        return None
    return NewPayment(
        type=PaymentType.CAPTURE,
        status=status,
        amount=amount,
        currency=order.currency,
        method=PaymentMethod.EXTERNAL,
    )


def _line(
    payment: NewPayment, command: AmendOrder, order: Order, stamp: Stamp, *, number: int
) -> Payment:
    return recorded_payment(
        payment,
        payment_id=PaymentId(derived(command.key, "payment", number)),
        at=stamp.at,
        creator=stamp.actor,
        order_version=order.version + 1,
    )
