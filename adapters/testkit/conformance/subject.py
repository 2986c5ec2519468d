"""What is tested: how a fresh system is made, and what else a host can say about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from attrs import frozen
from hypothesis import Phase, settings

from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.tariff.tariff import Tariff
from counterfoil.ports.clock import Clock
from counterfoil.ports.reservation_system import ReservationSystem

__all__ = ["QUICK", "THOROUGH", "Effort", "Opener", "Subject"]

Opener: TypeAlias = Callable[[Clock], ReservationSystem]


class Subject:
    """A kind of reservation system, as the checks need it.

    Only ``make_system`` must be written. The system judges by the clock that it is given, which
    stands still until a check turns it; one whose instants come from elsewhere takes this clock's
    in tests.
    """

    def make_system(self, catalogue: Catalogue, tariff: Tariff, clock: Clock) -> ReservationSystem:
        """Make a system without any cart or order that sells by this catalogue and tariff.

        Called often: once for each check, and once for each example of a machine.
        """
        raise NotImplementedError(f"{type(self).__name__} must make a system: write make_system")

    def opener(self, system: ReservationSystem) -> Opener | None:
        """Answer what opens another connection to the state of *system*, or None.

        It is called with a clock of its own, in this process and in others: it can be pickled.
        """
        del system
        return None

    def kept(self, system: ReservationSystem) -> bytes:
        """Answer all bytes that *system* keeps, such as its file: what erasing has to reach.

        Without it only what can be read through the port is looked at.
        """
        del system
        return b""

    def discard(self, system: ReservationSystem) -> None:
        """Let go of a system that is not needed any more: it is closed, where it can be."""
        close = getattr(system, "close", None)
        if close is not None:
            close()


@frozen(kw_only=True)
class Effort:
    """How hard the checks try.

    ``examples`` of ``steps`` each are what a machine and a settlement try; ``threads`` and
    ``processes`` ask at once, and each race is run ``rounds`` times. ``every_call``: also the
    calls that only read fail once, not only those that write. ``shrinks``: what broke a machine is
    made as short as can be, which takes a while.
    """

    examples: int
    steps: int
    threads: int
    processes: int
    rounds: int
    every_call: bool
    shrinks: bool = True

    @property
    def searching(self) -> settings:
        """How Hypothesis tries: the same examples each time."""
        phases = [phase for phase in Phase if self.shrinks or phase is not Phase.shrink]
        return settings(
            max_examples=self.examples,
            stateful_step_count=self.steps,
            phases=phases,
            deadline=None,
            database=None,
            derandomize=True,
        )


QUICK = Effort(examples=8, steps=30, threads=12, processes=2, rounds=1, every_call=False)
THOROUGH = Effort(examples=300, steps=60, threads=16, processes=8, rounds=10, every_call=True)
