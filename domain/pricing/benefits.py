"""What a promotion takes off each ticket, given what the rules before it left.

A reduction is minor units off a ticket, zero or more; only a fixed unit price that ``may_raise``
can be below zero. No reduction passes the running price of its ticket.

Source: docs/reference/pricing.md, "Discount and promocode".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeAlias, assert_never

from counterfoil.domain.errors import UsageError
from counterfoil.domain.pricing.allotment import allot
from counterfoil.domain.pricing.amounts import (
    Amounts,
    from_tickets,
    head,
    mapped,
    padded,
    per_ticket,
    plus,
    total,
)
from counterfoil.domain.pricing.calculation import Calculation
from counterfoil.domain.pricing.extensions import EligibleUnit, called
from counterfoil.domain.pricing.rules import PromotionRule
from counterfoil.domain.tariff.promotions import (
    AmountOff,
    CheapestOff,
    CustomBenefit,
    FixedUnitPrice,
    Over,
    Partial,
    Per,
    PercentageOff,
)

Eligible: TypeAlias = Sequence[tuple[int, int]]
"""Lines that a promotion reaches, each with how many of its tickets, counted from the first."""


class Reduction(NamedTuple):
    """What one promotion takes off the tickets of one line, and what its rate was applied to."""

    line: int
    amounts: Amounts
    base: Amounts | None


class Reductions(NamedTuple):
    """What one promotion takes off a cart.

    ``ungiven`` could not be given because tickets were at zero; ``refused`` says that the budget
    held less than the benefit and does not give in part.
    """

    lines: tuple[Reduction, ...]
    sum: int
    ungiven: int = 0
    refused: bool = False


NOTHING = Reductions((), 0)


def reductions_of(
    calculation: Calculation,
    rule: PromotionRule,
    running: Sequence[Amounts],
    eligible: Eligible,
    budget: int | None,
) -> Reductions:
    """Compute what a promotion takes off: cut to its cap, then to what is left of its budget."""
    found, ungiven = _uncapped(calculation, rule, running, eligible)
    given = 0
    for reduction in found:
        given += total(reduction.amounts, calculation.counts[reduction.line])
    cap = rule.promotion.cap
    if cap is not None and given > cap:
        found, given = _cut_to(calculation, found, cap), cap
    if budget is not None and given > budget:
        if rule.promotion.limits.partial is Partial.REFUSE or budget <= 0:
            return Reductions((), 0, refused=True)
        found, given = _cut_to(calculation, found, budget), budget
    return Reductions(tuple(found), given, ungiven)


def _cut_to(calculation: Calculation, found: Sequence[Reduction], limit: int) -> list[Reduction]:
    """Allocate a cap or a budget in proportion to the reductions without it.

    Tickets that a fixed price makes dearer stay so, and what they pay more is given to the others:
    the sum is the limit.
    """
    off = {one.line: mapped(one.amounts, by=_not_negative) for one in found}
    up = {one.line: mapped(one.amounts, by=_not_positive) for one in found}
    counts = calculation.counts
    raised = sum(total(amounts, counts[line]) for line, amounts in up.items())
    weighed = [(line, counts[line], amounts) for line, amounts in off.items()]
    shares = allot(calculation, limit - raised, weighed)
    return [
        Reduction(one.line, plus(shares[one.line], up[one.line], counts[one.line]), one.base)
        for one in found
    ]


def _not_negative(amount: int) -> int:
    return max(0, amount)


def _not_positive(amount: int) -> int:
    return min(0, amount)


def _uncapped(
    calculation: Calculation, rule: PromotionRule, running: Sequence[Amounts], eligible: Eligible
) -> tuple[list[Reduction], int]:
    match rule.promotion.benefit:
        case PercentageOff() as benefit:
            return _percentage(calculation, benefit, running, eligible), 0
        case AmountOff(amount=amount, per=Per.UNIT):
            return _amount_each(calculation, amount, running, eligible)
        case AmountOff() as benefit:
            return _amount_once(calculation, benefit, running, eligible)
        case FixedUnitPrice() as benefit:
            return _fixed_price(calculation, rule, benefit, running, eligible), 0
        case CheapestOff() as benefit:
            return _cheapest(calculation, benefit, running, eligible), 0
        case CustomBenefit() as benefit:
            return _custom(calculation, benefit, running, eligible), 0
        case _:
            assert_never(rule.promotion.benefit)


def _percentage(
    calculation: Calculation,
    benefit: PercentageOff,
    running: Sequence[Amounts],
    eligible: Eligible,
) -> list[Reduction]:
    rate = benefit.rate
    found: list[Reduction] = []
    if benefit.over is Over.UNIT:
        round_to_minor = calculation.round
        numerator, denominator = rate.numerator, rate.denominator
        for line, reached in eligible:
            amounts = running[line]
            count = calculation.counts[line]
            if calculation.plans[line].group:
                found.extend(_percentage_once(calculation, benefit, running, [(line, reached)]))
            elif isinstance(amounts, int) and reached == count:
                found.append(
                    Reduction(line, round_to_minor(amounts * numerator, denominator), amounts)
                )
            else:
                off = mapped(
                    head(amounts, reached),
                    by=lambda price: round_to_minor(price * numerator, denominator),
                )
                found.append(Reduction(line, padded(off, reached, count), amounts))
        return found
    for together in _together(calculation, eligible, benefit.over):
        found.extend(_percentage_once(calculation, benefit, running, together))
    return found


def _together(
    calculation: Calculation, eligible: Eligible, over: Over
) -> list[list[tuple[int, int]]]:
    """Group lines by what a percentage or an amount is computed on once."""
    if over is Over.ORDER:
        return [list(eligible)] if eligible else []
    groups: dict[int, list[tuple[int, int]]] = {}
    for line, reached in eligible:
        key = line if over is Over.LINE else calculation.owners[line]
        groups.setdefault(key, []).append((line, reached))
    return list(groups.values())


def _percentage_once(
    calculation: Calculation,
    benefit: PercentageOff,
    running: Sequence[Amounts],
    eligible: Eligible,
) -> list[Reduction]:
    base = sum(total(head(running[line], reached), reached) for line, reached in eligible)
    amount = calculation.round(base * benefit.rate.numerator, benefit.rate.denominator)
    return _allotted(calculation, amount, running, eligible, base)


def _allotted(
    calculation: Calculation,
    amount: int,
    running: Sequence[Amounts],
    eligible: Eligible,
    base: int | None,
) -> list[Reduction]:
    """Share an amount over tickets by running price; the amount is at most their sum."""
    weighed = [(line, reached, head(running[line], reached)) for line, reached in eligible]
    shares = allot(calculation, amount, weighed)
    return [
        Reduction(line, padded(shares[line], reached, calculation.counts[line]), base)
        for line, reached in eligible
    ]


def _amount_each(
    calculation: Calculation, amount: int, running: Sequence[Amounts], eligible: Eligible
) -> tuple[list[Reduction], int]:
    found = []
    ungiven = 0
    for line, reached in eligible:
        off = mapped(head(running[line], reached), by=lambda price: min(price, amount))
        ungiven += reached * amount - total(off, reached)
        found.append(Reduction(line, padded(off, reached, calculation.counts[line]), None))
    return found, ungiven


def _amount_once(
    calculation: Calculation, benefit: AmountOff, running: Sequence[Amounts], eligible: Eligible
) -> tuple[list[Reduction], int]:
    found = []
    ungiven = 0
    over = Over.BOOKING if benefit.per is Per.BOOKING else Over.ORDER
    for together in _together(calculation, eligible, over):
        bearable = sum(total(head(running[line], reached), reached) for line, reached in together)
        given = min(benefit.amount, bearable)
        ungiven += benefit.amount - given
        found.extend(_allotted(calculation, given, running, together, None))
    return found, ungiven


def _fixed_price(
    calculation: Calculation,
    rule: PromotionRule,
    benefit: FixedUnitPrice,
    running: Sequence[Amounts],
    eligible: Eligible,
) -> list[Reduction]:
    may_raise = rule.promotion.may_raise

    def off(price: int) -> int:
        if not price:
            return 0
        return price - benefit.price if may_raise else max(0, price - benefit.price)

    return [
        Reduction(
            line,
            padded(
                mapped(head(running[line], reached), by=off), reached, calculation.counts[line]
            ),
            None,
        )
        for line, reached in eligible
    ]


def _cheapest(
    calculation: Calculation, benefit: CheapestOff, running: Sequence[Amounts], eligible: Eligible
) -> list[Reduction]:
    """Take the cheapest tickets above zero, ties by the stated order."""
    ranks = calculation.ranks
    tickets: list[tuple[int, int, int, int]] = []
    for line, reached in eligible:
        for ordinal, price in enumerate(per_ticket(head(running[line], reached), reached)):
            if price:
                tickets.append((price, ranks[line], ordinal, line))
    chosen = sorted(tickets)[: len(tickets) // benefit.of * benefit.take]
    by_line: dict[int, list[tuple[int, int]]] = {}
    for price, _, ordinal, line in chosen:
        by_line.setdefault(line, []).append((ordinal, price))
    found = []
    for line, taken in by_line.items():
        prices = [0] * calculation.counts[line]
        for ordinal, price in taken:
            prices[ordinal] = price
        found.append(_cheaper(calculation, benefit, line, from_tickets(prices)))
    return found


def _cheaper(
    calculation: Calculation, benefit: CheapestOff, line: int, prices: Amounts
) -> Reduction:
    """Reduce the chosen tickets of a line; *prices* is zero for those that are not chosen."""
    rate = benefit.rate
    if not calculation.plans[line].group:
        off = mapped(
            prices, by=lambda price: calculation.round(price * rate.numerator, rate.denominator)
        )
        return Reduction(line, off, prices)
    count = calculation.counts[line]
    base = total(prices, count)
    amount = calculation.round(base * rate.numerator, rate.denominator)
    return Reduction(line, allot(calculation, amount, [(line, count, prices)])[line], base)


def _custom(
    calculation: Calculation,
    benefit: CustomBenefit,
    running: Sequence[Amounts],
    eligible: Eligible,
) -> list[Reduction]:
    """Ask the host's function, and hold it to its contract.

    Raises: UsageError when it does not answer one amount per ticket within 0 .. the ticket's
    running price.
    """
    units, places = _units(calculation, running, eligible)
    registered = calculation.rules.extensions.benefits[benefit.name]
    amounts = called(
        f"benefit {benefit.name}", lambda: registered.amounts(units, dict(benefit.parameters))
    )
    if not isinstance(amounts, tuple | list):
        raise UsageError(
            field=f"benefit {benefit.name}",
            value=amounts,
            problem="is not a tuple of amounts",
            allowed=f"{len(units)} amounts, one per ticket",
        )
    if len(amounts) != len(units):
        raise UsageError(
            field=f"benefit {benefit.name}",
            value=len(amounts),
            problem="is not one amount per ticket",
            allowed=f"{len(units)} amounts",
        )
    by_line: dict[int, list[int]] = {line: [0] * calculation.counts[line] for line, _ in eligible}
    for amount, unit, (line, ordinal) in zip(amounts, units, places, strict=True):
        if type(amount) is not int or not 0 <= amount <= unit.running:
            raise UsageError(
                field=f"benefit {benefit.name}",
                value=amount,
                problem="is not a reduction that the ticket can bear",
                allowed=f"an integer from 0 to {unit.running}",
            )
        by_line[line][ordinal] = amount
    return [Reduction(line, from_tickets(values), None) for line, values in by_line.items()]


def _units(
    calculation: Calculation, running: Sequence[Amounts], eligible: Eligible
) -> tuple[tuple[EligibleUnit, ...], list[tuple[int, int]]]:
    reached_by_line: Mapping[int, int] = dict(eligible)
    list_amounts = calculation.list_amounts()
    units: list[EligibleUnit] = []
    places: list[tuple[int, int]] = []
    for line in calculation.in_order([line for line, _ in eligible]):
        plan = calculation.plans[line]
        count = calculation.counts[line]
        lists = per_ticket(list_amounts[line], count)
        prices = per_ticket(running[line], count)[: reached_by_line[line]]
        for ordinal, price in enumerate(prices):
            units.append(
                EligibleUnit(
                    item=calculation.basket.items[calculation.owners[line]].id,
                    part=calculation.part(line),
                    product=plan.product,
                    ticket_type=plan.ticket_type.id,
                    ordinal=ordinal,
                    list_price=lists[ordinal],
                    running=price,
                )
            )
            places.append((line, ordinal))
    return tuple(units), places
