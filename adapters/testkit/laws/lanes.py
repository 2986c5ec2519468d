"""M10: in a lane where the best wins, one more promotion never makes the lane close dearer."""

from __future__ import annotations

import attrs

from counterfoil.adapters.testkit.laws.reading import UNDISCOUNTED_KINDS
from counterfoil.adapters.testkit.laws.verdict import LawBrokenError, Verdict
from counterfoil.domain.basket import Basket, Circumstances
from counterfoil.domain.pricing import Pricer, Quote, compile_pricer
from counterfoil.domain.pricing.ledger import Kind
from counterfoil.domain.tariff.promotions import Codes, LaneMode, Promotion
from counterfoil.domain.tariff.tariff import Tariff

PROMOTION_KINDS = frozenset({Kind.DISCOUNT, Kind.PROMOCODE})


def check_added_promotion(
    pricer: Pricer, basket: Basket, circumstances: Circumstances, *, promotion: Promotion
) -> Verdict:
    """Require M10: with *promotion* in its lane too, the lane closes no dearer.

    The closing sum is what all tickets cost after that lane. Applies where the lane is one of mode
    `best`, no promotion may raise a price, and no subset of codes is searched, because another
    subset would open the lane at other prices.

    Raises: LawBrokenError; TariffError where *promotion* does not fit the tariff.
    """
    tariff = pricer.tariff
    lanes = [lane for lane in tariff.lanes if lane.number == promotion.lane]
    more = attrs.evolve(tariff, promotions=(*tariff.promotions, promotion))
    if (
        not any(lane.mode is LaneMode.BEST for lane in lanes)
        or any(found.may_raise for found in more.promotions)
        or _searches_codes(more, basket=basket)
    ):
        return Verdict.DOES_NOT_APPLY
    grown = compile_pricer(pricer.catalogue, more, extensions=pricer.extensions)
    lane = promotion.lane
    before = _closing_sum(pricer.price(basket, circumstances), tariff=tariff, lane=lane)
    after = _closing_sum(grown.price(basket, circumstances), tariff=more, lane=lane)
    if after > before:
        message = (
            f"lane {promotion.lane} closes at {after} with {promotion.id}, at {before} without"
        )
        raise LawBrokenError("M10", message)
    return Verdict.HOLDS


def _searches_codes(tariff: Tariff, *, basket: Basket) -> bool:
    known = {promotion.code for promotion in tariff.promotions}
    return tariff.codes is Codes.BEST_SUBSET and any(code in known for code in basket.codes)


def _closing_sum(quote: Quote, *, tariff: Tariff, lane: int) -> int:
    lanes: dict[str, int] = {promotion.id: promotion.lane for promotion in tariff.promotions}
    return sum(
        entry.amount
        for entry in quote.entries
        if entry.kind in UNDISCOUNTED_KINDS
        or (entry.kind in PROMOTION_KINDS and lanes[entry.cause.rule] <= lane)
    )
