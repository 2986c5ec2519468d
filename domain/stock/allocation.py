"""Allocations: slices of a resource that are set aside for a sales channel or a distributor."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from attrs import Attribute, field, frozen

from counterfoil.domain.errors import UsageError
from counterfoil.domain.references import AllocationId

GENERAL = AllocationId("")
"""Nobody's slice: what is drawn under this name comes from what is not set aside."""


class Overflow(Enum):
    """Whether an allocation whose slice is used up may draw from what nobody has set aside."""

    ALLOWED = "allowed"
    REFUSED = "refused"


def _check_name(_: Allocation, attribute: Attribute[AllocationId], value: AllocationId) -> None:
    if not value.strip():
        raise UsageError(
            field=attribute.name,
            value=value,
            problem="is blank",
            allowed="a name; the empty one stands for what is not set aside",
        )


def _check_quantity(_: Allocation, attribute: Attribute[int], value: int) -> None:
    if type(value) is not int or value < 0:
        raise UsageError(
            field=attribute.name,
            value=value,
            problem="is not a number of units",
            allowed="a whole number, zero or more",
        )


@frozen(kw_only=True)
class Allocation:
    """A slice of *quantity* units that only draws under this name may use."""

    name: AllocationId = field(validator=_check_name)
    quantity: int = field(validator=_check_quantity)
    overflow: Overflow = Overflow.REFUSED


def allocation_for(
    allocations: Iterable[Allocation], *, names: Iterable[AllocationId]
) -> AllocationId:
    """Choose under which name a sale draws: the first of *names* that has a slice, or GENERAL.

    A distributor who has a slice of its own in one pool uses that; elsewhere, the one of the
    channel: ask with both names, the narrower one first.
    """
    known = {allocation.name for allocation in allocations}
    return next((name for name in names if name in known), GENERAL)
