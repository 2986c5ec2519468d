"""Levels: how much there is of a resource, how much of it is drawn, and what is left for whom.

Let a pool of 100 have an allocation *agent* of 30. Nobody else may draw the 30, so that 70 are
left in general. When the agent has drawn 10 and others have drawn 50, 40 are free; 20 of them are
still set aside, so that 20 are left in general. For the agent, 20 are left in its slice; with
overflow it may draw the other 20 as well.

In general, for one resource with a total:

    drawn(a)   what is drawn under the name a, overflow included
    unused(a)  max(0, quantity of a - drawn(a))
    free       max(0, total - all that is drawn)
    rest       max(0, free - the sum of unused over all allocations)

    left(a)    unused(a), plus the rest where overflow is allowed, and never more than is free
    left       of any other name, the empty one included: the rest

Units of one allocation are alike. Which of them lie in its slice and which overflowed is not
written down: drawn(a) beyond the quantity is what overflowed, and what comes back first makes good
for that. An agent that drew 35 and gives 5 back still has its whole slice drawn, and general sale
has its 5 units back, whichever of the agent's guests gave them.

Totals are not part of the ledger. One that shrinks below what is drawn leaves nothing for anybody
and is *overdrawn*; slices that promise more than there is are served first come, first served.
"""

from __future__ import annotations

from enum import Enum

from attrs import frozen

from counterfoil.domain.catalogue.allocations import GENERAL, Allocation, Overflow
from counterfoil.domain.references import AllocationId, ResourceId
from counterfoil.domain.stock.draws import Overbooking


@frozen(kw_only=True)
class AllocationLevel:
    """How much is drawn under the name of *allocation*, what overflowed included."""

    allocation: Allocation
    held: int = 0
    sold: int = 0

    @property
    def unused(self) -> int:
        """How much of the slice is still set aside."""
        return max(0, self.allocation.quantity - self.held - self.sold)


class LevelState(Enum):
    """How a resource stands for one who asks, the first that applies.

    OVERDRAWN: more is drawn than there is. AVAILABLE: something is left. SOLD_OUT: all is sold.
    HELD: nothing is left, but something would be if holds lapsed. RESERVED: what is not sold is
    not for this one, whatever becomes of the holds.
    """

    OVERDRAWN = "overdrawn"
    AVAILABLE = "available"
    SOLD_OUT = "sold_out"
    HELD = "held"
    RESERVED = "reserved"


@frozen(kw_only=True)
class Level:
    """How much of a resource is drawn at an instant; holds that have lapsed by then do not count.

    ``held`` and ``sold`` count all that is drawn, ``allocations`` what is drawn under their names.
    ``overbooking`` is that of the limit.
    """

    resource: ResourceId
    total: int | None
    held: int = 0
    sold: int = 0
    allocations: tuple[AllocationLevel, ...] = ()
    overbooking: Overbooking = Overbooking.REFUSED

    @property
    def drawn(self) -> int:
        """All that is held or sold."""
        return self.held + self.sold

    @property
    def overdrawn(self) -> int:
        """How much more is drawn than there is: by overbooking, or since the total shrank."""
        return 0 if self.total is None else max(0, self.drawn - self.total)

    def left(self, allocation: AllocationId = GENERAL) -> int | None:
        """Count the units that may be drawn under the name *allocation*; None is unlimited."""
        return Room(self).left(allocation)

    def state(self, allocation: AllocationId = GENERAL) -> LevelState:
        """Say how the resource stands for one who draws under the name *allocation*."""
        left = self.left(allocation)
        if self.overdrawn:
            return LevelState.OVERDRAWN
        if left is None or left:
            return LevelState.AVAILABLE
        if self.total is not None and self.sold >= self.total:
            return LevelState.SOLD_OUT
        unheld = Level(
            resource=self.resource,
            total=self.total,
            sold=self.sold,
            allocations=tuple(
                AllocationLevel(allocation=slice_.allocation, sold=slice_.sold)
                for slice_ in self.allocations
            ),
        )
        return LevelState.HELD if unheld.left(allocation) else LevelState.RESERVED


class Room:
    """What is left of one resource while draws are tried on it, one after the other."""

    __slots__ = ("_closed", "_free", "_reserved", "_unused")

    def __init__(self, level: Level) -> None:
        self._free = None if level.total is None else level.total - level.held - level.sold
        self._unused: dict[AllocationId, int] = {}
        self._closed: set[AllocationId] = set()
        self._reserved = 0
        for slice_ in level.allocations:
            unused = slice_.unused
            self._unused[slice_.allocation.name] = unused
            self._reserved += unused
            if slice_.allocation.overflow is Overflow.REFUSED:
                self._closed.add(slice_.allocation.name)

    def left(self, name: AllocationId) -> int | None:
        """Count the units that may be drawn under *name*; None is unlimited."""
        unused = self._unused.get(name, 0)
        if self._free is None:
            return unused if name in self._closed else None
        free = max(0, self._free)
        if name in self._closed:
            return min(unused, free)
        return min(unused + max(0, free - self._reserved), free)

    def draw(self, name: AllocationId, quantity: int) -> None:
        """Draw *quantity* units under *name*, from its slice first; more than is left goes too."""
        if self._free is not None:
            self._free -= quantity
        inside = min(self._unused.get(name, 0), quantity)
        if inside:
            self._unused[name] -= inside
            self._reserved -= inside
