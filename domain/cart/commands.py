"""What can be asked of a cart. Every command carries a key and an actor.

Ids of carts, items and holders are derived from the key, so that a repetition from another
process, also after a crash, means the same things.
"""

from __future__ import annotations

import hmac
from base64 import b32encode
from enum import Enum
from typing import TypeAlias

from attrs import field, frozen

from counterfoil.domain.basket import Buyer, RequestedVariation
from counterfoil.domain.cart.arguments import (
    a_cart,
    a_charge,
    a_key,
    a_settlement,
    a_version,
    an_actor,
)
from counterfoil.domain.cart.cart import Privilege
from counterfoil.domain.cart.details import CartDetails, DetailChanges
from counterfoil.domain.cart.operations import AddItem, AmendItem, Operation, RemoveItem
from counterfoil.domain.keeping import KEEP, Clear, Keep
from counterfoil.domain.order.event import OrderOption
from counterfoil.domain.order.flag import Flag
from counterfoil.domain.party import Actor
from counterfoil.domain.payments.payment import NewPayment
from counterfoil.domain.privacy import Shape, guarded, personal
from counterfoil.domain.references import CartId, CommandKey, OrderId, Promocode
from counterfoil.domain.statuses import SettlementType
from counterfoil.domain.typed import of_type, tuple_of

__all__ = [
    "DERIVED_LENGTH",
    "AddItem",
    "AmendItem",
    "ApplyPromocode",
    "AttachPayment",
    "BeginPayment",
    "CancelCart",
    "CartCommand",
    "ChangeDetails",
    "ConfirmCart",
    "EmptyCart",
    "OnLapse",
    "OnMismatch",
    "OpenCart",
    "Operation",
    "RemoveItem",
    "RemovePromocode",
    "RenewHolds",
    "SettleExpiry",
    "UpdateCart",
    "derived",
]

DERIVED_LENGTH = 26  # characters: 130 bits, and every system we know allows 50
DERIVED_BYTES = 20  # of the hash are written out: enough for these, and whole groups of five
_NAMESPACE = b"counterfoil/derived/1"


def derived(key: CommandKey, what: str, number: int = 0) -> str:
    """Derive a reference from a command's key, the same in every process."""
    text = f"{what}/{number}/{key}".encode()
    bits = hmac.digest(_NAMESPACE, text, "sha256")[:DERIVED_BYTES]
    return b32encode(bits).decode().lower()[:DERIVED_LENGTH]


@frozen(kw_only=True)
class OpenCart:
    """Open an empty cart."""

    key: CommandKey = field(validator=a_key)
    actor: Actor = field(validator=an_actor)
    buyer: Buyer = field(factory=Buyer, validator=of_type(Buyer, allowed="a Buyer"))
    details: CartDetails = field(
        factory=CartDetails, validator=of_type(CartDetails, allowed="CartDetails")
    )
    privileges: frozenset[Privilege] = frozenset()

    @property
    def cart(self) -> CartId:
        """The id of the cart that is opened."""
        return CartId(derived(self.key, "cart"))


@frozen(kw_only=True)
class UpdateCart:
    """Add, amend and remove items: all or nothing."""

    key: CommandKey = field(validator=a_key)
    actor: Actor = field(validator=an_actor)
    cart: CartId = field(validator=a_cart)
    operations: tuple[Operation, ...] = field(
        validator=tuple_of(
            AddItem, AmendItem, RemoveItem, allowed="AddItem, AmendItem and RemoveItem, one by one"
        )
    )
    requested: tuple[RequestedVariation, ...] | Keep | Clear = KEEP
    version: int | None = field(default=None, validator=a_version)


@frozen(kw_only=True)
class ApplyPromocode:
    """Enter a promocode; one that does not apply is refused and not kept."""

    key: CommandKey = field(validator=a_key)
    actor: Actor = field(validator=an_actor)
    cart: CartId = field(validator=a_cart)
    promocode: Promocode = field(validator=of_type(str, allowed="a promocode, one text"))


@frozen(kw_only=True)
class RemovePromocode:
    """Take a promocode back."""

    key: CommandKey = field(validator=a_key)
    actor: Actor = field(validator=an_actor)
    cart: CartId = field(validator=a_cart)
    promocode: Promocode = field(validator=of_type(str, allowed="a promocode, one text"))


@frozen(kw_only=True)
class ChangeDetails:
    """Change the people and words that belong to a cart: only what is sent."""

    key: CommandKey = field(validator=a_key)
    actor: Actor = field(validator=an_actor)
    cart: CartId = field(validator=a_cart)
    changes: DetailChanges = field(
        validator=of_type(
            DetailChanges, allowed="DetailChanges, such as DetailChanges.replacing(details)"
        )
    )


@frozen(kw_only=True)
class RenewHolds:
    """Give the holds their full length again, where the hold policies allow it on request."""

    key: CommandKey = field(validator=a_key)
    actor: Actor = field(validator=an_actor)
    cart: CartId = field(validator=a_cart)


@frozen(kw_only=True)
class BeginPayment:
    """Extend the holds once, by what their policies grant when payment begins."""

    key: CommandKey = field(validator=a_key)
    actor: Actor = field(validator=an_actor)
    cart: CartId = field(validator=a_cart)


@frozen(kw_only=True)
class AttachPayment:
    """Note that somebody paid, or set money aside; from then on nothing may be changed.

    The holds are extended as when payment begins, once.
    """

    key: CommandKey = field(validator=a_key)
    actor: Actor = field(validator=an_actor)
    cart: CartId = field(validator=a_cart)
    payment: NewPayment = field(validator=of_type(NewPayment, allowed="a NewPayment"))


@frozen(kw_only=True)
class SettleExpiry:
    """Write down what the expiry of a cart owes: the refund of what was paid, and that it expired.

    Its key is derived from the cart, so that it happens once whoever asks for it.
    """

    key: CommandKey = field(validator=a_key)
    actor: Actor = field(validator=an_actor)
    cart: CartId = field(validator=a_cart)

    @classmethod
    def of(cls, cart: CartId, *, actor: Actor, times: int = 0) -> SettleExpiry:
        """Answer the command that settles the expiry of *cart*, which was settled *times* before.

        A payment that came late is owed again.
        """
        key = CommandKey(derived(CommandKey(cart), "expiry", times))
        return cls(key=key, actor=actor, cart=cart)


class OnLapse(Enum):
    """What confirming does about items whose holds have ended.

    REFUSE: nothing is confirmed. LEAVE: what is left is confirmed. HOLD_AGAIN, for a payment that
    came late: they are taken again if there is room, otherwise all that was paid goes back.
    """

    REFUSE = "REFUSE"
    LEAVE = "LEAVE"
    HOLD_AGAIN = "HOLD_AGAIN"


class OnMismatch(Enum):
    """What confirming does when another total was charged; ACCEPT leaves the difference open."""

    REFUSE = "REFUSE"
    ACCEPT = "ACCEPT"


@frozen(kw_only=True, field_transformer=guarded)
class ConfirmCart:
    """Make an order of a cart.

    ``charged`` is what the guest was asked for, in minor units; None: nobody has been yet.
    """

    key: CommandKey = field(validator=a_key)
    actor: Actor = field(validator=an_actor)
    cart: CartId = field(validator=a_cart)
    settlement: SettlementType = field(validator=a_settlement)
    charged: int | None = field(default=None, validator=a_charge)
    payments: tuple[NewPayment, ...] = field(
        default=(), validator=tuple_of(NewPayment, allowed="a tuple of NewPayment")
    )
    on_lapse: OnLapse = field(
        default=OnLapse.REFUSE,
        validator=of_type(OnLapse, allowed="a member of OnLapse, such as LEAVE"),
    )
    on_mismatch: OnMismatch = field(
        default=OnMismatch.REFUSE,
        validator=of_type(OnMismatch, allowed="a member of OnMismatch, such as ACCEPT"),
    )
    flags: tuple[Flag, ...] = ()
    options: tuple[OrderOption, ...] = field(
        default=(), validator=tuple_of(OrderOption, allowed="a tuple of members of OrderOption")
    )
    note: str = field(default="", metadata=personal(Shape.TEXT))
    version: int | None = field(default=None, validator=a_version)

    @property
    def order(self) -> OrderId:
        """The id of the order that is made."""
        return OrderId(derived(self.key, "order"))


@frozen(kw_only=True)
class EmptyCart:
    """Remove all items and codes; the cart stays open."""

    key: CommandKey = field(validator=a_key)
    actor: Actor = field(validator=an_actor)
    cart: CartId = field(validator=a_cart)


@frozen(kw_only=True, field_transformer=guarded)
class CancelCart:
    """Cancel a cart: what it holds goes back, and it can never be changed again."""

    key: CommandKey = field(validator=a_key)
    actor: Actor = field(validator=an_actor)
    cart: CartId = field(validator=a_cart)
    reason: str = field(default="", metadata=personal(Shape.TEXT))


CartCommand: TypeAlias = (
    OpenCart
    | UpdateCart
    | ApplyPromocode
    | RemovePromocode
    | ChangeDetails
    | RenewHolds
    | BeginPayment
    | AttachPayment
    | SettleExpiry
    | ConfirmCart
    | EmptyCart
    | CancelCart
)
