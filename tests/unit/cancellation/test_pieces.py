"""What is refunded whole: groups and combi tickets; and what is pinned to more than a ticket."""

import pytest
from tests.unit.cancellation.dock import (
    FEES,
    LANE,
    ask,
    ask_for_set,
    cancel,
    dock,
    money,
    sell,
    tickets,
    written,
)

from counterfoil.domain.cancellation.settings import RefundPolicy
from counterfoil.domain.pricing import Kind
from counterfoil.domain.statuses import BookingStatus, OrderStatus

SHARE = 'group_refund = "share"'
POLICIES = list(RefundPolicy)


@pytest.mark.parametrize("policy", POLICIES)
def test_a_group_gives_nothing_back_before_all_of_it_is_cancelled(policy: RefundPolicy) -> None:
    shop = dock(policy=policy)
    order = sell(shop, ask("bus", seat=4))
    first, *others = tickets(order, "bus")

    order = cancel(shop, order, first)
    assert (money(order), len(order.postings)) == ((9000, 9000), 1)
    assert order.bookings[0].status is BookingStatus.BOOKING_UPDATED
    order = cancel(shop, order, *others)

    assert money(order) == (0, 0)
    assert order.status is OrderStatus.ORDER_CANCELLED


def test_a_tariff_may_share_group_refunds_out() -> None:
    shop = dock(tariff=SHARE)
    order = sell(shop, ask("bus", seat=4))

    order = cancel(shop, order, tickets(order, "bus")[0])

    assert money(order) == (6750, 6750)


def test_a_group_in_a_bundle_is_a_piece_of_its_own() -> None:
    shop = dock()
    order = sell(shop, ask_for_set(adult=2, seat=2))
    seats, adults = tickets(order, "set", part="bus"), tickets(order, "set", part="tour")

    order = cancel(shop, order, seats[0], adults[0])
    assert money(order) == (10_000, 10_000)
    order = cancel(shop, order, seats[1])

    assert money(order) == (1000, 1000)


@pytest.mark.parametrize("policy", POLICIES)
def test_a_combi_ticket_goes_with_all_of_its_parts(policy: RefundPolicy) -> None:
    shop = dock(policy=policy)
    order = sell(shop, ask("both", adult=2))

    order = cancel(shop, order, tickets(order, "both")[0])

    assert money(order) == (1500, 1500)


def test_what_is_pinned_to_the_order_goes_with_its_last_ticket_and_never_fees_never() -> None:
    shop = dock(FEES)
    order = sell(shop, ask("tour", adult=2), ask("bus", seat=1))
    assert order.total == 2000 + 9000 + 200 + 2 * 100

    order = cancel(shop, order, *tickets(order, "tour"))
    assert money(order) == (9000 + 200 + 200, 9000 + 200 + 200)
    order = cancel(shop, order)

    assert money(order) == (200, 200)
    assert {
        entry.cause.rule
        for run in order.postings[-1].runs
        for entry in run.entries
        if entry.cause.kind is Kind.FEE
    } == {"service"}


@pytest.mark.parametrize("policy", [RefundPolicy.REPRICE, RefundPolicy.RECLAIM])
def test_never_fees_are_not_priced_away(policy: RefundPolicy) -> None:
    shop = dock(FEES, policy=policy)
    order = sell(shop, ask("tour", adult=1), ask("bus", seat=1))

    order = cancel(shop, order, *tickets(order, "tour"))

    assert money(order) == (9000 + 200 + 200, 9000 + 200 + 200)


ON_TOP = """
[[tax]]
id = "vat"
label = "VAT"
percentage = 7.5
effect = "added"
[[taxation]]
taxes = ["vat"]
[[promotion]]
id = "free"
label = "Free"
percentage_off = 100
products = ["pair"]
"""


def test_a_pinned_cent_that_the_last_ticket_cannot_bear_is_cut_off() -> None:
    """Three at 5.00 with 0.38 of tax each; rounded for the order it is a cent less: 16.13.

    The three would give back 16.14, and the free tickets that stay have no cent to pay with.
    """
    shop = dock(LANE, ON_TOP, tariff='tax_rounding = "order"')
    order = sell(shop, ask("tour", child=3), ask("pair", adult=2))
    assert order.total == 1613

    order = cancel(shop, order, *tickets(order, "tour"))
    assert (money(order), written(order, Kind.ADJUSTMENT)) == ((0, 0), 1)
    order = cancel(shop, order)

    assert (money(order), written(order, Kind.ADJUSTMENT)) == ((0, 0), -1)


def test_a_pinned_cent_goes_with_the_last_ticket_that_can_bear_it() -> None:
    shop = dock(LANE, ON_TOP, tariff='tax_rounding = "order"')
    order = sell(shop, ask("tour", child=3))
    found = [order.total]
    for ticket in tickets(order, "tour"):
        order = cancel(shop, order, ticket)
        found.append(order.total)

    assert found == [1613, 1613 - 538, 1613 - 2 * 538, 0]
