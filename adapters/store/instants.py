"""Instants in rows: whole microseconds since 1970 in UTC, exact and in the order of time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)

NEVER = 2**63 - 1
"""Stands for an end that does not come, where a column is part of a key and cannot be null."""


def to_micros(instant: datetime) -> int:
    """Write an aware instant.

    >>> to_micros(datetime(1970, 1, 1, 0, 0, 1, 5, tzinfo=UTC))
    1000005
    """
    return (instant - EPOCH) // MICROSECOND


def from_micros(micros: int) -> datetime:
    """Read an instant, in UTC.

    >>> from_micros(1000005).isoformat()
    '1970-01-01T00:00:01.000005+00:00'
    """
    return EPOCH + micros * MICROSECOND
