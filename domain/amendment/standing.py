"""What an order has, as a cart: the rules of carts judge what is booked again.

Nothing of it lapses, and its payments are no reason to leave it alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime

from attrs import evolve

from counterfoil.domain.cancellation.rest import spots_left
from counterfoil.domain.cart.cart import Cart, Privilege
from counterfoil.domain.cart.item import CartItem, Told
from counterfoil.domain.catalogue.spots import Spot
from counterfoil.domain.order.booking import Booking
from counterfoil.domain.order.order import Order
from counterfoil.domain.order.ticket import Ticket
from counterfoil.domain.references import CartId, PartId, UnitId
from counterfoil.domain.statuses import TicketStatus
from counterfoil.domain.ticket_codes.code import TicketCode, TypeKey

FOREVER = datetime.max.replace(tzinfo=UTC)


def standing_cart(
    order: Order,
    *,
    privileges: frozenset[Privilege] = frozenset(),
    leaving: AbstractSet[UnitId] = frozenset(),
) -> Cart:
    """Answer the bookings of an order that are good, as the items of a cart.

    Tickets that are *leaving* stand last in their line, so that they are the first to go.
    """
    return Cart(
        id=CartId(order.id),
        version=order.version,
        world=order.world,
        opened_at=order.created_at,
        items=tuple(
            _item(booking, leaving=leaving) for booking in order.bookings if booking.is_live
        ),
        codes=order.codes,
        requested=order.requested,
        buyer=order.buyer,
        holder=order.holder,
        uses=tuple(evolve(use, expires_at=FOREVER) for use in order.uses),
        priced=order.priced,
        privileges=privileges,
        details=order.details,
    )


def standing_tickets(
    booking: Booking, *, leaving: AbstractSet[UnitId] = frozenset()
) -> Mapping[TypeKey, tuple[Ticket, ...]]:
    """Answer the tickets of a booking that are good, by line, the first to go last.

    Those that are *leaving* go first, then those with the highest numbers.
    """
    lines: dict[TypeKey, list[Ticket]] = {}
    for ticket in booking.tickets:
        if ticket.status is TicketStatus.CONFIRMED:
            lines.setdefault((ticket.part or None, ticket.ticket_type), []).append(ticket)
    return {
        line: tuple(sorted(tickets, key=lambda one: (one.id in leaving, one.ordinal)))
        for line, tickets in lines.items()
    }


def _item(booking: Booking, *, leaving: AbstractSet[UnitId]) -> CartItem:
    spots = _spots(booking, leaving=leaving)
    item = evolve(booking.item, expires_at=FOREVER, told=Told.HELD, spots=spots)
    if not item.codes:
        return item
    known = {(code.key, code.code): code for code in item.codes}
    codes: list[TicketCode] = []
    for line, tickets in standing_tickets(booking, leaving=leaving).items():
        found = (known.get((line, ticket.code)) for ticket in tickets)
        codes.extend(code for code in found if code is not None)
    return evolve(item, codes=tuple(codes))


def _spots(booking: Booking, *, leaving: AbstractSet[UnitId]) -> Mapping[PartId, tuple[Spot, ...]]:
    """Answer the spots of a booking, those of tickets that are *leaving* last in their part."""
    item = booking.item
    living = [one for one in booking.tickets if one.status is TicketStatus.CONFIRMED]
    going = leaving & {one.id for one in living}
    if not going or not item.spots:
        return item.spots
    first = spots_left(item, living=living, cancelled=going)
    last = spots_left(item, living=living, cancelled={one.id for one in living} - going)
    return {part: (*first.get(part, ()), *last.get(part, ())) for part in item.spots}
