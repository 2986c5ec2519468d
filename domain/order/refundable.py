"""Which bookings give no money back when they are cancelled now."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import Enum

from attrs import frozen

from counterfoil.domain.catalogue.policies import CancellationClock, CancellationTier
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


def not_refundable(bookings: Iterable[Booking], *, now: datetime) -> tuple[NotRefundable, ...]:
    """Answer the bookings that give nothing back at *now*; those that were cancelled are left out.

    One that cannot be cancelled, and one of which a tier is reached that takes 100 %. Fixed fees
    that come to all of the price are not looked at: what is paid may change.
    """
    found = (_of(booking, now) for booking in bookings if booking.is_live)
    return tuple(one for one in found if one is not None)


def reached_at(tier: CancellationTier, *, booking: Booking) -> datetime | None:
    """Answer from when on a tier's fee is due; None where that depends on a date it has not.

    TRAVEL_DATE counts back from the visit, BOOKING_DATE on from the confirmation.
    """
    if tier.clock is CancellationClock.BOOKING_DATE:
        return booking.confirmed_at + tier.threshold
    visit = booking.sold.visit_at
    return None if visit is None else visit - tier.threshold


def _of(booking: Booking, now: datetime) -> NotRefundable | None:
    policy = booking.sold.cancellation
    if not policy.allowed:
        return NotRefundable(booking=booking.id, reason=NoRefundReason.NOT_ALLOWED)
    due = [
        since
        for tier in policy.tiers
        if tier.fee_percentage >= _ALL
        and (since := reached_at(tier, booking=booking)) is not None
        and since <= now
    ]
    if not due:
        return None
    return NotRefundable(booking=booking.id, reason=NoRefundReason.FULL_FEE, since=min(due))
