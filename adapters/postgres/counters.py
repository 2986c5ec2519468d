"""Counters on PostgreSQL: how much is drawn of what everybody wants, locked last and shortly.

* Where all draws are under the general name, one statement locks the counters in order, adds what
  moves and, for what is taken, looks whether it still fits. It adds to all of them or to none.
* Where that statement adds nothing, or a resource has slices or names beside the general one, or
  more may be drawn than is left, the general counter of each resource is locked first. Then lapsed
  rows are dropped, and `settle` is asked again with what nobody can change any more.

Whoever changes a counter of another name holds the lock of the general one. The first that writes
such a counter moves ``swept_until`` of the general one on, so that a statement that was waiting,
and could not see the new counter, adds nothing.

Rows come before counters in every transaction, and counters in the order of their names: nobody
waits in a circle. Who holds counters passes over rows that somebody else has locked, and counts
them as drawn, as the counters do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TypeAlias

from attrs import field, frozen

from counterfoil.adapters.store.instants import to_micros
from counterfoil.adapters.store.store import Counts, Session
from counterfoil.domain.catalogue.allocations import GENERAL
from counterfoil.domain.references import AllocationId, ResourceId
from counterfoil.domain.stock import Level, Row, StockChange

Name: TypeAlias = tuple[ResourceId, AllocationId]
Moved: TypeAlias = Mapping[Name, tuple[int, int]]
"""By how much more is held and sold, by the name of a counter."""

SWEPT_KNOWN = timedelta(days=1)  # far longer than a decision waits to be committed

_SEEN = """
SELECT resource, allocation, held, sold, swept_until, drawn_until FROM stock_counters
WHERE resource = ANY(?)
UNION ALL
SELECT resource, allocation, -sum(quantity), 0, 0, 0 FROM stock_rows
WHERE resource = ANY(?) AND expires_at <= ? GROUP BY resource, allocation
"""
_NEW_COUNTERS = """
INSERT INTO stock_counters (resource, allocation, held, sold, swept_until)
SELECT resource, allocation, 0, 0, 0
FROM unnest(?::text[], ?::text[]) AS new (resource, allocation) ORDER BY resource, allocation
ON CONFLICT (resource, allocation) DO NOTHING
"""
_ADD_WHAT_FITS = """
WITH wanted AS (
  SELECT * FROM unnest(?::text[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[])
    AS wanted (resource, held, sold, room, seen)
), locked AS (
  SELECT resource, held, sold, swept_until FROM stock_counters
  WHERE allocation = '' AND resource = ANY(?) ORDER BY resource FOR UPDATE
), fitting AS (
  SELECT count(*) AS number FROM locked JOIN wanted USING (resource)
  WHERE wanted.room IS NULL
    OR (locked.held + locked.sold <= wanted.room AND locked.swept_until = wanted.seen)
)
UPDATE stock_counters AS counters
SET held = locked.held + wanted.held, sold = locked.sold + wanted.sold,
    drawn_until = greatest(counters.drawn_until, ?)
FROM locked JOIN wanted USING (resource)
WHERE counters.resource = locked.resource AND counters.allocation = ''
  AND (SELECT number FROM fitting) = (SELECT count(*) FROM wanted)
"""
_LOCK = """
SELECT resource, swept_until FROM stock_counters WHERE resource = ANY(?) AND allocation = ''
ORDER BY resource FOR UPDATE
"""
_DROP_LAPSED = """
DELETE FROM stock_rows WHERE (resource, holder, allocation, expires_at) IN (
  SELECT resource, holder, allocation, expires_at FROM stock_rows
  WHERE resource = ANY(?) AND expires_at <= ? FOR UPDATE SKIP LOCKED
) RETURNING resource, allocation, quantity
"""
_COUNTED = "SELECT resource, allocation, held, sold FROM stock_counters WHERE resource = ANY(?)"
_ADD = """
UPDATE stock_counters AS counters
SET held = counters.held + added.held, sold = counters.sold + added.sold,
    swept_until = greatest(counters.swept_until, added.swept_until),
    drawn_until = greatest(counters.drawn_until, added.drawn_until)
FROM unnest(?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[])
  AS added (resource, allocation, held, sold, swept_until, drawn_until)
WHERE counters.resource = added.resource AND counters.allocation = added.allocation
"""
_WAS_SWEPT = "SELECT 1 FROM stock_counters WHERE resource = ANY(?) AND swept_until > ? LIMIT 1"
_SWEEP = """
DELETE FROM stock_rows WHERE (resource, holder, allocation, expires_at) IN (
  SELECT resource, holder, allocation, expires_at FROM stock_rows
  WHERE expires_at <= ? ORDER BY expires_at LIMIT ? FOR UPDATE SKIP LOCKED
) RETURNING resource, allocation, quantity
"""
_DROP_IDLE = """
DELETE FROM stock_counters WHERE (resource, allocation) IN (
  SELECT resource, allocation FROM stock_counters
  WHERE swept_until BETWEEN 1 AND ? AND held = 0 AND sold = 0 LIMIT ? FOR UPDATE SKIP LOCKED
)
"""


@frozen(kw_only=True)
class Seen:
    """The counters of some resources as they are seen without a lock.

    ``counts`` are less what has lapsed. Of the general counters, by resource: ``swept``, and
    ``drawn``, the latest instant at which somebody drew.
    """

    counts: dict[ResourceId, dict[AllocationId, list[int]]] = field(factory=dict)
    swept: dict[ResourceId, int] = field(factory=dict)
    drawn: dict[ResourceId, int] = field(factory=dict)

    def of(self, resource: ResourceId) -> Mapping[AllocationId, Sequence[int]]:
        """Answer what is counted of a resource."""
        return self.counts.get(resource, {})


def seen(session: Session, resources: Collection[ResourceId], *, at: datetime) -> Seen:
    """Look at counters without a lock."""
    found = Seen()
    if not resources:
        return found
    asked = sorted(resources)
    for resource, allocation, held, sold, swept, drawn in session.rows(
        _SEEN, (asked, asked, to_micros(at))
    ):
        count = found.counts.setdefault(resource, {}).setdefault(allocation, [0, 0])
        count[0] += held
        count[1] += sold
        if allocation == GENERAL:
            found.swept[resource] = max(swept, found.swept.get(resource, 0))
            found.drawn[resource] = max(drawn, found.drawn.get(resource, 0))
    return found


def moved(change: StockChange) -> Moved:
    """Sum by how much the counters of a change differ, those of its lapsed rows included."""
    found = {(one.resource, one.allocation): (one.held, one.sold) for one in change.movements}
    for name, quantity in summed(change.lapsed).items():
        held, sold = found.get(name, (0, 0))
        found[name] = (held - quantity, sold)
    return found


def is_plain(
    change: StockChange, moved: Moved, *, levels: Mapping[ResourceId, Level], seen: Seen
) -> bool:
    """Say whether one look at the general counters can tell that a change may be."""
    return (
        not change.overbooked
        and all(allocation == GENERAL for _, allocation in moved)
        and not any(level.allocations for level in levels.values())
        and all(seen.of(resource).keys() <= {GENERAL} for resource in levels)
    )


def add_what_fits(
    session: Session,
    moved: Moved,
    *,
    taken: Mapping[ResourceId, int],
    levels: Mapping[ResourceId, Level],
    seen: Seen,
    at: datetime,
) -> bool:
    """Add to the general counters, where what is taken fits; say whether it did."""
    new = [resource for resource in sorted(taken) if resource not in seen.swept]
    if new:
        session.run(_NEW_COUNTERS, (new, [GENERAL] * len(new)))
    resources = sorted({resource for resource, _ in moved} | taken.keys())
    wanted = []
    for resource in resources:
        level = levels.get(resource)
        total = None if level is None else level.total
        room = None if total is None else total - taken[resource]
        held, sold = moved.get((resource, GENERAL), (0, 0))
        wanted.append((resource, held, sold, room, seen.swept.get(resource, 0)))
    return bool(session.run(_ADD_WHAT_FITS, (*columns(wanted), resources, to_micros(at))))


def lock(session: Session, resources: Collection[ResourceId], moved: Moved) -> None:
    """Keep all others from the counters of resources; let them know of counters that are new."""
    wanted = sorted(resources)
    session.run(_NEW_COUNTERS, (wanted, [GENERAL] * len(wanted)))
    swept = dict(session.rows(_LOCK, (wanted,)))
    names = sorted(name for name in moved if name[1] != GENERAL)
    if names and session.run(_NEW_COUNTERS, columns(names)):
        told = sorted({resource for resource, _ in names})
        session.run(
            _ADD,
            columns([(resource, GENERAL, 0, 0, swept[resource] + 1, 0) for resource in told]),
        )


def dropped(session: Session, resources: Collection[ResourceId], *, at: datetime) -> Counter[Name]:
    """Drop lapsed rows of resources; answer how much they held, by name."""
    found: Counter[Name] = Counter()
    for resource, allocation, quantity in session.rows(
        _DROP_LAPSED, (sorted(resources), to_micros(at))
    ):
        found[resource, allocation] += quantity
    return found


def counted(
    session: Session, resources: Collection[ResourceId], *, less: Mapping[Name, int]
) -> Counts:
    """Count what is drawn of resources whose counters are locked."""
    counts: dict[ResourceId, dict[AllocationId, tuple[int, int]]] = {}
    for resource, allocation, held, sold in session.rows(_COUNTED, (sorted(resources),)):
        still_held = held - less.get((resource, allocation), 0)
        counts.setdefault(resource, {})[allocation] = (still_held, sold)
    return counts


def add(session: Session, moved: Moved, *, dropped: Mapping[Name, int], at: datetime) -> None:
    """Add to counters that are locked, and note until when lapsed rows were dropped."""
    instant = to_micros(at)
    added = {name: [held, sold, 0, 0] for name, (held, sold) in moved.items()}
    for resource, _ in moved:
        added.setdefault((resource, GENERAL), [0, 0, 0, 0])[3] = instant
    for (resource, allocation), quantity in dropped.items():
        added.setdefault((resource, allocation), [0, 0, 0, 0])[0] -= quantity
        added.setdefault((resource, GENERAL), [0, 0, 0, 0])[2] = instant
    if added:
        session.run(_ADD, columns([(*name, *added[name]) for name in sorted(added)]))


def summed(rows: Iterable[Row]) -> Counter[Name]:
    """Sum what rows hold, by the name of the counter that counts it."""
    found: Counter[Name] = Counter()
    for row in rows:
        found[row.resource, row.allocation] += row.quantity
    return found


def sweep(session: Session, *, before: datetime, limit: int) -> int:
    """Drop rows that had lapsed at an instant, and counters that count nothing; answer how many.

    Rows that somebody else is changing are left to the next time.
    """
    lapsed = session.rows(_SWEEP, (to_micros(before), limit))
    dropped: Counter[Name] = Counter()
    for resource, allocation, quantity in lapsed:
        dropped[resource, allocation] += quantity
    if dropped:
        session.rows(_LOCK, (sorted({resource for resource, _ in dropped}),))
        add(session, {}, dropped=dropped, at=before)
    session.run(_DROP_IDLE, (to_micros(before - SWEPT_KNOWN), limit))
    return len(lapsed)


def was_swept(session: Session, resources: Sequence[ResourceId], *, at: datetime) -> bool:
    """Say whether somebody who came later has dropped rows of one of these resources."""
    return session.row(_WAS_SWEPT, (resources, to_micros(at))) is not None


def columns(rows: Sequence[tuple[object, ...]]) -> list[list[object]]:
    """Turn rows into columns, which is how many rows are bound to one statement."""
    return [list(column) for column in zip(*rows, strict=True)]
