"""Money, exact rates, and the two ways to round.

Money is an integer count of minor units of one currency. It is added, and multiplied by integers.
It is never divided: `split` and `allocate` give parts that sum to the whole, and a `Rate` is
applied with a stated rounding. No float is accepted and none is made.

What adapters read from files or forms goes through `Money.parse`, `Rate.parse` and `Rate.percent`,
which refuse everything they cannot hold exactly. The pricing kernel uses bare integers, and from
here only `ROUNDERS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from enum import Enum
from functools import total_ordering
from math import gcd
from types import MappingProxyType

import attrs

from counterfoil.domain.allocation import allocate
from counterfoil.domain.currencies import (
    AMOUNT_MAX,
    Currency,
    currency,
    exact_ratio,
    format_amount,
    format_ratio,
    parse_amount,
    require_at_least,
    require_integer,
)
from counterfoil.domain.errors import UsageError

__all__ = [
    "AMOUNT_MAX",
    "ROUNDERS",
    "Currency",
    "Money",
    "Rate",
    "Rounding",
    "currency",
    "format_amount",
    "parse_amount",
    "round_half_even",
    "round_half_up",
]


class Rounding(Enum):
    """What becomes of an exact half; anything else goes to the nearest integer."""

    HALF_UP = "half_up"
    """Away from zero: 2.5 is 3, -2.5 is -3."""

    HALF_EVEN = "half_even"
    """To the even neighbor: 2.5 is 2, 3.5 is 4, -2.5 is -2."""


def round_half_up(numerator: int, denominator: int) -> int:
    """Round a ratio to the nearest integer, halves away from zero; *denominator* is above zero."""
    if numerator < 0:
        return -((denominator - 2 * numerator) // (2 * denominator))
    return (2 * numerator + denominator) // (2 * denominator)


def round_half_even(numerator: int, denominator: int) -> int:
    """Round a ratio to the nearest integer, halves to even; *denominator* is above zero."""
    floor, remainder = divmod(numerator, denominator)
    # An odd floor takes the half: the one that is added decides only where twice the remainder is
    # exactly the denominator.
    if 2 * remainder + (floor & 1) > denominator:
        return floor + 1
    return floor


ROUNDERS: Mapping[Rounding, Callable[[int, int], int]] = MappingProxyType(
    {Rounding.HALF_UP: round_half_up, Rounding.HALF_EVEN: round_half_even}
)


def _check_integer(_: object, attribute: attrs.Attribute[int], value: int) -> None:
    require_integer(value, field=attribute.name)


def _check_lowest_terms(rate: Rate, attribute: attrs.Attribute[int], value: int) -> None:
    require_integer(value, field=attribute.name)
    if value <= 0 or gcd(rate.numerator, value) != 1:
        problem = f"is not in lowest terms with the numerator {rate.numerator}"
        allowed = "what Rate.of(numerator, denominator) answers"
        raise UsageError(field=attribute.name, value=value, problem=problem, allowed=allowed)


@total_ordering
@attrs.frozen(kw_only=True)
class Rate:
    """An exact share, such as 2.5 %: a ratio in lowest terms, *denominator* above zero.

    Made with `Rate.percent`, `Rate.parse` or `Rate.of`.
    """

    numerator: int = attrs.field(validator=_check_integer)
    denominator: int = attrs.field(validator=_check_lowest_terms)

    @classmethod
    def of(cls, numerator: int, denominator: int) -> Rate:
        """Make the rate of a ratio of integers, in any terms; *denominator* is above zero.

        Raises: UsageError for anything but integers and for a denominator of zero or less.
        """
        require_integer(numerator, field="numerator")
        require_at_least(1, value=denominator, field="denominator")
        divisor = gcd(numerator, denominator)
        return cls(numerator=numerator // divisor, denominator=denominator // divisor)

    @classmethod
    def parse(cls, value: str | int | Decimal, *, field: str = "rate") -> Rate:
        """Read a share of one: "0.025" is 2.5 %.

        Raises: UsageError for a float and for all else that is not an exact number.
        """
        return cls.of(*exact_ratio(value, field=field))

    @classmethod
    def percent(cls, value: str | int | Decimal, *, field: str = "rate") -> Rate:
        """Read a percentage, without its sign: "2.5" is 2.5 %.

        Raises: UsageError for a float and for all else that is not an exact number.
        """
        numerator, denominator = exact_ratio(value, field=field)
        return cls.of(numerator, 100 * denominator)

    @property
    def is_zero(self) -> bool:
        """Whether nothing comes of it, whatever it is applied to."""
        return self.numerator == 0

    def apply(self, amount: int, *, rounding: Rounding) -> int:
        """Take this share of *amount* minor units, rounded once, in minor units.

        Raises: UsageError when *amount* is not an integer.
        """
        require_integer(amount, field="amount")
        return ROUNDERS[rounding](amount * self.numerator, self.denominator)

    def as_percent(self) -> str:
        """Write the percentage exactly: "2.5", or "100/3" where the decimals do not end."""
        percentage = Rate.of(100 * self.numerator, self.denominator)
        return format_ratio(percentage.numerator, percentage.denominator)

    def __add__(self, other: Rate) -> Rate:
        """Add the shares."""
        if not isinstance(other, Rate):
            return NotImplemented
        return Rate.of(
            self.numerator * other.denominator + other.numerator * self.denominator,
            self.denominator * other.denominator,
        )

    def __neg__(self) -> Rate:
        """Turn the sign."""
        return Rate(numerator=-self.numerator, denominator=self.denominator)

    def __lt__(self, other: Rate) -> bool:
        """Compare the exact values."""
        if not isinstance(other, Rate):
            return NotImplemented
        return self.numerator * other.denominator < other.numerator * self.denominator

    def __str__(self) -> str:
        """Write it as a percentage, such as "2.5 %"."""
        return f"{self.as_percent()} %"


def _check_currency(_: object, attribute: attrs.Attribute[Currency], value: object) -> None:
    if not isinstance(value, Currency):
        problem, allowed = f"is a {type(value).__name__}", "what currency(code) answers"
        raise UsageError(field=attribute.name, value=value, problem=problem, allowed=allowed)


@total_ordering
@attrs.frozen(kw_only=True)
class Money:
    """An amount in minor units of *currency*: `Money(amount=1250, currency=...)` is 12.50 EUR.

    Amounts of two currencies are never equal, and adding or ordering them is an error.
    """

    amount: int = attrs.field(validator=_check_integer)
    currency: Currency = attrs.field(validator=_check_currency)

    @classmethod
    def parse(cls, value: str | int | Decimal, code: str, *, field: str = "amount") -> Money:
        """Read an amount in major units: `Money.parse("12.50", "EUR")`.

        Raises: UsageError for an unknown currency, a float, more decimals than the currency has,
            and all else that is not an exact number.
        """
        unit = currency(code)
        return cls(amount=parse_amount(value, currency=unit, field=field), currency=unit)

    @classmethod
    def zero(cls, code: str) -> Money:
        """Make no money of a currency, the start of a sum.

        Raises: UsageError for an unknown currency.
        """
        return cls(amount=0, currency=currency(code))

    def split(self, parts: int) -> tuple[Money, ...]:
        """Divide into equal parts, the first ones bearing the minor units that are left over.

        The parts sum to the whole; those of a negative amount are the parts of its opposite, each
        negated.

        Raises: UsageError when *parts* is not an integer of at least one.
        """
        require_at_least(1, value=parts, field="parts")
        return self._share_out(((parts, 1),))

    def allocate(self, weights: Sequence[int]) -> tuple[Money, ...]:
        """Divide in proportion to *weights*, by largest remainder, ties to the first.

        The parts sum to the whole; a weight of zero gets zero; those of a negative amount are the
        parts of its opposite, each negated.

        Raises: UsageError when a weight is not an integer of at least zero, and when all are zero
            or there is none.
        """
        for index, weight in enumerate(weights):
            require_at_least(0, value=weight, field=f"weights[{index}]")
        if not any(weights):
            allowed = "at least one weight above zero"
            raise UsageError(
                field="weights", value=tuple(weights), problem="weigh nothing", allowed=allowed
            )
        return self._share_out([(1, weight) for weight in weights])

    def _share_out(self, runs: Sequence[tuple[int, int]]) -> tuple[Money, ...]:
        shares, rest = allocate(abs(self.amount), runs)
        assert not rest, "some weight is above zero"
        sign = -1 if self.amount < 0 else 1
        parts = tuple(
            Money(amount=sign * amount, currency=self.currency)
            for groups in shares
            for count, amount in groups
            for _ in range(count)
        )
        assert sum(part.amount for part in parts) == self.amount, "the parts sum to the whole"
        return parts

    def __add__(self, other: Money) -> Money:
        """Add within one currency."""
        if not isinstance(other, Money):
            return NotImplemented
        self._check_same_currency(other)
        return Money(amount=self.amount + other.amount, currency=self.currency)

    def __sub__(self, other: Money) -> Money:
        """Subtract within one currency."""
        if not isinstance(other, Money):
            return NotImplemented
        return self + -other

    def __neg__(self) -> Money:
        """Turn the sign."""
        return Money(amount=-self.amount, currency=self.currency)

    def __mul__(self, factor: int) -> Money:
        """Multiply by an integer, and by nothing else."""
        if isinstance(factor, bool) or not isinstance(factor, int):
            return NotImplemented
        return Money(amount=self.amount * factor, currency=self.currency)

    __rmul__ = __mul__

    def __lt__(self, other: Money) -> bool:
        """Order within one currency."""
        if not isinstance(other, Money):
            return NotImplemented
        self._check_same_currency(other)
        return self.amount < other.amount

    def __str__(self) -> str:
        """Write the amount with all its decimals and its currency: "12.50 EUR"."""
        return f"{format_amount(self.amount, currency=self.currency)} {self.currency.code}"

    def __repr__(self) -> str:
        """Write it as it is read in a log, not as it is made."""
        return f"Money('{self}')"

    def _check_same_currency(self, other: Money) -> None:
        if other.currency != self.currency:
            ours, theirs = self.currency.code, other.currency.code
            problem = f"does not go with {ours}"
            raise UsageError(field="currency", value=theirs, problem=problem, allowed=ours)
