"""A ledger of single units, to hold `settle` against.

It keeps a list of units, one for each, and knows no sums: a unit is drawn if there is a free one
that is not promised to somebody else, and one comes back when its holder gives one. What it is
told by lines it does line by line and unit by unit, so it is slow and short.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any, NamedTuple, TypeVar

from counterfoil.domain.references import AllocationId, HolderId, ResourceId
from counterfoil.domain.stock import (
    Carry,
    Draws,
    Give,
    Keep,
    Limit,
    Missing,
    MissingUnits,
    Overbooking,
    Overflow,
    Renew,
    Row,
    Short,
    Shortage,
    Step,
    Take,
)

NEVER = datetime.max.replace(tzinfo=UTC)
Line = TypeVar("Line", Keep, Renew, Carry, Give)


class Unit(NamedTuple):
    """One unit that somebody has; without an expiry it is sold."""

    resource: ResourceId
    holder: HolderId
    name: AllocationId
    expires_at: datetime | None

    @property
    def is_sold(self) -> bool:
        return self.expires_at is None


def units_of(rows: Iterable[Row]) -> list[Unit]:
    return [
        Unit(row.resource, row.holder, row.allocation, row.expires_at)
        for row in rows
        for _ in range(row.quantity)
    ]


class RefusedError(Exception):
    """Nothing is done; ``answer`` says why."""

    def __init__(self, answer: Short | Missing) -> None:
        super().__init__(answer)
        self.answer = answer


class UnitModel:
    """Units that are held or sold, and units that lapsed and lie about until they are swept."""

    def __init__(self, rows: Iterable[Row], known: Iterable[Limit], *, at: datetime) -> None:
        self.limits = {limit.resource: limit for limit in known}
        self.units = units_of(rows)
        self.lapsed: list[Unit] = []
        self.overbooked: Counter[tuple[ResourceId, AllocationId]] = Counter()
        self.lapse(at)

    def lapse(self, at: datetime) -> list[Unit]:
        """Let the time pass; answer what it took."""
        gone = [u for u in self.units if u.expires_at is not None and u.expires_at <= at]
        self.units = [u for u in self.units if u.expires_at is None or u.expires_at > at]
        self.lapsed += gone
        return gone

    def drawn(self, resource: ResourceId) -> int:
        return len([unit for unit in self.units if unit.resource == resource])

    def of(self, resource: ResourceId, holder: HolderId) -> list[Unit]:
        """List what a holder has: what lapses first comes first, what is sold last."""
        own = [u for u in self.units if (u.resource, u.holder) == (resource, holder)]
        return sorted(own, key=lambda u: (u.is_sold, u.expires_at or NEVER, u.name))

    def lapsed_of(self, resource: ResourceId, holder: HolderId) -> int:
        return len([u for u in self.lapsed if (u.resource, u.holder) == (resource, holder)])

    def settle(self, draws: Draws) -> None:
        """Do all of *draws*.

        Raises: RefusedError; what was done till then is not undone.
        """
        self.overbooked = Counter()
        overdrawn = {
            resource: 0 if limit.total is None else max(0, self.drawn(resource) - limit.total)
            for resource, limit in self.limits.items()
        }
        missing = [
            *self.move(Step.KEEP, keeping(draws.keeps)),
            *self.move(Step.CARRY, carrying(draws.carries)),
            *self.move(Step.RENEW, renewing(draws.renews)),
        ]
        if missing:
            raise RefusedError(Missing(units=tuple(missing)))
        self.take(draws.takes, overdrawn)
        missing = self.give(draws.gives)
        if missing:
            raise RefusedError(Missing(units=tuple(missing)))

    def move(self, step: Step, lines: Iterable[MoveLine]) -> list[MissingUnits]:
        """Take units out one by one, and put them back changed when all are out."""
        missing = []
        out: list[Unit] = []
        for resource, holder, quantity, change in lines:
            own = self.of(resource, holder)
            if step is not Step.CARRY:
                own = [unit for unit in own if not unit.is_sold]
            if quantity > len(own):
                missing.append(self.lack(step, resource, holder, quantity, len(own)))
                continue
            for unit in own[:quantity]:
                self.units.remove(unit)
                out.append(change(unit))
        self.units += out
        return missing

    def give(self, gives: Iterable[Give]) -> list[MissingUnits]:
        missing = []
        for (resource, holder), quantity in summed(gives, lambda g: (g.resource, g.holder)):
            own = self.of(resource, holder)
            if quantity > len(own) + self.lapsed_of(resource, holder):
                missing.append(self.lack(Step.GIVE, resource, holder, quantity, len(own)))
                continue
            for unit in own[:quantity]:
                self.units.remove(unit)
        return missing

    def lack(
        self, step: Step, resource: ResourceId, holder: HolderId, asked: int, found: int
    ) -> MissingUnits:
        return MissingUnits(
            step=step,
            resource=resource,
            holder=holder,
            asked=asked,
            found=found,
            lapsed=self.lapsed_of(resource, holder),
        )

    def take(self, takes: Iterable[Take], overdrawn: dict[ResourceId, int]) -> None:
        for overbooking in (Overbooking.REFUSED, Overbooking.ALLOWED):
            asked = [take for take in takes if self.overbooking(take) is overbooking]
            short = []
            for resource, name in sorted({(take.resource, take.allocation) for take in asked}):
                before = list(self.units)
                wanted = [
                    take
                    for take in asked
                    for _ in range(take.quantity)
                    if (take.resource, take.allocation) == (resource, name)
                ]
                fitting = 0
                for take in wanted:
                    fitting += self.may_draw(resource, name)
                    self.units.append(Unit(resource, take.holder, name, take.expires_at))
                if fitting == len(wanted):
                    continue
                if overbooking is Overbooking.ALLOWED:
                    self.overbooked[resource, name] = len(wanted) - fitting
                    continue
                self.units = before
                short.append(
                    Shortage(
                        resource=resource,
                        allocation=name,
                        asked=len(wanted),
                        left=fitting,
                        overdrawn=overdrawn[resource],
                    )
                )
            if short:
                raise RefusedError(Short(shortages=tuple(short)))

    def overbooking(self, take: Take) -> Overbooking:
        """Say whether both the take and its resource allow it."""
        says = {take.overbooking, self.limits[take.resource].overbooking}
        return Overbooking.REFUSED if Overbooking.REFUSED in says else Overbooking.ALLOWED

    def may_draw(self, resource: ResourceId, name: AllocationId) -> bool:
        """Say whether there is one more unit, and it is not promised to others."""
        limit = self.limits[resource]
        promised = Counter({one.name: one.quantity for one in limit.allocations})
        drawn = 0
        for unit in self.units:
            if unit.resource == resource:
                drawn += 1
                if promised[unit.name]:
                    promised[unit.name] -= 1
        if limit.total is not None and drawn >= limit.total:
            return False
        if promised[name]:
            return True
        if any(one.name == name and one.overflow is Overflow.REFUSED for one in limit.allocations):
            return False
        return limit.total is None or drawn + promised.total() < limit.total


MoveLine = tuple[ResourceId, HolderId, int, Callable[[Unit], Unit]]


def keeping(keeps: Iterable[Keep]) -> Iterable[MoveLine]:
    for (resource, holder), quantity in summed(keeps, lambda k: (k.resource, k.holder)):
        yield resource, holder, quantity, lambda unit: unit._replace(expires_at=None)


def renewing(renews: Iterable[Renew]) -> Iterable[MoveLine]:
    lines = summed(renews, lambda r: (r.resource, r.holder, r.expires_at))
    for (resource, holder, expires_at), quantity in lines:

        def renewed(unit: Unit, expires_at: datetime = expires_at) -> Unit:
            return unit._replace(expires_at=expires_at)

        yield resource, holder, quantity, renewed


def carrying(carries: Iterable[Carry]) -> Iterable[MoveLine]:
    lines = summed(carries, lambda c: (c.resource, c.holder, c.to))
    for (resource, holder, to), quantity in lines:

        def carried(unit: Unit, to: HolderId = to) -> Unit:
            return unit._replace(holder=to)

        yield resource, holder, quantity, carried


def summed(
    lines: Iterable[Line], key: Callable[[Line], tuple[Any, ...]]
) -> list[tuple[tuple[Any, ...], int]]:
    """Add equal lines up, so that what is asked twice is missed once."""
    sums: Counter[tuple[Any, ...]] = Counter()
    for line in lines:
        sums[key(line)] += line.quantity
    return sorted(sums.items())
