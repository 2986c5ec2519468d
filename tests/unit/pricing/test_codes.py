"""Phase 3, codes: which of those entered apply, and what the others are told."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import permutations

import pytest
from attrs import evolve
from tests.unit.pricing.build import (
    NOON,
    SATURDAY,
    amounts,
    basket,
    fee,
    item,
    off,
    outcome,
    part,
    promotion,
    quote,
    scope,
    tariff,
)

from counterfoil.domain.basket import Basket, Buyer, LimitLeft
from counterfoil.domain.pricing import Kind, PromocodeOutcome, PromocodeReason, Quote
from counterfoil.domain.references import CustomerKey, Promocode, PromotionId
from counterfoil.domain.tariff.conditions import BuyerScope, InstantRange, Minimum
from counterfoil.domain.tariff.promotions import (
    AmountOff,
    Codes,
    FixedUnitPrice,
    Lane,
    LaneMode,
    Per,
    Promotion,
    PromotionLimits,
)

BOATS = (item("a", "boat", adult=1, child=1),)
BEST = Lane(number=1, mode=LaneMode.BEST)
EXCLUSIVE = Lane(number=0, mode=LaneMode.FIRST)
DEAL, CODE = PromotionId("deal"), Promocode("DEAL")


def keyed(name: str, amount: int, **changes: object) -> Promotion:
    """Make an amount off the order whose code is its id, in capitals."""
    return promotion(name, AmountOff(amount=amount, per=Per.ORDER), code=name.upper(), **changes)


def entered(
    *codes: str, promotions: tuple[Promotion, ...], lanes: tuple[Lane, ...] = (), **rules: object
) -> Quote:
    return quote(tariff(promotions=promotions, lanes=lanes, **rules), basket(*BOATS, codes=codes))


def told(found: Quote) -> dict[str, PromocodeReason | None]:
    return {one.code: one.reason for one in found.promocodes}


# --- a code that applies ------------------------------------------------------------------------


def test_a_code_that_applies_says_what_it_gave() -> None:
    found = entered("DEAL", promotions=(promotion("deal", off("10"), code="DEAL", title="Deal!"),))

    assert found.promocodes == (
        PromocodeOutcome(code=CODE, promotion=DEAL, reason=None, amount=225, message="Deal!"),
    )
    assert outcome(found, "DEAL").applied


def test_a_code_without_a_title_shows_its_label() -> None:
    found = entered("DEAL", promotions=(promotion("deal", off("10"), code="DEAL"),))

    assert outcome(found, "DEAL").message == "Deal"


def test_its_entries_are_of_their_own_kind() -> None:
    found = entered("DEAL", promotions=(promotion("deal", off("10"), code="DEAL"),))

    assert amounts(found, Kind.PROMOCODE) == {"a/adult/0": -150, "a/child/0": -75}
    assert {one.cause.type for one in found.entries if one.kind is Kind.PROMOCODE} == {"PROMOCODE"}
    assert found.granted == {"deal": 225}


def test_a_code_whose_conditions_hold_applies() -> None:
    window = InstantRange(starts_at=NOON, ends_at=NOON + timedelta(hours=1))
    deal = promotion(
        "deal",
        off("10"),
        code="DEAL",
        booked=(window,),
        limits=PromotionLimits(uses=1),
        buyer=BuyerScope(channels=frozenset({"web"})),
    )

    found = quote(
        tariff(promotions=(deal,)), basket(*BOATS, codes=("DEAL",), buyer=Buyer(channel="web"))
    )

    assert told(found) == {"DEAL": None}
    assert found.total == 2250 - 225


def test_a_promotion_with_a_code_waits_for_it() -> None:
    found = entered(promotions=(promotion("deal", off("10"), code="DEAL"),))

    assert found.discount == 0
    assert found.promocodes == ()


# --- reasons ------------------------------------------------------------------------------------


def refused(
    asked: Basket, left: LimitLeft | None = None, **conditions: object
) -> PromocodeOutcome:
    """Enter the code of a promotion of ten percent under conditions that do not hold."""
    benefit = conditions.pop("benefit", off("10"))
    rules = tariff(promotions=(promotion("deal", benefit, code="DEAL", **conditions),))  # type: ignore[arg-type]
    found = quote(rules, evolve(asked, codes=(CODE,)), limits={} if left is None else {DEAL: left})
    assert found.discount == 0
    assert found.granted == {}
    one = outcome(found, "DEAL")
    assert one.promotion == DEAL
    assert one.message
    assert not one.applied
    assert one.amount == 0
    return one


def test_unknown() -> None:
    one = outcome(entered("NOPE", promotions=(keyed("deal", 100),)), "NOPE")

    assert one.reason is PromocodeReason.UNKNOWN
    assert one.promotion is None
    assert (one.facts, one.nearest) == ((), "")
    assert one.message == "We do not know this code."


def test_codes_are_compared_to_the_letter() -> None:
    assert told(entered("deal", promotions=(keyed("deal", 100),))) == {
        "deal": PromocodeReason.UNKNOWN
    }


def test_no_benefit() -> None:
    one = refused(basket(*BOATS), benefit=FixedUnitPrice(price=1500))

    assert one.reason is PromocodeReason.NO_BENEFIT


def test_not_combinable() -> None:
    found = entered(
        "MORE", "LESS", promotions=(keyed("more", 300), keyed("less", 200)), lanes=(BEST,)
    )

    assert told(found) == {"LESS": PromocodeReason.NOT_COMBINABLE, "MORE": None}
    assert found.granted == {"more": 300}


def test_not_combinable_with_an_exclusive_promotion_that_displaced_it() -> None:
    alone = promotion("alone", AmountOff(amount=1, per=Per.ORDER), lane=0)

    found = entered("DEAL", promotions=(alone, keyed("deal", 1)), lanes=(EXCLUSIVE,))

    assert told(found) == {"DEAL": PromocodeReason.NOT_COMBINABLE}
    assert found.granted == {"alone": 1}


def test_displaced_but_of_no_benefit_anyway() -> None:
    alone = promotion("alone", AmountOff(amount=1, per=Per.ORDER), lane=0)
    nothing = promotion("deal", FixedUnitPrice(price=9000), code="DEAL")

    found = entered("DEAL", promotions=(alone, nothing), lanes=(EXCLUSIVE,))

    assert told(found) == {"DEAL": PromocodeReason.NO_BENEFIT}


def test_displaced_but_with_a_budget_that_cannot_bear_it_anyway() -> None:
    alone = promotion("alone", AmountOff(amount=1, per=Per.ORDER), lane=0)
    poor = keyed("deal", 300, limits=PromotionLimits(budget=299))

    found = entered("DEAL", promotions=(alone, poor), lanes=(EXCLUSIVE,))

    assert told(found) == {"DEAL": PromocodeReason.BUDGET_EXHAUSTED}


def test_a_code_that_an_automatic_promotion_beats_in_its_lane_is_of_no_benefit() -> None:
    automatic = promotion("always", AmountOff(amount=500, per=Per.ORDER))

    found = entered("DEAL", promotions=(automatic, keyed("deal", 300)), lanes=(BEST,))

    assert told(found) == {"DEAL": PromocodeReason.NO_BENEFIT}
    assert found.granted == {"always": 500}


def failing_in_order() -> Iterator[tuple[PromocodeReason, dict[str, object], LimitLeft, Buyer]]:
    """Begin with a promotion that fails in every way, and mend it one reason at a time."""
    reason = PromocodeReason
    limits = PromotionLimits(uses=1, uses_per_customer=1, budget=1)
    conditions: dict[str, object] = {
        "booked": (InstantRange(starts_at=NOON + timedelta(days=1)),),
        "limits": limits,
        "scope": scope("tower"),
        "minimum": Minimum(quantity=99),
        "benefit": FixedUnitPrice(price=9000),
    }
    left, buyer = LimitLeft(uses=0, customer_uses=0, budget=0), Buyer()
    yield reason.NOT_YET_VALID, {**conditions}, left, buyer
    conditions["booked"] = (InstantRange(ends_at=NOON),)
    yield reason.EXPIRED, {**conditions}, left, buyer
    del conditions["booked"]
    yield reason.USED_UP, {**conditions}, left, buyer
    left = evolve(left, uses=1)
    yield reason.NEEDS_CUSTOMER, {**conditions}, left, buyer
    buyer = Buyer(customer=CustomerKey("c-1"))
    yield reason.USED_UP, {**conditions}, left, buyer
    left = evolve(left, customer_uses=1)
    yield reason.BUDGET_EXHAUSTED, {**conditions}, left, buyer
    left = evolve(left, budget=1)
    yield reason.NOT_APPLICABLE, {**conditions}, left, buyer
    del conditions["scope"]
    yield reason.MINIMUM_NOT_REACHED, {**conditions}, left, buyer
    del conditions["minimum"]
    yield reason.NO_BENEFIT, {**conditions}, left, buyer


@pytest.mark.parametrize(
    ("reason", "conditions", "left", "buyer"),
    list(failing_in_order()),
    ids=[f"{place}-{case[0].value}" for place, case in enumerate(failing_in_order())],
)
def test_of_several_reasons_the_first_in_the_stated_order_is_told(
    reason: PromocodeReason, conditions: dict[str, object], left: LimitLeft, buyer: Buyer
) -> None:
    assert refused(basket(*BOATS, buyer=buyer), left, **conditions).reason is reason


def test_the_reasons_are_listed_in_the_order_in_which_they_are_tested() -> None:
    tested = list(dict.fromkeys(case[0] for case in failing_in_order()))

    listed = [reason for reason in PromocodeReason if reason in tested]
    assert listed == tested


def test_a_code_that_gives_no_more_than_an_automatic_promotion_leaves_it_its_place() -> None:
    # Alone in the lane the code would go first by its id; without it the total is the same.
    by_ticket = Lane(number=1, mode=LaneMode.BEST, per=Per.UNIT)
    promotions = (promotion("z", off("10")), promotion("a", off("10"), code="A"))

    found = entered("A", promotions=promotions, lanes=(by_ticket,))

    assert told(found) == {"A": PromocodeReason.NO_BENEFIT}
    assert found.granted == {"z": 225}
    assert amounts(found, Kind.PROMOCODE) == {}


# --- which subset -------------------------------------------------------------------------------


def test_codes_of_different_lanes_apply_together() -> None:
    found = entered(
        "ONE",
        "TWO",
        promotions=(keyed("one", 100, lane=1), keyed("two", 200, lane=2)),
        lanes=(Lane(number=1), Lane(number=2)),
    )

    assert told(found) == {"ONE": None, "TWO": None}
    assert found.discount == -300


def test_the_subset_with_the_lowest_total_applies_not_the_one_that_was_entered() -> None:
    # With both, the exclusive one stands alone and gives 1.00; without it the other gives 3.00.
    promotions = (keyed("alone", 100, lane=0), keyed("more", 300))

    found = entered("ALONE", "MORE", promotions=promotions, lanes=(EXCLUSIVE,))

    assert told(found) == {"ALONE": PromocodeReason.NOT_COMBINABLE, "MORE": None}
    assert found.total == 2250 - 300


def test_of_two_subsets_with_one_total_the_one_with_fewer_codes_applies() -> None:
    # "big" takes everything; with "small" before it the total is zero, too.
    promotions = (keyed("a-small", 100), keyed("big", 9999))

    found = entered("A-SMALL", "BIG", promotions=promotions)

    assert told(found) == {"A-SMALL": PromocodeReason.NOT_COMBINABLE, "BIG": None}


def test_of_equal_subsets_with_as_many_codes_the_first_ids_apply() -> None:
    found = entered(
        "X", "B", "M", promotions=tuple(keyed(name, 300) for name in "xbm"), lanes=(BEST,)
    )

    assert [one.code for one in found.promocodes if one.applied] == ["B"]
    assert told(found)["M"] is PromocodeReason.NOT_COMBINABLE


def test_the_order_in_which_codes_were_typed_changes_nothing() -> None:
    promotions = (
        keyed("a", 100),
        promotion("b", off("20"), code="B", scope=scope(types=("adult",))),
        keyed("alone", 200, lane=0),
        promotion("none", FixedUnitPrice(price=9000), code="NONE"),
    )
    typed = ("A", "B", "ALONE", "NONE", "NOPE")

    quotes = [
        entered(*codes, promotions=promotions, lanes=(EXCLUSIVE,)) for codes in permutations(typed)
    ]

    first = quotes[0]
    # "a" takes 67 and 33; 20 % of 1500 - 67 is 286.6: 287. Together more than the 200 of "alone".
    assert first.granted == {"a": 100, "b": 287}
    for other in quotes[1:]:
        assert other.entries == first.entries
        assert other.promocodes == first.promocodes


def test_a_code_that_is_entered_twice_is_one() -> None:
    once, twice = (
        entered(*codes, promotions=(keyed("deal", 100),))
        for codes in (("DEAL",), ("DEAL", "DEAL"))
    )

    assert once.entries == twice.entries
    assert once.promocodes == twice.promocodes


def test_removing_a_code_gives_the_quote_of_the_cart_without_it() -> None:
    promotions = (keyed("one", 100), keyed("two", 200))

    with_both = entered("ONE", "TWO", promotions=promotions)
    without = entered("ONE", promotions=promotions)
    again = quote(
        tariff(promotions=promotions), evolve(with_both.basket, codes=with_both.basket.codes[:1])
    )

    assert again == without
    assert again.entries == without.entries


@pytest.mark.parametrize("base", [(), ("LIST",)], ids=["by the price", "by the list"])
def test_a_single_code_that_gives_anything_applies(base: tuple[str, ...]) -> None:
    service = fee("service", rate="10", base=base)

    found = entered("DEAL", promotions=(keyed("deal", 250),), fees=(service,))

    assert told(found) == {"DEAL": None}
    # 2000 and ten percent of it, or of the list prices
    assert found.total == 2000 + (225 if base else 200)


# --- settings -----------------------------------------------------------------------------------


def test_codes_as_entered_all_apply_whatever_it_costs() -> None:
    promotions = (keyed("alone", 100, lane=0), keyed("more", 300))

    found = entered(
        "ALONE", "MORE", promotions=promotions, lanes=(EXCLUSIVE,), codes=Codes.AS_ENTERED
    )

    assert told(found) == {"ALONE": None, "MORE": PromocodeReason.NOT_COMBINABLE}
    assert found.total == 2250 - 100


def test_a_promotion_that_may_raise_a_total_is_always_in() -> None:
    raising = promotion("flat", FixedUnitPrice(price=1400), code="FLAT", may_raise=True)

    found = entered("FLAT", promotions=(raising,))

    # 100 less for the adult, 650 more for the child
    assert amounts(found, Kind.PROMOCODE) == {"a/adult/0": -100, "a/child/0": 650}
    assert found.total == 2800
    assert (outcome(found, "FLAT").applied, outcome(found, "FLAT").amount) == (True, -550)


def test_beside_one_that_may_raise_the_others_are_chosen_as_ever() -> None:
    raising = promotion(
        "flat", FixedUnitPrice(price=1400), code="FLAT", may_raise=True, priority=1
    )
    promotions = (raising, keyed("less", 100, priority=2), keyed("all", 9999, priority=3))

    found = entered("FLAT", "LESS", "ALL", promotions=promotions)

    assert told(found) == {"ALL": None, "FLAT": None, "LESS": PromocodeReason.NOT_COMBINABLE}
    assert found.total == 0


def test_a_code_on_a_bundle_reaches_it() -> None:
    parts = (part("up", slot="sat-10", adult=1), part("sail", travel_date=SATURDAY, child=1))
    rules = tariff(promotions=(promotion("day", off("10"), code="DAY", scope=scope("day")),))

    found = quote(rules, basket(item("a", "day", parts=parts), codes=("DAY",)))

    assert found.discount == -275
