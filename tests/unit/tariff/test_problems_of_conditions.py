"""What can be wrong with variations, and with the conditions that rules share."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import attrs
import pytest

from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.catalogue.nesting import (
    Bundle,
    BundlePart,
    Cluster,
    Combi,
    CombiPart,
    Nesting,
    Single,
)
from counterfoil.domain.catalogue.parties import Party
from counterfoil.domain.catalogue.product import Admission, Product
from counterfoil.domain.catalogue.schedule import Schedule, ScheduleRule
from counterfoil.domain.catalogue.slots import Slot
from counterfoil.domain.catalogue.ticket_types import TicketKind, TicketType
from counterfoil.domain.money import AMOUNT_MAX, Rate, currency
from counterfoil.domain.references import (
    CatalogueId,
    PartId,
    PartyId,
    ProductId,
    PromotionId,
    RuleId,
    SeasonId,
    SlotId,
    TariffId,
    TicketTypeId,
)
from counterfoil.domain.tariff.conditions import (
    CustomCondition,
    DateRange,
    FillBand,
    InstantRange,
    LeadRange,
    Minimum,
    QuantityBand,
    Scope,
    TimeRange,
)
from counterfoil.domain.tariff.problems import Severity, TariffProblem, problems
from counterfoil.domain.tariff.promotions import AmountOff, Per, Promotion
from counterfoil.domain.tariff.tariff import ListPrice, Season, Tariff
from counterfoil.domain.tariff.variations import (
    FixedAmount,
    OpenVariation,
    Percentage,
    Variation,
    VariationLevel,
    VariationType,
)

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
NAIVE = datetime(2026, 6, 1, 12)  # noqa: DTZ001 - this is what is refused
HIGH = Season(id=SeasonId("high"), label="High", dates=(DateRange(),))


def percent(value: int) -> Rate:
    return Rate.percent(value)


def with_variation(**fields: Any) -> Tariff:
    variation = Variation(
        **{
            "id": RuleId("peak"),
            "label": "Peak",
            "type": VariationType.PRODUCT_DYNAMIC,
            "difference": FixedAmount(amount=250),
            **fields,
        }
    )
    return Tariff(
        id=TariffId("city"), currency=currency("EUR"), seasons=(HIGH,), variations=(variation,)
    )


def with_scope(**fields: Any) -> Tariff:
    return with_variation(scope=Scope(**fields))


def with_promotion(**fields: Any) -> Tariff:
    promotion = Promotion(
        id=PromotionId("family"),
        label="Family",
        benefit=AmountOff(amount=500, per=Per.ORDER),
        **fields,
    )
    return Tariff(
        id=TariffId("city"), currency=currency("EUR"), seasons=(HIGH,), promotions=(promotion,)
    )


def with_open(opened: VariationType) -> Tariff:
    return Tariff(
        id=TariffId("city"),
        currency=currency("EUR"),
        open_variations=(OpenVariation(type=opened),),
    )


def custom(*parameters: tuple[str, str]) -> tuple[CustomCondition, ...]:
    return (CustomCondition(name="rain", version="1", parameters=parameters),)


class Case(NamedTuple):
    """A tariff with one problem, and its nearest neighbor with none."""

    wrong: Tariff
    right: Tariff
    path: str
    code: str
    value: str
    allowed: str


TARIFF_TYPES = (
    "OTHER, PARTNER_DISCOUNT, PRODUCT_DAILY, PRODUCT_DISCOUNT, PRODUCT_DYNAMIC, "
    "PRODUCT_MARKUP, PRODUCT_QUANTITY"
)
REQUESTED_TYPES = f"CART_DISCOUNT_CUSTOM, CART_DISCOUNT_FIXED, {TARIFF_TYPES}"

CASES = {
    "a type for callers only": Case(
        with_variation(type=VariationType.CART_DISCOUNT_FIXED),
        with_variation(type=VariationType.PARTNER_DISCOUNT),
        "variations[0].type",
        "type_not_allowed",
        "CART_DISCOUNT_FIXED",
        TARIFF_TYPES,
    ),
    "a type for amendments only": Case(
        with_open(VariationType.AMENDMENT_DISCOUNT),
        with_open(VariationType.CART_DISCOUNT_CUSTOM),
        "open_variations[0].type",
        "type_not_allowed",
        "AMENDMENT_DISCOUNT",
        REQUESTED_TYPES,
    ),
    "more off than there is": Case(
        with_variation(difference=Percentage(rate=Rate.parse("-1.001"))),
        with_variation(difference=Percentage(rate=percent(-100))),
        "variations[0].difference.rate",
        "below_minimum",
        "-100.1 %",
        "at least -100 %",
    ),
    "a rate that is a float": Case(
        with_variation(difference=Percentage(rate=0.1)),  # type: ignore[arg-type]
        with_variation(difference=Percentage(rate=percent(1000))),
        "variations[0].difference.rate",
        "not_a_rate",
        "0.1",
        "an exact rate, such as Rate.percent('2.5')",
    ),
    "an amount that is a float": Case(
        with_variation(difference=FixedAmount(amount=2.5)),  # type: ignore[arg-type]
        with_variation(difference=FixedAmount(amount=-AMOUNT_MAX)),
        "variations[0].difference.amount",
        "not_an_integer",
        "2.5",
        "a whole number of minor units of EUR",
    ),
    "an amount beyond all limits": Case(
        with_variation(difference=FixedAmount(amount=-AMOUNT_MAX - 1)),
        with_variation(difference=FixedAmount(amount=AMOUNT_MAX)),
        "variations[0].difference.amount",
        "below_minimum",
        "-10000000000000.01",
        "at least -10000000000000.00",
    ),
    "an unknown season": Case(
        with_scope(seasons=frozenset({SeasonId("low")})),
        with_scope(seasons=frozenset({SeasonId("high")})),
        "variations[0].scope.seasons",
        "unknown_season",
        "'low'",
        "high",
    ),
    "a travel window that ends before it starts": Case(
        with_scope(travel=(DateRange(), DateRange(first=date(2026, 6, 2), last=date(2026, 6, 1)))),
        with_scope(travel=(DateRange(first=date(2026, 6, 1), last=date(2026, 6, 1)),)),
        "variations[0].scope.travel[1].last",
        "empty_range",
        "2026-06-01",
        "2026-06-02 or later",
    ),
    "a travel window that ends at an instant": Case(
        with_scope(travel=(DateRange(first=date(2026, 6, 1), last=NOON),)),
        with_scope(travel=(DateRange(last=date(2026, 6, 1)),)),
        "variations[0].scope.travel[0].last",
        "not_a_date",
        "2026-06-01T12:00:00+00:00",
        "a local date",
    ),
    "an eighth day of the week": Case(
        with_scope(weekdays=frozenset({5, 7})),
        with_scope(weekdays=frozenset({0, 6})),
        "variations[0].scope.weekdays",
        "above_maximum",
        "7",
        "0 to 6",
    ),
    "a day before Monday": Case(
        with_scope(weekdays=frozenset({-1})),
        with_scope(weekdays=frozenset({0})),
        "variations[0].scope.weekdays",
        "below_minimum",
        "-1",
        "0 to 6",
    ),
    "a time of day with an offset": Case(
        with_scope(times=(TimeRange(starts_at=time(10), ends_at=time(12, tzinfo=UTC)),)),
        # An end at or before the start runs over midnight.
        with_scope(times=(TimeRange(starts_at=time(22), ends_at=time(22)),)),
        "variations[0].scope.times[0].ends_at",
        "not_a_local_time",
        "12:00:00+00:00",
        "a time of day without an offset",
    ),
    "a booking window without offset": Case(
        with_variation(booked=InstantRange(starts_at=NAIVE, ends_at=NOON)),
        with_variation(booked=InstantRange(starts_at=NOON)),
        "variations[0].booked.starts_at",
        "naive_datetime",
        "2026-06-01T12:00:00",
        "a date and time with its offset from UTC",
    ),
    "a booking window that holds no instant": Case(
        with_variation(booked=InstantRange(starts_at=NOON, ends_at=NOON)),
        with_variation(
            booked=InstantRange(starts_at=NOON, ends_at=NOON + timedelta(microseconds=1))
        ),
        "variations[0].booked.ends_at",
        "empty_range",
        "2026-06-01T12:00:00+00:00",
        "later than 2026-06-01T12:00:00+00:00",
    ),
    # At 02:15 the clocks of that night have been set back once: the wall shows an earlier time.
    "a window between the two readings of one hour": Case(
        with_variation(
            booked=InstantRange(
                starts_at=datetime(2026, 10, 25, 2, 15, tzinfo=AMSTERDAM, fold=1),
                ends_at=datetime(2026, 10, 25, 2, 45, tzinfo=AMSTERDAM),
            )
        ),
        with_variation(
            booked=InstantRange(
                starts_at=datetime(2026, 10, 25, 2, 45, tzinfo=AMSTERDAM),
                ends_at=datetime(2026, 10, 25, 2, 15, tzinfo=AMSTERDAM, fold=1),
            )
        ),
        "variations[0].booked.ends_at",
        "empty_range",
        "2026-10-25T02:45:00+02:00",
        "later than 2026-10-25T02:15:00+01:00",
    ),
    "a booking window of a promotion": Case(
        with_promotion(booked=(InstantRange(), InstantRange(ends_at=NAIVE))),
        with_promotion(booked=(InstantRange(), InstantRange(ends_at=NOON))),
        "promotions[0].booked[1].ends_at",
        "naive_datetime",
        "2026-06-01T12:00:00",
        "a date and time with its offset from UTC",
    ),
    "a lead time that no booking has": Case(
        with_variation(lead=LeadRange(least=timedelta(days=2), most=timedelta(days=2))),
        with_variation(lead=LeadRange(least=timedelta(days=2), most=timedelta(days=3))),
        "variations[0].lead.most",
        "empty_range",
        "2 days",
        "longer than 2 days",
    ),
    "fewer tickets at most than at least": Case(
        with_variation(quantity=QuantityBand(least=5, most=4)),
        with_variation(quantity=QuantityBand(least=5, most=5)),
        "variations[0].quantity.most",
        "below_minimum",
        "4",
        "at least 5",
    ),
    "fewer tickets than none": Case(
        with_variation(quantity=QuantityBand(least=-1)),
        with_variation(quantity=QuantityBand(least=0)),
        "variations[0].quantity.least",
        "below_minimum",
        "-1",
        "at least 0",
    ),
    "a number of tickets that is a float": Case(
        with_variation(quantity=QuantityBand(least=1.5, most=4)),  # type: ignore[arg-type]
        with_variation(quantity=QuantityBand(least=1, most=4)),
        "variations[0].quantity.least",
        "not_an_integer",
        "1.5",
        "a whole number",
    ),
    "fuller than full": Case(
        with_variation(fill=FillBand(least=percent(50), most=percent(101))),
        with_variation(fill=FillBand(least=percent(50), most=percent(100))),
        "variations[0].fill.most",
        "above_maximum",
        "101 %",
        "0 % to 100 %",
    ),
    "emptier than empty": Case(
        with_variation(fill=FillBand(least=percent(-1))),
        with_variation(fill=FillBand(least=percent(0))),
        "variations[0].fill.least",
        "below_minimum",
        "-1 %",
        "0 % to 100 %",
    ),
    "a fill that no pool has": Case(
        with_variation(fill=FillBand(least=percent(50), most=percent(50))),
        with_variation(fill=FillBand(least=percent(50), most=percent(51))),
        "variations[0].fill.most",
        "empty_range",
        "50 %",
        "above 50 %",
    ),
    "a minimum number below none": Case(
        with_promotion(minimum=Minimum(quantity=-1)),
        with_promotion(minimum=Minimum(quantity=0)),
        "promotions[0].minimum.quantity",
        "below_minimum",
        "-1",
        "at least 0",
    ),
    "a minimum value below nothing": Case(
        with_promotion(minimum=Minimum(value=-1)),
        with_promotion(minimum=Minimum(value=0)),
        "promotions[0].minimum.value",
        "below_minimum",
        "-0.01",
        "at least 0.00",
    ),
    "the scope of a minimum": Case(
        with_promotion(minimum=Minimum(scope=Scope(weekdays=frozenset({9})))),
        with_promotion(minimum=Minimum(scope=Scope(weekdays=frozenset({2})))),
        "promotions[0].minimum.scope.weekdays",
        "above_maximum",
        "9",
        "0 to 6",
    ),
    "a parameter that is given twice": Case(
        with_promotion(custom=custom(("millimeters", "2"), ("millimeters", "3"))),
        with_promotion(custom=custom(("millimeters", "2"), ("hours", "3"))),
        "promotions[0].custom[0].parameters[1]",
        "named_twice",
        "'millimeters'",
        "each name once",
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_problem_names_field_value_and_what_is_allowed(case: Case) -> None:
    (found,) = problems(case.wrong)

    assert attrs.astuple(found) == (case.path, case.code, case.value, case.allowed)
    assert found.severity is Severity.ERROR


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_at_the_boundary_there_is_no_problem(case: Case) -> None:
    assert problems(case.right) == ()


def test_two_naive_ends_are_two_problems_and_are_not_compared() -> None:
    found = problems(with_variation(booked=InstantRange(starts_at=NAIVE, ends_at=NAIVE)))

    assert [each.path for each in found] == [
        "variations[0].booked.starts_at",
        "variations[0].booked.ends_at",
    ]


def test_a_band_with_two_wrong_ends_is_not_compared() -> None:
    found = problems(with_variation(fill=FillBand(least=percent(-1), most=percent(-2))))

    assert [(each.path, each.code) for each in found] == [
        ("variations[0].fill.least", "below_minimum"),
        ("variations[0].fill.most", "below_minimum"),
    ]


# --- against a catalogue ------------------------------------------------------------------------


def product(
    name: str,
    *,
    types: tuple[str, ...] = ("adult",),
    nesting: Nesting | None = None,
    hidden: bool = False,
    slots: tuple[str, ...] = (),
    schedule: Schedule | None = None,
) -> Product:
    return Product(
        id=ProductId(name),
        title=name,
        currency=currency("EUR"),
        zone=AMSTERDAM,
        admission=Admission.TIME_POINT,
        supplier=Party(id=PartyId("city"), name="City"),
        ticket_types=tuple(
            TicketType(id=TicketTypeId(each), kind=TicketKind.PERSON, label=each) for each in types
        ),
        nesting=Single() if nesting is None else nesting,
        hidden=hidden,
        slots=tuple(
            Slot(id=SlotId(each), starts_at=NOON, ends_at=NOON + timedelta(hours=1))
            for each in slots
        ),
        schedule=schedule,
    )


# The crypt is sold only inside the pass, the boat only inside the day out.
CITY = Catalogue(
    id=CatalogueId("city"),
    products=(
        product("museum", types=("adult", "child"), slots=("morning", "evening")),
        product(
            "tower",
            types=("adult", "student"),
            schedule=Schedule(
                rules=(ScheduleRule(weekdays=frozenset({0}), times=(time(10),)),),
                duration=timedelta(hours=1),
            ),
        ),
        product("crypt", hidden=True),
        product(
            "pass",
            nesting=Combi(
                parts=(
                    CombiPart(id=PartId("1"), product=ProductId("museum"), share=1),
                    CombiPart(id=PartId("2"), product=ProductId("crypt"), share=1),
                )
            ),
        ),
        product("boat", types=("seat",), hidden=True, slots=("cruise",)),
        product(
            "day-out",
            types=(),
            nesting=Bundle(
                parts=(
                    BundlePart(id=PartId("1"), product=ProductId("museum")),
                    BundlePart(id=PartId("2"), product=ProductId("boat")),
                )
            ),
        ),
        product(
            "sights",
            types=(),
            nesting=Cluster(members=(ProductId("museum"), ProductId("tower"))),
        ),
    ),
)
PRICES = tuple(
    ListPrice(product=each.id, ticket_type=found.id, amount=1000)
    for each in CITY.products
    for found in each.ticket_types
)


def found_in_the_city(tariff: Tariff) -> list[tuple[str, str, str, str]]:
    found = problems(attrs.evolve(tariff, prices=PRICES), catalogue=CITY)
    return [(each.path, each.code.value, each.value, each.allowed) for each in found]


def products(*names: str) -> frozenset[ProductId]:
    return frozenset(ProductId(name) for name in names)


def slots(*names: str) -> frozenset[SlotId]:
    return frozenset(SlotId(name) for name in names)


ALL_PRODUCTS = "boat, crypt, day-out, museum, pass, sights, tower"

REFERENCES: Mapping[str, tuple[Tariff, Tariff, tuple[str, str, str, str]]] = {
    "an unknown product": (
        with_scope(products=products("museum", "musuem")),
        with_scope(products=products("museum", "pass", "day-out", "boat")),
        ("variations[0].scope.products", "unknown_product", "'musuem'", ALL_PRODUCTS),
    ),
    "a cluster, which has no tickets": (
        with_scope(products=products("sights")),
        with_scope(products=products("museum", "tower")),
        (
            "variations[0].scope.products",
            "never_applies",
            "'sights'",
            "its members: museum, tower",
        ),
    ),
    "a variation that aims at a part of a combi": (
        with_scope(products=products("crypt")),
        with_scope(products=products("pass")),
        (
            "variations[0].scope.products",
            "aims_at_combi_part",
            "'crypt'",
            "the combi that it is sold in: pass",
        ),
    ),
    "a promotion that aims at a part of a combi": (
        with_promotion(scope=Scope(products=products("crypt"))),
        # A part of a bundle may be aimed at, and a part of a combi that is sold alone too.
        with_promotion(scope=Scope(products=products("boat", "museum"))),
        (
            "promotions[0].scope.products",
            "aims_at_combi_part",
            "'crypt'",
            "the combi that it is sold in: pass",
        ),
    ),
    "a minimum that aims at a part of a combi": (
        with_promotion(minimum=Minimum(scope=Scope(products=products("crypt")))),
        with_promotion(minimum=Minimum(scope=Scope(products=products("museum")))),
        (
            "promotions[0].minimum.scope.products",
            "aims_at_combi_part",
            "'crypt'",
            "the combi that it is sold in: pass",
        ),
    ),
    "a variation of the level of parts on a combi": (
        with_variation(level=VariationLevel.PART, scope=Scope(products=products("pass"))),
        with_variation(level=VariationLevel.PART, scope=Scope(products=products("day-out"))),
        (
            "variations[0].level",
            "aims_at_combi_part",
            "part",
            "ticket_type, booking or cart for the combi 'pass'",
        ),
    ),
    "an unknown product among those together": (
        with_promotion(together=products("museum", "opera")),
        with_promotion(together=products("museum", "tower")),
        ("promotions[0].together", "unknown_product", "'opera'", ALL_PRODUCTS),
    ),
    "an unknown ticket type": (
        with_scope(ticket_types=frozenset({"adlt"})),
        # A kind is known by itself, whether or not a product has it.
        with_scope(ticket_types=frozenset({"adult", "seat", "SENIOR"})),
        (
            "variations[0].scope.ticket_types",
            "unknown_ticket_type",
            "'adlt'",
            "adult, child, seat, student",
        ),
    ),
    "a ticket type of other products": (
        with_scope(products=products("museum"), ticket_types=frozenset({"student"})),
        with_scope(products=products("museum", "tower"), ticket_types=frozenset({"student"})),
        ("variations[0].scope.ticket_types", "never_applies", "'student'", "adult, child"),
    ),
    "a ticket type that no part of a bundle has": (
        with_scope(products=products("day-out"), ticket_types=frozenset({"student"})),
        with_scope(products=products("day-out"), ticket_types=frozenset({"seat", "child"})),
        (
            "variations[0].scope.ticket_types",
            "never_applies",
            "'student'",
            "adult, child, seat",
        ),
    ),
    "an unknown slot": (
        with_scope(slots=slots("mornin")),
        with_scope(slots=slots("morning", "cruise", "2026-06-01T10:00")),
        (
            "variations[0].scope.slots",
            "unknown_slot",
            "'mornin'",
            "cruise, evening, morning",
        ),
    ),
    "a slot that the schedule does not give": (
        with_scope(products=products("tower"), slots=slots("2026-06-02T10:00")),
        with_scope(products=products("tower"), slots=slots("2026-06-01T10:00")),
        (
            "variations[0].scope.slots",
            "unknown_slot",
            "'2026-06-02T10:00'",
            "a slot of the products that it reaches",
        ),
    ),
    "a slot of other products": (
        with_scope(products=products("museum"), slots=slots("cruise")),
        with_scope(products=products("day-out"), slots=slots("cruise")),
        ("variations[0].scope.slots", "never_applies", "'cruise'", "evening, morning"),
    ),
}


@pytest.mark.parametrize(("wrong", "right", "expected"), REFERENCES.values(), ids=REFERENCES)
def test_what_a_rule_names_is_held_against_the_catalogue(
    wrong: Tariff, right: Tariff, expected: tuple[str, str, str, str]
) -> None:
    assert found_in_the_city(wrong) == [expected]
    assert found_in_the_city(right) == []


@pytest.mark.parametrize("wrong", [case[0] for case in REFERENCES.values()], ids=REFERENCES)
def test_without_a_catalogue_no_reference_is_wrong(wrong: Tariff) -> None:
    assert problems(wrong) == ()


def test_only_what_never_applies_is_a_warning() -> None:
    severities = {
        found.code.value: found.severity
        for wrong, _, _ in REFERENCES.values()
        for found in problems(attrs.evolve(wrong, prices=PRICES), catalogue=CITY)
    }

    assert severities == {
        "unknown_product": Severity.ERROR,
        "unknown_ticket_type": Severity.ERROR,
        "unknown_slot": Severity.ERROR,
        "aims_at_combi_part": Severity.ERROR,
        "never_applies": Severity.WARNING,
    }


def test_a_message_is_one_line_that_says_it_all() -> None:
    problem = problems(with_scope(weekdays=frozenset({7})))[0]

    assert isinstance(problem, TariffProblem)
    assert problem.message == "variations[0].scope.weekdays: 7, above maximum, allowed: 0 to 6"
