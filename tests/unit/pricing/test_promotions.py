"""Phase 3, conditions: when a promotion applies, and to which tickets."""

from datetime import date, datetime, timedelta
from functools import partial

import pytest
from tests.unit.pricing.build import (
    NOON,
    amounts,
    basket,
    item,
    off,
    part,
    promotion,
    quote,
    scope,
    tariff,
    variation,
)

from counterfoil.domain.basket import Basket, BasketItem, Buyer, LimitLeft
from counterfoil.domain.pricing import Kind, Quote
from counterfoil.domain.references import CustomerKey, PartyId, ProductId, PromotionId, SlotId
from counterfoil.domain.tariff.conditions import (
    BuyerScope,
    CountedOver,
    DateRange,
    InstantRange,
    Minimum,
    Scope,
)
from counterfoil.domain.tariff.promotions import Lane, PromotionLimits

SATURDAY_TOWER = item("a", "tower", slot="sat-10", adult=1, child=1)
BOAT = item("b", "boat", adult=1)


def deal(asked: Basket | BasketItem, *, at: datetime = NOON, **conditions: object) -> Quote:
    """Price a basket under an automatic promotion of ten percent with these conditions."""
    return quote(tariff(promotions=(promotion("deal", off("10"), **conditions),)), asked, at=at)


def reached(found: Quote) -> set[str]:
    return set(amounts(found, Kind.DISCOUNT, "deal"))


# --- which tickets ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (scope(), {"a/adult/0", "a/child/0", "b/adult/0"}),
        (scope("tower"), {"a/adult/0", "a/child/0"}),
        (scope("tower", "boat", types=("adult",)), {"a/adult/0", "b/adult/0"}),
        (scope(types=("CHILD",)), {"a/child/0"}),
        (scope(slots=frozenset({SlotId("sat-10")})), {"a/adult/0", "a/child/0"}),
        (scope(weekdays=frozenset({5})), {"a/adult/0", "a/child/0"}),
        (scope(travel=(DateRange(last=date(2026, 6, 6)),)), {"a/adult/0", "a/child/0"}),
        (scope(travel=(DateRange(first=date(2026, 6, 7)),)), set()),
    ],
)
def test_products_types_slots_and_dates_filter_tickets_not_the_cart(
    wanted: Scope, expected: set[str]
) -> None:
    assert reached(deal(basket(SATURDAY_TOWER, BOAT), scope=wanted)) == expected


def test_a_promotion_on_a_bundle_reaches_the_tickets_of_its_parts_only() -> None:
    parts = (part("up", slot="sat-10", adult=1), part("sail", adult=1))

    found = deal(basket(item("a", "day", parts=parts), BOAT), scope=scope("day"))

    assert reached(found) == {"a/sail/adult/0", "a/up/adult/0"}


def test_a_combi_ticket_is_discounted_once() -> None:
    found = deal(item("a", "pass", adult=1))

    assert amounts(found, Kind.DISCOUNT) == {"a/adult/0": -300}


# --- which buyer --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("buyer", "expected"),
    [
        (Buyer(), 0),
        (Buyer(channel="web"), 0),
        (Buyer(channel="desk"), -150),
        (Buyer(channel="desk", partner=PartyId("hotel")), -150),
    ],
)
def test_a_promotion_may_be_for_some_buyers(buyer: Buyer, expected: int) -> None:
    desk = BuyerScope(channels=frozenset({"desk"}))

    assert deal(basket(BOAT, buyer=buyer), buyer=desk).discount == expected


# --- when it is booked --------------------------------------------------------------------------

TWO_MORNINGS = (
    InstantRange(starts_at=NOON - timedelta(hours=3), ends_at=NOON),
    InstantRange(starts_at=NOON + timedelta(hours=21), ends_at=NOON + timedelta(hours=24)),
)


@pytest.mark.parametrize(
    ("hours", "expected"),
    [(-4, 0), (-3, -150), (-1, -150), (0, 0), (20, 0), (21, -150), (23, -150), (24, 0)],
)
def test_booking_windows_are_half_open_and_one_of_them_is_enough(
    hours: int, expected: int
) -> None:
    at = NOON + timedelta(hours=hours)

    assert deal(BOAT, booked=TWO_MORNINGS, at=at).discount == expected


# --- how much -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("count", "expected"), [(2, 0), (3, -450), (4, -600)])
def test_a_minimum_quantity_of_the_matching_tickets(count: int, expected: int) -> None:
    three = Minimum(quantity=3)

    assert deal(item("a", "boat", adult=count), minimum=three).discount == expected


@pytest.mark.parametrize(("value", "expected"), [(3000, -300), (3001, 0)])
def test_a_minimum_value_of_the_matching_tickets(value: int, expected: int) -> None:
    assert deal(item("a", "boat", adult=2), minimum=Minimum(value=value)).discount == expected


def test_quantity_and_value_must_both_be_reached() -> None:
    both = Minimum(quantity=2, value=3000)

    assert deal(item("a", "boat", adult=2), minimum=both).discount == -300
    assert deal(item("a", "boat", adult=1, child=1), minimum=both).discount == 0


def test_a_minimum_counts_the_tickets_that_the_promotion_reaches() -> None:
    two_adults = partial(deal, scope=scope(types=("adult",)), minimum=Minimum(quantity=2))

    assert two_adults(item("a", "boat", adult=1, child=5)).discount == 0
    assert two_adults(item("a", "boat", adult=2, child=5)).discount == -300


def test_a_minimum_may_count_other_tickets_than_those_that_benefit() -> None:
    # With two adults children are ten percent cheaper.
    wanted = Minimum(quantity=2, scope=scope(types=("adult",)))
    for_children = partial(deal, scope=scope(types=("child",)), minimum=wanted)

    assert for_children(item("a", "boat", adult=1, child=1)).discount == 0
    assert reached(for_children(item("a", "boat", adult=2, child=1))) == {"a/child/0"}


def test_a_minimum_counts_over_the_whole_cart_unless_it_says_per_booking() -> None:
    both = basket(item("a", "boat", adult=2), item("b", "boat", adult=3))

    over_cart = deal(both, minimum=Minimum(quantity=5))
    over_booking = deal(both, minimum=Minimum(quantity=3, over=CountedOver.BOOKING))
    in_no_booking = deal(both, minimum=Minimum(quantity=4, over=CountedOver.BOOKING))

    assert len(reached(over_cart)) == 5
    assert reached(over_booking) == {"b/adult/0", "b/adult/1", "b/adult/2"}
    assert reached(in_no_booking) == set()


def test_a_minimum_per_booking_counts_its_own_tickets_in_each_booking() -> None:
    wanted = Minimum(quantity=2, over=CountedOver.BOOKING, scope=scope(types=("adult",)))
    both = basket(item("a", "boat", adult=2, child=1), item("b", "boat", adult=1, child=1))

    found = deal(both, scope=scope(types=("child",)), minimum=wanted)

    assert reached(found) == {"a/child/0"}


def test_a_minimum_value_reads_list_and_variations() -> None:
    peak = variation("peak", 500)
    promotions = (promotion("deal", off("10"), minimum=Minimum(value=2000)),)

    # 1500 + 500 reaches 2000.
    found = quote(tariff(variations=(peak,), promotions=promotions), BOAT)

    assert found.discount == -200
    assert quote(tariff(promotions=promotions), BOAT).discount == 0


def test_no_promotion_switches_another_off_by_lowering_a_price() -> None:
    # The first lane takes half; the second still reads the undiscounted 1500.
    rules = tariff(
        lanes=(Lane(number=1), Lane(number=2)),
        promotions=(
            promotion("half", off("50"), lane=1),
            promotion("deal", off("10"), lane=2, minimum=Minimum(value=1500)),
        ),
    )

    assert amounts(quote(rules, BOAT), Kind.DISCOUNT, "deal") == {"b/adult/0": -75}


# --- together -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ((SATURDAY_TOWER,), set()),
        ((BOAT,), set()),
        # All matching tickets benefit, not one of each.
        ((SATURDAY_TOWER, BOAT), {"a/adult/0", "a/child/0", "b/adult/0"}),
    ],
)
def test_products_that_are_wanted_together_must_all_be_there(
    items: tuple[BasketItem, ...], expected: set[str]
) -> None:
    pair = frozenset({ProductId("tower"), ProductId("boat")})

    assert reached(deal(basket(*items), together=pair)) == expected


def test_what_is_wanted_together_need_not_be_what_benefits() -> None:
    with_a_tower = partial(deal, together=frozenset({ProductId("tower")}), scope=scope("boat"))

    assert reached(with_a_tower(basket(SATURDAY_TOWER, BOAT))) == {"b/adult/0"}
    assert reached(with_a_tower(BOAT)) == set()


def test_a_bundle_is_there_by_its_own_name_and_by_the_names_of_its_parts() -> None:
    only_up = item("a", "day", parts=(part("up", slot="sat-10", adult=1),))

    assert reached(deal(only_up, together=frozenset({ProductId("day")}))) == {"a/up/adult/0"}
    assert reached(deal(only_up, together=frozenset({ProductId("tower")}))) == {"a/up/adult/0"}
    assert reached(deal(only_up, together=frozenset({ProductId("boat")}))) == set()


# --- limits -------------------------------------------------------------------------------------

KNOWN = Buyer(customer=CustomerKey("c-1"))


@pytest.mark.parametrize(("left", "expected"), [(0, 0), (1, -150)])
def test_a_promotion_needs_a_use_that_is_left(left: int, expected: int) -> None:
    rules = tariff(promotions=(promotion("deal", off("10"), limits=PromotionLimits(uses=100)),))

    found = quote(rules, BOAT, limits={PromotionId("deal"): LimitLeft(uses=left)})

    assert found.discount == expected


def test_a_promotion_whose_limits_are_not_told_has_all_of_them_left() -> None:
    used_up = tariff(promotions=(promotion("deal", off("10"), limits=PromotionLimits(uses=0)),))

    assert quote(used_up, BOAT).discount == 0


@pytest.mark.parametrize(
    ("buyer", "left", "expected"),
    [
        (Buyer(), LimitLeft(), 0),  # nobody to count for
        (KNOWN, LimitLeft(), -150),
        (KNOWN, LimitLeft(customer_uses=1), -150),
        (KNOWN, LimitLeft(customer_uses=0), 0),
    ],
)
def test_a_limit_per_customer_needs_a_customer_who_has_a_use_left(
    buyer: Buyer, left: LimitLeft, expected: int
) -> None:
    rules = tariff(
        promotions=(promotion("deal", off("10"), limits=PromotionLimits(uses_per_customer=1)),)
    )

    found = quote(rules, basket(BOAT, buyer=buyer), limits={PromotionId("deal"): left})

    assert found.discount == expected


def test_one_cart_takes_one_use_whatever_the_promotion_gives() -> None:
    rules = tariff(promotions=(promotion("deal", off("10"), limits=PromotionLimits(uses=1)),))

    found = quote(rules, basket(item("a", "boat", adult=3), item("c", "boat", child=4)))

    # 3 x 150 + 4 x 75
    assert found.granted == {"deal": 750}
