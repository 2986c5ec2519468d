"""Which promotions come into question for a cart, and for which reason the others do not.

Nothing here reads a running price, so that no promotion switches another on or off. What is found
holds for every subset of codes and is computed once per quote. What is said of a failure is worded
in ``failures.py``, for codes that were entered.

Source: docs/reference/pricing.md, "Discount and promocode".
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC
from typing import NamedTuple

from counterfoil.domain.basket import Basket, Circumstances, LimitLeft
from counterfoil.domain.errors import UsageError
from counterfoil.domain.pricing.amounts import total
from counterfoil.domain.pricing.benefits import Eligible
from counterfoil.domain.pricing.calculation import Calculation
from counterfoil.domain.pricing.extensions import ConditionFacts, LineFacts, called
from counterfoil.domain.pricing.rules import PromotionRule
from counterfoil.domain.pricing.scopes import sells_to
from counterfoil.domain.references import ItemId
from counterfoil.domain.refusals.promocodes import PromocodeReason
from counterfoil.domain.tariff.conditions import CountedOver, CustomCondition, Minimum

WHOLE_CART = ItemId("")  # where a minimum counts over the cart


class Candidate(NamedTuple):
    """A promotion whose conditions hold, its tickets, and what is left of its budget."""

    rule: PromotionRule
    eligible: Eligible
    budget: int | None


def candidate(calculation: Calculation, rule: PromotionRule) -> Candidate | PromocodeReason:
    """Test the conditions of a promotion in the order in which their failures are told."""
    eligible = lines_reached(calculation, rule)
    if rule.bare:
        return Candidate(rule, eligible, None) if eligible else PromocodeReason.NOT_APPLICABLE
    left = left_of(rule, calculation.circumstances)
    reason = _fails_in_time(rule, calculation.circumstances) or _fails_limits(
        rule, left, calculation.basket
    )
    if reason is not None:
        return reason
    if not eligible or not _holds_for_cart(calculation, rule):
        return PromocodeReason.NOT_APPLICABLE
    minimum = rule.promotion.minimum
    if minimum is not None:
        eligible = _that_meet_minimum(calculation, rule, minimum, eligible)
        if not eligible:
            return PromocodeReason.MINIMUM_NOT_REACHED
    return Candidate(rule, _first_units(calculation, rule, eligible), left.budget)


def is_open(rule: PromotionRule, *, basket: Basket, circumstances: Circumstances) -> bool:
    """Whether a promotion is on for this buyer, at this instant and within its limits."""
    return rule.bare or (
        _fails_in_time(rule, circumstances) is None
        and _fails_limits(rule, left_of(rule, circumstances), basket) is None
        and (rule.for_anybody or sells_to(rule.promotion.buyer, buyer=basket.buyer))
    )


def lines_reached(calculation: Calculation, rule: PromotionRule) -> Eligible:
    """List the lines that a promotion reaches, with all of their tickets."""
    bit = 1 << rule.index
    counts = calculation.counts
    return [
        (line, counts[line])
        for line, plan in enumerate(calculation.plans)
        if plan.promotions & bit
    ]


def left_of(rule: PromotionRule, circumstances: Circumstances) -> LimitLeft:
    """Answer what is left of the limits that the promotion has: all, where nothing is told."""
    limits = rule.promotion.limits
    told = circumstances.limits.get(rule.promotion.id)
    if told is None:
        return LimitLeft(
            uses=limits.uses, customer_uses=limits.uses_per_customer, budget=limits.budget
        )
    return LimitLeft(
        uses=_told(told.uses, limits.uses),
        customer_uses=_told(told.customer_uses, limits.uses_per_customer),
        budget=_told(told.budget, limits.budget),
    )


def _told(left: int | None, limit: int | None) -> int | None:
    """Answer what is left of a limit: all of it where nothing is told, nothing to tell without."""
    return left if limit is not None and left is not None else limit


def _fails_in_time(rule: PromotionRule, circumstances: Circumstances) -> PromocodeReason | None:
    windows = rule.promotion.booked
    if not windows:
        return None
    # In UTC: two instants of one zone would be compared by what the wall clock shows.
    at = circumstances.windows_at.astimezone(UTC)
    if any(at in window for window in windows):
        return None
    if any(window.starts_at is not None and window.starts_at > at for window in windows):
        return PromocodeReason.NOT_YET_VALID
    return PromocodeReason.EXPIRED


def _fails_limits(rule: PromotionRule, left: LimitLeft, basket: Basket) -> PromocodeReason | None:
    if left.uses is not None and left.uses <= 0:
        return PromocodeReason.USED_UP
    if rule.promotion.limits.uses_per_customer is not None:
        if basket.buyer.customer is None:
            return PromocodeReason.NEEDS_CUSTOMER
        if left.customer_uses is not None and left.customer_uses <= 0:
            return PromocodeReason.USED_UP
    if left.budget is not None and left.budget <= 0:
        return PromocodeReason.BUDGET_EXHAUSTED
    return None


def _holds_for_cart(calculation: Calculation, rule: PromotionRule) -> bool:
    return (
        (rule.for_anybody or sells_to(rule.promotion.buyer, buyer=calculation.basket.buyer))
        and not missing_products(calculation, rule)
        and not custom_that_fail(calculation, rule)
    )


def missing_products(calculation: Calculation, rule: PromotionRule) -> list[str]:
    """Name the products that a promotion wants together and that have no ticket in the cart."""
    wanted = rule.promotion.together
    if not wanted:
        return []
    there = {plan.product for plan in calculation.plans}
    there.update(item.product for item in calculation.basket.items)
    return sorted(wanted - there)


def custom_that_fail(calculation: Calculation, rule: PromotionRule) -> list[str]:
    """Name the conditions of the host that do not hold."""
    custom = rule.promotion.custom
    if not custom:
        return []
    facts = _facts(calculation)
    return [one.name for one in custom if not _holds(calculation, one, facts)]


def _holds(calculation: Calculation, condition: CustomCondition, facts: ConditionFacts) -> bool:
    """Ask the host's function, and hold it to its contract.

    Raises: UsageError when it raises, or answers anything but True or False.
    """
    registered = calculation.rules.extensions.conditions[condition.name]
    name = f"condition {condition.name}"
    answer = called(name, lambda: registered.holds(facts, dict(condition.parameters)))
    if not isinstance(answer, bool):
        raise UsageError(field=name, value=answer, problem="is no answer", allowed="True or False")
    return answer


def _facts(calculation: Calculation) -> ConditionFacts:
    lines = tuple(
        LineFacts(
            item=calculation.basket.items[calculation.owners[line]].id,
            part=calculation.part(line),
            product=calculation.plans[line].product,
            ticket_type=calculation.plans[line].ticket_type.id,
            count=calculation.counts[line],
            undiscounted=total(calculation.undiscounted[line], calculation.counts[line]),
        )
        for line in calculation.in_order(range(len(calculation.plans)))
    )
    return ConditionFacts(
        basket=calculation.basket, circumstances=calculation.circumstances, lines=lines
    )


def shortfalls(
    calculation: Calculation, rule: PromotionRule, minimum: Minimum, eligible: Eligible
) -> Mapping[ItemId, tuple[int, int]]:
    """Say how many tickets, and how much value, a minimum misses: in the cart, or by booking."""
    bit = 1 << rule.index
    counted = [line for line, plan in enumerate(calculation.plans) if plan.minimums & bit]
    groups: dict[ItemId, list[int]] = {WHOLE_CART: counted}
    if minimum.over is CountedOver.BOOKING:
        bookings = {_item_of(calculation, line) for line, _ in eligible}
        groups = {
            booking: [line for line in counted if _item_of(calculation, line) == booking]
            for booking in bookings
        }
    counts = calculation.counts
    return {
        name: (
            max(0, minimum.quantity - sum(counts[line] for line in lines)),
            max(0, minimum.value - calculation.sum_over(calculation.undiscounted, lines)),
        )
        for name, lines in groups.items()
    }


def _that_meet_minimum(
    calculation: Calculation, rule: PromotionRule, minimum: Minimum, eligible: Eligible
) -> Eligible:
    """Keep the tickets that a minimum lets through; over bookings, of those that meet it."""
    missed = shortfalls(calculation, rule, minimum, eligible)
    met = {name for name, shortfall in missed.items() if shortfall == (0, 0)}
    if minimum.over is CountedOver.CART:
        return eligible if met else ()
    return [(line, count) for line, count in eligible if _item_of(calculation, line) in met]


def _item_of(calculation: Calculation, line: int) -> ItemId:
    return calculation.basket.items[calculation.owners[line]].id


def _first_units(calculation: Calculation, rule: PromotionRule, eligible: Eligible) -> Eligible:
    """Reach no more tickets of a cart than the promotion says, the first in the stated order."""
    most = rule.promotion.limits.units_per_cart
    if most is None:
        return eligible
    counts = dict(eligible)
    reached = []
    for line in calculation.in_order(list(counts)):
        taken = min(counts[line], most)
        if taken:
            reached.append((line, taken))
        most -= taken
    return reached
