"""Equal parts of an amount; and where a refund is paid from, which is no price.

The cases of equal parts name no currency: two decimals are taken.
"""

from __future__ import annotations

from typing import NoReturn

from tests.vectors.neutral import REFUSED, CannotBeSaidError, Given, minor

from counterfoil.domain.errors import UsageError
from counterfoil.domain.money import Money, currency


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


def answer_of_refund(given: Given) -> NoReturn:
    """Say that a price knows no payments.

    Raises: CannotBeSaidError.
    """
    raise CannotBeSaidError("sources_of_refunds")


def expected_of_refund(given: Given, expect: Given) -> str:
    """Write the observed refunds."""
    return ", ".join(f"{one['payment']}: {one['amount_minor']}" for one in expect["refunds"])
