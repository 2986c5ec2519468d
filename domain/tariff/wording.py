"""The values of a tariff as text for people: amounts in major units, rates as percentages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, time, timedelta
from enum import Enum
from typing import TypeGuard

import attrs

from counterfoil.domain.money import Currency, Rate, format_amount
from counterfoil.domain.tariff.conditions import (
    DateRange,
    InstantRange,
    Minimum,
    Scope,
    TimeRange,
)
from counterfoil.domain.tariff.fees import Fee, FeeSize, SplitFeeTax
from counterfoil.domain.tariff.keys import key_of, prefix_of
from counterfoil.domain.tariff.promotions import (
    AmountOff,
    FixedUnitPrice,
    Promotion,
    PromotionLimits,
)
from counterfoil.domain.tariff.tariff import ListPrice
from counterfoil.domain.tariff.taxes import Taxation
from counterfoil.domain.tariff.variations import FixedAmount

NOT_SET = "not set"
ALL_DEFAULT = "as by default"

# Which integers are minor units; every other one is a count or a place.
MONEY_FIELDS = frozenset(
    {
        (ListPrice, "amount"),
        (FixedAmount, "amount"),
        (Minimum, "value"),
        (AmountOff, "amount"),
        (FixedUnitPrice, "price"),
        (Promotion, "cap"),
        (PromotionLimits, "budget"),
        (Fee, "fixed"),
        (Fee, "minimum"),
        (Fee, "maximum"),
    }
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ATOMS = (Rate, Currency, DateRange, TimeRange, InstantRange)
_NAMES = frozenset({"id", "label"})  # Of a rule: told beside the text, not in it.


def field_words(owner: attrs.AttrsInstance, *, name: str, currency: Currency) -> str:
    """Write one field of a rule or of a part of it; amounts are minor units of *currency*."""
    value = getattr(owner, name)
    if (type(owner), name) in MONEY_FIELDS and isinstance(value, int):
        return f"{format_amount(value, currency=currency)} {currency.code}"
    if isinstance(owner, Scope) and name == "weekdays" and owner.weekdays:
        return ", ".join(WEEKDAYS[weekday] for weekday in sorted(owner.weekdays))
    if isinstance(owner, Taxation) and name == "taxes" and not owner.taxes:
        return "none"
    if isinstance(value, FeeSize):
        return "yes" if value is FeeSize.GROSSED_UP else "no"
    return words(value, currency=currency)


def words(value: object, *, currency: Currency) -> str:
    """Write any value of a tariff; of a rule, the keys that are not at their default."""
    match value:
        case None | "" | ():
            return NOT_SET
        case bool():
            return "yes" if value else "no"
        case Enum():
            return str(value.value)
        case DateRange():
            return _span(value.first, value.last, ends="to")
        case InstantRange():
            return _span(value.starts_at, value.ends_at, ends="until")
        case TimeRange():
            return f"{_clock(value.starts_at)} until {_clock(value.ends_at)}"
        case frozenset():
            return ", ".join(sorted(_items(value, currency=currency))) or NOT_SET
        case tuple():
            return ", ".join(_items(value, currency=currency))
        case Rate() | Currency():
            return str(value)
        case timedelta():
            return duration_words(value)
        case _ if _is_attrs(value):
            told = entries(value, currency=currency)
            return "; ".join(f"{key} = {text}" for key, text in told) or ALL_DEFAULT
        case _:
            return str(value)


def duration_words(duration: timedelta) -> str:
    """Write a duration in the units that it has."""
    minutes, seconds = divmod(duration // timedelta(seconds=1), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    units = (("day", days), ("hour", hours), ("minute", minutes), ("second", seconds))
    told = [f"{count} {unit}{'' if count == 1 else 's'}" for unit, count in units if count]
    return " ".join(told) or "0 seconds"


def _is_attrs(value: object) -> TypeGuard[attrs.AttrsInstance]:
    return attrs.has(type(value))


def _items(values: Iterable[object], *, currency: Currency) -> Iterator[str]:
    for value in values:
        if isinstance(value, str):
            # Quoted where it could be taken for several names.
            yield repr(value) if not value or "," in value else value
        elif isinstance(value, tuple):
            yield " = ".join(_items(value, currency=currency))
        else:
            yield words(value, currency=currency)


def entries(part: attrs.AttrsInstance, *, currency: Currency) -> Iterator[tuple[str, str]]:
    """Write a rule or a part of it key by key, as a file does: keys with their values as text.

    Keys at their default are left out, and so are the id and the label of a rule, which are told
    beside it.
    """
    if isinstance(part, SplitFeeTax):
        yield "split_tax", "yes"
        return
    is_rule = "id" in {field.name for field in attrs.fields(type(part))}
    for field in attrs.fields(type(part)):
        if (is_rule and field.name in _NAMES) or is_default(part, field):
            continue
        value = getattr(part, field.name)
        if is_part(value):
            prefix = prefix_of(part, field=field.name)
            inner = [(prefix + key, text) for key, text in entries(value, currency=currency)]
            yield from inner or ([(prefix.rstrip("."), ALL_DEFAULT)] if prefix else [])
        else:
            key = key_of(part, field=field.name)
            yield key, field_words(part, name=field.name, currency=currency)


def is_part(value: object) -> TypeGuard[attrs.AttrsInstance]:
    """Say whether a value has fields of its own that are told one by one."""
    return _is_attrs(value) and not isinstance(value, ATOMS)


def is_default(rule: attrs.AttrsInstance, field: attrs.Attribute[object]) -> bool:
    """Say whether a field has the value that it has where a file leaves its key out."""
    default = field.default
    # attrs.Factory is a class, but its type stubs present it as a function.
    factory = getattr(default, "factory", None)
    expected: object = default if factory is None else factory()
    return bool(getattr(rule, field.name) == expected)


def _span(first: date | None, last: date | None, *, ends: str) -> str:
    if first is None and last is None:
        return "always"
    if last is None:
        return f"from {first}"
    return f"{ends} {last}" if first is None else f"{first} {ends} {last}"


def _clock(moment: time) -> str:
    return moment.isoformat(timespec="minutes")
