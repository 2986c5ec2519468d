"""Strategies for ledgers, their limits, and what is drawn from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from hypothesis import strategies as st

from counterfoil.domain.references import AllocationId, HolderId, ResourceId
from counterfoil.domain.stock import (
    GENERAL,
    Allocation,
    Carry,
    Draws,
    Give,
    Keep,
    Limit,
    Overbooking,
    Overflow,
    Renew,
    Row,
    Take,
)

NOW = datetime(2026, 5, 2, 9, tzinfo=UTC)
EXPIRIES = [NOW + timedelta(minutes=minutes) for minutes in (5, 10, 15)]
LAST = NOW + timedelta(days=1)
ENDED = [NOW - timedelta(minutes=1), NOW]
HOLDERS = [HolderId(name) for name in "abc"]
RESOURCES = [ResourceId("pool:hall"), ResourceId("uses:SUMMER")]
AGENT, SCHOOL, STRANGER = (AllocationId(name) for name in ("agent", "school", "stranger"))
NAMES = [GENERAL, AGENT, SCHOOL, STRANGER]  # nothing is ever set aside for the stranger
QUANTITY_MAX = 6


class Case(NamedTuple):
    """A ledger at NOW, and what is to be drawn."""

    rows: tuple[Row, ...]
    limits: tuple[Limit, ...]
    draws: Draws


def quantities() -> st.SearchStrategy[int]:
    return st.integers(1, QUANTITY_MAX)


def totals() -> st.SearchStrategy[int | None]:
    return st.none() | st.integers(0, 40)


def allocations() -> st.SearchStrategy[tuple[Allocation, ...]]:
    one = st.builds(
        Allocation,
        name=st.sampled_from([AGENT, SCHOOL]),
        quantity=st.integers(0, 6),
        overflow=st.sampled_from(Overflow),
    )
    return st.lists(one, max_size=2, unique_by=lambda made: made.name).map(tuple)


@st.composite
def limits(
    draw: st.DrawFn, *, total: st.SearchStrategy[int | None] | None = None
) -> tuple[Limit, ...]:
    """Generate a limit for each resource."""
    return tuple(
        Limit(
            resource=resource,
            total=draw(totals() if total is None else total),
            allocations=draw(allocations()),
            overbooking=draw(st.sampled_from(Overbooking)),
        )
        for resource in RESOURCES
    )


@st.composite
def ledgers(draw: st.DrawFn) -> tuple[Row, ...]:
    """Generate rows, each once: held, sold and lapsed ones."""
    identities = st.tuples(
        st.sampled_from(RESOURCES),
        st.sampled_from(HOLDERS),
        st.sampled_from(NAMES),
        st.sampled_from([*EXPIRIES, *ENDED, None, None]),
    )
    return tuple(
        Row(
            resource=resource,
            holder=holder,
            allocation=name,
            expires_at=expires_at,
            quantity=draw(quantities()),
        )
        for resource, holder, name, expires_at in draw(
            st.lists(identities, max_size=10, unique=True)
        )
    )


def takes(*, overbooking: Sequence[Overbooking] = tuple(Overbooking)) -> st.SearchStrategy[Take]:
    return st.builds(
        Take,
        resource=st.sampled_from(RESOURCES),
        quantity=quantities(),
        holder=st.sampled_from(HOLDERS),
        allocation=st.sampled_from(NAMES),
        expires_at=st.sampled_from([*EXPIRIES, None]),
        overbooking=st.sampled_from(overbooking),
    )


@st.composite
def draws_on(draw: st.DrawFn, rows: Sequence[Row], *, at: datetime = NOW) -> Draws:
    """Generate draws: careful ones on what is there, or careless ones on anything."""
    careless = draw(st.integers(0, 3)) == 0
    live = [row for row in rows if careless or not row.has_lapsed(at)]
    held = [row for row in live if careless or row.expires_at is not None]
    expiry = st.sampled_from([*(one for one in EXPIRIES if one > at), LAST])

    def lines(among: Iterable[Row]) -> Iterator[dict[str, Any]]:
        choice = list(among)
        for row in draw(st.lists(st.sampled_from(choice), max_size=2)) if choice else ():
            quantity = draw(st.integers(1, row.quantity + careless))
            yield {"resource": row.resource, "holder": row.holder, "quantity": quantity}

    return Draws(
        keeps=tuple(Keep(**line) for line in lines(held)),
        renews=tuple(Renew(**line, expires_at=draw(expiry)) for line in lines(held)),
        carries=tuple(Carry(**line, to=draw(st.sampled_from(HOLDERS))) for line in lines(live)),
        takes=tuple(draw(st.lists(takes(), max_size=4))),
        gives=tuple(Give(**line) for line in lines(live)),
    )


@st.composite
def limits_around(
    draw: st.DrawFn, rows: Sequence[Row], *, asked: Sequence[Take]
) -> tuple[Limit, ...]:
    """Generate limits of which what is drawn and what is asked for is nearly all, or too much."""
    return tuple(
        Limit(
            resource=resource,
            total=max(
                0,
                sum(
                    row.quantity
                    for row in rows
                    if row.resource == resource and not row.has_lapsed(NOW)
                )
                + sum(take.quantity for take in asked if take.resource == resource)
                + draw(st.integers(-QUANTITY_MAX, QUANTITY_MAX)),
            ),
            allocations=draw(allocations()),
            overbooking=draw(st.sampled_from(Overbooking)),
        )
        for resource in RESOURCES
    )


@st.composite
def cases(draw: st.DrawFn) -> Case:
    rows = draw(ledgers())
    draws = draw(draws_on(rows))
    known = draw(limits_around(rows, asked=draws.takes) | limits())
    return Case(rows, known, draws)


@st.composite
def takings(draw: st.DrawFn) -> Case:
    """Generate cases in which several lines that may not overbook are taken, and nothing else."""
    rows = draw(ledgers())
    asked = draw(st.lists(takes(overbooking=(Overbooking.REFUSED,)), min_size=2, max_size=6))
    known = draw(limits_around(rows, asked=asked))
    return Case(rows, known, Draws(takes=tuple(asked)))
