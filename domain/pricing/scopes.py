"""Whether a rule reaches a line: the part of a condition that is the same for every cart.

A line's product, ticket type, slot and date decide; they are read once per line plan
(``plans.py``), never per cart.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time

from attrs import frozen

from counterfoil.domain.basket import Buyer
from counterfoil.domain.catalogue.ticket_types import TicketType
from counterfoil.domain.references import ProductId, SeasonId, SlotId
from counterfoil.domain.tariff.conditions import BuyerScope, DateRange, Scope
from counterfoil.domain.tariff.tariff import Season


@frozen(kw_only=True)
class When:
    """The slot and the local date and time of a line; an undated item knows its seasons only."""

    slot: SlotId | None = None
    day: date | None = None
    clock: time | None = None
    starts_at: datetime | None = None
    seasons: frozenset[SeasonId] = frozenset()


def seasons_of(day: date, *, seasons: Collection[Season]) -> frozenset[SeasonId]:
    """Name the seasons that a local date lies in."""
    return frozenset(season.id for season in seasons if in_any(day, windows=season.dates))


def in_any(day: date | None, *, windows: tuple[DateRange, ...]) -> bool:
    """Say whether a local date lies in one of the windows; no windows bind nothing."""
    if not windows:
        return True
    return day is not None and any(day in window for window in windows)


def names(wanted: Collection[str], *, ticket_type: TicketType) -> bool:
    """Say whether a rule that names *wanted* reaches a ticket type, by its id or its kind."""
    return not wanted or ticket_type.id in wanted or ticket_type.kind.value in wanted


def reaches(
    scope: Scope, *, products: frozenset[ProductId], ticket_type: TicketType, when: When
) -> bool:
    """Say whether a rule reaches the tickets of one type at one time.

    *products* are the ticket's own product and, inside a bundle, the bundle.
    """
    if scope.products and scope.products.isdisjoint(products):
        return False
    if not names(scope.ticket_types, ticket_type=ticket_type):
        return False
    if scope.slots and when.slot not in scope.slots:
        return False
    if scope.seasons and scope.seasons.isdisjoint(when.seasons):
        return False
    if scope.weekdays and (when.day is None or when.day.weekday() not in scope.weekdays):
        return False
    if scope.times and (
        when.clock is None or not any(when.clock in window for window in scope.times)
    ):
        return False
    return in_any(when.day, windows=scope.travel)


def sells_to(scope: BuyerScope, *, buyer: Buyer) -> bool:
    """Say whether a rule is for this buyer; what is not known does not match."""
    return (
        (not scope.channels or buyer.channel in scope.channels)
        and (not scope.distributors or buyer.distributor in scope.distributors)
        and (not scope.partners or buyer.partner in scope.partners)
        and (not scope.customer_tags or not scope.customer_tags.isdisjoint(buyer.customer_tags))
    )
