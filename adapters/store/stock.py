"""Stock in rows, settled by `settle` itself, where a transaction keeps all others out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from counterfoil.adapters.store.dialect import Dialect
from counterfoil.adapters.store.instants import NEVER, from_micros, to_micros
from counterfoil.adapters.store.store import Counts, LevelOf, Session, StockTable
from counterfoil.domain.errors import InvariantError
from counterfoil.domain.references import AllocationId, HolderId, ResourceId
from counterfoil.domain.stock import (
    Draws,
    Missing,
    MissingUnits,
    Overbooked,
    Row,
    Short,
    StockChange,
    settle,
)
from counterfoil.ports.errors import ConflictError

SWEPT_KNOWN = timedelta(days=1)  # far longer than a decision waits to be committed

_ROWS = "SELECT allocation, expires_at, quantity FROM stock_rows WHERE resource = ? AND holder = ?"
_LAPSED = (
    "DELETE FROM stock_rows WHERE resource = ? AND expires_at <= ? RETURNING allocation, quantity"
)
_DELETE = (
    "DELETE FROM stock_rows "
    "WHERE resource = ? AND holder = ? AND allocation = ? AND expires_at = ?"
)
_WRITE = (
    "INSERT INTO stock_rows (resource, holder, allocation, expires_at, quantity) "
    "VALUES (?, ?, ?, ?, ?) ON CONFLICT (resource, holder, allocation, expires_at) "
    "DO UPDATE SET quantity = excluded.quantity"
)
_COUNT = (
    "INSERT INTO stock_counters (resource, allocation, held, sold, swept_until) "
    "VALUES (?, ?, ?, ?, 0) ON CONFLICT (resource, allocation) "
    "DO UPDATE SET held = stock_counters.held + excluded.held, "
    "sold = stock_counters.sold + excluded.sold"
)
_SWEPT = (
    "UPDATE stock_counters SET held = held - ?, swept_until = ? "
    "WHERE resource = ? AND allocation = ?"
)
_COUNTS = "SELECT allocation, held, sold FROM stock_counters WHERE resource = ?"
_IDLE = "DELETE FROM stock_counters WHERE held = 0 AND sold = 0 AND swept_until <= ?"


class SettledStock:
    """Reads the rows that draws name, settles them, and writes what comes out."""

    def __init__(self, dialect: Dialect) -> None:
        among = dialect.among("resource")
        self._many = dialect.many
        self._counts = (
            f"SELECT resource, allocation, held, sold FROM stock_counters WHERE {among} "
            "UNION ALL SELECT resource, allocation, -SUM(quantity), 0 FROM stock_rows "
            f"WHERE {among} AND expires_at <= ? GROUP BY resource, allocation"
        )

    def counts(
        self, session: Session, resources: Collection[ResourceId], *, at: datetime
    ) -> Counts:
        """Count what is drawn, less what has lapsed and was not dropped yet."""
        asked = self._many(resources)
        counts: dict[ResourceId, dict[AllocationId, list[int]]] = {}
        found = session.rows(self._counts, (asked, asked, to_micros(at)))
        for resource, allocation, held, sold in found:
            count = counts.setdefault(resource, {}).setdefault(allocation, [0, 0])
            count[0] += held
            count[1] += sold
        return counts

    def hold_still(self, session: Session, resources: Collection[ResourceId]) -> None:
        """Do nothing: nobody else writes meanwhile."""

    def settle(
        self,
        session: Session,
        draws: Draws,
        *,
        at: datetime,
        level: LevelOf,
    ) -> tuple[Overbooked, ...]:
        """Carry draws out, all or nothing.

        Raises: ConflictError for what ran out or lapsed meanwhile, InvariantError for a hold that
            never was.
        """
        accounts = accounts_of(draws)
        for resource in sorted({resource for resource, _ in accounts}):
            _drop(session, resource, at=at)
        rows = [row for account in sorted(accounts) for row in _rows_of(session, *account)]
        levels = {
            resource: level(resource, _counted(session, resource))
            for resource in {take.resource for take in draws.takes}
        }
        answer = settle(rows, levels, draws, at)
        match answer:
            case Short(shortages=shortages):
                raise ConflictError(f"{shortages[0].resource} ran out meanwhile")
            case Missing() if answer.only_lapsed or _was_swept(session, answer.units, at=at):
                raise ConflictError("a hold has lapsed meanwhile")
            case Missing(units=units):
                raise InvariantError(f"a hold is not there: {units[0]}")
            case _:
                _write(session, answer)
                return answer.overbooked

    def drop_lapsed(self, session: Session, *, before: datetime, limit: int) -> int:
        """Drop rows of holds that had lapsed at an instant, and counters that count nothing."""
        instant = to_micros(before)
        resources = session.rows(
            "SELECT resource, COUNT(*) FROM "
            "(SELECT resource FROM stock_rows WHERE expires_at <= ? "
            "ORDER BY expires_at LIMIT ?) AS lapsed GROUP BY resource",
            (instant, limit),
        )
        for resource, _ in resources:
            _drop(session, resource, at=before)
        session.run(_IDLE, (to_micros(before - SWEPT_KNOWN),))
        return sum(count for _, count in resources)


def accounts_of(draws: Draws) -> set[tuple[ResourceId, HolderId]]:
    """Name the accounts that draws are about."""
    accounts = {
        (draw.resource, draw.holder)
        for step in (draws.keeps, draws.renews, draws.carries, draws.takes, draws.gives)
        for draw in step
    }
    return accounts | {(carry.resource, carry.to) for carry in draws.carries}


def _drop(session: Session, resource: ResourceId, *, at: datetime) -> None:
    """Drop the lapsed rows of a resource."""
    instant = to_micros(at)
    lapsed: dict[AllocationId, int] = {}
    for allocation, quantity in session.rows(_LAPSED, (resource, instant)):
        lapsed[allocation] = lapsed.get(allocation, 0) + quantity
    session.run_each(
        _SWEPT,
        [(quantity, instant, resource, allocation) for allocation, quantity in lapsed.items()],
    )


def _rows_of(session: Session, resource: ResourceId, holder: HolderId) -> list[Row]:
    return [
        Row(
            resource=resource,
            holder=holder,
            quantity=quantity,
            allocation=allocation,
            expires_at=None if expires_at == NEVER else from_micros(expires_at),
        )
        for allocation, expires_at, quantity in session.rows(_ROWS, (resource, holder))
    ]


def _counted(session: Session, resource: ResourceId) -> dict[AllocationId, tuple[int, int]]:
    found = session.rows(_COUNTS, (resource,))
    return {allocation: (held, sold) for allocation, held, sold in found}


def _was_swept(session: Session, units: Sequence[MissingUnits], *, at: datetime) -> bool:
    """Whether somebody who came later has dropped rows of what is missing."""
    instant = to_micros(at)
    return any(
        session.row(
            "SELECT 1 FROM stock_counters WHERE resource = ? AND swept_until > ?",
            (unit.resource, instant),
        )
        for unit in units
    )


def _write(session: Session, change: StockChange) -> None:
    session.run_each(_DELETE, [identity_of(row) for row in change.deleted])
    session.run_each(_WRITE, [(*identity_of(row), row.quantity) for row in change.written])
    session.run_each(
        _COUNT,
        [(one.resource, one.allocation, one.held, one.sold) for one in change.movements],
    )


def identity_of(row: Row) -> tuple[str, str, str, int]:
    """Answer the key of a row."""
    expires_at = NEVER if row.expires_at is None else to_micros(row.expires_at)
    return (row.resource, row.holder, row.allocation, expires_at)


if TYPE_CHECKING:
    _: type[StockTable] = SettledStock
