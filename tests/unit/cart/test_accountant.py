"""The accountant agrees with an honest system and finds one that is not."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime

import pytest
from attrs import evolve
from tests.unit.cart.pier import (
    GUEST,
    Pier,
    amend,
    boat,
    capture,
    catalogue,
    pier,
    quantities,
    tariff,
)
from tests.unit.cart.world import CATALOGUE, CODES, PRICES, SLICED

from counterfoil.adapters.testkit.accountant import Accountant
from counterfoil.adapters.testkit.laws import LawBrokenError
from counterfoil.domain.basket import BasketItem, Buyer
from counterfoil.domain.cart.cart import Privilege
from counterfoil.domain.references import (
    CartId,
    ItemId,
    ProductId,
    PromotionId,
    ResourceId,
    SlotId,
)
from counterfoil.domain.stock import GENERAL, Level, Overbooked
from counterfoil.ports.box_office import CartView

TARIFF = tariff(PRICES, CODES)
NOON, DUSK = ResourceId("pool:boat-noon"), ResourceId("pool:boat-dusk")


def asked(adult: int, *, item: str = "a", slot: str = "noon") -> BasketItem:
    """Ask for places on the boat."""
    return BasketItem(
        id=ItemId(item),
        product=ProductId("boat"),
        slot=SlotId(slot),
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


class Swapping:
    """Tells what is drawn of the noon boat under the name of another slice."""

    def __init__(self, shop: Pier) -> None:
        self.shop = shop

    def levels(
        self, resources: Collection[ResourceId], *, at: datetime
    ) -> Mapping[ResourceId, Level]:
        true = dict(self.shop.system.levels(resources, at=at))
        level = true[NOON]
        slices = level.allocations
        turned = (*slices[1:], slices[0])
        true[NOON] = evolve(
            level,
            allocations=tuple(
                evolve(one, held=other.held) for one, other in zip(slices, turned, strict=True)
            ),
        )
        return true


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

    law = broken(lambda: accountant.used_up(early, now=now, customer=None))
    accountant.reloaded(
        catalogue(CATALOGUE), tariff(PRICES, CODES.replace("uses = 2", "uses = 1"))
    )

    assert law == "H3"
    accountant.used_up(early, now=now, customer=None)


# --- slices and overbooking ---------------------------------------------------------------------


def sliced(
    *privileges: Privilege, channel: str = "", adult: int = 3, slot: str = "noon"
) -> tuple[Pier, Accountant, CartView]:
    """Book places where slices are set aside, with an accountant looking on."""
    shop = pier(sells=SLICED)
    cart = shop.privileged(*privileges, channel=channel)
    accountant = Accountant(catalogue(SLICED), TARIFF)
    accountant.opened(cart, buyer=Buyer(channel=channel), ignores_limits=bool(privileges))
    view = shop.update(cart, boat(adult, item="a", slot=slot))
    now = shop.clock.now()
    wanted = [asked(adult, slot=slot)]
    accountant.granted(cart, asked=wanted, overbooked=view.overbooked, now=now)
    accountant.carried_out(view, asked=wanted, tariff=TARIFF)
    return shop, accountant, view


def test_books_and_system_agree_about_slices() -> None:
    shop, accountant, _ = sliced(channel="desk")

    accountant.check(shop.system, now=shop.clock.now())


def test_units_that_are_counted_under_another_name_are_found() -> None:
    shop, accountant, _ = sliced(channel="desk")

    law = broken(lambda: accountant.check(Swapping(shop), now=shop.clock.now()))

    assert law == "H5"


def test_a_system_without_the_slices_of_the_catalogue_is_found() -> None:
    shop, accountant, _ = sliced(channel="desk")
    shop.system.load(catalogue(), TARIFF)

    assert broken(lambda: accountant.check(shop.system, now=shop.clock.now())) == "H5"


@pytest.mark.parametrize(
    ("channel", "first", "fits", "too_many"), [("desk", 2, 3, 4), ("web", 2, 5, 6), ("", 2, 4, 5)]
)
def test_a_refusal_is_held_against_what_is_left_under_a_name(
    channel: str, first: int, fits: int, too_many: int
) -> None:
    shop, accountant, view = sliced(channel=channel, adult=first)
    cart, now = view.cart.id, shop.clock.now()

    accountant.sold_out(cart, asked=[asked(too_many)], now=now)

    assert broken(lambda: accountant.sold_out(cart, asked=[asked(fits)], now=now)) == "H1"


@pytest.mark.parametrize(("channel", "most"), [("desk", 3), ("web", 5), ("", 4)])
def test_a_grant_beyond_what_is_left_under_a_name_is_found(channel: str, most: int) -> None:
    shop, accountant, view = sliced(channel=channel, adult=2)
    cart, now = view.cart.id, shop.clock.now()

    accountant.granted(cart, asked=[asked(most)], overbooked=(), now=now)

    law = broken(lambda: accountant.granted(cart, asked=[asked(most + 1)], overbooked=(), now=now))
    assert law == "H2"


def test_what_was_overbooked_by_right_is_no_fault() -> None:
    shop, accountant, view = sliced(Privilege.IGNORE_LIMITS, adult=6, slot="dusk")

    assert [one.quantity for one in view.overbooked] == [2]
    accountant.check(shop.system, now=shop.clock.now())
    shop.pass_minutes(1)
    accountant.check(shop.system, now=shop.clock.now())


@pytest.mark.parametrize("told", [0, 1, 3])
def test_overbooking_that_is_told_wrong_is_found(told: int) -> None:
    shop, accountant, view = sliced(Privilege.IGNORE_LIMITS, adult=4, slot="dusk")
    said = (Overbooked(resource=DUSK, allocation=GENERAL, quantity=told),) if told else ()

    law = broken(
        lambda: accountant.granted(
            view.cart.id,
            asked=[asked(6, slot="dusk")],
            overbooked=said,
            now=shop.clock.now(),
        )
    )

    assert law == "H2"


@pytest.mark.parametrize(
    ("privileges", "slot"), [((), "dusk"), ((Privilege.IGNORE_LIMITS,), "noon")]
)
def test_overbooking_by_who_may_not_and_where_it_is_not_allowed_is_found(
    privileges: tuple[Privilege, ...], slot: str
) -> None:
    shop, accountant, view = sliced(*privileges, adult=4, slot=slot)
    said = (Overbooked(resource=ResourceId(f"pool:boat-{slot}"), allocation=GENERAL, quantity=1),)

    law = broken(
        lambda: accountant.granted(
            view.cart.id,
            asked=[asked(5, slot=slot)],
            overbooked=said,
            now=shop.clock.now(),
        )
    )

    assert law == "H2"


def test_a_refusal_of_what_may_be_overbooked_is_found() -> None:
    shop, accountant, view = sliced(Privilege.IGNORE_LIMITS, adult=4, slot="dusk")
    now = shop.clock.now()

    law = broken(lambda: accountant.sold_out(view.cart.id, asked=[asked(9, slot="dusk")], now=now))

    assert law == "H1"


def test_two_names_of_one_cart_ask_together() -> None:
    """An item drew before there were slices, another one draws from its slice."""
    shop = pier()
    cart = shop.opened(channel="desk")
    accountant = Accountant(catalogue(), TARIFF)
    accountant.opened(cart, buyer=Buyer(channel="desk"))
    view = shop.update(cart, boat(2, item="a"))
    accountant.carried_out(view, asked=[asked(2)], tariff=TARIFF)
    shop.system.load(catalogue(SLICED), TARIFF)
    accountant.reloaded(catalogue(SLICED), TARIFF)
    now = shop.clock.now()

    both = [asked(4), asked(3, item="b")]
    accountant.granted(cart, asked=both, overbooked=(), now=now)
    for first, second in ((5, 3), (4, 4)):
        more = [asked(first), asked(second, item="b")]
        accountant.sold_out(cart, asked=more, now=now)
    view = shop.update(cart, amend("a", adult=4), boat(3, item="b"))
    accountant.carried_out(view, asked=both, tariff=TARIFF)

    accountant.check(shop.system, now=now)
