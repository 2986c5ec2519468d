"""The field tables of a cart file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from counterfoil.adapters.files.cartfile import CartFile
from counterfoil.adapters.files.formats.circumstances import FILLS, HELD_PRICE, LIMIT_LEFT
from counterfoil.adapters.files.formats.common import id_key, named
from counterfoil.adapters.files.formats.requested import REQUESTED
from counterfoil.adapters.files.problems import FileCode
from counterfoil.adapters.files.reading import UNREAD, Context, Fault, Place
from counterfoil.adapters.files.shapes.keys import Key
from counterfoil.adapters.files.shapes.lists import ListOf, MappingOf, SetOf
from counterfoil.adapters.files.shapes.moments import Day, Instant
from counterfoil.adapters.files.shapes.quantities import Integer
from counterfoil.adapters.files.shapes.scalars import Converted, CurrencyCode, Identifier, Text
from counterfoil.adapters.files.shapes.tables import Table
from counterfoil.domain.basket import (
    Basket,
    BasketItem,
    Buyer,
    ChosenOption,
    Fill,
    HeldPrice,
    LimitLeft,
    PartChoice,
)

__all__ = [
    "BUYER",
    "CART",
    "CARTS",
    "CART_LIST",
    "OPTION",
    "PART",
    "SLOT",
    "TICKETS",
    "TRAVEL_DATE",
]


def _pairs(counts: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple(counts.items())


TICKETS = Key(
    name="tickets",
    # A count that is zero, below it or over a limit is a refusal of the pricer, with its facts.
    shape=Converted(
        shape=MappingOf(key=Identifier(words="the id of a ticket type"), value=Integer()),
        convert=_pairs,
    ),
    meaning="How many tickets of each type.",
    becomes="quantities",
    mistaken=("quantities", "quantity", "ticket_types"),
)
SLOT = named("slot", "the id of a slot", meaning="The slot.")
TRAVEL_DATE = Key(
    name="travel_date",
    shape=Day(),
    meaning="The date of the visit, local to the venue; not needed beside a slot.",
    mistaken=("date",),
)
PART = Table(
    name="cart_part",
    meaning="What is chosen of one part of a combi or bundle.",
    make=PartChoice,
    parts=(
        named("part", "the id of a part", meaning="The part.", required=True),
        TICKETS,
        SLOT,
        TRAVEL_DATE,
    ),
)
OPTION = Table(
    name="chosen_option",
    meaning="One chosen value of an option.",
    make=ChosenOption,
    parts=(
        named("option", "the id of an option", meaning="The option.", required=True),
        named("value", "the id of a value", meaning="The chosen value.", required=True),
        Key(name="count", shape=Integer(), meaning="How many, where the guest may say so."),
        named(
            "ticket_type",
            "the id of a ticket type",
            meaning="Only for tickets of this type, where it is priced per ticket.",
        ),
    ),
)
_ITEM = Table(
    name="cart_item",
    meaning="One booking to be.",
    make=BasketItem,
    parts=(
        id_key("The id of the item in this cart."),
        named("product", "the id of a product", meaning="The product.", required=True),
        TICKETS,
        SLOT,
        TRAVEL_DATE,
        Key(name="options", shape=ListOf(element=OPTION), meaning="Chosen options."),
        Key(name="parts", shape=ListOf(element=PART), meaning="Choices for parts."),
    ),
)


BUYER = Table(
    name="buyer",
    meaning="Through whom, and to whom, is sold.",
    make=Buyer,
    parts=(
        named("channel", "the name of a channel", meaning="The channel."),
        named("distributor", "the id of a distributor", meaning="The distributor."),
        named("partner", "the id of a partner", meaning="The partner."),
        named(
            "customer", "the key of a customer", meaning="The customer, for limits per customer."
        ),
        Key(
            name="customer_tags",
            shape=SetOf(element=Identifier(words="a tag")),
            meaning="What the customer is known as.",
            mistaken=("tags",),
        ),
    ),
)


def _cart(
    *,
    name: str = "",
    note: str = "",
    at: Any = None,
    fills: Mapping[Any, Fill] | None = None,
    limits: Mapping[Any, LimitLeft] | None = None,
    held: Mapping[Any, HeldPrice] | None = None,
    currency: Any = None,
    schema: str = "",
    **basket: Any,
) -> CartFile:
    """Part what is the basket's from what is said beside it.

    The currency was for reading the amounts only, the schema for an editor.
    """
    return CartFile(
        name=name,
        note=note,
        at=at,
        basket=Basket(**basket),
        fills=fills or {},
        limits=limits or {},
        held=held or {},
    )


_SCHEMA = Key(name="$schema", shape=Text(), meaning="For editors.", becomes="schema")
_CURRENCY = Key(
    name="currency",
    shape=CurrencyCode(),
    meaning="The currency of the amounts in this cart, where there are any.",
)


def _of_cart(table: dict[str, Any], place: Place) -> Context:
    """Read the currency ahead; it has to be the one that the caller names, if it does."""
    known = place.context.currency
    if _CURRENCY.name not in table:
        return Context(currency=known, currency_unstated=known is None)
    found = _CURRENCY.peek(table, place)
    if found is UNREAD:
        return Context(currency=known)
    if known is not None and found != known:
        fault = Fault(
            FileCode.CURRENCY_MIX,
            problem=f"{found.code} does not go with the tariff",
            allowed=known.code,
            key=_CURRENCY.name,
        )
        place.reading.note(place.path, fault, value=table[_CURRENCY.name])
    return Context(currency=found)


CART = Table(
    name="cart",
    meaning="A cart to be priced.",
    make=_cart,
    context=_of_cart,
    parts=(
        _SCHEMA,
        Key(name="name", shape=Identifier(words="a name"), meaning="What the cart is called."),
        Key(name="note", shape=Text(), meaning="For the reader."),
        Key(name="at", shape=Instant(), meaning="The instant at which it is priced."),
        _CURRENCY,
        Key(
            name="items",
            shape=ListOf(element=_ITEM),
            meaning="What is in it.",
            required=True,
            mistaken=("item", "lines"),
        ),
        Key(
            name="codes",
            shape=ListOf(element=Identifier(words="a promocode")),
            meaning="The promocodes that were entered.",
            mistaken=("code", "promocodes"),
        ),
        Key(
            name="requested",
            shape=ListOf(element=REQUESTED),
            meaning="Variations that the caller brings along.",
        ),
        Key(name="buyer", shape=BUYER, meaning="Through whom, and to whom, is sold."),
        FILLS,
        Key(
            name="limits",
            shape=MappingOf(key=Identifier(words="the id of a promotion"), value=LIMIT_LEFT),
            meaning="What is left of promotions, by their ids.",
        ),
        Key(
            name="held",
            shape=MappingOf(key=Identifier(words="the id of an item"), value=HELD_PRICE),
            meaning="When prices of held items were read, by the ids of the items.",
        ),
    ),
)
CART_LIST = ListOf(element=CART, least=1)


def _carts(*, carts: tuple[CartFile, ...], schema: str = "") -> tuple[CartFile, ...]:
    return carts


CARTS = Table(
    name="carts",
    meaning="Several carts.",
    make=_carts,
    parts=(
        _SCHEMA,
        Key(name="carts", shape=CART_LIST, meaning="The carts.", required=True),
    ),
)
