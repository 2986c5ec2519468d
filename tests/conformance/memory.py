"""The system in memory as a subject of the checks."""

from counterfoil.adapters.memory import MemorySystem
from counterfoil.adapters.testkit.conformance.subject import Subject
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.tariff.tariff import Tariff
from counterfoil.ports.clock import Clock
from counterfoil.ports.reservation_system import ReservationSystem


class InMemory(Subject):
    """Systems in memory, each for itself."""

    def make_system(self, catalogue: Catalogue, tariff: Tariff, clock: Clock) -> ReservationSystem:
        return MemorySystem(catalogue, tariff, clock=clock)
