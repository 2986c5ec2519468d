"""Applying: an order after a change. Nothing else changes an order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import assert_never

from attrs import evolve

from counterfoil.domain.cart.item import CartItem
from counterfoil.domain.order.booking import Booking
from counterfoil.domain.order.changes import (
    BookingsCancelled,
    OrderAmended,
    OrderChange,
    OrderConfirmed,
    OrderErased,
    OrderImported,
    PaymentsRecorded,
    RedemptionsVoided,
    Stamp,
    TicketsRedeemed,
)
from counterfoil.domain.order.event import EventType, OrderEvent
from counterfoil.domain.order.order import Order
from counterfoil.domain.order.steps import forbidden_steps
from counterfoil.domain.order.ticket import Redemption
from counterfoil.domain.order.vouchers import with_voucher_events
from counterfoil.domain.payments import Payment, Role, role_of
from counterfoil.domain.references import ItemId, UnitId
from counterfoil.domain.statuses import BookingStatus, OrderStatus, SettlementType, TicketStatus

_BACK = frozenset({Role.GIVEN_BACK, Role.LET_GO, Role.CALLED_OFF})


def apply_to_order(order: Order | None, change: OrderChange) -> Order:
    """Answer the order after a change; *order* is None before it is confirmed."""
    if isinstance(change, OrderConfirmed | OrderImported):
        assert order is None, "an order is made once"
        return change.order
    assert order is not None, "only an order that was confirmed can change"
    stamped = evolve(
        order,
        revision=order.revision + 1,
        modified_at=change.stamp.at,
        modified_by=change.stamp.actor,
    )
    stamp = change.stamp
    changed = _changed(stamped, change)
    after = with_voucher_events(order, changed, at=stamp.at, actor=stamp.actor)
    forbidden = forbidden_steps(order, after, at=stamp.at)
    assert not forbidden, f"no life cycle has these steps: {', '.join(forbidden)}"
    return after


def _changed(
    order: Order,
    change: PaymentsRecorded
    | TicketsRedeemed
    | RedemptionsVoided
    | BookingsCancelled
    | OrderAmended
    | OrderErased,
) -> Order:
    match change:
        case PaymentsRecorded(payments=payments):
            return _with_payments(order, payments, change.stamp)
        case TicketsRedeemed(tickets=tickets, redeemed_at=at):
            names = frozenset(tickets)
            bookings = tuple(_redeemed(one, names, at, change.stamp) for one in order.bookings)
            event = _event(order, EventType.REDEMPTION, change.stamp)
            return evolve(order, bookings=bookings, events=(*order.events, event))
        case RedemptionsVoided(tickets=tickets):
            names = frozenset(tickets)
            bookings = tuple(_voided(one, names, change.stamp) for one in order.bookings)
            event = _event(order, EventType.REDEMPTION_VOID, change.stamp)
            return evolve(order, bookings=bookings, events=(*order.events, event))
        case BookingsCancelled():
            return _cancelled(order, change)
        case OrderAmended():
            return _amended(order, change)
        case OrderErased():
            event = _event(order, EventType.ORDER_ERASE, change.stamp)
            return evolve(order, events=(*order.events, event))
        case _:
            assert_never(change)


def _event(order: Order, kind: EventType, stamp: Stamp) -> OrderEvent:
    return OrderEvent(type=kind, order_version=order.version, at=stamp.at, actor=stamp.actor)


def _redeemed(booking: Booking, tickets: frozenset[UnitId], at: datetime, stamp: Stamp) -> Booking:
    if not any(ticket.id in tickets for ticket in booking.tickets):
        return booking
    use = Redemption(at=at, actor=stamp.actor)
    return evolve(
        booking,
        tickets=tuple(
            evolve(ticket, redemptions=(*ticket.redemptions, use))
            if ticket.id in tickets
            else ticket
            for ticket in booking.tickets
        ),
    )


def _voided(booking: Booking, tickets: frozenset[UnitId], stamp: Stamp) -> Booking:
    if not any(ticket.id in tickets for ticket in booking.tickets):
        return booking
    return evolve(
        booking,
        tickets=tuple(
            evolve(ticket, redemptions=_without_last(ticket.redemptions, stamp))
            if ticket.id in tickets
            else ticket
            for ticket in booking.tickets
        ),
    )


def _without_last(uses: tuple[Redemption, ...], stamp: Stamp) -> tuple[Redemption, ...]:
    """Void the last use that counts; voided ones stay in the list."""
    last = max(place for place, use in enumerate(uses) if use.counts)
    voided = evolve(uses[last], voided_at=stamp.at, voided_by=stamp.actor)
    return (*uses[:last], voided, *uses[last + 1 :])


def _with_payments(order: Order, payments: tuple[Payment, ...], stamp: Stamp) -> Order:
    kinds = (
        EventType.PAYMENT_REFUND if role_of(one) in _BACK else EventType.PAYMENT_CREATE
        for one in payments
    )
    events = tuple(_event(order, kind, stamp) for kind in kinds)
    return evolve(order, payments=(*order.payments, *payments), events=(*order.events, *events))


def _cancelled(order: Order, change: BookingsCancelled) -> Order:
    names = frozenset(change.tickets)
    items = {item.id: item for item in change.items}
    bookings = tuple(_without(one, names, items, change) for one in order.bookings)
    posting = () if change.posting is None else (change.posting,)
    after = evolve(
        order,
        version=order.version + 1,
        bookings=bookings,
        uses=change.uses,
        postings=(*order.postings, *posting),
    )
    is_over = after.status is OrderStatus.ORDER_CANCELLED
    kind = EventType.ORDER_CANCEL if is_over else EventType.ORDER_UPDATE
    event = evolve(
        _event(after, kind, change.stamp),
        note=change.reason,
        bookings=tuple(item.id for item in change.items),
    )
    if is_over:
        after = evolve(after, cancelled_at=change.stamp.at, cancellation_reason=change.reason)
    return _with_payments(
        evolve(after, events=(*after.events, event)), change.payments, change.stamp
    )


def _without(
    booking: Booking,
    tickets: frozenset[UnitId],
    items: Mapping[ItemId, CartItem],
    change: BookingsCancelled,
) -> Booking:
    """Answer a booking after some of its tickets were cancelled, and all of it with the last."""
    if booking.id not in items:
        return booking
    cancelled = evolve(
        booking,
        item=items[booking.id],
        version=booking.version + 1,
        status=BookingStatus.BOOKING_UPDATED,
        tickets=tuple(
            evolve(ticket, status=TicketStatus.CANCELLED) if ticket.id in tickets else ticket
            for ticket in booking.tickets
        ),
        modified_at=change.stamp.at,
        supplier_differs=booking.supplier_differs or booking.id in change.against,
    )
    if cancelled.is_live:
        return cancelled
    return evolve(
        cancelled,
        status=BookingStatus.BOOKING_CANCELLED,
        cancelled_at=change.stamp.at,
        cancellation_reason=change.reason,
    )


def _amended(order: Order, change: OrderAmended) -> Order:
    booked = {booking.id: booking for booking in change.bookings}
    known = {booking.id for booking in order.bookings}
    after = evolve(
        order,
        version=order.version + 1,
        world=change.world,
        bookings=(
            *(booked.get(booking.id, booking) for booking in order.bookings),
            *(booking for booking in change.bookings if booking.id not in known),
        ),
        details=order.details if change.details is None else change.details,
        flags=order.flags if change.flags is None else change.flags,
        requested=change.requested,
        promocodes=change.promocodes,
        uses=change.uses,
        postings=order.postings if change.posting is None else (*order.postings, change.posting),
    )
    event = evolve(
        _event(after, EventType.ORDER_UPDATE, change.stamp),
        bookings=tuple(booked),
        note=change.note,
        options=change.options,
    )
    events = (*after.events, event, *_invoiced_anew(after, tuple(booked), known, change.stamp))
    return _with_payments(evolve(after, events=events), change.payments, change.stamp)


def _invoiced_anew(
    order: Order, booked: tuple[ItemId, ...], known: AbstractSet[ItemId], stamp: Stamp
) -> Iterator[OrderEvent]:
    """Yield the events that credit what was invoiced and invoice what is booked now.

    Source: the vendor's "Update / Amend Order".
    """
    if order.settlement is not SettlementType.INVOICE:
        return
    credited = tuple(name for name in booked if name in known)
    if credited:
        yield evolve(_event(order, EventType.INVOICE_CREDIT, stamp), bookings=credited)
    if booked:
        yield evolve(_event(order, EventType.INVOICE_CREATE, stamp), bookings=booked)
