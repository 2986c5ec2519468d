"""What a step of a story does: one small class for each doing key of the format.

Most of them are commands; those answer ``command``. The others are told apart by the runner.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TypeAlias

from attrs import field, frozen

from counterfoil.adapters.stories.asking_steps import (
    AskingAvailability,
    AskingCalendar,
    FindingOrders,
)
from counterfoil.adapters.stories.erasing_steps import Erasing
from counterfoil.adapters.stories.office_steps import Importing, Loading, Sweeping
from counterfoil.adapters.stories.order_steps import (
    ChangingOrder,
    MakingOrder,
    Paying,
    ReadingOrder,
)
from counterfoil.adapters.stories.sending import Sending
from counterfoil.domain.basket import Buyer, RequestedVariation
from counterfoil.domain.cart.cart import Privilege
from counterfoil.domain.cart.commands import (
    ApplyPromocode,
    AttachPayment,
    BeginPayment,
    CancelCart,
    ChangeDetails,
    EmptyCart,
    OpenCart,
    Operation,
    RemovePromocode,
    RenewHolds,
    UpdateCart,
)
from counterfoil.domain.cart.details import CartDetails, DetailChanges
from counterfoil.domain.keeping import KEEP, Clear, Keep
from counterfoil.domain.privacy import PUBLIC
from counterfoil.domain.references import Promocode


@frozen(kw_only=True)
class Opening:
    """``open``: open a cart."""

    buyer: Buyer | None = None
    details: CartDetails = field(factory=CartDetails)
    privileges: frozenset[Privilege] = frozenset()

    def command(self, sending: Sending) -> OpenCart:
        """Make the command; the id of the cart is derived from its key."""
        return OpenCart(
            key=sending.key,
            actor=sending.actor,
            buyer=self.buyer or Buyer(),
            details=self.details,
            privileges=self.privileges,
        )


@frozen(kw_only=True)
class Updating:
    """``add``, ``amend``, ``remove``, ``request``, or several of them in ``update``."""

    operations: tuple[Operation, ...] = ()
    requested: tuple[RequestedVariation, ...] | Keep | Clear = KEEP

    def command(self, sending: Sending) -> UpdateCart:
        """Make the command."""
        return UpdateCart(
            key=sending.key,
            actor=sending.actor,
            cart=sending.cart,
            operations=self.operations,
            requested=self.requested,
            version=sending.version,
        )


@frozen
class EnteringCode:
    """``promocode``: enter a promocode."""

    promocode: Promocode

    def command(self, sending: Sending) -> ApplyPromocode:
        """Make the command."""
        return ApplyPromocode(
            key=sending.key, actor=sending.actor, cart=sending.cart, promocode=self.promocode
        )


@frozen
class TakingCodeBack:
    """``remove_promocode``: take a promocode back."""

    promocode: Promocode

    def command(self, sending: Sending) -> RemovePromocode:
        """Make the command."""
        return RemovePromocode(
            key=sending.key, actor=sending.actor, cart=sending.cart, promocode=self.promocode
        )


@frozen
class ChangingDetails:
    """``details``: change the people and words that belong to the cart."""

    changes: DetailChanges

    def command(self, sending: Sending) -> ChangeDetails:
        """Make the command."""
        return ChangeDetails(
            key=sending.key, actor=sending.actor, cart=sending.cart, changes=self.changes
        )


@frozen
class Renewing:
    """``renew``: renew the holds on request."""

    def command(self, sending: Sending) -> RenewHolds:
        """Make the command."""
        return RenewHolds(key=sending.key, actor=sending.actor, cart=sending.cart)


@frozen
class BeginningPayment:
    """``begin_payment``: extend the holds because payment begins."""

    def command(self, sending: Sending) -> BeginPayment:
        """Make the command."""
        return BeginPayment(key=sending.key, actor=sending.actor, cart=sending.cart)


@frozen
class AttachingPayment:
    """``attach_payment``: note that somebody paid."""

    paying: Paying

    def command(self, sending: Sending) -> AttachPayment:
        """Make the command."""
        return AttachPayment(
            key=sending.key,
            actor=sending.actor,
            cart=sending.cart,
            payment=self.paying.payment(sending.currency),
        )


@frozen
class Emptying:
    """``empty``: remove all items and codes."""

    def command(self, sending: Sending) -> EmptyCart:
        """Make the command."""
        return EmptyCart(key=sending.key, actor=sending.actor, cart=sending.cart)


@frozen
class Canceling:
    """``cancel``: cancel the cart, for a reason."""

    reason: str = field(metadata=PUBLIC)

    def command(self, sending: Sending) -> CancelCart:
        """Make the command."""
        return CancelCart(
            key=sending.key, actor=sending.actor, cart=sending.cart, reason=self.reason
        )


@frozen
class Reading:
    """``read``: read the cart."""


@frozen
class Waiting:
    """``wait``: let time pass."""

    duration: timedelta


@frozen
class Repeating:
    """``again``: send the command of an earlier step once more, with its key."""

    step: str = field(metadata=PUBLIC)


Asking: TypeAlias = (
    Opening
    | Updating
    | EnteringCode
    | TakingCodeBack
    | ChangingDetails
    | Renewing
    | BeginningPayment
    | AttachingPayment
    | Emptying
    | Canceling
    | MakingOrder
    | ChangingOrder
    | Erasing
)
Looking: TypeAlias = Reading | ReadingOrder | AskingAvailability | AskingCalendar | FindingOrders
Doing: TypeAlias = Asking | Looking | Sweeping | Importing | Loading | Waiting | Repeating
