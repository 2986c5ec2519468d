"""Availability as a table: a row for each date or slot, a column for each ticket type."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from attrs import frozen
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from counterfoil.adapters.cli.instants import shown_date, shown_instant, shown_local
from counterfoil.adapters.cli.ledger_table import STRONG
from counterfoil.adapters.cli.naming import named
from counterfoil.adapters.cli.terminal import printable
from counterfoil.domain.availability import (
    AvailabilityState,
    DayAvailability,
    FromPrice,
    Inquiry,
    SlotAvailability,
)
from counterfoil.domain.catalogue.product import Product
from counterfoil.domain.money import format_amount
from counterfoil.domain.pricing import Pricer
from counterfoil.domain.references import PartId, ProductId, TicketTypeId

NOTHING = "–"
WORDS = {
    AvailabilityState.AVAILABLE: "available",
    AvailabilityState.TOO_FEW: "too few",
    AvailabilityState.SOLD_OUT: "sold out",
    AvailabilityState.NOT_YET_ON_SALE: "not yet on sale",
    AvailabilityState.SALE_ENDED: "sale ended",
    AvailabilityState.NOT_BOOKABLE: "not bookable",
    AvailabilityState.CLOSED: "closed",
}

_ON_SALE = frozenset(
    {AvailabilityState.AVAILABLE, AvailabilityState.TOO_FEW, AvailabilityState.SOLD_OUT}
)


@frozen(kw_only=True)
class Asked:
    """What was asked of which tariff, and the instant at which it was booked."""

    inquiry: Inquiry
    pricer: Pricer
    tariff: str
    at: datetime


def availability_page(
    asked: Asked, *, rows: Sequence[SlotAvailability] | Sequence[DayAvailability]
) -> Iterator[RenderableType]:
    """Lay out a table for each product of an answer."""
    party = ", ".join(f"{count} {ticket_type}" for ticket_type, count in asked.inquiry.party)
    yield Text(
        printable(
            f"for {party or 'any ticket'}, nothing sold yet; one ticket in "
            f"{asked.pricer.tariff.currency.code}, tariff {asked.tariff}, "
            f"booked at {shown_instant(asked.at)}"
        )
    )
    if not rows:
        yield ""
        yield Text(f"no slots from {asked.inquiry.first} to {asked.inquiry.last}")
    for product in dict.fromkeys(row.product for row in rows):
        yield ""
        yield from _table(asked, product, [row for row in rows if row.product == product])


def _table(
    asked: Asked, product_id: ProductId, rows: Sequence[SlotAvailability | DayAvailability]
) -> Iterator[RenderableType]:
    product = asked.pricer.catalogue.product(product_id)
    assert product is not None, "an answer is about a product of the catalogue"
    yield Text(named(product.title, id=product.id), style=STRONG)
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style=STRONG)
    table.add_column("date")
    table.add_column("state")
    table.add_column("slots", justify="right")
    table.add_column("left", justify="right")
    columns = _columns(rows)
    for part, ticket_type in columns:
        label = printable(f"{part} {ticket_type}" if part else ticket_type)
        table.add_column(Text(label, overflow="fold"), justify="right")
    for row in rows:
        prices = [_price(row.prices, part, ticket_type) for part, ticket_type in columns]
        shown = [NOTHING if one is None else _amount(one, product) for one in prices]
        table.add_row(_when(row, product), WORDS[row.state], _slots(row), _left(row), *shown)
    yield table


def _slots(row: SlotAvailability | DayAvailability) -> str:
    if isinstance(row, SlotAvailability) or not row.slots:
        return NOTHING
    return f"{row.available} of {row.slots}"


def _left(row: SlotAvailability | DayAvailability) -> str:
    """Tell what is left where somebody could have it."""
    if row.state not in _ON_SALE:
        return NOTHING
    return "no end" if row.left is None else str(row.left)


def _columns(
    rows: Sequence[SlotAvailability | DayAvailability],
) -> tuple[tuple[PartId, TicketTypeId], ...]:
    found = dict.fromkeys((price.part, price.ticket_type) for row in rows for price in row.prices)
    return tuple(found)


def _price(prices: Sequence[FromPrice], part: PartId, ticket_type: TicketTypeId) -> int | None:
    for price in prices:
        if (price.part, price.ticket_type) == (part, ticket_type):
            return price.amount
    return None


def _amount(amount: int, product: Product) -> str:
    return format_amount(amount, currency=product.currency)


def _when(row: SlotAvailability | DayAvailability, product: Product) -> str:
    if isinstance(row, SlotAvailability) and row.slot is not None:
        return shown_local(row.slot.starts_at.astimezone(product.zone))
    return "any date" if row.day is None else shown_date(row.day)
