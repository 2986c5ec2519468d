"""The field tables of lanes and promotions."""

from __future__ import annotations

from counterfoil.adapters.files.formats.common import LABEL, PERCENTAGE_NAMES, id_key
from counterfoil.adapters.files.formats.conditions import (
    BUYER,
    CONDITION,
    INSTANTS,
    MINIMUM,
    PARAMETERS,
    SCOPE,
)
from counterfoil.adapters.files.shapes.keys import Key
from counterfoil.adapters.files.shapes.lists import ListOf, SetOf
from counterfoil.adapters.files.shapes.quantities import Amount, Integer, Percentage
from counterfoil.adapters.files.shapes.scalars import Flag, Identifier, Text, choice_of
from counterfoil.adapters.files.shapes.tables import Inline, Table
from counterfoil.adapters.files.shapes.variants import Variant, Variants
from counterfoil.domain.tariff.promotions import (
    AmountOff,
    CheapestOff,
    CustomBenefit,
    FixedUnitPrice,
    Lane,
    LaneMode,
    Over,
    Partial,
    Per,
    PercentageOff,
    Promotion,
    PromotionLimits,
)
from counterfoil.domain.tariff.variations import PROMOTION_TYPES, VariationType

__all__ = ["LANE", "PROMOTION"]

LANE = Table(
    name="lane",
    meaning="A step of the promotions; lanes run in the order of their numbers.",
    make=Lane,
    parts=(
        Key(
            name="number",
            shape=Integer(least=0),
            meaning="Its place; 0 is the exclusive lane: if it gives anything, nothing else runs.",
            required=True,
        ),
        Key(
            name="mode",
            shape=choice_of(LaneMode),
            meaning="How its promotions combine: each in turn, the best, or the first.",
        ),
        Key(name="per", shape=choice_of(Per), meaning="What its promotions compete for."),
    ),
)
_CHEAPEST = Table(
    name="cheapest",
    meaning="Of every `of` tickets the `take` cheapest are cheaper.",
    make=CheapestOff,
    parts=(
        Key(name="take", shape=Integer(least=1), meaning="So many benefit.", required=True),
        Key(name="of", shape=Integer(least=1), meaning="Of every so many.", required=True),
        Key(
            name="percentage",
            shape=Percentage(least=0, most=100),
            meaning="So much cheaper; 100 is free.",
            becomes="rate",
            required=True,
            mistaken=PERCENTAGE_NAMES,
        ),
    ),
)
_CUSTOM_BENEFIT = Table(
    name="custom_benefit",
    meaning="A benefit that the host has registered.",
    make=CustomBenefit,
    parts=(
        Key(name="name", shape=Identifier(), meaning="The registered name.", required=True),
        Key(name="version", shape=Identifier(), meaning="The registered version.", required=True),
        PARAMETERS,
    ),
)
_BENEFIT = Variants(
    becomes="benefit",
    required=True,
    variants=(
        Variant(
            make=PercentageOff,
            keys=(
                Key(
                    name="percentage_off",
                    shape=Percentage(least=0, most=100),
                    meaning="Percent off the running price.",
                    becomes="rate",
                    mistaken=("percentage", "percent_off", *PERCENTAGE_NAMES),
                ),
                Key(
                    name="over",
                    shape=choice_of(Over),
                    meaning="On what the percentage is computed and rounded once.",
                ),
            ),
        ),
        Variant(
            make=AmountOff,
            keys=(
                Key(
                    name="amount_off",
                    shape=Amount(),
                    meaning="So much off.",
                    becomes="amount",
                    mistaken=("amount", "discount"),
                ),
                Key(
                    name="per",
                    shape=choice_of(Per),
                    meaning="What the amount is given for.",
                    required=True,
                ),
            ),
        ),
        Variant(
            make=FixedUnitPrice,
            keys=(
                Key(
                    name="unit_price",
                    shape=Amount(),
                    meaning="Each ticket costs this much.",
                    becomes="price",
                    mistaken=("price",),
                ),
            ),
        ),
        Variant(
            make=CheapestOff,
            whole=True,
            keys=(Key(name="cheapest", shape=_CHEAPEST, meaning="The cheapest tickets benefit."),),
        ),
        Variant(
            make=CustomBenefit,
            whole=True,
            keys=(
                Key(name="benefit", shape=_CUSTOM_BENEFIT, meaning="A benefit of the host's own."),
            ),
        ),
    ),
)
_LIMITS = Table(
    name="limits",
    meaning="How often, and for how much money, a promotion may be used; left out: no limit.",
    make=PromotionLimits,
    parts=(
        Key(name="uses", shape=Integer(least=0), meaning="In so many carts."),
        Key(name="uses_per_customer", shape=Integer(least=0), meaning="So often by one customer."),
        Key(name="units_per_cart", shape=Integer(least=1), meaning="So many tickets of a cart."),
        Key(name="budget", shape=Amount(), meaning="So much money in total."),
        Key(
            name="partial",
            shape=choice_of(Partial),
            meaning="What happens when the budget holds less than the benefit.",
        ),
    ),
)
PROMOTION = Table(
    name="promotion",
    meaning="A discount: automatic, or with a code.",
    make=Promotion,
    parts=(
        id_key("The id of the promotion."),
        LABEL,
        Key(name="title", shape=Text(), meaning="What the customer reads."),
        Key(name="description", shape=Text(), meaning="What the customer reads below the title."),
        Key(
            name="code",
            shape=Identifier(words="a promocode"),
            meaning="What the customer enters; left out: the promotion is automatic.",
            mistaken=("promocode", "coupon", "voucher"),
        ),
        Key(
            name="type",
            shape=choice_of(VariationType, members=PROMOTION_TYPES),
            meaning="The type under which the field reports it.",
        ),
        Key(name="lane", shape=Integer(least=0), meaning="The number of its lane."),
        Key(
            name="priority",
            shape=Integer(),
            meaning="Its place in the lane, the lower number first; ties by id.",
        ),
        _BENEFIT,
        Key(name="cap", shape=Amount(), meaning="At most so much, over the whole order."),
        Inline(becomes="scope", table=SCOPE),
        Inline(becomes="buyer", table=BUYER),
        Key(
            name="booked",
            shape=ListOf(element=INSTANTS, restricts=True),
            meaning="Only for bookings made in one of these ranges.",
        ),
        Key(name="minimum", shape=MINIMUM, meaning="What has to be in the cart."),
        Key(
            name="together",
            shape=SetOf(element=Identifier(words="the id of a product"), restricts=True),
            meaning="Each of these products has a ticket in the cart.",
        ),
        Key(
            name="conditions",
            shape=ListOf(element=CONDITION, restricts=True),
            meaning="Conditions of the host's own.",
            becomes="custom",
            mistaken=("condition",),
        ),
        Key(name="limits", shape=_LIMITS, meaning="How often and for how much it may be used."),
        Key(
            name="may_raise",
            shape=Flag(),
            meaning="It may make a cart dearer, and is in every choice of codes.",
        ),
    ),
)
