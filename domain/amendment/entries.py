"""What an amendment writes: the touched bookings taken back, what they are now, and the rest.

Nothing that is stored is rewritten. A touched booking is taken back entry by entry and written
anew. Two things stay:

* a fee that never goes back. What is charged of it anew is only what it is more than before, on
  the same ticket (or booking, or order);
* what is pinned to the order and is not computed again: adjustments, and what cancelling cut off.

What was reclaimed of discounts, when bookings that they relied on were cancelled, stays as far as
kept bookings still have more than they would get today.

Order fees with their taxes and the order's tax rounding are computed on the order as it will be,
and the difference to what is stored is written.

Source: docs/reference/pricing.md, "After the order"
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from counterfoil.domain.amendment.ledger import (
    PINNED,
    THE_ORDER,
    Charged,
    Line,
    Place,
    charged_as,
    never_goes_back,
    numbered_as_sold,
    places_of,
)
from counterfoil.domain.cancellation.causes import RECLAIMED
from counterfoil.domain.pricing.ledger import Kind, LedgerRun, RunEntry
from counterfoil.domain.pricing.netting import netted, reversed_runs
from counterfoil.domain.references import PartId, TicketTypeId

_COMPUTED_FOR_THE_ORDER = frozenset({Kind.FEE, Kind.FEE_TAX, Kind.TAX_ROUNDING})


def entries_of_bookings(
    before: Iterable[LedgerRun],
    after: Iterable[LedgerRun],
    *,
    ordinals: Mapping[Line, Sequence[int]],
) -> list[LedgerRun]:
    """Take back what touched bookings store, and write what they cost now.

    *before* are their net entries; *after* those of a pricer, whose tickets *ordinals* number.
    """
    stored = list(before)
    going = [
        _only(run, [one for one in run.entries if not never_goes_back(one)]) for run in stored
    ]
    coming = netted(_less_charged(numbered_as_sold(after, ordinals), _charged_for_good(stored)))
    return [*(run for run in reversed_runs(going) if run.entries), *coming]


def entries_of_order(
    before: Sequence[RunEntry], after: Sequence[RunEntry], *, lost: int
) -> list[LedgerRun]:
    """Write the difference between what is pinned to the order and what would be.

    *lost* is what kept bookings have of promotions beyond what they would get today.
    """
    computed = [one for one in before if one.cause.kind in _COMPUTED_FOR_THE_ORDER]
    going = [one for one in computed if not never_goes_back(one)]
    pinned = _charged_for_good([_pinned(computed)])
    coming = list(_less_charged([_pinned(after)], pinned))
    reclaimed = [one for one in before if one.cause == RECLAIMED]
    going += [one._replace(amount=max(0, one.amount - lost)) for one in reclaimed]
    return netted([*reversed_runs([_pinned(going)]), *coming])


def _charged_for_good(runs: Iterable[LedgerRun]) -> dict[Place, dict[Charged, int]]:
    """Sum the fees that never go back, by what they are charged for."""
    found: dict[Place, dict[Charged, int]] = {}
    for run in runs:
        for entry in filter(never_goes_back, run.entries):
            key = charged_as(entry)
            for place in places_of(run):
                of_place = found.setdefault(place, {})
                of_place[key] = of_place.get(key, 0) + entry.amount
    return found


def _less_charged(
    runs: Iterable[LedgerRun], charged: Mapping[Place, dict[Charged, int]]
) -> Iterator[LedgerRun]:
    """Leave of each entry what was not charged for good before."""
    lines = {place[:3] for place in charged}
    for run in runs:
        if run[:3] not in lines:
            yield run
            continue
        for place in places_of(run):
            left = dict(charged.get(place, {}))
            entries = []
            for entry in run.entries:
                key = charged_as(entry)
                taken = max(0, min(entry.amount, left.get(key, 0)))
                if taken:
                    left[key] -= taken
                if entry.amount != taken:
                    entries.append(entry._replace(amount=entry.amount - taken))
            yield run._replace(ordinal=place[3], units=1, entries=tuple(entries))


def _only(run: LedgerRun, entries: Sequence[RunEntry]) -> LedgerRun:
    return run._replace(entries=tuple(entries))


def _pinned(entries: Sequence[RunEntry]) -> LedgerRun:
    return LedgerRun(THE_ORDER, PartId(""), TicketTypeId(""), PINNED, 1, tuple(entries))
