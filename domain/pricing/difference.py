"""The difference of two prices: which entries went, and which came.

Entries that are in both ledgers cancel out. Which of several equal tickets an entry stood on says
nothing, and neither does what a rate was applied to where the amount is the same: left out, so
that taking one of four tickets away is one row and not the whole tax of the cart.
"""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple, TypeAlias

from counterfoil.domain.pricing.ledger import Cause
from counterfoil.domain.pricing.quote import Quote
from counterfoil.domain.references import ItemId, PartId, TicketTypeId
from counterfoil.domain.tariff.taxes import Effect

_Key: TypeAlias = tuple[Cause, ItemId, PartId, TicketTypeId, int, PartId | None]


class MovedEntries(NamedTuple):
    """Equal entries of one line: ``units`` of them, of ``amount`` minor units each (signed).

    Pinned entries have no part and ticket type, those of the order no item either.
    """

    cause: Cause
    item: ItemId
    part: PartId
    ticket_type: TicketTypeId
    units: int
    amount: int
    component: PartId | None


class Difference(NamedTuple):
    """The entries that went and those that came, each in the order of its ledger."""

    went: tuple[MovedEntries, ...]
    came: tuple[MovedEntries, ...]

    @property
    def total(self) -> int:
        """By how much the total is higher than before, in minor units."""
        return _added(self.came) - _added(self.went)


def difference(before: Quote, after: Quote | None) -> Difference:
    """Answer the multiset difference of two ledgers; None is the ledger without entries."""
    old = _counted(before)
    new = Counter[_Key]() if after is None else _counted(after)
    return Difference(went=_moved(old - new), came=_moved(new - old))


def _counted(quote: Quote) -> Counter[_Key]:
    counts: Counter[_Key] = Counter()
    for row in quote.rows():
        key = (row.cause, row.item, row.part, row.ticket_type, row.amount, row.component)
        counts[key] += row.units
    return counts


def _moved(counts: Counter[_Key]) -> tuple[MovedEntries, ...]:
    return tuple(
        MovedEntries(cause, item, part, ticket_type, units, amount, component)
        for (cause, item, part, ticket_type, amount, component), units in counts.items()
    )


def _added(moved: tuple[MovedEntries, ...]) -> int:
    return sum(one.units * one.amount for one in moved if one.cause.effect is Effect.ADDED)
