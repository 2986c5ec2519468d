"""What became of a promocode: it applied, or it did not for a stated reason."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from attrs import frozen

from counterfoil.domain.references import Promocode, PromotionId
from counterfoil.domain.refusals.promocodes import PromocodeReason

MESSAGES: Mapping[PromocodeReason, str] = MappingProxyType(
    {
        PromocodeReason.UNKNOWN: "We do not know this code.",
        PromocodeReason.NOT_YET_VALID: "This code is not valid yet.",
        PromocodeReason.EXPIRED: "This code has expired.",
        PromocodeReason.USED_UP: "This code has been used as often as it may be.",
        PromocodeReason.NEEDS_CUSTOMER: (
            "This code is limited per customer: please identify yourself."
        ),
        PromocodeReason.BUDGET_EXHAUSTED: "This offer is used up.",
        PromocodeReason.NOT_APPLICABLE: "This code is not for what is in your cart.",
        PromocodeReason.MINIMUM_NOT_REACHED: "Your cart does not reach the minimum of this code.",
        PromocodeReason.NOT_COMBINABLE: "This code cannot be combined with your better offer.",
        PromocodeReason.NO_BENEFIT: "This code would not make your cart cheaper.",
        PromocodeReason.ALREADY_APPLIED: "This code has been applied already.",
        PromocodeReason.UNSTATED: "This code cannot be used.",
    }
)


Facts: TypeAlias = tuple[tuple[str, str], ...]
"""Names of conditions, or of what is left of a limit, with the values that were looked for."""


class Failure(NamedTuple):
    """Why a promotion does not come into question, the facts, and the nearest change."""

    reason: PromocodeReason
    facts: Facts
    nearest: str


@frozen(kw_only=True)
class PromocodeOutcome:
    """A code and what became of it.

    ``reason`` is None where it applied; then ``amount`` is what it took off, in minor units.
    ``message`` may be shown to a customer, ``facts`` explain it to the seller, ``nearest`` is the
    change that would help, if one can be read off the failed condition.
    """

    code: Promocode
    promotion: PromotionId | None
    reason: PromocodeReason | None
    amount: int = 0
    facts: Facts = ()
    message: str = ""
    nearest: str = ""

    @property
    def applied(self) -> bool:
        """Whether the code made the cart cheaper (or dearer, where its promotion may)."""
        return self.reason is None


def failed(code: Promocode, promotion: PromotionId | None, failure: Failure) -> PromocodeOutcome:
    """Say to a customer, and to the seller, why a code did not apply."""
    return PromocodeOutcome(
        code=code,
        promotion=promotion,
        reason=failure.reason,
        facts=failure.facts,
        message=MESSAGES[failure.reason],
        nearest=failure.nearest,
    )
