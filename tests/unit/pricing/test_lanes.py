"""Phase 3, combination: lanes, their modes, and who wins."""

import pytest
from tests.unit.pricing.build import (
    amounts,
    basket,
    item,
    off,
    percent,
    promotion,
    quote,
    scope,
    tariff,
    variation,
)

from counterfoil.domain.basket import Basket, LimitLeft
from counterfoil.domain.pricing import Kind, Quote
from counterfoil.domain.references import PromotionId
from counterfoil.domain.tariff.promotions import (
    AmountOff,
    FixedUnitPrice,
    Lane,
    LaneMode,
    Per,
    Promotion,
    PromotionLimits,
)

BOATS = basket(item("a", "boat", adult=1, child=1))
BEST, FIRST, ALL = LaneMode.BEST, LaneMode.FIRST, LaneMode.ALL


def lane_of(mode: LaneMode, *promotions: Promotion, per: Per = Per.ORDER) -> Quote:
    return two_lanes((Lane(number=1, mode=mode, per=per),), *promotions)


def two_lanes(lanes: tuple[Lane, ...], *promotions: Promotion, asked: Basket = BOATS) -> Quote:
    return quote(tariff(lanes=lanes, promotions=promotions), asked)


def each(name: str, amount: int, **changes: object) -> Promotion:
    return promotion(name, AmountOff(amount=amount, per=Per.UNIT), **changes)


# --- all ----------------------------------------------------------------------------------------


def test_in_a_lane_of_mode_all_each_reads_what_the_one_before_left() -> None:
    # Half of 1500 and 750, then 100 off each.
    found = lane_of(ALL, promotion("half", off("50"), priority=1), each("fixed", 100, priority=2))

    assert found.granted == {"half": 1125, "fixed": 200}
    # The other way round: 100 off each, then half of 1400 and 650.
    swapped = lane_of(
        ALL, promotion("half", off("50"), priority=2), each("fixed", 100, priority=1)
    )
    assert swapped.granted == {"half": 1025, "fixed": 200}


def test_of_equal_priority_the_rule_id_decides_not_the_file() -> None:
    late, early = promotion("b-half", off("50")), each("a-fixed", 100)

    assert lane_of(ALL, late, early).granted == {"a-fixed": 200, "b-half": 1025}


def test_lane_one_needs_no_declaration() -> None:
    found = two_lanes((), promotion("a", off("10")), promotion("b", off("10")))

    # 225, then ten percent of 1350 and 675 (67.5: 68)
    assert found.granted == {"a": 225, "b": 203}


# --- best ---------------------------------------------------------------------------------------


def test_in_a_lane_of_mode_best_the_largest_sum_wins_alone() -> None:
    # 225 against 200 for the order; each reads the opening prices.
    found = lane_of(BEST, promotion("share", off("10")), each("fixed", 100))

    assert found.granted == {"share": 225}


@pytest.mark.parametrize(
    ("priority", "winner"), [(0, "a"), (-1, "b"), (1, "a")], ids=["id", "lower", "higher"]
)
def test_of_equal_sums_the_priority_wins_then_the_id(priority: int, winner: str) -> None:
    found = lane_of(BEST, each("a", 100), each("b", 100, priority=priority))

    assert found.granted == {winner: 200}


def test_the_best_may_be_chosen_for_each_booking() -> None:
    # a: 225 by share, 200 fixed; b: 75 by share, 100 fixed.
    asked = basket(item("a", "boat", adult=1, child=1), item("b", "boat", child=1))
    promotions = (promotion("share", off("10")), each("fixed", 100))

    found = two_lanes((Lane(number=1, mode=BEST, per=Per.BOOKING),), *promotions, asked=asked)

    assert amounts(found, Kind.DISCOUNT, "share") == {"a/adult/0": -150, "a/child/0": -75}
    assert amounts(found, Kind.DISCOUNT, "fixed") == {"b/child/0": -100}
    assert found.granted == {"share": 225, "fixed": 100}


def test_the_best_may_be_chosen_for_each_ticket() -> None:
    found = lane_of(BEST, promotion("share", off("10")), each("fixed", 100), per=Per.UNIT)

    assert amounts(found, Kind.DISCOUNT, "share") == {"a/adult/0": -150}
    assert amounts(found, Kind.DISCOUNT, "fixed") == {"a/child/0": -100}


def test_where_tickets_choose_a_promotion_that_does_not_reach_them_offers_nothing() -> None:
    found = lane_of(
        BEST,
        promotion("share", off("10")),
        each("fixed", 1000, scope=scope(types=("child",))),
        per=Per.UNIT,
    )

    assert amounts(found, Kind.DISCOUNT, "share") == {"a/adult/0": -150}
    assert amounts(found, Kind.DISCOUNT, "fixed") == {"a/child/0": -750}


def test_tickets_of_one_line_may_choose_differently() -> None:
    # 1000 over four boats is 250 each; "two" gives 300 to the first two of them.
    limits = PromotionLimits(units_per_cart=2)

    found = two_lanes(
        (Lane(number=1, mode=BEST, per=Per.UNIT),),
        promotion("all", AmountOff(amount=1000, per=Per.ORDER)),
        promotion("two", off("20"), limits=limits),
        asked=basket(item("a", "boat", adult=4)),
    )

    assert amounts(found, Kind.DISCOUNT, "two") == {"a/adult/0": -300, "a/adult/1": -300}
    assert amounts(found, Kind.DISCOUNT, "all") == {"a/adult/2": -250, "a/adult/3": -250}


def test_a_booking_for_which_nobody_offers_anything_is_left_alone() -> None:
    asked = basket(item("a", "boat", adult=1), item("b", "boat", child=1))

    found = two_lanes(
        (Lane(number=1, mode=BEST, per=Per.BOOKING),),
        promotion("share", off("10"), scope=scope(types=("adult",))),
        each("fixed", 50, scope=scope(types=("adult",))),
        asked=asked,
    )

    assert found.granted == {"share": 150}
    assert found.booking_totals == {"a": 1350, "b": 750}


def test_a_cap_counts_over_the_order_before_bookings_choose() -> None:
    # Capped to 100 over both bookings, "share" gives 67 and 33; "fixed" gives 50 each.
    asked = basket(item("a", "boat", adult=1), item("b", "boat", child=1))

    found = two_lanes(
        (Lane(number=1, mode=BEST, per=Per.BOOKING),),
        promotion("share", off("10"), cap=100),
        each("fixed", 50),
        asked=asked,
    )

    assert found.granted == {"share": 67, "fixed": 50}


def test_a_loser_takes_no_use() -> None:
    limits = PromotionLimits(uses=1)

    found = lane_of(BEST, promotion("share", off("10")), each("fixed", 50, limits=limits))

    assert found.granted == {"share": 225}


def test_nobody_wins_where_nobody_gives_anything() -> None:
    found = lane_of(BEST, promotion("a", FixedUnitPrice(price=9000)), each("b", 0))

    assert found.granted == {}
    assert found.total == 2250


def test_a_promotion_whose_budget_holds_too_little_loses() -> None:
    rules = tariff(
        lanes=(Lane(number=1, mode=BEST),),
        promotions=(
            promotion("share", off("10"), limits=PromotionLimits(budget=1000)),
            each("fixed", 50),
        ),
    )

    found = quote(rules, BOATS, limits={PromotionId("share"): LimitLeft(budget=224)})

    assert found.granted == {"fixed": 100}


# --- first --------------------------------------------------------------------------------------


def test_in_a_lane_of_mode_first_the_first_that_gives_anything_wins() -> None:
    nothing = promotion("a-none", FixedUnitPrice(price=9000))

    found = lane_of(FIRST, nothing, each("b-some", 1), promotion("c-more", off("50")))

    assert found.granted == {"b-some": 2}


def test_the_first_may_be_chosen_for_each_ticket_or_booking() -> None:
    children = each("a-children", 1, scope=scope(types=("child",)))
    all_of_them = promotion("b-all", off("10"))

    by_ticket = lane_of(FIRST, children, all_of_them, per=Per.UNIT)
    by_booking = lane_of(FIRST, children, all_of_them, per=Per.BOOKING)

    assert by_ticket.granted == {"a-children": 1, "b-all": 150}
    assert by_booking.granted == {"a-children": 1}


# --- lanes after one another --------------------------------------------------------------------


def test_a_lane_opens_with_what_the_lanes_before_it_left() -> None:
    found = two_lanes(
        (Lane(number=2, mode=BEST), Lane(number=7)),
        promotion("seven", off("10"), lane=7),
        promotion("two", off("50"), lane=2),
        each("two-less", 1, lane=2),
    )

    # Half of 1500 and 750; then ten percent of 750 and 375 (37.5: 38).
    assert found.granted == {"two": 1125, "seven": 113}


def test_an_exclusive_promotion_that_gives_anything_stands_alone() -> None:
    exclusive = Lane(number=0, mode=FIRST)

    found = two_lanes(
        (exclusive, Lane(number=1)), each("alone", 1, lane=0), promotion("share", off("50"))
    )

    assert found.granted == {"alone": 2}


def test_an_exclusive_promotion_that_gives_nothing_lets_the_others_run() -> None:
    exclusive = Lane(number=0, mode=FIRST)

    found = two_lanes(
        (exclusive, Lane(number=1)),
        promotion("alone", FixedUnitPrice(price=9000), lane=0),
        promotion("share", off("50")),
    )

    assert found.granted == {"share": 1125}


def test_of_two_exclusive_promotions_the_first_runs() -> None:
    exclusive = Lane(number=0, mode=FIRST)

    found = two_lanes(
        (exclusive,),
        promotion("more", off("50"), lane=0, priority=2),
        each("less", 1, lane=0, priority=1),
    )

    assert found.granted == {"less": 2}


def test_promotions_read_the_price_with_its_variations() -> None:
    rules = tariff(
        variations=(variation("peak", 500),), promotions=(promotion("share", off("10")),)
    )

    assert quote(rules, BOATS).granted == {"share": 200 + 125}


def test_an_entry_in_a_lane_of_tickets_keeps_rate_and_base() -> None:
    found = lane_of(BEST, promotion("share", off("10")), each("fixed", 100), per=Per.UNIT)

    (entry,) = [one for one in found.entries if one.cause.rule == "share"]
    assert (entry.base, entry.cause.rate) == (1500, percent("10"))
