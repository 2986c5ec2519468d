"""SQLite keeps every promise: a file, which other processes open as well, and memory."""

from functools import partial
from itertools import count
from pathlib import Path

import pytest
from attrs import evolve

from counterfoil.adapters.sqlite.opening import Durability
from counterfoil.adapters.sqlite.store import SqliteStore
from counterfoil.adapters.store.system import StoreSystem
from counterfoil.adapters.testkit.conformance import QUICK, Conformance, Opener
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.tariff.tariff import Tariff
from counterfoil.ports.clock import Clock
from counterfoil.ports.reservation_system import ReservationSystem


def open_file(path: Path, clock: Clock) -> StoreSystem:
    """Open a file; what it says of the disk is tested elsewhere, and would be slow here."""
    return StoreSystem(SqliteStore(path, durability=Durability.NORMAL), clock=clock)


class TestSqliteFile(Conformance):
    """Each system has a file of its own."""

    @pytest.fixture(autouse=True)
    def _folder(self, tmp_path: Path) -> None:
        self.numbers = count()
        self.folder = tmp_path
        self.paths: dict[int, Path] = {}

    def make_system(self, catalogue: Catalogue, tariff: Tariff, clock: Clock) -> ReservationSystem:
        path = self.folder / f"{next(self.numbers)}.db"
        system = open_file(path, clock)
        system.load(catalogue, tariff)
        self.paths[id(system)] = path
        return system

    def opener(self, system: ReservationSystem) -> Opener:
        return partial(open_file, self.paths[id(system)])

    def kept(self, system: ReservationSystem) -> bytes:
        path = self.paths[id(system)]
        return b"".join(one.read_bytes() for one in self.folder.glob(f"{path.name}*"))


class TestSqliteInMemory(Conformance):
    """Nobody else can open it: that is skipped. It is the same code, tried a little less."""

    effort = evolve(QUICK, examples=4)

    def make_system(self, catalogue: Catalogue, tariff: Tariff, clock: Clock) -> ReservationSystem:
        system = StoreSystem(SqliteStore(":memory:"), clock=clock)
        system.load(catalogue, tariff)
        return system
