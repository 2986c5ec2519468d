"""Draws of the conditions that the rules of a tariff share."""

from __future__ import annotations

from collections.abc import Collection
from datetime import time, timedelta
from enum import Enum

from hypothesis import strategies as st

from counterfoil.adapters.testkit.strategies.choices import (
    booking_instant,
    flags,
    pick,
    subset,
    travel_date,
    whole,
)
from counterfoil.adapters.testkit.strategies.vocabulary import (
    CHANNELS,
    CUSTOMER_TAGS,
    DISTRIBUTORS,
    PARTNERS,
    Vocabulary,
)
from counterfoil.domain.money import Rate
from counterfoil.domain.references import PartyId, ProductId, SeasonId
from counterfoil.domain.tariff.conditions import (
    BuyerScope,
    CountedOver,
    DateRange,
    FillBand,
    InstantRange,
    LeadRange,
    QuantityBand,
    Scope,
    TimeRange,
)

ANY_TICKET = Scope()
ANYBODY = BuyerScope()
QUANTITY_MAX = 6  # tickets; baskets of a few items pass it about as often as not
LEAD_MAX = 30  # days


class Bound(Enum):
    """By what a generated scope is bound: one dimension, so that few rules never apply."""

    NOTHING = "nothing"
    PRODUCTS = "products"
    TICKET_TYPES = "ticket_types"
    PRODUCTS_AND_TYPES = "products_and_types"
    TRAVEL = "travel"
    WEEKDAYS = "weekdays"
    TIMES = "times"
    SEASONS = "seasons"
    SLOTS = "slots"


# What stands here several times is what most rules of real tariffs are bound by.
_BOUNDS = (
    *(Bound.NOTHING,) * 7,
    Bound.PRODUCTS,
    Bound.TICKET_TYPES,
    Bound.PRODUCTS_AND_TYPES,
    Bound.TRAVEL,
    Bound.WEEKDAYS,
    Bound.TIMES,
    Bound.SEASONS,
    Bound.SLOTS,
)


def draw_scope(
    draw: st.DrawFn, *, vocabulary: Vocabulary, seasons: tuple[SeasonId, ...] = ()
) -> Scope:
    """Draw which tickets a rule reaches."""
    match pick(draw, _BOUNDS):
        case Bound.PRODUCTS:
            return Scope(products=draw_products(draw, vocabulary=vocabulary))
        case Bound.TICKET_TYPES:
            return Scope(ticket_types=draw_ticket_types(draw, vocabulary=vocabulary))
        case Bound.PRODUCTS_AND_TYPES:
            return Scope(
                products=draw_products(draw, vocabulary=vocabulary),
                ticket_types=draw_ticket_types(draw, vocabulary=vocabulary),
            )
        case Bound.TRAVEL:
            return Scope(travel=(draw_dates(draw),))
        case Bound.WEEKDAYS:
            return Scope(weekdays=frozenset(subset(draw, range(7), at_least=1)))
        case Bound.TIMES:
            starts_at, ends_at = pick(draw, ((8, 12), (12, 18), (22, 12)))
            return Scope(times=(TimeRange(starts_at=time(starts_at), ends_at=time(ends_at)),))
        case Bound.SEASONS if seasons:
            return Scope(seasons=frozenset(subset(draw, seasons, at_least=1)))
        case Bound.SLOTS if vocabulary.slots:
            first = pick(draw, vocabulary.slots)
            return Scope(slots=frozenset({first, pick(draw, vocabulary.slots)}))
        case _:
            return ANY_TICKET


def draw_products(draw: st.DrawFn, *, vocabulary: Vocabulary) -> frozenset[ProductId]:
    """Draw some products; a bundle stands for its parts inside it."""
    known = (*(product.id for product in vocabulary.products), *vocabulary.bundles)
    return frozenset(subset(draw, known, at_least=1))


def draw_ticket_types(draw: st.DrawFn, *, vocabulary: Vocabulary) -> frozenset[str]:
    """Draw some ids and kinds of ticket types."""
    return frozenset(subset(draw, vocabulary.ticket_types, at_least=1))


def draw_dates(draw: st.DrawFn) -> DateRange:
    """Draw a range of local dates, open on one side or none."""
    first = travel_date(draw)
    match whole(draw, 0, 2):
        case 0:
            return DateRange(first=first)
        case 1:
            return DateRange(last=first)
        case _:
            return DateRange(first=first, last=first + timedelta(days=whole(draw, 0, 7)))


def draw_instants(draw: st.DrawFn) -> InstantRange:
    """Draw a range of instants, open on one side or none."""
    starts_at = booking_instant(draw)
    match whole(draw, 0, 2):
        case 0:
            return InstantRange(ends_at=starts_at)
        case 1:
            return InstantRange(starts_at=starts_at)
        case _:
            ends_at = starts_at + timedelta(days=whole(draw, 1, 7))
            return InstantRange(starts_at=starts_at, ends_at=ends_at)


def draw_buyers(draw: st.DrawFn) -> BuyerScope:
    """Draw for whom a rule is: mostly anybody."""
    match whole(draw, 0, 15):
        case 12:
            return BuyerScope(channels=frozenset({pick(draw, CHANNELS)}))
        case 13:
            return BuyerScope(distributors=frozenset({PartyId(pick(draw, DISTRIBUTORS))}))
        case 14:
            return BuyerScope(partners=frozenset({PartyId(pick(draw, PARTNERS))}))
        case 15:
            return BuyerScope(customer_tags=frozenset({pick(draw, CUSTOMER_TAGS)}))
        case _:
            return ANYBODY


def draw_lead(draw: st.DrawFn) -> LeadRange:
    """Draw a range of days between booking and start."""
    least, bounded = whole(draw, 0, LEAD_MAX), *flags(draw, 1)
    if not bounded:
        return LeadRange(least=timedelta(days=least))
    return LeadRange(
        least=timedelta(days=least), most=timedelta(days=least + whole(draw, 1, LEAD_MAX))
    )


def draw_quantity(draw: st.DrawFn, *, over: Collection[CountedOver]) -> QuantityBand:
    """Draw a band of matching tickets."""
    least = whole(draw, 1, QUANTITY_MAX)
    (bounded,) = flags(draw, 1)
    most = least + whole(draw, 0, QUANTITY_MAX) if bounded else None
    return QuantityBand(least=least, most=most, over=pick(draw, tuple(over)))


def draw_fill(draw: st.DrawFn) -> FillBand:
    """Draw a band of how full a pool is."""
    least = whole(draw, 0, 9)
    (bounded,) = flags(draw, 1)
    most = Rate.of(whole(draw, least + 1, 10), 10) if bounded else None
    return FillBand(least=Rate.of(least, 10), most=most)
