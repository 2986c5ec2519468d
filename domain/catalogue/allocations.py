"""Allocations: slices of a pool, set aside for a distributor, a partner or a sales channel.

What is left for whom is told by the level of the pool, `counterfoil.domain.stock.level`.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from attrs import frozen

from counterfoil.domain.references import AllocationId

GENERAL = AllocationId("")
"""Nobody's slice: what is drawn under this name comes from what is not set aside."""


class Overflow(Enum):
    """Whether an allocation whose slice is used up may draw from what nobody has set aside."""

    ALLOWED = "allowed"
    REFUSED = "refused"


@frozen(kw_only=True)
class Allocation:
    """A slice of *quantity* units that only draws under this name may use."""

    name: AllocationId
    quantity: int
    overflow: Overflow = Overflow.REFUSED


def allocation_for(
    allocations: Iterable[Allocation], *, names: Iterable[AllocationId]
) -> AllocationId:
    """Choose under which name a sale draws: the first of *names* that has a slice, or GENERAL.

    A distributor who has a slice of its own in one pool uses that; elsewhere, the one of the
    channel: ask with both names, the narrower one first.
    """
    known = {allocation.name for allocation in allocations}
    return next((name for name in names if name in known), GENERAL)
