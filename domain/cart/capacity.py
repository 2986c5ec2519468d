"""What an item draws: capacity units of its pools, and its spots; and how full its pools are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple, assert_never

from attrs import evolve

from counterfoil.domain.basket import BasketItem, Buyer, Fill
from counterfoil.domain.cart.item import CartItem, Draw
from counterfoil.domain.catalogue.allocations import GENERAL, allocation_for
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.catalogue.nesting import Bundle, Combi
from counterfoil.domain.catalogue.spots import Spot
from counterfoil.domain.empty import EMPTY
from counterfoil.domain.guards import LevelWithin
from counterfoil.domain.references import AllocationId, PartId, PoolId, ResourceId
from counterfoil.domain.refusals import SpotTaken
from counterfoil.domain.stock import (
    Level,
    PoolResource,
    SpotsChosen,
    SpotsMiscounted,
    SpotsRepeated,
    SpotsShort,
    SpotsTaken,
    SpotsUnknown,
    choose_spots,
    place_of,
    resource_id,
    resources_for,
    spot_resources,
    taken_places,
)
from counterfoil.domain.stock.demand import Visit, visits
from counterfoil.domain.tariff.tariff import Tariff


class Drawn(NamedTuple):
    """What an item draws, and the spots that it has."""

    draws: tuple[Draw, ...]
    spots: Mapping[PartId, tuple[Spot, ...]]


def resources_of(item: BasketItem, *, catalogue: Catalogue) -> frozenset[ResourceId]:
    """Name every resource that holding an item may depend on: pools, and spots to choose from.

    Parts that the product does not have are passed over; the rule refuses them.
    """
    item = _with_known_parts(item, catalogue)
    found: set[ResourceId] = set()
    for visit in visits(item, catalogue=catalogue):
        found.update(resource_id(PoolResource(pool=pool)) for pool in pools_of(visit, catalogue))
        if visit.product.spots:
            places = spot_resources(visit.product, slot=visit.slot, travel_date=visit.travel_date)
            found.update(places.values())
    return frozenset(found)


def _with_known_parts(item: BasketItem, catalogue: Catalogue) -> BasketItem:
    if not item.parts:
        return item
    product = catalogue.product(item.product)
    nesting = None if product is None else product.nesting
    known = {part.id for part in nesting.parts} if isinstance(nesting, Bundle | Combi) else set()
    return evolve(item, parts=tuple(choice for choice in item.parts if choice.part in known))


def pools_of(visit: Visit, catalogue: Catalogue) -> tuple[PoolId, ...]:
    """Name the pools that a visit draws from."""
    if visit.slot is None or not visit.product.managed_capacity:
        return ()
    slot = catalogue.slot(visit.product.id, slot_id=visit.slot)
    return () if slot is None else catalogue.pools_of(visit.product.id, slot=slot)


def drawn_by(
    item: CartItem,
    *,
    catalogue: Catalogue,
    levels: Mapping[ResourceId, Level],
    before: CartItem | None,
    chosen: AbstractSet[ResourceId],
    buyer: Buyer,
) -> Drawn | SpotTaken:
    """Choose the spots of an item, and sum what it draws, under the names that *buyer* has.

    *before* is the item as it was: spots that it has, and that nobody asked to change, stay its
    own. What it draws under one name, it goes on drawing under that name. *chosen* is what items
    before it in the same command drew.
    """
    spots: dict[PartId, tuple[Spot, ...]] = {}
    mine = frozenset() if before is None else {draw.resource for draw in before.draws}
    kept = before.spots if before is not None and _at_one_time(before, item) else {}
    for visit in visits(item.asked, catalogue=catalogue):
        tickets = sum(visit.quantities.values())
        if not visit.product.spots or not tickets:
            continue
        places = spot_resources(visit.product, slot=visit.slot, travel_date=visit.travel_date)
        taken = {
            place for place in taken_places(places, levels=levels) if places[place] not in mine
        }
        taken.update(place for place, resource in places.items() if resource in chosen)
        named = item.spots.get(visit.part, ())
        staying = () if named else kept.get(visit.part, ())[:tickets]
        if staying and len(staying) == tickets:
            spots[visit.part] = staying
            continue
        taken.update(map(place_of, staying))
        choice = choose_spots(
            visit.product.spots,
            taken=taken,
            count=tickets - len(staying),
            wanted=tuple(map(place_of, named)),
        )
        if not isinstance(choice, SpotsChosen):
            return _refused(item, choice)
        spots[visit.part] = (*staying, *choice.spots)
    surplus = sorted(part for part, named in item.spots.items() if named and part not in spots)
    if surplus:
        return SpotTaken(
            item=item.id, spots=tuple(surplus), allowed="spots of products that have some"
        )
    needed = resources_for(
        item.asked,
        catalogue=catalogue,
        spots={part: tuple(map(place_of, seats)) for part, seats in spots.items()},
    )
    names = {} if before is None else {draw.resource: draw.allocation for draw in before.draws}
    draws = tuple(
        Draw(
            resource=resource,
            quantity=quantity,
            allocation=names[resource]
            if resource in names
            else _allocation(levels.get(resource), buyer=buyer),
        )
        for resource, quantity in sorted(needed.items())
    )
    return Drawn(draws, spots or EMPTY)


def levels_without(
    levels: Mapping[ResourceId, Level], *, items: Sequence[CartItem]
) -> Mapping[ResourceId, Level]:
    """Answer *levels* as if *items* had given back what they hold: spots and codes to choose from.

    Only what has no slices changes; nobody sets spots or codes aside.
    """
    found = dict(levels)
    for item in items:
        for draw in item.draws:
            level = found.get(draw.resource)
            if level is not None and not level.allocations:
                held = max(0, level.held - draw.quantity)
                found[draw.resource] = evolve(level, held=held)
    return found


def names_of(buyer: Buyer) -> tuple[AllocationId, ...]:
    """Name the slices that a sale may draw from, the narrowest first: who sells, then how."""
    names = (buyer.distributor, buyer.partner, buyer.channel)
    return tuple(AllocationId(name) for name in names if name)


def _allocation(level: Level | None, *, buyer: Buyer) -> AllocationId:
    if level is None or not level.allocations:
        return GENERAL
    slices = (slice_.allocation for slice_ in level.allocations)
    return allocation_for(slices, names=names_of(buyer))


def _at_one_time(first: CartItem, second: CartItem) -> bool:
    """Whether two states of an item are for the same slots and dates."""
    return times_of(first) == times_of(second)


def times_of(item: CartItem) -> tuple[object, ...]:
    """Answer what an item is for: its product, with the slots and dates of it and its parts."""
    parts = {(choice.part, choice.slot, choice.travel_date) for choice in item.parts}
    return item.product, item.slot, item.travel_date, frozenset(parts)


def _refused(
    item: CartItem,
    choice: SpotsMiscounted | SpotsRepeated | SpotsUnknown | SpotsTaken | SpotsShort,
) -> SpotTaken:
    match choice:
        case SpotsMiscounted(asked=asked, named=named):
            return SpotTaken(item=item.id, spots=(str(named),), allowed=f"{asked}, one a ticket")
        case SpotsShort(asked=asked, left=left):
            return SpotTaken(item=item.id, spots=(str(asked),), allowed=f"at most {left}")
        case SpotsRepeated(places=places):
            allowed = "each spot once"
        case SpotsUnknown(places=places):
            allowed = "spots that the product has"
        case SpotsTaken(places=places):
            allowed = "spots that are free"
        case _:
            assert_never(choice)
    return SpotTaken(
        item=item.id, spots=tuple("/".join(place) for place in places), allowed=allowed
    )


def fills_of(
    item: BasketItem,
    *,
    catalogue: Catalogue,
    levels: Mapping[ResourceId, Level],
    own: Mapping[ResourceId, int],
) -> Mapping[PoolId, Fill]:
    """Answer how full the pools of an item are without the cart's own units."""
    found: dict[PoolId, Fill] = {}
    for visit in visits(item, catalogue=catalogue):
        for pool in pools_of(visit, catalogue):
            resource = resource_id(PoolResource(pool=pool))
            level = levels.get(resource)
            if level is not None and level.total is not None:
                taken = max(0, level.drawn - own.get(resource, 0))
                found[pool] = Fill(taken=taken, total=level.total)
    return found


def reads_fill(tariff: Tariff) -> bool:
    """Whether any price of a tariff depends on how full a pool is."""
    return any(variation.fill is not None for variation in tariff.variations)


def fill_guards(
    items: Sequence[CartItem], *, tariff: Tariff, own: Mapping[ResourceId, int]
) -> tuple[LevelWithin, ...]:
    """Say within which band each pool must stay for the prices of *items* to be right.

    The bands lie between the fills that the tariff names, in units of the pool; what the cart
    holds itself is on top of what its prices read.
    """
    edges = {
        edge
        for variation in tariff.variations
        if variation.fill is not None
        for edge in (variation.fill.least, variation.fill.most)
        if edge is not None
    }
    found: dict[ResourceId, LevelWithin] = {}
    for item in items:
        for pool, fill in item.priced.fills.items():
            resource = resource_id(PoolResource(pool=pool))
            units = [-(-edge.numerator * fill.total // edge.denominator) for edge in edges]
            mine = own.get(resource, 0)
            low = max((unit for unit in units if unit <= fill.taken), default=0)
            high = min((unit for unit in units if unit > fill.taken), default=None)
            found[resource] = LevelWithin(
                resource=resource,
                low=low + mine,
                high=None if high is None else high + mine,
            )
    return tuple(found.values())
