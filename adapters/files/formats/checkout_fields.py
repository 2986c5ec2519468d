"""The field table of checkout fields."""

from __future__ import annotations

from counterfoil.adapters.files.formats.common import id_key
from counterfoil.adapters.files.shapes.keys import Key
from counterfoil.adapters.files.shapes.lists import ListOf, SetOf
from counterfoil.adapters.files.shapes.scalars import Identifier, Text, choice_of
from counterfoil.adapters.files.shapes.tables import Table
from counterfoil.domain.catalogue.checkout_fields import (
    CheckoutField,
    FieldInput,
    FieldLevel,
    FieldRestriction,
)
from counterfoil.domain.party.actors import AccountType

__all__ = ["CHECKOUT_FIELD"]

OPTION_LENGTH_MAX = 200  # characters: an answer to choose, not a text to read

CHECKOUT_FIELD = Table(
    name="checkout_field",
    meaning="A question to whoever orders.",
    make=CheckoutField,
    parts=(
        id_key("The id that answers name."),
        Key(
            name="level",
            shape=choice_of(FieldLevel),
            meaning="Asked once, for each booking, or for its tickets of each type.",
            required=True,
        ),
        Key(
            name="restriction",
            shape=choice_of(FieldRestriction),
            meaning="Whether an order can be confirmed without an answer.",
            mistaken=("required",),
        ),
        Key(
            name="input_type",
            shape=choice_of(FieldInput),
            meaning="Whether an answer has one value or may have several.",
        ),
        Key(
            name="options",
            shape=ListOf(
                element=Text(length_max=OPTION_LENGTH_MAX, words="an answer to choose"),
                restricts=True,
            ),
            meaning="The answers to choose from; left out: any text.",
            mistaken=("option", "values"),
        ),
        Key(
            name="type",
            shape=Identifier(words="a word for what is asked, such as contact_email"),
            meaning="What is asked for; some types bring the form of the answer.",
        ),
        Key(name="unit", shape=Text(), meaning="What the answer is counted in."),
        Key(
            name="account_type",
            shape=choice_of(AccountType),
            meaning="Who is asked; left out: whoever orders.",
        ),
        Key(name="title", shape=Text(), meaning="Its title in a form."),
        Key(name="label", shape=Text(), meaning="Its label in a form."),
        Key(name="place_holder", shape=Text(), meaning="What stands in an empty form."),
        Key(name="help_text", shape=Text(), meaning="What a form explains."),
        Key(
            name="products",
            shape=SetOf(element=Identifier(words="the id of a product"), restricts=True),
            meaning="Only where one of these is booked; left out: all products.",
            mistaken=("product",),
        ),
        Key(
            name="ticket_types",
            shape=SetOf(element=Identifier(words="the id of a ticket type"), restricts=True),
            meaning="Only for tickets of these types; left out: all types.",
            mistaken=("ticket_type",),
        ),
    ),
)
