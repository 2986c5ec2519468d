"""A hall, a few holders and short ways to write down what they have and draw."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from counterfoil.domain.references import AllocationId, HolderId, ResourceId
from counterfoil.domain.stock import (
    GENERAL,
    Allocation,
    Carry,
    Draws,
    Give,
    Keep,
    Level,
    Limit,
    Overbooking,
    Overflow,
    Renew,
    Row,
    Settlement,
    StockChange,
    Take,
    levels_of,
    settle,
)

NOW = datetime(2026, 5, 2, 9, tzinfo=UTC)
SOON = NOW + timedelta(minutes=5)
LATER = NOW + timedelta(minutes=15)
PAST = NOW - timedelta(seconds=1)

HALL = ResourceId("pool:hall")
BOAT = ResourceId("pool:boat")
ANNA = HolderId("anna")
BEN = HolderId("ben")
AGENT = AllocationId("agent")
SCHOOL = AllocationId("school")


def row(
    quantity: int,
    holder: HolderId = ANNA,
    *,
    of: ResourceId = HALL,
    until: datetime | None = LATER,
    under: AllocationId = GENERAL,
) -> Row:
    return Row(resource=of, holder=holder, quantity=quantity, allocation=under, expires_at=until)


def sold(
    quantity: int,
    holder: HolderId = ANNA,
    *,
    of: ResourceId = HALL,
    under: AllocationId = GENERAL,
) -> Row:
    return row(quantity, holder, of=of, until=None, under=under)


def allocation(
    quantity: int, name: AllocationId = AGENT, *, overflow: Overflow = Overflow.REFUSED
) -> Allocation:
    return Allocation(name=name, quantity=quantity, overflow=overflow)


def limit(
    total: int | None,
    *allocations: Allocation,
    of: ResourceId = HALL,
    overbooking: Overbooking = Overbooking.REFUSED,
) -> Limit:
    return Limit(resource=of, total=total, allocations=allocations, overbooking=overbooking)


def level(total: int | None, rows: Iterable[Row] = (), *allocations: Allocation) -> Level:
    """Count the rows of the hall."""
    return levels_of([limit(total, *allocations)], rows, at=NOW)[HALL]


def take(
    quantity: int,
    holder: HolderId = ANNA,
    *,
    of: ResourceId = HALL,
    until: datetime | None = LATER,
    under: AllocationId = GENERAL,
    overbooking: Overbooking = Overbooking.REFUSED,
) -> Take:
    return Take(
        resource=of,
        quantity=quantity,
        holder=holder,
        allocation=under,
        expires_at=until,
        overbooking=overbooking,
    )


def keep(quantity: int, holder: HolderId = ANNA, *, of: ResourceId = HALL) -> Keep:
    return Keep(resource=of, quantity=quantity, holder=holder)


def renew(
    quantity: int, until: datetime, holder: HolderId = ANNA, *, of: ResourceId = HALL
) -> Renew:
    return Renew(resource=of, quantity=quantity, holder=holder, expires_at=until)


def give(quantity: int, holder: HolderId = ANNA, *, of: ResourceId = HALL) -> Give:
    return Give(resource=of, quantity=quantity, holder=holder)


def carry(quantity: int, holder: HolderId = ANNA, *, to: HolderId, of: ResourceId = HALL) -> Carry:
    return Carry(resource=of, quantity=quantity, holder=holder, to=to)


def draws(*draws: Keep | Renew | Carry | Take | Give) -> Draws:
    """Sort draws by what they are."""
    return Draws(
        keeps=tuple(draw for draw in draws if isinstance(draw, Keep)),
        renews=tuple(draw for draw in draws if isinstance(draw, Renew)),
        carries=tuple(draw for draw in draws if isinstance(draw, Carry)),
        takes=tuple(draw for draw in draws if isinstance(draw, Take)),
        gives=tuple(draw for draw in draws if isinstance(draw, Give)),
    )


def settled(
    rows: Iterable[Row],
    limits: Limit | Iterable[Limit],
    *drawn: Keep | Renew | Carry | Take | Give,
    at: datetime = NOW,
) -> Settlement:
    """Settle against levels that count exactly *rows*."""
    given = tuple(rows)
    known = [limits] if isinstance(limits, Limit) else limits
    return settle(given, levels_of(known, given, at=at), draws(*drawn), at)


def changed(
    rows: Iterable[Row],
    limits: Limit | Iterable[Limit],
    *drawn: Keep | Renew | Carry | Take | Give,
    at: datetime = NOW,
) -> StockChange:
    """Settle what is not refused."""
    change = settled(rows, limits, *drawn, at=at)
    assert isinstance(change, StockChange), change
    return change
