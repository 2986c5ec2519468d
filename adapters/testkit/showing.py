"""Writing a case down so that it can be read and tried again.

A counterexample with every default written out fills several screens. Here only what differs from
the default is written, as Python that builds the same value.
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from enum import Enum
from typing import Any
from zoneinfo import ZoneInfo

import attrs

from counterfoil.domain.money import Currency, Rate

INDENT = "  "
WIDTH = 90  # columns that a value may take on one line


def shown(value: object) -> str:
    """Write *value* without the fields that have their default."""
    match value:
        case Rate():
            return f"Rate.of({value.numerator}, {value.denominator})"
        case Currency():
            return f"currency({value.code!r})"
        case ZoneInfo():
            return f"ZoneInfo({value.key!r})"
        case Enum():
            return f"{type(value).__name__}.{value.name}"
        case str():
            return repr(str(value))
        case Mapping():
            pairs = [f"{shown(key)}: {shown(found)}" for key, found in value.items()]
            return _enclosed("{", pairs, "}")
        case AbstractSet():
            return (
                _enclosed("frozenset({", sorted(map(shown, value)), "})")
                if value
                else "frozenset()"
            )
        case tuple():
            pieces = [shown(found) for found in value]
            return _enclosed("(", pieces, ",)" if len(pieces) == 1 else ")")
        case _:
            of = type(value)
            if attrs.has(of):
                return _enclosed(f"{of.__name__}(", _fields(value, of=of), ")")
            return repr(value)


def _fields(value: object, *, of: type[attrs.AttrsInstance]) -> list[str]:
    pieces: list[str] = []
    for field in attrs.fields(of):
        found = getattr(value, field.name)
        if field.init and field.repr and found != _default(field.default):
            pieces.append(f"{field.alias}={shown(found)}")
    return pieces


def _default(default: Any) -> object:
    # attrs types Factory as a function, so that a check for the class is not understood.
    made_by = getattr(default, "factory", None)
    return default if made_by is None else made_by()


def _enclosed(opening: str, pieces: list[str], closing: str) -> str:
    line = f"{opening}{', '.join(pieces)}{closing}"
    if len(line) <= WIDTH and "\n" not in line:
        return line
    body = ",\n".join(pieces).replace("\n", f"\n{INDENT}")
    return f"{opening}\n{INDENT}{body},\n{closing.removeprefix(',')}"
