"""Strategies of any value of a type, in which every field can have every value."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, NewType, Union, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo

import attrs
from hypothesis import strategies as st

from counterfoil.domain.basket import Fill, LimitLeft
from counterfoil.domain.money import Currency, Rate, currency
from counterfoil.domain.party import Contact
from counterfoil.domain.pricing.ledger import LedgerRun, RunEntry

NAMED = [ZoneInfo(name) for name in ("Europe/Amsterdam", "America/New_York", "UTC")]
ZONES = st.sampled_from(
    [UTC, timezone(timedelta(hours=2)), timezone(-timedelta(minutes=210)), *NAMED]
)
TEXTS = st.text(max_size=5) | st.just("Zoë\ud800\0")
INSTANTS = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=ZONES)  # noqa: DTZ001
NUMBERS = st.integers(-(10**18), 10**18)
LEAVES: Mapping[Any, st.SearchStrategy[Any]] = {
    str: TEXTS,
    int: NUMBERS,
    bool: st.booleans(),
    NoneType: st.none(),
    datetime: INSTANTS,
    date: st.dates(),
    time: st.times(),
    timedelta: st.timedeltas(),
    tzinfo: ZONES,
    Currency: st.sampled_from(["EUR", "JPY", "BHD"]).map(currency),
    Rate: st.builds(Rate.of, NUMBERS, st.integers(1, 10**9)),
}

COUNTS = st.none() | st.integers(0, 10**6)
CHECKED: Mapping[Any, Mapping[str, st.SearchStrategy[Any]]] = {
    Contact: {"version": st.integers(1, 99)},
    Fill: {"taken": st.integers(0, 10**6), "total": st.integers(1, 10**6)},
    LimitLeft: {"uses": COUNTS, "customer_uses": COUNTS, "budget": COUNTS},
}


@cache
def anything(kind: Any) -> st.SearchStrategy[Any]:
    """Draw any value of a type."""
    if kind in LEAVES:
        return LEAVES[kind]
    if isinstance(kind, NewType):
        return anything(kind.__supertype__)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return st.sampled_from(kind)
    if attrs.has(kind) or kind in {LedgerRun, RunEntry}:
        return st.builds(kind, **_fields(kind))
    of = get_args(kind)
    if get_origin(kind) in {Union, UnionType}:
        return st.one_of(*map(anything, of))
    if get_origin(kind) is frozenset:
        return st.frozensets(anything(of[0]), max_size=3)
    if get_origin(kind) is tuple:
        if of[-1] is Ellipsis:
            return st.lists(anything(of[0]), max_size=2).map(tuple)
        return st.tuples(*map(anything, of))
    assert issubclass(get_origin(kind), Mapping), kind
    return st.dictionaries(anything(of[0]), anything(of[1]), max_size=2)


def _fields(kind: Any) -> dict[str, st.SearchStrategy[Any]]:
    names = (
        kind._fields
        if hasattr(kind, "_fields")
        else [field.name for field in attrs.fields(kind) if field.init]
    )
    hints = get_type_hints(kind)
    return {name: anything(hints[name]) for name in names} | dict(CHECKED.get(kind, {}))
