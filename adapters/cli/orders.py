"""The commands `orders list` and `orders show`: what a story has sold in the end."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path

import click

from counterfoil.adapters.cli.documents import write_json
from counterfoil.adapters.cli.failures import ExitStatus, RejectedError
from counterfoil.adapters.cli.order_document import order_document, orders_document
from counterfoil.adapters.cli.order_page import order_page, orders_page
from counterfoil.adapters.cli.sources import FILE
from counterfoil.adapters.cli.story_page import failing_steps
from counterfoil.adapters.cli.terminal import show
from counterfoil.adapters.files import read_story
from counterfoil.adapters.opening import check_system
from counterfoil.adapters.stories.running import StoryResult, Verdict, run_story
from counterfoil.domain.refusals import RefusedError
from counterfoil.ports.box_office import OrderView

_AFTER = click.option(
    "--after",
    "story",
    metavar="STORY",
    required=True,
    type=FILE,
    help="Play this story first, and look at what it leaves.",
)
_SYSTEM = click.option(
    "--system",
    metavar="URL",
    default="memory:",
    show_default=True,
    help="The reservation system to play on.",
)
_JSON = click.option("--json", "as_json", is_flag=True, help="Write JSON.")


@click.group()
def orders() -> None:
    """List the orders that there are, and show one of them."""


@orders.command("list")
@_AFTER
@_SYSTEM
@_JSON
def list_orders(*, story: Path, system: str, as_json: bool) -> None:
    """List orders, the first one that was made first, with what each costs and what is owed."""
    result = _played(story, system=system)
    found = _views(result)
    if as_json:
        write_json(orders_document(found))
    else:
        show(orders_page(found, zone=result.story.starts.tzinfo))


@orders.command("show")
@click.argument("order", metavar="ORDER")
@click.option(
    "--version", type=click.IntRange(min=1), help="An earlier version (default: the latest)."
)
@_AFTER
@_SYSTEM
@_JSON
def show_order(
    *, order: str, version: int | None, story: Path, system: str, as_json: bool
) -> None:
    """Show an order: its bookings and tickets, its ledger, its payments and its events.

    ORDER is the name of the order in the story, or its reference.
    """
    result = _played(story, system=system)
    found = _views(result)
    name = next((one for one, view in found.items() if order in {one, view.order.id}), None)
    if name is None:
        near = get_close_matches(order, found, n=1)
        hint = f", did you mean {near[0]}" if near else ""
        allowed = ", ".join(found) or "none: the story makes no order"
        raise RejectedError((f"order: {order!r} is not known, allowed: {allowed}{hint}",))
    view = found[name]
    if version is not None:
        try:
            view = result.box_office.order(view.order.id, version=version)
        except RefusedError as refused:
            allowed = f"1 to {view.order.version}"
            line = f"order {name}: version {version} is not known, allowed: {allowed}"
            raise RejectedError((line,)) from refused
    if as_json:
        write_json(order_document(name, view))
    else:
        show(order_page(name, view, zone=result.story.starts.tzinfo))


def _played(file: Path, *, system: str) -> StoryResult:
    """Play a story; one that fails leaves a state that nobody has described.

    Ends with status 1 where it fails.
    """
    check_system(system)
    result = run_story(read_story(file), system=system)
    if result.verdict is Verdict.FAILED:
        show(failing_steps(result))
        click.get_current_context().exit(ExitStatus.BAD_INPUT)
    return result


def _views(result: StoryResult) -> Mapping[str, OrderView]:
    """Read each order as it is after the last step."""
    return {name: result.box_office.order(order) for name, order in result.orders.items()}
