"""A journal in memory: it lives as long as the process, and threads share it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from threading import RLock
from types import MappingProxyType
from typing import TYPE_CHECKING

from attrs import define, evolve, field

from counterfoil.adapters.forgetting import ForgettingOrder, check_limit
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
from counterfoil.domain.privacy import PseudonymKey, pseudonymized
from counterfoil.domain.references import CartId, CommandKey, OrderId, SystemReference
from counterfoil.ports.journal import Journal
from counterfoil.ports.reservation_system import (
    PURGE_LIMIT,
    Done,
    InFlight,
    OrderDone,
    OrderInFlight,
    Past,
)

NO_NOTES: Mapping[str, SystemReference] = MappingProxyType({})


@define
class Sent:
    """What is known of a key that was begun and is not done; no decision: it was set aside.

    ``about`` is the cart or the order that it changes.
    """

    about: CartId | OrderId
    decision: Decision | OrderDecision | None = None
    times: int = 0
    notes: dict[str, SystemReference] = field(factory=dict)


class MemoryJournal:
    """Keys, decisions under way and shadows of carts and orders, as long as the process lives.

    Ids of carts and of orders share some of the dictionaries: both are derived from keys, by
    different words, so that none is the other's.
    """

    def __init__(self) -> None:
        self._lock = RLock()
        self._done: dict[CommandKey, Done | OrderDone] = {}
        self._sent: dict[CommandKey, Sent] = {}
        self._at_work: dict[CartId | OrderId, CommandKey] = {}
        self._shadows: dict[CartId, Cart] = {}
        self._orders: dict[OrderId, Order] = {}
        self._keys: dict[CartId | OrderId, set[CommandKey]] = {}
        self._until: dict[CartId, datetime] = {}
        self._order = ForgettingOrder()
        self._awaited: set[CartId] = set()  # over, but at work or owing: out of the order

    def recall(self, key: CommandKey) -> Past | None:
        """Look a key up."""
        with self._lock:
            return self._done.get(key) or self._in_flight(key)

    def begin(self, decision: Decision) -> int:
        """Take the cart, unless it changed or somebody else has it."""
        cart = decision.after.id
        with self._lock:
            self._check_free(decision)
            shadow = self._shadows.get(cart)
            version = 0 if shadow is None else shadow.version
            if version != version_before(decision):
                raise has_changed(cart)
            if cart not in self._until:
                self._keep(decision.after)
            return self._begin(decision)

    def begin_order(self, decision: OrderDecision) -> int:
        """Take the order, unless it changed or somebody else has it."""
        order = decision.after.id
        with self._lock:
            self._check_free(decision)
            shadow = self._orders.get(order)
            revision = 0 if shadow is None else shadow.revision
            if revision != revision_before(decision):
                raise has_changed(order)
            return self._begin(decision)

    def note(self, key: CommandKey, *, step: str, reference: SystemReference) -> None:
        """Write a reference down."""
        with self._lock:
            if self._in_flight(key) is None:
                raise not_under_way(key)
            self._sent[key].notes[step] = reference

    def noted(self, key: CommandKey) -> Mapping[str, SystemReference]:
        """Answer what was noted."""
        with self._lock:
            sent = self._sent.get(key)
            return NO_NOTES if sent is None else MappingProxyType(dict(sent.notes))

    def finish(self, decision: Decision, *, after: Cart, order: Order | None = None) -> None:
        """Write the key, the shadow and the order, and let others at the cart."""
        made = None if order is None else order.id
        with self._lock:
            done = Done(decision.digests, after.id, after.version, order=made)
            if self._end(decision.key, done):
                self._shadows[after.id] = after
                self._keep(after)
                if order is not None:
                    self._orders[order.id] = order

    def finish_order(self, decision: OrderDecision, *, after: Order) -> None:
        """Write the key and the order, and let others at it."""
        with self._lock:
            if self._end(decision.key, OrderDone(decision.digests, after.id, after.version)):
                self._orders[after.id] = after

    def forget(self, key: CommandKey) -> None:
        """Let others at the cart, and forget the key."""
        with self._lock:
            if self._in_flight(key) is not None:
                sent = self._sent.pop(key)
                self._keys[sent.about].discard(key)
                self._release(sent)

    def set_aside(self, key: CommandKey) -> None:
        """Let others at the cart, and remember only that the key was begun."""
        with self._lock:
            if self._in_flight(key) is not None:
                sent = self._sent[key]
                sent.decision = None
                self._release(sent)

    def shadow(self, cart: CartId) -> Cart | None:
        """Answer a cart as it was finished last."""
        with self._lock:
            return self._shadows.get(cart)

    def order(self, order: OrderId) -> Order | None:
        """Answer an order as it was finished last."""
        with self._lock:
            return self._orders.get(order)

    def at_work(self, cart: CartId) -> InFlight | None:
        """Answer what is under way for a cart."""
        with self._lock:
            found = self._in_flight(self._at_work.get(cart))
            return found if isinstance(found, InFlight) else None

    def order_at_work(self, order: OrderId) -> OrderInFlight | None:
        """Answer what is under way for an order."""
        with self._lock:
            found = self._in_flight(self._at_work.get(order))
            return found if isinstance(found, OrderInFlight) else None

    def unfinished(
        self, *, before: datetime, limit: int = PURGE_LIMIT
    ) -> tuple[InFlight | OrderInFlight, ...]:
        """Answer what has been under way since before an instant; it looks at all that is."""
        check_limit(limit)
        with self._lock:
            found = [
                flight
                for key in self._at_work.values()
                if (flight := self._in_flight(key)) is not None and flight.decision.at < before
            ]
        return tuple(sorted(found, key=_age)[:limit])

    def erase(self, cart: CartId, *, erasing_key: PseudonymKey) -> None:
        """Write the shadow and the keys of a cart anew."""
        with self._lock:
            self._erase_keys(cart)
            if cart in self._shadows:
                self._shadows[cart] = pseudonymized(self._shadows[cart], key=erasing_key)

    def erase_order(self, order: OrderId, *, erasing_key: PseudonymKey) -> None:
        """Write the shadow and the keys of an order anew."""
        with self._lock:
            self._erase_keys(order)
            if order in self._orders:
                self._orders[order] = pseudonymized(self._orders[order], key=erasing_key)

    def purge(self, *, before: datetime, limit: int = PURGE_LIMIT) -> int:
        """Forget carts that are over, and the keys that changed them."""
        check_limit(limit)
        with self._lock:
            over = tuple(self._order.over(before=before, limit=limit, until=self._idle_until))
            for cart in over:
                del self._until[cart]
                self._shadows.pop(cart, None)
                for key in self._keys.pop(cart):
                    self._done.pop(key, None)
                    self._sent.pop(key, None)
            return len(over)

    def _check_free(self, decision: Decision | OrderDecision) -> None:
        key, about = decision.key, decision.after.id
        if key in self._done:
            raise carried_out(key)
        if about in self._at_work or self._in_flight(key) is not None:
            raise being_changed(about)

    def _begin(self, decision: Decision | OrderDecision) -> int:
        key, about = decision.key, decision.after.id
        sent = self._sent.setdefault(key, Sent(about))
        sent.decision = decision
        sent.times += 1
        self._at_work[about] = key
        self._keys.setdefault(about, set()).add(key)
        return sent.times

    def _end(self, key: CommandKey, done: Done | OrderDone) -> bool:
        """Remember that a key is done and let others at what it changed; False: it was done."""
        if key in self._done:
            return False
        if self._in_flight(key) is None:
            raise not_under_way(key)
        self._release(self._sent.pop(key))
        self._done[key] = done
        return True

    def _erase_keys(self, about: CartId | OrderId) -> None:
        if about in self._at_work:
            raise being_changed(about)
        for key in self._keys.get(about, ()):
            done = self._done.get(key)
            if done is not None:
                self._done[key] = evolve(done, digests=erased_digests(done.digests))

    def _keep(self, cart: Cart) -> None:
        """See that a cart is kept for as long as it can be read."""
        until = readable_until(cart)
        if cart.id not in self._until:
            self._order.add(cart.id, until=until)
        self._until[cart.id] = max(until, self._until.get(cart.id, until))

    def _release(self, sent: Sent) -> None:
        """Let others at a cart or order; a cart goes back to where it was taken out."""
        del self._at_work[sent.about]
        if sent.about in self._awaited:
            cart = CartId(sent.about)
            self._awaited.remove(cart)
            self._order.add(cart, until=self._until[cart])

    def _idle_until(self, cart: CartId) -> datetime | None:
        shadow = self._shadows.get(cart)
        if cart in self._at_work or (shadow is not None and owes(shadow)):
            self._awaited.add(cart)
            return None
        return self._until.get(cart)

    def _in_flight(self, key: CommandKey | None) -> InFlight | OrderInFlight | None:
        sent = None if key is None else self._sent.get(key)
        if sent is None or sent.decision is None:
            return None
        decision = sent.decision
        return InFlight(decision) if isinstance(decision, Decision) else OrderInFlight(decision)


def _age(flight: InFlight | OrderInFlight) -> tuple[datetime, CommandKey]:
    return flight.decision.at, flight.decision.key


if TYPE_CHECKING:
    _: type[Journal] = MemoryJournal
