"""Levels that are counted from rows, and levels that move."""

import pytest
from tests.unit.stock.build import (
    AGENT,
    BEN,
    BOAT,
    HALL,
    LATER,
    NOW,
    SOON,
    allocation,
    limit,
    row,
    sold,
)

from counterfoil.domain.errors import InvariantError
from counterfoil.domain.stock import GENERAL, AllocationLevel, Level, Movement, levels_of, moved

SLICE = allocation(5)


def test_rows_are_counted_by_resource_by_name_and_by_whether_they_are_sold() -> None:
    rows = [
        row(1),
        row(2, BEN),
        sold(4),
        row(8, under=AGENT),
        sold(16, under=AGENT),
        row(32, of=BOAT),
    ]

    found = levels_of([limit(100, SLICE), limit(50, of=BOAT)], rows, at=NOW)

    assert found == {
        HALL: Level(
            resource=HALL,
            total=100,
            held=11,
            sold=20,
            allocations=(AllocationLevel(allocation=SLICE, held=8, sold=16),),
        ),
        BOAT: Level(resource=BOAT, total=50, held=32),
    }


def test_a_hold_counts_until_its_expiry_and_not_at_it() -> None:
    rows = [row(3, until=SOON)]

    held = [levels_of([limit(9)], rows, at=at)[HALL].held for at in (NOW, SOON, LATER)]

    assert held == [3, 0, 0]


def test_a_resource_that_nobody_drew_has_a_level() -> None:
    assert levels_of([limit(9)], [], at=NOW) == {HALL: Level(resource=HALL, total=9)}


def test_rows_of_other_resources_are_passed_over() -> None:
    assert levels_of([], [row(3)], at=NOW) == {}


def test_a_movement_moves_its_resource_and_its_slice() -> None:
    before = levels_of([limit(100, SLICE)], [row(4, under=AGENT), row(2)], at=NOW)

    after = moved(
        before,
        [
            Movement(resource=HALL, allocation=AGENT, held=-3, sold=3),
            Movement(resource=HALL, allocation=GENERAL, held=5),
            Movement(resource=BOAT, allocation=GENERAL, held=-7),
        ],
    )

    assert after == {
        HALL: Level(
            resource=HALL,
            total=100,
            held=8,
            sold=3,
            allocations=(AllocationLevel(allocation=SLICE, held=1, sold=3),),
        )
    }
    assert before[HALL].held == 6


@pytest.mark.parametrize(
    "movement",
    [
        Movement(resource=HALL, allocation=GENERAL, held=-7),
        Movement(resource=HALL, allocation=GENERAL, sold=-1),
        Movement(resource=HALL, allocation=AGENT, held=-5),
    ],
    ids=["held", "sold", "slice"],
)
def test_no_more_comes_back_than_was_drawn(movement: Movement) -> None:
    levels = levels_of([limit(100, SLICE)], [row(4, under=AGENT), row(2)], at=NOW)

    with pytest.raises(InvariantError, match="pool:hall: more comes back than is drawn"):
        moved(levels, [movement])
