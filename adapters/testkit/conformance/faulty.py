"""A system that fails once, before or after the effect of a call: what a network does."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, TypeVar

from counterfoil.domain.cart.cart import Cart
from counterfoil.domain.decisions import Decision, OrderDecision
from counterfoil.domain.finding import NotModified, OrderFilter, Page, RecordedEvent
from counterfoil.domain.order.order import Order
from counterfoil.domain.privacy import PseudonymKey
from counterfoil.domain.references import CartId, CommandKey, OrderId, ResourceId
from counterfoil.domain.stock import Level
from counterfoil.ports.errors import (
    ConflictError,
    OutcomeUnknownError,
    PortError,
    UnavailableError,
)
from counterfoil.ports.reservation_system import (
    PURGE_LIMIT,
    Answer,
    Capabilities,
    Committed,
    OrderAnswer,
    OrderCommitted,
    Past,
    ReservationSystem,
    Verdict,
    World,
)

__all__ = ["FAULTS", "Faulty", "When", "unknown"]

Result = TypeVar("Result")


class When(Enum):
    """BEFORE: the call never arrives. AFTER: its answer is lost."""

    BEFORE = "before"
    AFTER = "after"


def unknown() -> PortError:
    """Make the error of a call of which nobody knows whether it arrived."""
    return OutcomeUnknownError("cut off", key=CommandKey("any"))


FAULTS: Mapping[str, Callable[[], PortError]] = {
    "conflict": lambda: ConflictError("somebody was faster", in_flight=True),
    "unavailable": lambda: UnavailableError("down"),
    "unknown": unknown,
}


class Faulty:
    """Stands before a system and fails once: at a numbered call, before or after its effect."""

    def __init__(
        self, system: ReservationSystem, *, call: int, when: When, error: PortError
    ) -> None:
        self._system = self.sound = system
        self._left = call
        self._when = when
        self._error = error
        self.calls: list[str] = []
        self.failed_at = ""

    @property
    def capabilities(self) -> Capabilities:
        """What the system says."""
        return self._system.capabilities

    def now(self) -> datetime:
        """Pass it on, unless it is the call that fails."""
        return self._call("now", self._system.now)

    def world(self, name: str | None = None) -> World:
        """Pass it on, unless it is the call that fails."""
        return self._call("world", lambda: self._system.world(name))

    def cart(self, cart: CartId) -> Cart | None:
        """Pass it on, unless it is the call that fails."""
        return self._call("cart", lambda: self._system.cart(cart))

    def overdue(self, at: datetime, *, limit: int) -> tuple[CartId, ...]:
        """Pass it on, unless it is the call that fails."""
        return self._call("overdue", lambda: self._system.overdue(at, limit=limit))

    def order(self, order: OrderId, *, version: int | None = None) -> Order | None:
        """Pass it on, unless it is the call that fails."""
        return self._call("order", lambda: self._system.order(order, version=version))

    def orders(self, wanted: OrderFilter) -> Page:
        """Pass it on, unless it is the call that fails."""
        return self._call("orders", lambda: self._system.orders(wanted))

    def orders_if_modified(self, wanted: OrderFilter, *, since: datetime) -> Page | NotModified:
        """Pass it on, unless it is the call that fails."""
        return self._call(
            "orders_if_modified", lambda: self._system.orders_if_modified(wanted, since=since)
        )

    def events_after(self, sequence: int, *, limit: int) -> tuple[RecordedEvent, ...]:
        """Pass it on, unless it is the call that fails."""
        return self._call("events_after", lambda: self._system.events_after(sequence, limit=limit))

    def order_with_code(self, code: str) -> Order | None:
        """Pass it on, unless it is the call that fails."""
        return self._call("order_with_code", lambda: self._system.order_with_code(code))

    def levels(
        self, resources: Collection[ResourceId], *, at: datetime
    ) -> Mapping[ResourceId, Level]:
        """Pass it on, unless it is the call that fails."""
        return self._call("levels", lambda: self._system.levels(resources, at=at))

    def recall(self, key: CommandKey) -> Past | None:
        """Pass it on, unless it is the call that fails."""
        return self._call("recall", lambda: self._system.recall(key))

    def commit(self, decision: Decision) -> Answer:
        """Pass it on, unless it is the call that fails."""
        return self._call("commit", lambda: self._system.commit(decision))

    def commit_order(self, decision: OrderDecision) -> OrderAnswer:
        """Pass it on, unless it is the call that fails."""
        return self._call("commit_order", lambda: self._system.commit_order(decision))

    def erase_cart(self, decision: Decision, *, erasing_key: PseudonymKey) -> Answer:
        """Pass it on, unless it is the call that fails."""
        return self._call(
            "erase_cart", lambda: self._system.erase_cart(decision, erasing_key=erasing_key)
        )

    def erase_order(self, decision: OrderDecision, *, erasing_key: PseudonymKey) -> OrderAnswer:
        """Pass it on, unless it is the call that fails."""
        return self._call(
            "erase_order", lambda: self._system.erase_order(decision, erasing_key=erasing_key)
        )

    def resolve(self, decision: Decision) -> Committed | Verdict:
        """Pass it on, unless it is the call that fails."""
        return self._call("resolve", lambda: self._system.resolve(decision))

    def resolve_order(self, decision: OrderDecision) -> OrderCommitted | Verdict:
        """Pass it on, unless it is the call that fails."""
        return self._call("resolve_order", lambda: self._system.resolve_order(decision))

    def purge(self, *, before: datetime, limit: int = PURGE_LIMIT) -> int:
        """Pass it on, unless it is the call that fails."""
        return self._call("purge", lambda: self._system.purge(before=before, limit=limit))

    def _call(self, name: str, call: Callable[[], Result]) -> Result:
        self.calls.append(name)
        self._left -= 1
        if self._left == 0 and self._when == When.BEFORE:
            self.failed_at = name
            raise self._error
        answer = call()
        if self._left == 0:
            self.failed_at = name
            raise self._error
        return answer


if TYPE_CHECKING:
    _: type[ReservationSystem] = Faulty
