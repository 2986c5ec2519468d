"""Slots by rule: seasons, exceptions, closures, and the days on which the clock jumps."""

from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import attrs
import pytest

from counterfoil.domain.catalogue import (
    CALENDAR,
    DAYS_MAX,
    CapacityType,
    DateWindow,
    Schedule,
    ScheduleException,
    ScheduleRule,
    Slot,
    slot_on,
    slots_between,
    times_on,
)
from counterfoil.domain.catalogue.schedule import slot_ids_beside
from counterfoil.domain.errors import UsageError
from counterfoil.domain.references import PoolId, ProductId, SlotId

TOUR = ProductId("tour")
EVERY_DAY = frozenset(range(7))
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def daily(*times: time, minutes: int = 60) -> Schedule:
    return Schedule(
        rules=(ScheduleRule(weekdays=EVERY_DAY, times=times),),
        duration=timedelta(minutes=minutes),
    )


def listed(
    schedule: Schedule,
    *,
    first: date,
    last: date | None = None,
    zone: ZoneInfo = AMSTERDAM,
    capacity_type: CapacityType = CapacityType.NOT_SET,
) -> tuple[Slot, ...]:
    return slots_between(
        schedule,
        product=TOUR,
        zone=zone,
        capacity_type=capacity_type,
        first=first,
        last=first if last is None else last,
    )


def found(schedule: Schedule, slot_id: str, *, zone: ZoneInfo = AMSTERDAM) -> Slot | None:
    return slot_on(
        schedule,
        slot_id=SlotId(slot_id),
        product=TOUR,
        zone=zone,
        capacity_type=CapacityType.NOT_SET,
    )


@pytest.mark.parametrize(
    ("asked", "beside"),
    [
        ("2026-05-04T11:07", ["2026-05-04T10:00", "2026-05-04T11:00", "2026-05-04T12:00"]),
        ("2026-05-04T23:00", ["2026-05-04T11:00", "2026-05-04T12:00", "2026-05-04T16:30"]),
        ("2026-05-04 16:30", ["2026-05-04T11:00", "2026-05-04T12:00", "2026-05-04T16:30"]),
        ("2026-05-05T11:00", []),
        ("1999-05-03T11:00", []),
        ("tomorrow", []),
    ],
)
def test_the_slots_beside_one_that_there_is_not(asked: str, beside: list[str]) -> None:
    mondays = Schedule(
        rules=(
            ScheduleRule(
                weekdays=frozenset({0}), times=(time(16, 30), time(10), time(11), time(12))
            ),
        ),
        duration=timedelta(hours=1),
    )

    assert list(slot_ids_beside(mondays, slot_id=SlotId(asked))) == beside


# --- rules, exceptions, closures ----------------------------------------------------------------


def test_a_rule_gives_its_times_on_its_weekdays_only() -> None:
    fridays = Schedule(
        rules=(ScheduleRule(weekdays=frozenset({4}), times=(time(18), time(9, 30))),),
        duration=timedelta(hours=1),
    )

    slots = listed(fridays, first=date(2026, 5, 4), last=date(2026, 5, 17))

    assert [slot.id for slot in slots] == [
        "2026-05-08T09:30",
        "2026-05-08T18:00",
        "2026-05-15T09:30",
        "2026-05-15T18:00",
    ]


def test_both_days_of_a_season_belong_to_it() -> None:
    summer = DateWindow(first=date(2026, 6, 1), last=date(2026, 8, 31))
    rule = ScheduleRule(weekdays=EVERY_DAY, times=(time(10),), seasons=(summer,))
    schedule = Schedule(rules=(rule,), duration=timedelta(hours=1))

    assert [times_on(schedule, day=day) for day in (date(2026, 5, 31), date(2026, 6, 1))] == [
        (),
        (time(10),),
    ]
    assert [times_on(schedule, day=day) for day in (date(2026, 8, 31), date(2026, 9, 1))] == [
        (time(10),),
        (),
    ]


def test_a_rule_applies_in_any_of_its_seasons() -> None:
    seasons = tuple(
        DateWindow(first=date(2026, month, 1), last=date(2026, month, 9)) for month in (2, 4)
    )
    rule = ScheduleRule(weekdays=EVERY_DAY, times=(time(10),), seasons=seasons)

    days = [date(2026, month, 5) for month in (2, 3, 4)]

    assert [rule.applies_on(day) for day in days] == [True, False, True]


def test_a_time_that_two_rules_give_is_one_slot() -> None:
    rule = ScheduleRule(weekdays=EVERY_DAY, times=(time(10), time(12)))
    other = ScheduleRule(weekdays=EVERY_DAY, times=(time(12), time(11)))
    schedule = Schedule(rules=(rule, other), duration=timedelta(hours=1))

    assert times_on(schedule, day=date(2026, 5, 4)) == (time(10), time(11), time(12))


def test_an_exception_replaces_the_rules_of_its_date() -> None:
    schedule = attrs.evolve(
        daily(time(10)),
        exceptions=(ScheduleException(day=date(2026, 5, 5), times=(time(20),)),),
    )

    slots = listed(schedule, first=date(2026, 5, 4), last=date(2026, 5, 6))

    assert [slot.id for slot in slots] == [
        "2026-05-04T10:00",
        "2026-05-05T20:00",
        "2026-05-06T10:00",
    ]


def test_an_exception_without_times_closes_its_date() -> None:
    schedule = attrs.evolve(
        daily(time(10)), exceptions=(ScheduleException(day=date(2026, 5, 5), times=()),)
    )

    assert times_on(schedule, day=date(2026, 5, 5)) == ()


def test_an_exception_may_open_a_date_that_has_no_rule() -> None:
    schedule = Schedule(
        rules=(),
        duration=timedelta(hours=1),
        exceptions=(ScheduleException(day=date(2026, 12, 31), times=(time(23),)),),
    )

    slots = listed(schedule, first=date(2026, 12, 30), last=date(2027, 1, 1))

    assert [slot.id for slot in slots] == ["2026-12-31T23:00"]


def test_a_closure_wins_over_rules_and_exceptions_on_both_of_its_days() -> None:
    schedule = attrs.evolve(
        daily(time(10)),
        exceptions=(ScheduleException(day=date(2026, 5, 5), times=(time(20),)),),
        closures=(DateWindow(first=date(2026, 5, 5), last=date(2026, 5, 6)),),
    )

    slots = listed(schedule, first=date(2026, 5, 4), last=date(2026, 5, 7))

    assert [slot.id for slot in slots] == ["2026-05-04T10:00", "2026-05-07T10:00"]


# --- pools --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("capacity_type", "own", "shared"),
    [
        (CapacityType.OWN, "tour/2026-05-04T10:00", None),
        (CapacityType.SHARED, None, "hall/2026-05-04T08:00Z"),
        (CapacityType.COMBINED, "tour/2026-05-04T10:00", "hall/2026-05-04T08:00Z"),
        (CapacityType.NOT_SET, None, None),
    ],
)
def test_the_capacity_type_says_from_which_pools_a_slot_draws(
    capacity_type: CapacityType, own: str | None, shared: str | None
) -> None:
    schedule = attrs.evolve(daily(time(10)), shared_pool=PoolId("hall"))

    (slot,) = listed(schedule, first=date(2026, 5, 4), capacity_type=capacity_type)

    assert (slot.capacity_id, slot.capacity_shared_id) == (own, shared)


def test_slots_of_two_zones_share_a_pool_when_they_start_at_one_instant() -> None:
    here = attrs.evolve(daily(time(18)), shared_pool=PoolId("stream"))
    there = attrs.evolve(daily(time(12)), shared_pool=PoolId("stream"))

    (evening,) = listed(here, first=date(2026, 5, 4), capacity_type=CapacityType.SHARED)
    (noon,) = listed(
        there,
        first=date(2026, 5, 4),
        zone=ZoneInfo("America/New_York"),
        capacity_type=CapacityType.SHARED,
    )

    assert evening.capacity_shared_id == noon.capacity_shared_id == "stream/2026-05-04T16:00Z"


# --- the clock jumps ----------------------------------------------------------------------------


class Spring(NamedTuple):
    """A date on which the clock jumps: a time before the gap, two in it, and the end of it."""

    zone: str
    day: date
    before: time
    gap: time
    late_gap: time
    after: time

    def times(self) -> tuple[time, ...]:
        return (self.before, self.gap, self.late_gap, self.after)


SPRINGS = [
    Spring("Europe/Amsterdam", date(2026, 3, 29), time(1, 59), time(2), time(2, 59), time(3)),
    Spring("America/New_York", date(2026, 3, 8), time(1, 59), time(2), time(2, 59), time(3)),
    Spring(
        "Australia/Lord_Howe", date(2026, 10, 4), time(1, 59), time(2), time(2, 29), time(2, 30)
    ),
]


@pytest.mark.parametrize("spring", SPRINGS, ids=lambda spring: spring.zone)
def test_a_time_that_the_clock_jumps_over_has_no_slot_on_that_date(spring: Spring) -> None:
    schedule, zone = daily(*spring.times()), ZoneInfo(spring.zone)

    slots = listed(schedule, first=spring.day, zone=zone)

    assert [slot.starts_at.time() for slot in slots] == [spring.before, spring.after]
    for missing in (spring.gap, spring.late_gap):
        assert found(schedule, f"{spring.day}T{missing:%H:%M}", zone=zone) is None


@pytest.mark.parametrize("spring", SPRINGS, ids=lambda spring: spring.zone)
def test_that_time_has_its_slot_on_the_days_around(spring: Spring) -> None:
    schedule = daily(*spring.times())

    for near in (spring.day - timedelta(days=1), spring.day + timedelta(days=1)):
        assert len(listed(schedule, first=near, zone=ZoneInfo(spring.zone))) == 4


@pytest.mark.parametrize(
    ("zone", "day", "twice", "first_utc"),
    [
        ("Europe/Amsterdam", date(2026, 10, 25), time(2, 30), "2026-10-25T00:30:00+00:00"),
        ("America/New_York", date(2026, 11, 1), time(1, 30), "2026-11-01T05:30:00+00:00"),
        ("Australia/Lord_Howe", date(2026, 4, 5), time(1, 45), "2026-04-04T14:45:00+00:00"),
    ],
)
def test_a_time_that_comes_twice_is_the_first_of_the_two(
    zone: str, day: date, twice: time, first_utc: str
) -> None:
    schedule = daily(twice)

    slots = listed(schedule, first=day, zone=ZoneInfo(zone))

    assert [slot.starts_at.astimezone(UTC).isoformat() for slot in slots] == [first_utc]


def test_a_rule_cannot_ask_for_the_second_of_two_times() -> None:
    second = time(2, 30, fold=1)

    (slot,) = listed(daily(second), first=date(2026, 10, 25))

    assert slot.starts_at.astimezone(UTC) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "start", "minutes", "end"),
    [
        ("Europe/Amsterdam", "2026-03-29T01:30", 90, "2026-03-29T04:00:00+02:00"),
        ("Europe/Amsterdam", "2026-10-25T01:30", 90, "2026-10-25T02:00:00+01:00"),
        ("America/New_York", "2026-03-08T01:30", 90, "2026-03-08T04:00:00-04:00"),
        ("America/New_York", "2026-11-01T00:30", 90, "2026-11-01T01:00:00-05:00"),
        ("Australia/Lord_Howe", "2026-10-04T01:30", 90, "2026-10-04T03:30:00+11:00"),
        ("Australia/Lord_Howe", "2026-04-05T01:00", 90, "2026-04-05T02:00:00+10:30"),
        ("Europe/Amsterdam", "2026-05-04T23:30", 90, "2026-05-05T01:00:00+02:00"),
    ],
)
def test_a_duration_is_elapsed_time(zone: str, start: str, minutes: int, end: str) -> None:
    at = time.fromisoformat(start.partition("T")[2])

    slot = found(daily(at, minutes=minutes), start, zone=ZoneInfo(zone))

    assert slot is not None
    assert slot.ends_at.isoformat() == end
    assert slot.ends_at.astimezone(UTC) - slot.starts_at.astimezone(UTC) == timedelta(
        minutes=minutes
    )


def test_a_slot_that_ends_in_the_second_hour_still_ends_behind_its_start() -> None:
    slot = found(daily(time(2, 30)), "2026-10-25T02:30")

    assert slot is not None
    assert slot.starts_at.time() == slot.ends_at.time()
    assert slot.starts_at.astimezone(UTC) < slot.ends_at.astimezone(UTC)


def test_a_date_that_a_zone_skipped_has_no_slots() -> None:
    apia = ZoneInfo("Pacific/Apia")

    slots = listed(daily(time(10)), first=date(2011, 12, 29), last=date(2011, 12, 31), zone=apia)

    assert [slot.id for slot in slots] == ["2011-12-29T10:00", "2011-12-31T10:00"]


# --- ids and ranges -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "slot_id",
    [
        "",
        "noon",
        "2026-05-04",
        "2026-05-04T11:00",
        "2026-05-04T10:00:00",
        "2026-05-04T10:00Z",
        "2026-05-04T10:00+02:00",
        "2026-05-04 10:00",
        "20260504T1000",
        "2026-W19-1T10:00",
        "2026-05-04T10",
        "2026-02-30T10:00",
        "٢٠٢٦-05-04T10:00",
    ],
)
def test_an_id_that_is_spelt_otherwise_is_no_slot(slot_id: str) -> None:
    assert found(daily(time(10)), slot_id) is None


@pytest.mark.parametrize("slot_id", ["0001-01-01T10:00", "1999-12-31T10:00", "9999-12-31T10:00"])
def test_an_id_outside_the_calendar_is_no_slot(slot_id: str) -> None:
    assert found(daily(time(10)), slot_id) is None


@pytest.mark.parametrize("day", [CALENDAR.first, CALENDAR.last])
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_both_ends_of_the_calendar_have_slots(day: date, zone: str) -> None:
    slots = listed(daily(time(0), time(23, 59)), first=day, zone=ZoneInfo(zone))

    assert len(slots) == 2


def test_a_slot_whose_end_cannot_be_written_is_left_out() -> None:
    endless = attrs.evolve(daily(time(10)), duration=timedelta.max)

    assert listed(endless, first=date(2026, 5, 4)) == ()


def test_the_longest_range_is_listed_and_a_longer_one_is_refused() -> None:
    first = date(2026, 1, 1)
    schedule = daily(time(10))

    slots = listed(schedule, first=first, last=first + timedelta(days=DAYS_MAX - 1))
    with pytest.raises(UsageError, match=r"last: '2027-02-05' makes 401 dates") as caught:
        listed(schedule, first=first, last=first + timedelta(days=DAYS_MAX))

    assert len(slots) == DAYS_MAX
    assert caught.value.allowed == "at most 400 dates at once"


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        (date(1999, 12, 31), date(2000, 1, 1), "first"),
        (date(9998, 12, 31), date(9999, 1, 1), "last"),
        (date.min, date.max, "first"),
    ],
)
def test_a_range_outside_the_calendar_is_refused(first: date, last: date, field: str) -> None:
    with pytest.raises(UsageError, match="is outside the calendar") as caught:
        listed(daily(time(10)), first=first, last=last)

    assert caught.value.field == field


def test_a_range_that_ends_before_it_begins_is_empty() -> None:
    assert listed(daily(time(10)), first=date(2026, 5, 4), last=date(2026, 5, 3)) == ()
