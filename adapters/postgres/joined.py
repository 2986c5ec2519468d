"""A host's own transaction: its rows and our decision are committed together, or not at all.

    with psycopg.connect(...) as connection:
        connection.execute("INSERT INTO visits ...")
        joined(office, connection).confirm(cart, actor, ...)

What is decided is done for good when the host commits. Until then nobody else sees it, and pools
that were drawn from are locked for everybody: such transactions should be short, and draw last.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, TypeVar

import psycopg
from attrs import evolve
from psycopg import RawCursor
from psycopg.pq import TransactionStatus
from psycopg.rows import tuple_row

from counterfoil.adapters.postgres.dialect import POSTGRESQL
from counterfoil.adapters.postgres.failures import meanings
from counterfoil.adapters.postgres.patience import Patience
from counterfoil.adapters.postgres.schemas import quoted
from counterfoil.adapters.postgres.sessions import AnyConnection, PlainSession
from counterfoil.adapters.postgres.stock import PostgresStock
from counterfoil.adapters.postgres.store import PostgresStore
from counterfoil.adapters.store.dialect import Dialect
from counterfoil.adapters.store.store import Session, StockTable, Store
from counterfoil.adapters.store.system import StoreSystem
from counterfoil.domain.errors import UsageError
from counterfoil.domain.references import CommandKey
from counterfoil.ports.box_office import BoxOffice

Answer = TypeVar("Answer")


def joined(office: BoxOffice, connection: AnyConnection) -> BoxOffice:
    """Answer a box office that works in the transaction of a connection, which the host ends.

    Raises: UsageError for an office that is not over PostgreSQL, and for a connection that is in
    no transaction or at an isolation other than READ COMMITTED. A key whose command was undone
    with the host's transaction is free again.
    """
    system = office.system
    store = system.store if isinstance(system, StoreSystem) else None
    if not isinstance(system, StoreSystem) or not isinstance(store, PostgresStore):
        raise UsageError(
            field="office",
            value=type(system).__name__,
            problem="is not over PostgreSQL",
            allowed="a box office that was opened on postgresql:",
        )
    within = JoinedStore(connection, schema=store.schema, patience=store.patience)
    return evolve(office, system=system.over(within))


class JoinedStore:
    """The tables of a schema, in the transaction of a connection that the host began."""

    def __init__(self, connection: AnyConnection, *, schema: str, patience: Patience) -> None:
        """Look at the connection, which one thread uses at a time.

        Raises: UsageError.
        """
        self._connection = connection
        self._patience = patience
        self._path = quoted(schema)
        self._stock = PostgresStock()
        if connection.autocommit and connection.info.transaction_status is TransactionStatus.IDLE:
            raise _unfit(
                "in no transaction", allowed="one in a transaction, or without autocommit"
            )
        with meanings():
            found = self._asked("SELECT current_setting('transaction_isolation')")
        if found != "read committed":
            raise _unfit(f"at {found}", allowed="one at READ COMMITTED: others commit meanwhile")

    @property
    def dialect(self) -> Dialect:
        """How PostgreSQL says things."""
        return POSTGRESQL

    @property
    def stock(self) -> StockTable:
        """Stock is drawn by guarded statements."""
        return self._stock

    def read(self, work: Callable[[Session], Answer]) -> Answer:
        """Do *work* in the host's transaction, whose changes it sees."""
        return self._patience.until_done(lambda: self._once(work))

    def write(self, work: Callable[[Session], Answer], *, key: CommandKey | None = None) -> Answer:
        """Do *work* in the host's transaction; an error undoes it, and nothing of the host's."""
        del key  # the host commits, and knows what it asked
        return self.read(work)

    def scrub(self) -> None:
        """Do nothing: what was overwritten goes when the database vacuums its tables."""

    def close(self) -> None:
        """Do nothing: the connection is the host's."""

    def _once(self, work: Callable[[Session], Answer]) -> Answer:
        with meanings(), self._step(), self._in_schema():
            return work(PlainSession(self._connection))

    @contextmanager
    def _step(self) -> Iterator[None]:
        self._run(b"SAVEPOINT counterfoil")
        try:
            yield
        except BaseException:
            with suppress(psycopg.Error):  # a connection that was lost has undone everything
                self._run(b"ROLLBACK TO SAVEPOINT counterfoil")
                self._run(b"RELEASE SAVEPOINT counterfoil")
            raise
        self._run(b"RELEASE SAVEPOINT counterfoil")

    @contextmanager
    def _in_schema(self) -> Iterator[None]:
        """Find our tables first; undoing the step brings the host's search path back as well."""
        before = self._asked("SELECT current_setting('search_path')")
        self._asked("SELECT set_config('search_path', $1, true)", self._path)
        yield
        self._asked("SELECT set_config('search_path', $1, true)", before)

    def _run(self, statement: bytes) -> None:
        RawCursor(self._connection, row_factory=tuple_row).execute(statement)

    def _asked(self, query: str, *values: str) -> str:
        cursor = RawCursor(self._connection, row_factory=tuple_row)
        found = cursor.execute(query.encode(), values).fetchone()
        assert found is not None, "a setting always has a value"
        return str(found[0])


def _unfit(problem: str, *, allowed: str) -> UsageError:
    return UsageError(
        field="connection", value="a connection", problem=f"is {problem}", allowed=allowed
    )


if TYPE_CHECKING:
    _: type[Store] = JoinedStore
