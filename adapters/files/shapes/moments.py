"""Dates, times of day, instants, durations and time zones as files write them.

Text is read by patterns of our own and not by ``fromisoformat``, which also takes week dates and
forms without separators that nobody would recognize in a tariff.
"""

# ruff: noqa: ARG002  (every shape takes the same arguments, used or not)

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from difflib import get_close_matches
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from attrs import frozen

from counterfoil.adapters.files.problems import FileCode
from counterfoil.adapters.files.reading import Fault, Place, Schema, shown
from counterfoil.adapters.files.shapes.scalars import wrong_type

__all__ = ["ClockTime", "Day", "Duration", "Instant", "ZoneName", "duration_text"]

YEAR_MIN = (
    1900  # dates outside these years are slips of the pen, and their arithmetic may overflow
)
YEAR_MAX = 2999
DURATION_MAX = timedelta(days=3660)  # ten years

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?")
_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,6})?)?"
    r"(?P<offset>Z|[+-][0-9]{2}:[0-9]{2})?"
)
_DURATION = re.compile(
    r"(?=[0-9])(?:(?P<weeks>[0-9]{1,6})w)? ?(?:(?P<days>[0-9]{1,6})d)? ?"
    r"(?:(?P<hours>[0-9]{1,6})h)? ?(?:(?P<minutes>[0-9]{1,6})m)? ?(?:(?P<seconds>[0-9]{1,9})s)?"
)


@frozen(kw_only=True)
class Day:
    """A calendar date, local to the venue."""

    words: str = "a date such as 2026-06-01"

    def read(self, value: Any, place: Place) -> date:
        """Answer the date."""
        if isinstance(value, datetime) or not isinstance(value, str | date):
            wrong_type(value, allowed=self.words)
        day = self._parse(value) if isinstance(value, str) else value
        if not YEAR_MIN <= day.year <= YEAR_MAX:
            raise Fault(
                FileCode.OUT_OF_RANGE,
                problem=f"{shown(value)} is out of range",
                allowed=f"the years {YEAR_MIN} to {YEAR_MAX}",
            )
        return day

    def _parse(self, value: str) -> date:
        if not _DAY.fullmatch(value):
            raise self._fault(value, problem="is not a date")
        try:
            return date.fromisoformat(value)
        except ValueError as error:
            raise self._fault(value, problem="is not a date of the calendar") from error

    def _fault(self, value: str, *, problem: str) -> Fault:
        return Fault(
            FileCode.INVALID_DATE, problem=f"{shown(value)} {problem}", allowed=self.words
        )

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        """Describe a date."""
        return {"type": "string", "format": "date", "pattern": f"^{_DAY.pattern}$"}


@frozen(kw_only=True)
class ClockTime:
    """A time of day, local to the venue."""

    words: str = "a time such as 10:00"

    def read(self, value: Any, place: Place) -> time:
        """Answer the time, without a zone."""
        if isinstance(value, time):
            return value
        if not isinstance(value, str):
            wrong_type(value, allowed=self.words)
        if not _TIME.fullmatch(value):
            raise Fault(
                FileCode.INVALID_TIME,
                problem=f"{shown(value)} is not a time of day",
                allowed=f"{self.words}, from 00:00 to 23:59",
            )
        return time.fromisoformat(value)

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        """Describe a time of day."""
        return {"type": "string", "pattern": f"^{_TIME.pattern}(\\.[0-9]+)?$"}


@frozen(kw_only=True)
class Instant:
    """A moment that is the same everywhere, because it carries its offset.

    ``local``: answered in the zone around, as the domain wants the ends of slots.
    """

    local: bool = False
    words: str = "a date and time with its offset, such as 2026-06-01T10:00:00+02:00"

    def read(self, value: Any, place: Place) -> datetime:
        """Answer an aware moment."""
        moment = value if isinstance(value, datetime) else self._parse(value)
        if moment.tzinfo is None:
            raise Fault(
                FileCode.NAIVE_INSTANT,
                problem=f"{shown(value)} has no offset",
                allowed=self.words,
            )
        if not YEAR_MIN <= moment.year <= YEAR_MAX:
            raise Fault(
                FileCode.OUT_OF_RANGE,
                problem=f"{shown(value)} is out of range",
                allowed=f"the years {YEAR_MIN} to {YEAR_MAX}",
            )
        if self.local and place.context.zone is not None:
            local = moment.astimezone(place.context.zone)
            # Another offset than the venue's own is left as it is: the catalogue's check tells it.
            return local if local.utcoffset() == moment.utcoffset() else moment
        return moment

    def _parse(self, value: Any) -> datetime:
        if not isinstance(value, str):
            wrong_type(value, allowed=self.words)
        match = _INSTANT.fullmatch(value)
        if match is None:
            raise self._fault(value)
        try:
            return datetime.fromisoformat(value)
        except ValueError as error:
            raise self._fault(value) from error

    def _fault(self, value: str) -> Fault:
        return Fault(
            FileCode.INVALID_INSTANT,
            problem=f"{shown(value)} is not a date and time",
            allowed=self.words,
        )

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        """Describe a moment; without its offset it is not accepted."""
        pattern = _INSTANT.pattern.replace("?P<offset>", "").removesuffix("?")
        return {"type": "string", "pattern": f"^{pattern}$"}


@frozen(kw_only=True)
class Duration:
    """A length of time; a day is 24 hours."""

    words: str = "a duration such as 15m, 2h, 1d12h or 2w"

    def read(self, value: Any, place: Place) -> timedelta:
        """Answer the length."""
        if not isinstance(value, str):
            wrong_type(value, allowed=self.words)
        match = _DURATION.fullmatch(value)
        if match is None:
            raise Fault(
                FileCode.INVALID_DURATION,
                problem=f"{shown(value)} is not a duration",
                allowed=f"{self.words}, in the units w, d, h, m and s",
            )
        length = timedelta(**{unit: int(count or 0) for unit, count in match.groupdict().items()})
        if length > DURATION_MAX:
            raise Fault(
                FileCode.OUT_OF_RANGE,
                problem=f"{shown(value)} is too long",
                allowed=f"at most {DURATION_MAX.days}d",
            )
        return length

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        """Describe a duration."""
        return {
            "type": "string",
            "pattern": r"^(?=[0-9])([0-9]+w)? ?([0-9]+d)? ?([0-9]+h)? ?([0-9]+m)? ?([0-9]+s)?$",
        }


def duration_text(length: timedelta) -> str:
    """Write a length as files do: 1d12h, and 0s where there is none."""
    minutes, seconds = divmod(length.days * 86400 + length.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    counts = ((days, "d"), (hours, "h"), (minutes, "m"), (seconds, "s"))
    return "".join(f"{count}{unit}" for count, unit in counts if count) or "0s"


@cache
def _zone_names() -> frozenset[str]:
    return frozenset(available_timezones())


@frozen(kw_only=True)
class ZoneName:
    """A time zone of the IANA database."""

    words: str = "a time zone such as Europe/Amsterdam"

    def read(self, value: Any, place: Place) -> ZoneInfo:
        """Answer the zone."""
        if not isinstance(value, str):
            wrong_type(value, allowed=self.words)
        # The names are listed rather than tried: a name that is tried becomes a path.
        names = _zone_names()
        if value not in names:
            near = get_close_matches(value[:100], names, n=3)
            raise Fault(
                FileCode.UNKNOWN_ZONE,
                problem=f"{shown(value)} is not a time zone",
                allowed=" or ".join(near) if near else self.words,
            )
        return ZoneInfo(value)

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        """Describe the form of the names; the list itself is the reader's."""
        return {"type": "string", "pattern": "^[A-Za-z][A-Za-z0-9_+/-]*$"}
