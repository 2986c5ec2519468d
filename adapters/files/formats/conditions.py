"""The field tables that the rules of a tariff share: which tickets, which buyer, which moment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from attrs import evolve

from counterfoil.adapters.files.shapes.keys import Key
from counterfoil.adapters.files.shapes.lists import ListOf, MappingOf, SetOf, TableOr
from counterfoil.adapters.files.shapes.moments import ClockTime, Day, Duration, Instant
from counterfoil.adapters.files.shapes.quantities import Amount, Integer, Percentage
from counterfoil.adapters.files.shapes.scalars import (
    Choice,
    Converted,
    Identifier,
    Text,
    choice_of,
)
from counterfoil.adapters.files.shapes.tables import Inline, Table
from counterfoil.domain.money import Rate
from counterfoil.domain.tariff.conditions import (
    BuyerScope,
    CountedOver,
    CustomCondition,
    DateRange,
    FillBand,
    InstantRange,
    LeadRange,
    Minimum,
    QuantityBand,
    Scope,
    TimeRange,
)

__all__ = [
    "BUYER",
    "CONDITION",
    "DATES",
    "FILL",
    "INSTANTS",
    "LEAD",
    "MINIMUM",
    "PARAMETERS",
    "PRODUCTS",
    "QUANTITY",
    "SCOPE",
    "TICKET_TYPES",
    "TRAVEL",
]

WEEKDAYS = Choice(
    members={
        name[:length]: number
        for length in (3, 9)
        for number, name in enumerate(
            ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
        )
    }
)


def _one_day(day: date) -> DateRange:
    return DateRange(first=day, last=day)


DATES = ListOf(
    element=TableOr(
        table=Table(
            name="date_range",
            meaning="Local dates of the venue, both included.",
            make=DateRange,
            parts=(
                Key(name="first", shape=Day(), meaning="First date; left out: since ever."),
                Key(name="last", shape=Day(), meaning="Last date; left out: for ever."),
            ),
        ),
        other=Converted(shape=Day(), convert=_one_day),
    )
)
TIMES = ListOf(
    restricts=True,
    element=Table(
        name="time_range",
        meaning="Local times of day; an end at or before the start runs over midnight.",
        make=TimeRange,
        parts=(
            Key(
                name="from",
                shape=ClockTime(),
                meaning="From this time on.",
                becomes="starts_at",
                required=True,
            ),
            Key(
                name="until",
                shape=ClockTime(),
                meaning="Up to, and not at, this time.",
                becomes="ends_at",
                required=True,
            ),
        ),
    ),
)
INSTANTS = Table(
    name="instant_range",
    meaning="Moments with their offsets; the end is not included.",
    make=InstantRange,
    parts=(
        Key(
            name="from",
            shape=Instant(),
            meaning="From this moment on; left out: since ever.",
            becomes="starts_at",
        ),
        Key(
            name="until",
            shape=Instant(),
            meaning="Up to, and not at, this moment; left out: for ever.",
            becomes="ends_at",
        ),
    ),
)

PRODUCTS = Key(
    name="products",
    shape=SetOf(element=Identifier(words="the id of a product"), restricts=True),
    meaning="Only tickets of these products.",
    mistaken=("product",),
)
TICKET_TYPES = Key(
    name="ticket_types",
    shape=SetOf(element=Identifier(words="the id or kind of a ticket type"), restricts=True),
    meaning="Only tickets of these types: ids of types, or kinds such as ADULT.",
    mistaken=("ticket_type", "types"),
)
TRAVEL = Key(
    name="travel",
    shape=evolve(DATES, restricts=True),
    meaning="Only tickets whose travel date is in one of these ranges.",
    mistaken=("travel_dates", "dates"),
)
SCOPE = Table(
    name="scope",
    meaning="Which tickets a rule reaches; a key that is left out binds nothing.",
    make=Scope,
    parts=(
        PRODUCTS,
        TICKET_TYPES,
        Key(
            name="slots",
            shape=SetOf(element=Identifier(words="the id of a slot"), restricts=True),
            meaning="Only tickets for these slots.",
            mistaken=("slot",),
        ),
        Key(
            name="seasons",
            shape=SetOf(element=Identifier(words="the id of a season"), restricts=True),
            meaning="Only tickets whose date is in one of these seasons.",
            mistaken=("season",),
        ),
        TRAVEL,
        Key(
            name="weekdays",
            shape=SetOf(element=WEEKDAYS, restricts=True),
            meaning="Only tickets for these days of the week.",
            mistaken=("weekday", "days"),
        ),
        Key(
            name="times",
            shape=TIMES,
            meaning="Only tickets whose slot starts in one of these ranges of the day.",
            mistaken=("time", "hours"),
        ),
    ),
)
BUYER = Table(
    name="buyer_scope",
    meaning="Through whom, and to whom, is sold; a key that is left out binds nothing.",
    make=BuyerScope,
    parts=(
        Key(
            name="channels",
            shape=SetOf(element=Identifier(words="the name of a channel"), restricts=True),
            meaning="Only through these channels.",
            mistaken=("channel",),
        ),
        Key(
            name="distributors",
            shape=SetOf(element=Identifier(words="the id of a distributor"), restricts=True),
            meaning="Only through these distributors.",
            mistaken=("distributor",),
        ),
        Key(
            name="partners",
            shape=SetOf(element=Identifier(words="the id of a partner"), restricts=True),
            meaning="Only through these partners.",
            mistaken=("partner",),
        ),
        Key(
            name="customer_tags",
            shape=SetOf(element=Identifier(words="a tag of customers"), restricts=True),
            meaning="Only for customers with at least one of these tags.",
            mistaken=("tags", "customer_tag"),
        ),
    ),
)
LEAD = Table(
    name="lead_range",
    meaning="Time from the booking to the start of the slot or of the travel date.",
    make=LeadRange,
    parts=(
        Key(name="least", shape=Duration(), meaning="At least so long before."),
        Key(name="most", shape=Duration(), meaning="Less than so long before."),
    ),
)
_OVER = Key(
    name="over",
    shape=choice_of(CountedOver),
    meaning="Over what matching tickets are counted.",
)
QUANTITY = Table(
    name="quantity_band",
    meaning="How many matching tickets there are, both ends included.",
    make=QuantityBand,
    parts=(
        Key(name="least", shape=Integer(least=0), meaning="At least so many."),
        Key(name="most", shape=Integer(least=0), meaning="At most so many; left out: no end."),
        _OVER,
    ),
)
FILL = Table(
    name="fill_band",
    meaning="How full the pool is without the cart's own tickets, in percent of its total.",
    make=FillBand,
    parts=(
        Key(
            name="least",
            shape=Percentage(least=0, most=100),
            meaning="At least so full.",
            otherwise=Rate.of(0, 1),
        ),
        Key(
            name="most",
            shape=Percentage(least=0, most=100),
            meaning="Less full than this; left out: no end.",
        ),
    ),
)
MINIMUM = Table(
    name="minimum",
    meaning=(
        "What has to be in the cart before the promotion gives anything. The keys of a scope say "
        "which tickets count; without them those that the promotion reaches."
    ),
    make=Minimum,
    parts=(
        Key(name="quantity", shape=Integer(least=0), meaning="At least so many tickets."),
        Key(
            name="value",
            shape=Amount(),
            meaning="At least so much, of list prices and variations.",
            mistaken=("amount",),
        ),
        _OVER,
        Inline(becomes="scope", table=SCOPE),
    ),
)


def _sorted_pairs(parameters: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
    return tuple(sorted(parameters.items()))


PARAMETERS = Key(
    name="parameters",
    shape=Converted(shape=MappingOf(key=Identifier(), value=Text()), convert=_sorted_pairs),
    meaning="What the function is told: texts by name.",
)
CONDITION = Table(
    name="custom_condition",
    meaning="A condition that the host has registered.",
    make=CustomCondition,
    parts=(
        Key(name="name", shape=Identifier(), meaning="The registered name.", required=True),
        Key(name="version", shape=Identifier(), meaning="The registered version.", required=True),
        PARAMETERS,
    ),
)
