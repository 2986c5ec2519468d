"""The working sheet of one quote: its lines, their running prices, and the rows written so far.

A line is all tickets of one type in one item (in one part of a bundle). Lists run parallel:
``plans[i]``, ``counts[i]`` and ``owners[i]`` are about line ``i``. This is the inside of the
pricer: bare integers, no checks; what comes in has been checked at the door (``door``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from attrs import frozen

from counterfoil.domain.allocation import Groups
from counterfoil.domain.basket import Basket, Circumstances, HeldPrice
from counterfoil.domain.errors import InvariantError
from counterfoil.domain.pricing.amounts import Amounts, plus, total
from counterfoil.domain.pricing.kept import Kept, Stored, rows_of, sold_lines
from counterfoil.domain.pricing.ledger import Cause, Kind, LedgerRun, RunEntry
from counterfoil.domain.pricing.plans import LinePlan
from counterfoil.domain.pricing.rules import CompiledRules
from counterfoil.domain.references import PartId

Allocate: TypeAlias = Callable[[int, Sequence[tuple[int, int]]], tuple[list[Groups], int]]
Round: TypeAlias = Callable[[int, int], int]

UnitRow: TypeAlias = tuple[Cause, int, Amounts, Amounts | None, PartId | None]
"""Cause, line, amount of each ticket, what the rate was applied to, part of a combi."""

PinnedRow: TypeAlias = tuple[int, RunEntry]
"""Item (-1: the order), and the entry."""

ORDER = -1  # the item of what is pinned to the order


@frozen(kw_only=True)
class CutOff:
    """An amount (minor units, above zero) that a rule could not give or charge, and why."""

    rule: str
    label: str
    amount: int
    reason: str


class Calculation:
    """One quote in the making; see the module.

    ``loose`` holds the lines whose LIST entries stand in ``rows``; all others have theirs in their
    plan. ``undiscounted`` is LIST + VARIATION, ``running`` what phases 1 to 3 left. ``kept`` is
    what an order keeps that is amended; None: everything is priced.
    """

    __slots__ = (
        "_ranks",
        "allocate",
        "basket",
        "circumstances",
        "counts",
        "cut_offs",
        "kept",
        "loose",
        "owners",
        "parts",
        "plans",
        "round",
        "rows",
        "rules",
        "running",
        "undiscounted",
    )

    def __init__(
        self,
        rules: CompiledRules,
        basket: Basket,
        circumstances: Circumstances,
        round_to_minor: Round,
        allocate: Allocate,
    ) -> None:
        self.rules = rules
        self.basket = basket
        self.circumstances = circumstances
        self.round = round_to_minor
        self.allocate = allocate
        self.plans: list[LinePlan] = []
        self.counts: list[int] = []
        self.owners: list[int] = []
        self.running: list[Amounts] = []
        self.undiscounted: list[Amounts] = self.running
        self.rows: list[UnitRow] = []
        self.cut_offs: list[CutOff] = []
        self.parts: dict[int, PartId] = {}
        self.loose: set[int] = set()
        self.kept: Kept | None = None
        self._ranks: list[int] | None = None

    @property
    def ranks(self) -> list[int]:
        """The place of each line by product, slot start, ticket type, item and part."""
        # A price or an option of a group is shared out before the lines after it are placed.
        if self._ranks is None or len(self._ranks) != len(self.plans):
            items = self.basket.items
            keys = [
                (*plan.rank, items[self.owners[line]].id, self.parts.get(line, ""))
                for line, plan in enumerate(self.plans)
            ]
            ranks = [0] * len(keys)
            for rank, line in enumerate(sorted(range(len(keys)), key=keys.__getitem__)):
                ranks[line] = rank
            self._ranks = ranks
        return self._ranks

    def part(self, line: int) -> PartId:
        """Name the part of a bundle that a line is in; empty elsewhere."""
        return self.parts.get(line, PartId(""))

    def keep(self, stored: Stored) -> None:
        """Place the bookings that are not touched, with what they store."""
        kept = Kept(items=stored.keys())
        indexes: dict[str, int] = {rule.promotion.id: rule.index for rule in self.rules.promotions}
        for owner, item in enumerate(self.basket.items):
            if item.id not in stored:
                continue
            kept.owners.add(owner)
            runs: dict[tuple[PartId, str], list[LedgerRun]] = {}
            for run in stored[item.id]:
                if run.ordinal >= 0:
                    runs.setdefault((run.part, run.ticket_type), []).append(run)
                    continue
                for entry in run.entries:
                    kept.pin(owner, entry)
            for part, plan, count in sold_lines(self.rules, item, booked=self.held(owner).at):
                line = len(self.plans)
                rows = rows_of(runs.pop((part, plan.ticket_type.id), ()), count)
                self.plans.append(plan)
                self.counts.append(count)
                self.owners.append(owner)
                self.running.append(kept.add(line, rows, count, indexes))
                self.rows.extend(
                    (cause, line, amounts, base, component)
                    for cause, amounts, base, component in rows
                )
                self.loose.add(line)
                if part:
                    self.parts[line] = part
            if runs:
                raise InvariantError(f"{item.id} stores entries of tickets that it has not")
        kept.seal()
        self.kept = kept

    def touched(self, lines: Sequence[int]) -> Sequence[int]:
        """Leave out the lines of bookings that are kept."""
        kept = self.kept
        return lines if kept is None else [line for line in lines if line not in kept.lines]

    def list_amounts(self) -> list[Amounts]:
        """Sum the LIST entries of each ticket, by line."""
        lists: list[Amounts] = [
            0 if line in self.loose else plan.list_price for line, plan in enumerate(self.plans)
        ]
        for cause, line, amounts, _, _ in self.rows:
            if cause.kind is Kind.LIST:
                lists[line] = plus(lists[line], amounts, self.counts[line])
        return lists

    def in_order(self, lines: Sequence[int]) -> list[int]:
        """Sort lines into the stated order, which decides every tie."""
        return sorted(lines, key=self.ranks.__getitem__)

    def held(self, item: int) -> HeldPrice:
        """Answer when, and under which fills, an item's list price and variations are read."""
        circumstances = self.circumstances
        held = circumstances.held.get(self.basket.items[item].id)
        return held or HeldPrice(at=circumstances.at, fills=circumstances.fills)

    def sum_over(self, amounts: Sequence[Amounts], lines: Sequence[int]) -> int:
        """Sum the amounts of all tickets of some lines."""
        counts = self.counts
        return sum([total(amounts[line], counts[line]) for line in lines])

    def cut(self, cause: Cause, amount: int, reason: str) -> None:
        """Report what could not be given or charged."""
        if amount:
            self.cut_offs.append(
                CutOff(rule=cause.rule, label=cause.label, amount=amount, reason=reason)
            )
