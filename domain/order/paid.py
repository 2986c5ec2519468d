"""How far each ticket of an order is paid: a function of its payments."""

from __future__ import annotations

from collections.abc import Mapping

from counterfoil.domain.order.order import Order
from counterfoil.domain.order.posting import totals_of_units
from counterfoil.domain.payments import PaymentStatus
from counterfoil.domain.references import UnitId


def payment_statuses(order: Order) -> Mapping[UnitId, PaymentStatus]:
    """Answer how far each ticket is paid: as the order is, as nobody pays for a single ticket.

    A ticket to which nothing is added needs no payment: one that is free, or was given back. What
    is pinned to a booking or to the order is no ticket's.
    """
    status = order.payment_status
    totals = totals_of_units(order.postings)
    return {
        ticket.id: status
        if totals.get(ticket.target(booking.id), 0)
        else PaymentStatus.NOT_REQUIRED
        for booking in order.bookings
        for ticket in booking.tickets
    }
