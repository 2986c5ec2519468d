"""A problem of a catalogue, and the checks that every noun needs: numbers, ids, instants."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import Enum, StrEnum

from attrs import frozen

from counterfoil.domain.catalogue.schedule import CALENDAR
from counterfoil.domain.errors import CounterfoilError
from counterfoil.domain.money import Rate


class ProblemCode(StrEnum):
    """What is wrong, as a stable word; `docs/reference/catalogue.md` explains each."""

    EMPTY_ID = "empty_id"
    DUPLICATE_ID = "duplicate_id"
    NOT_AN_INTEGER = "not_an_integer"
    BELOW_MINIMUM = "below_minimum"
    ABOVE_MAXIMUM = "above_maximum"
    WRONG_ORDER = "wrong_order"
    NAIVE_DATETIME = "naive_datetime"
    WRONG_OFFSET = "wrong_offset"
    NOT_A_LOCAL_MINUTE = "not_a_local_minute"
    UNKNOWN_PRODUCT = "unknown_product"
    UNKNOWN_TICKET_TYPE = "unknown_ticket_type"
    UNKNOWN_SLOT = "unknown_slot"
    UNKNOWN_POOL = "unknown_pool"
    SELF_REFERENCE = "self_reference"
    NO_PARTS = "no_parts"
    NESTED_PRODUCT = "nested_product"
    NOT_BOOKABLE = "not_bookable"
    ADDON_CYCLE = "addon_cycle"
    CURRENCY_MIX = "currency_mix"
    NO_TICKET_TYPES = "no_ticket_types"
    AGE_NOT_ALLOWED = "age_not_allowed"
    NO_SLOTS = "no_slots"
    SLOTS_NOT_EXPECTED = "slots_not_expected"
    AVAILABILITY_NOT_ALLOWED = "availability_not_allowed"
    CAPACITY_WITHOUT_SLOTS = "capacity_without_slots"
    CAPACITY_TYPE_NOT_SET = "capacity_type_not_set"
    CAPACITY_NOT_MANAGED = "capacity_not_managed"
    POOL_MISSING = "pool_missing"
    POOL_NOT_EXPECTED = "pool_not_expected"
    SHARED_CAPACITY_DIFFERS = "shared_capacity_differs"
    ALLOCATION_NOT_EXPECTED = "allocation_not_expected"
    ALLOCATIONS_EXCEED_TOTAL = "allocations_exceed_total"
    EMPTY_SCHEDULE = "empty_schedule"
    EMPTY_RULE = "empty_rule"
    NO_OPTION_VALUES = "no_option_values"
    PRICE_NOT_EXPECTED = "price_not_expected"
    NO_PICKUP_POINTS = "no_pickup_points"
    PICKUP_NOT_EXPECTED = "pickup_not_expected"
    PICKUP_TIMES = "pickup_times"
    CANCELLATION_NOT_ALLOWED = "cancellation_not_allowed"
    NO_PARTY = "no_party"
    TICKET_TYPES_NOT_EXPECTED = "ticket_types_not_expected"
    UNKNOWN_CODE_STOCK = "unknown_code_stock"
    CODE_STOCK_MISSING = "code_stock_missing"
    CODE_STOCK_NOT_EXPECTED = "code_stock_not_expected"
    SHARED_CODE_NOT_MADE = "shared_code_not_made"
    INVALID_TICKET_CODE = "invalid_ticket_code"
    DUPLICATE_TICKET_CODE = "duplicate_ticket_code"


@frozen(kw_only=True)
class CatalogueProblem:
    """One thing that is wrong with a catalogue: where, what, and what is allowed there.

    ``path`` names the field as the classes do, such as `products[3].nesting.parts[0].share`.
    """

    path: str
    code: ProblemCode
    value: str
    allowed: str

    @property
    def message(self) -> str:
        """Say it in one line, for whoever edits the catalogue."""
        return f"{self.path}: {self.value} ({self.code}), allowed: {self.allowed}"


def problem(path: str, *, code: ProblemCode, value: object, allowed: str) -> CatalogueProblem:
    """Make a problem of a *value* of any kind."""
    return CatalogueProblem(path=path, code=code, value=shown(value), allowed=allowed)


def shown(value: object) -> str:
    """Write *value* as a reader of the catalogue knows it."""
    match value:
        case None:
            return "nothing"
        case Enum():
            return value.name
        case str():
            return repr(value)
        case date() | time():
            return value.isoformat()
        case frozenset() | tuple():
            return ", ".join(sorted(shown(member) for member in value)) if value else "nothing"
        case _:
            return str(value)


def id_problems(
    ids: Iterable[str], *, path: str, field: str = ".id"
) -> Iterator[CatalogueProblem]:
    """Find ids that are empty or used before, among those of the list at *path*."""
    seen: dict[str, int] = {}
    for position, name in enumerate(ids):
        at = f"{path}[{position}]{field}"
        if not name.strip():
            allowed = "a name of at least one character"
            yield problem(at, code=ProblemCode.EMPTY_ID, value=name, allowed=allowed)
        elif name in seen:
            allowed = f"a name of its own, {path}[{seen[name]}] has this one"
            yield problem(at, code=ProblemCode.DUPLICATE_ID, value=name, allowed=allowed)
        seen.setdefault(name, position)


def number_problems(
    value: object, *, path: str, least: int, most: int | None = None
) -> Iterator[CatalogueProblem]:
    """Find a *value* that is not a whole number from *least* to *most*; a bool is no number."""
    if isinstance(value, bool) or not isinstance(value, int):
        allowed = "a whole number"
        yield problem(path, code=ProblemCode.NOT_AN_INTEGER, value=value, allowed=allowed)
        return
    allowed = f"at least {least}" if most is None else f"{least} to {most}"
    if value < least:
        yield problem(path, code=ProblemCode.BELOW_MINIMUM, value=value, allowed=allowed)
    elif most is not None and value > most:
        yield problem(path, code=ProblemCode.ABOVE_MAXIMUM, value=value, allowed=allowed)


def span_problems(
    value: timedelta, *, path: str, least: timedelta, most: timedelta | None = None
) -> Iterator[CatalogueProblem]:
    """Find a span of time that is shorter than *least* or longer than *most*."""
    allowed = f"at least {least}" if most is None else f"{least} to {most}"
    if value < least:
        yield problem(path, code=ProblemCode.BELOW_MINIMUM, value=value, allowed=allowed)
    elif most is not None and value > most:
        yield problem(path, code=ProblemCode.ABOVE_MAXIMUM, value=value, allowed=allowed)


def share_problems(value: Rate, *, path: str) -> Iterator[CatalogueProblem]:
    """Find a percentage outside 0 to 100."""
    if value < Rate.of(0, 1):
        yield problem(path, code=ProblemCode.BELOW_MINIMUM, value=value, allowed="0 to 100 %")
    elif value > Rate.of(1, 1):
        yield problem(path, code=ProblemCode.ABOVE_MAXIMUM, value=value, allowed="0 to 100 %")


def day_problems(value: date, *, path: str) -> Iterator[CatalogueProblem]:
    """Find a date that no slot can have."""
    allowed = f"{CALENDAR.first} to {CALENDAR.last}"
    if value < CALENDAR.first:
        yield problem(path, code=ProblemCode.BELOW_MINIMUM, value=value, allowed=allowed)
    elif value > CALENDAR.last:
        yield problem(path, code=ProblemCode.ABOVE_MAXIMUM, value=value, allowed=allowed)


def instant_problems(
    value: datetime, *, path: str, zone: tzinfo | None = None
) -> Iterator[CatalogueProblem]:
    """Find a datetime without offset, outside the calendar, or that *zone* reads otherwise."""
    if value.utcoffset() is None:
        allowed = "a time with its offset from UTC"
        yield problem(path, code=ProblemCode.NAIVE_DATETIME, value=value, allowed=allowed)
        return
    outside = tuple(day_problems(value.date(), path=path))
    yield from outside
    if outside or zone is None:
        return
    local = value.astimezone(zone)
    if local.utcoffset() != value.utcoffset():
        allowed = f"the venue's own time, {local.isoformat()}"
        yield problem(path, code=ProblemCode.WRONG_OFFSET, value=value, allowed=allowed)


def local_time_problems(values: Iterable[time], *, path: str) -> Iterator[CatalogueProblem]:
    """Find times of day that are not whole minutes of a wall clock."""
    for position, value in enumerate(values):
        if value.tzinfo is not None or value.second or value.microsecond:
            yield problem(
                f"{path}[{position}]",
                code=ProblemCode.NOT_A_LOCAL_MINUTE,
                value=value,
                allowed="hour and minute without an offset",
            )


def order_problems(
    first: datetime, *, last: datetime, path: str, gap: timedelta = timedelta(0)
) -> Iterator[CatalogueProblem]:
    """Find a *last* that is not at least *gap* behind *first*, both with offset."""
    # Compared in UTC: in one zone the language would compare what the wall clock shows.
    if last.astimezone(UTC) - first.astimezone(UTC) < gap:
        allowed = f"a time behind {first.isoformat()}" if gap else f"{first.isoformat()} or later"
        yield problem(path, code=ProblemCode.WRONG_ORDER, value=last, allowed=allowed)


class CatalogueError(CounterfoilError):
    """The catalogue cannot be used; ``problems`` has every reason."""

    def __init__(self, problems: tuple[CatalogueProblem, ...]) -> None:
        super().__init__(problems)
        self.problems = problems

    def __str__(self) -> str:
        """List the problems, one a line."""
        return "\n".join(found.message for found in self.problems)
