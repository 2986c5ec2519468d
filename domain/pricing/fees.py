"""Phase 5, FEE and FEE_TAX: in the order of the tariff, each on a base that is known before it.

A fee is per ticket, booking or order. At most one is grossed up, and it comes last: it is a share
of a total that holds the fee itself.

Source: docs/reference/pricing.md, "Fees".
"""

from __future__ import annotations

from collections.abc import Sequence

from counterfoil.domain.pricing.amounts import (
    Amounts,
    beside,
    compact,
    mapped,
    plus,
    total,
)
from counterfoil.domain.pricing.calculation import (
    ORDER,
    Calculation,
    Round,
)
from counterfoil.domain.pricing.charges import Charge, Sheet, charge, less_stored
from counterfoil.domain.pricing.feetaxes import (
    fee_taxes,
    own_tax,
)
from counterfoil.domain.pricing.ledger import RunEntry, make_run_entry
from counterfoil.domain.pricing.rules import FeeRule
from counterfoil.domain.pricing.scopes import sells_to
from counterfoil.domain.tariff.fees import Fee, FeeBase, FeeRefund, FeeSize, SplitFeeTax
from counterfoil.domain.tariff.promotions import Per
from counterfoil.domain.tariff.taxes import Effect, InclusiveRounding


def add_fees(calculation: Calculation, sheet: Sheet, whole: int) -> int:
    """Write the FEE and FEE_TAX entries and sum what they add to *whole*, the total before."""
    added = 0
    for rule in calculation.rules.fees:
        fee = rule.fee
        if not rule.for_anybody and not sells_to(fee.buyer, buyer=calculation.basket.buyer):
            continue
        lines = _lines_of(calculation, rule)
        if not lines:
            continue
        if fee.size is FeeSize.GROSSED_UP:
            added += _add_grossed_up(calculation, rule, sheet, lines, whole + added)
        elif fee.per is Per.UNIT:
            bases = _ticket_bases(calculation, rule, sheet)
            for line in calculation.touched(lines):
                added += _add_per_ticket(calculation, rule, sheet, line, bases[line])
        elif fee.per is Per.ORDER:
            added += _add_once(calculation, rule, sheet, lines, ORDER)
        else:
            owners = calculation.owners
            by_owner: dict[int, list[int]] = {}
            for line in calculation.touched(lines):
                by_owner.setdefault(owners[line], []).append(line)
            for owner, of_item in by_owner.items():
                added += _add_once(calculation, rule, sheet, of_item, owner)
    return added


def _lines_of(calculation: Calculation, rule: FeeRule) -> Sequence[int]:
    if rule.for_all_lines:
        return range(len(calculation.plans))
    bit = 1 << rule.index
    return [line for line, plan in enumerate(calculation.plans) if plan.fees & bit]


def fee_amount(rule: FeeRule, base: int, round_to_minor: Round) -> int:
    """Compute a fee from its base: max(minimum, min(maximum, round(rate x base) + fixed))."""
    amount = rule.fixed
    if rule.numerator:
        amount += round_to_minor(base * rule.numerator, rule.denominator)
    return bounded(rule.fee, amount) if rule.is_bounded else amount


def bounded(fee: Fee, amount: int) -> int:
    """Keep a fee within its minimum and maximum; the minimum wins."""
    if fee.maximum is not None and amount > fee.maximum:
        amount = fee.maximum
    if fee.minimum is not None and amount < fee.minimum:
        amount = fee.minimum
    return amount


def added_by_fee(rule: FeeRule, base: int, round_to_minor: Round) -> int:
    """Compute what a fee that is neither shared out nor split adds to the total, with its tax."""
    amount = fee_amount(rule, base, round_to_minor) if rule.is_added else 0
    own = rule.own_tax
    if own is not None and own.is_added:
        amount += round_to_minor(amount * own.numerator, own.denominator)
    return amount


def fee_entries(
    rule: FeeRule, base: int, round_to_minor: Round, inclusive: InclusiveRounding
) -> list[RunEntry]:
    """Write a fee that is neither shared out nor split, and its tax."""
    amount = rule.fixed
    if rule.numerator:
        amount += round_to_minor(base * rule.numerator, rule.denominator)
        shown_base: int | None = base
    else:
        shown_base = None
    if rule.is_bounded:
        amount = bounded(rule.fee, amount)
    if not amount:
        return []
    entry = make_run_entry((rule.pinned, amount, shown_base, None))
    own = rule.own_tax
    if own is None:
        return [entry]
    tax, net = own_tax(own, amount, round_to_minor, inclusive)
    if not tax:
        return [entry]
    return [entry, make_run_entry((own.causes.pinned, tax, net, None))]


# --- per booking and per order ------------------------------------------------------------------


def _add_once(
    calculation: Calculation, rule: FeeRule, sheet: Sheet, lines: Sequence[int], owner: int
) -> int:
    """Charge a booking (*owner*), or the order (-1), once."""
    fee = rule.fee
    bears = calculation.sum_over(sheet.running, lines)
    if fee.on is FeeBase.DISCOUNTED and not bears:
        return 0
    if fee.base:
        put_in: Sequence[Amounts] = _named_amounts(calculation, rule, sheet)
        base = calculation.sum_over(put_in, lines) + _named_pinned(calculation, rule, sheet, owner)
    elif fee.on is FeeBase.DISCOUNTED:
        put_in, base = sheet.running, bears
    else:
        put_in = calculation.undiscounted
        base = calculation.sum_over(put_in, lines)
    base = max(0, base)
    inclusive = calculation.rules.tariff.inclusive
    if fee.refund is not FeeRefund.SHARE and not isinstance(fee.tax, SplitFeeTax):
        entries = fee_entries(rule, base, calculation.round, inclusive)
        if owner == ORDER and calculation.kept is not None:
            entries = less_stored(calculation.kept, entries)
        sheet.pinned.extend((owner, entry) for entry in entries)
        return sum(entry.amount for entry in entries if entry.cause.effect is Effect.ADDED)
    amount = fee_amount(rule, base, calculation.round)
    shown_base = base if rule.numerator else None
    return charge(calculation, rule, sheet, Charge(amount, owner, shown_base, lines, put_in))


def _not_negative(amount: int) -> int:
    return max(0, amount)


def _named_amounts(calculation: Calculation, rule: FeeRule, sheet: Sheet) -> list[Amounts]:
    """Sum, for each ticket, the ADDED entries whose kind or rule the base of a fee names."""
    counts = calculation.counts
    sums: list[Amounts] = [0] * len(counts)
    for line, plan in enumerate(calculation.plans):
        if line not in calculation.loose:
            for cause, amount, _, _ in plan.static_rows:
                if rule.names(cause):
                    sums[line] = plus(sums[line], amount, counts[line])
    for cause, line, amounts, _, _ in (*calculation.rows, *sheet.rows):
        if rule.names(cause):
            sums[line] = plus(sums[line], amounts, counts[line])
    return sums


def _named_pinned(calculation: Calculation, rule: FeeRule, sheet: Sheet, owner: int) -> int:
    return sum(
        amount
        for item, (cause, amount, _, _) in sheet.pinned
        if owner in (ORDER, item) and rule.names(cause)
    )


# --- per ticket ---------------------------------------------------------------------------------


def _ticket_bases(calculation: Calculation, rule: FeeRule, sheet: Sheet) -> Sequence[Amounts]:
    """Answer what each ticket puts into the base of a fee, by line."""
    if rule.fee.base:
        named = _named_amounts(calculation, rule, sheet)
        return [mapped(amounts, by=_not_negative) for amounts in named]
    return sheet.running if rule.on_discounted else calculation.undiscounted


def _add_per_ticket(
    calculation: Calculation, rule: FeeRule, sheet: Sheet, line: int, base: Amounts
) -> int:
    """Charge each ticket of a line by itself."""
    fee = rule.fee
    count = calculation.counts[line]
    amounts = compact(
        tuple(
            (times, _ticket_fee(calculation, rule, price, of))
            for times, price, of in beside(sheet.running[line], base, count)
        )
    )
    if amounts == 0:
        return 0
    shared = fee.refund is FeeRefund.SHARE
    cause = rule.shared if shared else rule.pinned
    sheet.rows.append((cause, line, amounts, base if fee.rate.numerator else None, None))
    added = total(amounts, count) if cause.effect is Effect.ADDED else 0
    runs = beside(amounts, base, count)
    taxed = [fee_taxes(calculation, rule, amount, [(line, 1, of)]) for _, amount, of in runs]
    for place, tax in enumerate(taxed[0]):
        taxes = tuple((times, taxed[run][place].amount) for run, (times, _, _) in enumerate(runs))
        bases = tuple((times, taxed[run][place].base) for run, (times, _, _) in enumerate(runs))
        tax_cause = tax.causes.shared if shared else tax.causes.pinned
        of_line = sum(times * amount for times, amount in taxes)
        if of_line:
            sheet.rows.append((tax_cause, line, compact(taxes), compact(bases), None))
            added += of_line if tax_cause.effect is Effect.ADDED else 0
    return added


def _ticket_fee(calculation: Calculation, rule: FeeRule, price: int, base: int) -> int:
    if rule.fee.on is FeeBase.DISCOUNTED and not price:
        return 0
    return fee_amount(rule, base, calculation.round)


# --- grossed up ---------------------------------------------------------------------------------


def _add_grossed_up(
    calculation: Calculation, rule: FeeRule, sheet: Sheet, lines: Sequence[int], whole: int
) -> int:
    """Charge the least x >= 0 with x = round(rate x (whole + x + its tax on top)) + fixed.

    The right side never falls as x grows, and its slope is below one half, so that going up from
    zero reaches the least solution after a few steps.
    """
    fee = rule.fee
    if fee.on is FeeBase.DISCOUNTED and not calculation.sum_over(sheet.running, lines):
        return 0
    inclusive = calculation.rules.tariff.inclusive
    amount, following, base, tax = -1, 0, whole, 0
    while following != amount:
        amount = following
        if rule.own_tax is not None and rule.own_tax.on_top:
            tax, _ = own_tax(rule.own_tax, amount, calculation.round, inclusive)
        base = whole + amount + tax
        following = calculation.round(base * fee.rate.numerator, fee.rate.denominator) + fee.fixed
    put_in = sheet.running if rule.on_discounted else calculation.undiscounted
    return charge(calculation, rule, sheet, Charge(amount, ORDER, base, lines, put_in))
