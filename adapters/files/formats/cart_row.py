"""The columns of a cart in CSV."""

from __future__ import annotations

from counterfoil.adapters.files.formats.cart import BUYER
from counterfoil.adapters.files.shapes.keys import Key
from counterfoil.adapters.files.shapes.moments import Day, Instant
from counterfoil.adapters.files.shapes.quantities import IntegerText
from counterfoil.adapters.files.shapes.scalars import Converted, Identifier, Text
from counterfoil.adapters.files.shapes.tables import Table

__all__ = ["BUYER_COLUMNS", "CART_COLUMNS", "CART_ROW"]

CART_COLUMNS = {"item", "product", "ticket_type", "quantity"}
BUYER_COLUMNS = ("channel", "distributor", "partner", "customer")


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _column(name: str, words: str, *, meaning: str) -> Key:
    return Key(name=name, shape=Identifier(words=words), meaning=meaning)


CART_ROW = Table(
    name="cart_row",
    meaning="The tickets of one type in one item.",
    make=dict,
    parts=(
        _column("cart", "the name of a cart", meaning="The cart; empty: that of the row before."),
        Key(
            name="item",
            shape=Identifier(words="the id of an item"),
            meaning="The item in its cart.",
            required=True,
        ),
        _column(
            "product", "the id of a product", meaning="Its product, in the first row of an item."
        ),
        _column("slot", "the id of a slot", meaning="The slot of the item, or of the part."),
        Key(
            name="travel_date",
            shape=Day(),
            meaning="The date of the item, or of the part.",
            mistaken=("date",),
        ),
        _column("part", "the id of a part", meaning="The part of a combi or bundle."),
        _column("ticket_type", "the id of a ticket type", meaning="The type of the tickets."),
        Key(
            name="quantity",
            shape=IntegerText(),
            meaning="How many tickets.",
            mistaken=("count", "tickets"),
        ),
        Key(
            name="codes",
            shape=Converted(shape=Text(), convert=_words),
            meaning="Promocodes of the cart, separated by blanks.",
            mistaken=("code", "promocode"),
        ),
        Key(name="at", shape=Instant(), meaning="The instant at which the cart is priced."),
        *(
            Key(name=key.name, shape=key.shape, meaning=f"{key.meaning} Of the whole cart.")
            for key in BUYER.keys
            if key.name in BUYER_COLUMNS
        ),
    ),
)
