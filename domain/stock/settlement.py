"""Settling: the only function that changes stock.

A store reads the rows of the holders that a decision names, and the levels of the resources; it
calls `settle`, and writes what comes out. Everything that must be atomic is one call: seats,
spots, uses and budgets of all items are drawn together or not at all, with no rule about any of
them here.

Within one step every unit is used once, and only sums count: neither the order of the draws nor
how they are split over lines changes what happens.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from counterfoil.domain.errors import InvariantError, UsageError
from counterfoil.domain.references import ResourceId
from counterfoil.domain.stock.books import Account, Books
from counterfoil.domain.stock.change import (
    Missing,
    MissingUnits,
    Settlement,
    Short,
    Step,
    StockChange,
)
from counterfoil.domain.stock.draws import Carry, Draws, Give, Keep, Renew, Take, summed
from counterfoil.domain.stock.granting import grant
from counterfoil.domain.stock.level import Level
from counterfoil.domain.stock.row import Row

_NO_OFFSET = timedelta(0)


def settle(
    rows: Iterable[Row], levels: Mapping[ResourceId, Level], draws: Draws, at: datetime
) -> Settlement:
    """Apply *draws* to the stock as it is at an instant (aware UTC), all of them or none.

    *rows* are those of every holder and resource that *draws* name; others may be among them, and
    lapsed ones are dropped and reported wherever they belong to. *levels* are those of every
    resource that is taken; they count all rows of the resource at *at*, also those not given.

    Returns: StockChange, or the first that applies of: Missing from what is kept, carried or
        renewed; Short; Missing from what is given.
    Raises: UsageError for a quantity below one, an expiry that is not after *at*, an instant that
        is not in UTC, and a level that is not there; InvariantError for rows and levels that
        contradict each other.
    Source: docs/reference/laws.md#H1
    """
    _check_instants(draws, at)
    books = Books(rows, at=at)
    if draws.keeps or draws.renews or draws.carries:
        missing = _keep(books, draws.keeps)
        missing += _carry(books, draws.carries)
        missing += _renew(books, draws.renews)
        if missing:
            return Missing(units=tuple(missing))
    granted = grant(draws.takes, levels)
    if isinstance(granted, Short):
        return granted
    _take(books, draws.takes)
    if missing := _give(books, draws.gives):
        return Missing(units=tuple(missing))
    change = books.change(overbooked=granted)
    _check_levels(change, levels)
    return change


def _keep(books: Books, keeps: Sequence[Keep]) -> list[MissingUnits]:
    missing: list[MissingUnits] = []
    for account, quantity in summed(
        ((keep.resource, keep.holder), keep.quantity) for keep in keeps
    ):
        if lack := _lack(books, account, quantity, Step.KEEP):
            missing.append(lack)
            continue
        for piece, count in books.withdraw(account, quantity, held_only=True):
            sold = (piece[0], None)
            books.deposit(account, sold, count)
            books.count_moved(account[0], piece, -count)
            books.count_moved(account[0], sold, count)
    return missing


def _carry(books: Books, carries: Sequence[Carry]) -> list[MissingUnits]:
    missing: list[MissingUnits] = []
    carried = []
    asked = summed(((one.resource, one.holder, one.to), one.quantity) for one in carries)
    for (resource, holder, to), quantity in asked:
        account = (resource, holder)
        if lack := _lack(books, account, quantity, Step.CARRY):
            missing.append(lack)
            continue
        for piece, count in books.withdraw(account, quantity, held_only=False):
            carried.append(((resource, to), piece, count))
    # Only now, so that nothing is carried on by the successor it was carried to.
    for account, piece, count in carried:
        books.deposit(account, piece, count)
    return missing


def _renew(books: Books, renews: Sequence[Renew]) -> list[MissingUnits]:
    missing: list[MissingUnits] = []
    renewed = []
    asked = summed(((one.resource, one.holder, one.expires_at), one.quantity) for one in renews)
    for (resource, holder, expires_at), quantity in asked:
        account = (resource, holder)
        if lack := _lack(books, account, quantity, Step.RENEW):
            missing.append(lack)
            continue
        for (allocation, _), count in books.withdraw(account, quantity, held_only=True):
            renewed.append((account, (allocation, expires_at), count))
    # Only now, so that what was renewed once is not taken for what is to be renewed next.
    for account, piece, count in renewed:
        books.deposit(account, piece, count)
    return missing


def _take(books: Books, takes: Sequence[Take]) -> None:
    for take in takes:
        piece = (take.allocation, take.expires_at)
        books.deposit((take.resource, take.holder), piece, take.quantity)
        books.count_moved(take.resource, piece, take.quantity)


def _give(books: Books, gives: Sequence[Give]) -> list[MissingUnits]:
    missing: list[MissingUnits] = []
    for account, quantity in summed(
        ((give.resource, give.holder), give.quantity) for give in gives
    ):
        if lack := _lack(books, account, quantity, Step.GIVE):
            missing.append(lack)
            continue
        live = min(quantity, books.count(account, held_only=False))
        for piece, count in books.withdraw(account, live, held_only=False):
            books.count_moved(account[0], piece, -count)
    return missing


def _lack(books: Books, account: Account, asked: int, step: Step) -> MissingUnits | None:
    """Say what is missing in *account*; to give back, what has lapsed there is as good."""
    found = books.count(account, held_only=step is Step.KEEP or step is Step.RENEW)
    if asked <= found:
        return None
    lapsed = books.count_lapsed(account)
    if step is Step.GIVE and asked <= found + lapsed:
        return None
    resource, holder = account
    return MissingUnits(
        step=step, resource=resource, holder=holder, asked=asked, found=found, lapsed=lapsed
    )


def _check_instants(draws: Draws, at: datetime) -> None:
    _check_instant(at, field="at")
    dated: tuple[Renew | Take, ...] = (*draws.renews, *draws.takes)
    for draw in dated:
        expires_at = draw.expires_at
        if expires_at is None:
            continue
        _check_instant(expires_at, field="expires_at")
        if expires_at <= at:
            raise UsageError(
                field="expires_at",
                value=expires_at.isoformat(),
                problem="is not in the future",
                allowed=f"an instant after {at.isoformat()}",
            )


def _check_instant(instant: datetime, *, field: str) -> None:
    # Two readings of one zone would be compared by what the wall shows.
    if instant.tzinfo is not UTC and instant.utcoffset() != _NO_OFFSET:
        raise UsageError(
            field=field,
            value=instant.isoformat(),
            problem="is not an instant in UTC",
            allowed="an aware datetime with an offset of zero",
        )


def _check_levels(change: StockChange, levels: Mapping[ResourceId, Level]) -> None:
    for movement in change.movements:
        level = levels.get(movement.resource)
        if level is not None and (level.held < -movement.held or level.sold < -movement.sold):
            raise InvariantError(f"more comes back than the level counts: {movement}, {level}")
