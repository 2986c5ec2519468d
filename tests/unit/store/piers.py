"""The pier on every kind of system that remembers by itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Protocol

import attrs
import pytest
from tests.servers.postgresql import Server
from tests.unit.cart.pier import START, catalogue, tariff
from tests.unit.cart.world import CATALOGUE, CODES, PRICES

from counterfoil.adapters.memory import MemorySystem
from counterfoil.adapters.postgres.store import PostgresStore
from counterfoil.adapters.sqlite.store import SqliteStore
from counterfoil.adapters.store.store import Store
from counterfoil.adapters.store.system import StoreSystem
from counterfoil.adapters.testkit.clocks import CountingReferences, ManualClock
from counterfoil.adapters.testkit.conformance.shop import Shop
from counterfoil.ports.box_office import BoxOffice
from counterfoil.ports.clock import Clock

KINDS = ("memory", "sqlite in memory", "sqlite file", "postgresql")

AnySystem = MemorySystem | StoreSystem


@attrs.frozen(kw_only=True)
class Pier(Shop):
    """A shop whose system tells its log and can be loaded anew."""

    system: AnySystem


@attrs.frozen(kw_only=True)
class StorePier(Pier):
    """A shop over a store."""

    system: StoreSystem


class MakePier(Protocol):
    """Opens the box office of the pier over a system of its own."""

    def __call__(self, *texts: str, sells: str = CATALOGUE) -> Pier: ...


@contextmanager
def maker(kind: str, *, folder: Path, request: pytest.FixtureRequest) -> Iterator[MakePier]:
    """Lend what opens piers on systems of a kind, and close those that were opened."""
    numbers = count()
    opened: list[StoreSystem] = []

    def system(texts: tuple[str, ...], sells: str, clock: Clock) -> AnySystem:
        sold, used = catalogue(sells), tariff(*(texts or (PRICES, CODES)))
        if kind == "memory":
            return MemorySystem(sold, used, clock=clock)
        made = StoreSystem(_store(kind, folder / f"{next(numbers)}.db", request), clock=clock)
        opened.append(made)
        made.load(sold, used)
        return made

    def make(*texts: str, sells: str = CATALOGUE) -> Pier:
        clock = ManualClock(START)
        return at_pier(system(texts, sells, clock), clock)

    try:
        yield make
    finally:
        for one in opened:
            one.close()


def _store(kind: str, path: Path, request: pytest.FixtureRequest) -> Store:
    if kind == "postgresql":
        server: Server = request.getfixturevalue("postgresql_server")
        return PostgresStore(server.new_database())
    return SqliteStore(":memory:" if kind == "sqlite in memory" else path)


def at_pier(system: AnySystem, clock: ManualClock) -> Pier:
    """Open the box office of the pier over a system that is there."""
    return Pier(office=_office(system, clock), system=system, clock=clock)


def at_store(system: StoreSystem, clock: ManualClock, *, prefix: str = "key") -> StorePier:
    """Open the box office of the pier over a store that is there, with keys of a prefix."""
    office = _office(system, clock, prefix=prefix)
    return StorePier(office=office, system=system, clock=clock)


def _office(system: AnySystem, clock: ManualClock, *, prefix: str = "key") -> BoxOffice:
    references = CountingReferences(prefix=prefix)
    return BoxOffice(system=system, clock=clock, references=references)


def kept_rows(system: AnySystem) -> list[object]:
    """List what is kept of the stock, to see that nothing is left."""
    if isinstance(system, MemorySystem):
        return [*system._stock._rows, *system._stock._expiries]
    return [*system._store.read(lambda session: session.rows("SELECT * FROM stock_rows"))]
