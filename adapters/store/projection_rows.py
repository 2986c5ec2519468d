"""Rows of an order: what the tables of the projection say of it. Pure, and linear in its size.

Personal data is left out, but for what finding needs: names, addresses and codes stand as keyed
digests, and the words of full-text search as they are, since a keyword may hold a wildcard.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from itertools import count
from typing import TypeAlias, TypeVar

from attrs import frozen

from counterfoil.adapters.keyed_digests import KeyedDigests
from counterfoil.adapters.store.instants import to_micros
from counterfoil.adapters.store.projection_tables import (
    BOOKING_DAYS,
    BOOKING_POOLS,
    BOOKING_SLOTS,
    BOOKINGS,
    CONTACT_NAMES,
    CONTACTS,
    LEDGER_ENTRIES,
    ORDERS,
    PAYMENTS,
    REDEMPTIONS,
    TICKETS,
    WORDS,
)
from counterfoil.adapters.store.storable import Row, storable
from counterfoil.adapters.store.table import Table
from counterfoil.domain.finding import SortBy
from counterfoil.domain.finding.matching import market_admin_of, reseller_of, slots_of
from counterfoil.domain.finding.page import SORT_KEYS
from counterfoil.domain.finding.words import folded, names_of, words_of
from counterfoil.domain.order.booking import Booking
from counterfoil.domain.order.order import Order
from counterfoil.domain.order.posting import Posting
from counterfoil.domain.order.ticket import Ticket
from counterfoil.domain.payments import Payment

TableRow: TypeAlias = tuple[Table, Row]

_Part = TypeVar("_Part")


@frozen
class RowReader:
    """Reads the rows of orders."""

    digests: KeyedDigests

    def rows(self, order: Order, *, but: Order | None = None) -> Iterator[TableRow]:
        """Yield the rows of an order, those left out of which *but* has the same.

        Some that *but* has as well may be among them: only what is equal as a whole is left out.
        """
        created = to_micros(order.created_at)
        if but is not None and (but.id, but.created_at) != (order.id, order.created_at):
            but = None
        yield ORDERS, self._order(order, created)
        for place, booking in _others(order, but, lambda one: one.bookings):
            yield from self._booking(order, booking, place=place, created=created)
        for place, contact in _others(order, but, lambda one: one.details.contacts):
            email = self._digest(folded(contact.email))
            yield CONTACTS, (order.id, place, created, contact.uid, email)
            for name in names_of(contact):
                yield CONTACT_NAMES, (self.digests.of(name), created, order.id, place)
        words = words_of(order)
        for word in words if but is None else words - words_of(but):
            yield WORDS, (storable(word), created, order.id)
        for place, posting in _others(order, but, lambda one: one.postings):
            yield from _entries(order, posting, place=place)
        for place, payment in _others(order, but, lambda one: one.payments):
            yield PAYMENTS, _payment(order, payment, place=place)

    def _digest(self, text: str) -> bytes | None:
        return self.digests.of(text) if text else None

    def _order(self, order: Order, created: int) -> Row:
        return (
            order.id,
            created,
            to_micros(order.modified_at),
            _optional(order.cancelled_at),
            order.version,
            order.revision,
            order.status.value,
            order.settlement.value,
            order.payment_status.value,
            order.currency.code,
            order.currency.exponent,
            order.total,
            order.paid,
            order.outstanding,
            SORT_KEYS[SortBy.TRAVEL_DATE](order).isoformat(),
            order.details.external_reference,
            order.buyer.channel,
            order.buyer.distributor,
            order.buyer.partner,
            reseller_of(order),
            order.cart,
            order.world,
            order.created_by.account_type.value,
            self._digest(folded(order.created_by.email)),
        )

    def _booking(
        self, order: Order, booking: Booking, *, place: int, created: int
    ) -> Iterator[TableRow]:
        item, sold = booking.item, booking.sold
        name = booking.id
        yield (
            BOOKINGS,
            (
                order.id,
                name,
                created,
                place,
                booking.version,
                booking.status.value,
                item.product,
                sold.title,
                item.slot,
                min(map(date.isoformat, sold.travel_dates), default=None),
                _optional(sold.starts_at),
                _optional(sold.ends_at),
                len(booking.tickets),
                sold.supplier.id,
                sold.supplier.name,
                market_admin_of(booking),
                item.external_reference,
                booking.supplier_reference,
                to_micros(booking.confirmed_at),
                to_micros(booking.modified_at),
                _optional(booking.cancelled_at),
            ),
        )
        for slot in dict.fromkeys(slots_of(booking)):
            yield BOOKING_SLOTS, (slot, created, order.id, name)
        for pool in dict.fromkeys(sold.pools):
            yield BOOKING_POOLS, (pool, created, order.id, name)
        for day in dict.fromkeys(sold.travel_dates):
            yield BOOKING_DAYS, (order.id, name, day.isoformat(), created)
        for ticket in booking.tickets:
            yield from self._ticket(ticket, (order.id, name, ticket.id), created)

    def _ticket(
        self, ticket: Ticket, key: tuple[str, str, str], created: int
    ) -> Iterator[TableRow]:
        yield (
            TICKETS,
            (
                *key,
                created,
                ticket.part,
                ticket.ticket_type,
                ticket.ordinal,
                ticket.status.value,
                sum(use.counts for use in ticket.redemptions),
                self._digest(ticket.code),
                ticket.supplier_reference,
            ),
        )
        for place, use in enumerate(ticket.redemptions):
            at, voided = to_micros(use.at), _optional(use.voided_at)
            yield REDEMPTIONS, (*key, place, created, at, voided, use.actor.account_type.value)


def _entries(order: Order, posting: Posting, *, place: int) -> Iterator[TableRow]:
    number = count()
    at, reason = to_micros(posting.at), posting.reason.value
    for run in posting.runs:
        for entry in run.entries:
            cause = entry.cause
            yield (
                LEDGER_ENTRIES,
                (
                    order.id,
                    place,
                    next(number),
                    posting.version,
                    at,
                    reason,
                    run.item or None,
                    run.part,
                    run.ticket_type,
                    run.ordinal,
                    run.units,
                    entry.amount,
                    run.units * entry.amount,
                    cause.effect.value,
                    cause.kind.value,
                    cause.type,
                    cause.rule,
                    cause.label,
                    cause.tax,
                ),
            )


def _payment(order: Order, payment: Payment, *, place: int) -> Row:
    return (
        order.id,
        place,
        payment.id,
        to_micros(payment.created),
        payment.type.value,
        payment.status.value,
        payment.amount,
        payment.currency.code,
        payment.currency.exponent,
        payment.method.value,
        payment.scheme,
        payment.external_reference,
        payment.original,
        None if payment.refund_type is None else payment.refund_type.value,
        payment.order_version,
        None if payment.creator is None else payment.creator.account_type.value,
    )


def _optional(at: datetime | None) -> int | None:
    return None if at is None else to_micros(at)


def _others(
    order: Order, but: Order | None, parts: Callable[[Order], Sequence[_Part]]
) -> Iterator[tuple[int, _Part]]:
    """Yield parts of an order with their places, without those that *but* has in their place."""
    known = () if but is None else parts(but)
    for place, part in enumerate(parts(order)):
        if place >= len(known) or part != known[place]:
            yield place, part
