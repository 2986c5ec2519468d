"""How PostgreSQL says what the shared statements leave open."""

from __future__ import annotations

from collections.abc import Collection
from types import MappingProxyType

from counterfoil.adapters.store.dialect import Dialect


def _among(column: str) -> str:
    return f"{column} = ANY(?)"


def _many(values: Collection[str]) -> list[str]:
    return sorted(values)


def _iso(column: str) -> str:
    seconds = f"to_timestamp({column} / 1000000) AT TIME ZONE 'UTC'"
    micros = f"lpad(({column} % 1000000)::text, 6, '0')"
    return f"to_char({seconds}, 'YYYY-MM-DD\"T\"HH24:MI:SS') || '.' || {micros} || 'Z'"


POSTGRESQL = Dialect(
    name="postgresql",
    types=MappingProxyType(
        {
            "text": 'TEXT COLLATE "C"',  # in the order of Python, whatever the database speaks
            "integer": "BIGINT",
            "instant": "BIGINT",
            "yes_no": "INTEGER",
            "bytes": "BYTEA",
            "document": "TEXT",
            "numbered": "BIGINT GENERATED ALWAYS AS IDENTITY",
        }
    ),
    table_options="",
    numbered_options="",
    for_update=" FOR UPDATE",
    among=_among,
    many=_many,
    iso=_iso,
)
