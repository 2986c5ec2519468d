"""Draws of the variations of a tariff, and of those that callers may request."""

from __future__ import annotations

from enum import Enum

import attrs
from hypothesis import strategies as st

from counterfoil.adapters.testkit.strategies.choices import pick, pick_both, subset, whole
from counterfoil.adapters.testkit.strategies.conditions import (
    draw_buyers,
    draw_fill,
    draw_instants,
    draw_lead,
    draw_quantity,
    draw_reach,
)
from counterfoil.adapters.testkit.strategies.features import TariffFeature, World
from counterfoil.adapters.testkit.strategies.money import draw_rate
from counterfoil.domain.references import RuleId
from counterfoil.domain.tariff.conditions import CountedOver, Scope
from counterfoil.domain.tariff.variations import (
    REQUESTED_VARIATION_TYPES,
    TARIFF_VARIATION_TYPES,
    Difference,
    FixedAmount,
    OpenVariation,
    Percentage,
    PercentageBase,
    Variation,
    VariationLevel,
    VariationType,
)

DIFFERENCE_MAX = 3_000  # minor units up or down: more than some list prices
_BASES = (None, None, PercentageBase.LIST, PercentageBase.RUNNING)  # None: a fixed amount


class Band(Enum):
    """By what a variation is bound beside its tickets and its buyer."""

    NONE = "none"
    QUANTITY = "quantity"
    BOOKED = "booked"
    LEAD = "lead"
    FILL = "fill"


# Most variations have no band, so that most of them apply.
_BANDS = (Band.NONE, Band.NONE, Band.NONE, Band.QUANTITY, Band.BOOKED, Band.LEAD, Band.FILL)


def by_name(types: frozenset[VariationType]) -> tuple[VariationType, ...]:
    """Put types into a fixed order, so that examples can be repeated in another process."""
    return tuple(sorted(types, key=lambda found: found.value))


TARIFF_TYPES = by_name(TARIFF_VARIATION_TYPES)
REQUESTED_TYPES = by_name(REQUESTED_VARIATION_TYPES)


def draw_difference(draw: st.DrawFn) -> Difference:
    """Draw a signed amount or percentage; a percentage takes at most all."""
    base, negative = pick_both(draw, _BASES, (False, True))
    if base is None:
        amount = whole(draw, 0, DIFFERENCE_MAX)
        return FixedAmount(amount=-amount if negative else amount)
    rate = draw_rate(draw, percent_max=100)
    return Percentage(rate=-rate if negative else rate, base=base)


def draw_variation(draw: st.DrawFn, *, place: int, world: World) -> Variation:
    """Draw the variation at a *place* of the tariff."""
    levels = [VariationLevel.TICKET_TYPE]
    if world.vocabulary.parts:
        levels.append(VariationLevel.PART)
    if world.has(TariffFeature.PER_BOOKING):
        levels.append(VariationLevel.BOOKING)
    if world.has(TariffFeature.PER_ORDER):
        levels.append(VariationLevel.CART)
    level, variation_type = pick_both(draw, levels, TARIFF_TYPES)
    scope, buyer = draw_reach(draw, vocabulary=world.vocabulary, seasons=world.seasons)
    if level is VariationLevel.PART:
        scope = Scope(products=frozenset(subset(draw, world.vocabulary.parts, at_least=1)))
    plain = Variation(
        id=RuleId(f"variation-{place}"),
        label=f"Variation {place}",
        type=variation_type,
        difference=draw_difference(draw),
        level=level,
        scope=scope,
        buyer=buyer,
    )
    return _draw_bands(draw, plain=plain, world=world)


def _draw_bands(draw: st.DrawFn, *, plain: Variation, world: World) -> Variation:
    """Bind a variation by a number of tickets, an instant, a lead time, or how full a pool is."""
    if not world.has(TariffFeature.BANDS):
        return plain
    over = [CountedOver.CART]
    if world.has(TariffFeature.PER_BOOKING):
        over.append(CountedOver.BOOKING)
    match pick(draw, _BANDS):
        case Band.QUANTITY:
            return attrs.evolve(plain, quantity=draw_quantity(draw, over=over))
        case Band.BOOKED:
            return attrs.evolve(plain, booked=draw_instants(draw))
        case Band.LEAD:
            return attrs.evolve(plain, lead=draw_lead(draw))
        case Band.FILL:
            return attrs.evolve(plain, fill=draw_fill(draw))
        case Band.NONE:
            return plain


def draw_open_variations(draw: st.DrawFn, *, world: World) -> tuple[OpenVariation, ...]:
    """Draw which types callers may request; each once."""
    if not world.has(TariffFeature.REQUESTED):
        return ()
    opened = [OpenVariation(type=found) for found in subset(draw, REQUESTED_TYPES)]
    if opened:
        opened[0] = OpenVariation(type=opened[0].type, buyer=draw_buyers(draw))
    return tuple(opened)
