"""Shelves: systems of every kind that orders are written to and found in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from attrs import frozen
from tests.unit.cart.pier import pier
from tests.unit.finding.build import NOW, Shelf

from counterfoil.adapters.sqlite.store import SqliteStore
from counterfoil.adapters.store.system import StoreSystem
from counterfoil.adapters.testkit.clocks import CountingReferences, ManualClock
from counterfoil.ports.box_office import BoxOffice

KINDS = ("memory", "sqlite")


@frozen(kw_only=True)
class StoreShelf:
    """A shelf in a store; it has nothing to sell, since orders are written as they are."""

    office: BoxOffice
    system: StoreSystem
    clock: ManualClock
    store: SqliteStore


@contextmanager
def sqlite_shelf() -> Iterator[StoreShelf]:
    """Lend a shelf in SQLite, in memory."""
    clock, store = ManualClock(NOW), SqliteStore(":memory:")
    system = StoreSystem(store, clock=clock)
    office = BoxOffice(system=system, clock=clock, references=CountingReferences())
    try:
        yield StoreShelf(office=office, system=system, clock=clock, store=store)
    finally:
        system.close()


@contextmanager
def shelf(kind: str) -> Iterator[Shelf]:
    """Lend an empty shelf of a kind."""
    if kind == "memory":
        yield pier()
        return
    with sqlite_shelf() as lent:
        yield lent
