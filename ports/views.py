"""Views: what a box office answers, as it is at an instant."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from typing import TypeAlias

from attrs import field, frozen

from counterfoil.domain.cancellation.settings import TierPrecedence
from counterfoil.domain.cart.addons import AddOn, add_ons
from counterfoil.domain.cart.cart import Cart
from counterfoil.domain.cart.facts import Refusals
from counterfoil.domain.cart.item import CartItem
from counterfoil.domain.cart.paid_state import PaidState
from counterfoil.domain.cart.pricing import quote_of
from counterfoil.domain.checkout_fields import MissingCheckoutField, missing_fields
from counterfoil.domain.money import Money
from counterfoil.domain.order.order import Order, Owed
from counterfoil.domain.order.refundable import NotRefundable, not_refundable
from counterfoil.domain.order.vouchers import Vouchers
from counterfoil.domain.pricing import Difference, Quote, difference
from counterfoil.domain.reconciliation import Mismatch
from counterfoil.domain.references import ItemId
from counterfoil.domain.stock import Overbooked
from counterfoil.ports.reservation_system import World
from counterfoil.ports.vouchers import NoVouchers, VoucherOffice


@frozen(kw_only=True)
class CartView:
    """A cart as it is at an instant, with its price.

    ``lapsed`` are the items that dropped out since the last change, ``replayed`` says that the
    command was carried out before, and this is the cart now. ``overbooked`` is what the command
    drew beyond what was left; a read tells none. ``mismatches`` name what the system answered
    otherwise than expected. ``before`` is the cart as it was when a command changed it, None where
    nothing was changed. ``paid_state`` says whether money and holds go together. ``order`` is what
    a confirmed cart became, on the answer that made it.
    """

    cart: Cart
    lapsed: tuple[CartItem, ...] = ()
    replayed: bool = False
    overbooked: tuple[Overbooked, ...] = ()
    mismatches: tuple[Mismatch, ...] = ()
    order: Order | None = field(default=None, eq=False)
    # A sweep ends HOLD_LOST, which is why two reads that differ in nothing else are the same.
    paid_state: PaidState = field(default=PaidState.UNPAID, eq=False)
    before: Cart | None = field(default=None, eq=False, repr=False)
    world: World = field(eq=False, repr=False)
    _priced_here: bool = field(default=True, eq=False, repr=False)

    def __repr__(self) -> str:
        cart = self.cart
        items = [item.id for item in cart.items]
        return f"CartView({cart.id!r}, version {cart.version}, {cart.state.value}, items: {items})"

    @cached_property
    def quote(self) -> Quote | None:
        """The price, written out when it is first read.

        None for an empty cart, and where the ledger is the system's.
        """
        return self._quote_of(self.cart)

    @property
    def add_ons(self) -> Mapping[ItemId, tuple[AddOn, ...]]:
        """The add-ons of each main booking that has any."""
        return add_ons(self.cart, catalogue=self.world.catalogue)

    @property
    def missing(self) -> tuple[MissingCheckoutField, ...]:
        """The required checkout fields that have no answer yet, to be asked before confirming."""
        return missing_fields(
            self.world.catalogue.checkout_fields,
            answers=self.cart.details.answers,
            items=self.cart.basket.items,
        )

    @property
    def difference(self) -> Difference | None:
        """The entries of the price that went with the change and those that came; made on demand.

        None where nothing was changed, and where there was no price before.
        """
        before = None if self.before is None else self._quote_of(self.before)
        return None if before is None else difference(before, self.quote)

    def _quote_of(self, cart: Cart) -> Quote | None:
        if not self._priced_here:
            return None
        return quote_of(cart, pricer=self.world.pricer_of(cart.privileges))


@frozen(kw_only=True)
class Refused:
    """What was asked is refused: everything found at the first step that failed."""

    refusals: Refusals


@frozen(kw_only=True)
class OrderView:
    """An order as it is at an instant.

    ``replayed`` says that the command was carried out before, and this is the order now.
    ``precedence`` says which tier of a cancellation policy is in force.
    """

    order: Order
    at: datetime
    replayed: bool = False
    overbooked: tuple[Overbooked, ...] = ()
    mismatches: tuple[Mismatch, ...] = ()
    precedence: TierPrecedence = field(default=TierPrecedence.NEAREST, eq=False, repr=False)
    voucher_office: VoucherOffice = field(factory=NoVouchers, eq=False, repr=False)

    def __repr__(self) -> str:
        order = self.order
        bookings = [booking.id for booking in order.bookings]
        total = Money(amount=order.total, currency=order.currency)
        return f"OrderView({order.id!r}, version {order.version}, {total}, bookings: {bookings})"

    @cached_property
    def vouchers(self) -> Vouchers:
        """The vouchers, as the host has them; asked for when they are first read.

        Raises: PortError.
        """
        return self.voucher_office.of(self.order)

    @property
    def owed(self) -> Owed:
        """What is still to be paid, and by whom."""
        return self.order.owed

    @property
    def not_refundable(self) -> tuple[NotRefundable, ...]:
        """The bookings that give nothing back when they are cancelled now, and why."""
        return not_refundable(self.order.bookings, now=self.at, precedence=self.precedence)


Outcome: TypeAlias = CartView | Refused
OrderOutcome: TypeAlias = OrderView | Refused
