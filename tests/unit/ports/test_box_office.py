"""The driver of the box office: conflicts, unknown outcomes, commands in flight, replays."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from attrs import evolve
from tests.unit.cart.pier import GUEST, boat, host, key, pier, state_of
from tests.unit.cart.world import CODES, PRICES

from counterfoil.domain.basket import Basket, Circumstances
from counterfoil.domain.cart.cart import Cart
from counterfoil.domain.cart.commands import UpdateCart
from counterfoil.domain.decisions import Decision, OrderDecision
from counterfoil.domain.errors import CounterfoilError, UsageError
from counterfoil.domain.finding import NotModified, OrderFilter, Page, RecordedEvent
from counterfoil.domain.order.order import Order
from counterfoil.domain.pricing import Pricer, Quote
from counterfoil.domain.privacy import PseudonymKey
from counterfoil.domain.references import CartId, CommandKey, OrderId, ResourceId
from counterfoil.domain.refusals import RefusedError, SoldOut
from counterfoil.domain.stock import Level
from counterfoil.ports.box_office import BoxOffice, CartView, Refused
from counterfoil.ports.driver import ATTEMPTS_MAX, PAUSE
from counterfoil.ports.errors import (
    AccessDeniedError,
    ConflictError,
    OutcomeUnknownError,
    PortError,
    ProtocolError,
    RateLimitedError,
    UnavailableError,
)
from counterfoil.ports.reservation_system import (
    PURGE_LIMIT,
    Answer,
    Capabilities,
    Committed,
    InFlight,
    OrderAnswer,
    OrderCommitted,
    Past,
    ReservationSystem,
    Verdict,
    World,
)


class Scripted:
    """Stands before a system and does, at each commit, the next thing of a script.

    The last one is done for ever. ``through`` lets a commit through, ``lost`` lets it through and
    loses the answer, ``cut off`` loses the request, ``conflict`` and ``busy`` refuse it, and a
    refusal is answered as such.
    """

    def __init__(self, system: ReservationSystem, *script: str | SoldOut) -> None:
        self.system = system
        self.script = list(script)
        self.commits = 0
        self.recall_fails = False
        self.in_flight: Decision | None = None
        self.verdict: Verdict | None = None

    @property
    def capabilities(self) -> Capabilities:
        return self.system.capabilities

    def now(self) -> datetime:
        return self.system.now()

    def world(self, name: str | None = None) -> World:
        return self.system.world(name)

    def cart(self, cart: CartId) -> Cart | None:
        return self.system.cart(cart)

    def overdue(self, at: datetime, *, limit: int) -> tuple[CartId, ...]:
        return self.system.overdue(at, limit=limit)

    def order(self, order: OrderId, *, version: int | None = None) -> Order | None:
        return self.system.order(order, version=version)

    def orders(self, wanted: OrderFilter) -> Page:
        return self.system.orders(wanted)

    def orders_if_modified(self, wanted: OrderFilter, *, since: datetime) -> Page | NotModified:
        return self.system.orders_if_modified(wanted, since=since)

    def events_after(self, sequence: int, *, limit: int) -> tuple[RecordedEvent, ...]:
        return self.system.events_after(sequence, limit=limit)

    def order_with_code(self, code: str) -> Order | None:
        return self.system.order_with_code(code)

    def levels(
        self, resources: Collection[ResourceId], *, at: datetime
    ) -> Mapping[ResourceId, Level]:
        return self.system.levels(resources, at=at)

    def recall(self, key: CommandKey) -> Past | None:
        if self.recall_fails and self.commits:
            raise UnavailableError("down")
        if self.in_flight is not None and key == self.in_flight.key:
            return InFlight(self.in_flight)
        return self.system.recall(key)

    def commit(self, decision: Decision) -> Answer:
        step = self.script[min(self.commits, len(self.script) - 1)]
        self.commits += 1
        match step:
            case "lost":
                self.system.commit(decision)
                raise OutcomeUnknownError("no answer", key=decision.key)
            case "cut off":
                raise OutcomeUnknownError("no answer", key=decision.key)
            case "conflict" | "busy":
                raise ConflictError("somebody was faster", in_flight=step == "busy")
            case "through":
                return self.system.commit(decision)
            case str():
                raise AssertionError(step)
            case SoldOut():
                return step

    def commit_order(self, decision: OrderDecision) -> OrderAnswer:
        return self.system.commit_order(decision)

    def erase_cart(self, decision: Decision, *, erasing_key: PseudonymKey) -> Answer:
        return self.system.erase_cart(decision, erasing_key=erasing_key)

    def erase_order(self, decision: OrderDecision, *, erasing_key: PseudonymKey) -> OrderAnswer:
        return self.system.erase_order(decision, erasing_key=erasing_key)

    def resolve(self, decision: Decision) -> Committed | Verdict:
        if self.verdict is Verdict.NOT_DONE:
            self.in_flight = None
        if self.verdict is not None:
            return self.verdict
        return self.system.resolve(decision)

    def resolve_order(self, decision: OrderDecision) -> OrderCommitted | Verdict:
        return self.system.resolve_order(decision)

    def purge(self, *, before: datetime, limit: int = PURGE_LIMIT) -> int:
        return self.system.purge(before=before, limit=limit)


if TYPE_CHECKING:
    _: type[ReservationSystem] = Scripted


def test_a_conflict_is_decided_anew() -> None:
    shop = pier()
    cart = shop.opened()
    scripted = Scripted(shop.system, "conflict", "conflict", "through")

    view = host(shop, prefix="h", system=scripted).update(cart, GUEST, boat(2))

    assert scripted.commits == 3
    assert view.cart.version == 2
    assert shop.clock.waits == ()


def test_somebody_at_work_is_waited_for() -> None:
    shop = pier()
    cart = shop.opened()
    scripted = Scripted(shop.system, "busy", "busy", "through")

    host(shop, prefix="h", system=scripted).update(cart, GUEST, boat(2))

    assert shop.clock.waits == (PAUSE, PAUSE)


def test_conflicts_without_end_are_given_up_and_nothing_is_done() -> None:
    shop = pier()
    cart = shop.opened()
    scripted = Scripted(shop.system, "conflict")
    before = state_of(shop.system, now=shop.clock.now())

    with pytest.raises(UnavailableError, match="nothing was done"):
        host(shop, prefix="h", system=scripted).update(cart, GUEST, boat(2))

    assert scripted.commits == ATTEMPTS_MAX
    assert state_of(shop.system, now=shop.clock.now()) == before


def test_a_lost_answer_is_found_again() -> None:
    shop = pier()
    cart = shop.opened()
    scripted = Scripted(shop.system, "lost", "through")

    view = host(shop, prefix="h", system=scripted).update(cart, GUEST, boat(2))

    assert scripted.commits == 1
    assert view.replayed
    assert shop.drawn("pool:boat-noon") == [2]


def test_requests_that_are_always_cut_off_leave_as_unknown_with_the_key() -> None:
    shop = pier()
    cart = shop.opened()
    scripted = Scripted(shop.system, "cut off")

    with pytest.raises(OutcomeUnknownError, match="its repetition") as raised:
        host(shop, prefix="h", system=scripted).update(cart, GUEST, boat(2), key=key("mine"))

    assert raised.value.key == "mine"


def test_an_outcome_that_cannot_be_looked_up_leaves_as_unknown_with_the_key() -> None:
    """Nobody may be told that nothing was done when something was."""
    shop = pier()
    cart = shop.opened()
    scripted = Scripted(shop.system, "lost")
    scripted.recall_fails = True

    with pytest.raises(OutcomeUnknownError) as raised:
        host(shop, prefix="h", system=scripted).update(cart, GUEST, boat(2))

    assert shop.drawn("pool:boat-noon") == [2]
    scripted.recall_fails = False
    again = host(shop, prefix="h", system=scripted).update(
        cart, GUEST, boat(2), key=raised.value.key
    )
    assert again.replayed
    assert shop.drawn("pool:boat-noon") == [2]


def test_the_last_attempt_may_be_the_one_whose_outcome_is_unknown() -> None:
    shop = pier()
    cart = shop.opened()
    conflicts = ["conflict"] * (ATTEMPTS_MAX - 1)
    scripted = Scripted(shop.system, *conflicts, "lost")

    with pytest.raises(OutcomeUnknownError):
        host(shop, prefix="h", system=scripted).update(cart, GUEST, boat(2))


def decided(shop_key: str) -> Decision:
    """Decide an update of the cart of key `cart` with two places, and keep it from being sent."""
    shop = pier()
    shop.office.open_cart(GUEST, key=key("cart"))
    cart = shop.system.records()[0].change
    caught: list[Decision] = []

    class Catching(Scripted):
        def commit(self, decision: Decision) -> Answer:
            caught.append(decision)
            return super().commit(decision)

    catching = Catching(shop.system, "through")
    found = getattr(cart, "cart", None)
    assert isinstance(found, Cart)
    host(shop, prefix="h", system=catching).update(
        found.id, GUEST, boat(2, item="a"), key=key(shop_key)
    )
    return caught[0]


def test_a_command_in_flight_that_was_not_carried_out_is_decided_anew() -> None:
    shop = pier()
    cart = shop.office.open_cart(GUEST, key=key("cart")).cart.id
    scripted = Scripted(shop.system, "through")
    scripted.in_flight = decided("late")
    scripted.verdict = Verdict.NOT_DONE

    view = host(shop, prefix="h", system=scripted).update(
        cart, GUEST, boat(2, item="a"), key=key("late")
    )

    assert not view.replayed
    assert scripted.commits == 1
    assert shop.drawn("pool:boat-noon") == [2]


def test_a_command_in_flight_that_was_carried_out_is_answered() -> None:
    shop = pier()
    cart = shop.office.open_cart(GUEST, key=key("cart")).cart.id
    shop.office.update(cart, GUEST, boat(2, item="a"), key=key("late"))
    scripted = Scripted(shop.system, "through")
    scripted.in_flight = decided("late")

    view = host(shop, prefix="h", system=scripted).update(
        cart, GUEST, boat(2, item="a"), key=key("late")
    )

    assert view.replayed
    assert scripted.commits == 0


def test_a_command_in_flight_of_which_nothing_is_known_stays_unknown() -> None:
    shop = pier()
    cart = shop.office.open_cart(GUEST, key=key("cart")).cart.id
    scripted = Scripted(shop.system, "through")
    scripted.in_flight = decided("late")
    scripted.verdict = Verdict.UNKNOWN

    with pytest.raises(OutcomeUnknownError) as raised:
        host(shop, prefix="h", system=scripted).update(
            cart, GUEST, boat(2, item="a"), key=key("late")
        )

    assert raised.value.key == "late"
    assert scripted.commits == 0


def test_the_key_of_a_command_in_flight_is_not_free_for_another() -> None:
    shop = pier()
    cart = shop.office.open_cart(GUEST, key=key("cart")).cart.id
    scripted = Scripted(shop.system, "through")
    scripted.in_flight = decided("late")

    with pytest.raises(RefusedError, match="key_reused") as raised:
        host(shop, prefix="h", system=scripted).update(
            cart, GUEST, boat(3, item="a"), key=key("late")
        )

    assert raised.value.refusal.code == "key_reused"


def test_a_refusal_of_the_system_is_answered_as_one() -> None:
    shop = pier()
    cart = shop.opened()
    sold_out = SoldOut(resource=None, asked=None, left=None)
    scripted = Scripted(shop.system, sold_out)
    office = host(shop, prefix="h", system=scripted)

    with pytest.raises(RefusedError) as raised:
        office.update(cart, GUEST, boat(2))

    assert (raised.value.refusal, raised.value.others) == (sold_out, ())
    assert shop.read(cart).cart.version == 1


def test_attempt_answers_as_a_value_what_execute_raises() -> None:
    shop = pier()
    cart = shop.opened()
    command = updating(cart, "noon")
    wrong = updating(cart, "midnight")

    answer = shop.office.attempt(command)
    refused = shop.office.attempt(wrong)

    assert isinstance(answer, CartView)
    assert isinstance(refused, Refused)
    assert [one.code for one in refused.refusals] == ["unknown_slot"]


def updating(cart: CartId, slot: str) -> UpdateCart:
    """Ask for one place on the boat."""
    return UpdateCart(key=key(slot), actor=GUEST, cart=cart, operations=(boat(1, slot=slot),))


def test_a_command_without_a_key_gets_a_new_one_each_time() -> None:
    shop = pier()
    cart = shop.opened()

    shop.update(cart, boat(1))
    view = shop.update(cart, boat(1))

    assert not view.replayed
    assert shop.drawn("pool:boat-noon") == [2]


def test_the_first_refusal_leads_and_the_others_are_shown() -> None:
    shop = pier()
    cart = shop.opened()

    with pytest.raises(RefusedError) as raised:
        shop.update(cart, boat(1, slot=None), boat(1, slot="dawn"))

    assert raised.value.refusal.code == "slot_required"
    assert [other.code for other in raised.value.others] == ["slot_closed"]
    assert str(raised.value).splitlines()[0].startswith("slot_required: item ")


@pytest.mark.parametrize(
    "error",
    [
        AccessDeniedError("no"),
        ConflictError("no"),
        OutcomeUnknownError("no", key=key("k")),
        ProtocolError("no"),
        RateLimitedError("no", seconds=30),
        UnavailableError("no"),
    ],
)
def test_everything_outside_fails_as_a_port_error(error: PortError) -> None:
    assert isinstance(error, PortError)
    assert isinstance(error, CounterfoilError)
    assert str(error) == "no"


def test_port_errors_carry_what_a_host_needs() -> None:
    assert RateLimitedError("wait", seconds=30).seconds == 30
    assert RateLimitedError("wait").seconds is None
    assert ConflictError("meanwhile").in_flight is False
    assert OutcomeUnknownError("lost", key=key("k")).key == "k"


# --- what is priced when ------------------------------------------------------------------------


def test_a_cart_is_priced_once_to_be_decided_and_again_when_its_quote_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shop = pier()
    cart = shop.opened()
    priced: list[Basket] = []
    price = Pricer.price

    def counted(self: Pricer, basket: Basket, circumstances: Circumstances) -> Quote:
        priced.append(basket)
        return price(self, basket, circumstances)

    monkeypatch.setattr(Pricer, "price", counted)

    view = shop.update(cart, boat(2, item="a"))
    assert len(priced) == 1
    again = shop.read(cart)
    assert len(priced) == 1
    assert view.quote is not None
    assert view.quote is view.quote
    assert len(priced) == 2
    assert again.quote == view.quote
    assert len(priced) == 3


def test_two_views_of_one_cart_are_equal_whichever_was_read() -> None:
    shop = pier()
    cart = shop.with_items(boat(2, item="a"))
    first, second = shop.read(cart), shop.read(cart)

    assert first.quote is not None

    assert first == second
    shop.update(cart, boat(1, item="b"))
    assert first != shop.read(cart)


# --- wiring -------------------------------------------------------------------------------------


class Counting:
    """A system that counts the uses of promotions itself."""

    capabilities = Capabilities(
        stock="ENGINE", price="ENGINE", promotion_limits="SYSTEM", command_keys="PROCESS"
    )

    def __init__(self, system: ReservationSystem) -> None:
        self._system = system

    def __getattr__(self, name: str) -> Any:
        return getattr(self._system, name)


def wired(*texts: str) -> BoxOffice:
    """Wire a box office to a system that counts uses, with a tariff."""
    shop = pier(*texts)
    return evolve(shop.office, system=Counting(shop.system))


def test_limits_that_nobody_would_keep_are_refused_at_wiring() -> None:
    """H3: no tariff with limits for a system that counts itself, unless they are advisory."""
    with pytest.raises(UsageError, match=r"^system: 'early' is a promotion with limits, "):
        wired(PRICES, CODES)


@pytest.mark.parametrize(
    "texts",
    [(PRICES,), (PRICES.replace("codes_max = 3", 'codes_max = 3\nlimits = "advisory"'), CODES)],
    ids=["none", "advisory"],
)
def test_limits_that_are_advisory_may_be_wired(texts: tuple[str, ...]) -> None:
    office = wired(*texts)

    view = office.update(office.open_cart(GUEST).cart.id, GUEST, boat(1))

    assert view.quote is not None
    assert view.quote.total == 1000
