"""Shelves: systems of every kind that orders are written to and found in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tests.unit.cart.pier import pier
from tests.unit.finding.build import NOW
from tests.unit.store.piers import StorePier

from counterfoil.adapters.sqlite.store import SqliteStore
from counterfoil.adapters.store.system import StoreSystem
from counterfoil.adapters.testkit.clocks import CountingReferences, ManualClock
from counterfoil.adapters.testkit.conformance.shop import Shop
from counterfoil.ports.box_office import BoxOffice

KINDS = ("memory", "sqlite")


@contextmanager
def sqlite_shelf() -> Iterator[StorePier]:
    """Lend a shelf in SQLite; it has nothing to sell, since orders are written as they are."""
    clock = ManualClock(NOW)
    system = StoreSystem(SqliteStore(":memory:"), clock=clock)
    office = BoxOffice(system=system, clock=clock, references=CountingReferences())
    try:
        yield StorePier(office=office, system=system, clock=clock)
    finally:
        system.close()


@contextmanager
def shelf(kind: str) -> Iterator[Shop]:
    """Lend an empty shelf of a kind."""
    if kind == "memory":
        yield pier()
        return
    with sqlite_shelf() as lent:
        yield lent
