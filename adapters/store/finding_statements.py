"""Statements that find orders, in the SQL that all databases understand.

    SELECT DISTINCT led.order_id, led.created_at FROM bookings AS led
    WHERE led.supplier = ? AND led.created_at >= ?
      AND EXISTS (SELECT 1 FROM orders AS also_0 WHERE also_0.order_id = led.order_id
                  AND also_0.created_at = led.created_at AND also_0.reseller = ?)
    ORDER BY led.created_at DESC, led.order_id DESC LIMIT ? OFFSET ?

No value stands in a statement: all are bound to its placeholders.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from types import MappingProxyType

from attrs import evolve, frozen

from counterfoil.adapters.store.finding_sources import (
    ROW,
    Condition,
    Of,
    Source,
    all_of,
    within,
)
from counterfoil.adapters.store.projection_tables import ORDERS
from counterfoil.adapters.store.storable import Value
from counterfoil.domain.finding import OrderFilter, SortBy, SortOrder

COUNTED_MAX = 2000  # rows of a source that are counted, in about a tenth of a millisecond

_ANY = Source(table=ORDERS.name, of=Of.ORDER, condition=Condition("1 = 1"), is_unique=True)
_LED = "led"
_SORTED_BY: Mapping[SortBy, str] = MappingProxyType(
    {
        SortBy.ORDER_CREATED: "created_at",
        SortBy.ORDER_MODIFIED: "modified_at",
        SortBy.TRAVEL_DATE: "first_day",
    }
)


@frozen
class Statement:
    """A statement with the values of its placeholders."""

    text: str
    values: tuple[Value, ...] = ()


def sizes_statement(sources: Sequence[Source], wanted: OrderFilter) -> Statement:
    """Ask for the number of each source, and how many rows it has, counted up to a limit."""
    texts, values = [], list[Value]()
    for number, source in enumerate(sources):
        looked_at = source.looked_at if source.is_pattern else source.condition
        if looked_at is None:
            # Whoever looks at the whole table should not lead, however little is found.
            texts.append(f"SELECT {number} AS number, {COUNTED_MAX + 1} AS size")
            continue
        # Only where rows are sorted by it does the window bound how many are looked at.
        window = _window(wanted) if source.sorted_by is SortBy.ORDER_CREATED else None
        rows = all_of(looked_at, window).on(_LED)
        texts.append(
            f"SELECT {number} AS number, COUNT(*) AS size"
            f" FROM (SELECT 1 FROM {source.table} AS {_LED}"
            f" WHERE {rows.text} LIMIT {COUNTED_MAX}) AS counted"
        )
        values.extend(rows.values)
    return Statement(" UNION ALL ".join(texts), tuple(values))


def page_statement(sources: Sequence[Source], wanted: OrderFilter) -> Statement:
    """Ask for the orders of a page, in order, and how many there are; the first source leads.

    How many there are is told only where all of them are looked at anyway.
    """
    direction = "ASC" if wanted.sort_order is SortOrder.ASC else "DESC"
    sorted_by = _SORTED_BY[wanted.sort_by]
    if _is_walked(sources, wanted):
        found = _found(sources, wanted, columns=("order_id", sorted_by))
        text, row = found.text, _LED
    elif wanted.sort_by is SortBy.ORDER_CREATED:
        found = _found(sources, wanted, columns=("order_id", sorted_by))
        text, row = (
            f"SELECT hit.order_id, hit.{sorted_by}, COUNT(*) OVER () FROM ({found.text}) AS hit",
            "hit",
        )
    else:
        found = _found(sources, wanted, columns=("order_id",))
        row = "known"
        text = (
            f"SELECT known.order_id, known.{sorted_by}, COUNT(*) OVER ()"
            f" FROM ({found.text}) AS hit CROSS JOIN {ORDERS.name} AS known"
            " WHERE known.order_id = hit.order_id"
        )
    order = f"ORDER BY {row}.{sorted_by} {direction}, {row}.order_id {direction}"
    page = (wanted.items_per_page, wanted.start - 1)
    return Statement(f"{text} {order} LIMIT ? OFFSET ?", (*found.values, *page))


def total_statement(sources: Sequence[Source], wanted: OrderFilter) -> Statement:
    """Ask how many orders are found."""
    by_creation = evolve(wanted, sort_by=SortBy.ORDER_CREATED)
    found = _found(sources, by_creation, columns=("order_id", "created_at"))
    return Statement(f"SELECT COUNT(*) FROM ({found.text}) AS hit", found.values)


def any_statement(sources: Sequence[Source], wanted: OrderFilter) -> Statement:
    """Ask for one order that is found."""
    found = _found(sources, wanted, columns=("order_id",))
    return Statement(f"{found.text} LIMIT 1", found.values)


def _is_walked(sources: Sequence[Source], wanted: OrderFilter) -> bool:
    """Whether the index of the source that leads has rows in the order of the page."""
    return not sources or sources[0].sorted_by is wanted.sort_by


def _found(
    sources: Sequence[Source], wanted: OrderFilter, *, columns: tuple[str, ...]
) -> Statement:
    """Ask for all orders that are found, each once."""
    lead, *others = sources or (_ANY,)
    # What is asked of the lead, or the order of the page, chooses the index; without both of them
    # it is the window.
    sorted_by = lead.sorted_by if sources else wanted.sort_by
    window = _window(wanted, chooses=sorted_by in {SortBy.ORDER_CREATED, None})
    condition = all_of(lead.condition, window).on(_LED)
    condition = all_of(condition, *_also(others, lead, _LED, count()))
    distinct = "" if lead.is_unique else "DISTINCT "
    named = ", ".join(f"{_LED}.{column}" for column in columns)
    text = f"SELECT {distinct}{named} FROM {lead.table} AS {_LED} WHERE {condition.text}"
    return Statement(text, condition.values)


def _also(
    sources: Sequence[Source], lead: Source, row: str, numbers: Iterator[int]
) -> Iterator[Condition]:
    """Yield the conditions that a row of *lead* must meet so that it is found by other sources.

    What is asked of the same thing is asked in the same place; each word is a thing of its own.
    """
    for kind in Of:
        same = [source for source in sources if source.of is kind]
        if kind is lead.of or kind is Of.WORD:
            yield from (_exists(source, (), lead, row, numbers) for source in same)
        elif same:
            yield _exists(same[0], same[1:], lead, row, numbers)


def _exists(
    source: Source, others: Sequence[Source], lead: Source, row: str, numbers: Iterator[int]
) -> Condition:
    """Make the condition that a source has a row that belongs to a row, and meets others."""
    name = f"also_{next(numbers)}"
    if source.is_pattern:
        # All of its orders are gathered once: there is no way from an order to its words.
        found = source.condition.on(name)
        text = f"SELECT {name}.order_id FROM {source.table} AS {name} WHERE {found.text}"
        return Condition(f"{row}.order_id IN ({text})", found.values)
    is_same = source.of is lead.of is not Of.WORD
    columns = source.of.value if is_same else Of.ORDER.value
    belongs = Condition(" AND ".join(f"{name}.{column} = {row}.{column}" for column in columns))
    found = all_of(belongs, source.condition.on(name), *_also(others, source, name, numbers))
    return Condition(
        f"EXISTS (SELECT 1 FROM {source.table} AS {name} WHERE {found.text})",
        found.values,
    )


def _window(wanted: OrderFilter, *, chooses: bool = True) -> Condition | None:
    """Make the condition on when orders were made; ``chooses``: an index may be used for it."""
    # Databases have no index by a sum.
    created = f"{ROW}.created_at" if chooses else f"({ROW}.created_at + 0)"
    return within(created, wanted.created_from, wanted.created_to)
