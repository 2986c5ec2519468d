"""Places of a ledger: what each ticket, booking and the order itself bear, by cause.

What never goes back is in none of them: it stays whatever is cancelled.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple, TypeAlias

from counterfoil.domain.order.posting import Posting
from counterfoil.domain.pricing.ledger import Cause, LedgerRun, RunEntry
from counterfoil.domain.references import ItemId, PartId, TicketTypeId
from counterfoil.domain.tariff.fees import FeeRefund
from counterfoil.domain.tariff.taxes import Effect

PINNED = -1  # the ordinal of what is no ticket's
NO_ITEM = ItemId("")
NO_PART = PartId("")
NO_TICKET_TYPE = TicketTypeId("")


class Line(NamedTuple):
    """The tickets of one type in one booking, in a bundle in one part of it."""

    item: ItemId
    part: PartId
    ticket_type: TicketTypeId


class Place(NamedTuple):
    """One ticket in the ledger, or what is pinned to a booking or to the order."""

    item: ItemId
    part: PartId
    ticket_type: TicketTypeId
    ordinal: int

    @property
    def line(self) -> Line:
        """Name the line that the ticket is in."""
        return Line(self.item, self.part, self.ticket_type)


THE_ORDER = Place(NO_ITEM, NO_PART, NO_TICKET_TYPE, PINNED)

Key: TypeAlias = tuple[Cause, PartId | None]
Sums: TypeAlias = Mapping[Place, Mapping[Key, int]]
Move: TypeAlias = Callable[[Place], Place | None]


def of_booking(item: ItemId) -> Place:
    """Name what is pinned to a booking."""
    return Place(item, NO_PART, NO_TICKET_TYPE, PINNED)


def sums_of(runs: Iterable[LedgerRun], *, move: Move = lambda place: place) -> Sums:
    """Sum the entries of each place by cause; sums of zero are left out.

    *move* says where the entries of a place belong; None leaves them out.
    """
    # Equal causes are many and slow to compare: each run names its own once.
    keys: dict[Key, int] = {}
    found: dict[Place, dict[int, int]] = {}
    for run in runs:
        entries = [
            (keys.setdefault((cause, component), len(keys)), amount)
            for cause, amount, _, component in run.entries
            if cause.refund is not FeeRefund.NEVER
        ]
        for ordinal in range(run.ordinal, run.ordinal + run.units) if entries else ():
            place = move(Place(run.item, run.part, run.ticket_type, ordinal))
            if place is None:
                continue
            sums = found.setdefault(place, {})
            for key, amount in entries:
                sums[key] = sums.get(key, 0) + amount
    names = list(keys)
    return _nonzero(
        {
            place: {names[key]: amount for key, amount in sums.items()}
            for place, sums in found.items()
        }
    )


def with_entries(sums: Sums, entries: Iterable[tuple[Place, Cause, int]]) -> Sums:
    """Answer sums with some entries more; amounts are minor units."""
    found = {place: dict(of_place) for place, of_place in sums.items()}
    for place, cause, amount in entries:
        at = found.setdefault(place, {})
        at[cause, None] = at.get((cause, None), 0) + amount
    return _nonzero(found)


def _nonzero(sums: Sums) -> Sums:
    left = {
        place: {key: amount for key, amount in of_place.items() if amount}
        for place, of_place in sums.items()
    }
    return {place: of_place for place, of_place in left.items() if of_place}


def turned(sums: Sums) -> Sums:
    """Answer sums with their signs turned."""
    return {
        place: {key: -amount for key, amount in of_place.items()}
        for place, of_place in sums.items()
    }


def added(sums: Sums) -> int:
    """Sum what is ADDED: what the guest pays, in minor units."""
    return sum(map(added_at, sums.values()))


def added_at(sums: Mapping[Key, int]) -> int:
    """Sum what is ADDED at one place, in minor units."""
    return sum(amount for (cause, _), amount in sums.items() if cause.effect is Effect.ADDED)


def kept_for_good(postings: Iterable[Posting]) -> int:
    """Sum what never goes back: fees of that kind, their taxes, and what cancelling has cost."""
    return sum(
        run.units * entry.amount
        for posting in postings
        for run in posting.runs
        for entry in run.entries
        if entry.cause.refund is FeeRefund.NEVER and entry.cause.effect is Effect.ADDED
    )


def runs_of(sums: Sums) -> Iterator[LedgerRun]:
    """Write sums down, neighboring tickets with the same ones together."""
    last: LedgerRun | None = None
    for place in sorted(sums):
        entries = tuple(
            RunEntry(cause, amount, None, component)
            for (cause, component), amount in sums[place].items()
        )
        if (
            last is not None
            and place.ordinal > 0
            and last[:3] == place[:3]
            and last.ordinal + last.units == place.ordinal
            and last.entries == entries
        ):
            last = last._replace(units=last.units + 1)
            continue
        if last is not None:
            yield last
        last = LedgerRun(*place, 1, entries)
    if last is not None:
        yield last
