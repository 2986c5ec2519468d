"""Tables: described once, and written as the statements of each dialect."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from attrs import frozen

from counterfoil.adapters.store.dialect import Dialect


class Kind(Enum):
    """What a column holds. INSTANT: microseconds since 1970 in UTC. NUMBERED: 1, 2, ... by itself.

    DOCUMENT is a text as `adapters/documents` writes it; YES_NO is 0 or 1.
    """

    TEXT = "text"
    INTEGER = "integer"
    INSTANT = "instant"
    YES_NO = "yes_no"
    BYTES = "bytes"
    DOCUMENT = "document"
    NUMBERED = "numbered"


@frozen(kw_only=True)
class Column:
    """A column; ``about`` says in the reference what is in it."""

    name: str
    kind: Kind
    about: str
    nullable: bool = False


@frozen(kw_only=True)
class Index:
    """An index over columns; ``where`` keeps rows out of it that nobody looks for."""

    columns: tuple[str, ...]
    where: str = ""
    unique: bool = False


@frozen(kw_only=True)
class Table:
    """A table. Its ``key`` is its primary key; rows lie in that order where the database can."""

    name: str
    about: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    indexes: tuple[Index, ...] = ()

    def statements(self, dialect: Dialect) -> Iterator[str]:
        """Yield what makes the table and its indexes."""
        yield self._table(dialect)
        for index in self.indexes:
            yield self._index(index)

    def _table(self, dialect: Dialect) -> str:
        lines = [
            f"{column.name} {dialect.types[column.kind.value]}"
            f"{'' if column.nullable else ' NOT NULL'}"
            for column in self.columns
        ]
        lines.append(f"PRIMARY KEY ({', '.join(self.key)})")
        numbered = any(column.kind is Kind.NUMBERED for column in self.columns)
        options = dialect.numbered_options if numbered else dialect.table_options
        return f"CREATE TABLE {self.name} (\n  " + ",\n  ".join(lines) + f"\n){options}"

    def _index(self, index: Index) -> str:
        unique = "UNIQUE " if index.unique else ""
        name = f"{self.name}_by_{'_'.join(index.columns)}"
        where = f" WHERE {index.where}" if index.where else ""
        return f"CREATE {unique}INDEX {name} ON {self.name} ({', '.join(index.columns)}){where}"
