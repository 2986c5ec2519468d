"""What a commit to a file costs, beside SQL by hand that writes the same rows: no verdicts.

The decisions are made beforehand, so that `commit` alone is measured: writing documents, checking
guards, settling stock, and the transaction. By hand, the rows are there already, and nothing is
read or checked: the same statements, the same durability. Read the ratios of one run.

With several writers the waits of each commit are told: half of them, one in a hundred and one in a
thousand took longer than the figures.
"""

from __future__ import annotations

import os
import pickle
import sqlite3
import sys
from collections.abc import Callable, Iterable
from functools import cache
from itertools import count
from pathlib import Path
from time import perf_counter_ns
from typing import Any, TypeVar

import pytest
from attrs import frozen
from pytest_benchmark.fixture import BenchmarkFixture

from counterfoil.adapters.memory import MemorySystem
from counterfoil.adapters.sqlite.opening import Durability, connect
from counterfoil.adapters.sqlite.store import SqliteStore
from counterfoil.adapters.store.store import Session, Values
from counterfoil.adapters.store.system import StoreSystem
from counterfoil.adapters.testkit.clocks import CountingReferences, ManualClock
from counterfoil.adapters.testkit.conformance.asking import boat
from counterfoil.adapters.testkit.conformance.pier import (
    CASHIER,
    CATALOGUE,
    GUEST,
    PRICES,
    START,
    catalogue,
    tariff,
)
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.decisions import Decision
from counterfoil.domain.statuses import SettlementType
from counterfoil.ports.box_office import BoxOffice
from counterfoil.ports.reservation_system import Committed, ReservationSystem

CARTS = 100
WRITERS = 4
EACH = 250  # carts of each writer: a thousand commits and more for the last of the figures
Answer = TypeVar("Answer")
Statement = tuple[str, list[Values]]


@cache
def sold() -> Catalogue:
    """Answer the pier with a million places on the boat."""
    return catalogue(CATALOGUE.replace("total = 10", "total = 1000000"))


class Deciding(MemorySystem):
    """Keeps the decisions that it commits."""

    decisions: list[Decision]

    def commit(self, decision: Decision) -> Committed:
        self.decisions.append(decision)
        return super().commit(decision)


def work(office: BoxOffice, carts: int) -> None:
    """Open carts, add a place to each, and sell every second of them."""
    for number in range(carts):
        cart = office.open_cart(GUEST).cart.id
        office.update(cart, GUEST, boat(1))
        if number % 2:
            office.confirm(cart, CASHIER, settlement=SettlementType.VENUE)


@cache
def decisions() -> tuple[Decision, ...]:
    """Decide everything beforehand."""
    clock = ManualClock(START)
    system = Deciding(sold(), tariff(PRICES), clock=clock)
    system.decisions = []
    work(BoxOffice(system=system, clock=clock, references=CountingReferences()), CARTS)
    return tuple(system.decisions)


@frozen
class Spying:
    """A session that notes what is written."""

    session: Session
    written: list[Statement]

    def rows(self, statement: str, values: Values = ()) -> list[tuple[Any, ...]]:
        if not statement.startswith("SELECT"):
            self.written.append((statement, [values]))
        return self.session.rows(statement, values)

    def row(self, statement: str, values: Values = ()) -> tuple[Any, ...] | None:
        if not statement.startswith("SELECT"):
            self.written.append((statement, [values]))
        return self.session.row(statement, values)

    def run(self, statement: str, values: Values = ()) -> int:
        done = self.session.run(statement, values)
        if done:
            self.written.append((statement, [values]))
        return done

    def run_each(self, statement: str, rows: Iterable[Values]) -> None:
        sent = list(rows)
        if sent:
            self.written.append((statement, sent))
        self.session.run_each(statement, sent)


class SpyingStore(SqliteStore):
    """A store that notes what each transaction writes."""

    transactions: list[list[Statement]]

    def write(self, work: Callable[[Session], Answer], **options: Any) -> Answer:
        written: list[Statement] = []
        self.transactions.append(written)
        return super().write(lambda session: work(Spying(session, written)), **options)


@cache
def transactions() -> tuple[list[Statement], ...]:
    """Answer what the decisions write: statements with their rows, by transaction."""
    store = SpyingStore(":memory:")
    store.transactions = []
    system = StoreSystem(store, clock=ManualClock(START))
    system.load(sold(), tariff(PRICES))
    store.transactions.clear()
    for decision in decisions():
        system.commit(decision)
    return tuple(store.transactions)


def new_file(folder: Path, durability: Durability) -> Path:
    """Make a file that was loaded."""
    file = folder / f"{next(NUMBERS)}.db"
    system = StoreSystem(SqliteStore(file, durability=durability), clock=ManualClock(START))
    system.load(sold(), tariff(PRICES))
    system.close()
    return file


NUMBERS = count()


def measured(
    benchmark: BenchmarkFixture,
    act: Callable[..., None],
    setup: Callable[[], tuple[tuple[object, ...], dict[str, object]]],
) -> None:
    benchmark.pedantic(  # type: ignore[no-untyped-call]
        act, setup=setup, rounds=3, warmup_rounds=1
    )


def by_hand(connection: sqlite3.Connection, written: Iterable[list[Statement]]) -> None:
    """Write rows that are there already, a transaction after the other."""
    for statements in written:
        connection.execute("BEGIN IMMEDIATE")
        for statement, rows in statements:
            if len(rows) == 1:
                connection.execute(statement, rows[0]).fetchall()
            else:
                connection.executemany(statement, rows)
        connection.execute("COMMIT")


@pytest.mark.parametrize("durability", Durability, ids=lambda one: one.value)
def test_commit(benchmark: BenchmarkFixture, tmp_path: Path, durability: Durability) -> None:
    made = decisions()

    def setup() -> tuple[tuple[object, ...], dict[str, object]]:
        store = SqliteStore(new_file(tmp_path, durability), durability=durability)
        system = StoreSystem(store, clock=ManualClock(START))
        system.world()
        return (system,), {}

    def commit(system: StoreSystem) -> None:
        for decision in made:
            system.commit(decision)

    benchmark.extra_info["commits"] = len(made)
    measured(benchmark, commit, setup)


@pytest.mark.parametrize("durability", Durability, ids=lambda one: one.value)
def test_by_hand(benchmark: BenchmarkFixture, tmp_path: Path, durability: Durability) -> None:
    written = transactions()

    def setup() -> tuple[tuple[object, ...], dict[str, object]]:
        return (connect(str(new_file(tmp_path, durability)), durability=durability),), {}

    benchmark.extra_info["commits"] = len(written)
    measured(benchmark, lambda connection: by_hand(connection, written), setup)


@pytest.mark.parametrize("place", ["memory", "sqlite in memory", "file, normal", "file, full"])
def test_box_office(benchmark: BenchmarkFixture, tmp_path: Path, place: str) -> None:
    def setup() -> tuple[tuple[object, ...], dict[str, object]]:
        clock = ManualClock(START)
        system: ReservationSystem
        if place == "memory":
            system = MemorySystem(sold(), tariff(PRICES), clock=clock)
        else:
            durability = Durability(place.rpartition(" ")[2]) if "," in place else Durability.FULL
            path = tmp_path / f"{next(NUMBERS)}.db" if "," in place else ":memory:"
            system = StoreSystem(SqliteStore(path, durability=durability), clock=clock)
            system.load(sold(), tariff(PRICES))
        office = BoxOffice(system=system, clock=clock, references=CountingReferences())
        return (office, CARTS), {}

    measured(benchmark, work, setup)


# --- several writers -----------------------------------------------------------------------------


def nanoseconds(act: Callable[[], object]) -> int:
    began = perf_counter_ns()
    act()
    return perf_counter_ns() - began


def waits_of(written: Callable[[int], list[int]]) -> list[int]:
    """Let processes write at once; answer how long each write took, the shortest first."""
    pipes = [os.pipe() for _ in range(WRITERS)]
    for number, (_, end) in enumerate(pipes):
        if os.fork() == 0:
            try:
                with os.fdopen(end, "wb") as told:
                    pickle.dump(written(number), told)
            finally:
                os._exit(0)
        os.close(end)
    waits: list[int] = []
    for begin, _ in pipes:
        with os.fdopen(begin, "rb") as told:
            waits += pickle.load(told)  # noqa: S301 - what our own process wrote
        os.wait()
    return sorted(waits)


def tell(benchmark: BenchmarkFixture, written: Callable[[int], list[int]]) -> None:
    waits = benchmark.pedantic(  # type: ignore[no-untyped-call]
        lambda: waits_of(written), rounds=1
    )
    for name, share in (("p50", 500), ("p99", 990), ("p99.9", 999)):
        place = min(len(waits) - 1, len(waits) * share // 1000)
        benchmark.extra_info[f"{name} ms"] = waits[place] // 10_000 / 100


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="forking beside threads is warned of")
@pytest.mark.parametrize("durability", Durability, ids=lambda one: one.value)
def test_four_writers_commit(
    benchmark: BenchmarkFixture, tmp_path: Path, durability: Durability
) -> None:
    file = new_file(tmp_path, durability)
    clock = ManualClock(START)
    system = StoreSystem(SqliteStore(file, durability=durability), clock=clock)
    # What is made once in a process is made before the clock runs.
    work(BoxOffice(system=system, clock=clock, references=CountingReferences()), 2)

    def written(number: int) -> list[int]:
        waits: list[int] = []

        def commit(decision: Decision) -> Committed:
            began = perf_counter_ns()
            committed = StoreSystem.commit(system, decision)
            waits.append(perf_counter_ns() - began)
            return committed

        system.commit = commit  # type: ignore[method-assign]
        references = CountingReferences(prefix=f"writer{number}")
        work(BoxOffice(system=system, clock=clock, references=references), EACH)
        return waits

    tell(benchmark, written)


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="forking beside threads is warned of")
@pytest.mark.parametrize("durability", Durability, ids=lambda one: one.value)
def test_four_writers_by_hand(
    benchmark: BenchmarkFixture, tmp_path: Path, durability: Durability
) -> None:
    """Each writer writes one row a transaction, and waits as SQLite does by itself."""
    file = new_file(tmp_path, durability)

    def written(number: int) -> list[int]:
        connection = connect(str(file), durability=durability)
        connection.execute("PRAGMA busy_timeout = 10000")
        document = "x" * 2000

        def write(turn: int) -> None:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute(
                "INSERT INTO carts (cart_id, version, world, readable_until, owes, document) "
                "VALUES (?, 1, '', 0, 0, ?)",
                (f"{number}-{turn}", document),
            )
            connection.execute("COMMIT")

        return [nanoseconds(lambda: write(turn)) for turn in range(EACH * 5 // 2)]  # noqa: B023

    tell(benchmark, written)
