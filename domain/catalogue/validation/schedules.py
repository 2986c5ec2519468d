"""What can be wrong with a schedule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta

from counterfoil.domain.catalogue.allocations import Allocation
from counterfoil.domain.catalogue.schedule import DateWindow, Schedule, ScheduleRule
from counterfoil.domain.catalogue.slots import CapacityType
from counterfoil.domain.catalogue.validation.allocations import allocation_problems
from counterfoil.domain.catalogue.validation.problem import (
    CatalogueProblem,
    ProblemCode,
    day_problems,
    local_time_problems,
    number_problems,
    problem,
    span_problems,
)

DURATION_MAX = timedelta(days=366)  # A season ticket of a leap year is the longest slot.
SUNDAY = 6


def schedule_problems(
    schedule: Schedule, *, path: str, capacity_type: CapacityType
) -> Iterator[CatalogueProblem]:
    """Find what is wrong with *schedule*, whose slots draw on pools as *capacity_type* says."""
    if not schedule.rules and not any(found.times for found in schedule.exceptions):
        yield problem(
            f"{path}.rules",
            code=ProblemCode.EMPTY_SCHEDULE,
            value=schedule.rules,
            allowed="at least one rule, or an exception with times",
        )
    yield from span_problems(
        schedule.duration, path=f"{path}.duration", least=timedelta(0), most=DURATION_MAX
    )
    for position, rule in enumerate(schedule.rules):
        yield from _rule_problems(rule, path=f"{path}.rules[{position}]")
    yield from _exception_problems(schedule, path=path)
    for position, closure in enumerate(schedule.closures):
        yield from _window_problems(closure, path=f"{path}.closures[{position}]")
    yield from _pool_problems(schedule, path=path, capacity_type=capacity_type)


def _rule_problems(rule: ScheduleRule, *, path: str) -> Iterator[CatalogueProblem]:
    for field, given in (("weekdays", rule.weekdays), ("times", rule.times)):
        if not given:
            yield problem(
                f"{path}.{field}",
                code=ProblemCode.EMPTY_RULE,
                value=None,
                allowed="at least one, or no rule at all",
            )
    for weekday in sorted(rule.weekdays):
        yield from number_problems(weekday, path=f"{path}.weekdays", least=0, most=SUNDAY)
    yield from local_time_problems(rule.times, path=f"{path}.times")
    for position, season in enumerate(rule.seasons):
        yield from _window_problems(season, path=f"{path}.seasons[{position}]")


def _exception_problems(schedule: Schedule, *, path: str) -> Iterator[CatalogueProblem]:
    seen: dict[object, int] = {}
    for position, exception in enumerate(schedule.exceptions):
        at = f"{path}.exceptions[{position}]"
        yield from day_problems(exception.day, path=f"{at}.day")
        yield from local_time_problems(exception.times, path=f"{at}.times")
        if exception.day in seen:
            yield problem(
                f"{at}.day",
                code=ProblemCode.DUPLICATE_ID,
                value=exception.day,
                allowed=f"one exception a date, exceptions[{seen[exception.day]}] has this one",
            )
        seen.setdefault(exception.day, position)


def _window_problems(window: DateWindow, *, path: str) -> Iterator[CatalogueProblem]:
    yield from day_problems(window.first, path=f"{path}.first")
    yield from day_problems(window.last, path=f"{path}.last")
    if window.last < window.first:
        yield problem(
            f"{path}.last",
            code=ProblemCode.WRONG_ORDER,
            value=window.last,
            allowed=f"{window.first} or later",
        )


def _pool_problems(
    schedule: Schedule, *, path: str, capacity_type: CapacityType
) -> Iterator[CatalogueProblem]:
    for shared, total, allocations in (
        ("", schedule.capacity, schedule.allocations),
        ("shared_", schedule.shared_capacity, schedule.shared_allocations),
    ):
        if total is not None:
            yield from number_problems(total, path=f"{path}.{shared}capacity", least=0)
        yield from allocation_problems(
            allocations, path=f"{path}.{shared}allocations", total=total
        )
    kind = capacity_type.name
    if not capacity_type.draws_own:
        yield from _unexpected(
            {
                "capacity": schedule.capacity,
                "allocations": _names(schedule.allocations),
                "overbooking": schedule.overbooking or None,
            },
            path=path,
            allowed=f"only with capacity type OWN or COMBINED, not {kind}",
        )
    if not capacity_type.draws_shared:
        yield from _unexpected(
            {
                "shared_pool": schedule.shared_pool,
                "shared_capacity": schedule.shared_capacity,
                "shared_allocations": _names(schedule.shared_allocations),
                "shared_overbooking": schedule.shared_overbooking or None,
            },
            path=path,
            allowed=f"only with capacity type SHARED or COMBINED, not {kind}",
        )
    elif not schedule.shared_pool:
        yield problem(
            f"{path}.shared_pool",
            code=ProblemCode.POOL_MISSING,
            value=schedule.shared_pool,
            allowed=f"the name of a shared pool, as capacity type {kind} needs",
        )


def _unexpected(
    given: Mapping[str, object], *, path: str, allowed: str
) -> Iterator[CatalogueProblem]:
    """Find what is given of a pool that the slots do not draw from; None is not given."""
    for field, value in given.items():
        if value is not None:
            code = ProblemCode.POOL_NOT_EXPECTED
            yield problem(f"{path}.{field}", code=code, value=value, allowed=allowed)


def _names(allocations: tuple[Allocation, ...]) -> tuple[str, ...] | None:
    return tuple(slice_.name for slice_ in allocations) or None
