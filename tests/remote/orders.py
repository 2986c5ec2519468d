"""Orders as the harbor shows them, and how ours are asked of it."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from attrs import evolve
from tests.remote.harbor import Document

from counterfoil.domain.cart.item import CartItem
from counterfoil.domain.order.order import Order
from counterfoil.domain.order.posting import Posting, PostingReason
from counterfoil.domain.pricing.ledger import Cause, Kind, LedgerRun, RunEntry
from counterfoil.domain.references import ItemId, PartId, SystemReference, TicketTypeId

LIST = Cause(kind=Kind.LIST, type="each", rule="harbor", label="Price of the harbor")
CODES = Cause(kind=Kind.PROMOCODE, type="codes", rule="harbor", label="Codes of the harbor")
NOBODY = ItemId("")
NO_PART = PartId("")
NO_TYPE = TicketTypeId("")


def lines_for(items: Iterable[CartItem]) -> list[dict[str, Any]]:
    """Write items as the harbor wants them: our ids are its bookings."""
    return [
        {"booking": item.id, "slot": item.slot, "type": ticket_type, "count": count}
        for item in items
        for ticket_type, count in item.quantities
    ]


def order_of(document: Document, known: Order) -> Order:
    """Answer an order as the harbor shows it; *known* has what the harbor knows nothing of.

    All entries are the harbor's, none of ours, so that its price is never mixed with an estimate.
    """
    there = {line["booking"] for line in document["lines"]}
    (first,) = known.postings
    assert first.reason is PostingReason.CONFIRMATION, "the harbor amends nothing"
    return evolve(
        known,
        bookings=tuple(booking for booking in known.bookings if booking.id in there),
        postings=(Posting(version=1, at=first.at, reason=first.reason, runs=_runs(document)),),
        promocodes=(),
        priced=evolve(known.priced, total=_cents(document["total"])),
        system_reference=SystemReference(document["reference"]),
    )


def _runs(document: Document) -> tuple[LedgerRun, ...]:
    counts: dict[tuple[ItemId, TicketTypeId], int] = {}
    runs: list[LedgerRun] = []
    for line in document["lines"]:
        place = (ItemId(line["booking"]), TicketTypeId(line["type"]))
        first = counts.get(place, 0)
        counts[place] = first + line["count"]
        each = RunEntry(LIST, _cents(line["each"]), None, None)
        runs.append(LedgerRun(place[0], NO_PART, place[1], first, line["count"], (each,)))
    whole = sum(run.units * run.entries[0].amount for run in runs)
    off = _cents(document["total"]) - whole
    if off:
        entry = RunEntry(CODES, off, None, None)
        runs.append(LedgerRun(NOBODY, NO_PART, NO_TYPE, -1, 1, (entry,)))
    return tuple(runs)


def _cents(amount: str) -> int:
    return int(Decimal(amount) * 100)
