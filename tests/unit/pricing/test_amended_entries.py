"""What an amendment writes: net entries, what stays for good, and the price adjustment."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from attrs import evolve
from tests.unit.cancellation.sold import sold_case
from tests.unit.pricing.build import (
    CITY,
    NOON,
    SATURDAY,
    basket,
    fee,
    inside,
    item,
    off,
    promotion,
    tariff,
    taxed,
)

from counterfoil.adapters.testkit.strategies import Case
from counterfoil.domain.amendment.adjusting import DISCOUNT, RULES, SURCHARGE
from counterfoil.domain.amendment.entries import entries_of_order
from counterfoil.domain.amendment.ledger import (
    Line,
    live_ordinals,
    net_runs,
    numbered_as_sold,
    numbered_from_zero,
)
from counterfoil.domain.amendment.pricing import AmendedPrice, amended_price
from counterfoil.domain.amendment.standing import standing_cart
from counterfoil.domain.basket import Basket, Circumstances
from counterfoil.domain.cancellation.causes import CUT, RECLAIMED
from counterfoil.domain.cancellation.settings import CancellationSettings
from counterfoil.domain.cart.item import CartItem
from counterfoil.domain.order.commands import PriceAdjustment
from counterfoil.domain.order.order import Order
from counterfoil.domain.order.posting import added
from counterfoil.domain.pricing import Cause, Kind, LedgerRun, RunEntry, compile_pricer
from counterfoil.domain.pricing.netting import netted, reversed_runs
from counterfoil.domain.references import ItemId, PartId, PromotionId, TicketTypeId
from counterfoil.domain.statuses import TicketStatus
from counterfoil.domain.tariff.fees import FeeRefund
from counterfoil.domain.tariff.promotions import AmountOff, Per, PromotionLimits
from counterfoil.domain.tariff.tariff import Tariff
from counterfoil.domain.tariff.taxes import Effect

A, B = ItemId("a"), ItemId("b")
NO_PART, ADULT = PartId(""), TicketTypeId("adult")
LIST = Cause(kind=Kind.LIST, type="LIST", rule="boat", label="Boat")
VAT = Cause(kind=Kind.TAX, type="TAX", rule="vat", label="VAT", effect=Effect.INCLUDED)


def run(
    ordinal: int, units: int, *entries: tuple[Cause, int] | tuple[Cause, int, int]
) -> LedgerRun:
    """Make a run of adults of booking a; an entry may say its base."""
    return LedgerRun(
        A,
        NO_PART,
        ADULT,
        ordinal,
        units,
        tuple(RunEntry(one[0], one[1], (*one, None)[2], None) for one in entries),
    )


def order_of(rules: Tariff, asked: Basket) -> Order:
    """Sell a basket."""
    case = Case(catalogue=CITY, tariff=rules, basket=asked, circumstances=Circumstances(at=NOON))
    return sold_case(case, settings=CancellationSettings()).order


def boats(**adults: int) -> Basket:
    """Ask for boats on a Saturday."""
    return basket(
        *(item(name, "boat", travel_date=SATURDAY, adult=n) for name, n in adults.items())
    )


def amended(
    order: Order,
    rules: Tariff,
    *,
    adjustment: PriceAdjustment = PriceAdjustment.NONE,
    gone: frozenset[ItemId] = frozenset(),
    **adults: int,
) -> AmendedPrice:
    """Book adults on the boat again, under new numbers where there are more of them."""
    cart = standing_cart(order)
    known = {one.id: one for one in cart.items}
    items: list[CartItem] = [one for one in cart.items if one.id not in {*adults, *gone}]
    ordinals: dict[Line, list[int]] = {}
    for name, count in adults.items():
        before = known.get(ItemId(name)) or evolve(next(iter(known.values())), id=ItemId(name))
        items.append(evolve(before, quantities=((ADULT, count),)))
        booking = order.booking(ItemId(name))
        good = [] if booking is None else [*next(iter(live_ordinals(booking).values()))]
        free = iter(range(1 + max(good, default=-1), 9999))
        ordinals[ItemId(name), NO_PART, ADULT] = [
            good[place] if place < len(good) else next(free) for place in range(count)
        ]
    return amended_price(
        order,
        evolve(cart, items=tuple(items)),
        touched=frozenset(map(ItemId, adults)),
        gone=gone,
        ordinals=ordinals,
        pricer=compile_pricer(CITY, rules),
        at=NOON,
        promotions_at=None,
        limits={},
        adjustment=adjustment,
    )


def changes(price: AmendedPrice, *kinds: Kind) -> Mapping[str, int]:
    """Sum what is ADDED by ticket, such as ``a/0``; pinned ``a`` or nothing."""
    found: dict[str, int] = {}
    for one in price.runs:
        entries = tuple(e for e in one.entries if not kinds or e.cause.kind in kinds)
        for ordinal in range(one.ordinal, one.ordinal + one.units):
            name = f"{one.item}/{ordinal}" if ordinal >= 0 else one.item
            amount = added(one._replace(entries=entries))
            found[name] = found.get(name, 0) + amount
    return {name: amount for name, amount in found.items() if amount}


class TestNetting:
    """Ledgers add up by ticket and cause; what cancels out disappears."""

    def test_what_is_taken_back_disappears(self) -> None:
        runs = [run(0, 3, (LIST, 1000), (VAT, 83, 917))]

        assert netted([*runs, *reversed_runs(runs)]) == []

    def test_sums_stand_on_the_tickets_that_they_are_about(self) -> None:
        runs = [run(0, 3, (LIST, 1000)), run(1, 1, (LIST, -1000)), run(2, 2, (LIST, 500))]

        assert netted(runs) == [
            run(0, 1, (LIST, 1000)),
            run(2, 1, (LIST, 1500)),
            run(3, 1, (LIST, 500)),
        ]

    def test_neighbors_that_come_to_the_same_are_one_run(self) -> None:
        runs = [run(0, 1, (LIST, 400)), run(1, 2, (LIST, 1000)), run(0, 1, (LIST, 600))]

        assert netted(runs) == [run(0, 3, (LIST, 1000))]

    def test_the_base_is_that_of_the_last_addend_that_is_left(self) -> None:
        first, second = run(0, 2, (VAT, 83, 917)), run(0, 1, (VAT, 50, 550))

        found = netted([first, *reversed_runs([first._replace(units=1)]), second])

        assert found == [run(0, 1, (VAT, 50, 550)), run(1, 1, (VAT, 83, 917))]

    def test_entries_stand_in_the_order_of_the_phases(self) -> None:
        assert netted([run(0, 1, (VAT, 83)), run(0, 1, (LIST, 1000))]) == [
            run(0, 1, (LIST, 1000), (VAT, 83))
        ]

    def test_the_entries_of_a_booking_are_those_of_all_postings(self) -> None:
        order = order_of(tariff(), boats(a=2, b=1))

        found = net_runs(order.postings, {A})

        assert found == {A: (run(0, 2, (found[A][0].entries[0].cause, 1500)),)}


class TestNumbers:
    """Numbers of tickets have gaps in an order, and none in a price."""

    def test_good_tickets_are_numbered_from_zero(self) -> None:
        line = {(A, NO_PART, ADULT): [1, 4, 5]}
        runs = [run(0, 2, (LIST, 1000)), run(2, 3, (LIST, 600)), run(5, 1, (LIST, 500))]

        found = [*numbered_from_zero(runs, line)]

        assert found == [run(0, 1, (LIST, 1000)), run(1, 1, (LIST, 600)), run(2, 1, (LIST, 500))]

    def test_and_back(self) -> None:
        line = {(A, NO_PART, ADULT): [1, 4, 5]}

        found = [*numbered_as_sold([run(0, 3, (LIST, 1000))], line)]

        assert found == [run(1, 1, (LIST, 1000)), run(4, 2, (LIST, 1000))]

    def test_cancelled_tickets_are_not_good(self) -> None:
        order = order_of(tariff(), boats(a=3))
        (booking,) = order.bookings
        gone = evolve(booking.tickets[1], status=TicketStatus.CANCELLED)
        tickets = (booking.tickets[0], gone, booking.tickets[2])

        found = live_ordinals(evolve(booking, tickets=tickets))

        assert found == {(A, NO_PART, ADULT): [0, 2]}


class TestWhatStaysForGood:
    """A fee that never goes back does not, and is not charged twice."""

    @pytest.mark.parametrize("per", [Per.UNIT, Per.BOOKING, Per.ORDER])
    @pytest.mark.parametrize(("new", "more"), [(150, 50), (100, 0), (40, 0)])
    def test_only_what_it_is_more_is_charged(self, per: Per, new: int, more: int) -> None:
        never = fee("booking", fixed=100, per=per, refund=FeeRefund.NEVER)
        order = order_of(tariff(fees=(never,)), boats(a=1))

        price = amended(order, tariff(fees=(evolve(never, fixed=new),)), a=1)

        assert sum(changes(price, Kind.FEE).values()) == more

    def test_it_stays_with_a_ticket_that_goes(self) -> None:
        never = fee("booking", fixed=100, per=Per.UNIT, refund=FeeRefund.NEVER)
        rules = tariff(fees=(never,))
        order = order_of(rules, boats(a=3))

        price = amended(order, rules, a=2)

        assert changes(price) == {"a/2": -1500}

    def test_what_cancelling_cut_off_stays_and_what_was_reclaimed_goes_as_it_is_given_again(
        self,
    ) -> None:
        before = [RunEntry(CUT, 300, None, None), RunEntry(RECLAIMED, 500, None, None)]

        (all_of_it,) = entries_of_order(before, (), lost=0)
        (some,) = entries_of_order(before, (), lost=200)

        assert all_of_it.entries == (RunEntry(RECLAIMED, -500, None, None),)
        assert some.entries == (RunEntry(RECLAIMED, -300, None, None),)
        assert entries_of_order(before, (), lost=500) == []


class TestTheOrder:
    """What is computed for the order is written as the difference to what is stored."""

    def test_a_fee_of_the_order_grows_with_it(self) -> None:
        rules = tariff(fees=(fee("service", rate="10", per=Per.ORDER),))
        order = order_of(rules, boats(a=1, b=1))

        price = amended(order, rules, b=2)

        assert changes(price) == {"b/1": 1500, "": 150}
        assert (price.total, order.total) == (4950, 3300)

    def test_a_fee_that_the_tariff_no_longer_has_goes_back(self) -> None:
        order = order_of(tariff(fees=(fee("service", fixed=100, per=Per.ORDER),)), boats(a=1))

        assert changes(amended(order, tariff(), a=1)) == {"": -100}

    def test_shares_and_what_is_granted_are_told(self) -> None:
        rules = tariff(promotions=(promotion("half", off("50"), cap=2000),))
        order = order_of(rules, boats(a=2))

        price = amended(order, rules, b=1)

        assert price.granted == {"half": 2000}
        assert price.shares == {PromotionId("half"): {B: 500}}


class TestPriceAdjustment:
    """What an amendment makes an order dearer or cheaper is taken away, and cannot be cashed."""

    RULES = tariff(taxes=(inside("vat", "20"),), taxation=(taxed("vat"),))

    @pytest.mark.parametrize("adjustment", [PriceAdjustment.ORDER, PriceAdjustment.RESELLER])
    def test_a_ticket_that_is_added_for_nothing_gives_nothing_back(
        self, adjustment: PriceAdjustment
    ) -> None:
        order = order_of(self.RULES, boats(a=1))

        price = amended(order, self.RULES, a=2, adjustment=adjustment)

        assert price.total == order.total
        assert changes(price) == {}  # the added ticket costs nothing in all
        assert changes(price, Kind.ADJUSTMENT) == {"a/1": -1500}
        causes = [
            entry.cause
            for one in price.runs
            for entry in one.entries
            if entry.cause.kind is Kind.ADJUSTMENT
        ]
        assert {(cause.type, cause.rule) for cause in causes} == {(DISCOUNT, RULES[adjustment])}

    def test_the_tax_inside_is_told(self) -> None:
        order = order_of(self.RULES, boats(a=1))

        price = amended(order, self.RULES, a=2, adjustment=PriceAdjustment.ORDER)

        told = [
            (entry.cause.tax, entry.amount)
            for one in price.runs
            for entry in one.entries
            if entry.cause.kind is Kind.ADJUSTMENT and entry.cause.effect is Effect.INCLUDED
        ]
        assert told == [("vat", -250)]

    def test_a_surcharge_stands_on_what_stays_by_what_it_fell(self) -> None:
        order = order_of(self.RULES, boats(a=2, b=1))
        cheaper = tariff(prices={"boat": {"adult": 1200}})

        price = amended(order, cheaper, a=1, b=1, adjustment=PriceAdjustment.ORDER)

        assert price.total == order.total == 4500
        assert changes(price, Kind.ADJUSTMENT) == {"a/0": 1050, "b/0": 1050}
        types = {e.cause.type for one in price.runs for e in one.entries} - {"LIST", "TAX"}
        assert types == {SURCHARGE}

    def test_a_surcharge_stands_on_nothing_that_did_not_fall(self) -> None:
        order = order_of(self.RULES, boats(a=1, b=1))
        cheap = promotion("cheap", AmountOff(amount=300, per=Per.ORDER))
        first = evolve(cheap, limits=PromotionLimits(units_per_cart=1))

        price = amended(
            order, tariff(promotions=(first,)), a=1, b=1, adjustment=PriceAdjustment.ORDER
        )

        assert changes(price, Kind.ADJUSTMENT) == {"a/0": 300}

    def test_a_surcharge_stands_on_what_stays_by_its_price_where_nothing_fell(self) -> None:
        order = order_of(self.RULES, boats(a=3, b=1))

        price = amended(order, self.RULES, a=2, adjustment=PriceAdjustment.ORDER)

        assert changes(price, Kind.ADJUSTMENT) == {"a/0": 750, "a/1": 750}

    def test_a_surcharge_stands_on_the_order_where_nothing_is_left(self) -> None:
        order = order_of(self.RULES, boats(a=3, b=1))

        price = amended(order, self.RULES, gone=frozenset({A}), adjustment=PriceAdjustment.ORDER)

        assert changes(price, Kind.ADJUSTMENT) == {"": 4500}

    def test_a_pinned_fee_is_adjusted_where_it_is_pinned(self) -> None:
        order = order_of(tariff(), boats(a=1))
        rules = tariff(fees=(fee("service", fixed=100, per=Per.BOOKING),))

        price = amended(order, rules, a=1, adjustment=PriceAdjustment.ORDER)

        assert changes(price, Kind.ADJUSTMENT) == {"a": -100}

    def test_an_adjustment_goes_with_the_booking_that_is_booked_again(self) -> None:
        order = order_of(self.RULES, boats(a=1))
        first = amended(order, self.RULES, a=2, adjustment=PriceAdjustment.ORDER)
        posting = evolve(order.postings[0], version=2, runs=first.runs)
        (booking,) = order.bookings
        added_ticket = evolve(booking.tickets[0], ordinal=1)
        bigger = evolve(booking, tickets=(*booking.tickets, added_ticket))
        order = evolve(order, bookings=(bigger,), postings=(*order.postings, posting))

        price = amended(order, self.RULES, a=2)

        assert price.total == 3000

    def test_no_difference_needs_no_adjustment(self) -> None:
        order = order_of(self.RULES, boats(a=1))

        price = amended(order, self.RULES, a=1, adjustment=PriceAdjustment.ORDER)

        assert changes(price, Kind.ADJUSTMENT) == {}
