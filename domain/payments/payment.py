"""A payment: one line of the list that says what was paid and what was given back."""

from __future__ import annotations

from datetime import datetime

from attrs import evolve, field, frozen

from counterfoil.domain.money import Currency
from counterfoil.domain.party.actors import Actor
from counterfoil.domain.party.notes import recorded_notes
from counterfoil.domain.payments.details import PaymentDetails
from counterfoil.domain.payments.enumerations import (
    PaymentMethod,
    PaymentStatus,
    PaymentType,
    RefundType,
)
from counterfoil.domain.privacy import PUBLIC, Shape, guarded, personal
from counterfoil.domain.references import PaymentId
from counterfoil.domain.typed import of_type

_USUAL_STATUS = {
    PaymentType.CAPTURE: PaymentStatus.PAID,
    PaymentType.AUTHORIZATION: PaymentStatus.AUTHORIZED,
    PaymentType.REFUND: PaymentStatus.REFUNDED,
}


@frozen(kw_only=True, field_transformer=guarded)
class NewPayment:
    """A payment that somebody made or expects outside, in minor units.

    Without a ``status`` it is what its type usually is: paid, authorized, refunded.
    ``original`` is the line that it changes: the authorization that is captured, the pending
    payment that is paid, the capture that goes back. ``external_reference`` is what the payer's
    side calls it, ``scheme`` the brand of a card.
    """

    type: PaymentType = field(
        validator=of_type(PaymentType, allowed="a member of PaymentType, such as CAPTURE")
    )
    amount: int
    currency: Currency = field(
        validator=of_type(Currency, allowed='a Currency, such as currency("EUR")')
    )
    status: PaymentStatus | None = None
    original: PaymentId | None = None
    method: PaymentMethod = field(
        default=PaymentMethod.EXTERNAL,
        validator=of_type(PaymentMethod, allowed="a member of PaymentMethod, such as CASH"),
    )
    scheme: str = field(default="", metadata=PUBLIC)
    external_reference: str = field(default="", metadata=PUBLIC)
    refund_type: RefundType | None = None
    refund_reason: str = field(default="", metadata=personal(Shape.TEXT))
    details: PaymentDetails = field(factory=PaymentDetails)

    @property
    def becomes(self) -> PaymentStatus:
        """The status that it is recorded with."""
        return _USUAL_STATUS[self.type] if self.status is None else self.status


@frozen(kw_only=True, field_transformer=guarded)
class Payment:
    """One line of an append-only list; ``amount`` is minor units, never below zero.

    A line is never changed. What becomes of it is a line of its own that names the ``original``.
    An authorization that is let go of is an AUTHORIZATION with the status CANCELLED.
    ``order_version`` is the order's when it was recorded, None before there was an order.
    ``creator`` is None where nobody did it: an expiry.
    """

    id: PaymentId
    type: PaymentType
    status: PaymentStatus
    amount: int
    currency: Currency
    method: PaymentMethod
    scheme: str = field(default="", metadata=PUBLIC)
    external_reference: str = field(default="", metadata=PUBLIC)
    original: PaymentId | None = None
    refund_type: RefundType | None = None
    refund_reason: str = field(default="", metadata=personal(Shape.TEXT))
    details: PaymentDetails = field(factory=PaymentDetails)
    order_version: int | None = None
    created: datetime
    creator: Actor | None = None


def recorded_payment(
    payment: NewPayment,
    *,
    payment_id: PaymentId,
    at: datetime,
    creator: Actor,
    order_version: int | None = None,
) -> Payment:
    """Answer the line for a payment that was made outside.

    A refund for which no type is told is the SYSTEM's: somebody decided it.
    """
    usual = RefundType.SYSTEM if payment.type is PaymentType.REFUND else None
    notes = recorded_notes(payment.details.notes, current=(), actor=creator, at=at)
    return Payment(
        id=payment_id,
        type=payment.type,
        status=payment.becomes,
        amount=payment.amount,
        currency=payment.currency,
        method=payment.method,
        scheme=payment.scheme,
        external_reference=payment.external_reference,
        original=payment.original,
        refund_type=payment.refund_type or usual,
        refund_reason=payment.refund_reason,
        details=evolve(payment.details, notes=notes) if notes else payment.details,
        order_version=order_version,
        created=at,
        creator=creator,
    )
