"""The field tables of a catalogue file and of its products."""

from __future__ import annotations

from typing import Any

from attrs import evolve

from counterfoil.adapters.files.formats.availability import POOL, SCHEDULE, SLOT
from counterfoil.adapters.files.formats.checkout_fields import CHECKOUT_FIELD
from counterfoil.adapters.files.formats.common import id_key
from counterfoil.adapters.files.formats.extras import OPTION, PICKUP_POINT, SPOT
from counterfoil.adapters.files.formats.nesting import NESTING, RELATION
from counterfoil.adapters.files.formats.policies import (
    CANCELLATION,
    HOLD,
    PARTY,
    QUANTITY_LIMITS,
    SALE,
    SOURCE,
    TICKET_TYPE,
)
from counterfoil.adapters.files.formats.ticket_codes import CODE_SETTINGS, CODE_STOCK
from counterfoil.adapters.files.reading import UNREAD, Context, Place
from counterfoil.adapters.files.shapes.keys import Key
from counterfoil.adapters.files.shapes.lists import ListOf, SetOf
from counterfoil.adapters.files.shapes.moments import Duration, ZoneName
from counterfoil.adapters.files.shapes.scalars import (
    CurrencyCode,
    Flag,
    Identifier,
    Text,
    choice_of,
)
from counterfoil.adapters.files.shapes.tables import Table
from counterfoil.domain.catalogue.pickup import PickupRule
from counterfoil.domain.catalogue.product import Admission, Product
from counterfoil.domain.catalogue.slots import CapacityType
from counterfoil.domain.catalogue.ticket_codes import TicketCodeSource

__all__ = ["CATALOGUE_FILE"]

_CURRENCY = Key(
    name="currency",
    shape=CurrencyCode(),
    meaning="The currency of its prices.",
    required=True,
    inherited=True,
)
_ZONE = Key(
    name="zone",
    shape=ZoneName(),
    meaning="The time zone of the venue.",
    required=True,
    inherited=True,
    mistaken=("timezone", "time_zone"),
)
_PARTIES = (
    Key(name="supplier", shape=PARTY, meaning="Who provides it.", required=True, inherited=True),
    Key(
        name="supplier_admin", shape=PARTY, meaning="Who administers the supplier.", inherited=True
    ),
    Key(name="market_admin", shape=PARTY, meaning="Who administers the market.", inherited=True),
)


def _of_product(table: dict[str, Any], place: Place) -> Context:
    """Read currency and zone ahead: amounts and slots inside the product need them."""
    around = place.context.inherited

    def known(key: Key) -> Any:
        found = key.peek(table, place) if key.name in table else around.get(key.name, UNREAD)
        return None if found is UNREAD else found

    return Context(currency=known(_CURRENCY), zone=known(_ZONE), inherited=around)


_PRODUCT = Table(
    name="product",
    meaning="Something that is sold.",
    make=Product,
    context=_of_product,
    parts=(
        id_key("The id that tariffs and carts name."),
        Key(name="title", shape=Text(), meaning="What guests read.", required=True),
        _CURRENCY,
        _ZONE,
        Key(
            name="admission",
            shape=choice_of(Admission),
            meaning="When a ticket admits.",
            required=True,
        ),
        Key(
            name="ticket_type",
            shape=ListOf(element=TICKET_TYPE, headed=True),
            meaning="Its ticket types; bundles and clusters have none of their own.",
            becomes="ticket_types",
            otherwise=(),
        ),
        Key(
            name="product_class",
            shape=Identifier(),
            meaning="Its class, as the market calls it.",
            mistaken=("class",),
        ),
        *_PARTIES,
        Key(name="source", shape=SOURCE, meaning="Where its tickets come from."),
        Key(name="availability", shape=Flag(), meaning="It has slots, one of which is chosen."),
        Key(
            name="managed_capacity",
            shape=Flag(),
            meaning="Its slots draw from pools, so it is held before it is sold.",
        ),
        Key(
            name="travel_date_required",
            shape=Flag(),
            meaning="A date has to be given even without slots.",
        ),
        Key(
            name="capacity_type",
            shape=choice_of(CapacityType),
            meaning="From which pools its slots draw.",
        ),
        Key(
            name="slot",
            shape=ListOf(element=SLOT, headed=True),
            meaning="Listed slots.",
            becomes="slots",
        ),
        Key(name="schedule", shape=SCHEDULE, meaning="Slots by rule."),
        Key(name="limits", shape=QUANTITY_LIMITS, meaning="How many tickets of all types."),
        Key(name="sale", shape=SALE, meaning="When it is on sale."),
        Key(name="hidden", shape=Flag(), meaning="It is not offered by itself."),
        Key(
            name="option",
            shape=ListOf(element=OPTION, headed=True),
            meaning="Options.",
            becomes="options",
        ),
        Key(
            name="pickup_rule",
            shape=choice_of(PickupRule),
            meaning="Whether a pickup point has to be chosen.",
        ),
        Key(
            name="pickup_point",
            shape=ListOf(element=PICKUP_POINT, headed=True),
            meaning="Pickup points.",
            becomes="pickup_points",
        ),
        Key(
            name="spot",
            shape=ListOf(element=SPOT, headed=True),
            meaning="Named spots.",
            becomes="spots",
        ),
        Key(name="cancellation", shape=CANCELLATION, meaning="Whether it can be cancelled."),
        Key(name="hold", shape=HOLD, meaning="How long it is held; left out: as [hold] says."),
        NESTING,
        Key(
            name="addon_of",
            shape=SetOf(element=Identifier(words="the id of a product")),
            meaning="Main products, one of which has to be in the cart or in a named order.",
        ),
        Key(
            name="relation",
            shape=ListOf(element=RELATION, headed=True),
            meaning="Pointers to other products.",
            becomes="relations",
        ),
        Key(
            name="ticket_codes",
            shape=choice_of(TicketCodeSource),
            meaning="Where the codes of its tickets come from.",
        ),
        Key(
            name="code_stock",
            shape=Identifier(words="the id of a stock of codes"),
            meaning="The stock, where they come from one.",
        ),
        Key(
            name="code_settings",
            shape=CODE_SETTINGS,
            meaning="How the codes are shown, shared and released.",
        ),
        Key(
            name="pass_duration",
            shape=Duration(),
            meaning="A ticket is used again and again for so long from its first use.",
        ),
    ),
)


def _default(key: Key) -> Key:
    return evolve(
        key, required=False, inherited=False, meaning=f"{key.meaning} Products inherit it."
    )


_INHERITED = tuple(_default(key) for key in (_CURRENCY, _ZONE, *_PARTIES))
_HEADER = Table(
    name="catalogue",
    meaning="The catalogue itself, and what its products inherit.",
    make=dict,
    parts=(id_key("The id of the catalogue."), *_INHERITED),
)


def _of_file(table: dict[str, Any], place: Place) -> Context:
    """Read ahead what products inherit."""
    header = table.get("catalogue")
    if not isinstance(header, dict):
        return place.context
    found = {key.name: key.peek(header, place) for key in _INHERITED if key.name in header}
    return Context(inherited=found)


CATALOGUE_FILE = Table(
    name="catalogue_file",
    meaning="What is sold: products with their ticket types, slots, options and policies.",
    make=dict,
    context=_of_file,
    parts=(
        Key(
            name="catalogue",
            shape=_HEADER,
            meaning="The catalogue itself, and what its products inherit.",
            required=True,
        ),
        Key(name="hold", shape=HOLD, meaning="How long items are held."),
        Key(
            name="pool",
            shape=ListOf(element=POOL, partial=True, headed=True),
            meaning="Pools of capacity.",
            becomes="pools",
            mistaken=("pools",),
        ),
        Key(
            name="product",
            shape=ListOf(element=_PRODUCT, partial=True, headed=True, least=1),
            meaning="The products.",
            becomes="products",
            required=True,
            mistaken=("products",),
        ),
        Key(
            name="checkout_field",
            shape=ListOf(element=CHECKOUT_FIELD, partial=True, headed=True),
            meaning="What is asked of whoever orders, in this order.",
            becomes="checkout_fields",
            mistaken=("checkout_fields",),
        ),
        Key(
            name="code_stock",
            shape=ListOf(element=CODE_STOCK, partial=True, headed=True),
            meaning="Codes for tickets that were made beforehand.",
            becomes="code_stocks",
            mistaken=("code_stocks",),
        ),
    ),
)
