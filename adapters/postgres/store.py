"""PostgreSQL as a store: transactions on connections of a pool."""

from __future__ import annotations

import os
import weakref
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from threading import Lock
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

import psycopg
from psycopg.conninfo import conninfo_to_dict
from psycopg_pool import ConnectionPool, PoolClosed, PoolTimeout, TooManyRequests

from counterfoil.adapters.postgres.dialect import POSTGRESQL
from counterfoil.adapters.postgres.failures import meaning_of
from counterfoil.adapters.postgres.patience import Patience
from counterfoil.adapters.postgres.schemas import DEFAULT, prepare, version_of
from counterfoil.adapters.postgres.sessions import AnyConnection, learn_values
from counterfoil.adapters.postgres.stock import PostgresStock
from counterfoil.adapters.postgres.transactions import Mode, Transactions
from counterfoil.adapters.store.dialect import Dialect
from counterfoil.adapters.store.schema import SCHEMA_VERSION
from counterfoil.adapters.store.store import Session, StockTable, Store
from counterfoil.domain.errors import UsageError
from counterfoil.domain.references import CommandKey
from counterfoil.ports.errors import UnavailableError

Answer = TypeVar("Answer")

_NAMED = ("host", "port", "dbname")

CONNECTIONS = 10  # at once; a thread that finds none waits for one
# Nothing is prepared on the server: behind a pooler the next transaction may be on another one.
PLAIN: Mapping[str, Any] = MappingProxyType({"autocommit": True, "prepare_threshold": None})


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
        UsageError for what cannot be read; ProtocolError for tables of a newer version.
        """
        self._patience = Patience() if patience is None else patience
        self._transactions = Transactions(schema=schema, patience=self._patience)
        self._stock = PostgresStock()
        self._check_tables(conninfo)
        self._make_pool = partial(
            ConnectionPool[AnyConnection],
            conninfo,
            kwargs=dict(PLAIN),
            configure=learn_values,
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
        return f"PostgresStore(schema={self.schema!r})"

    @property
    def schema(self) -> str:
        """Where the tables are."""
        return self._transactions.schema

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
        return self._done(partial(self._transactions.run, work=work, mode=Mode.READ))

    def write(self, work: Callable[[Session], Answer], *, key: CommandKey | None = None) -> Answer:
        """Do *work* in one transaction, and answer when it is durable; an error undoes it.

        Raises: OutcomeUnknownError where the commit was sent and its answer was lost.
        """
        return self._done(partial(self._transactions.run, work=work, mode=Mode.WRITE, key=key))

    def scrub(self) -> None:
        """Do nothing: what was overwritten goes when the database vacuums its tables."""

    def close(self) -> None:
        """Let go of all connections."""
        self._pool().close()

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

    def _done(self, attempt: Callable[[AnyConnection], Answer]) -> Answer:
        def once() -> Answer:
            with self.connection() as connection:
                return attempt(connection)

        return self._patience.until_done(once)

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
        weakref.finalize(self, _close_own, pool, os.getpid())
        return pool

    def _check_tables(self, conninfo: str) -> None:
        """Make the tables, or bring them up to this version, where they are not.

        The connection is no pool's: a pool that cannot connect says only that it waited.
        """
        schema = self.schema
        connection = _connected(conninfo)
        learn_values(connection)
        run = self._transactions.run
        with connection:
            version = run(connection, lambda session: version_of(session, schema), mode=Mode.READ)
            if version != SCHEMA_VERSION:
                self._patience.until_done(
                    lambda: run(
                        connection, lambda session: prepare(session, schema), mode=Mode.WRITE
                    )
                )


def _close_own(pool: ConnectionPool[AnyConnection], process: int) -> None:
    """Close a pool, unless it is that of the process that this one was forked from."""
    if os.getpid() == process:
        pool.close()


def _connected(conninfo: str) -> AnyConnection:
    """Connect, or say where to; a password is never told.

    Raises: UsageError for what libpq cannot read; UnavailableError, AccessDeniedError.
    """
    try:
        place = conninfo_to_dict(conninfo)
    except psycopg.ProgrammingError:
        raise UsageError(
            field="system",
            value="postgresql:",
            problem="is followed by what libpq cannot read",
            allowed="postgresql://USER:PASSWORD@HOST:PORT/DATABASE with options of libpq, marks "
            "in names and passwords written as %40 and the like",
        ) from None
    try:
        return psycopg.connect(conninfo, **PLAIN)
    except psycopg.Error as error:
        meaning = meaning_of(error)
        if not isinstance(meaning, UnavailableError):
            raise meaning from error
        named = [f"{name} {place[name]}" for name in _NAMED if place.get(name)]
        if "@" in "".join(named):  # of a password that has one in it libpq makes a host
            named = ["what is no host: write marks in names and passwords as %40 and the like"]
        raise UnavailableError(
            f"{meaning}; asked was {', '.join(named) or 'this machine'}"
        ) from error


if TYPE_CHECKING:
    _: type[Store] = PostgresStore
