"""The audit of a quote: the laws that hold always, checked on its own ledger.

Source: docs/reference/laws.md, M1, M5 and M12.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, assert_never

from attrs import frozen

from counterfoil.domain.pricing.ledger import BookingTarget, Kind, OrderTarget, UnitTarget
from counterfoil.domain.tariff.taxes import Effect

if TYPE_CHECKING:
    from counterfoil.domain.pricing.quote import Quote

BEFORE_TAX = frozenset({Kind.LIST, Kind.VARIATION, Kind.DISCOUNT, Kind.PROMOCODE})


@frozen(kw_only=True)
class Violation:
    """A law that a quote breaks: an error of the engine, never of its input."""

    law: str
    message: str


def violations_of(quote: Quote) -> tuple[Violation, ...]:
    """Check every law of ``LAWS`` on one quote."""
    return tuple(
        Violation(law=law, message=message) for law, check in LAWS for message in check(quote)
    )


def _added_entries_make_the_total(quote: Quote) -> Iterator[str]:
    added = sum(entry.amount for entry in quote.entries if entry.cause.effect is Effect.ADDED)
    if added != quote.total:
        yield f"the ADDED entries sum to {added}, the total is {quote.total}"
    parts = quote.subtotal + quote.variation + quote.discount + quote.fees_added
    parts += quote.adjustment
    taxes = sum(
        entry.amount
        for entry in quote.entries
        if entry.cause.effect is Effect.ADDED
        and entry.kind in {Kind.TAX, Kind.TAX_ROUNDING, Kind.FEE_TAX}
    )
    if parts + taxes != quote.total:
        yield f"the sums by kind make {parts + taxes}, the total is {quote.total}"


def _levels_make_the_total(quote: Quote) -> Iterator[str]:
    units = dict.fromkeys(quote.booking_totals, 0)
    order = 0
    for entry in quote.entries:
        if entry.cause.effect is Effect.INCLUDED:
            continue
        match entry.target:
            case UnitTarget(item=item) | BookingTarget(item=item):
                units[item] += entry.amount
            case OrderTarget():
                order += entry.amount
            case _:
                assert_never(entry.target)
    for item, amount in quote.booking_totals.items():
        if units[item] != amount:
            yield f"the entries of {item} sum to {units[item]}, its total is {amount}"
    whole = sum(quote.booking_totals.values()) + order
    if whole != quote.total:
        yield f"bookings and the order's own sum to {whole}, the total is {quote.total}"


def _groups_make_the_bookings(quote: Quote) -> Iterator[str]:
    by_item = dict.fromkeys(quote.booking_totals, 0)
    for target, amount in quote.unit_totals.items():
        by_item[target.item] += amount
    for item, amount in by_item.items():
        shown = sum(group.count * group.amount for group in quote.groups(item))
        if shown != amount:
            yield f"the groups of {item} show {shown}, its tickets cost {amount}"


def _nothing_below_zero(quote: Quote) -> Iterator[str]:
    running: dict[UnitTarget, int] = {}
    for entry in quote.entries:
        if entry.kind in BEFORE_TAX and isinstance(entry.target, UnitTarget):
            running[entry.target] = running.get(entry.target, 0) + entry.amount
            if running[entry.target] < 0:
                yield f"{entry.target} runs at {running[entry.target]} after {entry.cause.rule}"
        elif entry.kind is Kind.FEE and entry.amount < 0:
            yield f"fee {entry.cause.rule} is {entry.amount}"


def _no_entry_is_zero(quote: Quote) -> Iterator[str]:
    for entry in quote.entries:
        if entry.amount == 0:
            yield f"{entry.cause.rule} wrote an entry of zero for {entry.target}"


LAWS: tuple[tuple[str, Callable[[Quote], Iterator[str]]], ...] = (
    ("M1", _added_entries_make_the_total),
    ("M1", _levels_make_the_total),
    ("M5", _groups_make_the_bookings),
    ("M12", _nothing_below_zero),
    ("M1", _no_entry_is_zero),
)
