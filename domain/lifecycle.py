"""Life cycles: which state may follow which, as literal tables with every state listed.

A state with nothing behind it is final. What the engine itself never does (a supplier that is
asked first, a payment that is under way elsewhere) is listed as well: other systems do it, and
what they answer must be readable.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum
from types import MappingProxyType
from typing import TypeAlias, TypeVar

from counterfoil.domain.payments.enumerations import PaymentStatus
from counterfoil.domain.statuses import (
    BookingStatus,
    OrderStatus,
    RedemptionStatus,
    TicketStatus,
)

State = TypeVar("State", bound=Enum)
Table: TypeAlias = Mapping[State, frozenset[State]]


def _table(rows: Mapping[State, Iterable[State]]) -> Table[State]:
    return MappingProxyType({state: frozenset(after) for state, after in rows.items()})


_B = BookingStatus
BOOKING = _table(
    {
        _B.BOOKING_RESERVED: (
            _B.BOOKING_RESERVATION_CANCELLED,
            _B.BOOKING_RESERVATION_EXPIRED,
            _B.BOOKING_CONFIRMED,
            _B.BOOKING_PENDING_SUPPLIER,
            _B.BOOKING_PENDING_GUEST,
            _B.BOOKING_PENDING_DISTRIBUTOR,
            _B.BOOKING_PROCESSING,
            _B.BOOKING_PROCESSING_CONFIRMATION,
            _B.BOOKING_FAILED,
        ),
        _B.BOOKING_RESERVATION_CANCELLED: (),
        _B.BOOKING_RESERVATION_EXPIRED: (_B.BOOKING_CONFIRMED,),
        _B.BOOKING_CONFIRMED: (
            _B.BOOKING_UPDATED,
            _B.BOOKING_CANCELLED,
            _B.BOOKING_PROCESSING_CANCELLATION,
        ),
        _B.BOOKING_UPDATED: (
            _B.BOOKING_UPDATED,
            _B.BOOKING_CANCELLED,
            _B.BOOKING_PROCESSING_CANCELLATION,
        ),
        _B.BOOKING_CANCELLED: (),
        _B.BOOKING_PENDING_SUPPLIER: (
            _B.BOOKING_CONFIRMED,
            _B.BOOKING_CANCELLED,
            _B.BOOKING_FAILED,
        ),
        _B.BOOKING_PENDING_GUEST: (_B.BOOKING_CONFIRMED, _B.BOOKING_CANCELLED, _B.BOOKING_FAILED),
        _B.BOOKING_PENDING_DISTRIBUTOR: (
            _B.BOOKING_CONFIRMED,
            _B.BOOKING_CANCELLED,
            _B.BOOKING_FAILED,
        ),
        _B.BOOKING_FAILED: (),
        _B.BOOKING_PROCESSING: (_B.BOOKING_CONFIRMED, _B.BOOKING_UPDATED, _B.BOOKING_FAILED),
        _B.BOOKING_PROCESSING_CONFIRMATION: (_B.BOOKING_CONFIRMED, _B.BOOKING_FAILED),
        _B.BOOKING_PROCESSING_CANCELLATION: (_B.BOOKING_CANCELLED, _B.BOOKING_CONFIRMED),
    }
)

_T = TicketStatus
TICKET = _table(
    {
        _T.RESERVED: (_T.CONFIRMED, _T.CANCELLED, _T.DELETED),
        _T.CONFIRMED: (_T.CANCELLED,),
        _T.CANCELLED: (),
        _T.DELETED: (),
    }
)

_R = RedemptionStatus
REDEMPTION = _table(
    {
        _R.PENDING: (_R.REDEEMED, _R.ACTIVE, _R.EXPIRED, _R.CANCELLED, _R.DISABLED, _R.REJECTED),
        _R.NOT_ACTIVE: (_R.PENDING, _R.CANCELLED),
        _R.ACTIVE: (_R.ACTIVE, _R.PENDING, _R.EXPIRED, _R.REDEEMED, _R.DISABLED),
        _R.REDEEMED: (_R.PENDING, _R.CHARGED),
        _R.CHARGED: (),
        _R.EXPIRED: (_R.ACTIVE, _R.PENDING, _R.CANCELLED),
        _R.CANCELLED: (),
        _R.DISABLED: (_R.PENDING, _R.CANCELLED),
        _R.REJECTED: (_R.PENDING, _R.CANCELLED),
    }
)

_O = OrderStatus
ORDER = _table(
    {
        _O.ORDER_CONFIRMED: (_O.ORDER_UPDATED, _O.ORDER_CANCELLED, _O.ORDER_REVIEW),
        _O.ORDER_UPDATED: (_O.ORDER_UPDATED, _O.ORDER_CANCELLED, _O.ORDER_REVIEW),
        _O.ORDER_CANCELLED: (),
        _O.ORDER_REVIEW: (_O.ORDER_CONFIRMED, _O.ORDER_UPDATED, _O.ORDER_CANCELLED),
        _O.ORDER_PENDING: (_O.ORDER_CONFIRMED, _O.ORDER_UPDATED, _O.ORDER_CANCELLED),
    }
)

_P = PaymentStatus
PAYMENT = _table(
    {
        _P.PENDING: (
            _P.PAID,
            _P.PARTIAL_PAID,
            _P.AUTHORIZED,
            _P.PROCESSING,
            _P.IN_PROGRESS,
            _P.REFUSED,
            _P.CANCELLED,
            _P.EXPIRED,
            _P.ERROR,
        ),
        _P.PROCESSING: (_P.PAID, _P.AUTHORIZED, _P.REFUSED, _P.ERROR),
        _P.IN_PROGRESS: (_P.PAID, _P.AUTHORIZED, _P.REFUSED, _P.ERROR, _P.CANCELLED),
        _P.AUTHORIZED: (_P.PAID, _P.PARTIAL_PAID, _P.CANCELLED, _P.EXPIRED),
        _P.PARTIAL_PAID: (_P.PAID, _P.PARTIAL_REFUND, _P.REFUNDED, _P.CHARGEBACK),
        _P.PAID: (_P.PARTIAL_REFUND, _P.REFUNDED, _P.CHARGEBACK),
        _P.PARTIAL_REFUND: (_P.PARTIAL_REFUND, _P.REFUNDED, _P.CHARGEBACK),
        _P.REFUNDED: (),
        _P.REFUSED: (_P.PENDING,),
        _P.CANCELLED: (),
        _P.ERROR: (_P.PENDING,),
        _P.CHARGEBACK: (),
        _P.EXPIRED: (),
        _P.NOT_REQUIRED: (),
    }
)


def may_follow(table: Table[State], *, before: State, after: State) -> bool:
    """Whether a state may follow another one."""
    return after in table[before]


def status_of_order(bookings: Iterable[BookingStatus]) -> OrderStatus:
    """Answer the status of an order, which follows from its bookings.

    All cancelled (or failed): cancelled. Any that waits for somebody: pending. Any that was
    updated or cancelled: updated.
    """
    found = frozenset(bookings)
    if found <= {_B.BOOKING_CANCELLED, _B.BOOKING_FAILED}:
        return OrderStatus.ORDER_CANCELLED
    if found & _WAITING:
        return OrderStatus.ORDER_PENDING
    if found & {_B.BOOKING_UPDATED, _B.BOOKING_CANCELLED}:
        return OrderStatus.ORDER_UPDATED
    return OrderStatus.ORDER_CONFIRMED


_WAITING = frozenset(
    {
        _B.BOOKING_PENDING_SUPPLIER,
        _B.BOOKING_PENDING_GUEST,
        _B.BOOKING_PENDING_DISTRIBUTOR,
        _B.BOOKING_PROCESSING,
        _B.BOOKING_PROCESSING_CONFIRMATION,
        _B.BOOKING_PROCESSING_CANCELLATION,
    }
)
