"""Allocation over runs of equal units, case by case."""

from __future__ import annotations

import pytest

from counterfoil.domain.allocation import (
    Groups,
    allocate,
    allocate_capped,
    merge_runs,
    normalize,
)
from counterfoil.domain.allocation import _spread_left_over as spread_left_over
from counterfoil.domain.errors import InvariantError


class TestAllocate:
    @pytest.mark.parametrize(
        ("amount", "runs", "groups"),
        [
            # Two tickets of 20.25 and one of 10.00 share 5.00.
            (500, [(2, 2025), (1, 1000)], [((1, 201), (1, 200)), ((1, 99),)]),
            # The largest fraction wins wherever it stands: 1/6, 2/6 and 3/6 of 10.
            (10, [(1, 1), (1, 2), (1, 3)], [((1, 2),), ((1, 3),), ((1, 5),)]),
            # Of equal fractions the earlier run wins, then the earlier unit.
            (4, [(2, 1), (1, 1)], [((1, 2), (1, 1)), ((1, 1),)]),
            (5, [(2, 1), (2, 1)], [((1, 2), (1, 1)), ((2, 1),)]),
            # A whole run can be raised, and the next one in part.
            (5, [(2, 1), (2, 1), (4, 0)], [((1, 2), (1, 1)), ((2, 1),), ((4, 0),)]),
            (3, [(2, 1), (2, 1)], [((2, 1),), ((1, 1), (1, 0))]),
            # Nothing is left over.
            (12, [(2, 1), (1, 4)], [((2, 2),), ((1, 8),)]),
            # A weight of zero gets nothing even where minor units are left over.
            (1, [(1, 0), (3, 7)], [((1, 0),), ((1, 1), (2, 0))]),
            # An empty run has no groups and takes no left-over unit.
            (1, [(0, 5), (3, 5)], [(), ((1, 1), (2, 0))]),
            (0, [(2, 3)], [((2, 0),)]),
            # Amounts and weights beyond 64 bits stay exact.
            (10**30 + 1, [(2, 10**25)], [((1, 10**30 // 2 + 1), (1, 10**30 // 2))]),
        ],
    )
    def test_the_amount_is_shared_by_largest_remainder(
        self, amount: int, runs: list[tuple[int, int]], groups: list[Groups]
    ) -> None:
        assert allocate(amount, runs) == (groups, 0)

    @pytest.mark.parametrize(
        ("runs", "groups"),
        [
            ([(2, 0), (1, 0)], [((2, 0),), ((1, 0),)]),
            ([(0, 4), (1, 0)], [(), ((1, 0),)]),
            ([(0, 4)], [()]),
            ([], []),
        ],
    )
    def test_what_nothing_weighs_for_is_reported_as_the_rest(
        self, runs: list[tuple[int, int]], groups: list[Groups]
    ) -> None:
        assert allocate(700, runs) == (groups, 700)

    @pytest.mark.parametrize(
        ("amount", "runs"), [(-1, [(1, 1)]), (1, [(-1, 1), (3, 1)]), (1, [(1, -1), (1, 3)])]
    )
    def test_anything_below_zero_is_a_defect_of_the_caller(
        self, amount: int, runs: list[tuple[int, int]]
    ) -> None:
        with pytest.raises(AssertionError, match="zero or more"):
            allocate(amount, runs)

    def test_more_left_over_than_units_is_a_defect_and_not_lost(self) -> None:
        with pytest.raises(InvariantError, match="left over"):
            spread_left_over(3, [((2, 5),)], [1])


class TestAllocateCapped:
    @pytest.mark.parametrize(
        ("amount", "runs", "groups", "rest"),
        [
            # No ceiling is reached: as without ceilings.
            (500, [(2, 2025, 2025), (1, 1000, 1000)], [((1, 201), (1, 200)), ((1, 99),)], 0),
            # The first is fixed at 10; the other takes the 90 that are left.
            (100, [(1, 1, 10), (1, 1, 200)], [((1, 10),), ((1, 90),)], 0),
            # Fixing one pushes another over its ceiling: 30:30:40 becomes 20, then 35, then 45.
            (
                100,
                [(1, 3, 20), (1, 3, 33), (1, 4, 90)],
                [((1, 20),), ((1, 33),), ((1, 47),)],
                0,
            ),
            # What nobody can take is the rest.
            (100, [(1, 1, 10), (2, 1, 15)], [((1, 10),), ((2, 15),)], 60),
            # A discount of more than everything takes everything.
            (9000, [(2, 2025, 2025), (1, 0, 0)], [((2, 2025),), ((1, 0),)], 4950),
            # Zero weight gets nothing although there is room.
            (100, [(1, 0, 50), (1, 1, 50)], [((1, 0),), ((1, 50),)], 50),
            # A ceiling of zero gets nothing although it weighs.
            (100, [(1, 9, 0), (1, 1, 100)], [((1, 0),), ((1, 100),)], 0),
            # A share that is exactly its ceiling is not over it.
            (20, [(1, 1, 10), (1, 1, 10)], [((1, 10),), ((1, 10),)], 0),
            # Rounding up reaches a ceiling and never passes it: 3.5 and 3.5 with a ceiling of 4.
            (7, [(1, 1, 4), (1, 1, 4)], [((1, 4),), ((1, 3),)], 0),
            # 3.5 is over a ceiling of 3, whatever its turn would have been.
            (7, [(1, 1, 9), (1, 1, 3)], [((1, 4),), ((1, 3),)], 0),
            (10, [(0, 1, 0), (2, 1, 4)], [(), ((2, 4),)], 2),
            (10, [(1, 0, 5)], [((1, 0),)], 10),
            (10, [], [], 10),
            (0, [(2, 1, 0)], [((2, 0),)], 0),
        ],
    )
    def test_no_unit_passes_its_ceiling_and_the_others_take_what_is_left(
        self, amount: int, runs: list[tuple[int, int, int]], groups: list[Groups], rest: int
    ) -> None:
        assert allocate_capped(amount, runs) == (groups, rest)

    def test_a_ceiling_below_zero_is_a_defect_of_the_caller(self) -> None:
        with pytest.raises(AssertionError, match="ceilings are zero or more"):
            allocate_capped(1, [(1, 1, -1)])


class TestMergeRuns:
    @pytest.mark.parametrize(
        ("first", "second", "merged"),
        [
            (
                [(2, 2025), (1, 1000)],
                [(1, 201), (1, 200), (1, 99)],
                [(1, 2025, 201), (1, 2025, 200), (1, 1000, 99)],
            ),
            ([(1, 5), (3, 6)], [(3, 1), (1, 2)], [(1, 5, 1), (2, 6, 1), (1, 6, 2)]),
            ([(4, 5)], [(4, 1)], [(4, 5, 1)]),
            ([(0, 9), (2, 5)], [(1, 1), (0, 8), (1, 2), (0, 7)], [(1, 5, 1), (1, 5, 2)]),
            ([(0, 9)], [], []),
            ([], [], []),
        ],
    )
    def test_runs_are_laid_beside_each_other_unit_by_unit(
        self,
        first: list[tuple[int, int]],
        second: list[tuple[int, int]],
        merged: list[tuple[int, int, int]],
    ) -> None:
        assert merge_runs(first, second) == merged

    @pytest.mark.parametrize(
        ("first", "second", "which"),
        [
            ([(2, 5)], [(1, 1)], "fewer"),
            ([(2, 5)], [], "fewer"),
            ([(1, 5)], [(2, 1)], "more"),
            ([(1, 5)], [(1, 1), (1, 2)], "more"),
            ([], [(1, 1)], "more"),
        ],
    )
    def test_runs_over_different_units_are_a_defect(
        self, first: list[tuple[int, int]], second: list[tuple[int, int]], which: str
    ) -> None:
        with pytest.raises(InvariantError, match=f"the second runs count {which} units"):
            merge_runs(first, second)


@pytest.mark.parametrize(
    ("groups", "joined"),
    [
        ([(1, 5), (2, 5), (1, 6)], ((3, 5), (1, 6))),
        ([(1, 5), (1, 6), (1, 5)], ((1, 5), (1, 6), (1, 5))),
        ([(1, 5), (0, 6), (1, 5)], ((2, 5),)),
        ([(0, 5)], ()),
        ([], ()),
    ],
)
def test_adjacent_groups_of_equal_value_are_joined(
    groups: list[tuple[int, int]], joined: Groups
) -> None:
    assert normalize(groups) == joined
