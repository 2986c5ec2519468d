"""What was seen after a step, in plain values that can be compared and shown."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from typing import Any, TypeAlias

import attrs
from attrs import frozen

from counterfoil.domain.cart.item import CartItem
from counterfoil.domain.pricing import Quote
from counterfoil.domain.references import ResourceId
from counterfoil.domain.refusals import Refusal
from counterfoil.domain.stock import Level
from counterfoil.domain.tariff.taxes import Effect
from counterfoil.ports.box_office import CartView, Refused


@frozen(kw_only=True)
class Failed:
    """The system or the caller failed: no answer, and not a refusal either."""

    message: str


Answer: TypeAlias = CartView | Refused | Failed | None


@frozen(kw_only=True)
class Seen:
    """What a step brought about; ``answer`` is None where only time passed.

    ``before`` is the cart as it was last seen, ``names`` are the local names of ids.
    """

    answer: Answer
    before: CartView | None
    at: datetime
    levels: Mapping[ResourceId, Level]
    names: Mapping[str, str]

    def renamed(self, text: str) -> str:
        """Write local names for the ids in a text."""
        for id_, name in self.names.items():
            text = text.replace(id_, name)
        return text


def total_of(quote: Quote | None) -> int:
    """Answer the total in minor units; an empty cart costs nothing."""
    return 0 if quote is None else quote.grand_total


def sums_of(quote: Quote | None) -> Mapping[str, int]:
    """Sum the entries that make the total, by cause: `PROMOCODE tide`, `FEE_TAX service vat21`."""
    sums: dict[str, int] = {}
    for row in () if quote is None else quote.rows():
        if row.cause.effect is Effect.ADDED:
            words = (row.cause.kind.value, row.cause.rule, row.cause.tax)
            tax_alone = row.cause.tax == row.cause.rule
            name = " ".join(filter(None, words[:2] if tax_alone else words))
            sums[name] = sums.get(name, 0) + row.units * row.amount
    return {name: amount for name, amount in sums.items() if amount}


def changed_sums(before: Quote | None, after: Quote | None) -> Mapping[str, int]:
    """Answer the new sums of the causes whose sums are others than before; zero: it went."""
    old, new = sums_of(before), sums_of(after)
    return {
        name: new.get(name, 0)
        for name in (*new, *(name for name in old if name not in new))
        if old.get(name, 0) != new.get(name, 0)
    }


def tickets_of(item: CartItem) -> Mapping[str, int]:
    """Count the tickets of each type of an item, those of a bundle's parts together."""
    counts: dict[str, int] = {}
    parts = (quantity for choice in item.parts for quantity in choice.quantities)
    for ticket_type, count in (*item.quantities, *parts):
        counts[ticket_type] = counts.get(ticket_type, 0) + count
    return counts


def spots_of(item: CartItem) -> tuple[str, ...]:
    """Name the spots of an item as section/row/number, part by part."""
    return tuple(
        f"{spot.section}/{spot.row}/{spot.number}"
        for part in sorted(item.spots)
        for spot in item.spots[part]
    )


def codes_of(quote: Quote | None) -> Mapping[str, str]:
    """Say what became of each code: applied, or why not."""
    outcomes = () if quote is None else quote.promocodes
    return {
        outcome.code: "applied" if outcome.reason is None else outcome.reason.value
        for outcome in outcomes
    }


def facts_of(refusal: Refusal, *, seen: Seen) -> Mapping[str, Any]:
    """Answer the facts of a refusal as a file would write them."""
    return {
        name: _plain(getattr(refusal, name), seen) for name in attrs.fields_dict(type(refusal))
    }


def _plain(value: Any, seen: Seen) -> Any:
    match value:
        case None:
            return "none"
        case Enum():
            return value.value
        case str():
            return seen.renamed(value)
        case tuple() if value and all(isinstance(one, tuple) for one in value):
            return {name: _plain(inner, seen) for name, inner in value}
        case tuple():
            return [_plain(inner, seen) for inner in value]
        case _:
            return value
