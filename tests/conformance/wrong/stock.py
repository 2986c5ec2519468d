"""Systems that are wrong about stock."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from threading import Barrier, BrokenBarrierError

from attrs import evolve

from counterfoil.adapters.memory import MemorySystem
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.decisions import Decision
from counterfoil.domain.references import ResourceId
from counterfoil.domain.stock import GENERAL, Draws, Level, Overbooked
from counterfoil.domain.tariff.tariff import Tariff
from counterfoil.ports.clock import Clock
from counterfoil.ports.reservation_system import Committed

EARLY = timedelta(microseconds=1)
LOOKING = 3  # threads that look before one of them writes
ALONE_SECONDS = 0.1  # after which nobody else is expected


class ChecksPerLine(MemorySystem):
    """Sees whether each line of a decision fits, and not whether all do together."""

    def _settle(self, draws: Draws, at: datetime) -> tuple[Overbooked, ...]:
        taken = {take.resource for take in draws.takes}
        levels = {resource: self._level(resource) for resource in taken}
        others = evolve(draws, takes=())
        overbooked = self._stock.settle(others, levels, at=at)
        for take in draws.takes:
            overbooked += self._stock.settle(Draws(takes=(take,)), levels, at=at)
        return overbooked


class ChecksBeforeTheLock(MemorySystem):
    """Looks whether there is room, and only then waits for its turn to write.

    Others look meanwhile, as happens sooner or later: here always, where there are others.
    """

    _seen: Mapping[ResourceId, Level] | None = None

    def __init__(self, catalogue: Catalogue, tariff: Tariff, *, clock: Clock) -> None:
        super().__init__(catalogue, tariff, clock=clock)
        self._looking = Barrier(LOOKING, timeout=ALONE_SECONDS)

    def commit(self, decision: Decision) -> Committed:
        taken = {take.resource for take in decision.draws.takes}
        seen = self.levels(taken, at=decision.at)
        if taken:
            try:
                self._looking.wait()
            except BrokenBarrierError:
                self._looking.reset()
        with self._lock:
            self._seen = seen
            try:
                return super().commit(decision)
            finally:
                self._seen = None

    def _settle(self, draws: Draws, at: datetime) -> tuple[Overbooked, ...]:
        if self._seen is None:
            return super()._settle(draws, at)
        return self._stock.settle(draws, self._seen, at=at)


class GivesBackTwice(MemorySystem):
    """Counts what comes back by giving, and once more what others hold of it."""

    def _settle(self, draws: Draws, at: datetime) -> tuple[Overbooked, ...]:
        overbooked = super()._settle(draws, at)
        for give in draws.gives:
            for counter in self._stock._drawn.get(give.resource, {}).values():
                counter[0] = max(0, counter[0] - give.quantity)
        return overbooked


class ForgetsTheAllocation(MemorySystem):
    """Draws everything from what is not set aside for anybody."""

    def _settle(self, draws: Draws, at: datetime) -> tuple[Overbooked, ...]:
        takes = tuple(evolve(take, allocation=GENERAL) for take in draws.takes)
        return super()._settle(evolve(draws, takes=takes), at)


class CountsExpiredHolds(MemorySystem):
    """Drops a hold when its cart is swept, and not when its time is up."""

    def levels(
        self, resources: Collection[ResourceId], *, at: datetime
    ) -> Mapping[ResourceId, Level]:
        with self._lock:
            return {resource: self._level(resource) for resource in resources}


class DropsHoldsTooEarly(MemorySystem):
    """Takes the last microsecond of a hold for its end."""

    def levels(
        self, resources: Collection[ResourceId], *, at: datetime
    ) -> Mapping[ResourceId, Level]:
        return super().levels(resources, at=at + EARLY)


class KeepsHoldsTooLong(MemorySystem):
    """Takes a hold to last until its expiry, and that included."""

    def levels(
        self, resources: Collection[ResourceId], *, at: datetime
    ) -> Mapping[ResourceId, Level]:
        return super().levels(resources, at=at - EARLY)


class RoundsInstants(MemorySystem):
    """Stores carts with instants of whole seconds, as a column without fractions does."""

    def commit(self, decision: Decision) -> Committed:
        committed = super().commit(decision)
        cart = decision.after
        rounded = evolve(cart, opened_at=cart.opened_at.replace(microsecond=0))
        self._carts._carts[cart.id] = rounded
        return committed


class ForgetsUses(MemorySystem):
    """Holds pools and places, and nothing of promotions."""

    def _settle(self, draws: Draws, at: datetime) -> tuple[Overbooked, ...]:
        def of_places(resource: ResourceId) -> bool:
            return not resource.startswith(("uses:", "budget:"))

        kept = Draws(
            keeps=tuple(one for one in draws.keeps if of_places(one.resource)),
            carries=tuple(one for one in draws.carries if of_places(one.resource)),
            renews=tuple(one for one in draws.renews if of_places(one.resource)),
            takes=tuple(one for one in draws.takes if of_places(one.resource)),
            gives=tuple(one for one in draws.gives if of_places(one.resource)),
        )
        return super()._settle(kept, at)


class OverbooksSilently(MemorySystem):
    """Draws beyond what is left where that is allowed, and does not say so."""

    def _settle(self, draws: Draws, at: datetime) -> tuple[Overbooked, ...]:
        super()._settle(draws, at)
        return ()


class LeavesWhatFitted(MemorySystem):
    """Draws line after line, and does not take back what it drew before one did not fit."""

    def _settle(self, draws: Draws, at: datetime) -> tuple[Overbooked, ...]:
        overbooked: tuple[Overbooked, ...] = super()._settle(evolve(draws, takes=()), at)
        for take in draws.takes:
            overbooked += super()._settle(Draws(takes=(take,)), at)
        return overbooked


class SellsNothing(MemorySystem):
    """Leaves what is sold as a hold, which lapses."""

    def _settle(self, draws: Draws, at: datetime) -> tuple[Overbooked, ...]:
        return super()._settle(evolve(draws, keeps=()), at)
