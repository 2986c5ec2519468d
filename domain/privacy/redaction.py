"""Redaction: any value of the domain as plain data that may be written to a log."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from enum import Enum

import attrs

from counterfoil.domain.privacy.declarations import (
    VISIBLE,
    Declaration,
    declarations,
    default_of,
    is_public_module,
)

UNDECLARED = "<undeclared>"
DEPTH_MAX = 64  # Levels of nesting; domain values have about ten, one that holds itself no end.


def redacted(value: object) -> object:
    """Answer *value* as plain data without personal data and without secrets.

    Attrs classes become mappings of their fields, with the name of the class under ``class``;
    sequences and sets become lists, instants and dates text. Personal and secret values are
    replaced by a mark, and so is text that no field declares, such as a bare text. A field that
    says nothing (its default) is shown. Nothing is raised: a log must never fail.
    """
    return _redacted(value, None, 0)


def _redacted(value: object, declaration: Declaration | None, depth: int) -> object:
    if depth > DEPTH_MAX:
        return "<nested too deep>"
    if isinstance(value, Enum):
        return _shown(value.name, declaration)
    if value is None or isinstance(value, bool | int):
        return _shown(value, declaration)
    if isinstance(value, str):
        return UNDECLARED if declaration is None else _shown(str(value), declaration)
    if isinstance(value, datetime | date | time):
        return _shown(value.isoformat(), declaration)
    if attrs.has(type(value)):
        return _redacted_fields(value, depth)
    if isinstance(value, Mapping):
        return {
            str(_redacted(key, declaration, depth + 1)): _redacted(item, declaration, depth + 1)
            for key, item in value.items()
        }
    if isinstance(value, set | frozenset):
        return sorted((_redacted(item, declaration, depth + 1) for item in value), key=repr)
    if isinstance(value, tuple | list):
        inner = _named_tuple_declaration(value) or declaration
        return [_redacted(item, inner, depth + 1) for item in value]
    return _shown(f"<{type(value).__name__}>", declaration)


def _shown(value: object, declaration: Declaration | None) -> object:
    if declaration is not None and declaration.hides:
        return declaration.mark
    return value


def _redacted_fields(value: object, depth: int) -> dict[str, object]:
    kind = type(value)
    assert attrs.has(kind), "the caller looked"
    shown: dict[str, object] = {"class": kind.__name__}
    declared = declarations(kind)
    for field in attrs.fields(kind):
        declaration = declared[field.name]
        held = getattr(value, field.name)
        if declaration is not None and declaration.hides and held == default_of(field):
            declaration = VISIBLE
        shown[field.name] = _redacted(held, declaration, depth + 1)
    return shown


def _named_tuple_declaration(value: object) -> Declaration | None:
    # The rows of a ledger are named tuples, which have no room for declarations.
    is_row = hasattr(value, "_fields") and is_public_module(type(value).__module__)
    return VISIBLE if is_row else None
