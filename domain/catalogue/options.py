"""Extra options of a product: lockers, audio guides, lunch."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from attrs import field, frozen

from counterfoil.domain.references import OptionId, OptionValueId, TicketTypeId


class OptionPrice(Enum):
    """What the price of a value is for.

    Source: the vendor's ``option_price_type``; INCLUDED is in its prose.
    """

    PRODUCT = "PRODUCT"
    PRODUCT_TYPE = "PRODUCT_TYPE"
    INCLUDED = "INCLUDED"


class OptionCount(Enum):
    """FLEXIBLE: the guest says how many; RESTRICTED: one per booking, or one for each ticket."""

    FLEXIBLE = "FLEXIBLE"
    RESTRICTED = "RESTRICTED"


class OptionSelection(Enum):
    """MANUAL: the guest chooses; AUTO: it is always there."""

    MANUAL = "MANUAL"
    AUTO = "AUTO"


@frozen(kw_only=True)
class OptionValue:
    """One choice of an option; prices are minor units of the product's currency.

    ``price`` is for the booking (price type PRODUCT) or for each ticket (PRODUCT_TYPE); ``prices``
    overrides it for single ticket types. ``count_max`` bounds what a guest may ask for where the
    count is FLEXIBLE.
    """

    id: OptionValueId
    label: str
    price: int = 0
    prices: Mapping[TicketTypeId, int] = field(factory=dict)
    count_max: int = 100  # Source: the vendor's value_count, 0..100.


@frozen(kw_only=True)
class Option:
    """A question with priced answers; ``required`` asks for at least one of its values."""

    id: OptionId
    label: str
    values: tuple[OptionValue, ...]
    price_type: OptionPrice = OptionPrice.PRODUCT
    count_type: OptionCount = OptionCount.RESTRICTED
    selection: OptionSelection = OptionSelection.MANUAL
    required: bool = False
    values_max: int = 1
