"""Postings in documents: each cause is written once, and entries name it by its place.

A ledger has many entries and few causes. Runs and entries are lists without names, since there are
thousands of them in a large order:

    {"causes": [{"kind": "LIST", ...}],
     "runs": [["item-1", "", "adult", 0, 2, [[0, 1250, null, null]]]], ...}
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeAlias

from attrs import frozen
from cattrs import Converter

from counterfoil.adapters.documents.faults import UnreadableError
from counterfoil.domain.order.posting import Posting, PostingReason
from counterfoil.domain.pricing.ledger import Cause, LedgerRun, make_run, make_run_entry
from counterfoil.domain.references import ItemId, PartId, TicketTypeId

WrittenEntry: TypeAlias = tuple[int, int, int | None, PartId | None]
WrittenRun: TypeAlias = tuple[ItemId, PartId, TicketTypeId, int, int, tuple[WrittenEntry, ...]]


@frozen(kw_only=True)
class WrittenPosting:
    """A posting as it is written; an entry begins with the place of its cause."""

    version: int
    at: datetime
    reason: PostingReason
    causes: tuple[Cause, ...]
    runs: tuple[WrittenRun, ...]


def register_postings(converter: Converter) -> None:
    """Teach *converter* to write and read postings."""
    write = converter.get_unstructure_hook(WrittenPosting)
    read = converter.get_structure_hook(WrittenPosting)
    converter.register_unstructure_hook(Posting, _writer(write))
    converter.register_structure_hook(
        Posting, lambda value, _: _posting(read(value, WrittenPosting))
    )


def _writer(write: Callable[[WrittenPosting], Any]) -> Callable[[Posting], Any]:
    def written(posting: Posting) -> Any:
        causes: dict[Cause, int] = {}
        runs = tuple(_written_run(run, causes) for run in posting.runs)
        return write(
            WrittenPosting(
                version=posting.version,
                at=posting.at,
                reason=posting.reason,
                causes=tuple(causes),
                runs=runs,
            )
        )

    return written


def _written_run(run: LedgerRun, causes: dict[Cause, int]) -> WrittenRun:
    entries = tuple(
        (causes.setdefault(cause, len(causes)), amount, base, component)
        for cause, amount, base, component in run.entries
    )
    return (run.item, run.part, run.ticket_type, run.ordinal, run.units, entries)


def _posting(written: WrittenPosting) -> Posting:
    return Posting(
        version=written.version,
        at=written.at,
        reason=written.reason,
        runs=tuple(_run(run, written.causes) for run in written.runs),
    )


def _run(run: WrittenRun, causes: tuple[Cause, ...]) -> LedgerRun:
    item, part, ticket_type, ordinal, units, entries = run
    if any(not 0 <= entry[0] < len(causes) for entry in entries):
        raise UnreadableError(
            f"an entry names a cause that is not there, allowed: 0 to {len(causes) - 1}"
        )
    found = tuple(
        make_run_entry((causes[place], amount, base, component))
        for place, amount, base, component in entries
    )
    return make_run((item, part, ticket_type, ordinal, units, found))
