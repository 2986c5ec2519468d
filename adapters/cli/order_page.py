"""Orders on paper: a list of them, or one with its bookings, ledger, payments and events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, tzinfo

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from counterfoil.adapters.cli.instants import shown_instant
from counterfoil.adapters.cli.ledger_table import INDENT, STRONG, Cells, Columns, heading
from counterfoil.adapters.cli.naming import named
from counterfoil.adapters.cli.order_sources import Listed
from counterfoil.adapters.cli.terminal import page, printable
from counterfoil.adapters.stories.seeing import live_tickets_of, redemptions_of
from counterfoil.domain.money import Currency, format_amount
from counterfoil.domain.order.booking import Booking
from counterfoil.domain.order.order import Order
from counterfoil.domain.order.posting import Posting
from counterfoil.domain.party import Actor
from counterfoil.domain.statuses import RedemptionStatus
from counterfoil.domain.tariff.taxes import Effect
from counterfoil.ports.box_office import OrderView

NOTHING = "–"


def orders_page(listed: Listed, *, zone: tzinfo | None) -> Iterator[RenderableType]:
    """Lay out a row for each order, and say which page it is; instants are told in *zone*."""
    if not listed.page.total_items:
        yield Text("no orders")
        return
    table = columns_of("order", "made", "status", numbers=("tickets", "total", "paid", "owed"))
    table.add_column("by")
    for row in listed.rows:
        view, order = row.view, row.view.order
        table.add_row(
            Text(printable(row.name)),
            at(order.created_at, zone=zone),
            words(order.status.value.removeprefix("ORDER_")),
            str(row.tickets),
            *(
                format_amount(amount, currency=order.currency)
                for amount in (order.total, order.paid, view.owed.amount)
            ),
            words(view.owed.by.value) if view.owed.amount else NOTHING,
        )
    yield table
    yield ""
    yield Text(_summed(listed))


def order_page(name: str, view: OrderView, *, zone: tzinfo | None) -> Iterator[RenderableType]:
    """Lay out one order; instants are told in *zone*."""
    order = view.order
    yield Text(printable(f"order {name}, version {order.version}"), style=STRONG)
    yield Text(printable(f"reference {order.id}"))
    made = f"made {at(order.created_at, zone=zone)} by {_who(order.created_by)}"
    settled = f"settlement {order.settlement.value}, {words(order.status.value)}"
    yield Text(printable(f"{made}, {settled}"))
    yield ""
    yield heading("bookings")
    yield from _bookings(view)
    for posting in order.postings:
        yield ""
        yield from posting_page(posting, currency=order.currency)
    yield ""
    yield from _money(view, zone=zone)
    yield ""
    yield heading("events")
    yield from _events(order, zone=zone)


def columns_of(*columns: str, numbers: Iterable[str] = ()) -> Table:
    """Make a table without lines, its *numbers* on the right."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style=STRONG)
    for name in columns:
        table.add_column(name)
    for name in numbers:
        table.add_column(name, justify="right")
    return table


def words(value: str) -> str:
    """Write the name of a state or a reason as people do."""
    return value.lower().replace("_", " ")


def at(instant: datetime, *, zone: tzinfo | None) -> str:
    """Write an instant as it is in *zone*."""
    return shown_instant(instant.astimezone(zone))


def _who(actor: Actor | None) -> str:
    """Name who did something by what they are; names of people are left out."""
    if actor is None:
        return "nobody"
    return actor.role or words(actor.account_type.value)


def _summed(listed: Listed) -> str:
    """Count the orders and add up what those of the page come to, currency by currency."""
    totals: dict[Currency, tuple[int, int]] = {}
    for row in listed.rows:
        order = row.view.order
        total, owed = totals.get(order.currency, (0, 0))
        totals[order.currency] = total + order.total, owed + row.view.owed.amount
    sums = "; ".join(
        f"{format_amount(total, currency=currency)} {currency.code}, "
        f"{format_amount(owed, currency=currency)} of it open"
        for currency, (total, owed) in totals.items()
    )
    page, count = listed.page, len(listed.rows)
    if count == page.total_items:
        return f"{count} {'order' if count == 1 else 'orders'}: {sums}"
    where = f"{count} of {page.total_items} orders, page {page.page_index} of {page.total_pages}"
    return f"{where}: {sums}" if sums else f"{where}: none"


def _bookings(view: OrderView) -> Iterator[RenderableType]:
    states = redemptions_of(view)
    for booking in view.order.bookings:
        tickets = ", ".join(f"{count} {one}" for one, count in live_tickets_of(booking).items())
        about = f"{named(booking.sold.title, id=booking.item.product)}{_when(booking)}"
        line = f"{booking.id}: {about}, {tickets or 'no ticket'}, {words(booking.status.value)}"
        yield Padding(Text(printable(line)), (0, 0, 0, INDENT))
        for ticket, state in states.items():
            used = state is not RedemptionStatus.PENDING
            if used and ticket.startswith(f"{booking.id}/"):
                line = printable(f"{ticket}: {words(state.value)}")
                yield Padding(Text(line), (0, 0, 0, 2 * INDENT))


def _when(booking: Booking) -> str:
    """Say when it is for: the start as the local time that the slot is named by, or the date."""
    if booking.item.slot is not None:
        return f", slot {booking.item.slot}"
    return "" if booking.item.travel_date is None else f", {booking.item.travel_date.isoformat()}"


def posting_page(posting: Posting, *, currency: Currency) -> Iterator[RenderableType]:
    """Lay out what was written at one time: a row for each cause, and the sum."""
    added: dict[tuple[str, str], int] = {}
    inside: dict[tuple[str, str], int] = {}
    for run in posting.runs:
        for entry in run.entries:
            key = (words(entry.cause.kind.value), named(entry.cause.label, id=entry.cause.rule))
            sums = added if entry.cause.effect is Effect.ADDED else inside
            sums[key] = sums.get(key, 0) + run.units * entry.amount
    rows = [
        Cells(
            kind=kind,
            cause=cause,
            amount=format_amount(amount, currency=currency) if sums is added else "",
            included=format_amount(amount, currency=currency) if sums is inside else "",
        )
        for sums in (added, inside)
        for (kind, cause), amount in sums.items()
    ]
    total = format_amount(sum(added.values()), currency=currency)
    sum_row = Cells(cause=f"Sum in {currency.code}", amount=total, style=STRONG)
    columns = Columns.fitting([*rows, sum_row], page=page().width)
    yield heading(f"ledger: {words(posting.reason.value)}, version {posting.version}")
    yield columns.header()
    yield columns.entries(rows)
    yield columns.sums([sum_row])


def _money(view: OrderView, *, zone: tzinfo | None) -> Iterator[RenderableType]:
    order = view.order
    yield heading("payments")
    if order.payments:
        table = columns_of("at", "type", "method", "status", numbers=("amount",))
        for one in order.payments:
            table.add_row(
                at(one.created, zone=zone),
                words(one.type.value),
                words(one.method.value),
                words(one.status.value),
                format_amount(one.amount, currency=one.currency),
            )
        yield Padding(table, (0, 0, 0, INDENT))
    total, paid, owed = (
        format_amount(amount, currency=order.currency)
        for amount in (order.total, order.paid, view.owed.amount)
    )
    by = f" by {words(view.owed.by.value)}" if view.owed.amount else ""
    line = f"{total} {order.currency.code} in all, {paid} paid, {owed} owed{by}"
    yield Padding(Text(printable(line)), (0, 0, 0, INDENT))


def _events(order: Order, *, zone: tzinfo | None) -> Iterator[RenderableType]:
    table = columns_of("at", "version", "event", "by")
    for event in order.events:
        table.add_row(
            at(event.at, zone=zone),
            str(event.order_version),
            words(event.type.value),
            Text(printable(_who(event.actor))),
        )
    yield Padding(table, (0, 0, 0, INDENT))
