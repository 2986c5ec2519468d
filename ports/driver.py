"""The driver: recall, load, decide, commit, resolve; the one loop that every command goes through.

Only it knows that calls block, and that a call may have done what it was asked to although nobody
heard the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TypeVar

from counterfoil.domain.references import CommandKey, ResourceId
from counterfoil.domain.stock import Level
from counterfoil.ports.clock import Clock
from counterfoil.ports.errors import (
    ConflictError,
    OutcomeUnknownError,
    PortError,
    UnavailableError,
)
from counterfoil.ports.reservation_system import ReservationSystem
from counterfoil.ports.views import Refused

ATTEMPTS_MAX = 8  # decisions made anew because something changed meanwhile
PAUSE = timedelta(milliseconds=20)  # before trying again where somebody else is at work

Decided = TypeVar("Decided")
View = TypeVar("View")


def driven(
    key: CommandKey,
    *,
    clock: Clock,
    past: Callable[[], View | Refused | None],
    decide: Callable[[], Decided | Refused],
    commit: Callable[[Decided], View | Refused],
) -> View | Refused:
    """Carry a command out: look what became of it before, decide it, commit it.

    *past* answers None where nothing did, and raises OutcomeUnknownError where it cannot be known.
    Raises: PortError. Once a commit was sent and its outcome is not known, whatever fails leaves
        as OutcomeUnknownError.
    """
    sent: OutcomeUnknownError | None = None
    for _ in range(ATTEMPTS_MAX):
        try:
            before = past()
            if before is not None:
                return before
            decided = decide()
            if isinstance(decided, Refused):
                # The same command may have been carried out since, and be in its own way now.
                meanwhile = past()
                return decided if meanwhile is None else meanwhile
        except PortError as error:
            if sent is not None:
                raise unknown(key) from error
            raise
        try:
            return commit(decided)
        except ConflictError as conflict:
            sent = None
            if conflict.in_flight:
                clock.wait(PAUSE)
        except OutcomeUnknownError as error:
            sent = error  # the top of the loop looks it up
    if sent is not None:
        raise unknown(key) from sent
    raise UnavailableError(
        f"command {key!r} met another change {ATTEMPTS_MAX} times, nothing was done"
    )


def levels_needed(
    system: ReservationSystem,
    needs: Callable[[Mapping[ResourceId, Level]], frozenset[ResourceId]],
    *,
    at: datetime,
) -> Mapping[ResourceId, Level]:
    """Load the levels that a rule *needs*, and those that it needs once it knows these."""
    levels: dict[ResourceId, Level] = {}
    while missing := needs(levels) - levels.keys():
        levels.update(system.levels(missing, at=at))
    return levels


def unknown(key: CommandKey) -> OutcomeUnknownError:
    """Answer the error of a command of which nobody knows what became."""
    return OutcomeUnknownError(
        f"what became of command {key!r} is not known, allowed: its repetition", key=key
    )
