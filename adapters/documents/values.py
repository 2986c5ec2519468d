"""Values of documents: text, numbers, instants, lists and tables, each in one way only.

A reader that guesses ("5" for 5, a text for a list of its letters) would let a damaged document
pass for another one, so that every hook takes exactly what its other half writes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from enum import Enum
from typing import Any, TypeAlias, get_args
from zoneinfo import ZoneInfo

from cattrs import Converter
from cattrs.errors import IterableValidationError, IterableValidationNote

from counterfoil.adapters.documents.faults import UnreadableError
from counterfoil.domain.money import Currency, currency

Hook: TypeAlias = Callable[[Any, Any], Any]

_MICROSECOND = timedelta(microseconds=1)


def register_values(converter: Converter) -> None:
    """Teach *converter* what a field can hold besides classes and unions of them."""
    for kind, name in ((str, "a text"), (int, "a whole number"), (bool, "true or false")):
        converter.register_structure_hook(kind, _exactly(kind, name=name))
    converter.register_unstructure_hook(datetime, _write_instant)
    converter.register_structure_hook(datetime, _read_instant)
    converter.register_unstructure_hook(tzinfo, _write_zone)
    converter.register_structure_hook(tzinfo, _read_zone)
    converter.register_unstructure_hook(date, date.isoformat)
    converter.register_structure_hook(date, _canonical(date.fromisoformat, allowed="a date"))
    converter.register_unstructure_hook(time, time.isoformat)
    converter.register_structure_hook(time, _canonical(time.fromisoformat, allowed="a time"))
    converter.register_unstructure_hook(timedelta, lambda value: value // _MICROSECOND)
    converter.register_structure_hook(
        timedelta, lambda value, _: _whole(value, None) * _MICROSECOND
    )
    converter.register_unstructure_hook(Currency, lambda value: value.code)
    converter.register_structure_hook(Currency, lambda value, _: currency(_text(value, None)))
    converter.register_structure_hook_func(_is_enum, _enum)


def read_each(
    items: Iterable[tuple[int, object]], hook: Hook, kind: object, *, owner: object
) -> list[Any]:
    """Read each of the values, which come with their places, and gather all that is wrong."""
    found: list[Any] = []
    errors: list[Exception] = []
    for place, item in items:
        try:
            found.append(hook(item, kind))
        except Exception as error:  # noqa: BLE001 - whatever it is, it is told with its place
            error.add_note(IterableValidationNote("while reading", place, kind))
            errors.append(error)
    if errors:
        raise IterableValidationError("while reading", errors, owner)  # type: ignore[arg-type]
    return found


def tuple_reader(kind: Any, converter: Converter) -> Hook:
    """Make the hook of tuples: of one type and any length, or of one type for each place."""
    of = get_args(kind)
    if len(of) == 2 and of[1] is Ellipsis:  # noqa: PLR2004 - a type and the dots
        hook = converter.get_structure_hook(of[0])
        return lambda value, _: tuple(
            read_each(enumerate(as_list(value)), hook, of[0], owner=kind)
        )
    steps = [(converter.get_structure_hook(one), one) for one in of]

    def read(value: object, _: object) -> tuple[Any, ...]:
        items = as_list(value)
        if len(items) != len(of):
            raise UnreadableError(f"has {len(items)} values, allowed: {len(of)}")
        places = enumerate(zip(steps, items, strict=True))
        return tuple(read_each(places, _read_place, kind, owner=kind))

    return read


def set_reader(kind: Any, converter: Converter) -> Hook:
    """Make the hook of sets, which are written as sorted lists."""
    (of,) = get_args(kind)
    hook = converter.get_structure_hook(of)

    def read(value: object, _: object) -> frozenset[Any]:
        items = as_list(value)
        found = frozenset(read_each(enumerate(items), hook, of, owner=kind))
        if len(found) != len(items):
            raise UnreadableError("names something twice, allowed: each once")
        return found

    return read


def set_writer(kind: Any, converter: Converter) -> Callable[[Any], Any]:
    """Make the hook that writes sets as sorted lists."""
    (of,) = get_args(kind)
    hook = converter.get_unstructure_hook(of)
    return lambda value: sorted(map(hook, value))


def mapping_writer(kind: Any, converter: Converter) -> Callable[[Any], Any]:
    """Make the hook that writes mappings: as lists of pairs, whatever their keys are."""
    of_keys, of_values = get_args(kind)
    write_key = converter.get_unstructure_hook(of_keys)
    write_value = converter.get_unstructure_hook(of_values)

    def write(value: Mapping[Any, Any]) -> list[Any]:
        return [[write_key(key), write_value(value[key])] for key in sorted(value)]

    return write


def mapping_reader(kind: Any, converter: Converter) -> Hook:
    """Make the hook that reads mappings from lists of pairs."""
    of_keys, of_values = get_args(kind)
    pair = tuple[of_keys, of_values]  # type: ignore[valid-type]
    hook = converter.get_structure_hook(pair)

    def read(value: object, _: object) -> dict[Any, Any]:
        pairs = read_each(enumerate(as_list(value)), hook, pair, owner=kind)
        found = dict(pairs)
        if len(found) != len(pairs):
            raise UnreadableError("names something twice, allowed: each once")
        return found

    return read


def as_list(value: object) -> list[Any]:
    """Answer *value*, which is a list.

    Raises: UnreadableError.
    """
    if type(value) is list:
        return value
    raise _wrong(value, allowed="a list")


def as_object(value: object) -> dict[str, Any]:
    """Answer *value*, which is an object.

    Raises: UnreadableError.
    """
    if type(value) is dict:
        return value
    raise _wrong(value, allowed="an object")


def _read_place(step: tuple[tuple[Hook, object], object], _: object) -> object:
    (hook, kind), value = step
    return hook(value, kind)


def _exactly(kind: type, *, name: str) -> Hook:
    def read(value: object, _: object) -> object:
        if type(value) is kind:
            return value
        raise _wrong(value, allowed=name)

    return read


_text = _exactly(str, name="a text")
_whole = _exactly(int, name="a whole number")


def _write_instant(value: datetime) -> str:
    assert value.utcoffset() is not None, "the domain knows only aware instants"
    text = value.isoformat()
    return f"{text}[{value.tzinfo.key}]" if isinstance(value.tzinfo, ZoneInfo) else text


def _read_instant(value: object, _: object) -> datetime:
    """Read an instant with its offset, and with the name of its zone behind it where it has one.

    Source: RFC 9557. The offset counts: where a zone has other rules by now, or is not known
    here, it is the same instant with the offset alone.
    """
    text = _text(value, None)
    written, bracket, name = text.partition("[")
    if bracket and not name.endswith("]"):
        raise UnreadableError("is not an instant with its offset, written as in ISO 8601")
    instant: datetime = _instant(written, None)
    if instant.utcoffset() is None:
        raise UnreadableError("is not an instant with its offset, written as in ISO 8601")
    zone = _zone_of(name[:-1]) if bracket else None
    if zone is not None:
        for fold in (0, 1):  # an hour that comes twice has two offsets
            local = instant.replace(tzinfo=zone, fold=fold)
            if local.utcoffset() == instant.utcoffset():
                return local
    return instant


def _write_zone(value: tzinfo) -> str | int:
    """Write a zone by its name, one without a name by its offset in microseconds."""
    if isinstance(value, ZoneInfo):
        return value.key
    offset = value.utcoffset(None)
    assert offset is not None, "a zone of the domain is named, or has one offset"
    return offset // _MICROSECOND


def _read_zone(value: object, _: object) -> tzinfo:
    if type(value) is int:
        try:
            return timezone(value * _MICROSECOND)
        except (ValueError, OverflowError):
            raise UnreadableError("is no offset, allowed: less than a day") from None
    zone = _zone_of(_text(value, None))
    if zone is None:
        raise UnreadableError("is a time zone that is not known here")
    return zone


def _zone_of(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # not there, or no name at all
        return None


def _canonical(parse: Callable[[str], Any], *, allowed: str) -> Hook:
    """Make the hook of what ``isoformat`` writes; other spellings of ISO 8601 are refused."""

    def read(value: object, _: object) -> Any:
        text = _text(value, None)
        try:
            found = parse(text)
        except ValueError:
            raise UnreadableError(f"is not {allowed}, written as in ISO 8601") from None
        if found.isoformat() != text:
            raise UnreadableError(f"is not {allowed}, written as in ISO 8601")
        return found

    return read


_instant = _canonical(datetime.fromisoformat, allowed="an instant with its offset")


def _is_enum(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, Enum)


def _enum(value: object, kind: type[Enum]) -> Enum:
    try:
        return kind(value)
    except ValueError:
        allowed = ", ".join(str(one.value) for one in kind)
        raise UnreadableError(f"is not a {kind.__name__}, allowed: {allowed}") from None


_JSON_NAMES = {
    dict: "an object",
    list: "a list",
    str: "a text",
    bool: "true or false",
    int: "a whole number",
    float: "a number with a point",
    type(None): "null",
}


def _wrong(value: object, *, allowed: str) -> UnreadableError:
    return UnreadableError(f"is {_JSON_NAMES[type(value)]}, allowed: {allowed}")
