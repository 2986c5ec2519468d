"""Rounding and allocation over exact fractions, by the words of the rules."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

from counterfoil.domain.money import Rate, Rounding


def ratio(rate: Rate) -> Fraction:
    return Fraction(rate.numerator, rate.denominator)


def rounded(exact: Fraction, *, rounding: Rounding) -> int:
    if rounding is Rounding.HALF_EVEN:
        return round(exact)
    magnitude = math.floor(abs(exact) + Fraction(1, 2))
    return -magnitude if exact < 0 else magnitude


def percentage(rate: Rate, *, of: int, rounding: Rounding) -> int:
    return rounded(ratio(rate) * of, rounding=rounding)


def share_out(amount: int, *, weights: Sequence[Fraction | int]) -> list[int]:
    """Allocate by largest remainder, ties to the first; nothing to weigh by: nobody gets anything.

    The shares of a negative amount are those of its opposite, each negated.
    """
    if amount < 0:
        return [-share for share in share_out(-amount, weights=weights)]
    whole = sum(weights)
    if whole == 0:
        return [0 for _ in weights]
    exact = [Fraction(amount) * weight / whole for weight in weights]
    shares = [math.floor(share) for share in exact]
    by_remainder = sorted(
        range(len(exact)), key=lambda place: (shares[place] - exact[place], place)
    )
    for place in by_remainder[: amount - sum(shares)]:
        shares[place] += 1
    return shares
