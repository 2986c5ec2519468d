"""Vouchers: which bookings have theirs, and the events that say that one was given or taken.

The library makes no voucher and sends none. What the engine can tell, a booking that is confirmed
or paid, it tells; what waits for somebody else is told by the port of vouchers.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import Enum

from attrs import evolve, field, frozen

from counterfoil.domain.catalogue.code_settings import VoucherRelease
from counterfoil.domain.empty import EMPTY
from counterfoil.domain.order.booking import Booking
from counterfoil.domain.order.event import EventType, OrderEvent
from counterfoil.domain.order.order import Order
from counterfoil.domain.party.actors import Actor
from counterfoil.domain.privacy import SECRET, guarded
from counterfoil.domain.references import ItemId


class VoucherState(Enum):
    """PENDING: not yet there. RELEASED: can be fetched. REVOKED: was released, good no more."""

    PENDING = "PENDING"
    RELEASED = "RELEASED"
    REVOKED = "REVOKED"


@frozen(kw_only=True, field_transformer=guarded)
class Voucher:
    """A voucher: its state, and where it can be fetched. Whoever has the link has the tickets."""

    state: VoucherState
    link: str = field(default="", metadata=SECRET)


@frozen(kw_only=True)
class Vouchers:
    """The vouchers of an order: one of all of it, and those of bookings; None: there is none."""

    order: Voucher | None = None
    bookings: Mapping[ItemId, Voucher] = EMPTY


def released(order: Order) -> frozenset[ItemId]:
    """Name the bookings whose vouchers are released by what the engine knows.

    A booking without a ticket that is good has none any more. One that waits for its payment has
    it when all of the order is paid; money that is set aside is not paid.
    """
    paid = order.paid >= order.total
    return frozenset(booking.id for booking in order.bookings if _is_released(booking, paid))


def _is_released(booking: Booking, paid: bool) -> bool:  # noqa: FBT001
    match booking.sold.code_settings.release:
        case VoucherRelease.ORDER_CONFIRMATION:
            return booking.is_live
        case VoucherRelease.PAYMENT_CONFIRMATION:
            return booking.is_live and paid
        case _:
            return False


def with_voucher_events(
    before: Order | None, after: Order, *, at: datetime, actor: Actor
) -> Order:
    """Add to *after* the events of the vouchers that a change has released or revoked.

    *before* is None for an order that is made.
    """
    old = frozenset[ItemId]() if before is None else released(before)
    new = released(after)
    named = (
        (EventType.VOUCHER_RELEASE, new - old),
        (EventType.VOUCHER_REVOKE, old - new),
    )
    events = tuple(
        OrderEvent(
            type=kind,
            order_version=after.version,
            at=at,
            actor=actor,
            bookings=tuple(booking.id for booking in after.bookings if booking.id in names),
        )
        for kind, names in named
        if names
    )
    return after if not events else evolve(after, events=(*after.events, *events))
