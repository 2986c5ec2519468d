"""The bookings that an amendment makes: tickets that stay, go and come, and their codes.

A ticket that stays keeps its number, its transaction id and, where the settings of its codes allow
it, its code.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import NamedTuple

from attrs import evolve

from counterfoil.domain.amendment.standing import standing_tickets
from counterfoil.domain.cart.capacity import times_of
from counterfoil.domain.cart.item import CartItem
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.order.booking import Booking
from counterfoil.domain.order.coding import Sharing, TicketMaker, sharing
from counterfoil.domain.order.making import sold_as, ticket_lines
from counterfoil.domain.order.order import Order
from counterfoil.domain.order.ticket import Ticket
from counterfoil.domain.references import PartId, TicketTypeId, UnitId
from counterfoil.domain.statuses import BookingStatus, TicketStatus
from counterfoil.domain.ticket_codes.code import TypeKey


class Rebooking(NamedTuple):
    """What bookings are booked again with: whose codes are made how, and when."""

    catalogue: Catalogue
    maker: TicketMaker
    now: datetime
    leaving: AbstractSet[UnitId]


def rebooked(booking: Booking, item: CartItem, how: Rebooking) -> Booking:
    """Answer a booking as it is with *item*."""
    staying, gone = _parted(booking, item, how)
    tickets = {
        **{ticket.id: evolve(ticket, status=TicketStatus.CANCELLED) for ticket in gone},
        **{ticket.id: ticket for ticket in _tickets(booking, item, staying, how)},
    }
    known = {ticket.id for ticket in booking.tickets}
    return evolve(
        booking,
        item=item,
        sold=sold_as(item, how.catalogue),
        version=booking.version + 1,
        status=BookingStatus.BOOKING_UPDATED,
        tickets=(
            *(tickets.get(ticket.id, ticket) for ticket in booking.tickets),
            *(ticket for name, ticket in tickets.items() if name not in known),
        ),
        modified_at=how.now,
    )


def removed(booking: Booking, *, now: datetime) -> Booking:
    """Answer a booking that draws nothing any more, its tickets cancelled."""
    return evolve(
        booking,
        item=evolve(booking.item, draws=()),
        version=booking.version + 1,
        status=BookingStatus.BOOKING_CANCELLED,
        tickets=tuple(
            evolve(ticket, status=TicketStatus.CANCELLED)
            if ticket.status is TicketStatus.CONFIRMED
            else ticket
            for ticket in booking.tickets
        ),
        modified_at=now,
        cancelled_at=now,
    )


def invalidated(order: Order, bookings: Iterable[Booking]) -> tuple[UnitId, ...]:
    """Name the tickets of an order whose codes are good for nothing once *bookings* are so."""
    changed = {booking.id: booking for booking in bookings}
    after = [changed.get(booking.id, booking) for booking in order.bookings]
    good = {ticket.code for booking in after for ticket in _good(booking)}
    return tuple(
        ticket.id
        for booking in order.bookings
        if booking.id in changed
        for ticket in _good(booking)
        if ticket.code and ticket.code not in good
    )


def _good(booking: Booking) -> Iterator[Ticket]:
    return (one for one in booking.tickets if one.status is TicketStatus.CONFIRMED)


def _parted(
    booking: Booking, item: CartItem, how: Rebooking
) -> tuple[Mapping[TypeKey, Sequence[Ticket]], Sequence[Ticket]]:
    """Answer the tickets that stay, by line, and those that go."""
    wanted = _counts(item)
    staying: dict[TypeKey, Sequence[Ticket]] = {}
    gone: list[Ticket] = []
    for line, tickets in standing_tickets(booking, leaving=how.leaving).items():
        count = wanted.get(line, 0)
        staying[line] = tickets[:count]
        gone.extend(tickets[count:])
    return staying, gone


def _counts(item: CartItem) -> Mapping[TypeKey, int]:
    counts: dict[TypeKey, int] = {}
    for part, ticket_type, count in ticket_lines(item):
        line = (part or None, ticket_type)
        counts[line] = counts.get(line, 0) + count
    return counts


def _tickets(
    booking: Booking,
    item: CartItem,
    staying: Mapping[TypeKey, Sequence[Ticket]],
    how: Rebooking,
) -> Iterator[Ticket]:
    """Yield the tickets of the lines of *item*: those that stay first, then new ones."""
    code_of = how.maker.codes(item, catalogue=how.catalogue)
    given = frozenset(code.key for code in item.codes)
    anew = booking.sold.code_settings.dated and times_of(booking.item) != times_of(item)
    for line, count in _counts(item).items():
        part, ticket_type = PartId(line[0] or ""), line[1]
        known = staying.get(line, ())
        shared = None if anew else _shared(booking, item, staying, part, how)
        first = 1 + max(_ordinals(booking, part, ticket_type), default=-1)
        for place in range(count):
            if place < len(known):
                ticket = known[place]
                if line in given:
                    yield evolve(ticket, code=code_of(ticket.id, part, ticket_type, place))
                elif anew:
                    # The version makes it another code than the same ticket had before.
                    name = UnitId(f"{ticket.id}/{booking.version + 1}")
                    yield evolve(ticket, code=code_of(name, part, ticket_type, place))
                else:
                    yield ticket
                continue
            ordinal = first + place - len(known)
            name = how.maker.ticket(item, part=part, ticket_type=ticket_type, ordinal=ordinal)
            made = code_of(name, part, ticket_type, place)
            code = made if line in given or shared is None else shared
            yield Ticket(id=name, part=part, ticket_type=ticket_type, ordinal=ordinal, code=code)


def _shared(
    booking: Booking,
    item: CartItem,
    staying: Mapping[TypeKey, Sequence[Ticket]],
    part: PartId,
    how: Rebooking,
) -> str | None:
    """Answer the code that a new ticket shares with those that stay."""
    with_whom = sharing(item, part, how.catalogue)
    if with_whom in {None, Sharing.ORDER}:
        return None  # of its own, or made of the order's id as before
    sharers = (
        ticket.code
        for tickets in staying.values()
        for ticket in tickets
        if with_whom is Sharing.BOOKING or ticket.part == part
    )
    return next(sharers, None)


def _ordinals(booking: Booking, part: PartId, ticket_type: TicketTypeId) -> Iterator[int]:
    for ticket in booking.tickets:
        if ticket.part == part and ticket.ticket_type == ticket_type:
            yield ticket.ordinal
