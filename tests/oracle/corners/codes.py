"""Corners of promocodes and of exclusive promotions."""

from __future__ import annotations

from datetime import timedelta

from tests.oracle.corners.building import EVERYTHING, TWO, case
from tests.unit.pricing.build import (
    NOON,
    basket,
    fee,
    item,
    off,
    on_top,
    promotion,
    scope,
    tariff,
    taxed,
)

from counterfoil.adapters.testkit.strategies import Case
from counterfoil.domain.basket import Buyer, LimitLeft
from counterfoil.domain.references import CustomerKey, PromotionId
from counterfoil.domain.tariff.conditions import (
    InstantRange,
    Minimum,
    Scope,
)
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
from counterfoil.domain.tariff.tariff import Tariff

EXCLUSIVE = Lane(number=0, mode=LaneMode.FIRST)
BEST = Lane(number=1, mode=LaneMode.BEST)
CHILDREN = scope(types=("CHILD",))
LATER = InstantRange(starts_at=NOON + timedelta(seconds=1))
OVER = InstantRange(ends_at=NOON)
NOW = InstantRange(starts_at=NOON, ends_at=NOON + timedelta(days=1))


def with_promotions(*promotions: Promotion, lanes: tuple[Lane, ...] = ()) -> Tariff:
    return tariff(promotions=promotions, lanes=lanes)


def equal_codes(*names: str, lane: Lane = BEST) -> Tariff:
    promotions = [promotion(f"p-{name}", off("10"), code=name) for name in names]
    return with_promotions(*promotions, lanes=(lane,))


def each_reason() -> Tariff:
    """Make a promotion for every reason for which a code does not apply."""
    much = AmountOff(amount=100, per=Per.ORDER)
    return with_promotions(
        promotion("later", much, code="LATER", booked=(OVER, LATER)),
        promotion("over", much, code="OVER", booked=(OVER,)),
        promotion("now", much, code="NOW", booked=(OVER, NOW)),
        promotion("used", much, code="USED", limits=PromotionLimits(uses=0)),
        promotion("yours", much, code="YOURS", limits=PromotionLimits(uses_per_customer=1)),
        promotion("spent", much, code="SPENT", limits=PromotionLimits(budget=0)),
        promotion("small", much, code="SMALL", limits=PromotionLimits(budget=99)),
        promotion("boats", much, code="BOATS", scope=scope("boat")),
        promotion("few", much, code="FEW", minimum=Minimum(quantity=9)),
    )


NONE_LEFT = {PromotionId("yours"): LimitLeft(customer_uses=0)}
CODES = ("LATER", "OVER", "USED", "YOURS", "SPENT")

CORNERS: dict[str, Case] = {
    "an exclusive promotion that gives nothing displaces nothing": case(
        with_promotions(
            promotion("none", FixedUnitPrice(price=99999), lane=0),
            promotion("some", off("10")),
            lanes=(EXCLUSIVE,),
        ),
        EVERYTHING,
    ),
    "an exclusive promotion displaces what would give something": case(
        with_promotions(
            promotion("first", off("10"), lane=0),
            promotion("much", AmountOff(amount=900, per=Per.ORDER)),
            promotion("little", AmountOff(amount=1, per=Per.UNIT), code="LITTLE"),
            promotion("nothing", FixedUnitPrice(price=9999), code="NOTHING"),
            promotion("poor", off("10"), code="POOR", limits=PromotionLimits(budget=1)),
            lanes=(EXCLUSIVE, BEST),
        ),
        basket(TWO, codes=("LITTLE", "NOTHING", "POOR", "UNKNOWN", "LITTLE")),
    ),
    "an exclusive code competes with all the others": case(
        with_promotions(
            promotion("only", off("25"), lane=0, code="ONLY"),
            promotion("one", off("15"), code="ONE"),
            promotion("two", off("15"), code="TWO"),
            lanes=(EXCLUSIVE,),
        ),
        basket(TWO, codes=("TWO", "ONE", "ONLY")),
    ),
    "of equal codes the first id applies": case(
        equal_codes("C", "A", "B"), basket(TWO, codes=("C", "B", "A"))
    ),
    "of equal codes the first id applies, beside one that is always in": case(
        tariff(
            lanes=(BEST, Lane(number=2)),
            promotions=(
                promotion("p-c", off("10"), code="C"),
                promotion("p-d", off("10"), code="D"),
                promotion("p-b", FixedUnitPrice(price=1950), code="B", lane=2, may_raise=True),
            ),
        ),
        basket(TWO, codes=("D", "C", "B")),
    ),
    "the fewest codes that give the lowest total": case(
        tariff(
            prices={"tower": {"adult": 300, "child": 200}},
            promotions=(
                promotion("all", AmountOff(amount=500, per=Per.ORDER), code="Z"),
                promotion("a", AmountOff(amount=250, per=Per.ORDER), code="A", priority=-1),
                promotion("b", AmountOff(amount=250, per=Per.ORDER), code="B", priority=-1),
            ),
        ),
        basket(TWO, codes=("A", "B", "Z")),
    ),
    "the lowest total is what counts, taxes and fees included": case(
        tariff(
            lanes=(BEST,),
            promotions=(
                promotion("towers", AmountOff(amount=300, per=Per.ORDER), code="T"),
                promotion(
                    "boats", AmountOff(amount=290, per=Per.ORDER), code="B", scope=scope("boat")
                ),
            ),
            taxes=(on_top("vat", "21"),),
            taxation=(taxed("vat", products=("boat",)),),
            fees=(fee("service", rate="3", per=Per.BOOKING),),
        ),
        basket(TWO, item("b", "boat", adult=2), codes=("T", "B")),
    ),
    "a code that may raise applies whatever it does": case(
        with_promotions(
            promotion("up", FixedUnitPrice(price=2500), code="UP", may_raise=True),
            promotion("down", off("10"), code="DOWN", priority=1),
        ),
        basket(TWO, codes=("DOWN", "UP")),
    ),
    "codes as entered": case(
        tariff(
            codes=Codes.AS_ENTERED,
            lanes=(BEST, Lane(number=2, mode=LaneMode.FIRST)),
            promotions=(
                promotion("a", off("10"), code="A"),
                promotion("b", off("20"), code="B"),
                promotion("c", off("30"), code="C", lane=2, priority=1),
                promotion("d", off("5"), code="D", lane=2),
                promotion("e", FixedUnitPrice(price=99999), code="E", lane=2),
            ),
        ),
        basket(TWO, codes=("A", "B", "C", "D", "E")),
    ),
    "every reason of a code, without a customer": case(
        each_reason(), basket(TWO, codes=CODES), limits=NONE_LEFT
    ),
    "every reason of a code, for a customer": case(
        each_reason(),
        basket(
            TWO,
            codes=("YOURS", "SMALL", "BOATS", "FEW", "NOW"),
            buyer=Buyer(customer=CustomerKey("c")),
        ),
        limits=NONE_LEFT,
    ),
    "what is left of limits that a promotion does not have says nothing": case(
        with_promotions(promotion("free", off("10"), code="FREE")),
        basket(TWO, codes=("FREE",), buyer=Buyer(customer=CustomerKey("c"))),
        limits={PromotionId("free"): LimitLeft(uses=0, customer_uses=0, budget=0)},
    ),
    "a budget that other promotions make enough": case(
        with_promotions(
            promotion("first", off("50")),
            promotion(
                "poor", off("10"), code="POOR", priority=1, limits=PromotionLimits(budget=150)
            ),
            promotion(
                "rich", off("20"), code="RICH", priority=2, limits=PromotionLimits(budget=150)
            ),
        ),
        basket(TWO, codes=("POOR", "RICH")),
    ),
    "a minimum that no scope counts": case(
        with_promotions(
            promotion(
                "any", off("10"), scope=CHILDREN, minimum=Minimum(quantity=9, scope=Scope())
            ),
            promotion("own", off("10"), scope=CHILDREN, minimum=Minimum(quantity=9)),
        ),
        EVERYTHING,
    ),
}
