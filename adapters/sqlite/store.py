"""A store in SQLite: one writer at a time, readers beside it, each on a state of its own.

A write is one transaction that begins by taking the write lock (`BEGIN IMMEDIATE`), so that it
never has to give up half-way. Threads of one process take turns at a lock of Python; processes
meet at the file, and try again after short waits of random length: SQLite's own waiting starves a
writer for over a second, while others come and go.
"""

from __future__ import annotations

import sqlite3
import weakref
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from counterfoil.adapters.sqlite.connections import MEMORY, Connections
from counterfoil.adapters.sqlite.dialect import SQLITE
from counterfoil.adapters.sqlite.failures import code_of, translated
from counterfoil.adapters.sqlite.opening import Durability
from counterfoil.adapters.sqlite.patience import Patience
from counterfoil.adapters.sqlite.session import SqliteSession
from counterfoil.adapters.store.dialect import Dialect
from counterfoil.adapters.store.stock import SettledStock
from counterfoil.adapters.store.store import Session, StockTable, Store
from counterfoil.domain.references import CommandKey
from counterfoil.ports.errors import OutcomeUnknownError, PortError

Answer = TypeVar("Answer")

SCRUB_TRIES = 50  # a reader is done after some milliseconds


class SqliteStore:
    """A file, or `:memory:`, which is empty each time and goes with the store."""

    def __init__(
        self,
        path: str | Path,
        *,
        durability: Durability = Durability.FULL,
        patience: Patience | None = None,
    ) -> None:
        """Open a file, and make it where there is none.

        Raises: UnavailableError, AccessDeniedError for one that cannot be opened or written;
        ProtocolError for what is no database of this library, or one of a newer version.
        """
        self._path = str(path)
        self._patience = Patience() if patience is None else patience
        self._connections = Connections(self._path, durability=durability, patience=self._patience)
        self._stock = SettledStock(SQLITE)
        self._is_scrubbed = True
        weakref.finalize(self, self._connections.close)

    def __repr__(self) -> str:
        """Show where it is."""
        return f"SqliteStore({self._path!r})"

    @property
    def dialect(self) -> Dialect:
        """SQLite's."""
        return SQLITE

    @property
    def stock(self) -> StockTable:
        """Stock is settled on rows that nobody else can change meanwhile."""
        return self._stock

    def read(self, work: Callable[[Session], Answer]) -> Answer:
        """Do *work* on the state of one instant."""
        with self._connections.reading() as connection:
            return self._patience.until_free(lambda: _read(connection, work), path=self._path)

    def write(self, work: Callable[[Session], Answer], *, key: CommandKey | None = None) -> Answer:
        """Do *work* while nobody else writes, and answer when it is on the disk.

        Raises: OutcomeUnknownError where the disk failed in the middle of the commit.
        """
        with self._connections.writing() as connection:
            self._patience.until_free(
                lambda: connection.execute("BEGIN IMMEDIATE"), path=self._path
            )
            try:
                answer = work(SqliteSession(connection))
            except sqlite3.Error as error:
                _roll_back(connection)
                raise translated(error, path=self._path) from error
            except BaseException:
                _roll_back(connection)
                raise
            self._commit(connection, key)
            if not self._is_scrubbed:
                self._scrub(connection, tries=1)
            return answer

    def scrub(self) -> None:
        """Move what was written into the file, and empty the log, which still has what was there.

        Where somebody reads for long the log stays, and is emptied after one of the next writes.
        """
        if self._path == MEMORY:
            return
        self._is_scrubbed = False
        with suppress(PortError), self._connections.writing() as connection:
            self._scrub(connection, tries=SCRUB_TRIES)

    def close(self) -> None:
        """Close all connections."""
        self._connections.close()

    def _commit(self, connection: sqlite3.Connection, key: CommandKey | None) -> None:
        try:
            connection.execute("COMMIT")
        except sqlite3.Error as error:
            _roll_back(connection)
            if key is not None and code_of(error) == sqlite3.SQLITE_IOERR:
                raise OutcomeUnknownError(
                    f"{self._path}: the disk failed ({error}), and what became of command "
                    f"{key!r} is not known",
                    key=key,
                ) from error
            raise translated(error, path=self._path) from error

    def _scrub(self, connection: sqlite3.Connection, *, tries: int) -> None:
        for _ in range(tries):
            with suppress(sqlite3.Error):
                busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                if not busy:
                    self._is_scrubbed = True
                    return
            self._patience.pause()


def _read(connection: sqlite3.Connection, work: Callable[[Session], Answer]) -> Answer:
    connection.execute("BEGIN")
    try:
        return work(SqliteSession(connection))
    finally:
        _roll_back(connection)


def _roll_back(connection: sqlite3.Connection) -> None:
    """Give up what was begun; SQLite may have done so by itself."""
    if connection.in_transaction:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")


if TYPE_CHECKING:
    _: type[Store] = SqliteStore
