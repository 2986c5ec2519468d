"""H4 for confirmations: at the instant of expiry, one before and one after, swept or not."""

from datetime import timedelta

import pytest
from tests.unit.cart.pier import (
    CASHIER,
    GUEST,
    INSTANT,
    START,
    Pier,
    add,
    boat,
    codes,
    pier,
    remove,
)

from counterfoil.domain.cart.commands import ConfirmCart, OnLapse
from counterfoil.domain.cart.deciding import decide
from counterfoil.domain.cart.facts import CartFacts
from counterfoil.domain.decisions import Decision
from counterfoil.domain.references import CartId, CommandKey, ItemId
from counterfoil.domain.refusals import CartExpired, ItemsLapsed
from counterfoil.domain.statuses import SettlementType

VENUE = SettlementType.VENUE
LOUNGE_ENDS = START + timedelta(minutes=10)
BOAT_ENDS = START + timedelta(minutes=20)
TIDIED = [False, True]
MARGIN = timedelta(seconds=30)


def both(shop: Pier) -> CartId:
    """Hold the lounge for ten minutes and the boat for twenty."""
    return shop.with_items(boat(2, item="b"), add("lounge", slot="noon", item="l", adult=1))


def confirm(shop: Pier, cart: CartId, on_lapse: OnLapse = OnLapse.REFUSE) -> list[str]:
    """Confirm a cart, and name what was sold."""
    view = shop.office.confirm(cart, CASHIER, settlement=VENUE, on_lapse=on_lapse)
    return [booking.id for booking in view.order.bookings]


@pytest.mark.parametrize("on_lapse", OnLapse)
def test_before_anything_lapses_all_of_it_is_confirmed(on_lapse: OnLapse) -> None:
    shop = pier()
    cart = both(shop)
    shop.clock.turn_to(LOUNGE_ENDS - INSTANT)

    assert confirm(shop, cart, on_lapse) == ["b", "l"]


@pytest.mark.parametrize("late", [timedelta(0), INSTANT])
def test_from_the_instant_on_what_lapsed_is_refused(late: timedelta) -> None:
    shop = pier()
    cart = both(shop)
    shop.clock.turn_to(LOUNGE_ENDS + late)

    found = shop.refused(lambda: confirm(shop, cart))

    assert found == (ItemsLapsed(cart=cart, items=(ItemId("l"),), left=(ItemId("b"),)),)


@pytest.mark.parametrize("late", [timedelta(0), INSTANT])
def test_from_the_instant_on_what_is_left_can_be_confirmed_by_name(late: timedelta) -> None:
    shop = pier()
    cart = both(shop)
    shop.clock.turn_to(LOUNGE_ENDS + late)

    assert confirm(shop, cart, OnLapse.LEAVE) == ["b"]
    assert shop.drawn("pool:lounge-noon", "pool:deck-noon", "pool:boat-noon") == [0, 0, 2]


def test_what_is_left_can_be_confirmed_until_it_lapses_too() -> None:
    shop = pier()
    cart = both(shop)
    shop.clock.turn_to(BOAT_ENDS - INSTANT)

    assert confirm(shop, cart, OnLapse.LEAVE) == ["b"]


@pytest.mark.parametrize("late", [timedelta(0), INSTANT, timedelta(days=1)])
@pytest.mark.parametrize("on_lapse", [OnLapse.REFUSE, OnLapse.LEAVE])
@pytest.mark.parametrize("swept", TIDIED)
def test_when_nothing_is_left_the_cart_has_expired(
    on_lapse: OnLapse, late: timedelta, *, swept: bool
) -> None:
    shop = pier()
    cart = both(shop)
    shop.clock.turn_to(BOAT_ENDS + late)
    if swept:
        assert [view.cart.id for view in shop.office.sweep(GUEST)] == [cart]

    found = shop.refused(lambda: confirm(shop, cart, on_lapse))

    assert found == (CartExpired(cart=cart, expired_at=BOAT_ENDS),)


@pytest.mark.parametrize("swept", TIDIED)
def test_a_confirmation_does_not_depend_on_whether_others_were_swept(*, swept: bool) -> None:
    shop = pier()
    other = shop.with_items(add("lounge", slot="noon", adult=8))
    cart = shop.with_items(boat(2, item="b"))
    shop.pass_minutes(12)
    if swept:
        assert [view.cart.id for view in shop.office.sweep(GUEST)] == [other]

    assert confirm(shop, cart) == ["b"]


def test_once_a_command_has_tidied_what_lapsed_is_no_longer_missed() -> None:
    shop = pier()
    cart = both(shop)
    shop.clock.turn_to(LOUNGE_ENDS)
    shop.update(cart, boat(1, item="c"), remove("b"))

    assert confirm(shop, cart) == ["c"]


def test_a_cart_of_things_that_need_no_hold_expires_like_any_other() -> None:
    shop = pier()
    cart = shop.with_items(add("pass", item="p", adult=1))
    shop.clock.turn_to(BOAT_ENDS)

    assert codes(shop.refused(lambda: confirm(shop, cart))) == ["cart_expired"]


def decided_at(shop: Pier, cart: CartId, left: timedelta, on_lapse: OnLapse) -> object:
    """Decide a confirmation when so much is left of the lounge, on a system that is slow."""
    command = ConfirmCart(
        key=CommandKey("k"), actor=GUEST, cart=cart, settlement=VENUE, on_lapse=on_lapse
    )
    world = shop.system.world()
    facts = CartFacts(
        catalogue=world.catalogue,
        pricer=world.pricer,
        world=world.name,
        levels={},
        confirm_margin=MARGIN,
    )
    return decide(shop.system.cart(cart), command, facts, LOUNGE_ENDS - left)


@pytest.mark.parametrize("on_lapse", [OnLapse.REFUSE, OnLapse.LEAVE])
def test_where_another_system_decides_a_margin_must_be_left(on_lapse: OnLapse) -> None:
    """H4, elsewhere: nothing is sent that could arrive at or after the told expiry."""
    shop = pier()
    cart = both(shop)

    enough = decided_at(shop, cart, MARGIN + INSTANT, on_lapse)
    too_late = decided_at(shop, cart, MARGIN, on_lapse)

    assert isinstance(enough, Decision)
    assert too_late == (ItemsLapsed(cart=cart, items=(ItemId("l"),), left=(ItemId("b"),)),)


def test_what_lapsed_and_what_will_are_told_together() -> None:
    shop = pier()
    cart = both(shop)
    shop.update(cart, add("terrace", slot="noon", item="t", adult=1))
    found = shop.system.cart(cart)
    assert found is not None
    world = shop.system.world()
    facts = CartFacts(
        catalogue=world.catalogue,
        pricer=world.pricer,
        world=world.name,
        levels={},
        confirm_margin=MARGIN,
    )
    command = ConfirmCart(
        key=CommandKey("k"), actor=GUEST, cart=cart, settlement=VENUE, on_lapse=OnLapse.LEAVE
    )

    told = decide(found, command, facts, START + timedelta(minutes=14, seconds=45))

    assert told == (ItemsLapsed(cart=cart, items=(ItemId("l"), ItemId("t")), left=(ItemId("b"),)),)
    on_time = decide(found, command, facts, START + timedelta(minutes=14))
    assert isinstance(on_time, Decision)
