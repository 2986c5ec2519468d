"""The basket: what somebody asks the price of, and the circumstances under which it is priced."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TypeAlias

from attrs import field, frozen

from counterfoil.domain.references import (
    CustomerKey,
    ItemId,
    OptionId,
    OptionValueId,
    PartId,
    PartyId,
    PoolId,
    ProductId,
    Promocode,
    PromotionId,
    RuleId,
    SlotId,
    TicketTypeId,
)
from counterfoil.domain.tariff.variations import Difference, VariationType


@frozen(kw_only=True)
class ChosenOption:
    """A value of an option; ``count`` only where the guest may say how many.

    ``ticket_type`` limits a value that is priced per ticket to the tickets of one type.
    """

    option: OptionId
    value: OptionValueId
    count: int = 1
    ticket_type: TicketTypeId | None = None


@frozen(kw_only=True)
class PartChoice:
    """The slot or date of one part of a combi or bundle.

    A bundle's part has quantities of its own.
    """

    part: PartId
    quantities: tuple[tuple[TicketTypeId, int], ...] = ()
    slot: SlotId | None = None
    travel_date: date | None = None


@frozen(kw_only=True)
class BasketItem:
    """One booking to be: a product, how many tickets of each type, and when.

    ``quantities`` names each ticket type once. ``travel_date`` is local to the venue and is not
    needed beside a slot.
    """

    id: ItemId
    product: ProductId
    quantities: tuple[tuple[TicketTypeId, int], ...] = ()
    slot: SlotId | None = None
    travel_date: date | None = None
    options: tuple[ChosenOption, ...] = ()
    parts: tuple[PartChoice, ...] = ()


@frozen(kw_only=True)
class CartTarget:
    """The whole cart."""


@frozen(kw_only=True)
class ItemTarget:
    """One item."""

    item: ItemId


@frozen(kw_only=True)
class TicketTypeTarget:
    """The tickets of one type in one item; in a bundle, of one part."""

    item: ItemId
    ticket_type: TicketTypeId
    part: PartId | None = None


@frozen(kw_only=True)
class PartTarget:
    """All tickets of one part of a bundle."""

    item: ItemId
    part: PartId


RequestTarget: TypeAlias = CartTarget | ItemTarget | TicketTypeTarget | PartTarget


@frozen(kw_only=True)
class RequestedVariation:
    """A variation that the caller brings; its type must be open in the tariff."""

    id: RuleId
    type: VariationType
    difference: Difference
    label: str = ""
    target: RequestTarget = field(factory=CartTarget)


@frozen(kw_only=True)
class Buyer:
    """Through whom is sold, and what is known of the customer.

    ``customer`` is the key that limits per customer count by.
    """

    channel: str = ""
    distributor: PartyId | None = None
    partner: PartyId | None = None
    customer: CustomerKey | None = None
    customer_tags: frozenset[str] = frozenset()


@frozen(kw_only=True)
class Basket:
    """What is priced. The order of items and of codes changes no amount."""

    items: tuple[BasketItem, ...]
    codes: tuple[Promocode, ...] = ()
    requested: tuple[RequestedVariation, ...] = ()
    buyer: Buyer = field(factory=Buyer)


@frozen(kw_only=True)
class Fill:
    """How many units of a pool are taken, the cart's own not counted, and how many there are."""

    taken: int
    total: int


@frozen(kw_only=True)
class LimitLeft:
    """What is left of a promotion for this cart, its own holds included; ``None``: not limited.

    ``customer_uses`` is what this customer has left; ``budget`` is minor units.
    """

    uses: int | None = None
    customer_uses: int | None = None
    budget: int | None = None


@frozen(kw_only=True)
class HeldPrice:
    """When, and under which fills, a held item's list price and variations were read."""

    at: datetime
    fills: Mapping[PoolId, Fill] = field(factory=dict)


@frozen(kw_only=True)
class Circumstances:
    """Everything that a price depends on beside basket, catalogue and tariff.

    ``at`` (aware) is the instant at which promotions, taxes and fees are read, and items that are
    not in ``held`` as well. A promotion that is not in ``limits`` has all of its limits left; a
    pool that is not in ``fills`` matches no rule about how full it is.
    """

    at: datetime
    held: Mapping[ItemId, HeldPrice] = field(factory=dict)
    limits: Mapping[PromotionId, LimitLeft] = field(factory=dict)
    fills: Mapping[PoolId, Fill] = field(factory=dict)
