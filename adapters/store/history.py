"""History in rows: what was committed, and by the command of which key, in order."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from attrs import evolve, frozen

from counterfoil.adapters.documents import ORDER_RECORD, RECORD, Document
from counterfoil.adapters.store.store import Session
from counterfoil.domain.decisions import Decision, OrderDecision
from counterfoil.domain.erasing import erased_digests
from counterfoil.domain.order.changes import OrderConfirmed
from counterfoil.domain.order.order import Order
from counterfoil.domain.privacy import PseudonymKey, pseudonymized
from counterfoil.domain.references import CartId, CommandKey, OrderId
from counterfoil.domain.stock import Overbooked
from counterfoil.ports.reservation_system import Done, OrderDone, OrderRecord, Record

_ANY = TypeVar("_ANY", Record, OrderRecord)

_INSERT = (
    "INSERT INTO changes (command_key, digests, cart_id, order_id, version, overbooked, record) "
    "VALUES (?, ?, ?, ?, ?, 0, ?) ON CONFLICT (command_key) DO NOTHING"
)
_OVERBOOKED = "UPDATE changes SET overbooked = 1, record = ? WHERE command_key = ?"
_BEGUN_OVERBOOKED = (
    "UPDATE changes SET overbooked = 1, record = ? WHERE order_id = ? AND command_key IS NULL"
)
_DONE = (
    "SELECT digests, cart_id, order_id, version, overbooked, record FROM changes "
    "WHERE command_key = ?"
)


@frozen
class WrittenChange:
    """A line of the log and its row, written out before the transaction begins."""

    record: Record | OrderRecord
    row: tuple[object, ...]

    @classmethod
    def of(cls, decision: Decision | OrderDecision) -> WrittenChange:
        """Write what is decided, as if it overbooked nothing."""
        key, after = decision.key, decision.after
        if isinstance(decision, OrderDecision):
            of_order = OrderRecord(key=key, at=decision.at, change=decision.change)
            text = ORDER_RECORD.encode(of_order)
            return cls(of_order, (key, decision.digests, None, after.id, after.version, text))
        of_cart = Record(key=key, at=decision.at, change=decision.change)
        made = None if decision.order is None else decision.order.id
        text = RECORD.encode(of_cart)
        return cls(of_cart, (key, decision.digests, after.id, made, after.version, text))

    @classmethod
    def beginning(cls, decision: Decision, order: Order) -> WrittenChange:
        """Write how an order begins that was a cart, whose key goes with the cart.

        The cart is forgotten before its order, whose log says all of it for itself.
        """
        change = OrderConfirmed(order=order)
        record = OrderRecord(key=decision.key, at=decision.at, change=change)
        text = ORDER_RECORD.encode(record)
        return cls(record, (None, None, None, order.id, order.version, text))


def remember(session: Session, written: WrittenChange) -> bool:
    """Write a line of the log, unless its key was used; say whether it was written."""
    return bool(session.run(_INSERT, written.row))


def note_overbooked(
    session: Session, written: WrittenChange, overbooked: tuple[Overbooked, ...]
) -> None:
    """Write what was drawn beyond what was left into the line that was just written."""
    record = evolve(written.record, overbooked=overbooked)
    if isinstance(record, OrderRecord):
        text = ORDER_RECORD.encode(record)
    else:
        text = RECORD.encode(record)
    key, _, _, order, *_ = written.row
    if key is None:
        session.run(_BEGUN_OVERBOOKED, (text, order))
    else:
        session.run(_OVERBOOKED, (text, key))


def done_under(session: Session, key: CommandKey) -> Done | OrderDone | None:
    """Answer what was done under a key."""
    found = session.row(_DONE, (key,))
    if found is None:
        return None
    digests, cart, order, version, is_overbooked, record = found
    if cart is None:
        of_order = ORDER_RECORD.decode(record).overbooked if is_overbooked else ()
        return OrderDone(digests, OrderId(order), version, of_order)
    of_cart = RECORD.decode(record).overbooked if is_overbooked else ()
    made = None if order is None else OrderId(order)
    return Done(digests, CartId(cart), version, of_cart, made)


def records(session: Session) -> tuple[Record, ...]:
    """Answer everything that was committed to the carts that are kept, in order."""
    found = session.rows("SELECT record FROM changes WHERE cart_id IS NOT NULL ORDER BY number")
    return tuple(RECORD.decode(text) for (text,) in found)


def order_records(session: Session) -> tuple[OrderRecord, ...]:
    """Answer everything that was committed to orders, in order, how they were made first."""
    found = session.rows("SELECT record FROM changes WHERE cart_id IS NULL ORDER BY number")
    return tuple(ORDER_RECORD.decode(text) for (text,) in found)


def is_empty(session: Session) -> bool:
    """Whether there is no line in the log."""
    return session.row("SELECT 1 FROM changes LIMIT 1") is None


def forget_cart(session: Session, cart: CartId) -> None:
    """Forget what happened to a cart, and its keys."""
    session.run("DELETE FROM changes WHERE cart_id = ?", (cart,))


def erase_cart_history(
    session: Session, cart: CartId, erasing_key: PseudonymKey, *, but: CommandKey | None = None
) -> None:
    """Rewrite what happened to a cart, and what is known of its keys but one."""
    _erase(session, "cart_id = ?", cart, _pseudonyms(RECORD, erasing_key), but)


def erase_order_history(
    session: Session, order: OrderId, erasing_key: PseudonymKey, *, but: CommandKey
) -> None:
    """Rewrite what happened to an order, and what is known of its keys but one."""
    where = "order_id = ? AND cart_id IS NULL"
    _erase(session, where, order, _pseudonyms(ORDER_RECORD, erasing_key), but)


def _pseudonyms(document: Document[_ANY], erasing_key: PseudonymKey) -> Callable[[str], str]:
    return lambda text: document.encode(pseudonymized(document.decode(text), key=erasing_key))


def _erase(
    session: Session, where: str, name: str, erased: Callable[[str], str], but: CommandKey | None
) -> None:
    found = session.rows(
        f"SELECT number, command_key, digests, record FROM changes WHERE {where}", (name,)
    )
    session.run_each(
        "UPDATE changes SET digests = ?, record = ? WHERE number = ?",
        [
            (digests if key in {None, but} else erased_digests(digests), erased(text), number)
            for number, key, digests, text in found
        ],
    )
