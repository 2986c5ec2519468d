"""What can be wrong with the slices of a pool."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from counterfoil.domain.catalogue.allocations import Allocation
from counterfoil.domain.catalogue.slots import Pool
from counterfoil.domain.catalogue.validation.problem import (
    CatalogueProblem,
    ProblemCode,
    id_problems,
    number_problems,
    problem,
)


def slices_of(pool: Pool) -> tuple[str, ...]:
    """Write the slices of *pool* out, for a message."""
    return tuple(
        f"{slice_.name} {slice_.quantity} (overflow {slice_.overflow.value})"
        for slice_ in pool.allocations
    )


def allocation_problems(
    allocations: Sequence[Allocation], *, path: str, total: int | None
) -> Iterator[CatalogueProblem]:
    """Find what is wrong with the slices at *path* of a pool of *total* units."""
    yield from id_problems((slice_.name for slice_ in allocations), path=path, field=".name")
    found: list[CatalogueProblem] = []
    for position, slice_ in enumerate(allocations):
        found += number_problems(slice_.quantity, path=f"{path}[{position}].quantity", least=0)
    yield from found
    if allocations and total is None:
        yield problem(
            path,
            code=ProblemCode.ALLOCATION_NOT_EXPECTED,
            value=tuple(slice_.name for slice_ in allocations),
            allowed="none of an unlimited pool",
        )
    if found or not allocations or type(total) is not int:
        return
    promised = sum(slice_.quantity for slice_ in allocations)
    if promised > total:
        yield problem(
            path,
            code=ProblemCode.ALLOCATIONS_EXCEED_TOTAL,
            value=promised,
            allowed=f"at most {total} altogether, the total of the pool",
        )
