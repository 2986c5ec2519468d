"""What an order keeps while other bookings of it are priced anew.

A booking that is not touched by an amendment is not priced: its entries stay as they are stored.
It is still part of the order. It counts for conditions, for what is computed once for the order
and for what a promotion may give in all, so that its tickets stand on the working sheet with what
they store: LIST + VARIATION is their undiscounted price, and their running price falls by what
they store of each promotion when the turn of that promotion comes.

The tariff is not asked what they cost. It may not know their product, ticket type or slot any
more; then no rule that reads what is not known reaches them (``plans.plan_of_sold``).

Source: docs/reference/pricing.md, "After the order".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime
from typing import NamedTuple, TypeAlias, TypeVar

from attrs import define, field

from counterfoil.domain.basket import BasketItem
from counterfoil.domain.catalogue.nesting import Bundle
from counterfoil.domain.errors import InvariantError
from counterfoil.domain.pricing.amounts import Amounts, compact, mapped, negated, plus, total
from counterfoil.domain.pricing.ledger import Cause, Kind, LedgerRun, RunEntry
from counterfoil.domain.pricing.plans import LinePlan, plan_of_sold
from counterfoil.domain.pricing.rules import CompiledRules
from counterfoil.domain.pricing.scopes import When
from counterfoil.domain.pricing.times import when_booked, when_of_day, when_of_slot
from counterfoil.domain.references import (
    ItemId,
    PartId,
    ProductId,
    PromotionId,
    SlotId,
    TaxId,
    TicketTypeId,
)
from counterfoil.domain.tariff.taxes import Effect

Stored: TypeAlias = Mapping[ItemId, Sequence[LedgerRun]]
"""The net entries of each booking that is kept; its live tickets are numbered from zero on."""

Charged: TypeAlias = tuple[Kind, str, TaxId | None]
"""A fee, or one of its taxes: kind, rule and tax."""

KeptRow: TypeAlias = tuple[Cause, Amounts, Amounts | None, PartId | None]
"""Cause, amount of each ticket, base of each ticket, part of a combi."""

Key = TypeVar("Key")

ENDED = -1  # the index of promotions that the tariff no longer has: they come before all others

_OPENING = frozenset({Kind.LIST, Kind.VARIATION})
_PROMOTIONS = frozenset({Kind.DISCOUNT, Kind.PROMOCODE})
_FEES = frozenset({Kind.FEE, Kind.FEE_TAX})


class SoldLine(NamedTuple):
    """The tickets of one type in a booking that is kept (in one part of a bundle)."""

    part: PartId
    plan: LinePlan
    tickets: int


class KeptLine(NamedTuple):
    """What the tickets of one line store: what each promotion took off, by index, and taxes."""

    given: Mapping[int, Amounts]
    taxes: tuple[KeptRow, ...]


@define(kw_only=True, eq=False)
class Kept:
    """What the bookings that are kept store, by line of the working sheet and summed up.

    It grows while their lines are placed, and is only read from then on. ``steps`` say how their
    running prices fall: index of the promotion, line, price after it. ``pinned`` is what is pinned
    to them, ``on_top`` what their taxes and fees add to their running prices, ``adjustments`` what
    earlier amendments did. Sums: ``charged`` of fees, ``varied`` of variations by rule, ``given``
    of promotions by index, ``ended`` of those that the tariff no longer has.
    """

    items: AbstractSet[ItemId]
    owners: set[int] = field(factory=set)
    lines: dict[int, KeptLine] = field(factory=dict)
    pinned: list[tuple[int, RunEntry]] = field(factory=list)
    steps: list[tuple[int, int, Amounts]] = field(factory=list)
    on_top: int = 0
    adjustments: int = 0
    charged: dict[Charged, int] = field(factory=dict)
    varied: dict[str, int] = field(factory=dict)
    given: dict[int, int] = field(factory=dict)
    ended: dict[PromotionId, int] = field(factory=dict)

    def pin(self, owner: int, entry: RunEntry) -> None:
        """Take in what is pinned to a booking."""
        self.pinned.append((owner, entry))
        self._sum(entry.cause, entry.amount)

    def add(
        self, line: int, rows: Sequence[KeptRow], count: int, indexes: Mapping[str, int]
    ) -> Amounts:
        """Take in a line with its rows, and answer its undiscounted price."""
        opening: Amounts = 0
        given: dict[int, Amounts] = {}
        for cause, amounts, _, _ in rows:
            whole = total(amounts, count)
            if cause.effect is Effect.ADDED and cause.kind in _OPENING:
                opening = plus(opening, amounts, count)
                self.on_top += whole
                if cause.kind is Kind.VARIATION:
                    _add(self.varied, cause.rule, whole)
            elif cause.kind in _PROMOTIONS:
                index = indexes.get(cause.rule, ENDED)
                given[index] = plus(given.get(index, 0), negated(amounts), count)
                self.on_top += whole
                _add(self.given, index, -whole)
                if index == ENDED:
                    _add(self.ended, PromotionId(cause.rule), -whole)
            else:
                self._sum(cause, whole)
        taxes = tuple(row for row in rows if row[0].kind is Kind.TAX)
        self.lines[line] = KeptLine(given, taxes)
        undiscounted = running = mapped(opening, by=_not_negative)
        for index in sorted(given):
            opening = plus(opening, negated(given[index]), count)
            # In another order of lanes a price might pass below zero on the way.
            running = mapped(opening, by=_not_negative)
            self.steps.append((index, line, running))
        # What phases 1 to 3 made of a ticket is summed with all others; the rest is added to it.
        self.on_top -= total(running, count)
        return undiscounted

    def _sum(self, cause: Cause, amount: int) -> None:
        if cause.kind in _FEES:
            _add(self.charged, (cause.kind, cause.rule, cause.tax), amount)
        if cause.effect is Effect.INCLUDED:
            return
        if cause.kind is Kind.ADJUSTMENT:
            self.adjustments += amount
        else:
            self.on_top += amount

    def seal(self) -> None:
        """Put the steps into the order in which promotions run."""
        self.steps.sort(key=lambda step: step[0])


def rows_of(runs: Sequence[LedgerRun], count: int) -> list[KeptRow]:
    """Write the runs of one line of *count* tickets as rows, one for each cause.

    Raises: InvariantError where the runs are not those of such a line.
    """
    columns: dict[tuple[Cause, PartId | None], list[tuple[int, int, int, int | None]]] = {}
    for run in runs:
        for cause, amount, base, component in run.entries:
            piece = (run.ordinal, run.units, amount, base)
            columns.setdefault((cause, component), []).append(piece)
    rows: list[KeptRow] = []
    for (cause, component), pieces in columns.items():
        amounts = _laid_out([(at, units, amount) for at, units, amount, _ in pieces], count)
        bases = [(at, units, base) for at, units, _, base in pieces if base is not None]
        told = _laid_out(bases, count) if len(bases) == len(pieces) else None
        rows.append((cause, amounts, told, component))
    return rows


def _laid_out(pieces: Sequence[tuple[int, int, int]], count: int) -> Amounts:
    """Lay pieces (first ticket, tickets, amount) over a line; what is between them is zero."""
    groups: list[tuple[int, int]] = []
    at = 0
    for ordinal, units, amount in sorted(pieces):
        if ordinal < at:
            raise InvariantError("entries of a booking that is kept stand on one ticket twice")
        groups += [(ordinal - at, 0), (units, amount)]
        at = ordinal + units
    if at > count:
        raise InvariantError("a booking that is kept stores entries of tickets that it has not")
    groups.append((count - at, 0))
    return compact(tuple(groups))


def sold_lines(rules: CompiledRules, item: BasketItem, *, booked: datetime) -> Iterator[SoldLine]:
    """Yield the lines of a booking that is kept, in the order in which they are priced."""
    known = rules.catalogue.product(item.product)
    own = frozenset({item.product})
    when = _when(rules, item.product, item.slot, item.travel_date, booked)
    for ticket_type, count in item.quantities:
        yield SoldLine(PartId(""), _plan(rules, item.product, own, ticket_type, when), count)
    parts: Mapping[PartId, ProductId] = {}
    if known is not None and isinstance(known.nesting, Bundle):
        parts = {part.id: part.product for part in known.nesting.parts}
    for choice in item.parts:
        product = parts.get(choice.part, item.product)
        when = _when(rules, product, choice.slot, choice.date_in(item), booked)
        for ticket_type, count in choice.quantities:
            plan = _plan(rules, product, own | {product}, ticket_type, when)
            yield SoldLine(choice.part, plan, count)


def _plan(
    rules: CompiledRules,
    product: ProductId,
    products: frozenset[ProductId],
    ticket_type: TicketTypeId,
    when: When,
) -> LinePlan:
    return plan_of_sold(
        rules, product=product, products=products, ticket_type=ticket_type, when=when
    )


def _when(
    rules: CompiledRules,
    name: ProductId,
    slot: SlotId | None,
    travel_date: date | None,
    booked: datetime,
) -> When:
    """Read when tickets are, as far as the catalogue still knows."""
    product = rules.catalogue.product(name)
    if product is None:
        return When(slot=slot)
    if slot is not None:
        return when_of_slot(rules, product=product, slot=slot) or When(slot=slot)
    if travel_date is not None:
        return when_of_day(rules, product=product, day=travel_date)
    return when_booked(rules, product=product, at=booked)


def _add(sums: dict[Key, int], key: Key, amount: int) -> None:
    sums[key] = sums.get(key, 0) + amount


def _not_negative(amount: int) -> int:
    return max(0, amount)
