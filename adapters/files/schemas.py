"""The JSON Schemas of our files, generated from the tables that the reader itself goes by.

They let an editor complete and check a file while it is written. A schema sees the form of single
values and tables; that references are known, that ids are used once, and that a percentage given
as text is in its range, only the reader sees.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from types import MappingProxyType

from counterfoil.adapters.files.formats.cart import CART, CART_LIST, CARTS
from counterfoil.adapters.files.formats.catalogue import CATALOGUE_FILE
from counterfoil.adapters.files.formats.story import STORY_FILE
from counterfoil.adapters.files.formats.tariff import TARIFF_FILE
from counterfoil.adapters.files.reading import Schema
from counterfoil.adapters.files.shapes.tables import Table

__all__ = [
    "SCHEMAS",
    "cart_schema",
    "catalogue_schema",
    "schema_text",
    "story_schema",
    "tariff_schema",
]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def tariff_schema() -> Schema:
    """Describe a tariff file as JSON Schema, draft 2020-12."""
    return _of_table(TARIFF_FILE, name="tariff")


def catalogue_schema() -> Schema:
    """Describe a catalogue file as JSON Schema, draft 2020-12."""
    return _of_table(CATALOGUE_FILE, name="catalogue")


def cart_schema() -> Schema:
    """Describe a cart file in JSON as JSON Schema, draft 2020-12: one cart or several."""
    definitions: dict[str, Schema] = {}
    ways = [shape.schema(definitions) for shape in (CART, CART_LIST, CARTS)]
    return {**_head("cart", meaning="One cart or several."), "oneOf": ways, "$defs": definitions}


def story_schema() -> Schema:
    """Describe a story file as JSON Schema, draft 2020-12."""
    return _of_table(STORY_FILE, name="story")


SCHEMAS: Mapping[str, Callable[[], Schema]] = MappingProxyType(
    {
        "cart": cart_schema,
        "catalogue": catalogue_schema,
        "story": story_schema,
        "tariff": tariff_schema,
    }
)


def schema_text(schema: Schema) -> str:
    """Write a schema as it is kept in a file."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _of_table(table: Table, *, name: str) -> Schema:
    definitions: dict[str, Schema] = {}
    described = table.definition(definitions)
    described.pop("description")
    return {**_head(name, meaning=table.meaning), **described, "$defs": definitions}


def _head(name: str, *, meaning: str) -> Schema:
    return {
        "$schema": _DIALECT,
        "$id": f"urn:counterfoil:schema:{name}",
        "title": f"counterfoil {name} file",
        "description": meaning,
    }
