"""Carts in rows: as they were committed last, when they end and when they are over."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from counterfoil.adapters.documents import CART
from counterfoil.adapters.store.dialect import Dialect
from counterfoil.adapters.store.history import forget_cart
from counterfoil.adapters.store.instants import to_micros
from counterfoil.adapters.store.memo import Memo
from counterfoil.adapters.store.store import Session
from counterfoil.domain.cart.cart import Cart
from counterfoil.domain.cart.expiry import expires_at, owes, readable_until
from counterfoil.domain.privacy import PseudonymKey, pseudonymized
from counterfoil.domain.references import CartId
from counterfoil.ports.errors import ConflictError

_INSERT = (
    "INSERT INTO carts (version, world, readable_until, owes, due_at, document, cart_id) "
    "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (cart_id) DO NOTHING"
)
_UPDATE = (
    "UPDATE carts SET version = ?, world = ?, readable_until = ?, owes = ?, due_at = ?, "
    "document = ? WHERE cart_id = ? AND version = ?"
)
_KEPT = "(readable_until > ? OR owes = 1)"


@frozen
class WrittenCart:
    """A cart and its row, written out before the transaction begins."""

    cart: Cart
    document: str

    @classmethod
    def of(cls, cart: Cart) -> WrittenCart:
        """Write a cart."""
        return cls(cart, CART.encode(cart))

    @property
    def row(self) -> tuple[object, ...]:
        """The columns, the id last."""
        cart = self.cart
        ends_at = None if cart.expiry_settled else expires_at(cart)
        return (
            cart.version,
            cart.world,
            to_micros(readable_until(cart)),
            int(owes(cart)),
            None if ends_at is None else to_micros(ends_at),
            self.document,
            cart.id,
        )


class CartTable:
    """Reads and writes carts; one that is over and owes nothing is not there, purged or not."""

    def __init__(self, dialect: Dialect) -> None:
        self._memo: Memo[Cart] = Memo()
        self._version = f"SELECT version FROM carts WHERE cart_id = ?{dialect.for_update}"
        self._over = (
            "SELECT cart_id FROM carts WHERE owes = 0 AND readable_until <= ? "
            f"ORDER BY readable_until, cart_id LIMIT ?{dialect.for_update}"
        )

    def kept(self, session: Session, cart: CartId, *, at: datetime) -> Cart | None:
        """Look a cart up that can be read at an instant, or owes something."""
        found = session.row(
            f"SELECT document FROM carts WHERE cart_id = ? AND {_KEPT}", (cart, to_micros(at))
        )
        return None if found is None else self._read(cart, found[0])

    def get(self, session: Session, cart: CartId) -> Cart | None:
        """Look a cart up, over or not."""
        found = session.row("SELECT document FROM carts WHERE cart_id = ?", (cart,))
        return None if found is None else self._read(cart, found[0])

    def is_kept(self, session: Session, cart: CartId, *, at: datetime) -> bool:
        """Whether a cart can be read at an instant, or owes something."""
        found = session.row(
            f"SELECT 1 FROM carts WHERE cart_id = ? AND {_KEPT}", (cart, to_micros(at))
        )
        return found is not None

    def version(self, session: Session, cart: CartId) -> int:
        """Answer the version of a cart, 0 for one that is not there; it stays so until the end."""
        found = session.row(self._version, (cart,))
        return 0 if found is None else int(found[0])

    def forget_over(self, session: Session, cart: CartId, *, at: datetime) -> bool:
        """Forget a cart that is over at an instant, with its history; say whether it was."""
        over = session.run(
            f"DELETE FROM carts WHERE cart_id = ? AND NOT {_KEPT}", (cart, to_micros(at))
        )
        if over:
            forget_cart(session, cart)
        return bool(over)

    def put(self, session: Session, written: WrittenCart, *, version: int) -> None:
        """Write a cart that had a version before, 0 for none.

        Raises: ConflictError where it has another one by now.
        """
        row = written.row
        statement, values = (_UPDATE, (*row, version)) if version else (_INSERT, row)
        if not session.run(statement, values):
            raise ConflictError(f"cart {written.cart.id} has changed")

    def keep(self, written: WrittenCart) -> None:
        """Remember a cart that was committed."""
        self._memo.keep(written.cart.id, written.document, written.cart)

    def erase(self, session: Session, cart: CartId, erasing_key: PseudonymKey) -> bool:
        """Put pseudonyms into a cart; say whether it is there."""
        found = self.get(session, cart)
        self._memo.forget(cart)
        if found is None:
            return False
        erased = WrittenCart.of(pseudonymized(found, key=erasing_key))
        self.put(session, erased, version=found.version)
        return True

    def overdue(self, session: Session, at: datetime, *, limit: int) -> tuple[CartId, ...]:
        """Name at most *limit* carts whose expiry is not settled, the longest overdue first."""
        instant = to_micros(at)
        found = session.rows(
            f"SELECT cart_id FROM carts WHERE due_at IS NOT NULL AND due_at <= ? AND {_KEPT} "
            "ORDER BY due_at, cart_id LIMIT ?",
            (instant, instant, limit),
        )
        return tuple(CartId(name) for (name,) in found)

    def purge(self, session: Session, *, before: datetime, limit: int) -> int:
        """Forget carts that were over at an instant, the oldest first; answer how many."""
        over = session.rows(self._over, (to_micros(before), limit))
        session.run_each("DELETE FROM carts WHERE cart_id = ?", over)
        session.run_each("DELETE FROM changes WHERE cart_id = ?", over)
        for (name,) in over:
            self._memo.forget(name)
        return len(over)

    def _read(self, cart: CartId, document: str) -> Cart:
        return self._memo.read(cart, document, CART.decode)
