"""Passes and redemption: what the uses of a ticket say about it at an instant."""

from __future__ import annotations

from datetime import datetime, timedelta

from attrs import frozen

from counterfoil.domain.order.booking import Sold
from counterfoil.domain.order.ticket import Ticket
from counterfoil.domain.statuses import RedemptionStatus, TicketStatus


@frozen(kw_only=True)
class PassDetails:
    """How long a pass is good: from its first use for ``total``; ``remaining`` of it is left."""

    starts_at: datetime
    ends_at: datetime
    total: timedelta
    remaining: timedelta


def pass_details(ticket: Ticket, *, sold: Sold, now: datetime) -> PassDetails | None:
    """Answer what is left of a pass; None for what is none, or was not used yet."""
    uses = [use.at for use in ticket.redemptions if use.counts]
    if sold.pass_duration is None or not uses:
        return None
    ends_at = min(uses) + sold.pass_duration
    return PassDetails(
        starts_at=min(uses),
        ends_at=ends_at,
        total=sold.pass_duration,
        remaining=max(timedelta(0), ends_at - now),
    )


def redemption_status(ticket: Ticket, *, sold: Sold, now: datetime) -> RedemptionStatus:
    """Answer whether a ticket was used, and whether it can be used (again)."""
    if ticket.status is not TicketStatus.CONFIRMED:
        return RedemptionStatus.CANCELLED
    if not ticket.is_redeemed:
        return RedemptionStatus.PENDING
    details = pass_details(ticket, sold=sold, now=now)
    if details is None:
        return RedemptionStatus.REDEEMED
    return RedemptionStatus.ACTIVE if details.ends_at > now else RedemptionStatus.EXPIRED
