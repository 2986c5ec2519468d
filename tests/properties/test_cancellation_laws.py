"""Cancelling tickets in any order, under every policy: M3, M4 and D4 of generated orders."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from attrs import evolve
from hypothesis import event, given
from hypothesis import strategies as st
from tests.unit.cancellation.sold import NOW, Sold, good_tickets, sold_case

from counterfoil.adapters.testkit.laws import (
    Verdict,
    check_debt,
    check_refunds,
    check_timing,
    check_written,
)
from counterfoil.adapters.testkit.strategies import cases
from counterfoil.domain.cancellation.settings import (
    CancellationSettings,
    ClockCombination,
    FeeParts,
    RefundPolicy,
    TierPrecedence,
)
from counterfoil.domain.catalogue.policies import (
    CancellationClock,
    CancellationFeePer,
    CancellationPolicy,
    CancellationTier,
)
from counterfoil.domain.money import Rate
from counterfoil.domain.order.order import Order
from counterfoil.domain.payments.spreading import RefundSources
from counterfoil.domain.references import UnitId

TIERS = st.builds(
    CancellationTier,
    clock=st.sampled_from(CancellationClock),
    threshold=st.integers(0, 10).map(lambda hours: timedelta(hours=hours)),
    fee_percentage=st.sampled_from([0, 10, 33, 100]).map(Rate.percent),
    fee_amount=st.sampled_from([0, 1, 250, 100_000]),
    fee_per=st.sampled_from(CancellationFeePer),
)
POLICIES = st.lists(TIERS, max_size=3).map(lambda tiers: CancellationPolicy(tiers=tuple(tiers)))


def settings(*policies: RefundPolicy) -> st.SearchStrategy[CancellationSettings]:
    """Generate settings."""
    return st.builds(
        CancellationSettings,
        policy=st.sampled_from(policies or tuple(RefundPolicy)),
        tiers=st.sampled_from(TierPrecedence),
        clocks=st.sampled_from(ClockCombination),
        fee_parts=st.sampled_from(FeeParts),
        sources=st.sampled_from(RefundSources),
    )


class Sequence(NamedTuple):
    """An order, and the portions in which all of its tickets go."""

    sold: Sold
    portions: list[list[UnitId]]


@st.composite
def sequences(
    draw: st.DrawFn, *, policies: Iterable[RefundPolicy] = RefundPolicy, quarters: int | None = 4
) -> Sequence:
    """Generate an order of which *quarters* are paid (None: any), and how it goes."""
    case = draw(cases())
    sold = sold_case(
        case,
        settings=draw(settings(*policies)),
        quarters=draw(st.integers(0, 4)) if quarters is None else quarters,
        authorized=quarters is None and draw(st.booleans()),
    )
    bookings = tuple(
        evolve(
            booking, sold=evolve(booking.sold, cancellation=draw(POLICIES), visit_at=_visit(draw))
        )
        for booking in sold.order.bookings
    )
    sold = evolve(sold, order=evolve(sold.order, bookings=bookings))
    left = draw(st.permutations(good_tickets(sold.order)))
    portions = []
    while left:
        size = draw(st.integers(1, len(left)))
        portions.append(left[:size])
        left = left[size:]
    return Sequence(sold, portions)


def _visit(draw: st.DrawFn) -> datetime | None:
    return draw(st.sampled_from([None, NOW, NOW + timedelta(hours=5)]))


def history(found: Sequence, *, refund: bool = True) -> list[Order]:
    """Answer the order, and what it becomes with each portion that goes."""
    orders = [found.sold.order]
    for step, portion in enumerate(found.portions):
        orders.append(found.sold.without(orders[-1], portion, step=step, refund=refund))
    return orders


class TestM3:
    """What cancelling everything pays back.

    > Engine; the order is fully paid and is not amended in between. Any sequence of cancellations
    > that leaves no ticket pays back, in sum, what was paid less the fees that never go back and
    > the cancellation fees; no beginning of the sequence has paid back less than nothing or more
    > than was paid. This holds for each of the three refund policies.
    """

    @given(found=sequences())
    def test_any_sequence_pays_back_what_was_paid_less_what_is_kept(self, found: Sequence) -> None:
        orders = history(found)

        for place in range(1, len(orders) + 1):
            assert check_refunds(orders[:place]) is Verdict.HOLDS
        event(found.sold.facts.settings.cancellation.policy.value)
        event(f"portions: {min(len(found.portions), 4)}")

    @given(found=sequences(policies=[RefundPolicy.FREEZE]))
    def test_a_ticket_takes_the_same_entries_along_whenever_it_goes(self, found: Sequence) -> None:
        """Under FREEZE, a ticket or a piece that is refunded whole."""
        orders = history(found)
        for place, portion in enumerate(found.portions):
            alone = found.sold.without(orders[0], portion)
            check_timing(
                orders[0], alone=alone, before_later=orders[place], later=orders[place + 1]
            )


class TestM4:
    """Cancelling rewrites nothing.

    > Always. A cancellation writes new entries and changes none that exist. Under `freeze` it
    > takes back entries of the cancelled tickets only and, with the last of them, what was pinned.
    """

    @given(found=sequences(quarters=None))
    def test_earlier_entries_stay_as_they_are(self, found: Sequence) -> None:
        orders = history(found)
        freezes = found.sold.facts.settings.cancellation.policy is RefundPolicy.FREEZE
        for before, after in pairwise(orders):
            check_written(before, after, freezes=freezes)


class TestD4:
    """Nobody owes more for cancelling.

    > Always. After a cancellation the guest never owes more than before; a cancellation fee lies
    > between nothing and what is refunded.
    """

    @given(found=sequences(quarters=None), refund=st.booleans())
    def test_nobody_owes_more_than_before(self, found: Sequence, *, refund: bool) -> None:
        orders = history(found, refund=refund)
        for before, after in pairwise(orders):
            check_debt(before, after)
            assert refund or after.paid == before.paid
