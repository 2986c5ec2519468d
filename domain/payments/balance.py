"""What a list of payments comes to, and the lines that give all of it back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from counterfoil.domain.party.actors import Actor
from counterfoil.domain.payments.endings import ENDS, Ending, ended
from counterfoil.domain.payments.enumerations import RefundType
from counterfoil.domain.payments.lines import Role, lefts, role_of
from counterfoil.domain.payments.payment import Payment
from counterfoil.domain.references import PaymentId


def captured(payments: Iterable[Payment]) -> int:
    """Sum what came in, in minor units."""
    return sum(line.amount for line in payments if role_of(line) is Role.TAKEN)


def refunded(payments: Iterable[Payment]) -> int:
    """Sum what went back, in minor units."""
    return sum(line.amount for line in payments if role_of(line) is Role.GIVEN_BACK)


def authorized(payments: Sequence[Payment]) -> int:
    """Sum what is set aside and was neither captured nor let go of, in minor units."""
    return _left_in(payments, Role.SET_ASIDE)


def pending(payments: Sequence[Payment]) -> int:
    """Sum what is still expected, in minor units."""
    return _left_in(payments, Role.EXPECTED)


def secured(payments: Sequence[Payment]) -> int:
    """Sum what is captured or authorized and was neither given back nor let go of.

    A capture of what was authorized before counts once; what is only expected does not.
    """
    return captured(payments) - refunded(payments) + authorized(payments)


def _left_in(payments: Sequence[Payment], role: Role) -> int:
    left = lefts(payments)
    return sum(left[line.id] for line in payments if role_of(line) is role)


def full_refund(
    payments: tuple[Payment, ...], *, at: datetime, creator: Actor | None, reason: str = ""
) -> tuple[Payment, ...]:
    """Answer the lines that give back every capture, and let go of all that is still to come.

    What was given back before is not given back again; nothing is left to do for a list that was
    refunded in full. Each line's id follows from that of its original, so that whoever carries the
    same refund out twice names it the same.
    """
    left = lefts(payments)
    ending = Ending(at=at, creator=creator, type=RefundType.AUTO, reason=reason)
    return tuple(
        ended(
            one,
            amount=left[one.id],
            name=PaymentId(f"{one.id}-r{len(payments)}"),
            ending=ending,
        )
        for one in payments
        if role_of(one) in ENDS and left[one.id] > 0
    )
