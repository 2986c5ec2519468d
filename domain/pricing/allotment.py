"""Sharing an amount out to tickets of several lines, in the stated order, by largest remainder."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from counterfoil.domain.allocation import Groups
from counterfoil.domain.pricing.amounts import Amounts, as_runs, compact
from counterfoil.domain.pricing.calculation import Calculation

Weighed: TypeAlias = tuple[int, int, Amounts]
"""Line, how many of its tickets, the weight of each of those."""


def allot(calculation: Calculation, amount: int, weighed: Sequence[Weighed]) -> dict[int, Amounts]:
    """Share *amount* (zero or more) over tickets by weight: what each ticket gets, by line.

    Where all weights are zero nobody gets anything; the caller has looked.
    """
    ranks = calculation.ranks
    ordered = sorted(weighed, key=lambda line: ranks[line[0]])
    flat: list[tuple[int, int]] = []
    spans: list[tuple[int, int]] = []
    for _, count, weights in ordered:
        runs = as_runs(weights, count)
        spans.append((len(flat), len(flat) + len(runs)))
        flat.extend(runs)
    groups, _ = calculation.allocate(amount, flat)
    return {
        line: compact(_joined(groups[start:end]))
        for (line, _, _), (start, end) in zip(ordered, spans, strict=True)
    }


def _joined(groups: Sequence[Groups]) -> Groups:
    return tuple(group for run in groups for group in run)
