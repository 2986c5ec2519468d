"""Cancelling tickets in any order, under every policy: M3, M4 and D4 of generated orders."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import pairwise

from attrs import evolve, frozen
from hypothesis import event, given
from hypothesis import strategies as st
from hypothesis.vendor.pretty import RepresentationPrinter
from tests.unit.cancellation.sold import NOW, Sold, good_tickets, sold_case
from tests.unit.cart.pier import GUEST, Pier, catalogue, pier
from tests.unit.cart.world import CODES, HOUSE, PRICES, SLICED

from counterfoil.adapters.testkit.accountant.wants import needs
from counterfoil.adapters.testkit.conformance.machines.additions import additions
from counterfoil.adapters.testkit.conformance.states import RESOURCES
from counterfoil.adapters.testkit.laws import (
    Verdict,
    check_debt,
    check_given_back,
    check_refunds,
    check_timing,
    check_written,
)
from counterfoil.adapters.testkit.strategies import Case, cases
from counterfoil.domain.cancellation.settings import (
    CancellationSettings,
    ClockCombination,
    FeeParts,
    RefundPolicy,
    TierPrecedence,
)
from counterfoil.domain.cart.commands import AddItem
from counterfoil.domain.cart.facts import CartFacts
from counterfoil.domain.cart.pricing import uses_of_customer
from counterfoil.domain.catalogue.policies import (
    CancellationClock,
    CancellationFeePer,
    CancellationPolicy,
    CancellationTier,
)
from counterfoil.domain.decisions import OrderDecision
from counterfoil.domain.money import Rate
from counterfoil.domain.order.commands import CancelOrder
from counterfoil.domain.order.deciding import decide_order
from counterfoil.domain.order.order import Order
from counterfoil.domain.payments.spreading import RefundSources
from counterfoil.domain.references import (
    CartId,
    CommandKey,
    CustomerKey,
    ItemId,
    PromotionId,
    UnitId,
)
from counterfoil.domain.refusals import RefusedError
from counterfoil.domain.settings import AddOnsOnRemoval, Settings
from counterfoil.domain.statuses import SettlementType, TicketStatus

TIERS = st.builds(
    CancellationTier,
    clock=st.sampled_from(CancellationClock),
    threshold=st.integers(0, 10).map(lambda hours: timedelta(hours=hours)),
    fee_percentage=st.sampled_from([0, 10, 33, 100]).map(Rate.percent),
    fee_amount=st.sampled_from([0, 1, 250, 100_000]),
    fee_per=st.sampled_from(CancellationFeePer),
)
POLICIES = st.lists(TIERS, max_size=3).map(lambda tiers: CancellationPolicy(tiers=tuple(tiers)))
ONCE_BY_ADA = uses_of_customer(PromotionId("once"), CustomerKey("ada"))
WATCHED = (*RESOURCES, ONCE_BY_ADA)


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


@frozen(kw_only=True, repr=False)
class Sequence:
    """An order, and the portions in which all of its tickets go."""

    case: Case
    sold: Sold
    portions: list[list[UnitId]]

    def __repr__(self) -> str:
        """Write what was sold, how it can be cancelled, and how many go at a time."""
        policies = [booking.sold.cancellation for booking in self.sold.order.bookings]
        sizes = [len(portion) for portion in self.portions]
        return f"{self.case!r}, {self.sold.facts.settings.cancellation}, {policies}, {sizes}"

    def _repr_pretty_(self, printer: RepresentationPrinter, cycle: bool) -> None:  # noqa: ARG002, FBT001
        """Answer Hypothesis in the same way, which would write out every default otherwise."""
        printer.text(repr(self))


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
    return Sequence(case=case, sold=sold, portions=portions)


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


class TestH5:
    """What comes back.

    > Engine. Every unit that was drawn comes back exactly once, by release, expiry or
    > cancellation, to the allocation it came from.
    """

    @given(
        items=st.lists(additions(), min_size=1, max_size=4),
        buyer=st.sampled_from(["", "desk", "web"]),
        code=st.sampled_from(["", "EARLY", "ONCE", "PURSE", "STRICT"]),
        policy=st.sampled_from(RefundPolicy),
        data=st.data(),
    )
    def test_what_tickets_drew_comes_back_with_them(
        self,
        *,
        items: list[AddItem],
        buyer: str,
        code: str,
        policy: RefundPolicy,
        data: st.DataObject,
    ) -> None:
        shop = pier(
            PRICES,
            CODES,
            HOUSE,
            settings=Settings(
                cancellation=CancellationSettings(policy=policy), add_ons=AddOnsOnRemoval.TAKE
            ),
            sells=SLICED,
        )
        cart = shop.opened(customer="ada", **({"channel": buyer} if buyer else {}))
        if not put(shop, cart, items, code=code):
            return
        order = shop.office.confirm(cart, GUEST, settlement=SettlementType.EXTERNAL).order
        while left := good_tickets(order):
            going = tuple(data.draw(st.lists(st.sampled_from(left), min_size=1, unique=True)))
            decided = decision(shop, order, going)
            check_given_back(order, decided.after, draws=decided.draws, restores=True)

            order = shop.office.cancel_order(order.id, GUEST, tickets=going).order

            drawn = expected_draws(order)
            assert shop.drawn(*WATCHED) == [drawn[name] for name in WATCHED]
        for pool in RESOURCES[:4]:
            assert not any(shop.drawn_under(pool).values())
        event(f"{policy.value} {code or 'no code'}")


def put(shop: Pier, cart: CartId, items: list[AddItem], *, code: str) -> bool:
    """Put items into a cart, and a code; answer whether the items are there."""
    named = [evolve(item, item=ItemId(f"i{place}")) for place, item in enumerate(items)]
    try:
        shop.office.update(cart, GUEST, *named)
    except RefusedError:
        return False
    try:
        if code:
            shop.office.apply_promocode(cart, GUEST, code)
    except RefusedError:
        pass
    return True


def decision(shop: Pier, order: Order, tickets: tuple[UnitId, ...]) -> OrderDecision:
    """Decide to cancel tickets, and do nothing."""
    world = shop.system.world(order.world)
    facts = CartFacts(
        catalogue=world.catalogue,
        pricer=world.unlimited,
        world=world.name,
        levels={},
        settings=shop.office.settings,
    )
    command = CancelOrder(key=CommandKey("try"), actor=GUEST, order=order.id, tickets=tickets)
    found = decide_order(order, command, facts, shop.clock.now())
    assert isinstance(found, OrderDecision)
    return found


def expected_draws(order: Order) -> Counter[str]:
    """Work out what the good tickets of an order take, and what the ledger has of promotions."""
    found: Counter[str] = Counter()
    for booking in order.bookings:
        counts = Counter(
            (ticket.part, ticket.ticket_type)
            for ticket in booking.tickets
            if ticket.status is TicketStatus.CONFIRMED
        )
        if not counts:
            continue
        asked = evolve(
            booking.item.asked,
            quantities=tuple((name, n) for (of, name), n in counts.items() if not of),
            parts=tuple(
                evolve(
                    choice,
                    quantities=tuple(
                        (name, n) for (of, name), n in counts.items() if of == choice.part
                    ),
                )
                for choice in booking.item.parts
            ),
        )
        found.update(needs(asked, booking.item.spots, catalogue=catalogue(SLICED)))
    given: Counter[str] = Counter()
    for posting in order.postings:
        for run in posting.runs:
            for entry in run.entries:
                given[entry.cause.rule] -= run.units * entry.amount
    for name in ("early", "house"):
        found[f"uses:{name}"] += bool(given[name])
    found[ONCE_BY_ADA] += bool(given["once"])
    for name in ("purse", "strict"):
        found[f"budget:{name}"] += given[name]
    return found
