"""Every journal keeps the promises of the port: in memory, and in a store."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from functools import partial
from pathlib import Path

import psycopg
import pytest

from counterfoil.adapters.documents import DECISION
from counterfoil.adapters.memory_journal import MemoryJournal
from counterfoil.adapters.postgres.store import PostgresStore
from counterfoil.adapters.sqlite.opening import Durability
from counterfoil.adapters.sqlite.store import SqliteStore
from counterfoil.adapters.store import journal_rows
from counterfoil.adapters.store.journal import StoreJournal
from counterfoil.adapters.store.journal_tables import JOURNAL_TABLES
from counterfoil.adapters.store.store import Session
from counterfoil.adapters.testkit.decisions import booking, changing, opened_in, opening
from counterfoil.adapters.testkit.journal import JOURNAL_CHECKS, check_journal
from counterfoil.adapters.testkit.promises import MakeJournal
from counterfoil.domain.cart.cart import Cart
from counterfoil.domain.cart.expiry import readable_until
from counterfoil.domain.decisions import Decision, OrderDecision
from counterfoil.domain.order.order import Order
from counterfoil.domain.references import CommandKey, SystemReference
from counterfoil.ports.reservation_system import PURGE_LIMIT, InFlight


@pytest.mark.parametrize("check", JOURNAL_CHECKS, ids=lambda check: check.__name__)
def test_the_journal_in_memory(check: Callable[[MakeJournal], None]) -> None:
    check(MemoryJournal)


@pytest.mark.parametrize("check", JOURNAL_CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("place", ["memory", "file"])
def test_the_journal_in_sqlite(
    check: Callable[[MakeJournal], None], place: str, tmp_path: Path
) -> None:
    path = ":memory:" if place == "memory" else str(tmp_path / "journal.db")
    store = SqliteStore(path, durability=Durability.NORMAL)

    check(lambda: StoreJournal(store))

    store.close()


@pytest.mark.parametrize("check", JOURNAL_CHECKS, ids=lambda check: check.__name__)
def test_the_journal_in_postgresql(
    check: Callable[[MakeJournal], None], postgresql_url: str
) -> None:
    store = PostgresStore(postgresql_url)

    check(lambda: StoreJournal(store))

    store.close()


WAITING = (
    "SELECT count(*), pg_sleep(0.01) FROM pg_stat_activity "
    "WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


def test_a_cart_that_somebody_takes_meanwhile_is_not_purged(postgresql_url: str) -> None:
    store = PostgresStore(postgresql_url)
    journal = StoreJournal(store)
    cart = opened_in(journal, "a")
    decision = changing(cart, "b")

    def take(session: Session) -> Future[int]:
        journal_rows.begin(session, decision, text=DECISION.encode(decision))
        purging = pool.submit(journal.purge, before=readable_until(cart))
        with psycopg.connect(postgresql_url, autocommit=True) as connection:
            while connection.execute(WAITING).fetchone() == (0, ""):
                assert not purging.done()
        return purging

    with ThreadPoolExecutor() as pool:
        assert store.write(take).result() == 0

    assert journal.recall(decision.key) == InFlight(decision)
    assert journal.at_work(cart.id) == InFlight(decision)
    store.close()


def rows_of(session: Session, table: str) -> list[tuple[object, ...]]:
    return session.rows(f"SELECT * FROM {table}")  # noqa: S608 - one of our own tables


def test_a_purged_journal_leaves_no_row() -> None:
    store = SqliteStore(":memory:")
    journal = StoreJournal(store)
    cart = opened_in(journal, "a")
    journal.begin(opening("b"))
    journal.forget(CommandKey("b"))
    journal.begin(opening("c"))
    journal.note(CommandKey("c"), step="create", reference=SystemReference("R1"))
    journal.set_aside(CommandKey("c"))
    journal.begin_order(booking("d"))
    journal.forget(CommandKey("d"))

    assert journal.purge(before=cart.opened_at.replace(month=7)) == 3

    for table in JOURNAL_TABLES:
        assert store.read(partial(rows_of, table=table.name)) == []
    store.close()


def test_a_journal_in_a_file_is_known_to_the_next_process(tmp_path: Path) -> None:
    first = SqliteStore(tmp_path / "journal.db")
    journal, decision = StoreJournal(first), opening("a")
    journal.begin(decision)
    first.close()

    second = SqliteStore(tmp_path / "journal.db")

    assert StoreJournal(second).recall(decision.key) == InFlight(decision)
    second.close()


def test_a_purged_journal_is_as_small_as_a_new_one() -> None:
    journal = MemoryJournal()
    cart = opened_in(journal, "a")
    journal.begin(opening("b"))
    journal.forget(CommandKey("b"))
    journal.begin(opening("c"))
    journal.set_aside(CommandKey("c"))

    assert journal.purge(before=cart.opened_at.replace(month=7)) == 3

    for name, kept in vars(journal).items():
        if name not in {"_lock", "_order"}:
            assert not kept, name
    assert not journal._order._heap


class Careless(MemoryJournal):
    """Lets everybody begin."""

    def begin(self, decision: Decision) -> int:
        self._at_work.clear()
        return super().begin(decision)


class Forgetful(MemoryJournal):
    """Forgets that a key was begun when it is set aside."""

    def set_aside(self, key: CommandKey) -> None:
        self.forget(key)


class Overwriting(MemoryJournal):
    """Finishes a second time what is done."""

    def finish(self, decision: Decision, *, after: Cart, order: Order | None = None) -> None:
        super().finish(decision, after=after, order=order)
        self._shadows[after.id] = after


class Halving(MemoryJournal):
    """Finishes a cart without the order that it became."""

    def finish(self, decision: Decision, *, after: Cart, order: Order | None = None) -> None:
        assert order is None or order.cart == after.id
        super().finish(decision, after=after)


class Sharing(MemoryJournal):
    """Lets everybody begin with an order."""

    def begin_order(self, decision: OrderDecision) -> int:
        self._at_work.clear()
        return super().begin_order(decision)


class Misplacing(MemoryJournal):
    """Forgets all orders with the first cart."""

    def purge(self, *, before: datetime, limit: int = PURGE_LIMIT) -> int:
        self._orders.clear()
        return super().purge(before=before, limit=limit)


@pytest.mark.parametrize(
    "broken", [Careless, Forgetful, Overwriting, Halving, Sharing, Misplacing]
)
def test_a_journal_that_breaks_a_promise_is_found(broken: MakeJournal) -> None:
    with pytest.raises(AssertionError):
        check_journal(broken)
