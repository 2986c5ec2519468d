"""What is read off an order, and off a sweep, for each key of an expectation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from counterfoil.adapters.stories.order_steps import meant
from counterfoil.adapters.stories.seeing import (
    Available,
    Seen,
    changed_sums,
    live_tickets_of,
    redemptions_of,
)
from counterfoil.adapters.stories.story import UNLIMITED, ExpectedPayment, ExpectedRoom
from counterfoil.domain.payments import Payment
from counterfoil.domain.statuses import RedemptionStatus
from counterfoil.ports.box_office import OrderView


def payments_of(payments: tuple[Payment, ...]) -> tuple[ExpectedPayment, ...]:
    """Write lines of payments as an expectation does."""
    return tuple(
        ExpectedPayment(type=one.type, status=one.status, amount=one.amount) for one in payments
    )


def _items(view: OrderView, _: Seen, __: Any) -> Any:
    counts = {booking.id: live_tickets_of(booking) for booking in view.order.bookings}
    return {booking: tickets for booking, tickets in counts.items() if tickets}


def _tickets(view: OrderView, _: Seen, expected: Mapping[str, RedemptionStatus]) -> Any:
    """Find the state of what is named; of several tickets that differ, all of them."""
    known = redemptions_of(view)
    found: dict[str, Any] = {}
    for name in expected:
        states = {state for ticket, state in known.items() if meant(name, ticket=ticket)}
        if len(states) == 1:
            (found[name],) = states
        elif states:
            found[name] = " and ".join(sorted(state.value for state in states))
    return found


ORDER_CHECKS: Mapping[str, Callable[[OrderView, Seen, Any], Any]] = MappingProxyType(
    {
        "total": lambda view, _, __: view.order.total,
        "version": lambda view, _, __: view.order.version,
        "items": _items,
        "changed": lambda view, seen, __: changed_sums(seen.before, view),
        "payments": lambda view, _, __: payments_of(view.order.payments),
        "replayed": lambda view, _, __: view.replayed,
        "status": lambda view, _, __: view.order.status,
        "paid": lambda view, _, __: view.order.paid,
        "owed": lambda view, _, __: view.owed.amount,
        "owed_by": lambda view, _, __: view.owed.by,
        "bookings": lambda view, _, __: {one.id: one.status for one in view.order.bookings},
        "tickets": _tickets,
        "events": lambda view, _, __: tuple(event.type for event in view.order.events),
    }
)


def rooms_of(expected: Mapping[str, ExpectedRoom], available: Available) -> Mapping[str, Any]:
    """Say how available is what is named, as far as that is expected; left out: not there."""
    found: dict[str, ExpectedRoom] = {}
    for name, one in expected.items():
        room = available.rooms.get(name)
        if room is not None:
            left = UNLIMITED if room.left is None else room.left
            found[name] = ExpectedRoom(state=room.state, left=None if one.left is None else left)
    return found
