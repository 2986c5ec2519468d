"""Charging a fee that is computed once: pinned, or shared out to the tickets of its base.

Where some bookings of an order are kept, what they store of a fee of the order is charged already.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from counterfoil.domain.pricing.allotment import allot
from counterfoil.domain.pricing.amounts import Amounts, mapped, total
from counterfoil.domain.pricing.calculation import ORDER, Calculation, PinnedRow, UnitRow
from counterfoil.domain.pricing.feetaxes import FeeTaxShare, added_part, fee_taxes, pinned_tax
from counterfoil.domain.pricing.kept import Charged, Kept
from counterfoil.domain.pricing.ledger import Cause, RunEntry, make_run_entry
from counterfoil.domain.pricing.rules import FeeRule
from counterfoil.domain.tariff.fees import FeeRefund


class Sheet(NamedTuple):
    """Where the entries of one evaluation are written, and the running prices that it is about."""

    running: Sequence[Amounts]
    rows: list[UnitRow]
    pinned: list[PinnedRow]


class Charge(NamedTuple):
    """A fee of a booking or of the order: its amount and what each ticket puts into its base."""

    amount: int
    owner: int
    base: int | None
    lines: Sequence[int]
    put_in: Sequence[Amounts]


def charge(calculation: Calculation, rule: FeeRule, sheet: Sheet, asked: Charge) -> int:
    """Write a fee with its taxes, shared out to tickets where it goes back with them."""
    amount, owner, base, lines, put_in = asked
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


def less_stored(kept: Kept, entries: Sequence[RunEntry]) -> list[RunEntry]:
    """Take off fees of the order what kept tickets store of them."""
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
