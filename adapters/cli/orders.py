"""The commands `orders list` and `orders show`: what was sold, in a story or elsewhere."""

from __future__ import annotations

from typing import Any

import click

from counterfoil.adapters.cli.documents import write_json
from counterfoil.adapters.cli.failures import RejectedError
from counterfoil.adapters.cli.order_document import order_document, orders_document
from counterfoil.adapters.cli.order_filter import (
    OPTIONS,
    filter_options,
    told_as_options,
    wanted_orders,
)
from counterfoil.adapters.cli.order_page import order_page, orders_page
from counterfoil.adapters.cli.order_sources import order_options, shown_orders
from counterfoil.adapters.cli.terminal import show
from counterfoil.domain.refusals import RefusedError

_JSON = click.option("--json", "as_json", is_flag=True, help="Write JSON.")


@click.group()
def orders() -> None:
    """List the orders that there are, and show one of them."""


@orders.command("list")
@filter_options
@order_options
@_JSON
def list_orders(*, as_json: bool, **options: Any) -> None:
    """List orders, the first one that was made first, with what each costs and what is owed."""
    wanted = wanted_orders({name: options.pop(name) for name in OPTIONS})
    shown = shown_orders(**options)
    try:
        listed = shown.listed(wanted)
    except RefusedError as refused:
        raise told_as_options(refused) from refused
    if as_json:
        write_json(orders_document(listed))
    else:
        show(orders_page(listed, zone=shown.zone))


@orders.command("show")
@click.argument("order", metavar="ORDER")
@click.option(
    "--version", type=click.IntRange(min=1), help="An earlier version (default: the latest)."
)
@order_options
@_JSON
def show_order(*, order: str, version: int | None, as_json: bool, **sources: Any) -> None:
    """Show an order: its bookings and tickets, its ledger, its payments and its events.

    ORDER is the name of the order in the story, or its reference.
    """
    shown = shown_orders(**sources)
    name, view = shown.found(order)
    if version is not None:
        try:
            view = shown.office.order(view.order.id, version=version)
        except RefusedError as refused:
            allowed = f"1 to {view.order.version}"
            line = f"order {name}: version {version} is not known, allowed: {allowed}"
            raise RejectedError((line,)) from refused
    if as_json:
        write_json(order_document(name, view))
    else:
        show(order_page(name, view, zone=shown.zone))
