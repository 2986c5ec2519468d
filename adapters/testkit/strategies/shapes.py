"""Strategies for cases of a certain shape, to which a law with preconditions applies.

They are made from generated cases by changing what stands in the way; nothing is thrown away.
"""

from __future__ import annotations

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from counterfoil.adapters.testkit.laws.scale import (
    scale_basket,
    scale_catalogue,
    scale_circumstances,
    scale_tariff,
)
from counterfoil.adapters.testkit.strategies.cases import Case, cases
from counterfoil.adapters.testkit.strategies.features import EVERYTHING, TariffFeature
from counterfoil.adapters.testkit.strategies.products import CatalogueFeature
from counterfoil.domain.money import Rate
from counterfoil.domain.references import PromotionId
from counterfoil.domain.tariff.conditions import BuyerScope
from counterfoil.domain.tariff.fees import Fee, FeeBase, FeeRefund, NoFeeTax, SplitFeeTax
from counterfoil.domain.tariff.promotions import (
    EXCLUSIVE_LANE,
    Codes,
    FixedUnitPrice,
    Lane,
    LaneMode,
    Per,
    PercentageOff,
    Promotion,
)
from counterfoil.domain.tariff.variations import VariationLevel

NO_RAISE = EVERYTHING - {TariffFeature.MAY_RAISE, TariffFeature.EXCLUSIVE_LANE}
PLAIN = EVERYTHING - {
    TariffFeature.AS_ENTERED,
    TariffFeature.BANDS,
    TariffFeature.CAPS,
    TariffFeature.CONDITIONS,
    TariffFeature.EXCLUSIVE_LANE,
    TariffFeature.GROSSED_UP,
    TariffFeature.MAY_RAISE,
    TariffFeature.REQUESTED,
    TariffFeature.TAX_ROUNDING,
}
TIMED = (CatalogueFeature.SLOTS, CatalogueFeature.SCHEDULES)


def free_cases() -> SearchStrategy[Case]:
    """Generate cases with 100 % off everything, in which every fee looks at what is left."""
    return cases(tariff_features=NO_RAISE).map(_made_free)


def plain_cases() -> SearchStrategy[Case]:
    """Generate cases in which no rule shares out, counts or chooses among several tickets."""
    return cases(tariff_features=PLAIN, catalogue_features=TIMED).map(_made_plain)


@st.composite
def best_lane_cases(draw: st.DrawFn) -> Case:
    """Generate cases whose last lane has mode `best` and whose codes apply as entered."""
    case = draw(cases(tariff_features=NO_RAISE))
    *others, last = case.tariff.lanes
    best = attrs.evolve(last, mode=LaneMode.BEST, per=draw(st.sampled_from(Per)))
    tariff = attrs.evolve(case.tariff, lanes=(*others, best), codes=Codes.AS_ENTERED)
    return attrs.evolve(case, tariff=tariff)


def scaled(case: Case, *, factor: int) -> Case:
    """Multiply all amounts of a case, so that less of it has to be rounded.

    Raises: UsageError for a benefit of the host, whose amounts only the host knows.
    """
    return attrs.evolve(
        case,
        catalogue=scale_catalogue(case.catalogue, factor=factor),
        tariff=scale_tariff(case.tariff, factor=factor),
        basket=scale_basket(case.basket, factor=factor),
        circumstances=scale_circumstances(case.circumstances, factor=factor),
    )


def _made_free(case: Case) -> Case:
    tariff = case.tariff
    last = Lane(number=max(lane.number for lane in tariff.lanes) + 1)
    free = Promotion(
        id=PromotionId("free"),
        label="Free",
        benefit=PercentageOff(rate=Rate.of(1, 1)),
        lane=last.number,
    )
    assert all(lane.number != EXCLUSIVE_LANE for lane in tariff.lanes), "every lane runs"
    return attrs.evolve(
        case,
        tariff=attrs.evolve(
            tariff,
            lanes=(*tariff.lanes, last),
            promotions=(*tariff.promotions, free),
            fees=tuple(attrs.evolve(fee, on=FeeBase.DISCOUNTED) for fee in tariff.fees),
        ),
    )


def _made_plain(case: Case) -> Case:
    tariff = case.tariff
    plain = attrs.evolve(
        tariff,
        variations=tuple(
            attrs.evolve(found, level=VariationLevel.TICKET_TYPE, buyer=BuyerScope())
            for found in tariff.variations
        ),
        lanes=tuple(_plain_lane(lane) for lane in tariff.lanes),
        promotions=tuple(_plain_promotion(found) for found in tariff.promotions),
        fees=tuple(_plain_fee(fee) for fee in tariff.fees),
    )
    return attrs.evolve(case, tariff=plain)


def _plain_lane(lane: Lane) -> Lane:
    mode = LaneMode.BEST if lane.mode is LaneMode.BEST else LaneMode.ALL
    return attrs.evolve(lane, mode=mode, per=Per.UNIT if mode is LaneMode.BEST else Per.ORDER)


def _plain_promotion(promotion: Promotion) -> Promotion:
    """Let a promotion be a unit price, or a tenth off each ticket."""
    tenth = PercentageOff(rate=Rate.percent(10))
    return attrs.evolve(
        promotion,
        benefit=promotion.benefit if isinstance(promotion.benefit, FixedUnitPrice) else tenth,
        limits=attrs.evolve(promotion.limits, units_per_cart=None, budget=None),
    )


def _plain_fee(fee: Fee) -> Fee:
    return attrs.evolve(
        fee,
        base=(),
        tax=NoFeeTax() if isinstance(fee.tax, SplitFeeTax) else fee.tax,
        refund=FeeRefund.LAST,
        products=frozenset(),
        ticket_types=frozenset(),
    )
