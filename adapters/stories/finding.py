"""Something that came out otherwise than expected, and both sides of it in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any, TypeAlias

from attrs import frozen

from counterfoil.adapters.files.shapes.moments import duration_text
from counterfoil.adapters.stories.story import UNLIMITED, ExpectedRoom
from counterfoil.domain.money import Currency, format_amount

Path: TypeAlias = tuple[str, ...]


@frozen(kw_only=True)
class Finding:
    """Something that came out otherwise than expected; ``path`` is its place in ``expect``.

    ``aspect`` is the name under which differences between systems are declared.
    """

    path: Path
    aspect: str
    expected: str
    found: str


def differences(name: str, expected: Any, found: Any, currency: Currency) -> Iterator[Finding]:
    """Tell a difference; of a table, each key that differs."""
    if not isinstance(expected, Mapping):
        yield Finding(
            path=(name,),
            aspect=name,
            expected=written(name, expected, currency),
            found=written(name, found, currency),
        )
        return
    for key in dict.fromkeys((*expected, *found)):
        if expected.get(key) != found.get(key):
            yield Finding(
                path=(name, key) if key in expected else (name,),
                aspect=name,
                expected=_entry(name, key, expected, currency),
                found=_entry(name, key, found, currency),
            )


def _entry(name: str, key: str, values: Mapping[str, Any], currency: Currency) -> str:
    value = written(name, values[key], currency) if key in values else "not there"
    return f"{key} {value}"


def written(name: str, value: Any, currency: Currency) -> str:
    """Write a value as people read it; its name says what kind of value it is."""
    match name, value:
        case (("total" | "changed" | "paid" | "owed"), int()):
            return format_amount(value, currency=currency)
        case "payments", _:
            lines = [
                (one.type.value, format_amount(one.amount, currency=currency), one.status.value)
                for one in value
            ]
            return ", ".join(map(" ".join, lines)) or "no payment"
        case "expires", None:
            return "nothing held"
        case "expires", _:
            return f"{duration_text(value)} left"
        case _, ExpectedRoom(state=state, left=left):
            counted = (
                "" if left is None else f", {'unlimited' if left == UNLIMITED else left} left"
            )
            return f"{state.value}{counted}"
        case _, Enum():
            return str(value.value)
        case _, bool():
            return "yes" if value else "no"
        case "contacts", Mapping():
            return ", ".join(f"{word} {text or 'nothing'}" for word, text in value.items())
        case _, Mapping():
            return ", ".join(f"{count} {ticket_type}" for ticket_type, count in value.items())
        case _, (tuple() | list() | frozenset()):
            listed = sorted(value) if isinstance(value, frozenset) else value
            return ", ".join(written(name, one, currency) for one in listed) or "nothing"
        case _:
            return str(value)
