"""Stock in memory: rows by account, counters by resource and name drawn under, a heap of expiries.

A hold costs the same whether ten carts are alive or a hundred thousand.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from heapq import heappop, heappush

from counterfoil.domain.errors import InvariantError
from counterfoil.domain.references import AllocationId, HolderId, ResourceId
from counterfoil.domain.stock import Draws, Level, Missing, Overbooked, Row, Short, settle
from counterfoil.ports.errors import ConflictError


class MemoryStock:
    """Rows by account, counters by resource and name, a heap of expiries.

    It is not thread-safe by itself.
    """

    def __init__(self) -> None:
        self._rows: dict[
            tuple[ResourceId, HolderId], dict[tuple[AllocationId, datetime | None], Row]
        ] = {}
        self.swept_until = datetime.min.replace(tzinfo=UTC)
        self._drawn: dict[ResourceId, dict[AllocationId, list[int]]] = {}
        self._expiries: list[tuple[datetime, ResourceId, HolderId, AllocationId]] = []

    def drawn(self, resource: ResourceId) -> Mapping[AllocationId, Sequence[int]]:
        """Count what is held and what is sold of a resource, by the name it is drawn under."""
        return self._drawn.get(resource, {})

    def rows_of(self, draws: Draws) -> Iterator[Row]:
        """Find the rows of every account that draws name."""
        accounts = {
            (draw.resource, draw.holder)
            for step in (draws.keeps, draws.renews, draws.carries, draws.takes, draws.gives)
            for draw in step
        }
        accounts |= {(carry.resource, carry.to) for carry in draws.carries}
        for account in sorted(accounts):
            yield from self._rows.get(account, {}).values()

    def write(self, *, deleted: Collection[Row], written: Collection[Row]) -> None:
        """Carry out the delta of a settlement."""
        for row in deleted:
            self._remove(row)
        for row in written:
            account = (row.resource, row.holder)
            piece = (row.allocation, row.expires_at)
            old = self._rows.get(account, {}).get(piece)
            if old is not None:
                self._remove(old)
            self._rows.setdefault(account, {})[piece] = row
            self._count(row, row.quantity)
            if row.expires_at is not None:
                heappush(
                    self._expiries, (row.expires_at, row.resource, row.holder, row.allocation)
                )

    def expire(self, at: datetime) -> None:
        """Drop the rows that have lapsed; those that were renewed or given back are not there."""
        self.swept_until = max(self.swept_until, at)
        while self._expiries and self._expiries[0][0] <= at:
            expires_at, resource, holder, allocation = heappop(self._expiries)
            row = self._rows.get((resource, holder), {}).get((allocation, expires_at))
            if row is not None:
                self._remove(row)

    def _remove(self, row: Row) -> None:
        account = (row.resource, row.holder)
        pieces = self._rows[account]
        del pieces[row.allocation, row.expires_at]
        if not pieces:
            del self._rows[account]
        self._count(row, -row.quantity)

    def _count(self, row: Row, quantity: int) -> None:
        counters = self._drawn.setdefault(row.resource, {})
        counter = counters.setdefault(row.allocation, [0, 0])
        counter[row.expires_at is None] += quantity
        if not any(counter):
            del counters[row.allocation]
            if not counters:
                del self._drawn[row.resource]

    def settle(
        self, draws: Draws, levels: Mapping[ResourceId, Level], *, at: datetime
    ) -> tuple[Overbooked, ...]:
        """Carry draws out, all or nothing; *levels* are those of what is taken.

        Raises: ConflictError for what ran out or lapsed meanwhile, InvariantError for a hold that
            never was.
        """
        answer = settle(self.rows_of(draws), levels, draws, at)
        match answer:
            case Short(shortages=shortages):
                raise ConflictError(f"{shortages[0].resource} ran out meanwhile")
            case Missing() if answer.only_lapsed or self.swept_until > at:
                raise ConflictError("a hold has lapsed meanwhile")
            case Missing(units=units):
                raise InvariantError(f"a hold is not there: {units[0]}")
            case _:
                self.write(deleted=answer.deleted, written=answer.written)
                return answer.overbooked
