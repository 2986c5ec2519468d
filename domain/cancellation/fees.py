"""Cancellation fees: what the tiers that are in force take of each booking.

A percentage is of what the cancelled tickets of a booking give back under FREEZE, whatever the
policy is: of their price, that is. A fixed amount is charged for each ticket, for each booking or
once for the whole cancellation; of several that are charged once, the highest is. What is charged
for a booking or its tickets is no more than what they give back.

Source: docs/reference/cancellation.md
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from attrs import frozen

from counterfoil.domain.cancellation.settings import (
    CancellationSettings,
    ClockCombination,
    FeeParts,
)
from counterfoil.domain.cancellation.tiers import Tiers
from counterfoil.domain.catalogue.policies import CancellationFeePer, CancellationTier
from counterfoil.domain.money import Rounding
from counterfoil.domain.references import ItemId


@frozen(kw_only=True)
class Cancelled:
    """What of a booking is cancelled: tickets, the minor units that they free, and its tiers."""

    booking: ItemId
    tickets: int
    value: int
    tiers: tuple[Tiers, ...]


class _Fee(NamedTuple):
    """What is taken of a booking: ``own`` in any case, ``once`` for the whole cancellation."""

    own: int
    once: int

    @property
    def whole(self) -> int:
        return self.own + self.once


def cancellation_fees(
    cancelled: Sequence[Cancelled], *, settings: CancellationSettings, rounding: Rounding
) -> Mapping[ItemId, int]:
    """Answer what cancelling takes of each booking, in minor units; those above zero only."""
    found = {one.booking: _of_booking(one, settings, rounding) for one in cancelled}
    first = max(found, key=lambda booking: found[booking].once, default=None)
    fees = {}
    for one in cancelled:
        own, once = found[one.booking]
        fee = min(own, max(one.value, 0)) + (once if one.booking == first else 0)
        if fee:
            fees[one.booking] = fee
    return fees


def _of_booking(cancelled: Cancelled, settings: CancellationSettings, rounding: Rounding) -> _Fee:
    """Combine the dearest tier of each clock."""
    of_clocks = [
        _dearest(_of_tier(tier, cancelled, settings, rounding) for tier in tiers)
        for tiers in cancelled.tiers
    ]
    if settings.clocks is ClockCombination.SUM:
        return _Fee(sum(fee.own for fee in of_clocks), sum(fee.once for fee in of_clocks))
    return _dearest(of_clocks)


def _dearest(fees: Iterable[_Fee]) -> _Fee:
    return max(fees, key=lambda fee: fee.whole, default=_Fee(0, 0))


def _of_tier(
    tier: CancellationTier,
    cancelled: Cancelled,
    settings: CancellationSettings,
    rounding: Rounding,
) -> _Fee:
    share = tier.fee_percentage.apply(max(cancelled.value, 0), rounding=rounding)
    times = cancelled.tickets if tier.fee_per is CancellationFeePer.TICKET else 1
    fixed = times * tier.fee_amount
    if settings.fee_parts is FeeParts.HIGHER:
        share, fixed = (share, 0) if share >= fixed else (0, fixed)
    if tier.fee_per is CancellationFeePer.CANCELLATION:
        return _Fee(share, fixed)
    return _Fee(share + fixed, 0)
