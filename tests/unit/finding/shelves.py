"""Shelves: systems of every kind that orders are written to and found in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeAlias

import pytest
from tests.unit.cart.pier import pier
from tests.unit.finding.build import NOW
from tests.unit.store.piers import StorePier, at_store

from counterfoil.adapters.postgres.store import PostgresStore
from counterfoil.adapters.sqlite.store import SqliteStore
from counterfoil.adapters.store.projection_tables import PROJECTION
from counterfoil.adapters.store.store import Session, Store
from counterfoil.adapters.store.system import StoreSystem
from counterfoil.adapters.testkit.clocks import ManualClock
from counterfoil.adapters.testkit.conformance.shop import Shop

EmptyShelf: TypeAlias = Callable[[], Shop]
"""Answers an empty shelf; what was on the last one is gone."""

KINDS = ("memory", "sqlite", "postgresql")
OF_ORDERS = ("order_documents", "earlier_orders", "changes", "events", "codes")


@contextmanager
def shelves(kind: str, request: pytest.FixtureRequest) -> Iterator[EmptyShelf]:
    """Lend shelves of a kind; those in a store have nothing to sell, but that is not asked."""
    if kind == "memory":
        yield pier
        return
    server = request.getfixturevalue("postgresql_server") if kind == "postgresql" else None
    url = "" if server is None else server.new_database()
    with store_shelf(PostgresStore(url) if url else SqliteStore(":memory:")) as shop:

        def emptied() -> Shop:
            shop.system._store.write(_empty)
            return shop

        yield emptied
    if server is not None:
        server.drop(url)


@contextmanager
def store_shelf(store: Store) -> Iterator[StorePier]:
    """Lend a shelf in a store."""
    clock = ManualClock(NOW)
    system = StoreSystem(store, clock=clock)
    try:
        yield at_store(system, clock)
    finally:
        system.close()


def _empty(session: Session) -> None:
    for table in (*OF_ORDERS, *(table.name for table in PROJECTION)):
        session.run(f"DELETE FROM {table}")  # noqa: S608 - our own names
    session.run("UPDATE numbers SET value = 0")
