"""How fast stock is drawn and given back, beside a bare dictionary. Figures, not verdicts.

Read the ratios of one run: every benchmark here holds and releases the same thousand holds once
per round. `nox -s bench` prints them.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from counterfoil.domain.references import AllocationId, HolderId, ResourceId
from counterfoil.domain.stock import (
    GENERAL,
    Allocation,
    Draws,
    Give,
    Level,
    Limit,
    Overflow,
    Row,
    StockChange,
    Take,
    levels_of,
    moved,
    settle,
)

NOW = datetime(2026, 5, 2, 9, tzinfo=UTC)
SOON = NOW + timedelta(minutes=15)
HALL, BOAT = ResourceId("pool:hall"), ResourceId("pool:boat")
AGENT = AllocationId("agent")
HOLDERS = [HolderId(f"item-{number}") for number in range(1_000)]
ROUNDS = 7
PLENTY = 10**9


@pytest.fixture(autouse=True, scope="module")
def _set_aside() -> Iterator[None]:
    """Set everything aside that the tests have loaded, as a service does when it has started."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


def hold_and_release_by_hand() -> int:
    """Do what is left of it without names, dates, reports and checks of what is asked."""
    left, held = PLENTY, dict[str, int]()
    for holder in HOLDERS:
        if left >= 2:
            left -= 2
            held[holder] = held.get(holder, 0) + 2
        left += held.pop(holder)
    return left


def hold_and_release(
    levels: dict[ResourceId, Level], resources: tuple[ResourceId, ...], name: AllocationId
) -> dict[ResourceId, Level]:
    """Settle a take and a give for every holder, as a store does that keeps levels."""
    for holder in HOLDERS:
        takes = tuple(
            Take(resource=one, quantity=2, holder=holder, allocation=name, expires_at=SOON)
            for one in resources
        )
        held = settle((), levels, Draws(takes=takes), NOW)
        assert isinstance(held, StockChange)
        levels = moved(levels, held.movements)
        gives = tuple(Give(resource=one, quantity=2, holder=holder) for one in resources)
        released = settle(held.written, levels, Draws(gives=gives), NOW)
        assert isinstance(released, StockChange)
        levels = moved(levels, released.movements)
    return levels


def test_by_hand(benchmark: BenchmarkFixture) -> None:
    benchmark.group = "1,000 holds, drawn and given back"
    benchmark.name = "a: a bare dictionary"

    benchmark.pedantic(  # type: ignore[no-untyped-call]
        hold_and_release_by_hand, rounds=ROUNDS, warmup_rounds=1
    )

    assert hold_and_release_by_hand() == PLENTY


@pytest.mark.parametrize(
    ("resources", "slices"),
    [
        ((HALL,), ()),
        ((HALL, BOAT), ()),
        ((HALL,), (Allocation(name=AGENT, quantity=1, overflow=Overflow.ALLOWED),)),
    ],
    ids=["one pool", "two pools", "an allocation that overflows"],
)
def test_settle(
    benchmark: BenchmarkFixture,
    request: pytest.FixtureRequest,
    resources: tuple[ResourceId, ...],
    slices: tuple[Allocation, ...],
) -> None:
    known = [Limit(resource=one, total=PLENTY, allocations=slices) for one in resources]
    empty = levels_of(known, (), at=NOW)
    name = AGENT if slices else GENERAL
    benchmark.group = "1,000 holds, drawn and given back"
    benchmark.name = f"settle, {request.node.callspec.id}"

    args = (empty, resources, name)
    benchmark.pedantic(  # type: ignore[no-untyped-call]
        hold_and_release, args=args, rounds=ROUNDS, warmup_rounds=1
    )

    assert hold_and_release(*args) == empty


@pytest.mark.parametrize("others", [0, 100, 1_000, 10_000])
def test_settle_beside_the_rows_of_others(benchmark: BenchmarkFixture, others: int) -> None:
    """A store that hands over whole pools pays for every row of them; one of holders does not."""
    rows = tuple(
        Row(resource=HALL, holder=HolderId(f"other-{number}"), quantity=1, expires_at=SOON)
        for number in range(others)
    )
    levels = levels_of([Limit(resource=HALL, total=PLENTY)], rows, at=NOW)
    draws = Draws(takes=(Take(resource=HALL, quantity=2, holder=HOLDERS[0], expires_at=SOON),))
    benchmark.group = "one hold, beside rows of others"
    benchmark.name = f"{others} rows"

    change = benchmark(settle, rows, levels, draws, NOW)

    assert isinstance(change, StockChange)
    assert len(change.written) == 1
