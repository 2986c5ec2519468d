"""Pages of orders: which are found, how they are sorted, and what a conditional read answers."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any

from attrs import evolve, frozen

from counterfoil.domain.finding.filter import OrderFilter, SortBy, SortOrder
from counterfoil.domain.finding.matching import matches, matching_bookings
from counterfoil.domain.order.booking import Booking
from counterfoil.domain.order.order import Order

DEFAULT_MONTHS = 3  # Source: the vendor's "List Orders"
_MONTHS_OF_A_YEAR = 12


@frozen(kw_only=True)
class FoundOrder:
    """An order and the bookings to be shown: all, or those that were asked for."""

    order: Order
    bookings: tuple[Booking, ...]

    def __repr__(self) -> str:
        """Show which order it is, and which bookings."""
        return f"FoundOrder({self.order.id!r}, bookings: {[one.id for one in self.bookings]})"


@frozen(kw_only=True)
class Page:
    """A page of what was found, and where it lies; ``at`` is when it was read.

    ``created_from`` is since when orders were looked at, None for all: three months are the
    default.
    """

    items: tuple[FoundOrder, ...]
    items_per_page: int
    start_index: int
    total_items: int
    created_from: datetime | None
    at: datetime

    def __repr__(self) -> str:
        """Show where it lies, and which orders are on it."""
        orders = [item.order.id for item in self.items]
        return f"Page({self.page_index} of {self.total_pages}, orders: {orders})"

    @property
    def current_item_count(self) -> int:
        """How many orders are on the page."""
        return len(self.items)

    @property
    def page_index(self) -> int:
        """Which page it is, counted from 1: the one that its first order is on."""
        return (self.start_index - 1) // self.items_per_page + 1

    @property
    def total_pages(self) -> int:
        """How many pages there are."""
        return -(-self.total_items // self.items_per_page)


@frozen(kw_only=True)
class NotModified:
    """No order that is asked for has changed since an instant; ``at`` is when that was read."""

    since: datetime
    at: datetime


def found(orders: Iterable[Order], wanted: OrderFilter, now: datetime) -> Page:
    """Find orders, each in its latest version, as a page of what is asked for."""
    asked = effective(wanted, now)
    kept = arranged((order for order in orders if matches(order, asked)), asked)
    shown = kept[asked.start - 1 : asked.start - 1 + asked.items_per_page]
    return page_of(shown, asked, total_items=len(kept), at=now)


def found_if_modified(
    orders: Iterable[Order], wanted: OrderFilter, since: datetime, now: datetime
) -> Page | NotModified:
    """Find orders where one that is asked for was modified after *since*.

    Then every match is answered, not only those that changed.
    Source: the vendor's "If-Modified-Since".
    """
    known, asked = tuple(orders), effective(wanted, now)
    if any(order.modified_at > since and matches(order, asked) for order in known):
        return found(known, asked, now)
    return NotModified(since=since, at=now)


def effective(wanted: OrderFilter, now: datetime) -> OrderFilter:
    """Answer a filter with its default: three months, where nothing says when or whose."""
    if wanted.asks_when_or_whose:
        return wanted
    return evolve(wanted, created_from=_months_before(now))


def arranged(orders: Iterable[Order], wanted: OrderFilter) -> list[Order]:
    """Sort orders as is asked for; equal ones by their id, so that pages never overlap."""
    key = SORT_KEYS[wanted.sort_by]
    return sorted(
        orders,
        key=lambda order: (key(order), order.id),
        reverse=wanted.sort_order is SortOrder.DESC,
    )


def page_of(
    orders: Sequence[Order], wanted: OrderFilter, *, total_items: int, at: datetime
) -> Page:
    """Answer a page of the orders that are on it."""
    return Page(
        items=tuple(
            FoundOrder(
                order=order,
                bookings=matching_bookings(order, wanted)
                if wanted.filter_bookings
                else order.bookings,
            )
            for order in orders
        ),
        items_per_page=wanted.items_per_page,
        start_index=wanted.start,
        total_items=total_items,
        created_from=wanted.created_from,
        at=at,
    )


def _created(order: Order) -> datetime:
    return order.created_at


def _modified(order: Order) -> datetime:
    return order.modified_at


def _travels(order: Order) -> date:
    """Answer the first travel date; orders without one are as if before all others."""
    days = (day for booking in order.bookings for day in booking.sold.travel_dates)
    return min(days, default=date.min)


SORT_KEYS: MappingProxyType[SortBy, Callable[[Order], Any]] = MappingProxyType(
    {
        SortBy.ORDER_CREATED: _created,
        SortBy.ORDER_MODIFIED: _modified,
        SortBy.TRAVEL_DATE: _travels,
    }
)


def _months_before(now: datetime) -> datetime:
    """Answer the same day some months ago, or the last of that month where it has no such day."""
    instant = now.astimezone(UTC)
    months = instant.year * _MONTHS_OF_A_YEAR + instant.month - 1 - DEFAULT_MONTHS
    year, month = divmod(months, _MONTHS_OF_A_YEAR)
    day = min(instant.day, monthrange(year, month + 1)[1])
    return instant.replace(year=year, month=month + 1, day=day)
