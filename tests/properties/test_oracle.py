"""The pricer against a second implementation of the specification, entry for entry."""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import pytest
from hypothesis import given, settings
from tests.oracle.comparison import disagreements
from tests.oracle.corners import codes, fees, prices, promotions, taxes, variations
from tests.oracle.corners.building import TWO, case
from tests.oracle.oracle import Priced, price
from tests.unit.pricing.build import (
    CITY,
    NOON,
    basket,
    fee,
    inside,
    item,
    off,
    promotion,
    scope,
    tariff,
    taxed,
    variation,
)

from counterfoil.adapters.testkit.strategies import Case, cases
from counterfoil.domain.basket import Basket, Circumstances
from counterfoil.domain.pricing import (
    BookingTarget,
    ConditionFacts,
    EligibleUnit,
    Extensions,
    Kind,
    RegisteredBenefit,
    RegisteredCondition,
    UnitTarget,
)
from counterfoil.domain.references import ItemId, PartId, RuleId, TaxId, TicketTypeId
from counterfoil.domain.tariff.fees import (
    OwnFeeTax,
)
from counterfoil.domain.tariff.promotions import (
    AmountOff,
    Lane,
    Per,
)
from counterfoil.domain.tariff.tariff import Tariff
from counterfoil.domain.tariff.taxes import Effect

EXAMPLES = settings().max_examples * 5 // 2
FEW = 12  # minor units


def odd_number(facts: ConditionFacts, parameters: Mapping[str, str]) -> bool:
    return sum(line.count for line in facts.lines) % 2 == 1


def dear(facts: ConditionFacts, parameters: Mapping[str, str]) -> bool:
    return any(line.undiscounted > 3_000 for line in facts.lines)


def a_third(units: tuple[EligibleUnit, ...], parameters: Mapping[str, str]) -> tuple[int, ...]:
    return tuple(
        min(unit.running, unit.list_price // 3 + place) for place, unit in enumerate(units)
    )


EXTENSIONS = Extensions(
    conditions={
        "odd_number": RegisteredCondition(name="odd_number", version="1", holds=odd_number),
        "dear": RegisteredCondition(name="dear", version="2", holds=dear),
    },
    benefits={"a_third": RegisteredBenefit(name="a_third", version="1", amounts=a_third)},
)

CORNERS: dict[str, Case] = {
    **prices.CORNERS,
    **variations.CORNERS,
    **promotions.CORNERS,
    **codes.CORNERS,
    **taxes.CORNERS,
    **fees.CORNERS,
}


class TestTwoImplementationsAgree:
    """Two engineers who never met build the same totals from the specification."""

    @settings(max_examples=EXAMPLES)
    @given(case=cases(extensions=EXTENSIONS))
    def test_on_every_entry_every_sum_and_every_code(self, case: Case) -> None:
        assert disagreements(case) == []

    @settings(max_examples=EXAMPLES)
    @given(case=cases(extensions=EXTENSIONS))
    def test_on_prices_of_a_few_minor_units(self, case: Case) -> None:
        # So small are the amounts that most allocations have a tie, and many tickets are free.
        rows = tuple(attrs.evolve(row, amount=row.amount % FEW) for row in case.tariff.prices)
        small = attrs.evolve(case.tariff, prices=rows)

        assert disagreements(attrs.evolve(case, tariff=small)) == []


@pytest.mark.parametrize("name", CORNERS)
def test_two_implementations_agree_where_random_carts_seldom_are(name: str) -> None:
    assert disagreements(CORNERS[name]) == []


# --- the oracle itself ---------------------------------------------------------------------------


def priced(rules: Tariff, asked: Basket) -> Priced:
    return price(
        asked,
        circumstances=Circumstances(at=NOON),
        catalogue=CITY,
        tariff=rules,
        extensions=Extensions(),
    )


def worked_example(*, summer: int, family: int) -> Priced:
    adults = scope(types=("ADULT",))
    saturdays = scope(types=("ADULT",), weekdays=frozenset({5}))
    rules = tariff(
        variations=(variation("peak", 250, scope=saturdays),),
        lanes=(Lane(number=1), Lane(number=2)),
        promotions=(
            promotion("summer", off("10"), code="SUMMER", lane=summer, scope=adults),
            promotion("family", AmountOff(amount=500, per=Per.ORDER), lane=family),
        ),
        taxes=(inside("vat9", "9"), inside("vat21", "21")),
        taxation=(taxed("vat9"),),
        fees=(
            fee(
                "service",
                rate="2.5",
                per=Per.BOOKING,
                tax=OwnFeeTax(tax=TaxId("vat21"), effect=Effect.ADDED),
            ),
        ),
    )
    party = item("a", "tower", slot="sat-10", adult=2, child=1)
    return priced(rules, basket(party, codes=("SUMMER",)))


def amounts(found: Priced, *, kind: Kind) -> list[int]:
    """List what one phase wrote for the two adults and the child, and pinned to the booking."""
    targets = [
        *(
            UnitTarget(
                item=ItemId("a"), part=PartId(""), ticket_type=TicketTypeId(name), ordinal=ordinal
            )
            for name, ordinal in (("adult", 0), ("adult", 1), ("child", 0))
        ),
        BookingTarget(item=ItemId("a")),
    ]
    return [
        sum(
            entry.amount for entry in found.entries if (entry.kind, entry.target) == (kind, target)
        )
        for target in targets
    ]


class TestTheOracle:
    """The worked example of the specification, row by row, without a pricer."""

    def test_prices_the_worked_example(self) -> None:
        found = worked_example(summer=1, family=2)

        assert amounts(found, kind=Kind.LIST) == [2000, 2000, 1000, 0]
        assert amounts(found, kind=Kind.VARIATION) == [250, 250, 0, 0]
        assert amounts(found, kind=Kind.PROMOCODE) == [-225, -225, 0, 0]
        assert amounts(found, kind=Kind.DISCOUNT) == [-201, -200, -99, 0]
        assert amounts(found, kind=Kind.TAX) == [151, 151, 74, 0]
        assert amounts(found, kind=Kind.FEE) == [0, 0, 0, 114]
        assert amounts(found, kind=Kind.FEE_TAX) == [0, 0, 0, 24]
        assert found.total == 4688

    def test_prices_the_worked_example_with_its_lanes_swapped(self) -> None:
        assert worked_example(summer=2, family=1).total == 4729

    def test_a_comparison_names_what_differs(self) -> None:
        rules = tariff(variations=(variation("peak", 250),))
        known = case(rules, basket(TWO))
        dearer = attrs.evolve(
            rules, variations=(attrs.evolve(rules.variations[0], id=RuleId("rush")),)
        )
        known.pricer = case(dearer, known.basket).pricer

        found = disagreements(known)

        assert any("only the pricer writes" in line and "rush" in line for line in found)
        assert any("only the oracle writes" in line and "peak" in line for line in found)
