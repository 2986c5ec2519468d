"""A reservation system in memory: atomic, thread-safe, and as exact as its clock.

One lock guards everything; worlds, carts, orders and stock, which are kept under it, have modules
of their own.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from threading import RLock
from typing import TYPE_CHECKING

from attrs import evolve

from counterfoil.adapters.forgetting import check_before, check_limit
from counterfoil.adapters.memory_carts import MemoryCarts
from counterfoil.adapters.memory_codes import CodeIndex
from counterfoil.adapters.memory_orders import MemoryOrders, OrderHistory
from counterfoil.adapters.memory_stock import MemoryStock
from counterfoil.adapters.memory_worlds import MemoryWorlds
from counterfoil.domain.cart.cart import Cart
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.decisions import Decision, OrderDecision
from counterfoil.domain.finding import (
    NotModified,
    OrderFilter,
    Page,
    RecordedEvent,
    effective,
    found,
    page_of,
)
from counterfoil.domain.guards import Guard, LevelWithin, OrderRevisionIs, VersionIs
from counterfoil.domain.order.order import Order
from counterfoil.domain.pricing import Extensions
from counterfoil.domain.privacy import PseudonymKey, pseudonymized
from counterfoil.domain.references import CartId, CommandKey, OrderId, ResourceId
from counterfoil.domain.stock import (
    Draws,
    Level,
    Overbooked,
    level_of,
    limit_of,
)
from counterfoil.domain.tariff.tariff import Tariff
from counterfoil.ports.clock import Clock
from counterfoil.ports.errors import ConflictError
from counterfoil.ports.reservation_system import (
    PURGE_LIMIT,
    Capabilities,
    Committed,
    OrderCommitted,
    OrderRecord,
    Past,
    Record,
    ReservationSystem,
    Verdict,
    World,
)

CAPABILITIES = Capabilities(
    stock="ENGINE", price="ENGINE", promotion_limits="ENGINE", command_keys="PROCESS"
)


class MemorySystem:
    """Carts and stock of one world, as long as the process lives."""

    def __init__(
        self,
        catalogue: Catalogue,
        tariff: Tariff,
        *,
        clock: Clock,
        extensions: Extensions | None = None,
    ) -> None:
        self._lock = RLock()
        self._clock = clock
        self._worlds = MemoryWorlds(extensions)
        self._carts = MemoryCarts()
        self._orders = MemoryOrders()
        self._codes = CodeIndex()
        self._order_history = OrderHistory()
        self._stock = MemoryStock()
        self.load(catalogue, tariff)

    def load(self, catalogue: Catalogue, tariff: Tariff) -> None:
        """Sell by another catalogue and tariff from now on; carts keep the tariff that they have.

        Raises: CatalogueError, TariffError.
        """
        world = self._worlds.compiled(catalogue, tariff)
        with self._lock:
            self._worlds.open(world)

    @property
    def capabilities(self) -> Capabilities:
        """The engine decides everything; keys live as long as their carts, in this process."""
        return CAPABILITIES

    def now(self) -> datetime:
        """Ask the clock."""
        return self._clock.now()

    def world(self, name: str | None = None) -> World:
        """Answer what is sold today, or what a cart was opened with."""
        with self._lock:
            return self._worlds.get(name)

    def cart(self, cart: CartId) -> Cart | None:
        """Look a cart up; one that is over and owes nothing is not there, purged or not."""
        with self._lock:
            return self._carts.kept(cart, at=self._clock.now())

    def overdue(self, at: datetime, *, limit: int) -> tuple[CartId, ...]:
        """Look at the carts that end first; those that ended otherwise are not looked at again."""
        with self._lock:
            return self._carts.overdue(at, limit=limit)

    def order(self, order: OrderId, *, version: int | None = None) -> Order | None:
        """Look an order up, or an earlier version of it."""
        with self._lock:
            return self._orders.get(order, version=version)

    def orders(self, wanted: OrderFilter) -> Page:
        """Find orders through the index; those that it leaves open are looked at unlocked."""
        now = self._clock.now()
        asked = effective(wanted, now)
        with self._lock:
            selected = self._orders.select(asked)
        if selected.total is None:
            return found(selected.orders, asked, now)
        return page_of(selected.orders, asked, total_items=selected.total, at=now)

    def orders_if_modified(self, wanted: OrderFilter, *, since: datetime) -> Page | NotModified:
        """Find the changed ones first, of which there are few, and all only where there are any.

        Time may pass between the two: all is then what was there a moment later.
        """
        now = self._clock.now()
        asked = effective(wanted, now)
        after = since if asked.modified_after is None else max(since, asked.modified_after)
        changed = evolve(asked, modified_after=after, start_index=None, page=1, items_per_page=1)
        if self.orders(changed).total_items == 0:
            return NotModified(since=since, at=now)
        return self.orders(asked)

    def events_after(self, sequence: int, *, limit: int) -> tuple[RecordedEvent, ...]:
        """Answer events in the order of the commits: they are numbered under the lock."""
        with self._lock:
            return self._orders.events_after(sequence, limit=limit)

    def order_with_code(self, code: str) -> Order | None:
        """Look an order up by the code of one of its tickets."""
        with self._lock:
            found = self._codes.find(code)
            return None if found is None else self._orders.get(found)

    def levels(
        self, resources: Collection[ResourceId], *, at: datetime
    ) -> Mapping[ResourceId, Level]:
        """Count what is drawn."""
        with self._lock:
            self._stock.expire(at)
            return {resource: self._level(resource) for resource in resources}

    def recall(self, key: CommandKey) -> Past | None:
        """Look a key up; nothing is ever in flight here."""
        with self._lock:
            of_order = self._order_history.done(key)
            if of_order is not None:
                return of_order
            done = self._carts.done(key)
            if done is None or self._carts.kept(done.cart, at=self._clock.now()) is None:
                return None
            return done

    def commit(self, decision: Decision) -> Committed:
        """Write a cart, the order that it became if it did, and remember the key."""
        with self._lock:
            self._carts.forget_over(decision)
            overbooked = self._made_true(decision)
            self._carts.put(decision, overbooked=overbooked)
            order = decision.order
            if order is not None:
                self._codes.put(None, order)
                self._orders.put(order)
                self._order_history.begin(decision, order, overbooked)
            return Committed(decision.after, overbooked, order)

    def commit_order(self, decision: OrderDecision) -> OrderCommitted:
        """Write an order and remember the key."""
        with self._lock:
            overbooked = self._made_true(decision)
            after = decision.after
            self._codes.put(self._orders.get(after.id), after)
            self._orders.carry_out(decision)
            self._order_history.put(decision, overbooked=overbooked)
            return OrderCommitted(after, overbooked)

    def erase_cart(self, decision: Decision, *, erasing_key: PseudonymKey) -> Committed:
        """Write a cart without its people, and its history anew."""
        with self._lock:
            committed = self.commit(decision)
            self._carts.erase_history(decision.after.id, erasing_key, but=decision.key)
            return committed

    def erase_order(self, decision: OrderDecision, *, erasing_key: PseudonymKey) -> OrderCommitted:
        """Write an order without its people, and anew its versions, its history and its cart."""
        with self._lock:
            committed = self.commit_order(decision)
            order = decision.after.id
            self._orders.rewrite(order, lambda one: pseudonymized(one, key=erasing_key))
            self._order_history.erase(order, erasing_key, but=decision.key)
            if decision.after.cart is not None:
                self._carts.erase(decision.after.cart, erasing_key)
            return committed

    def _made_true(self, decision: Decision | OrderDecision) -> tuple[Overbooked, ...]:
        """Check the key and the guards, and settle the draws."""
        key = decision.key
        if self._carts.done(key) is not None or self._order_history.done(key) is not None:
            raise ConflictError(f"command {key!r} was carried out meanwhile")
        self._stock.expire(decision.at)
        for guard in decision.guards:
            self._check(guard)
        return self._settle(decision.draws, decision.at)

    def resolve(self, decision: Decision) -> Committed | Verdict:
        """Say whether a decision was carried out."""
        with self._lock:
            done = self._carts.done(decision.key)
            if done is None:
                return Verdict.NOT_DONE
            order = None if done.order is None else self._orders.get(done.order)
            return Committed(self._carts[done.cart], done.overbooked, order)

    def resolve_order(self, decision: OrderDecision) -> OrderCommitted | Verdict:
        """Say whether a decision about an order was carried out."""
        with self._lock:
            done = self._order_history.done(decision.key)
            order = None if done is None else self._orders.get(done.order)
            if done is None or order is None:
                return Verdict.NOT_DONE
            return OrderCommitted(order, done.overbooked)

    def records(self) -> tuple[Record, ...]:
        """Answer everything that was committed to the carts that are kept, in order."""
        with self._lock:
            return self._carts.records()

    def order_records(self) -> tuple[OrderRecord, ...]:
        """Answer everything that was committed to orders, in order, how they were made first."""
        with self._lock:
            return self._order_history.records()

    def purge(self, *, before: datetime, limit: int = PURGE_LIMIT) -> int:
        """Forget carts that were over at an instant, the oldest first."""
        check_limit(limit)
        check_before(before, now=self._clock.now())
        with self._lock:
            return self._carts.purge(before=before, limit=limit)

    def _check(self, guard: Guard) -> None:
        match guard:
            case VersionIs(cart=cart, version=version):
                if self._carts.version(cart) != version:
                    raise ConflictError(f"cart {cart} has changed")
            case OrderRevisionIs(order=order, revision=revision):
                known = self._orders.get(order)
                if (0 if known is None else known.revision) != revision:
                    raise ConflictError(f"order {order} has changed")
            case LevelWithin(resource=resource, low=low, high=high):
                drawn = self._level(resource).drawn
                if drawn < low or (high is not None and drawn >= high):
                    raise ConflictError(f"{resource} has filled or emptied beyond a price's band")

    def _settle(self, draws: Draws, at: datetime) -> tuple[Overbooked, ...]:
        taken = {take.resource for take in draws.takes}
        levels = {resource: self._level(resource) for resource in taken}
        return self._stock.settle(draws, levels, at=at)

    def _level(self, resource: ResourceId) -> Level:
        world = self._worlds.get()
        limit = limit_of(resource, catalogue=world.catalogue, tariff=world.pricer.tariff)
        return level_of(limit, self._stock.drawn(resource))


if TYPE_CHECKING:
    _: type[ReservationSystem] = MemorySystem
