"""The stand on which a check puts systems of a subject, and from which it takes them down."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from attrs import evolve

from counterfoil.adapters.testkit.clocks import CountingReferences, ManualClock
from counterfoil.adapters.testkit.conformance.pier import (
    CATALOGUE,
    CODES,
    PRICES,
    START,
    catalogue,
    tariff,
)
from counterfoil.adapters.testkit.conformance.shop import Shop
from counterfoil.adapters.testkit.conformance.subject import Effort, Opener, Subject
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.checkout_fields import CheckoutField
from counterfoil.domain.settings import Settings
from counterfoil.domain.tariff.tariff import Tariff
from counterfoil.ports.box_office import BoxOffice
from counterfoil.ports.reservation_system import ReservationSystem

__all__ = ["NotApplicableError", "Stand"]


class NotApplicableError(Exception):
    """The system does not offer what a check is about; the message says what."""


class Stand:
    """Makes systems of a *subject*, and lets go of all of them in the end.

    ``doing`` says what a check is at, so that a failure names the step.
    """

    def __init__(self, subject: Subject, *, effort: Effort, only_stores: bool = False) -> None:
        self.subject = subject
        self.effort = effort
        self.only_stores = only_stores
        self.doing = "it begins"
        self._systems: list[ReservationSystem] = []

    def step(self, doing: str) -> None:
        """Say what comes next."""
        self.doing = doing

    def shop(
        self,
        *texts: str,
        at: datetime = START,
        settings: Settings | None = None,
        fields: tuple[CheckoutField, ...] = (),
        sells: str = CATALOGUE,
    ) -> Shop:
        """Open the box office of the pier over a fresh system, with a tariff of some parts."""
        sold = evolve(catalogue(sells), checkout_fields=fields)
        used = tariff(*(texts or (PRICES, CODES)))
        return self.open(sold, used, at=at, settings=settings)

    def open(
        self,
        sold: Catalogue,
        used: Tariff,
        *,
        at: datetime,
        settings: Settings | None = None,
    ) -> Shop:
        """Open a box office over a fresh system that sells by a catalogue and a tariff."""
        clock = ManualClock(at)
        system = self._made(lambda: self.subject.make_system(sold, used, clock))
        office = BoxOffice(
            system=system,
            clock=clock,
            references=CountingReferences(),
            settings=settings or Settings(),
        )
        return Shop(office=office, system=system, clock=clock)

    def opener(self, shop: Shop) -> Opener:
        """Answer what opens another connection to the state of a shop.

        Raises: NotApplicableError where the subject has none.
        """
        found = self.subject.opener(shop.system)
        if found is None:
            raise NotApplicableError("the subject has no opener")
        return found

    def again(self, shop: Shop) -> Shop:
        """Open a box office over another connection to the state of a shop.

        Raises: NotApplicableError.
        """
        opener = self.opener(shop)
        system = self._made(lambda: opener(shop.clock))
        office = shop.host(f"connection{len(self._systems)}", system=system)
        return Shop(office=office, system=system, clock=shop.clock)

    def discard(self, shop: Shop) -> None:
        """Let go of the system of a shop that is not needed any more."""
        self._systems = [one for one in self._systems if one is not shop.system]
        self.subject.discard(shop.system)

    def close(self) -> None:
        """Let go of all systems, the last one first."""
        while self._systems:
            self.subject.discard(self._systems.pop())

    def _made(self, make: Callable[[], ReservationSystem]) -> ReservationSystem:
        system = make()
        self._systems.append(system)
        if self.only_stores and system.capabilities.stock != "ENGINE":
            raise NotApplicableError("capability stock: the system decides itself")
        return system
