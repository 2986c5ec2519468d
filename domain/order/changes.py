"""What happened to an order, as deltas; replayed in order they make the order (law D3)."""

from __future__ import annotations

from datetime import datetime
from typing import TypeAlias, assert_never

from attrs import evolve, frozen

from counterfoil.domain.order.booking import Booking
from counterfoil.domain.order.event import EventType, OrderEvent
from counterfoil.domain.order.order import Order
from counterfoil.domain.order.steps import forbidden_steps
from counterfoil.domain.order.ticket import Redemption
from counterfoil.domain.order.vouchers import with_voucher_events
from counterfoil.domain.party.actors import Actor
from counterfoil.domain.payments import Payment, Role, role_of
from counterfoil.domain.references import OrderId, UnitId

_BACK = frozenset({Role.GIVEN_BACK, Role.LET_GO, Role.CALLED_OFF})


@frozen(kw_only=True)
class Stamp:
    """Who changed an order, and when."""

    at: datetime
    actor: Actor


@frozen(kw_only=True)
class OrderConfirmed:
    """An order was made, of a cart or directly."""

    order: Order


@frozen(kw_only=True)
class OrderImported:
    """An order that was made elsewhere moved in."""

    order: Order


@frozen(kw_only=True)
class PaymentsRecorded:
    """Money came in, was set aside, or went back."""

    order: OrderId
    stamp: Stamp
    payments: tuple[Payment, ...]


@frozen(kw_only=True)
class TicketsRedeemed:
    """Tickets were used."""

    order: OrderId
    stamp: Stamp
    tickets: tuple[UnitId, ...]
    redeemed_at: datetime


@frozen(kw_only=True)
class RedemptionsVoided:
    """The last use of tickets was taken back."""

    order: OrderId
    stamp: Stamp
    tickets: tuple[UnitId, ...]


@frozen(kw_only=True)
class OrderErased:
    """Pseudonyms stand for the people of the order, here and in all that happened before.

    The actor of the stamp has one as well.
    """

    order: OrderId
    stamp: Stamp


OrderChange: TypeAlias = (
    OrderConfirmed
    | OrderImported
    | PaymentsRecorded
    | TicketsRedeemed
    | RedemptionsVoided
    | OrderErased
)


def order_of(change: OrderChange) -> OrderId:
    """Name the order that a change is about."""
    if isinstance(change, OrderConfirmed | OrderImported):
        return change.order.id
    return change.order


def apply_to_order(order: Order | None, change: OrderChange) -> Order:
    """Answer the order after a change; *order* is None before it is confirmed."""
    if isinstance(change, OrderConfirmed | OrderImported):
        assert order is None, "an order is made once"
        return change.order
    assert order is not None, "only an order that was confirmed can change"
    stamped = evolve(
        order,
        revision=order.revision + 1,
        modified_at=change.stamp.at,
        modified_by=change.stamp.actor,
    )
    stamp = change.stamp
    changed = _changed(stamped, change)
    after = with_voucher_events(order, changed, at=stamp.at, actor=stamp.actor)
    forbidden = forbidden_steps(order, after, at=stamp.at)
    assert not forbidden, f"no life cycle has these steps: {', '.join(forbidden)}"
    return after


def _changed(
    order: Order, change: PaymentsRecorded | TicketsRedeemed | RedemptionsVoided | OrderErased
) -> Order:
    match change:
        case PaymentsRecorded(payments=payments):
            kinds = (
                EventType.PAYMENT_REFUND if role_of(one) in _BACK else EventType.PAYMENT_CREATE
                for one in payments
            )
            events = tuple(_event(order, kind, change.stamp) for kind in kinds)
            return evolve(
                order, payments=(*order.payments, *payments), events=(*order.events, *events)
            )
        case TicketsRedeemed(tickets=tickets, redeemed_at=at):
            names = frozenset(tickets)
            bookings = tuple(_redeemed(one, names, at, change.stamp) for one in order.bookings)
            event = _event(order, EventType.REDEMPTION, change.stamp)
            return evolve(order, bookings=bookings, events=(*order.events, event))
        case RedemptionsVoided(tickets=tickets):
            names = frozenset(tickets)
            bookings = tuple(_voided(one, names, change.stamp) for one in order.bookings)
            event = _event(order, EventType.REDEMPTION_VOID, change.stamp)
            return evolve(order, bookings=bookings, events=(*order.events, event))
        case OrderErased():
            event = _event(order, EventType.ORDER_ERASE, change.stamp)
            return evolve(order, events=(*order.events, event))
        case _:
            assert_never(change)


def _event(order: Order, kind: EventType, stamp: Stamp) -> OrderEvent:
    return OrderEvent(type=kind, order_version=order.version, at=stamp.at, actor=stamp.actor)


def _redeemed(booking: Booking, tickets: frozenset[UnitId], at: datetime, stamp: Stamp) -> Booking:
    if not any(ticket.id in tickets for ticket in booking.tickets):
        return booking
    use = Redemption(at=at, actor=stamp.actor)
    return evolve(
        booking,
        tickets=tuple(
            evolve(ticket, redemptions=(*ticket.redemptions, use))
            if ticket.id in tickets
            else ticket
            for ticket in booking.tickets
        ),
    )


def _voided(booking: Booking, tickets: frozenset[UnitId], stamp: Stamp) -> Booking:
    if not any(ticket.id in tickets for ticket in booking.tickets):
        return booking
    return evolve(
        booking,
        tickets=tuple(
            evolve(ticket, redemptions=_without_last(ticket.redemptions, stamp))
            if ticket.id in tickets
            else ticket
            for ticket in booking.tickets
        ),
    )


def _without_last(uses: tuple[Redemption, ...], stamp: Stamp) -> tuple[Redemption, ...]:
    """Void the last use that counts; voided ones stay in the list."""
    last = max(place for place, use in enumerate(uses) if use.counts)
    voided = evolve(uses[last], voided_at=stamp.at, voided_by=stamp.actor)
    return (*uses[:last], voided, *uses[last + 1 :])
