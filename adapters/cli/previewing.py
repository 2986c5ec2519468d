"""The commands `amend` and `cancel`: what a change to an order would do, and nothing is done."""

from __future__ import annotations

from typing import Any

import click

from counterfoil.adapters.cli.documents import write_json
from counterfoil.adapters.cli.order_sources import MOVER, Shown, order_options, shown_orders
from counterfoil.adapters.cli.order_wishes import tickets_named, wish_options, wishes_of
from counterfoil.adapters.cli.preview_document import preview_document
from counterfoil.adapters.cli.preview_page import preview_page
from counterfoil.adapters.cli.terminal import show
from counterfoil.domain.order.commands import AmendOrder, CancelOrder, PriceAdjustment
from counterfoil.domain.references import CommandKey, ItemId
from counterfoil.ports.box_office import OrderView

_KEY = CommandKey("preview")  # nothing is stored under it
_SOURCES = ("system", "catalogue", "tariffs", "world", "lines", "story")
_ORDER = click.argument("order", metavar="ORDER")
_PREVIEW = click.option(
    "--preview", is_flag=True, help="Show what would be done. Has to be said: nothing is done."
)
_JSON = click.option("--json", "as_json", is_flag=True, help="Write JSON.")


@click.command()
@_ORDER
@_PREVIEW
@wish_options
@click.option(
    "--leaving",
    metavar="TICKET",
    multiple=True,
    help="Which tickets go where fewer stay, such as visit/adult/1. May be repeated.",
)
@click.option(
    "--price-adjustment",
    type=click.Choice([one.value for one in PriceAdjustment], case_sensitive=False),
    default=PriceAdjustment.NONE.value,
    show_default=True,
    help="Who bears the difference: NONE charges it or gives it back.",
)
@order_options
@_JSON
def amend(
    *,
    order: str,
    preview: bool,
    leaving: tuple[str, ...],
    price_adjustment: str,
    as_json: bool,
    **options: Any,
) -> None:
    """Show what amending an order would do: before, after, money, capacity and tickets.

    ORDER is the name of the order in the story, or its reference. A booking that is named is
    booked and priced again; the others are not touched.
    """
    _require(preview=preview)
    sources = {name: options.pop(name) for name in _SOURCES}
    wishes = wishes_of(**options)
    shown = shown_orders(**sources)
    name, view = shown.found(order)
    command = AmendOrder(
        key=_KEY,
        actor=MOVER,
        order=view.order.id,
        operations=wishes.operations(view.order),
        leaving=tickets_named("--leaving", view.order, leaving),
        price_adjustment=PriceAdjustment(price_adjustment.upper()),
    )
    _tell(shown, name, view, command, as_json=as_json)


@click.command()
@_ORDER
@_PREVIEW
@click.option(
    "--booking",
    "bookings",
    metavar="BOOKING",
    multiple=True,
    help="Cancel this booking. May be repeated.",
)
@click.option(
    "--ticket",
    "tickets",
    metavar="TICKET",
    multiple=True,
    help="Cancel this ticket, such as visit/adult/1. May be repeated.",
)
@click.option("--no-refund", is_flag=True, help="Keep as credit what would go back.")
@click.option(
    "--override-supplier", is_flag=True, help="Cancel although a third party refuses to."
)
@order_options
@_JSON
def cancel(
    *,
    order: str,
    preview: bool,
    bookings: tuple[str, ...],
    tickets: tuple[str, ...],
    no_refund: bool,
    override_supplier: bool,
    as_json: bool,
    **sources: Any,
) -> None:
    """Show what cancelling an order, or a part of it, would do: fees, refund and capacity.

    ORDER is the name of the order in the story, or its reference. Where no booking and no ticket
    is named, all of it is cancelled, which is final.
    """
    _require(preview=preview)
    shown = shown_orders(**sources)
    name, view = shown.found(order)
    command = CancelOrder(
        key=_KEY,
        actor=MOVER,
        order=view.order.id,
        bookings=tuple(map(ItemId, bookings)),
        tickets=tickets_named("--ticket", view.order, tickets),
        refund=not no_refund,
        override_supplier=override_supplier,
    )
    _tell(shown, name, view, command, as_json=as_json)


def _require(*, preview: bool) -> None:
    """Raise click.UsageError where nobody said that nothing is to be done."""
    if not preview:
        raise click.UsageError("say --preview: orders are changed by a host, through BoxOffice")


def _tell(
    shown: Shown, name: str, view: OrderView, command: AmendOrder | CancelOrder, *, as_json: bool
) -> None:
    """Preview a command, and write what it would do; what would refuse it ends with status 1."""
    preview = shown.office.preview(command)
    if as_json:
        write_json(preview_document(name, preview))
    else:
        show(preview_page(name, preview, zone=shown.zone))
