"""Equal parts of an amount; and to which payments a refund goes back.

The cases name no currency: two decimals are taken.
"""

from __future__ import annotations

from datetime import UTC, datetime

from tests.vectors.neutral import REFUSED, CannotBeSaidError, Given, minor

from counterfoil.domain.errors import UsageError
from counterfoil.domain.money import Money, currency
from counterfoil.domain.party import AccountType, Actor
from counterfoil.domain.payments import NewPayment, PaymentType, RefundType, recorded_payment
from counterfoil.domain.payments.endings import Ending
from counterfoil.domain.payments.spreading import RefundSources, given_back
from counterfoil.domain.references import PaymentId

NOW = datetime(2026, 5, 2, 9, tzinfo=UTC)
SOMEBODY = Actor(account_type=AccountType.GUEST)


def answer_of_parts(given: Given) -> str:
    """Split an amount into equal parts."""
    whole = Money(amount=minor(given["amount_minor"]), currency=currency("EUR"))
    try:
        parts = whole.split(given["count"])
    except UsageError as error:
        if error.field != "parts":
            raise
        return REFUSED
    return ", ".join(str(part.amount) for part in parts)


def expected_of_parts(given: Given, expect: Given) -> str:
    """Write the observed parts."""
    if "error" in expect:
        return REFUSED
    return ", ".join(str(minor(part)) for part in expect["parts_minor"])


def answer_of_refund(given: Given) -> str:
    """Give an amount back to the payments that were made.

    Raises: CannotBeSaidError for payments that nobody can give back.
    """
    if not all(
        one["full_refund_possible"] and one["partial_refund_possible"] for one in given["payments"]
    ):
        raise CannotBeSaidError("payments_that_cannot_go_back")
    payments = tuple(
        recorded_payment(
            NewPayment(
                type=PaymentType.CAPTURE,
                amount=minor(one["available_minor"]),
                currency=currency("EUR"),
            ),
            payment_id=PaymentId(one["id"]),
            at=NOW,
            creator=SOMEBODY,
        )
        for one in given["payments"]
    )
    lines = given_back(
        payments,
        amount=minor(given["amount_minor"]),
        owed=0,
        keeps_captures=False,
        sources=RefundSources.IN_PROPORTION,
        ending=Ending(at=NOW, creator=SOMEBODY, type=RefundType.SYSTEM),
        name=lambda number: PaymentId(f"refund-{number}"),
    )
    return ", ".join(f"{line.original}: {line.amount}" for line in lines)


def expected_of_refund(given: Given, expect: Given) -> str:
    """Write the observed refunds."""
    return ", ".join(f"{one['payment']}: {one['amount_minor']}" for one in expect["refunds"])
