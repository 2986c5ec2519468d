"""What is asked of a cart, from its opening to its order."""

from __future__ import annotations

from attrs import evolve, frozen

from counterfoil.domain.basket import Buyer
from counterfoil.domain.cart.cart import Privilege
from counterfoil.domain.cart.commands import (
    AddItem,
    AmendItem,
    ApplyPromocode,
    AttachPayment,
    BeginPayment,
    CancelCart,
    ChangeDetails,
    ConfirmCart,
    EmptyCart,
    OnLapse,
    OnMismatch,
    OpenCart,
    RemoveItem,
    RemovePromocode,
    RenewHolds,
    UpdateCart,
)
from counterfoil.domain.cart.details import CartDetails, DetailChanges
from counterfoil.domain.cart.expiry import is_readable
from counterfoil.domain.erasing import EraseCart
from counterfoil.domain.order.event import OrderOption
from counterfoil.domain.order.flag import Flag
from counterfoil.domain.party import Actor
from counterfoil.domain.payments import NewPayment
from counterfoil.domain.privacy import PseudonymKey
from counterfoil.domain.references import CartId, CommandKey, ItemId, Promocode
from counterfoil.domain.refusals import NotFound, RefusedError
from counterfoil.domain.statuses import SettlementType
from counterfoil.domain.typed import require_type
from counterfoil.ports.desks.desk import ANYBODY, NO_DETAILS, Desk, accepted
from counterfoil.ports.errors import HoldLostError
from counterfoil.ports.views import CartView, OrderView


@frozen(kw_only=True)
class CartDesk(Desk):
    """Everything that can be done with a cart."""

    def open_cart(
        self,
        actor: Actor,
        *,
        buyer: Buyer | None = None,
        details: CartDetails | None = None,
        privileges: frozenset[Privilege] = frozenset(),
        key: CommandKey | None = None,
    ) -> CartView:
        """Open an empty cart."""
        return self.execute(
            OpenCart(
                key=self._key(key),
                actor=actor,
                buyer=buyer or ANYBODY,
                details=details or NO_DETAILS,
                privileges=privileges,
            )
        )

    def update(
        self,
        cart: CartId,
        actor: Actor,
        *operations: AddItem | AmendItem | RemoveItem,
        version: int | None = None,
        key: CommandKey | None = None,
    ) -> CartView:
        """Add, amend and remove items: all or nothing."""
        return self.execute(
            UpdateCart(
                key=self._key(key), actor=actor, cart=cart, operations=operations, version=version
            )
        )

    def add_item(
        self, cart: CartId, actor: Actor, item: AddItem, *, key: CommandKey | None = None
    ) -> CartView:
        """Add one item."""
        return self.update(cart, actor, item, key=key)

    def amend_item(
        self, cart: CartId, actor: Actor, item: AmendItem, *, key: CommandKey | None = None
    ) -> CartView:
        """Change one item: only what is sent."""
        return self.update(cart, actor, item, key=key)

    def remove_item(
        self, cart: CartId, actor: Actor, item: ItemId, *, key: CommandKey | None = None
    ) -> CartView:
        """Remove one item."""
        return self.update(cart, actor, RemoveItem(item=item), key=key)

    def apply_promocode(
        self, cart: CartId, actor: Actor, promocode: str, *, key: CommandKey | None = None
    ) -> CartView:
        """Enter a promocode."""
        code = Promocode(promocode)
        return self.execute(
            ApplyPromocode(key=self._key(key), actor=actor, cart=cart, promocode=code)
        )

    def remove_promocode(
        self, cart: CartId, actor: Actor, promocode: str, *, key: CommandKey | None = None
    ) -> CartView:
        """Take a promocode back."""
        code = Promocode(promocode)
        return self.execute(
            RemovePromocode(key=self._key(key), actor=actor, cart=cart, promocode=code)
        )

    def change_details(
        self, cart: CartId, actor: Actor, changes: DetailChanges, *, key: CommandKey | None = None
    ) -> CartView:
        """Change the people and words that belong to a cart: only what is sent."""
        return self.execute(
            ChangeDetails(key=self._key(key), actor=actor, cart=cart, changes=changes)
        )

    def renew(self, cart: CartId, actor: Actor, *, key: CommandKey | None = None) -> CartView:
        """Renew the holds that may be renewed on request."""
        return self.execute(RenewHolds(key=self._key(key), actor=actor, cart=cart))

    def begin_payment(
        self, cart: CartId, actor: Actor, *, key: CommandKey | None = None
    ) -> CartView:
        """Extend the holds once, because payment begins."""
        return self.execute(BeginPayment(key=self._key(key), actor=actor, cart=cart))

    def attach_payment(
        self, cart: CartId, actor: Actor, payment: NewPayment, *, key: CommandKey | None = None
    ) -> CartView:
        """Note a payment that was made outside; nothing may be changed from then on."""
        return self.execute(
            AttachPayment(key=self._key(key), actor=actor, cart=cart, payment=payment)
        )

    def confirm(
        self,
        cart: CartId,
        actor: Actor,
        *,
        settlement: SettlementType,
        charged: int | None = None,
        payments: tuple[NewPayment, ...] = (),
        on_lapse: OnLapse = OnLapse.REFUSE,
        on_mismatch: OnMismatch = OnMismatch.REFUSE,
        flags: tuple[Flag, ...] = (),
        options: tuple[OrderOption, ...] = (),
        note: str = "",
        version: int | None = None,
        key: CommandKey | None = None,
    ) -> OrderView:
        """Make an order of a cart; ``charged`` is what the guest was asked for, in minor units.

        Raises: HoldLostError where what lapsed was to be held again and could not be: what was
            paid goes back.
        """
        return self._confirmed(
            ConfirmCart(
                key=self._key(key),
                actor=actor,
                cart=cart,
                settlement=settlement,
                charged=charged,
                payments=payments,
                on_lapse=on_lapse,
                on_mismatch=on_mismatch,
                flags=flags,
                options=options,
                note=note,
                version=version,
            )
        )

    def empty(self, cart: CartId, actor: Actor, *, key: CommandKey | None = None) -> CartView:
        """Remove all items and codes."""
        return self.execute(EmptyCart(key=self._key(key), actor=actor, cart=cart))

    def cancel(
        self, cart: CartId, actor: Actor, *, reason: str = "", key: CommandKey | None = None
    ) -> CartView:
        """Cancel a cart, for good."""
        return self.execute(CancelCart(key=self._key(key), actor=actor, cart=cart, reason=reason))

    def erase_cart(
        self,
        cart: CartId,
        actor: Actor,
        *,
        erasing_key: PseudonymKey | None,
        key: CommandKey | None = None,
    ) -> CartView:
        """Put pseudonyms in place of the people of a cart that became no order."""
        command = EraseCart(key=self._key(key), actor=actor, cart=cart)
        return accepted(self._erasing.attempt(command, erasing_key=erasing_key))

    def cart(self, cart: CartId) -> CartView:
        """Read a cart as it is now.

        Raises: RefusedError(NotFound) for a cart that was never opened or expired too long ago.
        """
        require_type(cart, str, field="cart", allowed="the id of a cart, such as view.cart.id")
        found = self.system.cart(cart)
        now = self.system.now()
        if found is None or not is_readable(found, now=now):
            raise RefusedError(NotFound(cart=cart))
        return self._carts.view(found)

    def _confirmed(self, command: ConfirmCart) -> OrderView:
        view = self.execute(command)
        if view.order is None:
            raise HoldLostError(view)
        return evolve(
            self._orders.view(view.order),
            replayed=view.replayed,
            overbooked=view.overbooked,
            mismatches=view.mismatches,
        )
