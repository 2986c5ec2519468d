"""The calendar form: a day is the best of its slots."""

from datetime import date, datetime, timedelta, timezone

from tests.unit.availability.worlds import Shop, amounts, inquiry, shop, tickets
from tests.unit.cart.pier import pier

from counterfoil.domain.availability import AvailabilityState

SUMMER = timezone(timedelta(hours=2))  # Amsterdam
SATURDAY = date(2026, 9, 12)


def museum() -> Shop:
    return shop("museum", at=datetime(2026, 9, 1, 9, tzinfo=SUMMER))


def fill_tour(found: Shop, hour: str, *, leaving: int) -> None:
    found.hold(tickets("depot-tour", slot=f"2026-09-12T{hour}:00", adult=12 - leaving))


def test_every_date_is_in_it_once_and_those_without_slots_are_closed() -> None:
    days = museum().days("admission", first=SATURDAY, last=date(2026, 9, 15), party={"adult": 8})

    assert [(day.day, day.state, day.slots, day.available) for day in days] == [
        (date(2026, 9, 12), AvailabilityState.AVAILABLE, 7, 7),
        (date(2026, 9, 13), AvailabilityState.AVAILABLE, 7, 7),
        (date(2026, 9, 14), AvailabilityState.CLOSED, 0, 0),
        (date(2026, 9, 15), AvailabilityState.AVAILABLE, 7, 7),
    ]
    assert (days[2].left, days[2].prices) == (0, ())


def test_the_lowest_price_of_the_day_is_told() -> None:
    saturday, tuesday = (
        museum().days("admission", first=day)[0] for day in (SATURDAY, date(2026, 9, 15))
    )

    # Midday costs 1.50 more, a Saturday 2.00.
    assert (amounts(saturday)["adult"], amounts(tuesday)["adult"]) == (2000, 1800)


def test_one_slot_that_is_open_opens_the_day() -> None:
    found = museum()
    fill_tour(found, "11", leaving=0)
    fill_tour(found, "14", leaving=5)

    (day,) = found.days("depot-tour", first=SATURDAY, party={"adult": 5})

    assert (day.state, day.slots, day.available, day.left) == (
        AvailabilityState.AVAILABLE,
        2,
        1,
        5,
    )


def test_a_day_without_an_open_slot_has_the_best_state_of_them() -> None:
    found = museum()
    fill_tour(found, "11", leaving=0)
    fill_tour(found, "14", leaving=4)

    party, anybody = (
        found.days("depot-tour", first=SATURDAY, party={"adult": count})[0] for count in (5, 4)
    )
    fill_tour(found, "14", leaving=8)
    (nobody,) = found.days("depot-tour", first=SATURDAY)

    assert (party.state, party.available, party.left) == (AvailabilityState.TOO_FEW, 0, 4)
    assert (anybody.state, anybody.available) == (AvailabilityState.AVAILABLE, 1)
    assert (nobody.state, nobody.left) == (AvailabilityState.SOLD_OUT, 0)


def test_left_is_the_most_of_one_slot_and_not_their_sum() -> None:
    found = museum()
    fill_tour(found, "11", leaving=3)
    fill_tour(found, "14", leaving=7)

    (day,) = found.days("depot-tour", first=SATURDAY)

    assert day.left == 7


def test_a_product_that_is_valid_at_any_time_has_one_entry() -> None:
    found = shop("city-combi", at=datetime(2026, 7, 1, 9, tzinfo=SUMMER))

    (entry,) = found.days("hop-on", first=date(2026, 7, 1), last=date(2026, 7, 31))

    assert (entry.day, entry.state, entry.left) == (None, AvailabilityState.AVAILABLE, None)
    assert amounts(entry) == {"adult": 2400, "child": 1200}


def test_a_slot_without_end_leaves_the_day_without_end() -> None:
    asked = inquiry("terrace", first=date(2026, 6, 20))

    (day,) = pier().office.calendar(asked)

    assert (day.slots, day.available, day.left) == (2, 2, None)


def test_the_lowest_price_need_not_be_that_of_the_first_slot() -> None:
    found = museum()
    found.clock.turn(timedelta(days=11, hours=2, minutes=30))  # half past eleven on Saturday

    (day,) = found.days("admission", first=SATURDAY, party={"adult": 1})

    # Ten o'clock is over; eleven is 1.50 dearer than two o'clock.
    assert (day.available, amounts(day)["adult"]) == (6, 2000)
