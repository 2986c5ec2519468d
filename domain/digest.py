"""Digests: a short name for what a value says, the same in every process and on every machine.

A quote names the tariff, the catalogue and the basket that made it by their digests, so that a
refusal can say which of them changed. Equal values have equal digests: sets and mappings are read
in the order of their contents, instants in UTC. What differs, if only by a class or a field name,
differs in its digest: every piece of the encoding carries its type and its own end.

A field that equals its default is left out, so that a field with a default can be added to a class
and stored digests stay good. The price of that: a *changed default* goes unseen. It is a change of
meaning and needs a new field name.

Known limits: ``True == 1`` in Python, and so are the two readings of an hour that a clock change
repeats, but they mean different things and have different digests.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from enum import Enum
from hashlib import sha256
from numbers import Number
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

import attrs

from counterfoil.domain.errors import UsageError

DIGEST_LENGTH = 32  # Hexadecimal digits: 16 bytes, so that chance never makes two values meet.
DEPTH_MAX = 64  # Levels of nesting; domain values have about ten, one that holds itself no end.

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ALLOWED = (
    "attrs classes, enumerations, text, integers, booleans, None, dates, local times, "
    "aware datetimes, durations, time zones, and tuples, frozensets and mappings of them"
)


def digest(value: object) -> str:
    """Answer the digest of a domain value: hexadecimal text, equal for equal values.

    Raises: UsageError for a float, a naive datetime, a value that holds itself and every type that
        is no domain value; its field is the path to it.
    """
    return sha256(_encoded(value, "value")).hexdigest()[:DIGEST_LENGTH]


def encoded_fields(value: object) -> Iterator[tuple[str, bytes]]:
    """Encode each field of an attrs object that differs from its default; equal for equal ones.

    The encoding is what a digest is made of. It can be read, so that it must not be kept.

    Raises: UsageError, as ``digest`` does.
    """
    for name, _, default, encoded_default in _plan_of(type(value)):
        content = getattr(value, name)
        if content is default:
            continue
        encoding = _encoded(content, name)
        if encoding != encoded_default.encode():
            yield name, encoding


def _encoded(value: object, field: str) -> bytes:
    try:
        encoding = _encode(value, 0)
    except _UnreadableError as unreadable:
        raise UsageError(
            field="".join(reversed(unreadable.path)).removeprefix(".") or field,
            value=unreadable.value,
            problem=unreadable.problem,
            allowed=_ALLOWED,
        ) from None
    except _TooDeepError:
        raise UsageError(
            field=field,
            # The value itself cannot be shown: it may have no end.
            value=type(value).__name__,
            problem=f"is nested more than {DEPTH_MAX} deep, or holds itself",
            allowed=_ALLOWED,
        ) from None
    # Text of a file may hold half a surrogate pair, which is no reason to fail here.
    return encoding.encode("utf-8", "surrogatepass")


_UNSHOWN = "..."  # Bytes or a list may be what nobody should read in a log; a number is not.


class _TooDeepError(Exception):
    """The value has no end, or none that is worth looking for."""


class _UnreadableError(Exception):
    """Found on the way down; the path is gathered on the way up, at no cost where all is well."""

    def __init__(self, value: object, *, problem: str) -> None:
        super().__init__(problem)
        self.value = value
        self.problem = problem
        self.path: list[str] = []


def _encode(value: object, depth: int) -> str:
    kind = type(value)
    if depth > DEPTH_MAX:
        raise _TooDeepError
    encoder = _ENCODERS.get(kind)
    if encoder is not None:
        return encoder(value, depth)
    if kind in _PLANS:
        return _encode_fields(value, depth)
    if isinstance(value, Enum):
        return f"e{_text(kind.__name__)}{_text(value.name)}"
    if attrs.has(kind):
        return _encode_fields(value, depth)
    # Only subclasses and mappings of other types come this far.
    for base, encode in _BASES:
        if isinstance(value, base):
            return encode(value, depth)
    shown = value if isinstance(value, Number) else _UNSHOWN
    raise _UnreadableError(shown, problem=f"is a {kind.__name__}")


def _text(value: str) -> str:
    return f"s{len(value)}:{value}"


def _encode_datetime(value: datetime, _: int) -> str:
    if value.utcoffset() is None:
        raise _UnreadableError(value, problem="is a datetime without a time zone")
    return f"D{_microseconds(value - _EPOCH)};"


def _encode_time(value: time, _: int) -> str:
    if value.tzinfo is not None:
        raise _UnreadableError(value, problem="is a time of day with a time zone")
    return f"T{value.isoformat()};"


def _encode_zone(value: tzinfo, _: int) -> str:
    # Fixed offsets are equal whatever they are called; a named zone is known by its name alone.
    if isinstance(value, timezone):
        return f"Z{_microseconds(value.utcoffset(None))};"
    name = getattr(value, "key", None)
    if not isinstance(name, str):
        raise _UnreadableError(value, problem=f"is a {type(value).__name__} without a key")
    return f"z{_text(name)}"


def _microseconds(value: timedelta) -> int:
    return value // timedelta(microseconds=1)


def _encode_tuple(value: tuple[object, ...], depth: int) -> str:
    pieces: list[str] = []
    for item in value:
        try:
            pieces.append(_encode(item, depth + 1))
        except _UnreadableError as unreadable:
            unreadable.path.append(f"[{len(pieces)}]")
            raise
    return f"({''.join(pieces)})"


def _encode_set(value: frozenset[object], depth: int) -> str:
    return f"{{{''.join(sorted(_encode(item, depth + 1) for item in value))}}}"


def _encode_mapping(value: Mapping[object, object], depth: int) -> str:
    pieces: list[str] = []
    for key, item in value.items():
        try:
            pieces.append(_encode(key, depth + 1) + _encode(item, depth + 1))
        except _UnreadableError as unreadable:
            unreadable.path.append(f"[{key!r}]")
            raise
    return f"[{''.join(sorted(pieces))}]"


def _encode_fields(value: object, depth: int) -> str:
    kind = type(value)
    pieces = [f"<{_text(kind.__name__)}"]
    for name, label, default, encoded_default in _plan_of(kind):
        content = getattr(value, name)
        if content is default:
            continue
        try:
            encoding = _encode(content, depth + 1)
        except _UnreadableError as unreadable:
            unreadable.path.append(f".{name}")
            raise
        if encoding != encoded_default:
            pieces.append(label + encoding)
    pieces.append(">")
    return "".join(pieces)


_Plan: TypeAlias = tuple[tuple[str, str, object, str], ...]
_PLANS: dict[type, _Plan] = {}  # What is read off a class once; it grows with classes, not values.


def _plan_of(kind: type) -> _Plan:
    plan = _PLANS.get(kind)
    if plan is None:
        plan = _PLANS[kind] = _plan(kind)
    return plan


def _plan(kind: type) -> _Plan:
    """Answer name, encoded name, default and encoded default (or "") of the compared fields."""
    assert attrs.has(kind), "the caller looked"
    return tuple(
        (field.name, _text(field.name), field.default, _encode_default(field.default))
        for field in sorted(attrs.fields(kind), key=lambda field: field.name)
        if field.eq
    )


def _encode_default(default: object) -> str:
    if default is attrs.NOTHING:
        return ""
    # attrs.Factory is a class, but its type stubs present it as a function.
    factory: Callable[[], object] | None = getattr(default, "factory", None)
    if factory is None:
        return _encode(default, 0)
    return "" if getattr(default, "takes_self", False) else _encode(factory(), 0)


_ENCODERS: Mapping[type, Callable[[Any, int], str]] = {
    str: lambda value, _: f"s{len(value)}:{value}",
    int: lambda value, _: f"i{value:x};",
    bool: lambda value, _: "t" if value else "f",
    type(None): lambda _, __: "n",
    datetime: _encode_datetime,
    date: lambda value, _: f"d{value.isoformat()};",
    time: _encode_time,
    timedelta: lambda value, _: f"p{_microseconds(value)};",
    timezone: _encode_zone,
    ZoneInfo: _encode_zone,
    tuple: _encode_tuple,
    frozenset: _encode_set,
    dict: _encode_mapping,
}

# What a subclass is encoded as: a datetime is a date too, and stands before it.
_BASES: tuple[tuple[type, Callable[[Any, int], str]], ...] = (
    (str, _ENCODERS[str]),
    (int, _ENCODERS[int]),
    (tuple, _encode_tuple),
    (frozenset, _encode_set),
    (datetime, _encode_datetime),
    (date, _ENCODERS[date]),
    (time, _encode_time),
    (timedelta, _ENCODERS[timedelta]),
    (tzinfo, _encode_zone),
    (Mapping, _encode_mapping),
)
