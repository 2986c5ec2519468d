"""Moments: what a ticket can be for, which is a slot, a date or any time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from attrs import frozen

from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.catalogue.nesting import BundlePart, CombiPart
from counterfoil.domain.catalogue.product import Admission, Product
from counterfoil.domain.catalogue.slots import Slot
from counterfoil.domain.references import ProductId


@frozen(kw_only=True)
class Moment:
    """A slot, a date that is local to the venue, or any time (both None)."""

    day: date | None
    slot: Slot | None = None


class Timetable:
    """The moments of products on the local dates from *first* to *last*, listed once each."""

    def __init__(self, catalogue: Catalogue, *, first: date, last: date) -> None:
        self.catalogue = catalogue
        self.first = first
        self.last = last
        self._slots: dict[ProductId, Mapping[date, tuple[Slot, ...]]] = {}

    def moments(self, product: Product) -> tuple[Moment, ...]:
        """List what tickets of a product can be for, closed slots included.

        A product with slots has a moment for each of them. One without has one for each date, if
        its tickets or a part that cannot be left out are for a date; else it has a single moment.

        Raises: UsageError for more dates than `schedule.DAYS_MAX` or outside `schedule.CALENDAR`,
            where a schedule is asked.
        """
        if product.availability:
            return tuple(
                Moment(day=day, slot=slot)
                for day, slots in self._by_day(product).items()
                for slot in slots
            )
        if self._is_dated(product):
            return tuple(Moment(day=day) for day in days(self.first, last=self.last))
        return (Moment(day=None),)

    def slots_on(self, product: Product, *, day: date) -> tuple[Slot, ...]:
        """List the slots of a product that start on a date of its venue, by start."""
        return self._by_day(product).get(day, ())

    def slots(self, product: Product) -> tuple[Slot, ...]:
        """List all slots of a product on the dates of the timetable, by start."""
        return tuple(slot for slots in self._by_day(product).values() for slot in slots)

    def _by_day(self, product: Product) -> Mapping[date, tuple[Slot, ...]]:
        found = self._slots.get(product.id)
        if found is None:
            by_day: dict[date, list[Slot]] = {}
            for slot in self.catalogue.slots(product.id, first=self.first, last=self.last):
                by_day.setdefault(slot.starts_at.astimezone(product.zone).date(), []).append(slot)
            found = {day: tuple(slots) for day, slots in by_day.items()}
            self._slots[product.id] = found
        return found

    def _is_dated(self, product: Product) -> bool:
        if product.travel_date_required or product.admission is not Admission.TIME_OPEN:
            return True
        return any(
            found.availability or found.travel_date_required
            for _, found in required_parts(product, catalogue=self.catalogue)
        )


def days(first: date, *, last: date) -> Iterator[date]:
    """List the dates from *first* to *last*, both included."""
    return (first + timedelta(days=ahead) for ahead in range((last - first).days + 1))


def required_parts(
    product: Product, *, catalogue: Catalogue
) -> Iterator[tuple[CombiPart | BundlePart, Product]]:
    """List the parts of a combi or bundle that cannot be left out, each with its product."""
    for part in catalogue.parts(product.id):
        if isinstance(part, BundlePart) and part.optional:
            continue
        found = catalogue.product(part.product)
        assert found is not None, "a catalogue without problems has all parts"
        yield part, found
