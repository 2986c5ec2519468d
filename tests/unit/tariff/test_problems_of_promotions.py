"""What can be wrong with promotions, with their codes, and with the lanes that combine them."""

from __future__ import annotations

from typing import Any, NamedTuple

import attrs
import pytest

from counterfoil.domain.money import Rate, currency
from counterfoil.domain.pricing.extensions import (
    Extensions,
    RegisteredBenefit,
    RegisteredCondition,
)
from counterfoil.domain.references import Promocode, PromotionId, TariffId
from counterfoil.domain.tariff.conditions import CustomCondition
from counterfoil.domain.tariff.problems import Severity, problems
from counterfoil.domain.tariff.promotions import (
    AmountOff,
    Benefit,
    CheapestOff,
    CustomBenefit,
    FixedUnitPrice,
    Lane,
    LaneMode,
    Per,
    PercentageOff,
    Promotion,
    PromotionLimits,
)
from counterfoil.domain.tariff.tariff import Tariff
from counterfoil.domain.tariff.variations import VariationType

FIVE_OFF = AmountOff(amount=500, per=Per.ORDER)


def percent(value: str) -> Rate:
    return Rate.percent(value)


def promotion(name: str = "family", **fields: Any) -> Promotion:
    return Promotion(**{"id": PromotionId(name), "label": name, "benefit": FIVE_OFF, **fields})


def of(*promotions: Promotion, lanes: tuple[Lane, ...] = ()) -> Tariff:
    return Tariff(
        id=TariffId("city"), currency=currency("EUR"), promotions=promotions, lanes=lanes
    )


def giving(benefit: Benefit) -> Tariff:
    return of(promotion(benefit=benefit))


def limited(**limits: Any) -> Tariff:
    return of(promotion(limits=PromotionLimits(**limits)))


def lane(number: int, mode: LaneMode = LaneMode.ALL, per: Per = Per.ORDER) -> Lane:
    return Lane(number=number, mode=mode, per=per)


def lanes(*declared: Lane) -> Tariff:
    return of(lanes=declared)


class Case(NamedTuple):
    """A tariff with one problem, and its nearest neighbor with none."""

    wrong: Tariff
    right: Tariff
    path: str
    code: str
    value: str
    allowed: str


TYPES = "CART_DISCOUNT_CUSTOM, CART_DISCOUNT_FIXED, OTHER, PRODUCT_COMBI_DISCOUNT"

ERRORS = {
    "a type of variations": Case(
        of(promotion(type=VariationType.PRODUCT_DYNAMIC)),
        of(promotion(type=VariationType.PRODUCT_COMBI_DISCOUNT)),
        "promotions[0].type",
        "type_not_allowed",
        "PRODUCT_DYNAMIC",
        TYPES,
    ),
    "more than all off": Case(
        giving(PercentageOff(rate=percent("100.5"))),
        giving(PercentageOff(rate=percent("100"))),
        "promotions[0].benefit.rate",
        "above_maximum",
        "100.5 %",
        "0 % to 100 %",
    ),
    "less than nothing off": Case(
        giving(PercentageOff(rate=percent("-0.5"))),
        giving(PercentageOff(rate=percent("0.5"))),
        "promotions[0].benefit.rate",
        "below_minimum",
        "-0.5 %",
        "0 % to 100 %",
    ),
    "a discount that makes dearer": Case(
        giving(AmountOff(amount=-1, per=Per.UNIT)),
        giving(AmountOff(amount=1, per=Per.UNIT)),
        "promotions[0].benefit.amount",
        "below_minimum",
        "-0.01",
        "at least 0.00",
    ),
    "a price below zero": Case(
        giving(FixedUnitPrice(price=-1)),
        giving(FixedUnitPrice(price=0)),
        "promotions[0].benefit.price",
        "below_minimum",
        "-0.01",
        "at least 0.00",
    ),
    "more free than bought": Case(
        giving(CheapestOff(take=4, of=3, rate=percent("100"))),
        giving(CheapestOff(take=3, of=3, rate=percent("100"))),
        "promotions[0].benefit.take",
        "above_maximum",
        "4",
        "1 to 3",
    ),
    "none free": Case(
        giving(CheapestOff(take=0, of=3, rate=percent("100"))),
        giving(CheapestOff(take=1, of=3, rate=percent("100"))),
        "promotions[0].benefit.take",
        "below_minimum",
        "0",
        "1 to 3",
    ),
    "one free of none": Case(
        giving(CheapestOff(take=1, of=0, rate=percent("100"))),
        giving(CheapestOff(take=1, of=1, rate=percent("100"))),
        "promotions[0].benefit.of",
        "below_minimum",
        "0",
        "at least 1",
    ),
    "more than free": Case(
        giving(CheapestOff(take=1, of=3, rate=percent("101"))),
        giving(CheapestOff(take=1, of=3, rate=percent("1"))),
        "promotions[0].benefit.rate",
        "above_maximum",
        "101 %",
        "0 % to 100 %",
    ),
    "a parameter that is given twice": Case(
        giving(CustomBenefit(name="n", version="1", parameters=(("a", "1"), ("a", "1")))),
        giving(CustomBenefit(name="n", version="1", parameters=(("a", "1"), ("b", "1")))),
        "promotions[0].benefit.parameters[1]",
        "named_twice",
        "'a'",
        "each name once",
    ),
    "a code for two": Case(
        of(promotion("a", code=Promocode("SUN")), promotion("b", code=Promocode("SUN"))),
        of(promotion("a", code=Promocode("SUN")), promotion("b", code=Promocode("Sun"))),
        "promotions[1].code",
        "duplicate_promocode",
        "'SUN'",
        "a code of its own, promotions[0] has this one",
    ),
    "a code that nobody can enter": Case(
        of(promotion(code=Promocode(""))),
        of(promotion(code=None)),
        "promotions[0].code",
        "empty_id",
        "nothing",
        "a code of at least one character, or none for an automatic promotion",
    ),
    "a lane that is not declared": Case(
        of(promotion(lane=2), lanes=(lane(3),)),
        of(promotion(lane=2), lanes=(lane(2),)),
        "promotions[0].lane",
        "unknown_lane",
        "2",
        "a lane that is declared: 1, 3; or add [[lane]] number = 2",
    ),
    "the exclusive lane without its declaration": Case(
        of(promotion(lane=0)),
        of(promotion(lane=0), lanes=(lane(0, LaneMode.FIRST),)),
        "promotions[0].lane",
        "unknown_lane",
        "0",
        "a lane that is declared: 1; or add [[lane]] number = 0",
    ),
    "a cap below zero": Case(
        of(promotion(cap=-1)),
        of(promotion(cap=1)),
        "promotions[0].cap",
        "below_minimum",
        "-0.01",
        "at least 0.00",
    ),
    "a budget below zero": Case(
        limited(budget=-250),
        limited(budget=250),
        "promotions[0].limits.budget",
        "below_minimum",
        "-2.50",
        "at least 0.00",
    ),
    "uses below none": Case(
        limited(uses=-1),
        limited(uses=1),
        "promotions[0].limits.uses",
        "below_minimum",
        "-1",
        "at least 0",
    ),
    "uses of a customer below none": Case(
        limited(uses_per_customer=-1),
        limited(uses_per_customer=1),
        "promotions[0].limits.uses_per_customer",
        "below_minimum",
        "-1",
        "at least 0",
    ),
    "no tickets of a cart": Case(
        limited(units_per_cart=0),
        limited(units_per_cart=1),
        "promotions[0].limits.units_per_cart",
        "below_minimum",
        "0",
        "at least 1",
    ),
    "a lane before the exclusive one": Case(
        lanes(lane(-1)),
        lanes(lane(0, LaneMode.FIRST)),
        "lanes[0].number",
        "below_minimum",
        "-1",
        "at least 0",
    ),
    "two lanes with one number": Case(
        lanes(lane(1), lane(2), lane(1, LaneMode.BEST)),
        lanes(lane(1), lane(2)),
        "lanes[2].number",
        "duplicate_lane",
        "1",
        "a number of its own, lanes[0] has this one",
    ),
    "an exclusive lane that gives all": Case(
        lanes(lane(0, LaneMode.ALL)),
        lanes(lane(0, LaneMode.FIRST)),
        "lanes[0].mode",
        "exclusive_lane",
        "all",
        "first in lane 0",
    ),
    "an exclusive lane per booking": Case(
        lanes(lane(0, LaneMode.FIRST, Per.BOOKING)),
        lanes(lane(1, LaneMode.FIRST, Per.BOOKING)),
        "lanes[0].per",
        "exclusive_lane",
        "booking",
        "order in lane 0",
    ),
}

SPECIAL_PRICE = FixedUnitPrice(price=900)
RAISING = promotion(benefit=SPECIAL_PRICE, may_raise=True)

WARNINGS = {
    "a lane of mode all in which nobody competes": Case(
        lanes(lane(1, LaneMode.ALL, Per.UNIT)),
        lanes(lane(1, LaneMode.BEST, Per.UNIT)),
        "lanes[0].per",
        "without_effect",
        "unit",
        "order: in a lane of mode all the promotions do not compete",
    ),
    "a dearer price where only discounts win": Case(
        of(RAISING, lanes=(lane(1, LaneMode.BEST, Per.UNIT),)),
        of(RAISING, lanes=(lane(1, LaneMode.BEST, Per.ORDER),)),
        "promotions[0].may_raise",
        "without_effect",
        "true",
        "a lane of mode all for what may raise a price, lane 1 is not",
    ),
    "a dearer price where the first discount wins": Case(
        of(RAISING, lanes=(lane(1, LaneMode.FIRST, Per.UNIT),)),
        of(attrs.evolve(RAISING, may_raise=False), lanes=(lane(1, LaneMode.FIRST, Per.UNIT),)),
        "promotions[0].may_raise",
        "without_effect",
        "true",
        "a lane of mode all for what may raise a price, lane 1 is not",
    ),
    "nothing off": Case(
        giving(AmountOff(amount=0, per=Per.ORDER)),
        giving(AmountOff(amount=1, per=Per.ORDER)),
        "promotions[0].benefit.amount",
        "never_applies",
        "0.00",
        "more than nothing",
    ),
    "no percentage off": Case(
        giving(PercentageOff(rate=percent("0"))),
        giving(PercentageOff(rate=percent("0.001"))),
        "promotions[0].benefit.rate",
        "never_applies",
        "0 %",
        "more than nothing",
    ),
    "no percentage off the cheapest": Case(
        giving(CheapestOff(take=1, of=2, rate=percent("0"))),
        giving(CheapestOff(take=1, of=2, rate=percent("1"))),
        "promotions[0].benefit.rate",
        "never_applies",
        "0 %",
        "more than nothing",
    ),
    "a cap that leaves nothing": Case(
        of(promotion(cap=0)),
        of(promotion(cap=1)),
        "promotions[0].cap",
        "never_applies",
        "0.00",
        "more than nothing",
    ),
    "no uses": Case(
        limited(uses=0),
        limited(uses=1),
        "promotions[0].limits.uses",
        "never_applies",
        "0",
        "more than nothing",
    ),
    "no uses of a customer": Case(
        limited(uses_per_customer=0),
        limited(uses_per_customer=1),
        "promotions[0].limits.uses_per_customer",
        "never_applies",
        "0",
        "more than nothing",
    ),
    "no budget": Case(
        limited(budget=0),
        limited(budget=1),
        "promotions[0].limits.budget",
        "never_applies",
        "0.00",
        "more than nothing",
    ),
}
CASES = {**ERRORS, **WARNINGS}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_problem_names_field_value_and_what_is_allowed(case: Case) -> None:
    (found,) = problems(case.wrong)

    assert attrs.astuple(found) == (case.path, case.code, case.value, case.allowed)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_at_the_boundary_there_is_no_problem(case: Case) -> None:
    assert problems(case.right) == ()


@pytest.mark.parametrize("name", CASES)
def test_what_gives_nothing_is_only_a_warning(name: str) -> None:
    (found,) = problems(CASES[name].wrong)

    assert found.severity is (Severity.WARNING if name in WARNINGS else Severity.ERROR)


def test_lane_one_is_there_without_being_declared() -> None:
    assert problems(of(promotion(lane=1), promotion("other", lane=2), lanes=(lane(2),))) == ()


def test_a_free_unit_price_gives_something() -> None:
    assert problems(giving(FixedUnitPrice(price=0))) == ()


class TestExtensions:
    """Conditions and benefits of the host, held against what it registered."""

    registered = Extensions(
        conditions={
            "rain": RegisteredCondition(name="rain", version="3", holds=lambda _, __: True)
        },
        benefits={
            "per-age": RegisteredBenefit(name="per-age", version="1", amounts=lambda _, __: ())
        },
    )

    @staticmethod
    def rainy(name: str, version: str) -> Tariff:
        dry = CustomCondition(name="rain", version="3")
        return of(promotion(custom=(dry, CustomCondition(name=name, version=version))))

    def test_a_condition_that_is_not_registered_is_an_error(self) -> None:
        (found,) = problems(self.rainy("rian", "3"), extensions=self.registered)

        assert attrs.astuple(found) == (
            "promotions[0].custom[1].name",
            "unknown_condition",
            "'rian'",
            "rain",
        )
        assert found.severity is Severity.ERROR

    def test_a_condition_of_another_version_is_an_error(self) -> None:
        (found,) = problems(self.rainy("rain", "2"), extensions=self.registered)

        assert attrs.astuple(found) == (
            "promotions[0].custom[1].version",
            "version_differs",
            "'2'",
            "'3'",
        )

    def test_a_benefit_that_is_not_registered_is_an_error(self) -> None:
        unknown = giving(CustomBenefit(name="by-height", version="1"))

        (found,) = problems(unknown, extensions=Extensions())

        assert attrs.astuple(found) == (
            "promotions[0].benefit.name",
            "unknown_benefit",
            "'by-height'",
            "a registered benefit",
        )

    def test_a_benefit_of_another_version_is_an_error(self) -> None:
        older = giving(CustomBenefit(name="per-age", version="0"))

        (found,) = problems(older, extensions=self.registered)

        assert attrs.astuple(found) == (
            "promotions[0].benefit.version",
            "version_differs",
            "'0'",
            "'1'",
        )

    def test_what_is_registered_in_this_version_is_no_problem(self) -> None:
        same = of(
            promotion(
                benefit=CustomBenefit(name="per-age", version="1"),
                custom=(CustomCondition(name="rain", version="3"),),
            )
        )

        assert problems(same, extensions=self.registered) == ()

    def test_without_extensions_nothing_is_looked_up(self) -> None:
        assert problems(self.rainy("rian", "0")) == ()
        assert problems(giving(CustomBenefit(name="by-height", version="0"))) == ()
