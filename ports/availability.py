"""Availability over a reservation system: one load of levels, one answer."""

from __future__ import annotations

from attrs import frozen

from counterfoil.domain.availability import (
    DayAvailability,
    Inquiry,
    SlotAvailability,
    availability,
    availability_needs,
    calendar,
    inquiry_refusals,
)
from counterfoil.domain.cart.facts import CartFacts
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.refusals import RefusedError
from counterfoil.ports.reservation_system import ReservationSystem


@frozen(kw_only=True)
class Answered:
    """The slots of an answer, which can be put together by date."""

    inquiry: Inquiry
    catalogue: Catalogue
    slots: tuple[SlotAvailability, ...]

    @property
    def days(self) -> tuple[DayAvailability, ...]:
        """A day for each date of each product."""
        return calendar(self.inquiry, self.slots, catalogue=self.catalogue)


def availability_of(system: ReservationSystem, inquiry: Inquiry) -> Answered:
    """Ask a system what is available now, by the world that it sells today.

    Raises: RefusedError for products that cannot be asked about; what the port raises.
    """
    world = system.world()
    now = system.now()
    refusals = inquiry_refusals(inquiry, catalogue=world.catalogue)
    if refusals:
        raise RefusedError(refusals[0], refusals[1:])
    pricer = world.pricer_of(inquiry.privileges)
    wanted = availability_needs(inquiry, catalogue=world.catalogue, tariff=pricer.tariff, now=now)
    facts = CartFacts(
        catalogue=world.catalogue,
        pricer=pricer,
        world=world.name,
        levels=system.levels(wanted, at=now) if wanted else {},
    )
    return Answered(
        inquiry=inquiry, catalogue=world.catalogue, slots=availability(inquiry, facts, now)
    )
