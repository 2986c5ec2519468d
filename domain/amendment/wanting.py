"""What an amendment asks of the bookings, as an update of a cart; or what forbids asking it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from attrs import evolve

from counterfoil.domain.amendment.standing import standing_tickets
from counterfoil.domain.cancellation.selecting import refusal_of_supplier
from counterfoil.domain.cart.commands import UpdateCart
from counterfoil.domain.cart.operations import AddItem, AmendItem, Operation, RemoveItem
from counterfoil.domain.catalogue.parties import SourceKind
from counterfoil.domain.keeping import KEEP
from counterfoil.domain.lifecycle import BOOKING, may_follow
from counterfoil.domain.order.booking import Booking
from counterfoil.domain.order.commands import AmendOrder
from counterfoil.domain.order.order import Order
from counterfoil.domain.references import CartId, ItemId, TicketTypeId
from counterfoil.domain.refusals import (
    BookingCancelled,
    BookingRedeemed,
    BookingUndecided,
    DuplicateItem,
    NotAmendable,
    NotCancellable,
    SupplierRefuses,
    UnknownBooking,
    UnknownTicket,
)
from counterfoil.domain.statuses import BookingStatus

Unasked: TypeAlias = (
    UnknownBooking
    | BookingCancelled
    | BookingRedeemed
    | NotAmendable
    | NotCancellable
    | BookingUndecided
    | SupplierRefuses
    | DuplicateItem
    | UnknownTicket
)


def wanted_update(order: Order, command: AmendOrder) -> UpdateCart | tuple[Unasked, ...]:
    """Answer the update of the order's cart that a command asks for.

    Guests who are added to what cannot be cancelled become a booking of their own.
    Source: the vendor's "Update / Amend Order".
    """
    operations: list[Operation] = []
    refusals: list[Unasked] = []
    bookings = {booking.id: booking for booking in order.bookings}
    new: set[ItemId] = set()
    for operation in command.operations:
        found = _wanted(order, operation, bookings, new)
        if isinstance(found, AddItem | AmendItem | RemoveItem):
            operations.append(found)
        else:
            refusals.append(found)
    refusals.extend(_unknown_tickets(order, command))
    if refusals:
        return tuple(refusals)
    return UpdateCart(
        key=command.key,
        actor=command.actor,
        cart=CartId(order.id),
        operations=tuple(operations),
        requested=command.requested,
    )


def _wanted(
    order: Order, operation: Operation, bookings: Mapping[ItemId, Booking], new: set[ItemId]
) -> Operation | Unasked:
    if isinstance(operation, AddItem):
        if operation.item is not None:
            if operation.item in bookings:
                return DuplicateItem(item=operation.item)
            new.add(operation.item)
        own = operation.main_order == order.id
        return evolve(operation, main_order=None) if own else operation
    if operation.item in new:
        return operation
    booking = bookings.get(operation.item)
    if booking is None:
        allowed = tuple(one.id for one in order.bookings if one.is_live)
        return UnknownBooking(order=order.id, booking=operation.item, allowed=allowed)
    if not booking.is_live:
        return BookingCancelled(booking=booking.id)
    used = tuple(ticket.id for ticket in booking.tickets if ticket.is_redeemed)
    if used:
        return BookingRedeemed(booking=booking.id, tickets=used)
    product = booking.item.product
    if isinstance(operation, AmendItem):
        if booking.sold.source.kind is SourceKind.THIRD_PARTY:
            return NotAmendable(booking=booking.id, product=product)
        if not booking.sold.cancellation.allowed:
            return _added_beside(booking, operation) or NotCancellable(
                booking=booking.id, product=product
            )
        return _undecided(booking, BookingStatus.BOOKING_UPDATED) or operation
    if not booking.sold.cancellation.allowed:
        return NotCancellable(booking=booking.id, product=product)
    undecided = _undecided(booking, BookingStatus.BOOKING_CANCELLED)
    return undecided or refusal_of_supplier(booking) or operation


def _undecided(booking: Booking, after: BookingStatus) -> BookingUndecided | None:
    """Find that somebody else is still to decide about a booking, which may have moved in."""
    if may_follow(BOOKING, before=booking.status, after=after):
        return None
    can_go = may_follow(BOOKING, before=booking.status, after=BookingStatus.BOOKING_CANCELLED)
    return BookingUndecided(booking=booking.id, status=booking.status, in_part=can_go)


def _added_beside(booking: Booking, operation: AmendItem) -> AddItem | None:
    """Answer the second booking of guests who are added; None where anything else would change."""
    item = booking.item
    if operation != AmendItem(item=item.id, quantities=operation.quantities):
        return None
    if operation.quantities is KEEP or item.parts:
        return None
    had = dict(item.quantities)
    asked: dict[TicketTypeId, int] = {}
    for ticket_type, count in operation.quantities:
        asked[ticket_type] = asked.get(ticket_type, 0) + count
    if any(asked.get(ticket_type, 0) < count for ticket_type, count in had.items()):
        return None
    more = tuple(
        (ticket_type, count - had.get(ticket_type, 0))
        for ticket_type, count in asked.items()
        if count > had.get(ticket_type, 0)
    )
    if not more:
        return None
    return AddItem(
        product=item.product,
        quantities=more,
        slot=item.slot,
        travel_date=item.travel_date,
        options=item.options,
        pickup=item.pickup,
        main=item.main,
        relation=item.relation,
        language=item.language,
    )


def _unknown_tickets(order: Order, command: AmendOrder) -> Iterator[UnknownTicket]:
    """Yield the tickets that are to leave and are in no booking that is amended."""
    amended = {one.item for one in command.operations if isinstance(one, AmendItem)}
    allowed = tuple(
        ticket.id
        for booking in order.bookings
        if booking.id in amended
        for tickets in standing_tickets(booking).values()
        for ticket in tickets
    )
    for ticket in command.leaving:
        if ticket not in allowed:
            yield UnknownTicket(order=order.id, ticket=ticket, allowed=allowed)
