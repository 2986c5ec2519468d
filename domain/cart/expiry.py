"""What time alone does to a cart: items lapse, and the rest is as if they had been removed.

Every read and every rule looks at a cart through ``refreshed``, so that nothing depends on whether
a sweep ran (law H4).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from attrs import evolve

from counterfoil.domain.cart.cart import READABLE_AFTER_EXPIRY, Cart, CartState
from counterfoil.domain.cart.changes import details_about
from counterfoil.domain.cart.item import CartItem
from counterfoil.domain.cart.pricing import limits_held, price
from counterfoil.domain.payments import full_refund
from counterfoil.domain.pricing import Pricer

READABLE_AFTER_OPENING = timedelta(days=10)  # a cart that never held anything; our own choice
READABLE_AFTER_CONFIRMATION = timedelta(days=400)  # as long as keys of orders are known (law H6)


class Refreshed(NamedTuple):
    """A cart as it is now, and the items that lapsed since it was committed."""

    cart: Cart
    lapsed: tuple[CartItem, ...]


def refreshed(cart: Cart, *, pricer: Pricer, now: datetime) -> Refreshed:
    """Answer a cart as it is at *now*; its version stays, because nothing is committed.

    Items that lapse at one instant go together; after each such instant the rest is priced with
    what the cart itself holds of limited promotions.
    """
    lapsed = tuple(item for item in cart.items if item.has_lapsed(now))
    if not lapsed:
        return Refreshed(cart, ())
    instants = sorted({item.expires_at for item in lapsed})
    for instant in instants:
        cart = _without_lapsed(cart, pricer=pricer, at=min(instant, now))
    if not cart.items and cart.payments:
        # Money that came after the end of the hold cannot go back before it came.
        at = max(instants[-1], *(payment.created for payment in cart.payments))
        refunds = full_refund(cart.payments, at=at, creator=None)
        cart = evolve(cart, payments=(*cart.payments, *refunds))
    return Refreshed(cart, lapsed)


def expires_at(cart: Cart) -> datetime | None:
    """Answer when the last of what a cart holds ends, or ended; None for an empty cart."""
    return max((item.expires_at for item in cart.items), default=None)


def _without_lapsed(cart: Cart, *, pricer: Pricer, at: datetime) -> Cart:
    items = tuple(item for item in cart.items if not item.has_lapsed(at))
    uses = tuple(use for use in cart.uses if use.expires_at > at)
    rest = evolve(cart, items=items, uses=uses, details=details_about(cart, items))
    if not items:
        return evolve(rest, priced=None)
    limits = limits_held(rest, tariff=pricer.tariff)
    priced, _ = price(rest, pricer=pricer, at=at, limits=limits)
    return evolve(rest, priced=priced)


def still_held(cart: Cart, *, now: datetime) -> Cart:
    """Answer a cart as it was committed, less what has lapsed: what its rows still hold."""
    items = tuple(item for item in cart.items if not item.has_lapsed(now))
    uses = tuple(use for use in cart.uses if use.expires_at > now)
    if len(items) == len(cart.items) and len(uses) == len(cart.uses):
        return cart
    return evolve(cart, items=items, uses=uses)


def is_expired(cart: Cart, *, now: datetime) -> bool:
    """Whether a cart that held something holds nothing any more, because time is up."""
    return bool(cart.items) and all(item.has_lapsed(now) for item in cart.items)


def readable_until(cart: Cart) -> datetime:
    """Answer when a cart is gone: ten days after its last hold ends, or after it was opened.

    One that became an order stays as long as the key of its confirmation has to be known. It never
    gets earlier: a cart that changes is readable for as long as before, or longer.
    """
    if cart.last_expiry is None:
        return cart.opened_at + READABLE_AFTER_OPENING
    if cart.order is not None:
        return cart.last_expiry + READABLE_AFTER_CONFIRMATION
    return cart.last_expiry + READABLE_AFTER_EXPIRY


def is_readable(cart: Cart, *, now: datetime) -> bool:
    """Whether a cart can be read: from ``readable_until`` on it is gone, swept and purged or not.

    One that owes is not forgotten for all that: see ``owes``.
    """
    return now < readable_until(cart)


def owes(cart: Cart) -> bool:
    """Whether a cart was paid and nobody has written down yet what its end gives back.

    Such a cart is kept until a sweep does so, also when nobody can read it any more: money is
    never forgotten.
    """
    return cart.is_paid and cart.state is CartState.OPEN and not cart.expiry_settled
