"""The driver over a system that knows nothing of ours: faults, crashes, other hosts, surprises."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest
from tests.remote.harbor import AFTER, BEFORE, ERROR, LATE
from tests.remote.hosts import CART, THREADS, Crashing, Harbor, Step, run
from tests.remote.system import QUIET, RemoteSystem
from tests.unit.cart.pier import GUEST, amend, boat, key, pier, remove

from counterfoil.domain.cart.cart import CartState
from counterfoil.domain.cart.details import DetailChanges
from counterfoil.domain.cart.item import Told
from counterfoil.domain.reconciliation import LineMismatch, TotalMismatch
from counterfoil.domain.references import ItemId, TicketTypeId
from counterfoil.domain.refusals import InvalidPromocode, PromocodeReason, RefusedError, SoldOut
from counterfoil.ports.box_office import BoxOffice, CartView
from counterfoil.ports.errors import (
    MismatchError,
    OutcomeUnknownError,
    PortError,
    UnavailableError,
)
from counterfoil.ports.reconciling import ReconcilePolicy


def steps() -> Iterator[Step]:
    """Book an afternoon: every kind of request, with a key each."""
    yield lambda office: office.open_cart(GUEST, key=key("open"))
    yield lambda office: office.update(
        CART, GUEST, boat(6, item="a"), boat(1, item="b", slot="dusk", child=1), key=key("add")
    )
    yield lambda office: office.apply_promocode(CART, GUEST, "EARLY", key=key("code"))
    yield lambda office: office.update(
        CART, GUEST, amend("a", adult=3), boat(1, item="c"), remove("b"), key=key("mix")
    )
    yield lambda office: office.renew(CART, GUEST, key=key("renew"))
    yield lambda office: office.change_details(
        CART, GUEST, DetailChanges(language="nl"), key=key("details")
    )
    yield lambda office: office.remove_promocode(CART, GUEST, "EARLY", key=key("back"))
    yield lambda office: office.empty(CART, GUEST, key=key("empty"))
    yield lambda office: office.update(CART, GUEST, boat(2, item="d"), key=key("again"))
    yield lambda office: office.begin_payment(CART, GUEST, key=key("pay"))


def seen(harbor: Harbor) -> object:
    """Tell how it ended: at the harbor, and in the journal, apart from instants."""
    cart = harbor.journal.shadow(CART)
    assert cart is not None
    items = {item.id: (item.slot, item.quantities) for item in cart.items}
    return (
        harbor.remote.reserved(),
        (cart.version, items, cart.codes, cart.details.language, cart.payment_began, cart.state),
        harbor.journal.unfinished(before=harbor.clock.now() + QUIET),
    )


def untroubled() -> tuple[Harbor, int]:
    harbor = Harbor(Crashing())
    run(harbor, steps)
    assert isinstance(harbor.journal, Crashing)
    return harbor, harbor.journal.calls


@pytest.mark.parametrize("fault", [BEFORE, AFTER, ERROR])
def test_a_fault_at_any_request_is_made_good_by_repeating(fault: str) -> None:
    """D7: the state of an untroubled run; nothing booked twice, nothing under way for ever."""
    wanted, _ = untroubled()
    assert wanted.remote.reserved() == [{("d", "noon", "adult"): 2}]

    for call in range(1, wanted.remote.calls + 1):
        harbor = Harbor()
        harbor.remote.faults = {call: fault}
        run(harbor, steps)

        assert harbor.remote.faults == {}
        assert seen(harbor) == seen(wanted), call


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


def test_a_lost_answer_is_found_without_sending_again() -> None:
    harbor = Harbor()
    office = harbor.with_boat()
    harbor.remote.faults = {harbor.remote.calls + 2: AFTER}  # a read, then the request

    view = office.update(CART, GUEST, boat(3, item="b"), key=key("b"))

    assert view.replayed
    assert view.mismatches == ()
    assert harbor.remote.taken("noon") == 5


def test_a_lost_request_is_unknown_until_it_can_no_longer_arrive() -> None:
    harbor = Harbor()
    office = harbor.with_boat()
    harbor.remote.faults = {harbor.remote.calls + 2: BEFORE}
    for _ in range(2):
        with pytest.raises(OutcomeUnknownError) as raised:
            office.update(CART, GUEST, boat(3, item="b"), key=key("b"))
        assert raised.value.key == "b"
        assert harbor.remote.taken("noon") == 2

    harbor.wait()
    view = office.update(CART, GUEST, boat(3, item="b"), key=key("b"))

    assert not view.replayed
    assert harbor.remote.taken("noon") == 5


def test_what_cannot_be_looked_up_stays_unknown() -> None:
    """A read that fails says nothing about the request before it."""
    harbor = Harbor()
    office = harbor.with_boat()
    calls = harbor.remote.calls
    harbor.remote.faults = {calls + 2: AFTER, calls + 3: BEFORE}

    with pytest.raises(OutcomeUnknownError):
        office.update(CART, GUEST, boat(3, item="b"), key=key("b"))

    assert office.update(CART, GUEST, boat(3, item="b"), key=key("b")).replayed
    assert harbor.remote.taken("noon") == 5


def test_a_read_that_fails_before_anything_was_sent_says_that_nothing_was_done() -> None:
    harbor = Harbor()
    office = harbor.with_boat()
    harbor.remote.faults = {harbor.remote.calls + 1: BEFORE}

    with pytest.raises(UnavailableError):
        office.update(CART, GUEST, boat(3, item="b"), key=key("b"))

    assert harbor.journal.recall(key("b")) is None


def test_a_refusal_of_a_repetition_is_looked_up_before_it_is_believed() -> None:
    """The first request arrives late, just before the second: the code is in use, by ourselves."""
    harbor = Harbor()
    office = harbor.with_boat()
    harbor.remote.faults = {harbor.remote.calls + 2: LATE}
    with pytest.raises(OutcomeUnknownError):
        office.apply_promocode(CART, GUEST, "EARLY", key=key("code"))
    harbor.wait()

    view = office.apply_promocode(CART, GUEST, "EARLY", key=key("code"))

    assert view.cart.codes == ("EARLY",)
    assert view.cart.priced is not None
    assert view.cart.priced.total == 1800


def test_a_first_refusal_is_believed_and_frees_the_key() -> None:
    harbor = Harbor()
    office = harbor.with_boat()
    del harbor.remote.discounts["EARLY"]

    with pytest.raises(RefusedError) as raised:
        office.apply_promocode(CART, GUEST, "EARLY", key=key("code"))

    unstated = PromocodeReason.UNSTATED
    assert isinstance(raised.value.refusal, InvalidPromocode)
    assert raised.value.refusal.reason is unstated
    assert harbor.journal.recall(key("code")) is None
    harbor.remote.discounts["EARLY"] = Decimal("0.10")
    assert office.apply_promocode(CART, GUEST, "EARLY", key=key("code")).cart.codes == ("EARLY",)


def test_a_refusal_for_capacity_has_no_facts_and_changes_nothing() -> None:
    harbor = Harbor()
    office = harbor.with_boat(8)

    with pytest.raises(RefusedError) as raised:
        office.update(CART, GUEST, boat(3, item="b"))

    assert raised.value.refusal == SoldOut(resource=None, asked=None, left=None)
    assert harbor.remote.taken("noon") == 8
    assert office.update(CART, GUEST, boat(2, item="b")).cart.version == 3


# --- several hosts ------------------------------------------------------------------------------


def test_a_host_that_comes_while_another_sends_does_not_send_as_well() -> None:
    harbor = Harbor()
    first, second = harbor.with_boat(), harbor.host()
    met: list[BaseException] = []

    def meanwhile() -> None:
        try:
            second.update(CART, GUEST, boat(1, item="c"), key=key("c"))
        except PortError as error:
            met.append(error)

    harbor.remote.during = meanwhile
    first.update(CART, GUEST, boat(1, item="b"), key=key("b"))

    assert [type(error) for error in met] == [UnavailableError]
    assert harbor.remote.taken("noon") == 3
    view = second.update(CART, GUEST, boat(1, item="c"), key=key("c"))
    assert [item.id for item in view.cart.items] == ["a", "b", "c"]
    assert view.mismatches == ()


def test_one_key_from_two_hosts_at_once_is_sent_once() -> None:
    harbor = Harbor()
    first, second = harbor.with_boat(), harbor.host()
    met: list[BaseException] = []

    def meanwhile() -> None:
        try:
            second.update(CART, GUEST, boat(4, item="b"), key=key("b"))
        except PortError as error:
            met.append(error)

    harbor.remote.during = meanwhile
    first.update(CART, GUEST, boat(4, item="b"), key=key("b"))

    assert [type(error) for error in met] == [OutcomeUnknownError]
    assert second.update(CART, GUEST, boat(4, item="b"), key=key("b")).replayed
    assert harbor.remote.taken("noon") == 6


def test_a_decision_for_a_cart_that_another_host_changed_is_made_anew() -> None:
    harbor = Harbor()
    first, second = harbor.with_boat(), harbor.host()
    system = first.system
    assert isinstance(system, RemoteSystem)
    begin = harbor.journal.begin

    def overtaken(decision: Any) -> int:
        harbor.journal.begin = begin  # type: ignore[method-assign]
        second.update(CART, GUEST, amend("a", adult=5), key=key("other"))
        return begin(decision)

    harbor.journal.begin = overtaken  # type: ignore[method-assign]
    view = first.update(CART, GUEST, boat(1, item="b"), key=key("b"))

    assert view.cart.version == 4
    assert harbor.remote.reserved() == [{("a", "noon", "adult"): 5, ("b", "noon", "adult"): 1}]


def test_what_a_dead_host_left_under_way_is_found_out_by_the_next() -> None:
    """Before the quiet time is over the cart is busy; then whoever comes finds out."""
    for fault, left in ((BEFORE, ["a", "c"]), (AFTER, ["a", "b", "c"])):
        harbor = Harbor()
        first, second = harbor.with_boat(), harbor.host()
        calls = harbor.remote.calls
        harbor.remote.faults = {calls + 2: fault, calls + 3: BEFORE}
        with pytest.raises(OutcomeUnknownError):
            first.update(CART, GUEST, boat(1, item="b"), key=key("b"))
        if fault == BEFORE:
            with pytest.raises(UnavailableError):
                second.update(CART, GUEST, boat(1, item="c"), key=key("c"))
        harbor.wait()

        view = second.update(CART, GUEST, boat(1, item="c"), key=key("c"))

        assert [item.id for item in view.cart.items] == left
        assert harbor.remote.taken("noon") == 1 + len(left)
        assert view.mismatches == ()


def test_many_hosts_on_one_cart_lose_nothing_and_book_nothing_twice() -> None:
    harbor = Harbor()
    harbor.with_boat(1)
    barrier = Barrier(THREADS)

    def add(number: int) -> None:
        office, mine = harbor.host(), key(f"mine{number}")
        barrier.wait()
        while True:
            try:
                office.update(CART, GUEST, boat(1, item=f"i{number}"), key=mine)
            except PortError:  # so many at once; the key says what became of it
                continue
            return

    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(add, range(THREADS)))

    cart = harbor.host().cart(CART).cart
    assert cart.version == 2 + THREADS
    assert len(cart.items) == 1 + THREADS
    assert harbor.remote.taken("noon") == 1 + THREADS


# --- surprises ----------------------------------------------------------------------------------


def test_items_that_the_harbor_dropped_are_named() -> None:
    """It drops them without a word; only beside the shadow can be seen that they are gone."""
    harbor = Harbor()
    office = harbor.with_boat(5)
    harbor.wait(timedelta(minutes=10))
    with_b = office.update(CART, GUEST, boat(1, item="b"), key=key("b"))
    assert len(with_b.cart.items) == 2
    harbor.remote._reservations["HS1000"]["lines"] = [
        line for line in harbor.remote._reservations["HS1000"]["lines"] if line["booking"] == "b"
    ]

    view = office.cart(CART)

    assert [item.id for item in view.lapsed] == ["a"]
    assert view.lapsed[0].told is Told.EXPIRED
    assert [item.id for item in view.cart.items] == ["b"]


def test_lines_that_the_harbor_splits_are_no_mismatch() -> None:
    harbor = Harbor()
    office = harbor.with_boat(9)

    assert len(harbor.remote._reservations["HS1000"]["lines"]) == 3
    assert office.cart(CART).cart.items[0].quantities == (("adult", 9),)


def dearer(policy: ReconcilePolicy) -> tuple[Harbor, BoxOffice]:
    """Let the harbor raise a price that the tariff here does not know of."""
    harbor = Harbor()
    harbor.with_boat(1)
    harbor.remote.prices["adult"] = Decimal("11.00")
    return harbor, harbor.host(policy)


def test_a_price_that_is_not_as_expected_is_shown() -> None:
    harbor, office = dearer(ReconcilePolicy.WARN)

    view = office.update(CART, GUEST, boat(2, item="b"))

    assert view.mismatches == (TotalMismatch(expected=3000, actual=3300),)
    assert view.quote is None
    assert harbor.remote.taken("noon") == 3


def test_a_price_that_is_not_as_expected_is_raised_with_the_view() -> None:
    harbor, office = dearer(ReconcilePolicy.RAISE)

    with pytest.raises(MismatchError, match=r"is committed, but .* total: 3300, expected") as met:
        office.update(CART, GUEST, boat(2, item="b"), key=key("b"))

    assert isinstance(met.value.view, CartView)
    assert met.value.view.cart.version == 3
    assert not met.value.released
    assert harbor.remote.taken("noon") == 3
    assert office.update(CART, GUEST, boat(2, item="b"), key=key("b")).replayed


def test_a_price_that_is_not_as_expected_releases_the_cart() -> None:
    harbor, office = dearer(ReconcilePolicy.COMPENSATE)

    with pytest.raises(MismatchError, match="released since") as met:
        office.update(CART, GUEST, boat(2, item="b"), key=key("b"))

    assert met.value.released
    assert harbor.remote.taken("noon") == 0
    assert office.cart(CART).cart.state is CartState.CANCELLED


def test_a_cart_that_could_not_be_released_is_said_to_be_held() -> None:
    harbor, office = dearer(ReconcilePolicy.COMPENSATE)
    harbor.remote.faults = {harbor.remote.calls + 3: BEFORE}  # the read before the cancellation

    with pytest.raises(MismatchError) as met:
        office.update(CART, GUEST, boat(2, item="b"), key=key("b"))

    assert not met.value.released
    assert harbor.remote.taken("noon") == 3


def test_a_mismatch_of_what_was_in_flight_is_found_as_well() -> None:
    harbor, office = dearer(ReconcilePolicy.RAISE)
    harbor.remote.faults = {harbor.remote.calls + 2: AFTER}

    with pytest.raises(MismatchError) as met:
        office.update(CART, GUEST, boat(2, item="b"), key=key("b"))

    assert met.value.view.replayed
    assert met.value.view.mismatches == (TotalMismatch(expected=3000, actual=3300),)


def test_what_somebody_else_put_into_the_reservation_is_a_mismatch() -> None:
    harbor = Harbor()
    office = harbor.with_boat()
    line = {"booking": "desk", "slot": "noon", "type": "adult", "count": 1}
    harbor.remote.put_lines("HS1000", [line])

    view = office.renew(CART, GUEST)

    foreign = LineMismatch(
        item=ItemId("desk"), ticket_type=TicketTypeId("adult"), expected=0, actual=1
    )
    assert foreign in view.mismatches


def test_what_is_over_is_purged_from_the_journal() -> None:
    harbor = Harbor()
    office = harbor.with_boat()
    harbor.wait(timedelta(days=11))

    assert office.purge() == 1
    assert harbor.journal.shadow(CART) is None
    with pytest.raises(RefusedError, match="not_found"):
        office.cart(CART)


def test_the_harbor_and_the_engine_agree_on_an_afternoon() -> None:
    """The same steps over memory: the same items and totals, by two ways of computing them."""
    harbor, shop = Harbor(), pier()
    office = harbor.host()

    for step in steps():
        remote, local = step(office), step(shop.office)

        totals = [view.cart.priced and view.cart.priced.total for view in (remote, local)]
        assert totals[0] == totals[1]
        items = [{i.id: i.quantities for i in view.cart.items} for view in (remote, local)]
        assert items[0] == items[1]
        assert remote.mismatches == ()
