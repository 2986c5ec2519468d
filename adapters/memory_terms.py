"""Terms: what an order is, and what a filter asks, in the form in which an index keeps it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import Enum
from typing import NamedTuple, TypeAlias

from attrs import field, frozen

from counterfoil.adapters.keyed_digests import KeyedDigests
from counterfoil.domain.finding import OrderFilter
from counterfoil.domain.finding.matching import market_admin_of, reseller_of, slots_of
from counterfoil.domain.finding.words import folded, names_of, words_of
from counterfoil.domain.order.booking import Booking
from counterfoil.domain.order.order import Order

Term: TypeAlias = tuple[str, str | bytes]
"""What is asked, and the value; as a digest, where nobody may see the value."""


class Span(Enum):
    """What is asked in windows: days of travel, and instants of use.

    Instants are asked for without the end of the window, days with it.
    """

    TRAVEL = "TRAVEL"
    REDEEMED = "REDEEMED"


class Terms(NamedTuple):
    """What an order is."""

    terms: frozenset[Term]
    words: frozenset[str]
    values: frozenset[tuple[Span, date]]  # an instant is a date in Python


NOTHING = Terms(frozenset(), frozenset(), frozenset())


@frozen(kw_only=True)
class TermReader:
    """Reads terms; each reader has a key of its own, which dies with the process."""

    digests: KeyedDigests = field(factory=KeyedDigests)

    def terms(self, order: Order | None) -> Terms:
        """Answer what an order is."""
        if order is None:
            return NOTHING
        return Terms(
            frozenset(
                term
                for term in (*self._of_order(order), *self._of_bookings(order.bookings))
                if term[1]  # nobody asks for what is empty
            ),
            words_of(order),
            frozenset(_values(order.bookings)),
        )

    def asked(self, wanted: OrderFilter) -> tuple[Term, ...]:
        """Answer the terms that a filter asks for, each of which an order must have.

        Products are not among them: one of several will do.
        """
        named: tuple[tuple[str, str | None], ...] = (
            ("reseller", wanted.reseller),
            ("distributor", wanted.distributor),
            ("market admin", wanted.market_admin),
            ("supplier", wanted.supplier),
            ("reference", wanted.reference),
            ("external reference", wanted.external_reference),
            ("contact uid", wanted.contact_uid),
            ("booking", wanted.booking_reference),
            ("booking external reference", wanted.booking_external_reference),
            ("slot", wanted.slot),
            ("pool", wanted.pool),
            ("sold by", "a partner" if wanted.partner_sales else None),
        )
        hidden = (
            ("contact name", wanted.contact_name),
            ("contact email", wanted.contact_email),
            ("created email", wanted.created_email),
        )
        asked: list[Term] = [(name, value) for name, value in named if value is not None]
        asked += [(name, self._digest(folded(text))) for name, text in hidden if text is not None]
        if wanted.ticket_code is not None:
            asked.append(("ticket code", self._digest(wanted.ticket_code)))
        return tuple(asked)

    def _of_order(self, order: Order) -> Iterator[Term]:
        reseller, distributor = reseller_of(order), order.buyer.distributor
        if reseller is not None:
            yield "reseller", reseller
        if distributor is not None:
            yield "distributor", distributor
        if order.buyer.partner is not None:
            yield "sold by", "a partner"
        yield "reference", order.id
        yield "external reference", order.details.external_reference
        yield "created email", self._digest(folded(order.created_by.email))
        for contact in order.details.contacts:
            yield "contact uid", contact.uid
            yield "contact email", self._digest(folded(contact.email))
            for name in names_of(contact):
                yield "contact name", self._digest(name)

    def _of_bookings(self, bookings: tuple[Booking, ...]) -> Iterator[Term]:
        for booking in bookings:
            market_admin = market_admin_of(booking)
            if market_admin is not None:
                yield "market admin", market_admin
            yield "supplier", booking.sold.supplier.id
            yield "booking", booking.id
            yield "booking external reference", booking.item.external_reference
            yield "product", booking.item.product
            for slot in slots_of(booking):
                yield "slot", slot
            for pool in booking.sold.pools:
                yield "pool", pool
            for ticket in booking.tickets:
                yield "ticket code", self._digest(ticket.code)

    def _digest(self, text: str) -> bytes:
        return self.digests.of(text) if text else b""


def _values(bookings: tuple[Booking, ...]) -> Iterator[tuple[Span, date]]:
    for booking in bookings:
        for day in booking.sold.travel_dates:
            yield Span.TRAVEL, day
        for ticket in booking.tickets:
            for use in ticket.redemptions:
                if use.counts:
                    yield Span.REDEEMED, use.at
