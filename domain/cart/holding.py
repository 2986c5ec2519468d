"""How long an item is held: by the hold policy of its product, renewed within a cap.

The cap is one of units, not of names: an item that takes units over from another one of its cart
is as old as that one, or a cart could hold its places for ever by booking them anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from attrs import evolve

from counterfoil.domain.cart.cart import Cart
from counterfoil.domain.cart.item import CartItem
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.catalogue.policies import HoldPolicy, Renewal
from counterfoil.domain.empty import EMPTY
from counterfoil.domain.references import HolderId, ItemId, ResourceId


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


def aged(
    items: Iterable[CartItem],
    *,
    before: Cart,
    gone: Iterable[ItemId],
    catalogue: Catalogue,
    now: datetime,
) -> tuple[CartItem, ...]:
    """Answer changed *items* as old as the units that they take over, and held no longer.

    *gone* are the items of the cart *before* that are removed. Where several give up units of a
    resource, the one that has been held longest counts.
    """
    changed = tuple(items)
    later = {item.holder: _drawn(item) for item in changed}
    removed = set(gone)
    given: dict[ResourceId, CartItem] = {}
    had: dict[HolderId, Mapping[ResourceId, int]] = {}
    for item in sorted(before.items, key=lambda item: item.held_since):
        drawn = had[item.holder] = _drawn(item)
        left = {} if item.id in removed else later.get(item.holder, drawn)
        for resource, quantity in drawn.items():
            if left.get(resource, 0) < quantity:
                given.setdefault(resource, item)
    return tuple(
        _aged(item, had.get(item.holder, {}), given, catalogue, now) if given else item
        for item in changed
    )


def _aged(
    item: CartItem,
    had: Mapping[ResourceId, int],
    given: Mapping[ResourceId, CartItem],
    catalogue: Catalogue,
    now: datetime,
) -> CartItem:
    givers = [
        given[resource]
        for resource, quantity in _drawn(item).items()
        if resource in given and quantity > had.get(resource, 0)
    ]
    if not givers:
        return item
    oldest = min(givers, key=lambda giver: giver.held_since)
    since = min(item.held_since, oldest.held_since)
    policy = catalogue.hold_policy(item.product)
    most = renewed_expiry(evolve(oldest, held_since=since), policy=policy, now=now)
    return evolve(item, held_since=since, expires_at=min(item.expires_at, most))


def _drawn(item: CartItem) -> Mapping[ResourceId, int]:
    return {draw.resource: draw.quantity for draw in item.draws}


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
