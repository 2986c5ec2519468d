"""Pricing an order beside bookings that it keeps: what promotions give, and what counts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve
from tests.unit.pricing.build import (
    CITY,
    NOON,
    SATURDAY,
    amounts,
    basket,
    fee,
    inside,
    item,
    off,
    on_top,
    outcome,
    promotion,
    quote,
    requested,
    scope,
    tariff,
    taxed,
    variation,
    with_product,
)

from counterfoil.domain.basket import Basket, BasketItem, Circumstances, ItemTarget, LimitLeft
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.catalogue.limits import QuantityLimits
from counterfoil.domain.errors import InvariantError
from counterfoil.domain.pricing import AmendedQuote, Kind, LedgerRun, compile_pricer
from counterfoil.domain.pricing.codes import UNBORNE
from counterfoil.domain.pricing.kept import rows_of
from counterfoil.domain.pricing.netting import netted
from counterfoil.domain.references import ItemId, PromotionId, SlotId, TaxId
from counterfoil.domain.refusals import QuantityLimit, RefusedError
from counterfoil.domain.tariff.conditions import InstantRange, Minimum
from counterfoil.domain.tariff.fees import FeeRefund, FeeSize, OwnFeeTax
from counterfoil.domain.tariff.promotions import (
    AmountOff,
    CheapestOff,
    Codes,
    FixedUnitPrice,
    Lane,
    LaneMode,
    Per,
    PromotionLimits,
)
from counterfoil.domain.tariff.tariff import Tariff
from counterfoil.domain.tariff.taxes import Effect, TaxRounding
from counterfoil.domain.tariff.variations import OpenVariation, VariationLevel, VariationType

TEN = {"boat": {"adult": 1000, "child": 500}, "tower": {"adult": 1000}}
BEST = Lane(number=1, mode=LaneMode.BEST)


def boat(name: str, **changes: int) -> BasketItem:
    """Book the boat on a Saturday."""
    return item(name, "boat", travel_date=SATURDAY, **changes)


def stored(
    rules: Tariff, asked: Basket, *names: str, **when: Any
) -> dict[ItemId, list[LedgerRun]]:
    """Answer what some bookings of an order store."""
    runs = netted(quote(rules, asked, **when).runs())
    return {ItemId(name): [run for run in runs if run.item == name] for name in names}


def amended(
    rules: Tariff,
    asked: Basket,
    kept: dict[ItemId, list[LedgerRun]],
    *,
    catalogue: Catalogue = CITY,
    **when: Any,
) -> AmendedQuote:
    """Price an order beside what it keeps, and hold it against the laws that hold always."""
    pricer = compile_pricer(catalogue, rules)
    found = pricer.amend(asked, Circumstances(**{"at": NOON, **when}), kept=kept)
    assert found.audit() == ()
    return found


def given(found: AmendedQuote, rule: str) -> dict[str, int]:
    """List what a promotion gives to each ticket."""
    listed = amounts(found, Kind.DISCOUNT, rule) | amounts(found, Kind.PROMOCODE, rule)
    return {name: -amount for name, amount in listed.items()}


def cuts(found: AmendedQuote) -> list[tuple[str, int, str]]:
    """List what could not be given."""
    return [(cut.rule, cut.amount, cut.reason) for cut in found.cut_offs]


class TestWhatIsLeftOfAPromotion:
    """A promotion gives its benefit on the whole, less what untouched tickets keep of it."""

    def test_a_capped_promotion_amended_from_two_tickets_to_three_stays_under_its_cap(
        self,
    ) -> None:
        rules = tariff(prices=TEN, promotions=(promotion("half", off("50"), cap=500),))
        kept = stored(rules, basket(boat("a", adult=2)), "a")

        found = amended(rules, basket(boat("a", adult=2), boat("b", adult=1)), kept)

        assert given(found, "half") == {"a/adult/0": 250, "a/adult/1": 250}
        assert found.granted == {"half": 500}

    def test_new_tickets_get_what_the_cap_still_holds(self) -> None:
        rules = tariff(prices=TEN, promotions=(promotion("half", off("50"), cap=700),))
        kept = stored(rules, basket(boat("a", adult=1)), "a")

        found = amended(rules, basket(boat("a", adult=1), boat("b", adult=2)), kept)

        assert given(found, "half") == {"a/adult/0": 500, "b/adult/0": 100, "b/adult/1": 100}

    def test_an_amount_for_the_order_is_given_once(self) -> None:
        rules = tariff(
            prices=TEN, promotions=(promotion("five", AmountOff(amount=500, per=Per.ORDER)),)
        )
        kept = stored(rules, basket(boat("a", adult=1)), "a")

        found = amended(rules, basket(boat("a", adult=1), boat("b", adult=3)), kept)

        assert given(found, "five") == {"a/adult/0": 500}

    def test_what_goes_with_a_removed_booking_goes_to_the_others(self) -> None:
        rules = tariff(
            prices=TEN, promotions=(promotion("five", AmountOff(amount=500, per=Per.ORDER)),)
        )
        order = basket(boat("a", adult=1), boat("b", adult=1), boat("c", adult=2))
        kept = stored(rules, order, "a")

        found = amended(rules, basket(boat("a", adult=1), boat("b", adult=1)), kept)

        assert given(found, "five") == {"a/adult/0": 125, "b/adult/0": 375}

    def test_a_condition_that_comes_to_hold_gives_all_to_the_new_tickets(self) -> None:
        four = promotion("four", off("50"), minimum=Minimum(quantity=4))
        rules = tariff(prices=TEN, promotions=(four,))
        kept = stored(rules, basket(boat("a", adult=3)), "a")

        found = amended(rules, basket(boat("a", adult=3), boat("b", adult=1)), kept)

        assert given(found, "four") == {"b/adult/0": 1000}
        assert cuts(found) == [("four", 1000, UNBORNE)]

    def test_a_condition_that_no_longer_holds_takes_nothing_away(self) -> None:
        four = promotion("four", off("50"), minimum=Minimum(quantity=4))
        rules = tariff(prices=TEN, promotions=(four,))
        kept = stored(rules, basket(boat("a", adult=3), boat("b", adult=1)), "a")

        found = amended(rules, basket(boat("a", adult=3)), kept)

        assert given(found, "four") == {f"a/adult/{number}": 500 for number in range(3)}
        assert (found.granted, found.lost) == ({"four": 1500}, 1500)

    def test_a_cheapest_ticket_is_found_among_all(self) -> None:
        third = promotion("third", CheapestOff(take=1, of=3, rate=off("100").rate))
        rules = tariff(prices=TEN, promotions=(third,))
        kept = stored(rules, basket(boat("a", adult=2)), "a")

        child = amended(rules, basket(boat("a", adult=2), boat("b", child=1)), kept)
        adult = amended(rules, basket(boat("a", adult=2), boat("b", adult=1)), kept)

        assert given(child, "third") == {"b/child/0": 500}
        assert given(adult, "third") == {"b/adult/0": 1000}

    def test_only_tickets_that_the_promotion_reaches_get_what_is_left(self) -> None:
        adults = promotion(
            "adults", AmountOff(amount=500, per=Per.ORDER), scope=scope(types=("adult",))
        )
        rules = tariff(prices=TEN, promotions=(adults,))
        kept = stored(tariff(prices=TEN), basket(boat("a", adult=1)), "a")

        found = amended(rules, basket(boat("a", adult=1), boat("b", child=1)), kept)

        assert given(found, "adults") == {}
        assert cuts(found) == [("adults", 500, UNBORNE)]

    def test_tickets_that_a_fixed_price_makes_dearer_stay_dearer(self) -> None:
        fixed = promotion("fixed", FixedUnitPrice(price=700), may_raise=True)
        rules = tariff(prices=TEN, promotions=(fixed,))
        kept = stored(rules, basket(boat("a", adult=1)), "a")

        found = amended(rules, basket(boat("a", adult=1), boat("b", adult=1, child=1)), kept)

        assert given(found, "fixed") == {"a/adult/0": 300, "b/adult/0": 300, "b/child/0": -200}

    def test_tickets_that_get_dearer_get_nothing_of_what_is_left(self) -> None:
        fixed = promotion("fixed", FixedUnitPrice(price=700), may_raise=True)
        rules = tariff(prices=TEN, promotions=(fixed,))
        kept = stored(tariff(prices=TEN), basket(boat("a", adult=1)), "a")

        found = amended(rules, basket(boat("a", adult=1), boat("b", child=1)), kept)

        # 3.00 are left that the kept adult has not; the child is 2.00 dearer and bears none of it.
        assert given(found, "fixed") == {"b/child/0": -200}
        assert cuts(found) == [("fixed", 300, UNBORNE)]

    def test_a_budget_holds_for_the_order_with_its_own_share(self) -> None:
        ten = promotion("ten", off("50"), limits=PromotionLimits(budget=1000))
        rules = tariff(prices=TEN, promotions=(ten,))
        kept = stored(rules, basket(boat("a", adult=1)), "a")
        whole = basket(boat("a", adult=1), boat("b", adult=1))

        found = amended(rules, whole, kept, limits={PromotionId("ten"): LimitLeft(budget=1000)})
        refused = amended(rules, whole, kept, limits={PromotionId("ten"): LimitLeft(budget=999)})

        assert found.granted == {"ten": 1000}
        assert refused.granted == {"ten": 500}

    def test_kept_tickets_run_at_what_the_promotions_before_left(self) -> None:
        rules = tariff(
            prices=TEN,
            promotions=(promotion("a", off("50")), promotion("b", off("50"), priority=1)),
        )
        kept = stored(rules, basket(boat("a", adult=1)), "a")

        found = amended(rules, basket(boat("a", adult=1), boat("b", adult=1)), kept)

        assert given(found, "b") == {"a/adult/0": 250, "b/adult/0": 250}

    def test_all_kept_tickets_fall_at_the_same_turn(self) -> None:
        rules = tariff(
            prices=TEN,
            promotions=(promotion("a", off("50")), promotion("b", off("50"), priority=1)),
        )
        kept = stored(rules, basket(boat("a", adult=1), boat("b", adult=1)), "a", "b")

        found = amended(
            rules, basket(boat("a", adult=1), boat("b", adult=1), boat("c", adult=1)), kept
        )

        assert given(found, "b") == {"a/adult/0": 250, "b/adult/0": 250, "c/adult/0": 250}

    def test_promotions_that_the_tariff_no_longer_has_come_before_all_others(self) -> None:
        old = tariff(prices=TEN, promotions=(promotion("old", off("50")),))
        new = tariff(prices=TEN, promotions=(promotion("new", off("10")),))
        kept = stored(old, basket(boat("a", adult=1)), "a")

        found = amended(new, basket(boat("a", adult=1), boat("b", adult=1)), kept)

        assert given(found, "new") == {"b/adult/0": 150}  # 10 % of 5.00 + 10.00, nothing kept
        assert found.granted == {"old": 500, "new": 150}


class TestWherePromotionsCompete:
    """A change of the winner does not give both."""

    def test_what_is_kept_of_another_promotion_of_the_lane_is_taken_off(self) -> None:
        three = promotion("three", AmountOff(amount=300, per=Per.ORDER))
        fifth = promotion("fifth", off("20"), minimum=Minimum(quantity=2))
        rules = tariff(prices=TEN, lanes=(BEST,), promotions=(fifth, three))
        kept = stored(rules, basket(boat("a", adult=1)), "a")
        assert [entry.cause.rule for entry in kept[ItemId("a")][0].entries] == ["boat", "three"]

        found = amended(rules, basket(boat("a", adult=1), boat("b", adult=2)), kept)

        assert found.granted == {"three": 300, "fifth": 300}
        assert given(found, "fifth") == {"b/adult/0": 150, "b/adult/1": 150}

    def test_bookings_that_choose_get_nothing_of_what_they_did_not_choose(self) -> None:
        adults = promotion("adults", off("20"), scope=scope(types=("adult",)))
        children = promotion("children", off("50"), scope=scope(types=("child",)))
        lane = Lane(number=1, mode=LaneMode.BEST, per=Per.BOOKING)
        rules = tariff(prices=TEN, lanes=(lane,), promotions=(adults, children))
        kept = stored(tariff(prices=TEN), basket(boat("a", adult=2)), "a")

        found = amended(
            rules,
            basket(boat("a", adult=2), boat("b", adult=1), boat("c", adult=1, child=2)),
            kept,
        )

        assert given(found, "adults") == {"b/adult/0": 600}
        assert given(found, "children") == {"c/child/0": 250, "c/child/1": 250}

    def test_tickets_that_choose_get_nothing_of_what_they_did_not_choose(self) -> None:
        fifth = promotion("fifth", off("20"))
        fixed = promotion("fixed", FixedUnitPrice(price=300))
        lane = Lane(number=1, mode=LaneMode.BEST, per=Per.UNIT)
        rules = tariff(prices=TEN, lanes=(lane,), promotions=(fifth, fixed))
        old = tariff(prices=TEN, promotions=(fifth,))
        kept = stored(old, basket(boat("a", adult=1)), "a")

        found = amended(rules, basket(boat("a", adult=1), boat("b", adult=1, child=1)), kept)

        # Of 7.00 + 7.00 + 2.00 that `fixed` would give, 2.00 are taken by `fifth` on the kept.
        assert found.granted == {"fifth": 200, "fixed": 1400}

    def test_a_winner_keeps_to_its_cap_where_another_wins_the_kept_tickets(self) -> None:
        half = promotion("half", off("50"), cap=500)
        tower = promotion("tower", off("90"), scope=scope("tower"))
        lane = Lane(number=1, mode=LaneMode.BEST, per=Per.BOOKING)
        sold = item("a", "tower", slot="sat-10", adult=1)
        kept = stored(tariff(prices=TEN, promotions=(half,)), basket(sold), "a")

        found = amended(
            tariff(prices=TEN, lanes=(lane,), promotions=(half, tower)),
            basket(sold, boat("b", adult=1)),
            kept,
        )

        assert found.granted == {"half": 500}

    def test_tickets_that_chose_another_promotion_get_nothing_of_the_rest(self) -> None:
        half = promotion("half", off("50"), scope=scope("boat"))
        fixed = promotion("fixed", FixedUnitPrice(price=600))
        lane = Lane(number=1, mode=LaneMode.BEST, per=Per.UNIT)
        rules = tariff(
            prices={"boat": {"adult": 1000}, "tower": {"adult": 1000}},
            lanes=(lane,),
            promotions=(half, fixed),
        )
        kept = stored(tariff(prices=TEN), basket(item("a", "tower", slot="sat-10", adult=1)), "a")

        found = amended(
            rules,
            basket(item("a", "tower", slot="sat-10", adult=1), boat("b", adult=1)),
            kept,
        )

        # Nobody who is priced won `fixed`, which the kept one would have today.
        assert given(found, "fixed") == {}
        assert given(found, "half") == {"b/adult/0": 500}
        assert cuts(found) == [("fixed", 400, UNBORNE)]

    def test_the_exclusive_lane_stands_against_all_that_is_kept(self) -> None:
        flat = promotion(
            "flat", AmountOff(amount=600, per=Per.ORDER), lane=0, minimum=Minimum(quantity=2)
        )
        rules = tariff(
            prices=TEN,
            lanes=(Lane(number=0, mode=LaneMode.FIRST),),
            promotions=(flat, promotion("fifth", off("20"))),
        )
        kept = stored(rules, basket(boat("a", adult=1)), "a")

        found = amended(rules, basket(boat("a", adult=1), boat("b", adult=1)), kept)

        assert found.granted == {"fifth": 200, "flat": 400}


class TestCodes:
    """The order's codes are searched as those of a cart, beside what is kept of them."""

    def test_a_code_that_only_kept_tickets_have_is_applied(self) -> None:
        code = promotion("code", off("20"), code="SUMMER", scope=scope(types=("adult",)))
        rules = tariff(prices=TEN, promotions=(code,))
        kept = stored(rules, basket(boat("a", adult=1), codes=("SUMMER",)), "a")

        found = amended(
            rules, basket(boat("a", adult=1), boat("b", child=1), codes=("SUMMER",)), kept
        )

        assert (outcome(found, "SUMMER").applied, outcome(found, "SUMMER").amount) == (True, 200)

    def test_windows_are_read_when_the_order_was_priced(self) -> None:
        until = (InstantRange(ends_at=NOON + timedelta(days=1)),)
        code = promotion("code", off("20"), code="SUMMER", booked=until)
        rules = tariff(prices=TEN, promotions=(code,))
        kept = stored(rules, basket(boat("a", adult=1), codes=("SUMMER",)), "a")
        whole = basket(boat("a", adult=1), boat("b", adult=1), codes=("SUMMER",))
        later = NOON + timedelta(days=3)

        at_order = amended(rules, whole, kept, at=later, promotions_at=NOON)
        now = amended(rules, whole, kept, at=later)

        assert at_order.granted == {"code": 400}
        assert now.granted == {"code": 200}
        assert outcome(now, "SUMMER").applied
        assert at_order.fingerprint.instant != now.fingerprint.instant

    def test_codes_that_were_entered_are_not_counted_again(self) -> None:
        rules = tariff(
            prices=TEN,
            codes_max=1,
            codes=Codes.AS_ENTERED,
            promotions=(
                promotion("one", off("10"), code="ONE"),
                promotion("two", off("10"), code="TWO"),
            ),
        )
        kept = stored(tariff(prices=TEN), basket(boat("a", adult=1)), "a")

        found = amended(
            rules, basket(boat("a", adult=1), boat("b", adult=1), codes=("ONE", "TWO")), kept
        )

        assert [one.applied for one in found.promocodes] == [True, True]


class TestWhatTheCatalogueNoLongerKnows:
    """Kept bookings are not looked up: they count with what is still known of them."""

    def test_a_slot_that_is_gone_is_kept_and_counted(self) -> None:
        four = promotion("two", off("50"), minimum=Minimum(quantity=2))
        rules = tariff(prices=TEN, promotions=(four,))
        sold = item("a", "tower", slot="sat-10", adult=1)
        kept = stored(rules, basket(sold), "a")
        gone = evolve(sold, slot=SlotId("sat-99"))

        found = amended(rules, basket(gone, item("b", "tower", slot="sat-10", adult=1)), kept)

        assert given(found, "two") == {"b/adult/0": 1000}
        assert found.booking_totals[ItemId("a")] == 1000

    def test_a_ticket_type_that_is_gone_is_reached_by_nothing(self) -> None:
        half = promotion("half", off("50"), minimum=Minimum(quantity=2))
        rules = tariff(prices=TEN, promotions=(half,))
        kept = stored(rules, basket(boat("a", child=1)), "a")
        (product,) = [one for one in CITY.products if one.id == "boat"]
        sells_adults = with_product(evolve(product, ticket_types=product.ticket_types[:1]))
        sells_adults = evolve(
            sells_adults,
            products=tuple(one for one in sells_adults.products if one.id not in {"pass", "day"}),
        )
        adults = tariff(prices={"boat": {"adult": 1000}}, promotions=(half,))

        found = amended(
            adults, basket(boat("a", child=1), boat("b", adult=1)), kept, catalogue=sells_adults
        )

        assert given(found, "half") == {}
        assert found.total == 500 + 1000

    def test_a_product_that_is_gone_still_stands_together_with_others(self) -> None:
        pair = promotion("pair", off("10"), together=frozenset({"tower", "boat"}))
        rules = tariff(prices=TEN, promotions=(pair,))
        gone = item("a", "balloon", travel_date=SATURDAY, adult=1)
        runs = stored(tariff(prices=TEN), basket(boat("a", adult=1)), "a")

        found = amended(rules, basket(gone, boat("b", adult=1)), runs)

        assert found.total == 2000

    def test_a_booking_without_a_price_today_keeps_what_it_cost(self) -> None:
        kept = stored(tariff(prices=TEN), basket(boat("a", adult=2)), "a")
        rules = tariff(prices={"tower": {"adult": 1000}})

        found = amended(
            rules, basket(boat("a", adult=2), item("b", "tower", slot="sat-10", adult=1)), kept
        )

        assert found.booking_totals == {"a": 2000, "b": 1000}


class TestTheDoor:
    """Only what is touched is judged; kept bookings count where limits are per order."""

    def test_an_order_limit_counts_kept_bookings_and_names_a_touched_one(self) -> None:
        (product,) = [one for one in CITY.products if one.id == "boat"]
        bound = evolve(product, limits=QuantityLimits(order_max=3))
        rules = tariff(prices=TEN)
        kept = stored(rules, basket(boat("a", adult=2)), "a")

        with pytest.raises(RefusedError) as refused:
            amended(
                rules,
                basket(boat("a", adult=2), boat("b", adult=2)),
                kept,
                catalogue=with_product(bound),
            )

        assert refused.value.refusal == QuantityLimit(
            item=ItemId("b"),
            product=bound.id,
            ticket_type=None,
            scope="order",
            quantity=4,
            least=1,
            most=3,
        )

    def test_a_kept_booking_out_of_limits_is_not_refused(self) -> None:
        (product,) = [one for one in CITY.products if one.id == "boat"]
        bound = evolve(product, limits=QuantityLimits(booking_max=1, order_max=1))
        rules = tariff(prices=TEN)
        kept = stored(rules, basket(boat("a", adult=2)), "a")

        found = amended(rules, basket(boat("a", adult=2)), kept, catalogue=with_product(bound))

        assert found.total == 2000

    def test_requested_variations_of_kept_bookings_are_left_out(self) -> None:
        open_ = (OpenVariation(type=VariationType.OTHER),)
        rules = tariff(prices=TEN, open_variations=open_)
        wish = requested("wish", -100, ItemTarget(item=ItemId("a")))
        order = basket(boat("a", adult=1), requested=(wish,))
        kept = stored(rules, order, "a")

        found = amended(
            tariff(prices=TEN),
            basket(boat("a", adult=1), boat("b", adult=1), requested=(wish,)),
            kept,
        )

        assert found.booking_totals == {"a": 900, "b": 1000}


class TestVariations:
    """What is given once for the cart is given once for the order."""

    def test_an_amount_for_the_cart_is_not_given_twice(self) -> None:
        flat = variation("flat", 300, level=VariationLevel.CART)
        rules = tariff(prices=TEN, variations=(flat,))
        kept = stored(rules, basket(boat("a", adult=1), boat("b", adult=2)), "a")

        found = amended(rules, basket(boat("a", adult=1), boat("c", adult=1)), kept)

        assert amounts(found, Kind.VARIATION) == {"a/adult/0": 100, "c/adult/0": 200}

    def test_a_discount_for_the_cart_is_not_given_twice(self) -> None:
        open_ = (OpenVariation(type=VariationType.OTHER),)
        rules = tariff(prices=TEN, open_variations=open_)
        wish = requested("wish", -300)
        kept = stored(rules, basket(boat("a", adult=1), requested=(wish,)), "a")

        found = amended(
            rules, basket(boat("a", adult=1), boat("b", adult=1), requested=(wish,)), kept
        )

        assert amounts(found, Kind.VARIATION) == {"a/adult/0": -300}

    def test_a_percentage_for_the_cart_is_taken_on_what_is_priced(self) -> None:
        tenth = variation("tenth", "10", level=VariationLevel.CART)
        kept = stored(tariff(prices=TEN), basket(boat("a", adult=1)), "a")

        found = amended(
            tariff(prices=TEN, variations=(tenth,)),
            basket(boat("a", adult=1), boat("b", adult=1)),
            kept,
        )

        assert amounts(found, Kind.VARIATION) == {"b/adult/0": 100}


class TestTaxesAndFees:
    """What is computed for the order is computed on all of it."""

    def test_a_fee_of_the_order_is_taken_on_the_whole(self) -> None:
        rules = tariff(prices=TEN, fees=(fee("service", rate="10", per=Per.ORDER),))
        kept = stored(rules, basket(boat("a", adult=1)), "a")

        found = amended(rules, basket(boat("a", adult=1), boat("b", adult=2)), kept)

        assert amounts(found, Kind.FEE) == {"": 300}
        assert [entry.amount for entry in found.order_entries] == [300]

    def test_a_shared_fee_leaves_kept_tickets_their_share(self) -> None:
        shared = fee(
            "service",
            fixed=900,
            per=Per.ORDER,
            refund=FeeRefund.SHARE,
            tax=OwnFeeTax(tax=TaxId("vat"), effect=Effect.ADDED),
        )
        rules = tariff(prices=TEN, fees=(shared,), taxes=(on_top("vat", "10"),))
        kept = stored(rules, basket(boat("a", adult=1), boat("b", adult=2)), "a")

        found = amended(rules, basket(boat("a", adult=1), boat("b", adult=1)), kept)

        assert amounts(found, Kind.FEE) == {"a/adult/0": 300, "b/adult/0": 600}
        assert amounts(found, Kind.FEE_TAX) == {"a/adult/0": 30, "b/adult/0": 60}

    def test_a_fee_of_the_order_counts_what_kept_tickets_have_of_it(self) -> None:
        shared = fee("service", fixed=900, per=Per.ORDER, refund=FeeRefund.SHARE)
        pinned = evolve(shared, refund=FeeRefund.LAST, fixed=1000)
        old, new = tariff(prices=TEN, fees=(shared,)), tariff(prices=TEN, fees=(pinned,))
        kept = stored(old, basket(boat("a", adult=1), boat("b", adult=2)), "a")

        found = amended(new, basket(boat("a", adult=1), boat("b", adult=1)), kept)

        assert amounts(found, Kind.FEE) == {"a/adult/0": 300, "": 700}

    def test_a_grossed_up_fee_is_a_share_of_the_whole_order(self) -> None:
        card = fee("card", rate="2.9", fixed=30, size=FeeSize.GROSSED_UP)
        service = fee("service", fixed=100, per=Per.BOOKING)
        rules = tariff(prices=TEN, fees=(service, card))
        whole = basket(boat("a", adult=1), boat("b", adult=2))
        kept = stored(rules, whole, "a")

        found = amended(rules, whole, kept)

        assert found.total == quote(rules, whole).total

    def test_order_rounding_is_that_of_all_tickets_that_are_taxed_alike(self) -> None:
        rules = tariff(
            prices={"boat": {"adult": 333}},
            taxes=(inside("vat", "20"),),
            taxation=(taxed("vat"),),
            tax_rounding=TaxRounding.ORDER,
        )
        whole = basket(boat("a", adult=2), boat("b", adult=3))
        kept = stored(rules, whole, "a")

        found = amended(rules, whole, kept)

        assert amounts(found, Kind.TAX_ROUNDING) == amounts(quote(rules, whole), Kind.TAX_ROUNDING)
        assert amounts(found, Kind.TAX_ROUNDING) != {}

    def test_tickets_that_were_taxed_otherwise_have_no_part_in_the_rounding(self) -> None:
        def rules(rate: str) -> Tariff:
            return tariff(
                prices={"boat": {"adult": 333}},
                taxes=(inside("vat", rate),),
                taxation=(taxed("vat"),),
                tax_rounding=TaxRounding.ORDER,
            )

        whole = basket(boat("a", adult=2), boat("b", adult=3))
        kept = stored(rules("19"), whole, "a")

        found = amended(rules("20"), whole, kept)

        alone = quote(rules("20"), basket(boat("b", adult=3)))
        assert amounts(found, Kind.TAX_ROUNDING) == amounts(alone, Kind.TAX_ROUNDING)


class TestWhatIsStored:
    """Entries that cannot be those of the booking are an error of ours."""

    @pytest.mark.parametrize(
        "spans", [[(0, 3)], [(0, 2), (1, 1)], [(2, 1)]], ids=["too many", "twice", "beyond"]
    )
    def test_runs_must_be_those_of_the_line(self, spans: Iterable[tuple[int, int]]) -> None:
        (run,) = stored(tariff(prices=TEN), basket(boat("a", adult=2)), "a")[ItemId("a")]
        runs = [run._replace(ordinal=ordinal, units=units) for ordinal, units in spans]

        with pytest.raises(InvariantError):
            rows_of(runs, 2)

    def test_a_line_that_is_not_booked_stores_nothing(self) -> None:
        kept = stored(tariff(prices=TEN), basket(boat("a", adult=2)), "a")

        with pytest.raises(InvariantError, match="tickets that it has not"):
            amended(tariff(prices=TEN), basket(boat("a", child=2)), kept)

    def test_gaps_are_tickets_that_cost_nothing(self) -> None:
        (run,) = stored(tariff(prices=TEN), basket(boat("a", adult=2)), "a")[ItemId("a")]
        free_first = {ItemId("a"): [run._replace(ordinal=1, units=1)]}

        found = amended(tariff(prices=TEN), basket(boat("a", adult=2)), free_first)

        assert amounts(found, Kind.LIST) == {"a/adult/1": 1000}
