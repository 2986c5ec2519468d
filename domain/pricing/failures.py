"""What is said of a code whose conditions do not hold: the facts, and the nearest change.

The facts are for the seller: every condition that fails, by its name in the tariff. The nearest
change is for people, and is told where it can be read off the condition: which ticket to add,
which day to choose, how much is missing. Of the tickets in a cart the one that fails the fewest
conditions is looked at.

Nothing here decides; ``conditions.py`` has done so.

Source: docs/reference/pricing.md, "Why a code does not apply".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC
from types import MappingProxyType
from typing import TypeAlias

from attrs import fields

from counterfoil.domain.money import format_amount
from counterfoil.domain.pricing.calculation import Calculation
from counterfoil.domain.pricing.conditions import (
    custom_that_fail,
    left_of,
    lines_reached,
    missing_products,
    shortfalls,
)
from counterfoil.domain.pricing.promocodes import Facts, Failure
from counterfoil.domain.pricing.rules import PromotionRule
from counterfoil.domain.pricing.scopes import reaches, sells_to
from counterfoil.domain.refusals.promocodes import PromocodeReason
from counterfoil.domain.tariff.conditions import BuyerScope, CountedOver, Scope
from counterfoil.domain.tariff.wording import WEEKDAYS, field_words, words

Wording: TypeAlias = Callable[[Calculation, PromotionRule], tuple[Facts, str]]


def failure_of(calculation: Calculation, rule: PromotionRule, reason: PromocodeReason) -> Failure:
    """Word a failure that can be read off the promotion, the cart and the circumstances."""
    facts, nearest = _WORDINGS[reason](calculation, rule)
    return Failure(reason, facts, nearest)


# --- windows and limits -------------------------------------------------------------------------


def _not_yet_valid(calculation: Calculation, rule: PromotionRule) -> tuple[Facts, str]:
    at = calculation.circumstances.windows_at.astimezone(UTC)
    starts = [window.starts_at for window in rule.promotion.booked]
    start = min(start for start in starts if start is not None and start > at).isoformat()
    return (("valid_from", start),), f"book from {start}"


def _expired(_: Calculation, rule: PromotionRule) -> tuple[Facts, str]:
    ends = [window.ends_at for window in rule.promotion.booked]
    return (("valid_until", max(end for end in ends if end is not None).isoformat()),), ""


def _used_up(calculation: Calculation, rule: PromotionRule) -> tuple[Facts, str]:
    left = left_of(rule, calculation.circumstances)
    whose = "uses_left" if left.uses is not None and left.uses <= 0 else "customer_uses_left"
    return ((whose, "0"),), ""


def _needs_customer(_: Calculation, rule: PromotionRule) -> tuple[Facts, str]:
    uses = str(rule.promotion.limits.uses_per_customer)
    return (("uses_per_customer", uses),), "say who the customer is"


def _budget_exhausted(calculation: Calculation, rule: PromotionRule) -> tuple[Facts, str]:
    budget = max(0, left_of(rule, calculation.circumstances).budget or 0)
    left = format_amount(budget, currency=calculation.rules.tariff.currency)
    return (("budget_left", left),), ""


# --- not applicable -----------------------------------------------------------------------------


def _not_applicable(calculation: Calculation, rule: PromotionRule) -> tuple[Facts, str]:
    facts: list[tuple[str, str]] = []
    nearest: list[str] = []
    for tell in (_ticket_facts, _together_facts, _buyer_facts, _custom_facts):
        found, change = tell(calculation, rule)
        facts.extend(found)
        if change:
            nearest.append(change)
    return tuple(facts), "; ".join(nearest)


def _ticket_facts(calculation: Calculation, rule: PromotionRule) -> tuple[Facts, str]:
    if lines_reached(calculation, rule):
        return (), ""
    scope = rule.promotion.scope
    by_line = [
        _failing(calculation, line, scope)
        for line in calculation.in_order(range(len(calculation.plans)))
    ]
    failing = min(by_line, key=len, default=_bound(scope))
    currency = calculation.rules.tariff.currency
    facts = tuple((name, field_words(scope, name=name, currency=currency)) for name in failing)
    adds = not by_line or "products" in failing or "ticket_types" in failing
    named = _bound(scope) if adds else failing
    choices = [_CHOICES[name](calculation, scope) for name in named if name in _CHOICES]
    chooses = f"choose {' and '.join(choices)}" if choices else ""
    if not adds:
        return facts, chooses
    ticket = "add a ticket"
    if scope.products:
        ticket += f" of {_either(scope.products)}"
    if scope.ticket_types:
        ticket += f", of type {_either(scope.ticket_types)}"
    return facts, f"{ticket}, and {chooses}" if chooses else ticket


def _bound(scope: Scope) -> list[str]:
    """Name what a scope binds."""
    return [one.name for one in fields(Scope) if getattr(scope, one.name)]


def _failing(calculation: Calculation, line: int, scope: Scope) -> list[str]:
    """Name what keeps a scope from the tickets of a line, each part of it held against them."""
    plan = calculation.plans[line]
    item = calculation.basket.items[calculation.owners[line]]
    return [
        name
        for name in _bound(scope)
        if not reaches(
            Scope(**{name: getattr(scope, name)}),
            products=frozenset({plan.product, item.product}),
            ticket_type=plan.ticket_type,
            when=plan.when,
        )
    ]


def _slot_choice(_: Calculation, scope: Scope) -> str:
    return f"slot {_either(scope.slots)}"


def _season_choice(calculation: Calculation, scope: Scope) -> str:
    labels = [
        season.label for season in calculation.rules.tariff.seasons if season.id in scope.seasons
    ]
    return f"a date in {_either(labels)}"


def _weekday_choice(_: Calculation, scope: Scope) -> str:
    return f"a {_in_words([WEEKDAYS[weekday] for weekday in sorted(scope.weekdays)], 'or')}"


def _travel_choice(calculation: Calculation, scope: Scope) -> str:
    currency = calculation.rules.tariff.currency
    return f"a date {_in_words([words(one, currency=currency) for one in scope.travel], 'or')}"


def _time_choice(calculation: Calculation, scope: Scope) -> str:
    currency = calculation.rules.tariff.currency
    spans = [f"from {words(one, currency=currency)}" for one in scope.times]
    return f"a time {_in_words(spans, 'or')}"


_CHOICES: Mapping[str, Callable[[Calculation, Scope], str]] = MappingProxyType(
    {
        "slots": _slot_choice,
        "seasons": _season_choice,
        "travel": _travel_choice,
        "weekdays": _weekday_choice,
        "times": _time_choice,
    }
)


def _together_facts(calculation: Calculation, rule: PromotionRule) -> tuple[Facts, str]:
    missing = missing_products(calculation, rule)
    if not missing:
        return (), ""
    tickets = _in_words([f"a ticket of {product}" for product in missing], "and")
    return (("missing_products", ", ".join(missing)),), f"add {tickets}"


def _buyer_facts(calculation: Calculation, rule: PromotionRule) -> tuple[Facts, str]:
    scope, buyer = rule.promotion.buyer, calculation.basket.buyer
    currency = calculation.rules.tariff.currency
    failing = [
        one.name
        for one in fields(BuyerScope)
        if not sells_to(BuyerScope(**{one.name: getattr(scope, one.name)}), buyer=buyer)
    ]
    facts = tuple((name, field_words(scope, name=name, currency=currency)) for name in failing)
    through = [
        f"{name.removesuffix('s')} {_either(getattr(scope, name))}"
        for name in failing
        if name != "customer_tags"
    ]
    changes = [f"buy through {_in_words(through, 'and')}"] if through else []
    if "customer_tags" in failing:
        changes.append(f"be a customer with the tag {_either(scope.customer_tags)}")
    return facts, " and ".join(changes)


def _custom_facts(calculation: Calculation, rule: PromotionRule) -> tuple[Facts, str]:
    failing = custom_that_fail(calculation, rule)
    return (("custom", ", ".join(failing)),) if failing else (), ""


# --- below a minimum ----------------------------------------------------------------------------


def _below_minimum(calculation: Calculation, rule: PromotionRule) -> tuple[Facts, str]:
    minimum = rule.promotion.minimum
    assert minimum is not None, "only a minimum can be missed"
    missing = shortfalls(calculation, rule, minimum, lines_reached(calculation, rule))
    (tickets, money), booking = min((missed, name) for name, missed in missing.items())
    currency = calculation.rules.tariff.currency
    where = f" to booking {booking}" if minimum.over is CountedOver.BOOKING else ""
    facts: list[tuple[str, str]] = []
    nearest: list[str] = []
    if tickets:
        facts += [("quantity_wanted", str(minimum.quantity)), ("quantity_missing", str(tickets))]
        more = "ticket" if tickets == 1 else "tickets"
        nearest.append(f"add {tickets} more matching {more}{where}")
    if money:
        missed = format_amount(money, currency=currency)
        wanted = format_amount(minimum.value, currency=currency)
        facts += [("value_wanted", wanted), ("value_missing", missed)]
        nearest.append(f"add matching tickets for {missed} {currency.code} more{where}")
    return tuple(facts), "; ".join(nearest)


# --- words --------------------------------------------------------------------------------------


def _either(names: Sequence[str] | frozenset[str]) -> str:
    """List alternatives, those of a set sorted."""
    return _in_words(sorted(names) if isinstance(names, frozenset) else names, "or")


def _in_words(names: Sequence[str], conjunction: str) -> str:
    *others, last = names
    return f"{', '.join(others)} {conjunction} {last}" if others else last


_WORDINGS: Mapping[PromocodeReason, Wording] = MappingProxyType(
    {
        PromocodeReason.NOT_YET_VALID: _not_yet_valid,
        PromocodeReason.EXPIRED: _expired,
        PromocodeReason.USED_UP: _used_up,
        PromocodeReason.NEEDS_CUSTOMER: _needs_customer,
        PromocodeReason.BUDGET_EXHAUSTED: _budget_exhausted,
        PromocodeReason.NOT_APPLICABLE: _not_applicable,
        PromocodeReason.MINIMUM_NOT_REACHED: _below_minimum,
    }
)
