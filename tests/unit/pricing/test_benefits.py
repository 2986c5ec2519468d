"""Phase 3, benefits: what a promotion takes off, how it is rounded, shared out and bounded."""

import pytest
from tests.unit.pricing.build import (
    PRICES,
    Prices,
    amounts,
    basket,
    item,
    off,
    per_ticket,
    percent,
    promotion,
    quote,
    scope,
    tariff,
    variation,
)

from counterfoil.domain.basket import BasketItem, LimitLeft
from counterfoil.domain.money import Rate, Rounding
from counterfoil.domain.pricing import Kind, Quote
from counterfoil.domain.references import PromotionId
from counterfoil.domain.tariff.promotions import (
    AmountOff,
    Benefit,
    CheapestOff,
    FixedUnitPrice,
    Over,
    Partial,
    Per,
    Promotion,
    PromotionLimits,
)
from counterfoil.domain.tariff.variations import VariationType

ODD = {"boat": {"adult": 1005, "child": 755}}
FREE_CHILD = {"boat": {"adult": 1500, "child": 0}}
ALL_OFF = Rate.of(1, 1)


def given(
    benefit: Benefit, *items: BasketItem, prices: Prices = PRICES, **changes: object
) -> Quote:
    """Price items under one automatic promotion, "deal"."""
    rules = tariff(prices=prices, promotions=(promotion("deal", benefit, **changes),))
    return quote(rules, basket(*items))


def taken(found: Quote) -> dict[str, int]:
    return amounts(found, Kind.DISCOUNT, "deal")


# --- percentages --------------------------------------------------------------------------------


def test_a_percentage_is_rounded_for_each_ticket() -> None:
    # 10 % of 1005 is 100.5: 101; of 755 it is 75.5: 76.
    found = given(off("10"), item("a", "boat", adult=2, child=1), prices=ODD)

    assert taken(found) == {"a/adult/0": -101, "a/adult/1": -101, "a/child/0": -76}
    assert found.granted == {"deal": 278}


def test_the_tariff_may_round_halves_to_even() -> None:
    rules = tariff(
        prices=ODD, rounding=Rounding.HALF_EVEN, promotions=(promotion("deal", off("10")),)
    )

    # 100.5 to 100, 75.5 to 76
    assert taken(quote(rules, item("a", "boat", adult=1, child=1))) == {
        "a/adult/0": -100,
        "a/child/0": -76,
    }


@pytest.mark.parametrize(
    ("over", "expected"),
    [
        # Line by line 10 % of 2010 is 201: 101 and 100; of 755 75.5: 76; of 1005 100.5: 101.
        (Over.LINE, [-101, -100, -101, -76]),
        # Of booking a 276.5: 277, over 1005, 1005 and 755: 100.68, 100.68 and 75.64; of b 101.
        (Over.BOOKING, [-101, -101, -101, -75]),
        # Of the order 377, over 1005 three times and 755: 100.5 three times and 75.5: the two left
        # over go to the first two in the stated order.
        (Over.ORDER, [-101, -101, -100, -75]),
    ],
)
def test_a_percentage_may_be_computed_once_and_allocated(over: Over, expected: list[int]) -> None:
    found = given(
        off("10", over=over),
        item("a", "boat", adult=2, child=1),
        item("b", "boat", adult=1),
        prices=ODD,
    )

    assert taken(found) == dict(
        zip(["a/adult/0", "a/adult/1", "b/adult/0", "a/child/0"], expected, strict=True)
    )


def test_a_percentage_reads_the_running_price() -> None:
    rules = tariff(
        variations=(variation("peak", 500),),
        promotions=(promotion("first", off("10")), promotion("second", off("10"))),
    )

    found = quote(rules, item("a", "boat", adult=1))

    # 10 % of 2000, then of 1800
    assert amounts(found, Kind.DISCOUNT, "first") == {"a/adult/0": -200}
    assert amounts(found, Kind.DISCOUNT, "second") == {"a/adult/0": -180}


def test_on_a_group_line_a_percentage_is_computed_on_the_line() -> None:
    # 2.5 % of 10000 is 250, over 3334, 3333 and 3333; the teachers have prices of their own.
    found = given(off("2.5"), item("a", "school", **{"class": 3, "teacher": 2}))

    assert taken(found) == {
        "a/class/0": -84,
        "a/class/1": -83,
        "a/class/2": -83,
        "a/teacher/0": -25,
        "a/teacher/1": -25,
    }


def test_everything_off_leaves_nothing() -> None:
    found = given(off("100"), item("a", "boat", adult=2))

    assert found.total == 0


def test_the_entry_tells_rate_and_base() -> None:
    each = given(off("10"), item("a", "boat", adult=2), prices=ODD)
    once = given(off("10", over=Over.ORDER), item("a", "boat", adult=2), prices=ODD)

    for found, base in ((each, 1005), (once, 2010)):
        entry = found.entries[-1]
        assert (entry.base, entry.cause.rate) == (base, percent("10"))


def test_an_automatic_promotion_has_a_type_and_its_words() -> None:
    found = given(
        off("10"),
        item("a", "boat", adult=1),
        type=VariationType.PRODUCT_COMBI_DISCOUNT,
        title="Ten percent",
        description="On everything",
    )

    cause = found.entries[-1].cause
    assert (cause.kind, cause.type) == (Kind.DISCOUNT, "PRODUCT_COMBI_DISCOUNT")
    assert (cause.label, cause.title, cause.description) == (
        "Deal",
        "Ten percent",
        "On everything",
    )


# --- amounts ------------------------------------------------------------------------------------


def test_an_amount_may_be_for_each_ticket() -> None:
    found = given(AmountOff(amount=300, per=Per.UNIT), item("a", "boat", adult=2, child=1))

    assert taken(found) == {"a/adult/0": -300, "a/adult/1": -300, "a/child/0": -300}
    assert found.cut_offs == ()


def test_a_ticket_gives_no_more_than_it_costs_and_the_rest_is_reported() -> None:
    # The child costs 750 of the 1000.
    found = given(AmountOff(amount=1000, per=Per.UNIT), item("a", "boat", adult=1, child=1))

    assert taken(found) == {"a/adult/0": -1000, "a/child/0": -750}
    (cut,) = found.cut_offs
    assert (cut.rule, cut.label, cut.amount) == ("deal", "Deal", 250)
    assert cut.reason == "tickets at zero cannot be cheaper"


def test_an_amount_per_booking_is_for_each_booking() -> None:
    # 500 over 1500 and 750 is 333.33... and 166.66...; the second booking bears it alone.
    found = given(
        AmountOff(amount=500, per=Per.BOOKING),
        item("a", "boat", adult=1, child=1),
        item("b", "boat", adult=1),
    )

    assert taken(found) == {"a/adult/0": -333, "b/adult/0": -500, "a/child/0": -167}


def test_an_amount_per_order_is_allocated_once_by_running_price() -> None:
    # 500 over 1500, 1500 and 750: 200, 200 and 100.
    found = given(
        AmountOff(amount=500, per=Per.ORDER),
        item("a", "boat", adult=1, child=1),
        item("b", "boat", adult=1),
    )

    assert taken(found) == {"a/adult/0": -200, "b/adult/0": -200, "a/child/0": -100}


def test_an_amount_over_the_whole_price_stops_at_zero_and_says_so() -> None:
    found = given(AmountOff(amount=5000, per=Per.ORDER), item("a", "boat", adult=2))

    assert found.total == 0
    assert [(cut.rule, cut.amount) for cut in found.cut_offs] == [("deal", 2000)]


def test_a_free_ticket_gets_nothing_of_an_allocated_amount() -> None:
    found = given(
        AmountOff(amount=500, per=Per.ORDER),
        item("a", "boat", adult=1, child=2),
        prices=FREE_CHILD,
    )

    assert taken(found) == {"a/adult/0": -500}


@pytest.mark.parametrize(
    "benefit",
    [
        off("10"),
        off("10", over=Over.ORDER),
        AmountOff(amount=750, per=Per.UNIT),
        AmountOff(amount=2250, per=Per.ORDER),
        FixedUnitPrice(price=100),
        CheapestOff(take=1, of=1, rate=ALL_OFF),
    ],
)
def test_where_all_could_be_given_nothing_is_reported(benefit: Benefit) -> None:
    assert given(benefit, item("a", "boat", adult=1, child=1)).cut_offs == ()


def test_a_promotion_without_a_ticket_to_give_to_gives_nothing() -> None:
    found = given(
        AmountOff(amount=500, per=Per.ORDER),
        item("a", "boat", adult=1),
        scope=scope("tower"),
    )

    assert found.total == 1500
    assert found.granted == {}
    assert found.cut_offs == ()


# --- fixed prices -------------------------------------------------------------------------------


def test_a_fixed_price_lowers_what_is_dearer_and_nothing_else() -> None:
    found = given(FixedUnitPrice(price=1000), item("a", "boat", adult=2, child=1))

    assert per_ticket(found) == {"a/adult/0": 1000, "a/adult/1": 1000, "a/child/0": 750}
    assert found.granted == {"deal": 1000}


def test_a_fixed_price_that_may_raise_does() -> None:
    found = given(FixedUnitPrice(price=1000), item("a", "boat", adult=1, child=2), may_raise=True)

    assert per_ticket(found) == {"a/adult/0": 1000, "a/child/0": 1000, "a/child/1": 1000}
    assert taken(found) == {"a/adult/0": -500, "a/child/0": 250, "a/child/1": 250}


def test_a_free_ticket_stays_free_at_a_fixed_price() -> None:
    found = given(
        FixedUnitPrice(price=1000),
        item("a", "boat", adult=1, child=1),
        prices=FREE_CHILD,
        may_raise=True,
    )

    assert per_ticket(found) == {"a/adult/0": 1000, "a/child/0": 0}


# --- the cheapest -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("adults", "children", "take", "of", "expected"),
    [
        (2, 0, 1, 3, {}),
        (2, 1, 1, 3, {"a/child/0": -750}),
        (3, 2, 1, 3, {"a/child/0": -750}),  # floor(5 / 3) x 1
        (3, 3, 1, 3, {"a/child/0": -750, "a/child/1": -750}),
        # floor(6 / 3) x 2: the four cheapest of all, there are no fixed groups of three
        (
            4,
            2,
            2,
            3,
            {"a/adult/0": -1500, "a/adult/1": -1500, "a/child/0": -750, "a/child/1": -750},
        ),
    ],
)
def test_of_every_m_tickets_the_n_cheapest_are_free(
    adults: int, children: int, take: int, of: int, expected: dict[str, int]
) -> None:
    quantities = {"adult": adults} | ({"child": children} if children else {})
    free = CheapestOff(take=take, of=of, rate=ALL_OFF)

    assert taken(given(free, item("a", "boat", **quantities))) == expected


def test_the_cheapest_may_be_at_a_percentage() -> None:
    # Half of 755 is 377.5: 378.
    found = given(
        CheapestOff(take=1, of=2, rate=percent("50")),
        item("a", "boat", adult=1, child=1),
        prices=ODD,
    )

    assert taken(found) == {"a/child/0": -378}
    assert found.entries[-1].base == 755


def test_of_equal_tickets_the_first_in_the_stated_order_is_free() -> None:
    # Product id, slot start, ticket type, item, ordinal; neither the order in the cart nor the id
    # of the item comes first.
    later = item("a", "tower", slot="sat-14", adult=1)
    earlier = item("b", "tower", slot="sat-10", adult=1)

    found = given(CheapestOff(take=1, of=2, rate=ALL_OFF), later, earlier)

    assert taken(found) == {"b/adult/0": -2000}


def test_free_tickets_are_not_counted_among_the_cheapest() -> None:
    found = given(
        CheapestOff(take=1, of=2, rate=ALL_OFF),
        item("a", "boat", adult=2, child=5),
        prices=FREE_CHILD,
    )

    assert taken(found) == {"a/adult/0": -1500}


def test_the_cheapest_of_a_group_line_are_computed_together() -> None:
    # Of six tickets at 1667 (four) and 1666 (two) the cheapest two are the last: half of 3332 is
    # 1666, shared equally.
    found = given(
        CheapestOff(take=1, of=3, rate=percent("50")), item("a", "school", **{"class": 6})
    )

    assert taken(found) == {"a/class/4": -833, "a/class/5": -833}
    assert found.entries[-1].base == 3332


# --- caps ---------------------------------------------------------------------------------------


def test_a_cap_bites_on_the_sum_and_is_allocated_by_the_uncapped_shares() -> None:
    # Uncapped 150, 150 and 75 of 375; 100 of it is 40, 40 and 20.
    found = given(off("10"), item("a", "boat", adult=2, child=1), cap=100)

    assert taken(found) == {"a/adult/0": -40, "a/adult/1": -40, "a/child/0": -20}


def test_a_cap_that_is_just_reached_changes_nothing() -> None:
    tickets = item("a", "boat", adult=2, child=1)

    assert given(off("10"), tickets, cap=375).discount == -375
    assert given(off("10"), tickets, cap=374).discount == -374


def test_a_cap_counts_over_the_order_also_for_amounts_per_booking() -> None:
    # Uncapped 500 for each booking; 700 in proportion to 333, 167 and 500: 233.1, 116.9 and 350.
    found = given(
        AmountOff(amount=500, per=Per.BOOKING),
        item("a", "boat", adult=1, child=1),
        item("b", "boat", adult=1),
        cap=700,
    )

    assert taken(found) == {"a/adult/0": -233, "b/adult/0": -350, "a/child/0": -117}


def test_a_cap_leaves_raised_what_a_fixed_price_raises() -> None:
    # Of 1500, 1500 and 750 at 1000 each: 500, 500 and -250, 750 in all. Under a cap of 100 the
    # adults get 350, so that the sum is 100.
    found = given(
        FixedUnitPrice(price=1000), item("a", "boat", adult=2, child=1), may_raise=True, cap=100
    )

    assert taken(found) == {"a/adult/0": -175, "a/adult/1": -175, "a/child/0": 250}
    assert found.granted == {"deal": 100}


# --- budgets ------------------------------------------------------------------------------------


def with_budget(partial: Partial, *, left: int | None = None, cap: int | None = None) -> Quote:
    """Price two boats, 10 % off each (300 in all), under a budget of 250."""
    limits = PromotionLimits(budget=250, partial=partial)
    rules = tariff(promotions=(promotion("deal", off("10"), limits=limits, cap=cap),))
    known = {} if left is None else {PromotionId("deal"): LimitLeft(budget=left)}
    return quote(rules, item("a", "boat", adult=2), limits=known)


def test_a_budget_that_holds_less_than_the_benefit_refuses_it() -> None:
    assert with_budget(Partial.REFUSE).granted == {}


def test_a_budget_may_give_what_it_holds() -> None:
    found = with_budget(Partial.ALLOW)

    assert found.granted == {"deal": 250}
    assert taken(found) == {"a/adult/0": -125, "a/adult/1": -125}


@pytest.mark.parametrize(("left", "expected"), [(299, 0), (300, 300), (1000, 300)])
def test_what_is_left_of_a_budget_counts_and_must_cover_all(left: int, expected: int) -> None:
    assert with_budget(Partial.REFUSE, left=left).discount == -expected


@pytest.mark.parametrize(("left", "expected"), [(0, 0), (1, 1), (299, 299), (301, 300)])
def test_a_partial_budget_gives_what_is_left(left: int, expected: int) -> None:
    assert with_budget(Partial.ALLOW, left=left).discount == -expected


def test_a_budget_is_looked_at_after_the_cap() -> None:
    # The cap leaves 200 of the 300, which the budget of 250 holds.
    assert with_budget(Partial.REFUSE, cap=200).granted == {"deal": 200}


# --- how many tickets ---------------------------------------------------------------------------


def test_a_promotion_may_reach_so_many_tickets_of_a_cart_the_first_in_the_stated_order() -> None:
    limits = PromotionLimits(units_per_cart=3)

    found = given(
        off("10"),
        item("b", "boat", adult=2),
        item("a", "boat", adult=2, child=1),
        limits=limits,
    )

    assert taken(found) == {"a/adult/0": -150, "a/adult/1": -150, "b/adult/0": -150}


@pytest.mark.parametrize(
    ("benefit", "expected"),
    [
        (off("10", over=Over.ORDER), {"a/adult/0": -150, "a/adult/1": -150}),
        (AmountOff(amount=500, per=Per.UNIT), {"a/adult/0": -500, "a/adult/1": -500}),
        (AmountOff(amount=500, per=Per.ORDER), {"a/adult/0": -250, "a/adult/1": -250}),
        (FixedUnitPrice(price=1000), {"a/adult/0": -500, "a/adult/1": -500}),
        (CheapestOff(take=1, of=2, rate=ALL_OFF), {"a/adult/0": -1500}),
    ],
    ids=["percentage", "each", "once", "fixed", "cheapest"],
)
def test_every_benefit_keeps_to_the_tickets_that_are_reached(
    benefit: Benefit, expected: dict[str, int]
) -> None:
    limits = PromotionLimits(units_per_cart=2)

    found = given(benefit, item("a", "boat", adult=3, child=1), limits=limits)

    assert taken(found) == expected


def test_the_first_tickets_are_reached_also_where_tickets_of_a_line_differ() -> None:
    # A cent off five boats goes to the first; the next two promotions reach two and one of them.
    def cents(name: str, amount: int, most: int | None = None) -> Promotion:
        limits = PromotionLimits(units_per_cart=most)
        benefit = AmountOff(amount=amount, per=Per.ORDER if most is None else Per.UNIT)
        return promotion(name, benefit, limits=limits)

    rules = tariff(promotions=(cents("a", 1), cents("b", 10, most=3), cents("c", 100, most=2)))

    found = quote(rules, item("a", "boat", adult=5))

    assert list(per_ticket(found).values()) == [1389, 1390, 1490, 1500, 1500]


def test_on_a_group_line_too_only_so_many_tickets_are_reached() -> None:
    # 10 % of 3334 + 3333 is 666.7: 667, over the two.
    limits = PromotionLimits(units_per_cart=2)

    found = given(off("10"), item("a", "school", **{"class": 3}), limits=limits)

    assert taken(found) == {"a/class/0": -334, "a/class/1": -333}
