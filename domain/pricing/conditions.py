"""Which promotions come into question for a cart, and why the others do not.

Nothing here reads a running price, so that no promotion switches another on or off. What is found
holds for every subset of codes and is computed once per quote.

Source: docs/reference/pricing.md, "Discount and promocode".
"""

from __future__ import annotations

from typing import NamedTuple

from counterfoil.domain.basket import Basket, Circumstances, LimitLeft
from counterfoil.domain.money import format_amount
from counterfoil.domain.pricing.amounts import total
from counterfoil.domain.pricing.benefits import Eligible
from counterfoil.domain.pricing.calculation import Calculation
from counterfoil.domain.pricing.extensions import ConditionFacts, LineFacts
from counterfoil.domain.pricing.promocodes import Failure, PromocodeReason
from counterfoil.domain.pricing.rules import PromotionRule
from counterfoil.domain.pricing.scopes import sells_to
from counterfoil.domain.tariff.conditions import CountedOver, Minimum


class Candidate(NamedTuple):
    """A promotion whose conditions hold, its tickets, and what is left of its budget."""

    rule: PromotionRule
    eligible: Eligible
    budget: int | None


def candidate(calculation: Calculation, rule: PromotionRule) -> Candidate | Failure:
    """Test the conditions of a promotion in the order in which their failures are told."""
    bit = 1 << rule.index
    if rule.bare:
        counts = calculation.counts
        reached = [
            (line, counts[line])
            for line, plan in enumerate(calculation.plans)
            if plan.promotions & bit
        ]
        return Candidate(rule, reached, None) if reached else _not_applicable(calculation, rule)
    left = _left(rule, calculation.circumstances)
    failure = _fails_in_time(rule, calculation.circumstances) or _fails_limits(
        rule, left, calculation.basket
    )
    if failure is not None:
        return failure
    eligible = _eligible(calculation, bit)
    if not eligible or not _holds_for_cart(calculation, rule):
        return _not_applicable(calculation, rule)
    minimum = rule.promotion.minimum
    if minimum is not None:
        failure, eligible = _meets_minimum(calculation, bit, minimum, eligible)
        if failure is not None:
            return failure
    return Candidate(rule, _first_units(calculation, rule, eligible), left.budget)


def is_open(rule: PromotionRule, *, basket: Basket, circumstances: Circumstances) -> bool:
    """Whether a promotion is on for this buyer, at this instant and within its limits."""
    return rule.bare or (
        _fails_in_time(rule, circumstances) is None
        and _fails_limits(rule, _left(rule, circumstances), basket) is None
        and (rule.for_anybody or sells_to(rule.promotion.buyer, buyer=basket.buyer))
    )


def _left(rule: PromotionRule, circumstances: Circumstances) -> LimitLeft:
    """Answer what is left of the limits that the promotion has: all, where nothing is told."""
    limits = rule.promotion.limits
    told = circumstances.limits.get(rule.promotion.id)
    if told is None:
        return LimitLeft(
            uses=limits.uses, customer_uses=limits.uses_per_customer, budget=limits.budget
        )
    return LimitLeft(
        uses=None if limits.uses is None else told.uses,
        customer_uses=None if limits.uses_per_customer is None else told.customer_uses,
        budget=None if limits.budget is None else told.budget,
    )


def _fails_in_time(rule: PromotionRule, circumstances: Circumstances) -> Failure | None:
    windows = rule.promotion.booked
    at = circumstances.at
    if not windows or any(at in window for window in windows):
        return None
    later = [window.starts_at for window in windows if window.starts_at and window.starts_at > at]
    if later:
        start = min(later).isoformat()
        return Failure(
            PromocodeReason.NOT_YET_VALID, (("valid_from", start),), f"book from {start}"
        )
    ends = [window.ends_at for window in windows if window.ends_at is not None]
    return Failure(PromocodeReason.EXPIRED, (("valid_until", max(ends).isoformat()),), "")


def _fails_limits(rule: PromotionRule, left: LimitLeft, basket: Basket) -> Failure | None:
    if left.uses is not None and left.uses <= 0:
        return Failure(PromocodeReason.USED_UP, (("uses_left", "0"),), "")
    if rule.promotion.limits.uses_per_customer is not None:
        if basket.buyer.customer is None:
            return Failure(PromocodeReason.NEEDS_CUSTOMER, (), "say who the customer is")
        if left.customer_uses is not None and left.customer_uses <= 0:
            return Failure(PromocodeReason.USED_UP, (("customer_uses_left", "0"),), "")
    if left.budget is not None and left.budget <= 0:
        return Failure(PromocodeReason.BUDGET_EXHAUSTED, (("budget_left", "0"),), "")
    return None


def _eligible(calculation: Calculation, bit: int) -> Eligible:
    counts = calculation.counts
    return [
        (line, counts[line])
        for line, plan in enumerate(calculation.plans)
        if plan.promotions & bit
    ]


def _holds_for_cart(calculation: Calculation, rule: PromotionRule) -> bool:
    promotion = rule.promotion
    if not rule.for_anybody and not sells_to(promotion.buyer, buyer=calculation.basket.buyer):
        return False
    if missing_products(calculation, rule):
        return False
    if not promotion.custom:
        return True
    facts = _facts(calculation)
    return all(
        calculation.rules.extensions.conditions[custom.name].holds(facts, dict(custom.parameters))
        for custom in promotion.custom
    )


def missing_products(calculation: Calculation, rule: PromotionRule) -> list[str]:
    """Name the products that a promotion wants together and that have no ticket in the cart."""
    wanted = rule.promotion.together
    if not wanted:
        return []
    there = {plan.product for plan in calculation.plans}
    there.update(item.product for item in calculation.basket.items)
    return sorted(wanted - there)


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


def _not_applicable(calculation: Calculation, rule: PromotionRule) -> Failure:
    promotion = rule.promotion
    missing = missing_products(calculation, rule)
    if missing:
        return Failure(
            PromocodeReason.NOT_APPLICABLE,
            (("missing_products", ", ".join(missing)),),
            f"add a ticket of {', '.join(missing)}",
        )
    facts = []
    if promotion.scope.products:
        facts.append(("products", ", ".join(sorted(promotion.scope.products))))
    if promotion.scope.ticket_types:
        facts.append(("ticket_types", ", ".join(sorted(promotion.scope.ticket_types))))
    nearest = ""
    if facts and not _eligible(calculation, 1 << rule.index):
        nearest = "add a ticket of " + " and ".join(f"{name} {value}" for name, value in facts)
    return Failure(PromocodeReason.NOT_APPLICABLE, tuple(facts), nearest)


def _meets_minimum(
    calculation: Calculation, bit: int, minimum: Minimum, eligible: Eligible
) -> tuple[Failure | None, Eligible]:
    """Keep the tickets that a minimum lets through; over bookings, of those that meet it."""
    counted = [line for line, plan in enumerate(calculation.plans) if plan.minimums & bit]
    if minimum.over is CountedOver.CART:
        groups = {-1: counted}
    else:
        owners = sorted({calculation.owners[line] for line, _ in eligible})
        groups = {
            owner: [line for line in counted if calculation.owners[line] == owner]
            for owner in owners
        }
    shortfalls = {
        owner: (
            max(0, minimum.quantity - sum(calculation.counts[line] for line in lines)),
            max(0, minimum.value - calculation.sum_over(calculation.undiscounted, lines)),
        )
        for owner, lines in groups.items()
    }
    met = {owner for owner, shortfall in shortfalls.items() if shortfall == (0, 0)}
    if not met:
        tickets, money = min(shortfalls.values())
        return _below_minimum(calculation, minimum, tickets, money), ()
    if minimum.over is CountedOver.CART:
        return None, eligible
    return None, [(line, count) for line, count in eligible if calculation.owners[line] in met]


def _below_minimum(
    calculation: Calculation, minimum: Minimum, tickets: int, money: int
) -> Failure:
    currency = calculation.rules.tariff.currency
    facts: list[tuple[str, str]] = []
    nearest: list[str] = []
    if tickets:
        facts += [("quantity_wanted", str(minimum.quantity)), ("quantity_missing", str(tickets))]
        nearest.append(f"add {tickets} more matching {'ticket' if tickets == 1 else 'tickets'}")
    if money:
        missing = format_amount(money, currency=currency)
        wanted = format_amount(minimum.value, currency=currency)
        facts += [("value_wanted", wanted), ("value_missing", missing)]
        nearest.append(f"add matching tickets for {missing} {currency.code} more")
    return Failure(PromocodeReason.MINIMUM_NOT_REACHED, tuple(facts), "; ".join(nearest))


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
