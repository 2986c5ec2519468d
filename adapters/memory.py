"""A reservation system in memory: atomic, thread-safe, and as exact as its clock.

One lock guards everything. Stock is kept as rows by account, with counters by resource and the
name drawn under, and a heap of expiries, so that a hold costs the same whether ten carts are alive
or a hundred thousand.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from heapq import heappop, heappush
from itertools import chain, count
from threading import RLock
from typing import TYPE_CHECKING, NamedTuple

from attrs import evolve

from counterfoil.adapters.forgetting import ForgettingOrder, check_limit
from counterfoil.adapters.memory_codes import CodeIndex
from counterfoil.adapters.memory_orders import MemoryOrders
from counterfoil.adapters.memory_stock import MemoryStock
from counterfoil.domain.cart.cart import Cart
from counterfoil.domain.cart.expiry import expires_at, is_readable, owes, readable_until
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.catalogue.unlimited import without_limits
from counterfoil.domain.decisions import Decision, OrderDecision
from counterfoil.domain.digest import digest
from counterfoil.domain.erasing import erased_digests
from counterfoil.domain.errors import InvariantError, UsageError
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
from counterfoil.domain.order.changes import order_of
from counterfoil.domain.order.order import Order
from counterfoil.domain.pricing import Extensions, compile_pricer
from counterfoil.domain.privacy import PseudonymKey, pseudonymized
from counterfoil.domain.references import CartId, CommandKey, OrderId, ResourceId
from counterfoil.domain.stock import (
    Draws,
    Level,
    Missing,
    Overbooked,
    Short,
    level_of,
    limit_of,
    settle,
)
from counterfoil.domain.tariff.tariff import Tariff
from counterfoil.ports.clock import Clock
from counterfoil.ports.errors import ConflictError
from counterfoil.ports.reservation_system import (
    PURGE_LIMIT,
    Capabilities,
    Committed,
    Done,
    OrderCommitted,
    OrderDone,
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


class Line(NamedTuple):
    """A line of the log, in the order in which it was committed."""

    number: int
    record: Record


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
        self._extensions = extensions
        self._worlds: dict[str, World] = {}
        self._carts: dict[CartId, Cart] = {}
        self._ends: list[tuple[datetime, CartId]] = []
        self._done: dict[CommandKey, Done] = {}
        self._log: dict[CartId, list[Line]] = {}
        self._orders = MemoryOrders()
        self._codes = CodeIndex()
        self._orders_done: dict[CommandKey, OrderDone] = {}
        self._order_log: list[OrderRecord] = []
        self._count = count()
        self._order = ForgettingOrder()
        self._owing: set[CartId] = set()  # over, but they owe: out of the order until they change
        self._stock = MemoryStock()
        self._today = ""
        self.load(catalogue, tariff)

    def load(self, catalogue: Catalogue, tariff: Tariff) -> None:
        """Sell by another catalogue and tariff from now on; carts keep the tariff that they have.

        Raises: CatalogueError, TariffError.
        """
        name = digest((catalogue, tariff))
        world = World(
            name=name,
            catalogue=catalogue,
            pricer=compile_pricer(catalogue, tariff, extensions=self._extensions),
            unlimited=compile_pricer(
                without_limits(catalogue), tariff, extensions=self._extensions
            ),
        )
        with self._lock:
            self._worlds[name] = world
            self._today = name

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
            found = self._worlds.get(name or self._today)
        if found is None:
            raise UsageError(
                field="world",
                value=name,
                problem="is not loaded",
                allowed=", ".join(sorted(self._worlds)),
            )
        return found

    def cart(self, cart: CartId) -> Cart | None:
        """Look a cart up; one that is over and owes nothing is not there, purged or not."""
        with self._lock:
            return self._kept(cart, at=self._clock.now())

    def overdue(self, at: datetime, *, limit: int) -> tuple[CartId, ...]:
        """Look at the carts that end first; those that ended otherwise are not looked at again."""
        found: dict[CartId, datetime] = {}
        with self._lock:
            while self._ends and self._ends[0][0] <= at and len(found) < limit:
                ends_at, name = heappop(self._ends)
                cart = self._kept(name, at=at)
                if cart is not None and not cart.expiry_settled and expires_at(cart) == ends_at:
                    found[name] = ends_at
            for name, ends_at in found.items():
                heappush(self._ends, (ends_at, name))
        return tuple(found)

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
            if key in self._orders_done:
                return self._orders_done[key]
            done = self._done.get(key)
            if done is None or self._kept(done.cart, at=self._clock.now()) is None:
                return None
            return done

    def commit(self, decision: Decision) -> Committed:
        """Write a cart, the order that it became if it did, and remember the key."""
        with self._lock:
            self._forget_over(decision)
            overbooked = self._made_true(decision)
            after, key, order = decision.after, decision.key, decision.order
            if after.id not in self._carts or after.id in self._owing:
                self._owing.discard(after.id)
                self._order.add(after.id, until=readable_until(after))
            before = self._carts.get(after.id)
            self._carts[after.id] = after
            ends_at = expires_at(after)
            owes_again = before is not None and before.expiry_settled and not after.expiry_settled
            if ends_at is not None and (
                owes_again or before is None or expires_at(before) != ends_at
            ):
                heappush(self._ends, (ends_at, after.id))
            made = None if order is None else order.id
            self._done[key] = Done(decision.digests, after.id, after.version, overbooked, made)
            record = Record(key=key, at=decision.at, change=decision.change, overbooked=overbooked)
            self._log.setdefault(after.id, []).append(Line(next(self._count), record))
            if order is not None:
                self._codes.put(None, order)
                self._orders.put(order)
            return Committed(after, overbooked, order)

    def commit_order(self, decision: OrderDecision) -> OrderCommitted:
        """Write an order and remember the key."""
        with self._lock:
            overbooked = self._made_true(decision)
            after, key = decision.after, decision.key
            self._codes.put(self._orders.get(after.id), after)
            self._orders.put(after)
            self._orders_done[key] = OrderDone(
                decision.digests, after.id, after.version, overbooked
            )
            self._order_log.append(
                OrderRecord(key=key, at=decision.at, change=decision.change, overbooked=overbooked)
            )
            return OrderCommitted(after, overbooked)

    def erase_cart(self, decision: Decision, *, erasing_key: PseudonymKey) -> Committed:
        """Write a cart without its people, and its history anew."""
        with self._lock:
            committed = self.commit(decision)
            self._erase_history(decision.after.id, erasing_key, but=decision.key)
            return committed

    def erase_order(self, decision: OrderDecision, *, erasing_key: PseudonymKey) -> OrderCommitted:
        """Write an order without its people, and anew its versions, its history and its cart."""
        with self._lock:
            committed = self.commit_order(decision)
            order = decision.after.id
            self._orders.rewrite(order, lambda one: pseudonymized(one, key=erasing_key))
            for key, done in self._orders_done.items():
                if done.order == order and key != decision.key:
                    self._orders_done[key] = evolve(done, digests=erased_digests(done.digests))
            self._order_log = [
                pseudonymized(record, key=erasing_key)
                if order_of(record.change) == order
                else record
                for record in self._order_log
            ]
            cart = decision.after.cart
            if cart in self._carts:
                self._carts[cart] = pseudonymized(self._carts[cart], key=erasing_key)
                self._erase_history(cart, erasing_key)
            return committed

    def _erase_history(
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

    def _made_true(self, decision: Decision | OrderDecision) -> tuple[Overbooked, ...]:
        """Check the key and the guards, and settle the draws."""
        if decision.key in self._done or decision.key in self._orders_done:
            raise ConflictError(f"command {decision.key!r} was carried out meanwhile")
        self._stock.expire(decision.at)
        for guard in decision.guards:
            self._check(guard)
        return self._settle(decision.draws, decision.at)

    def resolve(self, decision: Decision) -> Committed | Verdict:
        """Say whether a decision was carried out."""
        with self._lock:
            done = self._done.get(decision.key)
            if done is None:
                return Verdict.NOT_DONE
            order = None if done.order is None else self._orders.get(done.order)
            return Committed(self._carts[done.cart], done.overbooked, order)

    def resolve_order(self, decision: OrderDecision) -> OrderCommitted | Verdict:
        """Say whether a decision about an order was carried out."""
        with self._lock:
            done = self._orders_done.get(decision.key)
            order = None if done is None else self._orders.get(done.order)
            if done is None or order is None:
                return Verdict.NOT_DONE
            return OrderCommitted(order, done.overbooked)

    def records(self) -> tuple[Record, ...]:
        """Answer everything that was committed to the carts that are kept, in order."""
        with self._lock:
            return tuple(line.record for line in sorted(chain(*self._log.values())))

    def order_records(self) -> tuple[OrderRecord, ...]:
        """Answer everything that was committed to orders; a cart that became one is in records."""
        with self._lock:
            return tuple(self._order_log)

    def purge(self, *, before: datetime, limit: int = PURGE_LIMIT) -> int:
        """Forget carts that were over at an instant, the oldest first."""
        check_limit(limit)
        now = self._clock.now()
        if before > now:
            raise UsageError(
                field="before",
                value=before.isoformat(),
                problem="has not come",
                allowed=f"an instant up to {now.isoformat()}",
            )
        with self._lock:
            over = tuple(self._order.over(before=before, limit=limit, until=self._until))
            for cart in over:
                self._forget(cart)
            return len(over)

    def _until(self, cart: CartId) -> datetime | None:
        found = self._carts.get(cart)
        if found is not None and owes(found):
            self._owing.add(cart)
            return None
        return None if found is None else readable_until(found)

    def _forget_over(self, decision: Decision) -> None:
        """Forget what a decision would meet of a cart that is over, as if a purge had run."""
        done = self._done.get(decision.key)
        for name in {decision.after.id, decision.after.id if done is None else done.cart}:
            cart = self._carts.get(name)
            if cart is not None and self._kept(name, at=decision.at) is None:
                self._forget(name)

    def _forget(self, cart: CartId) -> None:
        del self._carts[cart]
        for line in self._log.pop(cart):
            del self._done[line.record.key]

    def _kept(self, cart: CartId, *, at: datetime) -> Cart | None:
        found = self._carts.get(cart)
        if found is None or is_readable(found, now=at) or owes(found):
            return found
        return None

    def _check(self, guard: Guard) -> None:
        match guard:
            case VersionIs(cart=cart, version=version):
                found = self._carts.get(cart)
                if (0 if found is None else found.version) != version:
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
        answer = settle(self._stock.rows_of(draws), levels, draws, at)
        match answer:
            case Short(shortages=shortages):
                raise ConflictError(f"{shortages[0].resource} ran out meanwhile")
            case Missing() if answer.only_lapsed or self._stock.swept_until > at:
                raise ConflictError("a hold has lapsed meanwhile")
            case Missing(units=units):
                raise InvariantError(f"a hold is not there: {units[0]}")
            case _:
                self._stock.write(deleted=answer.deleted, written=answer.written)
                return answer.overbooked

    def _level(self, resource: ResourceId) -> Level:
        world = self._worlds[self._today]
        limit = limit_of(resource, catalogue=world.catalogue, tariff=world.pricer.tariff)
        return level_of(limit, self._stock.drawn(resource))


if TYPE_CHECKING:
    _: type[ReservationSystem] = MemorySystem
