"""Statements in a transaction of SQLite, on the connection itself."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from counterfoil.adapters.store.storable import storable_row
from counterfoil.adapters.store.store import Session, Values


class SqliteSession:
    """Runs statements; of a thread at a time."""

    __slots__ = ("_connection",)

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def rows(self, statement: str, values: Values = ()) -> list[tuple[Any, ...]]:
        """Answer all rows of a statement."""
        return self._execute(statement, values).fetchall()

    def row(self, statement: str, values: Values = ()) -> tuple[Any, ...] | None:
        """Answer the first row of a statement, or None."""
        cursor = self._execute(statement, values)
        found: tuple[Any, ...] | None = cursor.fetchone()
        cursor.close()  # a statement that is not run to its end would keep the transaction open
        return found

    def run(self, statement: str, values: Values = ()) -> int:
        """Carry a statement out; answer how many rows it wrote or deleted."""
        return self._execute(statement, values).rowcount

    def run_each(self, statement: str, rows: Iterable[Values]) -> None:
        """Carry a statement out for each of many rows."""
        sent = [row if _is_plain(row) else storable_row(tuple(row)) for row in rows]
        if sent:
            self._connection.executemany(statement, sent)

    def _execute(self, statement: str, values: Values) -> sqlite3.Cursor:
        try:
            return self._connection.execute(statement, values)
        except UnicodeEncodeError:
            return self._connection.execute(statement, storable_row(tuple(values)))


def _is_plain(values: Values) -> bool:
    return all(type(value) is not str or value.isascii() for value in values)


if TYPE_CHECKING:
    _: type[Session] = SqliteSession
