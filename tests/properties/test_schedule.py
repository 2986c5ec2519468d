"""Schedules of random rules, in zones whose clocks jump by an hour, half an hour, or a day."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import attrs
from hypothesis import example, given
from hypothesis import strategies as st

from counterfoil.domain.catalogue import (
    CapacityType,
    DateWindow,
    Schedule,
    ScheduleException,
    ScheduleRule,
    Slot,
    slot_on,
    slots_between,
)
from counterfoil.domain.references import PoolId, ProductId, SlotId

TOUR = ProductId("tour")
ZONES = [
    ZoneInfo(name)
    for name in (
        "UTC",
        "Europe/Amsterdam",
        "America/New_York",
        "Australia/Lord_Howe",  # half an hour
        "America/Santiago",  # at midnight
        "Africa/Cairo",  # at midnight
        "Asia/Kathmandu",  # never, but 45 minutes off a whole hour
        "Pacific/Apia",  # a whole day, once
    )
]
# The dates of the jumps, and a few on which nothing happens.
JUMPS = [
    date(2011, 12, 30),
    date(2026, 3, 8),
    date(2026, 3, 29),
    date(2026, 4, 5),
    date(2026, 4, 24),
    date(2026, 5, 4),
    date(2026, 9, 6),
    date(2026, 10, 4),
    date(2026, 10, 25),
    date(2026, 10, 30),
    date(2026, 11, 1),
]
DAYS = st.builds(
    lambda jump, away: jump + timedelta(days=away), st.sampled_from(JUMPS), st.integers(-3, 3)
)
TIMES = st.builds(time, st.sampled_from([0, 1, 2, 3, 10, 23]), st.sampled_from([0, 15, 30, 59]))


@st.composite
def windows(draw: st.DrawFn) -> DateWindow:
    first = draw(DAYS)
    return DateWindow(first=first, last=first + timedelta(days=draw(st.integers(0, 40))))


def rules() -> st.SearchStrategy[ScheduleRule]:
    return st.builds(
        ScheduleRule,
        weekdays=st.frozensets(st.integers(0, 6), min_size=1),
        times=st.lists(TIMES, min_size=1, max_size=4).map(tuple),
        seasons=st.lists(windows(), max_size=2).map(tuple),
    )


def exceptions() -> st.SearchStrategy[ScheduleException]:
    return st.builds(ScheduleException, day=DAYS, times=st.lists(TIMES, max_size=3).map(tuple))


def schedules() -> st.SearchStrategy[Schedule]:
    return st.builds(
        Schedule,
        rules=st.lists(rules(), min_size=1, max_size=3).map(tuple),
        duration=st.integers(0, 3000).map(lambda minutes: timedelta(minutes=minutes)),
        exceptions=st.lists(exceptions(), max_size=3).map(tuple),
        closures=st.lists(windows(), max_size=1).map(tuple),
        shared_pool=st.just(PoolId("hall")),
    )


def listed(schedule: Schedule, *, zone: ZoneInfo, first: date, last: date) -> tuple[Slot, ...]:
    return slots_between(
        schedule,
        product=TOUR,
        zone=zone,
        capacity_type=CapacityType.COMBINED,
        first=first,
        last=last,
    )


def found(schedule: Schedule, slot_id: str, *, zone: ZoneInfo) -> Slot | None:
    return slot_on(
        schedule,
        slot_id=SlotId(slot_id),
        product=TOUR,
        zone=zone,
        capacity_type=CapacityType.COMBINED,
    )


def first_showing(day: date, at: time, zone: ZoneInfo) -> datetime | None:
    """Try all offsets in quarters of an hour; the earliest instant that shows the time."""
    wall = datetime.combine(day, at)
    shown = [
        instant
        for quarters in range(-60, 61)
        if (instant := (wall - quarters * timedelta(minutes=15)).replace(tzinfo=UTC))
        .astimezone(zone)
        .replace(tzinfo=None)
        == wall
    ]
    return min(shown, default=None)


def expected_starts(schedule: Schedule, *, zone: ZoneInfo, day: date) -> list[datetime]:
    """Say again, rule by rule and in other words, when slots start on *day*."""
    if any(closure.first <= day <= closure.last for closure in schedule.closures):
        return []
    special = [entry for entry in schedule.exceptions if entry.day == day]
    times = set[time]()
    for entry in special:
        times.update(entry.times)
    for rule in schedule.rules:
        in_season = not rule.seasons or any(
            window.first <= day <= window.last for window in rule.seasons
        )
        if not special and in_season and day.weekday() in rule.weekdays:
            times.update(rule.times)
    starts = (first_showing(day, at, zone) for at in times)
    return sorted(start for start in starts if start is not None)


class TestSlotsOfASchedule:
    """A schedule gives, on each local date, the first instants that show that date's times."""

    @given(schedule=schedules(), zone=st.sampled_from(ZONES), day=DAYS)
    def test_they_start_when_the_wall_clock_first_shows_the_time(
        self, schedule: Schedule, zone: ZoneInfo, day: date
    ) -> None:
        slots = listed(schedule, zone=zone, first=day, last=day)

        starts = [slot.starts_at.astimezone(UTC) for slot in slots]
        assert starts == expected_starts(schedule, zone=zone, day=day)
        assert all(slot.starts_at.date() == day for slot in slots)

    @given(schedule=schedules(), zone=st.sampled_from(ZONES), first=DAYS)
    def test_their_ids_are_unique_and_in_the_order_of_their_starts(
        self, schedule: Schedule, zone: ZoneInfo, first: date
    ) -> None:
        slots = listed(schedule, zone=zone, first=first, last=first + timedelta(days=30))

        ids = [slot.id for slot in slots]
        starts = [slot.starts_at.astimezone(UTC) for slot in slots]
        assert ids == sorted(set(ids))
        assert starts == sorted(set(starts))

    @given(schedule=schedules(), zone=st.sampled_from(ZONES), first=DAYS)
    def test_they_last_their_duration(
        self, schedule: Schedule, zone: ZoneInfo, first: date
    ) -> None:
        for slot in listed(schedule, zone=zone, first=first, last=first + timedelta(days=14)):
            elapsed = slot.ends_at.astimezone(UTC) - slot.starts_at.astimezone(UTC)

            assert elapsed == schedule.duration
            assert slot.ends_at.tzinfo is zone

    @given(schedule=schedules(), zone=st.sampled_from(ZONES), first=DAYS)
    def test_each_is_found_by_its_id_as_it_is_listed(
        self, schedule: Schedule, zone: ZoneInfo, first: date
    ) -> None:
        for slot in listed(schedule, zone=zone, first=first, last=first + timedelta(days=14)):
            again = found(schedule, slot.id, zone=zone)

            assert again == slot
            # Two readings of one zone are equal without being one instant: compare those too.
            assert again is not None
            assert again.starts_at.astimezone(UTC) == slot.starts_at.astimezone(UTC)
            assert again.ends_at.astimezone(UTC) == slot.ends_at.astimezone(UTC)

    @given(schedule=schedules(), zone=st.sampled_from(ZONES), day=DAYS, at=TIMES)
    def test_nothing_is_found_that_is_not_listed(
        self, schedule: Schedule, zone: ZoneInfo, day: date, at: time
    ) -> None:
        slot_id = f"{day}T{at:%H:%M}"

        ids = {slot.id for slot in listed(schedule, zone=zone, first=day, last=day)}

        assert (found(schedule, slot_id, zone=zone) is not None) == (slot_id in ids)

    @given(
        schedule=schedules(),
        zone=st.sampled_from(ZONES),
        first=DAYS,
        head=st.integers(0, 30),
        tail=st.integers(1, 30),
    )
    @example(
        schedule=Schedule(
            rules=(ScheduleRule(weekdays=frozenset({6}), times=(time(2, 30), time(3))),),
            duration=timedelta(hours=1),
        ),
        zone=ZONES[1],
        first=date(2026, 3, 29),
        head=0,
        tail=7,
    )
    def test_splitting_a_range_gives_the_same_slots(
        self, schedule: Schedule, zone: ZoneInfo, first: date, head: int, tail: int
    ) -> None:
        middle = first + timedelta(days=head)
        last = middle + timedelta(days=tail)

        whole = listed(schedule, zone=zone, first=first, last=last)

        before = listed(schedule, zone=zone, first=first, last=middle)
        behind = listed(schedule, zone=zone, first=middle + timedelta(days=1), last=last)
        assert before + behind == whole

    @given(schedule=schedules(), zone=st.sampled_from(ZONES), first=DAYS)
    def test_a_pool_names_the_start_of_its_slots(
        self, schedule: Schedule, zone: ZoneInfo, first: date
    ) -> None:
        slots = listed(schedule, zone=zone, first=first, last=first + timedelta(days=14))

        own = {slot.capacity_id for slot in slots}
        shared = {slot.capacity_shared_id for slot in slots}
        instants = {slot.starts_at.astimezone(UTC) for slot in slots}
        assert len(own) == len(shared) == len(instants) == len(slots)
        assert shared == {f"hall/{instant:%Y-%m-%dT%H:%M}Z" for instant in instants}

    @given(schedule=schedules(), zone=st.sampled_from(ZONES), day=DAYS)
    def test_a_closure_removes_the_slots_of_its_dates_and_no_other(
        self, schedule: Schedule, zone: ZoneInfo, day: date
    ) -> None:
        first, last = day - timedelta(days=5), day + timedelta(days=5)
        closed = attrs.evolve(
            schedule, closures=(*schedule.closures, DateWindow(first=day, last=day))
        )

        left = listed(closed, zone=zone, first=first, last=last)

        whole = listed(schedule, zone=zone, first=first, last=last)
        assert left == tuple(slot for slot in whole if slot.starts_at.date() != day)

    @given(schedule=schedules(), slot_id=st.text(max_size=20))
    @example(schedule=Schedule(rules=(), duration=timedelta(0)), slot_id="0001-01-01T00:00")
    def test_any_text_is_a_slot_or_none(self, schedule: Schedule, slot_id: str) -> None:
        slot = found(schedule, slot_id, zone=ZONES[1])

        assert slot is None or slot.id == slot_id
