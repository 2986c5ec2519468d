"""Slices that are set aside, and who draws from which."""

import pytest
from tests.unit.stock.build import AGENT, SCHOOL, allocation

from counterfoil.domain.errors import UsageError
from counterfoil.domain.references import AllocationId
from counterfoil.domain.stock import GENERAL, Overflow, allocation_for


def test_an_allocation_does_not_overflow_unless_it_says_so() -> None:
    assert allocation(5).overflow is Overflow.REFUSED


@pytest.mark.parametrize("quantity", [-1, True, "5"])
def test_a_slice_of_no_number_of_units_is_refused(quantity: int) -> None:
    with pytest.raises(UsageError, match=r"quantity: .* is not a number of units"):
        allocation(quantity)


@pytest.mark.parametrize("name", ["", "  "])
def test_a_slice_without_a_name_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match=r"name: .* is blank"):
        allocation(5, AllocationId(name))


def test_the_first_name_that_has_a_slice_is_drawn_under() -> None:
    slices = [allocation(5, SCHOOL), allocation(0, AGENT)]

    assert allocation_for(slices, names=[AllocationId("guide"), AGENT, SCHOOL]) == AGENT
    assert allocation_for(slices, names=[AllocationId("guide")]) == GENERAL
    assert allocation_for((), names=[AGENT]) == GENERAL
