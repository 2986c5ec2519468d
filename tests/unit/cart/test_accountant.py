"""The accountant agrees with an honest system and finds one that is not."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime

import pytest
from attrs import evolve
from tests.unit.cart.pier import (
    GUEST,
    Pier,
    boat,
    capture,
    catalogue,
    pier,
    quantities,
    tariff,
)
from tests.unit.cart.world import CATALOGUE, CODES, PRICES

from counterfoil.adapters.testkit.accountant import Accountant
from counterfoil.adapters.testkit.laws import LawBrokenError
from counterfoil.domain.basket import BasketItem
from counterfoil.domain.references import (
    CartId,
    ItemId,
    ProductId,
    PromotionId,
    ResourceId,
    SlotId,
)
from counterfoil.domain.stock import Level
from counterfoil.ports.box_office import CartView

TARIFF = tariff(PRICES, CODES)


def asked(adult: int) -> BasketItem:
    """Ask for places on the boat at noon, as item `a`."""
    return BasketItem(
        id=ItemId("a"),
        product=ProductId("boat"),
        slot=SlotId("noon"),
        quantities=quantities(adult=adult),
    )


class Lying:
    """Tells levels that are wrong by some units."""

    def __init__(self, shop: Pier, **wrong: int) -> None:
        self.shop = shop
        self.wrong = {
            name.replace("_", ":", 1).replace("_", "-"): by for name, by in wrong.items()
        }

    def levels(
        self, resources: Collection[ResourceId], *, at: datetime
    ) -> Mapping[ResourceId, Level]:
        true = self.shop.system.levels(resources, at=at)
        return {
            name: evolve(level, held=level.held + self.wrong.get(name, 0))
            for name, level in true.items()
        }


def booked(adult: int = 2, *, code: str = "") -> tuple[Pier, Accountant, CartView]:
    """Book places with an accountant looking on."""
    shop = pier()
    cart = shop.opened()
    accountant = Accountant(catalogue(), TARIFF)
    accountant.opened(cart)
    view = shop.update(cart, boat(adult, item="a"))
    if code:
        view = shop.office.apply_promocode(cart, GUEST, code)
    accountant.carried_out(view, asked=[asked(adult)], tariff=TARIFF)
    return shop, accountant, view


def broken(act: Callable[[], object]) -> str:
    """Name the law that is broken."""
    with pytest.raises(LawBrokenError) as raised:
        act()
    return raised.value.law


def test_books_and_system_agree_until_everything_came_back() -> None:
    shop, accountant, view = booked(3, code="PURSE")
    for _ in range(25):
        accountant.check(shop.system, now=shop.clock.now())
        accountant.read(shop.read(view.cart.id), now=shop.clock.now())
        shop.pass_minutes(1)

    assert accountant.held(view.cart.id, now=shop.clock.now()) == frozenset()


@pytest.mark.parametrize("wrong", [{"pool_boat_noon": 1}, {"uses_early": -1}, {"pool_quay": 1}])
def test_a_level_that_differs_by_one_is_found(wrong: dict[str, int]) -> None:
    shop, accountant, _ = booked(code="EARLY")

    assert broken(lambda: accountant.check(Lying(shop, **wrong), now=shop.clock.now())) == "H5"


def test_a_cent_of_a_budget_is_found() -> None:
    shop, accountant, _ = booked(code="PURSE")

    lying = Lying(shop, budget_purse=-1)

    assert broken(lambda: accountant.check(lying, now=shop.clock.now())) == "H5"


@pytest.mark.parametrize(
    ("catalogue_text", "codes", "law"),
    [
        (CATALOGUE.replace("total = 10", "total = 1"), CODES, "H2"),
        (CATALOGUE, CODES.replace("uses = 2", "uses = 0"), "H3"),
    ],
)
def test_more_than_there_is_was_drawn(catalogue_text: str, codes: str, law: str) -> None:
    shop, accountant, _ = booked(code="EARLY")

    accountant.reloaded(catalogue(catalogue_text), tariff(PRICES, codes))

    assert broken(lambda: accountant.check(shop.system, now=shop.clock.now())) == law


def test_what_was_drawn_before_a_pool_shrank_may_stay() -> None:
    shop, accountant, _ = booked()
    accountant.check(shop.system, now=shop.clock.now())

    accountant.reloaded(catalogue(CATALOGUE.replace("total = 10", "total = 1")), TARIFF)

    accountant.check(shop.system, now=shop.clock.now())


def test_an_answer_that_is_not_what_was_asked_for_is_found() -> None:
    _, accountant, view = booked()

    law = broken(lambda: accountant.carried_out(view, asked=[asked(3)], tariff=TARIFF))

    assert law == "H1"


def test_a_total_that_is_not_the_sum_of_its_entries_is_found() -> None:
    _, accountant, view = booked()
    assert view.quote is not None
    view.quote.total += 1

    law = broken(lambda: accountant.carried_out(view, asked=[asked(2)], tariff=TARIFF))

    assert law == "M1"


def test_a_total_that_moved_while_it_was_held_is_found() -> None:
    shop, accountant, view = booked()
    cheaper = booked(code="EARLY")[2]
    moved = evolve(view, cart=cheaper.cart)

    assert broken(lambda: accountant.read(moved, now=shop.clock.now())) == "D8"


def paid(amount: int = 1500) -> tuple[Pier, Accountant, CartView]:
    """Book and pay with an accountant looking on."""
    shop, accountant, view = booked()
    view = shop.office.attach_payment(view.cart.id, GUEST, capture(amount))
    accountant.received(view.cart.id, amount=amount)
    accountant.carried_out(view, asked=[asked(2)], tariff=TARIFF)
    return shop, accountant, view


def test_money_that_came_in_goes_back_with_the_cart() -> None:
    shop, accountant, view = paid()
    shop.pass_minutes(29)
    accountant.money(shop.read(view.cart.id))

    shop.pass_minutes(1)

    accountant.money(shop.read(view.cart.id))


def test_money_that_nobody_paid_is_found() -> None:
    _, accountant, view = paid()

    accountant.received(view.cart.id, amount=1)

    assert broken(lambda: accountant.money(view)) == "H4"


def test_money_that_did_not_go_back_is_found() -> None:
    shop, accountant, view = paid()
    cancelled = shop.office.cancel(view.cart.id, GUEST)
    kept = evolve(cancelled, cart=evolve(cancelled.cart, payments=view.cart.payments))

    assert broken(lambda: accountant.money(kept)) == "H4"


def test_money_that_went_back_too_early_or_twice_is_found() -> None:
    shop, accountant, view = paid()
    cancelled = shop.office.cancel(view.cart.id, GUEST)
    payments = cancelled.cart.payments
    early = evolve(view, cart=evolve(view.cart, payments=payments))
    twice = evolve(cancelled, cart=evolve(cancelled.cart, payments=(*payments, payments[-1])))

    assert broken(lambda: accountant.money(early)) == "H4"
    assert broken(lambda: accountant.money(twice)) == "H4"


def test_an_item_that_is_shown_after_its_expiry_is_found() -> None:
    shop, accountant, view = booked()
    shop.pass_minutes(20)

    assert broken(lambda: accountant.read(view, now=shop.clock.now())) == "H4"


def test_a_refusal_of_what_fits_is_found() -> None:
    shop, accountant, view = booked(10)
    cart: CartId = view.cart.id
    now = shop.clock.now()

    accountant.sold_out(cart, asked=[asked(11)], now=now)

    assert broken(lambda: accountant.sold_out(cart, asked=[asked(10)], now=now)) == "H1"


def test_a_refusal_of_a_use_that_is_free_is_found() -> None:
    shop, accountant, _ = booked(code="EARLY")
    early = PromotionId("early")
    now = shop.clock.now()
    one = tariff(PRICES, CODES.replace("uses = 2", "uses = 1"))

    accountant.used_up(early, tariff=one, now=now, customer=None)

    law = broken(lambda: accountant.used_up(early, tariff=TARIFF, now=now, customer=None))
    assert law == "H3"
