"""H1: a hold is refused for capacity exactly when some pool cannot take the sum over all lines."""

from datetime import date

import pytest
from tests.unit.cart.pier import (
    INSTANT,
    MINUTE,
    START,
    add,
    amend,
    boat,
    catalogue,
    codes,
    expiries,
    item_of,
    part,
    pier,
    quantities,
    remove,
    tariff,
)
from tests.unit.cart.world import CATALOGUE, PRICES

from counterfoil.domain.cart.commands import AddItem
from counterfoil.domain.catalogue.spots import Spot
from counterfoil.domain.references import ItemId, PartId, ProductId, ResourceId
from counterfoil.domain.refusals import SoldOut, SpotTaken
from counterfoil.domain.stock import WHOLE_ITEM
from counterfoil.ports.box_office import CartView

NOON = "pool:boat-noon"


def short(resource: str, *, asked: int, left: int) -> SoldOut:
    return SoldOut(resource=ResourceId(resource), asked=asked, left=left)


def test_the_last_place_is_sold_and_no_more() -> None:
    shop = pier()
    cart = shop.with_items(boat(10))

    found = shop.refused(lambda: shop.update(cart, boat(1)))

    assert found == (short(NOON, asked=1, left=0),)


def test_lines_are_summed() -> None:
    shop = pier()
    cart = shop.opened()

    found = shop.refused(lambda: shop.update(cart, boat(6), boat(5)))

    assert found == (short(NOON, asked=11, left=10),)
    shop.update(cart, boat(6), boat(4))


def test_nested_parts_are_summed_with_the_lines() -> None:
    shop = pier()
    cart = shop.opened()
    trip = AddItem(
        product=ProductId("twice"),
        parts=(part("there", slot="noon", adult=4), part("back", slot="noon", adult=4)),
    )

    found = shop.refused(lambda: shop.update(cart, boat(3), trip))

    assert found == (short(NOON, asked=11, left=10),)
    shop.update(cart, boat(2), trip)
    assert shop.drawn(NOON) == [10]


def test_a_combi_draws_what_its_parts_take() -> None:
    shop = pier()
    duo = AddItem(
        product=ProductId("duo"),
        travel_date=date(2026, 6, 20),
        quantities=quantities(adult=2, child=1),
        parts=(part("boat", slot="dusk"),),
    )
    cart = shop.with_items(duo)

    found = shop.refused(lambda: shop.update(cart, duo))

    assert found == (short("pool:boat-dusk", asked=3, left=1),)
    assert shop.drawn("pool:boat-dusk") == [3]


def test_all_pools_are_drawn_from_or_none() -> None:
    shop = pier()
    shop.with_items(add("terrace", slot="noon", adult=10))
    cart = shop.opened()

    found = shop.refused(lambda: shop.update(cart, add("lounge", slot="noon", adult=3)))

    assert found == (short("pool:deck-noon", asked=3, left=2),)
    assert shop.drawn("pool:deck-noon", "pool:lounge-noon") == [10, 0]


def test_every_pool_that_is_short_is_named() -> None:
    shop = pier()
    cart = shop.opened()

    found = shop.refused(
        lambda: shop.update(cart, boat(5, slot="dusk"), add("lounge", slot="noon", adult=13))
    )

    assert found == (
        short("pool:boat-dusk", asked=5, left=4),
        short("pool:deck-noon", asked=13, left=12),
        short("pool:lounge-noon", asked=13, left=8),
    )


def test_a_pool_without_a_total_never_ends() -> None:
    shop = pier()

    shop.with_items(*(add("terrace", slot="open", adult=100) for _ in range(3)))

    assert shop.drawn("pool:quay") == [300]


def test_what_needs_no_hold_draws_nothing() -> None:
    shop = pier()
    cart = shop.with_items(add("pass", item="a", adult=50))

    assert item_of(shop.read(cart), "a").draws == ()


def test_only_the_difference_is_drawn_by_an_amendment() -> None:
    shop = pier()
    cart = shop.with_items(boat(6, item="a"))

    shop.update(cart, amend("a", adult=10))

    found = shop.refused(lambda: shop.update(cart, amend("a", adult=11)))
    assert found == (short(NOON, asked=1, left=0),)


def test_what_one_item_gives_up_another_one_can_have() -> None:
    """H1: the boat has ten places, and the sum over all items is ten."""
    shop = pier()
    cart = shop.with_items(boat(6, item="a"), boat(4, item="b"))

    shop.update(cart, remove("a"), boat(6, item="c"))
    shop.update(cart, amend("b", adult=9), amend("c", adult=1))

    assert shop.drawn(NOON) == [10]
    found = shop.refused(lambda: shop.update(cart, remove("c"), boat(3)))
    assert found == (short(NOON, asked=2, left=0),)


def test_of_an_overdrawn_pool_a_cart_can_shift_what_it_has_and_get_no_more() -> None:
    shop = pier()
    cart = shop.with_items(boat(6, item="a"))
    shop.system.load(catalogue(CATALOGUE.replace("total = 10", "total = 2")), tariff(PRICES))

    shop.update(cart, remove("a"), boat(5, item="b"), boat(1, item="c"))

    assert shop.drawn(NOON) == [6]
    found = shop.refused(lambda: shop.update(cart, remove("b"), boat(6)))
    assert found == (short(NOON, asked=1, left=0),)


def test_places_that_pass_to_another_item_end_with_it() -> None:
    """H5: some are carried, some are taken, and all of them come back once, together."""
    shop = pier()
    cart = shop.with_items(boat(6, item="a"))
    shop.pass_minutes(5)
    shop.update(cart, amend("a", adult=2), boat(7, item="b"))
    until = expiries(shop.read(cart))

    shop.clock.turn(until["b"] - 5 * MINUTE - INSTANT)
    before = shop.drawn(NOON)
    shop.clock.turn(INSTANT)

    assert until["a"] == until["b"] == 25 * MINUTE
    assert (before, shop.drawn(NOON)) == ([9], [0])


@pytest.mark.parametrize("places", [10, 4])
def test_booking_anew_holds_no_place_for_longer_than_its_cap(places: int) -> None:
    """The pier's cap is an hour; every ten minutes another item takes the same places over."""
    shop = pier()
    cart = shop.with_items(boat(places, item="i0"))
    for turn in range(1, 6):
        shop.pass_minutes(10)
        shop.update(cart, remove(f"i{turn - 1}"), boat(places, item=f"i{turn}"))
    shop.clock.turn(10 * MINUTE - INSTANT)
    last = shop.drawn(NOON)

    shop.clock.turn(INSTANT)

    assert (last, shop.drawn(NOON)) == ([places], [0])


def test_places_of_another_slot_are_held_from_now_on() -> None:
    shop = pier()
    cart = shop.with_items(boat(2, item="a"), boat(1, item="b"))
    shop.pass_minutes(15)

    view = shop.update(cart, remove("a"), boat(2, slot="dusk", item="c"), amend("b", adult=2))

    assert item_of(view, "c").held_since == shop.clock.now()
    assert item_of(view, "b").held_since == START


def test_places_come_back_to_others() -> None:
    """H5: what was drawn comes back once, by removal, lapse or cancellation."""
    shop = pier()
    cart = shop.with_items(boat(10, item="a"))
    other = shop.opened()

    shop.update(cart, amend("a", adult=7))
    shop.update(other, boat(3))
    shop.pass_minutes(20)

    third = shop.with_items(boat(10))
    assert codes(shop.refused(lambda: shop.update(third, boat(1)))) == ["sold_out"]


# --- spots --------------------------------------------------------------------------------------


def seats(text: str) -> tuple[Spot, ...]:
    """Name seats of the floor, such as `A1 A2`."""
    return tuple(Spot(section="Floor", row=seat[0], number=seat[1:]) for seat in text.split())


def stage(adult: int, *, named: str = "", item: str = "a", slot: str = "friday") -> AddItem:
    """Ask for seats on an evening, named or not."""
    return AddItem(
        product=ProductId("stage"),
        item=ItemId(item),
        slot=add("stage", slot=slot).slot,
        quantities=quantities(adult=adult),
        spots={WHOLE_ITEM: seats(named)} if named else {},
    )


def seats_of(view: CartView, item: str = "a") -> str:
    """Name the seats of an item."""
    chosen = item_of(view, item).spots[WHOLE_ITEM]
    return " ".join(spot.row + spot.number for spot in chosen)


def test_the_engine_chooses_adjacent_seats_in_front() -> None:
    shop = pier()

    first = shop.update(shop.opened(), stage(3))
    second = shop.update(shop.opened(), stage(2))
    third = shop.update(shop.opened(), stage(1))

    assert [seats_of(view) for view in (first, second, third)] == ["A1 A2 A3", "B1 B2", "A4"]


def test_a_caller_chooses_seats() -> None:
    shop = pier()

    view = shop.update(shop.opened(), stage(2, named="B4 A2"))

    assert seats_of(view) == "B4 A2"
    assert shop.drawn("spot:stage/friday/Floor/B/4", "spot:stage/friday/Floor/A/2") == [1, 1]


def test_items_of_one_cart_never_share_a_seat() -> None:
    shop = pier()
    cart = shop.opened()

    both = shop.update(cart, stage(2), stage(2, item="b"))
    third = shop.update(cart, stage(2, item="c"))

    assert [seats_of(both), seats_of(both, "b"), seats_of(third, "c")] == [
        "A1 A2",
        "A3 A4",
        "B1 B2",
    ]


def test_a_seat_is_another_one_on_another_evening() -> None:
    shop = pier()
    shop.update(shop.opened(), stage(1, named="A1"))

    view = shop.update(shop.opened(), stage(1, named="A1", slot="saturday"))

    assert seats_of(view) == "A1"


@pytest.mark.parametrize(
    ("count", "named", "spots", "allowed"),
    [
        (2, "A1", ("1",), "2, one a ticket"),
        (2, "A1 A1", ("Floor/A/1",), "each spot once"),
        (1, "C1", ("Floor/C/1",), "spots that the product has"),
        (2, "A4 A3", ("Floor/A/3",), "spots that are free"),
        (8, "", ("8",), "at most 7"),
    ],
)
def test_seats_that_cannot_be_had_are_refused(
    count: int, named: str, spots: tuple[str, ...], allowed: str
) -> None:
    shop = pier()
    shop.update(shop.opened(), stage(1, named="A3"))
    cart = shop.opened()

    found = shop.refused(lambda: shop.update(cart, stage(count, named=named)))

    assert found == (SpotTaken(item=ItemId("a"), spots=spots, allowed=allowed),)
    shop.update(cart, stage(7))


def test_a_seat_of_another_item_of_the_cart_is_taken() -> None:
    shop = pier()
    cart = shop.opened()
    shop.update(cart, stage(1, named="A3"))

    found = shop.refused(lambda: shop.update(cart, stage(1, named="A3", item="b")))

    assert codes(found) == ["spot_taken"]


def test_an_amended_quantity_keeps_the_seats_that_are_still_needed() -> None:
    shop = pier()
    cart = shop.opened()
    shop.update(cart, stage(2, named="B2 B3"))

    more = shop.update(cart, amend("a", adult=3))
    fewer = shop.update(cart, amend("a", adult=1))

    assert set(seats_of(more).split()) > {"B2", "B3"}
    assert seats_of(fewer) in {"B2", "B3"}
    drawn = shop.drawn(*(f"spot:stage/friday/Floor/B/{number}" for number in range(1, 5)))
    assert sum(drawn) == 1


def test_seats_named_for_what_has_none_are_refused() -> None:
    shop = pier()
    cart = shop.opened()
    named = AddItem(
        product=ProductId("pass"),
        item=ItemId("a"),
        quantities=quantities(adult=1),
        spots={PartId(""): seats("A1")},
    )

    found = shop.refused(lambda: shop.update(cart, named))

    assert codes(found) == ["spot_taken"]


def test_a_seat_of_an_item_that_goes_can_be_had_by_one_that_comes() -> None:
    shop = pier()
    cart = shop.with_items(stage(4, item="a"), stage(4, item="b"))
    named = item_of(shop.read(cart), "a").spots[WHOLE_ITEM]

    view = shop.update(cart, remove("a"), stage(4, item="c"))

    assert item_of(view, "c").spots[WHOLE_ITEM] == named
    assert (
        shop.drawn(*(f"spot:stage/friday/Floor/{row}/{n}" for row in "AB" for n in (1, 2, 3, 4)))
        == [1] * 8
    )


def test_a_seat_that_is_named_passes_to_another_item() -> None:
    shop = pier()
    cart = shop.with_items(stage(2, named="A1 A2", item="a"))

    view = shop.update(cart, stage(1, named="A2", item="b"), remove("a"))

    assert item_of(view, "b").spots[WHOLE_ITEM] == seats("A2")
    other = shop.with_items(stage(1, named="A1"))
    found = shop.refused(lambda: shop.update(other, stage(1, named="A2", item="d")))
    assert codes(found) == ["spot_taken"]
