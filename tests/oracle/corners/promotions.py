"""Corners of DISCOUNT and PROMOCODE."""

from __future__ import annotations

from tests.oracle.corners.building import BUNDLE, COMBI, EVERYTHING, GROUP, TWO, case
from tests.unit.pricing.build import (
    basket,
    item,
    off,
    percent,
    promotion,
    scope,
    tariff,
    variation,
)

from counterfoil.adapters.testkit.strategies import Case
from counterfoil.domain.basket import Buyer
from counterfoil.domain.references import PartyId, ProductId
from counterfoil.domain.tariff.conditions import (
    BuyerScope,
    CountedOver,
    Minimum,
)
from counterfoil.domain.tariff.promotions import (
    AmountOff,
    CheapestOff,
    FixedUnitPrice,
    Lane,
    LaneMode,
    Over,
    Partial,
    Per,
    Promotion,
    PromotionLimits,
)
from counterfoil.domain.tariff.tariff import Tariff

BEST = Lane(number=1, mode=LaneMode.BEST)
BEST_PER_BOOKING = Lane(number=1, mode=LaneMode.BEST, per=Per.BOOKING)
FIRST_PER_BOOKING = Lane(number=1, mode=LaneMode.FIRST, per=Per.BOOKING)
BEST_PER_UNIT = Lane(number=1, mode=LaneMode.BEST, per=Per.UNIT)
CHILDREN = scope(types=("CHILD",))
CLASSES = scope("school", types=("class",))
FREE_CHILDREN = variation("free", "-100", scope=CHILDREN)
ONE_OF_TWO = CheapestOff(take=1, of=2, rate=percent("100"))
TWO_TOWERS = basket(TWO, item("b", "tower", slot="mon-10", adult=3, child=2))


def with_promotions(*promotions: Promotion, lanes: tuple[Lane, ...] = ()) -> Tariff:
    return tariff(promotions=promotions, lanes=lanes)


CORNERS: dict[str, Case] = {
    "a cap on what raises some prices and lowers others": case(
        with_promotions(promotion("flat", FixedUnitPrice(price=1200), cap=300, may_raise=True)),
        EVERYTHING,
    ),
    "a budget for what raises some prices and lowers others": case(
        with_promotions(
            promotion(
                "flat",
                FixedUnitPrice(price=1200),
                may_raise=True,
                limits=PromotionLimits(budget=500, partial=Partial.ALLOW),
            )
        ),
        EVERYTHING,
    ),
    "a cap is cut in proportion to what it cuts": case(
        with_promotions(promotion("capped", off("33.3"), cap=1001)), EVERYTHING
    ),
    "a cap, then a budget": case(
        with_promotions(
            promotion(
                "capped",
                off("33.3", over=Over.ORDER),
                cap=1001,
                limits=PromotionLimits(budget=777, partial=Partial.ALLOW),
            )
        ),
        EVERYTHING,
    ),
    "a fixed price leaves free tickets free, even where it may raise": case(
        tariff(
            variations=(FREE_CHILDREN,),
            promotions=(promotion("flat", FixedUnitPrice(price=1500), may_raise=True),),
        ),
        EVERYTHING,
    ),
    "an amount per ticket on a group line is for each ticket": case(
        tariff(
            prices={"school": {"class": 100, "teacher": 20}},
            promotions=(promotion("each", AmountOff(amount=15, per=Per.UNIT), scope=CLASSES),),
        ),
        basket(GROUP),
    ),
    "percentages on a group line, over every size": case(
        with_promotions(
            promotion("a", off("3.3"), scope=CLASSES),
            promotion("b", off("4.4", over=Over.LINE)),
            promotion("c", off("5.5", over=Over.BOOKING)),
            promotion("d", off("6.6", over=Over.ORDER)),
            promotion("e", off("7.7"), limits=PromotionLimits(units_per_cart=5)),
        ),
        EVERYTHING,
    ),
    "the cheapest are counted among those that cost something": case(
        tariff(variations=(FREE_CHILDREN,), promotions=(promotion("half", ONE_OF_TWO),)),
        TWO_TOWERS,
    ),
    "the cheapest of a group line, and of equal ones the first": case(
        with_promotions(
            promotion("third", CheapestOff(take=2, of=3, rate=percent("33.3"))),
        ),
        basket(GROUP, COMBI, BUNDLE),
    ),
    "only the first tickets benefit, free ones included": case(
        tariff(
            variations=(variation("free", "-100", scope=scope("boat")),),
            promotions=(
                promotion("few", off("50"), limits=PromotionLimits(units_per_cart=4)),
                promotion("two", ONE_OF_TWO, limits=PromotionLimits(units_per_cart=5)),
            ),
        ),
        EVERYTHING,
    ),
    "a minimum of each booking, counted on other tickets": case(
        with_promotions(
            promotion(
                "towers",
                off("10"),
                scope=scope("tower"),
                minimum=Minimum(quantity=2, over=CountedOver.BOOKING, scope=CHILDREN),
            ),
            promotion(
                "value",
                AmountOff(amount=50, per=Per.BOOKING),
                minimum=Minimum(value=4000, over=CountedOver.BOOKING),
            ),
        ),
        basket(TWO, item("b", "tower", slot="mon-10", adult=3, child=2), BUNDLE, COMBI),
    ),
    "a minimum value reads what stands before all promotions": case(
        with_promotions(
            promotion("first", off("50")),
            promotion("second", off("10"), priority=1, minimum=Minimum(value=3000)),
            promotion("third", off("10"), priority=2, minimum=Minimum(value=3001)),
        ),
        basket(TWO),
    ),
    "a bundle and its parts are together, a combi's parts are not there": case(
        with_promotions(
            promotion("day", off("5"), together=frozenset({ProductId("day"), ProductId("boat")})),
            promotion("pass", off("5"), together=frozenset({ProductId("pass")})),
        ),
        basket(BUNDLE),
    ),
    "promotions for some buyers": case(
        with_promotions(
            promotion("web", off("1"), buyer=BuyerScope(channels=frozenset({"web"}))),
            promotion("hotel", off("2"), buyer=BuyerScope(partners=frozenset({PartyId("hotel")}))),
            promotion("tag", off("4"), buyer=BuyerScope(customer_tags=frozenset({"a", "b"}))),
            promotion("desk", off("8"), buyer=BuyerScope(channels=frozenset({"desk"}))),
        ),
        basket(TWO, buyer=Buyer(channel="web", customer_tags=frozenset({"b", "c"}))),
    ),
    "one promotion for each booking": case(
        with_promotions(
            promotion("amount", AmountOff(amount=450, per=Per.BOOKING)),
            promotion("share", off("9", over=Over.BOOKING)),
            promotion("flat", FixedUnitPrice(price=1400), may_raise=True, priority=-1),
            lanes=(BEST_PER_BOOKING,),
        ),
        EVERYTHING,
    ),
    "the first promotion for each booking": case(
        with_promotions(
            promotion("amount", AmountOff(amount=450, per=Per.BOOKING), priority=2),
            promotion("share", off("9", over=Over.BOOKING), scope=scope("boat", "pass")),
            promotion("flat", FixedUnitPrice(price=1400), may_raise=True, priority=-1),
            lanes=(FIRST_PER_BOOKING,),
        ),
        EVERYTHING,
    ),
    "one promotion for each ticket, a cap and a budget counted over the order": case(
        with_promotions(
            promotion("amount", AmountOff(amount=900, per=Per.ORDER), cap=800),
            promotion("share", off("9"), limits=PromotionLimits(budget=1200)),
            promotion("flat", FixedUnitPrice(price=1400)),
            lanes=(BEST_PER_UNIT,),
        ),
        EVERYTHING,
    ),
    "of equal sums the lower priority number wins, then the id": case(
        with_promotions(
            promotion("c", off("10")),
            promotion("b", off("10", over=Over.ORDER), priority=-1),
            promotion("a", off("10"), priority=-1),
            lanes=(BEST,),
        ),
        basket(TWO),
    ),
    "a lane without a declaration adds up, lanes run by number": case(
        with_promotions(
            promotion("late", AmountOff(amount=300, per=Per.ORDER), lane=2),
            promotion("b", off("10")),
            promotion("a", off("20"), priority=1),
            lanes=(Lane(number=2),),
        ),
        EVERYTHING,
    ),
}
