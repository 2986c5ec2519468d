"""Slots and the pools that they draw from."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

from attrs import frozen

from counterfoil.domain.catalogue.allocations import Allocation
from counterfoil.domain.references import PoolId, SlotId


class CapacityType(Enum):
    """From which pools a slot draws. Source: the vendor's ``CapacityType`` enumeration."""

    OWN = "OWN"
    SHARED = "SHARED"
    COMBINED = "COMBINED"
    NOT_SET = "NOT_SET"

    @property
    def draws_own(self) -> bool:
        """Say whether a slot draws from the product's own pool."""
        return self is CapacityType.OWN or self is CapacityType.COMBINED

    @property
    def draws_shared(self) -> bool:
        """Say whether a slot draws from a pool that other products draw from as well."""
        return self is CapacityType.SHARED or self is CapacityType.COMBINED


@frozen(kw_only=True)
class Slot:
    """One bookable time of a product, [start, end), as aware datetimes in the venue's zone.

    ``capacity_id`` names the product's own pool, ``capacity_shared_id`` a pool that other products
    draw from as well. A slot that is not ``active`` is closed.
    """

    id: SlotId
    starts_at: datetime
    ends_at: datetime
    capacity_id: PoolId | None = None
    capacity_shared_id: PoolId | None = None
    active: bool = True

    def pools(self, capacity_type: CapacityType) -> tuple[PoolId, ...]:
        """Name the pools that the slot draws from under *capacity_type*, its own one first."""
        drawn = (
            (capacity_type.draws_own, self.capacity_id),
            (capacity_type.draws_shared, self.capacity_shared_id),
        )
        return tuple(pool for draws, pool in drawn if draws and pool is not None)


@frozen(kw_only=True)
class Pool:
    """A limited number of capacity units; ``total=None`` is unlimited.

    ``allocations`` are slices of the total that are set aside. With ``overbooking`` a privileged
    sale may draw more than is left; all others may not.
    """

    id: PoolId
    total: int | None
    allocations: tuple[Allocation, ...] = ()
    overbooking: bool = False
