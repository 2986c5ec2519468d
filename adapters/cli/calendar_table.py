"""A price calendar as a table and as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from counterfoil.adapters.cli.instants import shown_date, shown_instant, shown_local
from counterfoil.adapters.cli.ledger_table import STRONG
from counterfoil.adapters.cli.naming import named
from counterfoil.adapters.cli.price_calendar import CalendarRow, PriceRange, Question
from counterfoil.adapters.cli.terminal import printable
from counterfoil.domain.catalogue.product import Product
from counterfoil.domain.catalogue.ticket_types import PriceType
from counterfoil.domain.money import Currency, format_amount

NO_PRICE = "–"
CSV_COLUMNS = (
    "product",
    "date",
    "slot",
    "starts_at",
    "ticket_type",
    "currency",
    "least",
    "most",
)


def calendar_csv(question: Question, *, rows: Sequence[CalendarRow]) -> str:
    """Write a row for each date or slot and ticket type that has a price."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(CSV_COLUMNS)
    for row in rows:
        slot = row.slot
        for ticket_type, found in row.prices.items():
            writer.writerow(
                (
                    question.product.id,
                    "" if row.day is None else row.day.isoformat(),
                    "" if slot is None else slot.id,
                    "" if slot is None else slot.starts_at.isoformat(),
                    ticket_type,
                    question.currency.code,
                    format_amount(found.least, currency=question.currency),
                    format_amount(found.most, currency=question.currency),
                )
            )
    return text.getvalue()


def calendar_page(
    question: Question, *, tariff: str, rows: Sequence[CalendarRow]
) -> Iterator[RenderableType]:
    """Lay out a row for each date or slot, a column for each ticket type."""
    product = question.product
    yield Text(named(product.title, id=product.id), style=STRONG)
    now = " (now)" if question.is_now else ""
    yield Text(
        printable(
            f"one ticket in {question.currency.code}, variations included, tariff {tariff}, "
            f"booked at {shown_instant(question.at)}{now}"
        )
    )
    yield ""
    if not rows:
        yield Text(f"no slots from {question.first} to {question.last}")
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style=STRONG)
    table.add_column("date")
    for ticket_type in question.ticket_types:
        group = ", a group" if ticket_type.price_type is PriceType.GROUP else ""
        label = printable(f"{ticket_type.label or ticket_type.id}{group}")
        table.add_column(Text(label, overflow="fold"), justify="right")
    for row in rows:
        cells = [
            _cell(row.prices.get(ticket_type.id), currency=question.currency)
            for ticket_type in question.ticket_types
        ]
        table.add_row(_when(row, product=product), *cells)
    yield table


def _when(row: CalendarRow, *, product: Product) -> str:
    if row.slot is not None:
        return shown_local(row.slot.starts_at.astimezone(product.zone))
    return "any date" if row.day is None else shown_date(row.day)


def _cell(found: PriceRange | None, *, currency: Currency) -> str:
    if found is None:
        return NO_PRICE
    lowest = format_amount(found.least, currency=currency)
    return lowest if found.least == found.most else f"from {lowest}"
