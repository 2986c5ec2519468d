"""Draws of single items of a basket: tickets, dates, options, parts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from hypothesis import strategies as st

from counterfoil.adapters.testkit.strategies.choices import flags, pick, subset, travel_date, whole
from counterfoil.adapters.testkit.strategies.vocabulary import slot_ids
from counterfoil.domain.basket import BasketItem, ChosenOption, PartChoice
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.catalogue.nesting import Bundle, Combi
from counterfoil.domain.catalogue.options import (
    Option,
    OptionCount,
    OptionPrice,
    OptionSelection,
)
from counterfoil.domain.catalogue.product import Product
from counterfoil.domain.references import ItemId, ProductId, SlotId, TicketTypeId

COUNT_PER_TYPE_MAX = 4
COUNT_PER_BOOKING_MAX = 12  # tickets; what no limit of the catalogue says
OPTION_COUNT_MAX = 3

Quantities = tuple[tuple[TicketTypeId, int], ...]


class Room:
    """How many tickets of each product an order may still take, those in bundles counted."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Start with an empty order."""
        self.catalogue = catalogue
        self._left = {
            product.id: product.limits.order_max
            for product in catalogue.products
            if product.limits.order_max is not None
        }

    def bookable(self) -> list[Product]:
        """List the products of which one more booking may be made."""
        return [
            product
            for product in self.catalogue.products
            if self.catalogue.bookable(product.id)
            and all(self._takes(needed) for needed in self._needed(product))
        ]

    def most(self, product: Product) -> int:
        """Give the largest number of tickets that one booking may still take."""
        bounds = (COUNT_PER_BOOKING_MAX, product.limits.booking_max, self._left.get(product.id))
        return min(bound for bound in bounds if bound is not None)

    def take(self, product: Product, *, count: int) -> None:
        """Take tickets."""
        if product.id in self._left:
            self._left[product.id] -= count

    def _takes(self, product: Product) -> bool:
        return self.most(product) >= product.limits.booking_min

    def _needed(self, product: Product) -> list[Product]:
        if not isinstance(product.nesting, Bundle):
            return [product]
        return [self.product(part.product) for part in product.nesting.parts]

    def product(self, product: ProductId) -> Product:
        """Find a product of the catalogue."""
        known = self.catalogue.product(product)
        assert known is not None, "a generated catalogue has the parts of its products"
        return known


def draw_item(draw: st.DrawFn, *, item: ItemId, product: Product, room: Room) -> BasketItem:
    """Draw an item of *product* and take its tickets from the *room* that the order has."""
    if isinstance(product.nesting, Bundle):
        parts = _draw_bundle_parts(draw, product.nesting, room=room)
        return BasketItem(id=item, product=product.id, parts=parts)
    quantities = _draw_quantities(draw, product, room=room)
    slot, day = _draw_time(draw, product)
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


def _draw_quantities(draw: st.DrawFn, product: Product, *, room: Room) -> Quantities:
    """Draw how many tickets of which types, within the limits of one booking and of the order."""
    types = subset(draw, product.ticket_types, at_least=1)
    left = room.most(product)
    quantities: list[tuple[TicketTypeId, int]] = []
    for ticket_type in types:
        if left:
            count = min(whole(draw, 1, COUNT_PER_TYPE_MAX), left)
            quantities.append((ticket_type.id, count))
            left -= count
    missing = product.limits.booking_min - sum(count for _, count in quantities)
    if missing > 0:
        first, count = quantities[0]
        quantities[0] = (first, count + missing)
    room.take(product, count=sum(count for _, count in quantities))
    return tuple(quantities)


def _draw_time(draw: st.DrawFn, product: Product) -> tuple[SlotId | None, date | None]:
    if product.availability:
        return pick(draw, slot_ids(product)), None
    if product.travel_date_required:
        return None, travel_date(draw)
    (dated,) = flags(draw, 1)
    return None, travel_date(draw) if dated else None


def _draw_combi_parts(draw: st.DrawFn, nesting: Combi, *, room: Room) -> tuple[PartChoice, ...]:
    choices: list[PartChoice] = []
    for part in nesting.parts:
        slot, day = _draw_time(draw, room.product(part.product))
        if slot is not None or day is not None:
            choices.append(PartChoice(part=part.id, slot=slot, travel_date=day))
    return tuple(choices)


def _draw_bundle_parts(draw: st.DrawFn, nesting: Bundle, *, room: Room) -> tuple[PartChoice, ...]:
    choices: list[PartChoice] = []
    for part in nesting.parts:
        product = room.product(part.product)
        if part.optional and not all(flags(draw, 1)):
            continue
        slot, day = _draw_time(draw, product)
        choices.append(
            PartChoice(
                part=part.id,
                quantities=_draw_quantities(draw, product, room=room),
                slot=slot,
                travel_date=day,
            )
        )
    return tuple(choices)


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
            count=whole(draw, 1, OPTION_COUNT_MAX) if flexible else 1,
            ticket_type=pick(draw, quantities)[0] if for_one_type else None,
        )
        for value in values
    ]
