"""Granting: whether takes fit, all together, and by how much those overbook that may."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from counterfoil.domain.errors import UsageError
from counterfoil.domain.references import AllocationId, ResourceId
from counterfoil.domain.stock.change import Overbooked, Short, Shortage
from counterfoil.domain.stock.draws import Overbooking, Take, summed
from counterfoil.domain.stock.level import Level, Room


def shortages(
    takes: Iterable[Take], *, levels: Mapping[ResourceId, Level]
) -> tuple[Shortage, ...]:
    """Find every name under which *takes* together ask for more than is left.

    A rule asks this before it decides; `settle` asks it again when the decision is committed.

    Raises: UsageError for a quantity below one and for a level that is not there.
    """
    granted = grant(takes, levels)
    return granted.shortages if isinstance(granted, Short) else ()


def grant(
    takes: Iterable[Take], levels: Mapping[ResourceId, Level]
) -> tuple[Overbooked, ...] | Short:
    """Try all *takes* together; those that may overbook come last and displace nobody."""
    plain: list[tuple[tuple[ResourceId, AllocationId], int]] = []
    privileged: list[tuple[tuple[ResourceId, AllocationId], int]] = []
    for take in takes:
        lines = privileged if _may_overbook(take, levels) else plain
        lines.append(((take.resource, take.allocation), take.quantity))
    rooms: dict[ResourceId, Room] = {}
    found: list[Shortage] = []
    for (resource, allocation), asked in summed(plain):
        room = _room(rooms, resource, levels)
        left = room.left(allocation)
        if left is None or asked <= left:
            room.draw(allocation, asked)
            continue
        found.append(
            Shortage(
                resource=resource,
                allocation=allocation,
                asked=asked,
                left=left,
                overdrawn=levels[resource].overdrawn,
            )
        )
    if found:
        return Short(shortages=tuple(found))
    overbooked: list[Overbooked] = []
    for (resource, allocation), asked in summed(privileged):
        room = _room(rooms, resource, levels)
        left = room.left(allocation)
        room.draw(allocation, asked)
        if left is not None and asked > left:
            beyond = asked - left
            overbooked.append(
                Overbooked(resource=resource, allocation=allocation, quantity=beyond)
            )
    return tuple(overbooked)


def _may_overbook(take: Take, levels: Mapping[ResourceId, Level]) -> bool:
    if take.overbooking is Overbooking.REFUSED:
        return False
    return _level(take.resource, levels).overbooking is Overbooking.ALLOWED


def _room(
    rooms: dict[ResourceId, Room], resource: ResourceId, levels: Mapping[ResourceId, Level]
) -> Room:
    room = rooms.get(resource)
    if room is None:
        room = rooms[resource] = Room(_level(resource, levels))
    return room


def _level(resource: ResourceId, levels: Mapping[ResourceId, Level]) -> Level:
    level = levels.get(resource)
    if level is None:
        raise UsageError(
            field="levels",
            value=resource,
            problem="is not among them",
            allowed="the level of every resource that is taken",
        )
    return level
