"""Events in sequence: what happened to all orders of a system, to be followed from outside."""

from __future__ import annotations

from attrs import frozen

from counterfoil.domain.finding.problems import is_count
from counterfoil.domain.order.event import OrderEvent
from counterfoil.domain.references import OrderId
from counterfoil.domain.refusals import InvalidFilter

EVENTS_MAX = 1000  # events answered at once: some hundred kilobytes when written out


@frozen(kw_only=True)
class RecordedEvent:
    """An event and its number: 1, 2, 3 and so on over all orders, in the order of the commits."""

    sequence: int
    order: OrderId
    event: OrderEvent


def events_problems(sequence: int, *, limit: int) -> tuple[InvalidFilter, ...]:
    """Answer what is wrong with asking for events after a number, at most so many."""
    problems = []
    if not is_count(sequence, low=0):
        problems.append(
            InvalidFilter(field="sequence", problem=f"is {sequence!r}", allowed="0 and up")
        )
    if not is_count(limit, low=1, high=EVENTS_MAX):
        problems.append(
            InvalidFilter(field="limit", problem=f"is {limit!r}", allowed=f"1 to {EVENTS_MAX}")
        )
    return tuple(problems)
