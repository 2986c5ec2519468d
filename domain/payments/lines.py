"""What a line of payments does: the roles of lines, and which may follow which.

Other systems tell lines that have no role here, such as a payment that is under way: they are
kept and read, and count for nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum
from types import MappingProxyType

from counterfoil.domain.payments.enumerations import PaymentStatus, PaymentType
from counterfoil.domain.payments.payment import Payment
from counterfoil.domain.references import PaymentId


class Role(Enum):
    """What a line does with its amount."""

    EXPECTED = "EXPECTED"
    """It is still to come: a pending payment."""

    SET_ASIDE = "SET_ASIDE"
    """It is set aside for us."""

    TAKEN = "TAKEN"
    """It came in."""

    CALLED_OFF = "CALLED_OFF"
    """It was expected and will not come."""

    LET_GO = "LET_GO"
    """It was set aside and is so no more."""

    GIVEN_BACK = "GIVEN_BACK"
    """It came in and went back."""


_T, _S = PaymentType, PaymentStatus
ROLES: Mapping[tuple[PaymentType, PaymentStatus], Role] = MappingProxyType(
    {
        (_T.CAPTURE, _S.PENDING): Role.EXPECTED,
        (_T.AUTHORIZATION, _S.AUTHORIZED): Role.SET_ASIDE,
        (_T.CAPTURE, _S.PAID): Role.TAKEN,
        (_T.CAPTURE, _S.REFUSED): Role.CALLED_OFF,
        (_T.CAPTURE, _S.CANCELLED): Role.CALLED_OFF,
        (_T.CAPTURE, _S.EXPIRED): Role.CALLED_OFF,
        (_T.CAPTURE, _S.ERROR): Role.CALLED_OFF,
        (_T.AUTHORIZATION, _S.CANCELLED): Role.LET_GO,
        (_T.AUTHORIZATION, _S.EXPIRED): Role.LET_GO,
        (_T.REFUND, _S.REFUNDED): Role.GIVEN_BACK,
        (_T.REFUND, _S.CHARGEBACK): Role.GIVEN_BACK,
    }
)

# What a line of a role may be followed by; a line without an original is one of the keys.
FOLLOWERS: Mapping[Role, frozenset[Role]] = MappingProxyType(
    {
        Role.EXPECTED: frozenset({Role.TAKEN, Role.CALLED_OFF}),
        Role.SET_ASIDE: frozenset({Role.TAKEN, Role.LET_GO}),
        Role.TAKEN: frozenset({Role.GIVEN_BACK}),
    }
)


def role_of(line: Payment) -> Role | None:
    """Answer what a line does; None where it does nothing that is known here."""
    return ROLES.get((line.type, line.status))


def lefts(payments: Iterable[Payment]) -> Mapping[PaymentId, int]:
    """Answer what is left of each line: its amount less the lines that name it, in minor units."""
    left: dict[PaymentId, int] = {}
    taken: dict[PaymentId, int] = {}
    for line in payments:
        left[line.id] = line.amount
        if line.original is not None and role_of(line) is not None:
            taken[line.original] = taken.get(line.original, 0) + line.amount
    return {name: amount - taken.get(name, 0) for name, amount in left.items()}
