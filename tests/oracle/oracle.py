"""A second, naive implementation of the price: ticket by ticket, with exact fractions.

It was written from the specification alone, without the pricer, and does everything the long way.
Where the page leaves something open, a comment that begins with `Reading` says what was taken.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import chain, combinations

import attrs
from tests.oracle.benefits import total
from tests.oracle.eligibility import failed_condition
from tests.oracle.fees import write_fees
from tests.oracle.keeping import write_what_is_left
from tests.oracle.ledger import Calculation, Written
from tests.oracle.prices import write_list_prices
from tests.oracle.promotions import gift, write_promotions
from tests.oracle.taxes import write_taxes
from tests.oracle.tickets import tickets_of
from tests.oracle.variations import write_variations

from counterfoil.domain.basket import Basket, Circumstances
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.pricing import Extensions, Kind, PromocodeReason, UnitTarget
from counterfoil.domain.references import Promocode, PromotionId
from counterfoil.domain.tariff.promotions import EXCLUSIVE_LANE, Codes, Promotion
from counterfoil.domain.tariff.tariff import Tariff

PROMOTION_KINDS = frozenset({Kind.DISCOUNT, Kind.PROMOCODE})


@attrs.frozen(kw_only=True)
class CodeOutcome:
    """What became of a code; `reason` None: it applied."""

    code: Promocode
    reason: PromocodeReason | None
    amount: int = 0


@attrs.frozen(kw_only=True)
class Priced:
    """A price: entries, what became of the codes, and what each promotion gave."""

    total: int
    tickets: tuple[UnitTarget, ...]
    entries: tuple[Written, ...]
    outcomes: tuple[CodeOutcome, ...]
    granted: Mapping[PromotionId, int]


@attrs.frozen(kw_only=True)
class _Run:
    """The price with some of the codes."""

    calculation: Calculation
    exclusive: bool

    def given(self, promotion: PromotionId) -> int:
        return -sum(
            entry.amount
            for entry in self.calculation.entries
            if entry.kind in PROMOTION_KINDS and entry.rule == promotion
        )

    def gave(self, promotion: PromotionId) -> bool:
        return any(
            entry.kind in PROMOTION_KINDS and entry.rule == promotion
            for entry in self.calculation.entries
        )


def price(
    basket: Basket,
    *,
    circumstances: Circumstances,
    catalogue: Catalogue,
    tariff: Tariff,
    extensions: Extensions,
) -> Priced:
    opening = Calculation(
        catalogue=catalogue,
        tariff=tariff,
        basket=basket,
        circumstances=circumstances,
        extensions=extensions,
        tickets=tickets_of(basket, catalogue=catalogue, circumstances=circumstances),
    )
    write_list_prices(opening)
    write_variations(opening)
    return settled(opening)


def settled(opening: Calculation) -> Priced:
    """Apply promotions, taxes and fees to tickets that have their list prices and variations."""
    tariff, basket = opening.tariff, opening.basket
    failures = {
        promotion.id: failed_condition(promotion, calculation=opening)
        for promotion in tariff.promotions
    }
    possible = [found for found in tariff.promotions if failures[found.id] is None]
    usable = {
        found.code: found
        for found in possible
        if found.code is not None and found.code in basket.codes
    }
    codes = _best_codes(opening, possible=possible, usable=usable)
    best = _run(opening, possible=possible, codes=codes)
    outcomes = tuple(
        _outcome(code, best=best, opening=opening, possible=possible, failures=failures)
        for code in sorted(set(basket.codes))
    )
    rules = {entry.rule for entry in best.calculation.entries if entry.kind in PROMOTION_KINDS}
    granted = {PromotionId(rule): best.given(PromotionId(rule)) for rule in rules}
    return Priced(
        total=best.calculation.total,
        tickets=tuple(ticket.target for ticket in best.calculation.tickets),
        entries=tuple(best.calculation.entries),
        outcomes=outcomes,
        granted=granted,
    )


def _run(
    opening: Calculation, *, possible: Collection[Promotion], codes: Collection[Promocode]
) -> _Run:
    calculation = opening.copy()
    active = [found for found in possible if found.code is None or found.code in codes]
    if calculation.kept:
        exclusive = write_what_is_left(calculation, promotions=active)
    else:
        exclusive = write_promotions(calculation, promotions=active)
    write_taxes(calculation)
    write_fees(calculation)
    return _Run(calculation=calculation, exclusive=exclusive)


def _best_codes(
    opening: Calculation,
    *,
    possible: Collection[Promotion],
    usable: Mapping[Promocode, Promotion],
) -> tuple[Promocode, ...]:
    """Try every subset: the lowest total, then the fewest codes, then the code ids decide."""
    if opening.tariff.codes is Codes.AS_ENTERED:
        return tuple(usable)
    always = [code for code, found in usable.items() if found.may_raise]
    others = [code for code in usable if code not in always]
    subsets = chain.from_iterable(combinations(others, count) for count in range(len(others) + 1))
    candidates = [tuple(sorted((*always, *subset))) for subset in subsets]
    return min(
        candidates,
        key=lambda codes: (
            _run(opening, possible=possible, codes=codes).calculation.total,
            len(codes),
            codes,
        ),
    )


def _outcome(
    code: Promocode,
    *,
    best: _Run,
    opening: Calculation,
    possible: Collection[Promotion],
    failures: Mapping[PromotionId, PromocodeReason | None],
) -> CodeOutcome:
    promotion = next((found for found in opening.tariff.promotions if found.code == code), None)
    if promotion is None:
        return CodeOutcome(code=code, reason=PromocodeReason.UNKNOWN)
    if best.gave(promotion.id):
        return CodeOutcome(code=code, reason=None, amount=best.given(promotion.id))
    failure = failures[promotion.id]
    if failure is not None:
        return CodeOutcome(code=code, reason=failure)
    # Reading: alone is beside the automatic promotions, without any other code. Where one of those
    # is exclusive, it displaces a code that would give something by itself.
    alone = _run(opening, possible=possible, codes=(code,))
    without = _run(opening, possible=possible, codes=())
    displaced = alone.exclusive and promotion.lane != EXCLUSIVE_LANE
    by_itself = opening.copy()
    given = total(gift(promotion, calculation=by_itself).values()) if displaced else 0
    if given > 0 or alone.calculation.total < without.calculation.total:
        return CodeOutcome(code=code, reason=PromocodeReason.NOT_COMBINABLE)
    # Reading: a budget that cannot bear the benefit of the code alone is exhausted.
    if promotion.id in alone.calculation.refused | by_itself.refused:
        return CodeOutcome(code=code, reason=PromocodeReason.BUDGET_EXHAUSTED)
    return CodeOutcome(code=code, reason=PromocodeReason.NO_BENEFIT)
