"""D7: with one fault before or after any call of a port, repeating the use case helps.

> With one fault before or after any call of a port, repeating the use case reaches the state of a
> run without the fault.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

import pytest
from tests.unit.cart.pier import (
    GUEST,
    Pier,
    add,
    amend,
    boat,
    host,
    key,
    pier,
    remove,
    state_of,
)

from counterfoil.domain.cart.cart import Cart
from counterfoil.domain.decisions import Decision, OrderDecision
from counterfoil.domain.finding import NotModified, OrderFilter, Page, RecordedEvent
from counterfoil.domain.order.order import Order
from counterfoil.domain.privacy import PseudonymKey
from counterfoil.domain.references import CartId, CommandKey, OrderId, ResourceId
from counterfoil.domain.stock import Level
from counterfoil.ports.box_office import BoxOffice
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

Result = TypeVar("Result")
BEFORE, AFTER = "before", "after"


class Faulty:
    """Stands before a system and fails once: at a numbered call, before or after its effect."""

    def __init__(
        self, system: ReservationSystem, *, call: int, when: str, error: PortError
    ) -> None:
        self._system = system
        self._left = call
        self._when = when
        self._error = error
        self.calls: list[str] = []
        self.failed_at = ""

    @property
    def capabilities(self) -> Capabilities:
        return self._system.capabilities

    def now(self) -> datetime:
        return self._call("now", self._system.now)

    def world(self, name: str | None = None) -> World:
        return self._call("world", lambda: self._system.world(name))

    def cart(self, cart: CartId) -> Cart | None:
        return self._call("cart", lambda: self._system.cart(cart))

    def overdue(self, at: datetime, *, limit: int) -> tuple[CartId, ...]:
        return self._call("overdue", lambda: self._system.overdue(at, limit=limit))

    def order(self, order: OrderId, *, version: int | None = None) -> Order | None:
        return self._call("order", lambda: self._system.order(order, version=version))

    def orders(self, wanted: OrderFilter) -> Page:
        return self._call("orders", lambda: self._system.orders(wanted))

    def orders_if_modified(self, wanted: OrderFilter, *, since: datetime) -> Page | NotModified:
        return self._call(
            "orders_if_modified", lambda: self._system.orders_if_modified(wanted, since=since)
        )

    def events_after(self, sequence: int, *, limit: int) -> tuple[RecordedEvent, ...]:
        return self._call("events_after", lambda: self._system.events_after(sequence, limit=limit))

    def order_with_code(self, code: str) -> Order | None:
        return self._call("order_with_code", lambda: self._system.order_with_code(code))

    def levels(
        self, resources: Collection[ResourceId], *, at: datetime
    ) -> Mapping[ResourceId, Level]:
        return self._call("levels", lambda: self._system.levels(resources, at=at))

    def recall(self, key: CommandKey) -> Past | None:
        return self._call("recall", lambda: self._system.recall(key))

    def commit(self, decision: Decision) -> Answer:
        return self._call("commit", lambda: self._system.commit(decision))

    def commit_order(self, decision: OrderDecision) -> OrderAnswer:
        return self._call("commit_order", lambda: self._system.commit_order(decision))

    def erase_cart(self, decision: Decision, *, erasing_key: PseudonymKey) -> Answer:
        return self._call(
            "erase_cart", lambda: self._system.erase_cart(decision, erasing_key=erasing_key)
        )

    def erase_order(self, decision: OrderDecision, *, erasing_key: PseudonymKey) -> OrderAnswer:
        return self._call(
            "erase_order", lambda: self._system.erase_order(decision, erasing_key=erasing_key)
        )

    def resolve(self, decision: Decision) -> Committed | Verdict:
        return self._call("resolve", lambda: self._system.resolve(decision))

    def resolve_order(self, decision: OrderDecision) -> OrderCommitted | Verdict:
        return self._call("resolve_order", lambda: self._system.resolve_order(decision))

    def purge(self, *, before: datetime, limit: int = PURGE_LIMIT) -> int:
        return self._call("purge", lambda: self._system.purge(before=before, limit=limit))

    def _call(self, name: str, call: Callable[[], Result]) -> Result:
        self.calls.append(name)
        self._left -= 1
        if self._left == 0 and self._when == BEFORE:
            self.failed_at = name
            raise self._error
        answer = call()
        if self._left == 0:
            self.failed_at = name
            raise self._error
        return answer


if TYPE_CHECKING:
    _: type[ReservationSystem] = Faulty


ERASING = PseudonymKey(secret=b"drawn at random by the host")


def use_case(office: BoxOffice) -> Iterator[Callable[[], object]]:
    """Book an afternoon on the pier: every kind of command, with a key each."""
    cart = office_cart(office)
    yield lambda: office.open_cart(GUEST, key=key("open"))
    yield lambda: office.update(
        cart,
        GUEST,
        boat(4, item="a"),
        add("stage", slot="friday", item="b", adult=2),
        key=key("add"),
    )
    yield lambda: office.apply_promocode(cart, GUEST, "EARLY", key=key("code"))
    yield lambda: office.apply_promocode(cart, GUEST, "PURSE", key=key("purse"))
    yield lambda: office.update(cart, GUEST, amend("a", adult=6), remove("b"), key=key("amend"))
    yield lambda: office.remove_promocode(cart, GUEST, "EARLY", key=key("back"))
    yield lambda: office.renew(cart, GUEST, key=key("renew"))
    yield lambda: office.begin_payment(cart, GUEST, key=key("pay"))
    yield lambda: office.erase_cart(cart, GUEST, erasing_key=ERASING, key=key("erase"))


def office_cart(office: BoxOffice) -> CartId:
    """Name the cart that the key `open` opens in any office."""
    return pier().office.open_cart(GUEST, key=key("open")).cart.id


def run(office: BoxOffice) -> None:
    """Run the use case, and repeat a step that met a fault, as a host would."""
    for step in use_case(office):
        try:
            step()
        except PortError:
            step()


def untroubled() -> tuple[Pier, int]:
    """Run the use case without a fault; answer the shop and how many calls that took."""
    shop = pier()
    counting = Faulty(shop.system, call=0, when=BEFORE, error=UnavailableError("never"))
    run(host(shop, prefix="h", system=counting))
    return shop, len(counting.calls)


def unknown() -> PortError:
    return OutcomeUnknownError("cut off", key=key("any"))


FAULTS: dict[str, Callable[[], PortError]] = {
    "conflict": lambda: ConflictError("somebody was faster", in_flight=True),
    "unavailable": lambda: UnavailableError("down"),
    "unknown": unknown,
}


@pytest.mark.parametrize("when", [BEFORE, AFTER])
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_at_any_call_is_made_good_by_repeating(fault: str, when: str) -> None:
    """Every single call of the use case fails once; the state is that of an untroubled run."""
    wanted, calls = untroubled()
    failed: list[str] = []

    for call in range(1, calls + 1):
        shop = pier()
        faulty = Faulty(shop.system, call=call, when=when, error=FAULTS[fault]())
        run(host(shop, prefix="h", system=faulty))

        failed.append(faulty.failed_at)
        now = shop.clock.now()
        assert state_of(shop.system, now=now) == state_of(wanted.system, now=now), call

    assert set(failed) == {"cart", "commit", "erase_cart", "levels", "now", "recall", "world"}


@pytest.mark.parametrize("when", [BEFORE, AFTER])
def test_a_commit_of_unknown_outcome_is_looked_up_and_not_sent_twice(when: str) -> None:
    shop = pier()
    cart = shop.opened()
    probe = Faulty(shop.system, call=0, when=when, error=unknown())
    host(shop, prefix="probe", system=probe).update(cart, GUEST, boat(1, item="a"))
    commit = probe.calls.index("commit") + 1
    faulty = Faulty(shop.system, call=commit, when=when, error=unknown())

    view = host(shop, prefix="h", system=faulty).update(cart, GUEST, boat(2, item="b"))

    assert faulty.failed_at == "commit"
    assert faulty.calls[commit] == "recall"
    assert faulty.calls.count("commit") == (2 if when == BEFORE else 1)
    assert view.replayed is (when == AFTER)
    assert shop.drawn("pool:boat-noon") == [3]
