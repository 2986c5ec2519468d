"""Draws of the conditions that the rules of a tariff share."""

from __future__ import annotations

from collections.abc import Collection
from datetime import time, timedelta
from enum import Enum

from hypothesis import strategies as st

from counterfoil.adapters.testkit.strategies.choices import (
    TRAVEL_DAYS,
    TRAVEL_FIRST,
    booking_instant,
    flags,
    pick,
    pick_both,
    subset,
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

TRAVEL_DATES = tuple(TRAVEL_FIRST + timedelta(days=ahead) for ahead in range(TRAVEL_DAYS))
_BUYERS = (
    *(ANYBODY,) * 12,
    BuyerScope(channels=frozenset(CHANNELS[:1])),
    BuyerScope(distributors=frozenset({PartyId(DISTRIBUTORS[0])})),
    BuyerScope(partners=frozenset({PartyId(PARTNERS[0])})),
    BuyerScope(customer_tags=frozenset(CUSTOMER_TAGS[:1])),
)


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
    return _draw_bound(draw, pick(draw, _BOUNDS), vocabulary=vocabulary, seasons=seasons)


def draw_reach(
    draw: st.DrawFn, *, vocabulary: Vocabulary, seasons: tuple[SeasonId, ...]
) -> tuple[Scope, BuyerScope]:
    """Draw which tickets a rule reaches, and for whom it is: mostly anybody."""
    bound, buyer = pick_both(draw, _BOUNDS, _BUYERS)
    return _draw_bound(draw, bound, vocabulary=vocabulary, seasons=seasons), buyer


def draw_buyers(draw: st.DrawFn) -> BuyerScope:
    """Draw for whom a rule is: mostly anybody."""
    return pick(draw, _BUYERS)


def _draw_bound(
    draw: st.DrawFn, bound: Bound, *, vocabulary: Vocabulary, seasons: tuple[SeasonId, ...]
) -> Scope:
    match bound:
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
            return Scope(slots=frozenset(pick_both(draw, vocabulary.slots, vocabulary.slots)))
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
    first, days = pick_both(draw, TRAVEL_DATES, (None, -1, *range(8)))
    if days is None:
        return DateRange(first=first)
    if days < 0:
        return DateRange(last=first)
    return DateRange(first=first, last=first + timedelta(days=days))


def draw_instants(draw: st.DrawFn) -> InstantRange:
    """Draw a range of instants, open on one side or none."""
    starts_at = booking_instant(draw)
    days = pick(draw, (None, -1, *range(1, 8)))
    if days is None:
        return InstantRange(ends_at=starts_at)
    if days < 0:
        return InstantRange(starts_at=starts_at)
    return InstantRange(starts_at=starts_at, ends_at=starts_at + timedelta(days=days))


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
