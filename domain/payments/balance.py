"""What a list of payments comes to, and the lines that give all of it back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from counterfoil.domain.party.actors import Actor
from counterfoil.domain.payments.payment import (
    Payment,
    PaymentStatus,
    PaymentType,
    RefundType,
)
from counterfoil.domain.references import PaymentId


def captured(payments: Iterable[Payment]) -> int:
    """Sum what came in, in minor units."""
    return sum(one.amount for one in payments if one.type is PaymentType.CAPTURE)


def refunded(payments: Iterable[Payment]) -> int:
    """Sum what went back, in minor units."""
    return sum(one.amount for one in payments if one.type is PaymentType.REFUND)


def secured(payments: Iterable[Payment]) -> int:
    """Sum what is captured or authorized and was neither given back nor let go of.

    A capture of what was authorized before counts once.
    """
    total = 0
    for one in payments:
        if one.gives_back:
            total -= one.amount
        elif one.original is None:
            total += one.amount
    return total


def full_refund(
    payments: tuple[Payment, ...], *, at: datetime, creator: Actor | None, reason: str = ""
) -> tuple[Payment, ...]:
    """Answer the lines that give back every capture, and let go of every authorization.

    What was given back before is not given back again; nothing is left to do for a list that was
    refunded in full. Each line's id follows from that of its original, so that whoever carries the
    same refund out twice names it the same.
    """
    back: dict[PaymentId, int] = {}
    for one in payments:
        if one.original is not None:
            back[one.original] = back.get(one.original, 0) + one.amount
    lines = []
    for one in payments:
        left = one.amount - back.get(one.id, 0)
        if one.gives_back or left <= 0:
            continue
        is_capture = one.type is PaymentType.CAPTURE
        lines.append(
            Payment(
                id=PaymentId(f"{one.id}-r{len(payments)}"),
                type=PaymentType.REFUND if is_capture else PaymentType.AUTHORIZATION,
                status=PaymentStatus.REFUNDED if is_capture else PaymentStatus.CANCELLED,
                amount=left,
                currency=one.currency,
                method=one.method,
                scheme=one.scheme,
                external_reference=one.external_reference,
                original=one.id,
                refund_type=RefundType.AUTO,
                refund_reason=reason,
                created=at,
                creator=creator,
            )
        )
    return tuple(lines)
