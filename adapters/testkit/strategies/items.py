"""Draws of single items of a basket: tickets, dates, options, parts."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

from counterfoil.adapters.testkit.strategies.choices import flags, pick, subset, whole
from counterfoil.adapters.testkit.strategies.counts import Bounds, Quantities, draw_counts
from counterfoil.adapters.testkit.strategies.offers import Time
from counterfoil.adapters.testkit.strategies.room import Room
from counterfoil.domain.basket import BasketItem, ChosenOption, PartChoice
from counterfoil.domain.catalogue.nesting import Bundle, BundlePart, Combi
from counterfoil.domain.catalogue.options import (
    Option,
    OptionCount,
    OptionPrice,
    OptionSelection,
)
from counterfoil.domain.catalogue.product import Product
from counterfoil.domain.references import ItemId

OPTION_COUNT_MAX = 3


def draw_item(draw: st.DrawFn, *, item: ItemId, product: Product, room: Room) -> BasketItem | None:
    """Draw an item of *product* and take its tickets from the *room* of its booking.

    None where the parts of a bundle that were drawn cannot be filled together.
    """
    if isinstance(product.nesting, Bundle):
        parts = _draw_bundle_parts(draw, product, parts=product.nesting.parts, room=room)
        if parts is None:
            return None
        of_parts = tuple(counted for choice in parts for counted in choice.quantities)
        options = _draw_options(draw, product, quantities=of_parts) if of_parts else ()
        return BasketItem(id=item, product=product.id, parts=parts, options=options)
    filling = pick(draw, room.fillings(product))
    quantities = draw_counts(draw, filling.types, total=filling.total)
    room.take(product, quantities)
    slot, day = _draw_time(draw, filling.times)
    combi_parts: tuple[PartChoice, ...] = ()
    if isinstance(product.nesting, Combi):
        combi_parts = _draw_combi_parts(draw, product.nesting, room=room)
    return BasketItem(
        id=item,
        product=product.id,
        quantities=quantities,
        slot=slot,
        travel_date=day,
        options=_draw_options(draw, product, quantities=quantities),
        parts=combi_parts,
    )


def _draw_time(draw: st.DrawFn, times: tuple[Time, ...]) -> Time:
    """Draw a time; where it may be left open, as often with one as without."""
    dated = tuple(time for time in times if time != (None, None))
    if len(dated) < len(times) and not (dated and all(flags(draw, 1))):
        return None, None
    return pick(draw, dated)


def _draw_combi_parts(draw: st.DrawFn, nesting: Combi, *, room: Room) -> tuple[PartChoice, ...]:
    choices: list[PartChoice] = []
    for part in nesting.parts:
        times = room.offer.times_of_part(room.product(part.product))
        slot, day = _draw_time(draw, times) if times else (None, None)
        if slot is not None or day is not None:
            choices.append(PartChoice(part=part.id, slot=slot, travel_date=day))
    return tuple(choices)


def _draw_bundle_parts(
    draw: st.DrawFn, bundle: Product, *, parts: tuple[BundlePart, ...], room: Room
) -> tuple[PartChoice, ...] | None:
    """Draw which parts are taken, and fill them within the limits of each and of all together."""
    total = room.of(bundle)
    wanted = [part for part in parts if not part.optional or all(flags(draw, 1))]
    fitting = [part for part in parts if room.fillings(room.product(part.product))]
    chosen = [part for part in wanted if part in fitting]
    if not _reaches(_rest(chosen, room=room), total):
        chosen = fitting
    choices: list[PartChoice] = []
    taken = 0
    for place, part in enumerate(chosen):
        rest = _rest(chosen[place + 1 :], room=room)
        open_to = Bounds(
            least=total.least - taken - rest.most, most=total.most - taken - rest.least
        )
        product = room.product(part.product)
        fillings = room.fillings(product, total=open_to)
        if not fillings:
            return None
        filling = pick(draw, fillings)
        quantities = draw_counts(draw, filling.types, total=filling.total)
        taken += room.take(product, quantities)
        slot, day = _draw_time(draw, filling.times)
        choices.append(
            PartChoice(
                part=part.id,
                quantities=quantities,
                slot=slot,
                travel_date=day,
                options=_draw_options(draw, product, quantities=quantities),
            )
        )
    room.take_bundle(bundle, count=taken)
    return tuple(choices)


def _rest(parts: Sequence[BundlePart], *, room: Room) -> Bounds:
    """Give how few and how many tickets *parts* can have, all of them together."""
    reaches = [
        [filling.reach for filling in room.fillings(room.product(part.product))] for part in parts
    ]
    return Bounds(
        least=sum(min((one.least for one in found), default=0) for found in reaches),
        most=sum(max((one.most for one in found), default=0) for found in reaches),
    )


def _reaches(reach: Bounds, total: Bounds) -> bool:
    within = reach.narrowed(total)
    return within.least <= within.most


def _draw_options(
    draw: st.DrawFn, product: Product, *, quantities: Quantities
) -> tuple[ChosenOption, ...]:
    chosen: list[ChosenOption] = []
    for option in product.options:
        if option.selection is OptionSelection.AUTO:
            continue
        if option.required or all(flags(draw, 1)):
            chosen.extend(_draw_values(draw, option, quantities=quantities))
    return tuple(chosen)


def _draw_values(
    draw: st.DrawFn, option: Option, *, quantities: Quantities
) -> Sequence[ChosenOption]:
    values = subset(draw, option.values, at_least=1)[: option.values_max]
    flexible = option.count_type is OptionCount.FLEXIBLE
    (for_one_type,) = flags(draw, 1) if option.price_type is OptionPrice.PRODUCT_TYPE else (False,)
    return [
        ChosenOption(
            option=option.id,
            value=value.id,
            count=whole(draw, 1, min(OPTION_COUNT_MAX, value.count_max)) if flexible else 1,
            ticket_type=pick(draw, quantities)[0] if for_one_type else None,
        )
        for value in values
    ]
