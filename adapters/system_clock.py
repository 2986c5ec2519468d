"""The clock of the machine: the one place of the project that reads it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from threading import Lock
from time import sleep
from typing import TYPE_CHECKING

from counterfoil.ports.clock import Clock


class SystemClock:
    """Tells the instant at which it is asked; safe to share between threads.

    Where the machine's clock is set back, it stands still until that one has caught up.
    """

    def __init__(self) -> None:
        self._latest = datetime.min.replace(tzinfo=UTC)
        self._lock = Lock()

    def now(self) -> datetime:
        """Read the clock: an aware instant in UTC, to the second."""
        read = datetime.now(UTC).replace(microsecond=0)  # noqa: TID251 (this is the one place)
        with self._lock:
            self._latest = max(self._latest, read)
            return self._latest

    def wait(self, duration: timedelta) -> None:
        """Sleep until *duration* is over."""
        sleep(max(0, duration.total_seconds()))


if TYPE_CHECKING:
    _: type[Clock] = SystemClock
