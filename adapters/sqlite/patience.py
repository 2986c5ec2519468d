"""Patience: trying again while somebody else is at work, after short waits of random length.

The waits are those of real processes, whatever clock the reservations are made by.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import timedelta
from secrets import randbelow
from typing import TypeVar

from attrs import field, frozen

from counterfoil.adapters.sqlite.failures import is_waiting, translated
from counterfoil.adapters.system_clock import SystemClock
from counterfoil.ports.clock import Clock
from counterfoil.ports.errors import UnavailableError

Answer = TypeVar("Answer")

DEADLINE = timedelta(seconds=10)  # a transaction takes milliseconds: whoever has it now hangs
PAUSE_FIRST = 500  # microseconds, about what one transaction takes
PAUSE_MAX = 4_000  # microseconds; longer ones make the unlucky wait for nothing
PAUSE_LAST = 200  # microseconds: who has waited for long asks most often, and is next
LONG = timedelta(milliseconds=20)  # some dozen transactions


@frozen(kw_only=True)
class Patience:
    """How long, and in which steps, is waited; ``chance`` draws from zero up to below a number."""

    clock: Clock = field(factory=SystemClock)
    chance: Callable[[int], int] = randbelow
    deadline: timedelta = DEADLINE

    def until_free(self, act: Callable[[], Answer], *, path: str) -> Answer:
        """Do what fails at once, and does nothing, while somebody else is at work.

        Raises: UnavailableError beyond the deadline, and PortError for all else that goes wrong.
        """
        waited, pause = timedelta(0), PAUSE_FIRST
        while True:
            try:
                return act()
            except sqlite3.Error as error:
                if not is_waiting(error):
                    raise translated(error, path=path) from error
                if waited >= self.deadline:
                    raise self.too_long(path) from error
            waited += self.pause(pause)
            pause = PAUSE_LAST if waited >= LONG else min(2 * pause, PAUSE_MAX)

    def pause(self, microseconds: int = PAUSE_MAX) -> timedelta:
        """Wait for about so long; answer how long it was."""
        duration = timedelta(microseconds=microseconds // 2 + self.chance(microseconds))
        self.clock.wait(duration)
        return duration

    def too_long(self, path: str) -> UnavailableError:
        """Make the error of a wait that took too long."""
        return UnavailableError(
            f"{path}: another process has kept it locked for {self.deadline.total_seconds():g} "
            "seconds, nothing was done; see what it is doing, or repeat the command"
        )
