"""Whether a rule reaches a ticket, and whether it is for this buyer."""

from __future__ import annotations

from fractions import Fraction

from tests.oracle.arithmetic import ratio
from tests.oracle.ledger import Calculation
from tests.oracle.tickets import Ticket

from counterfoil.domain.basket import Buyer
from counterfoil.domain.tariff.conditions import BuyerScope, FillBand, Scope
from counterfoil.domain.tariff.tariff import Tariff


def reaches(scope: Scope, *, ticket: Ticket, tariff: Tariff) -> bool:
    """Match a ticket; one without a date matches no weekday, time, slot or travel window."""
    if scope.products and not scope.products & ticket.products:
        return False
    if scope.ticket_types and not scope.ticket_types & ticket.type_names:
        return False
    if scope.slots and (ticket.slot is None or ticket.slot.id not in scope.slots):
        return False
    if scope.seasons and not scope.seasons & seasons_of(ticket, tariff=tariff):
        return False
    if scope.travel and not any(
        ticket.day is not None and ticket.day in dates for dates in scope.travel
    ):
        return False
    if scope.weekdays and (ticket.day is None or ticket.day.weekday() not in scope.weekdays):
        return False
    # Reading: a ticket with a date but without a slot has no time of day.
    local = None if ticket.slot is None else ticket.slot.starts_at.astimezone(ticket.product.zone)
    return not scope.times or (
        local is not None and any(local.time() in times for times in scope.times)
    )


def seasons_of(ticket: Ticket, *, tariff: Tariff) -> frozenset[str]:
    day = ticket.season_day
    return frozenset(
        season.id for season in tariff.seasons if any(day in dates for dates in season.dates)
    )


def sells_to(scope: BuyerScope, *, buyer: Buyer) -> bool:
    if scope.channels and buyer.channel not in scope.channels:
        return False
    if scope.distributors and buyer.distributor not in scope.distributors:
        return False
    if scope.partners and buyer.partner not in scope.partners:
        return False
    return not scope.customer_tags or bool(scope.customer_tags & buyer.customer_tags)


def fills_band(band: FillBand, *, ticket: Ticket, calculation: Calculation) -> bool:
    """Say whether the fullest pool of the slot is in the band."""
    if ticket.slot is None:
        return False
    pools = calculation.catalogue.pools_of(ticket.product.id, slot=ticket.slot)
    # Reading: of two pools one of which is not told, the other one counts.
    fills = [ticket.fills[pool] for pool in pools if pool in ticket.fills]
    if not fills:
        return False
    fullest = max(Fraction(fill.taken, fill.total) for fill in fills)
    return ratio(band.least) <= fullest and (band.most is None or fullest < ratio(band.most))
