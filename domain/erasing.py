"""Erasing a cart or an order: what is decided, and what becomes of what was kept before.

A person is erased with all that the person wrote: pseudonyms under a key of the caller stand in
every version, event, note, payment and redemption, and in the history. The ledger, the amounts of
payments, ids, instants and quantities stay as they are, so that every total stays what it was.

The key is an argument beside the command and no part of it, so that it is stored nowhere.
"""

from __future__ import annotations

from datetime import datetime
from typing import TypeAlias, TypeVar

from attrs import evolve, frozen

from counterfoil.domain.cart.cart import Cart
from counterfoil.domain.cart.changes import CartErased, apply
from counterfoil.domain.cart.digests import digests_of
from counterfoil.domain.cart.expiry import is_readable
from counterfoil.domain.cart.lines import lines_of
from counterfoil.domain.decisions import (
    Decision,
    Expectation,
    OrderDecision,
    OrderExpectation,
)
from counterfoil.domain.guards import OrderRevisionIs, VersionIs
from counterfoil.domain.order.applying import apply_to_order
from counterfoil.domain.order.changes import OrderErased, Stamp
from counterfoil.domain.order.checkout import order_lines
from counterfoil.domain.order.order import Order
from counterfoil.domain.party import Actor, actor_problems
from counterfoil.domain.party.refusals import InvalidDetail
from counterfoil.domain.privacy import PseudonymKey, pseudonymized
from counterfoil.domain.references import CartId, CommandKey, OrderId
from counterfoil.domain.refusals import CartConfirmed, NotFound, OrderNotFound
from counterfoil.domain.stock import Draws


@frozen(kw_only=True)
class EraseCart:
    """Put pseudonyms in place of the people of a cart that became no order."""

    key: CommandKey
    actor: Actor
    cart: CartId


@frozen(kw_only=True)
class EraseOrder:
    """Put pseudonyms in place of the people of an order and of the cart that it came from."""

    key: CommandKey
    actor: Actor
    order: OrderId


Erasing = TypeVar("Erasing", EraseCart, EraseOrder)
CartRefusals: TypeAlias = tuple[NotFound | CartConfirmed | InvalidDetail, ...]
OrderRefusals: TypeAlias = tuple[OrderNotFound | InvalidDetail, ...]


def without_people(command: Erasing, *, erasing_key: PseudonymKey) -> Erasing:
    """Answer a command as it is kept: its actor has a pseudonym as well."""
    return evolve(command, actor=pseudonymized(command.actor, key=erasing_key))


def decide_erasing_cart(
    cart: Cart | None, command: EraseCart, erasing_key: PseudonymKey, now: datetime
) -> Decision | CartRefusals:
    """Decide to erase a cart (None: there is none with that id)."""
    unknown = actor_problems(command.actor)
    if unknown:
        return unknown
    if cart is None or not is_readable(cart, now=now):
        return (NotFound(cart=command.cart),)
    if cart.order is not None:
        return (CartConfirmed(cart=cart.id, order=cart.order),)
    kept = without_people(command, erasing_key=erasing_key)
    change = CartErased(cart=cart.id)
    after = pseudonymized(apply(cart, change), key=erasing_key)
    return Decision(
        key=kept.key,
        actor=kept.actor,
        digests=digests_of(kept),
        at=now,
        change=change,
        guards=(VersionIs(cart=cart.id, version=cart.version),),
        draws=Draws(),
        after=after,
        expected=Expectation(
            lines=lines_of(after), total=None, version=after.version, state=after.state
        ),
    )


def decide_erasing_order(
    order: Order | None, command: EraseOrder, erasing_key: PseudonymKey, now: datetime
) -> OrderDecision | OrderRefusals:
    """Decide to erase an order (None: there is none with that id)."""
    unknown = actor_problems(command.actor)
    if unknown:
        return unknown
    if order is None:
        return (OrderNotFound(order=command.order),)
    kept = without_people(command, erasing_key=erasing_key)
    change = OrderErased(order=order.id, stamp=Stamp(at=now, actor=kept.actor))
    after = pseudonymized(apply_to_order(order, change), key=erasing_key)
    return OrderDecision(
        key=kept.key,
        actor=kept.actor,
        digests=digests_of(kept),
        at=now,
        change=change,
        guards=(OrderRevisionIs(order=order.id, revision=order.revision),),
        draws=Draws(),
        after=after,
        expected=OrderExpectation(
            lines=order_lines(after), total=after.total, version=after.version
        ),
    )


def erased_digests(digests: str) -> str:
    """Answer what is kept of the digests of a command: its kind.

    A digest lets somebody who knows the command's key try out what was written. So a repetition
    cannot be told from another command any more, and is refused as one.
    """
    return digests.partition(" ")[0]
