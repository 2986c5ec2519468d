"""What is left for whom, of pools with and without slices that are set aside."""

import pytest
from tests.unit.stock.build import (
    AGENT,
    BEN,
    HALL,
    PAST,
    SCHOOL,
    allocation,
    level,
    limit,
    row,
    sold,
)

from counterfoil.domain.errors import UsageError
from counterfoil.domain.references import AllocationId
from counterfoil.domain.stock import GENERAL, Allocation, Level, LevelState, Overflow, Row

STRANGER = AllocationId("stranger")
OPEN = Overflow.ALLOWED


def test_without_slices_everybody_may_have_what_is_not_drawn() -> None:
    found = level(10, [row(3), sold(4, BEN)])

    assert (found.held, found.sold, found.drawn) == (3, 4, 7)
    assert found.left() == found.left(STRANGER) == 3


def test_what_has_lapsed_is_not_drawn() -> None:
    assert level(10, [row(3, until=PAST), row(2)]).left() == 8


def test_an_unlimited_pool_has_no_end() -> None:
    found = level(None, [row(3), sold(4, BEN)])

    assert found.left() is None
    assert found.overdrawn == 0
    assert found.drawn == 7


@pytest.mark.parametrize(
    ("agent", "general", "overflow", "left_agent", "left_general"),
    [
        # a pool of 100, of which 30 are the agent's
        (0, 0, Overflow.REFUSED, 30, 70),
        (10, 50, Overflow.REFUSED, 20, 20),
        (30, 50, Overflow.REFUSED, 0, 20),
        (30, 70, Overflow.REFUSED, 0, 0),
        (10, 70, Overflow.REFUSED, 20, 0),
        (0, 0, OPEN, 100, 70),
        (10, 50, OPEN, 40, 20),
        (30, 50, OPEN, 20, 20),
        (35, 50, OPEN, 15, 15),  # five of the agent's have overflowed
        (0, 70, OPEN, 30, 0),
    ],
)
def test_what_is_left_of_a_slice_and_of_the_rest(
    *, agent: int, general: int, overflow: Overflow, left_agent: int, left_general: int
) -> None:
    rows = [row(quantity, under=name) for quantity, name in ((agent, AGENT), (general, GENERAL))]

    found = level(100, [one for one in rows if one.quantity], allocation(30, overflow=overflow))

    assert found.left(AGENT) == left_agent
    assert found.left() == found.left(STRANGER) == left_general


def test_two_slices_are_set_aside_beside_each_other() -> None:
    found = level(
        20,
        [row(2, under=AGENT), sold(9, BEN)],
        allocation(5, overflow=OPEN),
        allocation(3, SCHOOL),
    )

    # free 9, of which 3 are still the agent's and 3 the school's
    assert found.left() == 3
    assert found.left(AGENT) == 6
    assert found.left(SCHOOL) == 3


def test_what_one_allocation_overflowed_does_not_open_the_slice_of_another() -> None:
    slices = (allocation(5, overflow=OPEN), allocation(3, SCHOOL))

    found = level(20, [row(9, under=AGENT)], *slices)

    # free 11, of which 3 are the school's
    assert found.left() == found.left(AGENT) == 8
    assert found.left(SCHOOL) == 3


def test_slices_that_promise_more_than_there_is_are_served_first_come_first_served() -> None:
    slices = (allocation(8, overflow=OPEN), allocation(8, SCHOOL))

    empty, drawn = level(10, (), *slices), level(10, [row(7, under=AGENT)], *slices)

    assert (empty.left(AGENT), empty.left(SCHOOL), empty.left()) == (8, 8, 0)
    assert (drawn.left(AGENT), drawn.left(SCHOOL), drawn.left()) == (1, 3, 0)


def test_a_slice_of_an_unlimited_pool_binds_only_where_it_must_not_overflow() -> None:
    closed = level(None, [row(2, under=AGENT)], allocation(5))
    open_ = level(None, [row(2, under=AGENT)], allocation(5, overflow=OPEN))

    assert (closed.left(AGENT), closed.left()) == (3, None)
    assert (open_.left(AGENT), open_.left()) == (None, None)


def test_a_pool_that_shrank_below_what_is_drawn_sells_nothing_and_says_so() -> None:
    rows = [row(3), sold(4, BEN), row(1, under=AGENT)]

    found = level(6, rows, allocation(5, overflow=OPEN))

    assert found.overdrawn == 2
    assert found.drawn == 8
    assert found.left() == found.left(AGENT) == 0
    assert found.state() is found.state(AGENT) is LevelState.OVERDRAWN


def test_a_pool_that_shrank_to_what_is_drawn_is_not_overdrawn() -> None:
    found = level(7, [row(3), sold(4, BEN)])

    assert found.overdrawn == 0
    assert found.left() == 0


@pytest.mark.parametrize(
    ("total", "rows", "slices", "state"),
    [
        (5, [sold(4)], (), LevelState.AVAILABLE),
        (None, [sold(4)], (), LevelState.AVAILABLE),
        (0, [], (), LevelState.SOLD_OUT),
        (5, [sold(5)], (), LevelState.SOLD_OUT),
        (5, [sold(4), row(1)], (), LevelState.HELD),
        (5, [sold(2)], (allocation(3),), LevelState.RESERVED),
        (5, [sold(2), row(1)], (allocation(3),), LevelState.RESERVED),  # the hold took a promise
        (6, [sold(2), row(1)], (allocation(3),), LevelState.HELD),
        (5, [sold(2), row(2, under=AGENT)], (allocation(3),), LevelState.RESERVED),
        (5, [sold(2), row(3, under=AGENT)], (allocation(3),), LevelState.RESERVED),
        (5, [sold(6)], (), LevelState.OVERDRAWN),
    ],
)
def test_how_a_resource_stands_in_general(
    total: int | None, rows: list[Row], slices: tuple[Allocation, ...], state: LevelState
) -> None:
    assert level(total, rows, *slices).state() is state


def test_how_a_resource_stands_for_an_allocation() -> None:
    closed = level(9, [row(3, under=AGENT)], allocation(3))
    sold_up = level(9, [sold(3, under=AGENT)], allocation(3))

    assert closed.state(AGENT) is LevelState.HELD
    assert sold_up.state(AGENT) is LevelState.RESERVED
    assert closed.state() is sold_up.state() is LevelState.AVAILABLE


@pytest.mark.parametrize("total", [-1, True, "5"])
def test_a_total_of_no_number_of_units_is_refused(total: int) -> None:
    with pytest.raises(UsageError, match=r"total: .* is not a number of units"):
        limit(total)


def test_two_slices_of_one_name_are_refused() -> None:
    with pytest.raises(UsageError, match="allocations: 'agent' is the name of two slices"):
        limit(10, allocation(1), allocation(2))


def test_a_level_can_be_written_down_without_slices() -> None:
    assert Level(resource=HALL, total=5, held=2, sold=1).left() == 2
