"""What a tariff file calls the fields of the rules: the words of whoever edits the tariff.

A file writes some parts of a rule without a table of their own: the key ``percentage`` of a
variation is the rate of its difference. Where a key is not listed it is called as the field is.

Source: docs/reference/tariff-file.md
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from counterfoil.domain.tariff.conditions import BuyerScope, Scope
from counterfoil.domain.tariff.fees import Fee, NoFeeTax, OwnFeeTax, SplitFeeTax
from counterfoil.domain.tariff.promotions import (
    AmountOff,
    CheapestOff,
    CustomBenefit,
    FixedUnitPrice,
    PercentageOff,
    Promotion,
)
from counterfoil.domain.tariff.taxes import Tax
from counterfoil.domain.tariff.variations import FixedAmount, Percentage

# Their fields stand in the table of the rule itself.
INLINE = (
    Scope,
    BuyerScope,
    FixedAmount,
    Percentage,
    PercentageOff,
    AmountOff,
    FixedUnitPrice,
    NoFeeTax,
    OwnFeeTax,
    SplitFeeTax,
)
# Each is a table of its own, under this key whatever the field is called.
_TABLES: Mapping[type, str] = MappingProxyType({CheapestOff: "cheapest", CustomBenefit: "benefit"})
_FIELDS: Mapping[tuple[type, str], str] = MappingProxyType(
    {
        (Percentage, "rate"): "percentage",
        (PercentageOff, "rate"): "percentage_off",
        (AmountOff, "amount"): "amount_off",
        (FixedUnitPrice, "price"): "unit_price",
        (CheapestOff, "rate"): "percentage",
        (Promotion, "custom"): "conditions",
        (Tax, "rate"): "percentage",
        (Fee, "rate"): "percentage",
        (Fee, "size"): "grossed_up",
        (OwnFeeTax, "effect"): "tax_effect",
    }
)


def is_variant(value: object) -> bool:
    """Say whether a part is one of several that a rule may have, each under keys of its own."""
    return type(value) in _TABLES


def key_of(owner: object, *, field: str) -> str:
    """Name the key under which a file writes a field, also one whose value is a table."""
    value = getattr(owner, field)
    return _TABLES.get(type(value)) or _FIELDS.get((type(owner), field), field)


def prefix_of(owner: object, *, field: str) -> str:
    """Name what stands before the keys of a part: nothing where it has no table of its own."""
    if isinstance(getattr(owner, field), INLINE):
        return ""
    return f"{key_of(owner, field=field)}."
