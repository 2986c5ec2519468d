"""Slices that are set aside, and who draws from which."""

from typing import cast

import pytest
from tests.unit.stock.build import AGENT, SCHOOL, allocation, limit

from counterfoil.domain.errors import UsageError
from counterfoil.domain.references import AllocationId
from counterfoil.domain.stock import GENERAL, Allocation, Overflow, allocation_for


def test_an_allocation_does_not_overflow_unless_it_says_so() -> None:
    assert allocation(5).overflow is Overflow.REFUSED


@pytest.mark.parametrize(
    ("slices", "problem"),
    [
        ([allocation(-1)], "agent.*-1 units"),
        ([allocation(cast("int", "5"))], "agent.*'5' units"),
        ([allocation(5, AllocationId(""))], "'' is a blank name"),
        ([allocation(5, AllocationId("  "))], "'  ' is a blank name"),
        ([allocation(5), allocation(1, SCHOOL), allocation(5)], "'agent' is the name of two"),
    ],
)
def test_a_limit_refuses_slices_that_cannot_be_counted(
    slices: list[Allocation], problem: str
) -> None:
    with pytest.raises(UsageError, match=f"allocations: .*{problem}"):
        limit(10, *slices)


def test_the_first_name_that_has_a_slice_is_drawn_under() -> None:
    slices = [allocation(5, SCHOOL), allocation(0, AGENT)]

    assert allocation_for(slices, names=[AllocationId("guide"), AGENT, SCHOOL]) == AGENT
    assert allocation_for(slices, names=[AllocationId("guide")]) == GENERAL
    assert allocation_for((), names=[AGENT]) == GENERAL
