"""Phase 4, TAX: what is inside the price and what comes on top, to the minor unit.

Tickets with the same set of taxes form a tax group. Each ticket (each part of a combi ticket) is
taxed for itself; where the tariff rounds per line or per order, the group is taxed as a whole as
well, and the difference is an entry of its own, pinned, so that cancelling one ticket never moves
a cent on another.

Source: docs/reference/pricing.md, "Tax".
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from counterfoil.domain.allocation import Groups
from counterfoil.domain.pricing.amounts import Amounts, as_runs, beside, compact
from counterfoil.domain.pricing.calculation import Calculation, PinnedRow, UnitRow
from counterfoil.domain.pricing.ledger import make_run_entry
from counterfoil.domain.pricing.rules import Taxing, TaxSet
from counterfoil.domain.references import TaxId
from counterfoil.domain.tariff.taxes import Effect, InclusiveRounding, TaxBase, TaxRounding

GroupKey: TypeAlias = tuple[int, tuple[TaxId, ...]]  # line (-1: the order) and tax set


def taxes_of(calculation: Calculation, tax_set: TaxSet, gross: int) -> tuple[list[int], int]:
    """Compute the taxes of one price, in the order of ``causes``, and its net."""
    taxes: list[int] = []
    net = gross
    if tax_set.inclusive:
        whole = tax_set.denominator + tax_set.numerator
        if tax_set.mode is InclusiveRounding.NET:
            net = calculation.round(gross * tax_set.denominator, whole)
        else:
            net = gross - calculation.round(gross * tax_set.numerator, whole)
        if len(tax_set.inclusive) == 1:
            taxes.append(gross - net)
        else:
            groups, rest = calculation.allocate(
                gross - net, [(1, tax.weight) for tax in tax_set.inclusive]
            )
            taxes.extend(share[0][1] for share in groups)
            taxes[0] += rest  # all rates are zero: the difference can only be zero too
    for tax in tax_set.exclusive:
        base = net if tax.on is TaxBase.NET else gross
        taxes.append(calculation.round(base * tax.numerator, tax.denominator))
    return taxes, net


def bases_of(tax_set: TaxSet, *, gross: int, net: int) -> list[int]:
    """Name what each tax was taken on, in the order of ``causes``: an inclusive one on the net."""
    exclusive = [net if tax.on is TaxBase.NET else gross for tax in tax_set.exclusive]
    return [net] * len(tax_set.inclusive) + exclusive


def add_taxes(
    calculation: Calculation,
    running: Sequence[Amounts],
    rows: list[UnitRow],
    pinned: list[PinnedRow],
) -> int:
    """Write the TAX and TAX_ROUNDING entries of every line and sum those that are ADDED."""
    added = 0
    counts = calculation.counts
    level = calculation.rules.tariff.tax_rounding
    groups: dict[GroupKey, _TaxGroup] = {}
    round_to_minor = calculation.round
    kept = calculation.kept
    for line, plan in enumerate(calculation.plans):
        taxing = plan.taxing
        if taxing is None:
            continue
        amounts = running[line]
        if kept is not None and line in kept.lines:
            if level is TaxRounding.ORDER:
                _tally_kept(calculation, line, as_runs(amounts, counts[line]), taxing, groups)
            continue
        whole = taxing.whole
        if (
            whole is not None
            and whole.only_inclusive is not None
            and level is TaxRounding.UNIT
            and isinstance(amounts, int)
        ):
            net = round_to_minor(amounts * whole.denominator, whole.denominator + whole.numerator)
            if net != amounts:
                rows.append((whole.only_inclusive, line, amounts - net, net, None))
            continue
        key_line = -1 if level is TaxRounding.ORDER else line
        tally = None if level is TaxRounding.UNIT else (groups, key_line)
        added += _tax_line(calculation, line, as_runs(amounts, counts[line]), taxing, rows, tally)
    if groups:
        ranks = calculation.ranks
        for line, ids in sorted(groups, key=lambda key: (key[0] >= 0 and ranks[key[0]], key[1])):
            added += _round_group(calculation, line, groups[line, ids], pinned)
    return added


def _tally_kept(
    calculation: Calculation,
    line: int,
    runs: Groups,
    taxing: Taxing,
    groups: dict[GroupKey, _TaxGroup],
) -> None:
    """Count a line that is kept in the tax groups of the order.

    Only where it stores what it would be taxed today: tickets with other taxes are another group,
    and one that is not taxed again has no rounding.
    """
    assert calculation.kept is not None, "only an order that is amended keeps a line"
    would_be: list[UnitRow] = []
    tally: dict[GroupKey, _TaxGroup] = {}
    _tax_line(calculation, line, runs, taxing, would_be, (tally, -1))
    count = calculation.counts[line]
    stored = {
        (cause.rule, cause.rate, cause.effect, component): amounts
        for cause, amounts, _, component in calculation.kept.lines[line].taxes
    }
    todays = {
        (cause.rule, cause.rate, cause.effect, component): amounts
        for cause, _, amounts, _, component in would_be
    }
    if stored.keys() != todays.keys() or any(
        any(one != other for _, one, other in beside(stored[key], todays[key], count))
        for key in stored
    ):
        return
    for key, group in tally.items():
        whole = groups.setdefault(key, _TaxGroup(group.tax_set))
        whole.gross += group.gross
        for place, tax in enumerate(group.taxes):
            whole.taxes[place] += tax


class _TaxGroup:
    """The sums of one tax group: its gross, and what its tickets' taxes sum to."""

    __slots__ = ("gross", "tax_set", "taxes")

    def __init__(self, tax_set: TaxSet) -> None:
        self.tax_set = tax_set
        self.gross = 0
        self.taxes = [0] * len(tax_set.causes)


_Tally: TypeAlias = tuple[dict[GroupKey, _TaxGroup], int] | None


def _tax_line(
    calculation: Calculation,
    line: int,
    runs: Groups,
    taxing: Taxing,
    rows: list[UnitRow],
    tally: _Tally,
) -> int:
    """Tax each run of a line, part by part, and answer the sum of what is ADDED."""
    added = 0
    shares = [_shares(calculation, taxing, price) for _, price in runs]
    for index, (component, _, tax_set) in enumerate(taxing.parts):
        if tax_set is None:
            continue
        taxed = [taxes_of(calculation, tax_set, share[index]) for share in shares]
        for place, cause in enumerate(tax_set.causes):
            amounts = tuple((count, taxed[run][0][place]) for run, (count, _) in enumerate(runs))
            bases = tuple(
                (count, bases_of(tax_set, gross=shares[run][index], net=taxed[run][1])[place])
                for run, (count, _) in enumerate(runs)
            )
            sum_of_tax = sum(count * amount for count, amount in amounts)
            if cause.effect is Effect.ADDED:
                added += sum_of_tax
            if any(amount for _, amount in amounts):
                rows.append((cause, line, compact(amounts), compact(bases), component or None))
        if tally is not None:
            groups, key_line = tally
            group = groups.setdefault((key_line, tax_set.ids), _TaxGroup(tax_set))
            for run, (count, _) in enumerate(runs):
                group.gross += count * shares[run][index]
                for place, tax in enumerate(taxed[run][0]):
                    group.taxes[place] += count * tax
    return added


def _shares(calculation: Calculation, taxing: Taxing, price: int) -> list[int]:
    """Share a ticket's price over the parts of a combi by declared shares, ties in file order."""
    if len(taxing.parts) == 1:
        return [price]
    groups, _ = calculation.allocate(price, [(1, share) for _, share, _ in taxing.parts])
    return [share[0][1] for share in groups]


def _round_group(
    calculation: Calculation, line: int, group: _TaxGroup, pinned: list[PinnedRow]
) -> int:
    """Tax a group as a whole and pin the difference to what its tickets bear."""
    tax_set = group.tax_set
    taxes, net = taxes_of(calculation, tax_set, group.gross)
    bases = bases_of(tax_set, gross=group.gross, net=net)
    item = -1 if line < 0 else calculation.owners[line]
    added = 0
    for place, cause in enumerate(tax_set.rounding_causes):
        difference = taxes[place] - group.taxes[place]
        if difference:
            pinned.append((item, make_run_entry((cause, difference, bases[place], None))))
            if cause.effect is Effect.ADDED:
                added += difference
    return added
