"""The rules of a cart: ``decide`` answers a decision, or what forbids one.

Pure: no clock, no randomness, no I/O. What the rules must be told is named by ``needs``.
"""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from attrs import evolve

from counterfoil.domain.cart.cart import Cart, CartState
from counterfoil.domain.cart.changes import CartOpened, apply
from counterfoil.domain.cart.commands import (
    ApplyPromocode,
    AttachPayment,
    BeginPayment,
    CancelCart,
    CartCommand,
    ChangeDetails,
    ConfirmCart,
    EmptyCart,
    OnLapse,
    OpenCart,
    RemovePromocode,
    RenewHolds,
    SettleExpiry,
    UpdateCart,
    derived,
)
from counterfoil.domain.cart.detailing import change_details, detail_refusals
from counterfoil.domain.cart.details import recorded_details
from counterfoil.domain.cart.digests import digests_of
from counterfoil.domain.cart.draft import Draft
from counterfoil.domain.cart.ending import cancel, empty, settle_expiry
from counterfoil.domain.cart.expiry import (
    expires_at,
    is_expired,
    is_readable,
    refreshed,
)
from counterfoil.domain.cart.facts import CartFacts, Refusals
from counterfoil.domain.cart.paying import attach_payment, begin_payment, renew_holds
from counterfoil.domain.cart.promocodes import enter_promocode, take_back_promocode
from counterfoil.domain.cart.updating import update
from counterfoil.domain.decisions import Decision, Expectation
from counterfoil.domain.guards import VersionIs
from counterfoil.domain.order.checkout import confirm
from counterfoil.domain.order.late import confirm_late, late_payment
from counterfoil.domain.party import actor_problems
from counterfoil.domain.references import HolderId
from counterfoil.domain.refusals import (
    AlreadyExists,
    CartCancelled,
    CartConfirmed,
    CartExpired,
    CartPaid,
    NotExpired,
    NotFound,
    Refusal,
    VersionConflict,
)
from counterfoil.domain.stock import Draws


def decide(
    cart: Cart | None, command: CartCommand, facts: CartFacts, now: datetime
) -> Decision | Refusals:
    """Decide a command about a cart (None: there is none with that id) at an instant.

    Returns: the decision, or everything found at the first step that fails, the first in
    precedence leading: what is wrong with the cart, with the command's items, with the basket,
    with the sale; then what is sold out.
    """
    unknown = actor_problems(command.actor)
    if unknown:
        return unknown
    if isinstance(command, OpenCart):
        return _open(cart, command, facts, now)
    # What expiry owes stays owed, however late somebody comes to settle it.
    settles = isinstance(command, SettleExpiry)
    if cart is None or not (settles or is_readable(cart, now=now)):
        return (NotFound(cart=command.cart),)
    closed = _closed(cart, command, now)
    if closed:
        return closed
    current = refreshed(cart, pricer=facts.pricer, now=now)
    draft = Draft(cart, current, command, facts, now)
    match command:
        case UpdateCart():
            return update(draft, command)
        case ApplyPromocode(promocode=promocode):
            return enter_promocode(draft, promocode)
        case RemovePromocode(promocode=promocode):
            return take_back_promocode(draft, promocode)
        case ChangeDetails(changes=changes):
            return change_details(draft, changes)
        case RenewHolds():
            return renew_holds(draft)
        case BeginPayment():
            return begin_payment(draft)
        case AttachPayment():
            if current.lapsed:
                return late_payment(cart, command, facts, now)
            return attach_payment(draft, command)
        case ConfirmCart(on_lapse=OnLapse.HOLD_AGAIN) if current.lapsed:
            return confirm_late(cart, current, command, facts, now)
        case ConfirmCart():
            return confirm(cart, current, command, facts, now)
        case SettleExpiry():
            return settle_expiry(draft)
        case EmptyCart():
            return empty(draft)
        case CancelCart(reason=reason):
            return cancel(draft, reason=reason)
        case _:
            assert_never(command)


def opened_cart(command: OpenCart, *, world: str, now: datetime) -> Cart:
    """Answer the cart that is opened, before the people and words are put into it."""
    return Cart(
        id=command.cart,
        version=1,
        world=world,
        opened_at=now,
        buyer=command.buyer,
        privileges=command.privileges,
        holder=HolderId(derived(command.key, "holder")),
    )


def _open(
    cart: Cart | None, command: OpenCart, facts: CartFacts, now: datetime
) -> Decision | Refusals:
    if cart is not None:
        return (AlreadyExists(cart=command.cart),)
    opened = opened_cart(command, world=facts.world, now=now)
    refusals = detail_refusals(
        command.details,
        before=opened.details,
        cart=opened,
        catalogue=facts.catalogue,
        on=now.date(),
    )
    if refusals:
        return refusals
    opened = evolve(
        opened,
        details=recorded_details(
            command.details, current=opened.details, actor=command.actor, at=now
        ),
    )
    change = CartOpened(cart=opened)
    return Decision(
        key=command.key,
        actor=command.actor,
        digests=digests_of(command),
        at=now,
        change=change,
        guards=(VersionIs(cart=command.cart, version=0),),
        draws=Draws(),
        after=apply(None, change),
        expected=Expectation(lines={}, total=None, version=1),
    )


def _reaches_back(command: CartCommand) -> bool:
    """Whether a command may come after the end of the last hold: about money, or cancelling."""
    if isinstance(command, ConfirmCart):
        return command.on_lapse is OnLapse.HOLD_AGAIN
    return isinstance(command, AttachPayment | CancelCart)


def _closed(cart: Cart, command: CartCommand, now: datetime) -> Refusals:
    """Find what forbids changing the cart at all."""
    found: list[Refusal] = []
    expired = is_expired(cart, now=now)
    if isinstance(command, SettleExpiry):
        return () if expired and not cart.expiry_settled else (NotExpired(cart=cart.id),)
    if cart.order is not None:
        found.append(CartConfirmed(cart=cart.id, order=cart.order))
    elif cart.state is CartState.CANCELLED:
        found.append(CartCancelled(cart=cart.id))
    elif expired and not _reaches_back(command):
        ended = expires_at(cart)
        assert ended is not None, "what has expired had an expiry"
        found.append(CartExpired(cart=cart.id, expired_at=ended))
    version = command.version if isinstance(command, UpdateCart | ConfirmCart) else None
    if version is not None and version != cart.version:
        found.append(VersionConflict(cart=cart.id, expected=version, actual=cart.version))
    if cart.is_paid and not isinstance(command, AttachPayment | ConfirmCart | CancelCart):
        found.append(CartPaid(cart=cart.id))
    return tuple(found)
