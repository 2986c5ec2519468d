"""The ledger of an order while it is amended: what its bookings store, and what takes its place.

A pricer numbers the live tickets of a line from zero on. In an order the numbers have gaps, where
tickets were cancelled: here they are told apart.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from counterfoil.domain.order.booking import Booking
from counterfoil.domain.order.posting import Posting
from counterfoil.domain.pricing.ledger import Kind, LedgerRun, RunEntry
from counterfoil.domain.pricing.netting import netted
from counterfoil.domain.references import ItemId, PartId, TaxId, TicketTypeId
from counterfoil.domain.statuses import TicketStatus
from counterfoil.domain.tariff.fees import FeeRefund

Line: TypeAlias = tuple[ItemId, PartId, TicketTypeId]
"""The tickets of one type in one booking, in a bundle in one part of it."""

Place: TypeAlias = tuple[ItemId, PartId, TicketTypeId, int]
"""A ticket, or what is pinned to a booking or the order: then without part and type, at -1."""

Charged: TypeAlias = tuple[Kind, str, TaxId | None]
"""A fee or tax: kind, rule and tax."""

PINNED = -1
THE_ORDER = ItemId("")


def net_runs(
    postings: Iterable[Posting], items: Collection[ItemId]
) -> Mapping[ItemId, tuple[LedgerRun, ...]]:
    """Sum what some bookings store, by ticket and cause; `THE_ORDER` is the order's own."""
    runs = (run for posting in postings for run in posting.runs if run.item in items)
    found: dict[ItemId, list[LedgerRun]] = {}
    for run in netted(runs):
        found.setdefault(run.item, []).append(run)
    return {item: tuple(of_item) for item, of_item in found.items()}


def live_ordinals(booking: Booking) -> Mapping[Line, Sequence[int]]:
    """Answer the numbers of the tickets of a booking that are good, ascending, by line."""
    lines: dict[Line, list[int]] = {}
    for ticket in booking.tickets:
        if ticket.status is TicketStatus.CONFIRMED:
            line = (booking.id, ticket.part, ticket.ticket_type)
            lines.setdefault(line, []).append(ticket.ordinal)
    return {line: sorted(ordinals) for line, ordinals in lines.items()}


def with_pieces_whole(
    runs: Sequence[LedgerRun], ordinals: Mapping[Line, Sequence[int]]
) -> Sequence[LedgerRun]:
    """Move what cancelled tickets still bear onto the last good one of their line.

    A group has one price: what its cancelled tickets store of it is still paid. Fees that never
    go back stay out.
    """
    moved: list[LedgerRun] = []
    for run in runs:
        good = ordinals.get(run[:3], ())
        entries = tuple(one for one in run.entries if not never_goes_back(one))
        if run.ordinal >= 0 and good and entries:
            first, end = bisect_left(good, run.ordinal), run.ordinal + run.units
            gone = run.units - (bisect_left(good, end) - first)
            moved.extend([run._replace(ordinal=good[-1], units=1, entries=entries)] * gone)
    return netted([*runs, *moved]) if moved else runs


def numbered_from_zero(
    runs: Iterable[LedgerRun], ordinals: Mapping[Line, Sequence[int]]
) -> Iterator[LedgerRun]:
    """Give the good tickets of each line numbers from zero on, and leave out all others."""
    for run in runs:
        if run.ordinal < 0:
            yield run
            continue
        good = ordinals.get(run[:3], ())
        first = bisect_left(good, run.ordinal)
        units = bisect_left(good, run.ordinal + run.units) - first
        if units:
            yield run._replace(ordinal=first, units=units)


def numbered_as_sold(
    runs: Iterable[LedgerRun], ordinals: Mapping[Line, Sequence[int]]
) -> Iterator[LedgerRun]:
    """Give the tickets of each line the numbers that they have in the order."""
    for run in runs:
        if run.ordinal < 0:
            yield run
            continue
        good = ordinals[run[:3]]
        start = run.ordinal
        end = run.ordinal + run.units
        for at in range(start + 1, end + 1):
            if at == end or good[at] != good[at - 1] + 1:
                yield run._replace(ordinal=good[start], units=at - start)
                start = at


def never_goes_back(entry: RunEntry) -> bool:
    """Whether an entry stays whatever becomes of what it was charged for."""
    return entry.cause.refund is FeeRefund.NEVER


def charged_as(entry: RunEntry) -> Charged:
    """Name what a fee or a tax is, whatever it was called and however it was computed."""
    return entry.cause.kind, entry.cause.rule, entry.cause.tax


def places_of(run: LedgerRun) -> Iterator[Place]:
    """Yield each ticket of a run, or what it is pinned to."""
    for ordinal in range(run.ordinal, run.ordinal + run.units):
        yield (run.item, run.part, run.ticket_type, ordinal)
