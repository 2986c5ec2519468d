"""A cart that is paid stays as it is: it takes more payments, is cancelled, or lapses."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from attrs import evolve
from tests.unit.cart.pier import (
    CASHIER,
    GUEST,
    INSTANT,
    MINUTE,
    START,
    Pier,
    add,
    authorization,
    boat,
    capture,
    codes,
    expiries,
    key,
    pier,
    remove,
)

from counterfoil.domain.cart.cart import CartState
from counterfoil.domain.cart.commands import SettleExpiry
from counterfoil.domain.cart.details import DetailChanges
from counterfoil.domain.money import currency
from counterfoil.domain.payments import (
    PaymentStatus,
    PaymentType,
    RefundType,
    captured,
    refunded,
    secured,
)
from counterfoil.domain.references import CartId
from counterfoil.domain.refusals import CartExpired, CartPaid, InvalidPayment


def paid(shop: Pier, amount: int = 2000) -> CartId:
    """Book two places and pay for them."""
    cart = shop.with_items(boat(2, item="a"))
    shop.office.attach_payment(cart, GUEST, capture(amount))
    return cart


# --- attaching ----------------------------------------------------------------------------------


def test_a_payment_is_kept_with_who_made_it_and_when() -> None:
    shop = pier()
    cart = shop.with_items(boat(2, item="a"))

    view = shop.office.attach_payment(cart, CASHIER, capture(2000))

    (payment,) = view.cart.payments
    assert (payment.type, payment.status) == (PaymentType.CAPTURE, PaymentStatus.PAID)
    assert (payment.amount, payment.creator, payment.created) == (2000, CASHIER, START)
    assert view.cart.is_paid
    assert view.cart.version == 3


def test_payments_add_up_to_the_total_and_not_beyond() -> None:
    shop = pier()
    cart = shop.with_items(boat(2, item="a"))
    shop.office.attach_payment(cart, GUEST, capture(500))
    shop.office.attach_payment(cart, GUEST, authorization(1400))

    (refusal,) = shop.refused(lambda: shop.office.attach_payment(cart, GUEST, capture(101)))

    assert isinstance(refusal, InvalidPayment)
    assert refusal.allowed == "a whole number of minor units, from 1 to the 100 outstanding"
    assert secured(shop.office.attach_payment(cart, GUEST, capture(100)).cart.payments) == 2000


def test_an_empty_cart_has_nothing_to_be_paid() -> None:
    shop = pier()
    cart = shop.opened()

    refusals = shop.refused(lambda: shop.office.attach_payment(cart, GUEST, capture(1)))

    assert refusals == (
        InvalidPayment(field="cart", problem="is empty", allowed="a cart with items"),
    )


def test_another_currency_is_refused() -> None:
    shop = pier()
    cart = shop.with_items(boat(1))
    dollars = evolve(capture(1000), currency=currency("USD"))

    (refusal,) = shop.refused(lambda: shop.office.attach_payment(cart, GUEST, dollars))

    assert (refusal.code, getattr(refusal, "field", "")) == ("invalid_payment", "currency")


def test_a_repeated_payment_is_one_payment() -> None:
    """H6."""
    shop = pier()
    cart = shop.with_items(boat(2, item="a"))
    shop.office.attach_payment(cart, GUEST, capture(500), key=key("gateway-1"))

    view = shop.office.attach_payment(cart, GUEST, capture(500), key=key("gateway-1"))

    assert view.replayed
    assert captured(view.cart.payments) == 500


FORBIDDEN: dict[str, Callable[[Pier, CartId], object]] = {
    "add": lambda shop, cart: shop.update(cart, add("pass", adult=1)),
    "remove": lambda shop, cart: shop.update(cart, remove("a")),
    "enter a code": lambda shop, cart: shop.office.apply_promocode(cart, GUEST, "EARLY"),
    "take a code back": lambda shop, cart: shop.office.remove_promocode(cart, GUEST, "EARLY"),
    "change details": lambda shop, cart: shop.office.change_details(
        cart, GUEST, DetailChanges(language="nl")
    ),
    "renew": lambda shop, cart: shop.office.renew(cart, GUEST),
    "begin payment": lambda shop, cart: shop.office.begin_payment(cart, GUEST),
    "empty": lambda shop, cart: shop.office.empty(cart, GUEST),
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_a_paid_cart_stays_as_it_is(what: str) -> None:
    shop = pier()
    cart = paid(shop, 1)

    assert shop.refused(lambda: FORBIDDEN[what](shop, cart)) == (CartPaid(cart=cart),)


# --- holds and price ----------------------------------------------------------------------------


def test_the_first_payment_extends_the_holds_and_the_second_does_not() -> None:
    shop = pier()
    cart = shop.with_items(boat(2, item="a"), add("lounge", slot="noon", item="b", adult=1))

    first = shop.office.attach_payment(cart, GUEST, capture(100))
    second = shop.office.attach_payment(cart, GUEST, capture(100))

    assert expiries(first) == {"a": 30 * MINUTE, "b": 10 * MINUTE}
    assert expiries(second) == expiries(first)


def test_holds_that_were_extended_when_payment_began_are_not_extended_again() -> None:
    shop = pier()
    cart = shop.with_items(boat(2, item="a"))
    shop.office.begin_payment(cart, GUEST)

    assert expiries(shop.office.attach_payment(cart, GUEST, capture(1))) == {"a": 30 * MINUTE}


def test_what_is_paid_is_the_price_that_was_shown() -> None:
    """The code may be booked until ten: a payment that arrives later pays what was shown."""
    shop = pier(at=START + timedelta(minutes=50))
    cart = shop.with_items(boat(2, item="a"))
    shown = shop.office.apply_promocode(cart, GUEST, "EARLY").quote
    shop.pass_minutes(15)

    view = shop.office.attach_payment(cart, GUEST, capture(1800))

    assert shown is not None
    assert view.quote is not None
    assert (shown.total, view.quote.total) == (1800, 1800)
    assert view.quote == shown
    assert shop.drawn("uses:early") == [1]
    shop.pass_minutes(14)  # the use is held as long as the hold that payment extended
    assert shop.drawn("uses:early", "pool:boat-noon") == [1, 2]
    shop.pass_minutes(1)
    assert shop.drawn("uses:early", "pool:boat-noon") == [0, 0]


def test_an_item_that_lapses_from_a_paid_cart_gives_nothing_back_by_itself() -> None:
    shop = pier()
    cart = shop.with_items(boat(2, item="a"), add("lounge", slot="noon", item="b", adult=1))
    shop.office.attach_payment(cart, GUEST, capture(3500))
    shop.pass_minutes(10)

    view = shop.read(cart)

    assert view.quote is not None
    assert view.quote.total == 2000
    assert secured(view.cart.payments) == 3500
    (refusal,) = shop.refused(lambda: shop.office.attach_payment(cart, GUEST, capture(1)))
    assert getattr(refusal, "allowed", "") == "none: nothing is outstanding"


# --- going back ---------------------------------------------------------------------------------


def test_a_cancelled_cart_gives_back_what_was_paid() -> None:
    shop = pier()
    cart = paid(shop, 1500)
    shop.office.attach_payment(cart, GUEST, authorization(500))

    view = shop.office.cancel(cart, CASHIER, reason="rain")

    assert view.cart.state is CartState.CANCELLED
    back, let_go = view.cart.payments[2:]
    assert (back.type, back.status, back.amount) == (
        PaymentType.REFUND,
        PaymentStatus.REFUNDED,
        1500,
    )
    assert (back.refund_type, back.refund_reason) == (RefundType.AUTO, "rain")
    assert back.creator == CASHIER
    assert (let_go.status, let_go.amount) == (PaymentStatus.CANCELLED, 500)
    assert secured(view.cart.payments) == 0


def test_an_expired_cart_gives_back_what_was_paid_from_the_instant_of_its_expiry() -> None:
    shop = pier()
    cart = paid(shop)
    shop.clock.turn(30 * MINUTE - INSTANT)
    assert secured(shop.read(cart).cart.payments) == 2000

    shop.clock.turn(INSTANT)
    payments = shop.read(cart).cart.payments

    assert (secured(payments), refunded(payments)) == (0, 2000)
    assert payments[-1].created == START + 30 * MINUTE
    assert payments[-1].creator is None


def test_a_refund_is_dated_by_the_hold_that_ended_and_not_by_a_longer_one_before() -> None:
    shop = pier()
    cart = shop.with_items(boat(1, item="a"), add("lounge", slot="noon", item="b", adult=1))
    shop.update(cart, remove("a"))
    shop.office.attach_payment(cart, GUEST, capture(1500))
    shop.pass_minutes(15)

    assert shop.read(cart).cart.payments[-1].created == START + 10 * MINUTE
    (refusal, _) = shop.refused(lambda: shop.office.renew(cart, GUEST))
    assert refusal == CartExpired(cart=cart, expired_at=START + 10 * MINUTE)


@pytest.mark.parametrize("settled", [False, True], ids=["unsettled", "settled"])
def test_cancelling_after_expiry_gives_nothing_back_twice(
    settled: bool,  # noqa: FBT001  (a column of the table)
) -> None:
    shop = pier()
    cart = paid(shop)
    shop.pass_minutes(30)
    expired = shop.read(cart).cart
    if settled:
        shop.office.execute(SettleExpiry.of(cart, actor=CASHIER))

    cancelled = shop.office.cancel(cart, GUEST).cart

    assert cancelled.payments == expired.payments
    assert cancelled.expiry_settled
    assert refunded(cancelled.payments) == captured(cancelled.payments) == 2000


# --- settling -----------------------------------------------------------------------------------


def test_settling_writes_down_what_every_read_shows() -> None:
    """H4: no read depends on whether a sweep ran."""
    shop = pier()
    cart = paid(shop)
    shop.pass_minutes(31)
    before = shop.read(cart)

    settled = shop.office.execute(SettleExpiry.of(cart, actor=CASHIER))

    stored = shop.system.cart(cart)
    assert stored is not None
    assert stored.payments == before.cart.payments
    for view in (settled, shop.read(cart)):
        assert evolve(view.cart, expiry_settled=False) == before.cart
        assert (view.lapsed, view.quote) == (before.lapsed, before.quote)


@pytest.mark.parametrize("what", ["alive", "empty", "settled", "cancelled"])
def test_what_has_not_expired_is_not_settled(what: str) -> None:
    shop = pier()
    cart = shop.opened() if what == "empty" else paid(shop)
    if what in {"settled", "empty"}:
        shop.pass_minutes(60)
    if what == "settled":
        shop.office.execute(SettleExpiry.of(cart, actor=CASHIER))
    if what == "cancelled":
        shop.office.cancel(cart, GUEST)
    again = evolve(SettleExpiry.of(cart, actor=CASHIER), key=key("another"))

    assert codes(shop.refused(lambda: shop.office.execute(again))) == ["not_expired"]


def test_what_is_owed_is_owed_however_late_somebody_settles_it() -> None:
    shop = pier()
    cart = paid(shop)
    shop.pass_minutes(11 * 24 * 60)

    view = shop.office.execute(SettleExpiry.of(cart, actor=CASHIER))

    assert refunded(view.cart.payments) == 2000


def test_a_cart_that_nobody_opened_is_not_settled() -> None:
    shop = pier()
    command = SettleExpiry.of(CartId("nobody"), actor=CASHIER)

    assert codes(shop.refused(lambda: shop.office.execute(command))) == ["not_found"]
