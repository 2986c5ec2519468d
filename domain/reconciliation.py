"""Reconciliation: what a system answered, beside what a decision expected.

After a commit nothing can be aborted, so that what differs is a fact to report and not a refusal.
Only what is known is compared: a total of None and an expiry that nobody here decides are not.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar, Literal, TypeAlias

from attrs import frozen

from counterfoil.domain.cart.cart import Cart, CartState
from counterfoil.domain.cart.lines import lines_of
from counterfoil.domain.decisions import Expectation, OrderExpectation
from counterfoil.domain.order.checkout import order_lines
from counterfoil.domain.order.order import Order
from counterfoil.domain.references import ItemId, TicketTypeId


@frozen(kw_only=True)
class StateMismatch:
    """The cart is in another state."""

    code: ClassVar[Literal["state_mismatch"]] = "state_mismatch"
    expected: CartState
    actual: CartState

    @property
    def message(self) -> str:
        """What was expected and what was answered, in one line."""
        return f"state: {self.actual.value}, expected {self.expected.value}"


@frozen(kw_only=True)
class LineMismatch:
    """An item or booking has more or fewer tickets of a type; 0: it is not there, or not ours."""

    code: ClassVar[Literal["line_mismatch"]] = "line_mismatch"
    item: ItemId
    ticket_type: TicketTypeId
    expected: int
    actual: int

    @property
    def message(self) -> str:
        """What was expected and what was answered, in one line."""
        return f"item {self.item}, {self.ticket_type}: {self.actual}, expected {self.expected}"


@frozen(kw_only=True)
class TotalMismatch:
    """The cart or order costs more or less, in minor units; None: the system gave no price."""

    code: ClassVar[Literal["total_mismatch"]] = "total_mismatch"
    expected: int
    actual: int | None

    @property
    def message(self) -> str:
        """What was expected and what was answered, in one line."""
        return f"total: {self.actual}, expected {self.expected}"


@frozen(kw_only=True)
class ExpiryMismatch:
    """An item is held for longer or shorter."""

    code: ClassVar[Literal["expiry_mismatch"]] = "expiry_mismatch"
    item: ItemId
    expected: datetime
    actual: datetime

    @property
    def message(self) -> str:
        """What was expected and what was answered, in one line."""
        actual, expected = self.actual.isoformat(), self.expected.isoformat()
        return f"item {self.item}: held until {actual}, expected {expected}"


@frozen(kw_only=True)
class VersionMismatch:
    """The cart or order was changed more or less often than by this decision."""

    code: ClassVar[Literal["version_mismatch"]] = "version_mismatch"
    expected: int
    actual: int

    @property
    def message(self) -> str:
        """What was expected and what was answered, in one line."""
        return f"version: {self.actual}, expected {self.expected}"


_Lines: TypeAlias = Mapping[tuple[ItemId, TicketTypeId], int]
Mismatch: TypeAlias = (
    StateMismatch | LineMismatch | TotalMismatch | ExpiryMismatch | VersionMismatch
)


def mismatches(expected: Expectation, *, answered: Cart) -> tuple[Mismatch, ...]:
    """Name everything in which an answered cart is not as expected, the gravest kind first."""
    found: list[Mismatch] = []
    if answered.state is not expected.state:
        found.append(StateMismatch(expected=expected.state, actual=answered.state))
    found += _line_mismatches(expected.lines, lines_of(answered))
    total = None if answered.priced is None else answered.priced.total
    if expected.total is not None and expected.total != total:
        found.append(TotalMismatch(expected=expected.total, actual=total))
    found += [
        ExpiryMismatch(item=item.id, expected=expected.expiries[item.id], actual=item.expires_at)
        for item in answered.items
        if expected.expiries.get(item.id, item.expires_at) != item.expires_at
    ]
    if answered.version != expected.version:
        found.append(VersionMismatch(expected=expected.version, actual=answered.version))
    return tuple(found)


def order_mismatches(expected: OrderExpectation, *, answered: Order) -> tuple[Mismatch, ...]:
    """Name everything in which an answered order is not as expected, the gravest kind first."""
    found: list[Mismatch] = [*_line_mismatches(expected.lines, order_lines(answered))]
    if expected.total is not None and expected.total != answered.total:
        found.append(TotalMismatch(expected=expected.total, actual=answered.total))
    if answered.version != expected.version:
        found.append(VersionMismatch(expected=expected.version, actual=answered.version))
    return tuple(found)


def _line_mismatches(expected: _Lines, actual: _Lines) -> list[LineMismatch]:
    """Compare sums, so that a system may split a line, and an item of no line is no mismatch."""
    if actual == expected:
        return []
    return [
        LineMismatch(
            item=line[0],
            ticket_type=line[1],
            expected=expected.get(line, 0),
            actual=actual.get(line, 0),
        )
        for line in sorted(actual.keys() | expected.keys())
        if actual.get(line, 0) != expected.get(line, 0)
    ]
