"""What is left of each promotion for the tickets that are priced anew, where others are kept.

A promotion is applied again to the order as it will be, kept tickets included: what comes out is
its benefit on the whole. Kept tickets keep what they store of it; the others get what is left, and
never less than nothing. So a promotion gives no more than its cap, its budget and its benefit
allow, however often an order is amended.

The tickets that are priced anew get what is left in proportion to what is theirs of the benefit on
the whole. Where more is left than that, because kept tickets have less than they would get today,
the rest goes by what those that the promotion reaches still cost, and what they cannot bear is
told.

Where promotions compete, what kept tickets store of any promotion of the lane is taken for the one
that wins them today: otherwise an order would get both when the winner changes.

Source: docs/reference/pricing.md, "After the order".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from counterfoil.domain.pricing.allotment import allot
from counterfoil.domain.pricing.amounts import (
    Amounts,
    beside,
    compact,
    head,
    mapped,
    padded,
    per_ticket,
    plus,
    total,
)
from counterfoil.domain.pricing.benefits import Reduction, Reductions
from counterfoil.domain.pricing.calculation import Calculation
from counterfoil.domain.pricing.conditions import Candidate
from counterfoil.domain.pricing.kept import ENDED, Kept
from counterfoil.domain.pricing.rules import LaneRules
from counterfoil.domain.tariff.promotions import EXCLUSIVE_LANE, Per


class Remainders:
    """What is left for the tickets that are priced anew, in one evaluation; see the module.

    *running* are the running prices of the evaluation; those of kept tickets fall in turn.
    ``unborne`` is what tickets that are priced anew could not bear, by the promotion's index;
    ``lost`` by how much all promotions together give more than they do on the whole today.
    """

    __slots__ = ("_calculation", "_kept", "_running", "_step", "_whole", "lost", "unborne")

    def __init__(self, calculation: Calculation, kept: Kept, running: list[Amounts]) -> None:
        self._calculation = calculation
        self._kept = kept
        self._running = running
        self._step = 0
        self._whole = 0
        self.lost = 0
        self.unborne: dict[int, int] = {}

    def fall_to(self, index: int) -> None:
        """Take off kept tickets what they store of the promotions before *index*."""
        steps = self._kept.steps
        while self._step < len(steps) and steps[self._step][0] < index:
            _, line, price = steps[self._step]
            self._running[line] = price
            self._step += 1

    def finish(self, given: dict[int, int]) -> None:
        """Take off all that kept tickets store, and add it to what was given."""
        self.fall_to(len(self._calculation.rules.promotions))
        for index, amount in self._kept.given.items():
            if index >= 0:
                given[index] = given.get(index, 0) + amount
        self.lost = max(0, sum(given.values()) + self._kept.given.get(ENDED, 0) - self._whole)

    def of(self, one: Candidate, found: Reductions) -> Reductions:
        """Answer what is left of a promotion that no other competes with."""
        self._whole += found.sum
        return self._left(one, found, found.sum - self._kept.given.get(one.rule.index, 0))

    def of_lane(
        self,
        lane: LaneRules,
        offers: Sequence[tuple[Candidate, Reductions]],
        chosen: Sequence[tuple[Candidate, Reductions]],
    ) -> list[tuple[Candidate, Reductions]]:
        """Answer what is left of the winners of a lane.

        *offers* are what each gives alone over the order, *chosen* the parts that won.
        """
        alone = {one.rule.index: reductions.sum for one, reductions in offers}
        taken = []
        for (one, found), occupied in zip(chosen, self._occupied(lane, chosen), strict=True):
            index = one.rule.index
            self._whole += found.sum
            # Its own cap and budget bind it also where it was another that kept tickets have.
            # What it makes dearer is in its sum alone, and is not in the parts that it won.
            most = max(0, max(alone[index], found.sum) - self._kept.given.get(index, 0))
            left = min(most, found.sum - occupied)
            taken.append((one, self._left(one, found, left, lane.per)))
        return taken

    def _occupied(
        self, lane: LaneRules, chosen: Sequence[tuple[Candidate, Reductions]]
    ) -> list[int]:
        """Sum what kept tickets store in the place of each winner of a lane.

        Of the whole lane where it wins them today; of itself where nothing does.
        """
        kept = self._kept
        # If a promotion of the exclusive lane gives anything, it stands alone.
        everything = lane.number == EXCLUSIVE_LANE
        rivals = kept.given.keys() if everything else {rule.index for rule in lane.promotions}
        if lane.per is Per.ORDER:
            whole = sum(amount for index, amount in kept.given.items() if index in rivals)
            return [whole] * len(chosen)
        occupied = [0] * len(chosen)
        places = {one.rule.index: place for place, (one, _) in enumerate(chosen)}
        winners = _Winners(self._calculation, lane, chosen)
        for line, stored in kept.lines.items():
            count = self._calculation.counts[line]
            tickets = [
                (places.get(index), per_ticket(amounts, count))
                for index, amounts in stored.given.items()
                if index in rivals
            ]
            for ordinal, winner in enumerate(winners.of(line) if tickets else ()):
                for place, amounts in tickets:
                    taker = place if winner is None else winner
                    if taker is not None:
                        occupied[taker] += amounts[ordinal]
        return occupied

    def _left(
        self, one: Candidate, found: Reductions, left: int, per: Per = Per.ORDER
    ) -> Reductions:
        """Give *left* minor units of what was found to the tickets that are priced anew.

        Tickets that a fixed price makes dearer stay so, and what they pay more is given to the
        others, as it is with caps.
        """
        calculation, kept = self._calculation, self._kept
        counts = calculation.counts
        own = [reduction for reduction in found.lines if reduction.line not in kept.lines]
        off = {one.line: mapped(one.amounts, by=_not_negative) for one in own}
        up = {one.line: mapped(one.amounts, by=_not_positive) for one in own}
        raised = _whole(up, counts)
        wanted = max(0, left - raised)
        theirs = _whole(off, counts)
        if wanted < theirs:
            shares = allot(calculation, wanted, [(line, counts[line], off[line]) for line in off])
        else:
            shares = off | self._rest(one, own, wanted - theirs, off, per)
        bases = {one.line: one.base for one in own}
        lines = tuple(
            Reduction(line, plus(share, up.get(line, 0), counts[line]), bases.get(line))
            for line, share in shares.items()
        )
        amount = sum(total(one.amounts, counts[one.line]) for one in lines)
        return Reductions(lines, amount, found.ungiven, found.refused)

    def _rest(
        self,
        one: Candidate,
        own: Sequence[Reduction],
        rest: int,
        off: dict[int, Amounts],
        per: Per,
    ) -> dict[int, Amounts]:
        """Give what is left beyond their own to tickets that the promotion reaches.

        Where bookings or tickets choose, only to those that it won.
        """
        if not rest:
            return {}
        calculation = self._calculation
        counts = calculation.counts
        amounts = {reduction.line: reduction.amounts for reduction in own}
        owners = {calculation.owners[line] for line in amounts}
        # A ticket that a fixed price makes dearer bears nothing of the rest.
        least = 1 if per is Per.UNIT else 0
        weighed = []
        for line, reached in one.eligible:
            if line in self._kept.lines:
                continue
            if per is Per.BOOKING and calculation.owners[line] not in owners:
                continue
            costs = beside(self._running[line], amounts.get(line, 0), counts[line])
            bearable = compact(
                tuple((n, price - taken if taken >= least else 0) for n, price, taken in costs)
            )
            weighed.append((line, reached, head(bearable, reached)))
        bears = sum(total(weights, reached) for _, reached, weights in weighed)
        given = min(rest, bears)
        if given < rest:
            self.unborne[one.rule.index] = rest - given
        shares = allot(calculation, given, weighed)
        return {
            line: plus(padded(shares[line], reached, counts[line]), off.get(line, 0), counts[line])
            for line, reached, _ in weighed
        }


class _Winners:
    """Which of the winners of a lane won each ticket, where bookings or tickets choose."""

    __slots__ = ("_by_line", "_calculation", "_owners", "_per")

    def __init__(
        self,
        calculation: Calculation,
        lane: LaneRules,
        chosen: Sequence[tuple[Candidate, Reductions]],
    ) -> None:
        self._calculation = calculation
        self._per = lane.per
        self._by_line = [{one.line: one.amounts for one in found.lines} for _, found in chosen]
        self._owners = {
            calculation.owners[line]: place
            for place, mine in enumerate(self._by_line)
            for line in mine
        }

    def of(self, line: int) -> list[int | None]:
        """Answer the winner of each ticket of a line, as its place; None: nothing won it."""
        count = self._calculation.counts[line]
        if self._per is Per.BOOKING:
            return [self._owners.get(self._calculation.owners[line])] * count
        won: list[int | None] = [None] * count
        for place, mine in enumerate(self._by_line):
            for ordinal, amount in enumerate(per_ticket(mine.get(line, 0), count)):
                if amount:
                    won[ordinal] = place
        return won


def _whole(amounts: Mapping[int, Amounts], counts: Sequence[int]) -> int:
    return sum(total(share, counts[line]) for line, share in amounts.items())


def _not_negative(amount: int) -> int:
    return max(0, amount)


def _not_positive(amount: int) -> int:
    return min(0, amount)
