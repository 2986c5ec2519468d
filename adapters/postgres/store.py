"""PostgreSQL as a store: transactions on connections of a pool.

Nothing is kept in a connection between transactions, so that a pooler may give each of them
another one: no prepared statement, no setting, no lock and no cursor outlives its transaction.
"""

from __future__ import annotations

import os
import weakref
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import timedelta
from functools import partial
from threading import Lock
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

import psycopg
from psycopg.pq import TransactionStatus
from psycopg_pool import ConnectionPool, PoolClosed, PoolTimeout, TooManyRequests

from counterfoil.adapters.postgres.dialect import POSTGRESQL
from counterfoil.adapters.postgres.failures import InTheWayError, meaning_of, meanings
from counterfoil.adapters.postgres.patience import Patience
from counterfoil.adapters.postgres.schemas import DEFAULT, prepare, quoted, version_of
from counterfoil.adapters.postgres.sessions import AnyConnection, PostgresSession
from counterfoil.adapters.postgres.stock import PostgresStock
from counterfoil.adapters.store.dialect import Dialect
from counterfoil.adapters.store.schema import SCHEMA_VERSION
from counterfoil.adapters.store.store import Session, StockTable, Store
from counterfoil.domain.references import CommandKey
from counterfoil.ports.errors import OutcomeUnknownError, PortError, UnavailableError

Answer = TypeVar("Answer")

CONNECTIONS = 10  # at once; a thread that finds none waits for one
# Nothing is prepared on the server: behind a pooler the next transaction may be on another one.
PLAIN: Mapping[str, Any] = MappingProxyType({"autocommit": True, "prepare_threshold": None})
READ = "ISOLATION LEVEL REPEATABLE READ READ ONLY"
WRITE = "ISOLATION LEVEL READ COMMITTED"


class PostgresStore:
    """A schema of a database, in which the tables are."""

    def __init__(
        self,
        conninfo: str,
        *,
        schema: str = DEFAULT,
        connections: int = CONNECTIONS,
        patience: Patience | None = None,
    ) -> None:
        """Open a database, and make the tables where there are none.

        Raises: UnavailableError, AccessDeniedError for one that cannot be reached or used;
        ProtocolError for tables of a newer version.
        """
        self._patience = Patience() if patience is None else patience
        self._schema = schema
        self._stock = PostgresStock()
        self._check_tables(conninfo)
        self._make_pool = partial(
            ConnectionPool[AnyConnection],
            conninfo,
            kwargs=dict(PLAIN),
            min_size=0,
            max_size=connections,
            timeout=self._patience.deadline.total_seconds(),
            num_workers=1,
            open=True,
        )
        self._changing = Lock()
        self._pools = {os.getpid(): self._opened_pool()}

    def __repr__(self) -> str:
        """Show which schema it is; where it is may have a password in it."""
        return f"PostgresStore(schema={self._schema!r})"

    @property
    def schema(self) -> str:
        """Where the tables are."""
        return self._schema

    @property
    def patience(self) -> Patience:
        """How long is waited."""
        return self._patience

    @property
    def dialect(self) -> Dialect:
        """How PostgreSQL says things."""
        return POSTGRESQL

    @property
    def stock(self) -> StockTable:
        """Stock is drawn by guarded statements."""
        return self._stock

    def read(self, work: Callable[[Session], Answer]) -> Answer:
        """Do *work* on one state of the database, which nobody changes meanwhile."""
        begin = begin_statement(READ, schema=self._schema, patience=self._patience)

        def attempt() -> Answer:
            with self.connection() as connection:
                try:
                    return _read(connection, work, begin=begin)
                except UnavailableError as error:
                    if connection.closed:  # to look again does no harm
                        raise InTheWayError("a connection was lost") from error
                    raise

        return self._patience.until_done(attempt)

    def write(self, work: Callable[[Session], Answer], *, key: CommandKey | None = None) -> Answer:
        """Do *work* in one transaction, and answer when it is durable; an error undoes it.

        Raises: OutcomeUnknownError where the commit was sent and its answer was lost.
        """
        begin = begin_statement(WRITE, schema=self._schema, patience=self._patience)

        def attempt() -> Answer:
            with self.connection() as connection:
                return _written(connection, work, begin=begin, key=key)

        return self._patience.until_done(attempt)

    def scrub(self) -> None:
        """Do nothing: what was overwritten goes when the database vacuums its tables."""

    def close(self) -> None:
        """Let go of all connections."""
        self._pool().close()

    def _pool(self) -> ConnectionPool[AnyConnection]:
        """Answer the pool of this process; one that was forked leaves its parent's alone."""
        process = os.getpid()
        pool = self._pools.get(process)
        if pool is None:
            with self._changing:
                # The parent's stays in the table, so that nobody closes its connections here.
                pool = self._pools.get(process) or self._opened_pool()
                self._pools[process] = pool
        return pool

    def _opened_pool(self) -> ConnectionPool[AnyConnection]:
        pool = self._make_pool()
        weakref.finalize(self, pool.close)
        return pool

    @contextmanager
    def connection(self) -> Iterator[AnyConnection]:
        """Lend a connection of the pool, outside a transaction.

        Raises: UnavailableError.
        """
        pool = self._pool()
        try:
            connection = pool.getconn()
        except PoolClosed:
            raise UnavailableError("the store is closed") from None
        except (PoolTimeout, TooManyRequests) as error:
            raise UnavailableError("no connection to the database could be had") from error
        try:
            yield connection
        finally:
            pool.putconn(connection)

    def _check_tables(self, conninfo: str) -> None:
        """Make the tables, or bring them up to this version, where they are not.

        The connection is no pool's: a pool that cannot connect says only that it waited.
        """
        schema = self._schema
        begin_read, begin_write = (
            begin_statement(mode, schema=schema, patience=self._patience) for mode in (READ, WRITE)
        )
        with meanings():
            connection: AnyConnection = psycopg.connect(conninfo, **PLAIN)
        with connection:
            version = _read(
                connection, lambda session: version_of(session, schema), begin=begin_read
            )
            if version != SCHEMA_VERSION:
                self._patience.until_done(
                    lambda: _written(
                        connection, lambda session: prepare(session, schema), begin=begin_write
                    )
                )


def _read(connection: AnyConnection, work: Callable[[Session], Answer], *, begin: bytes) -> Answer:
    with meanings():
        _begin(connection, begin)
        try:
            return work(PostgresSession(connection))
        finally:
            _roll_back(connection)


def _written(
    connection: AnyConnection,
    work: Callable[[Session], Answer],
    *,
    begin: bytes,
    key: CommandKey | None = None,
) -> Answer:
    with meanings():
        _begin(connection, begin)
        try:
            answer = work(PostgresSession(connection))
        except BaseException:
            _roll_back(connection)
            raise
    _commit(connection, key=key)
    return answer


def begin_statement(mode: str, *, schema: str, patience: Patience) -> bytes:
    """Write what begins a transaction, with settings that end with it."""
    settings = (
        f"SET LOCAL search_path TO {quoted(schema)}",
        f"SET LOCAL lock_timeout TO {_milliseconds(patience.lock)}",
        f"SET LOCAL idle_in_transaction_session_timeout TO {_milliseconds(patience.silence)}",
    )
    return "; ".join((f"BEGIN {mode}", *settings)).encode()


def _milliseconds(duration: timedelta) -> int:
    return duration // timedelta(milliseconds=1)


def _begin(connection: AnyConnection, begin: bytes) -> None:
    try:
        connection.execute(begin)
    except psycopg.OperationalError as error:
        if connection.closed:
            # It died while nobody used it; another one may be alive.
            raise InTheWayError("a connection was lost") from error
        raise


def _roll_back(connection: AnyConnection) -> None:
    if connection.info.transaction_status not in {
        TransactionStatus.IDLE,
        TransactionStatus.UNKNOWN,
    }:
        with suppress(psycopg.Error):
            connection.execute(b"ROLLBACK")


def _commit(connection: AnyConnection, *, key: CommandKey | None) -> None:
    try:
        finished = connection.execute(b"COMMIT").statusmessage
    except psycopg.Error as error:
        if connection.closed:
            raise _lost(key) from error
        _roll_back(connection)
        raise meaning_of(error) from error
    assert finished == "COMMIT", "work that went on after a statement failed"


def _lost(key: CommandKey | None) -> PortError:
    if key is None:
        return UnavailableError("the connection was lost; what was asked may have been done")
    return OutcomeUnknownError(
        f"the connection was lost, and what became of command {key!r} is not known", key=key
    )


if TYPE_CHECKING:
    _: type[Store] = PostgresStore
