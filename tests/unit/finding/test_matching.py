"""What each filter asks: one order is found by it, and the other is not."""

from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve
from tests.unit.cart.pier import CASHIER, add, boat, pier
from tests.unit.finding.build import (
    FIRST_DAY,
    HOUR,
    NOW,
    BookingFacts,
    OrderFacts,
    asking,
    order_of,
)

from counterfoil.domain.finding import OrderFilter, matches, matching_bookings
from counterfoil.domain.finding.words import keyword_finds, words_in
from counterfoil.domain.statuses import SettlementType

OTHER = order_of(
    OrderFacts(
        name=8,
        created=40,
        modified=40,
        contacts=((8, 8, 0),),
        cashier=8,
        bookings=(BookingFacts(name=8, product=8, slot=8, supplier=8, day=8, code=8, used=40),),
    )
)
ORDER = order_of(
    OrderFacts(
        name=1,
        created=2,
        modified=5,
        reseller=1,
        distributor=1,
        partner=1,
        external=1,
        contacts=((1, 0, 1), (2, 4, 2)),
        cashier=1,
        bookings=(
            BookingFacts(
                name=1, product=1, slot=1, supplier=1, market_admin=1, day=1, code=1, used=6
            ),
            BookingFacts(
                name=2, product=2, slot=2, supplier=2, market_admin=2, day=3, code=2, used=-1
            ),
        ),
    )
)
DAY = timedelta(days=1)
INSTANT = timedelta(microseconds=1)

FOUND: list[dict[str, Any]] = [
    {"reseller": "reseller-1"},
    {"distributor": "seller-1"},
    {"market_admin": "admin-2"},
    {"supplier": "supplier-2"},
    {"reference": "order-1"},
    {"external_reference": "external-1"},
    {"contact_uid": "contact-2"},
    {"contact_name": "ada  MOL"},
    {"contact_name": "bo"},
    {"contact_name": "Tak"},
    {"contact_email": "guest-2@mail.EXAMPLE"},
    {"created_to": NOW + 2 * HOUR + INSTANT},
    {"created_from": NOW + 2 * HOUR, "created_to": NOW + 3 * HOUR},
    {"booking_reference": "item-1-2"},
    {"booking_external_reference": "outside-2"},
    {"travel_to": FIRST_DAY + DAY},
    {"travel_from": FIRST_DAY + 3 * DAY, "travel_to": FIRST_DAY + 3 * DAY},
    {"redeemed_from": NOW + 6 * HOUR, "redeemed_to": NOW + 7 * HOUR},
    {"redeemed_to": NOW + 6 * HOUR + INSTANT},
    {"products": ["product-2", "product-7"]},
    {"ticket_code": "CODE2"},
    {"slot": "slot-2"},
    {"pool": "pool-1"},
    {"created_email": "Cashier-1@pier.example"},
    {"query": "ADA boat product-2"},
    {"partner_sales": True},
]

NOT_FOUND: list[dict[str, Any]] = [
    {"created_to": NOW + 2 * HOUR},
    {"created_from": NOW + 2 * HOUR + INSTANT},
    {"modified_after": NOW + 5 * HOUR},
    {"travel_from": FIRST_DAY + 2 * DAY, "travel_to": FIRST_DAY + 2 * DAY},
    {"redeemed_to": NOW + 6 * HOUR},
    {"redeemed_from": NOW + 6 * HOUR + INSTANT},
    {"contact_name": "Ada Tak"},
    {"contact_name": "Ad"},
    {"ticket_code": "code2"},
    {"query": "CODE2"},
    {"query": "ada nobody"},
    # What is asked must be so of one contact, one booking, one ticket.
    {"contact_uid": "contact-1", "contact_email": "guest-2@mail.example"},
    {"supplier": "supplier-2", "products": ["product-2"]},
    {"ticket_code": "CODE2", "redeemed_from": NOW},
]


def _said(asked: dict[str, Any]) -> str:
    return ", ".join(asked)


@pytest.mark.parametrize("asked", FOUND, ids=_said)
def test_an_order_that_is_what_is_asked_for_is_found(asked: dict[str, Any]) -> None:
    assert matches(ORDER, asking(**asked))
    assert not matches(OTHER, asking(**asked))


@pytest.mark.parametrize("asked", NOT_FOUND, ids=_said)
def test_an_order_that_is_not_quite_what_is_asked_for_is_not_found(asked: dict[str, Any]) -> None:
    assert not matches(ORDER, asking(**asked))


def test_every_filter_has_a_case() -> None:
    settings = {"filter_bookings", "view_type", "cache", "sort_by", "sort_order"}
    settings |= {"items_per_page", "start_index", "page"}

    names = {field.name for field in OrderFilter.__attrs_attrs__}

    assert {name for asked in (*FOUND, *NOT_FOUND) for name in asked} == names - settings


def test_what_was_changed_after_an_instant_is_found_and_what_was_made_too() -> None:
    before = OrderFilter(modified_after=NOW + 5 * HOUR - INSTANT)

    assert matches(ORDER, before)
    assert matches(order_of(OrderFacts(created=5, modified=5)), before)


def test_a_use_that_was_taken_back_does_not_count() -> None:
    use = BookingFacts(used=6)
    wanted = OrderFilter(redeemed_from=NOW)

    assert matches(order_of(OrderFacts(bookings=(use,))), wanted)
    assert not matches(order_of(OrderFacts(bookings=(use._replace(voided=True),))), wanted)


def test_the_bookings_that_are_asked_for_are_told_from_the_others() -> None:
    assert matching_bookings(ORDER, OrderFilter()) == ORDER.bookings
    wanted = asking(products=["product-2"], reseller="reseller-1")
    assert matching_bookings(ORDER, wanted) == ORDER.bookings[1:]


def test_a_booking_travels_on_the_local_day_of_its_slot_and_those_of_its_parts() -> None:
    shop = pier()
    cart = shop.with_items(boat(1, item="b"), add("pass", item="p", adult=1))
    order = shop.office.confirm(cart, CASHIER, settlement=SettlementType.EXTERNAL).order

    sold = {str(booking.id): booking.sold for booking in order.bookings}

    assert sold["b"].starts_at is not None
    assert sold["b"].travel_dates == (sold["b"].starts_at.date(),)
    assert sold["p"].travel_dates == ()


@pytest.mark.parametrize(
    ("keyword", "word", "finds"),
    [
        ("ada", "ada", True),
        ("ada", "adam", False),
        ("ada*", "adam", True),
        ("*da", "ada", True),
        ("a*a", "a", False),
        ("a*a", "aa", True),
        ("*b*b*", "abcb", True),
        ("*b*b*", "abc", False),
        ("a*bc*c", "abc", False),
        ("*", "anything", True),
        ("a.a", "ada", False),
    ],
)
def test_a_star_stands_for_any_characters(keyword: str, word: str, *, finds: bool) -> None:
    assert keyword_finds(keyword, word=word) is finds


def test_words_are_parted_by_spaces_and_marks_and_folded() -> None:
    assert words_in("Zoe\u0308, <ADA@Mail.example>; x") == ("zoë", "ada@mail.example", "x")


def test_codes_that_are_not_of_this_alphabet_are_compared_as_well() -> None:
    (booking,) = OTHER.bookings
    (ticket,) = booking.tickets
    order = evolve(OTHER, bookings=(evolve(booking, tickets=(evolve(ticket, code="Zoë\ud800"),)),))

    assert matches(order, OrderFilter(ticket_code="Zoë\ud800"))
    assert not matches(order, OrderFilter(ticket_code="Zoe"))
