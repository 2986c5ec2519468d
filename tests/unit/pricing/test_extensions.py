"""Conditions and benefits of a host: what they are given, and what they are held to."""

from collections.abc import Mapping
from typing import Any

import pytest
from tests.unit.pricing.build import (
    CITY,
    NOON,
    amounts,
    basket,
    item,
    off,
    outcome,
    part,
    promotion,
    quote,
    scope,
    tariff,
    variation,
)

from counterfoil.domain.basket import Basket, BasketItem, Circumstances
from counterfoil.domain.errors import UsageError
from counterfoil.domain.pricing import (
    ConditionFacts,
    EligibleUnit,
    Extensions,
    Kind,
    PromocodeReason,
    Quote,
    RegisteredBenefit,
    RegisteredCondition,
    compile_pricer,
)
from counterfoil.domain.tariff.conditions import CustomCondition
from counterfoil.domain.tariff.problems import ProblemCode, TariffError
from counterfoil.domain.tariff.promotions import (
    CustomBenefit,
    Lane,
    LaneMode,
    PromotionLimits,
)
from counterfoil.domain.tariff.variations import VariationLevel

BOATS = item("a", "boat", adult=2, child=1)


# --- conditions ---------------------------------------------------------------------------------


def at_least(facts: ConditionFacts, parameters: Mapping[str, str]) -> bool:
    """Hold where the cart has so many different products."""
    return len({line.product for line in facts.lines}) >= int(parameters["products"])


MIXED = Extensions(
    conditions={"mixed": RegisteredCondition(name="mixed", version="1", holds=at_least)}
)


def when_mixed(asked: Basket | BasketItem, *, products: int = 2, **changes: Any) -> Quote:
    custom = CustomCondition(name="mixed", version="1", parameters=(("products", str(products)),))
    rules = tariff(promotions=(promotion("deal", off("10"), custom=(custom,), **changes),))
    return quote(rules, asked, extensions=MIXED)


def test_a_registered_condition_decides_with_the_parameters_of_the_tariff() -> None:
    two = basket(item("a", "boat", adult=1), item("b", "tour", adult=1))

    assert when_mixed(two).discount == -400
    assert when_mixed(BOATS).discount == 0
    assert when_mixed(BOATS, products=1).discount == -375


def test_a_code_whose_registered_condition_does_not_hold_is_not_applicable() -> None:
    found = when_mixed(basket(BOATS, codes=("DEAL",)), code="DEAL")

    assert outcome(found, "DEAL").reason is PromocodeReason.NOT_APPLICABLE


def test_all_registered_conditions_must_hold() -> None:
    extensions = Extensions(
        conditions={
            name: RegisteredCondition(
                name=name, version="1", holds=lambda _, parameters: parameters["say"] == "yes"
            )
            for name in ("first", "second")
        }
    )

    def discount(*answers: str) -> int:
        custom = tuple(
            CustomCondition(name=name, version="1", parameters=(("say", answer),))
            for name, answer in zip(("first", "second"), answers, strict=True)
        )
        rules = tariff(promotions=(promotion("deal", off("10"), custom=custom),))
        return quote(rules, BOATS, extensions=extensions).discount

    assert [discount("yes", "yes"), discount("yes", "no"), discount("no", "yes")] == [-375, 0, 0]


def test_a_condition_sees_cart_circumstances_and_lines_but_no_running_price() -> None:
    seen: list[ConditionFacts] = []

    def look(facts: ConditionFacts, _: Mapping[str, str]) -> bool:
        seen.append(facts)
        return True

    extensions = Extensions(
        conditions={"look": RegisteredCondition(name="look", version="1", holds=look)}
    )
    rules = tariff(
        variations=(variation("peak", 1, level=VariationLevel.CART),),
        lanes=(Lane(number=1), Lane(number=2)),
        promotions=(
            promotion("half", off("50"), lane=1),
            promotion(
                "deal", off("10"), lane=2, custom=(CustomCondition(name="look", version="1"),)
            ),
        ),
    )
    asked = basket(
        item("b", "day", parts=(part("up", slot="sat-10", adult=1),)),
        item("a", "boat", adult=2),
    )

    quote(rules, asked, extensions=extensions)

    facts = seen[0]
    assert facts.basket == asked
    assert facts.circumstances == Circumstances(at=NOON)
    # In the stated order: boat before tower. The surcharge of one cent fell on the dearest ticket.
    assert [
        (line.item, line.part, line.product, line.ticket_type, line.count, line.undiscounted)
        for line in facts.lines
    ] == [("a", "", "boat", "adult", 2, 3000), ("b", "up", "tower", "adult", 1, 2001)]


# --- benefits -----------------------------------------------------------------------------------


def dearest_free(
    units: tuple[EligibleUnit, ...], parameters: Mapping[str, str]
) -> tuple[int, ...]:
    """Give the dearest ticket for free, but no more than the tariff says."""
    dearest = max(units, key=lambda unit: unit.running)
    most = int(parameters["most"])
    return tuple(min(unit.running, most) if unit is dearest else 0 for unit in units)


def with_benefit(
    reductions: Any, asked: Basket | BasketItem = BOATS, *, most: str = "9999", **changes: Any
) -> Quote:
    extensions = Extensions(
        benefits={"own": RegisteredBenefit(name="own", version="1", amounts=reductions)}
    )
    benefit = CustomBenefit(name="own", version="1", parameters=(("most", most),))
    rules = tariff(promotions=(promotion("deal", benefit, **changes),))
    return quote(rules, asked, extensions=extensions)


def test_a_registered_benefit_says_what_each_ticket_is_cheaper() -> None:
    found = with_benefit(dearest_free)

    assert amounts(found, Kind.DISCOUNT) == {"a/adult/0": -1500}
    assert found.granted == {"deal": 1500}
    assert found.cut_offs == ()


def test_a_registered_benefit_answers_a_tuple() -> None:
    with pytest.raises(UsageError, match="is not a tuple of amounts"):
        with_benefit(lambda units, _: dict.fromkeys(range(len(units)), 1))


def test_a_registered_benefit_reads_the_parameters_of_the_tariff() -> None:
    assert with_benefit(dearest_free, most="100").discount == -100


def test_a_registered_benefit_is_bounded_like_any_other() -> None:
    def all_free(units: tuple[EligibleUnit, ...], _: Mapping[str, str]) -> tuple[int, ...]:
        return tuple(unit.running for unit in units)

    assert with_benefit(all_free, cap=100).discount == -100
    assert with_benefit(all_free, limits=PromotionLimits(budget=100)).discount == 0
    assert with_benefit(all_free, limits=PromotionLimits(units_per_cart=1)).discount == -1500
    assert with_benefit(all_free, scope=scope(types=("child",))).discount == -750


def test_a_registered_benefit_that_gives_nothing_loses_its_lane() -> None:
    extensions = Extensions(
        benefits={
            "own": RegisteredBenefit(
                name="own", version="1", amounts=lambda units, _: (0,) * len(units)
            )
        }
    )
    rules = tariff(
        lanes=(Lane(number=1, mode=LaneMode.FIRST),),
        promotions=(
            promotion("a", CustomBenefit(name="own", version="1")),
            promotion("b", off("10")),
        ),
    )

    assert quote(rules, BOATS, extensions=extensions).granted == {"b": 375}


def test_a_benefit_sees_each_ticket_that_it_reaches_in_the_stated_order() -> None:
    seen: list[tuple[EligibleUnit, ...]] = []

    def look(units: tuple[EligibleUnit, ...], _: Mapping[str, str]) -> tuple[int, ...]:
        seen.append(units)
        return (1,) * len(units)

    asked = basket(
        item("b", "day", parts=(part("up", slot="sat-10", adult=1),)), item("a", "boat", adult=2)
    )

    extensions = Extensions(
        benefits={"own": RegisteredBenefit(name="own", version="1", amounts=look)}
    )
    rules = tariff(
        variations=(variation("peak", 500),),
        lanes=(Lane(number=1), Lane(number=2)),
        promotions=(
            promotion("half", off("50"), lane=1),
            promotion("deal", CustomBenefit(name="own", version="1"), lane=2),
        ),
    )
    found = quote(rules, asked, extensions=extensions)

    assert [
        (unit.item, unit.part, unit.product, unit.ticket_type, unit.ordinal) for unit in seen[0]
    ] == [
        ("a", "", "boat", "adult", 0),
        ("a", "", "boat", "adult", 1),
        ("b", "up", "tower", "adult", 0),
    ]
    # LIST alone; and half of LIST + VARIATION
    assert [(unit.list_price, unit.running) for unit in seen[0]] == [
        (1500, 1000),
        (1500, 1000),
        (2000, 1250),
    ]
    assert amounts(found, Kind.DISCOUNT, "deal") == {
        "a/adult/0": -1,
        "a/adult/1": -1,
        "b/up/adult/0": -1,
    }


@pytest.mark.parametrize("wrong", [-1, 1501, True, 1.0, "1"])
def test_a_benefit_answers_whole_amounts_that_its_tickets_can_bear(wrong: Any) -> None:
    with pytest.raises(UsageError) as raised:
        with_benefit(lambda units, _: (wrong,) + (0,) * (len(units) - 1))

    assert str(raised.value) == (
        f"benefit own: {wrong!r} is not a reduction that the ticket can bear,"
        " allowed: an integer from 0 to 1500"
    )


def test_a_benefit_answers_one_amount_for_each_ticket() -> None:
    with pytest.raises(UsageError) as raised:
        with_benefit(lambda _, __: (0,))

    assert str(raised.value) == ("benefit own: 1 is not one amount per ticket, allowed: 3 amounts")


# --- names and versions -------------------------------------------------------------------------


def test_a_tariff_that_names_what_nobody_registered_does_not_compile() -> None:
    rules = tariff(
        promotions=(
            promotion("deal", CustomBenefit(name="own", version="1")),
            promotion("other", off("10"), custom=(CustomCondition(name="mixed", version="1"),)),
        )
    )

    with pytest.raises(TariffError) as raised:
        compile_pricer(CITY, rules)

    assert {problem.code for problem in raised.value.problems} >= {
        ProblemCode.UNKNOWN_BENEFIT,
        ProblemCode.UNKNOWN_CONDITION,
    }


def test_a_tariff_for_another_version_does_not_compile() -> None:
    custom = CustomCondition(name="mixed", version="2", parameters=(("products", "2"),))
    rules = tariff(promotions=(promotion("deal", off("10"), custom=(custom,)),))

    with pytest.raises(TariffError) as raised:
        compile_pricer(CITY, rules, extensions=MIXED)

    assert ProblemCode.VERSION_DIFFERS in {problem.code for problem in raised.value.problems}


@pytest.mark.parametrize("answer", [None, "yes", 1])
def test_a_condition_that_answers_anything_but_true_or_false_is_named(answer: Any) -> None:
    extensions = Extensions(
        conditions={"odd": RegisteredCondition(name="odd", version="1", holds=lambda *_: answer)}
    )
    custom = (CustomCondition(name="odd", version="1"),)
    rules = tariff(promotions=(promotion("deal", off("10"), custom=custom),))

    with pytest.raises(UsageError, match=r"condition odd: .* allowed: True or False"):
        quote(rules, BOATS, extensions=extensions)


def test_what_a_condition_raises_leaves_under_its_name() -> None:
    def fail(*_: Any) -> bool:
        raise KeyError("rain")

    extensions = Extensions(
        conditions={"weather": RegisteredCondition(name="weather", version="1", holds=fail)}
    )
    custom = (CustomCondition(name="weather", version="1"),)
    rules = tariff(promotions=(promotion("deal", off("10"), custom=custom),))

    with pytest.raises(UsageError, match="condition weather: 'KeyError' was raised") as caught:
        quote(rules, BOATS, extensions=extensions)
    assert isinstance(caught.value.__cause__, KeyError)


def test_an_extension_is_registered_under_its_own_name() -> None:
    other = RegisteredCondition(name="other", version="1", holds=lambda *_: True)

    with pytest.raises(UsageError, match="allowed: 'weather'"):
        Extensions(conditions={"weather": other})
