"""What is left for a buyer: units of each pool under the buyer's names, and spots."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from counterfoil.domain.availability.answers import PoolLeft
from counterfoil.domain.basket import BasketItem, Buyer
from counterfoil.domain.cart.capacity import names_of, pools_of
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.references import ResourceId
from counterfoil.domain.stock import (
    Level,
    PoolResource,
    allocation_for,
    resource_id,
    spot_resources,
    taken_places,
    visits,
)


class Room:
    """What the levels leave for one buyer; what nothing is told of has no end."""

    def __init__(
        self, catalogue: Catalogue, *, levels: Mapping[ResourceId, Level], buyer: Buyer
    ) -> None:
        self._catalogue = catalogue
        self._levels = levels
        self._names = names_of(buyer)

    def pools(self, item: BasketItem) -> tuple[PoolLeft, ...]:
        """Say what is left of each pool that an item draws from, each pool once."""
        pools = {
            pool: None
            for visit in visits(item, catalogue=self._catalogue)
            for pool in pools_of(visit, self._catalogue)
        }
        found = []
        for pool in pools:
            level = self._levels.get(resource_id(PoolResource(pool=pool)))
            if level is None:
                continue
            slices = (one.allocation for one in level.allocations)
            name = allocation_for(slices, names=self._names)
            found.append(
                PoolLeft(
                    pool=pool, allocation=name, left=level.left(name), state=level.state(name)
                )
            )
        return tuple(found)

    def spots(self, item: BasketItem) -> int | None:
        """Count the free spots of the scarcest product of an item; None: none has named spots."""
        return min(self._spots(item), default=None)

    def _spots(self, item: BasketItem) -> Iterator[int]:
        for visit in visits(item, catalogue=self._catalogue):
            if visit.product.spots:
                places = spot_resources(
                    visit.product, slot=visit.slot, travel_date=visit.travel_date
                )
                yield len(places) - len(taken_places(places, levels=self._levels))
