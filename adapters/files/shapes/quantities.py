"""Counts, amounts and percentages, read exactly."""

# ruff: noqa: ARG002  (every shape takes the same arguments, used or not)

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from attrs import frozen

from counterfoil.adapters.files.problems import FileCode
from counterfoil.adapters.files.reading import Fault, Place, Reported, Schema, shown
from counterfoil.adapters.files.shapes.scalars import wrong_type
from counterfoil.domain.currencies import exact_ratio
from counterfoil.domain.errors import UsageError
from counterfoil.domain.money import AMOUNT_MAX, Rate, format_amount, parse_amount

__all__ = ["Amount", "Integer", "IntegerText", "Percentage"]

INTEGER_MAX = 10**12  # of anything that is counted; far from where a reader of JSON loses digits

_INTEGER = re.compile(r"[+-]?[0-9]{1,12}")
_DECIMAL_COMMA = re.compile(r"([+-]?[0-9]+),([0-9]+)")
_NUMBER_PATTERN = r"^[+-]?[0-9]+(\.[0-9]+)?$"


@frozen(kw_only=True)
class Integer:
    """A whole number between two bounds, both included."""

    least: int = -INTEGER_MAX
    most: int = INTEGER_MAX

    @property
    def words(self) -> str:
        """Name the range."""
        if self.least == -INTEGER_MAX and self.most == INTEGER_MAX:
            return "a whole number"
        if self.most == INTEGER_MAX:
            return f"a whole number of at least {self.least}"
        return f"a whole number from {self.least} to {self.most}"

    def read(self, value: Any, place: Place) -> int:
        """Answer the number; 2.0 is not a whole number as it is written."""
        if isinstance(value, bool) or not isinstance(value, int):
            wrong_type(value, allowed=self.words)
        if not self.least <= value <= self.most:
            raise Fault(
                FileCode.OUT_OF_RANGE,
                problem=f"{shown(value)} is out of range",
                allowed=self.words,
            )
        return value

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        """Describe the range."""
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


@frozen(kw_only=True)
class IntegerText:
    """A whole number in a cell of a table, where everything is text."""

    words: str = "a whole number such as 2"

    def read(self, value: Any, place: Place) -> int:
        """Answer the number; ASCII digits only, which `int` alone would not insist on."""
        if not isinstance(value, str) or not _INTEGER.fullmatch(value):
            raise Fault(
                FileCode.INVALID_NUMBER,
                problem=f"{shown(value)} is not a whole number",
                allowed=self.words,
            )
        return int(value)

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        """Describe the text."""
        return {"type": "string", "pattern": f"^{_INTEGER.pattern}$"}


@frozen(kw_only=True)
class Amount:
    """An amount of the currency around, in major units; answered in minor units."""

    signed: bool = False

    @property
    def words(self) -> str:
        """Name the amount."""
        return "an amount such as 12.50" + (", also below zero" if self.signed else "")

    def read(self, value: Any, place: Place) -> int:
        """Answer minor units, exactly.

        Without a currency around only the number itself is checked: its exponent is not known.

        Raises: Fault; Reported where the currency around has a fault of its own.
        """
        unit = place.context.currency
        _check_number(value, allowed=self.words)
        try:
            if unit is None:
                exact_ratio(value, field="amount")
                if not place.context.currency_unstated:
                    raise Reported
                raise Fault(
                    FileCode.MISSING_CURRENCY,
                    problem=f"{shown(value)} is an amount of no currency",
                    allowed="a currency for the cart, such as EUR",
                )
            amount = parse_amount(value, currency=unit)
        except UsageError as error:
            raise Fault(
                FileCode.INVALID_NUMBER,
                problem=f"{shown(value)} {error.problem}",
                allowed=error.allowed,
                hint=_point_hint(value),
            ) from error
        if amount < 0 and not self.signed:
            largest = format_amount(AMOUNT_MAX, currency=unit)
            raise Fault(
                FileCode.OUT_OF_RANGE,
                problem=f"{shown(value)} is below zero",
                allowed=f"0 to {largest} {unit.code}",
            )
        return amount

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        """Describe the number, or the same as text."""
        number: Schema = {"type": "number"}
        pattern = _NUMBER_PATTERN
        if not self.signed:
            number["minimum"] = 0
            pattern = r"^([+]?[0-9]+(\.[0-9]+)?|-0+(\.0+)?)$"
        return {"anyOf": [number, {"type": "string", "pattern": pattern}]}


@frozen(kw_only=True)
class Percentage:
    """A percentage without its sign, bounds included; answered as an exact rate."""

    least: int | None = None
    most: int | None = None

    @property
    def words(self) -> str:
        """Name the range."""
        if self.least is None and self.most is None:
            return "a percentage such as 2.5, also below zero"
        if self.most is None:
            return f"a percentage of at least {self.least}, such as 2.5"
        return f"a percentage from {self.least} to {self.most}"

    def read(self, value: Any, place: Place) -> Rate:
        """Answer the exact rate: 2.5 is 25/1000."""
        _check_number(value, allowed=self.words)
        try:
            rate = Rate.percent(value)
        except UsageError as error:
            raise Fault(
                FileCode.INVALID_NUMBER,
                problem=f"{shown(value)} {error.problem}",
                allowed=error.allowed,
                hint=_point_hint(value),
            ) from error
        if (self.least is not None and rate < Rate.of(self.least, 100)) or (
            self.most is not None and rate > Rate.of(self.most, 100)
        ):
            raise Fault(
                FileCode.OUT_OF_RANGE,
                problem=f"{shown(value)} is out of range",
                allowed=self.words,
            )
        return rate

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        """Describe the number, or the same as text; bounds of a text are the reader's."""
        number: Schema = {"type": "number"}
        if self.least is not None:
            number["minimum"] = self.least
        if self.most is not None:
            number["maximum"] = self.most
        return {"anyOf": [number, {"type": "string", "pattern": _NUMBER_PATTERN}]}


def _point_hint(value: Any) -> str:
    """Say how a decimal is written where somebody wrote it with a comma."""
    found = _DECIMAL_COMMA.fullmatch(value) if isinstance(value, str) else None
    return "" if found is None else f"write {found[1]}.{found[2]}, with a point"


def _check_number(value: Any, *, allowed: str) -> None:
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        wrong_type(value, allowed=allowed)
