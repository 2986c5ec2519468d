"""Counting: levels from rows, and levels that move."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from attrs import evolve

from counterfoil.domain.catalogue.allocations import Allocation
from counterfoil.domain.errors import InvariantError
from counterfoil.domain.references import AllocationId, ResourceId
from counterfoil.domain.stock.change import Movement
from counterfoil.domain.stock.level import AllocationLevel, Level
from counterfoil.domain.stock.limit import Limit
from counterfoil.domain.stock.row import Row


def levels_of(
    limits: Iterable[Limit], rows: Iterable[Row], *, at: datetime
) -> dict[ResourceId, Level]:
    """Count *rows* at an instant (aware UTC), against their limits.

    Rows of other resources are passed over.
    """
    counted: dict[ResourceId, dict[AllocationId, list[int]]] = {}
    for row in rows:
        if not row.has_lapsed(at):
            count = counted.setdefault(row.resource, {}).setdefault(row.allocation, [0, 0])
            count[row.expires_at is None] += row.quantity
    return {limit.resource: level_of(limit, counted.get(limit.resource, {})) for limit in limits}


def level_of(limit: Limit, counts: Mapping[AllocationId, Sequence[int]]) -> Level:
    """Make the level of a resource from what is drawn of it: (held, sold) under each name."""
    return Level(
        resource=limit.resource,
        total=limit.total,
        held=sum(held for held, _ in counts.values()),
        sold=sum(sold for _, sold in counts.values()),
        allocations=tuple(
            _slice_level(slice_, counts.get(slice_.name, (0, 0))) for slice_ in limit.allocations
        ),
        overbooking=limit.overbooking,
    )


def _slice_level(slice_: Allocation, count: Sequence[int]) -> AllocationLevel:
    held, sold = count
    return AllocationLevel(allocation=slice_, held=held, sold=sold)


def moved(
    levels: Mapping[ResourceId, Level], movements: Iterable[Movement]
) -> dict[ResourceId, Level]:
    """Apply *movements* to the levels that are there; those of other resources are passed over.

    Raises: InvariantError where more would come back than is drawn.
    """
    after = dict(levels)
    for movement in movements:
        level = after.get(movement.resource)
        if level is None:
            continue
        after[movement.resource] = evolve(
            level,
            held=_counted(level.held + movement.held, movement),
            sold=_counted(level.sold + movement.sold, movement),
            allocations=tuple(_moved_slice(slice_, movement) for slice_ in level.allocations),
        )
    return after


def _moved_slice(slice_: AllocationLevel, movement: Movement) -> AllocationLevel:
    if slice_.allocation.name != movement.allocation:
        return slice_
    return evolve(
        slice_,
        held=_counted(slice_.held + movement.held, movement),
        sold=_counted(slice_.sold + movement.sold, movement),
    )


def _counted(quantity: int, movement: Movement) -> int:
    if quantity < 0:
        raise InvariantError(f"{movement.resource}: more comes back than is drawn, {movement}")
    return quantity
