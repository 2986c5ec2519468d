"""Redemption: the rules of what is used, and of taking the last use back.

What was used is noted; whether a guest who is early or late is let in is for the gate to say.
"""

from __future__ import annotations

import hmac
from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from counterfoil.domain.cart.facts import Refusals
from counterfoil.domain.order.booking import Booking
from counterfoil.domain.order.changes import RedemptionsVoided, Stamp, TicketsRedeemed
from counterfoil.domain.order.commands import RecordRedemption, VoidRedemption
from counterfoil.domain.order.order import Order
from counterfoil.domain.order.passes import pass_details, redemption_status
from counterfoil.domain.order.ticket import Ticket
from counterfoil.domain.references import UnitId
from counterfoil.domain.refusals import (
    InvalidDetail,
    NotRedeemable,
    NotRedeemed,
    Refusal,
    UnknownTicket,
    UnknownTicketCode,
)
from counterfoil.domain.statuses import RedemptionStatus, TicketStatus


def redemption(
    order: Order, command: RecordRedemption, stamp: Stamp
) -> TicketsRedeemed | Refusals:
    """Decide to note that tickets were used: all that are named, or all with a code.

    Refusals, in order: InvalidDetail (the instant, the list of tickets), UnknownTicketCode,
    UnknownTicket, NotRedeemable.
    """
    at = stamp.at if command.at is None else command.at
    wrong = (*_at_problems(order, at, stamp), *_list_problems(command.tickets, command.code))
    if wrong:
        return wrong
    names = command.tickets or tickets_with(order, code=command.code)
    if not names:
        return (UnknownTicketCode(),)
    unknown = _unknown(order, names)
    if unknown:
        return unknown
    unusable = tuple(
        refusal for known in _known(order, names) for refusal in _unusable(*known, at=at)
    )
    if unusable:
        return unusable
    return TicketsRedeemed(order=order.id, stamp=stamp, tickets=names, redeemed_at=at)


def void(order: Order, command: VoidRedemption, stamp: Stamp) -> RedemptionsVoided | Refusals:
    """Decide to take back the last use of tickets: that which was noted last.

    Refusals, in order: InvalidDetail (the list of tickets), UnknownTicket, NotRedeemed.
    """
    wrong = _list_problems(command.tickets) or _unknown(order, command.tickets)
    if wrong:
        return wrong
    unused = tuple(
        NotRedeemed(ticket=ticket.id)
        for _, ticket in _known(order, command.tickets)
        if not ticket.is_redeemed
    )
    if unused:
        return unused
    return RedemptionsVoided(order=order.id, stamp=stamp, tickets=command.tickets)


def tickets_with(order: Order, *, code: str) -> tuple[UnitId, ...]:
    """Name the tickets that a code lets in; comparing takes as long for every code.

    Those that were cancelled are not among them, unless there are no others.
    """
    shown = code.encode("utf-8", "surrogatepass")
    found = [
        ticket
        for booking in order.bookings
        for ticket in booking.tickets
        if hmac.compare_digest(ticket.code.encode("utf-8", "surrogatepass"), shown)
    ]
    good = [ticket for ticket in found if ticket.status is TicketStatus.CONFIRMED]
    return tuple(ticket.id for ticket in good or found)


def _at_problems(order: Order, at: datetime, stamp: Stamp) -> tuple[InvalidDetail, ...]:
    allowed = f"from {order.created_at.isoformat()} to {stamp.at.isoformat()}"
    if at.tzinfo is None:
        problem = f"{at.isoformat()} has no time zone"
    elif order.created_at <= at <= stamp.at:
        return ()
    else:
        problem = f"is {at.isoformat()}"
    return (InvalidDetail(field="at", problem=problem, allowed=allowed),)


def _list_problems(tickets: tuple[UnitId, ...], code: str = "") -> tuple[InvalidDetail, ...]:
    if code and tickets:
        problem, allowed = "are named beside a code", "either"
    elif not tickets and not code:
        problem, allowed = "are none", "at least one ticket"
    else:
        twice = [name for name, count in Counter(tickets).items() if count > 1]
        if not twice:
            return ()
        problem, allowed = f"name {', '.join(twice)} again", "each ticket once"
    return (InvalidDetail(field="tickets", problem=problem, allowed=allowed),)


def _unknown(order: Order, names: tuple[UnitId, ...]) -> tuple[UnknownTicket, ...]:
    allowed = tuple(known.id for booking in order.bookings for known in booking.tickets)
    known = frozenset(allowed)
    return tuple(
        UnknownTicket(order=order.id, ticket=name, allowed=allowed)
        for name in names
        if name not in known
    )


def _known(order: Order, names: tuple[UnitId, ...]) -> Iterator[tuple[Booking, Ticket]]:
    """Find tickets that are there, in the order in which they are named."""
    tickets = {
        ticket.id: (booking, ticket) for booking in order.bookings for ticket in booking.tickets
    }
    return (tickets[name] for name in names)


def _unusable(booking: Booking, ticket: Ticket, *, at: datetime) -> Iterator[Refusal]:
    status = redemption_status(ticket, sold=booking.sold, now=at)
    uses = [use.at for use in ticket.redemptions if use.counts]
    details = pass_details(ticket, sold=booking.sold, now=at)
    if status is RedemptionStatus.CANCELLED:
        yield NotRedeemable(ticket=ticket.id, reason="cancelled", since=booking.cancelled_at)
    elif status is RedemptionStatus.REDEEMED:
        yield NotRedeemable(ticket=ticket.id, reason="redeemed", since=uses[0])
    elif details is not None and status is RedemptionStatus.EXPIRED:
        yield NotRedeemable(ticket=ticket.id, reason="expired", since=details.ends_at)
    elif details is not None and max(uses) >= at + details.total:
        # A use that is noted late and came first would end the pass before a later one.
        first = max(uses) - details.total
        yield InvalidDetail(
            field="at",
            problem=f"is {at.isoformat()}, and {ticket.id} was used at {max(uses).isoformat()}",
            allowed=f"after {first.isoformat()}, so that the pass covers both",
        )
