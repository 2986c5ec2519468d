"""The command `quote`: what carts cost, and why."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import click
from rich.console import RenderableType
from rich.text import Text

from counterfoil.adapters.cli.carts import PricedCart, choose_carts, price_carts, with_codes
from counterfoil.adapters.cli.comparison import compare
from counterfoil.adapters.cli.comparison_table import comparison_tables
from counterfoil.adapters.cli.documents import write_json
from counterfoil.adapters.cli.instants import read_instant, shown_instant
from counterfoil.adapters.cli.ledger_table import QUIET, STRONG, Columns
from counterfoil.adapters.cli.quote_document import quotes_document
from counterfoil.adapters.cli.sources import (
    catalogue_of,
    find_sources,
    gather,
    only_currency,
    read_pricers,
    source_options,
)
from counterfoil.adapters.cli.statement import state
from counterfoil.adapters.cli.statement_tables import entry_tables, summary_tables
from counterfoil.adapters.cli.terminal import page, printable, show
from counterfoil.adapters.cli.totals import total_rows, total_tables
from counterfoil.adapters.files import read_carts
from counterfoil.adapters.system_clock import SystemClock


@click.command()
@click.argument(
    "carts", metavar="CART...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@source_options(tariff_help="The price rules; several are compared.")
@click.option("--at", metavar="INSTANT", callback=read_instant, help="When it is priced.")
@click.option("--cart", "only", metavar="NAME", multiple=True, help="Only this cart of the files.")
@click.option("--code", "codes", metavar="CODE", multiple=True, help="One more promocode.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
@click.option(
    "--entries/--summary",
    "entries",
    default=True,
    help="Show every entry (default), or only sums.",
)
def quote(
    *,
    carts: tuple[Path, ...],
    catalogue: Path | None,
    tariffs: tuple[Path, ...],
    world: str | None,
    at: datetime | None,
    only: tuple[str, ...],
    codes: tuple[str, ...],
    as_json: bool,
    entries: bool,
) -> None:
    """Price carts, and explain each amount.

    CART is a JSON or CSV file with one cart or several. With several tariffs the carts are
    compared under them, cause by cause.
    """
    sources = find_sources(catalogue=catalogue, tariffs=tariffs, world=world)
    pricers = read_pricers(sources)
    currency = only_currency(pricers)
    read = gather(
        functools.partial(read_carts, sources.path(file), currency=currency) for file in carts
    )
    chosen = choose_carts([cart for of_file in read for cart in of_file], names=only)
    clock = SystemClock().now()
    priced = price_carts(
        [with_codes(cart, codes=codes) for cart in chosen], pricers=pricers, at=at, now=clock
    )
    if as_json:
        write_json(quotes_document(priced))
        return
    show(_pages(priced, entries=entries))


# --- what is shown ------------------------------------------------------------------------------


def _pages(rows: Sequence[Sequence[PricedCart]], *, entries: bool) -> Iterator[RenderableType]:
    for place, row in enumerate(rows):
        if place:
            yield ""
        yield from _head(row)
        if len(row) > 1:
            yield from comparison_tables(
                compare([priced.quote for priced in row]),
                names=[priced.pricer.name for priced in row],
                catalogue=catalogue_of(tuple(priced.pricer for priced in row)),
                by_cause=entries,
                page=page().width,
            )
        else:
            yield from _statement(row[0], entries=entries)


def _head(row: Sequence[PricedCart]) -> Iterator[RenderableType]:
    first = row[0]
    yield Text(printable(first.cart.name), style=STRONG)
    if first.cart.note:
        yield Text(printable(first.cart.note), style=QUIET)
    tariffs = ", ".join(priced.pricer.name for priced in row)
    instant = shown_instant(first.quote.circumstances.at)
    yield Text(
        printable(
            f"priced at {instant} ({first.instant_source.value}), "
            f"catalogue {first.pricer.pricer.catalogue.id}, "
            f"tariff{'s' if len(row) > 1 else ''} {tariffs}, in {first.quote.currency.code}"
        )
    )
    yield ""


def _statement(priced: PricedCart, *, entries: bool) -> Iterator[RenderableType]:
    pricer = priced.pricer.pricer
    statement = state(priced.quote, pricer=pricer)
    columns = Columns.fitting(
        [*statement.cells(), *total_rows(priced.quote, tariff=pricer.tariff)], page=page().width
    )
    if entries:
        yield from entry_tables(statement, columns=columns)
    else:
        yield from summary_tables(statement, columns=columns)
    yield from total_tables(priced.quote, tariff=pricer.tariff, columns=columns)
