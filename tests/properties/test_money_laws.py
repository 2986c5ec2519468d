"""What holds of every allocation, every rounding and every written amount."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from counterfoil.domain.allocation import (
    Groups,
    allocate,
    allocate_capped,
    merge_runs,
    normalize,
)
from counterfoil.domain.currencies import EXPONENTS
from counterfoil.domain.money import (
    AMOUNT_MAX,
    ROUNDERS,
    Money,
    Rate,
    Rounding,
    currency,
    format_amount,
    parse_amount,
    round_half_even,
    round_half_up,
)

counts = st.integers(0, 5)
# Small numbers collide and tie; large ones show that nothing is computed inexactly.
weights = st.integers(0, 6) | st.integers(0, 10**6)
ceilings = st.integers(0, 12) | st.integers(0, 10**6)
amounts = st.integers(0, 40) | st.integers(0, 10**7) | st.integers(0, 10**25)
weighted_runs = st.lists(st.tuples(counts, weights), max_size=6)
capped_runs = st.lists(st.tuples(counts, weights, ceilings), max_size=6)
value_runs = st.lists(st.tuples(counts, st.integers(-3, 3)), max_size=8)
numerators = st.integers(-50, 50) | st.integers(-(10**40), 10**40)
denominators = st.integers(1, 12) | st.integers(1, 10**30)


def units_of(groups: list[Groups]) -> list[int]:
    return [amount for run in groups for count, amount in run for _ in range(count)]


def shared_unit_by_unit(amount: int, unit_weights: list[int]) -> list[int]:
    """Allocate by the words of the rule: one unit at a time, with exact fractions."""
    whole = sum(unit_weights)
    if whole == 0:
        return [0] * len(unit_weights)
    exact = [Fraction(amount) * weight / whole for weight in unit_weights]
    shares = [math.floor(share) for share in exact]
    ranking = sorted(
        range(len(exact)), key=lambda position: (shares[position] - exact[position], position)
    )
    for position in ranking[: amount - sum(shares)]:
        shares[position] += 1
    return shares


def capped_unit_by_unit(
    amount: int, unit_weights: list[int], unit_ceilings: list[int]
) -> tuple[list[int], int]:
    """Fill the units one by one, those first that reach their ceiling at the lowest level."""
    shares = [0] * len(unit_weights)
    by_level = sorted(
        (position for position, weight in enumerate(unit_weights) if weight),
        key=lambda position: Fraction(unit_ceilings[position], unit_weights[position]),
    )
    while by_level:
        lowest = by_level[0]
        level = Fraction(amount, sum(unit_weights[position] for position in by_level))
        if level * unit_weights[lowest] <= unit_ceilings[lowest]:
            break
        shares[lowest] = unit_ceilings[lowest]
        amount -= unit_ceilings[lowest]
        by_level = by_level[1:]
    unfilled = sorted(by_level)
    given_out = shared_unit_by_unit(amount, [unit_weights[position] for position in unfilled])
    for position, share in zip(unfilled, given_out, strict=True):
        shares[position] = share
    return shares, amount - sum(given_out)


class TestM2:
    """M2.

    **Always.** In an allocation a zero weight gets zero, no target passes its floor, parts plus
    the reported rest are the amount (all weights zero: all is reported).
    """

    @given(amount=amounts, runs=weighted_runs)
    def test_parts_plus_rest_are_the_amount(
        self, amount: int, runs: list[tuple[int, int]]
    ) -> None:
        groups, rest = allocate(amount, runs)

        assert sum(units_of(groups)) + rest == amount
        assert rest == (0 if any(count * weight for count, weight in runs) else amount)

    @given(amount=amounts, runs=weighted_runs)
    def test_a_zero_weight_gets_zero_and_nobody_less(
        self, amount: int, runs: list[tuple[int, int]]
    ) -> None:
        groups, _ = allocate(amount, runs)

        for (_, weight), run in zip(runs, groups, strict=True):
            assert all(share >= 0 for _, share in run)
            assert weight or all(share == 0 for _, share in run)

    @given(amount=amounts, runs=capped_runs)
    @example(amount=7, runs=[(1, 1, 9), (1, 1, 3)])
    @example(amount=100, runs=[(1, 3, 20), (1, 3, 33), (1, 4, 90)])
    def test_no_unit_passes_its_ceiling_and_the_rest_is_what_nobody_can_take(
        self, amount: int, runs: list[tuple[int, int, int]]
    ) -> None:
        groups, rest = allocate_capped(amount, runs)

        for (_, weight, ceiling), run in zip(runs, groups, strict=True):
            assert all(0 <= share <= ceiling for _, share in run)
            assert weight or all(share == 0 for _, share in run)
        assert sum(units_of(groups)) + rest == amount
        room = sum(count * ceiling for count, weight, ceiling in runs if weight)
        assert rest == max(0, amount - room)


class TestRunsStandForTheirUnits:
    """A run of equal units is a shorthand: what it gets is what its units get one by one."""

    @given(amount=amounts, runs=weighted_runs)
    def test_allocation_is_the_unit_by_unit_one(
        self, amount: int, runs: list[tuple[int, int]]
    ) -> None:
        unit_weights = [weight for count, weight in runs for _ in range(count)]

        groups, _ = allocate(amount, runs)

        assert units_of(groups) == shared_unit_by_unit(amount, unit_weights)

    @given(amount=amounts, runs=capped_runs)
    def test_capped_allocation_is_the_unit_by_unit_one(
        self, amount: int, runs: list[tuple[int, int, int]]
    ) -> None:
        unit_weights = [weight for count, weight, _ in runs for _ in range(count)]
        unit_ceilings = [ceiling for count, _, ceiling in runs for _ in range(count)]

        groups, rest = allocate_capped(amount, runs)

        assert (units_of(groups), rest) == capped_unit_by_unit(amount, unit_weights, unit_ceilings)

    @given(amount=amounts, runs=capped_runs)
    def test_groups_count_the_units_of_their_run_and_none_is_empty(
        self, amount: int, runs: list[tuple[int, int, int]]
    ) -> None:
        uncapped, _ = allocate(amount, [run[:2] for run in runs])
        capped, _ = allocate_capped(amount, runs)

        for groups in (uncapped, capped):
            for (count, _, _), run in zip(runs, groups, strict=True):
                assert sum(count for count, _ in run) == count
                assert all(count > 0 for count, _ in run)
                assert [share for _, share in run] == sorted(
                    {share for _, share in run}, reverse=True
                )
                assert len(run) <= 2

    @given(first=value_runs, values=st.lists(st.integers(-3, 3), max_size=40))
    def test_merged_runs_are_the_units_side_by_side(
        self, first: list[tuple[int, int]], values: list[int]
    ) -> None:
        units = [value for count, value in first for _ in range(count)]
        others = (values * len(units) + [0] * len(units))[: len(units)]

        merged = merge_runs(first, normalize((1, value) for value in others))

        expanded = [(one, other) for count, one, other in merged for _ in range(count)]
        assert expanded == list(zip(units, others, strict=True))
        assert all(count > 0 for count, _, _ in merged)

    @given(groups=value_runs)
    def test_joined_groups_are_the_same_units_in_the_fewest_groups(
        self, groups: list[tuple[int, int]]
    ) -> None:
        joined = normalize(groups)

        assert units_of([joined]) == units_of([tuple(groups)])
        assert all(before[1] != after[1] for before, after in pairwise(joined))
        assert all(count > 0 for count, _ in joined)


class TestRounding:
    """Rounding goes to the nearest integer; only an exact half depends on the mode."""

    @given(numerator=numerators, denominator=denominators)
    def test_both_modes_agree_with_exact_fractions(self, numerator: int, denominator: int) -> None:
        exact = Fraction(numerator, denominator)
        away = math.floor(abs(exact) + Fraction(1, 2)) * (-1 if exact < 0 else 1)

        assert round_half_up(numerator, denominator) == away
        assert round_half_even(numerator, denominator) == round(exact)

    @given(
        numerator=st.integers(-(10**40), 10**40) | st.integers(-99, 99), places=st.integers(0, 9)
    )
    @pytest.mark.parametrize(
        ("rounding", "mode"),
        [(Rounding.HALF_UP, ROUND_HALF_UP), (Rounding.HALF_EVEN, ROUND_HALF_EVEN)],
    )
    def test_both_modes_agree_with_decimals(
        self, rounding: Rounding, mode: str, numerator: int, places: int
    ) -> None:
        exact = Decimal(numerator).scaleb(-places, Context(prec=60))

        expected = exact.quantize(Decimal(1), rounding=mode, context=Context(prec=60))

        assert ROUNDERS[rounding](numerator, 10**places) == int(expected)

    @given(whole=st.integers(-(10**20), 10**20), denominator=denominators)
    def test_a_half_goes_away_from_zero_or_to_even(self, whole: int, denominator: int) -> None:
        half = (2 * whole + 1) * denominator

        assert round_half_up(half, 2 * denominator) == (whole + 1 if whole >= 0 else whole)
        assert round_half_even(half, 2 * denominator) == whole + whole % 2

    @given(numerator=numerators, denominator=denominators)
    def test_rounding_is_the_same_on_both_sides_of_zero(
        self, numerator: int, denominator: int
    ) -> None:
        for rounder in ROUNDERS.values():
            assert rounder(-numerator, denominator) == -rounder(numerator, denominator)


class TestRates:
    """A rate is the exact number that was written."""

    @given(
        numerator=st.integers(-(10**9), 10**9),
        denominator=st.integers(1, 10**6),
        other=st.fractions(max_denominator=10**6),
    )
    def test_rates_are_exact_fractions(
        self, numerator: int, denominator: int, other: Fraction
    ) -> None:
        rate = Rate.of(numerator, denominator)
        added = Rate.of(*other.as_integer_ratio())
        exact = Fraction(numerator, denominator)

        assert (rate.numerator, rate.denominator) == exact.as_integer_ratio()
        total = rate + added
        assert (total.numerator, total.denominator) == (exact + other).as_integer_ratio()
        assert (rate < added) == (exact < other)
        assert (rate >= added) == (exact >= other)

    @given(value=st.decimals(-1000, 1000, places=6))
    def test_a_written_percentage_is_read_back(self, value: Decimal) -> None:
        rate = Rate.percent(value)

        assert Rate.percent(rate.as_percent()) == rate
        assert Rate.percent(format(value, "f")) == rate
        assert Decimal(rate.as_percent()) == value


class TestWrittenAmounts:
    """An amount that is written and read again is the same amount, in every currency."""

    @given(amount=st.integers(-AMOUNT_MAX, AMOUNT_MAX), code=st.sampled_from(sorted(EXPONENTS)))
    @example(amount=-5, code="EUR")
    @example(amount=-5, code="JPY")
    @example(amount=-5, code="BHD")
    @example(amount=-5, code="CLF")
    def test_a_written_amount_is_read_back(self, amount: int, code: str) -> None:
        unit = currency(code)

        text = format_amount(amount, currency=unit)

        assert parse_amount(text, currency=unit) == amount
        assert parse_amount(Decimal(text), currency=unit) == amount
        assert Decimal(text).as_tuple().exponent == -unit.exponent
        assert str(Money(amount=amount, currency=unit)) == f"{text} {code}"


class TestParts:
    """The parts of an amount sum to it, whatever its sign."""

    @given(amount=st.integers(-(10**9), 10**9), parts=st.integers(1, 50))
    def test_split_parts_sum_to_the_whole_and_differ_by_one_at_most(
        self, amount: int, parts: int
    ) -> None:
        money = Money(amount=amount, currency=currency("EUR"))

        shares = money.split(parts)

        assert len(shares) == parts
        assert sum(shares, Money.zero("EUR")) == money
        assert max(shares) - min(shares) <= Money.parse("0.01", "EUR")

    @given(
        amount=st.integers(-(10**9), 10**9),
        shares=st.lists(st.integers(0, 100), min_size=1, max_size=10).filter(any),
    )
    def test_allocated_parts_sum_to_the_whole_and_mirror_their_opposite(
        self, amount: int, shares: list[int]
    ) -> None:
        money = Money(amount=amount, currency=currency("EUR"))

        parts = money.allocate(shares)

        assert sum(parts, Money.zero("EUR")) == money
        assert tuple(-part for part in parts) == (-money).allocate(shares)
