"""Confirming a cart: what is held becomes sold, at the price that was shown."""

import pytest
from tests.unit.cart.pier import CASHIER, GUEST, Pier, add, boat, key, pier

from counterfoil.domain.cart.cart import CartState
from counterfoil.domain.cart.commands import OnLapse, OnMismatch
from counterfoil.domain.order.order import Debtor, Owed
from counterfoil.domain.references import CartId, ResourceId
from counterfoil.domain.refusals import CartConfirmed, ItemsLapsed, PaymentRequired, PriceMismatch
from counterfoil.domain.statuses import OrderStatus, SettlementType
from counterfoil.domain.stock import Level
from counterfoil.ports.box_office import OrderView

EXTERNAL = SettlementType.EXTERNAL


def confirmed(shop: Pier, cart: CartId, *, name: str = "confirm") -> OrderView:
    """Confirm a cart that is settled between businesses."""
    return shop.office.confirm(cart, CASHIER, settlement=EXTERNAL, key=key(name))


def level_of(shop: Pier, resource: str) -> Level:
    """Count what is drawn of a resource."""
    name = ResourceId(resource)
    return shop.system.levels([name], at=shop.system.now())[name]


def test_what_was_held_is_sold_at_the_price_that_was_shown() -> None:
    shop = pier()
    cart = shop.with_items(boat(2, item="a"), add("pass", item="p", adult=1))
    shown = shop.read(cart).quote
    assert shown is not None

    order = confirmed(shop, cart).order

    assert order.total == shown.total == order.paid
    assert order.status is OrderStatus.ORDER_CONFIRMED
    assert order.owed == Owed(amount=0, by=Debtor.GUEST)
    assert [len(booking.tickets) for booking in order.bookings] == [2, 1]
    level = level_of(shop, "pool:boat-noon")
    assert (level.held, level.sold) == (0, 2)


def test_a_confirmed_cart_leads_to_its_order_and_takes_no_command() -> None:
    shop = pier()
    cart = shop.with_items(boat(2))
    order = confirmed(shop, cart).order

    read = shop.read(cart).cart

    assert (read.state, read.order, read.items) == (CartState.CONFIRMED, order.id, ())
    found = shop.refused(lambda: shop.update(cart, boat(1)))
    assert found == (CartConfirmed(cart=cart, order=order.id),)
    assert shop.office.order(order.id).order == order


def test_a_repetition_answers_the_order_and_sells_nothing_twice() -> None:
    """H6."""
    shop = pier()
    cart = shop.with_items(boat(2))

    first, second = (confirmed(shop, cart) for _ in range(2))

    assert second.replayed
    assert second.order == first.order
    assert level_of(shop, "pool:boat-noon").sold == 2


def test_another_total_than_was_charged_is_refused_or_accepted_by_name() -> None:
    shop = pier()
    cart = shop.with_items(boat(2))
    quote = shop.read(cart).quote
    assert quote is not None
    total = quote.total

    (refusal,) = shop.refused(
        lambda: shop.office.confirm(cart, GUEST, settlement=EXTERNAL, charged=total + 1)
    )

    assert isinstance(refusal, PriceMismatch)
    assert (refusal.charged, refusal.total) == (total + 1, total)
    view = shop.office.confirm(
        cart,
        GUEST,
        settlement=SettlementType.VENUE,
        charged=total + 1,
        on_mismatch=OnMismatch.ACCEPT,
    )
    assert view.owed.amount == total


def test_direct_settlement_asks_for_the_money_first() -> None:
    shop = pier()
    cart = shop.with_items(boat(2))

    (refusal,) = shop.refused(
        lambda: shop.office.confirm(cart, GUEST, settlement=SettlementType.DIRECT)
    )

    assert isinstance(refusal, PaymentRequired)


@pytest.mark.parametrize(("minutes", "on_time"), [(19, True), (20, False)])
def test_a_hold_can_be_confirmed_until_it_ends_and_not_then(
    minutes: int, *, on_time: bool
) -> None:
    """H4."""
    shop = pier()
    cart = shop.with_items(boat(2))
    shop.pass_minutes(minutes)

    if on_time:
        assert confirmed(shop, cart).order.version == 1
    else:
        (refusal,) = shop.refused(lambda: confirmed(shop, cart))
        assert refusal.code == "cart_expired"


def test_what_lapsed_is_named_and_what_is_left_can_be_accepted() -> None:
    shop = pier()
    cart = shop.with_items(boat(2, item="b"), add("lounge", slot="noon", item="l", adult=1))
    shop.pass_minutes(12)

    (refusal,) = shop.refused(lambda: confirmed(shop, cart))

    assert isinstance(refusal, ItemsLapsed)
    assert (refusal.items, refusal.left) == (("l",), ("b",))
    view = shop.office.confirm(cart, GUEST, settlement=EXTERNAL, on_lapse=OnLapse.LEAVE)
    assert [booking.id for booking in view.order.bookings] == ["b"]


def test_codes_of_tickets_are_secrets_that_differ() -> None:
    shop = pier()
    order = confirmed(shop, shop.with_items(boat(3))).order

    codes = [ticket.code for booking in order.bookings for ticket in booking.tickets]

    assert len(set(codes)) == 3
    assert not any(code in repr(order) for code in codes)
