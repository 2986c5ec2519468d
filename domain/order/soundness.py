"""Soundness: what is wrong with an order that somebody else's system made.

An order that was made here is sound by the rules that made it. One that moves in must be shown to
be: its numbers agree with each other, its states may follow one another, its money adds up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.errors import UsageError
from counterfoil.domain.order.booking import Booking
from counterfoil.domain.order.drawn import malformed_draws, misdrawn
from counterfoil.domain.order.event import EventType
from counterfoil.domain.order.making import ticket_lines
from counterfoil.domain.order.order import Order
from counterfoil.domain.order.posting import PostingReason
from counterfoil.domain.payments import Payment, PaymentType
from counterfoil.domain.payments.lines import FOLLOWERS, role_of
from counterfoil.domain.references import PartId, PaymentId, TicketTypeId
from counterfoil.domain.statuses import BookingStatus, TicketStatus

_RESERVED = frozenset(
    {
        BookingStatus.BOOKING_RESERVED,
        BookingStatus.BOOKING_RESERVATION_CANCELLED,
        BookingStatus.BOOKING_RESERVATION_EXPIRED,
    }
)
_OVER = frozenset({BookingStatus.BOOKING_CANCELLED, BookingStatus.BOOKING_FAILED})


class Unsound(NamedTuple):
    """One thing that is wrong: where, what, and what is allowed there."""

    path: str
    problem: str


def unsound(order: Order, *, catalogue: Catalogue, now: datetime) -> tuple[Unsound, ...]:
    """Answer all that is wrong with *order*, in the order of its fields.

    What it refers to is looked up in *catalogue* as far as it is still good: what is cancelled or
    over may be of a product that is not sold any more.
    """
    return (
        *_versions(order, now),
        *_bookings(order, catalogue),
        *(Unsound(path, problem) for path, problem in malformed_draws(order)),
        *_postings(order),
        *_payments(order),
    )


def _versions(order: Order, now: datetime) -> Iterator[Unsound]:
    if order.version < 1:
        yield Unsound("version", f"is {order.version}, allowed: 1 and up")
    if order.revision < order.version:
        yield Unsound("revision", f"is {order.revision}, allowed: {order.version} and up")
    if order.modified_at < order.created_at:
        yield Unsound("modified_at", "is before created_at, allowed: then or later")
    if order.modified_at > now:
        allowed = f"up to {now.isoformat()}"
        yield Unsound("modified_at", f"is {order.modified_at.isoformat()}, allowed: {allowed}")
    if not order.events or order.events[0].type is not EventType.ORDER_CREATE:
        yield Unsound("events", "do not begin with ORDER_CREATE, allowed: the whole log")
    before = 1
    for place, event in enumerate(order.events):
        if not before <= event.order_version <= order.version:
            allowed = f"{before} to {order.version}"
            yield Unsound(
                f"events[{place}].order_version", f"is {event.order_version}, allowed: {allowed}"
            )
        before = max(before, event.order_version)


def _bookings(order: Order, catalogue: Catalogue) -> Iterator[Unsound]:
    if not order.bookings:
        yield Unsound("bookings", "are none, allowed: one or more")
    yield from _twice("bookings", (booking.id for booking in order.bookings), what="id")
    tickets = (ticket.id for booking in order.bookings for ticket in booking.tickets)
    yield from _twice("bookings", tickets, what="ticket")
    for place, booking in enumerate(order.bookings):
        path = f"bookings[{place}]"
        if not 1 <= booking.version <= order.version:
            problem = f"is {booking.version}, allowed: 1 to {order.version}"
            yield Unsound(f"{path}.version", problem)
        yield from _states(path, booking)
        yield from _tickets(path, booking)
        if booking.is_live:
            wrong = tuple(_references(path, booking, catalogue))
            yield from wrong or _draws(path, booking, catalogue)


def _states(path: str, booking: Booking) -> Iterator[Unsound]:
    if booking.status in _RESERVED:
        problem = f"is {booking.status.value}, allowed: a status of what was confirmed"
        yield Unsound(f"{path}.status", problem)
    if booking.is_live and booking.status in _OVER:
        problem = f"is {booking.status.value} with good tickets, allowed: tickets that are not"
        yield Unsound(f"{path}.status", problem)
    if not booking.is_live and booking.status not in _OVER:
        allowed = ", ".join(sorted(one.value for one in _OVER))
        problem = f"is {booking.status.value} without a good ticket, allowed: {allowed}"
        yield Unsound(f"{path}.status", problem)
    for place, ticket in enumerate(booking.tickets):
        where = f"{path}.tickets[{place}]"
        if ticket.status is TicketStatus.RESERVED:
            yield Unsound(f"{where}.status", "is RESERVED, allowed: a status of what was sold")
        counting = sum(use.counts for use in ticket.redemptions)
        if counting > 1 and booking.sold.pass_duration is None:
            yield Unsound(f"{where}.redemptions", "are several, allowed: one, except for a pass")
        for use in ticket.redemptions:
            if use.voided_at is not None and use.voided_at < use.at:
                yield Unsound(f"{where}.redemptions", "were voided before, allowed: after")


def _tickets(path: str, booking: Booking) -> Iterator[Unsound]:
    targets = (ticket.target(booking.id) for ticket in booking.tickets)
    yield from _twice(f"{path}.tickets", targets, what="place")
    if any(ticket.status is not TicketStatus.CONFIRMED for ticket in booking.tickets):
        return  # what was asked for is less than what there ever was
    counted = Counter((ticket.part, ticket.ticket_type) for ticket in booking.tickets)
    asked: Counter[tuple[PartId, TicketTypeId]] = Counter()
    for part, ticket_type, count in ticket_lines(booking.item):
        asked[part, ticket_type] += count
    if counted != asked:
        problem = f"are {counted.total()} for {asked.total()} asked for, allowed: as many, alike"
        yield Unsound(f"{path}.tickets", problem)


def _references(path: str, booking: Booking, catalogue: Catalogue) -> Iterator[Unsound]:
    item = booking.item
    product = catalogue.product(item.product)
    if product is None:
        yield Unsound(f"{path}.item.product", f"is {item.product!r}, allowed: one that is sold")
        return
    if item.slot is not None and catalogue.slot(product.id, slot_id=item.slot) is None:
        problem = f"is {item.slot!r}, allowed: a slot of {product.id}"
        yield Unsound(f"{path}.item.slot", problem)
    known = {ticket_type.id for ticket_type in product.ticket_types}
    for ticket_type, _ in item.quantities:
        if ticket_type not in known:
            allowed = ", ".join(sorted(known))
            yield Unsound(f"{path}.item.quantities", f"have {ticket_type!r}, allowed: {allowed}")


def _draws(path: str, booking: Booking, catalogue: Catalogue) -> Iterator[Unsound]:
    try:
        for problem in misdrawn(booking.item, catalogue=catalogue):
            yield Unsound(f"{path}.item.draws", problem)
    except UsageError as error:
        yield Unsound(f"{path}.item", f"is not one that is sold: {error}")


def _postings(order: Order) -> Iterator[Unsound]:
    if not order.postings or order.postings[0].reason is not PostingReason.CONFIRMATION:
        yield Unsound("postings", "do not begin with CONFIRMATION, allowed: the whole ledger")
    bookings = {booking.id for booking in order.bookings}
    tickets = {
        ticket.target(booking.id) for booking in order.bookings for ticket in booking.tickets
    }
    places = {(one.item, one.part, one.ticket_type, one.ordinal) for one in tickets}
    before = 1
    for place, posting in enumerate(order.postings):
        path = f"postings[{place}]"
        if not before <= posting.version <= order.version:
            problem = f"is {posting.version}, allowed: {before} to {order.version}"
            yield Unsound(f"{path}.version", problem)
        before = max(before, posting.version)
        for number, run in enumerate(posting.runs):
            where = f"{path}.runs[{number}]"
            if run.units < 1:
                yield Unsound(where, f"has {run.units} units, allowed: 1 and up")
            elif run.ordinal < 0:
                if run.item and run.item not in bookings:
                    yield Unsound(where, f"is of {run.item!r}, allowed: a booking")
            elif not all(
                (run.item, run.part, run.ticket_type, ordinal) in places
                for ordinal in range(run.ordinal, run.ordinal + run.units)
            ):
                yield Unsound(where, "is of a ticket that is not there, allowed: tickets")
    if len(order.postings) == 1 and order.total != order.priced.total:
        problem = f"add up to {order.total}, allowed: {order.priced.total}, what was priced"
        yield Unsound("postings", problem)


def _payments(order: Order) -> Iterator[Unsound]:
    yield from _twice("payments", (payment.id for payment in order.payments), what="id")
    known: dict[PaymentId, Payment] = {}
    brought: dict[PaymentId, int] = {}
    for place, payment in enumerate(order.payments):
        path = f"payments[{place}]"
        if payment.currency != order.currency:
            problem = f"is {payment.currency.code}, allowed: {order.currency.code}"
            yield Unsound(f"{path}.currency", problem)
        if payment.amount < 0:
            yield Unsound(f"{path}.amount", f"is {payment.amount}, allowed: zero and up")
        original = None if payment.original is None else known.get(payment.original)
        if payment.original is None:
            if payment.type is PaymentType.REFUND:
                yield Unsound(f"{path}.original", "is missing, allowed: what it gives back")
        elif original is None:
            yield Unsound(f"{path}.original", "is not there, allowed: an earlier payment")
        else:
            yield from _following(path, payment, original, brought)
        known[payment.id] = payment
        brought[payment.id] = payment.amount


def _following(
    path: str, payment: Payment, original: Payment, brought: dict[PaymentId, int]
) -> Iterator[Unsound]:
    """See that a line may follow its original, and takes no more than is left of it."""
    role, before = role_of(payment), role_of(original)
    if role is None:
        return  # of another system: it counts for nothing
    if before is None or role not in FOLLOWERS.get(before, ()):
        problem = f"is {payment.type.value} {payment.status.value}"
        yield Unsound(path, f"{problem}, allowed: what may follow {original.status.value}")
        return
    left = brought[original.id]
    brought[original.id] = left - payment.amount
    if payment.amount > left:
        yield Unsound(f"{path}.amount", f"is {payment.amount}, allowed: up to {left}")


def _twice(path: str, names: Iterable[Hashable], *, what: str) -> Iterator[Unsound]:
    for name, count in Counter(names).items():
        if count > 1:
            yield Unsound(path, f"have the {what} {name} {count} times, allowed: once")
