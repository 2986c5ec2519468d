"""Patience: doing work anew where another transaction was in the way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from secrets import randbelow
from time import monotonic
from typing import TypeVar

from attrs import field, frozen

from counterfoil.adapters.postgres.failures import InTheWayError
from counterfoil.adapters.system_clock import SystemClock
from counterfoil.ports.clock import Clock
from counterfoil.ports.errors import UnavailableError

Answer = TypeVar("Answer")

PAUSE_FIRST = 2_000  # microseconds, about what one transaction takes
PAUSE_MAX = 100_000


@frozen(kw_only=True)
class Patience:
    """How long is waited; ``chance`` draws from zero up to below a number.

    ``deadline`` is for one piece of work, all its attempts together, ``lock`` for a row that
    another transaction has. A transaction whose host says nothing for the length of ``silence``
    ends, so that what it locked is free.
    """

    clock: Clock = field(factory=SystemClock)
    chance: Callable[[int], int] = randbelow
    deadline: timedelta = timedelta(seconds=10)
    lock: timedelta = timedelta(seconds=5)
    silence: timedelta = timedelta(seconds=15)

    def until_done(self, attempt: Callable[[], Answer]) -> Answer:
        """Do what either is done, or does nothing because somebody was in the way.

        Raises: UnavailableError beyond the deadline.
        """
        ends_at = monotonic() + self.deadline.total_seconds()
        pause = PAUSE_FIRST
        while True:
            try:
                return attempt()
            except InTheWayError as error:
                if monotonic() >= ends_at:
                    raise UnavailableError(
                        "other transactions have been in the way for "
                        f"{self.deadline.total_seconds():g} seconds, nothing was done ({error})"
                    ) from error
            self.clock.wait(timedelta(microseconds=pause // 2 + self.chance(pause)))
            pause = min(2 * pause, PAUSE_MAX)
