"""Matching: whether an order is what a filter asks for. The simplest way; systems have faster."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from datetime import date, datetime

from counterfoil.domain.finding.filter import OrderFilter
from counterfoil.domain.finding.words import folded, keyword_finds, names_of, words_in, words_of
from counterfoil.domain.order.booking import Booking
from counterfoil.domain.order.order import Order
from counterfoil.domain.order.ticket import Ticket
from counterfoil.domain.party import Contact
from counterfoil.domain.references import PartyId, SlotId


def matches(order: Order, wanted: OrderFilter) -> bool:
    """Whether an order, in its latest version, is what is asked for."""
    return (
        _was_sold_by(order, wanted)
        and _has_references(order, wanted)
        and _has_its_dates(order, wanted)
        and _has_the_contact(order, wanted)
        and (not asks_of_bookings(wanted) or bool(matching_bookings(order, wanted)))
        and _has_the_words(order, wanted)
    )


def matching_bookings(order: Order, wanted: OrderFilter) -> tuple[Booking, ...]:
    """Answer the bookings that are what is asked of bookings; all where nothing is."""
    return tuple(booking for booking in order.bookings if _is_asked_for(booking, wanted))


def asks_of_bookings(wanted: OrderFilter) -> bool:
    """Whether something is asked that a booking must be."""
    return bool(wanted.products) or any(
        asked is not None
        for asked in (
            wanted.market_admin,
            wanted.supplier,
            wanted.booking_reference,
            wanted.booking_external_reference,
            wanted.travel_from,
            wanted.travel_to,
            wanted.redeemed_from,
            wanted.redeemed_to,
            wanted.ticket_code,
            wanted.slot,
            wanted.pool,
        )
    )


def slots_of(booking: Booking) -> Iterator[SlotId]:
    """Yield the slots of a booking: its own, and those of its parts."""
    for slot in (booking.item.slot, *(part.slot for part in booking.item.parts)):
        if slot is not None:
            yield slot


def reseller_of(order: Order) -> PartyId | None:
    """Answer who resold an order, as far as known."""
    return None if order.seller.reseller is None else order.seller.reseller.id


def market_admin_of(booking: Booking) -> PartyId | None:
    """Answer who administers the market of what was booked, as far as known."""
    return None if booking.sold.market_admin is None else booking.sold.market_admin.id


def _was_sold_by(order: Order, wanted: OrderFilter) -> bool:
    return (
        wanted.reseller in {None, reseller_of(order)}
        and wanted.distributor in {None, order.buyer.distributor}
        and (not wanted.partner_sales or order.buyer.partner is not None)
        and (
            wanted.created_email is None
            or folded(wanted.created_email) == folded(order.created_by.email)
        )
    )


def _has_references(order: Order, wanted: OrderFilter) -> bool:
    return wanted.reference in {None, order.id} and wanted.external_reference in {
        None,
        order.details.external_reference,
    }


def _has_its_dates(order: Order, wanted: OrderFilter) -> bool:
    return _is_within(order.created_at, wanted.created_from, wanted.created_to) and (
        wanted.modified_after is None or order.modified_at > wanted.modified_after
    )


def _is_within(at: datetime, first: datetime | None, end: datetime | None) -> bool:
    return (first is None or first <= at) and (end is None or at < end)


def _has_the_contact(order: Order, wanted: OrderFilter) -> bool:
    if wanted.contact_uid is wanted.contact_name is wanted.contact_email is None:
        return True
    return any(_is_the_contact(contact, wanted) for contact in order.details.contacts)


def _is_the_contact(contact: Contact, wanted: OrderFilter) -> bool:
    return (
        wanted.contact_uid in {None, contact.uid}
        and (wanted.contact_name is None or folded(wanted.contact_name) in names_of(contact))
        and (wanted.contact_email is None or folded(wanted.contact_email) == folded(contact.email))
    )


def _has_the_words(order: Order, wanted: OrderFilter) -> bool:
    if wanted.query is None:
        return True
    words = words_of(order)
    return all(
        any(keyword_finds(keyword, word=word) for word in words)
        for keyword in words_in(wanted.query)
    )


def _is_asked_for(booking: Booking, wanted: OrderFilter) -> bool:
    item, sold = booking.item, booking.sold
    return (
        wanted.market_admin in {None, market_admin_of(booking)}
        and wanted.supplier in {None, sold.supplier.id}
        and wanted.booking_reference in {None, booking.id}
        and wanted.booking_external_reference in {None, item.external_reference}
        and (not wanted.products or item.product in wanted.products)
        and (wanted.slot is None or wanted.slot in slots_of(booking))
        and (wanted.pool is None or wanted.pool in sold.pools)
        and _is_for_the_dates(sold.travel_dates, wanted)
        and _has_the_ticket(booking, wanted)
    )


def _is_for_the_dates(days: tuple[date, ...], wanted: OrderFilter) -> bool:
    first, last = wanted.travel_from, wanted.travel_to
    if first is last is None:
        return True
    return any((first is None or first <= day) and (last is None or day <= last) for day in days)


def _has_the_ticket(booking: Booking, wanted: OrderFilter) -> bool:
    if wanted.ticket_code is None and wanted.redeemed_from is wanted.redeemed_to is None:
        return True
    return any(_is_the_ticket(ticket, wanted) for ticket in booking.tickets)


def _is_the_ticket(ticket: Ticket, wanted: OrderFilter) -> bool:
    if wanted.ticket_code is not None and not _same_code(ticket.code, wanted.ticket_code):
        return False
    first, end = wanted.redeemed_from, wanted.redeemed_to
    if first is end is None:
        return True
    return any(use.counts and _is_within(use.at, first, end) for use in ticket.redemptions)


def _same_code(code: str, wanted: str) -> bool:
    # In constant time: how long it takes must not tell how much of a guess was right.
    return hmac.compare_digest(
        code.encode("utf-8", "surrogatepass"), wanted.encode("utf-8", "surrogatepass")
    )
