"""The statement of a quote on paper: every entry, or one row for each group of equal tickets."""

from __future__ import annotations

from collections.abc import Iterator

import attrs
from rich.console import RenderableType

from counterfoil.adapters.cli.ledger_table import Cells, Columns, heading
from counterfoil.adapters.cli.statement import Block, Statement


def entry_tables(statement: Statement, *, columns: Columns) -> Iterator[RenderableType]:
    """Lay out every entry, booking by booking, then what is pinned to the order."""
    if statement.bookings:
        yield columns.header()
    for booking in statement.bookings:
        yield heading(booking.heading)
        for block in booking.blocks:
            yield heading(block.heading, indent=2)
            yield columns.entries(block.entries, indent=4)
            yield columns.sums(_unnamed(block), indent=4)
        yield columns.sums([booking.total])
        yield ""
    if statement.order is not None:
        yield heading(statement.order.heading)
        yield columns.entries(statement.order.entries, indent=4)
        yield columns.sums(_unnamed(statement.order), indent=4)
        yield ""


def summary_tables(statement: Statement, *, columns: Columns) -> Iterator[RenderableType]:
    """Lay out what tickets and bookings cost in the end, without the entries."""
    if statement.bookings:
        yield columns.header()
    for booking in statement.bookings:
        yield heading(booking.heading)
        for block in booking.blocks:
            yield columns.sums(block.sums, indent=4)
        yield columns.sums([booking.total])
        yield ""
    if statement.order is not None and statement.order.sums:
        yield columns.sums(statement.order.sums)
        yield ""


def _unnamed(block: Block) -> tuple[Cells, ...]:
    """Call a sum a sum: what it is of stands in the heading."""
    return tuple(attrs.evolve(cells, cause="sum" if cells.cause else "") for cells in block.sums)
