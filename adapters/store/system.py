"""A reservation system over a store: rows and transactions there, the rules where they always are.

There is one commit for every decision. What is written is written out before the transaction
begins, and rows that many want come last in it, so that others wait as shortly as can be.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from copy import copy
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from attrs import evolve

from counterfoil.adapters.forgetting import check_before, check_limit
from counterfoil.adapters.keyed_digests import KeyedDigests
from counterfoil.adapters.store import history
from counterfoil.adapters.store.carts import CartTable
from counterfoil.adapters.store.committing import Committing
from counterfoil.adapters.store.finding import Finder
from counterfoil.adapters.store.loading import overdrawn
from counterfoil.adapters.store.orders import (
    OrderTable,
    forget_codes,
    order_of_code,
    put_codes,
)
from counterfoil.adapters.store.projection import Projection
from counterfoil.adapters.store.projection_limits import KnownLimits
from counterfoil.adapters.store.store import Session, Store
from counterfoil.adapters.store.worlds import WorldTable
from counterfoil.domain.cart.cart import Cart
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.decisions import Decision, OrderDecision
from counterfoil.domain.finding import (
    NotModified,
    OrderFilter,
    Page,
    RecordedEvent,
    effective,
    page_of,
)
from counterfoil.domain.order.order import Order
from counterfoil.domain.pricing import Extensions
from counterfoil.domain.privacy import PseudonymKey
from counterfoil.domain.references import CartId, CommandKey, OrderId, ResourceId
from counterfoil.domain.stock import Level
from counterfoil.domain.tariff.tariff import Tariff
from counterfoil.ports.clock import Clock
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
    stock="ENGINE", price="ENGINE", promotion_limits="ENGINE", command_keys="DURABLE"
)


class StoreSystem:
    """Carts, orders and stock in a store, shared by all processes that open it."""

    def __init__(
        self, store: Store, *, clock: Clock, extensions: Extensions | None = None
    ) -> None:
        """Work on a store whose tables are there."""
        self._store = store
        self._clock = clock
        self._worlds = WorldTable(extensions)
        self._carts = CartTable(store.dialect)
        self._orders = OrderTable(store.dialect)
        self._digests = store.read(_secret)
        self._committing = Committing(
            store=store,
            worlds=self._worlds,
            carts=self._carts,
            orders=self._orders,
            digests=self._digests,
            projection=Projection(self._digests),
        )
        self._finder = Finder(self._digests)

    def __repr__(self) -> str:
        """Show over which store it is."""
        return f"StoreSystem({self._store!r})"

    def over(self, store: Store) -> StoreSystem:
        """Answer this system over another way to the same rows, such as a host's transaction."""
        other = copy(self)
        other._store = store  # noqa: SLF001 - it is this very class
        # What it believes to be committed may be undone.
        changed = evolve(self._committing, store=store, limits=KnownLimits())
        other._committing = changed  # noqa: SLF001
        return other

    @property
    def store(self) -> Store:
        """Where the rows are."""
        return self._store

    def close(self) -> None:
        """Let go of the store. Nothing is asked of the system after it."""
        self._store.close()

    def load(self, catalogue: Catalogue, tariff: Tariff) -> None:
        """Sell by another catalogue and tariff from now on; carts keep the tariff that they have.

        Raises: CatalogueError, TariffError.
        """
        world = self._worlds.compiled(catalogue, tariff)
        if self._store.read(self._worlds.today) == world.name:
            return
        self._store.write(partial(self._worlds.open, world=world, at=self._clock.now()))

    def overdrawn(self) -> tuple[Level, ...]:
        """Answer the levels of what is drawn beyond what there is, since it shrank or by leave."""
        names = self._store.read(overdrawn)
        levels = self.levels(names, at=self.now()).values()
        return tuple(level for level in levels if level.overdrawn)

    @property
    def is_loaded(self) -> bool:
        """Whether there is something to sell; an empty store has no world."""
        return self._store.read(self._worlds.today) is not None

    @property
    def is_empty(self) -> bool:
        """Whether nothing was ever committed, or all of it was forgotten."""
        return self._store.read(history.is_empty)

    @property
    def capabilities(self) -> Capabilities:
        """The engine decides everything; keys live as long as their carts, over restarts."""
        return CAPABILITIES

    # --- reading --------------------------------------------------------------------------------

    def now(self) -> datetime:
        """Ask the clock."""
        return self._clock.now()

    def world(self, name: str | None = None) -> World:
        """Answer what is sold today, or what a cart was opened with."""
        return self._store.read(lambda session: self._worlds.get(session, name))

    def cart(self, cart: CartId) -> Cart | None:
        """Look a cart up; one that is over and owes nothing is not there, purged or not."""
        now = self._clock.now()
        return self._store.read(lambda session: self._carts.kept(session, cart, at=now))

    def overdue(self, at: datetime, *, limit: int) -> tuple[CartId, ...]:
        """Look along the index of ends that are not settled."""
        return self._store.read(lambda session: self._carts.overdue(session, at, limit=limit))

    def order(self, order: OrderId, *, version: int | None = None) -> Order | None:
        """Look an order up, or an earlier version of it."""
        return self._store.read(lambda session: self._orders.get(session, order, version=version))

    def orders(self, wanted: OrderFilter) -> Page:
        """Find orders in the tables of the projection, and read those of the page."""
        now = self._clock.now()
        asked = effective(wanted, now)
        return self._store.read(lambda session: self._page(session, asked, at=now))

    def orders_if_modified(self, wanted: OrderFilter, *, since: datetime) -> Page | NotModified:
        """Look for a changed one first, and for all only where there is one."""
        now = self._clock.now()
        asked = effective(wanted, now)
        after = since if asked.modified_after is None else max(since, asked.modified_after)
        changed = evolve(asked, modified_after=after, start_index=None, page=1, items_per_page=1)

        def look_up(session: Session) -> Page | NotModified:
            if not self._finder.finds_any(session, changed):
                return NotModified(since=since, at=now)
            return self._page(session, asked, at=now)

        return self._store.read(look_up)

    def _page(self, session: Session, asked: OrderFilter, *, at: datetime) -> Page:
        hits = self._finder.page(session, asked)
        orders = self._orders.many(session, hits.orders)
        shown = [orders[name] for name in hits.orders]
        return page_of(shown, asked, total_items=hits.total, at=at)

    def events_after(self, sequence: int, *, limit: int) -> tuple[RecordedEvent, ...]:
        """Answer events by their numbers, which are given last in a commit."""
        return self._store.read(
            lambda session: self._orders.events_after(session, sequence, limit=limit)
        )

    def order_with_code(self, code: str) -> Order | None:
        """Look an order up by the digest of the code of one of its tickets."""

        def look_up(session: Session) -> Order | None:
            name = order_of_code(session, code, digests=self._digests)
            return None if name is None else self._orders.get(session, name)

        return self._store.read(look_up)

    def levels(
        self, resources: Collection[ResourceId], *, at: datetime
    ) -> Mapping[ResourceId, Level]:
        """Count what is drawn."""

        def count(session: Session) -> Mapping[ResourceId, Level]:
            level = self._worlds.level_of(session)
            counts = self._store.stock.counts(session, resources, at=at)
            return {resource: level(resource, counts.get(resource, {})) for resource in resources}

        return self._store.read(count)

    def recall(self, key: CommandKey) -> Past | None:
        """Look a key up; nothing is ever in flight here."""
        now = self._clock.now()

        def look_up(session: Session) -> Past | None:
            done = history.done_under(session, key)
            if isinstance(done, Done) and not self._carts.is_kept(session, done.cart, at=now):
                return None
            return done

        return self._store.read(look_up)

    def resolve(self, decision: Decision) -> Committed | Verdict:
        """Say whether a decision was carried out."""

        def look_up(session: Session) -> Committed | Verdict:
            done = history.done_under(session, decision.key)
            cart = self._carts.get(session, done.cart) if isinstance(done, Done) else None
            if not isinstance(done, Done) or cart is None:
                return Verdict.NOT_DONE
            order = None if done.order is None else self._orders.get(session, done.order)
            return Committed(cart, done.overbooked, order)

        return self._store.read(look_up)

    def resolve_order(self, decision: OrderDecision) -> OrderCommitted | Verdict:
        """Say whether a decision about an order was carried out."""

        def look_up(session: Session) -> OrderCommitted | Verdict:
            done = history.done_under(session, decision.key)
            if not isinstance(done, OrderDone):
                return Verdict.NOT_DONE
            order = self._orders.get(session, done.order)
            return Verdict.NOT_DONE if order is None else OrderCommitted(order, done.overbooked)

        return self._store.read(look_up)

    def records(self) -> tuple[Record, ...]:
        """Answer everything that was committed to the carts that are kept, in order."""
        return self._store.read(history.records)

    def order_records(self) -> tuple[OrderRecord, ...]:
        """Answer everything that was committed to orders, in order, how they were made first."""
        return self._store.read(history.order_records)

    # --- writing --------------------------------------------------------------------------------

    def commit(self, decision: Decision) -> Committed:
        """Write a cart, the order that it became if it did, and remember the key."""
        return self._committing.cart(decision)

    def commit_order(self, decision: OrderDecision) -> OrderCommitted:
        """Write an order and remember the key."""
        return self._committing.order(decision)

    def erase_cart(self, decision: Decision, *, erasing_key: PseudonymKey) -> Committed:
        """Write a cart without its people, and its history anew."""
        cart = decision.after.id

        def erase(session: Session) -> None:
            history.erase_cart_history(session, cart, erasing_key, but=decision.key)

        committed = self._committing.cart(decision, erase)
        self._store.scrub()
        return committed

    def erase_order(self, decision: OrderDecision, *, erasing_key: PseudonymKey) -> OrderCommitted:
        """Write an order without its people, and anew its versions, its history and its cart."""
        after = decision.after

        def erase(session: Session) -> None:
            self._orders.erase_earlier(session, after.id, erasing_key)
            history.erase_order_history(session, after.id, erasing_key, but=decision.key)
            forget_codes(session, after.id)
            put_codes(session, None, after, digests=self._digests)
            cart = after.cart
            if cart is not None and self._carts.erase(session, cart, erasing_key):
                history.erase_cart_history(session, cart, erasing_key)

        committed = self._committing.order(decision, erase)
        self._store.scrub()
        return committed

    def purge(self, *, before: datetime, limit: int = PURGE_LIMIT) -> int:
        """Forget carts that were over at an instant, the oldest first, and rows that lapsed.

        A cart may have had many rows: they are dropped until none is left, so that they do not
        become more and more, *limit* in a transaction, so that nobody waits for long.
        """
        check_limit(limit)
        check_before(before, now=self._clock.now())
        gone = self._store.write(partial(self._carts.purge, before=before, limit=limit))
        drop = partial(self._store.stock.drop_lapsed, before=before, limit=limit)
        while self._store.write(drop) >= limit:
            pass  # rows end before they are dropped: there is an end of them
        return gone


def _secret(session: Session) -> KeyedDigests:
    found = session.row("SELECT value FROM meta WHERE name = 'secret'")
    assert found is not None, "the schema makes the secret"
    return KeyedDigests(bytes.fromhex(found[0]))


if TYPE_CHECKING:
    _: type[ReservationSystem] = StoreSystem
