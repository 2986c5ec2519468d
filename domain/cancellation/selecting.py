"""Selecting: which tickets a command cancels, and what forbids cancelling them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from attrs import frozen

from counterfoil.domain.cancellation.rest import cart_of
from counterfoil.domain.cart.facts import Refusals
from counterfoil.domain.cart.sale import add_ons_of, products_with_add_ons
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.catalogue.parties import SourceKind
from counterfoil.domain.lifecycle import BOOKING, may_follow
from counterfoil.domain.order.booking import Booking
from counterfoil.domain.order.commands import CancelOrder
from counterfoil.domain.order.order import Order
from counterfoil.domain.references import ItemId, UnitId
from counterfoil.domain.refusals import (
    BookingCancelled,
    BookingRedeemed,
    BookingUndecided,
    HasAddOns,
    InvalidDetail,
    NotCancellable,
    Refusal,
    SupplierRefuses,
    TicketCancelled,
    UnknownBooking,
    UnknownTicket,
)
from counterfoil.domain.settings import AddOnsOnRemoval
from counterfoil.domain.statuses import BookingStatus, TicketStatus


@frozen(kw_only=True)
class Selected:
    """The tickets that go, by booking, in the order of the order."""

    tickets: Mapping[ItemId, tuple[UnitId, ...]]

    @property
    def names(self) -> tuple[UnitId, ...]:
        """All tickets that go."""
        return tuple(name for of_booking in self.tickets.values() for name in of_booking)


def selected(
    order: Order, command: CancelOrder, *, catalogue: Catalogue, add_ons: AddOnsOnRemoval
) -> Selected | Refusals:
    """Answer the tickets that a command names, with the add-ons that go along.

    Without bookings and tickets that is all of the order. Refusals, in order of the steps:
    InvalidDetail; UnknownBooking, UnknownTicket; BookingCancelled, TicketCancelled; HasAddOns.
    """
    wrong = (
        *_twice("bookings", command.bookings),
        *_twice("tickets", command.tickets),
    )
    found: Refusals = wrong or tuple(_unknown(order, command)) or tuple(_gone(order, command))
    if found:
        return found
    tickets = dict(_named(order, command))
    while orphaned := _orphans(order, tickets, catalogue):
        if add_ons is AddOnsOnRemoval.REFUSE:
            return orphaned
        along = {name for orphan in orphaned for name in orphan.add_ons}
        tickets = {
            booking.id: _living(booking) if booking.id in along else tickets[booking.id]
            for booking in order.bookings
            if booking.id in along or booking.id in tickets
        }
    return Selected(tickets=tickets)


def forbidden(order: Order, chosen: Selected, *, override_supplier: bool) -> Refusals:
    """Answer what forbids cancelling tickets.

    Refusals, in order of the steps: BookingRedeemed; NotCancellable; BookingUndecided;
    SupplierRefuses, unless it is overridden.
    """
    going = [
        (booking, chosen.tickets[booking.id])
        for booking in order.bookings
        if booking.id in chosen.tickets
    ]
    redeemed = tuple(one for booking, names in going for one in _redeemed(booking, names))
    final = tuple(
        NotCancellable(booking=booking.id, product=booking.item.product)
        for booking, _ in going
        if not booking.sold.cancellation.allowed
    )
    undecided = tuple(one for booking, names in going for one in _undecided(booking, names))
    refused: tuple[Refusal, ...] = ()
    if not override_supplier:
        answers = (refusal_of_supplier(booking) for booking, _ in going)
        refused = tuple(answer for answer in answers if answer is not None)
    return redeemed or final or undecided or refused


def refuses(booking: Booking) -> bool:
    """Whether the third party behind a booking takes no cancellations."""
    source = booking.sold.source
    return source.kind is SourceKind.THIRD_PARTY and source.refuses_cancellation


def refusal_of_supplier(booking: Booking) -> SupplierRefuses | None:
    """Answer what the third party behind a booking says to cancelling it."""
    if not refuses(booking):
        return None
    party = booking.sold.source.party
    supplier = booking.sold.supplier.name if party is None else party.name
    return SupplierRefuses(booking=booking.id, product=booking.item.product, supplier=supplier)


def _twice(field: str, names: Sequence[str]) -> Iterator[InvalidDetail]:
    again = [name for name, count in Counter(names).items() if count > 1]
    if again:
        problem = f"name {', '.join(again)} again"
        yield InvalidDetail(field=field, problem=problem, allowed="each of them once")


def _unknown(order: Order, command: CancelOrder) -> Iterator[UnknownBooking | UnknownTicket]:
    bookings = {booking.id: None for booking in order.bookings}
    for name in command.bookings:
        if name not in bookings:
            living = tuple(booking.id for booking in order.bookings if booking.is_live)
            yield UnknownBooking(order=order.id, booking=name, allowed=living)
    if not command.tickets:
        return
    tickets = {ticket.id: ticket for booking in order.bookings for ticket in booking.tickets}
    good = tuple(name for name, one in tickets.items() if one.status is TicketStatus.CONFIRMED)
    for ticket in command.tickets:
        if ticket not in tickets:
            yield UnknownTicket(order=order.id, ticket=ticket, allowed=good)


def _gone(order: Order, command: CancelOrder) -> Iterator[BookingCancelled | TicketCancelled]:
    bookings, tickets = frozenset(command.bookings), frozenset(command.tickets)
    for booking in order.bookings:
        if booking.id in bookings and not booking.is_live:
            yield BookingCancelled(booking=booking.id)
        for ticket in booking.tickets:
            if ticket.id in tickets and ticket.status is not TicketStatus.CONFIRMED:
                yield TicketCancelled(booking=booking.id, ticket=ticket.id)


def _named(order: Order, command: CancelOrder) -> Iterator[tuple[ItemId, tuple[UnitId, ...]]]:
    bookings, tickets = frozenset(command.bookings), frozenset(command.tickets)
    whole = not bookings and not tickets
    for booking in order.bookings:
        names = _living(booking)
        if not whole and booking.id not in bookings:
            names = tuple(name for name in names if name in tickets)
        if names:
            yield booking.id, names


def _living(booking: Booking) -> tuple[UnitId, ...]:
    return tuple(one.id for one in booking.tickets if one.status is TicketStatus.CONFIRMED)


def _orphans(
    order: Order, tickets: Mapping[ItemId, tuple[UnitId, ...]], catalogue: Catalogue
) -> tuple[HasAddOns, ...]:
    """Find main bookings that go while their add-ons stay."""
    ends = [
        booking
        for booking in order.bookings
        if booking.is_live and len(tickets.get(booking.id, ())) == len(_living(booking))
    ]
    names = {booking.id for booking in ends}
    after = cart_of(
        order,
        (one.item for one in order.bookings if one.is_live and one.id not in names),
    )
    leading = products_with_add_ons(after, catalogue=catalogue)
    found = []
    for booking in ends:
        if booking.item.product not in leading:
            continue
        left = add_ons_of(after, main=booking.item, catalogue=catalogue)
        if left:
            found.append(HasAddOns(item=booking.id, add_ons=tuple(one.id for one in left)))
    return tuple(found)


def _redeemed(booking: Booking, names: Sequence[UnitId]) -> Iterator[BookingRedeemed]:
    going = frozenset(names)
    used = tuple(one.id for one in booking.tickets if one.id in going and one.is_redeemed)
    if used:
        yield BookingRedeemed(booking=booking.id, tickets=used)


def _undecided(booking: Booking, names: Sequence[UnitId]) -> Iterator[BookingUndecided]:
    in_part = len(names) < len(_living(booking))
    after = BookingStatus.BOOKING_UPDATED if in_part else BookingStatus.BOOKING_CANCELLED
    if not may_follow(BOOKING, before=booking.status, after=after):
        can_go = may_follow(BOOKING, before=booking.status, after=BookingStatus.BOOKING_CANCELLED)
        yield BookingUndecided(
            booking=booking.id, status=booking.status, in_part=in_part and can_go
        )
