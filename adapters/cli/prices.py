"""The command `prices`: a price calendar of one product."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path

import click
from rich.progress import track

from counterfoil.adapters.cli.calendar_table import calendar_csv, calendar_page
from counterfoil.adapters.cli.documents import write_text
from counterfoil.adapters.cli.instants import (
    read_date,
    read_instant,
)
from counterfoil.adapters.cli.price_calendar import (
    CalendarRow,
    Question,
    by_date,
    is_calendar_product,
    moments,
    price_row,
)
from counterfoil.adapters.cli.sources import (
    find_sources,
    read_pricers,
    source_options,
)
from counterfoil.adapters.cli.terminal import progress_console, show
from counterfoil.adapters.system_clock import SystemClock
from counterfoil.domain.availability.moments import Moment
from counterfoil.domain.catalogue.product import Product
from counterfoil.domain.catalogue.schedule import CALENDAR, DAYS_MAX
from counterfoil.domain.catalogue.ticket_types import TicketType
from counterfoil.domain.pricing import Pricer
from counterfoil.domain.references import ProductId

DAYS_SHOWN = 31  # without --to: about a month
LONG_WORK = 200  # moments, from which on a progress bar is worth its flicker


@click.command()
@source_options(tariff_help="The price rules: one file.")
@click.option("--product", "product_id", metavar="ID", required=True, help="Which product.")
@click.option(
    "--from", "first", metavar="DATE", callback=read_date, help="First date (default: today)."
)
@click.option(
    "--to", "last", metavar="DATE", callback=read_date, help="Last date (default: a month)."
)
@click.option("--type", "types", metavar="ID", multiple=True, help="Only this ticket type.")
@click.option(
    "--at", metavar="INSTANT", callback=read_instant, help="When it is booked (default: now)."
)
@click.option("--slots", "by_slot", is_flag=True, help="A row for each slot.")
@click.option("--csv", "as_csv", is_flag=True, help="Write CSV.")
def prices(
    *,
    catalogue: Path | None,
    tariffs: tuple[Path, ...],
    world: str | None,
    product_id: str,
    first: date | None,
    last: date | None,
    types: tuple[str, ...],
    at: datetime | None,
    by_slot: bool,
    as_csv: bool,
) -> None:
    """Print the price calendar of a product: what one ticket costs on each date.

    Variations are in it; promotions, taxes on top and fees are not.
    """
    if len(tariffs) > 1:
        raise click.UsageError("a calendar has one --tariff; compare several with quote")
    sources = find_sources(catalogue=catalogue, tariffs=tariffs, world=world)
    (tariff,) = read_pricers(sources)
    booked = SystemClock().now() if at is None else at
    product = find_product(tariff.pricer, product_id=product_id)
    start = booked.astimezone(product.zone).date() if first is None else first
    end = min(start + timedelta(days=DAYS_SHOWN - 1), CALENDAR.last) if last is None else last
    check_dates(start, last=end)
    question = Question(
        pricer=tariff.pricer,
        product=product,
        ticket_types=find_types(product, names=types),
        first=start,
        last=end,
        at=booked,
        is_now=at is None,
    )
    rows = _rows(question)
    if not by_slot:
        rows = by_date(question, rows=rows)
    if as_csv:
        write_text(calendar_csv(question, rows=rows))
        return
    show(calendar_page(question, tariff=tariff.name, rows=rows))


def find_product(pricer: Pricer, *, product_id: str) -> Product:
    """Find a product that has prices of its own.

    Raises: click.BadParameter for an unknown one, a bundle and a heading, with what to ask for
        instead.
    """
    catalogue = pricer.catalogue
    product = catalogue.product(ProductId(product_id))
    if product is None:
        near = catalogue.near(ProductId(product_id)) or [one.id for one in catalogue.products]
        raise _bad(f"{product_id!r} is not in the catalogue, did you mean: {', '.join(near)}")
    if not is_calendar_product(product):
        inside = [part.product for part in catalogue.parts(product.id)]
        names = ", ".join(inside or catalogue.members(product.id))
        raise _bad(f"{product_id!r} has no prices of its own, ask for: {names}")
    if product.currency != pricer.tariff.currency:
        ours, theirs = product.currency.code, pricer.tariff.currency.code
        raise _bad(f"{product_id!r} is sold in {ours}, the tariff is in {theirs}")
    return product


def _bad(message: str) -> click.BadParameter:
    return click.BadParameter(message, param_hint="'--product'")


def find_types(product: Product, *, names: tuple[str, ...]) -> tuple[TicketType, ...]:
    """Keep the ticket types that are named, or all where none is.

    Raises: click.BadParameter for a name that the product does not have.
    """
    known = [found.id for found in product.ticket_types]
    for name in names:
        if name not in known:
            raise click.BadParameter(
                f"{product.id} has no ticket type {name!r}, allowed: {', '.join(known)}",
                param_hint="'--type'",
            )
    return tuple(found for found in product.ticket_types if not names or found.id in names)


def check_dates(first: date, *, last: date) -> None:
    """Hold the asked dates against what one listing may have.

    Raises: click.BadParameter for none and for too many.
    """
    count = (last - first).days + 1
    if not 1 <= count <= DAYS_MAX:
        raise click.BadParameter(
            f"{first} to {last} are {max(count, 0)} dates, allowed: 1 to {DAYS_MAX}",
            param_hint="'--to'",
        )


def _rows(question: Question) -> tuple[CalendarRow, ...]:
    found = moments(question)
    console = progress_console()
    work: Iterable[Moment] = found
    if console.is_terminal and len(found) >= LONG_WORK:
        work = track(found, description="Pricing", console=console, transient=True)
    return tuple(price_row(question, moment=moment) for moment in work)
