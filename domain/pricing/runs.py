"""Writing out the ledger of a sheet as runs: tickets of a line that bear the same entries.

Line by line in the order of the basket, the rules of a ticket in the order in which they ran; then
what is pinned to bookings, in the order of the basket, and to the order.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from counterfoil.domain.basket import Basket
from counterfoil.domain.pricing.amounts import Amounts
from counterfoil.domain.pricing.calculation import ORDER, Calculation, PinnedRow, UnitRow
from counterfoil.domain.pricing.codes import Settled
from counterfoil.domain.pricing.ledger import LedgerRun, RunEntry, make_run, make_run_entry
from counterfoil.domain.references import ItemId, PartId, TicketTypeId

NO_ITEM = ItemId("")
NO_PART = PartId("")
NO_TICKET_TYPE = TicketTypeId("")
PINNED = -1  # the ordinal of what is no ticket's


def pinned_runs(basket: Basket, pinned: Sequence[PinnedRow]) -> list[LedgerRun]:
    """Write out what is pinned, a run for each target, the order last."""
    runs = []
    for owner in sorted({owner for owner, _ in pinned if owner != ORDER}):
        entries = tuple([entry for item, entry in pinned if item == owner])
        item = basket.items[owner].id
        runs.append(make_run((item, NO_PART, NO_TICKET_TYPE, PINNED, 1, entries)))
    of_order = tuple([entry for item, entry in pinned if item == ORDER])
    if of_order:
        runs.append(run_of_order(of_order))
    return runs


def run_of_order(entries: tuple[RunEntry, ...]) -> LedgerRun:
    """Write out what is pinned to the order."""
    return make_run((NO_ITEM, NO_PART, NO_TICKET_TYPE, PINNED, 1, entries))


def settled_runs(settled: Settled) -> list[LedgerRun]:
    """Write out the ledger of a cart that the kernel priced."""
    calculation = settled.calculation
    by_line: list[list[UnitRow]] = [
        []
        if line in calculation.loose
        else [(cause, line, amount, base, None) for cause, amount, base, _ in plan.static_rows]
        for line, plan in enumerate(calculation.plans)
    ]
    for row in calculation.rows:
        by_line[row[1]].append(row)
    for row in settled.evaluation.rows:
        by_line[row[1]].append(row)
    lines: Sequence[int] = range(len(by_line))
    if calculation.kept is not None:
        lines = sorted(lines, key=calculation.owners.__getitem__)
    runs = [run for line in lines for run in _runs_of_line(calculation, line, by_line[line])]
    runs.extend(pinned_runs(calculation.basket, settled.evaluation.pinned))
    return runs


def _runs_of_line(calculation: Calculation, line: int, rows: Sequence[UnitRow]) -> list[LedgerRun]:
    count = calculation.counts[line]
    ends = {count}
    for _, _, amounts, base, _ in rows:
        ends.update(_ends(amounts), _ends(base))
    item = calculation.basket.items[calculation.owners[line]].id
    part = calculation.part(line)
    ticket_type = calculation.plans[line].ticket_type.id
    found = []
    ordinal = 0
    for end in sorted(ends):
        entries = tuple(
            make_run_entry(
                (cause, amount, None if base is None else _at(base, ordinal), component)
            )
            for cause, _, amounts, base, component in rows
            if (amount := _at(amounts, ordinal))
        )
        found.append(make_run((item, part, ticket_type, ordinal, end - ordinal, entries)))
        ordinal = end
    return found


def _ends(amounts: Amounts | None) -> Sequence[int]:
    """Say where runs end, except for the end of the line."""
    if amounts is None or isinstance(amounts, int):
        return ()
    return list(accumulate(count for count, _ in amounts))


def _at(amounts: Amounts, ordinal: int) -> int:
    """Answer the amount of one ticket."""
    if isinstance(amounts, int):
        return amounts
    ends = list(accumulate(count for count, _ in amounts))
    return amounts[bisect_right(ends, ordinal)][1]
