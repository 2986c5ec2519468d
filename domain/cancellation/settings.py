"""What a host may want otherwise about cancellations; the defaults are docs/assumptions.md's."""

from __future__ import annotations

from enum import Enum

from attrs import frozen

from counterfoil.domain.payments.spreading import RefundSources


class RefundPolicy(Enum):
    """What cancelling does to discounts whose condition no longer holds.

    FREEZE: nothing; a ticket gives back what it cost. REPRICE: what is left costs what it would
    have cost alone. RECLAIM: the discounts of what is left shrink to what they would have been.
    Source: docs/reference/cancellation.md
    """

    FREEZE = "FREEZE"
    REPRICE = "REPRICE"
    RECLAIM = "RECLAIM"


class TierPrecedence(Enum):
    """Which tier of one clock applies where several are reached.

    NEAREST: the one that was reached last. DEAREST: the one that takes most.
    """

    NEAREST = "NEAREST"
    DEAREST = "DEAREST"


class ClockCombination(Enum):
    """What applies where tiers of both clocks are reached: the DEAREST of them, or their SUM."""

    DEAREST = "DEAREST"
    SUM = "SUM"


class FeeParts(Enum):
    """What a tier with a percentage and a fixed amount takes: their SUM, or the HIGHER one."""

    SUM = "SUM"
    HIGHER = "HIGHER"


class UsesOnCancellation(Enum):
    """What becomes of uses and budgets that nothing carries any more: RESTORE or KEEP them."""

    RESTORE = "RESTORE"
    KEEP = "KEEP"


@frozen(kw_only=True)
class CancellationSettings:
    """How cancelling behaves where the field has no one answer.

    ``sources`` says which of several payments a refund goes back to.
    """

    policy: RefundPolicy = RefundPolicy.FREEZE
    tiers: TierPrecedence = TierPrecedence.NEAREST
    clocks: ClockCombination = ClockCombination.DEAREST
    fee_parts: FeeParts = FeeParts.SUM
    sources: RefundSources = RefundSources.IN_PROPORTION
    uses: UsesOnCancellation = UsesOnCancellation.RESTORE
