"""Orders of a system that knows no keys: found after any fault, and never booked a second time."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest
from tests.remote.harbor import AFTER, BEFORE, ERROR, LATE
from tests.remote.hosts import CART, THREADS, Crashing, Harbor, Step, run
from tests.remote.system import RemoteSystem
from tests.unit.cart.pier import CASHIER, GUEST, boat, capture, codes, key

from counterfoil.domain.cart.commands import ConfirmCart, OnLapse, OnMismatch, derived
from counterfoil.domain.order.commands import BookDirect, OrderCommand
from counterfoil.domain.order.order import Order
from counterfoil.domain.reconciliation import LineMismatch, TotalMismatch
from counterfoil.domain.references import ItemId, OrderId, TicketTypeId, UnitId
from counterfoil.domain.refusals import (
    KeyReused,
    PriceMismatch,
    RefusedError,
    SaleClosed,
    SoldOut,
    Unsupported,
)
from counterfoil.domain.statuses import SettlementType
from counterfoil.ports.box_office import BoxOffice, CartView, OrderView, Refused
from counterfoil.ports.errors import (
    ConflictError,
    MismatchError,
    OutcomeUnknownError,
    PortError,
    UnavailableError,
)
from counterfoil.ports.reconciling import ReconcilePolicy
from counterfoil.ports.reservation_system import InFlight, OrderInFlight

CONFIRMED = OrderId(derived(key("confirm"), "order"))
BOOKED = OrderId(derived(key("book"), "order"))
VENUE = SettlementType.VENUE


def confirm(office: BoxOffice, **how: Any) -> OrderView:
    return office.confirm(CART, CASHIER, settlement=VENUE, key=key("confirm"), **how)


def book(office: BoxOffice, count: int = 3) -> OrderView:
    return office.book(CASHIER, boat(count, item="b"), settlement=VENUE, key=key("book"))


def steps() -> Iterator[Step]:
    """Sell an afternoon: every kind of request that makes an order, with a key each."""
    yield lambda office: office.open_cart(GUEST, key=key("open"))
    yield lambda office: office.update(
        CART, GUEST, boat(4, item="a"), boat(1, item="c", slot="dusk"), key=key("add")
    )
    yield lambda office: office.apply_promocode(CART, GUEST, "EARLY", key=key("code"))
    yield lambda office: confirm(office, charged=45_00)
    yield book
    yield lambda office: office.record_payment(BOOKED, CASHIER, capture(10_00), key=key("cash"))
    yield lambda office: office.record_redemption(BOOKED, CASHIER, *TICKETS, key=key("use"))
    yield lambda office: office.void_redemption(BOOKED, CASHIER, TICKETS[0], key=key("void"))


def tickets_of_the_booking() -> tuple[UnitId, ...]:
    """Learn what the tickets will be called: the same wherever the same keys are used."""
    (booking,) = book(Harbor().host()).order.bookings
    return tuple(ticket.id for ticket in booking.tickets)


TICKETS = tickets_of_the_booking()


def order_of(harbor: Harbor, name: OrderId) -> Order:
    found = harbor.journal.order(name)
    assert found is not None
    return found


def told(order: Order) -> object:
    """Tell what an order is, apart from instants and the harbor's own reference."""
    uses = [[use.counts for use in one.redemptions] for one in order.bookings[0].tickets]
    lines = [(one.id, one.item.slot, one.item.quantities) for one in order.bookings]
    return order.total, order.paid, order.revision, lines, uses


def seen(harbor: Harbor) -> object:
    """Tell how it ended, at the harbor and in the journal."""
    cart = harbor.journal.shadow(CART)
    assert cart is not None
    return (
        sorted(map(str, harbor.remote.sold())),
        harbor.remote.reserved(),
        (cart.order, cart.state, cart.items),
        told(order_of(harbor, CONFIRMED)),
        told(order_of(harbor, BOOKED)),
        harbor.journal.unfinished(before=harbor.clock.now() + timedelta(days=1)),
    )


def untroubled() -> tuple[Harbor, int]:
    harbor = Harbor(Crashing())
    run(harbor, steps)
    assert isinstance(harbor.journal, Crashing)
    return harbor, harbor.journal.calls


def test_an_untroubled_afternoon_sells_what_it_says() -> None:
    harbor, _ = untroubled()

    assert harbor.remote.sold() == [
        {("a", "noon", "adult"): 4, ("c", "dusk", "adult"): 1},
        {("b", "noon", "adult"): 3},
    ]
    confirmed, booked = order_of(harbor, CONFIRMED), order_of(harbor, BOOKED)
    assert (confirmed.total, confirmed.revision, confirmed.cart) == (45_00, 1, CART)
    assert (booked.total, booked.paid, booked.revision) == (30_00, 10_00, 4)
    assert [one.is_redeemed for one in booked.bookings[0].tickets] == [False, True, True]
    assert [confirmed.system_reference, booked.system_reference] == ["HO5001", "HO5002"]


@pytest.mark.parametrize("fault", [BEFORE, AFTER, ERROR, LATE])
def test_a_fault_at_any_request_is_made_good_by_repeating(fault: str) -> None:
    """D7: what was sold is what an untroubled run sells, also where a request comes late."""
    wanted, _ = untroubled()
    made = []

    for call in range(1, wanted.remote.calls + 1):
        harbor = Harbor()
        harbor.remote.faults = {call: fault}
        run(harbor, steps)

        assert harbor.remote.faults == {}
        assert seen(harbor) == seen(wanted), call
        made.append(harbor.remote.made)

    # Only a direct booking that came late is there twice, until its twin is found and cancelled.
    assert sorted(made)[:-1] == [2] * (len(made) - 1)
    assert max(made) == (3 if fault == LATE else 2)


@pytest.mark.parametrize("when", [BEFORE, AFTER])
def test_a_process_that_ends_anywhere_is_followed_by_another(when: str) -> None:
    """D7 for the journal: it is all that the next process knows."""
    wanted, calls = untroubled()

    for call in range(1, calls + 1):
        journal = Crashing()
        journal.crash_at = (call, when)
        harbor = Harbor(journal)
        run(harbor, steps)

        assert journal.calls > call
        assert seen(harbor) == seen(wanted), call
        assert harbor.remote.made == 2


# --- a confirmation whose answer was lost -------------------------------------------------------


@pytest.mark.parametrize("fault", [AFTER, ERROR])
def test_a_lost_answer_is_found_without_confirming_again(fault: str) -> None:
    harbor = Harbor()
    office = harbor.with_boat()
    harbor.remote.faults = {harbor.remote.calls + 2: fault}  # a read, then the request

    view = confirm(office)

    assert view.replayed
    assert view.order == order_of(harbor, CONFIRMED)
    assert view.mismatches == ()
    assert harbor.remote.made == 1


def test_what_cannot_be_looked_up_stays_unknown_until_it_can() -> None:
    """The next host answers it, with the key alone."""
    harbor = Harbor()
    office = harbor.with_boat()
    calls = harbor.remote.calls
    harbor.remote.faults = {calls + 2: AFTER, calls + 3: BEFORE}
    with pytest.raises(OutcomeUnknownError) as raised:
        confirm(office)
    assert raised.value.key == "confirm"
    assert isinstance(harbor.journal.recall(key("confirm")), InFlight)

    view = confirm(harbor.host())

    assert view.replayed
    assert view.order.system_reference == "HO5001"
    assert harbor.remote.made == 1
    assert confirm(harbor.host()).order == view.order


def test_a_cart_that_another_host_confirmed_is_not_said_to_have_lapsed() -> None:
    """Its reservation is gone because there is an order, of which nobody has heard yet."""
    harbor = Harbor()
    office = harbor.with_boat()
    calls = harbor.remote.calls
    harbor.remote.faults = {calls + 2: AFTER, calls + 3: BEFORE}
    with pytest.raises(OutcomeUnknownError):
        confirm(office)

    view = harbor.host().cart(CART)

    assert view.cart.order == CONFIRMED
    assert view.lapsed == ()


def test_a_lost_request_is_sent_again_only_when_it_can_no_longer_arrive() -> None:
    harbor = Harbor()
    office = harbor.with_boat()
    harbor.remote.faults = {harbor.remote.calls + 2: BEFORE}
    for _ in range(2):
        with pytest.raises(OutcomeUnknownError):
            confirm(office)
        assert harbor.remote.made == 0

    harbor.wait()
    view = confirm(office)

    assert not view.replayed
    assert harbor.remote.made == 1


def test_a_confirmation_that_comes_late_is_the_one_that_is_answered() -> None:
    """Its repetition is refused, because the reservation is gone: by our own doing."""
    harbor = Harbor()
    office = harbor.with_boat()
    harbor.remote.faults = {harbor.remote.calls + 2: LATE}
    with pytest.raises(OutcomeUnknownError):
        confirm(office)
    harbor.wait()

    view = confirm(office)

    assert view.order.system_reference == "HO5001"
    assert harbor.remote.made == 1
    assert harbor.remote.taken("noon") == 2


def test_a_direct_booking_that_comes_late_is_not_there_twice() -> None:
    harbor = Harbor()
    office = harbor.host()
    harbor.remote.faults = {harbor.remote.calls + 1: LATE}
    with pytest.raises(OutcomeUnknownError):
        book(office)
    harbor.wait()

    view = book(office)

    assert harbor.remote.made == 2
    assert harbor.remote.sold() == [{("b", "noon", "adult"): 3}]
    assert view.order.system_reference == "HO5001"


def test_a_late_booking_that_took_the_last_seats_is_no_refusal() -> None:
    harbor = Harbor()
    harbor.remote.seats["noon"] = 3
    office = harbor.host()
    harbor.remote.faults = {harbor.remote.calls + 1: LATE}
    with pytest.raises(OutcomeUnknownError):
        book(office)
    harbor.wait()

    assert book(office).order.system_reference == "HO5001"
    assert harbor.remote.taken("noon") == 3


def test_a_process_that_ends_between_a_booking_and_its_twin_leaves_one() -> None:
    """The twin is found by whoever comes next, also where that is not the one who booked."""
    harbor = Harbor()
    office = harbor.host()
    harbor.remote.faults = {1: LATE}
    with pytest.raises(OutcomeUnknownError):
        book(office)
    harbor.wait()
    calls = harbor.remote.calls
    # It is looked up and booked, and then the list of orders gets lost, twice.
    harbor.remote.faults = {calls + 3: BEFORE, calls + 4: BEFORE}
    with pytest.raises(OutcomeUnknownError):
        book(office)
    assert len(harbor.remote.sold()) == 2
    assert isinstance(harbor.journal.recall(key("book")), OrderInFlight)

    view = book(harbor.host())

    assert view.replayed
    assert harbor.remote.sold() == [{("b", "noon", "adult"): 3}]


# --- several hosts ------------------------------------------------------------------------------


def test_one_key_from_two_hosts_at_once_makes_one_order() -> None:
    harbor = Harbor()
    first, second = harbor.with_boat(), harbor.host()
    met: list[BaseException] = []

    def meanwhile() -> None:
        try:
            confirm(second)
        except PortError as error:
            met.append(error)

    harbor.remote.during = meanwhile
    view = confirm(first)

    assert [type(error) for error in met] == [OutcomeUnknownError]
    assert confirm(second).order == view.order
    assert harbor.remote.made == 1


def test_another_key_for_a_cart_that_is_being_confirmed_waits_and_is_refused() -> None:
    harbor = Harbor()
    first, second = harbor.with_boat(), harbor.host()
    met: list[BaseException] = []

    def other() -> None:
        second.confirm(CART, CASHIER, settlement=VENUE, key=key("other"))

    def meanwhile() -> None:
        try:
            other()
        except PortError as error:
            met.append(error)

    harbor.remote.during = meanwhile
    confirm(first)

    assert [type(error) for error in met] == [UnavailableError]
    with pytest.raises(RefusedError, match="cart_confirmed"):
        other()
    assert harbor.remote.made == 1


def test_many_hosts_that_confirm_one_cart_make_one_order() -> None:
    harbor = Harbor()
    harbor.with_boat()
    barrier = Barrier(THREADS)

    def sell(number: int) -> str:
        office = harbor.host()
        barrier.wait()
        while True:
            try:
                view = office.confirm(CART, CASHIER, settlement=VENUE, key=key(f"k{number % 2}"))
            except PortError:  # somebody else is at work
                continue
            except RefusedError as error:
                return error.refusal.code
            return view.order.id

    with ThreadPoolExecutor(THREADS) as threads:
        answers = set(threads.map(sell, range(THREADS)))

    assert len(answers) == 2
    assert "cart_confirmed" in answers
    assert harbor.remote.made == 1


def test_what_a_dead_host_left_of_an_order_is_found_out_by_the_next() -> None:
    """A payment was begun and not written down: nothing of it has happened."""
    harbor = Harbor()
    order = book(harbor.host()).order
    begin = harbor.journal.begin_order

    def dies(decision: Any) -> int:
        harbor.journal.begin_order = begin  # type: ignore[method-assign]
        begin(decision)
        raise ConflictError("never seen")

    harbor.journal.begin_order = dies  # type: ignore[method-assign]
    with pytest.raises(OutcomeUnknownError):
        harbor.host().record_payment(order.id, CASHIER, capture(10_00), key=key("left"))
    harbor.wait()

    paid = harbor.host().record_payment(order.id, CASHIER, capture(5_00), key=key("mine"))

    assert paid.order.paid == 5_00
    assert harbor.journal.unfinished(before=harbor.clock.now()) == ()


# --- what the harbor refuses, and what nobody asks it -------------------------------------------


def commands() -> list[ConfirmCart | OrderCommand]:
    """Make a cart an order, or book without one."""
    items = (boat(2, item="b"),)
    return [
        ConfirmCart(key=key("k"), actor=CASHIER, cart=CART, settlement=VENUE),
        BookDirect(key=key("k"), actor=CASHIER, items=items, settlement=VENUE),
    ]


def attempt(office: BoxOffice, command: ConfirmCart | OrderCommand) -> object:
    if isinstance(command, ConfirmCart):
        return office.attempt(command)
    return office.attempt_order(command)


@pytest.mark.parametrize("command", commands(), ids=lambda one: type(one).__name__)
def test_a_refusal_is_believed_and_frees_the_key(command: ConfirmCart | OrderCommand) -> None:
    harbor = Harbor()
    office = harbor.with_boat()
    harbor.remote.closed = {"noon"}

    answer = attempt(office, command)

    assert isinstance(answer, Refused)
    assert codes(answer.refusals) == [SaleClosed.code]
    assert harbor.journal.recall(key("k")) is None
    assert harbor.remote.made == 0
    assert harbor.remote.taken("noon") == 2
    harbor.remote.closed = set()
    assert isinstance(attempt(office, command), CartView | OrderView)


def test_a_direct_booking_without_room_has_no_facts() -> None:
    harbor = Harbor()
    office = harbor.with_boat(8)

    with pytest.raises(RefusedError) as raised:
        book(office)

    assert raised.value.refusal == SoldOut(resource=None, asked=None, left=None)
    assert harbor.remote.made == 0


def test_what_lapsed_cannot_be_held_again_where_the_harbor_counts() -> None:
    """It is refused before anything is asked, and names what can be done instead."""
    harbor = Harbor(Crashing())
    office = harbor.with_boat()
    harbor.wait(timedelta(minutes=21))
    assert isinstance(harbor.journal, Crashing)
    calls = harbor.remote.calls, harbor.journal.calls

    with pytest.raises(RefusedError) as raised:
        confirm(office, on_lapse=OnLapse.HOLD_AGAIN)

    refusal = raised.value.refusal
    assert isinstance(refusal, Unsupported)
    assert refusal.capability == "on_lapse=HOLD_AGAIN"
    assert "LEAVE" in refusal.instead
    assert (harbor.remote.calls, harbor.journal.calls) == calls


def test_a_key_that_made_an_order_is_not_good_for_another() -> None:
    harbor = Harbor()
    office = harbor.with_boat()
    confirm(office)

    with pytest.raises(RefusedError) as raised:
        confirm(office, note="for somebody else")

    assert raised.value.refusal == KeyReused(key=key("confirm"), fields=("note",))
    assert harbor.remote.made == 1


# --- prices and surprises -----------------------------------------------------------------------


def test_what_was_charged_is_compared_with_what_the_harbor_showed() -> None:
    """The tariff here says 20.00; the guest was shown and charged 22.00."""
    harbor = Harbor()
    harbor.remote.prices["adult"] = Decimal("11.00")
    office = harbor.with_boat()

    with pytest.raises(RefusedError) as raised:
        confirm(office, charged=20_00)
    view = confirm(office, charged=22_00)

    assert isinstance(raised.value.refusal, PriceMismatch)
    assert (raised.value.refusal.charged, raised.value.refusal.total) == (20_00, 22_00)
    assert (view.order.total, view.owed.amount) == (22_00, 22_00)
    assert view.mismatches == ()


def test_settled_directly_asks_for_what_the_harbor_showed() -> None:
    harbor = Harbor()
    harbor.remote.prices["adult"] = Decimal("11.00")
    office = harbor.with_boat()

    def pay(amount: int) -> OrderView:
        return office.confirm(
            CART, CASHIER, settlement=SettlementType.DIRECT, payments=(capture(amount),)
        )

    with pytest.raises(RefusedError, match="payment_required"):
        pay(20_00)
    view = pay(22_00)

    assert (view.order.paid, view.order.outstanding) == (22_00, 0)


def test_a_price_that_moves_while_it_is_confirmed_is_a_mismatch() -> None:
    harbor = Harbor()
    office = harbor.with_boat()
    harbor.remote.during = lambda: harbor.remote.prices.update(adult=Decimal("12.50"))

    view = confirm(office, charged=20_00)

    assert view.mismatches == (TotalMismatch(expected=20_00, actual=25_00),)
    assert view.order.total == 25_00
    assert confirm(office, charged=20_00).order == view.order


def test_a_price_that_the_caller_accepts_is_still_seen_to_be_another() -> None:
    harbor = Harbor()
    office = harbor.with_boat()

    view = confirm(office, charged=19_00, on_mismatch=OnMismatch.ACCEPT)

    assert view.order.total == 20_00


@pytest.mark.parametrize("policy", [ReconcilePolicy.RAISE, ReconcilePolicy.COMPENSATE])
def test_an_order_that_is_not_as_expected_stays_and_is_raised(policy: ReconcilePolicy) -> None:
    """Cancelling it may cost: that is for the host to decide."""
    harbor = Harbor()
    harbor.with_boat()
    office = harbor.host(policy)
    harbor.remote.during = lambda: harbor.remote.prices.update(adult=Decimal("12.50"))

    with pytest.raises(MismatchError, match=r"^order \w+ is committed, but .* 2500") as met:
        confirm(office)

    assert not met.value.released
    assert met.value.view.order is not None
    assert met.value.view.order.total == 25_00
    assert harbor.remote.sold() == [{("a", "noon", "adult"): 2}]
    assert confirm(office).replayed


def test_a_direct_booking_at_another_price_is_raised_as_well() -> None:
    harbor = Harbor()
    harbor.remote.prices["adult"] = Decimal("12.50")
    office = harbor.host(ReconcilePolicy.RAISE)

    with pytest.raises(MismatchError, match=r"^order \w+ is committed") as met:
        book(office)

    assert met.value.view.mismatches == (TotalMismatch(expected=30_00, actual=37_50),)
    assert book(office).replayed
    assert harbor.remote.made == 1


def test_an_item_that_is_dropped_while_it_is_confirmed_is_named() -> None:
    harbor = Harbor()
    office = harbor.with_boat()
    office.update(CART, GUEST, boat(3, item="b"), key=key("b"))
    harbor.remote.during = lambda: harbor.remote.delete_lines("HS1000", ["a"])

    view = confirm(office)

    gone = LineMismatch(item=ItemId("a"), ticket_type=TicketTypeId("adult"), expected=2, actual=0)
    assert view.mismatches == (gone, TotalMismatch(expected=50_00, actual=30_00))
    assert [booking.id for booking in view.order.bookings] == ["b"]


def test_the_ledger_of_an_order_is_all_the_harbors() -> None:
    harbor = Harbor()
    office = harbor.with_boat(5)
    office.apply_promocode(CART, GUEST, "EARLY", key=key("code"))

    order = confirm(office).order

    (posting,) = order.postings
    assert {entry.cause.rule for run in posting.runs for entry in run.entries} == {"harbor"}
    assert [run.units for run in posting.runs] == [4, 1, 1]
    assert order.total == 45_00


def test_an_order_is_kept_when_its_cart_is_purged() -> None:
    harbor = Harbor()
    office = harbor.with_boat()
    order = confirm(office).order
    harbor.wait(timedelta(days=401))

    assert office.purge() == 1

    assert office.order(order.id).order == order
    assert isinstance(office.system, RemoteSystem)
    with pytest.raises(RefusedError, match="order_not_found"):
        office.order(order.id, version=2)
