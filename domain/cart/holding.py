"""How long an item is held: by the hold policy of its product, renewed within a cap."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from counterfoil.domain.cart.cart import Cart
from counterfoil.domain.cart.item import CartItem
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.catalogue.policies import HoldPolicy, Renewal
from counterfoil.domain.empty import EMPTY
from counterfoil.domain.references import ItemId


def first_expiry(policy: HoldPolicy, *, now: datetime) -> datetime:
    """Answer when a hold that begins now ends."""
    return now + min(policy.length, policy.cap)


def renewed_expiry(item: CartItem, *, policy: HoldPolicy, now: datetime) -> datetime:
    """Answer when a hold ends that is renewed now: never earlier than before, nor past its cap."""
    return max(item.expires_at, min(now + policy.length, item.held_since + policy.cap))


def expiries_on_touch(
    cart: Cart, *, catalogue: Catalogue, now: datetime
) -> Mapping[ItemId, datetime]:
    """Renew the holds that every change of the cart renews: those that get later, by item."""
    return _renewals(cart, catalogue=catalogue, now=now, when=frozenset({Renewal.ON_TOUCH}))


def expiries_on_request(
    cart: Cart, *, catalogue: Catalogue, now: datetime
) -> Mapping[ItemId, datetime]:
    """Renew the holds that a caller may ask to renew: those that get later, by item."""
    return _renewals(
        cart, catalogue=catalogue, now=now, when=frozenset({Renewal.ON_TOUCH, Renewal.ON_REQUEST})
    )


def expiries_for_payment(cart: Cart, *, catalogue: Catalogue) -> Mapping[ItemId, datetime]:
    """Extend every hold by what its policy grants when payment begins, its cap not counted."""
    found = {}
    for item in cart.items:
        extension = catalogue.hold_policy(item.product).payment_extension
        if extension:
            found[item.id] = item.expires_at + extension
    return found or EMPTY


def _renewals(
    cart: Cart, *, catalogue: Catalogue, now: datetime, when: frozenset[Renewal]
) -> Mapping[ItemId, datetime]:
    found = {}
    for item in cart.items:
        policy = catalogue.hold_policy(item.product)
        if policy.renewal in when:
            expiry = renewed_expiry(item, policy=policy, now=now)
            if expiry != item.expires_at:
                found[item.id] = expiry
    return found or EMPTY
