"""How SQLite says what the shared statements leave open."""

from __future__ import annotations

import json
from collections.abc import Collection
from types import MappingProxyType

from counterfoil.adapters.store.dialect import Dialect
from counterfoil.adapters.store.storable import storable


def _among(column: str) -> str:
    return f"{column} IN (SELECT value FROM json_each(?))"


def _many(values: Collection[str]) -> str:
    return json.dumps(sorted(map(storable, values)))


def _iso(column: str) -> str:
    seconds = f"datetime({column} / 1000000, 'unixepoch')"
    return f"replace({seconds}, ' ', 'T') || printf('.%06dZ', {column} % 1000000)"


SQLITE = Dialect(
    name="sqlite",
    types=MappingProxyType(
        {
            "text": "TEXT",
            "integer": "INTEGER",
            "instant": "INTEGER",
            "yes_no": "INTEGER",
            "bytes": "BLOB",
            "document": "TEXT",
            "numbered": "INTEGER",
        }
    ),
    table_options=" STRICT, WITHOUT ROWID",
    numbered_options=" STRICT",
    for_update="",
    among=_among,
    many=_many,
    iso=_iso,
)
