"""What happened to a cart, as deltas; replayed in order they make the cart.

``apply`` is the only way from a change to a cart, for the rule that decides and for whoever
replays, so that the log of changes *is* the history (law D3).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TypeAlias, TypedDict, Unpack, assert_never

from attrs import evolve, field, frozen

from counterfoil.domain.basket import RequestedVariation
from counterfoil.domain.cart.cart import Cart, CartState, Priced, UseHeld
from counterfoil.domain.cart.details import CartDetails
from counterfoil.domain.cart.item import CartItem
from counterfoil.domain.checkout_fields import remaining_answers
from counterfoil.domain.empty import EMPTY
from counterfoil.domain.order.order import Order
from counterfoil.domain.payments.payment import Payment
from counterfoil.domain.privacy import PUBLIC, Shape, guarded, personal
from counterfoil.domain.references import CartId, ItemId, Promocode


@frozen(kw_only=True)
class Settlement:
    """What every change carries along: what lapsed before it, new expiries, the price after."""

    priced: Priced | None
    uses: tuple[UseHeld, ...] = ()
    lapsed: tuple[ItemId, ...] = ()
    expiries: Mapping[ItemId, datetime] = EMPTY


@frozen(kw_only=True)
class CartOpened:
    """A cart was opened."""

    cart: Cart


@frozen(kw_only=True)
class ItemsUpdated:
    """Items were added, amended and removed."""

    cart: CartId
    settlement: Settlement
    added: tuple[CartItem, ...] = ()
    amended: tuple[CartItem, ...] = ()
    removed: tuple[ItemId, ...] = ()
    requested: tuple[RequestedVariation, ...] = ()


@frozen(kw_only=True)
class PromocodesChanged:
    """Promocodes were entered or taken back."""

    cart: CartId
    settlement: Settlement
    codes: tuple[Promocode, ...]


@frozen(kw_only=True)
class DetailsChanged:
    """The people and words that belong to a cart were changed; these they are now."""

    cart: CartId
    settlement: Settlement
    details: CartDetails


@frozen(kw_only=True)
class HoldsExtended:
    """Holds were renewed, or extended because payment began."""

    cart: CartId
    settlement: Settlement
    payment_began: bool


@frozen(kw_only=True)
class PaymentAttached:
    """Somebody paid, or set money aside."""

    cart: CartId
    settlement: Settlement
    payment: Payment


@frozen(kw_only=True)
class PaymentCameLate:
    """Somebody paid when something had lapsed: the money is there, and a hold is not."""

    cart: CartId
    payment: Payment


@frozen(kw_only=True)
class HoldNotRegained:
    """What had lapsed could not be held again, and all that was paid goes back.

    ``payments`` came with the attempt, ``why`` are the codes of what forbade it. ``is_over`` says
    that the cart holds nothing else, so that its expiry owes nothing any more.
    """

    cart: CartId
    payments: tuple[Payment, ...]
    refunds: tuple[Payment, ...]
    why: tuple[str, ...] = field(metadata=PUBLIC)
    is_over: bool


@frozen(kw_only=True)
class ExpirySettled:
    """The cart has expired, and what was paid goes back. The version stays: time did it."""

    cart: CartId
    refunds: tuple[Payment, ...]


@frozen(kw_only=True)
class CartWasConfirmed:
    """The cart became an order, which has its items, its codes and its payments from now on."""

    cart: CartId
    order: Order


@frozen(kw_only=True)
class CartEmptied:
    """All items and codes were removed."""

    cart: CartId
    settlement: Settlement


@frozen(kw_only=True, field_transformer=guarded)
class CartWasCancelled:
    """The cart was cancelled, for a reason; what was paid goes back."""

    cart: CartId
    settlement: Settlement
    reason: str = field(metadata=personal(Shape.TEXT))
    refunds: tuple[Payment, ...] = ()


@frozen(kw_only=True)
class CartErased:
    """Pseudonyms stand for the people of the cart, here and in all that happened before."""

    cart: CartId


CartChange: TypeAlias = (
    CartOpened
    | ItemsUpdated
    | PromocodesChanged
    | DetailsChanged
    | HoldsExtended
    | PaymentAttached
    | PaymentCameLate
    | HoldNotRegained
    | ExpirySettled
    | CartWasConfirmed
    | CartEmptied
    | CartWasCancelled
    | CartErased
)


def apply(cart: Cart | None, change: CartChange) -> Cart:
    """Answer the cart after a change; *cart* is None before it is opened."""
    if isinstance(change, CartOpened):
        assert cart is None, "a cart is opened once"
        return change.cart
    assert cart is not None, "only a cart that was opened can change"
    if isinstance(change, CartWasConfirmed):
        return _confirmed(cart, change.order)
    if isinstance(change, CartErased):
        return evolve(cart, version=cart.version + 1)
    if isinstance(change, ExpirySettled):
        return evolve(cart, payments=_refunded(cart, change.refunds), expiry_settled=True)
    if isinstance(change, PaymentCameLate | HoldNotRegained):
        return _paid_late(cart, change)
    settlement = change.settlement
    items = _remaining(cart, settlement)
    match change:
        case ItemsUpdated(added=added, amended=amended, removed=removed):
            changed = {item.id: item for item in amended}
            kept = tuple(changed.get(item.id, item) for item in items if item.id not in removed)
            return _after(
                cart,
                settlement,
                items=(*kept, *added),
                requested=change.requested,
                details=details_about(cart, kept),  # a new item may bear the id of one that went
            )
        case PromocodesChanged(codes=codes):
            return _after(cart, settlement, items=items, codes=codes)
        case DetailsChanged(details=details):
            return _after(cart, settlement, items=items, details=details)
        case HoldsExtended(payment_began=began):
            began = cart.payment_began or began
            return _after(cart, settlement, items=items, payment_began=began)
        case PaymentAttached(payment=payment):
            payments = (*cart.payments, payment)
            return _after(cart, settlement, items=items, payment_began=True, payments=payments)
        case CartEmptied():
            return _after(cart, settlement, items=(), codes=(), requested=())
        case CartWasCancelled(reason=reason, refunds=refunds):
            return _after(
                cart,
                settlement,
                items=(),
                codes=(),
                requested=(),
                payments=_refunded(cart, refunds),
                state=CartState.CANCELLED,
                cancellation_reason=reason,
                expiry_settled=True,
            )
        case _:
            assert_never(change)


def _paid_late(cart: Cart, change: PaymentCameLate | HoldNotRegained) -> Cart:
    """Answer a cart whose money moved after a hold was lost; it remembers what lapsed."""
    if isinstance(change, PaymentCameLate):
        return evolve(
            cart,
            version=cart.version + 1,
            payments=(*cart.payments, change.payment),
            expiry_settled=False,
        )
    return evolve(
        cart,
        version=cart.version + 1,
        payments=_refunded(cart, (*change.payments, *change.refunds)),
        hold_lost=change.why,
        expiry_settled=change.is_over,
    )


def priced_as(cart: Cart, settlement: Settlement) -> Cart:
    """Answer a cart after a change that was applied before its price was known.

    It is what ``apply`` makes of the same change with the price of *settlement*.
    """
    return evolve(cart, priced=settlement.priced, uses=settlement.uses)


def _confirmed(cart: Cart, order: Order) -> Cart:
    """Answer what is left of a cart that became an order: the way to it."""
    return evolve(
        cart,
        version=cart.version + 1,
        state=CartState.CONFIRMED,
        order=order.id,
        items=(),
        codes=(),
        requested=(),
        uses=(),
        priced=None,
        payments=(),
        details=order.details,
    )


def details_about(cart: Cart, items: tuple[CartItem, ...]) -> CartDetails:
    """Answer the details of a cart without answers about what is not among *items*."""
    answers = cart.details.answers
    if not answers:
        return cart.details
    remaining = remaining_answers(answers, items=tuple(item.asked for item in items))
    return cart.details if remaining == answers else evolve(cart.details, answers=remaining)


class _Changes(TypedDict, total=False):
    requested: tuple[RequestedVariation, ...]
    codes: tuple[Promocode, ...]
    details: CartDetails
    payment_began: bool
    payments: tuple[Payment, ...]
    state: CartState
    cancellation_reason: str
    expiry_settled: bool


def _remaining(cart: Cart, settlement: Settlement) -> tuple[CartItem, ...]:
    """Answer the items that have not lapsed, with their new expiries."""
    return tuple(
        evolve(item, expires_at=settlement.expiries[item.id])
        if item.id in settlement.expiries
        else item
        for item in cart.items
        if item.id not in settlement.lapsed
    )


def _after(
    cart: Cart,
    settlement: Settlement,
    *,
    items: tuple[CartItem, ...],
    **changes: Unpack[_Changes],
) -> Cart:
    """Answer a cart with what every change carries along, in one copy: a cart is wide."""
    after = evolve(
        cart,
        version=cart.version + 1,
        items=items,
        priced=settlement.priced,
        uses=settlement.uses,
        last_expiry=_last_expiry(cart, items),
        **changes,
    )
    details = details_about(after, items)
    return after if details is after.details else evolve(after, details=details)


def _refunded(cart: Cart, refunds: tuple[Payment, ...]) -> tuple[Payment, ...]:
    """Append refunds, each once: expiry and a cancellation after it owe the same ones."""
    known = {payment.id for payment in cart.payments}
    return (*cart.payments, *(refund for refund in refunds if refund.id not in known))


def _last_expiry(before: Cart, items: tuple[CartItem, ...]) -> datetime | None:
    """Remember when the last hold ends, or ended; reading an expired cart depends on it."""
    expiries = [item.expires_at for item in items]
    if before.last_expiry is not None:
        expiries.append(before.last_expiry)
    return max(expiries, default=None)
