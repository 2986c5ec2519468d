"""Endings: the lines that end (a part of) another line, each as its role wants it."""

from __future__ import annotations

from datetime import datetime

from attrs import field, frozen

from counterfoil.domain.party.actors import Actor
from counterfoil.domain.payments.enumerations import PaymentStatus, PaymentType, RefundType
from counterfoil.domain.payments.lines import Role, role_of
from counterfoil.domain.payments.payment import Payment
from counterfoil.domain.privacy import Shape, guarded, personal
from counterfoil.domain.references import PaymentId

# How the rest of a line is ended: the type and the status of the line that ends it.
ENDS = {
    Role.EXPECTED: (PaymentType.CAPTURE, PaymentStatus.CANCELLED),
    Role.SET_ASIDE: (PaymentType.AUTHORIZATION, PaymentStatus.CANCELLED),
    Role.TAKEN: (PaymentType.REFUND, PaymentStatus.REFUNDED),
}


@frozen(kw_only=True, field_transformer=guarded)
class Ending:
    """Why lines are ended, when and by whom."""

    at: datetime
    creator: Actor | None
    type: RefundType
    reason: str = field(default="", metadata=personal(Shape.TEXT))
    order_version: int | None = None


def ended(line: Payment, *, amount: int, name: PaymentId, ending: Ending) -> Payment:
    """Answer the line that calls off, lets go of or gives back *amount* minor units of a line."""
    role = role_of(line)
    assert role is not None, "a line without a role moves no money"
    kind, status = ENDS[role]
    return Payment(
        id=name,
        type=kind,
        status=status,
        amount=amount,
        currency=line.currency,
        method=line.method,
        scheme=line.scheme,
        external_reference=line.external_reference,
        original=line.id,
        refund_type=ending.type,
        refund_reason=ending.reason,
        order_version=ending.order_version,
        created=ending.at,
        creator=ending.creator,
    )
