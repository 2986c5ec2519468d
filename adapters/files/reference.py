"""The reference tables of our file formats in Markdown, from the reader's own tables."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from counterfoil.adapters.files.formats.cart import CART
from counterfoil.adapters.files.formats.cart_row import CART_ROW
from counterfoil.adapters.files.formats.catalogue import CATALOGUE_FILE
from counterfoil.adapters.files.formats.story import STORY_FILE
from counterfoil.adapters.files.formats.tariff import PRICE_ROW, TARIFF_FILE
from counterfoil.adapters.files.reading import UNREAD, Shape
from counterfoil.adapters.files.shapes.defaults import written_default
from counterfoil.adapters.files.shapes.keys import Key
from counterfoil.adapters.files.shapes.lists import ListOf, MappingOf, SetOf, TableOr
from counterfoil.adapters.files.shapes.scalars import Choice, Converted
from counterfoil.adapters.files.shapes.tables import Inline, Table
from counterfoil.adapters.files.shapes.variants import Variants

__all__ = ["REFERENCES", "table_reference"]

PLACES_MAX = 4  # places of a table that are listed; a range of dates stands nearly everywhere

REFERENCES: Mapping[str, tuple[Table, ...]] = MappingProxyType(
    {
        "cart": (CART, CART_ROW),
        "catalogue": (CATALOGUE_FILE,),
        "story": (STORY_FILE,),
        "tariff": (TARIFF_FILE, PRICE_ROW),
    }
)


def table_reference(roots: tuple[Table, ...]) -> str:
    """Describe *roots* and all tables inside them, each once, in order."""
    places: dict[str, list[str]] = {}
    tables: dict[str, Table] = {}
    for root in roots:
        for table, place in _walk(root, place=""):
            tables[table.name] = table
            places.setdefault(table.name, [])
            if place and place not in places[table.name]:
                places[table.name].append(place)
    return "\n".join(_described(table, places=places[name]) for name, table in tables.items())


def _walk(table: Table, *, place: str) -> Iterator[tuple[Table, str]]:
    yield table, place
    for key in table.keys:
        for inner, is_list in _inner_tables(key.shape, is_list=False):
            steps = f"{place}.{key.name}" if place else key.name
            yield from _walk(inner, place=f"{steps}[]" if is_list else steps)


def _inner_tables(shape: Shape, *, is_list: bool) -> Iterator[tuple[Table, bool]]:
    match shape:
        case Table():
            yield shape, is_list
        case ListOf() | SetOf():
            yield from _inner_tables(shape.element, is_list=True)
        case MappingOf():
            yield from _inner_tables(shape.value, is_list=True)
        case TableOr():
            yield from _inner_tables(shape.table, is_list=is_list)
            yield from _inner_tables(shape.other, is_list=is_list)
        case Converted():
            yield from _inner_tables(shape.shape, is_list=is_list)
        case _:
            return  # a single value


def _described(table: Table, *, places: list[str]) -> str:
    lines = [f"### {table.name}", "", table.meaning]
    if places:
        listed = ", ".join(f"`{place}`" for place in places[:PLACES_MAX])
        lines.append(f"Stands at {listed}{' and elsewhere' if len(places) > PLACES_MAX else ''}.")
    lines += ["", "| key | value | left out | meaning |", "| --- | --- | --- | --- |"]
    beside = table.companions()
    lines += [_row(key, make=make, beside=beside.get(key.name)) for key, make in table.owned()]
    notes = list(_notes(table))
    if notes:
        lines += ["", *notes]
    return "\n".join([*lines, ""])


def _row(key: Key, *, make: Callable[..., Any], beside: list[str] | None) -> str:
    left_out = _left_out(key, make=make)
    if key.required and beside:
        left_out = f"**required** beside `{beside[0]}`"
    return f"| `{key.name}` | {_words(key.shape)} | {left_out} | {key.meaning} |"


def _left_out(key: Key, *, make: Callable[..., Any]) -> str:
    if key.inherited:
        return "as the catalogue says"
    if key.required:
        return "**required**"
    default = written_default(key, make=make)
    return "" if default is UNREAD else f"`{json.dumps(default)}`"


def _words(shape: Shape) -> str:
    match shape:
        case Table():
            return f"table [{shape.name}](#{shape.name})"
        case ListOf():
            return f"list: {_words(shape.element)}"
        case SetOf():
            return f"list: {_words(shape.element)}; each once"
        case MappingOf():
            return f"table: {_words(shape.key)} = {_words(shape.value)}"
        case TableOr():
            return f"{_words(shape.other)}; or {_words(shape.table)}"
        case Converted():
            return _words(shape.shape)
        case Choice():
            return ", ".join(f"`{name}`" for name in shape.members)
        case _:
            return shape.words


def _notes(table: Table) -> Iterator[str]:
    for variants in _variants(table):
        names = ", ".join(f"`{name}`" for name in variants.leading)
        yield f"* {'Exactly' if variants.required else 'At most'} one of {names}."
        for name, beside in variants.companions().items():
            if name not in variants.leading:
                yield f"* `{name}` only beside `{beside[0]}`."


def _variants(table: Table) -> Iterator[Variants]:
    for part in table.parts:
        if isinstance(part, Variants):
            yield part
        elif isinstance(part, Inline):
            yield from _variants(part.table)
