"""Where the orders that are shown come from: a story, a file that moves in, or a store."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import tzinfo
from difflib import get_close_matches
from pathlib import Path
from typing import ParamSpec, TypeVar

import click
from attrs import evolve, frozen

import counterfoil
from counterfoil.adapters.cli.failures import ExitStatus, RejectedError
from counterfoil.adapters.cli.sources import FILE, find_sources, read_pricers, source_options
from counterfoil.adapters.cli.story_page import failing_steps
from counterfoil.adapters.cli.terminal import show
from counterfoil.adapters.files import read_story
from counterfoil.adapters.opening import check_system, is_lasting
from counterfoil.adapters.stories.moving_in import moved_in
from counterfoil.adapters.stories.running import Verdict, run_story
from counterfoil.adapters.stories.seeing import live_tickets_of
from counterfoil.domain.finding import OrderFilter, Page, SortOrder
from counterfoil.domain.finding.page import SORT_KEYS
from counterfoil.domain.order.booking import Booking
from counterfoil.domain.party import AccountType, Actor
from counterfoil.domain.references import OrderId
from counterfoil.domain.refusals import RefusedError
from counterfoil.ports.box_office import BoxOffice, OrderView

MOVER = Actor(account_type=AccountType.PLATFORM, role="command line")

_Parameters = ParamSpec("_Parameters")
_Result = TypeVar("_Result")


@frozen(kw_only=True)
class ListedOrder:
    """An order of a list, and the bookings of it that are counted."""

    name: str
    view: OrderView
    bookings: tuple[Booking, ...]

    @property
    def tickets(self) -> int:
        """How many tickets of these bookings are good."""
        return sum(sum(live_tickets_of(booking).values()) for booking in self.bookings)


@frozen(kw_only=True)
class Listed:
    """A page of orders."""

    page: Page
    rows: tuple[ListedOrder, ...]


@frozen(kw_only=True)
class Shown:
    """The orders that there are, by name, and where to ask for more of them."""

    orders: Mapping[str, OrderId]
    office: BoxOffice
    zone: tzinfo | None

    def found(self, text: str) -> tuple[str, OrderView]:
        """Read the order of a name or a reference, and answer its name.

        Raises: RejectedError where there is none.
        """
        order = self.orders.get(text, OrderId(text))
        try:
            view = self.office.order(order)
        except RefusedError as refused:
            near = get_close_matches(text, self.orders, n=1)
            hint = f", did you mean {near[0]}" if near else ""
            allowed = ", ".join(self.orders) or "a reference that `orders list` shows"
            line = f"order: {text!r} is not known, allowed: {allowed}{hint}"
            raise RejectedError((line,)) from refused
        return next((name for name, one in self.orders.items() if one == order), order), view

    def listed(self, wanted: OrderFilter) -> Listed:
        """Find a page of them; the reference that is wanted may be a name.

        Raises: RefusedError for a filter that cannot be meant, or is not known here.
        """
        if wanted.reference is not None:
            reference = self.orders.get(wanted.reference, wanted.reference)
            wanted = evolve(wanted, reference=reference)
        page = self.office.find_orders(wanted)
        names = {order: name for name, order in self.orders.items()}
        rows = [
            ListedOrder(
                name=names.get(found.order.id, found.order.id),
                view=self.office.order(found.order.id),
                bookings=found.bookings,
            )
            for found in page.items
        ]
        # The clock of a story stands still: what ties is told in the order in which it was made.
        made = {name: place for place, name in enumerate(self.orders)}
        key = SORT_KEYS[wanted.sort_by]
        rows.sort(
            key=lambda row: (key(row.view.order), made.get(row.name, len(made))),
            reverse=wanted.sort_order is SortOrder.DESC,
        )
        return Listed(page=page, rows=tuple(rows))


def order_options(
    command: Callable[_Parameters, _Result],
) -> Callable[_Parameters, _Result]:
    """Give a command the options that say where its orders come from."""
    options = (
        click.option(
            "--system",
            metavar="URL",
            default="memory:",
            show_default=True,
            help="The reservation system to play on, to move them into, or to look at.",
        ),
        source_options(tariff_help="With --from: the price rules, one file."),
        click.option(
            "--from",
            "lines",
            metavar="FILE",
            type=FILE,
            help="Move the orders of this file in, a line of JSON each, and look at them.",
        ),
        click.option(
            "--after",
            "story",
            metavar="STORY",
            type=FILE,
            help="Play this story first, and look at what it leaves.",
        ),
    )
    for option in options:
        command = option(command)
    return command


def shown_orders(
    *,
    story: Path | None,
    lines: Path | None,
    system: str,
    catalogue: Path | None,
    tariffs: tuple[Path, ...],
    world: str | None,
) -> Shown:
    """Play the story, or move the orders in.

    Where neither is named, a system that lasts shows the orders that it has.

    Raises: click.UsageError where both are named, or neither for a system that is new each time.
        RejectedError for a file of orders that cannot move in.
    """
    check_system(system)
    if story is None and lines is None and is_lasting(system):
        if catalogue or tariffs or world:
            raise click.UsageError(
                "--catalogue, --tariff and --world go with --from: a store has a catalogue and a "
                "tariff of its own"
            )
        return _kept(system)
    if (story is None) == (lines is None):
        raise click.UsageError(
            "say where the orders are: --system sqlite:PATH alone, --after STORY or --from FILE"
            if story is None
            else "name one of --after STORY and --from FILE, not both"
        )
    if story is not None:
        if catalogue or tariffs or world:
            raise click.UsageError("a story names its own catalogue and tariff")
        return _played(story, system=system)
    assert lines is not None, "one of the two was named"
    if len(tariffs) > 1:
        raise click.UsageError("orders move in under one --tariff")
    sources = find_sources(catalogue=catalogue, tariffs=tariffs, world=world)
    (tariff,) = read_pricers(sources)
    office = counterfoil.open(
        system, catalogue=tariff.pricer.catalogue, tariff=tariff.pricer.tariff
    )
    products = tariff.pricer.catalogue.products
    return Shown(
        orders=_moved_in(lines, office),
        office=office,
        zone=next((product.zone for product in products), None),
    )


def _kept(system: str) -> Shown:
    office = counterfoil.open(system)
    products = office.system.world().catalogue.products
    return Shown(orders={}, office=office, zone=next((product.zone for product in products), None))


def _played(file: Path, *, system: str) -> Shown:
    """Play a story; one that fails leaves a state that nobody has described.

    Ends with status 1 where it fails.
    """
    result = run_story(read_story(file), system=system)
    if result.verdict is Verdict.FAILED:
        show(failing_steps(result))
        click.get_current_context().exit(ExitStatus.BAD_INPUT)
    return Shown(orders=result.orders, office=result.box_office, zone=result.story.starts.tzinfo)


def _moved_in(file: Path, office: BoxOffice) -> Mapping[str, OrderId]:
    try:
        with file.open("rb") as lines:
            moved = moved_in(office, lines, actor=MOVER)
    except OSError as error:
        raise RejectedError((f"{file}: cannot be read: {error.strerror}",)) from error
    if isinstance(moved, tuple):
        raise RejectedError(tuple(f"{file}:{fault.line}: {fault.problem}" for fault in moved))
    return {order: order for order in moved.orders}
