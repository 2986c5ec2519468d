"""Stock on PostgreSQL: rows of holders, whose cart or order is locked, before what all share.

`settle` says what draws do. It is asked with what is seen without a lock; the rows that it answers
are those of the holders, which nobody else changes meanwhile, so that they are good whatever has
become of the counters. Those come last.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias

from counterfoil.adapters.postgres import counters
from counterfoil.adapters.postgres.counters import columns
from counterfoil.adapters.store.instants import NEVER, from_micros
from counterfoil.adapters.store.stock import accounts_of, identity_of
from counterfoil.adapters.store.store import Counts, LevelOf, Session, StockTable
from counterfoil.domain.errors import InvariantError
from counterfoil.domain.references import HolderId, ResourceId
from counterfoil.domain.stock import (
    Carry,
    Draws,
    Keep,
    Level,
    Missing,
    Overbooked,
    Renew,
    Row,
    Short,
    StockChange,
    settle,
)
from counterfoil.ports.errors import ConflictError

Account: TypeAlias = tuple[ResourceId, HolderId]

_ROWS = """
SELECT resource, holder, allocation, expires_at, quantity FROM stock_rows
WHERE (resource, holder) IN (SELECT * FROM unnest(?::text[], ?::text[]))
ORDER BY resource, holder, allocation, expires_at FOR UPDATE
"""
_DELETE = """
DELETE FROM stock_rows WHERE (resource, holder, allocation, expires_at) IN
  (SELECT * FROM unnest(?::text[], ?::text[], ?::text[], ?::bigint[]))
"""
_WRITE = """
INSERT INTO stock_rows (resource, holder, allocation, expires_at, quantity)
SELECT * FROM unnest(?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[])
ON CONFLICT (resource, holder, allocation, expires_at)
DO UPDATE SET quantity = excluded.quantity
"""


class PostgresStock:
    """Draws stock; it keeps nothing, so that threads may share it."""

    def counts(
        self, session: Session, resources: Collection[ResourceId], *, at: datetime
    ) -> Counts:
        """Count what is drawn, less what has lapsed and was not dropped yet."""
        return counters.seen(session, resources, at=at).counts

    def hold_still(self, session: Session, resources: Collection[ResourceId]) -> None:
        """Lock the general counters, without which none of another name changes."""
        counters.lock(session, resources, {})

    def settle(
        self, session: Session, draws: Draws, *, at: datetime, level: LevelOf
    ) -> tuple[Overbooked, ...]:
        """Carry draws out, all or nothing.

        Raises: ConflictError for what ran out or lapsed meanwhile, InvariantError for a hold that
            never was.
        """
        rows = _rows_of(session, sorted(accounts_of(draws)))
        taken = Counter[ResourceId]()
        for take in draws.takes:
            taken[take.resource] += take.quantity
        held_on = {(one.resource, one.holder) for one in _held_on(draws)}
        looked_at = taken.keys() | {resource for resource, _ in held_on}
        seen = counters.seen(session, looked_at, at=at)
        for row in rows:
            if (row.resource, row.holder) in held_on and _is_late(row, seen, at=at):
                raise ConflictError("a hold has lapsed meanwhile")
        levels = {resource: level(resource, seen.of(resource)) for resource in taken}
        change = _settled(session, rows, levels, draws, at)
        _write(session, change)
        moved = counters.moved(change)
        if not moved and not taken:
            return ()
        if counters.is_plain(change, moved, levels=levels, seen=seen):
            fitted = counters.add_what_fits(
                session, moved, taken=taken, levels=levels, seen=seen, at=at
            )
            if fitted:
                return ()
        counters.lock(session, {resource for resource, _ in moved} | taken.keys(), moved)
        dropped = counters.dropped(session, taken, at=at)
        counts = counters.counted(session, taken, less=dropped + counters.summed(change.lapsed))
        levels = {resource: level(resource, counts.get(resource, {})) for resource in taken}
        change = _settled(session, rows, levels, draws, at)
        counters.add(session, counters.moved(change), dropped=dropped, at=at)
        return change.overbooked

    def drop_lapsed(self, session: Session, *, before: datetime, limit: int) -> int:
        """Drop rows of holds that had lapsed at an instant, and counters that count nothing."""
        return counters.sweep(session, before=before, limit=limit)


def _held_on(draws: Draws) -> Iterator[Keep | Renew | Carry]:
    """Yield what is drawn of holds that must not have lapsed."""
    yield from draws.keeps
    yield from draws.carries
    yield from draws.renews


def _is_late(row: Row, seen: counters.Seen, *, at: datetime) -> bool:
    """Say whether somebody has drawn after a hold ended which had not ended at *at*."""
    ends_at = row.expires_at
    return ends_at is not None and at < ends_at <= from_micros(seen.drawn.get(row.resource, 0))


def _rows_of(session: Session, accounts: Sequence[Account]) -> list[Row]:
    """Read the rows of accounts, and keep a sweep from them until the transaction ends."""
    resources = [resource for resource, _ in accounts]
    holders = [holder for _, holder in accounts]
    return [
        Row(
            resource=resource,
            holder=holder,
            quantity=quantity,
            allocation=allocation,
            expires_at=None if expires_at == NEVER else from_micros(expires_at),
        )
        for resource, holder, allocation, expires_at, quantity in session.rows(
            _ROWS, (resources, holders)
        )
    ]


def _settled(
    session: Session,
    rows: Sequence[Row],
    levels: Mapping[ResourceId, Level],
    draws: Draws,
    at: datetime,
) -> StockChange:
    answer = settle(rows, levels, draws, at)
    match answer:
        case Short(shortages=shortages):
            raise ConflictError(f"{shortages[0].resource} ran out meanwhile")
        case Missing(units=units):
            resources = sorted({unit.resource for unit in units})
            if answer.only_lapsed or counters.was_swept(session, resources, at=at):
                raise ConflictError("a hold has lapsed meanwhile")
            raise InvariantError(f"a hold is not there: {units[0]}")
        case _:
            return answer


def _write(session: Session, change: StockChange) -> None:
    gone = [*change.deleted, *change.lapsed]
    if gone:
        session.run(_DELETE, columns([identity_of(row) for row in gone]))
    if change.written:
        written = [(*identity_of(row), row.quantity) for row in change.written]
        session.run(_WRITE, columns(written))


if TYPE_CHECKING:
    _: type[StockTable] = PostgresStock
