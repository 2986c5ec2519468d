"""Which rules leave each ticket to itself, so that a cart is the sum of its tickets.

Source: docs/explanation/speed.md, "The express lane".
"""

from __future__ import annotations

from counterfoil.domain.pricing.rules import CompiledRules, FeeRule, PromotionRule
from counterfoil.domain.tariff.fees import FeeRefund, FeeSize
from counterfoil.domain.tariff.promotions import (
    EXCLUSIVE_LANE,
    AmountOff,
    FixedUnitPrice,
    LaneMode,
    Over,
    Per,
    PercentageOff,
)


def is_ticketwise(rules: CompiledRules, rule: PromotionRule) -> bool:
    """Whether what a promotion takes off depends on the ticket alone, and never raises it.

    In a lane that chooses for the whole order, or per booking, it does not; nor in a lane in which
    the first wins, because an earlier code can give a ticket less than a later promotion.
    """
    promotion = rule.promotion
    match promotion.benefit:
        case PercentageOff(over=Over.UNIT) | AmountOff(per=Per.UNIT) | FixedUnitPrice():
            pass
        case _:
            return False
    (lane,) = [one for one in rules.lanes if one.number == promotion.lane]
    by_ticket = lane.mode is LaneMode.BEST and lane.per is Per.UNIT
    return (
        lane.number != EXCLUSIVE_LANE
        and (lane.mode is LaneMode.ALL or by_ticket or len(lane.promotions) == 1)
        and promotion.cap is None
        and promotion.limits.budget is None
        and promotion.limits.units_per_cart is None
        and promotion.minimum is None
        and not promotion.together
        and not promotion.custom
        and not promotion.may_raise
    )


def adds_up(rule: FeeRule) -> bool:
    """Whether a fee can be taken on sums of tickets: not shared out, split or grossed up."""
    fee = rule.fee
    if fee.per is Per.UNIT:
        return rule.for_anybody
    return fee.size is FeeSize.PLAIN and fee.refund is not FeeRefund.SHARE and rule.for_all_lines
