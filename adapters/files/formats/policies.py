"""The field tables of ticket types, and of what a product says about parties and policies."""

from __future__ import annotations

from counterfoil.adapters.files.formats.common import LABEL, id_key
from counterfoil.adapters.files.shapes.keys import Key
from counterfoil.adapters.files.shapes.lists import ListOf
from counterfoil.adapters.files.shapes.moments import Duration, Instant
from counterfoil.adapters.files.shapes.quantities import Amount, Integer, Percentage
from counterfoil.adapters.files.shapes.scalars import Flag, Text, choice_of
from counterfoil.adapters.files.shapes.tables import Table
from counterfoil.domain.catalogue.limits import QuantityLimits
from counterfoil.domain.catalogue.parties import Party, Source, SourceKind
from counterfoil.domain.catalogue.policies import (
    CancellationClock,
    CancellationFeePer,
    CancellationPolicy,
    CancellationTier,
    HoldPolicy,
    Renewal,
)
from counterfoil.domain.catalogue.product import SaleWindow
from counterfoil.domain.catalogue.ticket_types import (
    PriceType,
    TicketClass,
    TicketKind,
    TicketType,
)
from counterfoil.domain.money import Rate

__all__ = ["CANCELLATION", "HOLD", "PARTY", "QUANTITY_LIMITS", "SALE", "SOURCE", "TICKET_TYPE"]

PARTY = Table(
    name="party",
    meaning="A company.",
    make=Party,
    parts=(
        id_key("Its id in the market."),
        Key(name="name", shape=Text(), meaning="Its name.", required=True),
    ),
)
SOURCE = Table(
    name="source",
    meaning="Where a ticket comes from.",
    make=Source,
    parts=(
        Key(name="kind", shape=choice_of(SourceKind), meaning="Own stock, or somebody else's."),
        Key(name="party", shape=PARTY, meaning="Whose, if it is somebody else's."),
        Key(
            name="refuses_cancellation",
            shape=Flag(),
            meaning="Whether that party takes no cancellations.",
        ),
    ),
)
HOLD = Table(
    name="hold",
    meaning="How long an item is held.",
    make=HoldPolicy,
    parts=(
        Key(name="length", shape=Duration(), meaning="How long a hold lasts."),
        Key(
            name="renewal", shape=choice_of(Renewal), meaning="When it gets its full length again."
        ),
        Key(name="cap", shape=Duration(), meaning="How long it lasts at most, renewals included."),
        Key(
            name="payment_extension",
            shape=Duration(),
            meaning="What is added once, when payment begins.",
        ),
    ),
)
_COUNT = Integer(least=0)
QUANTITY_LIMITS = Table(
    name="quantity_limits",
    meaning="How many tickets may be asked for.",
    make=QuantityLimits,
    parts=(
        Key(name="booking_min", shape=_COUNT, meaning="At least so many in one booking."),
        Key(name="booking_max", shape=_COUNT, meaning="At most so many in one booking."),
        Key(name="order_min", shape=_COUNT, meaning="At least so many in one order."),
        Key(name="order_max", shape=_COUNT, meaning="At most so many in one order."),
    ),
)
SALE = Table(
    name="sale",
    meaning="When a product is on sale.",
    make=SaleWindow,
    parts=(
        Key(name="from", shape=Instant(), meaning="From this moment on.", becomes="starts_at"),
        Key(
            name="until",
            shape=Instant(),
            meaning="Up to, and not at, this moment.",
            becomes="ends_at",
        ),
        Key(name="lead_min", shape=Duration(), meaning="At least so long before the slot."),
        Key(name="lead_max", shape=Duration(), meaning="At most so long before the slot."),
    ),
)
TICKET_TYPE = Table(
    name="ticket_type",
    meaning="One kind of ticket of a product.",
    make=TicketType,
    parts=(
        id_key("The id that tariffs and carts name."),
        Key(
            name="kind",
            shape=choice_of(TicketKind),
            meaning="For whom it is.",
            required=True,
            mistaken=("type",),
        ),
        LABEL,
        Key(
            name="ticket_class",
            shape=choice_of(TicketClass),
            meaning="The family of the kind.",
            mistaken=("class",),
        ),
        Key(name="age_from", shape=_COUNT, meaning="From this age on, in whole years."),
        Key(name="age_to", shape=_COUNT, meaning="Up to and with this age, in whole years."),
        Key(name="pax", shape=_COUNT, meaning="How many guests one ticket admits."),
        Key(name="capacity", shape=_COUNT, meaning="How many capacity units one ticket blocks."),
        Key(
            name="price_type",
            shape=choice_of(PriceType),
            meaning="A price for each ticket, or one for the line whatever the count.",
        ),
        Key(name="limits", shape=QUANTITY_LIMITS, meaning="How many of this type."),
    ),
)
_TIER = Table(
    name="cancellation_tier",
    meaning="A fee that is due inside a span of time.",
    make=CancellationTier,
    parts=(
        Key(
            name="clock",
            shape=choice_of(CancellationClock),
            meaning="Counted back from the travel date, or on from the booking.",
            required=True,
        ),
        Key(name="threshold", shape=Duration(), meaning="The span.", required=True),
        Key(
            name="fee_percentage",
            shape=Percentage(least=0, most=100),
            meaning="A share of the price.",
            otherwise=Rate.of(0, 1),
            mistaken=("percentage", "percent", "rate"),
        ),
        Key(name="fee_amount", shape=Amount(), meaning="A fixed amount.", mistaken=("amount",)),
        Key(
            name="fee_per",
            shape=choice_of(CancellationFeePer),
            meaning="What the fixed amount is charged for.",
            mistaken=("per",),
        ),
        Key(name="description", shape=Text(), meaning="What the guest reads."),
    ),
)
CANCELLATION = Table(
    name="cancellation",
    meaning="Whether, and at what cost, a booking can be cancelled.",
    make=CancellationPolicy,
    parts=(
        Key(name="allowed", shape=Flag(), meaning="Whether at all."),
        Key(
            name="tier",
            shape=ListOf(element=_TIER, headed=True),
            meaning="The fees.",
            becomes="tiers",
        ),
    ),
)
