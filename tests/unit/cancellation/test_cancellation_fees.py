"""What cancelling costs: which tiers are in force, what they take, and how they are combined."""

from collections.abc import Mapping
from datetime import timedelta

import pytest
from tests.unit.cancellation.dock import ask, cancel, dock, money, sell, tickets, written
from tests.unit.cart.pier import GUEST, INSTANT, START, capture, key

from counterfoil.domain.cancellation.fees import Cancelled, cancellation_fees
from counterfoil.domain.cancellation.settings import (
    CancellationSettings,
    ClockCombination,
    FeeParts,
    RefundPolicy,
    TierPrecedence,
)
from counterfoil.domain.cancellation.tiers import Times, in_force
from counterfoil.domain.catalogue.policies import (
    CancellationClock,
    CancellationFeePer,
    CancellationTier,
    ThresholdUnit,
)
from counterfoil.domain.money import Rate, Rounding
from counterfoil.domain.order.commands import CancelOrder
from counterfoil.domain.pricing import Kind
from counterfoil.domain.references import ItemId
from counterfoil.domain.statuses import SettlementType

TRAVEL, BOOKED = CancellationClock.TRAVEL_DATE, CancellationClock.BOOKING_DATE
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
VISIT = START + 19 * DAY + 3 * HOUR  # noon of the trip
PER = CancellationFeePer


def tier(
    clock: CancellationClock = TRAVEL,
    threshold: timedelta = DAY,
    *,
    percent: int = 0,
    amount: int = 0,
    per: CancellationFeePer = PER.BOOKING,
) -> CancellationTier:
    """Write a tier."""
    return CancellationTier(
        clock=clock,
        threshold=threshold,
        fee_percentage=Rate.percent(percent),
        fee_amount=amount,
        fee_per=per,
    )


def fees(
    *bookings: tuple[int, int, tuple[CancellationTier, ...]],
    settings: CancellationSettings | None = None,
) -> Mapping[ItemId, int]:
    """Ask what is taken of bookings, each so many tickets with so much freed, under tiers."""
    cancelled = [
        Cancelled(
            booking=ItemId("ab"[place]),
            tickets=count,
            value=value,
            tiers=tuple((one,) for one in tiers),
        )
        for place, (count, value, tiers) in enumerate(bookings)
    ]
    return cancellation_fees(
        cancelled, settings=settings or CancellationSettings(), rounding=Rounding.HALF_UP
    )


# --- which tiers are in force -------------------------------------------------------------------

FIFTH, HALF, LATER = tier(TRAVEL, 10 * DAY), tier(TRAVEL, 2 * DAY), tier(BOOKED, HOUR)
ALL = (FIFTH, HALF, LATER)
NEAREST, DEAREST = TierPrecedence.NEAREST, TierPrecedence.DEAREST


@pytest.mark.parametrize(
    ("now", "precedence", "expected"),
    [
        (START + HOUR - INSTANT, NEAREST, ()),
        (START + HOUR, NEAREST, ((LATER,),)),
        (VISIT - 10 * DAY - INSTANT, NEAREST, ((LATER,),)),
        (VISIT - 10 * DAY, NEAREST, ((FIFTH,), (LATER,))),
        (VISIT - 2 * DAY - INSTANT, NEAREST, ((FIFTH,), (LATER,))),
        (VISIT - 2 * DAY, NEAREST, ((HALF,), (LATER,))),
        (VISIT + DAY, NEAREST, ((HALF,), (LATER,))),
        (VISIT - 2 * DAY, DEAREST, ((FIFTH, HALF), (LATER,))),
    ],
)
def test_a_tier_is_in_force_from_its_instant_on(
    now: object, precedence: TierPrecedence, expected: object
) -> None:
    times = Times(booked_at=START, visit_at=VISIT)

    assert in_force(ALL, times=times, precedence=precedence, now=now) == expected  # type: ignore[arg-type]


def test_without_a_visit_nothing_counts_back_from_it() -> None:
    times = Times(booked_at=START, visit_at=None)

    assert in_force(ALL, times=times, precedence=NEAREST, now=VISIT) == ((LATER,),)


@pytest.mark.parametrize(
    ("unit", "number", "expected"),
    [(ThresholdUnit.SECONDS, 3600, HOUR), (ThresholdUnit.MINUTES, 60, HOUR)],
)
def test_a_bare_number_needs_a_unit(unit: ThresholdUnit, number: int, expected: timedelta) -> None:
    assert unit.threshold(number) == expected


# --- what they take -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("per", "two_bookings"),
    [
        (PER.TICKET, {"a": 2 * 250, "b": 3 * 250}),
        (PER.BOOKING, {"a": 250, "b": 250}),
        (PER.CANCELLATION, {"a": 250}),
    ],
)
def test_a_fixed_amount_is_per_ticket_booking_or_cancellation(
    per: CancellationFeePer, two_bookings: Mapping[str, int]
) -> None:
    tiers = (tier(amount=250, per=per),)

    assert fees((2, 5000, tiers), (3, 5000, tiers)) == two_bookings


def test_of_several_that_are_charged_once_the_highest_is() -> None:
    low, high = ((tier(amount=amount, percent=10, per=PER.CANCELLATION),) for amount in (100, 300))

    assert fees((1, 1000, low), (1, 1000, high)) == {"a": 100, "b": 100 + 300}


def test_what_is_charged_once_is_taken_of_all_that_goes_back() -> None:
    once = (tier(amount=1500, per=PER.CANCELLATION),)

    assert fees((1, 1000, once), (1, 1000, once)) == {"a": 1500}


@pytest.mark.parametrize(("value", "fee"), [(1005, 101), (1004, 100), (0, 0), (-5, 0)])
def test_a_percentage_is_of_what_the_tickets_free_and_rounded_once(value: int, fee: int) -> None:
    assert fees((1, value, (tier(percent=10),))) == ({"a": fee} if fee else {})


def test_no_booking_pays_more_than_its_tickets_free() -> None:
    everything = (tier(percent=100, amount=100_000),)

    assert fees((1, 700, everything), (2, 0, everything)) == {"a": 700}


@pytest.mark.parametrize(
    ("parts", "clocks", "fee"),
    [
        (FeeParts.SUM, ClockCombination.DEAREST, 300 + 200),
        (FeeParts.HIGHER, ClockCombination.DEAREST, 400),
        (FeeParts.SUM, ClockCombination.SUM, 500 + 400),
        (FeeParts.HIGHER, ClockCombination.SUM, 300 + 400),
    ],
)
def test_percentages_amounts_and_clocks_are_combined_as_is_set(
    parts: FeeParts, clocks: ClockCombination, fee: int
) -> None:
    settings = CancellationSettings(fee_parts=parts, clocks=clocks)
    tiers = (tier(percent=30, amount=200), tier(BOOKED, amount=400))

    assert fees((1, 1000, tiers), settings=settings) == {"a": fee}


def test_of_the_tiers_of_one_clock_the_dearest_is_taken() -> None:
    cancelled = Cancelled(
        booking=ItemId("a"),
        tickets=1,
        value=1000,
        tiers=((tier(percent=50), tier(amount=600), tier(percent=20)),),
    )

    found = cancellation_fees(
        [cancelled], settings=CancellationSettings(), rounding=Rounding.HALF_UP
    )

    assert found == {"a": 600}


# --- end to end: the trip costs 10.00 a ticket --------------------------------------------------


@pytest.mark.parametrize("policy", list(RefundPolicy))
@pytest.mark.parametrize(
    ("wait", "fee"),
    [
        (timedelta(0), 0),
        (HOUR, 300),
        (9 * DAY + 3 * HOUR, 400),
        (17 * DAY + 3 * HOUR, 1000),
    ],
    ids=["at once", "after an hour", "a fifth", "half"],
)
def test_what_is_kept_grows_as_the_trip_comes_nearer(
    policy: RefundPolicy, wait: timedelta, fee: int
) -> None:
    shop = dock(policy=policy)
    order = sell(shop, ask("trip", slot="noon", adult=3))
    shop.clock.turn(wait)

    order = cancel(shop, order, *tickets(order, "trip")[:2])

    assert money(order) == (1000 + fee, 1000 + fee)
    assert written(order, Kind.FEE) == fee
    assert order.payments[-1].amount == 2000 - fee


def test_what_was_previewed_before_a_tier_costs_what_was_shown() -> None:
    """Five minutes before half of the price is kept, a fifth is shown, and good for a while."""
    shop = dock()
    order = sell(shop, ask("trip", slot="noon", adult=2))
    shop.clock.turn(17 * DAY + 3 * HOUR - timedelta(minutes=5))
    command = CancelOrder(key=key("shown"), actor=GUEST, order=order.id)

    preview = shop.office.preview(command)
    shop.pass_minutes(10)
    done = shop.office.cancel_order(order.id, GUEST, preview=preview.seen).order

    assert dict(preview.fees) == {"trip": 400}
    assert (money(done), money(preview.after)) == ((400, 400), (400, 400))


def test_a_kept_fee_is_never_given_back() -> None:
    shop = dock()
    order = sell(shop, ask("trip", slot="noon", adult=2))
    shop.clock.turn(10 * DAY)

    order = cancel(shop, order, tickets(order, "trip")[0])
    assert money(order) == (1000 + 300, 1000 + 300)
    order = cancel(shop, order)

    assert money(order) == (600, 600)


def test_a_fee_is_taken_of_what_was_paid_alone() -> None:
    """Of 30.00 nothing is paid, then 12.00; the fee of a third ticket is cut to what goes back."""
    shop = dock()
    order = sell(shop, ask("trip", slot="noon", adult=3), settlement=SettlementType.VENUE)
    shop.clock.turn(17 * DAY + 3 * HOUR)

    order = cancel(shop, order, tickets(order, "trip")[0])
    assert (money(order), order.outstanding) == ((2000, 0), 2000)
    shop.office.record_payment(order.id, GUEST, capture(1200))
    order = cancel(shop, shop.office.order(order.id).order)

    # 20.00 are freed; the open 8.00 go first, half of 20.00 is kept of the 12.00 that were paid.
    assert (money(order), order.outstanding) == ((1000, 1000), 0)
    assert order.payments[-1].amount == 200


def test_a_fee_beyond_the_money_is_the_money() -> None:
    shop = dock()
    order = sell(shop, ask("trip", slot="noon", adult=2), settlement=SettlementType.VENUE)
    shop.office.record_payment(order.id, GUEST, capture(400))
    shop.clock.turn(17 * DAY + 3 * HOUR)

    order = cancel(shop, shop.office.order(order.id).order)

    assert (money(order), order.outstanding) == ((400, 400), 0)
    assert len(order.payments) == 1
