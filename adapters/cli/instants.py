"""Instants and dates on the command line: read strictly, shown with their offset."""

from __future__ import annotations

from datetime import date, datetime

import click

from counterfoil.domain.catalogue.schedule import CALENDAR

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def read_instant(_: click.Context, __: click.Parameter, value: str | None) -> datetime | None:
    """Read an option that is an instant with an offset.

    Without an offset it would mean another moment on each machine.

    Raises: click.BadParameter for anything else.
    """
    if value is None:
        return None
    try:
        instant = datetime.fromisoformat(value)
    except ValueError:
        instant = None
    # Behind the edges of the calendar an instant cannot be told in every zone.
    if instant is None or instant.utcoffset() is None or instant.date() not in CALENDAR:
        example = "2026-06-01T10:00:00+02:00"
        raise click.BadParameter(f"{value!r} is not an instant with an offset, such as {example}")
    return instant


def read_date(_: click.Context, __: click.Parameter, value: str | None) -> date | None:
    """Read an option that is a date of the venue's calendar.

    Raises: click.BadParameter for anything else.
    """
    if value is None:
        return None
    try:
        day = date.fromisoformat(value)
    except ValueError:
        day = None
    if day is None or day not in CALENDAR:
        span = f"from {CALENDAR.first} to {CALENDAR.last}"
        raise click.BadParameter(f"{value!r} is not a date such as 2026-06-01, {span}")
    return day


def shown_instant(instant: datetime) -> str:
    """Write an instant to the minute, or finer where it is finer, with its offset."""
    fine = instant.second or instant.microsecond
    local = instant.replace(tzinfo=None)
    shown = local.isoformat(sep=" ", timespec="auto" if fine else "minutes")
    return f"{shown} {instant.isoformat()[len(local.isoformat()) :]}"


def shown_date(day: date) -> str:
    """Write a date with its weekday."""
    return f"{WEEKDAYS[day.weekday()]} {day.isoformat()}"


def shown_local(moment: datetime) -> str:
    """Write a moment of the venue's own clock with its weekday, to the minute."""
    return f"{shown_date(moment.date())} {moment:%H:%M}"
