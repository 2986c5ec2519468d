"""Previews: what a command would do, to the minor unit; carried out, it does just that (D1)."""

from datetime import timedelta

import pytest
from attrs import evolve
from tests.unit.amendment.test_amending import NOON, VENUE, sold
from tests.unit.cart.pier import GUEST, Pier, amend, boat, capture, codes, key, pier, state_of
from tests.unit.cart.world import DEARER, FILLING, PRICES

from counterfoil.domain.order.commands import AmendOrder
from counterfoil.domain.order.order import Order
from counterfoil.domain.order.previewing import CapacityMoved, Preview
from counterfoil.domain.references import ResourceId
from counterfoil.domain.refusals import StalePreview

QUARTER = timedelta(minutes=15)


def asked(order: Order, name: str = "preview", *, adult: int = 3) -> AmendOrder:
    """Ask for another number of adults."""
    return AmendOrder(
        key=key(name), actor=GUEST, order=order.id, operations=(amend("b", adult=adult),)
    )


def previewed(shop: Pier, order: Order) -> Preview:
    """Preview a third adult."""
    return shop.office.preview(asked(order))


def committed(shop: Pier, order: Order, preview: Preview) -> Order:
    """Carry a preview out."""
    command = evolve(asked(order, "commit"), preview=preview.seen)
    return shop.office.execute_order(command).order


def test_a_preview_says_what_would_be_and_does_nothing() -> None:
    shop = pier()
    order = sold(shop, boat(2, item="b"))
    before = state_of(shop.system, now=shop.clock.now())

    preview = previewed(shop, order)

    assert state_of(shop.system, now=shop.clock.now()) == before
    assert (preview.before, preview.after.total, preview.difference) == (order, 30_00, 10_00)
    assert preview.capacity == (
        CapacityMoved(resource=ResourceId(NOON), taken=3, given=2, left=8),
    )
    assert preview.valid_until == shop.clock.now() + QUARTER


def test_a_preview_is_shown_in_a_line() -> None:
    shop = pier()
    order = sold(shop, boat(2, item="b"))

    assert repr(previewed(shop, order)) == f"Preview({order.id!r}, version 2, 10.00 EUR more)"


def test_what_is_previewed_is_what_is_done() -> None:
    shop = pier(PRICES, FILLING)
    order = sold(shop, boat(2, item="b"))
    preview = previewed(shop, order)
    shop.clock.turn(QUARTER - timedelta(microseconds=1))

    after = committed(shop, order, preview)

    assert after.total == preview.after.total
    runs = [posting.runs for posting in after.postings]
    assert runs == [posting.runs for posting in preview.after.postings]
    assert after.bookings[0].item.priced.at == preview.seen.at


@pytest.mark.parametrize("late", [timedelta(0), timedelta(hours=1)])
def test_an_old_preview_is_not_carried_out(late: timedelta) -> None:
    shop = pier()
    order = sold(shop, boat(2, item="b"))
    preview = previewed(shop, order)
    shop.clock.turn(QUARTER + late)

    refused = shop.refused(lambda: committed(shop, order, preview))

    assert refused == (StalePreview(order=order.id, components=("age",)),)


def test_a_preview_of_something_else_is_not_carried_out() -> None:
    shop = pier()
    order = sold(shop, boat(2, item="b"))
    preview = previewed(shop, order)
    command = evolve(asked(order, "commit", adult=4), preview=preview.seen)

    refused = shop.refused(lambda: shop.office.execute_order(command))

    assert refused == (StalePreview(order=order.id, components=("command",)),)


def test_another_tariff_is_named() -> None:
    shop = pier()
    order = sold(shop, boat(2, item="b"))
    preview = previewed(shop, order)
    shop.system.load(shop.system.world().catalogue, pier(DEARER).system.world().pricer.tariff)

    refused = shop.refused(lambda: committed(shop, order, preview))

    assert refused == (StalePreview(order=order.id, components=("tariff",)),)


def test_a_change_of_the_order_that_matters_is_named() -> None:
    shop = pier()
    order = sold(shop, boat(2, item="b"))
    preview = previewed(shop, order)
    shop.office.amend(order.id, GUEST, amend("b", adult=4))

    refused = shop.refused(lambda: committed(shop, order, preview))

    assert refused == (StalePreview(order=order.id, components=("order",)),)


def test_what_does_not_matter_does_not_make_a_preview_stale() -> None:
    shop = pier()
    order = sold(shop, boat(2, item="b"), boat(1, item="c"))
    preview = previewed(shop, order)
    ticket = order.bookings[1].tickets[0].id
    shop.office.record_redemption(order.id, GUEST, ticket)

    assert committed(shop, order, preview).total == 40_00


def test_nobody_picks_the_instant_at_which_prices_are_judged() -> None:
    shop = pier()
    order = sold(shop, boat(2, item="b"))
    shop.clock.turn(QUARTER)
    preview = previewed(shop, order)
    earlier = evolve(preview.seen, at=preview.seen.at - timedelta(minutes=1))

    refused = shop.refused(lambda: committed(shop, order, evolve(preview, seen=earlier)))

    assert refused == (StalePreview(order=order.id, components=("instant",)),)


def test_money_that_came_meanwhile_and_would_go_back_is_named() -> None:
    """The preview says that nothing goes back."""
    shop = pier()
    order = sold(shop, boat(4, item="b"))
    preview = previewed(shop, order)
    shop.office.record_payment(order.id, GUEST, capture(40_00))

    refused = shop.refused(lambda: committed(shop, order, preview))

    assert preview.refund == 0
    assert refused == (StalePreview(order=order.id, components=("order",)),)


def test_capacity_is_judged_when_it_is_carried_out() -> None:
    shop = pier()
    order = sold(shop, boat(2, item="b"))
    preview = previewed(shop, order)
    sold(shop, boat(6, item="b"))

    refused = shop.refused(lambda: committed(shop, order, preview))

    assert codes(refused) == ["sold_out"]


def test_what_is_refused_is_refused_in_a_preview() -> None:
    shop = pier()
    order = sold(shop, boat(2, item="b"), settlement=VENUE)

    refused = shop.refused(lambda: shop.office.preview(asked(order, adult=11)))

    assert codes(refused) == ["sold_out"]


def test_a_price_that_relied_on_how_full_a_pool_was_is_named() -> None:
    shop = pier(PRICES, FILLING)
    order = sold(shop, boat(2, item="b"))
    preview = previewed(shop, order)
    sold(shop, boat(5, item="b"))

    refused = shop.refused(lambda: committed(shop, order, preview))

    assert refused == (StalePreview(order=order.id, components=("fills",)),)
