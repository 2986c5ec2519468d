"""How long a hold lasts, and what a cancellation costs."""

from __future__ import annotations

from datetime import timedelta
from enum import Enum

from attrs import field, frozen

from counterfoil.domain.money import Rate

HOLD_MAX = timedelta(hours=24)  # longer holds lock stock away from everybody else for a day


class Renewal(Enum):
    """When a hold gets its full length again."""

    NEVER = "NEVER"
    ON_TOUCH = "ON_TOUCH"
    ON_REQUEST = "ON_REQUEST"


@frozen(kw_only=True)
class HoldPolicy:
    """How long an item is held, how it is renewed, and what payment adds.

    ``cap`` bounds the whole life of a hold, renewals included; ``payment_extension`` is granted
    once, when payment begins.
    """

    length: timedelta = timedelta(minutes=15)
    renewal: Renewal = Renewal.NEVER
    cap: timedelta = timedelta(hours=1)
    payment_extension: timedelta = timedelta(0)


class CancellationClock(Enum):
    """TRAVEL_DATE counts back from the travel date, BOOKING_DATE on from the booking."""

    TRAVEL_DATE = "TRAVEL_DATE"
    BOOKING_DATE = "BOOKING_DATE"


class ThresholdUnit(Enum):
    """What a threshold is counted in that somebody else writes as a bare number.

    Source: the vendor's v3.5 text says minutes; its v3.8 sample of an hour has 3600.
    """

    SECONDS = timedelta(seconds=1)
    MINUTES = timedelta(minutes=1)

    def threshold(self, number: int) -> timedelta:
        """Answer the span that a number means."""
        return number * self.value


class CancellationFeePer(Enum):
    """What the fixed part of a cancellation fee is charged for."""

    CANCELLATION = "CANCELLATION"
    BOOKING = "BOOKING"
    TICKET = "TICKET"


@frozen(kw_only=True)
class CancellationTier:
    """A fee that is due when a cancellation comes inside ``threshold`` of the clock.

    ``fee_amount`` is minor units of the product's currency.
    """

    clock: CancellationClock
    threshold: timedelta
    fee_percentage: Rate
    fee_amount: int = 0
    fee_per: CancellationFeePer = CancellationFeePer.BOOKING
    description: str = ""


@frozen(kw_only=True)
class CancellationPolicy:
    """Whether a product can be cancelled, and its tiers.

    Allowed without tiers is free until redeemed.
    Source: the vendor's v3.5 description of ``product_cancellation_allowed``.
    """

    allowed: bool = True
    tiers: tuple[CancellationTier, ...] = field(default=())
