"""The books of one settlement: what each holder has, while it is being changed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TypeAlias

from counterfoil.domain.errors import InvariantError
from counterfoil.domain.references import AllocationId, HolderId, ResourceId
from counterfoil.domain.stock.change import Movement, Overbooked, StockChange
from counterfoil.domain.stock.row import Row

Account: TypeAlias = tuple[ResourceId, HolderId]
Piece: TypeAlias = tuple[AllocationId, datetime | None]
Pieces: TypeAlias = dict[Piece, int]
"""What is in an account: quantities by allocation and expiry (None is sold)."""

_LAST = datetime.max.replace(tzinfo=UTC)


class Books:
    """Accounts of live rows that are changed in place, and what has to be written about it."""

    __slots__ = ("_accounts", "_before", "_lapsed", "_moved", "_rows")

    def __init__(self, rows: Iterable[Row], *, at: datetime) -> None:
        """Enter all *rows* that have not lapsed.

        Raises: InvariantError for a row that stands there twice or counts nothing.
        """
        self._rows: list[Row] = []
        self._accounts: dict[Account, Pieces] = {}
        self._before: dict[Account, Pieces] = {}
        self._lapsed: list[Row] = []
        self._moved: dict[tuple[ResourceId, AllocationId], list[int]] = {}
        for row in rows:
            account, expires_at = (row.resource, row.holder), row.expires_at
            if row.quantity < 1:
                raise InvariantError(f"a row counts at least one unit, not {row}")
            if expires_at is not None and expires_at <= at:
                self._lapsed.append(row)
                continue
            self._rows.append(row)
            pieces = self._accounts.setdefault(account, {})
            piece = (row.allocation, expires_at)
            if piece in pieces:
                raise InvariantError(f"a row stands in the ledger once, not twice: {row}")
            pieces[piece] = row.quantity

    def count(self, account: Account, *, held_only: bool) -> int:
        """Count what is in *account* and has not lapsed."""
        pieces = self._accounts.get(account, {})
        return sum(
            quantity
            for (_, expires_at), quantity in pieces.items()
            if not held_only or expires_at is not None
        )

    def count_lapsed(self, account: Account) -> int:
        """Count what was in *account* when it lapsed."""
        return sum(row.quantity for row in self._lapsed if (row.resource, row.holder) == account)

    def withdraw(
        self, account: Account, quantity: int, *, held_only: bool
    ) -> list[tuple[Piece, int]]:
        """Take *quantity* units, which are there, out of *account*.

        What lapses first goes first, what is sold last; of equal ones by name of allocation.
        """
        pieces = self._opened(account)
        usable = [piece for piece in pieces if not held_only or piece[1] is not None]
        if len(usable) > 1:
            usable.sort(key=lambda piece: (piece[1] is None, piece[1] or _LAST, piece[0]))
        withdrawn: list[tuple[Piece, int]] = []
        for piece in usable:
            if not quantity:
                break
            used = min(quantity, pieces[piece])
            quantity -= used
            withdrawn.append((piece, used))
            if used == pieces[piece]:
                del pieces[piece]
            else:
                pieces[piece] -= used
        assert not quantity, "only what is there is withdrawn"
        return withdrawn

    def deposit(self, account: Account, piece: Piece, quantity: int) -> None:
        """Put units into *account*."""
        pieces = self._opened(account)
        pieces[piece] = pieces.get(piece, 0) + quantity

    def count_moved(self, resource: ResourceId, piece: Piece, quantity: int) -> None:
        """Note that *quantity* more units (or fewer, below zero) count as drawn."""
        allocation, expires_at = piece
        moved = self._moved.setdefault((resource, allocation), [0, 0])
        moved[expires_at is None] += quantity

    def change(self, *, overbooked: tuple[Overbooked, ...]) -> StockChange:
        """Close the books: rows after, and the difference to the rows before."""
        rows = [row for row in self._rows if (row.resource, row.holder) not in self._before]
        written: list[Row] = []
        deleted: list[Row] = []
        for account in sorted(self._before):
            before, after = self._before[account], self._accounts[account]
            for piece, quantity in after.items():
                row = _row(account, piece, quantity)
                rows.append(row)
                if before.get(piece) != quantity:
                    written.append(row)
            deleted.extend(
                _row(account, piece, quantity)
                for piece, quantity in before.items()
                if piece not in after
            )
        return StockChange(
            rows=tuple(rows),
            written=tuple(written),
            deleted=tuple(deleted),
            lapsed=tuple(self._lapsed),
            movements=tuple(
                Movement(resource=resource, allocation=allocation, held=held, sold=sold)
                for (resource, allocation), (held, sold) in sorted(self._moved.items())
                if held or sold
            ),
            overbooked=overbooked,
        )

    def _opened(self, account: Account) -> Pieces:
        pieces = self._accounts.setdefault(account, {})
        if account not in self._before:
            self._before[account] = pieces.copy()
        return pieces


def _row(account: Account, piece: Piece, quantity: int) -> Row:
    resource, holder = account
    allocation, expires_at = piece
    return Row(
        resource=resource,
        holder=holder,
        quantity=quantity,
        allocation=allocation,
        expires_at=expires_at,
    )
