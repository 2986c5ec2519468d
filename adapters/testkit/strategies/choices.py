"""Small draws that the strategies are made of.

A composite strategy inside a composite strategy costs four times the draw of an integer. The
strategies for whole domain objects therefore pass `draw` on and choose by integers, so that a
thousand tariffs take seconds. The first of the options is the simplest, to which examples shrink.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

T = TypeVar("T")
U = TypeVar("U")

# Two weeks hold every weekday twice and the change to summer time in Europe (29 March 2026).
TRAVEL_FIRST = date(2026, 3, 23)
TRAVEL_DAYS = 14
BOOKING_FIRST = datetime(2026, 3, 2, 9, tzinfo=UTC)
BOOKING_HOURS = 21 * 24  # all bookings are made in the three weeks before the first travel date


_WITHIN: dict[tuple[int, int], SearchStrategy[int]] = {}


def whole(draw: st.DrawFn, least: int, most: int) -> int:
    """Draw an integer, both ends included."""
    # Hypothesis keeps such strategies too, but looking one up there costs a quarter of a draw.
    within = _WITHIN.get((least, most))
    if within is None:
        within = _WITHIN[least, most] = st.integers(least, most)
    return draw(within)


def pick(draw: st.DrawFn, options: Sequence[T]) -> T:
    """Draw one of the options; nothing is drawn where there is no choice."""
    if len(options) == 1:
        return options[0]
    return options[whole(draw, 0, len(options) - 1)]


def pick_both(draw: st.DrawFn, options: Sequence[T], others: Sequence[U]) -> tuple[T, U]:
    """Draw one of each at the price of one draw."""
    chosen, other = divmod(whole(draw, 0, len(options) * len(others) - 1), len(others))
    return options[chosen], others[other]


def flags(draw: st.DrawFn, count: int) -> tuple[bool, ...]:
    """Draw several yes-or-no answers at the price of one draw; the simplest is all no."""
    bits = whole(draw, 0, (1 << count) - 1)
    return tuple(bool(bits >> place & 1) for place in range(count))


def subset(draw: st.DrawFn, options: Sequence[T], *, at_least: int = 0) -> tuple[T, ...]:
    """Draw some of the options, in the order given; *at_least* is 0 or 1."""
    if not options:
        return ()
    bits = whole(draw, at_least, (1 << len(options)) - 1)
    return tuple(option for place, option in enumerate(options) if bits >> place & 1)


def travel_date(draw: st.DrawFn) -> date:
    """Draw a local date on which everything that has dates takes place."""
    return TRAVEL_FIRST + timedelta(days=whole(draw, 0, TRAVEL_DAYS - 1))


def booking_instant(draw: st.DrawFn) -> datetime:
    """Draw an aware instant before the travel dates, on a whole hour."""
    return BOOKING_FIRST + timedelta(hours=whole(draw, 0, BOOKING_HOURS))
