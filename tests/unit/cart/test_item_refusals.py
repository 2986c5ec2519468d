"""What forbids booking an item: it fires, does not fire at its boundary, and changes nothing."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from attrs import evolve
from tests.unit.cart.pier import (
    GUEST,
    INSTANT,
    Pier,
    add,
    boat,
    codes,
    part,
    pier,
    quantities,
    remove,
)

from counterfoil.adapters.files import read_catalogue, read_tariff
from counterfoil.adapters.memory import MemorySystem
from counterfoil.adapters.testkit.clocks import CountingReferences, ManualClock
from counterfoil.domain.cart.cart import Privilege
from counterfoil.domain.cart.commands import AddItem
from counterfoil.domain.cart.item import PickupChoice
from counterfoil.domain.catalogue import PickupRule
from counterfoil.domain.references import ItemId, PartId, PickupPointId, ProductId, SlotId
from counterfoil.domain.refusals import (
    HasAddOns,
    MainMissing,
    NotBookable,
    PartMissing,
    SaleClosed,
    SlotClosed,
    SlotRequired,
    TravelDateRequired,
)
from counterfoil.examples import path
from counterfoil.ports.box_office import BoxOffice

DAY = date(2026, 6, 20)
A = ItemId("a")


def test_a_product_with_slots_needs_one() -> None:
    shop = pier()
    cart = shop.opened()

    found = shop.refused(lambda: shop.update(cart, boat(1, slot=None, item="a")))

    assert found == (SlotRequired(item=A, product=ProductId("boat")),)
    shop.update(cart, boat(1, item="a"))


def test_a_product_that_is_sold_for_a_date_needs_one() -> None:
    shop = pier()
    cart = shop.opened()
    undated = add("museum", item="a", adult=1)

    found = shop.refused(lambda: shop.update(cart, undated))

    assert found == (TravelDateRequired(item=A, product=ProductId("museum")),)
    shop.update(cart, evolve(undated, travel_date=DAY))


def test_a_slot_that_is_closed_is_refused() -> None:
    shop = pier()
    cart = shop.opened()

    found = shop.refused(lambda: shop.update(cart, boat(1, slot="dawn", item="a")))

    assert found == (
        SlotClosed(item=A, product=ProductId("boat"), slot=SlotId("dawn"), reason="inactive"),
    )


def test_a_slot_is_sold_until_it_is_over() -> None:
    ends_at = datetime(2026, 6, 20, 13, 0, tzinfo=UTC)
    shop = pier(at=ends_at - INSTANT)
    cart = shop.with_items(boat(1))
    shop.clock.turn(INSTANT)

    found = shop.refused(lambda: shop.update(cart, boat(1, item="a")))

    assert found == (
        SlotClosed(item=A, product=ProductId("boat"), slot=SlotId("noon"), reason="over"),
    )


OPENS = datetime(2026, 5, 31, 9, 0, tzinfo=UTC)
CLOSES = datetime(2026, 6, 7, 9, 0, tzinfo=UTC)
HOUR_BEFORE = datetime(2026, 6, 1, 11, 0, tzinfo=UTC)
TEN_DAYS_BEFORE = datetime(2026, 6, 2, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("slot", "at", "open_"),
    [
        ("soon", OPENS - INSTANT, False),
        ("soon", OPENS, True),
        ("soon", HOUR_BEFORE, True),
        ("soon", HOUR_BEFORE + INSTANT, False),
        ("later", TEN_DAYS_BEFORE - INSTANT, False),
        ("later", TEN_DAYS_BEFORE, True),
        ("later", CLOSES - INSTANT, True),
        ("later", CLOSES, False),
    ],
)
def test_a_product_is_sold_in_its_window_and_within_its_lead_times(
    slot: str,
    at: datetime,
    open_: bool,  # noqa: FBT001  (a column of the table)
) -> None:
    shop = pier(at=at)
    cart = shop.opened()
    charter = add("charter", slot=slot, item="a", adult=1)

    if open_:
        shop.update(cart, charter)
        return
    (found,) = shop.refused(lambda: shop.update(cart, charter))

    assert isinstance(found, SaleClosed)
    assert (found.item, found.product) == ("a", "charter")
    assert found.opens_at is not None
    assert found.closed_at is not None
    assert not found.opens_at <= at < found.closed_at


def test_an_add_on_needs_a_main_booking() -> None:
    shop = pier()
    cart = shop.opened()
    drink = add("drink", item="a", glass=2)

    found = shop.refused(lambda: shop.update(cart, drink))

    mains = (ProductId("boat"), ProductId("lounge"))
    assert found == (MainMissing(item=A, product=ProductId("drink"), mains=mains),)
    shop.update(cart, drink, boat(1))


def test_an_add_on_may_name_its_main_booking() -> None:
    shop = pier()
    cart = shop.with_items(boat(1, item="b"), add("pass", item="p", adult=1))
    drink = add("drink", item="a", glass=2)

    wrong = shop.refused(lambda: shop.update(cart, evolve(drink, main=ItemId("p"))))
    view = shop.update(cart, evolve(drink, main=ItemId("b")))

    assert codes(wrong) == ["main_missing"]
    assert view.cart.items[-1].main == "b"


def test_a_main_booking_goes_with_its_add_ons_or_not_at_all() -> None:
    shop = pier()
    cart = shop.with_items(boat(1, item="b"), add("drink", item="a", glass=2))

    found = shop.refused(lambda: shop.update(cart, remove("b")))

    assert found == (HasAddOns(item=ItemId("b"), add_ons=(A,)),)
    assert shop.update(cart, remove("b"), remove("a")).cart.items == ()


def test_a_main_booking_may_go_when_another_is_left() -> None:
    shop = pier()
    cart = shop.with_items(boat(1, item="b"), boat(1, item="c"), add("drink", item="a", glass=2))

    shop.update(cart, remove("b"))

    assert codes(shop.refused(lambda: shop.update(cart, remove("c")))) == ["has_add_ons"]


def test_the_main_booking_that_is_named_does_not_go_although_another_is_left() -> None:
    shop = pier()
    drink = evolve(add("drink", item="a", glass=2), main=ItemId("b"))
    cart = shop.with_items(boat(1, item="b"), boat(1, item="c"), drink)

    assert codes(shop.refused(lambda: shop.update(cart, remove("b")))) == ["has_add_ons"]
    shop.update(cart, remove("c"))


def duo(*slots: str, day: date | None = DAY, adult: int = 2, child: int = 0) -> AddItem:
    """Ask for boat and museum."""
    return AddItem(
        product=ProductId("duo"),
        item=A,
        travel_date=day,
        quantities=quantities(adult=adult, **({"child": child} if child else {})),
        parts=tuple(part("boat", slot=slot) for slot in slots),
    )


def test_a_combi_needs_the_slot_of_each_part() -> None:
    shop = pier()
    cart = shop.opened()

    found = shop.refused(lambda: shop.update(cart, duo()))

    assert found == (PartMissing(item=A, product=ProductId("duo"), part="boat"),)
    shop.update(cart, duo("noon"))


def test_a_combi_needs_the_date_of_each_part() -> None:
    shop = pier()
    cart = shop.opened()

    found = shop.refused(lambda: shop.update(cart, duo("noon", day=None)))

    assert found == (PartMissing(item=A, product=ProductId("duo"), part="museum"),)


def test_the_slot_of_a_part_may_be_closed() -> None:
    shop = pier()
    cart = shop.opened()

    found = shop.refused(lambda: shop.update(cart, duo("dawn")))

    assert found == (
        SlotClosed(item=A, product=ProductId("boat"), slot=SlotId("dawn"), reason="inactive"),
    )


def test_a_bundle_leaves_optional_parts_out_and_needs_the_slot_of_the_others() -> None:
    shop = pier()
    cart = shop.opened()
    there = part("there", slot="noon", adult=1)
    trip = AddItem(product=ProductId("twice"), item=A, parts=(there, part("back", adult=1)))

    found = shop.refused(lambda: shop.update(cart, trip))

    assert found == (PartMissing(item=A, product=ProductId("twice"), part=PartId("back")),)
    shop.update(cart, evolve(trip, parts=(there, part("back", slot="dusk", adult=1))))


def test_a_hidden_product_is_for_those_who_may() -> None:
    shop = pier()
    cart = shop.opened()
    staff = add("staff", item="a", adult=1)

    found = shop.refused(lambda: shop.update(cart, staff))
    view = shop.update(shop.privileged(Privilege.ALLOW_HIDDEN), staff)

    assert found == (NotBookable(item=A, product=ProductId("staff")),)
    assert view.cart.privileges == {Privilege.ALLOW_HIDDEN}
    assert [item.product for item in view.cart.items] == ["staff"]


def test_a_limit_of_quantity_is_lifted_for_those_who_may_but_capacity_is_not() -> None:
    shop = pier()
    usual, privileged_cart = shop.opened(), shop.privileged(Privilege.IGNORE_LIMITS)
    boats = boat(21)

    plain = shop.refused(lambda: shop.update(usual, boats))
    privileged = shop.refused(lambda: shop.update(privileged_cart, boats))

    assert codes(plain) == ["quantity_limit"]
    assert codes(privileged) == ["sold_out"]


def test_two_privileges_are_two_things() -> None:
    shop = pier()
    unlimited = shop.privileged(Privilege.IGNORE_LIMITS)

    found = shop.refused(lambda: shop.update(unlimited, add("staff", adult=1)))

    assert codes(found) == ["not_bookable"]


def harbor(rule: PickupRule = PickupRule.OPTIONAL) -> Pier:
    """Open the box office of the shipped city, whose cruise has pickup points."""
    folder = path("city-combi")
    catalogue = read_catalogue(folder / "catalogue.toml")
    products = (
        evolve(one, pickup_rule=rule) if one.pickup_points else one for one in catalogue.products
    )
    catalogue = evolve(catalogue, products=tuple(products))
    tariff = read_tariff(folder / "tariff.toml", catalogue=catalogue)
    clock = ManualClock(datetime(2026, 8, 1, 9, 0, tzinfo=UTC))
    system = MemorySystem(catalogue, tariff, clock=clock)
    office = BoxOffice(system=system, clock=clock, references=CountingReferences())
    return Pier(office=office, system=system, clock=clock)


def cruise(point: str | None, at: time | None = None, slot: str = "2026-08-15T10:00") -> AddItem:
    """Ask for a cruise with a pickup."""
    choice = None if point is None else PickupChoice(point=PickupPointId(point), at=at)
    return evolve(add("canal-cruise", slot=slot, item="a", adult=1), pickup=choice)


@pytest.mark.parametrize(
    "asked",
    [
        cruise(None),
        cruise("central-station"),
        cruise("central-station", time(9, 40)),
        cruise("hotel-kade", time(12)),
    ],
)
def test_a_pickup_that_is_offered_is_kept(asked: AddItem) -> None:
    shop = harbor()

    view = shop.update(shop.opened(), asked)

    assert view.cart.items[0].pickup == asked.pickup


@pytest.mark.parametrize(
    ("asked", "value"),
    [
        (cruise("airport"), "'airport'"),
        (cruise("central-station", slot="2026-08-17T10:00"), "'central-station'"),
        (cruise("central-station", time(10)), "at 10:00"),
        (cruise("hotel-kade"), "without a time"),
        (cruise("hotel-kade", time(12, 1)), "at 12:01"),
    ],
)
def test_a_pickup_that_is_not_offered_is_refused(asked: AddItem, value: str) -> None:
    shop = harbor()
    cart = shop.opened()

    (found,) = shop.refused(lambda: shop.update(cart, asked))

    assert found.code == "invalid_pickup"
    assert value in found.message


def test_a_pickup_that_must_be_chosen_is_missed() -> None:
    shop = harbor(PickupRule.MANDATORY)
    cart = shop.opened()

    (found,) = shop.refused(lambda: shop.update(cart, cruise(None)))

    assert found.code == "invalid_pickup"
    assert "is missing" in found.message
    assert "central-station" in found.message
    shop.update(cart, cruise("central-station"))


def test_the_lead_time_of_a_part_binds_as_it_does_alone() -> None:
    shop = harbor()
    shop.clock.turn_to(datetime(2026, 8, 15, 7, 50, tzinfo=UTC))
    cart = shop.opened()
    combi = AddItem(
        product=ProductId("city-combi"),
        item=A,
        travel_date=date(2026, 8, 15),
        quantities=quantities(adult=1),
        parts=(part("cruise", slot="2026-08-15T10:00"),),
    )

    alone = shop.refused(lambda: shop.update(cart, cruise(None)))
    inside = shop.refused(lambda: shop.update(cart, combi))

    assert codes(alone) == codes(inside) == ["sale_closed"]
    shop.office.cancel(cart, GUEST)


def test_five_minutes_earlier_the_cruise_is_sold() -> None:
    shop = harbor()
    shop.clock.turn_to(datetime(2026, 8, 15, 8, 0, tzinfo=UTC) - timedelta(minutes=15))

    shop.update(shop.opened(), cruise(None))
