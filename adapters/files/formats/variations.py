"""The field tables of price variations."""

from __future__ import annotations

from counterfoil.adapters.files.formats.common import LABEL, PERCENTAGE_NAMES, id_key
from counterfoil.adapters.files.formats.conditions import (
    BUYER,
    FILL,
    INSTANTS,
    LEAD,
    QUANTITY,
    SCOPE,
)
from counterfoil.adapters.files.shapes.keys import Key
from counterfoil.adapters.files.shapes.quantities import Amount, Percentage
from counterfoil.adapters.files.shapes.scalars import choice_of
from counterfoil.adapters.files.shapes.tables import Inline, Table
from counterfoil.adapters.files.shapes.variants import Variant, Variants
from counterfoil.domain.tariff.variations import (
    REQUESTED_VARIATION_TYPES,
    TARIFF_VARIATION_TYPES,
    FixedAmount,
    OpenVariation,
    PercentageBase,
    Variation,
    VariationLevel,
    VariationType,
)
from counterfoil.domain.tariff.variations import Percentage as PercentageDifference

__all__ = ["DIFFERENCE", "OPEN_VARIATION", "VARIATION"]

DIFFERENCE = Variants(
    becomes="difference",
    required=True,
    variants=(
        Variant(
            make=FixedAmount,
            keys=(
                Key(
                    name="amount",
                    shape=Amount(signed=True),
                    meaning="The difference to the price, below zero for a discount.",
                ),
            ),
        ),
        Variant(
            make=PercentageDifference,
            keys=(
                Key(
                    name="percentage",
                    shape=Percentage(),
                    meaning="The difference in percent, below zero for a discount.",
                    becomes="rate",
                    mistaken=PERCENTAGE_NAMES,
                ),
                Key(
                    name="base",
                    shape=choice_of(PercentageBase),
                    meaning="Of what: the list price, or what the rules before left.",
                ),
            ),
        ),
    ),
)
VARIATION = Table(
    name="variation",
    meaning="A rule that makes tickets dearer or cheaper; rules run in the order of the file.",
    make=Variation,
    parts=(
        id_key("The id of the rule."),
        LABEL,
        Key(
            name="type",
            shape=choice_of(VariationType, members=TARIFF_VARIATION_TYPES),
            meaning="The type under which the field reports it.",
            required=True,
        ),
        DIFFERENCE,
        Key(
            name="level",
            shape=choice_of(VariationLevel),
            meaning="At what it is computed; booking and cart amounts are shared out to tickets.",
        ),
        Inline(becomes="scope", table=SCOPE),
        Inline(becomes="buyer", table=BUYER),
        Key(name="booked", shape=INSTANTS, meaning="Only for bookings made in this range."),
        Key(name="lead", shape=LEAD, meaning="Only so long before the visit."),
        Key(name="quantity", shape=QUANTITY, meaning="Only with so many matching tickets."),
        Key(name="fill", shape=FILL, meaning="Only while the pool is so full."),
    ),
)
OPEN_VARIATION = Table(
    name="requested",
    meaning="A type of variation that callers may bring along, and who may.",
    make=OpenVariation,
    parts=(
        Key(
            name="type",
            shape=choice_of(VariationType, members=REQUESTED_VARIATION_TYPES),
            meaning="The type that is open.",
            required=True,
        ),
        Inline(becomes="buyer", table=BUYER),
    ),
)
