"""FEE_TAX: the tax of a fee, inside it, on top of it, or split over the taxes of its base.

It is computed once for what the fee is charged to, and goes where the fee goes. The tax of an
INCLUDED fee is INCLUDED.

Source: docs/reference/pricing.md, "Fees".
"""

from __future__ import annotations

from collections.abc import Sequence
from math import lcm
from typing import NamedTuple

from counterfoil.domain.pricing.allotment import Weighed
from counterfoil.domain.pricing.amounts import total
from counterfoil.domain.pricing.calculation import Calculation, Round
from counterfoil.domain.pricing.ledger import RunEntry, make_run_entry
from counterfoil.domain.pricing.rules import FeeRule, FeeTaxCauses, OwnTaxRate, TaxSet
from counterfoil.domain.pricing.taxes import bases_of, taxes_of
from counterfoil.domain.references import TaxId
from counterfoil.domain.tariff.fees import SplitFeeTax
from counterfoil.domain.tariff.taxes import Effect, InclusiveRounding


class FeeTaxShare(NamedTuple):
    """One tax of a fee: its amount, what it was taken on, and the lines that it is about."""

    causes: FeeTaxCauses
    amount: int
    base: int
    lines: frozenset[int]


def fee_taxes(
    calculation: Calculation, rule: FeeRule, amount: int, weighed: Sequence[Weighed]
) -> list[FeeTaxShare]:
    """Compute the taxes of a fee of *amount*; *weighed* is what each ticket puts into its base.

    The taxes that are answered, and their order, depend on rule and lines alone, never on the
    amount.
    """
    if rule.own_tax is not None:
        lines = frozenset(line for line, _, _ in weighed)
        inclusive = calculation.rules.tariff.inclusive
        tax, base = own_tax(rule.own_tax, amount, calculation.round, inclusive)
        return [FeeTaxShare(rule.own_tax.causes, tax, base, lines)]
    if isinstance(rule.fee.tax, SplitFeeTax):
        return _split(calculation, rule, amount, weighed)
    return []


def own_tax(
    rate: OwnTaxRate, amount: int, round_to_minor: Round, inclusive: InclusiveRounding
) -> tuple[int, int]:
    """Compute a fee's own tax, and its base: on top, or inside as a ticket's inclusive tax is."""
    if rate.on_top:
        return round_to_minor(amount * rate.numerator, rate.denominator), amount
    whole = rate.denominator + rate.numerator
    if inclusive is InclusiveRounding.NET:
        net = round_to_minor(amount * rate.denominator, whole)
    else:
        net = amount - round_to_minor(amount * rate.numerator, whole)
    return amount - net, net


def _split(
    calculation: Calculation, rule: FeeRule, amount: int, weighed: Sequence[Weighed]
) -> list[FeeTaxShare]:
    """Allocate a fee over the tax sets of its base and tax each share as a ticket would be.

    Where nothing was put into the base, tickets weigh alike.
    """
    if not any(total(weights, count) for _, count, weights in weighed):
        # A number that the shares of every combi divide, so that its parts weigh what they should.
        alike = lcm(*(_shares_of(calculation, line) for line, _, _ in weighed))
        weighed = [(line, count, alike) for line, count, _ in weighed]
    ranks = calculation.ranks
    sets: dict[tuple[TaxId, ...], _SetShare] = {}
    for line, count, weights in sorted(weighed, key=lambda one: ranks[one[0]]):
        taxing = calculation.plans[line].taxing
        if taxing is None:
            _set_share(sets, None).add(line, total(weights, count))
            continue
        groups, _ = calculation.allocate(
            total(weights, count), [(1, share) for _, share, _ in taxing.parts]
        )
        for (_, _, tax_set), share in zip(taxing.parts, groups, strict=True):
            _set_share(sets, tax_set).add(line, share[0][1])
    shares, _ = calculation.allocate(amount, [(1, one.weight) for one in sets.values()])
    found: list[FeeTaxShare] = []
    for one, share in zip(sets.values(), shares, strict=True):
        if one.tax_set is not None:
            found.extend(_taxes_of_share(calculation, rule, one.tax_set, share[0][1], one.lines))
    return found


def _shares_of(calculation: Calculation, line: int) -> int:
    taxing = calculation.plans[line].taxing
    return 1 if taxing is None else sum(share for _, share, _ in taxing.parts)


class _SetShare:
    """What the tickets with one set of taxes put into the base of a fee."""

    __slots__ = ("lines", "tax_set", "weight")

    def __init__(self, tax_set: TaxSet | None) -> None:
        self.tax_set = tax_set
        self.weight = 0
        self.lines: set[int] = set()

    def add(self, line: int, weight: int) -> None:
        self.lines.add(line)
        self.weight += weight


def _set_share(sets: dict[tuple[TaxId, ...], _SetShare], tax_set: TaxSet | None) -> _SetShare:
    return sets.setdefault(() if tax_set is None else tax_set.ids, _SetShare(tax_set))


def _taxes_of_share(
    calculation: Calculation, rule: FeeRule, tax_set: TaxSet, share: int, lines: set[int]
) -> list[FeeTaxShare]:
    taxes, net = taxes_of(calculation, tax_set, share)
    bases = bases_of(tax_set, gross=share, net=net)
    return [
        FeeTaxShare(rule.split_tax[tax_id], tax, base, frozenset(lines))
        for tax_id, tax, base in zip(tax_set.ids, taxes, bases, strict=True)
    ]


def added_part(share: FeeTaxShare) -> int:
    """Answer what a tax of a fee adds to the total."""
    return share.amount if share.causes.pinned.effect is Effect.ADDED else 0


def pinned_tax(share: FeeTaxShare) -> RunEntry:
    """Write the tax of a fee that is pinned."""
    return make_run_entry((share.causes.pinned, share.amount, share.base, None))
