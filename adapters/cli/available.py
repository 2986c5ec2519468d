"""The command `availability`: what a party could book, day by day, if nothing were sold yet."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import click

from counterfoil.adapters.cli.available_table import Asked, availability_page
from counterfoil.adapters.cli.failures import RejectedError
from counterfoil.adapters.cli.instants import read_date, read_instant
from counterfoil.adapters.cli.prices import DAYS_SHOWN, check_dates
from counterfoil.adapters.cli.sources import find_sources, read_pricers, source_options
from counterfoil.adapters.cli.terminal import show
from counterfoil.adapters.system_clock import SystemClock
from counterfoil.domain.availability import (
    Inquiry,
    SlotAvailability,
    availability,
    availability_needs,
    calendar,
    inquiry_refusals,
)
from counterfoil.domain.basket import Buyer
from counterfoil.domain.cart.facts import CartFacts
from counterfoil.domain.catalogue.schedule import CALENDAR
from counterfoil.domain.pricing import Pricer
from counterfoil.domain.references import PartyId, ProductId, TicketTypeId
from counterfoil.domain.stock import levels_of, limit_of

_EMPTY = "empty"  # the world of the command line: nothing is held in it, and nothing sold


def _read_party(
    _: click.Context, parameter: click.Parameter, values: tuple[str, ...]
) -> dict[TicketTypeId, int]:
    party: dict[TicketTypeId, int] = {}
    for value in values:
        name, _separator, count = value.partition("=")
        if not name or not count.isdecimal() or name in party:
            raise click.BadParameter(
                f"{value!r} is not TYPE=COUNT, each ticket type once, such as adult=2",
                param=parameter,
            )
        party[TicketTypeId(name)] = int(count)
    return party


@click.command("availability")
@source_options(tariff_help="The price rules: one file.")
@click.option("--product", "product_id", metavar="ID", required=True, help="Which product.")
@click.option(
    "--from", "first", metavar="DATE", callback=read_date, help="First date (default: today)."
)
@click.option(
    "--to", "last", metavar="DATE", callback=read_date, help="Last date (default: a month)."
)
@click.option(
    "--party",
    metavar="TYPE=COUNT",
    multiple=True,
    callback=_read_party,
    help="How many tickets of a type must fit together.",
)
@click.option("--channel", metavar="NAME", default="", help="Through which channel it is sold.")
@click.option("--distributor", metavar="ID", default=None, help="By which distributor it is sold.")
@click.option(
    "--at", metavar="INSTANT", callback=read_instant, help="When it is booked (default: now)."
)
@click.option("--slots", "by_slot", is_flag=True, help="A row for each slot.")
def available(
    *,
    catalogue: Path | None,
    tariffs: tuple[Path, ...],
    world: str | None,
    product_id: str,
    first: date | None,
    last: date | None,
    party: dict[TicketTypeId, int],
    channel: str,
    distributor: str | None,
    at: datetime | None,
    by_slot: bool,
) -> None:
    """Print what a party could book on each date, if nothing were sold yet.

    Sale windows, lead times, closed days, sizes of pools and prices are in it.
    """
    if len(tariffs) > 1:
        raise click.UsageError("availability has one --tariff; compare several with quote")
    sources = find_sources(catalogue=catalogue, tariffs=tariffs, world=world)
    (tariff,) = read_pricers(sources)
    booked = SystemClock().now() if at is None else at
    product = tariff.pricer.catalogue.product(ProductId(product_id))
    start = first or booked.astimezone(None if product is None else product.zone).date()
    end = last or min(start + timedelta(days=DAYS_SHOWN - 1), CALENDAR.last)
    check_dates(start, last=end)
    inquiry = Inquiry(
        products=(ProductId(product_id),),
        first=start,
        last=end,
        party=party,
        buyer=Buyer(
            channel=channel, distributor=None if distributor is None else PartyId(distributor)
        ),
    )
    slots = _answered(inquiry, pricer=tariff.pricer, at=booked)
    asked = Asked(inquiry=inquiry, pricer=tariff.pricer, tariff=tariff.name, at=booked)
    rows = slots if by_slot else calendar(inquiry, slots, catalogue=tariff.pricer.catalogue)
    show(availability_page(asked, rows=rows))


def _answered(inquiry: Inquiry, *, pricer: Pricer, at: datetime) -> tuple[SlotAvailability, ...]:
    """Ask an empty stock.

    Raises: RejectedError for a product that cannot be asked about.
    """
    catalogue, tariff = pricer.catalogue, pricer.tariff
    refusals = inquiry_refusals(inquiry, catalogue=catalogue)
    if refusals:
        raise RejectedError(tuple(f"{found.message} [{found.code}]" for found in refusals))
    wanted = availability_needs(inquiry, catalogue=catalogue, tariff=tariff, now=at)
    limits = [limit_of(resource, catalogue=catalogue, tariff=tariff) for resource in wanted]
    levels = levels_of(limits, (), at=at)
    facts = CartFacts(catalogue=catalogue, pricer=pricer, world=_EMPTY, levels=levels)
    return availability(inquiry, facts, at)
