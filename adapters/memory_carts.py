"""Carts in memory: as they are, what was done to them, when they end and when they are over."""

from __future__ import annotations

from datetime import datetime
from heapq import heappop, heappush
from itertools import chain, count
from typing import NamedTuple

from attrs import evolve

from counterfoil.adapters.forgetting import ForgettingOrder
from counterfoil.domain.cart.cart import Cart
from counterfoil.domain.cart.expiry import expires_at, is_readable, owes, readable_until
from counterfoil.domain.decisions import Decision
from counterfoil.domain.erasing import erased_digests
from counterfoil.domain.privacy import PseudonymKey, pseudonymized
from counterfoil.domain.references import CartId, CommandKey
from counterfoil.domain.stock import Overbooked
from counterfoil.ports.reservation_system import Done, Record


class Line(NamedTuple):
    """A line of the log, in the order in which it was committed."""

    number: int
    record: Record


class MemoryCarts:
    """Carts, keys and history, until they are forgotten; not thread-safe by itself.

    A cart that is over and owes nothing is not there, forgotten or not.
    """

    def __init__(self) -> None:
        self._carts: dict[CartId, Cart] = {}
        self._ends: list[tuple[datetime, CartId]] = []
        self._done: dict[CommandKey, Done] = {}
        self._log: dict[CartId, list[Line]] = {}
        self._count = count()
        self._order = ForgettingOrder()
        self._owing: set[CartId] = set()  # over, but they owe: out of the order until they change

    def __getitem__(self, cart: CartId) -> Cart:
        """Answer a cart that was put and not forgotten, over or not."""
        return self._carts[cart]

    def version(self, cart: CartId) -> int:
        """Answer the version of a cart, 0 for one that is not there."""
        found = self._carts.get(cart)
        return 0 if found is None else found.version

    def kept(self, cart: CartId, *, at: datetime) -> Cart | None:
        """Look a cart up that can be read at an instant, or owes something."""
        found = self._carts.get(cart)
        if found is None or is_readable(found, now=at) or owes(found):
            return found
        return None

    def done(self, key: CommandKey) -> Done | None:
        """Answer what was done under a key."""
        return self._done.get(key)

    def records(self) -> tuple[Record, ...]:
        """Answer what was committed to the carts that are kept, in order."""
        return tuple(line.record for line in sorted(chain(*self._log.values())))

    def put(self, decision: Decision, *, overbooked: tuple[Overbooked, ...]) -> None:
        """Write what was decided, and remember its key."""
        after, key, order = decision.after, decision.key, decision.order
        if after.id not in self._carts or after.id in self._owing:
            self._owing.discard(after.id)
            self._order.add(after.id, until=readable_until(after))
        before = self._carts.get(after.id)
        self._carts[after.id] = after
        self._put_end(before, after)
        made = None if order is None else order.id
        self._done[key] = Done(decision.digests, after.id, after.version, overbooked, made)
        record = Record(key=key, at=decision.at, change=decision.change, overbooked=overbooked)
        self._log.setdefault(after.id, []).append(Line(next(self._count), record))

    def _put_end(self, before: Cart | None, after: Cart) -> None:
        """Note when a cart ends, unless that is noted already."""
        ends_at = expires_at(after)
        owes_again = before is not None and before.expiry_settled and not after.expiry_settled
        if ends_at is not None and (owes_again or before is None or expires_at(before) != ends_at):
            heappush(self._ends, (ends_at, after.id))

    def overdue(self, at: datetime, *, limit: int) -> tuple[CartId, ...]:
        """Name the carts whose expiry is not settled, at most *limit*, the longest overdue first.

        Those that ended otherwise are not looked at again.
        """
        found: dict[CartId, datetime] = {}
        while self._ends and self._ends[0][0] <= at and len(found) < limit:
            ends_at, name = heappop(self._ends)
            cart = self.kept(name, at=at)
            if cart is not None and not cart.expiry_settled and expires_at(cart) == ends_at:
                found[name] = ends_at
        for name, ends_at in found.items():
            heappush(self._ends, (ends_at, name))
        return tuple(found)

    def erase(self, cart: CartId, erasing_key: PseudonymKey) -> None:
        """Put pseudonyms into a cart and its history, if it is there."""
        if cart in self._carts:
            self._carts[cart] = pseudonymized(self._carts[cart], key=erasing_key)
            self.erase_history(cart, erasing_key)

    def erase_history(
        self, cart: CartId, erasing_key: PseudonymKey, *, but: CommandKey | None = None
    ) -> None:
        """Rewrite what happened to a cart, and what is known of its keys but one."""
        log = self._log[cart] = [
            line._replace(record=pseudonymized(line.record, key=erasing_key))
            for line in self._log[cart]
        ]
        for line in log:
            key, done = line.record.key, self._done[line.record.key]
            if key != but:
                self._done[key] = evolve(done, digests=erased_digests(done.digests))

    def purge(self, *, before: datetime, limit: int) -> int:
        """Forget carts that were over at an instant, the oldest first; answer how many."""
        over = tuple(self._order.over(before=before, limit=limit, until=self._until))
        for cart in over:
            self._forget(cart)
        return len(over)

    def forget_over(self, decision: Decision) -> None:
        """Forget what a decision would meet of a cart that is over, as if a purge had run."""
        done = self._done.get(decision.key)
        for name in {decision.after.id, decision.after.id if done is None else done.cart}:
            cart = self._carts.get(name)
            if cart is not None and self.kept(name, at=decision.at) is None:
                self._forget(name)

    def _until(self, cart: CartId) -> datetime | None:
        found = self._carts.get(cart)
        if found is not None and owes(found):
            self._owing.add(cart)
            return None
        return None if found is None else readable_until(found)

    def _forget(self, cart: CartId) -> None:
        del self._carts[cart]
        for line in self._log.pop(cart):
            del self._done[line.record.key]
