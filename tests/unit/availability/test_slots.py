"""What is answered for slots, by hand over the shipped worlds."""

from datetime import date, datetime, timedelta, timezone
from typing import Any

import attrs
import pytest
from tests.unit.availability.worlds import NOBODY, Shop, amounts, shop, tickets

from counterfoil.domain.availability import AvailabilityState, Inquiry, SlotAvailability
from counterfoil.domain.errors import UsageError
from counterfoil.domain.references import PartyId, ProductId, ResourceId, TicketTypeId
from counterfoil.domain.refusals import (
    QuantityLimit,
    RefusedError,
    SaleClosed,
    SlotClosed,
    SoldOut,
    UnknownProduct,
)
from counterfoil.domain.stock import LevelState

SUMMER = timezone(timedelta(hours=2))  # Amsterdam
NEW_YORK = timezone(timedelta(hours=-4))
TOKYO = timezone(timedelta(hours=9))
SATURDAY = date(2026, 9, 12)
FRIDAY_NIGHT = date(2026, 10, 16)
MATINEE = date(2026, 11, 3)


def museum() -> Shop:
    return shop("museum", at=datetime(2026, 9, 1, 9, tzinfo=SUMMER))


def concert() -> Shop:
    return shop("concert", at=datetime(2026, 9, 1, 9, tzinfo=NEW_YORK))


def only(answers: tuple[SlotAvailability, ...]) -> SlotAvailability:
    (answer,) = answers
    return answer


def at(answers: tuple[SlotAvailability, ...], slot: str) -> SlotAvailability:
    return only(tuple(one for one in answers if one.slot is not None and one.slot.id == slot))


def test_each_slot_of_a_day_is_answered_in_order() -> None:
    answers = museum().slots("admission", first=SATURDAY, party={"adult": 2, "child": 1})

    assert [one.slot.id for one in answers if one.slot is not None] == [
        f"2026-09-12T{hour}:00" for hour in range(10, 17)
    ]
    assert {one.state for one in answers} == {AvailabilityState.AVAILABLE}
    assert {one.left for one in answers} == {120}
    assert answers[0].starts_at == datetime(2026, 9, 12, 10, tzinfo=SUMMER)
    assert answers[0].ends_at == datetime(2026, 9, 12, 11, 30, tzinfo=SUMMER)


def test_a_party_has_its_price_and_each_ticket_type_its_own() -> None:
    answers = museum().slots("admission", first=SATURDAY, party={"adult": 2, "child": 1})

    # A Saturday adds 2.00 to adults and seniors, eleven o'clock 1.50; three of a family are one.
    assert amounts(answers[0]) == {
        "adult": 2000,
        "child": 900,
        "senior": 1700,
        "infant": 0,
        "family": 4600,
    }
    assert amounts(answers[1])["adult"] == 2150
    assert (answers[0].total, answers[1].total) == (4900, 5200)
    assert answers[0].currency.code == "EUR"
    assert answers[0].from_price(TicketTypeId("child")) == 900
    assert answers[0].from_price(TicketTypeId("dog")) is None


def test_a_party_that_does_not_fit_is_told_what_is_left() -> None:
    found = museum()
    for _ in range(5):
        found.hold(tickets("admission", slot="2026-09-12T11:00", adult=20))
    found.hold(tickets("admission", slot="2026-09-12T11:00", adult=14))

    answers = found.slots("admission", "depot-tour", first=SATURDAY, party={"adult": 7})
    admission, tour = (one for one in answers if "T11" in (one.slot.id if one.slot else ""))

    assert admission.state is AvailabilityState.TOO_FEW
    assert admission.left == 6
    assert admission.total is None
    assert admission.refusals == (
        SoldOut(resource=ResourceId("pool:galleries/2026-09-12T09:00Z"), asked=7, left=6),
    )
    # The tour has twelve places of its own, and stands in the galleries as well.
    assert [pool.left for pool in tour.pools] == [12, 6]
    assert tour.state is AvailabilityState.TOO_FEW


def test_the_last_places_are_open_to_a_party_that_fits() -> None:
    found = museum()
    found.hold(tickets("depot-tour", slot="2026-09-12T11:00", adult=8))

    fits, short = (
        at(found.slots("depot-tour", first=SATURDAY, party={"adult": count}), "2026-09-12T11:00")
        for count in (4, 5)
    )

    assert (fits.state, fits.left) == (AvailabilityState.AVAILABLE, 4)
    assert (short.state, short.left) == (AvailabilityState.TOO_FEW, 4)


def test_what_is_held_may_come_back_and_does() -> None:
    found = museum()
    found.hold(tickets("depot-tour", slot="2026-09-12T11:00", adult=12))

    before = at(found.slots("depot-tour", first=SATURDAY), "2026-09-12T11:00")
    found.clock.turn(timedelta(minutes=10))
    after = at(found.slots("depot-tour", first=SATURDAY), "2026-09-12T11:00")

    assert before.state is AvailabilityState.SOLD_OUT
    assert before.pools[0].state is LevelState.HELD
    assert after.state is AvailabilityState.AVAILABLE


def test_a_price_that_follows_the_fill_reads_it() -> None:
    found = museum()
    for _ in range(5):
        found.hold(tickets("admission", slot="2026-09-12T10:00", child=20))

    answers = found.slots("admission", first=SATURDAY, party={"child": 2})

    # A hundred of 120 are four fifths: a tenth dearer.
    assert [amounts(one)["child"] for one in answers[:2]] == [990, 900]
    assert [one.total for one in answers[:2]] == [1980, 1800]


def test_a_slot_that_is_over_is_closed() -> None:
    found = museum()
    found.clock.turn(timedelta(days=11, hours=2, minutes=30))  # half past eleven on Saturday

    answers = found.slots("admission", first=SATURDAY, party={"adult": 1})

    assert [one.state for one in answers[:3]] == [
        AvailabilityState.CLOSED,
        AvailabilityState.AVAILABLE,
        AvailabilityState.AVAILABLE,
    ]
    (refusal,) = answers[0].refusals
    assert isinstance(refusal, SlotClosed)
    assert refusal.reason == "over"


@pytest.mark.parametrize(
    ("now", "state"),
    [
        (datetime(2026, 6, 1, 9, 59, tzinfo=NEW_YORK), AvailabilityState.NOT_YET_ON_SALE),
        (datetime(2026, 6, 1, 10, 0, tzinfo=NEW_YORK), AvailabilityState.AVAILABLE),
        (datetime(2026, 10, 16, 19, 0, tzinfo=NEW_YORK), AvailabilityState.AVAILABLE),
        (datetime(2026, 10, 16, 19, 1, tzinfo=NEW_YORK), AvailabilityState.SALE_ENDED),
        (datetime(2026, 10, 16, 22, 30, tzinfo=NEW_YORK), AvailabilityState.CLOSED),
    ],
)
def test_the_sale_opens_and_ends_as_for_a_cart(now: datetime, state: AvailabilityState) -> None:
    answer = only(shop("concert", at=now).slots("stalls", first=FRIDAY_NIGHT))

    assert answer.state is state


def test_a_lead_that_is_too_long_is_not_yet_on_sale() -> None:
    answers = museum().slots("admission", first=date(2027, 6, 5))

    assert answers
    assert {one.state for one in answers} == {AvailabilityState.NOT_YET_ON_SALE}
    assert all(isinstance(one.refusals[0], SaleClosed) for one in answers)


def test_a_party_that_nobody_may_book_says_why() -> None:
    answer = museum().slots("admission", first=SATURDAY, party={"adult": 21})[0]

    assert answer.state is AvailabilityState.NOT_BOOKABLE
    (refusal,) = answer.refusals
    assert isinstance(refusal, QuantityLimit)
    assert (refusal.quantity, refusal.most) == (21, 20)


def test_named_spots_are_counted_beside_the_pools() -> None:
    found = concert()
    found.hold(tickets("stalls", slot="fri", standard=3))

    answer = only(found.slots("stalls", first=FRIDAY_NIGHT, party={"standard": 2}))

    assert answer.spots_left == 117
    # Four places of the stalls are kept for the press.
    assert {pool.pool: pool.left for pool in answer.pools} == {"stalls-fri": 113, "hall-fri": 177}
    assert answer.left == 113


def test_a_table_takes_its_places_from_the_hall() -> None:
    found = concert()
    for _ in range(4):
        found.hold(tickets("tables", slot="fri", table=1))

    answers = found.slots("tables", "stalls", first=FRIDAY_NIGHT)

    assert [(one.product, one.state, one.spots_left) for one in answers] == [
        ("tables", AvailabilityState.SOLD_OUT, 0),
        ("stalls", AvailabilityState.AVAILABLE, 120),
    ]
    assert [pool.left for pool in answers[1].pools] == [116, 156]


def test_without_a_party_one_ticket_of_any_type_is_enough() -> None:
    found = shop("recital", at=datetime(2026, 10, 1, 9, tzinfo=TOKYO))
    for _ in range(7):
        found.hold(tickets("recital", slot="matinee", student=8))
    found.hold(tickets("recital", slot="matinee", student=3))

    any_ticket = only(found.slots("recital", first=MATINEE))
    pair = only(found.slots("recital", first=MATINEE, party={"standard": 2}))

    assert (any_ticket.state, any_ticket.left) == (AvailabilityState.AVAILABLE, 1)
    assert any_ticket.total is None
    assert amounts(any_ticket) == {"standard": 6800, "student": 4500}
    assert pair.state is AvailabilityState.TOO_FEW


def test_a_buyer_sees_prices_of_the_buyer() -> None:
    found = shop("city-combi", at=datetime(2026, 7, 1, 9, tzinfo=SUMMER))
    pass_holder = attrs.evolve(NOBODY, distributor=PartyId("city-pass"))

    own = only(found.slots("hop-on", first=date(2026, 7, 4), buyer=pass_holder))
    others = only(found.slots("hop-on", first=date(2026, 7, 4)))

    assert amounts(own)["adult"] == amounts(others)["adult"] - 100


def test_an_unknown_product_is_refused_with_the_nearest() -> None:
    with pytest.raises(RefusedError) as caught:
        museum().slots("admision", first=SATURDAY)

    refusal = caught.value.refusal
    assert isinstance(refusal, UnknownProduct)
    assert refusal.near == (ProductId("admission"),)


@pytest.mark.parametrize(
    ("last", "count"), [(date(2026, 9, 11), 0), (date(2027, 10, 17), 401)], ids=["none", "many"]
)
def test_dates_are_limited_and_the_message_says_to_what(last: date, count: int) -> None:
    with pytest.raises(UsageError, match=f"makes {count} dates .* allowed: 1 to 400 dates"):
        museum().slots("year-pass", first=SATURDAY, last=last)


def test_the_longest_range_is_answered() -> None:
    answers = museum().slots("year-pass", first=SATURDAY, last=date(2027, 10, 16))

    assert len(answers) == 400


def test_an_instant_is_no_date() -> None:
    with pytest.raises(UsageError, match=r"first: .* is not a date of the calendar"):
        museum().slots("admission", first=datetime(2026, 9, 12, 9, tzinfo=SUMMER))


def test_one_text_is_not_a_tuple_of_products() -> None:
    one_text: Any = "admission"

    with pytest.raises(UsageError, match="products: 'admission' is one text"):
        Inquiry(products=one_text, first=SATURDAY, last=SATURDAY)
