"""The clock of the machine: the one place of the project that reads it."""

from __future__ import annotations

from datetime import UTC, datetime

from attrs import frozen


@frozen
class SystemClock:
    """Tells the instant at which it is asked."""

    def now(self) -> datetime:
        """Read the clock: an aware instant in UTC, to the second."""
        return datetime.now(UTC).replace(microsecond=0)  # noqa: TID251 (this is the one place)
