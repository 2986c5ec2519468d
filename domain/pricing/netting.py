"""Adding ledgers up: what stands on each ticket once all that was written is taken together.

A ledger only grows: what is taken back is written again with its sign turned. Summed up by ticket
and cause, what cancels out disappears, and what is left are *net* entries.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from counterfoil.domain.pricing.ledger import (
    Cause,
    Kind,
    LedgerRun,
    RunEntry,
    make_run,
    make_run_entry,
)
from counterfoil.domain.references import ItemId, PartId, TicketTypeId

Line: TypeAlias = tuple[ItemId, PartId, TicketTypeId]
"""Tickets that are counted together; without part and ticket type, what is pinned."""

_Addend: TypeAlias = tuple[Cause, PartId | None, int | None]
_Step: TypeAlias = tuple[tuple[RunEntry, ...], int]

_PHASES: Mapping[Kind, int] = {kind: place for place, kind in enumerate(Kind)}


def netted(runs: Iterable[LedgerRun]) -> list[LedgerRun]:
    """Sum ledgers by ticket (or what they are pinned to), cause and part of a combi.

    Sums of zero are left out, and tickets that nothing is left on. The base of an entry is that of
    the last addend that is left in it. Lines stand in the order in which they first come, pinned
    ones after the tickets, the order's own last; entries in the order of the phases.
    """
    lines: dict[Line, list[LedgerRun]] = {}
    for run in runs:
        lines.setdefault(run[:3], []).append(run)
    ordered = sorted(lines, key=lambda line: (not line[0], not line[2]))
    return [net for line in ordered for net in _netted_line(line, lines[line])]


def reversed_runs(runs: Iterable[LedgerRun]) -> list[LedgerRun]:
    """Turn the sign of every entry."""
    return [
        run._replace(entries=tuple(one._replace(amount=-one.amount) for one in run.entries))
        for run in runs
    ]


def _netted_line(line: Line, runs: list[LedgerRun]) -> Iterator[LedgerRun]:
    """Walk over the tickets of a line once, from one end of a run to the next."""
    steps: dict[int, list[_Step]] = {}
    for run in runs:
        steps.setdefault(run.ordinal, []).append((run.entries, 1))
        steps.setdefault(run.ordinal + run.units, []).append((run.entries, -1))
    sums: dict[_Addend, int] = {}
    start, standing = 0, tuple[RunEntry, ...]()
    for ordinal in sorted(steps):
        for entries, sign in steps[ordinal]:
            for cause, amount, base, component in entries:
                addend = (cause, component, base)
                sums[addend] = sums.get(addend, 0) + sign * amount
        found = _entries_of(sums)
        if found == standing:
            continue
        if standing:
            yield make_run((*line, start, ordinal - start, standing))
        start, standing = ordinal, found


def _entries_of(sums: Mapping[_Addend, int]) -> tuple[RunEntry, ...]:
    by_cause: dict[tuple[Cause, PartId | None], tuple[int, int | None]] = {}
    for (cause, component, base), amount in sums.items():
        if amount:
            before, _ = by_cause.get((cause, component), (0, None))
            by_cause[cause, component] = (before + amount, base)
    found = [
        make_run_entry((cause, amount, base, component))
        for (cause, component), (amount, base) in by_cause.items()
        if amount
    ]
    found.sort(key=lambda entry: _PHASES[entry.cause.kind])
    return tuple(found)
