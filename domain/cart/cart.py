"""The cart: an aggregate of held items, with its codes, its price and its people."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import Enum

from attrs import field, frozen

from counterfoil.domain.basket import (
    Basket,
    Buyer,
    Circumstances,
    LimitLeft,
    RequestedVariation,
)
from counterfoil.domain.cart.details import CartDetails
from counterfoil.domain.cart.item import CartItem, Draw
from counterfoil.domain.empty import EMPTY
from counterfoil.domain.payments.payment import Payment
from counterfoil.domain.privacy import PUBLIC, Shape, guarded, personal
from counterfoil.domain.references import (
    CartId,
    HolderId,
    ItemId,
    OrderId,
    Promocode,
    PromotionId,
    SystemReference,
)

READABLE_AFTER_EXPIRY = timedelta(days=10)  # Source: the vendor's "Reservation Details" page.


class CartState(Enum):
    """OPEN: it can be changed. CONFIRMED: it became an order. CANCELLED: it is gone for good."""

    OPEN = "OPEN"
    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"


class Privilege(Enum):
    """What only some callers may do; recorded on the cart.

    IGNORE_LIMITS lifts quantity limits, and pools only where overbooking is allowed as well.
    ALLOW_HIDDEN lets hidden products be booked.
    """

    IGNORE_LIMITS = "IGNORE_LIMITS"
    ALLOW_HIDDEN = "ALLOW_HIDDEN"


@frozen(kw_only=True)
class UseHeld:
    """What is held of a limited promotion: a use for the cart, or an item's share of its budget.

    A use is held until the last item ends that carries a share of it, a share as long as its item.
    """

    promotion: PromotionId
    holder: HolderId
    draws: tuple[Draw, ...]
    expires_at: datetime


@frozen(kw_only=True)
class Priced:
    """The price that was last answered: enough to write out the same ledger again.

    ``at`` is the instant at which promotions, taxes and fees were read, ``limits`` what was left
    of limited promotions. ``granted`` is what each promotion gave, ``total`` minor units.
    """

    at: datetime
    total: int
    limits: Mapping[PromotionId, LimitLeft] = EMPTY
    granted: Mapping[PromotionId, int] = EMPTY
    applied: tuple[Promocode, ...] = ()


@frozen(kw_only=True, field_transformer=guarded)
class Cart:
    """A cart; ``version`` grows by one with every change that is committed.

    ``world`` names the catalogue and tariff that it is priced by, pinned when it is opened.
    ``holder`` is whose the uses of limited promotions are; an item's share of a budget is the
    item's. ``expiry_settled`` says that expiry owes nothing any more (refunds, the event): it was
    written down, or the cart was cancelled. ``hold_lost`` are the codes of what forbade holding
    again what had lapsed, so that the money went back.
    """

    id: CartId
    version: int
    world: str = field(metadata=PUBLIC)
    opened_at: datetime
    state: CartState = CartState.OPEN
    items: tuple[CartItem, ...] = ()
    codes: tuple[Promocode, ...] = ()
    requested: tuple[RequestedVariation, ...] = ()
    buyer: Buyer = field(factory=Buyer)
    holder: HolderId
    uses: tuple[UseHeld, ...] = ()
    priced: Priced | None = None
    privileges: frozenset[Privilege] = frozenset()
    details: CartDetails = field(factory=CartDetails)
    payment_began: bool = False
    payments: tuple[Payment, ...] = ()
    expiry_settled: bool = False
    cancellation_reason: str = field(default="", metadata=personal(Shape.TEXT))
    hold_lost: tuple[str, ...] = field(default=(), metadata=PUBLIC)
    last_expiry: datetime | None = None
    order: OrderId | None = None
    system_reference: SystemReference | None = None

    def item(self, item: ItemId) -> CartItem | None:
        """Find an item by its id, or answer None."""
        for found in self.items:
            if found.id == item:
                return found
        return None

    @property
    def is_paid(self) -> bool:
        """Whether a payment is attached, so that nothing may be changed."""
        return bool(self.payments)

    @property
    def basket(self) -> Basket:
        """What the pricer needs of the cart."""
        return Basket(
            items=tuple(item.asked for item in self.items),
            codes=self.codes,
            requested=self.requested,
            buyer=self.buyer,
        )

    def circumstances(self, priced: Priced) -> Circumstances:
        """Answer the circumstances under which the cart was priced."""
        return Circumstances(
            at=priced.at,
            held={item.id: item.priced for item in self.items},
            limits=priced.limits,
        )
