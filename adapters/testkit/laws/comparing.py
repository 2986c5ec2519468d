"""Comparing two quotes, entry for entry."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import TypeAlias

from counterfoil.adapters.testkit.laws.verdict import LawBrokenError
from counterfoil.domain.pricing import Quote
from counterfoil.domain.pricing.ledger import (
    BookingTarget,
    Cause,
    Entry,
    OrderTarget,
    Target,
    UnitTarget,
)
from counterfoil.domain.references import ItemId, PartId

Written: TypeAlias = tuple[Target, Cause, int, int | None, PartId | None]


def written(entries: Iterable[Entry], *, factor: int = 1) -> Counter[Written]:
    """Count what entries say, amounts and bases times *factor*; their order is left out."""
    return Counter(
        (
            entry.target,
            entry.cause,
            factor * entry.amount,
            None if entry.base is None else factor * entry.base,
            entry.component,
        )
        for entry in entries
    )


def renamed(entries: Iterable[Entry], *, rename: Callable[[ItemId], ItemId]) -> list[Entry]:
    """Give the items of entries other names."""
    return [
        Entry(
            target=_renamed_target(entry.target, rename=rename),
            cause=entry.cause,
            amount=entry.amount,
            base=entry.base,
            component=entry.component,
        )
        for entry in entries
    ]


def _renamed_target(target: Target, *, rename: Callable[[ItemId], ItemId]) -> Target:
    match target:
        case UnitTarget(item=item, part=part, ticket_type=ticket_type, ordinal=ordinal):
            return UnitTarget(
                item=rename(item), part=part, ticket_type=ticket_type, ordinal=ordinal
            )
        case BookingTarget(item=item):
            return BookingTarget(item=rename(item))
        case OrderTarget():
            return target


def require_same(
    law: str, *, found: Counter[Written], expected: Counter[Written], what: str
) -> None:
    """Do nothing where both say the same.

    Raises: LawBrokenError naming the entries that only one of them has.
    """
    if found == expected:
        return
    surplus = [_shown(entry) for entry in found - expected]
    missing = [_shown(entry) for entry in expected - found]
    raise LawBrokenError(law, f"{what}: found {surplus}, expected {missing}")


def require_same_quote(law: str, *, found: Quote, expected: Quote, what: str) -> None:
    """Require the same entries and the same total.

    Raises: LawBrokenError.
    """
    require_same(law, found=written(found.entries), expected=written(expected.entries), what=what)
    if found.total != expected.total:
        raise LawBrokenError(law, f"{what}: total {found.total}, expected {expected.total}")


def _shown(entry: Written) -> str:
    target, cause, amount, base, component = entry
    of_part = f" ({component})" if component else ""
    return f"{cause.kind.value} {cause.rule} on {target}{of_part}: {amount} of {base}"
