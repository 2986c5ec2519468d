"""What a commit to PostgreSQL costs, beside SQL by hand that writes the same rows: no verdicts.

As `test_store_speed`, on a server that waits for its disk. By hand, the statements of a
transaction are sent one by one as well, and nothing is read or checked. Read the ratios of one
run. Writers are processes of their own; "hot" is one slot that all of them want.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, TypeVar

import psycopg
import pytest
from psycopg import RawCursor
from pytest_benchmark.fixture import BenchmarkFixture
from tests.benchmarks import test_store_speed as on_sqlite
from tests.benchmarks.test_store_speed import Spying, Statement, decisions, measured, sold, work
from tests.servers.postgresql import SETTINGS, Server, shared_server

from counterfoil.adapters.postgres.statements import numbered
from counterfoil.adapters.postgres.store import PostgresStore
from counterfoil.adapters.store.store import Session
from counterfoil.adapters.store.system import StoreSystem
from counterfoil.adapters.testkit.clocks import CountingReferences, ManualClock
from counterfoil.adapters.testkit.conformance.pier import PRICES, START, tariff
from counterfoil.domain.decisions import Decision
from counterfoil.ports.box_office import BoxOffice

Answer = TypeVar("Answer")
PATH = b"SET search_path TO counterfoil"
DURABLE = {**SETTINGS, "fsync": "on", "full_page_writes": "on"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with shared_server(tmp_path_factory.mktemp("postgresql"), settings=DURABLE) as started:
        yield started


class SpyingStore(PostgresStore):
    """A store that notes what each transaction writes, locks or deletes."""

    transactions: list[list[Statement]]

    def write(self, work: Callable[[Session], Answer], **options: Any) -> Answer:
        written: list[Statement] = []
        self.transactions.append(written)
        return super().write(lambda session: work(Spying(session, written)), **options)


def loaded(url: str) -> StoreSystem:
    system = StoreSystem(PostgresStore(url), clock=ManualClock(START))
    system.load(sold(), tariff(PRICES))
    return system


def transactions(url: str) -> list[list[Statement]]:
    """Answer what the decisions write: statements with their rows, by transaction."""
    SpyingStore.transactions = []
    store = SpyingStore(url)
    system = StoreSystem(store, clock=ManualClock(START))
    system.load(sold(), tariff(PRICES))
    SpyingStore.transactions.clear()
    for decision in decisions():
        system.commit(decision)
    system.close()
    return SpyingStore.transactions


def by_hand(connection: psycopg.Connection, written: Iterable[list[Statement]]) -> None:
    """Write rows that are there already, a transaction after the other."""
    cursor = RawCursor(connection)
    for statements in written:
        cursor.execute(b"BEGIN")
        for statement, rows in statements:
            if len(rows) == 1:
                cursor.execute(numbered(statement), rows[0])
            else:
                cursor.executemany(numbered(statement), rows)
        cursor.execute(b"COMMIT")


def test_commit(benchmark: BenchmarkFixture, server: Server) -> None:
    made = decisions()

    def commit(system: StoreSystem) -> None:
        for decision in made:
            system.commit(decision)
        system.close()

    benchmark.extra_info["commits"] = len(made)
    measured(benchmark, commit, lambda: ((loaded(server.new_database()),), {}))


@pytest.mark.parametrize("prepared", [None, 5], ids=["as we send it", "prepared"])
def test_by_hand(benchmark: BenchmarkFixture, server: Server, prepared: int | None) -> None:
    written = transactions(server.new_database())

    def setup() -> tuple[tuple[object, ...], dict[str, object]]:
        url = server.new_database()
        loaded(url).close()
        connection = psycopg.connect(url, autocommit=True, prepare_threshold=prepared)
        connection.execute(PATH)
        return (connection,), {}

    def write(connection: psycopg.Connection) -> None:
        by_hand(connection, written)
        connection.close()

    benchmark.extra_info["commits"] = len(written)
    measured(benchmark, write, setup)


@pytest.mark.parametrize("writers", [1, 4, 16])
def test_a_hot_slot(
    benchmark: BenchmarkFixture,
    server: Server,
    monkeypatch: pytest.MonkeyPatch,
    writers: int,
) -> None:
    """Carts are opened, filled and sold through the box office; each commit's wait is told."""
    monkeypatch.setattr(on_sqlite, "WRITERS", writers)
    system = loaded(server.new_database())
    work(_office(system, "warm"), 2)
    on_sqlite.tell(benchmark, partial(_written, system))
    system.close()


def _office(system: StoreSystem, prefix: str) -> BoxOffice:
    references = CountingReferences(prefix=prefix)
    return BoxOffice(system=system, clock=ManualClock(START), references=references)


def _written(system: StoreSystem, number: int) -> list[int]:
    waits: list[int] = []

    def commit(decision: Decision) -> object:
        waits.append(on_sqlite.nanoseconds(lambda: StoreSystem.commit(system, decision)))
        return StoreSystem.resolve(system, decision)

    system.commit = commit  # type: ignore[method-assign,assignment]
    work(_office(system, f"writer{number}-{os.getpid()}"), 60)
    return waits
