"""Whether a quote came about without rounding: it is priced once more, under watch.

Source: docs/reference/laws.md#M11
"""

from __future__ import annotations

from collections.abc import Sequence

from counterfoil.domain.allocation import Groups, allocate
from counterfoil.domain.pricing.calculation import Round


class Watch:
    """Rounding and allocation that remember whether anything was inexact."""

    def __init__(self, round_to_minor: Round) -> None:
        self._round = round_to_minor
        self.exact = True

    def round(self, numerator: int, denominator: int) -> int:
        """Round as the tariff does."""
        if numerator % denominator:
            self.exact = False
        return self._round(numerator, denominator)

    def allocate(self, amount: int, runs: Sequence[tuple[int, int]]) -> tuple[list[Groups], int]:
        """Allocate by largest remainder."""
        whole = sum(count * weight for count, weight in runs)
        if whole and any(amount * weight % whole for _, weight in runs):
            self.exact = False
        return allocate(amount, runs)
