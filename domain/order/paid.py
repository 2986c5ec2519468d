"""How far an order, and each of its tickets, is paid: a function of its payments."""

from __future__ import annotations

from collections.abc import Mapping

from counterfoil.domain.order.order import Order
from counterfoil.domain.order.posting import totals_of_units
from counterfoil.domain.payments import PaymentStatus, captured, refunded, secured
from counterfoil.domain.references import UnitId


def payment_status(order: Order) -> PaymentStatus:
    """Answer how far an order is paid.

    Nothing to pay and nothing paid: not required. All that came in went back: refunded. All paid;
    all secured, some of it only authorized; some paid; else pending.
    """
    came = captured(order.payments)
    paid = came - refunded(order.payments)
    if order.total <= 0 and not came:
        return PaymentStatus.NOT_REQUIRED
    if came and not paid:
        return PaymentStatus.REFUNDED
    if paid >= order.total:
        return PaymentStatus.PAID
    if secured(order.payments) >= order.total:
        return PaymentStatus.AUTHORIZED
    return PaymentStatus.PARTIAL_PAID if paid else PaymentStatus.PENDING


def payment_statuses(order: Order) -> Mapping[UnitId, PaymentStatus]:
    """Answer how far each ticket is paid: as the order is, as nobody pays for a single ticket.

    A ticket to which nothing is added needs no payment: one that is free, or was given back. What
    is pinned to a booking or to the order is no ticket's.
    """
    status = payment_status(order)
    totals = totals_of_units(order.postings)
    return {
        ticket.id: status
        if totals.get(ticket.target(booking.id), 0)
        else PaymentStatus.NOT_REQUIRED
        for booking in order.bookings
        for ticket in booking.tickets
    }
