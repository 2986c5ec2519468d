"""A sweep settles what expired carts owe, each once, and nothing waits for it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from attrs import evolve
from tests.unit.cart.pier import (
    CASHIER,
    GUEST,
    INSTANT,
    MINUTE,
    Pier,
    add,
    boat,
    capture,
    codes,
    host,
    pier,
    remove,
    state_of,
)

from counterfoil.adapters.memory import MemorySystem
from counterfoil.domain.cart.changes import ExpirySettled
from counterfoil.domain.cart.commands import CancelCart, CartCommand, SettleExpiry
from counterfoil.domain.cart.deciding import decide
from counterfoil.domain.cart.facts import CartFacts
from counterfoil.domain.decisions import Decision
from counterfoil.domain.payments import captured, refunded
from counterfoil.domain.references import CartId, CommandKey
from counterfoil.ports.box_office import BoxOffice
from counterfoil.ports.errors import UnavailableError
from counterfoil.ports.reservation_system import Committed

THREADS = 8


def paid(shop: Pier, *, minutes_between: int = 0) -> CartId:
    """Pay for a place on the boat, held for half an hour."""
    cart = shop.with_items(boat(1, item="a"))
    shop.office.attach_payment(cart, GUEST, capture(1000))
    shop.pass_minutes(minutes_between)
    return cart


def overdue(shop: Pier, limit: int = 100) -> list[CartId]:
    """Name the carts that are overdue."""
    return list(shop.system.overdue(shop.clock.now(), limit=limit))


def swept(shop: Pier, limit: int = 100) -> list[CartId]:
    """Sweep, and name what was settled."""
    return [view.cart.id for view in shop.office.sweep(CASHIER, limit=limit)]


# --- what is overdue ----------------------------------------------------------------------------


def test_a_cart_is_overdue_from_the_end_of_its_last_hold_until_it_is_settled() -> None:
    shop = pier()
    cart = shop.with_items(boat(1, item="a"), add("lounge", slot="noon", item="b", adult=1))
    shop.clock.turn(20 * MINUTE - INSTANT)
    assert overdue(shop) == []

    shop.clock.turn(INSTANT)
    assert overdue(shop) == overdue(shop) == [cart]
    shop.office.sweep(CASHIER)

    assert overdue(shop) == []


def test_the_longest_overdue_come_first_and_no_more_than_asked_for() -> None:
    shop = pier()
    carts = [paid(shop, minutes_between=1) for _ in range(3)]
    shop.pass_minutes(60)

    assert overdue(shop, limit=2) == carts[:2]
    assert overdue(shop, limit=0) == []
    assert overdue(shop) == carts


@pytest.mark.parametrize(
    "end",
    [
        lambda shop, cart: shop.office.cancel(cart, GUEST),
        lambda shop, cart: shop.office.empty(cart, GUEST),
        lambda shop, cart: shop.update(cart, remove("a")),
    ],
    ids=["cancelled", "emptied", "removed"],
)
def test_a_cart_that_ended_otherwise_is_never_overdue(
    end: Callable[[Pier, CartId], object],
) -> None:
    shop = pier()
    end(shop, shop.with_items(boat(1, item="a")))
    shop.opened()
    shop.pass_minutes(60)

    assert overdue(shop) == []


def test_a_cart_that_was_renewed_is_overdue_at_its_new_end_and_once() -> None:
    shop = pier()
    cart = shop.with_items(boat(1, item="a"))
    for _ in range(3):
        shop.pass_minutes(5)
        shop.office.renew(cart, GUEST)
    shop.pass_minutes(19)
    assert overdue(shop) == []

    shop.pass_minutes(1)

    assert overdue(shop) == [cart]


def test_carts_that_are_over_do_not_stand_in_the_way_of_one_that_owes() -> None:
    """Nobody swept for eleven days: what nobody can read owes nothing, unless it was paid."""
    shop = pier()
    shop.with_items(boat(1))
    owing = paid(shop)
    shop.with_items(boat(1))
    shop.clock.turn(timedelta(days=11))
    late = paid(shop)
    shop.pass_minutes(60)

    first, second = swept(shop, limit=1), swept(shop, limit=1)

    assert (first, second) == ([owing], [late])
    assert overdue(shop) == []


def test_a_cart_that_expired_and_was_cancelled_owes_nothing() -> None:
    shop = pier()
    cart = paid(shop, minutes_between=30)
    shop.office.cancel(cart, GUEST)

    assert overdue(shop) == []
    assert swept(shop) == []


def test_the_time_of_a_sweep_is_proportional_to_what_is_due() -> None:
    """What is not due is not looked at, and what is over is looked at once."""
    shop = pier()
    for _ in range(20):
        shop.with_items(add("pass", item="p", adult=1))
    shop.pass_minutes(15)
    cart = shop.with_items(add("pass", item="p", adult=1))
    for _ in range(20):
        shop.office.cancel(shop.with_items(add("pass", item="p", adult=1)), GUEST)
    shop.pass_minutes(5)
    waiting = len(shop.system._carts._ends)
    swept(shop)

    assert overdue(shop) == []
    assert waiting - len(shop.system._carts._ends) == 20
    shop.pass_minutes(15)
    assert swept(shop) == [cart]
    assert overdue(shop) == []
    assert shop.system._carts._ends == []


# --- sweeping -----------------------------------------------------------------------------------


def test_a_sweep_answers_the_refunds_of_what_it_settled() -> None:
    shop = pier()
    carts = [paid(shop), shop.with_items(boat(1))]
    shop.pass_minutes(60)

    views = shop.office.sweep(CASHIER)

    assert {view.cart.id for view in views} == set(carts)
    assert [refunded(view.cart.payments) for view in views] == [0, 1000]
    assert all(view.cart.expiry_settled for view in views)
    settled = [
        one.change for one in shop.system.records() if isinstance(one.change, ExpirySettled)
    ]
    assert {one.cart for one in settled} == set(carts)


def test_a_second_sweep_finds_nothing() -> None:
    shop = pier()
    paid(shop, minutes_between=30)
    assert len(swept(shop)) == 1
    before = state_of(shop.system, now=shop.clock.now())

    assert swept(shop) == []
    assert state_of(shop.system, now=shop.clock.now()) == before


def test_a_sweep_goes_on_where_the_last_one_stopped() -> None:
    shop = pier()
    carts = [paid(shop, minutes_between=1) for _ in range(3)]
    shop.pass_minutes(60)

    assert [swept(shop, limit=2), swept(shop, limit=2)] == [carts[:2], carts[2:]]


def test_what_is_owed_is_swept_however_late() -> None:
    shop = pier()
    cart = paid(shop, minutes_between=11 * 24 * 60)

    assert swept(shop) == [cart]


def test_an_actor_that_cannot_be_meant_sweeps_nothing_and_is_told() -> None:
    shop = pier()
    paid(shop, minutes_between=30)
    nobody = evolve(CASHIER, email="bo")

    refusals = shop.refused(lambda: shop.office.sweep(nobody))

    assert codes(refusals) == ["invalid_detail"]


@pytest.mark.parametrize("same", [True, False], ids=["same actor", "another actor"])
def test_sweepers_at_once_settle_once_each(
    same: bool,  # noqa: FBT001  (a column of the table)
) -> None:
    shop = pier()
    carts = [paid(shop) for _ in range(10)]
    shop.pass_minutes(60)
    barrier = Barrier(THREADS)

    def sweep(number: int) -> list[CartId]:
        office = host(shop, prefix=f"host{number}")
        actor = CASHIER if same else evolve(CASHIER, name=f"Bo {number}")
        barrier.wait()
        return [view.cart.id for view in office.sweep(actor) if not view.replayed]

    with ThreadPoolExecutor(THREADS) as threads:
        found = [cart for settled in threads.map(sweep, range(THREADS)) for cart in settled]

    assert sorted(found) == sorted(carts)
    settled = [
        one.change for one in shop.system.records() if isinstance(one.change, ExpirySettled)
    ]
    assert len(settled) == len(carts)
    for cart in carts:
        payments = shop.system._carts._carts[cart].payments
        assert refunded(payments) == captured(payments) == 1000


class FailsAtCart:
    """Stands before a system and is not there any more when a cart is loaded the nth time."""

    def __init__(self, system: MemorySystem, *, call: int) -> None:
        self._system = system
        self._left = call

    def __getattr__(self, name: str) -> object:
        return getattr(self._system, name)

    def cart(self, cart: CartId) -> object:
        self._left -= 1
        if self._left == 0:
            raise UnavailableError("down")
        return self._system.cart(cart)


@pytest.mark.parametrize(("call", "settled"), [(1, None), (2, 1), (3, 2)])
def test_a_failure_midway_loses_nothing_that_was_settled(call: int, settled: int | None) -> None:
    shop = pier()
    carts = [paid(shop, minutes_between=1) for _ in range(3)]
    shop.pass_minutes(60)
    failing: Any = FailsAtCart(shop.system, call=call)
    office: BoxOffice = evolve(shop.office, system=failing)

    if settled is None:
        with pytest.raises(UnavailableError):
            office.sweep(CASHIER)
    else:
        assert [view.cart.id for view in office.sweep(CASHIER)] == carts[:settled]

    assert swept(shop) == carts[settled or 0 :]


# --- between decision and commit ----------------------------------------------------------------


def decided(shop: Pier, command: CartCommand) -> Decision:
    """Decide a command, without committing it."""
    world = shop.system.world()
    facts = CartFacts(catalogue=world.catalogue, pricer=world.pricer, world=world.name, levels={})
    found = decide(shop.system.cart(command.cart), command, facts, shop.clock.now())
    assert isinstance(found, Decision)
    return found


def test_settling_while_a_cancellation_is_under_way_gives_back_once() -> None:
    """D3 holds for what is stored as well: replaying the log gives the same cart."""
    shop = pier()
    cart = paid(shop, minutes_between=30)
    cancel = CancelCart(key=CommandKey("cancel"), actor=GUEST, cart=cart)
    cancellation = decided(shop, cancel)
    shop.office.execute(SettleExpiry.of(cart, actor=CASHIER))

    answer = shop.system.commit(cancellation)

    assert isinstance(answer, Committed)
    assert answer.cart.expiry_settled
    assert refunded(answer.cart.payments) == captured(answer.cart.payments) == 1000
    assert overdue(shop) == []
