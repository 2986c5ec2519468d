"""What a cart's rules say no with, in the order of precedence.

First what is wrong with the cart itself, then with an item, then what is not there any more.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Literal, TypeAlias

from attrs import frozen

from counterfoil.domain.catalogue.allocations import GENERAL
from counterfoil.domain.references import (
    AllocationId,
    CartId,
    CommandKey,
    ItemId,
    ProductId,
    Promocode,
    ResourceId,
    SlotId,
)
from counterfoil.domain.refusals.payments import CartPaid, InvalidPayment
from counterfoil.domain.refusals.promocodes import PromocodeReason
from counterfoil.domain.refusals.ticket_codes import InvalidTicketCode, TicketCodeTaken


@frozen(kw_only=True)
class KeyReused:
    """The command's key was used for a command with another body."""

    code: ClassVar[Literal["key_reused"]] = "key_reused"
    key: CommandKey
    fields: tuple[str, ...]

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        return (
            f"key {self.key!r} was used with another {', '.join(self.fields)}, allowed: a new key"
        )


@frozen(kw_only=True)
class NotFound:
    """There is no such cart, or it expired more than ten days ago."""

    code: ClassVar[Literal["not_found"]] = "not_found"
    cart: CartId

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        return f"cart {self.cart!r} is not known, allowed: a cart opened in the last ten days"


@frozen(kw_only=True)
class AlreadyExists:
    """A cart with that id is there already."""

    code: ClassVar[Literal["already_exists"]] = "already_exists"
    cart: CartId

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        return f"cart {self.cart!r} exists, allowed: an id that no cart has"


@frozen(kw_only=True)
class VersionConflict:
    """The cart has changed since the caller read it."""

    code: ClassVar[Literal["version_conflict"]] = "version_conflict"
    cart: CartId
    expected: int
    actual: int

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        return (
            f"cart {self.cart}: version {self.expected}, allowed: {self.actual}, its version now"
        )


@frozen(kw_only=True)
class CartCancelled:
    """The cart was cancelled; that is final."""

    code: ClassVar[Literal["cart_cancelled"]] = "cart_cancelled"
    cart: CartId

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        return f"cart {self.cart}: is cancelled, allowed: a new cart"


@frozen(kw_only=True)
class CartExpired:
    """Everything that was in the cart has lapsed."""

    code: ClassVar[Literal["cart_expired"]] = "cart_expired"
    cart: CartId
    expired_at: datetime

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        at = self.expired_at.isoformat()
        allowed = "a new cart, or to confirm with HOLD_AGAIN"
        return f"cart {self.cart}: expired at {at}, allowed: {allowed}"


@frozen(kw_only=True)
class NotExpired:
    """Only what has expired owes what expiry owes."""

    code: ClassVar[Literal["not_expired"]] = "not_expired"
    cart: CartId

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        return f"cart {self.cart}: has not expired, or that is settled, allowed: an expired cart"


@frozen(kw_only=True)
class UnknownItem:
    """The cart has no such item; it may have lapsed."""

    code: ClassVar[Literal["unknown_item"]] = "unknown_item"
    cart: CartId
    item: ItemId
    lapsed: bool
    allowed: tuple[ItemId, ...]

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        why = "has lapsed" if self.lapsed else "is not in the cart"
        allowed = ", ".join(self.allowed) or "none: the cart is empty"
        return f"item {self.item!r} {why}, allowed: {allowed}"


@frozen(kw_only=True)
class NothingAsked:
    """A command that would change nothing; ``cart`` is None where it books without one."""

    code: ClassVar[Literal["nothing_asked"]] = "nothing_asked"
    cart: CartId | None

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        if self.cart is None:
            return "items: nothing is booked, allowed: at least one item"
        return f"cart {self.cart}: no operation, allowed: at least one"


@frozen(kw_only=True)
class SlotRequired:
    """The product is sold for slots and none was chosen."""

    code: ClassVar[Literal["slot_required"]] = "slot_required"
    item: ItemId
    product: ProductId

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        return (
            f"item {self.item}: product {self.product!r} needs a slot, allowed: one of its slots"
        )


@frozen(kw_only=True)
class TravelDateRequired:
    """The product is sold for a date and none was given."""

    code: ClassVar[Literal["travel_date_required"]] = "travel_date_required"
    item: ItemId
    product: ProductId

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        return f"item {self.item}: product {self.product!r} needs a travel date, allowed: a date"


@frozen(kw_only=True)
class SlotClosed:
    """The slot is closed, or over."""

    code: ClassVar[Literal["slot_closed"]] = "slot_closed"
    item: ItemId
    product: ProductId
    slot: SlotId
    reason: Literal["inactive", "over"]

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        why = "is closed" if self.reason == "inactive" else "is over"
        return (
            f"item {self.item}: slot {self.slot} of {self.product!r} {why}, allowed: another slot"
        )


@frozen(kw_only=True)
class SaleClosed:
    """The product is not on sale at this instant, or not so long before the slot."""

    code: ClassVar[Literal["sale_closed"]] = "sale_closed"
    item: ItemId
    product: ProductId
    opens_at: datetime | None = None
    closed_at: datetime | None = None

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        opens = f"from {self.opens_at.isoformat()}" if self.opens_at else ""
        closed = f"until {self.closed_at.isoformat()}" if self.closed_at else ""
        allowed = " ".join(filter(None, (opens, closed))) or "another product"
        return f"item {self.item}: {self.product!r} is not on sale now, allowed: {allowed}"


@frozen(kw_only=True)
class PartMissing:
    """A combi or bundle without the slot or date that one of its parts needs."""

    code: ClassVar[Literal["part_missing"]] = "part_missing"
    item: ItemId
    product: ProductId
    part: str

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        return (
            f"item {self.item}: {self.product!r} needs a slot or date for its part {self.part!r},"
            " allowed: a choice for every part"
        )


@frozen(kw_only=True)
class MainMissing:
    """An add-on without one of the products that it is an add-on of."""

    code: ClassVar[Literal["main_missing"]] = "main_missing"
    item: ItemId
    product: ProductId
    mains: tuple[ProductId, ...]

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        mains = ", ".join(self.mains)
        return f"item {self.item}: {self.product!r} is an add-on, allowed: beside one of {mains}"


@frozen(kw_only=True)
class HasAddOns:
    """A main booking that cannot be removed while its add-ons are in the cart."""

    code: ClassVar[Literal["has_add_ons"]] = "has_add_ons"
    item: ItemId
    add_ons: tuple[ItemId, ...]

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        names = ", ".join(self.add_ons)
        return f"item {self.item}: is the main booking of {names}, allowed: remove those as well"


@frozen(kw_only=True)
class InvalidPickup:
    """A pickup point that is missing, unknown or not for that slot or time."""

    code: ClassVar[Literal["invalid_pickup"]] = "invalid_pickup"
    item: ItemId
    value: str
    allowed: str

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        return f"item {self.item}: pickup {self.value}, allowed: {self.allowed}"


@frozen(kw_only=True)
class SpotTaken:
    """A spot that was chosen is unknown or taken, or there are not as many as tickets."""

    code: ClassVar[Literal["spot_taken"]] = "spot_taken"
    item: ItemId
    spots: tuple[str, ...]
    allowed: str

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        return f"item {self.item}: spots {', '.join(self.spots)}, allowed: {self.allowed}"


@frozen(kw_only=True)
class SoldOut:
    """Less is left than was asked for over all items; what a system does not say is None.

    ``left`` is what may be drawn under the name ``allocation``: what is set aside for others is
    not in it.
    """

    code: ClassVar[Literal["sold_out"]] = "sold_out"
    resource: ResourceId | None
    allocation: AllocationId = GENERAL
    asked: int | None
    left: int | None

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        if self.left is None:
            return "not enough is left, allowed: less"
        under = f" under {self.allocation!r}" if self.allocation else ""
        return f"{self.resource}: {self.asked} asked for{under}, allowed: at most {self.left}"


@frozen(kw_only=True)
class InvalidPromocode:
    """A promocode that does not apply."""

    code: ClassVar[Literal["invalid_promocode"]] = "invalid_promocode"
    promocode: Promocode
    reason: PromocodeReason
    facts: tuple[tuple[str, str], ...] = ()
    nearest: str = ""

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        nearest = f", allowed: {self.nearest}" if self.nearest else ""
        return f"promocode {self.promocode!r}: {self.reason.value}{nearest}"


@frozen(kw_only=True)
class Unsupported:
    """What is asked for cannot be done here; ``instead`` is what can."""

    code: ClassVar[Literal["unsupported"]] = "unsupported"
    capability: str
    instead: str

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        return f"{self.capability}: not supported here, allowed: {self.instead}"


@frozen(kw_only=True)
class InvalidRelation:
    """The product that the guest is said to have come through does not lead to this one."""

    code: ClassVar[Literal["invalid_relation"]] = "invalid_relation"
    item: ItemId
    relation: ProductId
    allowed: tuple[ProductId, ...]

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        allowed = ", ".join(self.allowed) or "none: no product leads to it"
        return f"item {self.item}: relation {self.relation!r}, allowed: {allowed}"


CartRefusal: TypeAlias = (
    KeyReused
    | NotFound
    | AlreadyExists
    | CartCancelled
    | CartExpired
    | VersionConflict
    | CartPaid
    | NotExpired
    | InvalidPayment
    | NothingAsked
    | Unsupported
    | UnknownItem
    | HasAddOns
    | SlotRequired
    | TravelDateRequired
    | PartMissing
    | SlotClosed
    | SaleClosed
    | MainMissing
    | InvalidRelation
    | InvalidPickup
    | InvalidTicketCode
    | SpotTaken
    | TicketCodeTaken
    | InvalidPromocode
    | SoldOut
)
