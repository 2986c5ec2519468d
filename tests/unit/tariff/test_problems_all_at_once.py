"""All problems of a tariff are found in one pass and carried by one exception."""

from __future__ import annotations

import ast
import inspect
import pickle
from pathlib import Path

import attrs
import pytest

from counterfoil.domain.errors import CounterfoilError
from counterfoil.domain.money import Rate, currency
from counterfoil.domain.references import (
    ProductId,
    PromotionId,
    RuleId,
    SeasonId,
    TariffId,
    TaxId,
    TicketTypeId,
)
from counterfoil.domain.tariff.conditions import DateRange, Scope
from counterfoil.domain.tariff.fees import Fee, FeeType
from counterfoil.domain.tariff.problems import (
    WARNINGS,
    ProblemCode,
    Severity,
    TariffError,
    problems,
)
from counterfoil.domain.tariff.promotions import (
    Lane,
    PercentageOff,
    Promotion,
    PromotionLimits,
)
from counterfoil.domain.tariff.tariff import ListPrice, Season, Tariff
from counterfoil.domain.tariff.taxes import Tax, Taxation
from counterfoil.domain.tariff.variations import (
    FixedAmount,
    OpenVariation,
    Variation,
    VariationType,
)

EVERYTHING_WRONG = Tariff(
    id=TariffId(""),
    currency=currency("EUR"),
    codes_max=9,
    seasons=(Season(id=SeasonId("high"), label="High", dates=()),),
    prices=(ListPrice(product=ProductId("museum"), ticket_type=TicketTypeId("adult"), amount=-1),),
    variations=(
        Variation(
            id=RuleId("peak"),
            label="Peak",
            type=VariationType.AMENDMENT_SURCHARGE,
            difference=FixedAmount(amount=250),
            scope=Scope(seasons=frozenset({SeasonId("low")}), weekdays=frozenset({7, 8})),
        ),
    ),
    open_variations=(OpenVariation(type=VariationType.PRODUCT_COMBI_DISCOUNT),),
    lanes=(Lane(number=-2),),
    promotions=(
        Promotion(
            id=PromotionId("peak"),
            label="Family",
            benefit=PercentageOff(rate=Rate.percent(110)),
            lane=4,
            cap=-1,
            limits=PromotionLimits(uses=-1, units_per_cart=0),
        ),
    ),
    taxes=(Tax(id=TaxId("vat"), label="VAT", rate=Rate.percent(-9)),),
    taxation=(Taxation(taxes=(TaxId("gst"),), travel=(DateRange(),)),),
    fees=(
        Fee(id=RuleId("card"), label="Card", type=FeeType.PAYMENT, fixed=-1, base=("card", "x")),
    ),
)


def test_every_problem_of_a_tariff_is_found_in_one_pass() -> None:
    found = problems(EVERYTHING_WRONG)

    assert [(each.path, each.code.value) for each in found] == [
        ("id", "empty_id"),
        ("codes_max", "above_maximum"),
        ("promotions[0].id", "duplicate_id"),
        ("seasons[0].dates", "no_dates"),
        ("prices[0].amount", "below_minimum"),
        ("variations[0].type", "type_not_allowed"),
        ("variations[0].scope.seasons", "unknown_season"),
        ("variations[0].scope.weekdays", "above_maximum"),
        ("variations[0].scope.weekdays", "above_maximum"),
        ("open_variations[0].type", "type_not_allowed"),
        ("lanes[0].number", "below_minimum"),
        ("promotions[0].benefit.rate", "above_maximum"),
        ("promotions[0].lane", "unknown_lane"),
        ("promotions[0].cap", "below_minimum"),
        ("promotions[0].limits.uses", "below_minimum"),
        ("promotions[0].limits.units_per_cart", "below_minimum"),
        ("taxes[0].rate", "below_minimum"),
        ("taxation[0].taxes[0]", "unknown_tax"),
        ("fees[0].fixed", "below_minimum"),
        ("fees[0].base[0]", "computed_later"),
        ("fees[0].base[1]", "unknown_base"),
    ]


def test_the_first_of_two_rules_with_one_id_is_named() -> None:
    (found,) = (each for each in problems(EVERYTHING_WRONG) if each.code == "duplicate_id")

    assert found.allowed == "a name of its own, variations[0].id has this one"


def test_a_tariff_with_nothing_in_it_has_no_problem() -> None:
    assert problems(Tariff(id=TariffId("empty"), currency=currency("JPY"))) == ()


class TestTariffError:
    """What a host catches."""

    found = problems(attrs.evolve(EVERYTHING_WRONG, promotions=(), fees=()))

    def test_it_lists_every_problem_in_a_line_with_its_severity(self) -> None:
        lines = str(TariffError(self.found)).splitlines()

        assert len(lines) == len(self.found)
        assert (
            lines[0] == "error: id: nothing, empty id, allowed: a name of at least one character"
        )
        assert lines[1] == "error: codes_max: 9, above maximum, allowed: 1 to 5"

    def test_it_carries_the_problems_across_a_process_boundary(self) -> None:
        copy = pickle.loads(pickle.dumps(TariffError(self.found)))  # noqa: S301 - made here

        assert copy.problems == self.found
        assert str(copy) == str(TariffError(self.found))

    def test_it_is_an_error_of_the_engine(self) -> None:
        with pytest.raises(CounterfoilError):
            raise TariffError(self.found)


def test_a_code_is_a_warning_or_an_error_and_nothing_else() -> None:
    assert {code.value for code in WARNINGS} == {
        "not_priced",
        "currency_differs",
        "no_taxation",
        "never_applies",
        "without_effect",
    }
    assert [severity.value for severity in Severity] == ["error", "warning"]


def test_every_code_is_expected_by_some_test() -> None:
    """Read the tests beside this one: a code that none of them names is not shown to fire."""
    texts = {
        node.value
        for path in Path(inspect.getfile(test_every_code_is_expected_by_some_test)).parent.glob(
            "test_problems_of_*.py"
        )
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant)
    }

    assert [code.value for code in ProblemCode if code.value not in texts] == []
