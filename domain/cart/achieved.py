"""Whether a cart already is what a change meant: how a lost answer is looked up.

A system that answers no key can still be asked for the cart. Each change has a postcondition that
says nothing about versions or prices, only about what somebody wanted. Where a change would change
nothing, it is achieved before it is made; making it twice then does no harm either.
"""

from __future__ import annotations

from typing import assert_never

from attrs import evolve, fields

from counterfoil.domain.cart.cart import Cart, CartState
from counterfoil.domain.cart.changes import (
    CartChange,
    CartEmptied,
    CartErased,
    CartOpened,
    CartWasCancelled,
    CartWasConfirmed,
    DetailsChanged,
    ExpirySettled,
    HoldNotRegained,
    HoldsExtended,
    ItemsUpdated,
    PaymentAttached,
    PaymentCameLate,
    PromocodesChanged,
    details_about,
)
from counterfoil.domain.cart.item import CartItem
from counterfoil.domain.cart.lines import lines_of_item
from counterfoil.domain.payments import Payment

# What a system does with an item, or what nobody asked for: not part of what was meant.
_EFFECTS = frozenset(
    {"holder", "draws", "held_since", "priced", "expires_at", "told", "system_reference"}
)
_COUNTED = frozenset({"quantities"})  # compared as sums: a system may split or reorder them
_MEANT = tuple(field.name for field in fields(CartItem) if field.name not in _EFFECTS | _COUNTED)


def achieved(change: CartChange, cart: Cart | None) -> bool:
    """Whether *cart* (None: there is none) already is what a change meant.

    An item that was added is there as it was asked for, and held since then: one that was removed
    and added again in one change is not taken for its predecessor. Promocodes count as a set.
    """
    if cart is None:
        return False
    match change:
        case CartOpened(cart=opened):
            return cart.id == opened.id
        case ItemsUpdated():
            return _updated(change, cart)
        case PromocodesChanged(codes=codes):
            return frozenset(cart.codes) == frozenset(codes)
        case DetailsChanged(details=details):
            return cart.details == details_about(evolve(cart, details=details), cart.items)
        case HoldsExtended():
            return _extended(change, cart)
        case CartEmptied():
            return not (cart.items or cart.codes or cart.requested)
        case PaymentAttached(payment=payment) | PaymentCameLate(payment=payment):
            return _has_payments(cart, (payment,))
        case ExpirySettled(refunds=refunds):
            return cart.expiry_settled and _has_payments(cart, refunds)
        case HoldNotRegained(payments=payments, refunds=refunds):
            return _has_payments(cart, (*payments, *refunds))
        case CartWasConfirmed(order=order):
            return cart.order == order.id
        case CartWasCancelled(refunds=refunds):
            return cart.state is CartState.CANCELLED and _has_payments(cart, refunds)
        case CartErased():
            return False  # only whoever has the key can see it
        case _:
            assert_never(change)


def _updated(change: ItemsUpdated, cart: Cart) -> bool:
    there = {item.id: item for item in cart.items}
    wanted = (*change.added, *change.amended)
    added = {item.id: item.held_since for item in change.added}
    return (
        all(item.id in there and is_as_meant(there[item.id], item) for item in wanted)
        and all(there[item].held_since >= since for item, since in added.items())
        and not there.keys() & (set(change.removed) - added.keys())
        and cart.requested == change.requested
    )


def is_as_meant(found: CartItem, wanted: CartItem) -> bool:
    """Whether an item is what somebody asked for, however it is held and whatever it costs."""
    return lines_of_item(found) == lines_of_item(wanted) and all(
        getattr(found, name) == getattr(wanted, name) for name in _MEANT
    )


def _extended(change: HoldsExtended, cart: Cart) -> bool:
    there = {item.id: item.expires_at for item in cart.items}
    return (cart.payment_began or not change.payment_began) and all(
        item in there and there[item] >= until
        for item, until in change.settlement.expiries.items()
    )


def _has_payments(cart: Cart, payments: tuple[Payment, ...]) -> bool:
    return {payment.id for payment in payments} <= {payment.id for payment in cart.payments}
