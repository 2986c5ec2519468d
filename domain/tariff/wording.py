"""The values of a tariff as text for people: amounts in major units, rates as percentages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, time
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
from counterfoil.domain.tariff.fees import Fee
from counterfoil.domain.tariff.promotions import (
    AmountOff,
    FixedUnitPrice,
    Promotion,
    PromotionLimits,
)
from counterfoil.domain.tariff.tariff import ListPrice
from counterfoil.domain.tariff.variations import FixedAmount

NOT_SET = "not set"

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
    return words(value, currency=currency)


def words(value: object, *, currency: Currency) -> str:
    """Write any value of a tariff; of a rule, the fields that are not at their default."""
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
        case _ if _is_attrs(value):
            return _rule_words(value, currency=currency)
        case _:
            return str(value)


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


def _rule_words(rule: attrs.AttrsInstance, *, currency: Currency) -> str:
    told = [
        f"{field.name.replace('_', ' ')} {_enclosed(rule, field.name, currency=currency)}"
        for field in attrs.fields(type(rule))
        if field.name not in _NAMES and not _is_default(rule, field)
    ]
    text = "; ".join(told)
    if "id" in {field.name for field in attrs.fields(type(rule))}:
        return text
    kind = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", type(rule).__name__).lower()
    return f"{kind}: {text}" if text else kind


def _enclosed(rule: attrs.AttrsInstance, name: str, *, currency: Currency) -> str:
    text = field_words(rule, name=name, currency=currency)
    value = getattr(rule, name)
    return f"({text})" if attrs.has(type(value)) and not isinstance(value, ATOMS) else text


def _is_default(rule: attrs.AttrsInstance, field: attrs.Attribute[object]) -> bool:
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
