"""Phase 2, VARIATION: signed differences to the list price, by rule or requested.

At part and ticket-type level an amount is per ticket and a percentage is rounded per ticket; at
booking and cart level it is computed once and allocated by running price. On a group line every
percentage is computed on the line and allocated. No ticket goes below zero; what was cut off is
reported.

Source: docs/reference/pricing.md, "Variation".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC
from fractions import Fraction
from typing import assert_never

from counterfoil.domain.basket import (
    CartTarget,
    Fill,
    ItemTarget,
    PartTarget,
    RequestedVariation,
    TicketTypeTarget,
)
from counterfoil.domain.pricing.allotment import allot
from counterfoil.domain.pricing.amounts import (
    Amounts,
    as_runs,
    beside,
    compact,
    negated,
    plus,
    total,
)
from counterfoil.domain.pricing.calculation import Calculation
from counterfoil.domain.pricing.ledger import Cause, Kind
from counterfoil.domain.pricing.rules import PricedDifference, VariationRule
from counterfoil.domain.pricing.scopes import sells_to
from counterfoil.domain.tariff.conditions import CountedOver, FillBand, QuantityBand
from counterfoil.domain.tariff.variations import (
    Difference,
    FixedAmount,
    Percentage,
    PercentageBase,
    VariationLevel,
)

BELOW_ZERO = "no ticket goes below zero"
ALL_AT_ZERO = "all tickets are at zero"


def priced(difference: Difference) -> PricedDifference:
    """Compile a difference into integers."""
    match difference:
        case FixedAmount(amount=amount):
            return PricedDifference(numerator=amount, denominator=1, base=None)
        case Percentage(rate=rate, base=base):
            return PricedDifference(
                numerator=rate.numerator, denominator=rate.denominator, base=base
            )
        case _:
            assert_never(difference)


def apply_variations(calculation: Calculation) -> None:
    """Apply to ``running`` the variations that no plan has folded, then the requested ones."""
    lists = calculation.list_amounts()
    for rule in calculation.rules.variations:
        lines = _lines_of(calculation, rule)
        if lines:
            _vary(calculation, rule.cause, rule.difference, rule.level, lines, lists)
    _apply_requested(calculation, lists)


# --- which lines a rule of the tariff reaches ---------------------------------------------------


def _lines_of(calculation: Calculation, rule: VariationRule) -> list[int]:
    variation = rule.variation
    if not rule.for_anybody and not sells_to(variation.buyer, buyer=calculation.basket.buyer):
        return []
    open_lines = []
    reached = []
    kept = calculation.kept
    for line, plan in enumerate(calculation.plans):
        if rule in plan.reaching:
            reached.append(line)
            if kept is not None and line in kept.lines:
                continue  # It is counted, and keeps the variations that it stores.
            if line in calculation.loose or rule in plan.variations:
                open_lines.append(line)
    counted = _counted(calculation, variation.quantity, reached)
    return [
        line
        for line in open_lines
        if (rule.level is not VariationLevel.PART or line in calculation.parts)
        and _holds_at(calculation, rule, line)
        and _holds_quantity(variation.quantity, calculation.owners[line], counted)
    ]


def _holds_at(calculation: Calculation, rule: VariationRule, line: int) -> bool:
    """Whether the conditions on the booking instant and on the pools hold for one line."""
    variation = rule.variation
    held = calculation.held(calculation.owners[line])
    # In UTC: two instants of one zone would be compared by what the wall clock shows.
    booked = held.at.astimezone(UTC)
    if variation.booked is not None and booked not in variation.booked:
        return False
    when = calculation.plans[line].when
    if variation.lead is not None and (
        when.starts_at is None or when.starts_at - booked not in variation.lead
    ):
        return False
    if variation.fill is None:
        return True
    pools = calculation.plans[line].pools
    fills = [held.fills[pool] for pool in pools if pool in held.fills]
    return bool(fills) and _in_band(max(map(_share, fills)), variation.fill)


def _share(fill: Fill) -> Fraction:
    return Fraction(fill.taken, fill.total) if fill.total else Fraction(1)


def _in_band(share: Fraction, band: FillBand) -> bool:
    least = Fraction(band.least.numerator, band.least.denominator)
    if share < least:
        return False
    return band.most is None or share < Fraction(band.most.numerator, band.most.denominator)


def _counted(
    calculation: Calculation, band: QuantityBand | None, reached: Sequence[int]
) -> dict[int, int]:
    """Count the matching tickets by item; over the cart, all of them (-1)."""
    sums: dict[int, int] = {}
    if band is not None:
        for line in reached:
            key = -1 if band.over is CountedOver.CART else calculation.owners[line]
            sums[key] = sums.get(key, 0) + calculation.counts[line]
    return sums


def _holds_quantity(band: QuantityBand | None, owner: int, counted: Mapping[int, int]) -> bool:
    if band is None:
        return True
    count = counted[-1 if band.over is CountedOver.CART else owner]
    return band.least <= count and (band.most is None or count <= band.most)


# --- requested variations -----------------------------------------------------------------------


def _apply_requested(calculation: Calculation, lists: list[Amounts]) -> None:
    """Apply what the caller asks for, by level (part, type, booking, cart), item and id."""
    for requested in sorted(calculation.basket.requested, key=_place):
        level, lines = _target(calculation, requested)
        rate = requested.difference.rate if isinstance(requested.difference, Percentage) else None
        cause = Cause(
            kind=Kind.VARIATION,
            type=requested.type.value,
            rule=requested.id,
            label=requested.label or requested.id,
            rate=rate,
        )
        _vary(calculation, cause, priced(requested.difference), level, lines, lists)


def _place(requested: RequestedVariation) -> tuple[int, str, str]:
    match requested.target:
        case PartTarget(item=item):
            return 0, item, requested.id
        case TicketTypeTarget(item=item):
            return 1, item, requested.id
        case ItemTarget(item=item):
            return 2, item, requested.id
        case CartTarget():
            return 3, "", requested.id
        case _:
            assert_never(requested.target)


def _target(
    calculation: Calculation, requested: RequestedVariation
) -> tuple[VariationLevel, list[int]]:
    lines = calculation.touched(range(len(calculation.plans)))
    target = requested.target
    if isinstance(target, CartTarget):
        return VariationLevel.CART, list(lines)
    items = calculation.basket.items
    of_item = [line for line in lines if items[calculation.owners[line]].id == target.item]
    match target:
        case ItemTarget():
            return VariationLevel.BOOKING, of_item
        case PartTarget(part=part):
            in_part = [line for line in of_item if calculation.parts.get(line) == part]
            return VariationLevel.PART, in_part
        case TicketTypeTarget(ticket_type=ticket_type, part=part):
            of_type = [
                line
                for line in of_item
                if calculation.plans[line].ticket_type.id == ticket_type
                and part in (None, calculation.parts.get(line))
            ]
            return VariationLevel.TICKET_TYPE, of_type
        case _:
            assert_never(target)


# --- what a difference does ---------------------------------------------------------------------


def _vary(
    calculation: Calculation,
    cause: Cause,
    difference: PricedDifference,
    level: VariationLevel,
    lines: Sequence[int],
    lists: Sequence[Amounts],
) -> None:
    if level is VariationLevel.CART:
        kept = calculation.kept
        stored = 0 if kept is None else kept.varied.get(cause.rule, 0)
        _vary_together(calculation, cause, difference, lines, lists, stored)
        return
    if level is VariationLevel.BOOKING:
        for owner in sorted({calculation.owners[line] for line in lines}):
            of_item = [line for line in lines if calculation.owners[line] == owner]
            _vary_together(calculation, cause, difference, of_item, lists)
        return
    for line in lines:
        if calculation.plans[line].group and difference.base is not None:
            _vary_together(calculation, cause, difference, [line], lists)
        else:
            _vary_each(calculation, cause, difference, line, lists)


def _vary_each(
    calculation: Calculation,
    cause: Cause,
    difference: PricedDifference,
    line: int,
    lists: Sequence[Amounts],
) -> None:
    """Vary each ticket of a line by itself."""
    count = calculation.counts[line]
    running = calculation.running[line]
    bases: Amounts | None
    if difference.base is None:
        bases = None
        wanted: Amounts = difference.numerator
    else:
        bases = lists[line] if difference.base is PercentageBase.LIST else running
        wanted = compact(
            tuple(
                (times, calculation.round(base * difference.numerator, difference.denominator))
                for times, base in as_runs(bases, count)
            )
        )
    changed = compact(
        tuple(
            (times, max(amount, -price)) for times, amount, price in beside(wanted, running, count)
        )
    )
    calculation.cut(cause, total(changed, count) - total(wanted, count), BELOW_ZERO)
    _write(calculation, cause, line, changed, bases)


def _vary_together(
    calculation: Calculation,
    cause: Cause,
    difference: PricedDifference,
    lines: Sequence[int],
    lists: Sequence[Amounts],
    stored: int = 0,
) -> None:
    """Compute a difference once for several lines and allocate it by running price.

    An amount is given once: what kept tickets store of it (*stored*) is not given again.
    """
    running = calculation.sum_over(calculation.running, lines)
    base = None
    if difference.base is None:
        amount = _less(difference.numerator, stored)
    else:
        of_list = difference.base is PercentageBase.LIST
        base = calculation.sum_over(lists, lines) if of_list else running
        amount = calculation.round(base * difference.numerator, difference.denominator)
    if amount > 0 and not running:
        calculation.cut(cause, amount, ALL_AT_ZERO)
        return
    given = max(amount, -running)
    calculation.cut(cause, given - amount, BELOW_ZERO)
    weighed = [(line, calculation.counts[line], calculation.running[line]) for line in lines]
    for line, share in allot(calculation, abs(given), weighed).items():
        _write(calculation, cause, line, share if given > 0 else negated(share), base)


def _less(amount: int, stored: int) -> int:
    """Take off a signed amount what is stored of it, but never pass zero."""
    return max(0, amount - stored) if amount > 0 else min(0, amount - stored)


def _write(
    calculation: Calculation, cause: Cause, line: int, amounts: Amounts, bases: Amounts | None
) -> None:
    if amounts == 0:
        return
    calculation.rows.append((cause, line, amounts, bases, None))
    calculation.running[line] = plus(calculation.running[line], amounts, calculation.counts[line])
