"""H2, H3, H6 for orders: sixteen threads at once against the last of everything."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from tests.unit.cart.pier import CASHIER, GUEST, Pier, add, boat, capture, host, key, pier
from tests.unit.cart.world import CODES, HOUSE, PRICES

from counterfoil.domain.references import CartId, OrderId, ResourceId
from counterfoil.domain.refusals import RefusedError
from counterfoil.domain.statuses import SettlementType
from counterfoil.ports.box_office import BoxOffice, OrderView

THREADS = 16
NOON = ResourceId("pool:boat-noon")
VENUE = SettlementType.VENUE
Ask = Callable[[BoxOffice, int], OrderView]


def at_once(shop: Pier, ask: Ask) -> tuple[list[OrderView], list[str]]:
    """Ask from sixteen hosts at once; answer the views, and the codes of what was refused."""
    barrier = Barrier(THREADS)

    def act(number: int) -> OrderView | str:
        office = host(shop, prefix=f"host{number}-")
        barrier.wait()
        try:
            return ask(office, number)
        except RefusedError as error:
            return error.refusal.code

    with ThreadPoolExecutor(THREADS) as threads:
        answers = list(threads.map(act, range(THREADS)))
    views = [answer for answer in answers if isinstance(answer, OrderView)]
    return views, [answer for answer in answers if isinstance(answer, str)]


def test_the_last_places_are_sold_directly_once_each() -> None:
    shop = pier()

    views, codes = at_once(shop, lambda office, _: office.book(GUEST, boat(1), settlement=VENUE))

    assert len(views) == 10
    assert codes == ["sold_out"] * 6
    level = shop.system.levels([NOON], at=shop.clock.now())[NOON]
    assert (level.held, level.sold) == (0, 10)
    assert len({view.order.id for view in views}) == 10


def test_the_last_uses_of_a_promotion_are_sold_once_each() -> None:
    """H3: two get the tenth off, whoever they are, and nobody else does."""
    shop = pier(PRICES, CODES, HOUSE)

    views, _ = at_once(shop, lambda office, _: office.book(GUEST, boat(1), settlement=VENUE))

    assert sorted(view.order.total for view in views) == [9_00] * 2 + [10_00] * 8
    assert shop.drawn("uses:house") == [2]


def test_carts_and_direct_bookings_share_the_last_places() -> None:
    shop = pier()
    carts = [shop.with_items(boat(1)) for _ in range(8)]

    def ask(office: BoxOffice, number: int) -> OrderView:
        if number < len(carts):
            return office.confirm(carts[number], GUEST, settlement=VENUE)
        return office.book(GUEST, boat(1), settlement=VENUE)

    views, codes = at_once(shop, ask)

    assert len(views) == 10
    assert codes == ["sold_out"] * 6
    assert {view.order.cart for view in views} >= set(carts)
    assert shop.drawn("pool:boat-noon") == [10]


def test_one_cart_becomes_one_order_whoever_confirms_it() -> None:
    shop = pier()
    cart = shop.with_items(boat(4), add("pass", adult=1))

    views, codes = at_once(shop, lambda office, _: office.confirm(cart, GUEST, settlement=VENUE))

    assert len(views) == 1
    assert codes == ["cart_confirmed"] * 15
    assert shop.drawn("pool:boat-noon") == [4]


def confirm_once(shop: Pier) -> Ask:
    cart: CartId = shop.with_items(boat(4))
    return lambda office, _: office.confirm(cart, GUEST, settlement=VENUE, key=key("same"))


def book_once(_: Pier) -> Ask:
    return lambda office, _: office.book(GUEST, boat(4), settlement=VENUE, key=key("same"))


@pytest.mark.parametrize("prepare", [confirm_once, book_once])
def test_the_same_key_from_many_threads_gives_one_order(prepare: Callable[[Pier], Ask]) -> None:
    """H6."""
    shop = pier()

    views, codes = at_once(shop, prepare(shop))

    assert codes == []
    assert len({view.order.id for view in views}) == 1
    assert [view.replayed for view in views].count(False) == 1
    assert shop.drawn("pool:boat-noon") == [4]


def booked(shop: Pier) -> OrderView:
    """Book four places, to be paid on the spot."""
    return shop.office.book(GUEST, boat(4), settlement=VENUE)


def test_a_ticket_is_used_once_at_sixteen_gates() -> None:
    shop = pier()
    order = booked(shop).order
    ticket = order.bookings[0].tickets[0].id

    views, codes = at_once(
        shop, lambda office, _: office.record_redemption(order.id, CASHIER, ticket)
    )

    assert len(views) == 1
    assert codes == ["not_redeemable"] * 15
    found = shop.office.order(order.id).order.bookings[0].tickets[0]
    assert len(found.redemptions) == 1


def test_no_more_is_paid_than_is_owed() -> None:
    shop = pier()
    order: OrderId = booked(shop).order.id

    _, codes = at_once(
        shop, lambda office, _: office.record_payment(order, CASHIER, capture(10_00))
    )

    assert codes == ["invalid_payment"] * 12
    assert shop.office.order(order).owed.amount == 0
