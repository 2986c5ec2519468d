"""The pricer against a second implementation of the specification, entry for entry."""

from __future__ import annotations

from collections.abc import Mapping

import attrs
from hypothesis import example, given, settings
from tests.oracle.comparison import disagreements
from tests.oracle.oracle import Priced, price
from tests.unit.pricing.build import (
    CITY,
    NOON,
    basket,
    fee,
    inside,
    item,
    off,
    on_top,
    part,
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
    FeeBase,
    FeeRefund,
    FeeSize,
    OwnFeeTax,
    SplitFeeTax,
)
from counterfoil.domain.tariff.promotions import (
    AmountOff,
    FixedUnitPrice,
    Lane,
    LaneMode,
    Per,
    PromotionLimits,
)
from counterfoil.domain.tariff.tariff import Tariff
from counterfoil.domain.tariff.taxes import Effect, TaxBase, TaxRounding

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

# --- where the two disagreed once, or where the page is easily misread ---------------------------

FAMILY_PASS = item("a", "pass", adult=1)
TWO_KINDS = item("a", "tower", slot="sat-10", adult=1, child=1)


def case(rules: Tariff, asked: Basket) -> Case:
    return Case(catalogue=CITY, tariff=rules, basket=asked, circumstances=Circumstances(at=NOON))


CAPPED_WHILE_IT_RAISES = case(
    tariff(promotions=(promotion("flat", FixedUnitPrice(price=1200), cap=300, may_raise=True),)),
    basket(TWO_KINDS),
)
BUDGET_WHILE_IT_RAISES = case(
    tariff(
        promotions=(
            promotion(
                "flat",
                FixedUnitPrice(price=1200),
                may_raise=True,
                limits=PromotionLimits(budget=500),
            ),
        )
    ),
    basket(TWO_KINDS),
)
SHARED_GROSSED_UP_FEE = case(
    tariff(
        fees=(fee("card", rate="3", fixed=25, refund=FeeRefund.SHARE, size=FeeSize.GROSSED_UP),)
    ),
    basket(TWO_KINDS),
)
TAXES_IN_TWO_ORDERS = case(
    tariff(
        prices={"tower": {"adult": 256}, "boat": {"adult": 256}},
        tax_rounding=TaxRounding.ORDER,
        taxes=(inside("city", "1.4"), inside("state", "1")),
        taxation=(
            taxed("state", "city", products=("tower",)),
            taxed("city", "state", products=("boat",)),
        ),
    ),
    basket(item("a", "tower", slot="sat-10", adult=3), item("b", "boat", adult=2)),
)
FEE_ON_A_FEE_AND_ITS_TAX = case(
    tariff(
        taxes=(inside("vat", "29.5"),),
        fees=(
            fee("first", fixed=194, tax=OwnFeeTax(tax=TaxId("vat"), effect=Effect.ADDED)),
            fee("second", rate="19.2", base=("LIST", "first")),
        ),
    ),
    basket(TWO_KINDS),
)
COMBI_TAXES = tariff(
    taxes=(inside("vat9", "9"), inside("vat21", "21"), on_top("city", "4", on=TaxBase.GROSS)),
    taxation=(taxed("vat9", "city", products=("tower",)), taxed("vat21")),
)
SPLIT_OVER_THE_PARTS_OF_ONE_TICKET = case(
    attrs.evolve(COMBI_TAXES, fees=(fee("door", rate="20", per=Per.UNIT, tax=SplitFeeTax()),)),
    basket(FAMILY_PASS),
)
SPLIT_OVER_THE_PARTS_OF_A_FREE_TICKET = case(
    attrs.evolve(
        COMBI_TAXES,
        promotions=(promotion("free", off("100")),),
        fees=(
            fee(
                "door",
                fixed=400,
                base=("DISCOUNT",),
                on=FeeBase.UNDISCOUNTED,
                tax=SplitFeeTax(),
            ),
        ),
    ),
    basket(FAMILY_PASS),
)
RULES_NAMED_LIKE_PRODUCTS_AND_TAXES = case(
    tariff(
        variations=(variation("tower", 300), variation("boat", "-10")),
        taxes=(on_top("vat", "6"),),
        taxation=(taxed("vat"),),
        fees=(fee("vat", rate="50", base=("tower", "boat")), fee("last", rate="7", base=("vat",))),
    ),
    basket(TWO_KINDS),
)
DISPLACED_BY_AN_EXCLUSIVE_PROMOTION = case(
    tariff(
        lanes=(Lane(number=0, mode=LaneMode.FIRST), Lane(number=1, mode=LaneMode.BEST)),
        promotions=(
            promotion("first", off("10"), lane=0),
            promotion("much", AmountOff(amount=900, per=Per.ORDER)),
            promotion("little", AmountOff(amount=1, per=Per.UNIT), code="LITTLE"),
            promotion("nothing", FixedUnitPrice(price=9999), code="NOTHING"),
        ),
    ),
    basket(TWO_KINDS, codes=("LITTLE", "NOTHING", "UNKNOWN", "LITTLE")),
)
BUNDLE_AND_GROUP_LINES = case(
    tariff(
        variations=(variation("rush", "12.5", scope=scope("day")),),
        promotions=(promotion("third", off("33.3"), scope=scope("school", "boat")),),
        taxes=(inside("vat", "9"),),
        taxation=(taxed("vat", products=("day",)),),
        tax_rounding=TaxRounding.LINE,
    ),
    basket(
        item(
            "a", "day", parts=(part("up", slot="mon-10", adult=2, child=1), part("sail", child=3))
        ),
        item("b", "school", **{"class": 7}, teacher=1),
    ),
)


class TestTwoImplementationsAgree:
    """Two engineers who never met build the same totals from the specification."""

    @settings(max_examples=EXAMPLES)
    @given(case=cases(extensions=EXTENSIONS))
    @example(case=CAPPED_WHILE_IT_RAISES)
    @example(case=BUDGET_WHILE_IT_RAISES)
    @example(case=SHARED_GROSSED_UP_FEE)
    @example(case=TAXES_IN_TWO_ORDERS)
    @example(case=FEE_ON_A_FEE_AND_ITS_TAX)
    @example(case=SPLIT_OVER_THE_PARTS_OF_ONE_TICKET)
    @example(case=SPLIT_OVER_THE_PARTS_OF_A_FREE_TICKET)
    @example(case=RULES_NAMED_LIKE_PRODUCTS_AND_TAXES)
    @example(case=DISPLACED_BY_AN_EXCLUSIVE_PROMOTION)
    @example(case=BUNDLE_AND_GROUP_LINES)
    def test_on_every_entry_every_sum_and_every_code(self, case: Case) -> None:
        assert disagreements(case) == []

    @settings(max_examples=EXAMPLES)
    @given(case=cases(extensions=EXTENSIONS))
    def test_on_prices_of_a_few_minor_units(self, case: Case) -> None:
        # So small are the amounts that most allocations have a tie, and many tickets are free.
        rows = tuple(attrs.evolve(row, amount=row.amount % FEW) for row in case.tariff.prices)
        small = attrs.evolve(case.tariff, prices=rows)

        assert disagreements(attrs.evolve(case, tariff=small)) == []


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
        known = case(rules, basket(TWO_KINDS))
        dearer = attrs.evolve(
            rules, variations=(attrs.evolve(rules.variations[0], id=RuleId("rush")),)
        )
        known.pricer = case(dearer, known.basket).pricer

        found = disagreements(known)

        assert any("only the pricer writes" in line and "rush" in line for line in found)
        assert any("only the oracle writes" in line and "peak" in line for line in found)
