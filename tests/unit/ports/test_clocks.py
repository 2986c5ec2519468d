"""The clock and the references of the test kit."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone

import pytest

from counterfoil.adapters.testkit.clocks import CountingReferences, ManualClock
from counterfoil.domain.errors import UsageError

NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)


def test_a_clock_stands_still_until_it_is_turned() -> None:
    clock = ManualClock(NOON)

    before = clock.now()
    clock.turn(timedelta(minutes=5))

    assert (before, clock.now()) == (NOON, NOON + timedelta(minutes=5))


def test_instants_are_answered_in_utc() -> None:
    clock = ManualClock(NOON.astimezone(timezone(timedelta(hours=2))))
    clock.turn_to(datetime(2026, 6, 1, 15, 0, tzinfo=timezone(timedelta(hours=2))))

    assert clock.now() == datetime(2026, 6, 1, 13, 0, tzinfo=UTC)
    assert clock.now().tzinfo is UTC


def test_waiting_takes_no_time_and_is_written_down() -> None:
    clock = ManualClock(NOON)

    clock.wait(timedelta(seconds=1))
    clock.wait(timedelta(seconds=2))

    assert clock.waits == (timedelta(seconds=1), timedelta(seconds=2))
    assert clock.now() == NOON


def test_a_clock_is_not_turned_back() -> None:
    clock = ManualClock(NOON)
    clock.turn(timedelta(0))
    clock.turn_to(NOON)

    with pytest.raises(UsageError, match="turns the clock back"):
        clock.turn(-timedelta(microseconds=1))
    with pytest.raises(UsageError, match="has passed"):
        clock.turn_to(NOON - timedelta(microseconds=1))
    assert clock.now() == NOON


def test_a_naive_instant_is_refused() -> None:
    naive = NOON.replace(tzinfo=None)

    with pytest.raises(UsageError, match="has no time zone"):
        ManualClock(naive)
    with pytest.raises(UsageError, match="has no time zone"):
        ManualClock(NOON).turn_to(naive)


def test_keys_are_counted_also_by_many_threads() -> None:
    references = CountingReferences(prefix="desk")

    with ThreadPoolExecutor(8) as threads:
        keys = set(threads.map(lambda _: references.key(), range(200)))

    assert keys == {f"desk-{number}" for number in range(1, 201)}
