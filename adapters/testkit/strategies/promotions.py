"""Draws of promotions with their lanes, benefits, conditions and limits."""

from __future__ import annotations

from enum import Enum

from hypothesis import strategies as st

from counterfoil.adapters.testkit.strategies.choices import flags, pick, pick_both, subset, whole
from counterfoil.adapters.testkit.strategies.conditions import (
    ANY_TICKET,
    QUANTITY_MAX,
    draw_instants,
    draw_reach,
    draw_scope,
)
from counterfoil.adapters.testkit.strategies.features import TariffFeature, World
from counterfoil.adapters.testkit.strategies.money import draw_rate
from counterfoil.adapters.testkit.strategies.variations import by_name
from counterfoil.domain.references import ProductId, Promocode, PromotionId
from counterfoil.domain.tariff.conditions import (
    CountedOver,
    CustomCondition,
    Minimum,
)
from counterfoil.domain.tariff.promotions import (
    EXCLUSIVE_LANE,
    AmountOff,
    Benefit,
    CheapestOff,
    CustomBenefit,
    FixedUnitPrice,
    Lane,
    LaneMode,
    Over,
    Partial,
    Per,
    PercentageOff,
    Promotion,
    PromotionLimits,
)
from counterfoil.domain.tariff.variations import PROMOTION_TYPES

BENEFIT_MAX = 5_000  # minor units given by an amount, a cap or a budget
VALUE_MAX = 40_000  # minor units that a minimum may ask for
UNIT_PRICE_MAX = 10_000  # minor units
LANES_MAX = 3
PRIORITY_MAX = 2  # few, so that equal priorities are common
AUTOMATIC_TYPES = by_name(PROMOTION_TYPES)


class Extra(Enum):
    """What a promotion may have beside a benefit, a scope and a key."""

    CAP = "cap"
    WINDOW = "window"
    CONDITION = "condition"
    LIMIT = "limit"
    RAISE = "raise"
    CUSTOM = "custom"


# Each of these keeps promotions from giving anything in many carts, so that few have several.
_EXTRAS: tuple[frozenset[Extra], ...] = (
    frozenset(),
    frozenset(),
    frozenset(),
    frozenset({Extra.CAP}),
    frozenset({Extra.WINDOW}),
    frozenset({Extra.CONDITION}),
    frozenset({Extra.LIMIT}),
    frozenset({Extra.RAISE}),
    frozenset({Extra.CUSTOM}),
    frozenset({Extra.CAP, Extra.LIMIT}),
    frozenset({Extra.CONDITION, Extra.LIMIT}),
    frozenset({Extra.RAISE, Extra.CAP, Extra.CONDITION}),
)


def draw_lanes(draw: st.DrawFn, *, world: World) -> tuple[Lane, ...]:
    """Draw the declared lanes: the first ones in any mode, the exclusive one as it has to be."""
    lanes: list[Lane] = []
    if world.has(TariffFeature.EXCLUSIVE_LANE) and all(flags(draw, 2)):
        lanes.append(Lane(number=EXCLUSIVE_LANE, mode=LaneMode.FIRST))
    if not world.has(TariffFeature.LANES):
        return (*lanes, Lane(number=1))
    pers = [Per.ORDER, Per.UNIT]
    if world.has(TariffFeature.PER_BOOKING):
        pers.append(Per.BOOKING)
    for number in range(1, 1 + whole(draw, 1, LANES_MAX)):
        mode = pick(draw, tuple(LaneMode))
        per = Per.ORDER if mode is LaneMode.ALL else pick(draw, pers)
        lanes.append(Lane(number=number, mode=mode, per=per))
    return tuple(lanes)


def draw_promotion(
    draw: st.DrawFn, *, place: int, lanes: tuple[Lane, ...], world: World
) -> Promotion:
    """Draw the promotion at a *place* of the tariff, in one of the *lanes*."""
    benefit = draw_benefit(draw, world=world)
    extras, keyed = pick_both(draw, _EXTRAS, (False, True))
    has_code = keyed and world.has(TariffFeature.CODES)
    scope, buyer = draw_reach(draw, vocabulary=world.vocabulary, seasons=world.seasons)
    lane, priority = pick_both(draw, lanes, range(PRIORITY_MAX + 1))
    conditions = world.has(TariffFeature.CONDITIONS)
    minimum, together = None, frozenset[ProductId]()
    if Extra.CONDITION in extras and conditions:
        minimum, together = _draw_demand(draw, world=world)
    windowed = Extra.WINDOW in extras and conditions
    capped = Extra.CAP in extras and world.has(TariffFeature.CAPS)
    limited = Extra.LIMIT in extras and world.has(TariffFeature.LIMITS)
    raising = Extra.RAISE in extras and world.has(TariffFeature.MAY_RAISE)
    return Promotion(
        id=PromotionId(f"promotion-{place}"),
        label=f"Promotion {place}",
        title=f"Title {place}",
        description=f"Description {place}",
        benefit=benefit,
        type=pick(draw, AUTOMATIC_TYPES),
        code=Promocode(f"CODE{place}") if has_code else None,
        lane=lane.number,
        priority=priority,
        cap=whole(draw, 0, BENEFIT_MAX) if capped else None,
        scope=scope,
        buyer=buyer,
        booked=(draw_instants(draw),) if windowed else (),
        minimum=minimum,
        together=together,
        custom=_draw_custom(draw, world=world) if Extra.CUSTOM in extras else (),
        limits=_draw_limits(draw) if limited else PromotionLimits(),
        may_raise=raising and isinstance(benefit, FixedUnitPrice),
    )


def draw_benefit(draw: st.DrawFn, *, world: World) -> Benefit:
    """Draw what a promotion gives."""
    booking, order = world.has(TariffFeature.PER_BOOKING), world.has(TariffFeature.PER_ORDER)
    custom = tuple(world.extensions.benefits.values())
    match whole(draw, 0, 4 if custom else 3):
        case 0:
            over = [Over.UNIT]
            over += [Over.LINE, Over.BOOKING] if booking else []
            over += [Over.ORDER] if order else []
            return PercentageOff(rate=draw_rate(draw, percent_max=100), over=pick(draw, over))
        case 1:
            per = [Per.UNIT]
            per += [Per.BOOKING] if booking else []
            per += [Per.ORDER] if order else []
            return AmountOff(amount=whole(draw, 0, BENEFIT_MAX), per=pick(draw, per))
        case 2:
            return FixedUnitPrice(price=whole(draw, 0, UNIT_PRICE_MAX))
        case 3:
            of = whole(draw, 1, 4)
            return CheapestOff(
                take=whole(draw, 1, of), of=of, rate=draw_rate(draw, percent_max=100)
            )
        case _:
            registered = pick(draw, custom)
            return CustomBenefit(name=registered.name, version=registered.version)


def _draw_limits(draw: st.DrawFn) -> PromotionLimits:
    """Draw how often and for how much a promotion may be used."""
    uses, per_customer, units, budget, refused = flags(draw, 5)
    return PromotionLimits(
        uses=whole(draw, 0, 3) if uses else None,
        uses_per_customer=whole(draw, 0, 3) if per_customer else None,
        units_per_cart=whole(draw, 1, 4) if units else None,
        budget=whole(draw, 0, 2 * BENEFIT_MAX) if budget else None,
        partial=Partial.REFUSE if refused else Partial.ALLOW,
    )


def _draw_demand(draw: st.DrawFn, *, world: World) -> tuple[Minimum | None, frozenset[ProductId]]:
    """Draw what has to be in the cart: a number, a value, or several products together."""
    over = [CountedOver.CART]
    if world.has(TariffFeature.PER_BOOKING):
        over.append(CountedOver.BOOKING)
    asked = pick(draw, ("quantity", "value", "both", "together"))
    if asked == "together":
        sold = [*(product.id for product in world.vocabulary.products), *world.vocabulary.bundles]
        return None, frozenset(subset(draw, sold, at_least=1))
    counted = pick(draw, ("reached", "reached", "any", "scoped"))
    scope = ANY_TICKET if counted == "any" else None
    if counted == "scoped":
        scope = draw_scope(draw, vocabulary=world.vocabulary, seasons=world.seasons)
    minimum = Minimum(
        quantity=whole(draw, 0, QUANTITY_MAX) if asked in {"quantity", "both"} else 0,
        value=whole(draw, 0, VALUE_MAX) if asked in {"value", "both"} else 0,
        over=pick(draw, over),
        scope=scope,
    )
    return minimum, frozenset()


def _draw_custom(draw: st.DrawFn, *, world: World) -> tuple[CustomCondition, ...]:
    registered = tuple(world.extensions.conditions.values())
    if not registered:
        return ()
    found = pick(draw, registered)
    return (CustomCondition(name=found.name, version=found.version),)
