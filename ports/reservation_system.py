"""The one driven port: a reservation system, which remembers and makes decisions true."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from enum import Enum
from typing import Literal, Protocol, TypeAlias

from attrs import field, frozen

from counterfoil.domain.cart.cart import Cart, Privilege
from counterfoil.domain.cart.changes import CartChange
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.decisions import Decision, OrderDecision
from counterfoil.domain.finding import NotModified, OrderFilter, Page, RecordedEvent
from counterfoil.domain.order.changes import OrderChange
from counterfoil.domain.order.order import Order
from counterfoil.domain.pricing import Pricer
from counterfoil.domain.privacy import PUBLIC, PseudonymKey
from counterfoil.domain.references import CartId, CommandKey, OrderId, ResourceId
from counterfoil.domain.refusals import Refusal
from counterfoil.domain.stock import Level, Overbooked

PURGE_LIMIT = 1000  # carts forgotten in one step, during which others wait


@frozen(kw_only=True)
class Capabilities:
    """Who decides what; an operation that a system cannot do is refused before any call.

    ``stock``, ``price`` and ``promotion_limits`` say whose word counts. ``command_keys`` says how
    long a key is remembered: over a restart, or by this process. ``order_views`` says whether
    orders can be listed as another account sees them, and past a cache.
    """

    stock: Literal["ENGINE", "SYSTEM"]
    price: Literal["ENGINE", "SYSTEM", "ON_REQUEST"]
    promotion_limits: Literal["ENGINE", "SYSTEM"]
    command_keys: Literal["DURABLE", "PROCESS"]
    order_views: Literal["NONE", "ACCOUNT"] = "NONE"


@frozen
class Committed:
    """The cart as it now is, what was drawn for it beyond what was left, the order it became."""

    cart: Cart
    overbooked: tuple[Overbooked, ...] = ()
    order: Order | None = None


@frozen
class OrderCommitted:
    """The order as it now is, and what was drawn for it beyond what was left."""

    order: Order
    overbooked: tuple[Overbooked, ...] = ()


@frozen
class Done:
    """A command that was committed: the digests of its fields, what it made and overbooked."""

    digests: str = field(metadata=PUBLIC)
    cart: CartId
    version: int
    overbooked: tuple[Overbooked, ...] = ()
    order: OrderId | None = None


@frozen
class OrderDone:
    """A command about an order that was committed; ``version`` is the one that it made."""

    digests: str = field(metadata=PUBLIC)
    order: OrderId
    version: int
    overbooked: tuple[Overbooked, ...] = ()


@frozen(kw_only=True)
class Record:
    """One line of the log of a store: what was committed at an instant, by the command of a key.

    ``overbooked`` is what it drew beyond what was left, which only a privileged command may.
    """

    key: CommandKey
    at: datetime
    change: CartChange
    overbooked: tuple[Overbooked, ...] = ()


@frozen(kw_only=True)
class OrderRecord:
    """One line of the log of a store about an order, as a record is about a cart.

    The first line of an order makes it: confirmed, imported or booked. Where it was a cart, the
    record of the cart has the same key, and may be forgotten before.
    """

    key: CommandKey
    at: datetime
    change: OrderChange
    overbooked: tuple[Overbooked, ...] = ()


@frozen
class InFlight:
    """A command whose decision was sent and whose outcome is not known."""

    decision: Decision

    @property
    def digests(self) -> str:
        """The digests of the command's fields."""
        return self.decision.digests


@frozen
class OrderInFlight:
    """A command about an order whose decision was sent and whose outcome is not known."""

    decision: OrderDecision

    @property
    def digests(self) -> str:
        """The digests of the command's fields."""
        return self.decision.digests


class Verdict(Enum):
    """What was found out about a decision whose outcome was not known."""

    NOT_DONE = "not_done"
    UNKNOWN = "unknown"


@frozen(kw_only=True)
class World:
    """What a system sells and at what prices, under the ``name`` that carts remember.

    ``unlimited`` prices carts that are privileged to ignore quantity limits.
    """

    name: str = field(metadata=PUBLIC)
    catalogue: Catalogue
    pricer: Pricer
    unlimited: Pricer

    def pricer_of(self, privileges: frozenset[Privilege]) -> Pricer:
        """Answer the pricer for a cart with these privileges."""
        return self.unlimited if Privilege.IGNORE_LIMITS in privileges else self.pricer


Answer: TypeAlias = Committed | Refusal
OrderAnswer: TypeAlias = OrderCommitted | Refusal
Past: TypeAlias = Done | InFlight | OrderDone | OrderInFlight


class ReservationSystem(Protocol):
    """Remembers carts, orders and stock, and makes a decision true: all of it or none.

    Safe to share between threads. Every method may raise UnavailableError, RateLimitedError,
    AccessDeniedError and ProtocolError; what else is said at the method.
    """

    @property
    def capabilities(self) -> Capabilities:
        """Who decides what here; the same for the life of the system."""
        ...

    def now(self) -> datetime:
        """Answer the instant that the system judges by (aware UTC). Called once per attempt."""
        ...

    def world(self, name: str | None = None) -> World:
        """Answer the world of that name (None: what is sold today).

        Called once or twice per use case. Worlds are kept as long as a cart refers to them.
        """
        ...

    def cart(self, cart: CartId) -> Cart | None:
        """Load a cart as it was committed last, or None. Called once or twice per use case.

        A cart that nobody can read any more may be answered or not: the rules refuse it. One that
        owes is answered all the same, so that what it owes can be settled.
        """
        ...

    def overdue(self, at: datetime, *, limit: int) -> tuple[CartId, ...]:
        """Name at most *limit* carts whose last hold has ended and whose expiry is not settled.

        The longest overdue first. A cart is named until it is settled, but one that can be read
        no more only where it owes, so that those who owe nothing do not stand before others for
        ever. In time proportional to what is due, not to what is there. Called once per sweep.
        """
        ...

    def order(self, order: OrderId, *, version: int | None = None) -> Order | None:
        """Load an order as it was committed last, or an earlier version of it, or None.

        An earlier version is as it was when the next one came, with the payments of today: money
        has no versions. Called once or twice per use case.
        """
        ...

    def orders(self, wanted: OrderFilter) -> Page:
        """Find orders, each in its latest version, as `found` says it.

        The filter has been checked. Called once per page. An order that is committed meanwhile is
        found as a whole or not at all.
        """
        ...

    def orders_if_modified(self, wanted: OrderFilter, *, since: datetime) -> Page | NotModified:
        """Find orders as ``orders`` does, where one of them has changed, as `found_if_modified`.

        Called once per conditional read.
        """
        ...

    def events_after(self, sequence: int, *, limit: int) -> tuple[RecordedEvent, ...]:
        """Answer at most *limit* events of all orders after a number, in sequence.

        Numbers are given when a change is committed, begin with 1 and have no gap: after a number
        was answered, no lower one ever comes. An event is answered whenever it is asked for.
        """
        ...

    def order_with_code(self, code: str) -> Order | None:
        """Load the order that was sold last with a code on one of its tickets, or None.

        The code is a secret: it is in no error, and comparing takes as long for every code. Called
        once per use that is noted by code.
        """
        ...

    def levels(
        self, resources: Collection[ResourceId], *, at: datetime
    ) -> Mapping[ResourceId, Level]:
        """Load how much of some resources is drawn at an instant; lapsed holds do not count.

        Called once per attempt; a few times where free ticket codes are looked for.
        """
        ...

    def recall(self, key: CommandKey) -> Past | None:
        """Look a command's key up. Called before every attempt to decide it.

        A key is known as long as the cart that it changed can be read, and may be free after that.
        """
        ...

    def commit(self, decision: Decision) -> Answer:
        """Make a decision true, in one step, and remember its key.

        A store answers Committed, always; a system that decides itself may answer a refusal, and
        then nothing happened and the key is free again.

        Raises: ConflictError when a guard does not hold any more, when something ran out
        meanwhile, or when the key was used meanwhile: nothing was done. OutcomeUnknownError when
        it may or may not have been done; only ``recall`` and ``resolve`` can tell.
        """
        ...

    def commit_order(self, decision: OrderDecision) -> OrderAnswer:
        """Make a decision about an order true, as ``commit`` does one about a cart.

        Raises: as ``commit``.
        """
        ...

    def erase_cart(self, decision: Decision, *, erasing_key: PseudonymKey) -> Answer:
        """Make a decision to erase a cart true, and rewrite all that is kept of it.

        In the same step, pseudonyms under *erasing_key* take the place of what is personal or
        secret in its history, and of the digests of its keys only the kinds of the commands stay.
        The key is not kept. Called once per attempt to erase.

        Raises: as ``commit``.
        """
        ...

    def erase_order(self, decision: OrderDecision, *, erasing_key: PseudonymKey) -> OrderAnswer:
        """Make a decision to erase an order true: in every version, and in the cart it came from.

        Otherwise as ``erase_cart``.

        Raises: as ``commit``.
        """
        ...

    def resolve(self, decision: Decision) -> Committed | Verdict:
        """Find out what became of a decision whose outcome is not known; change nothing.

        A store knows its keys. Any other system loads the cart and answers Committed where
        `achieved(decision.change, cart)`, NOT_DONE where it is not and can no longer become so by
        a request that is still under way, UNKNOWN otherwise. The journal is told what was found,
        so that the next decision can begin. Called once for every attempt that meets InFlight.
        """
        ...

    def resolve_order(self, decision: OrderDecision) -> OrderCommitted | Verdict:
        """Find out what became of a decision about an order, as ``resolve`` does for a cart."""
        ...

    def purge(self, *, before: datetime, limit: int = PURGE_LIMIT) -> int:
        """Forget carts that nobody could read any more at *before*; answer how many.

        With a cart go its keys and its history: nothing that can be read changes. One that owes
        stays until that is settled, and so do its keys. At most *limit*
        go at once, so that nobody waits long; call again while the answer is *limit*. The work is
        in proportion to what is forgotten. Called by a host when it suits it; not calling it only
        costs room.

        Raises: UsageError for an instant that the system has not reached, and for a limit below 1.
        """
        ...
