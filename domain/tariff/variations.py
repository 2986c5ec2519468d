"""Price variations: signed differences to the list price, by rule or requested by the caller."""

from __future__ import annotations

from enum import Enum
from typing import TypeAlias

from attrs import field, frozen

from counterfoil.domain.money import Rate
from counterfoil.domain.references import RuleId
from counterfoil.domain.tariff.conditions import (
    BuyerScope,
    FillBand,
    InstantRange,
    LeadRange,
    QuantityBand,
    Scope,
)


class VariationType(Enum):
    """The field's names.

    Source: the vendor's ``PriceVariation.variation_type`` (v3.5, v3.8 prose).
    """

    PRODUCT_DYNAMIC = "PRODUCT_DYNAMIC"
    PRODUCT_DAILY = "PRODUCT_DAILY"
    PRODUCT_QUANTITY = "PRODUCT_QUANTITY"
    PRODUCT_DISCOUNT = "PRODUCT_DISCOUNT"
    PRODUCT_MARKUP = "PRODUCT_MARKUP"
    PRODUCT_COMBI_DISCOUNT = "PRODUCT_COMBI_DISCOUNT"
    PARTNER_DISCOUNT = "PARTNER_DISCOUNT"
    CART_DISCOUNT_FIXED = "CART_DISCOUNT_FIXED"
    CART_DISCOUNT_CUSTOM = "CART_DISCOUNT_CUSTOM"
    AMENDMENT_DISCOUNT = "AMENDMENT_DISCOUNT"
    AMENDMENT_SURCHARGE = "AMENDMENT_SURCHARGE"
    OTHER = "OTHER"


TARIFF_VARIATION_TYPES = frozenset(
    {
        VariationType.PRODUCT_DYNAMIC,
        VariationType.PRODUCT_DAILY,
        VariationType.PRODUCT_QUANTITY,
        VariationType.PRODUCT_DISCOUNT,
        VariationType.PRODUCT_MARKUP,
        VariationType.PARTNER_DISCOUNT,
        VariationType.OTHER,
    }
)
REQUESTED_VARIATION_TYPES = TARIFF_VARIATION_TYPES | {
    VariationType.CART_DISCOUNT_FIXED,
    VariationType.CART_DISCOUNT_CUSTOM,
}
PROMOTION_TYPES = frozenset(
    {
        VariationType.CART_DISCOUNT_FIXED,
        VariationType.CART_DISCOUNT_CUSTOM,
        VariationType.PRODUCT_COMBI_DISCOUNT,
        VariationType.OTHER,
    }
)


class VariationLevel(Enum):
    """At what a variation is computed; BOOKING and CART amounts are allocated to tickets."""

    PART = "part"
    TICKET_TYPE = "ticket_type"
    BOOKING = "booking"
    CART = "cart"


class PercentageBase(Enum):
    """Of what a percentage is taken: the LIST entries, or what the rules before it left."""

    LIST = "list"
    RUNNING = "running"


@frozen(kw_only=True)
class FixedAmount:
    """Minor units, signed."""

    amount: int


@frozen(kw_only=True)
class Percentage:
    """A signed share of a base."""

    rate: Rate
    base: PercentageBase = PercentageBase.LIST


Difference: TypeAlias = FixedAmount | Percentage


@frozen(kw_only=True)
class Variation:
    """A rule of the tariff that makes a ticket dearer or cheaper."""

    id: RuleId
    label: str
    type: VariationType
    difference: Difference
    level: VariationLevel = VariationLevel.TICKET_TYPE
    scope: Scope = field(factory=Scope)
    buyer: BuyerScope = field(factory=BuyerScope)
    booked: InstantRange | None = None
    lead: LeadRange | None = None
    quantity: QuantityBand | None = None
    fill: FillBand | None = None


@frozen(kw_only=True)
class OpenVariation:
    """A type that callers may request, and who may."""

    type: VariationType
    buyer: BuyerScope = field(factory=BuyerScope)
