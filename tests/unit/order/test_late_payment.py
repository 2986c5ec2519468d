"""Late payment: the money came and the hold is gone; it is held again, or the money goes back."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from attrs import evolve
from tests.unit.cart.pier import (
    CASHIER,
    GUEST,
    MINUTE,
    START,
    Pier,
    add,
    authorization,
    boat,
    capture,
    codes,
    host,
    key,
    pier,
    state_of,
    tariff,
)
from tests.unit.cart.world import CODES, DEARER
from tests.unit.ports.test_faults import AFTER, BEFORE

from counterfoil.adapters.testkit.accountant import Accountant
from counterfoil.adapters.testkit.conformance.faulty import FAULTS, Faulty, When
from counterfoil.domain.cart.cart import CartState
from counterfoil.domain.cart.changes import apply
from counterfoil.domain.cart.commands import OnLapse, OnMismatch
from counterfoil.domain.cart.paid_state import PaidState
from counterfoil.domain.party import Note
from counterfoil.domain.payments import NewPayment, PaymentStatus, captured, refunded, secured
from counterfoil.domain.references import CartId
from counterfoil.domain.refusals import PaymentRequired, SoldOut
from counterfoil.domain.statuses import SettlementType
from counterfoil.ports.box_office import BoxOffice, CartView, OrderView
from counterfoil.ports.errors import HoldLostError, PortError, UnavailableError

DIRECT = SettlementType.DIRECT


def late(shop: Pier, amount: int = 2000) -> CartId:
    """Let the hold of two places end, and let the payment come after it."""
    cart = shop.with_items(boat(2, item="a"))
    shop.pass_minutes(21)
    shop.office.attach_payment(cart, GUEST, capture(amount))
    return cart


def again(
    office: BoxOffice,
    cart: CartId,
    *,
    charged: int | None = None,
    on_mismatch: OnMismatch = OnMismatch.REFUSE,
    payments: tuple[NewPayment, ...] = (),
    settlement: SettlementType = DIRECT,
) -> OrderView:
    """Confirm, holding again what lapsed."""
    return office.confirm(
        cart,
        CASHIER,
        settlement=settlement,
        charged=charged,
        payments=payments,
        on_lapse=OnLapse.HOLD_AGAIN,
        on_mismatch=on_mismatch,
        key=key("again"),
    )


def lost(ask: Callable[[], object]) -> CartView:
    """Ask for what cannot be held again, and answer the cart."""
    with pytest.raises(HoldLostError) as error:
        ask()
    return error.value.view


# --- it is written down -------------------------------------------------------------------------


def test_a_payment_that_comes_late_is_written_down_and_holds_nothing() -> None:
    shop = pier()
    cart = late(shop)

    view = shop.read(cart)
    stored = shop.system.cart(cart)

    assert stored is not None
    assert (view.paid_state, secured(stored.payments)) == (PaidState.HOLD_LOST, 2000)
    assert [item.id for item in view.lapsed] == ["a"]
    assert shop.drawn("pool:boat-noon") == [0]
    assert view.cart.payments[-1].created == START + 21 * MINUTE


def test_a_late_payment_is_at_most_what_was_asked_for() -> None:
    shop = pier()
    cart = late(shop, 1500)

    refusals = shop.refused(lambda: shop.office.attach_payment(cart, GUEST, capture(501)))

    assert codes(refusals) == ["invalid_payment"]


def test_a_payment_for_a_part_that_lapsed_keeps_that_part_in_mind() -> None:
    shop = pier()
    cart = shop.with_items(boat(2, item="a"), add("lounge", slot="noon", item="l", adult=1))
    shop.pass_minutes(12)

    view = shop.office.attach_payment(cart, GUEST, capture(3500))

    assert view.paid_state is PaidState.HOLD_LOST
    assert ([one.id for one in view.cart.items], [one.id for one in view.lapsed]) == (["a"], ["l"])
    order = again(shop.office, cart, charged=3500).order
    assert {booking.id for booking in order.bookings} == {"a", "l"}
    assert (order.total, order.paid) == (3500, 3500)


def test_what_nobody_confirms_the_sweep_gives_back_also_a_second_time() -> None:
    """A payment that comes after the sweep is owed again, and each is settled once."""
    shop = pier()
    cart = shop.with_items(boat(2, item="a"))
    shop.pass_minutes(21)
    accountant = Accountant(shop.system.world().catalogue, tariff(DEARER, CODES))
    accountant.opened(cart)
    for number in (1, 2):
        shop.office.attach_payment(cart, GUEST, capture(2000), key=key(f"late-{number}"))
        accountant.received(cart, amount=2000)

        (view,) = shop.office.sweep(CASHIER)

        assert not view.replayed
        assert shop.read(cart).paid_state is PaidState.RETURNED
        accountant.money(view)
        assert refunded(view.cart.payments) == captured(view.cart.payments) == number * 2000
        assert shop.office.sweep(CASHIER) == ()


# --- it is held again ---------------------------------------------------------------------------


def test_what_lapsed_is_held_again_where_there_is_room() -> None:
    shop = pier()
    cart = late(shop)

    view = again(shop.office, cart)

    assert (view.order.total, view.order.paid, view.owed.amount) == (2000, 2000, 0)
    assert [booking.id for booking in view.order.bookings] == ["a"]
    assert shop.drawn("pool:boat-noon") == [2]
    assert shop.read(cart).cart.state is CartState.CONFIRMED
    repeated = again(shop.office, cart)
    assert repeated.replayed
    assert repeated.order == view.order


def test_a_cart_that_was_paid_in_time_is_held_again_as_well() -> None:
    shop = pier()
    cart = shop.with_items(boat(2, item="a"))
    shop.office.attach_payment(cart, GUEST, authorization(2000))
    shop.pass_minutes(31)

    order = again(shop.office, cart).order

    assert (order.authorized, order.paid, order.outstanding) == (2000, 0, 0)


def test_a_payment_may_come_along_and_promotions_are_drawn_again() -> None:
    shop = pier()
    cart = shop.with_items(boat(2, item="a"))
    shop.office.apply_promocode(cart, GUEST, "EARLY")
    shop.pass_minutes(21)

    order = again(shop.office, cart, payments=(capture(1800),)).order

    assert (order.total, order.paid) == (1800, 1800)
    assert shop.drawn("uses:early") == [1]


def test_seats_are_the_same_and_words_stay_whose_they_are() -> None:
    shop = pier()
    note = Note(value="window, please")
    shop.with_items(add("stage", slot="friday", adult=2))  # has the best ones, until it lapses
    cart = shop.with_items(evolve(add("stage", slot="friday", item="s", adult=2), notes=(note,)))
    before = shop.read(cart).cart.items[0]
    shop.pass_minutes(21)
    shop.office.attach_payment(cart, GUEST, capture(6000))

    booking = again(shop.office, cart).order.bookings[0]

    assert booking.item.spots == before.spots
    assert booking.item.notes == before.notes


def test_too_little_money_is_refused_and_can_be_put_right() -> None:
    shop = pier()
    cart = late(shop, 1500)

    (refusal,) = shop.refused(lambda: again(shop.office, cart))

    assert isinstance(refusal, PaymentRequired)
    shop.office.attach_payment(cart, GUEST, capture(500))
    assert again(shop.office, cart).order.paid == 2000


# --- or it goes back ----------------------------------------------------------------------------


def test_without_room_all_that_was_paid_goes_back_and_the_cart_says_why() -> None:
    shop = pier()
    cart = late(shop)
    shop.with_items(boat(9))

    view = lost(lambda: again(shop.office, cart))

    assert view.cart.hold_lost == ("sold_out",)
    assert view.paid_state is PaidState.RETURNED
    assert view.cart.payments[-1].status is PaymentStatus.REFUNDED
    assert view.cart.payments[-1].refund_reason == "hold lost: sold_out"
    assert (secured(view.cart.payments), refunded(view.cart.payments)) == (0, 2000)
    assert shop.office.sweep(CASHIER) == ()
    assert lost(lambda: again(shop.office, cart)).replayed


def test_all_of_it_is_held_again_or_nothing_and_what_is_held_stays() -> None:
    shop = pier()
    cart = shop.with_items(boat(2, item="a"), add("lounge", slot="noon", item="l", adult=1))
    accountant = Accountant(shop.system.world().catalogue, tariff(DEARER, CODES))
    accountant.received(cart, amount=3500)
    accountant.money(shop.office.attach_payment(cart, GUEST, capture(3500)))
    shop.pass_minutes(12)
    shop.with_items(add("lounge", slot="noon", adult=8))

    view = lost(lambda: again(shop.office, cart))

    accountant.returned(cart)
    accountant.money(view)

    assert [item.id for item in view.cart.items] == ["a"]
    assert refunded(view.cart.payments) == 3500
    assert shop.drawn("pool:boat-noon", "pool:lounge-noon") == [2, 8]
    shop.pass_minutes(60)
    accountant.money(shop.read(cart))


def test_money_that_comes_with_the_attempt_goes_back_too() -> None:
    shop = pier()
    cart = late(shop, 500)
    shop.with_items(boat(9))

    view = lost(lambda: again(shop.office, cart, payments=(authorization(1500),)))

    assert [(one.type.value, one.amount) for one in view.cart.payments] == [
        ("CAPTURE", 500),
        ("AUTHORIZATION", 1500),
        ("REFUND", 500),
        ("AUTHORIZATION", 1500),
    ]


def test_a_sale_that_has_closed_gives_the_money_back() -> None:
    shop = pier(at=START + timedelta(days=19, hours=3, minutes=45))
    cart = late(shop)  # the boat of noon is back by now

    assert lost(lambda: again(shop.office, cart)).cart.hold_lost == ("slot_closed",)


def dearer() -> tuple[Pier, CartId]:
    """Pay late for what was cheaper: the code could be booked until ten."""
    shop = pier(at=START + 50 * MINUTE)
    cart = shop.with_items(boat(2, item="a"))
    shop.office.apply_promocode(cart, GUEST, "EARLY")
    shop.pass_minutes(21)
    shop.office.attach_payment(cart, GUEST, capture(1800))
    return shop, cart


def test_another_price_than_was_charged_gives_the_money_back() -> None:
    shop, cart = dearer()

    view = lost(lambda: again(shop.office, cart))

    assert view.cart.hold_lost == ("price_mismatch",)
    assert refunded(view.cart.payments) == 1800
    assert shop.drawn("pool:boat-noon") == [0]


def test_another_price_can_be_accepted_by_name() -> None:
    shop, cart = dearer()

    order = again(shop.office, cart, on_mismatch=OnMismatch.ACCEPT).order

    assert (order.total, order.paid, order.outstanding) == (2000, 1800, 200)


def test_where_nobody_paid_it_is_a_refusal_and_nothing_else() -> None:
    shop = pier()
    cart = shop.with_items(boat(2, item="a"))
    shop.pass_minutes(21)
    shop.with_items(boat(9))

    (refusal,) = shop.refused(lambda: again(shop.office, cart, settlement=SettlementType.VENUE))

    assert isinstance(refusal, SoldOut)


def test_what_a_sweep_gave_back_is_gone() -> None:
    shop = pier()
    cart = late(shop)
    shop.office.sweep(CASHIER)

    (refusal,) = shop.refused(lambda: again(shop.office, cart))

    assert isinstance(refusal, PaymentRequired)
    assert again(shop.office, cart, payments=(capture(2000),)).order.paid == 2000


# --- whatever fails -----------------------------------------------------------------------------


def steps(office: BoxOffice, shop: Pier, cart: CartId) -> Iterator[Callable[[], object]]:
    """Pay late, try to hold again, and sweep."""
    yield lambda: office.attach_payment(cart, GUEST, capture(2000), key=key("late"))
    yield lambda: again(office, cart)
    yield lambda: office.sweep(CASHIER)


def ran(shop: Pier, cart: CartId, office: BoxOffice) -> None:
    """Run the steps, each once more where it met a fault."""
    for step in steps(office, shop, cart):
        for _ in range(2):
            try:
                step()
            except PortError:
                continue
            except HoldLostError:
                pass
            break


@pytest.mark.parametrize("when", [BEFORE, AFTER])
@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("others", [0, 9], ids=["room", "no room"])
def test_no_fault_loses_money(others: int, fault: str, when: When) -> None:
    """D7: with a fault at any port call, repeating reaches the state of a run without it."""

    def begun() -> tuple[Pier, CartId]:
        shop = pier()
        cart = shop.with_items(boat(2, item="a"))
        shop.pass_minutes(21)
        if others:
            shop.with_items(boat(others))
        return shop, cart

    wanted, cart = begun()
    counting = Faulty(wanted.system, call=0, when=when, error=UnavailableError("never"))
    ran(wanted, cart, host(wanted, prefix="h", system=counting))
    now = wanted.clock.now()
    for call in range(1, len(counting.calls) + 1):
        shop, cart = begun()
        faulty = Faulty(shop.system, call=call, when=when, error=FAULTS[fault]())
        ran(shop, cart, host(shop, prefix="h", system=faulty))

        assert state_of(shop.system, now=now) == state_of(wanted.system, now=now), call
        orders = [one.change for one in shop.system.records() if hasattr(one.change, "order")]
        stored = shop.system.cart(cart)
        assert stored is not None
        made = [change for change in orders if change.cart == cart]
        assert len(made) == (0 if others else 1)
        if others:
            assert refunded(stored.payments) == captured(stored.payments) == 2000


def test_the_log_replays_to_the_cart() -> None:
    """D3."""
    shop = pier()
    cart = late(shop)
    shop.with_items(boat(9))
    lost(lambda: again(shop.office, cart))

    found = None
    for record in shop.system.records():
        change = record.change
        if (change.cart if isinstance(change.cart, str) else change.cart.id) == cart:
            found = apply(found, change)

    assert found == shop.system.cart(cart)
