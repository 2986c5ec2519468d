"""Views for people: the tables of a store with readable instants, and what belongs to each row.

Amounts are whole minor units, and beside each stand its currency and how many of its digits are
behind the point. Nothing personal is in any view, and nothing that stands for it.
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from counterfoil.adapters.store.dialect import Dialect
from counterfoil.adapters.store.projection_limits import LIMITS
from counterfoil.adapters.store.projection_tables import (
    BOOKINGS,
    LEDGER_ENTRIES,
    NO_DAY,
    ORDERS,
    PAYMENTS,
    REDEMPTIONS,
    TICKETS,
)
from counterfoil.adapters.store.table import Column, Kind, Table


@frozen
class Shown:
    """A column of a view, and the expression that it shows."""

    expression: str
    column: Column

    def select(self, dialect: Dialect) -> str:
        """Write it as a view selects it; instants become text."""
        is_instant = self.column.kind is Kind.INSTANT
        value = dialect.iso(self.expression) if is_instant else self.expression
        return f"{value} AS {self.column.name}"


@frozen(kw_only=True)
class View:
    """A view: its name, what a row is, what it shows, and the tables that it reads."""

    name: str
    about: str
    shows: tuple[Shown, ...]
    tables: str

    def statement(self, dialect: Dialect) -> str:
        """Write the statement that makes the view."""
        columns = ",\n  ".join(shown.select(dialect) for shown in self.shows)
        return f"CREATE VIEW {self.name} AS\nSELECT\n  {columns}\nFROM {self.tables}"


def _all(table: Table, *, but: tuple[str, ...] = ()) -> Iterator[Shown]:
    """Show the columns of a table; no digests, which nobody can read."""
    for column in table.columns:
        if column.kind is not Kind.BYTES and column.name not in but:
            yield Shown(f"{table.name}.{column.name}", column)


def _some(table: Table, *names: str) -> Iterator[Shown]:
    known = {shown.column.name: shown for shown in _all(table)}
    for name in names:
        yield known[name]


def _new(name: str, kind: Kind, expression: str, about: str) -> Shown:
    return Shown(expression, Column(name=name, kind=kind, about=about, nullable=True))


_FIRST_DAY = _new(
    "first_day", Kind.TEXT, f"NULLIF(orders.first_day, '{NO_DAY}')", "the first day of travel"
)
_MONEY = tuple(_some(ORDERS, "currency", "currency_exponent"))
_OF_BOOKING = ("product", "title", "slot", "travel_date", "supplier")
_WITH_ORDER = "{0} JOIN orders ON orders.order_id = {0}.order_id"
_WITH_BOOKING = (
    "{0} {1}JOIN bookings ON bookings.order_id = {0}.order_id"
    " AND bookings.booking_id = {0}.booking_id"
)
_DRAWN = "COALESCE((SELECT SUM({}) FROM stock_counters WHERE resource = limits.resource), 0)"

VIEWS: tuple[View, ...] = (
    View(
        name="orders_view",
        about="an order as it is now",
        shows=(*_all(ORDERS, but=("first_day",)), _FIRST_DAY),
        tables="orders",
    ),
    View(
        name="bookings_view",
        about="a booking of an order",
        shows=(*_all(BOOKINGS), *_some(ORDERS, "channel", "distributor", "partner", "reseller")),
        tables=_WITH_ORDER.format("bookings"),
    ),
    View(
        name="tickets_view",
        about="a ticket, and what it is for",
        shows=(*_all(TICKETS), *_some(BOOKINGS, *_OF_BOOKING)),
        tables=_WITH_BOOKING.format("tickets", ""),
    ),
    View(
        name="redemptions_view",
        about="a use of a ticket, taken back or not",
        shows=(*_all(REDEMPTIONS), *_some(BOOKINGS, *_OF_BOOKING)),
        tables=_WITH_BOOKING.format("redemptions", ""),
    ),
    View(
        name="ledger_entries_view",
        about="an entry of the ledger; those ADDED sum to the totals of the orders",
        shows=(*_all(LEDGER_ENTRIES), *_MONEY, *_some(BOOKINGS, *_OF_BOOKING)),
        tables=(
            _WITH_BOOKING.format("ledger_entries", "LEFT ")
            + " JOIN orders ON orders.order_id = ledger_entries.order_id"
        ),
    ),
    View(
        name="payments_view",
        about="a payment or a refund",
        shows=tuple(_all(PAYMENTS)),
        tables="payments",
    ),
    View(
        name="events_view",
        about="what happened to an order",
        shows=(
            _new("sequence", Kind.INTEGER, "events.sequence", "its number over all orders"),
            _new("order_id", Kind.TEXT, "events.order_id", "the order"),
            _new("type", Kind.TEXT, "events.type", "`ORDER_CREATE`, `REDEMPTION` and so on"),
            _new("order_version", Kind.INTEGER, "events.order_version", "in which version"),
            _new("at", Kind.INSTANT, "events.at", "when it happened"),
            _new("actor_type", Kind.TEXT, "events.actor_type", "the kind of account that did it"),
        ),
        tables="events",
    ),
    View(
        name="resources_view",
        about="what is limited and was ever drawn, and how full it is",
        shows=(
            *_all(LIMITS),
            _new("held", Kind.INTEGER, _DRAWN.format("held"), "units held, or lapsed lately"),
            _new("sold", Kind.INTEGER, _DRAWN.format("sold"), "units sold"),
        ),
        tables="limits",
    ),
)
