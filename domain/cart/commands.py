"""What can be asked of a cart. Every command carries a key and an actor.

Ids of carts, items and holders are derived from the key, so that a repetition from another
process, also after a crash, means the same things.
"""

from __future__ import annotations

import hmac
from base64 import b32encode
from collections.abc import Mapping
from datetime import date
from enum import Enum
from typing import TypeAlias

from attrs import field, frozen

from counterfoil.domain.basket import Buyer, ChosenOption, PartChoice, RequestedVariation
from counterfoil.domain.cart.cart import Privilege
from counterfoil.domain.cart.details import CartDetails
from counterfoil.domain.cart.item import PickupChoice
from counterfoil.domain.catalogue.spots import Spot
from counterfoil.domain.party import Actor
from counterfoil.domain.privacy import PUBLIC, Shape, guarded, personal
from counterfoil.domain.references import (
    CartId,
    CommandKey,
    ItemId,
    PartId,
    ProductId,
    Promocode,
    SlotId,
    TicketTypeId,
)

DERIVED_LENGTH = 26  # characters: 130 bits, and every system we know allows 50
_NAMESPACE = b"counterfoil/derived/1"


def derived(key: CommandKey, what: str, number: int = 0) -> str:
    """Derive a reference from a command's key, the same in every process."""
    text = f"{what}/{number}/{key}".encode()
    return b32encode(hmac.digest(_NAMESPACE, text, "sha256")).decode().lower()[:DERIVED_LENGTH]


class Unchanged(Enum):
    """A part of an item that a command leaves as it is."""

    KEEP = "KEEP"


KEEP = Unchanged.KEEP


@frozen(kw_only=True)
class AddItem:
    """Add an item; without an id one is derived from the command's key."""

    product: ProductId
    quantities: tuple[tuple[TicketTypeId, int], ...] = ()
    slot: SlotId | None = None
    travel_date: date | None = None
    options: tuple[ChosenOption, ...] = ()
    parts: tuple[PartChoice, ...] = ()
    spots: Mapping[PartId, tuple[Spot, ...]] = field(factory=dict)
    pickup: PickupChoice | None = None
    main: ItemId | None = None
    external_reference: str = field(default="", metadata=PUBLIC)
    language: str = field(default="", metadata=PUBLIC)
    item: ItemId | None = None


@frozen(kw_only=True)
class AmendItem:
    """Change an item: what is sent overwrites, what is kept stays. A quantity is not added to."""

    item: ItemId
    quantities: tuple[tuple[TicketTypeId, int], ...] | Unchanged = KEEP
    slot: SlotId | Unchanged | None = KEEP
    travel_date: date | Unchanged | None = KEEP
    options: tuple[ChosenOption, ...] | Unchanged = KEEP
    parts: tuple[PartChoice, ...] | Unchanged = KEEP
    spots: Mapping[PartId, tuple[Spot, ...]] | Unchanged = KEEP
    pickup: PickupChoice | Unchanged | None = KEEP
    external_reference: str | Unchanged = field(default=KEEP, metadata=PUBLIC)
    language: str | Unchanged = field(default=KEEP, metadata=PUBLIC)


@frozen(kw_only=True)
class RemoveItem:
    """Remove an item."""

    item: ItemId


Operation: TypeAlias = AddItem | AmendItem | RemoveItem


@frozen(kw_only=True)
class OpenCart:
    """Open an empty cart."""

    key: CommandKey
    actor: Actor
    buyer: Buyer = field(factory=Buyer)
    details: CartDetails = field(factory=CartDetails)
    privileges: frozenset[Privilege] = frozenset()

    @property
    def cart(self) -> CartId:
        """The id of the cart that is opened."""
        return CartId(derived(self.key, "cart"))


@frozen(kw_only=True)
class UpdateCart:
    """Add, amend and remove items: all or nothing."""

    key: CommandKey
    actor: Actor
    cart: CartId
    operations: tuple[Operation, ...]
    requested: tuple[RequestedVariation, ...] | Unchanged = KEEP
    version: int | None = None


@frozen(kw_only=True)
class ApplyPromocode:
    """Enter a promocode; one that does not apply is refused and not kept."""

    key: CommandKey
    actor: Actor
    cart: CartId
    promocode: Promocode


@frozen(kw_only=True)
class RemovePromocode:
    """Take a promocode back."""

    key: CommandKey
    actor: Actor
    cart: CartId
    promocode: Promocode


@frozen(kw_only=True)
class ChangeDetails:
    """Replace the people and words that belong to a cart."""

    key: CommandKey
    actor: Actor
    cart: CartId
    details: CartDetails


@frozen(kw_only=True)
class RenewHolds:
    """Give the holds their full length again, where the hold policies allow it on request."""

    key: CommandKey
    actor: Actor
    cart: CartId


@frozen(kw_only=True)
class BeginPayment:
    """Extend the holds once, by what their policies grant when payment begins."""

    key: CommandKey
    actor: Actor
    cart: CartId


@frozen(kw_only=True)
class EmptyCart:
    """Remove all items and codes; the cart stays open."""

    key: CommandKey
    actor: Actor
    cart: CartId


@frozen(kw_only=True, field_transformer=guarded)
class CancelCart:
    """Cancel a cart: what it holds goes back, and it can never be changed again."""

    key: CommandKey
    actor: Actor
    cart: CartId
    reason: str = field(default="", metadata=personal(Shape.TEXT))


CartCommand: TypeAlias = (
    OpenCart
    | UpdateCart
    | ApplyPromocode
    | RemovePromocode
    | ChangeDetails
    | RenewHolds
    | BeginPayment
    | EmptyCart
    | CancelCart
)
