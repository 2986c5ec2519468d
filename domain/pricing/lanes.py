"""Phase 3, DISCOUNT and PROMOCODE: lanes run in order, and each says how its promotions combine.

ALL: each in turn on what the one before left. BEST: each alone on the lane's opening prices, the
largest sum wins, for the whole order unless the lane competes per booking or per ticket. FIRST:
the first that gives anything. If a promotion of the exclusive lane gives anything, no other lane
runs.

Each promotion is computed alone over the whole order, caps and budgets included, also where
bookings or tickets choose one by one.

Source: docs/reference/pricing.md, "Combination is declared".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from counterfoil.domain.pricing.amounts import (
    Amounts,
    from_tickets,
    negated,
    per_ticket,
    plus,
    total,
)
from counterfoil.domain.pricing.benefits import Reduction, Reductions, reductions_of
from counterfoil.domain.pricing.calculation import Calculation, UnitRow
from counterfoil.domain.pricing.conditions import Candidate
from counterfoil.domain.pricing.remainders import Remainders
from counterfoil.domain.pricing.rules import LaneRules
from counterfoil.domain.tariff.promotions import EXCLUSIVE_LANE, LaneMode, Per


class Discounted(NamedTuple):
    """What the promotions did: the running prices they left, their rows, and what each gave.

    ``ungiven`` is what each could not give, ``refused`` names those whose budget held too little;
    both by the promotion's index. ``remainders`` are there where an order keeps some bookings.
    """

    running: list[Amounts]
    rows: list[UnitRow]
    given: dict[int, int]
    ungiven: dict[int, int]
    refused: frozenset[int]
    exclusive: bool
    remainders: Remainders | None


def discount(
    calculation: Calculation, lanes: Sequence[LaneRules], candidates: Mapping[int, Candidate]
) -> Discounted:
    """Run the lanes over the candidates, by promotion index, from the undiscounted prices."""
    running = list(calculation.undiscounted)
    rows: list[UnitRow] = []
    given: dict[int, int] = {}
    ungiven: dict[int, int] = {}
    refused: set[int] = set()
    exclusive = False
    kept = calculation.kept
    remainders = None if kept is None else Remainders(calculation, kept, running)
    for lane in lanes:
        present = [candidates[rule.index] for rule in lane.promotions if rule.index in candidates]
        if not present:
            continue
        if lane.mode is LaneMode.ALL:
            if remainders is None:
                chosen = told = _all(calculation, present, running, rows, given, refused)
            else:
                chosen = told = _all_beside(
                    remainders, calculation, present, running, rows, given, refused
                )
        else:
            if remainders is not None:
                remainders.fall_to(lane.promotions[0].index)
            opening = list(running)
            offers = [_offer(calculation, one, opening, refused) for one in present]
            chosen = _compete(calculation, lane, offers)
            taken = chosen if remainders is None else remainders.of_lane(lane, offers, chosen)
            for one, reductions in taken:
                _take_off(calculation, one, reductions, running, rows, given)
            # One that could give nothing at all has not lost to another: what it could not is
            # told.
            told = [*chosen, *(offer for offer in offers if not offer[1].sum)]
        for one, reductions in told:
            if reductions.ungiven:
                ungiven[one.rule.index] = reductions.ungiven
        if lane.number == EXCLUSIVE_LANE and chosen:
            exclusive = True
            break
    if remainders is not None:
        remainders.finish(given)
    return Discounted(running, rows, given, ungiven, frozenset(refused), exclusive, remainders)


def _offer(
    calculation: Calculation, one: Candidate, running: Sequence[Amounts], refused: set[int]
) -> tuple[Candidate, Reductions]:
    reductions = reductions_of(calculation, one.rule, running, one.eligible, one.budget)
    if reductions.refused:
        refused.add(one.rule.index)
    return one, reductions


def _all(
    calculation: Calculation,
    present: Sequence[Candidate],
    running: list[Amounts],
    rows: list[UnitRow],
    given: dict[int, int],
    refused: set[int],
) -> list[tuple[Candidate, Reductions]]:
    offers = []
    for one in present:
        offer = _offer(calculation, one, running, refused)
        _take_off(calculation, one, offer[1], running, rows, given)
        offers.append(offer)
    return offers


def _all_beside(
    remainders: Remainders,
    calculation: Calculation,
    present: Sequence[Candidate],
    running: list[Amounts],
    rows: list[UnitRow],
    given: dict[int, int],
    refused: set[int],
) -> list[tuple[Candidate, Reductions]]:
    """Apply each in turn, and give to tickets that are priced anew what is left of it."""
    offers = []
    for one in present:
        remainders.fall_to(one.rule.index)
        offer = _offer(calculation, one, running, refused)
        _take_off(calculation, one, remainders.of(*offer), running, rows, given)
        offers.append(offer)
    return offers


def _take_off(
    calculation: Calculation,
    one: Candidate,
    reductions: Reductions,
    running: list[Amounts],
    rows: list[UnitRow],
    given: dict[int, int],
) -> None:
    cause = one.rule.cause
    gives = False
    for line, amounts, base in reductions.lines:
        if isinstance(amounts, int):
            if not amounts:
                continue
            price = running[line]
            if isinstance(price, int):
                running[line] = price - amounts
                rows.append((cause, line, -amounts, base, None))
                gives = True
                continue
        off = negated(amounts)
        running[line] = plus(running[line], off, calculation.counts[line])
        rows.append((cause, line, off, base, None))
        gives = True
    if gives:
        given[one.rule.index] = reductions.sum


def _compete(
    calculation: Calculation, lane: LaneRules, offers: Sequence[tuple[Candidate, Reductions]]
) -> list[tuple[Candidate, Reductions]]:
    """Choose among offers by the lane's mode; only sums above zero count.

    *offers* stand in the order of priority.
    """
    if lane.per is Per.ORDER:
        sums = [reductions.sum for _, reductions in offers]
        winner = _winner(lane.mode, sums)
        return [] if winner is None else [offers[winner]]
    kept: list[list[Reduction]] = [[] for _ in offers]
    if lane.per is Per.BOOKING:
        _compete_by_booking(calculation, lane.mode, offers, kept)
    else:
        _compete_by_ticket(calculation, lane.mode, offers, kept)
    return [
        (one, Reductions(tuple(mine), _sum(calculation, mine), reductions.ungiven))
        for (one, reductions), mine in zip(offers, kept, strict=True)
        if mine
    ]


def _winner(mode: LaneMode, sums: Sequence[int]) -> int | None:
    giving = [index for index, amount in enumerate(sums) if amount > 0]
    if not giving:
        return None
    if mode is LaneMode.FIRST:
        return giving[0]
    return max(giving, key=lambda index: (sums[index], -index))


def _sum(calculation: Calculation, reductions: Sequence[Reduction]) -> int:
    return sum(total(one.amounts, calculation.counts[one.line]) for one in reductions)


def _compete_by_booking(
    calculation: Calculation,
    mode: LaneMode,
    offers: Sequence[tuple[Candidate, Reductions]],
    kept: list[list[Reduction]],
) -> None:
    for owner in sorted(set(calculation.owners)):
        parts = [
            [one for one in reductions.lines if calculation.owners[one.line] == owner]
            for _, reductions in offers
        ]
        winner = _winner(mode, [_sum(calculation, part) for part in parts])
        if winner is not None:
            kept[winner].extend(parts[winner])


def _compete_by_ticket(
    calculation: Calculation,
    mode: LaneMode,
    offers: Sequence[tuple[Candidate, Reductions]],
    kept: list[list[Reduction]],
) -> None:
    by_line = [{one.line: one for one in reductions.lines} for _, reductions in offers]
    for line, count in enumerate(calculation.counts):
        tickets = [
            per_ticket(mine[line].amounts, count) if line in mine else [0] * count
            for mine in by_line
        ]
        winners = [
            _winner(mode, [amounts[ordinal] for amounts in tickets]) for ordinal in range(count)
        ]
        for index, amounts in enumerate(tickets):
            mine = [
                amount if winner == index else 0
                for amount, winner in zip(amounts, winners, strict=True)
            ]
            if any(mine):
                base = by_line[index][line].base
                kept[index].append(Reduction(line, from_tickets(mine), base))
