"""Sources: what a filter asks for, each as a condition on the rows of one table.

Everything that is asked is one source. What is asked of bookings is asked of one and the same
booking, what is asked of contacts of one contact, and the code and the use of one ticket; each
word stands for itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from enum import Enum

from attrs import frozen

from counterfoil.adapters.keyed_digests import KeyedDigests
from counterfoil.adapters.store.instants import to_micros
from counterfoil.adapters.store.projection_tables import (
    BOOKING_DAYS,
    BOOKING_POOLS,
    BOOKING_SLOTS,
    BOOKINGS,
    CONTACT_NAMES,
    CONTACTS,
    ORDERS,
    REDEMPTIONS,
    TICKETS,
    WORDS,
)
from counterfoil.adapters.store.storable import Value, storable
from counterfoil.adapters.store.table import Table
from counterfoil.domain.finding import OrderFilter, SortBy
from counterfoil.domain.finding.words import WILDCARD, folded, words_in

ROW = "{row}"  # stands in a condition for the name of the row
ESCAPE = "!"
_LAST_CHARACTER = chr(0x10FFFF)
_SURROGATES = range(0xD800, 0xE000)


class Of(Enum):
    """What a source is about: its rows are the same thing where these columns are equal."""

    ORDER = ("order_id", "created_at")
    BOOKING = ("order_id", "created_at", "booking_id")
    CONTACT = ("order_id", "created_at", "place")
    WORD = ("order_id", "created_at", "word")


@frozen
class Condition:
    """A condition on a row, with a placeholder for each value."""

    text: str
    values: tuple[Value, ...] = ()

    def on(self, row: str) -> Condition:
        """Answer the condition with the name of the row in it."""
        return Condition(self.text.replace(ROW, row), self.values)


@frozen(kw_only=True)
class Source:
    """Rows of a table that are what is asked for in one respect.

    ``is_unique`` says that no order has two of them, ``sorted_by`` in which order the index has
    them through which they are found, if that is one of pages. A pattern looks at more rows than
    it finds: at those that are ``looked_at``, or at the whole table.
    """

    table: str
    of: Of
    condition: Condition
    is_unique: bool = False
    sorted_by: SortBy | None = SortBy.ORDER_CREATED
    is_pattern: bool = False
    looked_at: Condition | None = None


def sources_of(wanted: OrderFilter, digests: KeyedDigests) -> tuple[Source, ...]:
    """Answer what a filter asks for, but when orders were made: that is asked of all sources."""
    return (
        *_of_orders(wanted, digests),
        *_of_contacts(wanted, digests),
        *_of_bookings(wanted),
        *_of_tickets(wanted, digests),
        *map(_of_word, words_in(wanted.query or "")),
    )


def _of_orders(wanted: OrderFilter, digests: KeyedDigests) -> Iterator[Source]:
    by = wanted.created_email
    named: tuple[tuple[str, Value], ...] = (
        ("order_id", wanted.reference),
        ("external_reference", wanted.external_reference),
        ("created_by", None if by is None else digests.of(folded(by))),
        ("distributor", wanted.distributor),
        ("reseller", wanted.reseller),
    )
    for column, value in named:
        if value is not None:
            yield _order(_equals(column, value))
    if wanted.modified_after is not None:
        after = to_micros(wanted.modified_after)
        condition = Condition(f"{ROW}.modified_at > ?", (after,))
        yield _order(condition, sorted_by=SortBy.ORDER_MODIFIED)
    if wanted.partner_sales:
        yield _order(Condition(f"{ROW}.partner IS NOT NULL"))


def _of_contacts(wanted: OrderFilter, digests: KeyedDigests) -> Iterator[Source]:
    name, email = wanted.contact_name, wanted.contact_email
    named: tuple[tuple[Table, str, Value], ...] = (
        (CONTACTS, "uid", wanted.contact_uid),
        (CONTACTS, "email", None if email is None else digests.of(folded(email))),
        (CONTACT_NAMES, "name", None if name is None else digests.of(folded(name))),
    )
    for table, column, value in named:
        if value is not None:
            yield Source(table=table.name, of=Of.CONTACT, condition=_equals(column, value))


def _of_bookings(wanted: OrderFilter) -> Iterator[Source]:
    named = (
        (BOOKINGS, "booking_id", wanted.booking_reference),
        (BOOKINGS, "external_reference", wanted.booking_external_reference),
        (BOOKING_SLOTS, "slot", wanted.slot),
        (BOOKING_POOLS, "pool", wanted.pool),
        (BOOKINGS, "supplier", wanted.supplier),
        (BOOKINGS, "market_admin", wanted.market_admin),
    )
    for table, column, value in named:
        if value is not None:
            yield _booking(table.name, _equals(column, value))
    products = tuple(sorted(wanted.products))
    if products:
        places = ", ".join("?" * len(products))
        condition = Condition(f"{ROW}.product IN ({places})", products)
        by_creation = SortBy.ORDER_CREATED if len(products) == 1 else None
        yield _booking(BOOKINGS.name, condition, sorted_by=by_creation)
    first, last = wanted.travel_from, wanted.travel_to
    if not first is last is None:
        yield _booking(
            BOOKING_DAYS.name,
            all_of(
                None if first is None else Condition(f"{ROW}.day >= ?", (first.isoformat(),)),
                None if last is None else Condition(f"{ROW}.day <= ?", (last.isoformat(),)),
            ),
            sorted_by=None,
        )


def _of_tickets(wanted: OrderFilter, digests: KeyedDigests) -> Iterator[Source]:
    used = None
    if not wanted.redeemed_from is wanted.redeemed_to is None:
        counts = Condition(f"{ROW}.voided_at IS NULL")
        used = all_of(counts, within(f"{ROW}.used_at", wanted.redeemed_from, wanted.redeemed_to))
    if wanted.ticket_code is None:
        if used is not None:
            yield _booking(REDEMPTIONS.name, used, sorted_by=None)
        return
    has_code = _equals("code", digests.of(wanted.ticket_code))
    if used is not None:
        same = ("order_id", "booking_id", "ticket_id")
        use = Condition(
            f"EXISTS (SELECT 1 FROM {REDEMPTIONS.name} AS used"
            f" WHERE {' AND '.join(f'used.{name} = {ROW}.{name}' for name in same)}"
            f" AND {used.on('used').text})",
            used.values,
        )
        has_code = all_of(has_code, use)
    yield _booking(TICKETS.name, has_code)


def _of_word(keyword: str) -> Source:
    if WILDCARD not in keyword:
        condition = _equals("word", storable(keyword))
        return Source(table=WORDS.name, of=Of.WORD, condition=condition, is_unique=True)
    like = Condition(f"{ROW}.word LIKE ? ESCAPE '{ESCAPE}'", (_pattern(keyword),))
    looked_at = _beginning("word", storable(keyword.partition(WILDCARD)[0]))
    return Source(
        table=WORDS.name,
        of=Of.WORD,
        condition=all_of(looked_at, like),
        sorted_by=None,
        is_pattern=True,
        looked_at=looked_at,
    )


def within(value: str, first: datetime | None, end: datetime | None) -> Condition | None:
    """Make the condition that an instant lies in a half-open window; None where it has no end."""
    if first is end is None:
        return None
    return all_of(
        None if first is None else Condition(f"{value} >= ?", (to_micros(first),)),
        None if end is None else Condition(f"{value} < ?", (to_micros(end),)),
    )


def _order(condition: Condition, *, sorted_by: SortBy | None = SortBy.ORDER_CREATED) -> Source:
    return Source(
        table=ORDERS.name,
        of=Of.ORDER,
        condition=condition,
        is_unique=True,
        sorted_by=sorted_by,
    )


def _booking(
    table: str, condition: Condition, *, sorted_by: SortBy | None = SortBy.ORDER_CREATED
) -> Source:
    return Source(table=table, of=Of.BOOKING, condition=condition, sorted_by=sorted_by)


def _equals(column: str, value: Value) -> Condition:
    return Condition(f"{ROW}.{column} = ?", (value,))


def all_of(*conditions: Condition | None) -> Condition:
    """Make the condition that all of some are met."""
    asked = [condition for condition in conditions if condition is not None]
    return Condition(
        " AND ".join(condition.text for condition in asked) or "1 = 1",
        tuple(value for condition in asked for value in condition.values),
    )


def _pattern(keyword: str) -> str:
    """Write a keyword as a pattern: its stars for any text, all else for itself."""
    text = storable(keyword)
    for mark in (ESCAPE, "%", "_"):
        text = text.replace(mark, ESCAPE + mark)
    return text.replace(WILDCARD, "%")


def _beginning(column: str, start: str) -> Condition | None:
    """Make the condition that a text begins with *start*; None where all do."""
    whole = start.rstrip(_LAST_CHARACTER)
    if not whole:
        return Condition(f"{ROW}.{column} >= ?", (start,)) if start else None
    following = ord(whole[-1]) + 1
    if following in _SURROGATES:
        following = _SURROGATES.stop
    end = whole[:-1] + chr(following)
    return Condition(f"{ROW}.{column} >= ? AND {ROW}.{column} < ?", (start, end))
