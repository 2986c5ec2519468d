"""What is compared of an answer, what is not, and how it is said."""

from datetime import timedelta
from typing import Any, get_args

import pytest
from attrs import evolve
from tests.unit.cart.pier import GUEST, START, amend, boat, pier

from counterfoil.domain.basket import RequestedVariation
from counterfoil.domain.cart.achieved import achieved
from counterfoil.domain.cart.cart import Cart, CartState
from counterfoil.domain.cart.changes import ItemsUpdated, Settlement
from counterfoil.domain.cart.lines import lines_of
from counterfoil.domain.decisions import Expectation
from counterfoil.domain.reconciliation import Mismatch, mismatches
from counterfoil.domain.references import RuleId
from counterfoil.domain.tariff.variations import FixedAmount, VariationType


def answered() -> Cart:
    """Book two on the boat, 20.00, held until twenty past nine."""
    shop = pier()
    return shop.update(shop.opened(), boat(2, item="a")).cart


def expected(cart: Cart, **other: Any) -> Expectation:
    """Expect a cart, but for *other*."""
    assert cart.priced is not None
    wanted = Expectation(
        lines=lines_of(cart),
        total=cart.priced.total,
        version=cart.version,
        state=cart.state,
        expiries={item.id: item.expires_at for item in cart.items},
    )
    return evolve(wanted, **other)


def line(item: str, count: int) -> dict[tuple[str, str], int]:
    return {(item, "adult"): count}


CASES: dict[str, tuple[dict[str, Any], list[str]]] = {
    "as expected": ({}, []),
    "a total that is not known": ({"total": None}, []),
    "an expiry that is not known": ({"expiries": {}}, []),
    "one minor unit": ({"total": 1999}, ["total: 2000, expected 1999"]),
    "fewer tickets": ({"lines": line("a", 3)}, ["item a, adult: 2, expected 3"]),
    "another item": (
        {"lines": line("b", 2)},
        ["item a, adult: 2, expected 0", "item b, adult: 0, expected 2"],
    ),
    "another version": ({"version": 3}, ["version: 2, expected 3"]),
    "another state": ({"state": CartState.CANCELLED}, ["state: OPEN, expected CANCELLED"]),
    "another expiry": (
        {"expiries": {"a": START}},
        ["item a: held until 2026-06-01T09:20:00+00:00, expected 2026-06-01T09:00:00+00:00"],
    ),
    "an expiry of what is not there": ({"expiries": {"b": START}}, []),
    "everything, the gravest first": (
        {"total": 1, "lines": line("a", 1), "version": 9, "state": CartState.CANCELLED},
        [
            "state: OPEN, expected CANCELLED",
            "item a, adult: 2, expected 1",
            "total: 2000, expected 1",
            "version: 2, expected 9",
        ],
    ),
}


@pytest.mark.parametrize(("other", "messages"), CASES.values(), ids=CASES)
def test_what_differs_is_named(other: dict[str, Any], messages: list[str]) -> None:
    cart = answered()

    found = mismatches(expected(cart, **other), answered=cart)

    assert [mismatch.message for mismatch in found] == messages


def test_the_kinds_are_found_in_their_order() -> None:
    cart = answered()
    other = {"total": 1, "lines": {}, "version": 9, "state": CartState.CANCELLED}

    found = mismatches(expected(cart, **other, expiries={"a": START}), answered=cart)

    assert tuple(type(mismatch) for mismatch in found) == get_args(Mismatch)


def test_twins_of_an_item_are_added_up() -> None:
    cart = answered()
    twice = evolve(cart, items=(*cart.items, *cart.items))

    (mismatch,) = mismatches(expected(cart), answered=twice)

    assert mismatch.message == "item a, adult: 4, expected 2"


def test_a_line_that_was_split_is_no_mismatch() -> None:
    cart = answered()
    (item,) = cart.items
    half = tuple((ticket_type, count // 2) for ticket_type, count in item.quantities)

    split = evolve(cart, items=(evolve(item, quantities=half * 2),))

    assert mismatches(expected(cart), answered=split) == ()


def test_a_price_that_is_missing_is_a_mismatch() -> None:
    cart = answered()

    (mismatch,) = mismatches(expected(cart), answered=evolve(cart, priced=None))

    assert mismatch.message == "total: None, expected 2000"


# --- achieved, where a history of the pier does not come ----------------------------------------


def test_requested_variations_are_part_of_what_was_meant() -> None:
    cart = answered()
    euro = FixedAmount(amount=100)
    asked = (RequestedVariation(id=RuleId("r"), type=VariationType.OTHER, difference=euro),)
    change = ItemsUpdated(cart=cart.id, settlement=Settlement(priced=None), requested=asked)

    assert not achieved(change, cart)
    assert achieved(change, evolve(cart, requested=asked))


def test_nothing_is_achieved_in_a_cart_that_is_not_there() -> None:
    cart = answered()
    change = ItemsUpdated(cart=cart.id, settlement=Settlement(priced=None))

    assert achieved(change, cart)
    assert not achieved(change, None)


def test_an_item_that_is_added_again_is_not_taken_for_the_one_that_went() -> None:
    cart = answered()
    (item,) = cart.items
    later = evolve(item, held_since=item.held_since + timedelta(minutes=1))
    change = ItemsUpdated(
        cart=cart.id, settlement=Settlement(priced=None), added=(later,), removed=(item.id,)
    )

    assert not achieved(change, cart)
    assert achieved(change, evolve(cart, items=(later,)))


def test_split_quantities_are_as_they_were_meant() -> None:
    shop = pier()
    cart = shop.with_items(boat(2, item="a"))
    shop.office.update(cart, GUEST, amend("a", adult=4))
    change = shop.system.records()[-1].change
    assert isinstance(change, ItemsUpdated)
    (item,) = change.amended
    found = shop.read(cart).cart
    half = tuple((ticket_type, count // 2) for ticket_type, count in item.quantities)

    assert achieved(change, evolve(found, items=(evolve(item, quantities=half * 2),)))
    assert not achieved(change, evolve(found, items=(evolve(item, quantities=half),)))
