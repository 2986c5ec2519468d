"""Erasing: any value of the domain with pseudonyms in place of what is personal or secret."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from enum import Enum
from types import MappingProxyType
from typing import Any, TypeVar, cast

import attrs

from counterfoil.domain.errors import UsageError
from counterfoil.domain.privacy.declarations import (
    VISIBLE,
    Declaration,
    Shape,
    declarations,
    default_of,
    is_public_module,
)
from counterfoil.domain.privacy.pseudonyms import PseudonymKey, pseudonym

DEPTH_MAX = 64  # Levels of nesting; domain values have about ten, one that holds itself no end.

_ALLOWED = (
    "attrs classes whose text is declared personal, secret or public, enumerations, integers, "
    "booleans, None, dates, times, durations, time zones, and collections of them"
)
# Datetimes are dates; booleans and enumerations of integers are integers.
_NUMBERS = (int, Decimal, date, datetime, time, timedelta, tzinfo)

Erased = TypeVar("Erased")


def pseudonymized(value: Erased, *, key: PseudonymKey) -> Erased:
    """Answer *value* with pseudonyms made under *key* for all that is personal or secret in it.

    What is to be removed (see `Shape`) has its field's default. Everything else is as it was: the
    number of things and their order, ids, instants, amounts. What already is a pseudonym under
    *key* stays, so that erasing twice is erasing once; a value with nothing to erase is answered
    itself.

    Secrets lose their use: what holds one can be read, but no longer acted upon.

    Raises: UsageError for text that nothing declares, for a number in a field that is to have a
        pseudonym, and for a type that is no value of the domain; its field is the path.
    """
    try:
        # Each step keeps the type; a checker cannot follow that through all of them.
        return cast("Erased", _replaced(value, None, key, 0))
    except _UnreadableError as unreadable:
        raise UsageError(
            field="".join(reversed(unreadable.path)).removeprefix(".") or "value",
            # Only its type is told: the value may be what nobody is to see.
            value=unreadable.kind.__name__,
            problem=unreadable.problem,
            allowed=_ALLOWED,
        ) from None


class _UnreadableError(Exception):
    """Found on the way down; the path is gathered on the way up."""

    def __init__(self, kind: type, *, problem: str) -> None:
        super().__init__(problem)
        self.kind = kind
        self.problem = problem
        self.path: list[str] = []


def _replaced(
    value: object, declaration: Declaration | None, key: PseudonymKey, depth: int
) -> object:
    kind = type(value)
    if depth > DEPTH_MAX:
        raise _UnreadableError(kind, problem=f"is nested more than {DEPTH_MAX} deep")
    if value is None or isinstance(value, Enum):
        return value
    if isinstance(value, str | bytes):
        return _replaced_text(value, declaration, key)
    if isinstance(value, _NUMBERS):
        if declaration is not None and declaration.hides:
            raise _UnreadableError(kind, problem="stands where only text can have a pseudonym")
        return value
    if attrs.has(kind):
        return _replaced_fields(value, key, depth)
    if isinstance(value, Mapping):
        return _replaced_mapping(value, declaration, key, depth)
    if isinstance(value, tuple | list | frozenset | set):
        return _replaced_collection(value, declaration, key, depth)
    raise _UnreadableError(kind, problem="is no value of the domain")


def _replaced_text(
    value: str | bytes, declaration: Declaration | None, key: PseudonymKey
) -> str | bytes:
    if declaration is None:
        raise _UnreadableError(type(value), problem="is declared neither personal nor public")
    if not declaration.hides:
        return value
    if isinstance(value, bytes):
        # Each byte is a character of this encoding, so nothing is lost and nothing can fail.
        text = value.decode("latin-1")
        return pseudonym(text, shape=declaration.shape, key=key).encode("latin-1")
    return pseudonym(value, shape=declaration.shape, key=key)


def _replaced_fields(value: Any, key: PseudonymKey, depth: int) -> object:  # noqa: ANN401 - attrs
    kind = type(value)
    declared = declarations(kind)
    changes: dict[str, object] = {}
    for field in attrs.fields(kind):
        # A field that is not passed to the constructor is made of those that are.
        if not field.init:
            continue
        declaration = declared[field.name]
        former = getattr(value, field.name)
        try:
            wanted = _wanted(former, field, declaration, key, depth)
        except _UnreadableError as unreadable:
            unreadable.path.append(f".{field.name}")
            raise
        if wanted is not former:
            changes[field.alias or field.name] = wanted
    return attrs.evolve(value, **changes) if changes else value


def _wanted(
    value: object,
    field: attrs.Attribute[object],
    declaration: Declaration | None,
    key: PseudonymKey,
    depth: int,
) -> object:
    if declaration is None or not declaration.hides:
        return _replaced(value, declaration, key, depth + 1)
    default = default_of(field)
    if value == default:
        # That nothing was said is all it tells.
        return value
    if declaration.shape is Shape.REMOVED:
        return default
    return _replaced(value, declaration, key, depth + 1)


def _replaced_collection(
    value: tuple[object, ...] | list[object] | frozenset[object] | set[object],
    declaration: Declaration | None,
    key: PseudonymKey,
    depth: int,
) -> object:
    kind = type(value)
    is_row = hasattr(kind, "_fields")
    if is_row and is_public_module(kind.__module__):
        # The rows of a ledger are named tuples, which have no room for declarations.
        declaration = VISIBLE
    items: list[object] = []
    is_same = True
    for position, item in enumerate(value):
        try:
            wanted = _replaced(item, declaration, key, depth + 1)
        except _UnreadableError as unreadable:
            unreadable.path.append(f"[{position}]")
            raise
        is_same = is_same and wanted is item
        items.append(wanted)
    if is_same:
        return value
    build: Callable[..., object] = kind
    return build(*items) if is_row else build(items)


def _replaced_mapping(
    value: Mapping[object, object], declaration: Declaration | None, key: PseudonymKey, depth: int
) -> object:
    replaced: dict[object, object] = {}
    is_same = True
    for name, item in value.items():
        try:
            wanted_name = _replaced(name, declaration, key, depth + 1)
            wanted = _replaced(item, declaration, key, depth + 1)
        except _UnreadableError as unreadable:
            unreadable.path.append("[...]")
            raise
        is_same = is_same and wanted_name is name and wanted is item
        replaced[wanted_name] = wanted
    if is_same:
        return value
    return replaced if isinstance(value, dict) else MappingProxyType(replaced)
