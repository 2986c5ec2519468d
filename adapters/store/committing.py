"""Committing: one transaction for any decision; it knows effects, and no command.

What is written is written out before the transaction begins, and rows that many want come last in
it, so that others wait as shortly as can be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TypeAlias

from attrs import field, frozen

from counterfoil.adapters.keyed_digests import KeyedDigests
from counterfoil.adapters.store import history
from counterfoil.adapters.store.carts import CartTable, WrittenCart
from counterfoil.adapters.store.history import WrittenChange
from counterfoil.adapters.store.orders import OrderTable, WrittenOrder, number_events, put_codes
from counterfoil.adapters.store.projection import Projection, Writes, write
from counterfoil.adapters.store.projection_limits import KnownLimits, write_limits
from counterfoil.adapters.store.store import Session, Store
from counterfoil.adapters.store.worlds import WorldTable
from counterfoil.adapters.under_way import version_before
from counterfoil.domain.decisions import Decision, OrderDecision
from counterfoil.domain.guards import LevelWithin, OrderRevisionIs, VersionIs
from counterfoil.domain.order.changes import OrderImported
from counterfoil.domain.order.order import Order
from counterfoil.domain.stock import Draws, Overbooked
from counterfoil.ports.errors import ConflictError
from counterfoil.ports.reservation_system import Committed, Done, OrderCommitted

NO_DRAWS = Draws()

More: TypeAlias = Callable[[Session], None]
"""What else is written in the same transaction, before the stock."""


def nothing_more(_: Session) -> None:
    """Write nothing else."""


@frozen(kw_only=True)
class _Written:
    """An order with all its rows, written out before the transaction begins."""

    before: Order | None
    order: WrittenOrder
    projected: tuple[Writes, ...]
    earlier: tuple[WrittenOrder, ...] = ()


@frozen(kw_only=True)
class Committing:
    """Makes decisions true in a store."""

    store: Store
    worlds: WorldTable
    carts: CartTable
    orders: OrderTable
    digests: KeyedDigests
    projection: Projection
    limits: KnownLimits = field(factory=KnownLimits)

    def cart(self, decision: Decision, more: More = nothing_more) -> Committed:
        """Write a cart, the order that it became if it did, and remember the key."""
        after, order = decision.after, decision.order
        cart, lines = WrittenCart.of(after), [WrittenChange.of(decision)]
        made = None
        if order is not None:
            made = self._written(None, order)
            lines.append(WrittenChange.beginning(decision, order))

        def commit(session: Session) -> tuple[Overbooked, ...]:
            self.carts.forget_over(session, after.id, at=decision.at)
            for line in lines:
                self._remember(session, line, at=decision.at)
            self._check(session, decision)
            self.carts.put(session, cart, version=version_before(decision))
            if made is not None:
                self._put_order(session, made)
            more(session)
            overbooked = self._settle(session, decision, lines)
            if order is not None:
                number_events(session, None, order)
            return overbooked

        overbooked = self.store.write(commit, key=decision.key)
        self.limits.keep(decision.draws)
        self.carts.keep(cart)
        if made is not None:
            self.orders.keep(made.order)
        return Committed(after, overbooked, order)

    def order(self, decision: OrderDecision, more: More = nothing_more) -> OrderCommitted:
        """Write an order and remember the key."""
        after, change = decision.after, WrittenChange.of(decision)
        before = self.store.read(lambda session: self.orders.get(session, after.id))
        _check_revision(decision, before)
        written = self._written(before, after, earlier=_moved_in(decision))

        def commit(session: Session) -> tuple[Overbooked, ...]:
            self._remember(session, change, at=decision.at)
            self._check(session, decision)
            self._put_order(session, written)
            more(session)
            overbooked = self._settle(session, decision, [change])
            number_events(session, before, after)
            return overbooked

        overbooked = self.store.write(commit, key=decision.key)
        self.limits.keep(decision.draws)
        self.orders.keep(written.order)
        return OrderCommitted(after, overbooked)

    def _written(
        self, before: Order | None, after: Order, *, earlier: tuple[Order, ...] = ()
    ) -> _Written:
        return _Written(
            before=before,
            order=WrittenOrder.of(after),
            projected=self.projection.changes(before, after),
            earlier=tuple(map(WrittenOrder.of, earlier)),
        )

    def _put_order(self, session: Session, written: _Written) -> None:
        after = written.order
        self.orders.put(session, written.before, after)
        self.orders.put_earlier(session, written.earlier)
        write(session, written.projected)
        put_codes(session, written.before, after.order, digests=self.digests)

    def _remember(self, session: Session, change: WrittenChange, *, at: datetime) -> None:
        """Write a line of the log; a key that a cart had which is over is free."""
        if history.remember(session, change):
            return
        key = change.record.key
        done = history.done_under(session, key)
        is_free = isinstance(done, Done) and self.carts.forget_over(session, done.cart, at=at)
        if is_free and history.remember(session, change):
            return
        raise ConflictError(f"command {key!r} was carried out meanwhile")

    def _check(self, session: Session, decision: Decision | OrderDecision) -> None:
        """Raise ConflictError for a cart or an order that has changed.

        That which is written is looked at when it is: it is written only if it has not.
        """
        for guard in decision.guards:
            match guard:
                case VersionIs(cart=own) | OrderRevisionIs(order=own) if own == decision.after.id:
                    pass
                case VersionIs(cart=cart, version=version):
                    if self.carts.version(session, cart) != version:
                        raise ConflictError(f"cart {cart} has changed")
                case OrderRevisionIs(order=order, revision=revision):
                    if self.orders.revision(session, order) != revision:
                        raise ConflictError(f"order {order} has changed")
                case LevelWithin():
                    pass  # looked at last, since many want the counters

    def _check_bands(self, session: Session, decision: Decision | OrderDecision) -> None:
        """Raise ConflictError for a pool that has left the band that a price relied on."""
        bands = [guard for guard in decision.guards if isinstance(guard, LevelWithin)]
        if not bands:
            return
        stock = self.store.stock
        resources = sorted({band.resource for band in bands})
        stock.hold_still(session, resources)
        counts = stock.counts(session, resources, at=decision.at)
        for band in bands:
            drawn = sum(map(sum, counts.get(band.resource, {}).values()))
            if drawn < band.low or (band.high is not None and drawn >= band.high):
                raise ConflictError(f"{band.resource} has filled or emptied beyond a price's band")

    def _settle(
        self, session: Session, decision: Decision | OrderDecision, lines: Iterable[WrittenChange]
    ) -> tuple[Overbooked, ...]:
        self._check_bands(session, decision)
        if decision.draws == NO_DRAWS:
            return ()
        level = self.worlds.level_of(session)
        write_limits(session, self.limits.missing(decision.draws), level=level)
        overbooked = self.store.stock.settle(session, decision.draws, at=decision.at, level=level)
        if overbooked:
            for line in lines:
                history.note_overbooked(session, line, overbooked)
        return overbooked


def _check_revision(decision: OrderDecision, before: Order | None) -> None:
    """Raise ConflictError for an order that is not the one that was decided about."""
    own = decision.after.id
    found = OrderRevisionIs(order=own, revision=0 if before is None else before.revision)
    decided = [one for one in decision.guards if isinstance(one, OrderRevisionIs)]
    if any(one.order == own and one != found for one in decided):
        raise ConflictError(f"order {own} has changed")


def _moved_in(decision: OrderDecision) -> tuple[Order, ...]:
    """Answer the earlier versions of an order that moves in."""
    change = decision.change
    return change.earlier if isinstance(change, OrderImported) else ()
