"""Sharing out whole minor units so that nothing is lost and nothing is made.

The problem: 5.00 off three tickets of 20.25, 20.25 and 10.00 is 2.00495, 2.00495 and 0.9901 in
proportion. Rounding each gives 2.00 + 2.00 + 0.99 = 4.99, and a cent is gone.

The rule (largest remainder): every unit gets the whole part of its exact share; the minor units
left over go, one each, to the units with the largest fractions, of equal fractions to the first in
the order given. The tickets above get 2.01, 2.00 and 0.99. A unit of weight zero gets zero.

Units that are alike come as a run, `(count, ...)`, and are computed once: a hundred equal tickets
cost as much as one. What a run gets is one or two groups `(count, amount)` in the order of its
units, those with one minor unit more first.

The limit: no unit gets more than one minor unit more than an equal one, but a sum over *some* of
the units can be away from its exact share by up to one minor unit for each of them.

This module is called for every cart: it takes and answers bare integers and tuples by position,
and checks with assertions only. Its callers have validated what they pass.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from counterfoil.domain.errors import InvariantError

__all__ = ["Groups", "allocate", "allocate_capped", "merge_runs", "normalize"]

Groups: TypeAlias = tuple[tuple[int, int], ...]
"""What the units of one run get: `(count, amount)` in the order of the units."""


def allocate(amount: int, runs: Sequence[tuple[int, int]]) -> tuple[list[Groups], int]:
    """Share *amount* over runs `(count, weight)` in proportion to the weight of each unit.

    *amount*, counts and weights are zero or more; the order of the runs decides ties. Takes
    O(n log n) for n runs, whatever they count.

    Returns: the groups of each run, and the rest: zero, or the whole amount when all weights or
        all counts are zero. Groups plus rest are the amount.
    Source: docs/reference/laws.md#M2
    """
    assert amount >= 0, "an amount to share out is zero or more"
    whole = 0
    for count, weight in runs:
        assert count >= 0, "counts are zero or more"
        assert weight >= 0, "weights are zero or more"
        whole += count * weight
    if not whole:
        return [((count, 0),) if count else () for count, _ in runs], amount

    left = amount
    groups: list[Groups] = []
    remainders: list[int] = []
    for count, weight in runs:
        product = amount * weight
        floor = product // whole
        left -= floor * count
        groups.append(((count, floor),) if count else ())
        remainders.append(product - floor * whole)
    if left:
        _spread_left_over(left, groups, remainders)
    return groups, 0


def _spread_left_over(left: int, groups: list[Groups], remainders: list[int]) -> None:
    """Raise one unit after another by one minor unit, in place, until *left* are given."""
    # The sort is stable in reverse too, so that equal remainders stay in the order given.
    for index in sorted(range(len(groups)), key=remainders.__getitem__, reverse=True):
        if not groups[index]:
            continue
        ((count, floor),) = groups[index]
        if left < count:
            groups[index] = ((left, floor + 1), (count - left, floor))
            return
        groups[index] = ((count, floor + 1),)
        left -= count
        if not left:
            return
    # The fractions sum to what is left and each is below one, so more units than that have one.
    raise InvariantError("minor units are left over and every unit has one more already")


def allocate_capped(amount: int, runs: Sequence[tuple[int, int, int]]) -> tuple[list[Groups], int]:
    """Share *amount* over runs `(count, weight, ceiling)`; no unit gets more than its ceiling.

    The exact share of each unit is taken. Units whose exact share is above their ceiling get the
    ceiling, and what is left is shared anew over the others, until no share is above a ceiling;
    only then is anything rounded, by largest remainder. As ceilings are whole, rounding up cannot
    pass one; as no rounding comes before, the order of the runs decides ties and nothing else.

    Each round fixes a run at least; most carts take one round, n runs take n at most.

    Returns: the groups of each run, and the rest that nobody could take. Groups plus rest are the
        amount.
    Source: docs/reference/laws.md#M2
    """
    whole = sum([count * weight for count, weight, _ in runs])
    for _, weight, ceiling in runs:
        assert ceiling >= 0, "ceilings are zero or more"
        if amount * weight > ceiling * whole:
            return _fill_ceilings(amount, runs)
    return allocate(amount, [(count, weight) for count, weight, _ in runs])


def _fill_ceilings(rest: int, runs: Sequence[tuple[int, int, int]]) -> tuple[list[Groups], int]:
    groups: list[Groups] = [((count, 0),) if count else () for count, _, _ in runs]
    unfixed = [index for index, (count, _, _) in enumerate(runs) if count]
    while unfixed:
        whole = sum([runs[index][0] * runs[index][1] for index in unfixed])
        below: list[int] = []
        given = 0
        for index in unfixed:
            count, weight, ceiling = runs[index]
            if rest * weight > ceiling * whole:
                groups[index] = ((count, ceiling),)
                given += count * ceiling
            else:
                below.append(index)
        if len(below) == len(unfixed):
            shares, rest = allocate(rest, [runs[index][:2] for index in below])
            for index, share in zip(below, shares, strict=True):
                groups[index] = share
            break
        rest -= given
        unfixed = below
    assert rest >= 0, "no more is given than there is"
    return groups, rest


def merge_runs(
    first: Iterable[tuple[int, int]], second: Iterable[tuple[int, int]]
) -> list[tuple[int, int, int]]:
    """Lay two runs over the same units beside each other: `(count, first value, second value)`.

    Both are `(count, value)` in the order of the units; a new run begins where either changes
    groups.

    Raises: InvariantError when they do not count the same units.
    """
    merged: list[tuple[int, int, int]] = []
    others = (group for group in second if group[0])
    other_count = other_value = 0
    for count, value in first:
        wanting = count
        while wanting:
            if not other_count:
                other_count, other_value = next(others, (0, 0))
                if not other_count:
                    raise InvariantError("the second runs count fewer units than the first")
            take = min(wanting, other_count)
            merged.append((take, value, other_value))
            wanting -= take
            other_count -= take
    if other_count or next(others, None) is not None:
        raise InvariantError("the second runs count more units than the first")
    return merged


def normalize(groups: Iterable[tuple[int, int]]) -> Groups:
    """Join adjacent groups of equal value and drop empty ones; the order of the units stays."""
    joined: list[tuple[int, int]] = []
    for group in groups:
        if not group[0]:
            continue
        if joined and joined[-1][1] == group[1]:
            joined[-1] = (joined[-1][0] + group[0], group[1])
        else:
            joined.append(group)
    return tuple(joined)
