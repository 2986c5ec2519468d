"""Systems that are wrong about what they keep: keys, guards, versions, events, history."""

from __future__ import annotations

from datetime import datetime

from attrs import evolve

from counterfoil.adapters.forgetting import check_limit
from counterfoil.adapters.memory import MemorySystem
from counterfoil.domain.cart.cart import Cart
from counterfoil.domain.decisions import Decision, OrderDecision
from counterfoil.domain.finding import OrderFilter, Page, RecordedEvent
from counterfoil.domain.guards import Guard, LevelWithin, OrderRevisionIs, VersionIs
from counterfoil.domain.order.changes import OrderConfirmed, OrderImported
from counterfoil.domain.order.order import Order
from counterfoil.domain.privacy import PseudonymKey, pseudonymized
from counterfoil.domain.references import CartId, CommandKey, OrderId
from counterfoil.ports.errors import ConflictError
from counterfoil.ports.reservation_system import (
    PURGE_LIMIT,
    Committed,
    Done,
    OrderCommitted,
    OrderRecord,
    Past,
    World,
)


class RemembersRefusals(MemorySystem):
    """Writes a key down before it knows whether the decision can be carried out."""

    def commit(self, decision: Decision) -> Committed:
        try:
            return super().commit(decision)
        except ConflictError:
            done = Done(decision.digests, decision.after.id, decision.after.version)
            self._carts._done.setdefault(decision.key, done)
            raise


class ForgetsKeys(MemorySystem):
    """Knows no key that was used."""

    def recall(self, key: CommandKey) -> Past | None:
        return None


class WritesTheCartButNotTheStock(MemorySystem):
    """Writes the cart before it looks whether what it draws is there."""

    def commit(self, decision: Decision) -> Committed:
        with self._lock:
            try:
                return super().commit(decision)
            except ConflictError as conflict:
                if "ran out" in str(conflict):
                    self._carts._carts[decision.after.id] = decision.after
                raise


class NumbersEventsWithGaps(MemorySystem):
    """Takes a number for each attempt, as a sequence of a database does."""

    def events_after(self, sequence: int, *, limit: int) -> tuple[RecordedEvent, ...]:
        found = super().events_after(0, limit=10_000)
        numbered = (evolve(one, sequence=one.sequence + one.sequence // 4) for one in found)
        return tuple(one for one in numbered if one.sequence > sequence)[:limit]


class ListsAnOrderTwice(MemorySystem):
    """Lists what an order was beside what it is."""

    def orders(self, wanted: OrderFilter) -> Page:
        page = super().orders(wanted)
        changed = [one for one in page.items if one.order.revision > 1][:1]
        return evolve(
            page,
            items=(*page.items, *changed),
            total_items=page.total_items + len(changed),
        )


class LosesEarlierVersions(MemorySystem):
    """Keeps an order as it is, and nothing that it was."""

    def commit_order(self, decision: OrderDecision) -> OrderCommitted:
        committed = super().commit_order(decision)
        versions = self._orders._versions[decision.after.id]
        del versions[:-1]
        return committed


class IgnoresTheVersion(MemorySystem):
    """Writes a cart over one that it does not know."""

    def _check(self, guard: Guard) -> None:
        if not isinstance(guard, VersionIs):
            super()._check(guard)


class IgnoresTheRevision(MemorySystem):
    """Writes an order over one that it does not know."""

    def _check(self, guard: Guard) -> None:
        if not isinstance(guard, OrderRevisionIs):
            super()._check(guard)


class IgnoresTheLevel(MemorySystem):
    """Commits a price that relied on a level that is another now."""

    def _check(self, guard: Guard) -> None:
        if not isinstance(guard, LevelWithin):
            super()._check(guard)


class ErasesTheLatestVersionOnly(MemorySystem):
    """Leaves earlier versions as they were."""

    def erase_order(self, decision: OrderDecision, *, erasing_key: PseudonymKey) -> OrderCommitted:
        with self._lock:
            before = list(self._orders._versions[decision.after.id])
            committed = super().erase_order(decision, erasing_key=erasing_key)
            versions = self._orders._versions[decision.after.id]
            versions[:-1] = before[:-1]
            return committed


class ErasesTheOrderButNotItsCart(MemorySystem):
    """Leaves the cart that an order came from, and its history."""

    def erase_order(self, decision: OrderDecision, *, erasing_key: PseudonymKey) -> OrderCommitted:
        with self._lock:
            committed = self.commit_order(decision)
            order = decision.after.id
            self._orders.rewrite(order, lambda one: pseudonymized(one, key=erasing_key))
            self._order_history.erase(order, erasing_key, but=decision.key)
            return committed


class KeepsDigestsOfTheErased(MemorySystem):
    """Lets everybody try out what somebody wrote who was erased."""

    def erase_cart(self, decision: Decision, *, erasing_key: PseudonymKey) -> Committed:
        with self._lock:
            kept = dict(self._carts._done)
            committed = super().erase_cart(decision, erasing_key=erasing_key)
            self._carts._done.update(kept)
            return committed


class PurgesWhatIsReadable(MemorySystem):
    """Forgets carts ten minutes after their last hold."""

    def purge(self, *, before: datetime, limit: int = PURGE_LIMIT) -> int:
        check_limit(limit)
        over = [
            name
            for name, cart in self._carts._carts.items()
            if cart.last_expiry is not None and cart.last_expiry <= before and not cart.payments
        ][:limit]
        for name in over:
            self._carts._forget(name)
        return len(over)


class PurgesWhatOwes(MemorySystem):
    """Forgets a cart that was paid and whose money never went back."""

    def cart(self, cart: CartId) -> Cart | None:
        found = super().cart(cart)
        if found is None or found.last_expiry is None:
            return found
        gone = (self._clock.now() - found.last_expiry).days >= 10
        return None if gone and found.order is None else found


class SweepsInAnyOrder(MemorySystem):
    """Names what is overdue in the order of names, the youngest among the oldest."""

    def overdue(self, at: datetime, *, limit: int) -> tuple[CartId, ...]:
        return tuple(sorted(super().overdue(at, limit=10_000)))[:limit]


class SellsByTodaysWorld(MemorySystem):
    """Prices every cart by what is sold today, whatever it was opened with."""

    def world(self, name: str | None = None) -> World:
        super().world(name)
        return super().world()


class MakesAnOrderButLeavesTheCart(MemorySystem):
    """Writes the order of a confirmation, and leaves the cart as it was."""

    def commit(self, decision: Decision) -> Committed:
        with self._lock:
            before = self._carts._carts.get(decision.after.id)
            committed = super().commit(decision)
            if decision.order is not None and before is not None:
                self._carts._carts[decision.after.id] = before
            return committed


class FindsTheFirstOrderOfACode(MemorySystem):
    """Finds the order that was sold first with a code."""

    def order_with_code(self, code: str) -> Order | None:
        for versions in self._orders._versions.values():
            for booking in versions[-1].bookings:
                if any(ticket.code == code for ticket in booking.tickets):
                    return versions[-1]
        return None


class LosesVersionsOnTheWay(MemorySystem):
    """Takes an order over as it is, without what it was."""

    def commit_order(self, decision: OrderDecision) -> OrderCommitted:
        change = decision.change
        if isinstance(change, OrderImported):
            decision = evolve(decision, change=evolve(change, earlier=()))
        return super().commit_order(decision)


class ForgetsTheOrderWithItsCart(MemorySystem):
    """Leaves how an order began to the log of its cart, which is forgotten."""

    def order_records(self) -> tuple[OrderRecord, ...]:
        changed = super().order_records()
        carts = {record.key for record in self.records()}
        return tuple(
            line
            for line in changed
            if not isinstance(line.change, OrderConfirmed)
            or line.change.order.cart is None
            or line.key in carts
        )


class MistakesAPaymentForAVersion(MemorySystem):
    """Answers an earlier version with the payments of its time."""

    def order(self, order: OrderId, *, version: int | None = None) -> Order | None:
        if version is None:
            return super().order(order)
        with self._lock:
            versions = self._orders._versions.get(order, [])
            return next((one for one in versions if one.version == version), None)


class TellsTheWrongClock(MemorySystem):
    """Judges by whole seconds."""

    def now(self) -> datetime:
        return super().now().replace(microsecond=0)
