"""What is said no with where an order is made, read or used, in the order of precedence."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Literal, TypeAlias

from attrs import frozen

from counterfoil.domain.references import CartId, ItemId, OrderId, ProductId, UnitId
from counterfoil.domain.refusals.ticket_codes import UnknownTicketCode
from counterfoil.domain.statuses import SettlementType


@frozen(kw_only=True)
class OrderNotFound:
    """There is no such order, or no such version of it."""

    code: ClassVar[Literal["order_not_found"]] = "order_not_found"
    order: OrderId
    version: int | None = None

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        version = "" if self.version is None else f" in version {self.version}"
        return f"order {self.order!r} is not known{version}, allowed: an order that was confirmed"


@frozen(kw_only=True)
class OrderVersionConflict:
    """The order has changed since the caller read it."""

    code: ClassVar[Literal["order_version_conflict"]] = "order_version_conflict"
    order: OrderId
    expected: int
    actual: int

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        return (
            f"order {self.order}: version {self.expected}, allowed: {self.actual}, its version now"
        )


@frozen(kw_only=True)
class OrderCancelled:
    """All of the order was cancelled; that is final."""

    code: ClassVar[Literal["order_cancelled"]] = "order_cancelled"
    order: OrderId

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        return f"order {self.order}: is cancelled, allowed: a new order"


@frozen(kw_only=True)
class CartConfirmed:
    """The cart has become an order; there is nothing left to change in it."""

    code: ClassVar[Literal["cart_confirmed"]] = "cart_confirmed"
    cart: CartId
    order: OrderId

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        return f"cart {self.cart}: became order {self.order}, allowed: a command about that order"


@frozen(kw_only=True)
class CartEmpty:
    """There is nothing in the cart to confirm."""

    code: ClassVar[Literal["cart_empty"]] = "cart_empty"
    cart: CartId

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        return f"cart {self.cart}: is empty, allowed: a cart with items"


@frozen(kw_only=True)
class ItemsLapsed:
    """Holds have ended, or end too soon to confirm in time; ``left`` are the items that stay."""

    code: ClassVar[Literal["items_lapsed"]] = "items_lapsed"
    cart: CartId
    items: tuple[ItemId, ...]
    left: tuple[ItemId, ...]

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        allowed = f"to accept what is left: {', '.join(self.left)}" if self.left else "a new cart"
        ended = ", ".join(self.items)
        return f"cart {self.cart}: the holds of {ended} have ended, allowed: {allowed}"


@frozen(kw_only=True)
class SettlementNotAllowed:
    """This way of booking cannot be settled so."""

    code: ClassVar[Literal["settlement_not_allowed"]] = "settlement_not_allowed"
    settlement: SettlementType
    allowed: tuple[SettlementType, ...]

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        allowed = ", ".join(one.value for one in self.allowed)
        return f"settlement {self.settlement.value} is for carts alone, allowed: {allowed}"


@frozen(kw_only=True)
class ReservationRequired:
    """The product has to be held before it is sold; it cannot be booked directly."""

    code: ClassVar[Literal["reservation_required"]] = "reservation_required"
    item: ItemId
    product: ProductId

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        return f"item {self.item}: {self.product!r} must be held first, allowed: a cart"


@frozen(kw_only=True)
class PriceMismatch:
    """What was charged is not what it costs. Both are minor units.

    ``went`` and ``came`` name the rules whose amounts differ from the last answer, signed.
    """

    code: ClassVar[Literal["price_mismatch"]] = "price_mismatch"
    charged: int
    total: int
    went: tuple[tuple[str, int], ...] = ()
    came: tuple[tuple[str, int], ...] = ()

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        why = "; ".join(
            f"{what}: {', '.join(f'{rule} {amount}' for rule, amount in rules)}"
            for what, rules in (("no longer", self.went), ("new", self.came))
            if rules
        )
        because = f" ({why})" if why else ""
        return f"charged {self.charged}{because}, allowed: {self.total}, in minor units"


@frozen(kw_only=True)
class PaymentRequired:
    """The order is paid before it is confirmed, and it is not; ``outstanding`` is minor units."""

    code: ClassVar[Literal["payment_required"]] = "payment_required"
    cart: CartId
    outstanding: int

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        return f"cart {self.cart}: {self.outstanding} is not paid, allowed: to attach a payment"


@frozen(kw_only=True)
class UnknownTicket:
    """The order has no such ticket."""

    code: ClassVar[Literal["unknown_ticket"]] = "unknown_ticket"
    order: OrderId
    ticket: UnitId
    allowed: tuple[UnitId, ...]

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        return f"ticket {self.ticket!r} is not in the order, allowed: {', '.join(self.allowed)}"


@frozen(kw_only=True)
class NotRedeemable:
    """The ticket cannot be used: it was, or it is cancelled, or its pass is over."""

    code: ClassVar[Literal["not_redeemable"]] = "not_redeemable"
    ticket: UnitId
    reason: Literal["redeemed", "cancelled", "expired"]
    since: datetime | None = None

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        since = "" if self.since is None else f" since {self.since.isoformat()}"
        return f"ticket {self.ticket}: is {self.reason}{since}, allowed: one that is still good"


@frozen(kw_only=True)
class NotRedeemed:
    """There is no use of the ticket that could be taken back."""

    code: ClassVar[Literal["not_redeemed"]] = "not_redeemed"
    ticket: UnitId

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        return f"ticket {self.ticket}: was not used, allowed: a ticket that was"


@frozen(kw_only=True)
class InvalidFilter:
    """What is asked of a list of orders or events cannot be meant; ``field`` is what is wrong.

    The value is told where it is neither personal nor a secret.
    """

    code: ClassVar[Literal["invalid_filter"]] = "invalid_filter"
    field: str
    problem: str
    allowed: str

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        return f"{self.field} {self.problem}, allowed: {self.allowed}"


@frozen(kw_only=True)
class ErasingKeyMissing:
    """Erasing needs a key that only the caller has: without one, pseudonyms could be guessed."""

    code: ClassVar[Literal["erasing_key_missing"]] = "erasing_key_missing"

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        return "erasing_key: is missing, allowed: a PseudonymKey of your own, kept for good"


@frozen(kw_only=True)
class OrderExists:
    """An order of that id is there already."""

    code: ClassVar[Literal["order_exists"]] = "order_exists"
    order: OrderId

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        return f"order {self.order}: is there already, allowed: an order that is not"


@frozen(kw_only=True)
class InvalidOrder:
    """An order that is to move in contradicts itself; a problem is a path and what is wrong."""

    code: ClassVar[Literal["invalid_order"]] = "invalid_order"
    order: OrderId
    problems: tuple[tuple[str, str], ...]

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        found = "; ".join(f"{path} {problem}" for path, problem in self.problems)
        return f"order {self.order}: {found}"


OrderRefusal: TypeAlias = (
    OrderNotFound
    | OrderVersionConflict
    | OrderCancelled
    | CartConfirmed
    | CartEmpty
    | ItemsLapsed
    | SettlementNotAllowed
    | ReservationRequired
    | PriceMismatch
    | PaymentRequired
    | UnknownTicketCode
    | UnknownTicket
    | NotRedeemable
    | NotRedeemed
    | InvalidFilter
    | ErasingKeyMissing
    | OrderExists
    | InvalidOrder
)
