"""What is read off an order for each key of an expectation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from counterfoil.adapters.stories.order_steps import meant
from counterfoil.adapters.stories.seeing import (
    Seen,
    View,
    changed_sums,
    contacts_of,
    is_erased,
    live_tickets_of,
    redemptions_of,
)
from counterfoil.adapters.stories.story import ExpectedPayment
from counterfoil.domain.party import ContactId
from counterfoil.domain.payments import Payment
from counterfoil.domain.statuses import RedemptionStatus
from counterfoil.ports.box_office import OrderView


def payments_of(payments: tuple[Payment, ...]) -> tuple[ExpectedPayment, ...]:
    """Write lines of payments as an expectation does."""
    return tuple(
        ExpectedPayment(type=one.type, status=one.status, amount=one.amount) for one in payments
    )


def named_contacts(
    view: View, expected: Mapping[ContactId, Mapping[str, str]]
) -> Mapping[str, Mapping[str, str]]:
    """Answer what is named of the people that are named; one who is not there is left out."""
    known = contacts_of(view)
    return {
        uid: {name: known[uid][name] for name in named}
        for uid, named in expected.items()
        if uid in known
    }


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
        "contacts": lambda view, _, expected: named_contacts(view, expected),
        "erased": lambda view, seen, _: is_erased(view, keys=seen.erasing_keys),
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
