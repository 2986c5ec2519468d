"""Deadlines: from when on a tier of a cancellation policy is in force."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import NoReturn

from tests.vectors.neutral import CannotBeSaidError, Given

from counterfoil.domain.cancellation.tiers import Times, reached_at
from counterfoil.domain.catalogue.policies import CancellationClock, CancellationTier
from counterfoil.domain.money import Rate

CLOCKS = {
    ("date_from", "before"): CancellationClock.TRAVEL_DATE,
    ("datetime", "after"): CancellationClock.BOOKING_DATE,
}


def answer_of_moment(given: Given) -> str:
    """Count back from the visit, or on from the booking.

    Raises: CannotBeSaidError for other moments, and for a local time of day.
    """
    if "at_local_time" in given:
        raise CannotBeSaidError("deadlines_at_a_time_of_day")
    clock = CLOCKS.get((given["base_field"], given["direction"]))
    if clock is None:
        raise CannotBeSaidError("deadlines_around_other_moments")
    base = datetime.fromisoformat(given["base"][given["base_field"]])
    tier = CancellationTier(
        clock=clock,
        threshold=timedelta(
            days=given.get("offset_days", 0), minutes=given.get("offset_minutes", 0)
        ),
        fee_percentage=Rate.of(0, 1),
    )
    moment = reached_at(tier, times=Times(booked_at=base, visit_at=base))
    assert moment is not None
    return _written(moment)


def expected_of_moment(_: Given, expect: Given) -> str:
    """Write the observed moment."""
    return _written(datetime.fromisoformat(expect["moment"]))


def answer_of_payment(given: Given) -> NoReturn:
    """Say that nothing is due at an instant here.

    Raises: CannotBeSaidError.
    """
    raise CannotBeSaidError("deadlines_of_payments")


def expected_of_payment(_: Given, expect: Given) -> str:
    """Write the observed deadline."""
    return _written(datetime.fromisoformat(expect["deadline"]))


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()
