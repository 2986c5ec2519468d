"""Strategies for tariffs that fit a catalogue."""

from __future__ import annotations

from collections.abc import Collection

from hypothesis import strategies as st

from counterfoil.adapters.testkit.strategies.choices import flags, pick, whole
from counterfoil.adapters.testkit.strategies.conditions import draw_dates
from counterfoil.adapters.testkit.strategies.features import EVERYTHING, TariffFeature, World
from counterfoil.adapters.testkit.strategies.fees import draw_fee, draw_grossed_up_fee
from counterfoil.adapters.testkit.strategies.money import PRICE_MAX
from counterfoil.adapters.testkit.strategies.promotions import draw_lanes, draw_promotion
from counterfoil.adapters.testkit.strategies.taxes import draw_taxation, draw_taxes
from counterfoil.adapters.testkit.strategies.variations import (
    draw_open_variations,
    draw_variation,
)
from counterfoil.adapters.testkit.strategies.vocabulary import Vocabulary
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.money import Rounding
from counterfoil.domain.pricing.extensions import Extensions
from counterfoil.domain.references import SeasonId, TariffId
from counterfoil.domain.tariff.fees import Fee
from counterfoil.domain.tariff.promotions import Codes, Lane, Promotion
from counterfoil.domain.tariff.tariff import ListPrice, Season, Tariff
from counterfoil.domain.tariff.taxes import InclusiveRounding, Tax, Taxation, TaxRounding
from counterfoil.domain.tariff.variations import Variation

SEASONS = (SeasonId("spring"), SeasonId("holidays"))
NO_EXTENSIONS = Extensions()


@st.composite
def tariffs(
    draw: st.DrawFn,
    *,
    catalogue: Catalogue,
    features: Collection[TariffFeature] = EVERYTHING,
    variations_max: int = 3,
    promotions_max: int = 4,
    fees_max: int = 3,
    extensions: Extensions = NO_EXTENSIONS,
) -> Tariff:
    """Generate tariffs that fit *catalogue* and have no problems.

    Every product of the catalogue has a list price for every ticket type, in one currency with it.
    *features* says what a tariff may contain, the maxima how many rules; conditions and benefits
    of *extensions* are used where there are any.
    """
    allowed = frozenset(features)
    seasons = _draw_seasons(draw) if TariffFeature.SEASONS in allowed else ()
    world = World(
        features=allowed,
        vocabulary=Vocabulary.of(catalogue),
        seasons=tuple(season.id for season in seasons),
        extensions=extensions,
    )
    variations = _draw_variations(draw, most=variations_max, world=world)
    lanes = draw_lanes(draw, world=world)
    promotions = _draw_promotions(draw, most=promotions_max, lanes=lanes, world=world)
    taxes = draw_taxes(draw, world=world)
    taxation = draw_taxation(draw, taxes=taxes, world=world)
    earlier = (*(rule.id for rule in variations), *(rule.id for rule in promotions))
    half_even, tax_side, as_entered = flags(draw, 3)
    entered = as_entered and world.has(TariffFeature.AS_ENTERED)
    levels = tuple(TaxRounding) if world.has(TariffFeature.TAX_ROUNDING) else (TaxRounding.UNIT,)
    return Tariff(
        id=TariffId("tariff"),
        currency=catalogue.products[0].currency,
        label="Tariff",
        rounding=Rounding.HALF_EVEN if half_even else Rounding.HALF_UP,
        tax_rounding=pick(draw, levels),
        inclusive=InclusiveRounding.TAX if tax_side else InclusiveRounding.NET,
        seasons=seasons,
        prices=_draw_prices(draw, world=world),
        variations=variations,
        open_variations=draw_open_variations(draw, world=world),
        lanes=lanes,
        promotions=promotions,
        codes=Codes.AS_ENTERED if entered else Codes.BEST_SUBSET,
        taxes=taxes,
        taxation=taxation,
        fees=_draw_fees(
            draw, most=fees_max, earlier=earlier, taxation=taxation, taxes=taxes, world=world
        ),
    )


def _draw_seasons(draw: st.DrawFn) -> tuple[Season, ...]:
    return tuple(
        Season(id=season, label=season.capitalize(), dates=(draw_dates(draw),))
        for season in SEASONS[: whole(draw, 0, len(SEASONS))]
    )


def _draw_prices(draw: st.DrawFn, *, world: World) -> tuple[ListPrice, ...]:
    """Draw a price for every ticket type, and another in a season for some."""
    prices: list[ListPrice] = []
    for product in world.vocabulary.products:
        for ticket_type in product.ticket_types:
            amount = whole(draw, 0, PRICE_MAX)
            prices.append(ListPrice(product=product.id, ticket_type=ticket_type.id, amount=amount))
        first = product.ticket_types[0].id
        prices.extend(
            ListPrice(
                product=product.id,
                ticket_type=first,
                amount=whole(draw, 0, PRICE_MAX),
                season=season,
            )
            for season in world.seasons
        )
    return tuple(prices)


def _draw_variations(draw: st.DrawFn, *, most: int, world: World) -> tuple[Variation, ...]:
    if not world.has(TariffFeature.VARIATIONS):
        return ()
    places = range(whole(draw, 0, most))
    return tuple(draw_variation(draw, place=place, world=world) for place in places)


def _draw_promotions(
    draw: st.DrawFn, *, most: int, lanes: tuple[Lane, ...], world: World
) -> tuple[Promotion, ...]:
    if not world.has(TariffFeature.PROMOTIONS):
        return ()
    places = range(whole(draw, 0, most))
    return tuple(draw_promotion(draw, place=place, lanes=lanes, world=world) for place in places)


def _draw_fees(
    draw: st.DrawFn,
    *,
    most: int,
    earlier: tuple[str, ...],
    taxation: tuple[Taxation, ...],
    taxes: tuple[Tax, ...],
    world: World,
) -> tuple[Fee, ...]:
    fees: list[Fee] = []
    splittable = any(row.taxes for row in taxation)
    if world.has(TariffFeature.FEES):
        for place in range(whole(draw, 0, most)):
            fee = draw_fee(
                draw,
                place=place,
                earlier=(*earlier, *(fee.id for fee in fees)),
                taxes=taxes,
                splittable=splittable,
                world=world,
            )
            fees.append(fee)
    if world.has(TariffFeature.GROSSED_UP) and all(flags(draw, 1)):
        fees.append(draw_grossed_up_fee(draw, taxes=taxes))
    return tuple(fees)
