"""Whether an order already is what a change meant: how a lost answer about one is looked up.

As `cart.achieved` does for carts: a system that knows no keys can still be asked for the order.
Nothing is said about versions, or about prices that the system makes itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from counterfoil.domain.cart.achieved import is_as_meant
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
    TicketsRedeemed,
)
from counterfoil.domain.order.order import Order
from counterfoil.domain.order.ticket import Ticket
from counterfoil.domain.payments import Payment
from counterfoil.domain.references import UnitId
from counterfoil.domain.statuses import TicketStatus


def achieved_order(change: OrderChange, order: Order | None) -> bool:
    """Whether *order* (None: there is none) already is what a change meant.

    A use of a ticket is told by its instant and its actor, and counts until it is voided. What a
    system added of its own, such as bookings that nobody asked for, is a mismatch and not looked
    at here.
    """
    if order is None:
        return False
    match change:
        case OrderConfirmed(order=made) | OrderImported(order=made):
            return order.id == made.id
        case PaymentsRecorded(payments=payments):
            return _has_payments(order, payments)
        case TicketsRedeemed(tickets=tickets, redeemed_at=at, stamp=stamp):
            return all(
                any(
                    use.counts and use.at == at and use.actor == stamp.actor
                    for use in ticket.redemptions
                )
                for ticket in _named(order, tickets)
            )
        case RedemptionsVoided(tickets=tickets, stamp=stamp):
            return all(
                not ticket.is_redeemed
                and any(
                    use.voided_at == stamp.at and use.voided_by == stamp.actor
                    for use in ticket.redemptions
                )
                for ticket in _named(order, tickets)
            )
        case BookingsCancelled(tickets=tickets, payments=payments):
            over = all(
                ticket.status is not TicketStatus.CONFIRMED for ticket in _named(order, tickets)
            )
            return over and _has_payments(order, payments)
        case OrderAmended():
            return _amended(change, order)
        case OrderErased():
            return False  # only whoever has the key can see it
        case _:
            assert_never(change)


def _amended(change: OrderAmended, order: Order) -> bool:
    codes = {one.code for one in change.promocodes}
    return (
        all(_is_booked(order.booking(wanted.id), wanted) for wanted in change.bookings)
        and order.requested == change.requested
        and {one.code for one in order.promocodes} == codes
        and (change.details is None or order.details == change.details)
        and (change.flags is None or order.flags == change.flags)
        and _has_payments(order, change.payments)
    )


def _is_booked(found: Booking | None, wanted: Booking) -> bool:
    if found is None or not found.is_live:
        return not wanted.is_live
    if not wanted.is_live:
        return False
    gone = {ticket.id for ticket in wanted.tickets if ticket.status is TicketStatus.CANCELLED}
    return is_as_meant(found.item, wanted.item) and not any(
        ticket.id in gone and ticket.status is not TicketStatus.CANCELLED
        for ticket in found.tickets
    )


def _named(order: Order, names: Iterable[UnitId]) -> list[Ticket]:
    wanted = frozenset(names)
    found = [one for booking in order.bookings for one in booking.tickets if one.id in wanted]
    assert len(found) == len(wanted), "an order forgets no ticket"
    return found


def _has_payments(order: Order, payments: tuple[Payment, ...]) -> bool:
    return {payment.id for payment in payments} <= {payment.id for payment in order.payments}
