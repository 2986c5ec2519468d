"""A preview on paper: bookings and money before and after, entries, payments and capacity."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from counterfoil.adapters.cli.ledger_table import INDENT, QUIET, STRONG, heading
from counterfoil.adapters.cli.naming import named
from counterfoil.adapters.cli.order_page import NOTHING, at, columns_of, posting_page, words
from counterfoil.adapters.cli.terminal import printable
from counterfoil.adapters.stories.seeing import live_tickets_of, ticket_name
from counterfoil.domain.money import format_amount
from counterfoil.domain.order.booking import Booking
from counterfoil.domain.order.order import Order
from counterfoil.domain.order.previewing import Preview
from counterfoil.domain.payments import Role, role_of
from counterfoil.domain.statuses import BookingStatus

_UNLIMITED = "no limit"


def preview_page(name: str, preview: Preview, *, zone: tzinfo | None) -> Iterator[RenderableType]:
    """Lay out what would be done; instants are told in *zone*."""
    before, after = preview.before, preview.after
    yield Text(
        printable(f"order {name}, version {before.version} to {after.version}"), style=STRONG
    )
    yield Text(f"nothing is done; good until {at(preview.valid_until, zone=zone)}")
    yield ""
    yield heading("bookings")
    yield _inset(_bookings(before, after))
    for posting in after.postings[len(before.postings) :]:
        yield ""
        yield from posting_page(posting, currency=after.currency)
    yield ""
    yield heading(f"money in {after.currency.code}")
    yield _inset(_money(before, after))
    if preview.fees:
        yield ""
        yield heading("cancellation fees")
        yield _inset(_fees(preview))
    if preview.payments:
        yield ""
        yield heading("payments that would be added")
        yield _inset(_payments(preview))
    if preview.capacity:
        yield ""
        yield heading("capacity")
        yield _inset(_capacity(preview))
    if preview.invalidated:
        yield ""
        yield heading("codes that would be good no more")
        yield Padding(Text(printable(", ".join(invalidated_tickets(preview)))), (0, 0, 0, INDENT))


def invalidated_tickets(preview: Preview) -> tuple[str, ...]:
    """Name the tickets whose codes would be good no more."""
    names = {
        ticket.id: ticket_name(booking, ticket)
        for order in (preview.after, preview.before)
        for booking in order.bookings
        for ticket in booking.tickets
    }
    return tuple(names.get(ticket, ticket) for ticket in preview.invalidated)


def _inset(table: Table) -> RenderableType:
    return Padding(table, (0, 0, 0, INDENT))


def _bookings(before: Order, after: Order) -> Table:
    table = columns_of("booking", "", "before", "after")
    old = {booking.id: booking for booking in before.bookings}
    for booking in after.bookings:
        was, becomes = _told(old.get(booking.id)), _told(booking)
        title = named(booking.sold.title, id=booking.item.product)
        cells = (booking.id, title, was, "the same" if was == becomes else becomes)
        style = QUIET if was == becomes else ""
        table.add_row(*(Text(printable(cell)) for cell in cells), style=style)
    return table


def _told(booking: Booking | None) -> str:
    """Say how many of what, and when."""
    if booking is None:
        return NOTHING
    if booking.status is BookingStatus.BOOKING_CANCELLED:
        return "cancelled"
    tickets = ", ".join(f"{count} {one}" for one, count in live_tickets_of(booking).items())
    item = booking.item
    day = None if item.travel_date is None else item.travel_date.isoformat()
    when = [item.slot or day, *(choice.slot for choice in item.parts)]
    return ", ".join([tickets or "no ticket", *(one for one in when if one)])


def _money(before: Order, after: Order) -> Table:
    table = columns_of("", numbers=("before", "after", "difference"))
    rows = (
        ("total", before.total, after.total),
        ("paid", before.paid, after.paid),
        ("owed", before.owed.amount, after.owed.amount),
    )
    for name, was, becomes in rows:
        difference = format_amount(becomes - was, currency=after.currency)
        signed = f"+{difference}" if becomes > was else difference
        amounts = (format_amount(one, currency=after.currency) for one in (was, becomes))
        table.add_row(name, *amounts, signed if becomes != was else NOTHING)
    return table


def _fees(preview: Preview) -> Table:
    table = columns_of("booking", numbers=("amount",))
    for booking, fee in preview.fees.items():
        amount = format_amount(fee, currency=preview.after.currency)
        table.add_row(Text(printable(booking)), amount)
    return table


def _payments(preview: Preview) -> Table:
    table = columns_of("type", "method", "status", "", numbers=("amount",))
    for one in preview.payments:
        goes_back = role_of(one) is Role.GIVEN_BACK
        table.add_row(
            words(one.type.value),
            words(one.method.value),
            words(one.status.value),
            "goes back" if goes_back else "",
            format_amount(one.amount, currency=one.currency),
        )
    return table


def _capacity(preview: Preview) -> Table:
    table = columns_of("pool", numbers=("left before", "taken", "given back", "left after"))
    for pool in preview.capacity:
        left = pool.left
        after = _UNLIMITED if left is None else str(left - pool.taken + pool.given)
        table.add_row(
            Text(printable(pool.resource)),
            _UNLIMITED if left is None else str(left),
            str(pool.taken) if pool.taken else NOTHING,
            str(pool.given) if pool.given else NOTHING,
            after,
        )
    return table
