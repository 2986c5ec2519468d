"""One batch command: items are added, amended and removed, all or nothing."""

from datetime import date

import pytest
from tests.unit.cart.pier import (
    GUEST,
    add,
    amend,
    boat,
    codes,
    item_of,
    key,
    pier,
    quantities,
    remove,
)

from counterfoil.domain.basket import BasketItem, RequestedVariation
from counterfoil.domain.cart.commands import AddItem, AmendItem, UpdateCart
from counterfoil.domain.keeping import CLEAR
from counterfoil.domain.references import ItemId, ProductId, RuleId, SlotId
from counterfoil.domain.refusals import (
    DuplicateItem,
    InvalidQuantity,
    NothingAsked,
    UnknownItem,
    VersionConflict,
)
from counterfoil.domain.tariff.variations import FixedAmount, VariationType


def test_an_added_item_draws_and_is_priced() -> None:
    shop = pier()
    cart = shop.opened()

    view = shop.update(cart, boat(2, item="a", child=1))

    assert view.cart.version == 2
    assert item_of(view, "a").quantities == quantities(adult=2, child=1)
    assert view.quote is not None
    assert view.quote.total == 2600
    assert shop.drawn("pool:boat-noon") == [3]


def test_an_item_without_an_id_gets_one_from_the_key() -> None:
    ids = []
    for _ in range(2):
        shop = pier()
        cart = shop.opened()
        view = shop.office.update(cart, GUEST, boat(1), boat(2), key=key("twice"))
        ids.append([item.id for item in view.cart.items])

    assert ids[0] == ids[1]
    assert len(set(ids[0])) == 2


def test_units_of_capacity_are_drawn_and_not_guests() -> None:
    shop = pier()

    shop.with_items(boat(1, raft=2))

    assert shop.drawn("pool:boat-noon") == [7]


def test_quantities_of_one_type_are_merged() -> None:
    shop = pier()
    cart = shop.opened()
    twice = AddItem(
        product=ProductId("boat"),
        slot=SlotId("noon"),
        item=ItemId("a"),
        quantities=(*quantities(adult=1, child=1), *quantities(adult=2)),
    )

    view = shop.update(cart, twice)

    assert item_of(view, "a").quantities == quantities(adult=3, child=1)
    assert shop.drawn("pool:boat-noon") == [4]


@pytest.mark.parametrize("count", [0, -1])
def test_a_count_below_one_is_refused_also_beside_another_of_its_type(count: int) -> None:
    shop = pier()
    cart = shop.opened()
    wrong = AddItem(
        product=ProductId("boat"),
        slot=SlotId("noon"),
        quantities=(*quantities(adult=3), *quantities(adult=count)),
    )

    (found,) = shop.refused(lambda: shop.update(cart, wrong))

    assert isinstance(found, InvalidQuantity)
    assert (found.ticket_type, found.quantity) == ("adult", count)


def test_an_amended_quantity_overwrites_and_draws_the_difference() -> None:
    shop = pier()
    cart = shop.with_items(boat(4, item="a"))
    holder = shop.read(cart).cart.items[0].holder

    more = shop.update(cart, amend("a", adult=6))
    drawn_more = shop.drawn("pool:boat-noon")
    fewer = shop.update(cart, amend("a", adult=1))

    assert item_of(more, "a").quantities == quantities(adult=6)
    assert drawn_more == [6]
    assert item_of(fewer, "a").quantities == quantities(adult=1)
    assert shop.drawn("pool:boat-noon") == [1]
    assert item_of(fewer, "a").holder == holder


def test_only_what_is_sent_changes() -> None:
    shop = pier()
    cart = shop.opened()
    first = AddItem(
        product=ProductId("boat"),
        item=ItemId("a"),
        slot=SlotId("noon"),
        quantities=quantities(adult=2),
        language="nl",
        external_reference="x1",
    )
    shop.update(cart, first)

    view = shop.update(cart, AmendItem(item=ItemId("a"), language="de"))

    item = item_of(view, "a")
    assert item.asked == BasketItem(
        id=ItemId("a"),
        product=ProductId("boat"),
        slot=SlotId("noon"),
        quantities=quantities(adult=2),
    )
    assert (item.language, item.external_reference) == ("de", "x1")
    assert shop.drawn("pool:boat-noon") == [2]


def test_what_is_sent_as_nothing_is_taken_out() -> None:
    shop = pier()
    cart = shop.opened()
    day = date(2026, 6, 20)
    shop.update(
        cart,
        AddItem(
            product=ProductId("pass"),
            item=ItemId("a"),
            quantities=quantities(adult=1),
            travel_date=day,
            external_reference="x1",
        ),
    )

    view = shop.update(cart, AmendItem(item=ItemId("a"), travel_date=CLEAR, external_reference=""))

    assert item_of(view, "a").travel_date is None
    assert item_of(view, "a").external_reference == ""


def test_an_item_moves_to_another_slot() -> None:
    shop = pier()
    cart = shop.with_items(boat(2, item="a"))

    shop.update(cart, AmendItem(item=ItemId("a"), slot=SlotId("dusk")))

    assert shop.drawn("pool:boat-noon", "pool:boat-dusk") == [0, 2]


def test_a_move_to_a_slot_that_is_full_leaves_the_old_place() -> None:
    """H7: when a step of an amendment fails, the guest has no less than before it."""
    shop = pier()
    shop.with_items(boat(3, slot="dusk"))
    cart = shop.with_items(boat(2, item="a"))

    found = shop.refused(
        lambda: shop.update(cart, AmendItem(item=ItemId("a"), slot=SlotId("dusk")))
    )

    assert codes(found) == ["sold_out"]
    assert shop.drawn("pool:boat-noon", "pool:boat-dusk") == [2, 3]


def test_a_removed_item_gives_back_and_the_rest_is_priced_anew() -> None:
    shop = pier()
    cart = shop.with_items(boat(2, item="a"), add("lounge", slot="noon", item="b", adult=1))

    view = shop.update(cart, remove("a"))

    assert [item.id for item in view.cart.items] == ["b"]
    assert view.quote is not None
    assert view.quote.total == 1500
    assert shop.drawn("pool:boat-noon", "pool:lounge-noon", "pool:deck-noon") == [0, 1, 1]


def test_a_cart_whose_last_item_is_removed_stays_open() -> None:
    shop = pier()
    cart = shop.with_items(boat(2, item="a"))

    view = shop.update(cart, remove("a"))

    assert (view.cart.items, view.quote) == ((), None)
    assert shop.update(cart, boat(1)).cart.version == 4


def test_several_operations_are_one_change() -> None:
    shop = pier()
    cart = shop.with_items(boat(2, item="a"), boat(3, item="b"))

    view = shop.update(cart, remove("a"), amend("b", adult=1), boat(4, item="c"))

    assert view.cart.version == 3
    assert {item.id: item.quantities for item in view.cart.items} == {
        "b": quantities(adult=1),
        "c": quantities(adult=4),
    }
    assert shop.drawn("pool:boat-noon") == [5]


def test_several_operations_happen_all_or_none() -> None:
    shop = pier()
    cart = shop.with_items(boat(2, item="a"))

    found = shop.refused(
        lambda: shop.update(cart, remove("a"), boat(2, item="b"), amend("z", adult=1))
    )

    assert codes(found) == ["unknown_item"]
    assert shop.drawn("pool:boat-noon") == [2]


def test_an_item_can_be_added_and_amended_in_one_command() -> None:
    shop = pier()
    cart = shop.opened()

    view = shop.update(cart, boat(2, item="a"), amend("a", adult=5))

    assert item_of(view, "a").quantities == quantities(adult=5)
    assert shop.drawn("pool:boat-noon") == [5]


def test_an_item_that_is_added_and_removed_in_one_command_was_never_there() -> None:
    shop = pier()
    cart = shop.opened()

    view = shop.update(cart, boat(2, item="a"), boat(1, item="b"), remove("a"))

    assert [item.id for item in view.cart.items] == ["b"]
    assert shop.drawn("pool:boat-noon") == [1]


def test_an_item_can_be_replaced_by_one_of_the_same_id() -> None:
    shop = pier()
    cart = shop.with_items(boat(2, item="a"))

    view = shop.update(cart, remove("a"), boat(3, slot="dusk", item="a"), amend("a", adult=4))

    assert item_of(view, "a").quantities == quantities(adult=4)
    assert shop.drawn("pool:boat-noon", "pool:boat-dusk") == [0, 4]


@pytest.mark.parametrize("count", [1, 5])
def test_items_of_one_product_stay_apart(count: int) -> None:
    shop = pier()

    cart = shop.with_items(*(boat(1) for _ in range(count)))

    assert len(shop.read(cart).cart.items) == count


def test_an_id_that_is_in_the_cart_is_refused() -> None:
    shop = pier()
    cart = shop.with_items(boat(2, item="a"))

    found = shop.refused(lambda: shop.update(cart, boat(1, item="a")))

    assert found == (DuplicateItem(item=ItemId("a")),)


def test_two_items_of_one_id_in_one_command_are_refused() -> None:
    shop = pier()
    cart = shop.opened()

    found = shop.refused(lambda: shop.update(cart, boat(1, item="a"), boat(2, item="a")))

    assert found == (DuplicateItem(item=ItemId("a")),)


def test_an_unknown_item_is_named_with_those_that_are_there() -> None:
    shop = pier()
    cart = shop.with_items(boat(2, item="a"), boat(1, item="b"))

    found = shop.refused(lambda: shop.update(cart, amend("x", adult=1), remove("y")))

    allowed = (ItemId("a"), ItemId("b"))
    assert found == (
        UnknownItem(cart=cart, item=ItemId("x"), lapsed=False, allowed=allowed),
        UnknownItem(cart=cart, item=ItemId("y"), lapsed=False, allowed=allowed),
    )


def test_an_item_is_removed_once() -> None:
    shop = pier()
    cart = shop.with_items(boat(2, item="a"), boat(1, item="b"))

    found = shop.refused(lambda: shop.update(cart, remove("a"), remove("a")))

    assert codes(found) == ["unknown_item"]


def test_a_lapsed_item_is_unknown_and_said_to_have_lapsed() -> None:
    shop = pier()
    cart = shop.with_items(boat(2, item="a"), add("lounge", slot="noon", item="b", adult=1))
    shop.pass_minutes(10)

    (found,) = shop.refused(lambda: shop.update(cart, amend("b", adult=2)))

    assert found == UnknownItem(cart=cart, item=ItemId("b"), lapsed=True, allowed=(ItemId("a"),))


def test_an_update_without_an_operation_is_refused() -> None:
    shop = pier()
    cart = shop.with_items(boat(2, item="a"))

    assert shop.refused(lambda: shop.update(cart)) == (NothingAsked(cart=cart),)


def test_a_requested_variation_alone_is_something() -> None:
    shop = pier()
    cart = shop.with_items(boat(2, item="a"), channel="desk")
    rebate = RequestedVariation(
        id=RuleId("rebate"), type=VariationType.OTHER, difference=FixedAmount(amount=-100)
    )

    view = shop.office.execute(
        UpdateCart(key=key("r"), actor=GUEST, cart=cart, operations=(), requested=(rebate,))
    )

    assert view.quote is not None
    assert view.quote.total == 1900
    kept = shop.update(cart, amend("a", adult=1))
    assert kept.cart.requested == (rebate,)


def test_the_version_that_was_read_may_be_named() -> None:
    shop = pier()
    cart = shop.with_items(boat(2, item="a"))

    view = shop.office.update(cart, GUEST, amend("a", adult=1), version=2)

    assert view.cart.version == 3


@pytest.mark.parametrize("version", [0, 1, 3])
def test_another_version_is_refused(version: int) -> None:
    shop = pier()
    cart = shop.with_items(boat(2, item="a"))

    found = shop.refused(
        lambda: shop.office.update(cart, GUEST, amend("a", adult=1), version=version)
    )

    assert found == (VersionConflict(cart=cart, expected=version, actual=2),)


def test_one_item_is_added_amended_and_removed_by_the_same_command() -> None:
    shop = pier()
    cart = shop.opened()

    shop.office.add_item(cart, GUEST, boat(1, item="a"), key=key("add"))
    amended = shop.office.amend_item(cart, GUEST, amend("a", adult=3), key=key("amend"))
    drawn = shop.drawn("pool:boat-noon")
    removed = shop.office.remove_item(cart, GUEST, ItemId("a"), key=key("remove"))
    again = shop.office.update(cart, GUEST, remove("a"), key=key("remove"))

    assert item_of(amended, "a").quantities == quantities(adult=3)
    assert (drawn, shop.drawn("pool:boat-noon")) == ([3], [0])
    assert removed.cart.items == ()
    assert again.replayed
