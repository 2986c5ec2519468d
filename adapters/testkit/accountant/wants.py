"""What an item takes, and how much there is of it, as the catalogue says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from counterfoil.adapters.testkit.accountant.claims import (
    limit_of,
    pool_name,
    resource_name,
    tickets_of,
)
from counterfoil.adapters.testkit.laws.verdict import require_equal
from counterfoil.domain.basket import BasketItem
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.catalogue.nesting import CombiPart
from counterfoil.domain.catalogue.product import Product
from counterfoil.domain.catalogue.slots import Pool
from counterfoil.domain.catalogue.spots import Spot
from counterfoil.domain.references import PoolId, ResourceId, SlotId, TicketTypeId
from counterfoil.domain.tariff.tariff import Tariff

_OWN_POOL = frozenset({"OWN", "COMBINED"})
_SHARED_POOL = frozenset({"SHARED", "COMBINED"})


def needs(
    item: BasketItem, spots: Mapping[Any, Sequence[Spot]], *, catalogue: Catalogue
) -> Counter[ResourceId]:
    """Work out what an item takes: places of its pools, and its spots, one for each ticket."""
    found = pool_needs(item, catalogue=catalogue)
    for part, product, slot, day, counts in _visits(item, catalogue):
        tickets = sum(counts.values()) if product.spots else 0
        chosen = spots.get(part, ())
        require_equal("H1", what=f"spots of {item.id}", found=len(chosen), expected=tickets)
        occasion = slot or ("" if day is None else day.isoformat())
        for spot in chosen:
            place = (spot.section, spot.row, spot.number)
            found[resource_name("spot", product.id, occasion, *place)] += 1
    return found


def pool_needs(item: BasketItem, *, catalogue: Catalogue) -> Counter[ResourceId]:
    """Work out what an item takes of its pools."""
    found: Counter[ResourceId] = Counter()
    for _, product, slot_id, _, counts in _visits(item, catalogue):
        if not product.managed_capacity or slot_id is None:
            continue
        weights = {one.id: one.capacity for one in product.ticket_types}
        units = sum(weights[name] * count for name, count in counts.items())
        slot = catalogue.slot(product.id, slot_id=slot_id)
        kind = product.capacity_type.value
        if slot is None or not units:
            continue
        if kind in _OWN_POOL and slot.capacity_id is not None:
            found[pool_name(slot.capacity_id)] += units
        if kind in _SHARED_POOL and slot.capacity_shared_id is not None:
            found[pool_name(slot.capacity_shared_id)] += units
    return found


def total_of(resource: ResourceId, *, catalogue: Catalogue, tariff: Tariff) -> int | None:
    """Look up how much there is; what catalogue and tariff do not have, is zero."""
    if resource.startswith("pool:"):
        return pool_of(resource, catalogue=catalogue).total
    if resource.startswith("spot:"):
        return 1
    return limit_of(resource, tariff=tariff)


def slices_of(resource: ResourceId, *, catalogue: Catalogue) -> Mapping[str, int]:
    """Tell the slices that are set aside of a resource; only pools have some."""
    if not resource.startswith("pool:"):
        return {}
    pool = pool_of(resource, catalogue=catalogue)
    return {slice_.name: slice_.quantity for slice_ in pool.allocations}


def pool_of(resource: ResourceId, *, catalogue: Catalogue) -> Pool:
    """Look a pool up; one that is not in the catalogue has nothing."""
    name = PoolId(resource.partition(":")[2])
    return catalogue.pool(name) or Pool(id=name, total=0)


def _visits(
    item: BasketItem, catalogue: Catalogue
) -> Iterator[tuple[str, Product, SlotId | None, date | None, Counter[TicketTypeId]]]:
    """Tell each product that an item admits to, with its slot, date and tickets."""
    product = catalogue.product(item.product)
    assert product is not None, "what was carried out is in the catalogue"
    own = tickets_of(item.quantities)
    yield "", product, item.slot, item.travel_date, own
    parts = {part.id: part for part in catalogue.parts(product.id)}
    for choice in item.parts:
        part = parts[choice.part]
        counts = tickets_of(choice.quantities)
        if isinstance(part, CombiPart):
            counts = tickets_of((part.ticket_types.get(name, name), n) for name, n in own.items())
        inner = catalogue.product(part.product)
        assert inner is not None, "a catalogue without problems has all parts"
        yield part.id, inner, choice.slot, choice.travel_date or item.travel_date, counts
