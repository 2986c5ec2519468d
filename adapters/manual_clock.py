"""A clock that stands still until somebody turns it: for stories, simulations and tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import TYPE_CHECKING

from counterfoil.domain.errors import UsageError
from counterfoil.ports.clock import Clock

_NO_TIME = timedelta(0)


class ManualClock:
    """Stands still until it is turned; safe to share between threads.

    ``waits`` are the durations that somebody wanted to wait for: they pass in no time, and the
    clock does not go on by itself.

    >>> clock = ManualClock(datetime(2026, 6, 1, 9, 0, tzinfo=UTC))
    >>> clock.turn(timedelta(minutes=20))
    >>> clock.now().isoformat()
    '2026-06-01T09:20:00+00:00'
    """

    def __init__(self, now: datetime) -> None:
        """Set the clock to an aware instant.

        Raises: UsageError for a naive one.
        """
        self._now = _in_utc(now, field="now")
        self._waits: list[timedelta] = []
        self._lock = Lock()

    def __repr__(self) -> str:
        """Show where the clock stands."""
        return f"ManualClock({self.now().isoformat()})"

    def now(self) -> datetime:
        """Answer the instant at which the clock stands, in UTC."""
        with self._lock:
            return self._now

    def wait(self, duration: timedelta) -> None:
        """Write *duration* down and return at once."""
        with self._lock:
            self._waits.append(duration)

    @property
    def waits(self) -> tuple[timedelta, ...]:
        """What was waited for, in order."""
        with self._lock:
            return tuple(self._waits)

    def turn(self, duration: timedelta) -> None:
        """Let *duration* pass.

        Raises: UsageError for a duration below zero.
        """
        if duration < _NO_TIME:
            raise UsageError(
                field="duration",
                value=duration,
                problem="turns the clock back",
                allowed="a duration of zero or more",
            )
        with self._lock:
            self._now += duration

    def turn_to(self, instant: datetime) -> None:
        """Let time pass until an aware instant.

        Raises: UsageError for a naive instant and for one that has passed.
        """
        later = _in_utc(instant, field="instant")
        with self._lock:
            if later < self._now:
                raise UsageError(
                    field="instant",
                    value=instant.isoformat(),
                    problem="has passed",
                    allowed=f"an instant from {self._now.isoformat()} on",
                )
            self._now = later


def _in_utc(instant: datetime, *, field: str) -> datetime:
    if instant.utcoffset() is None:
        raise UsageError(
            field=field,
            value=instant.isoformat(),
            problem="has no time zone",
            allowed="an aware datetime",
        )
    return instant.astimezone(UTC)


if TYPE_CHECKING:
    _: type[Clock] = ManualClock
