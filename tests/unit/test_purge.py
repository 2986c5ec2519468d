"""Purging a memory system: what goes, what stays, and what it costs."""

from datetime import datetime, timedelta

import pytest
from tests.unit.cart.pier import GUEST, INSTANT, START, Pier, boat, change_cart, key, pier

from counterfoil.domain.cart.cart import READABLE_AFTER_EXPIRY
from counterfoil.domain.cart.expiry import READABLE_AFTER_OPENING
from counterfoil.domain.currencies import currency
from counterfoil.domain.errors import UsageError
from counterfoil.domain.payments import NewPayment, PaymentType
from counterfoil.domain.references import CartId
from counterfoil.domain.refusals import RefusedError

HELD = timedelta(minutes=20)
OVER = START + HELD + READABLE_AFTER_EXPIRY
PAID_OVER = OVER + timedelta(minutes=10)  # payment extends the hold


def kept(shop: Pier) -> set[CartId]:
    """Name the carts of which anything is left."""
    named = {change_cart(record.change) for record in shop.system.records()}
    assert named == set(shop.system._carts._carts)
    assert named == {done.cart for done in shop.system._carts._done.values()}
    return named


def test_a_cart_goes_when_it_can_be_read_no_more_and_not_before() -> None:
    shop = pier()
    cart = shop.with_items(boat(2))

    shop.clock.turn_to(OVER - INSTANT)
    before = shop.office.purge()
    shop.read(cart)
    shop.clock.turn_to(OVER)
    after = shop.office.purge()

    assert (before, after) == (0, 1)
    assert kept(shop) == set()
    assert not shop.system._carts._order._heap


def test_a_cart_that_never_held_anything_goes_ten_days_after_it_was_opened() -> None:
    shop = pier()
    cart = shop.opened()

    shop.clock.turn_to(START + READABLE_AFTER_OPENING - INSTANT)
    before = shop.office.purge()
    shop.read(cart)
    shop.clock.turn_to(START + READABLE_AFTER_OPENING)
    with pytest.raises(RefusedError, match="not_found"):
        shop.read(cart)

    assert (before, shop.office.purge()) == (0, 1)
    assert kept(shop) == set()


def test_keys_and_history_go_with_their_cart_and_those_of_others_stay() -> None:
    shop = pier()
    old = shop.with_items(boat(1))
    shop.pass_minutes(30)
    young = shop.with_items(boat(1))

    shop.clock.turn_to(OVER)

    assert kept(shop) == {old, young}
    assert shop.office.purge() == 1
    assert kept(shop) == {young}


def test_a_cart_that_was_renewed_goes_later() -> None:
    shop = pier()
    cart = shop.with_items(boat(1))
    shop.pass_minutes(15)
    shop.office.renew(cart, GUEST)

    shop.clock.turn_to(OVER)
    first = shop.office.purge()
    shop.clock.turn(timedelta(minutes=15))

    assert (first, shop.office.purge()) == (0, 1)


def test_no_more_go_at_once_than_asked_for_the_oldest_first() -> None:
    shop = pier()
    carts = []
    for _ in range(5):
        carts.append(shop.with_items(boat(1)))
        shop.pass_minutes(1)
    shop.clock.turn(timedelta(days=11))

    counts = [shop.office.purge(limit=2)]
    left = kept(shop)
    counts += [shop.office.purge(limit=2) for _ in range(3)]

    assert left == set(carts[2:])
    assert counts == [2, 2, 1, 0]


def test_only_what_goes_is_looked_at() -> None:
    """Ten of a thousand carts are over: the others are not touched."""
    shop = pier()
    for _ in range(10):
        shop.opened()
    shop.clock.turn(timedelta(days=5))
    for _ in range(1000):
        shop.opened()
    shop.clock.turn_to(START + READABLE_AFTER_OPENING)
    looked_at: list[CartId] = []

    def until(name: CartId) -> datetime | None:
        looked_at.append(name)
        return shop.system._carts._until(name)

    over = shop.system._carts._order.over(before=shop.clock.now(), limit=1000, until=until)

    assert len(list(over)) == 10
    assert len(looked_at) == 10


def test_a_key_is_free_again_when_its_cart_is_over_purged_or_not() -> None:
    """The same key opens a cart anew; whether somebody purged in between cannot be seen."""
    answers = []
    for purges in (False, True):
        shop = pier()
        first = shop.office.open_cart(GUEST, key=key("open")).cart
        shop.office.update(first.id, GUEST, boat(1, item="a"), key=key("add"))
        shop.clock.turn_to(OVER)
        if purges:
            assert shop.office.purge() == 1
        with pytest.raises(RefusedError, match="not_found"):
            shop.office.update(first.id, GUEST, boat(1, item="a"), key=key("add"))
        view = shop.office.open_cart(GUEST, key=key("open"))
        added = shop.office.update(first.id, GUEST, boat(2, item="b"), key=key("add"))
        assert not view.replayed
        assert shop.office.purge() == 0
        answers.append((view, added, shop.system.records()))

    assert answers[0] == answers[1]


@pytest.mark.parametrize(
    ("before", "limit", "message"),
    [
        (START + INSTANT, 1, r"^before: .* has not come, allowed: an instant up to 2026-06-01T09"),
        (START, 0, r"^limit: 0 forgets nothing, allowed: 1 or more$"),
    ],
)
def test_what_cannot_be_meant_is_refused(before: datetime, limit: int, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        pier().system.purge(before=before, limit=limit)


@pytest.mark.parametrize("swept", [True, False])
def test_a_paid_cart_can_be_read_no_longer_than_any_other(*, swept: bool) -> None:
    """H4: ten days after its last hold it is not found, whether somebody swept it or not."""
    shop = pier()
    cart = paid(shop)
    shop.clock.turn_to(PAID_OVER - INSTANT)
    if swept:
        assert len(shop.office.sweep(GUEST)) == 1
    shop.read(cart)

    shop.clock.turn(INSTANT)

    with pytest.raises(RefusedError, match="not_found"):
        shop.read(cart)
    with pytest.raises(RefusedError, match="not_found"):
        shop.office.cancel(cart, GUEST)


def test_a_paid_cart_is_kept_until_what_it_owes_is_written_down() -> None:
    """Money is not forgotten: who paid and let the cart lapse is owed it, however late."""
    shop = pier()
    cart = paid(shop)
    shop.clock.turn_to(PAID_OVER + timedelta(days=30))

    before = shop.office.purge(), shop.office.purge()
    with pytest.raises(RefusedError, match="not_found"):
        shop.office.open_cart(GUEST, key=key("open"))
    (settled,) = shop.office.sweep(GUEST)

    assert before == (0, 0)
    assert settled.cart.id == cart
    assert [(line.type, line.amount) for line in settled.cart.payments] == [
        (PaymentType.CAPTURE, 2000),
        (PaymentType.REFUND, 2000),
    ]
    assert shop.office.sweep(GUEST) == ()
    assert shop.office.purge() == 1
    assert kept(shop) == set()


def paid(shop: Pier) -> CartId:
    """Open a cart under a known key, and pay for two places."""
    cart = shop.office.open_cart(GUEST, key=key("open")).cart.id
    shop.update(cart, boat(2))
    capture = NewPayment(type=PaymentType.CAPTURE, amount=2000, currency=currency("EUR"))
    shop.office.attach_payment(cart, GUEST, capture)
    return cart
