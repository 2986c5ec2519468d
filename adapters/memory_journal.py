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
    version_before,
)
from counterfoil.domain.cart.cart import Cart
from counterfoil.domain.cart.expiry import owes, readable_until
from counterfoil.domain.decisions import Decision
from counterfoil.domain.erasing import erased_digests
from counterfoil.domain.privacy import PseudonymKey, pseudonymized
from counterfoil.domain.references import CartId, CommandKey, SystemReference
from counterfoil.ports.journal import Journal
from counterfoil.ports.reservation_system import PURGE_LIMIT, Done, InFlight

NO_NOTES: Mapping[str, SystemReference] = MappingProxyType({})


@define
class Sent:
    """What is known of a key that was begun and is not done; no decision: it was set aside."""

    cart: CartId
    decision: Decision | None = None
    times: int = 0
    notes: dict[str, SystemReference] = field(factory=dict)


class MemoryJournal:
    """Keys, decisions under way and shadows of carts, as long as the process lives."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._done: dict[CommandKey, Done] = {}
        self._sent: dict[CommandKey, Sent] = {}
        self._at_work: dict[CartId, CommandKey] = {}
        self._shadows: dict[CartId, Cart] = {}
        self._keys: dict[CartId, set[CommandKey]] = {}
        self._until: dict[CartId, datetime] = {}
        self._order = ForgettingOrder()
        self._awaited: set[CartId] = set()  # over, but at work or owing: out of the order

    def recall(self, key: CommandKey) -> Done | InFlight | None:
        """Look a key up."""
        with self._lock:
            return self._done.get(key) or self._in_flight(key)

    def begin(self, decision: Decision) -> int:
        """Take the cart, unless it changed or somebody else has it."""
        cart, key = decision.after.id, decision.key
        with self._lock:
            if key in self._done:
                raise carried_out(key)
            if cart in self._at_work or self._in_flight(key) is not None:
                raise being_changed(cart)
            shadow = self._shadows.get(cart)
            version = 0 if shadow is None else shadow.version
            if version != version_before(decision):
                raise has_changed(cart)
            sent = self._sent.setdefault(key, Sent(cart))
            sent.decision = decision
            sent.times += 1
            self._at_work[cart] = key
            self._keys.setdefault(cart, set()).add(key)
            self._keep(decision.after)
            return sent.times

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

    def finish(self, decision: Decision, *, after: Cart) -> None:
        """Write the key and the shadow, and let others at the cart."""
        key = decision.key
        with self._lock:
            if key in self._done:
                return
            if self._in_flight(key) is None:
                raise not_under_way(key)
            self._shadows[after.id] = after
            self._keep(after)
            self._release(self._sent.pop(key))
            self._done[key] = Done(decision.digests, after.id, after.version)

    def forget(self, key: CommandKey) -> None:
        """Let others at the cart, and forget the key."""
        with self._lock:
            if self._in_flight(key) is not None:
                sent = self._sent.pop(key)
                self._keys[sent.cart].discard(key)
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

    def at_work(self, cart: CartId) -> InFlight | None:
        """Answer what is under way for a cart."""
        with self._lock:
            key = self._at_work.get(cart)
            return None if key is None else self._in_flight(key)

    def unfinished(self, *, before: datetime, limit: int = PURGE_LIMIT) -> tuple[InFlight, ...]:
        """Answer what has been under way since before an instant; it looks at all that is."""
        check_limit(limit)
        with self._lock:
            found = [
                InFlight(sent.decision)
                for key in self._at_work.values()
                if (sent := self._sent[key]).decision is not None and sent.decision.at < before
            ]
        return tuple(sorted(found, key=_age)[:limit])

    def erase(self, cart: CartId, *, erasing_key: PseudonymKey) -> None:
        """Write the shadow and the keys of a cart anew."""
        with self._lock:
            if cart in self._at_work:
                raise being_changed(cart)
            if cart in self._shadows:
                self._shadows[cart] = pseudonymized(self._shadows[cart], key=erasing_key)
            for key in self._keys.get(cart, ()):
                done = self._done.get(key)
                if done is not None:
                    self._done[key] = evolve(done, digests=erased_digests(done.digests))

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

    def _keep(self, cart: Cart) -> None:
        """See that a cart is kept for as long as it can be read."""
        until = readable_until(cart)
        if cart.id not in self._until:
            self._order.add(cart.id, until=until)
        self._until[cart.id] = max(until, self._until.get(cart.id, until))

    def _release(self, sent: Sent) -> None:
        """Let others at a cart, and put it back into the order if it was taken out."""
        del self._at_work[sent.cart]
        if sent.cart in self._awaited:
            self._awaited.remove(sent.cart)
            self._order.add(sent.cart, until=self._until[sent.cart])

    def _idle_until(self, cart: CartId) -> datetime | None:
        shadow = self._shadows.get(cart)
        if cart in self._at_work or (shadow is not None and owes(shadow)):
            self._awaited.add(cart)
            return None
        return self._until.get(cart)

    def _in_flight(self, key: CommandKey) -> InFlight | None:
        sent = self._sent.get(key)
        return None if sent is None or sent.decision is None else InFlight(sent.decision)


def _age(flight: InFlight) -> tuple[datetime, CommandKey]:
    return flight.decision.at, flight.decision.key


if TYPE_CHECKING:
    _: type[Journal] = MemoryJournal
