"""Which bookings give nothing back when they are cancelled now, and who owes what is open."""

from datetime import datetime, timedelta

import pytest
from attrs import evolve
from tests.unit.cart.pier import GUEST, INSTANT, START, Pier, add, boat, part, pier

from counterfoil.domain.catalogue.policies import (
    CancellationClock,
    CancellationPolicy,
    CancellationTier,
)
from counterfoil.domain.money import Rate
from counterfoil.domain.order.booking import Booking
from counterfoil.domain.order.order import Debtor
from counterfoil.domain.order.refundable import NoRefundReason, not_refundable
from counterfoil.domain.statuses import SettlementType, TicketStatus

DAY = timedelta(days=1)
SAILS = datetime.fromisoformat("2026-06-20T12:00:00+00:00")


def booking(shop: Pier, *, policy: CancellationPolicy | None = None) -> Booking:
    """Sell a place on the boat of noon, under a cancellation policy."""
    cart = shop.with_items(boat(1, item="a"))
    sold = shop.office.confirm(cart, GUEST, settlement=SettlementType.VENUE).order.bookings[0]
    if policy is None:
        return sold
    return evolve(sold, sold=evolve(sold.sold, cancellation=policy))


def tier(clock: CancellationClock, percent: int, threshold: timedelta = DAY) -> CancellationTier:
    """Take a share of the price from a day before the visit on, or after the booking."""
    return CancellationTier(clock=clock, threshold=threshold, fee_percentage=Rate.percent(percent))


TRAVEL, BOOKED = CancellationClock.TRAVEL_DATE, CancellationClock.BOOKING_DATE


@pytest.mark.parametrize(
    ("clock", "from_"), [(TRAVEL, SAILS - DAY), (BOOKED, START + DAY)], ids=["travel", "booking"]
)
def test_a_tier_of_all_that_was_paid_is_reached_at_an_instant(
    clock: CancellationClock, from_: datetime
) -> None:
    policy = CancellationPolicy(tiers=(tier(clock, 50, 2 * DAY), tier(clock, 100)))
    sold = booking(pier(), policy=policy)

    assert not_refundable([sold], now=from_ - INSTANT) == ()
    (found,) = not_refundable([sold], now=from_)
    assert (found.booking, found.reason, found.since) == ("a", NoRefundReason.FULL_FEE, from_)


def test_half_of_what_was_paid_is_no_reason() -> None:
    sold = booking(pier(), policy=CancellationPolicy(tiers=(tier(TRAVEL, 99),)))

    assert not_refundable([sold], now=SAILS) == ()


def test_what_cannot_be_cancelled_gives_nothing_back_ever() -> None:
    sold = booking(pier(), policy=CancellationPolicy(allowed=False))

    (found,) = not_refundable([sold], now=START)

    assert (found.reason, found.since) == (NoRefundReason.NOT_ALLOWED, None)


def test_what_was_cancelled_is_not_asked_about() -> None:
    sold = booking(pier(), policy=CancellationPolicy(allowed=False))
    tickets = tuple(evolve(one, status=TicketStatus.CANCELLED) for one in sold.tickets)

    assert not_refundable([evolve(sold, tickets=tickets)], now=START) == ()


def test_a_visit_without_a_date_reaches_no_tier_that_counts_back_from_it() -> None:
    shop = pier()
    cart = shop.with_items(add("pass", item="p", adult=1))
    view = shop.office.confirm(cart, GUEST, settlement=SettlementType.VENUE)
    (sold,) = view.order.bookings
    policy = CancellationPolicy(tiers=(tier(TRAVEL, 100),))

    assert sold.sold.visit_at is None
    strict = evolve(sold, sold=evolve(sold.sold, cancellation=policy))
    assert not_refundable([strict], now=SAILS) == ()
    assert view.not_refundable == ()


def test_the_first_visit_of_several_counts() -> None:
    shop = pier()
    parts = (part("there", slot="dusk", adult=1), part("back", slot="noon", adult=1))
    cart = shop.with_items(evolve(add("twice", item="t"), parts=parts))

    view = shop.office.confirm(cart, GUEST, settlement=SettlementType.VENUE)

    assert view.order.bookings[0].sold.visit_at == SAILS


@pytest.mark.parametrize(
    ("buyer", "settlement", "debtor", "amount"),
    [
        ({}, SettlementType.VENUE, Debtor.GUEST, 1000),
        ({"partner": "p"}, SettlementType.VENUE, Debtor.GUEST, 1000),
        ({"partner": "p", "distributor": "d"}, SettlementType.INVOICE, Debtor.PARTNER, 1000),
        ({"distributor": "d"}, SettlementType.INVOICE, Debtor.DISTRIBUTOR, 1000),
        ({}, SettlementType.INVOICE, Debtor.GUEST, 1000),
        ({"partner": "p"}, SettlementType.EXTERNAL, Debtor.GUEST, 0),
    ],
)
def test_who_owes_what_follows_from_the_settlement(
    buyer: dict[str, str], settlement: SettlementType, debtor: Debtor, amount: int
) -> None:
    shop = pier()
    cart = shop.with_items(boat(1, item="a"), **buyer)

    owed = shop.office.confirm(cart, GUEST, settlement=settlement).owed

    assert (owed.by, owed.amount) == (debtor, amount)
