"""The field tables of taxes and fees."""

from __future__ import annotations

from counterfoil.adapters.files.formats.common import LABEL, PERCENTAGE_NAMES, id_key
from counterfoil.adapters.files.formats.conditions import BUYER, PRODUCTS, TICKET_TYPES, TRAVEL
from counterfoil.adapters.files.shapes.keys import Key
from counterfoil.adapters.files.shapes.lists import ListOf
from counterfoil.adapters.files.shapes.quantities import Amount, Percentage
from counterfoil.adapters.files.shapes.scalars import Converted, Flag, Identifier, choice_of
from counterfoil.adapters.files.shapes.tables import Inline, Table
from counterfoil.adapters.files.shapes.variants import Variant, Variants
from counterfoil.domain.tariff.fees import (
    Fee,
    FeeBase,
    FeeRefund,
    FeeSize,
    FeeType,
    OwnFeeTax,
    SplitFeeTax,
)
from counterfoil.domain.tariff.promotions import Per
from counterfoil.domain.tariff.taxes import Effect, Tax, Taxation, TaxBase

__all__ = ["FEE", "TAX", "TAXATION"]

TAX = Table(
    name="tax",
    meaning="A tax, inside the price or on top of it.",
    make=Tax,
    parts=(
        id_key("The id of the tax."),
        LABEL,
        Key(
            name="percentage",
            shape=Percentage(least=0),
            meaning="Its rate.",
            becomes="rate",
            required=True,
            mistaken=PERCENTAGE_NAMES,
        ),
        Key(
            name="effect",
            shape=choice_of(Effect),
            meaning="Inside the price, or added to it.",
        ),
        Key(name="on", shape=choice_of(TaxBase), meaning="What a tax that is added is taken on."),
    ),
)
TAXATION = Table(
    name="taxation",
    meaning="Which tickets carry which taxes; of several that match, the first counts.",
    make=Taxation,
    parts=(
        Key(
            name="taxes",
            shape=ListOf(element=Identifier(words="the id of a tax")),
            meaning="The taxes; an empty list: none.",
            required=True,
            mistaken=("tax",),
        ),
        PRODUCTS,
        TICKET_TYPES,
        TRAVEL,
    ),
)


def _split(*, split: bool) -> SplitFeeTax:
    assert split, "only true is read"
    return SplitFeeTax()


_SIZES = {False: FeeSize.PLAIN, True: FeeSize.GROSSED_UP}

FEE = Table(
    name="fee",
    meaning="A fee, on top of the price or told for information; fees run in the file's order.",
    make=Fee,
    parts=(
        id_key("The id of the fee."),
        LABEL,
        Key(
            name="type",
            shape=choice_of(FeeType),
            meaning="The type under which the field reports it.",
            required=True,
        ),
        Key(name="per", shape=choice_of(Per), meaning="What it is charged for."),
        Key(
            name="percentage",
            shape=Percentage(least=0),
            meaning="A share of its base.",
            becomes="rate",
            mistaken=PERCENTAGE_NAMES,
        ),
        Key(
            name="fixed", shape=Amount(), meaning="A fixed amount beside it.", mistaken=("amount",)
        ),
        Key(name="minimum", shape=Amount(), meaning="At least so much.", mistaken=("min",)),
        Key(name="maximum", shape=Amount(), meaning="At most so much.", mistaken=("max",)),
        Key(
            name="effect",
            shape=choice_of(Effect),
            meaning="Paid on top, or borne by the seller and told for information.",
        ),
        Key(
            name="on",
            shape=choice_of(FeeBase),
            meaning="The base, or with `base` only who bears it: free tickets bear nothing.",
        ),
        Key(
            name="base",
            shape=ListOf(
                element=Identifier(words="a kind such as LIST or the id of a rule"),
                restricts=True,
            ),
            meaning="Kinds and rules computed before this fee that make its base.",
        ),
        Variants(
            becomes="tax",
            variants=(
                Variant(
                    make=OwnFeeTax,
                    keys=(
                        Key(
                            name="tax",
                            shape=Identifier(words="the id of a tax"),
                            meaning="The tax of the fee itself.",
                        ),
                        Key(
                            name="tax_effect",
                            shape=choice_of(Effect),
                            meaning="Inside the fee, or on top of it.",
                            becomes="effect",
                            required=True,
                        ),
                    ),
                ),
                Variant(
                    make=_split,
                    keys=(
                        Key(
                            name="split_tax",
                            shape=Flag(only_true=True),
                            meaning="The fee is taxed as the tickets of its base are.",
                            becomes="split",
                        ),
                    ),
                ),
            ),
        ),
        Key(
            name="refund",
            shape=choice_of(FeeRefund),
            meaning="What goes back: each ticket's share, all with the last ticket, or nothing.",
        ),
        Key(
            name="grossed_up",
            shape=Converted(shape=Flag(), convert=_SIZES.__getitem__),
            meaning="A share of a total that holds the fee itself.",
            becomes="size",
        ),
        PRODUCTS,
        TICKET_TYPES,
        Inline(becomes="buyer", table=BUYER),
    ),
)
