"""What was seen after a step, in plain values that can be compared and shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from enum import Enum
from typing import Any, TypeAlias

import attrs
from attrs import frozen

from counterfoil.domain.availability import DayAvailability, SlotAvailability
from counterfoil.domain.cart.cart import Cart
from counterfoil.domain.cart.item import CartItem
from counterfoil.domain.finding import FoundOrder, Page
from counterfoil.domain.order.booking import Booking
from counterfoil.domain.order.order import Order
from counterfoil.domain.order.passes import redemption_status
from counterfoil.domain.order.ticket import Ticket
from counterfoil.domain.pricing import Quote
from counterfoil.domain.pricing.ledger import Cause
from counterfoil.domain.privacy import PseudonymKey, pseudonymized
from counterfoil.domain.references import ResourceId
from counterfoil.domain.refusals import Refusal
from counterfoil.domain.statuses import RedemptionStatus, TicketStatus
from counterfoil.domain.stock import Level
from counterfoil.domain.tariff.taxes import Effect
from counterfoil.ports.box_office import CartView, OrderView, Refused


@frozen(kw_only=True)
class Failed:
    """The system or the caller failed: no answer, and not a refusal either."""

    message: str


@frozen(kw_only=True)
class Swept:
    """What a sweep settled, by the local names of the carts."""

    carts: tuple[tuple[str, CartView], ...]


@frozen(kw_only=True)
class Available:
    """How available slots or days are, by slot id or date."""

    rooms: Mapping[str, SlotAvailability | DayAvailability]


@frozen(kw_only=True)
class Found:
    """A page of what was found, its orders by their names."""

    orders: tuple[tuple[str, FoundOrder], ...]
    page: Page


@frozen(kw_only=True)
class Moved:
    """What moved in, and what had done so before, by the names of the orders."""

    orders: tuple[str, ...]
    repeated: tuple[str, ...]


@frozen(kw_only=True)
class NotMoved:
    """Nothing moved in: what is wrong, each with its line."""

    faults: tuple[tuple[int, str], ...]


View: TypeAlias = CartView | OrderView
Answer: TypeAlias = View | Swept | Available | Found | Moved | NotMoved | Refused | Failed | None


@frozen(kw_only=True)
class Seen:
    """What a step brought about; ``answer`` is None where only time passed.

    ``before`` is the cart or the order as it was last seen: what an order was made of where it is
    new. ``names`` are the local names of ids, ``erasing_keys`` those under which was erased.
    """

    answer: Answer
    before: View | None
    at: datetime
    levels: Mapping[ResourceId, Level]
    names: Mapping[str, str]
    erasing_keys: tuple[PseudonymKey, ...] = ()

    def renamed(self, text: str) -> str:
        """Write local names for the ids in a text."""
        for id_, name in self.names.items():
            text = text.replace(id_, name)
        return text


def total_of(view: View) -> int:
    """Answer the total in minor units; an empty cart costs nothing."""
    if isinstance(view, OrderView):
        return view.order.total
    return 0 if view.quote is None else view.quote.grand_total


def causes_of(view: View | None) -> Iterator[tuple[Cause, int]]:
    """Yield what makes the total, cause by cause, in minor units; a cause may come again."""
    match view:
        case OrderView(order=order):
            for posting in order.postings:
                for run in posting.runs:
                    for entry in run.entries:
                        if entry.cause.effect is Effect.ADDED:
                            yield entry.cause, run.units * entry.amount
        case CartView(quote=Quote() as quote):
            for row in quote.rows():
                if row.cause.effect is Effect.ADDED:
                    yield row.cause, row.units * row.amount
        case _:
            return  # nothing, or a cart without a price


def sums_of(view: View | None) -> Mapping[str, int]:
    """Sum the entries that make the total, by cause: `PROMOCODE tide`, `FEE_TAX service vat21`."""
    sums: dict[str, int] = {}
    for cause, amount in causes_of(view):
        words = (cause.kind.value, cause.rule, cause.tax)
        name = " ".join(filter(None, words[:2] if cause.tax == cause.rule else words))
        sums[name] = sums.get(name, 0) + amount
    return {name: amount for name, amount in sums.items() if amount}


def changed_sums(before: View | None, after: View) -> Mapping[str, int]:
    """Answer the new sums of the causes whose sums are others than before; zero: it went."""
    old, new = sums_of(before), sums_of(after)
    return {
        name: new.get(name, 0)
        for name in (*new, *(name for name in old if name not in new))
        if old.get(name, 0) != new.get(name, 0)
    }


def tickets_of(item: CartItem) -> Mapping[str, int]:
    """Count the tickets of each type of an item, those of a bundle's parts together."""
    counts: dict[str, int] = {}
    parts = (quantity for choice in item.parts for quantity in choice.quantities)
    for ticket_type, count in (*item.quantities, *parts):
        counts[ticket_type] = counts.get(ticket_type, 0) + count
    return counts


def live_tickets_of(booking: Booking) -> Mapping[str, int]:
    """Count the tickets of each type of a booking that are good."""
    counts: dict[str, int] = {}
    for ticket in booking.tickets:
        if ticket.status is TicketStatus.CONFIRMED:
            counts[ticket.ticket_type] = counts.get(ticket.ticket_type, 0) + 1
    return counts


def ticket_name(booking: Booking, ticket: Ticket) -> str:
    """Name a ticket as stories do: booking, part if any, ticket type, and its number from 1."""
    steps = (booking.id, ticket.part, ticket.ticket_type, str(ticket.ordinal + 1))
    return "/".join(filter(None, steps))


def redemptions_of(view: OrderView) -> Mapping[str, RedemptionStatus]:
    """Say of each ticket, by its name, whether it was used and can be used."""
    return {
        ticket_name(booking, ticket): redemption_status(ticket, sold=booking.sold, now=view.at)
        for booking in view.order.bookings
        for ticket in booking.tickets
    }


def contacts_of(view: View) -> Mapping[str, Mapping[str, str]]:
    """Answer what stories say of the people of a cart or an order, by their ids."""
    return {
        one.uid: {
            "name_first": one.name_first,
            "name_last": one.name_last,
            "email": one.email,
            "phone": one.phone,
            "language": one.language,
        }
        for one in _subject(view).details.contacts
    }


def is_erased(view: View, *, keys: tuple[PseudonymKey, ...]) -> bool:
    """Say whether nothing personal is left but pseudonyms under one of the keys."""
    subject = _subject(view)
    return any(pseudonymized(subject, key=key) == subject for key in keys)


def _subject(view: View) -> Cart | Order:
    return view.order if isinstance(view, OrderView) else view.cart


def spots_of(item: CartItem) -> tuple[str, ...]:
    """Name the spots of an item as section/row/number, part by part."""
    return tuple(
        f"{spot.section}/{spot.row}/{spot.number}"
        for part in sorted(item.spots)
        for spot in item.spots[part]
    )


def codes_of(quote: Quote | None) -> Mapping[str, str]:
    """Say what became of each code: applied, or why not."""
    outcomes = () if quote is None else quote.promocodes
    return {
        outcome.code: "applied" if outcome.reason is None else outcome.reason.value
        for outcome in outcomes
    }


def facts_of(refusal: Refusal, *, seen: Seen) -> Mapping[str, Any]:
    """Answer the facts of a refusal as a file would write them."""
    return {
        name: _plain(getattr(refusal, name), seen) for name in attrs.fields_dict(type(refusal))
    }


def _plain(value: Any, seen: Seen) -> Any:
    match value:
        case None:
            return "none"
        case Enum():
            return value.value
        case str():
            return seen.renamed(value)
        case tuple() if value and all(isinstance(one, tuple) for one in value):
            return {name: _plain(inner, seen) for name, inner in value}
        case tuple():
            return [_plain(inner, seen) for inner in value]
        case _:
            return value
