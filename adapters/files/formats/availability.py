"""The field tables of pools, slots and schedules."""

from __future__ import annotations

from datetime import date, time, timedelta

from attrs import evolve

from counterfoil.adapters.files.formats.common import id_key
from counterfoil.adapters.files.formats.conditions import WEEKDAYS
from counterfoil.adapters.files.problems import FileCode
from counterfoil.adapters.files.reading import Fault
from counterfoil.adapters.files.shapes.keys import Key
from counterfoil.adapters.files.shapes.lists import ListOf, SetOf, TableOr
from counterfoil.adapters.files.shapes.moments import ClockTime, Day, Duration, Instant
from counterfoil.adapters.files.shapes.quantities import Integer
from counterfoil.adapters.files.shapes.scalars import Converted, Flag, Identifier, choice_of
from counterfoil.adapters.files.shapes.tables import Table
from counterfoil.domain.catalogue.allocations import Allocation, Overflow
from counterfoil.domain.catalogue.schedule import (
    DateWindow,
    Schedule,
    ScheduleException,
    ScheduleRule,
)
from counterfoil.domain.catalogue.slots import Pool, Slot
from counterfoil.domain.references import PoolId

__all__ = ["ALLOCATION", "POOL", "SCHEDULE", "SLOT"]

_CAPACITY = Integer(least=0)
_MINUTE = timedelta(minutes=1)


ALLOCATION = Table(
    name="allocation",
    meaning="A slice of a pool that is set aside.",
    make=Allocation,
    parts=(
        Key(
            name="name",
            shape=Identifier(words="a distributor, a partner or a sales channel"),
            meaning="For whom: the distributor, the partner or the channel of the buyer.",
            required=True,
            mistaken=("id", "channel"),
        ),
        Key(
            name="quantity",
            shape=_CAPACITY,
            meaning="So many units.",
            required=True,
            mistaken=("total", "capacity"),
        ),
        Key(
            name="overflow",
            shape=choice_of(Overflow),
            meaning="Whether it may draw from what nobody has set aside, when it is used up.",
        ),
    ),
)
_ALLOCATIONS = ListOf(element=ALLOCATION, headed=True)
_OVERBOOKING = "Whether privileged carts may draw more than is left"


def _pool(
    *,
    id: str,  # noqa: A002  (the key's own name)
    total: int | None = None,
    allocations: tuple[Allocation, ...] = (),
    overbooking: bool = False,
) -> Pool:
    return Pool(id=PoolId(id), total=total, allocations=allocations, overbooking=overbooking)


POOL = Table(
    name="pool",
    meaning="A limited number of capacity units that slots draw from.",
    make=_pool,
    parts=(
        id_key("The id that slots refer to."),
        Key(
            name="total",
            shape=_CAPACITY,
            meaning="So many units; left out: unlimited.",
            mistaken=("capacity",),
        ),
        Key(
            name="allocation",
            shape=_ALLOCATIONS,
            meaning="Slices of it that are set aside.",
            becomes="allocations",
        ),
        Key(name="overbooking", shape=Flag(), meaning=f"{_OVERBOOKING}."),
    ),
)
SLOT = Table(
    name="slot",
    meaning="One bookable time.",
    make=Slot,
    parts=(
        id_key("The id that carts name."),
        Key(
            name="starts_at",
            shape=Instant(local=True),
            meaning="Its start, with the offset of the venue.",
            required=True,
            mistaken=("from", "start"),
        ),
        Key(
            name="ends_at",
            shape=Instant(local=True),
            meaning="Its end, with the offset of the venue.",
            required=True,
            mistaken=("until", "end"),
        ),
        Key(
            name="capacity_id",
            shape=Identifier(words="the id of a pool"),
            meaning="The product's own pool.",
            mistaken=("pool",),
        ),
        Key(
            name="capacity_shared_id",
            shape=Identifier(words="the id of a pool"),
            meaning="A pool that other products draw from as well.",
            mistaken=("shared_pool",),
        ),
        Key(name="active", shape=Flag(), meaning="Whether it is open."),
    ),
)


def _one_day(day: date) -> DateWindow:
    return DateWindow(first=day, last=day)


_WINDOWS = ListOf(
    element=TableOr(
        table=Table(
            name="date_window",
            meaning="Local dates of the venue, both included.",
            make=DateWindow,
            parts=(
                Key(name="first", shape=Day(), meaning="First date.", required=True),
                Key(name="last", shape=Day(), meaning="Last date.", required=True),
            ),
        ),
        other=Converted(shape=Day(), convert=_one_day),
    )
)


def _every(*, first: time, last: time, every: timedelta) -> tuple[time, ...]:
    """List the times from *first* to *last*, both included where the steps meet it."""
    step, start, end = every // _MINUTE, _minutes(first), _minutes(last)
    if step < 1 or every % _MINUTE:
        raise Fault(
            FileCode.OUT_OF_RANGE,
            problem=f"a step of {every} is not a number of minutes",
            allowed="whole minutes, at least 1m",
            key="every",
        )
    if first.second or last.second or end < start:
        raise Fault(
            FileCode.OUT_OF_RANGE,
            problem=f"{first} to {last} is no range of the day",
            allowed="whole minutes, the last time not before the first",
            key="last",
        )
    return tuple(time(*divmod(minute, 60)) for minute in range(start, end + 1, step))


def _minutes(moment: time) -> int:
    return 60 * moment.hour + moment.minute


_TIMES = TableOr(
    table=Table(
        name="regular_times",
        meaning="Times of day at a regular distance.",
        make=_every,
        parts=(
            Key(name="first", shape=ClockTime(), meaning="First time.", required=True),
            Key(name="last", shape=ClockTime(), meaning="Last time at most.", required=True),
            Key(name="every", shape=Duration(), meaning="The distance.", required=True),
        ),
    ),
    other=ListOf(element=ClockTime()),
)
_RULE = Table(
    name="schedule_rule",
    meaning="Slots at these times on these days of the week.",
    make=ScheduleRule,
    parts=(
        Key(
            name="weekdays",
            shape=SetOf(element=WEEKDAYS),
            meaning="Days of the week.",
            required=True,
            mistaken=("days", "weekday"),
        ),
        Key(
            name="times",
            shape=_TIMES,
            meaning="When slots start, local to the venue.",
            required=True,
            mistaken=("time",),
        ),
        Key(
            name="dates",
            shape=evolve(_WINDOWS, restricts=True),
            meaning="Only in these ranges of dates; left out: always.",
            becomes="seasons",
            mistaken=("seasons", "season"),
        ),
    ),
)
_EXCEPTION = Table(
    name="schedule_exception",
    meaning="A date with times of its own, whatever the rules say.",
    make=ScheduleException,
    parts=(
        Key(
            name="date",
            shape=Day(),
            meaning="The date.",
            becomes="day",
            required=True,
            mistaken=("day",),
        ),
        Key(
            name="times",
            shape=_TIMES,
            meaning="When slots start on it; an empty list: closed.",
            required=True,
        ),
    ),
)
SCHEDULE = Table(
    name="schedule",
    meaning="Slots by rule, in the local time of the venue.",
    make=Schedule,
    parts=(
        Key(
            name="rule",
            shape=ListOf(element=_RULE, headed=True),
            meaning="The rules.",
            becomes="rules",
            required=True,
        ),
        Key(name="duration", shape=Duration(), meaning="How long a slot lasts.", required=True),
        Key(
            name="exception",
            shape=ListOf(element=_EXCEPTION, headed=True),
            meaning="Dates with times of their own.",
            becomes="exceptions",
        ),
        Key(
            name="closures",
            shape=_WINDOWS,
            meaning="Dates without any slot.",
            mistaken=("closed",),
        ),
        Key(
            name="capacity",
            shape=_CAPACITY,
            meaning="Units of each slot's own pool; left out: unlimited.",
        ),
        Key(
            name="allocation",
            shape=_ALLOCATIONS,
            meaning="Slices of each slot's own pool that are set aside.",
            becomes="allocations",
        ),
        Key(name="overbooking", shape=Flag(), meaning=f"{_OVERBOOKING} in the own pool."),
        Key(
            name="shared_pool",
            shape=Identifier(words="the name of a shared pool"),
            meaning="A pool that slots of several products share when they start together.",
        ),
        Key(
            name="shared_capacity",
            shape=_CAPACITY,
            meaning="Units of the shared pool of each start; left out: unlimited.",
        ),
        Key(
            name="shared_allocation",
            shape=_ALLOCATIONS,
            meaning="Slices of the shared pool of each start that are set aside.",
            becomes="shared_allocations",
        ),
        Key(
            name="shared_overbooking",
            shape=Flag(),
            meaning=f"{_OVERBOOKING} in the shared pool.",
        ),
    ),
)
