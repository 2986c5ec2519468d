"""Sessions: transactions under way on a connection, which may be ours or the host's."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TypeAlias

from psycopg import Connection, Pipeline, RawCursor
from psycopg.abc import AdaptContext, Buffer
from psycopg.adapt import Loader
from psycopg.rows import tuple_row
from psycopg.types.numeric import Int8Dumper
from psycopg.types.string import StrDumperUnknown

from counterfoil.adapters.postgres.statements import numbered
from counterfoil.adapters.store.storable import storable
from counterfoil.adapters.store.store import Session, Values

AnyConnection: TypeAlias = Connection[Any]


def learn_values(context: AdaptContext) -> None:
    """Teach a connection, or a cursor, our values: whole numbers that may be large, any text."""
    if context.adapters is not None:
        context.adapters.register_loader("numeric", _WholeNumbers)
        context.adapters.register_dumper(int, Int8Dumper)
        context.adapters.register_dumper(str, _AnyText)


class PlainSession:
    """Sends statements one by one, on a connection that may be a host's."""

    def __init__(self, connection: AnyConnection) -> None:
        self._cursor = RawCursor(connection, row_factory=tuple_row)
        learn_values(self._cursor)

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
        """Carry a statement out for each of many rows."""
        for values in rows:
            self.run(statement, values)


class PipelinedSession:
    """Waits for an answer only where one is asked for; the rest goes along with the next one.

    What fails without being waited for is raised where the next answer is, or at the end.
    """

    def __init__(self, connection: AnyConnection, pipeline: Pipeline) -> None:
        """Work on a connection of ours, which has learned our values."""
        self._connection = connection
        self._pipeline = pipeline

    def rows(self, statement: str, values: Values = ()) -> list[tuple[Any, ...]]:
        """Answer all rows of a statement."""
        return self.post(numbered(statement), values).fetchall()

    def row(self, statement: str, values: Values = ()) -> tuple[Any, ...] | None:
        """Answer the first row of a statement, or None."""
        return self.post(numbered(statement), values).fetchone()

    def run(self, statement: str, values: Values = ()) -> int:
        """Carry a statement out; answer how many rows it wrote or deleted."""
        cursor = self.post(numbered(statement), values)
        self._pipeline.sync()
        return cursor.rowcount

    def run_each(self, statement: str, rows: Iterable[Values]) -> None:
        """Send a statement for each of many rows."""
        sent = numbered(statement)
        for values in rows:
            self.post(sent, values)

    def post(self, statement: bytes, values: Values = ()) -> RawCursor[tuple[Any, ...]]:
        """Send a statement, and do not wait for what comes of it."""
        cursor = RawCursor(self._connection, row_factory=tuple_row)
        return cursor.execute(statement, values)


class _WholeNumbers(Loader):
    """Reads sums, which PostgreSQL answers as numbers with a point that they never have."""

    def load(self, data: bytes | bytearray | memoryview) -> int:
        return int(bytes(data))


class _AnyText(StrDumperUnknown):
    """Writes also what is text in Python and in no database."""

    def dump(self, obj: str) -> Buffer | None:
        return super().dump(storable(obj))


if TYPE_CHECKING:
    _: tuple[type[Session], ...] = (PlainSession, PipelinedSession)
