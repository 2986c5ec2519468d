"""Orders in memory: every version of each, what finds them, and what was done to them."""

from __future__ import annotations

from collections.abc import Callable

from attrs import evolve

from counterfoil.adapters.memory_finding import OrderIndex, Selection
from counterfoil.domain.decisions import Decision, OrderDecision
from counterfoil.domain.erasing import erased_digests
from counterfoil.domain.finding import OrderFilter, RecordedEvent
from counterfoil.domain.order.changes import OrderConfirmed, OrderImported, order_of
from counterfoil.domain.order.order import Order
from counterfoil.domain.privacy import PseudonymKey, pseudonymized
from counterfoil.domain.references import CommandKey, OrderId
from counterfoil.domain.stock import Overbooked
from counterfoil.ports.reservation_system import OrderDone, OrderRecord


class MemoryOrders:
    """Versions of orders; not thread-safe by itself."""

    def __init__(self) -> None:
        self._versions: dict[OrderId, list[Order]] = {}
        self._index = OrderIndex(self._latest)
        self._events: list[tuple[OrderId, int]] = []

    def get(self, order: OrderId, *, version: int | None = None) -> Order | None:
        """Answer an order, or an earlier version of it with the payments of the last one."""
        versions = self._versions.get(order)
        if versions is None:
            return None
        latest = versions[-1]
        if version is None or version == latest.version:
            return latest
        found = next((one for one in versions if one.version == version), None)
        return None if found is None else found.with_payments_of(latest)

    def _latest(self, order: OrderId) -> Order:
        return self._versions[order][-1]

    def rewrite(self, order: OrderId, write: Callable[[Order], Order]) -> None:
        """Put something else in the place of every version of an order."""
        before = self._latest(order)
        self._versions[order] = [write(version) for version in self._versions[order]]
        self._index.put(before, self._latest(order))

    def carry_out(self, decision: OrderDecision) -> None:
        """Keep an order as it was decided; one that moves in has earlier versions."""
        if isinstance(decision.change, OrderImported):
            for version in decision.change.earlier:
                self.put(version)
        self.put(decision.after)

    def put(self, order: Order) -> None:
        """Keep an order: a new version beside the others, a change in the place of its own."""
        versions = self._versions.setdefault(order.id, [])
        before = versions[-1] if versions else None
        known = 0 if before is None else len(before.events)
        assert known <= len(order.events), "an order forgets no event"
        self._index.put(before, order)
        self._events.extend((order.id, place) for place in range(known, len(order.events)))
        if versions and versions[-1].version == order.version:
            versions[-1] = order
        else:
            versions.append(order)

    def select(self, wanted: OrderFilter) -> Selection:
        """Answer the orders of a page, or those among which they are to be looked for."""
        return self._index.select(wanted)

    def events_after(self, sequence: int, *, limit: int) -> tuple[RecordedEvent, ...]:
        """Answer events by their number; what they say is read from their orders."""
        return tuple(
            RecordedEvent(sequence=number, order=order, event=self._latest(order).events[place])
            for number, (order, place) in enumerate(
                self._events[sequence : sequence + limit], start=sequence + 1
            )
        )


class OrderHistory:
    """What was done to orders, in order and by key; not thread-safe by itself.

    How an order that was a cart began is written here too: the cart is forgotten before it.
    """

    def __init__(self) -> None:
        self._done: dict[CommandKey, OrderDone] = {}
        self._log: list[OrderRecord] = []

    def done(self, key: CommandKey) -> OrderDone | None:
        """Answer what was done under a key."""
        return self._done.get(key)

    def put(self, decision: OrderDecision, *, overbooked: tuple[Overbooked, ...]) -> None:
        """Note what was decided, and remember its key."""
        key, after = decision.key, decision.after
        self._done[key] = OrderDone(decision.digests, after.id, after.version, overbooked)
        self._log.append(
            OrderRecord(key=key, at=decision.at, change=decision.change, overbooked=overbooked)
        )

    def begin(self, decision: Decision, order: Order, overbooked: tuple[Overbooked, ...]) -> None:
        """Note what a cart became; the key is that of the cart, and goes with it."""
        change = OrderConfirmed(order=order)
        self._log.append(
            OrderRecord(key=decision.key, at=decision.at, change=change, overbooked=overbooked)
        )

    def records(self) -> tuple[OrderRecord, ...]:
        """Answer all of it."""
        return tuple(self._log)

    def erase(self, order: OrderId, erasing_key: PseudonymKey, *, but: CommandKey) -> None:
        """Rewrite what happened to an order, and what is known of its keys but one."""
        for key, done in self._done.items():
            if done.order == order and key != but:
                self._done[key] = evolve(done, digests=erased_digests(done.digests))
        self._log = [
            pseudonymized(record, key=erasing_key) if order_of(record.change) == order else record
            for record in self._log
        ]
