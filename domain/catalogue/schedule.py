"""A schedule: slots by rule, in the venue's local time.

A venue says "every Saturday at 10:00" and means its own wall clock. Twice a year the clock jumps:

* In spring an hour does not exist. A time inside it has *no slot on that date*. Moving it forward
  would put it on top of the next slot, and one of two guests would stand before a full house.
* In autumn an hour comes twice. A time inside it is the *first* of the two.
* A duration is elapsed time: a tour of 90 minutes takes 90 minutes also across a jump, so that its
  end reads differently on the wall.

On one date the strongest that applies decides alone: a closure, then an exception, then the rules.

Two wall-clock readings of one zone must not be compared or subtracted to order instants: across a
jump the language answers by the wall. Convert to UTC first, as this module does.

Known limit: where the clock jumps at midnight, a slot at 00:00 is missing on that one date. Let
all-day slots start when the venue opens.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from attrs import frozen

from counterfoil.domain.catalogue.allocations import Allocation
from counterfoil.domain.catalogue.slots import CapacityType, Pool, Slot
from counterfoil.domain.errors import UsageError
from counterfoil.domain.references import PoolId, ProductId, SlotId

BESIDE_MAX = 3  # slots that are named where another was asked for: a line of a message
DAYS_MAX = 400  # A year and some weeks; a longer listing is a mistake or an attack.


@frozen(kw_only=True)
class DateWindow:
    """Local dates, both included."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


# Dates that a slot can have. Before 1973 some zones were seconds off a whole minute of UTC, and
# behind 9998 an end cannot be written any more.
CALENDAR = DateWindow(first=date(2000, 1, 1), last=date(9998, 12, 31))


@frozen(kw_only=True)
class ScheduleRule:
    """Slots at ``times`` on ``weekdays`` (0 is Monday) of ``seasons`` (empty: always)."""

    weekdays: frozenset[int]
    times: tuple[time, ...]
    seasons: tuple[DateWindow, ...] = ()

    def applies_on(self, day: date) -> bool:
        """Say whether the rule gives slots on *day*."""
        return day.weekday() in self.weekdays and (
            not self.seasons or any(day in season for season in self.seasons)
        )


@frozen(kw_only=True)
class ScheduleException:
    """A date with times of its own; no times: closed."""

    day: date
    times: tuple[time, ...]


@frozen(kw_only=True)
class Schedule:
    """Rules, exceptions and closures that together say when slots start.

    An exception wins over the rules, a closure over both.

    ``capacity`` is the number of units of each slot's own pool (None: unlimited); ``shared_pool``
    names a pool that slots of several products share when they start at the same instant. Both
    may have slices and allow overbooking, as listed pools may.
    """

    rules: tuple[ScheduleRule, ...]
    duration: timedelta
    exceptions: tuple[ScheduleException, ...] = ()
    closures: tuple[DateWindow, ...] = ()
    capacity: int | None = None
    allocations: tuple[Allocation, ...] = ()
    overbooking: bool = False
    shared_pool: PoolId | None = None
    shared_capacity: int | None = None
    shared_allocations: tuple[Allocation, ...] = ()
    shared_overbooking: bool = False

    def own(self, pool: PoolId) -> Pool:
        """Make the pool that one slot has for itself."""
        return Pool(
            id=pool,
            total=self.capacity,
            allocations=self.allocations,
            overbooking=self.overbooking,
        )

    def shared(self, pool: PoolId) -> Pool:
        """Make the pool that slots share which start at one instant."""
        return Pool(
            id=pool,
            total=self.shared_capacity,
            allocations=self.shared_allocations,
            overbooking=self.shared_overbooking,
        )


def times_on(schedule: Schedule, *, day: date) -> tuple[time, ...]:
    """Give the local times at which *schedule* has slots on *day*, each once, in order."""
    return tuple(sorted(_times(schedule, day=day)))


def first_instant(day: date, *, at: time, zone: tzinfo) -> datetime | None:
    """Find when the wall clock of *zone* first shows *at* on *day*; None where it never does."""
    local = datetime.combine(day, at.replace(fold=0), tzinfo=zone)
    shown = local.astimezone(UTC).astimezone(zone)
    # A time that the clock jumps over comes back from UTC as another time.
    if shown.replace(tzinfo=None) != local.replace(tzinfo=None):
        return None
    return local


def own_pool_id(product: ProductId, *, slot_id: SlotId) -> PoolId:
    """Name the pool that a scheduled slot has for itself."""
    return PoolId(f"{product}/{slot_id}")


def shared_pool_id(shared_pool: PoolId, *, starts_at: datetime) -> PoolId:
    """Name the pool that all slots share which start at one instant; the name is in UTC."""
    return PoolId(f"{shared_pool}/{starts_at.astimezone(UTC):%Y-%m-%dT%H:%MZ}")


def slots_between(
    schedule: Schedule,
    *,
    product: ProductId,
    zone: tzinfo,
    capacity_type: CapacityType,
    first: date,
    last: date,
) -> tuple[Slot, ...]:
    """List the slots that *schedule* gives on the local dates from *first* to *last*, in order.

    Both dates are included; with *last* before *first* there is none.

    Raises: UsageError for more than DAYS_MAX dates and for dates outside CALENDAR.
    """
    slots = (
        _slot(schedule, day=day, at=at, product=product, zone=zone, capacity_type=capacity_type)
        for day in _days(first, last=last)
        for at in times_on(schedule, day=day)
    )
    return tuple(slot for slot in slots if slot is not None)


def slot_on(
    schedule: Schedule,
    *,
    slot_id: SlotId,
    product: ProductId,
    zone: tzinfo,
    capacity_type: CapacityType,
) -> Slot | None:
    """Find the slot with *slot_id*, the one that `slots_between` lists, or answer None.

    The id is the local start as `YYYY-MM-DDTHH:MM`; any other spelling of it is no slot.
    """
    try:
        start = datetime.fromisoformat(slot_id)
    except ValueError:
        return None
    day, at = start.date(), start.time()
    if _slot_id(day, at=at) != slot_id or day not in CALENDAR:
        return None
    if at not in _times(schedule, day=day):
        return None
    return _slot(schedule, day=day, at=at, product=product, zone=zone, capacity_type=capacity_type)


def slot_ids_beside(schedule: Schedule, *, slot_id: SlotId) -> tuple[SlotId, ...]:
    """Name the slots nearest to the local start that *slot_id* tells: of its date, BESIDE_MAX."""
    try:
        start = datetime.fromisoformat(slot_id)
    except ValueError:
        return ()
    day = start.date()
    if day not in CALENDAR:
        return ()
    nearest = sorted(
        times_on(schedule, day=day), key=lambda at: abs(_minutes(at) - _minutes(start.time()))
    )
    return tuple(_slot_id(day, at=at) for at in sorted(nearest[:BESIDE_MAX]))


def slot_sharing(
    schedule: Schedule,
    *,
    pool: PoolId,
    product: ProductId,
    zone: tzinfo,
    capacity_type: CapacityType,
) -> Slot | None:
    """Find the slot of *schedule* that draws from the shared *pool*, or answer None."""
    if not pool.endswith("Z"):
        return None  # A time without an offset would be read in the machine's own zone.
    try:
        local = datetime.fromisoformat(pool.rpartition("/")[2]).astimezone(zone)
    except (ValueError, OverflowError):
        return None
    slot = slot_on(
        schedule,
        slot_id=_slot_id(local.date(), at=local.time()),
        product=product,
        zone=zone,
        capacity_type=capacity_type,
    )
    # The second of two equal wall-clock times has the id of the first, but not its pool.
    return slot if slot is not None and slot.capacity_shared_id == pool else None


def _days(first: date, *, last: date) -> Iterator[date]:
    for field, day in (("first", first), ("last", last)):
        if day not in CALENDAR:
            raise UsageError(
                field=field,
                value=day.isoformat(),
                problem="is outside the calendar",
                allowed=f"{CALENDAR.first} to {CALENDAR.last}",
            )
    count = (last - first).days + 1
    if count > DAYS_MAX:
        raise UsageError(
            field="last",
            value=last.isoformat(),
            problem=f"makes {count} dates from {first}",
            allowed=f"at most {DAYS_MAX} dates at once",
        )
    return (first + timedelta(days=ahead) for ahead in range(count))


def _times(schedule: Schedule, *, day: date) -> set[time]:
    if any(day in closure for closure in schedule.closures):
        return set()
    exceptions = [exception for exception in schedule.exceptions if exception.day == day]
    if exceptions:
        return {at for exception in exceptions for at in exception.times}
    rules = [rule for rule in schedule.rules if rule.applies_on(day)]
    return {at for rule in rules for at in rule.times}


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def _slot_id(day: date, *, at: time) -> SlotId:
    return SlotId(f"{day.isoformat()}T{at.isoformat(timespec='minutes')}")


def _slot(
    schedule: Schedule,
    *,
    day: date,
    at: time,
    product: ProductId,
    zone: tzinfo,
    capacity_type: CapacityType,
) -> Slot | None:
    starts_at = first_instant(day, at=at, zone=zone)
    if starts_at is None:
        return None
    try:
        ends_at = (starts_at.astimezone(UTC) + schedule.duration).astimezone(zone)
    except OverflowError:
        return None  # No slot ends behind the last date that can be written.
    slot_id = _slot_id(day, at=at)
    own = shared = None
    if capacity_type.draws_own:
        own = own_pool_id(product, slot_id=slot_id)
    if capacity_type.draws_shared and schedule.shared_pool is not None:
        shared = shared_pool_id(schedule.shared_pool, starts_at=starts_at)
    return Slot(
        id=slot_id,
        starts_at=starts_at,
        ends_at=ends_at,
        capacity_id=own,
        capacity_shared_id=shared,
    )
