"""A journal in a store: durable, and shared by all processes that open the store."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

from attrs import frozen

from counterfoil.adapters.documents import CART, DECISION
from counterfoil.adapters.forgetting import check_limit
from counterfoil.adapters.store.instants import to_micros
from counterfoil.adapters.store.store import Session, Store
from counterfoil.adapters.under_way import (
    being_changed,
    carried_out,
    has_changed,
    not_under_way,
    version_before,
)
from counterfoil.domain.cart.cart import Cart
from counterfoil.domain.cart.expiry import owes, readable_until
from counterfoil.domain.decisions import Decision
from counterfoil.domain.erasing import erased_digests
from counterfoil.domain.privacy import PseudonymKey, pseudonymized
from counterfoil.domain.references import CartId, CommandKey, SystemReference
from counterfoil.ports.errors import ConflictError
from counterfoil.ports.journal import Journal
from counterfoil.ports.reservation_system import PURGE_LIMIT, Done, InFlight

_KEEP = (
    "INSERT INTO journal_carts (cart_id, version, readable_until, owes) VALUES (?, 0, ?, 0) "
    "ON CONFLICT (cart_id) DO UPDATE SET readable_until = excluded.readable_until "
    "WHERE journal_carts.readable_until < excluded.readable_until"
)
_TAKE = (
    "UPDATE journal_carts SET at_work = ? WHERE cart_id = ? AND version = ? AND at_work IS NULL"
)
_BEGIN = (
    "INSERT INTO journal_keys (command_key, cart_id, times, decided_at, decision) "
    "VALUES (?, ?, 1, ?, ?) ON CONFLICT (command_key) DO UPDATE SET "
    "times = journal_keys.times + 1, decided_at = excluded.decided_at, "
    "decision = excluded.decision RETURNING times"
)
_NOTE = (
    "INSERT INTO journal_notes (command_key, step, reference) VALUES (?, ?, ?) "
    "ON CONFLICT (command_key, step) DO UPDATE SET reference = excluded.reference"
)
_SEE = "UPDATE journal_carts SET version = ?, owes = ?, shadow = ? WHERE cart_id = ?"
_END = (
    "UPDATE journal_keys SET decided_at = NULL, decision = NULL, digests = ?, version = ? "
    "WHERE command_key = ?"
)
_RELEASE = "UPDATE journal_carts SET at_work = NULL WHERE at_work = ? AND cart_id = ?"
_FORGET_NOTES = "DELETE FROM journal_notes WHERE command_key = ?"
_OVER = (
    "SELECT cart_id FROM journal_carts WHERE owes = 0 AND at_work IS NULL "
    "AND readable_until <= ? ORDER BY readable_until, cart_id LIMIT ?"
)


class StoreJournal:
    """Keys, decisions under way and shadows of carts, in a store whose tables are there."""

    def __init__(self, store: Store) -> None:
        """Work on a store, which may be that of a reservation system as well."""
        self._store = store

    def recall(self, key: CommandKey) -> Done | InFlight | None:
        """Look a key up."""

        def look_up(session: Session) -> Done | InFlight | None:
            found = session.row(
                "SELECT digests, cart_id, version, decision FROM journal_keys "
                "WHERE command_key = ?",
                (key,),
            )
            if found is None:
                return None
            digests, cart, version, decision = found
            if digests is not None:
                return Done(digests, CartId(cart), version)
            return None if decision is None else InFlight(DECISION.decode(decision))

        return self._store.read(look_up)

    def begin(self, decision: Decision) -> int:
        """Take the cart, unless it changed or somebody else has it."""
        cart, key, text = decision.after.id, decision.key, DECISION.encode(decision)
        until, version = to_micros(readable_until(decision.after)), version_before(decision)

        def begin(session: Session) -> int:
            known = _state(session, key)
            if known is not None and known.is_done:
                raise carried_out(key)
            if known is not None and known.is_under_way:
                raise being_changed(cart)
            session.run(_KEEP, (cart, until))
            if not session.run(_TAKE, (key, cart, version)):
                raise _not_taken(session, cart)
            begun = session.row(_BEGIN, (key, cart, to_micros(decision.at), text))
            assert begun is not None, "a row that is written is answered"
            return int(begun[0])

        return self._store.write(begin)

    def note(self, key: CommandKey, *, step: str, reference: SystemReference) -> None:
        """Write a reference down."""

        def note(session: Session) -> None:
            _cart_at(session, key)
            session.run(_NOTE, (key, step, reference))

        self._store.write(note)

    def noted(self, key: CommandKey) -> Mapping[str, SystemReference]:
        """Answer what was noted."""
        found = self._store.read(
            lambda session: session.rows(
                "SELECT step, reference FROM journal_notes WHERE command_key = ?", (key,)
            )
        )
        return MappingProxyType({step: SystemReference(noted) for step, noted in found})

    def finish(self, decision: Decision, *, after: Cart) -> None:
        """Write the key and the shadow, and let others at the cart."""
        key, text = decision.key, CART.encode(after)
        until = to_micros(readable_until(after))

        def finish(session: Session) -> None:
            known = _state(session, key)
            if known is not None and known.is_done:
                return
            cart = _cart_at(session, key)
            session.run(_KEEP, (after.id, until))
            session.run(_SEE, (after.version, int(owes(after)), text, after.id))
            session.run(_END, (decision.digests, after.version, key))
            session.run(_FORGET_NOTES, (key,))
            session.run(_RELEASE, (key, cart))

        self._store.write(finish)

    def forget(self, key: CommandKey) -> None:
        """Let others at the cart, and forget the key."""

        def forget(session: Session) -> None:
            known = _state(session, key)
            if known is not None and known.is_under_way:
                session.run("DELETE FROM journal_keys WHERE command_key = ?", (key,))
                session.run(_FORGET_NOTES, (key,))
                session.run(_RELEASE, (key, known.cart))

        self._store.write(forget)

    def set_aside(self, key: CommandKey) -> None:
        """Let others at the cart, and remember only that the key was begun."""

        def set_aside(session: Session) -> None:
            known = _state(session, key)
            if known is not None and known.is_under_way:
                session.run(_END, (None, None, key))
                session.run(_RELEASE, (key, known.cart))

        self._store.write(set_aside)

    def shadow(self, cart: CartId) -> Cart | None:
        """Answer a cart as it was finished last."""
        return self._store.read(lambda session: _shadow(session, cart))

    def at_work(self, cart: CartId) -> InFlight | None:
        """Answer what is under way for a cart."""
        found = self._store.read(
            lambda session: session.row(
                "SELECT decision FROM journal_carts JOIN journal_keys "
                "ON journal_keys.command_key = journal_carts.at_work "
                "WHERE journal_carts.cart_id = ?",
                (cart,),
            )
        )
        return None if found is None else InFlight(DECISION.decode(found[0]))

    def unfinished(self, *, before: datetime, limit: int = PURGE_LIMIT) -> tuple[InFlight, ...]:
        """Answer what has been under way since before an instant, along the index of ages."""
        check_limit(limit)
        found = self._store.read(
            lambda session: session.rows(
                "SELECT decision FROM journal_keys WHERE decided_at IS NOT NULL "
                "AND decided_at < ? ORDER BY decided_at, command_key LIMIT ?",
                (to_micros(before), limit),
            )
        )
        return tuple(InFlight(DECISION.decode(text)) for (text,) in found)

    def erase(self, cart: CartId, *, erasing_key: PseudonymKey) -> None:
        """Write the shadow and the keys of a cart anew."""

        def erase(session: Session) -> None:
            if _is_at_work(session, cart):
                raise being_changed(cart)
            shadow = _shadow(session, cart)
            if shadow is not None:
                text = CART.encode(pseudonymized(shadow, key=erasing_key))
                session.run("UPDATE journal_carts SET shadow = ? WHERE cart_id = ?", (text, cart))
            done = session.rows(
                "SELECT digests, command_key FROM journal_keys "
                "WHERE cart_id = ? AND digests IS NOT NULL",
                (cart,),
            )
            session.run_each(
                "UPDATE journal_keys SET digests = ? WHERE command_key = ?",
                [(erased_digests(digests), key) for digests, key in done],
            )

        self._store.write(erase)
        self._store.scrub()

    def purge(self, *, before: datetime, limit: int = PURGE_LIMIT) -> int:
        """Forget carts that are over, and the keys that changed them."""
        check_limit(limit)

        def purge(session: Session) -> int:
            over = session.rows(_OVER, (to_micros(before), limit))
            session.run_each(
                "DELETE FROM journal_notes WHERE command_key IN "
                "(SELECT command_key FROM journal_keys WHERE cart_id = ?)",
                over,
            )
            session.run_each("DELETE FROM journal_keys WHERE cart_id = ?", over)
            session.run_each("DELETE FROM journal_carts WHERE cart_id = ?", over)
            return len(over)

        return self._store.write(purge)


@frozen
class _State:
    """How a key stands."""

    cart: CartId
    is_done: bool
    is_under_way: bool


def _state(session: Session, key: CommandKey) -> _State | None:
    found = session.row(
        "SELECT cart_id, digests IS NOT NULL, decided_at IS NOT NULL FROM journal_keys "
        "WHERE command_key = ?",
        (key,),
    )
    return None if found is None else _State(CartId(found[0]), bool(found[1]), bool(found[2]))


def _cart_at(session: Session, key: CommandKey) -> CartId:
    """Answer the cart that a key is at work on.

    Raises: ConflictError where it is not under way.
    """
    known = _state(session, key)
    if known is None or not known.is_under_way:
        raise not_under_way(key)
    return known.cart


def _is_at_work(session: Session, cart: CartId) -> bool:
    found = session.row("SELECT at_work FROM journal_carts WHERE cart_id = ?", (cart,))
    return found is not None and found[0] is not None


def _not_taken(session: Session, cart: CartId) -> ConflictError:
    return being_changed(cart) if _is_at_work(session, cart) else has_changed(cart)


def _shadow(session: Session, cart: CartId) -> Cart | None:
    found = session.row("SELECT shadow FROM journal_carts WHERE cart_id = ?", (cart,))
    return None if found is None or found[0] is None else CART.decode(found[0])


if TYPE_CHECKING:
    _: type[Journal] = StoreJournal
