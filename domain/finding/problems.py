"""What can be wrong with a filter, all of it at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from enum import Enum

from counterfoil.domain.finding.filter import (
    ITEMS_PER_PAGE_MAX,
    START_INDEX_MAX,
    OrderFilter,
    SortBy,
    SortOrder,
)
from counterfoil.domain.finding.words import words_in
from counterfoil.domain.party import AccountType
from counterfoil.domain.privacy import declarations
from counterfoil.domain.refusals import InvalidFilter

TEXT_LENGTH_MAX = 500  # characters: longer than any reference, name or address
PRODUCTS_MAX = 200  # as many as are listed on one page
KEYWORDS_MAX = 20  # each is looked up on its own

_TEXTS = (
    "reseller",
    "distributor",
    "market_admin",
    "supplier",
    "reference",
    "external_reference",
    "contact_uid",
    "contact_name",
    "contact_email",
    "booking_reference",
    "booking_external_reference",
    "ticket_code",
    "slot",
    "pool",
    "created_email",
    "query",
)
_INSTANTS = ("created_from", "created_to", "modified_after", "redeemed_from", "redeemed_to")
_WINDOWS = (
    ("created_from", "created_to"),
    ("travel_from", "travel_to"),
    ("redeemed_from", "redeemed_to"),
)
_MEMBERS: tuple[tuple[str, type[Enum]], ...] = (
    ("view_type", AccountType),
    ("sort_by", SortBy),
    ("sort_order", SortOrder),
)


def filter_problems(wanted: OrderFilter) -> tuple[InvalidFilter, ...]:
    """Answer what is wrong with a filter: its texts, its times, its choices, its page."""
    return (*_texts(wanted), *_times(wanted), *_choices(wanted), *_paging(wanted))


def since_problems(since: datetime) -> tuple[InvalidFilter, ...]:
    """Answer what is wrong with the instant of a conditional read."""
    return () if _is_instant(since) else (_no_instant("since", since),)


def is_count(value: object, *, low: int, high: int | None = None) -> bool:
    """Whether a value is a whole number within limits; True and False are none."""
    return type(value) is int and low <= value and (high is None or value <= high)


def _texts(wanted: OrderFilter) -> Iterator[InvalidFilter]:
    allowed = f"text of 1 to {TEXT_LENGTH_MAX} characters"
    for name in _TEXTS:
        value = getattr(wanted, name)
        if value is not None and not _is_text(value):
            yield InvalidFilter(field=name, problem=_said(name, value), allowed=allowed)
    if len(wanted.products) > PRODUCTS_MAX or not all(map(_is_text, wanted.products)):
        yield InvalidFilter(
            field="products",
            problem=f"holds {len(wanted.products)}, or one that is no id",
            allowed=f"up to {PRODUCTS_MAX} ids, each {allowed}",
        )
    if wanted.query is not None and _is_text(wanted.query):
        count = len(words_in(wanted.query))
        if not is_count(count, low=1, high=KEYWORDS_MAX):
            yield InvalidFilter(
                field="query",
                problem=f"holds {count} keywords",
                allowed=f"1 to {KEYWORDS_MAX} of them",
            )


def _times(wanted: OrderFilter) -> Iterator[InvalidFilter]:
    wrong = set[str]()
    for name in _INSTANTS:
        value = getattr(wanted, name)
        if value is not None and not _is_instant(value):
            wrong.add(name)
            yield _no_instant(name, value)
    for name in ("travel_from", "travel_to"):
        value = getattr(wanted, name)
        if value is not None and type(value) is not date:
            wrong.add(name)
            yield InvalidFilter(field=name, problem=f"is {value!r}", allowed="a date")
    for first, last in _WINDOWS:
        begin, end = getattr(wanted, first), getattr(wanted, last)
        if begin is None or end is None or first in wrong or last in wrong or begin <= end:
            continue
        yield InvalidFilter(
            field=last,
            problem=f"is {end.isoformat()}",
            allowed=f"{first} ({begin.isoformat()}) or later",
        )


def _choices(wanted: OrderFilter) -> Iterator[InvalidFilter]:
    for name, kind in _MEMBERS:
        value = getattr(wanted, name)
        if not isinstance(value, kind) and not (name == "view_type" and value is None):
            yield _no_member(name, value, kind)
    for name in ("filter_bookings", "partner_sales", "cache"):
        value = getattr(wanted, name)
        if not isinstance(value, bool) and not (name == "cache" and value is None):
            yield InvalidFilter(field=name, problem=f"is {value!r}", allowed="True, False")


def _paging(wanted: OrderFilter) -> Iterator[InvalidFilter]:
    size, start, page = wanted.items_per_page, wanted.start_index, wanted.page
    known = is_count(size, low=1, high=ITEMS_PER_PAGE_MAX)
    if not known:
        allowed = f"1 to {ITEMS_PER_PAGE_MAX}"
        yield InvalidFilter(field="items_per_page", problem=f"is {size!r}", allowed=allowed)
    if start is not None and not is_count(start, low=1, high=START_INDEX_MAX):
        allowed = f"1 to {START_INDEX_MAX}"
        yield InvalidFilter(field="start_index", problem=f"is {start!r}", allowed=allowed)
    if page is None:
        return
    if start is not None:
        yield InvalidFilter(
            field="page", problem=f"is {page!r} beside start_index", allowed="one of the two"
        )
    last = (START_INDEX_MAX - 1) // size + 1 if known else START_INDEX_MAX
    if not is_count(page, low=1, high=last):
        yield InvalidFilter(field="page", problem=f"is {page!r}", allowed=f"1 to {last}")


def _is_text(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= TEXT_LENGTH_MAX and not value.isspace()


def _is_instant(value: object) -> bool:
    return isinstance(value, datetime) and value.utcoffset() is not None


def _no_instant(name: str, value: object) -> InvalidFilter:
    return InvalidFilter(field=name, problem=f"is {value!r}", allowed="an aware instant")


def _no_member(name: str, value: object, kind: type[Enum]) -> InvalidFilter:
    allowed = ", ".join(member.name for member in kind)
    return InvalidFilter(field=name, problem=f"is {value!r}", allowed=allowed)


def _said(name: str, value: object) -> str:
    """Say a value, except one that is about a person or a secret: refusals are logged."""
    declaration = declarations(OrderFilter)[name]
    if declaration is None or declaration.hides:
        length = f" of {len(value)} characters" if isinstance(value, str) else ""
        return f"is {type(value).__name__}{length}"
    if isinstance(value, str) and len(value) > TEXT_LENGTH_MAX:
        return f"has {len(value)} characters"
    return f"is {value!r}"
