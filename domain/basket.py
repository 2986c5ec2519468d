"""The basket: what somebody asks the price of, and the circumstances under which it is priced."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TypeAlias

from attrs import Attribute, field, frozen
from attrs.validators import optional

from counterfoil.domain.empty import EMPTY
from counterfoil.domain.errors import UsageError
from counterfoil.domain.privacy import PUBLIC, Shape, guarded, personal
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
from counterfoil.domain.tariff.variations import (
    Difference,
    FixedAmount,
    Percentage,
    VariationType,
)

Quantities: TypeAlias = tuple[tuple[TicketTypeId, int], ...] | Mapping[TicketTypeId, int]
"""How many tickets of each type: pairs, or a mapping."""


def _check_aware(_: object, attribute: Attribute[datetime], value: object) -> None:
    """Refuse a naive instant: it would be read in the zone of whatever machine this runs on."""
    if not isinstance(value, datetime) or value.utcoffset() is None:
        raise UsageError(
            field=attribute.name,
            value=value,
            problem="is not an instant",
            allowed="an aware datetime, such as datetime(2026, 6, 1, 9, tzinfo=UTC)",
        )


def _check_codes(_: object, attribute: Attribute[tuple[Promocode, ...]], value: object) -> None:
    if isinstance(value, str):
        raise UsageError(
            field=attribute.name, value=value, problem="is one text", allowed="a tuple of codes"
        )


def _check_count(_: object, attribute: Attribute[int], value: int) -> None:
    if type(value) is not int or value < 0:
        raise UsageError(
            field=attribute.name,
            value=value,
            problem="is not a number of units",
            allowed="a whole number, zero or more",
        )


def _check_type(_: object, attribute: Attribute[VariationType], value: object) -> None:
    if not isinstance(value, VariationType):
        raise UsageError(
            field=attribute.name,
            value=value,
            problem="is not a type of variation",
            allowed="a member of VariationType",
        )


def _check_difference(_: object, attribute: Attribute[Difference], value: object) -> None:
    if not isinstance(value, FixedAmount | Percentage):
        raise UsageError(
            field=attribute.name,
            value=value,
            problem="is neither an amount nor a percentage",
            allowed="FixedAmount(amount=...) in minor units, or Percentage(rate=...)",
        )


def pairs(value: Quantities) -> tuple[tuple[TicketTypeId, int], ...]:
    """Take quantities as a mapping, too: that is how people write them."""
    return tuple(value.items()) if isinstance(value, Mapping) else value


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

    A bundle's part has quantities and options of its own; without slot and date it takes the date
    of its item.
    """

    part: PartId
    quantities: tuple[tuple[TicketTypeId, int], ...] = field(default=(), converter=pairs)
    slot: SlotId | None = None
    travel_date: date | None = None
    options: tuple[ChosenOption, ...] = ()

    def date_in(self, item: BasketItem) -> date | None:
        """Answer the date of the part: its own, or that of its item where it has no slot."""
        if self.travel_date is not None or self.slot is not None:
            return self.travel_date
        return item.travel_date


@frozen(kw_only=True)
class BasketItem:
    """One booking to be: a product, how many tickets of each type, and when.

    ``quantities`` names each ticket type once. ``travel_date`` is local to the venue; an item has
    a slot or a date, not both.
    """

    id: ItemId
    product: ProductId
    quantities: tuple[tuple[TicketTypeId, int], ...] = field(default=(), converter=pairs)
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
    type: VariationType = field(validator=_check_type)
    difference: Difference = field(validator=_check_difference)
    label: str = field(default="", metadata=PUBLIC)
    target: RequestTarget = field(factory=CartTarget)


@frozen(kw_only=True, field_transformer=guarded)
class Buyer:
    """Through whom is sold, and what is known of the customer.

    ``customer`` is the key that limits per customer count by.
    """

    channel: str = field(default="", metadata=PUBLIC)
    distributor: PartyId | None = None
    partner: PartyId | None = None
    customer: CustomerKey | None = field(default=None, metadata=personal(Shape.CODE))
    customer_tags: frozenset[str] = field(default=frozenset(), metadata=PUBLIC)


@frozen(kw_only=True)
class Basket:
    """What is priced. The order of items and of codes changes no amount."""

    items: tuple[BasketItem, ...]
    codes: tuple[Promocode, ...] = field(default=(), validator=_check_codes)
    requested: tuple[RequestedVariation, ...] = ()
    buyer: Buyer = field(factory=Buyer)


@frozen(kw_only=True)
class Fill:
    """How many units of a pool are taken, the cart's own not counted, and how many there are."""

    taken: int = field(validator=_check_count)
    total: int = field(validator=_check_count)


@frozen(kw_only=True)
class LimitLeft:
    """What is left of a promotion for this cart, its own holds included; ``None``: not told.

    Of what is not told all is left that the tariff allows.

    ``customer_uses`` is what this customer has left; ``budget`` is minor units.
    """

    uses: int | None = field(default=None, validator=optional(_check_count))
    customer_uses: int | None = field(default=None, validator=optional(_check_count))
    budget: int | None = field(default=None, validator=optional(_check_count))


@frozen(kw_only=True)
class HeldPrice:
    """When, and under which fills, a held item's list price and variations were read."""

    at: datetime = field(validator=_check_aware)
    fills: Mapping[PoolId, Fill] = EMPTY


@frozen(kw_only=True)
class Circumstances:
    """Everything that a price depends on beside basket, catalogue and tariff.

    ``at`` (aware) is the instant at which promotions, taxes and fees are read, and items that are
    not in ``held`` as well. A promotion that is not in ``limits`` has all of its limits left; a
    pool that is not in ``fills`` matches no rule about how full it is. ``promotions_at`` is the
    instant at which the booking windows of promotions are read, where that is not ``at``: an
    amendment reads them when the order was priced.
    """

    at: datetime = field(validator=_check_aware)
    held: Mapping[ItemId, HeldPrice] = EMPTY
    limits: Mapping[PromotionId, LimitLeft] = EMPTY
    fills: Mapping[PoolId, Fill] = EMPTY
    promotions_at: datetime | None = field(default=None, validator=optional(_check_aware))

    @property
    def windows_at(self) -> datetime:
        """The instant at which the booking windows of promotions are read."""
        return self.promotions_at or self.at
