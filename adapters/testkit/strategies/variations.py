"""Draws of the variations of a tariff, and of those that callers may request."""

from __future__ import annotations

from enum import Enum

import attrs
from hypothesis import strategies as st

from counterfoil.adapters.testkit.strategies.choices import flags, pick, subset, whole
from counterfoil.adapters.testkit.strategies.conditions import (
    draw_buyers,
    draw_fill,
    draw_instants,
    draw_lead,
    draw_quantity,
    draw_scope,
)
from counterfoil.adapters.testkit.strategies.features import TariffFeature, World
from counterfoil.adapters.testkit.strategies.money import rates
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
_UP_TO_ALL = rates(percent_max=100)


def draw_difference(draw: st.DrawFn) -> Difference:
    """Draw a signed amount or percentage; a percentage takes at most all."""
    base = pick(draw, _BASES)
    if base is None:
        return FixedAmount(amount=whole(draw, -DIFFERENCE_MAX, DIFFERENCE_MAX))
    rate = draw(_UP_TO_ALL)
    (negative,) = flags(draw, 1)
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
    level = pick(draw, levels)
    scope = draw_scope(draw, vocabulary=world.vocabulary, seasons=world.seasons)
    if level is VariationLevel.PART:
        scope = Scope(products=frozenset(subset(draw, world.vocabulary.parts, at_least=1)))
    plain = Variation(
        id=RuleId(f"variation-{place}"),
        label=f"Variation {place}",
        type=pick(draw, TARIFF_TYPES),
        difference=draw_difference(draw),
        level=level,
        scope=scope,
        buyer=draw_buyers(draw),
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
