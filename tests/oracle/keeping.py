"""An order that is amended: some bookings are priced, the others keep what they store.

Written from the rule alone: a promotion gives what it gives on the whole order, less what kept
tickets store of it, and never less than nothing; only the others get it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

import attrs
from tests.oracle.arithmetic import share_out
from tests.oracle.benefits import Reduction, total
from tests.oracle.eligibility import reached_tickets
from tests.oracle.ledger import Calculation, Cause, Written
from tests.oracle.prices import write_list_prices
from tests.oracle.promotions import NOTHING, arenas, gift, winner_of
from tests.oracle.tickets import Ticket, tickets_of
from tests.oracle.variations import write_variations

from counterfoil.domain.basket import Basket, Circumstances
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.pricing import Extensions, Kind, UnitTarget
from counterfoil.domain.references import ItemId, PromotionId
from counterfoil.domain.tariff.promotions import EXCLUSIVE_LANE, Lane, LaneMode, Promotion
from counterfoil.domain.tariff.tariff import Tariff
from counterfoil.domain.tariff.taxes import Effect

PROMOTION_KINDS = frozenset({Kind.DISCOUNT, Kind.PROMOCODE})

Gift = Mapping[UnitTarget, Reduction]


def opened(
    basket: Basket,
    *,
    kept: Mapping[ItemId, Iterable[Written]],
    circumstances: Circumstances,
    catalogue: Catalogue,
    tariff: Tariff,
    extensions: Extensions,
) -> Calculation:
    """Lay out the tickets of an order: LIST and VARIATION of what is priced, all of what is kept.

    The tickets of a booking that is kept are known to the catalogue.
    """
    calculation = Calculation(
        catalogue=catalogue,
        tariff=tariff,
        basket=basket,
        circumstances=circumstances,
        extensions=extensions,
        tickets=tickets_of(basket, catalogue=catalogue, circumstances=circumstances),
        kept=frozenset(kept),
    )
    for of_item in kept.values():
        calculation.entries += of_item
    for ticket in calculation.tickets:
        if ticket.item in kept:
            ticket.listed = _stored(calculation, ticket, kinds={Kind.LIST})
            opening = _stored(calculation, ticket, kinds={Kind.LIST, Kind.VARIATION})
            ticket.undiscounted = ticket.running = opening
    fresh = attrs.evolve(
        calculation,
        tickets=calculation.fresh,
        basket=attrs.evolve(
            basket, items=tuple(item for item in basket.items if item.id not in kept)
        ),
    )
    write_list_prices(fresh)  # into the entries of both
    write_variations(calculation)
    return calculation


def _stored(
    calculation: Calculation,
    ticket: Ticket,
    *,
    kinds: Iterable[Kind],
    rules: Iterable[str] | None = None,
) -> int:
    return sum(
        entry.amount
        for entry in calculation.entries
        if entry.target == ticket.target
        and entry.effect is Effect.ADDED
        and entry.kind in kinds
        and (rules is None or entry.rule in rules)
    )


def write_what_is_left(calculation: Calculation, *, promotions: Iterable[Promotion]) -> bool:
    """Run the lanes over the whole order, and write what is left for the tickets that are priced.

    Answers whether a promotion of the exclusive lane won.
    """
    tariff = calculation.tariff
    order = _Order.of(calculation)
    declared = {lane.number: lane for lane in tariff.lanes}
    in_turn = sorted(promotions, key=_turn)
    for number in sorted({promotion.lane for promotion in in_turn}):
        of_lane = [promotion for promotion in in_turn if promotion.lane == number]
        lane = declared.get(number, Lane(number=number))
        if number == EXCLUSIVE_LANE:
            lane = Lane(number=number, mode=LaneMode.FIRST)
        if lane.mode is LaneMode.ALL:
            for promotion in of_lane:
                order.fall_before(promotion)
                given = gift(promotion, calculation=calculation)
                left = total(given.values()) - order.stored_of({promotion.id})
                order.give(promotion, given=given, left=left)
            continue
        if order.compete(lane, of_lane) and number == EXCLUSIVE_LANE:
            order.fall_before(None)
            return True
    order.fall_before(None)
    return False


def _turn(promotion: Promotion) -> tuple[int, int, str]:
    return (promotion.lane, promotion.priority, promotion.id)


@attrs.define(kw_only=True)
class _Order:
    """The tickets of an order, and what kept ones store of each promotion."""

    calculation: Calculation
    kept: list[Ticket]
    off: dict[UnitTarget, dict[PromotionId, int]]

    @classmethod
    def of(cls, calculation: Calculation) -> _Order:
        kept = [ticket for ticket in calculation.tickets if ticket.item in calculation.kept]
        off: dict[UnitTarget, dict[PromotionId, int]] = {}
        for ticket in kept:
            rules = {
                entry.rule
                for entry in calculation.entries
                if entry.target == ticket.target and entry.kind in PROMOTION_KINDS
            }
            off[ticket.target] = {
                PromotionId(rule): -_stored(
                    calculation, ticket, kinds=PROMOTION_KINDS, rules={rule}
                )
                for rule in rules
            }
        return cls(calculation=calculation, kept=kept, off=off)

    def fall_before(self, promotion: Promotion | None) -> None:
        """Set the prices of kept tickets to what those before *promotion* left (None: all)."""
        turns = {found.id: _turn(found) for found in self.calculation.tariff.promotions}
        for ticket in self.kept:
            taken = sum(
                amount
                for name, amount in self.off[ticket.target].items()
                if promotion is None or name not in turns or turns[name] < _turn(promotion)
            )
            ticket.running = max(0, ticket.undiscounted - taken)

    def stored_of(self, names: Iterable[PromotionId]) -> int:
        return sum(self.off[ticket.target].get(name, 0) for ticket in self.kept for name in names)

    def compete(self, lane: Lane, promotions: list[Promotion]) -> bool:
        """Let the promotions of a lane compete; answer whether one won."""
        calculation = self.calculation
        rivals = [found for found in calculation.tariff.promotions if found.lane == lane.number]
        self.fall_before(min(rivals, key=_turn))
        names = {found.id for found in rivals}
        if lane.number == EXCLUSIVE_LANE:
            names = {name for of_ticket in self.off.values() for name in of_ticket}
        gifts = {found.id: gift(found, calculation=calculation) for found in promotions}
        won: dict[PromotionId, dict[UnitTarget, Reduction]] = {}
        occupied: dict[PromotionId, int] = {}
        for arena in arenas(lane.per, tickets=calculation.tickets):
            sums = {
                found.id: total(gifts[found.id].get(ticket.target, NOTHING) for ticket in arena)
                for found in promotions
            }
            winner = winner_of(lane.mode, promotions=promotions, sums=sums)
            if winner is not None:
                part = {
                    ticket.target: gifts[winner.id].get(ticket.target, NOTHING) for ticket in arena
                }
                won.setdefault(winner.id, {}).update(part)
            for ticket in arena:
                for name, amount in self.off.get(ticket.target, {}).items():
                    if name in names:
                        taker = name if winner is None else winner.id
                        occupied[taker] = occupied.get(taker, 0) + amount
        for found in promotions:
            if found.id in won:
                part = won[found.id]
                alone = max(total(gifts[found.id].values()), total(part.values()))
                alone -= self.stored_of({found.id})
                left = total(part.values()) - occupied.get(found.id, 0)
                left = min(left, max(0, alone))
                # Where bookings or tickets choose, they get nothing of what they did not choose.
                self.give(found, given=part, left=left, among=part.keys())
        return bool(won)

    def give(
        self,
        promotion: Promotion,
        *,
        given: Gift,
        left: int,
        among: Collection[UnitTarget] | None = None,
    ) -> None:
        """Give what is left of a promotion to the tickets that are priced."""
        calculation = self.calculation
        reached = reached_tickets(promotion, calculation=calculation)
        tickets = [
            ticket
            for ticket in reached
            if ticket.item not in calculation.kept and (among is None or ticket.target in among)
        ]
        own = [given.get(ticket.target, NOTHING).amount for ticket in tickets]
        raised = sum(-amount for amount in own if amount < 0)
        off = [max(0, amount) for amount in own]
        wanted = max(0, left + raised)
        if wanted < sum(off):
            gets = share_out(wanted, weights=off)
        else:
            bears = [
                ticket.running - amount if amount >= 0 else 0
                for ticket, amount in zip(tickets, own, strict=True)
            ]
            rest = share_out(min(wanted - sum(off), sum(bears)), weights=bears)
            gets = [amount + more for amount, more in zip(off, rest, strict=True)]
        if promotion.code is None:
            cause = Cause(kind=Kind.DISCOUNT, type=promotion.type.value, rule=promotion.id)
        else:
            cause = Cause(kind=Kind.PROMOCODE, type="PROMOCODE", rule=promotion.id)
        for ticket, amount, before in zip(tickets, gets, own, strict=True):
            base = given.get(ticket.target, NOTHING).base
            calculation.change(ticket, amount=-(amount + min(0, before)), cause=cause, base=base)
