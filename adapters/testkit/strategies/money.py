"""Strategies for currencies, amounts, rates and roundings."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from counterfoil.adapters.testkit.strategies.choices import pick
from counterfoil.domain.money import Currency, Rate, Rounding, currency

# Minor units: 200.00 EUR. Larger prices find nothing that these do not, and are harder to read.
PRICE_MAX = 20_000
_CODES = ("EUR", "JPY", "BHD", "USD", "KRW", "KWD")
# Rates that people write; the others are whole multiples of a twentieth of a percent.
_COMMON = ("0", "10", "9", "20", "50", "21", "25", "12.5", "2.5", "5", "6", "19", "75", "100")
_RATES = (*(Rate.percent(text) for text in _COMMON), Rate.of(1, 3), Rate.of(2, 3), Rate.of(1, 7))
_STEPS = 20  # of one percent


def currencies(*, exponents: Collection[int] = (0, 2, 3)) -> SearchStrategy[Currency]:
    """Generate currencies with one of the given numbers of decimals: 0, 2 or 3."""
    known = [currency(code) for code in _CODES]
    return st.sampled_from([found for found in known if found.exponent in exponents])


def amounts(*, least: int = 0, most: int = PRICE_MAX) -> SearchStrategy[int]:
    """Generate amounts in minor units, both ends included."""
    return st.integers(least, most)


def rates(*, percent_max: int = 100) -> SearchStrategy[Rate]:
    """Generate exact rates of 0 to *percent_max* percent, thirds and a seventh included."""
    known = rates_up_to(percent_max)
    return st.integers(0, len(known) - 1).map(lambda place: known[place])


def draw_rate(draw: st.DrawFn, *, percent_max: int) -> Rate:
    """Draw one of `rates`."""
    return pick(draw, rates_up_to(percent_max))


@cache
def rates_up_to(percent_max: int) -> tuple[Rate, ...]:
    """List the rates that are generated, those that people write first."""
    most = Rate.of(percent_max, 100)
    grid = (Rate.of(step, 100 * _STEPS) for step in range(percent_max * _STEPS + 1))
    return tuple(dict.fromkeys((*(rate for rate in _RATES if rate <= most), *grid)))


def roundings() -> SearchStrategy[Rounding]:
    """Generate the two roundings of a half."""
    return st.sampled_from(Rounding)
