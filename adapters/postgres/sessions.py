"""Sessions: transactions under way on a connection, which may be ours or the host's."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TypeAlias

from psycopg import Connection, RawCursor
from psycopg.adapt import Loader
from psycopg.rows import tuple_row
from psycopg.types.numeric import Int8Dumper

from counterfoil.adapters.postgres.statements import numbered
from counterfoil.adapters.store.store import Session, Values

AnyConnection: TypeAlias = Connection[Any]


class PostgresSession:
    """Runs the shared statements on a connection, as they are written."""

    def __init__(self, connection: AnyConnection) -> None:
        self._cursor = RawCursor(connection, row_factory=tuple_row)
        for number in ("numeric", "int8"):
            self._cursor.adapters.register_loader(number, _WholeNumbers)
        self._cursor.adapters.register_dumper(int, Int8Dumper)

    def rows(self, statement: str, values: Values = ()) -> list[tuple[Any, ...]]:
        """Answer all rows of a statement."""
        return self._cursor.execute(numbered(statement), values).fetchall()

    def row(self, statement: str, values: Values = ()) -> tuple[Any, ...] | None:
        """Answer the first row of a statement, or None."""
        return self._cursor.execute(numbered(statement), values).fetchone()

    def run(self, statement: str, values: Values = ()) -> int:
        """Carry a statement out; answer how many rows it wrote or deleted."""
        return self._cursor.execute(numbered(statement), values).rowcount

    def run_each(self, statement: str, rows: Iterable[Values]) -> None:
        """Carry a statement out for each of many rows, all of them sent at once."""
        many = list(rows)
        if len(many) == 1:
            self.run(statement, many[0])
        elif many:
            self._cursor.executemany(numbered(statement), many)


class _WholeNumbers(Loader):
    """Reads sums, which PostgreSQL answers as numbers with a point that they never have."""

    def load(self, data: bytes | bytearray | memoryview) -> int:
        return int(bytes(data))


if TYPE_CHECKING:
    _: type[Session] = PostgresSession
