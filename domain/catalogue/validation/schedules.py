"""What can be wrong with a schedule."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from counterfoil.domain.catalogue.schedule import DateWindow, Schedule, ScheduleRule
from counterfoil.domain.catalogue.slots import CapacityType
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
    for field, total in (
        ("capacity", schedule.capacity),
        ("shared_capacity", schedule.shared_capacity),
    ):
        if total is not None:
            yield from number_problems(total, path=f"{path}.{field}", least=0)
    kind = capacity_type.name
    if schedule.capacity is not None and not capacity_type.draws_own:
        yield problem(
            f"{path}.capacity",
            code=ProblemCode.POOL_NOT_EXPECTED,
            value=schedule.capacity,
            allowed=f"only with capacity type OWN or COMBINED, not {kind}",
        )
    if not capacity_type.draws_shared:
        for field, given in (
            ("shared_pool", schedule.shared_pool),
            ("shared_capacity", schedule.shared_capacity),
        ):
            if given is not None:
                yield problem(
                    f"{path}.{field}",
                    code=ProblemCode.POOL_NOT_EXPECTED,
                    value=given,
                    allowed=f"only with capacity type SHARED or COMBINED, not {kind}",
                )
    elif not schedule.shared_pool:
        yield problem(
            f"{path}.shared_pool",
            code=ProblemCode.POOL_MISSING,
            value=schedule.shared_pool,
            allowed=f"the name of a shared pool, as capacity type {kind} needs",
        )
