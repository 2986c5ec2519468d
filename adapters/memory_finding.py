"""An index of orders in memory: what makes a list of a few of them cost little.

For everything that can be asked of an order there is a list of those that are so, in the order of
their creation. A filter is answered from the shortest of the lists that it names. Where it names
one thing alone that list is the answer, and only the orders of the page are touched; otherwise
the orders of the list are looked at one by one.

What is personal or a secret stands here as a keyed digest, under a key that nobody knows; only
the words of full-text search stand as they are, since a keyword may hold a wildcard. All of it
goes with the order that it was taken from.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any, NamedTuple

from attrs import frozen

from counterfoil.adapters.memory_terms import Span, Term, TermReader
from counterfoil.domain.finding import OrderFilter, SortBy, SortOrder
from counterfoil.domain.finding.words import WILDCARD, keyword_finds, words_in
from counterfoil.domain.order.order import Order
from counterfoil.domain.references import OrderId


class Entry(NamedTuple):
    """An order in a list; lists are sorted by it."""

    created_at: datetime
    order: OrderId


class Change(NamedTuple):
    """The last change of an order; equal ones are in the order of the ids, as on a page."""

    modified_at: datetime
    order: OrderId
    entry: Entry


class Source(NamedTuple):
    """Orders that are what is asked for in one respect: how many at most, and which."""

    size: int
    entries: Callable[[], Sequence[Entry]]


@frozen(kw_only=True)
class Selection:
    """What an index answers: the orders of a page, or those among which they are.

    ``total`` is how many orders are found; None: they are still to be matched and arranged.
    """

    orders: tuple[Order, ...]
    total: int | None


class OrderIndex:
    """Finds orders, in their latest version; not thread-safe by itself."""

    def __init__(self, get: Callable[[OrderId], Order]) -> None:
        self._get = get
        self._reader = TermReader()
        self._all: list[Entry] = []
        self._lists: dict[Term, list[Entry]] = {}
        self._words: dict[str, list[Entry]] = {}
        self._modified: list[Change] = []
        self._spans: dict[Span, list[tuple[Any, Entry]]] = {span: [] for span in Span}

    def put(self, before: Order | None, after: Order) -> None:
        """Take an order in, in the place of what it was before."""
        if before is not None and before.created_at != after.created_at:
            self._change(Entry(before.created_at, before.id), before, None)
            before = None
        self._change(Entry(after.created_at, after.id), before, after)

    def select(self, wanted: OrderFilter) -> Selection:
        """Find the orders of a page, or as few as can be told among which they are."""
        sources = self._sources(wanted)
        everything = Source(len(self._all), lambda: self._all)
        entries = min(sources, key=lambda source: source.size, default=everything).entries()
        low, high = _created_window(entries, wanted)
        if len(sources) > 1:
            return self._among(entries[low:high])
        if wanted.sort_by is SortBy.ORDER_CREATED:
            page = _cut(low, high, wanted)
            return self._page([entries[place] for place in page], total=high - low)
        if wanted.sort_by is SortBy.ORDER_MODIFIED and not sources:
            return self._page(self._last_modified(wanted), total=high - low)
        return self._among(entries[low:high])

    # --- writing --------------------------------------------------------------------------------

    def _change(self, entry: Entry, before: Order | None, after: Order | None) -> None:
        if before is None:
            insort(self._all, entry)
        if after is None:
            _take(self._all, entry)
        had, has = self._reader.terms(before), self._reader.terms(after)
        _exchange(self._lists, entry, gone=had.terms - has.terms, come=has.terms - had.terms)
        _exchange(self._words, entry, gone=had.words - has.words, come=has.words - had.words)
        for span, value in had.values - has.values:
            _take(self._spans[span], (value, entry))
        for span, value in has.values - had.values:
            insort(self._spans[span], (value, entry))
        if before is not None:
            _take(self._modified, Change(before.modified_at, before.id, entry))
        if after is not None:
            insort(self._modified, Change(after.modified_at, after.id, entry))

    # --- answering ------------------------------------------------------------------------------

    def _sources(self, wanted: OrderFilter) -> list[Source]:
        terms = self._reader.asked(wanted)
        sources = [_one(self._lists.get(term, [])) for term in terms]
        if wanted.products:
            lists = (self._lists.get(("product", one), []) for one in wanted.products)
            sources.append(_any(lists))
        sources.extend(map(self._with_word, words_in(wanted.query or "")))
        if wanted.modified_after is not None:
            low = bisect_right(self._modified, wanted.modified_after, key=_modified_at)
            sources.append(_slice(self._modified, low, len(self._modified)))
        sources.extend(self._within(Span.TRAVEL, wanted.travel_from, wanted.travel_to))
        sources.extend(self._within(Span.REDEEMED, wanted.redeemed_from, wanted.redeemed_to))
        return sources

    def _with_word(self, keyword: str) -> Source:
        if WILDCARD not in keyword:
            return _one(self._words.get(keyword, []))
        start = keyword.partition(WILDCARD)[0]
        return _any(
            entries
            for word, entries in self._words.items()
            if word.startswith(start) and keyword_finds(keyword, word=word)
        )

    def _within(self, span: Span, first: date | None, end: date | None) -> list[Source]:
        """Answer who has a value in a window: of dates with the last one, of instants without."""
        if first is end is None:
            return []
        values = self._spans[span]
        ends = bisect_right if span is Span.TRAVEL else bisect_left
        low = 0 if first is None else bisect_left(values, first, key=_value)
        high = len(values) if end is None else ends(values, end, key=_value)
        return [_slice(values, low, max(low, high))]

    def _last_modified(self, wanted: OrderFilter) -> list[Entry]:
        """Walk the orders as they were modified, until the page is full."""
        upwards = wanted.sort_order is SortOrder.ASC
        walk = self._modified if upwards else reversed(self._modified)
        created = (one.entry for one in walk if _is_created_within(one.entry, wanted))
        return list(islice(created, wanted.start - 1, wanted.start - 1 + wanted.items_per_page))

    def _page(self, entries: Sequence[Entry], *, total: int) -> Selection:
        orders = tuple(self._get(entry.order) for entry in entries)
        return Selection(orders=orders, total=total)

    def _among(self, entries: Sequence[Entry]) -> Selection:
        orders = tuple(self._get(entry.order) for entry in entries)
        return Selection(orders=orders, total=None)


def _one(entries: Sequence[Entry]) -> Source:
    return Source(len(entries), lambda: entries)


def _any(lists: Iterable[Sequence[Entry]]) -> Source:
    known = list(lists)
    if len(known) == 1:
        return _one(known[0])
    return Source(
        sum(map(len, known)), lambda: sorted({entry for entries in known for entry in entries})
    )


def _slice(values: Sequence[tuple[Any, ...]], low: int, high: int) -> Source:
    """Answer the orders that end some of the values."""
    return Source(high - low, lambda: sorted({value[-1] for value in values[low:high]}))


def _value(pair: tuple[Any, Entry]) -> Any:
    return pair[0]


def _modified_at(change: Change) -> datetime:
    return change.modified_at


def _created_at(entry: Entry) -> datetime:
    return entry.created_at


def _created_window(entries: Sequence[Entry], wanted: OrderFilter) -> tuple[int, int]:
    first, end = wanted.created_from, wanted.created_to
    low = 0 if first is None else bisect_left(entries, first, key=_created_at)
    high = len(entries) if end is None else bisect_left(entries, end, key=_created_at)
    return low, max(low, high)


def _is_created_within(entry: Entry, wanted: OrderFilter) -> bool:
    first, end = wanted.created_from, wanted.created_to
    return (first is None or first <= entry.created_at) and (end is None or entry.created_at < end)


def _cut(low: int, high: int, wanted: OrderFilter) -> range:
    """Answer the places of a page between two, upwards or downwards."""
    places = range(low, high)
    if wanted.sort_order is SortOrder.DESC:
        places = places[::-1]
    return places[wanted.start - 1 : wanted.start - 1 + wanted.items_per_page]


def _exchange(
    lists: dict[Any, list[Entry]], entry: Entry, *, gone: Iterable[Any], come: Iterable[Any]
) -> None:
    for term in gone:
        _take(lists[term], entry)
        if not lists[term]:
            del lists[term]
    for term in come:
        insort(lists.setdefault(term, []), entry)


def _take(values: list[Any], value: Any) -> None:
    place = bisect_left(values, value)
    assert values[place] == value, "what is taken out was put in"
    del values[place]
