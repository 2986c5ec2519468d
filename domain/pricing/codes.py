"""Which of the entered codes apply, and what becomes of the others.

Of the codes entered, the subset with the lowest total applies: ties go to fewer codes, then to the
earlier ids. A code that may raise the total is in every subset. The order in which codes were
typed changes nothing.

Source: docs/reference/pricing.md, "Codes".
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

from counterfoil.domain.pricing.amounts import Amounts
from counterfoil.domain.pricing.benefits import reductions_of
from counterfoil.domain.pricing.calculation import Calculation, PinnedRow, UnitRow
from counterfoil.domain.pricing.charges import Sheet
from counterfoil.domain.pricing.conditions import Candidate, candidate
from counterfoil.domain.pricing.failures import failure_of
from counterfoil.domain.pricing.fees import add_fees
from counterfoil.domain.pricing.lanes import Discounted, discount
from counterfoil.domain.pricing.promocodes import Failure, PromocodeOutcome, failed
from counterfoil.domain.pricing.taxes import add_taxes
from counterfoil.domain.references import Promocode
from counterfoil.domain.refusals.promocodes import PromocodeReason
from counterfoil.domain.tariff.promotions import EXCLUSIVE_LANE, Codes

UNGIVEN = "tickets at zero cannot be cheaper"
UNBORNE = "the tickets that are booked anew do not cost as much"


class Evaluation(NamedTuple):
    """A cart priced to the end with one subset of its codes."""

    total: int
    discounted: Discounted
    rows: list[UnitRow]
    pinned: list[PinnedRow]

    @property
    def running(self) -> Sequence[Amounts]:
        """The running price of each ticket, by line."""
        return self.discounted.running


def evaluate(calculation: Calculation, candidates: dict[int, Candidate]) -> Evaluation:
    """Run phases 3 to 7 with the given promotions, by their index."""
    kept = calculation.kept
    if candidates or kept is not None:
        discounted = discount(calculation, calculation.rules.lanes, candidates)
    else:
        discounted = Discounted(
            calculation.undiscounted, [], {}, {}, frozenset(), exclusive=False, remainders=None
        )
    running, rows = discounted.running, discounted.rows
    pinned: list[PinnedRow] = []
    whole = 0
    if kept is not None:
        pinned.extend(kept.pinned)
        whole += kept.on_top
    for amounts, count in zip(running, calculation.counts, strict=True):
        if isinstance(amounts, int):
            whole += count * amounts
        else:
            whole += sum([times * amount for times, amount in amounts])
    whole += add_taxes(calculation, running, rows, pinned)
    if calculation.rules.fees:
        whole += add_fees(calculation, Sheet(running, rows, pinned), whole)
    if kept is not None:
        whole += kept.adjustments
    return Evaluation(whole, discounted, rows, pinned)


class Settled(NamedTuple):
    """The sheet of a quote, the evaluation that holds, and what became of each code."""

    calculation: Calculation
    evaluation: Evaluation
    promocodes: tuple[PromocodeOutcome, ...]


def settle_codes(calculation: Calculation) -> Settled:
    """Find the promotions that come into question and the best subset of the codes."""
    rules = calculation.rules
    automatic: dict[int, Candidate] = {}
    for rule in rules.automatic:
        found = candidate(calculation, rule)
        if isinstance(found, Candidate):
            automatic[rule.index] = found
    if not calculation.basket.codes:
        return Settled(calculation, evaluate(calculation, automatic), ())
    search = _Search(calculation, automatic)
    evaluation = search.best()
    return Settled(calculation, evaluation, search.outcomes(evaluation))


class _Search:
    """The search among the subsets of the codes of one cart; evaluations are kept by subset."""

    def __init__(self, calculation: Calculation, automatic: dict[int, Candidate]) -> None:
        self.calculation = calculation
        self.automatic = automatic
        self.failures: dict[Promocode, Failure] = {}
        self.entered: dict[Promocode, Candidate] = {}
        self.evaluations: dict[tuple[Promocode, ...], Evaluation] = {}
        by_code = calculation.rules.by_code
        for code in sorted(set(calculation.basket.codes)):
            rule = by_code.get(code)
            if rule is None:
                self.failures[code] = Failure(PromocodeReason.UNKNOWN, (), "")
                continue
            found = candidate(calculation, rule)
            if isinstance(found, Candidate):
                self.entered[code] = found
            else:
                self.failures[code] = failure_of(calculation, rule, found)
        as_entered = calculation.rules.tariff.codes is Codes.AS_ENTERED
        self.always = tuple(
            code
            for code, one in self.entered.items()
            if as_entered or one.rule.promotion.may_raise
        )

    def evaluation(self, codes: Sequence[Promocode]) -> Evaluation:
        """Price the cart with the automatic promotions and these codes."""
        key = tuple(sorted(codes))
        if key not in self.evaluations:
            candidates = self.automatic | {
                self.entered[code].rule.index: self.entered[code] for code in key
            }
            self.evaluations[key] = evaluate(self.calculation, candidates)
        return self.evaluations[key]

    def best(self) -> Evaluation:
        """Find the subset with the lowest total.

        Sizes ascend and ids are sorted, so that ties go to fewer codes, then to the first ids.
        """
        optional = [code for code in self.entered if code not in self.always]
        alone_decides = len(self.entered) == 1 and not self.automatic
        if optional and alone_decides and self.calculation.rules.monotone:
            # A single discount lowers prices, and nothing in this tariff rises when prices fall.
            alone = self.evaluation(optional)
            if alone.discounted.given:
                return alone
        best = self.evaluation(self.always)
        for size in range(1, len(optional) + 1):
            for codes in combinations(optional, size):
                found = self.evaluation((*self.always, *codes))
                if found.total < best.total:
                    best = found
        return best

    def outcomes(self, chosen: Evaluation) -> tuple[PromocodeOutcome, ...]:
        """Say of each code what became of it."""
        return tuple(
            self._outcome(code, chosen) for code in sorted({*self.failures, *self.entered})
        )

    def _outcome(self, code: Promocode, chosen: Evaluation) -> PromocodeOutcome:
        rule = self.calculation.rules.by_code.get(code)
        if rule is None:
            return failed(code, None, self.failures[code])
        promotion = rule.promotion
        given = chosen.discounted.given.get(rule.index)
        if given is not None:
            return PromocodeOutcome(
                code=code,
                promotion=promotion.id,
                reason=None,
                amount=given,
                message=promotion.title or promotion.label,
            )
        one = self.entered.get(code)
        failure = self.failures[code] if one is None else self._unused(code, one, chosen)
        return failed(code, promotion.id, failure)

    def _unused(self, code: Promocode, one: Candidate, chosen: Evaluation) -> Failure:
        without = self.evaluation(())
        alone = self.evaluation((code,))
        if alone.total < without.total:
            return Failure(PromocodeReason.NOT_COMBINABLE, (), "")
        calculation = self.calculation
        own = reductions_of(
            calculation, one.rule, calculation.undiscounted, one.eligible, one.budget
        )
        displaced = alone.discounted.exclusive and one.rule.promotion.lane != EXCLUSIVE_LANE
        refused = one.rule.index in chosen.discounted.refused | alone.discounted.refused
        if own.refused if displaced else refused:
            return failure_of(calculation, one.rule, PromocodeReason.BUDGET_EXHAUSTED)
        if displaced and own.sum > 0:
            return Failure(PromocodeReason.NOT_COMBINABLE, (), "")
        return Failure(PromocodeReason.NO_BENEFIT, (), "")
