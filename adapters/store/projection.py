"""The projection: what is written to its tables when an order changes.

An order is compared with what it was, and only the rows that differ are written: those that are
gone or different are deleted, those that have come or are different are inserted. Where the parts
of an order (a booking, a posting, a payment) are equal they are not turned into rows at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from types import MappingProxyType
from typing import Any

from attrs import frozen

from counterfoil.adapters.keyed_digests import KeyedDigests
from counterfoil.adapters.store.projection_rows import RowReader, TableRow
from counterfoil.adapters.store.projection_tables import PROJECTION
from counterfoil.adapters.store.storable import Row
from counterfoil.adapters.store.store import Session
from counterfoil.adapters.store.table import Table
from counterfoil.domain.order.order import Order


@frozen
class _Writing:
    """How rows of a table are written: the statements, and where the key stands in a row."""

    insert: str
    delete: str
    key: itemgetter[Any]


@frozen
class Writes:
    """A statement, and the rows for each of which it is carried out."""

    statement: str
    rows: tuple[Row, ...]


class Projection:
    """Knows what the tables of the projection say of orders."""

    def __init__(self, digests: KeyedDigests) -> None:
        self._reader = RowReader(digests)

    def changes(self, before: Order | None, after: Order) -> tuple[Writes, ...]:
        """Answer what is to be written when an order takes the place of what it was *before*."""
        come = _by_table(self._reader.rows(after, but=before))
        if before is None:
            return tuple(
                Writes(_WRITING[table].insert, tuple(rows)) for table, rows in come.items()
            )
        gone = _by_table(self._reader.rows(before, but=after))
        return tuple(
            writes
            for table in {**gone, **come}
            for writes in _differences(table, gone.get(table, ()), come.get(table, ()))
            if writes.rows
        )


def write(session: Session, changes: Iterable[Writes]) -> None:
    """Carry out what is to be written."""
    for one in changes:
        session.run_each(one.statement, one.rows)


def _differences(table: str, gone: Sequence[Row], come: Sequence[Row]) -> Iterator[Writes]:
    """Yield what is deleted and then what is inserted; what has gone and come stays."""
    writing = _WRITING[table]
    had, has = frozenset(gone), frozenset(come)
    yield Writes(writing.delete, tuple(writing.key(row) for row in gone if row not in has))
    yield Writes(writing.insert, tuple(row for row in come if row not in had))


def _by_table(rows: Iterable[TableRow]) -> Mapping[str, list[Row]]:
    """Gather rows by the names of their tables, in the order in which they come."""
    found: dict[str, list[Row]] = {}
    for table, row in rows:
        found.setdefault(table.name, []).append(row)
    return found


def _writing(table: Table) -> _Writing:
    names = [column.name for column in table.columns]
    places = ", ".join("?" * len(names))
    where = " AND ".join(f"{name} = ?" for name in table.key)
    first, *others = (names.index(name) for name in table.key)
    return _Writing(
        insert=f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({places})",
        delete=f"DELETE FROM {table.name} WHERE {where}",
        # The getter of one column answers its bare value.
        key=itemgetter(first, *others) if others else itemgetter(slice(first, first + 1)),
    )


_WRITING = MappingProxyType({table.name: _writing(table) for table in PROJECTION})
