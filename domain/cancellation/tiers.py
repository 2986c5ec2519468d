"""Tiers: which fees of a cancellation policy are in force at an instant.

This is the one answer to that question: what a cancellation costs and what is told to be not
refundable both ask here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TypeAlias

from attrs import frozen

from counterfoil.domain.cancellation.settings import TierPrecedence
from counterfoil.domain.catalogue.policies import CancellationClock, CancellationTier

Tiers: TypeAlias = tuple[CancellationTier, ...]


@frozen(kw_only=True)
class Times:
    """What the clocks of tiers count from: the booking, and the first visit if it has a time."""

    booked_at: datetime
    visit_at: datetime | None


def reached_at(tier: CancellationTier, *, times: Times) -> datetime | None:
    """Answer from when on a tier's fee is due; None where that depends on a visit without a time.

    TRAVEL_DATE counts back from the visit, BOOKING_DATE on from the booking.
    """
    if tier.clock is CancellationClock.BOOKING_DATE:
        return times.booked_at + tier.threshold
    return None if times.visit_at is None else times.visit_at - tier.threshold


def in_force(
    tiers: Iterable[CancellationTier],
    *,
    times: Times,
    precedence: TierPrecedence,
    now: datetime,
) -> tuple[Tiers, ...]:
    """Answer the tiers that are due at *now*, those of one clock together.

    NEAREST leaves one of each clock, DEAREST all: which is the dearest depends on the price.
    """
    by_clock: dict[CancellationClock, list[tuple[datetime, CancellationTier]]] = {}
    for tier in tiers:
        since = reached_at(tier, times=times)
        if since is not None and since <= now:
            by_clock.setdefault(tier.clock, []).append((since, tier))
    found = []
    for clock in CancellationClock:
        reached = by_clock.get(clock, [])
        if reached and precedence is TierPrecedence.NEAREST:
            reached = [max(reached, key=lambda one: one[0])]
        if reached:
            found.append(tuple(tier for _, tier in reached))
    return tuple(found)


def instants(
    tiers: Iterable[CancellationTier], *, times: Times, until: datetime
) -> Iterator[datetime]:
    """Yield the instants up to one at which what is in force changed, the latest first."""
    since = {reached_at(tier, times=times) for tier in tiers}
    yield from sorted((one for one in since if one is not None and one <= until), reverse=True)
