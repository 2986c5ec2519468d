"""The system in memory as a subject of the checks."""

import pickle

from counterfoil.adapters.memory import MemorySystem
from counterfoil.adapters.testkit.conformance.subject import Subject
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.tariff.tariff import Tariff
from counterfoil.ports.clock import Clock
from counterfoil.ports.reservation_system import ReservationSystem

NOT_KEPT = frozenset({"_lock", "_clock", "_worlds"})


class InMemory(Subject):
    """Systems in memory, each for itself."""

    kind: type[MemorySystem] = MemorySystem

    def make_system(self, catalogue: Catalogue, tariff: Tariff, clock: Clock) -> ReservationSystem:
        return self.kind(catalogue, tariff, clock=clock)

    def kept(self, system: ReservationSystem) -> bytes:
        return pickle.dumps(
            {name: value for name, value in vars(system).items() if name not in NOT_KEPT}
        )
