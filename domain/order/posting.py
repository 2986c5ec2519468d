"""Postings: what was written into an order's ledger at one time. None is ever rewritten."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import Enum

from attrs import frozen

from counterfoil.domain.pricing.ledger import LedgerRun, UnitTarget
from counterfoil.domain.tariff.taxes import Effect


class PostingReason(Enum):
    """Why entries were written."""

    CONFIRMATION = "CONFIRMATION"
    AMENDMENT = "AMENDMENT"
    CANCELLATION = "CANCELLATION"


@frozen(kw_only=True)
class Posting:
    """Entries that were written together, in a version of the order.

    Amounts are minor units of the order's currency; what is given back has the opposite sign.
    """

    version: int
    at: datetime
    reason: PostingReason
    runs: tuple[LedgerRun, ...]


def total_of(postings: Iterable[Posting]) -> int:
    """Sum what is ADDED: what the guest pays."""
    return sum(run.units * added(run) for posting in postings for run in posting.runs)


def added(run: LedgerRun) -> int:
    """Sum what is ADDED to each ticket of a run."""
    return sum(entry.amount for entry in run.entries if entry.cause.effect is Effect.ADDED)


def totals_of_units(postings: Iterable[Posting]) -> Mapping[UnitTarget, int]:
    """Sum what is ADDED by ticket; what is pinned to a booking or the order is in none."""
    sums: dict[UnitTarget, int] = {}
    for posting in postings:
        for run in posting.runs:
            if run.ordinal < 0:
                continue
            amount = added(run)
            for ordinal in range(run.ordinal, run.ordinal + run.units):
                target = UnitTarget(
                    item=run.item, part=run.part, ticket_type=run.ticket_type, ordinal=ordinal
                )
                sums[target] = sums.get(target, 0) + amount
    return sums
