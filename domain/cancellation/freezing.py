"""Freezing: the entries of what is cancelled go back as they were written; nothing is priced anew.

A ticket takes its own entries along. What is pinned to a booking goes with the booking's last
ticket, what is pinned to the order with the order's last. A fee that never goes back stays, and so
does a group's price until all of the group is cancelled.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from counterfoil.domain.cancellation.places import (
    THE_ORDER,
    Line,
    Place,
    Sums,
    of_booking,
    sums_of,
    turned,
)
from counterfoil.domain.order.order import Order
from counterfoil.domain.pricing.ledger import UnitTarget
from counterfoil.domain.statuses import TicketStatus


def freed(order: Order, *, left: AbstractSet[Place]) -> Sums:
    """Answer the entries that go back where the entries of the places *left* stay.

    What went back before is not there any more, so that nothing goes back twice.
    """
    runs = (run for posting in order.postings for run in posting.runs)
    return turned(sums_of(runs, move=lambda place: None if place in left else place))


def places_left(
    order: Order, *, cancelled: AbstractSet[UnitTarget], pieces: AbstractSet[Line]
) -> AbstractSet[Place]:
    """Name the places in the ledger whose entries stay when tickets are *cancelled*.

    *pieces* are the lines that give nothing back before all of their tickets are cancelled.
    """
    staying: set[Place] = set()
    for booking in order.bookings:
        living: set[Line] = set()
        over: dict[Line, list[Place]] = {}
        for ticket in booking.tickets:
            place = Place(booking.id, ticket.part, ticket.ticket_type, ticket.ordinal)
            lives = ticket.status is TicketStatus.CONFIRMED
            if lives and ticket.target(booking.id) not in cancelled:
                living.add(place.line)
                staying.add(place)
            elif place.line in pieces:
                over.setdefault(place.line, []).append(place)
        staying.update(place for line in over.keys() & living for place in over[line])
        if living:
            staying.add(of_booking(booking.id))
            staying.add(THE_ORDER)
    return staying
