"""PostgreSQL as a store: transactions on connections of a pool, done anew where one is in the way.

Nothing is kept in a connection between transactions, so that a pooler may give each of them
another one: no prepared statement, no setting, no lock, no cursor outlives its transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import random
from time import monotonic, sleep
from typing import TYPE_CHECKING, TypeVar

import psycopg
from attrs import frozen
from psycopg.pq import TransactionStatus
from psycopg_pool import ConnectionPool, PoolClosed, PoolTimeout

from counterfoil.adapters.postgres.dialect import POSTGRESQL
from counterfoil.adapters.postgres.failures import is_in_the_way, meaning_of
from counterfoil.adapters.postgres.sessions import AnyConnection, PostgresSession
from counterfoil.adapters.postgres.stock import PostgresStock
from counterfoil.adapters.store.dialect import Dialect
from counterfoil.adapters.store.store import Session, Store
from counterfoil.domain.references import CommandKey
from counterfoil.ports.errors import OutcomeUnknownError, PortError, UnavailableError

Answer = TypeVar("Answer")


@frozen(kw_only=True)
class Patience:
    """How long is waited, in seconds.

    ``deadline``: for one piece of work, all its attempts together. ``lock``: for a row that
    another transaction has. ``silence``: a transaction whose host says nothing for so long ends,
    so that what it locked is free. ``pause`` is the mean of the first wait before another attempt.
    """

    deadline: float = 10
    lock: int = 5
    silence: int = 15
    pause: float = 0.005


class PostgresStore:
    """A database, or a schema in one, in which the tables are."""

    def __init__(
        self, pool: ConnectionPool[AnyConnection], *, schema: str, patience: Patience
    ) -> None:
        self._pool = pool
        self._patience = patience
        settings = (
            f"SET LOCAL search_path TO {quoted(schema)}; "
            f"SET LOCAL lock_timeout TO '{patience.lock}s'; "
            f"SET LOCAL idle_in_transaction_session_timeout TO '{patience.silence}s'"
        )
        self._begin_read = f"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; {settings}".encode()
        self._begin_write = f"BEGIN ISOLATION LEVEL READ COMMITTED; {settings}".encode()
        self._stock = PostgresStock()

    @property
    def dialect(self) -> Dialect:
        """How PostgreSQL says things."""
        return POSTGRESQL

    @property
    def stock(self) -> PostgresStock:
        """How stock is drawn here."""
        return self._stock

    def read(self, work: Callable[[Session], Answer]) -> Answer:
        """Do *work* on one state of the database, which nobody changes meanwhile."""
        return self._until_done(lambda: self._once(work, begin=self._begin_read, key=None))

    def write(self, work: Callable[[Session], Answer], *, key: CommandKey | None = None) -> Answer:
        """Do *work* in one transaction, and answer when it is durable; an error undoes it.

        Raises: OutcomeUnknownError where the commit was sent and its answer was lost.
        """
        return self._until_done(lambda: self._once(work, begin=self._begin_write, key=key))

    def scrub(self) -> None:
        """Do nothing: what was overwritten goes when the database vacuums its tables."""

    def close(self) -> None:
        """Let go of all connections."""
        self._pool.close()

    def _until_done(self, attempt: Callable[[], Answer]) -> Answer:
        ends_at = monotonic() + self._patience.deadline
        pause = self._patience.pause
        while True:
            try:
                return attempt()
            except _InTheWayError as error:
                pause *= 1 + random()  # noqa: S311 - no secret is drawn here
                if monotonic() + pause > ends_at:
                    raise UnavailableError(
                        f"others were in the way for {self._patience.deadline} seconds"
                    ) from error.__cause__
                sleep(pause * random())  # noqa: S311 - as above

    def _once(
        self, work: Callable[[Session], Answer], *, begin: bytes, key: CommandKey | None
    ) -> Answer:
        with self._connection() as connection:
            with _meanings():
                self._begin(connection, begin)
                try:
                    answer = work(PostgresSession(connection))
                except BaseException:
                    _undo(connection)
                    raise
            _commit(connection, key=key)
            return answer

    @contextmanager
    def _connection(self) -> Iterator[AnyConnection]:
        try:
            connection = self._pool.getconn()
        except PoolClosed:
            raise UnavailableError("the store is closed") from None
        except PoolTimeout as error:
            raise UnavailableError("the database cannot be reached, or all are busy") from error
        try:
            yield connection
        finally:
            self._pool.putconn(connection)

    def _begin(self, connection: AnyConnection, begin: bytes) -> None:
        try:
            connection.execute(begin)
        except psycopg.OperationalError as error:
            if connection.closed:
                # It died while nobody used it: nothing was done, and the next one may live.
                raise _InTheWayError from error
            raise


class _InTheWayError(Exception):
    """Nothing was done, and doing it anew is right."""


@contextmanager
def _meanings() -> Iterator[None]:
    """Turn errors of the database into those of the port, before anything is committed."""
    try:
        yield
    except psycopg.Error as error:
        if is_in_the_way(error):
            raise _InTheWayError from error
        raise meaning_of(error) from error


def _undo(connection: AnyConnection) -> None:
    if connection.closed or connection.info.transaction_status is TransactionStatus.IDLE:
        return
    try:
        connection.execute(b"ROLLBACK")
    except psycopg.Error:
        connection.close()  # which undoes it just as well


def _commit(connection: AnyConnection, *, key: CommandKey | None) -> None:
    try:
        finished = connection.execute(b"COMMIT").statusmessage
    except psycopg.Error as error:
        if not connection.closed:
            _undo(connection)
            if is_in_the_way(error):
                raise _InTheWayError from error
            raise meaning_of(error) from error
        raise _lost(key) from error
    assert finished == "COMMIT", "a statement that failed has ended the work"


def _lost(key: CommandKey | None) -> PortError:
    if key is None:
        return UnavailableError("the connection was lost; what was asked may have been done")
    return OutcomeUnknownError("the connection was lost while the database committed", key=key)


def quoted(name: str) -> str:
    """Write a name so that it is nothing but a name.

    >>> quoted('a"b')
    '"a""b"'
    """
    return '"' + name.replace('"', '""') + '"'


if TYPE_CHECKING:
    _: type[Store] = PostgresStore
