"""Demand: which resources an item of a cart needs, and how much of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from counterfoil.domain.basket import BasketItem, PartChoice
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.catalogue.nesting import BundlePart, CombiPart
from counterfoil.domain.catalogue.product import Product
from counterfoil.domain.errors import UsageError
from counterfoil.domain.references import PartId, ProductId, ResourceId, SlotId, TicketTypeId
from counterfoil.domain.stock.level import Level
from counterfoil.domain.stock.resource import (
    Place,
    PoolResource,
    SpotResource,
    place_of,
    resource_id,
)

WHOLE_ITEM = PartId("")
"""Stands for the item itself where spots are named by part."""

_NO_SPOTS: Mapping[PartId, Sequence[Place]] = MappingProxyType({})


class Visit(NamedTuple):
    """One product that an item admits to: the item's own, or that of one of its parts."""

    part: PartId
    product: Product
    slot: SlotId | None
    travel_date: date | None
    quantities: Mapping[TicketTypeId, int]


def resources_for(
    item: BasketItem,
    *,
    catalogue: Catalogue,
    spots: Mapping[PartId, Sequence[Place]] = _NO_SPOTS,
) -> dict[ResourceId, int]:
    """Sum what *item* needs of each resource: over its parts, its ticket types and its spots.

    Pools are drawn from in capacity units, by each product in its own slot; every ticket of a
    product with named spots takes one. *spots* are those that were chosen, by part, those of the
    item's own product under WHOLE_ITEM. A product that needs no hold draws nothing.

    The item is one that the rules of booking let pass.

    Raises: UsageError for an item that they would not: a product, part or ticket type that is not
        there, a slot that is missing or unknown, more or fewer spots than tickets.
    Source: docs/reference/laws.md#H1
    """
    if not catalogue.needs_hold(item.product):
        return {}
    needed: dict[ResourceId, int] = {}
    unused = set(spots)
    for visit in visits(item, catalogue=catalogue):
        for resource, quantity in _pools(visit, catalogue=catalogue):
            needed[resource] = needed.get(resource, 0) + quantity
        for resource in _spots(visit, places=spots.get(visit.part, ())):
            needed[resource] = needed.get(resource, 0) + 1
        unused.discard(visit.part)
    if unused:
        raise UsageError(
            field="spots",
            value=min(unused),
            problem=f"is not a part of item {item.id!r}",
            allowed="the parts that it has; WHOLE_ITEM for its own product",
        )
    return needed


def spot_resources(
    product: Product, *, slot: SlotId | None, travel_date: date | None
) -> dict[Place, ResourceId]:
    """Name every place of *product* as a resource: in its slot, else on its date, else at all."""
    occasion = _occasion(slot, travel_date)
    return {
        place: resource_id(SpotResource(product=product.id, occasion=occasion, place=place))
        for place in map(place_of, product.spots)
    }


def taken_places(
    places: Mapping[Place, ResourceId], *, levels: Mapping[ResourceId, Level]
) -> frozenset[Place]:
    """Name the *places* of which nothing is left; one without a level is free."""
    return frozenset(
        place
        for place, resource in places.items()
        if resource in levels and levels[resource].left() == 0
    )


def visits(item: BasketItem, *, catalogue: Catalogue) -> Iterator[Visit]:
    """Answer what an item admits to: its own product, and each part of it."""
    quantities = _summed(item.quantities)
    own = _product(item.product, catalogue=catalogue)
    yield Visit(WHOLE_ITEM, own, item.slot, item.travel_date, quantities)
    chosen = {choice.part: choice for choice in item.parts}
    parts = catalogue.parts(own.id)
    for unknown in sorted(chosen.keys() - {part.id for part in parts}):
        raise UsageError(
            field="parts",
            value=unknown,
            problem=f"is not a part of {own.id!r}",
            allowed=", ".join(part.id for part in parts) or "none",
        )
    for part in parts:
        choice = chosen.get(part.id)
        if choice is None and isinstance(part, BundlePart):
            continue
        choice = choice or PartChoice(part=part.id)
        yield Visit(
            part.id,
            _product(part.product, catalogue=catalogue),
            choice.slot,
            choice.date_in(item),
            part.quantities(quantities)
            if isinstance(part, CombiPart)
            else _summed(choice.quantities),
        )


def _pools(visit: Visit, *, catalogue: Catalogue) -> Iterator[tuple[ResourceId, int]]:
    product = visit.product
    if not product.managed_capacity:
        return
    units = catalogue.capacity_units(product.id, quantities=visit.quantities)
    slot = None if visit.slot is None else catalogue.slot(product.id, slot_id=visit.slot)
    if slot is None:
        raise UsageError(
            field="slot",
            value=visit.slot,
            problem=f"is not a slot of {product.id!r}",
            allowed="the id of one, as its capacity is managed",
        )
    if units:
        for pool in catalogue.pools_of(product.id, slot=slot):
            yield resource_id(PoolResource(pool=pool)), units


def _spots(visit: Visit, *, places: Sequence[Place]) -> Iterator[ResourceId]:
    product = visit.product
    tickets = sum(visit.quantities.values()) if product.spots else 0
    if len(places) != tickets:
        raise UsageError(
            field="spots",
            value=len(places),
            problem=f"is not the number of spots that {product.id!r} needs",
            allowed=f"{tickets}, one for each ticket",
        )
    occasion = _occasion(visit.slot, visit.travel_date)
    for place in places:
        yield resource_id(SpotResource(product=product.id, occasion=occasion, place=place))


def _occasion(slot: SlotId | None, travel_date: date | None) -> str:
    if slot is not None:
        return slot
    return "" if travel_date is None else travel_date.isoformat()


def _summed(quantities: Sequence[tuple[TicketTypeId, int]]) -> dict[TicketTypeId, int]:
    sums: dict[TicketTypeId, int] = {}
    for ticket_type, count in quantities:
        # What is no number is refused by the rule, which may ask for these sums before it looks.
        if isinstance(count, int):
            sums[ticket_type] = sums.get(ticket_type, 0) + count
    return sums


def _product(product: ProductId, *, catalogue: Catalogue) -> Product:
    found = catalogue.product(product)
    assert found is not None, "a catalogue without problems has all parts"
    return found
