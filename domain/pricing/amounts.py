"""Amounts of the tickets of one line: one integer while all are equal, runs once they differ.

Most rules treat all tickets of a line alike, so that a line of a hundred tickets costs as much as
one. An allocation makes them differ by a minor unit; from then on the line is runs ``(count,
amount)`` in the order of its tickets. All functions take the number of tickets, because an integer
does not know it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from counterfoil.domain.allocation import Groups, merge_runs, normalize

Amounts: TypeAlias = int | Groups


def as_runs(amounts: Amounts, count: int) -> Groups:
    """Answer runs, also for equal tickets."""
    if isinstance(amounts, int):
        return ((count, amounts),) if count else ()
    return amounts


def compact(runs: Groups) -> Amounts:
    """Answer one integer where all tickets are equal, joined runs otherwise."""
    if len(runs) == 1:
        return runs[0][1]
    joined = normalize(runs)
    if len(joined) == 1:
        return joined[0][1]
    return joined or 0


def total(amounts: Amounts, count: int) -> int:
    """Sum the amounts of all tickets of a line."""
    if isinstance(amounts, int):
        return count * amounts
    return sum([times * amount for times, amount in amounts])


def beside(first: Amounts, second: Amounts, count: int) -> list[tuple[int, int, int]]:
    """Lay two amounts of the same tickets beside each other: ``(count, first, second)``."""
    if isinstance(first, int) and isinstance(second, int):
        return [(count, first, second)] if count else []
    return merge_runs(as_runs(first, count), as_runs(second, count))


def mapped(amounts: Amounts, *, by: Callable[[int], int]) -> Amounts:
    """Apply a function to the amount of each ticket."""
    if isinstance(amounts, int):
        return by(amounts)
    return compact(tuple((count, by(amount)) for count, amount in amounts))


def plus(first: Amounts, second: Amounts, count: int) -> Amounts:
    """Add two amounts ticket by ticket."""
    if isinstance(first, int) and isinstance(second, int):
        return first + second
    return compact(tuple((times, a + b) for times, a, b in beside(first, second, count)))


def negated(amounts: Amounts) -> Amounts:
    """Turn the sign of each ticket's amount."""
    if isinstance(amounts, int):
        return -amounts
    return tuple((count, -amount) for count, amount in amounts)


def head(amounts: Amounts, count: int) -> Amounts:
    """Answer the amounts of the first *count* tickets."""
    if isinstance(amounts, int):
        return amounts
    taken = []
    for times, amount in amounts:
        if count <= 0:
            break
        taken.append((min(times, count), amount))
        count -= times
    return compact(tuple(taken))


def padded(amounts: Amounts, reached: int, count: int) -> Amounts:
    """Extend amounts of the first *reached* tickets with zeros to *count* tickets."""
    if reached == count:
        return amounts
    return compact((*as_runs(amounts, reached), (count - reached, 0)))


def per_ticket(amounts: Amounts, count: int) -> list[int]:
    """List the amount of each ticket."""
    return [amount for times, amount in as_runs(amounts, count) for _ in range(times)]


def from_tickets(values: list[int]) -> Amounts:
    """Answer the amounts whose tickets are listed."""
    return compact(tuple((1, value) for value in values))
