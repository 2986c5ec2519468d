"""The rows of one line as a reader wants them: by cause, equal amounts together.

A ledger goes ticket by ticket. Where the tickets of a line differ in one entry, all their other
entries come apart as well; here they are put together again.
"""

from __future__ import annotations

from collections.abc import Iterable

from counterfoil.domain.pricing import Cause, Kind, LedgerRow
from counterfoil.domain.references import PartId

# Discounts and promocodes take turns in their lanes, so they are one phase.
_PHASES = {
    Kind.LIST: 1,
    Kind.VARIATION: 2,
    Kind.DISCOUNT: 3,
    Kind.PROMOCODE: 3,
    Kind.TAX: 4,
    Kind.TAX_ROUNDING: 4,
    Kind.FEE: 5,
    Kind.FEE_TAX: 5,
    Kind.ADJUSTMENT: 6,
}


def merged(rows: Iterable[LedgerRow]) -> tuple[LedgerRow, ...]:
    """Put the rows of one line together: by phase, then cause, those of equal tickets as one.

    The rules of one phase stay in the order in which they ran.
    """
    by_cause: dict[tuple[Cause, PartId | None], dict[tuple[int, int | None], LedgerRow]] = {}
    for row in rows:
        of_cause = by_cause.setdefault((row.cause, row.component), {})
        key = (row.amount, row.base)
        before = of_cause.get(key)
        units = row.units if before is None else before.units + row.units
        of_cause[key] = row._replace(units=units)
    in_order = sorted(by_cause.items(), key=lambda found: _PHASES[found[0][0].kind])
    return tuple(row for _, of_cause in in_order for row in of_cause.values())
