"""What can be sold of a catalogue at a tariff: at which times, and tickets of which types.

A tariff need not price everything: a ticket type may have a price in summer only, and a product
may be sold in another currency. What has no price is not generated.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cached_property

from attrs import define, field, frozen

from counterfoil.adapters.testkit.strategies.vocabulary import travel_dates
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.catalogue.product import Product
from counterfoil.domain.catalogue.schedule import CALENDAR, first_instant, times_on
from counterfoil.domain.catalogue.ticket_types import TicketType
from counterfoil.domain.references import ProductId, SeasonId, SlotId, TicketTypeId
from counterfoil.domain.tariff.conditions import DateRange
from counterfoil.domain.tariff.tariff import Tariff

EDGES_MAX = 40  # dates at which the rules of a tariff begin or end, that tickets are sold for

Time = tuple[SlotId | None, date | None]


@frozen(kw_only=True)
class Priced:
    """Ticket types of one product, and all times at which just these have a price."""

    types: tuple[TicketType, ...]
    times: tuple[Time, ...]


@define(kw_only=True, slots=False)
class Offer:
    """The times and ticket types of each product for which the tariff has a price."""

    catalogue: Catalogue
    tariff: Tariff
    _known: dict[ProductId, tuple[Priced, ...]] = field(init=False, factory=dict)

    def priced(self, product: Product) -> tuple[Priced, ...]:
        """List what is priced of *product*; no time stands in it twice."""
        if product.id not in self._known:
            times: dict[tuple[TicketTypeId, ...], list[Time]] = {}
            types: dict[tuple[TicketTypeId, ...], tuple[TicketType, ...]] = {}
            for time, day in self._dated(product):
                found = self._priced(product, day=day)
                names = tuple(one.id for one in found)
                types[names] = found
                times.setdefault(names, []).append(time)
            self._known[product.id] = tuple(
                Priced(types=types[names], times=tuple(of_types))
                for names, of_types in times.items()
                if names
            )
        return self._known[product.id]

    def times_of_part(self, product: Product) -> tuple[Time, ...]:
        """List the times of a product that is a part of a combi, which needs no price."""
        return tuple(time for time, _ in self._dated(product))

    @cached_property
    def days(self) -> tuple[date, ...]:
        """List the local dates that tickets are for: two weeks, and the edges of the tariff."""
        edges: dict[date, None] = {}
        for window in self._windows():
            for edge, step in ((window.first, -1), (window.last, 1)):
                if edge is not None and edge - timedelta(days=1) in CALENDAR:
                    edges |= dict.fromkeys((edge, edge + timedelta(days=step)))
        return tuple(dict.fromkeys((*travel_dates(), *list(edges)[:EDGES_MAX])))

    def _windows(self) -> Iterator[DateRange]:
        tariff = self.tariff
        for season in tariff.seasons:
            yield from season.dates
        for scope in (
            *(variation.scope for variation in tariff.variations),
            *(promotion.scope for promotion in tariff.promotions),
        ):
            yield from scope.travel
        for row in tariff.taxation:
            yield from row.travel

    def _dated(self, product: Product) -> Iterator[tuple[Time, date | None]]:
        """List the times of a product, each with its local date; None where it has no date."""
        if product.availability:
            yield from self._slots(product)
            return
        if not product.travel_date_required:
            yield (None, None), None
        for day in self.days:
            yield (None, day), day

    def _slots(self, product: Product) -> Iterator[tuple[Time, date]]:
        if product.schedule is None:
            for slot in product.slots:
                yield (slot.id, None), slot.starts_at.astimezone(product.zone).date()
            return
        for day in (*self.days, *self._days_of_schedule(product)):
            for at in times_on(product.schedule, day=day):
                # A time that the clock jumps over has no slot.
                if first_instant(day, at=at, zone=product.zone) is not None:
                    name = f"{day.isoformat()}T{at.isoformat(timespec='minutes')}"
                    yield (SlotId(name), None), day

    def _days_of_schedule(self, product: Product) -> tuple[date, ...]:
        """List the dates from which on a schedule has other slots than before."""
        assert product.schedule is not None, "asked only of a schedule"
        days = [exception.day for exception in product.schedule.exceptions]
        for rule in product.schedule.rules:
            for season in rule.seasons:
                week = range(min(7, (season.last - season.first).days + 1))
                days.extend(season.first + timedelta(days=ahead) for ahead in week)
        known = set(self.days)
        return tuple(day for day in dict.fromkeys(days) if day not in known)

    def _priced(self, product: Product, *, day: date | None) -> tuple[TicketType, ...]:
        if product.currency != self.tariff.currency:
            return ()
        seasons = self._seasons(day)
        rows = self._rows.get(product.id, {})
        return tuple(
            found
            for found in product.ticket_types
            if not seasons.isdisjoint(rows.get(found.id, frozenset()))
        )

    def _seasons(self, day: date | None) -> frozenset[SeasonId | None]:
        """Name the seasons of a date, and None: a row without a season is for every date.

        What has no date is in the season of its booking, which is not known yet.
        """
        in_season = (
            season.id
            for season in self.tariff.seasons
            if day is not None and any(day in window for window in season.dates)
        )
        return frozenset((None, *in_season))

    @cached_property
    def _rows(self) -> dict[ProductId, dict[TicketTypeId, frozenset[SeasonId | None]]]:
        """The seasons in which each ticket type has a price of its own."""
        rows: dict[ProductId, dict[TicketTypeId, frozenset[SeasonId | None]]] = {}
        for row in self.tariff.prices:
            of_product = rows.setdefault(row.product, {})
            known = of_product.get(row.ticket_type, frozenset())
            of_product[row.ticket_type] = known | {row.season}
        return rows
