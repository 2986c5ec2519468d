"""DISCOUNT and PROMOCODE: promotions compete and add up as their lanes say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tests.oracle.benefits import Reduction, cut_to, reductions, total
from tests.oracle.eligibility import limits_left, reached_tickets
from tests.oracle.ledger import Calculation, Cause
from tests.oracle.tickets import Ticket, grouped

from counterfoil.domain.pricing import Kind, UnitTarget
from counterfoil.domain.references import PromotionId
from counterfoil.domain.tariff.promotions import (
    EXCLUSIVE_LANE,
    Lane,
    LaneMode,
    Partial,
    Per,
    Promotion,
)

Gift = Mapping[UnitTarget, Reduction]
NOTHING = Reduction(amount=0)


def write_promotions(calculation: Calculation, *, promotions: Iterable[Promotion]) -> bool:
    """Run the lanes; answer whether a promotion of the exclusive lane gave anything."""
    declared = {lane.number: lane for lane in calculation.tariff.lanes}
    by_lane: dict[int, list[Promotion]] = {}
    for promotion in sorted(promotions, key=lambda found: (found.priority, found.id)):
        by_lane.setdefault(promotion.lane, []).append(promotion)
    for number in sorted(by_lane):
        before = len(calculation.entries)
        if number == EXCLUSIVE_LANE:
            lane = Lane(number=number, mode=LaneMode.FIRST)
        else:
            lane = declared.get(number, Lane(number=number))
        _run(lane, promotions=by_lane[number], calculation=calculation)
        if number == EXCLUSIVE_LANE and len(calculation.entries) > before:
            return True
    return False


def gift(promotion: Promotion, *, calculation: Calculation) -> Gift:
    """Compute what a promotion gives on the running prices, alone, over the whole order."""
    tickets = reached_tickets(promotion, calculation=calculation)
    given = reductions(promotion, tickets=tickets, calculation=calculation)
    if promotion.cap is not None:
        given = cut_to(promotion.cap, of=given)
    budget = limits_left(promotion, calculation=calculation).budget
    if budget is not None and total(given) > budget:
        if promotion.limits.partial is Partial.REFUSE:
            calculation.refused.add(promotion.id)
            return {}
        given = cut_to(budget, of=given)
    return dict(zip((ticket.target for ticket in tickets), given, strict=True))


def _run(lane: Lane, *, promotions: list[Promotion], calculation: Calculation) -> None:
    if lane.mode is LaneMode.ALL:
        for promotion in promotions:
            given = gift(promotion, calculation=calculation)
            _give(promotion, tickets=calculation.tickets, given=given, calculation=calculation)
        return
    gifts = {promotion.id: gift(promotion, calculation=calculation) for promotion in promotions}
    for competed in arenas(lane.per, tickets=calculation.tickets):
        sums = {
            promotion.id: total(
                gifts[promotion.id].get(ticket.target, NOTHING) for ticket in competed
            )
            for promotion in promotions
        }
        winner = winner_of(lane.mode, promotions=promotions, sums=sums)
        if winner is not None:
            given = gifts[winner.id]
            _give(winner, tickets=competed, given=given, calculation=calculation)


def winner_of(
    mode: LaneMode, *, promotions: list[Promotion], sums: Mapping[PromotionId, int]
) -> Promotion | None:
    """Choose among sums above zero; *promotions* are in the order of priority and id."""
    giving = [promotion for promotion in promotions if sums[promotion.id] > 0]
    if not giving:
        return None
    if mode is LaneMode.FIRST:
        return giving[0]
    most = max(sums[promotion.id] for promotion in giving)
    return next(promotion for promotion in giving if sums[promotion.id] == most)


def arenas(per: Per, *, tickets: list[Ticket]) -> list[list[Ticket]]:
    match per:
        case Per.UNIT:
            return [[ticket] for ticket in tickets]
        case Per.BOOKING:
            return grouped(tickets, by=lambda ticket: ticket.item)
        case Per.ORDER:
            return [tickets]


def _give(
    promotion: Promotion, *, tickets: list[Ticket], given: Gift, calculation: Calculation
) -> None:
    # Reading: the types of promotions are those of automatic ones; a code has none.
    if promotion.code is None:
        cause = Cause(kind=Kind.DISCOUNT, type=promotion.type.value, rule=promotion.id)
    else:
        cause = Cause(kind=Kind.PROMOCODE, type="PROMOCODE", rule=promotion.id)
    for ticket in tickets:
        amount, base = given.get(ticket.target, NOTHING)
        calculation.change(ticket, amount=-amount, cause=cause, base=base)
