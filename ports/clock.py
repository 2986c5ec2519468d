"""What is waited for: the clock."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the time and waits.

    Called a few times per use case, from any thread. Neither method raises.
    """

    def now(self) -> datetime:
        """Answer the instant: aware, never earlier than an instant answered before."""
        ...

    def wait(self, duration: timedelta) -> None:
        """Return when *duration* is over; a clock that only tests turn returns at once."""
        ...
