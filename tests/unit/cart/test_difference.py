"""What a command did to the price: the entries that went, and those that came."""

from collections import Counter
from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st
from tests.unit.cart.pier import (
    GUEST,
    add,
    amend,
    boat,
    key,
    pier,
    quantities,
    remove,
    tariff,
)
from tests.unit.cart.pier import catalogue as pier_catalogue
from tests.unit.cart.world import CODES, PRICES

from counterfoil.domain.basket import Basket, BasketItem, Circumstances
from counterfoil.domain.cart.details import DetailChanges
from counterfoil.domain.pricing import Difference, MovedEntries, Quote, compile_pricer, difference
from counterfoil.domain.pricing.ledger import Kind
from counterfoil.domain.references import ItemId, ProductId, Promocode, SlotId

PRICER = compile_pricer(pier_catalogue(), tariff(PRICES, CODES))


def told(found: Difference | None) -> tuple[list[str], list[str]]:
    """Write moved entries in short."""
    assert found is not None
    went, came = (
        [f"{one.units} x {one.amount} {one.cause.kind.value} of {one.item}" for one in moved]
        for moved in found
    )
    return went, came


def test_removing_an_item_says_which_entries_went() -> None:
    shop = pier()
    cart = shop.with_items(boat(3, item="a"), boat(1, item="b", child=2))

    view = shop.update(cart, remove("b"))

    assert told(view.difference) == (["1 x 1000 LIST of b", "2 x 600 LIST of b"], [])
    assert view.difference is not None
    assert view.difference.total == -2200


def test_of_equal_tickets_it_does_not_matter_which_one_went() -> None:
    shop = pier()
    cart = shop.with_items(boat(4, item="a"))

    assert told(shop.update(cart, amend("a", adult=3)).difference) == (["1 x 1000 LIST of a"], [])
    assert told(shop.update(cart, amend("a", adult=5)).difference) == ([], ["2 x 1000 LIST of a"])


def test_a_code_brings_entries_and_takes_them_along() -> None:
    shop = pier()
    cart = shop.with_items(boat(2, item="a"))

    came = shop.office.apply_promocode(cart, GUEST, "EARLY").difference
    went = shop.office.remove_promocode(cart, GUEST, "EARLY").difference

    assert told(came) == ([], ["2 x -100 PROMOCODE of a"])
    assert told(went) == (["2 x -100 PROMOCODE of a"], [])


def test_emptying_takes_all_entries() -> None:
    shop = pier()
    cart = shop.with_items(boat(2, item="a"))

    assert told(shop.office.empty(cart, GUEST).difference) == (["2 x 1000 LIST of a"], [])


def test_words_move_nothing() -> None:
    shop = pier()
    cart = shop.with_items(boat(2, item="a"))

    view = shop.office.change_details(cart, GUEST, DetailChanges(language="nl"))

    assert told(view.difference) == ([], [])


def test_there_is_no_difference_without_a_price_before_or_a_change() -> None:
    shop = pier()
    opened = shop.office.open_cart(GUEST)
    first = shop.office.update(opened.cart.id, GUEST, boat(1, item="a"), key=key("once"))
    again = shop.office.update(opened.cart.id, GUEST, boat(1, item="a"), key=key("once"))

    assert again.replayed
    for view in (opened, first, again, shop.read(opened.cart.id)):
        assert view.difference is None


def test_what_lapsed_before_a_command_is_not_the_commands_doing() -> None:
    shop = pier()
    cart = shop.with_items(
        boat(2, item="a"), boat(1, item="b"), add("lounge", slot="noon", item="c", adult=1)
    )
    shop.pass_minutes(10)

    view = shop.update(cart, remove("b"))

    assert [item.id for item in view.cart.items] == ["a"]
    assert told(view.difference) == (["1 x 1000 LIST of b"], [])


# --- of any two prices --------------------------------------------------------------------------


def quote(counts: dict[str, int], codes: tuple[str, ...]) -> Quote:
    """Price places on the boat, an item for each name."""
    items = tuple(
        BasketItem(
            id=ItemId(name),
            product=ProductId("boat"),
            slot=SlotId("noon"),
            quantities=quantities(adult=count),
        )
        for name, count in sorted(counts.items())
    )
    return PRICER.price(
        Basket(items=items, codes=tuple(Promocode(code) for code in codes)),
        Circumstances(at=pier().clock.now()),
    )


QUOTES = st.builds(
    quote,
    st.dictionaries(st.sampled_from("abc"), st.integers(1, 4), min_size=1),
    st.sampled_from([(), ("EARLY",), ("ONCE",), ("EARLY", "PURSE")]),
)


def ledger(priced: Quote) -> Counter[tuple[object, ...]]:
    """Count the entries of a price one by one."""
    counts: Counter[tuple[object, ...]] = Counter()
    for entry in priced.entries:
        where = getattr(entry.target, "item", "")
        counts[where, entry.cause, entry.amount] += 1
    return counts


def counted(moved: Iterable[MovedEntries]) -> Counter[tuple[object, ...]]:
    """Count entries that moved in the same way."""
    return Counter({(one.item, one.cause, one.amount): one.units for one in moved})


@given(before=QUOTES, after=QUOTES)
def test_a_difference_leads_from_one_ledger_to_the_other(before: Quote, after: Quote) -> None:
    found = difference(before, after)

    went, came = counted(found.went), counted(found.came)
    assert ledger(before) - went + came == ledger(after)
    assert not went & came, "what is in both ledgers has not moved"
    assert found.total == after.total - before.total
    assert difference(after, before) == Difference(went=found.came, came=found.went)
    assert difference(before, before) == ((), ())
    assert difference(before, None).total == -before.total


def test_kinds_are_told_apart() -> None:
    plain, reduced = quote({"a": 2}, ()), quote({"a": 2}, ("EARLY",))

    assert {one.cause.kind for one in difference(plain, reduced).came} == {Kind.PROMOCODE}
