"""Phase 5, FEE and FEE_TAX: in the order of the tariff, each on a base that is known before it.

A fee is per ticket, booking or order. At most one is grossed up, and it comes last: it is a share
of a total that holds the fee itself.

Source: docs/reference/pricing.md, "Fees".
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from counterfoil.domain.pricing.allotment import allot
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
    PinnedRow,
    Round,
    UnitRow,
)
from counterfoil.domain.pricing.feetaxes import (
    FeeTaxShare,
    added_part,
    fee_taxes,
    own_tax,
    pinned_tax,
)
from counterfoil.domain.pricing.kept import Charged, Kept
from counterfoil.domain.pricing.ledger import Cause, RunEntry, make_run_entry
from counterfoil.domain.pricing.rules import FeeRule
from counterfoil.domain.pricing.scopes import sells_to
from counterfoil.domain.tariff.fees import Fee, FeeBase, FeeRefund, FeeSize, SplitFeeTax
from counterfoil.domain.tariff.promotions import Per
from counterfoil.domain.tariff.taxes import Effect, InclusiveRounding


class Sheet(NamedTuple):
    """Where the entries of one evaluation are written, and the running prices that it is about."""

    running: Sequence[Amounts]
    rows: list[UnitRow]
    pinned: list[PinnedRow]


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
            entries = _less_stored(calculation.kept, entries)
        sheet.pinned.extend((owner, entry) for entry in entries)
        return sum(entry.amount for entry in entries if entry.cause.effect is Effect.ADDED)
    amount = fee_amount(rule, base, calculation.round)
    shown_base = base if rule.numerator else None
    return _charge(calculation, rule, sheet, _Charge(amount, owner, shown_base, lines, put_in))


class _Charge(NamedTuple):
    """A fee of a booking or of the order: its amount and what each ticket puts into its base."""

    amount: int
    owner: int
    base: int | None
    lines: Sequence[int]
    put_in: Sequence[Amounts]


def _charge(calculation: Calculation, rule: FeeRule, sheet: Sheet, charge: _Charge) -> int:
    """Write a fee with its taxes, shared out to tickets where it goes back with them."""
    amount, owner, base, lines, put_in = charge
    if not amount:
        return 0
    counts = calculation.counts
    weighed = [(line, counts[line], mapped(put_in[line], by=_not_negative)) for line in lines]
    taxes = fee_taxes(calculation, rule, amount, weighed)
    if owner == ORDER and calculation.kept is not None:
        amount, taxes = _left_to_charge(calculation.kept, rule, amount, taxes)
        lines = calculation.touched(lines)
        weighed = [one for one in weighed if one[0] not in calculation.kept.lines]
    added = (amount if rule.is_added else 0) + sum(map(added_part, taxes))
    shared = rule.fee.refund is FeeRefund.SHARE
    if not shared or not any(total(put, count) for _, count, put in weighed):
        if amount:
            sheet.pinned.append((owner, make_run_entry((rule.pinned, amount, base, None))))
        sheet.pinned.extend((owner, pinned_tax(tax)) for tax in taxes if tax.amount)
        return added
    shares = allot(calculation, amount, weighed)
    _write_shares(sheet, rule.shared, shares, base)
    for tax in taxes:
        by_fee = [(line, counts[line], shares[line]) for line in lines if line in tax.lines]
        if not by_fee:
            # All tickets that it is about are kept.
            if tax.amount:
                sheet.pinned.append((owner, pinned_tax(tax)))
            continue
        if not any(total(share, count) for _, count, share in by_fee):
            by_fee = [(line, count, 1) for line, count, _ in by_fee]
        _write_shares(sheet, tax.causes.shared, allot(calculation, tax.amount, by_fee), tax.base)
    return added


def _less_stored(kept: Kept, entries: Sequence[RunEntry]) -> list[RunEntry]:
    """Take off fees that are computed once for an order what kept tickets store of them."""
    left = dict(kept.charged)
    found = []
    for entry in entries:
        amount = _less(left, entry.cause, entry.amount)
        if amount:
            found.append(entry._replace(amount=amount))
    return found


def _left_to_charge(
    kept: Kept, rule: FeeRule, amount: int, taxes: Sequence[FeeTaxShare]
) -> tuple[int, list[FeeTaxShare]]:
    left = dict(kept.charged)
    return _less(left, rule.pinned, amount), [
        tax._replace(amount=_less(left, tax.causes.pinned, tax.amount)) for tax in taxes
    ]


def _less(left: dict[Charged, int], cause: Cause, amount: int) -> int:
    """Take off an amount what is stored of its cause, once, but never pass zero."""
    key = (cause.kind, cause.rule, cause.tax)
    taken = max(0, min(amount, left.get(key, 0)))
    if taken:
        left[key] -= taken
    return amount - taken


def _write_shares(
    sheet: Sheet, cause: Cause, shares: dict[int, Amounts], base: int | None
) -> None:
    sheet.rows.extend(
        (cause, line, share, base, None) for line, share in shares.items() if share != 0
    )


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
    return _charge(calculation, rule, sheet, _Charge(amount, ORDER, base, lines, put_in))
