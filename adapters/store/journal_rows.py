"""Rows of a journal: its keys, who is at work on what, and the shadows of carts and orders."""

from __future__ import annotations

from typing import Any

from attrs import frozen

from counterfoil.adapters.documents import CART, DECISION, ORDER, ORDER_DECISION
from counterfoil.adapters.store.instants import to_micros
from counterfoil.adapters.store.store import Session
from counterfoil.adapters.under_way import (
    being_changed,
    carried_out,
    has_changed,
    not_under_way,
    revision_before,
    version_before,
)
from counterfoil.domain.cart.cart import Cart
from counterfoil.domain.cart.expiry import owes, readable_until
from counterfoil.domain.decisions import Decision, OrderDecision
from counterfoil.domain.erasing import erased_digests
from counterfoil.domain.order.order import Order
from counterfoil.domain.references import CartId, CommandKey, OrderId
from counterfoil.ports.reservation_system import Done, InFlight, OrderDone, OrderInFlight, Past

_MEET_CART = (
    "INSERT INTO journal_carts (cart_id, version, readable_until, owes) VALUES (?, 0, ?, 0) "
    "ON CONFLICT (cart_id) DO NOTHING"
)
_MEET_ORDER = (
    "INSERT INTO journal_orders (order_id, revision) VALUES (?, 0) "
    "ON CONFLICT (order_id) DO NOTHING"
)
_TAKE_CART = (
    "UPDATE journal_carts SET at_work = ? WHERE cart_id = ? AND version = ? AND at_work IS NULL"
)
_TAKE_ORDER = (
    "UPDATE journal_orders SET at_work = ? WHERE order_id = ? AND revision = ? AND at_work IS NULL"
)
_BEGIN = (
    "INSERT INTO journal_keys (command_key, cart_id, order_id, times, decided_at, decision) "
    "VALUES (?, ?, ?, 1, ?, ?) ON CONFLICT (command_key) DO UPDATE SET "
    "times = journal_keys.times + 1, decided_at = excluded.decided_at, "
    "decision = excluded.decision RETURNING times"
)
_SEE_CART = (
    "UPDATE journal_carts SET version = ?, owes = ?, shadow = ?, "
    "readable_until = CASE WHEN readable_until < ? THEN ? ELSE readable_until END "
    "WHERE cart_id = ?"
)
_SEE_ORDER = (
    "INSERT INTO journal_orders (order_id, revision, shadow) VALUES (?, ?, ?) "
    "ON CONFLICT (order_id) DO UPDATE SET "
    "revision = excluded.revision, shadow = excluded.shadow"
)
_END = (
    "UPDATE journal_keys SET decided_at = NULL, decision = NULL, order_id = ?, digests = ?, "
    "version = ? WHERE command_key = ?"
)
_FORGET_NOTES = "DELETE FROM journal_notes WHERE command_key = ?"
_RELEASE_CART = "UPDATE journal_carts SET at_work = NULL WHERE at_work = ? AND cart_id = ?"
_RELEASE_ORDER = "UPDATE journal_orders SET at_work = NULL WHERE at_work = ? AND order_id = ?"
_FORGET_UNSEEN = (
    "DELETE FROM journal_orders WHERE order_id = ? AND revision = 0 AND at_work IS NULL"
)


@frozen
class Standing:
    """How a key stands, and what it is about; beside a cart, ``order`` is what the cart became."""

    cart: CartId | None
    order: OrderId | None
    is_done: bool
    is_under_way: bool


def standing(session: Session, key: CommandKey) -> Standing | None:
    """Look a key up without what was decided."""
    found = session.row(
        "SELECT cart_id, order_id, digests IS NOT NULL, decided_at IS NOT NULL "
        "FROM journal_keys WHERE command_key = ?",
        (key,),
    )
    if found is None:
        return None
    cart, order, is_done, is_under_way = found
    return Standing(cart, order, bool(is_done), bool(is_under_way))


def under_way(session: Session, key: CommandKey) -> Standing:
    """Look a key up that is under way.

    Raises: ConflictError where it is not.
    """
    known = standing(session, key)
    if known is None or not known.is_under_way:
        raise not_under_way(key)
    return known


def past(session: Session, key: CommandKey) -> Past | None:
    """Answer what became of a key."""
    found = session.row(
        "SELECT digests, cart_id, order_id, version, decision FROM journal_keys "
        "WHERE command_key = ?",
        (key,),
    )
    if found is None:
        return None
    digests, cart, order, version, decision = found
    if digests is None:
        return None if decision is None else flight(cart, decision)
    if cart is None:
        return OrderDone(digests, OrderId(order), version)
    return Done(digests, CartId(cart), version, order=None if order is None else OrderId(order))


def flight(cart: str | None, decision: str) -> InFlight | OrderInFlight:
    """Read a decision under way: about a cart, or about an order where it names no cart."""
    if cart is None:
        return OrderInFlight(ORDER_DECISION.decode(decision))
    return InFlight(DECISION.decode(decision))


def begin(session: Session, decision: Decision, *, text: str) -> int:
    """Take a cart; *text* is the decision as it is written. Answer how often its key was begun.

    Raises: ConflictError.
    """
    cart, key = decision.after.id, decision.key
    _check_free(session, key, about=cart)
    session.run(_MEET_CART, (cart, to_micros(readable_until(decision.after))))
    if not session.run(_TAKE_CART, (key, cart, version_before(decision))):
        raise being_changed(cart) if is_at_work(session, cart) else has_changed(cart)
    return _begun(session, (key, cart, None, to_micros(decision.at), text))


def begin_order(session: Session, decision: OrderDecision, *, text: str) -> int:
    """Take an order, as ``begin`` takes a cart.

    Raises: ConflictError.
    """
    order, key = decision.after.id, decision.key
    _check_free(session, key, about=order)
    session.run(_MEET_ORDER, (order,))
    if not session.run(_TAKE_ORDER, (key, order, revision_before(decision))):
        raise being_changed(order) if order_is_at_work(session, order) else has_changed(order)
    return _begun(session, (key, None, order, to_micros(decision.at), text))


def end(
    session: Session, key: CommandKey, *, order: OrderId | None, digests: str, version: int
) -> bool:
    """Remember that a key is done and let others at what it changed; say whether it was not yet.

    Raises: ConflictError where it is neither under way nor done.
    """
    known = standing(session, key)
    if known is not None and known.is_done:
        return False
    release(session, key, under_way(session, key))
    session.run(_END, (order, digests, version, key))
    session.run(_FORGET_NOTES, (key,))
    return True


def forget(session: Session, key: CommandKey, known: Standing) -> None:
    """Let others at what a key was to change, and forget the key."""
    session.run("DELETE FROM journal_keys WHERE command_key = ?", (key,))
    session.run(_FORGET_NOTES, (key,))
    release(session, key, known)


def release(session: Session, key: CommandKey, known: Standing) -> None:
    """Let others at a cart or an order; an order of which nothing is known leaves no row."""
    if known.cart is not None:
        session.run(_RELEASE_CART, (key, known.cart))
        return
    session.run(_RELEASE_ORDER, (key, known.order))
    session.run(_FORGET_UNSEEN, (known.order,))


def see(session: Session, cart: Cart, *, text: str) -> None:
    """Keep a cart as it is now, for as long as it can be read."""
    until = to_micros(readable_until(cart))
    session.run(_SEE_CART, (cart.version, int(owes(cart)), text, until, until, cart.id))


def see_order(session: Session, order: Order, *, text: str) -> None:
    """Keep an order as it is now."""
    session.run(_SEE_ORDER, (order.id, order.revision, text))


def shadow(session: Session, cart: CartId) -> Cart | None:
    """Answer a cart as it was seen last."""
    found = session.row("SELECT shadow FROM journal_carts WHERE cart_id = ?", (cart,))
    return None if found is None or found[0] is None else CART.decode(found[0])


def order_shadow(session: Session, order: OrderId) -> Order | None:
    """Answer an order as it was seen last."""
    found = session.row("SELECT shadow FROM journal_orders WHERE order_id = ?", (order,))
    return None if found is None or found[0] is None else ORDER.decode(found[0])


def is_at_work(session: Session, cart: CartId) -> bool:
    """Whether a decision is under way for a cart."""
    found = session.row("SELECT at_work FROM journal_carts WHERE cart_id = ?", (cart,))
    return found is not None and found[0] is not None


def order_is_at_work(session: Session, order: OrderId) -> bool:
    """Whether a decision is under way for an order."""
    found = session.row("SELECT at_work FROM journal_orders WHERE order_id = ?", (order,))
    return found is not None and found[0] is not None


def erase_keys(session: Session, where: str, name: str) -> None:
    """Leave nothing of the fields of the commands that changed a cart or an order."""
    done = session.rows(
        f"SELECT digests, command_key FROM journal_keys WHERE {where} AND digests IS NOT NULL",
        (name,),
    )
    session.run_each(
        "UPDATE journal_keys SET digests = ? WHERE command_key = ?",
        [(erased_digests(digests), key) for digests, key in done],
    )


def _check_free(session: Session, key: CommandKey, *, about: CartId | OrderId) -> None:
    known = standing(session, key)
    if known is not None and known.is_done:
        raise carried_out(key)
    if known is not None and known.is_under_way:
        raise being_changed(about)


def _begun(session: Session, row: tuple[Any, ...]) -> int:
    begun = session.row(_BEGIN, row)
    assert begun is not None, "a row that is written is answered"
    return int(begun[0])
