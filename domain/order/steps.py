"""Steps between states: what a change of an order did, held against the life cycles."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from counterfoil.domain.lifecycle import BOOKING, ORDER, REDEMPTION, TICKET, may_follow
from counterfoil.domain.order.booking import Booking
from counterfoil.domain.order.order import Order
from counterfoil.domain.order.passes import redemption_status


def forbidden_steps(before: Order, after: Order, *, at: datetime) -> tuple[str, ...]:
    """Name each step from a state to another that no life cycle has; none, where all is well.

    A ticket's use is read at *at*, the instant of the change.
    """
    found = [
        *_forbidden_of_bookings(before, after),
        *_forbidden_of_tickets(before, after, at=at),
    ]
    old, new = before.status, after.status
    if old is not new and not may_follow(ORDER, before=old, after=new):
        found.append(f"order: {old.value} to {new.value}")
    return tuple(found)


def _forbidden_of_bookings(before: Order, after: Order) -> Iterator[str]:
    known = {booking.id: booking.status for booking in before.bookings}
    for booking in after.bookings:
        old, new = known.get(booking.id, booking.status), booking.status
        if old is not new and not may_follow(BOOKING, before=old, after=new):
            yield f"booking {booking.id}: {old.value} to {new.value}"


def _forbidden_of_tickets(before: Order, after: Order, *, at: datetime) -> Iterator[str]:
    old_bookings = {booking.id: booking for booking in before.bookings}
    for booking in after.bookings:
        former = old_bookings.get(booking.id)
        if former is not None and former is not booking:
            yield from _forbidden_of_booking(former, booking, at=at)


def _forbidden_of_booking(before: Booking, after: Booking, *, at: datetime) -> Iterator[str]:
    known = {ticket.id: ticket for ticket in before.tickets}
    for ticket in after.tickets:
        former = known.get(ticket.id)
        if former is None or former is ticket:
            continue
        old, new = former.status, ticket.status
        if old is not new and not may_follow(TICKET, before=old, after=new):
            yield f"ticket {ticket.id}: {old.value} to {new.value}"
        used = redemption_status(former, sold=before.sold, now=at)
        uses = redemption_status(ticket, sold=after.sold, now=at)
        if used is not uses and not may_follow(REDEMPTION, before=used, after=uses):
            yield f"ticket {ticket.id}: {used.value} to {uses.value}"
