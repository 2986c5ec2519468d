"""A journal in a store: durable, and shared by all processes that open the store."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING

from counterfoil.adapters.documents import CART, DECISION, ORDER, ORDER_DECISION
from counterfoil.adapters.forgetting import check_limit
from counterfoil.adapters.store import journal_rows as rows
from counterfoil.adapters.store.instants import to_micros
from counterfoil.adapters.store.store import Session, Store
from counterfoil.adapters.under_way import being_changed
from counterfoil.domain.cart.cart import Cart
from counterfoil.domain.decisions import Decision, OrderDecision
from counterfoil.domain.order.order import Order
from counterfoil.domain.privacy import PseudonymKey, pseudonymized
from counterfoil.domain.references import CartId, CommandKey, OrderId, SystemReference
from counterfoil.ports.journal import Journal
from counterfoil.ports.reservation_system import PURGE_LIMIT, InFlight, OrderInFlight, Past

_NOTE = (
    "INSERT INTO journal_notes (command_key, step, reference) VALUES (?, ?, ?) "
    "ON CONFLICT (command_key, step) DO UPDATE SET reference = excluded.reference"
)
_SET_ASIDE = "UPDATE journal_keys SET decided_at = NULL, decision = NULL WHERE command_key = ?"
# Looked at once more where it is deleted: somebody may have begun to change it meanwhile.
_IS_OVER = "owes = 0 AND at_work IS NULL AND readable_until <= ?"
_FORGET_OVER = (
    f"DELETE FROM journal_carts WHERE {_IS_OVER} AND cart_id IN (SELECT cart_id "
    f"FROM journal_carts WHERE {_IS_OVER} ORDER BY readable_until, cart_id LIMIT ?) "
    "RETURNING cart_id"
)
_ERASE_CART = (
    "UPDATE journal_carts SET shadow = ? WHERE cart_id = ? AND version = ? AND at_work IS NULL"
)
_ERASE_ORDER = (
    "UPDATE journal_orders SET shadow = ? WHERE order_id = ? AND revision = ? AND at_work IS NULL"
)


class StoreJournal:
    """Keys, decisions under way and shadows of carts and orders, in a store with its tables."""

    def __init__(self, store: Store) -> None:
        """Work on a store, which may be that of a reservation system as well."""
        self._store = store

    def recall(self, key: CommandKey) -> Past | None:
        """Look a key up."""
        return self._store.read(partial(rows.past, key=key))

    def begin(self, decision: Decision) -> int:
        """Take the cart, unless it changed or somebody else has it."""
        text = DECISION.encode(decision)
        return self._store.write(partial(rows.begin, decision=decision, text=text))

    def begin_order(self, decision: OrderDecision) -> int:
        """Take the order, unless it changed or somebody else has it."""
        text = ORDER_DECISION.encode(decision)
        return self._store.write(partial(rows.begin_order, decision=decision, text=text))

    def note(self, key: CommandKey, *, step: str, reference: SystemReference) -> None:
        """Write a reference down."""

        def note(session: Session) -> None:
            rows.under_way(session, key)
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

    def finish(self, decision: Decision, *, after: Cart, order: Order | None = None) -> None:
        """Write the key, the shadow and the order, and let others at the cart."""
        text, digests, version = CART.encode(after), decision.digests, after.version
        made = None if order is None else (order, ORDER.encode(order))
        name = None if order is None else order.id

        def finish(session: Session) -> None:
            if rows.end(session, decision.key, order=name, digests=digests, version=version):
                rows.see(session, after, text=text)
                if made is not None:
                    rows.see_order(session, made[0], text=made[1])

        self._store.write(finish)

    def finish_order(self, decision: OrderDecision, *, after: Order) -> None:
        """Write the key and the order, and let others at it."""
        text, digests, version = ORDER.encode(after), decision.digests, after.version

        def finish(session: Session) -> None:
            if rows.end(session, decision.key, order=after.id, digests=digests, version=version):
                rows.see_order(session, after, text=text)

        self._store.write(finish)

    def forget(self, key: CommandKey) -> None:
        """Let others at the cart or the order, and forget the key."""

        def forget(session: Session) -> None:
            known = rows.standing(session, key)
            if known is not None and known.is_under_way:
                rows.forget(session, key, known)

        self._store.write(forget)

    def set_aside(self, key: CommandKey) -> None:
        """Let others at the cart or the order, and remember only that the key was begun."""

        def set_aside(session: Session) -> None:
            known = rows.standing(session, key)
            if known is not None and known.is_under_way:
                session.run(_SET_ASIDE, (key,))
                rows.release(session, key, known)

        self._store.write(set_aside)

    def shadow(self, cart: CartId) -> Cart | None:
        """Answer a cart as it was finished last."""
        return self._store.read(lambda session: rows.shadow(session, cart))

    def order(self, order: OrderId) -> Order | None:
        """Answer an order as it was finished last."""
        return self._store.read(lambda session: rows.order_shadow(session, order))

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

    def order_at_work(self, order: OrderId) -> OrderInFlight | None:
        """Answer what is under way for an order."""
        found = self._store.read(
            lambda session: session.row(
                "SELECT decision FROM journal_orders JOIN journal_keys "
                "ON journal_keys.command_key = journal_orders.at_work "
                "WHERE journal_orders.order_id = ?",
                (order,),
            )
        )
        return None if found is None else OrderInFlight(ORDER_DECISION.decode(found[0]))

    def unfinished(
        self, *, before: datetime, limit: int = PURGE_LIMIT
    ) -> tuple[InFlight | OrderInFlight, ...]:
        """Answer what has been under way since before an instant, along the index of ages."""
        check_limit(limit)
        found = self._store.read(
            lambda session: session.rows(
                "SELECT cart_id, decision FROM journal_keys WHERE decided_at IS NOT NULL "
                "AND decided_at < ? ORDER BY decided_at, command_key LIMIT ?",
                (to_micros(before), limit),
            )
        )
        return tuple(rows.flight(cart, text) for cart, text in found)

    def erase(self, cart: CartId, *, erasing_key: PseudonymKey) -> None:
        """Write the shadow and the keys of a cart anew."""

        def erase(session: Session) -> None:
            if rows.is_at_work(session, cart):
                raise being_changed(cart)
            shadow = rows.shadow(session, cart)
            if shadow is not None:
                text = CART.encode(pseudonymized(shadow, key=erasing_key))
                if not session.run(_ERASE_CART, (text, cart, shadow.version)):
                    raise being_changed(cart)
            rows.erase_keys(session, "cart_id = ?", cart)

        self._store.write(erase)
        self._store.scrub()

    def erase_order(self, order: OrderId, *, erasing_key: PseudonymKey) -> None:
        """Write the shadow and the keys of an order anew; the key of its cart goes with that."""

        def erase(session: Session) -> None:
            if rows.order_is_at_work(session, order):
                raise being_changed(order)
            shadow = rows.order_shadow(session, order)
            if shadow is not None:
                text = ORDER.encode(pseudonymized(shadow, key=erasing_key))
                if not session.run(_ERASE_ORDER, (text, order, shadow.revision)):
                    raise being_changed(order)
            rows.erase_keys(session, "order_id = ? AND cart_id IS NULL", order)

        self._store.write(erase)
        self._store.scrub()

    def purge(self, *, before: datetime, limit: int = PURGE_LIMIT) -> int:
        """Forget carts that are over, and the keys that changed them."""
        check_limit(limit)

        def purge(session: Session) -> int:
            instant = to_micros(before)
            over = session.rows(_FORGET_OVER, (instant, instant, limit))
            session.run_each(
                "DELETE FROM journal_notes WHERE command_key IN "
                "(SELECT command_key FROM journal_keys WHERE cart_id = ?)",
                over,
            )
            session.run_each("DELETE FROM journal_keys WHERE cart_id = ?", over)
            return len(over)

        return self._store.write(purge)


if TYPE_CHECKING:
    _: type[Journal] = StoreJournal
