"""The order: an aggregate of bookings, with the ledger, the payments and the people."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

from attrs import evolve, field, frozen

from counterfoil.domain.basket import Buyer, RequestedVariation
from counterfoil.domain.cart.cart import Priced, UseHeld
from counterfoil.domain.cart.details import CartDetails
from counterfoil.domain.lifecycle import status_of_order
from counterfoil.domain.money import Currency
from counterfoil.domain.order.booking import Booking
from counterfoil.domain.order.event import OrderEvent
from counterfoil.domain.order.flag import Flag
from counterfoil.domain.order.posting import Posting, total_of
from counterfoil.domain.party.actors import Actor
from counterfoil.domain.party.distribution import Seller
from counterfoil.domain.payments import (
    Payment,
    PaymentStatus,
    authorized,
    captured,
    pending,
    refunded,
    secured,
    status_of_payments,
)
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
from counterfoil.domain.statuses import OrderStatus, SettlementType


@frozen(kw_only=True)
class AppliedPromocode:
    """A promocode that was given: what it is called and what it took off, in minor units."""

    code: Promocode
    promotion: PromotionId
    title: str = field(default="", metadata=PUBLIC)
    description: str = field(default="", metadata=PUBLIC)
    amount: int


class Debtor(Enum):
    """Who owes what is open."""

    GUEST = "GUEST"
    PARTNER = "PARTNER"
    DISTRIBUTOR = "DISTRIBUTOR"


@frozen(kw_only=True)
class Owed:
    """What is still to be paid (below zero: to be given back), in minor units, and by whom."""

    amount: int
    by: Debtor


@frozen(kw_only=True, field_transformer=guarded)
class Order:
    """An order; ``version`` grows by one with each amendment, ``revision`` with every change.

    ``postings`` is its ledger and ``payments`` its money: both only grow. ``world`` names the
    catalogue and tariff that priced it, ``priced`` the instant and the limits; ``holder`` and
    ``uses`` are what it has of limited promotions.
    """

    id: OrderId
    version: int
    revision: int
    cart: CartId | None
    world: str = field(metadata=PUBLIC)
    currency: Currency
    settlement: SettlementType
    seller: Seller = field(factory=Seller)
    buyer: Buyer = field(factory=Buyer)
    details: CartDetails = field(factory=CartDetails)
    flags: tuple[Flag, ...] = ()
    bookings: tuple[Booking, ...]
    codes: tuple[Promocode, ...] = ()
    promocodes: tuple[AppliedPromocode, ...] = ()
    requested: tuple[RequestedVariation, ...] = ()
    priced: Priced
    holder: HolderId
    uses: tuple[UseHeld, ...] = ()
    postings: tuple[Posting, ...]
    payments: tuple[Payment, ...] = ()
    events: tuple[OrderEvent, ...] = ()
    created_at: datetime
    created_by: Actor
    modified_at: datetime
    modified_by: Actor
    cancelled_at: datetime | None = None
    cancellation_reason: str = field(default="", metadata=personal(Shape.TEXT))
    system_reference: SystemReference | None = None

    @property
    def total(self) -> int:
        """What the guest pays, in minor units."""
        return total_of(self.postings)

    @property
    def status(self) -> OrderStatus:
        """The status, which follows from the bookings."""
        return status_of_order(booking.status for booking in self.bookings)

    @property
    def paid(self) -> int:
        """What came in less what went back, in minor units."""
        return captured(self.payments) - refunded(self.payments)

    @property
    def outstanding(self) -> int:
        """What is neither paid nor set aside; below zero, what is to be given back."""
        return self.total - secured(self.payments)

    @property
    def authorized(self) -> int:
        """What is set aside and not captured yet, in minor units."""
        return authorized(self.payments)

    @property
    def pending(self) -> int:
        """What somebody was asked for and has not paid yet, in minor units."""
        return pending(self.payments)

    @property
    def credit(self) -> int:
        """What came in beyond the total and is kept for later purchases, in minor units."""
        return max(0, self.paid - self.total)

    @property
    def payment_status(self) -> PaymentStatus:
        """How far the order is paid."""
        return status_of_payments(self.total, self.payments)

    @property
    def owed(self) -> Owed:
        """What is still to be paid, and by whom."""
        return Owed(amount=self.outstanding, by=self._debtor)

    @property
    def _debtor(self) -> Debtor:
        if self.settlement is not SettlementType.INVOICE:
            return Debtor.GUEST
        if self.buyer.partner is not None:
            return Debtor.PARTNER
        return Debtor.GUEST if self.buyer.distributor is None else Debtor.DISTRIBUTOR

    def booking(self, booking: ItemId) -> Booking | None:
        """Find a booking by its id, or answer None."""
        return next((found for found in self.bookings if found.id == booking), None)

    def with_payments_of(self, latest: Order) -> Order:
        """Answer this version with all payments of the latest one: money has no versions.

        Source: the vendor's "Update / Amend Order".
        """
        return evolve(self, payments=latest.payments)
