"""Which bookings give no money back when they are cancelled now."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import Enum

from attrs import frozen

from counterfoil.domain.cancellation.settings import TierPrecedence
from counterfoil.domain.cancellation.tiers import Times, in_force, instants
from counterfoil.domain.money import Rate
from counterfoil.domain.order.booking import Booking
from counterfoil.domain.references import ItemId

_ALL = Rate.of(1, 1)


class NoRefundReason(Enum):
    """NOT_ALLOWED: it cannot be cancelled. FULL_FEE: the fee is all that was paid."""

    NOT_ALLOWED = "NOT_ALLOWED"
    FULL_FEE = "FULL_FEE"


@frozen(kw_only=True)
class NotRefundable:
    """A booking that gives nothing back, why, and since when (None: always)."""

    booking: ItemId
    reason: NoRefundReason
    since: datetime | None = None


def not_refundable(
    bookings: Iterable[Booking],
    *,
    now: datetime,
    precedence: TierPrecedence = TierPrecedence.NEAREST,
) -> tuple[NotRefundable, ...]:
    """Answer the bookings that give nothing back at *now*; those that were cancelled are left out.

    One that cannot be cancelled, and one of which a tier is in force that takes 100 %. Fixed fees
    that come to all of the price are not looked at: what is paid may change.
    """
    found = (_of(booking, now, precedence) for booking in bookings if booking.is_live)
    return tuple(one for one in found if one is not None)


def _of(booking: Booking, now: datetime, precedence: TierPrecedence) -> NotRefundable | None:
    policy = booking.sold.cancellation
    if not policy.allowed:
        return NotRefundable(booking=booking.id, reason=NoRefundReason.NOT_ALLOWED)
    times = Times(booked_at=booking.confirmed_at, visit_at=booking.sold.visit_at)
    since = None
    for instant in instants(policy.tiers, times=times, until=now):
        found = in_force(policy.tiers, times=times, precedence=precedence, now=instant)
        if not any(tier.fee_percentage >= _ALL for tiers in found for tier in tiers):
            break
        since = instant
    if since is None:
        return None
    return NotRefundable(booking=booking.id, reason=NoRefundReason.FULL_FEE, since=since)
