"""The checks that every rule needs: names, amounts, counts, rates, dates and instants."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from difflib import get_close_matches
from enum import Enum

from counterfoil.domain.money import AMOUNT_MAX, Currency, Rate, format_amount
from counterfoil.domain.tariff.conditions import DateRange, InstantRange, TimeRange
from counterfoil.domain.tariff.problems.problem import ProblemCode, TariffProblem
from counterfoil.domain.tariff.wording import duration_words

SHOWN_NAMES_MAX = 12  # Names in a message; of more, only the nearest help.

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NOTHING = Rate.of(0, 1)
EVERYTHING = Rate.of(1, 1)


def problem(path: str, *, code: ProblemCode, value: object, allowed: str) -> TariffProblem:
    """Make a problem of a *value* of any kind."""
    return TariffProblem(path=path, code=code, value=shown(value), allowed=allowed)


def shown(value: object) -> str:
    """Write *value* as a reader of the tariff knows it."""
    match value:
        case None | "":
            return "nothing"
        case bool():
            return str(value).lower()
        case Enum():
            return str(value.value)
        case str():
            return repr(value)
        case date() | time():
            return value.isoformat()
        case timedelta():
            return duration_words(value)
        case _:
            return str(value)


def choices(names: Iterable[str], *, near: str, otherwise: str) -> str:
    """Write which names are allowed: all if they are few, else those that are most like *near*."""
    known = sorted(set(names))
    if len(known) > SHOWN_NAMES_MAX:
        known = get_close_matches(near, known)
    return ", ".join(known) if known else otherwise


def id_problems(name: str, *, path: str, taken: dict[str, str]) -> Iterator[TariffProblem]:
    """Find an empty id and one that is used before; *taken* is where each id was met first."""
    if not name.strip():
        allowed = "a name of at least one character"
        yield problem(path, code=ProblemCode.EMPTY_ID, value=name, allowed=allowed)
        return
    if name in taken:
        allowed = f"a name of its own, {taken[name]} has this one"
        yield problem(path, code=ProblemCode.DUPLICATE_ID, value=name, allowed=allowed)
    taken.setdefault(name, path)


def repeated_problems(names: Iterable[str], *, path: str) -> Iterator[TariffProblem]:
    """Find names that stand twice in a list of which each counts once."""
    seen: set[str] = set()
    for position, name in enumerate(names):
        if name in seen:
            allowed = "each name once"
            at = f"{path}[{position}]"
            yield problem(at, code=ProblemCode.NAMED_TWICE, value=name, allowed=allowed)
        seen.add(name)


def amount_words(value: object, *, currency: Currency) -> str:
    """Write minor units as people do; what is no integer, as it is."""
    if isinstance(value, bool) or not isinstance(value, int):
        return shown(value)
    return format_amount(value, currency=currency)


def amount_problems(
    value: object, *, path: str, currency: Currency, least: int = 0
) -> Iterator[TariffProblem]:
    """Find what is no whole number of minor units from *least* to `AMOUNT_MAX`; nor is a bool."""
    if isinstance(value, bool) or not isinstance(value, int):
        allowed = f"a whole number of minor units of {currency.code}"
        yield problem(path, code=ProblemCode.NOT_AN_INTEGER, value=value, allowed=allowed)
        return
    text = format_amount(value, currency=currency)
    if value < least:
        allowed = f"at least {format_amount(least, currency=currency)}"
        yield TariffProblem(path=path, code=ProblemCode.BELOW_MINIMUM, value=text, allowed=allowed)
    elif value > AMOUNT_MAX:
        allowed = f"at most {format_amount(AMOUNT_MAX, currency=currency)}"
        yield TariffProblem(path=path, code=ProblemCode.ABOVE_MAXIMUM, value=text, allowed=allowed)


def count_problems(
    value: object, *, path: str, least: int, most: int | None = None
) -> Iterator[TariffProblem]:
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


def rate_problems(
    value: object, *, path: str, least: Rate = NOTHING, most: Rate | None = None
) -> Iterator[TariffProblem]:
    """Find what is no exact rate from *least* to *most*."""
    if not isinstance(value, Rate):
        allowed = "an exact rate, such as Rate.percent('2.5')"
        yield problem(path, code=ProblemCode.NOT_A_RATE, value=value, allowed=allowed)
        return
    allowed = f"at least {least}" if most is None else f"{least} to {most}"
    if value < least:
        yield problem(path, code=ProblemCode.BELOW_MINIMUM, value=value, allowed=allowed)
    elif most is not None and most < value:
        yield problem(path, code=ProblemCode.ABOVE_MAXIMUM, value=value, allowed=allowed)


def date_problems(windows: Collection[DateRange], *, path: str) -> Iterator[TariffProblem]:
    """Find windows that hold no date, and instants in the place of dates."""
    for position, window in enumerate(windows):
        at = f"{path}[{position}]"
        wrong = [
            problem(f"{at}.{name}", code=ProblemCode.NOT_A_DATE, value=day, allowed="a local date")
            for name, day in (("first", window.first), ("last", window.last))
            # A datetime passes for a date until the first comparison.
            if isinstance(day, datetime)
        ]
        yield from wrong
        if wrong or window.first is None or window.last is None:
            continue
        if window.last < window.first:
            allowed = f"{window.first.isoformat()} or later"
            code = ProblemCode.EMPTY_RANGE
            yield problem(f"{at}.last", code=code, value=window.last, allowed=allowed)


def time_problems(windows: Collection[TimeRange], *, path: str) -> Iterator[TariffProblem]:
    """Find times of day that carry an offset: they are local to the venue, which has its own."""
    for position, window in enumerate(windows):
        for name, moment in (("starts_at", window.starts_at), ("ends_at", window.ends_at)):
            if moment.tzinfo is not None:
                at = f"{path}[{position}].{name}"
                allowed = "a time of day without an offset"
                code = ProblemCode.NOT_A_LOCAL_TIME
                yield problem(at, code=code, value=moment, allowed=allowed)


def instant_problems(window: InstantRange, *, path: str) -> Iterator[TariffProblem]:
    """Find instants without offset from UTC, and a range that holds none."""
    naive = [
        problem(
            f"{path}.{name}",
            code=ProblemCode.NAIVE_DATETIME,
            value=instant,
            allowed="a date and time with its offset from UTC",
        )
        for name, instant in (("starts_at", window.starts_at), ("ends_at", window.ends_at))
        if instant is not None and instant.utcoffset() is None
    ]
    yield from naive
    if naive or window.starts_at is None or window.ends_at is None:
        return
    # Counted from UTC: in one zone the language would compare what the wall clock shows.
    if window.ends_at - _EPOCH <= window.starts_at - _EPOCH:
        allowed = f"later than {window.starts_at.isoformat()}"
        code = ProblemCode.EMPTY_RANGE
        yield problem(f"{path}.ends_at", code=code, value=window.ends_at, allowed=allowed)
