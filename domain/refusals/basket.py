"""What is wrong with a basket: the refusals of the pricer's door, in the order of precedence."""

from __future__ import annotations

from typing import ClassVar, Literal, TypeAlias

from attrs import frozen

from counterfoil.domain.references import (
    ItemId,
    OptionId,
    OptionValueId,
    PartId,
    ProductId,
    RuleId,
    SlotId,
    TicketTypeId,
)


@frozen(kw_only=True)
class UnnamedItem:
    """An item without an id: tickets could not be told apart from what is the order's own."""

    code: ClassVar[Literal["unnamed_item"]] = "unnamed_item"
    product: ProductId

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        return f"items: one of {self.product!r} has no id, allowed: a text of its own"


@frozen(kw_only=True)
class DuplicateItem:
    """Two items of the basket have one id."""

    code: ClassVar[Literal["duplicate_item"]] = "duplicate_item"
    item: ItemId

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        return f"items: id {self.item!r} is used twice, allowed: one item per id"


@frozen(kw_only=True)
class UnknownProduct:
    """The catalogue has no such product."""

    code: ClassVar[Literal["unknown_product"]] = "unknown_product"
    item: ItemId
    product: ProductId
    near: tuple[ProductId, ...] = ()

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        return f"item {self.item}: product {self.product!r} is not in the catalogue" + _near(
            self.near
        )


@frozen(kw_only=True)
class NotBookable:
    """The product is a heading: its members are booked instead."""

    code: ClassVar[Literal["not_bookable"]] = "not_bookable"
    item: ItemId
    product: ProductId
    instead: tuple[ProductId, ...] = ()

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        return f"item {self.item}: product {self.product!r} cannot be booked itself" + _allowed(
            self.instead
        )


@frozen(kw_only=True)
class CurrencyMix:
    """The product's currency is not the tariff's."""

    code: ClassVar[Literal["currency_mix"]] = "currency_mix"
    item: ItemId
    product: ProductId
    currency: str
    allowed: str

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        return (
            f"item {self.item}: product {self.product!r} is sold in {self.currency}"
            f", allowed: {self.allowed}"
        )


@frozen(kw_only=True)
class UnknownPart:
    """The combi or bundle has no such part."""

    code: ClassVar[Literal["unknown_part"]] = "unknown_part"
    item: ItemId
    part: PartId
    allowed: tuple[PartId, ...] = ()

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        return f"item {self.item}: part {self.part!r} is unknown" + _allowed(self.allowed)


@frozen(kw_only=True)
class InvalidPart:
    """A part that is missing, named twice, or chosen in a way that the product does not offer."""

    code: ClassVar[Literal["invalid_part"]] = "invalid_part"
    item: ItemId
    part: PartId
    problem: str
    allowed: str

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        return f"item {self.item}: part {self.part!r} {self.problem}, allowed: {self.allowed}"


@frozen(kw_only=True)
class InvalidDate:
    """A travel date that is none, or that stands beside a slot."""

    code: ClassVar[Literal["invalid_date"]] = "invalid_date"
    item: ItemId
    date: str
    allowed: str

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        return f"item {self.item}: travel date {self.date}, allowed: {self.allowed}"


@frozen(kw_only=True)
class UnknownSlot:
    """The product has no such slot."""

    code: ClassVar[Literal["unknown_slot"]] = "unknown_slot"
    item: ItemId
    product: ProductId
    slot: SlotId
    near: tuple[SlotId, ...] = ()

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        return f"item {self.item}: product {self.product!r} has no slot {self.slot!r}" + _near(
            self.near
        )


@frozen(kw_only=True)
class UnknownTicketType:
    """The product has no such ticket type."""

    code: ClassVar[Literal["unknown_ticket_type"]] = "unknown_ticket_type"
    item: ItemId
    product: ProductId
    ticket_type: TicketTypeId
    allowed: tuple[TicketTypeId, ...] = ()

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        return (
            f"item {self.item}: product {self.product!r} has no ticket type {self.ticket_type!r}"
            + _allowed(self.allowed)
        )


@frozen(kw_only=True)
class NotPriced:
    """The tariff has no list price for the ticket type on that date."""

    code: ClassVar[Literal["not_priced"]] = "not_priced"
    item: ItemId
    product: ProductId
    ticket_type: TicketTypeId

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        return (
            f"item {self.item}: the tariff has no list price for {self.ticket_type!r}"
            f" of {self.product!r}, allowed: a ticket type with a [[price]] row"
        )


@frozen(kw_only=True)
class InvalidQuantity:
    """A count that is not a whole number of tickets, a type twice, or no ticket at all."""

    code: ClassVar[Literal["invalid_quantity"]] = "invalid_quantity"
    item: ItemId
    ticket_type: TicketTypeId
    quantity: int
    allowed: str

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        what = f"quantity {self.quantity!r} of {self.ticket_type!r}"
        if not self.ticket_type:
            what = "no tickets"
        return f"item {self.item}: {what}, allowed: {self.allowed}"


@frozen(kw_only=True)
class QuantityLimit:
    """More, or fewer, tickets than the catalogue allows."""

    code: ClassVar[Literal["quantity_limit"]] = "quantity_limit"
    item: ItemId
    product: ProductId
    ticket_type: TicketTypeId | None
    scope: Literal["booking", "order"]
    quantity: int
    least: int
    most: int | None

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        what = (
            f"{self.ticket_type!r} of {self.product!r}"
            if self.ticket_type
            else f"{self.product!r}"
        )
        allowed = f"at least {self.least}" if self.most is None else f"{self.least} to {self.most}"
        return (
            f"item {self.item}: {self.quantity} tickets of {what} in one {self.scope}"
            f", allowed: {allowed}"
        )


@frozen(kw_only=True)
class UnknownOption:
    """The product has no such option, or the option no such value."""

    code: ClassVar[Literal["unknown_option"]] = "unknown_option"
    item: ItemId
    option: OptionId
    value: OptionValueId | None
    allowed: tuple[str, ...] = ()

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        what = (
            f"option {self.option!r}"
            if self.value is None
            else f"option {self.option!r} value {self.value!r}"
        )
        return f"item {self.item}: {what} is unknown" + _allowed(self.allowed)


@frozen(kw_only=True)
class InvalidOption:
    """An option whose count, number of values or ticket type the catalogue does not offer."""

    code: ClassVar[Literal["invalid_option"]] = "invalid_option"
    item: ItemId
    option: OptionId
    field: str
    value: str
    allowed: str

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        return (
            f"item {self.item}: option {self.option!r}: {self.field} {self.value}"
            f", allowed: {self.allowed}"
        )


@frozen(kw_only=True)
class VariationNotOpen:
    """A requested variation of a type that the tariff does not open to this caller."""

    code: ClassVar[Literal["variation_not_open"]] = "variation_not_open"
    variation: RuleId
    type: str
    allowed: tuple[str, ...] = ()

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        return f"requested variation {self.variation}: type {self.type} is not open" + _allowed(
            self.allowed
        )


@frozen(kw_only=True)
class InvalidVariation:
    """A requested variation that aims at nothing in the basket, or whose id is used twice."""

    code: ClassVar[Literal["invalid_variation"]] = "invalid_variation"
    variation: RuleId
    field: str
    value: str
    allowed: str

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        return (
            f"requested variation {self.variation}: {self.field} {self.value}"
            f", allowed: {self.allowed}"
        )


@frozen(kw_only=True)
class TooManyCodes:
    """More promocodes than one cart may hold."""

    code: ClassVar[Literal["too_many_codes"]] = "too_many_codes"
    count: int
    most: int

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        return f"codes: {self.count} promocodes, allowed: at most {self.most}"


BasketRefusal: TypeAlias = (
    UnnamedItem
    | DuplicateItem
    | UnknownProduct
    | NotBookable
    | CurrencyMix
    | UnknownPart
    | InvalidPart
    | InvalidDate
    | UnknownSlot
    | UnknownTicketType
    | NotPriced
    | InvalidQuantity
    | QuantityLimit
    | UnknownOption
    | InvalidOption
    | VariationNotOpen
    | InvalidVariation
    | TooManyCodes
)


def _allowed(names: tuple[str, ...]) -> str:
    return f", allowed: {', '.join(names)}" if names else ""


def _near(names: tuple[str, ...]) -> str:
    return f", did you mean: {', '.join(names)}" if names else ""
