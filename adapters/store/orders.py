"""Orders in rows: the latest version of each, the earlier ones, their events and their codes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from attrs import frozen

from counterfoil.adapters.documents import ORDER
from counterfoil.adapters.keyed_digests import KeyedDigests
from counterfoil.adapters.store.dialect import Dialect
from counterfoil.adapters.store.instants import to_micros
from counterfoil.adapters.store.memo import Memo
from counterfoil.adapters.store.store import Session
from counterfoil.domain.finding import RecordedEvent
from counterfoil.domain.order.order import Order
from counterfoil.domain.privacy import PseudonymKey, pseudonymized
from counterfoil.domain.references import OrderId
from counterfoil.ports.errors import ConflictError

_INSERT = (
    "INSERT INTO order_documents (version, revision, world, document, order_id) "
    "VALUES (?, ?, ?, ?, ?) ON CONFLICT (order_id) DO NOTHING"
)
_UPDATE = (
    "UPDATE order_documents SET version = ?, revision = ?, world = ?, document = ? "
    "WHERE order_id = ? AND revision = ?"
)
_KEEP_VERSION = (
    "INSERT INTO earlier_orders (order_id, version, world, document) "
    "SELECT order_id, version, world, document FROM order_documents WHERE order_id = ?"
)
_MOVE_VERSION_IN = (
    "INSERT INTO earlier_orders (order_id, version, world, document) VALUES (?, ?, ?, ?)"
)
_EVENT = (
    "INSERT INTO events (sequence, order_id, place, type, order_version, at, actor_type) "
    "VALUES (?, ?, ?, ?, ?, ?, ?)"
)
_CODE = (
    "INSERT INTO codes (digest, order_id) VALUES (?, ?) "
    "ON CONFLICT (digest) DO UPDATE SET order_id = excluded.order_id"
)


@frozen
class WrittenOrder:
    """An order and its document, written out before the transaction begins."""

    order: Order
    document: str

    @classmethod
    def of(cls, order: Order) -> WrittenOrder:
        """Write an order."""
        return cls(order, ORDER.encode(order))

    @property
    def row(self) -> tuple[object, ...]:
        """The columns, the id last."""
        order = self.order
        return (order.version, order.revision, order.world, self.document, order.id)


class OrderTable:
    """Reads and writes orders."""

    def __init__(self, dialect: Dialect) -> None:
        among = dialect.among("order_id")
        self._many = dialect.many
        self._select_many = f"SELECT order_id, document FROM order_documents WHERE {among}"
        self._revision = (
            f"SELECT revision FROM order_documents WHERE order_id = ?{dialect.for_update}"
        )
        self._memo: Memo[Order] = Memo()

    def get(self, session: Session, order: OrderId, *, version: int | None = None) -> Order | None:
        """Answer an order, or an earlier version of it with the payments of the last one."""
        found = session.row("SELECT document FROM order_documents WHERE order_id = ?", (order,))
        if found is None:
            return None
        latest = self._read(order, found[0])
        if version is None or version == latest.version:
            return latest
        earlier = session.row(
            "SELECT document FROM earlier_orders WHERE order_id = ? AND version = ?",
            (order, version),
        )
        return None if earlier is None else ORDER.decode(earlier[0]).with_payments_of(latest)

    def revision(self, session: Session, order: OrderId) -> int:
        """Answer how many changes an order has had, 0 for none; it stays so until the end."""
        found = session.row(self._revision, (order,))
        return 0 if found is None else int(found[0])

    def many(self, session: Session, orders: Collection[OrderId]) -> dict[OrderId, Order]:
        """Answer some orders by their ids; those that are not there are left out."""
        found = session.rows(self._select_many, (self._many(orders),))
        return {OrderId(name): self._read(OrderId(name), text) for name, text in found}

    def put(self, session: Session, before: Order | None, written: WrittenOrder) -> None:
        """Write an order: a new version beside the others, a change in the place of its own.

        Raises: ConflictError where it is another one than *before* by now.
        """
        order = written.order
        if before is None:
            done = session.run(_INSERT, written.row)
        else:
            assert len(before.events) <= len(order.events), "an order forgets no event"
            if order.version != before.version:
                session.run(_KEEP_VERSION, (order.id,))
            done = session.run(_UPDATE, (*written.row, before.revision))
        if not done:
            raise ConflictError(f"order {order.id} has changed")

    def put_earlier(self, session: Session, earlier: Iterable[WrittenOrder]) -> None:
        """Write versions that an order had before it moved in."""
        session.run_each(
            _MOVE_VERSION_IN,
            [(one.order.id, one.order.version, one.order.world, one.document) for one in earlier],
        )

    def keep(self, written: WrittenOrder) -> None:
        """Remember an order that was committed."""
        self._memo.keep(written.order.id, written.document, written.order)

    def erase_earlier(self, session: Session, order: OrderId, erasing_key: PseudonymKey) -> None:
        """Put pseudonyms into the earlier versions of an order."""
        found = session.rows(
            "SELECT version, document FROM earlier_orders WHERE order_id = ?", (order,)
        )
        session.run_each(
            "UPDATE earlier_orders SET document = ? WHERE order_id = ? AND version = ?",
            [
                (
                    ORDER.encode(pseudonymized(ORDER.decode(text), key=erasing_key)),
                    order,
                    version,
                )
                for version, text in found
            ],
        )

    def events_after(
        self, session: Session, sequence: int, *, limit: int
    ) -> tuple[RecordedEvent, ...]:
        """Answer events by their number; what they say is read from their orders."""
        found = session.rows(
            "SELECT sequence, order_id, place FROM events WHERE sequence > ? "
            "ORDER BY sequence LIMIT ?",
            (sequence, limit),
        )
        orders = self.many(session, {order for _, order, _ in found})
        return tuple(
            RecordedEvent(sequence=number, order=OrderId(order), event=orders[order].events[place])
            for number, order, place in found
        )

    def _read(self, order: OrderId, document: str) -> Order:
        return self._memo.read(order, document, ORDER.decode)


def number_events(session: Session, before: Order | None, after: Order) -> None:
    """Give the events that are new the next numbers; called last, since all orders share them."""
    known = 0 if before is None else len(before.events)
    new = after.events[known:]
    if not new:
        return
    given = session.row(
        "UPDATE numbers SET value = value + ? WHERE name = 'events' RETURNING value", (len(new),)
    )
    assert given is not None, "the schema makes the number"
    first = given[0] - len(new) + 1
    session.run_each(
        _EVENT,
        [
            (
                first + place,
                after.id,
                known + place,
                event.type.value,
                event.order_version,
                to_micros(event.at),
                None if event.actor is None else event.actor.account_type.value,
            )
            for place, event in enumerate(new)
        ],
    )


def put_codes(
    session: Session, before: Order | None, after: Order, *, digests: KeyedDigests
) -> None:
    """Note the codes of an order that are not noted yet; *before* is what it was."""
    known = frozenset(() if before is None else _codes(before))
    new = [code for code in _codes(after) if code not in known]
    session.run_each(_CODE, [(digests.of(code), after.id) for code in new])


def forget_codes(session: Session, order: OrderId) -> None:
    """Forget which codes an order had."""
    session.run("DELETE FROM codes WHERE order_id = ?", (order,))


def order_of_code(session: Session, code: str, *, digests: KeyedDigests) -> OrderId | None:
    """Answer the order that a code was sold with last, or None."""
    found = session.row("SELECT order_id FROM codes WHERE digest = ?", (digests.of(code),))
    return None if found is None else OrderId(found[0])


def _codes(order: Order) -> Iterator[str]:
    return (ticket.code for booking in order.bookings for ticket in booking.tickets)
