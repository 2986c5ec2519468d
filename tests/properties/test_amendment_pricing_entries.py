"""What an amendment writes into the ledger of an order, over random tariffs and orders."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

import attrs
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.unit.cancellation.sold import Sold, good_tickets, sold_case

from counterfoil.adapters.testkit.strategies import Case, cases
from counterfoil.domain.amendment.ledger import Line, live_ordinals
from counterfoil.domain.amendment.pricing import AmendedPrice, amended_price
from counterfoil.domain.amendment.standing import standing_cart
from counterfoil.domain.cancellation.settings import CancellationSettings
from counterfoil.domain.cart.cart import Cart
from counterfoil.domain.order.booking import Booking
from counterfoil.domain.order.commands import PriceAdjustment
from counterfoil.domain.order.order import Order
from counterfoil.domain.order.posting import Posting, PostingReason, total_of, totals_of_units
from counterfoil.domain.pricing import Kind, LedgerRun, Pricer
from counterfoil.domain.pricing.netting import netted, reversed_runs
from counterfoil.domain.references import ItemId
from counterfoil.domain.refusals import RefusedError
from counterfoil.domain.tariff.fees import FeeRefund

NOW = datetime(2026, 6, 2, 9, 0, tzinfo=UTC)
HOW = st.sampled_from(PriceAdjustment)


def ordinals_of(bookings: Iterable[Booking]) -> Mapping[Line, Sequence[int]]:
    return {
        line: ordinals for booking in bookings for line, ordinals in live_ordinals(booking).items()
    }


def price_of(
    case: Case,
    order: Order,
    *,
    touched: frozenset[ItemId],
    gone: frozenset[ItemId] = frozenset(),
    adjustment: PriceAdjustment = PriceAdjustment.NONE,
    pricer: Pricer | None = None,
) -> AmendedPrice:
    """Price an order again; *touched* bookings are sent as they are, *gone* ones removed."""
    cart: Cart = standing_cart(order)
    cart = attrs.evolve(cart, items=tuple(one for one in cart.items if one.id not in gone))
    names = {one.id for one in cart.items}
    cart = attrs.evolve(
        cart,
        requested=tuple(
            one for one in cart.requested if getattr(one.target, "item", None) in {None, *names}
        ),
    )
    try:
        return amended_price(
            order,
            cart,
            touched=touched & names,
            gone=gone,
            ordinals=ordinals_of(order.bookings),
            pricer=pricer or case.pricer,
            at=case.circumstances.at,
            promotions_at=None,
            limits=case.circumstances.limits,
            adjustment=adjustment,
        )
    except RefusedError:
        assume(False)  # noqa: FBT003
        raise


def with_runs(order: Order, runs: tuple[LedgerRun, ...]) -> Order:
    posting = Posting(version=9, at=NOW, reason=PostingReason.AMENDMENT, runs=runs)
    return attrs.evolve(order, postings=(*order.postings, posting))


def ledger(order: Order) -> list[LedgerRun]:
    return netted(run for posting in order.postings for run in posting.runs)


@st.composite
def orders(draw: st.DrawFn) -> tuple[Case, Sold]:
    case: Case = draw(cases())
    return case, sold_case(case, settings=CancellationSettings())


@st.composite
def cut_orders(draw: st.DrawFn) -> tuple[Case, Order]:
    """Generate orders of which some tickets were cancelled."""
    case, sold = draw(orders())
    order = sold.order
    tickets = good_tickets(order)
    going = draw(st.sets(st.sampled_from(tickets), max_size=len(tickets) - 1))
    if going:
        change = sold.cancels(order, sorted(going))
        assume(not isinstance(change, tuple))
        order = sold.without(order, sorted(going))
    assume(good_tickets(order))
    return case, order


def some(order: Order) -> st.SearchStrategy[frozenset[ItemId]]:
    return st.frozensets(
        st.sampled_from([one.id for one in order.bookings if one.is_live]), min_size=1
    )


class TestWhatIsWritten:
    """Nothing that is stored is rewritten; what is not touched is not written about."""

    @given(sold=cut_orders())
    def test_where_nothing_is_touched_nothing_is_written(self, sold: tuple[Case, Order]) -> None:
        case, order = sold

        price = price_of(case, order, touched=frozenset())

        assert price.runs == ()
        assert price.total == order.total

    @given(sold=orders())
    def test_all_touched_at_the_same_price_is_the_price_before(
        self, sold: tuple[Case, Sold]
    ) -> None:
        case, order = sold[0], sold[1].order
        every = frozenset(booking.id for booking in order.bookings)

        price = price_of(case, order, touched=every)

        assert price.total == order.total
        assert netted(price.runs) == []
        assert price.granted == case.pricer.price(*case.priced[1:]).granted

    @given(sold=cut_orders(), data=st.data(), adjustment=HOW)
    def test_only_touched_bookings_and_the_order_are_written_about(
        self, sold: tuple[Case, Order], data: st.DataObject, adjustment: PriceAdjustment
    ) -> None:
        case, order = sold
        touched = data.draw(some(order))

        price = price_of(case, order, touched=touched, adjustment=adjustment)

        after = with_runs(order, price.runs)
        assert {run.item for run in price.runs} <= {*touched, ItemId("")}
        assert price.total == total_of(after.postings)
        units = {ticket.target(one.id) for one in after.bookings for ticket in one.tickets}
        assert totals_of_units(after.postings).keys() <= units

    @given(sold=cut_orders(), data=st.data())
    def test_what_a_touched_booking_stores_is_its_price(
        self, sold: tuple[Case, Order], data: st.DataObject
    ) -> None:
        case, order = sold
        touched = data.draw(some(order))

        price = price_of(case, order, touched=touched)

        after = totals_of_units(with_runs(order, price.runs).postings)
        never = fees_for_good(ledger(order))
        asked = by_number(price, order)
        for (line, ordinal), amount in asked.items():
            if line[0] in touched and line not in never:
                found = {
                    target.ordinal: cost
                    for target, cost in after.items()
                    if (target.item, target.part, target.ticket_type) == line
                }
                assert found.get(ordinal, 0) == amount

    @given(sold=orders(), data=st.data())
    def test_what_is_added_and_removed_again_leaves_no_trace(
        self, sold: tuple[Case, Sold], data: st.DataObject
    ) -> None:
        case, order = sold[0], sold[1].order
        every = frozenset(booking.id for booking in order.bookings)
        gone = data.draw(some(order))
        assume(gone != every)

        fewer = price_of(case, order, touched=every - gone, gone=gone)
        smaller = with_runs(order, fewer.runs)
        again = price_of(case, smaller, touched=every)

        before, after = ledger(order), ledger(with_runs(smaller, again.runs))
        assert without_fees_for_good(after) == without_fees_for_good(before)


def fees_for_good(runs: Iterable[LedgerRun]) -> set[Line]:
    return {
        run[:3]
        for run in runs
        for entry in run.entries
        if entry.cause.refund is FeeRefund.NEVER and run.ordinal >= 0
    }


def without_fees_for_good(runs: Iterable[LedgerRun]) -> list[LedgerRun]:
    return netted(
        run._replace(
            entries=tuple(
                one._replace(base=None)
                for one in run.entries
                if one.cause.refund is not FeeRefund.NEVER
            )
        )
        for run in runs
    )


def by_number(price: AmendedPrice, order: Order) -> dict[tuple[Line, int], int]:
    """Give the price of each ticket of the quote under its number in the order."""
    ordinals = ordinals_of(order.bookings)
    found = {}
    for target, amount in price.quote.unit_totals.items():
        line = (target.item, target.part, target.ticket_type)
        found[line, ordinals[line][target.ordinal]] = amount
    return found


class TestPriceAdjustment:
    """An adjustment takes the difference away, and cannot be cashed by cancelling."""

    @given(sold=cut_orders(), data=st.data())
    def test_the_total_stays(self, sold: tuple[Case, Order], data: st.DataObject) -> None:
        case, order = sold
        touched = data.draw(some(order))
        gone = frozenset(name for name in touched if data.draw(st.booleans()))
        live = {one.id for one in order.bookings if one.is_live}
        assume(gone != live)

        price = price_of(case, order, touched=touched, gone=gone, adjustment=PriceAdjustment.ORDER)

        assert price.total == order.total

    @given(sold=cut_orders(), data=st.data())
    def test_nothing_that_got_dearer_gives_back_more_than_before(
        self, sold: tuple[Case, Order], data: st.DataObject
    ) -> None:
        case, order = sold
        touched = data.draw(some(order))
        plain = price_of(case, order, touched=touched)
        assume(plain.total > order.total)

        price = price_of(case, order, touched=touched, adjustment=PriceAdjustment.ORDER)

        before = totals_of_units(order.postings)
        unadjusted = totals_of_units(with_runs(order, plain.runs).postings)
        adjusted = totals_of_units(with_runs(order, price.runs).postings)
        for target, amount in adjusted.items():
            costs = unadjusted.get(target, 0)
            assert min(before.get(target, 0), costs) <= amount <= costs

    @given(sold=cut_orders(), data=st.data(), adjustment=HOW)
    def test_it_is_an_adjustment_and_nothing_else(
        self, sold: tuple[Case, Order], data: st.DataObject, adjustment: PriceAdjustment
    ) -> None:
        case, order = sold
        touched = data.draw(some(order))

        plain = price_of(case, order, touched=touched)
        price = price_of(case, order, touched=touched, adjustment=adjustment)

        more = netted([*price.runs, *reversed_runs(plain.runs)])
        assert all(entry.cause.kind is Kind.ADJUSTMENT for run in more for entry in run.entries)
