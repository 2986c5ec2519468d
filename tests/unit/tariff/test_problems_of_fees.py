"""What can be wrong with taxes and fees."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import attrs
import pytest

from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.catalogue.nesting import Cluster, Combi, CombiPart, Nesting, Single
from counterfoil.domain.catalogue.parties import Party
from counterfoil.domain.catalogue.product import Admission, Product
from counterfoil.domain.catalogue.schedule import DateWindow
from counterfoil.domain.catalogue.ticket_types import TicketKind, TicketType
from counterfoil.domain.money import Rate, currency
from counterfoil.domain.references import (
    CatalogueId,
    PartId,
    PartyId,
    ProductId,
    PromotionId,
    RuleId,
    TariffId,
    TaxId,
    TicketTypeId,
)
from counterfoil.domain.tariff.conditions import BuyerScope, DateRange
from counterfoil.domain.tariff.fees import (
    Fee,
    FeeBase,
    FeeRefund,
    FeeSize,
    FeeType,
    NoFeeTax,
    OwnFeeTax,
    SplitFeeTax,
)
from counterfoil.domain.tariff.problems import Severity, problems
from counterfoil.domain.tariff.promotions import AmountOff, Per, Promotion
from counterfoil.domain.tariff.tariff import ListPrice, Tariff
from counterfoil.domain.tariff.taxes import Effect, Tax, Taxation, TaxBase
from counterfoil.domain.tariff.variations import FixedAmount, Variation, VariationType

MIDNIGHT = datetime(2026, 6, 1, tzinfo=UTC)
VAT = Tax(id=TaxId("vat"), label="VAT", rate=Rate.percent(25))
LEVY = Tax(id=TaxId("levy"), label="Levy", rate=Rate.percent(2), effect=Effect.ADDED)
ON_TOP = OwnFeeTax(tax=TaxId("vat"), effect=Effect.ADDED)
INSIDE = OwnFeeTax(tax=TaxId("vat"), effect=Effect.INCLUDED)
EVERYTHING = Taxation(taxes=(TaxId("vat"),))
LEVIED = OwnFeeTax(tax=TaxId("levy"), effect=Effect.ADDED)
JUNE = DateWindow(first=date(2026, 6, 1), last=date(2026, 6, 30))
UNTAXED = Taxation(taxes=())
PEAK = Variation(
    id=RuleId("peak"),
    label="Peak",
    type=VariationType.OTHER,
    difference=FixedAmount(amount=100),
)
FAMILY = Promotion(
    id=PromotionId("family"), label="Family", benefit=AmountOff(amount=100, per=Per.ORDER)
)


def tariff(**fields: Any) -> Tariff:
    return Tariff(
        **{
            "id": TariffId("city"),
            "currency": currency("EUR"),
            "taxes": (VAT, LEVY),
            "variations": (PEAK,),
            "promotions": (FAMILY,),
            "taxation": (UNTAXED,),
            **fields,
        }
    )


def fee(name: str = "service", **fields: Any) -> Fee:
    return Fee(
        **{
            "id": RuleId(name),
            "label": name,
            "type": FeeType.SERVICE,
            "rate": Rate.percent("2.5"),
            **fields,
        }
    )


def charging(**fields: Any) -> Tariff:
    return tariff(fees=(fee(**fields),))


def grossed_up(**fields: Any) -> Fee:
    return fee("card", **{"size": FeeSize.GROSSED_UP, **fields})


def ending(**fields: Any) -> Tariff:
    return tariff(fees=(fee(), grossed_up(**fields)))


def taxed(*rows: Taxation) -> Tariff:
    return tariff(taxation=rows)


def taxes(*names: str) -> tuple[TaxId, ...]:
    return tuple(TaxId(name) for name in names)


def of(*products: str, types: tuple[str, ...] = (), taxes: tuple[str, ...] = ("vat",)) -> Taxation:
    """Make a row for tickets of these products and types; none: all."""
    return Taxation(
        taxes=tuple(TaxId(name) for name in taxes),
        products=frozenset(products),
        ticket_types=frozenset(types),
    )


def on(**window: date) -> Taxation:
    """Make a row for the tickets of a range of dates."""
    return Taxation(taxes=(TaxId("vat"),), travel=(DateRange(**window),))


class Case(NamedTuple):
    """A tariff with one problem, and its nearest neighbor with none."""

    wrong: Tariff
    right: Tariff
    path: str
    code: str
    value: str
    allowed: str


KINDS = "DISCOUNT, FEE, FEE_TAX, LIST, PROMOCODE, TAX, TAX_ROUNDING, VARIATION"

ERRORS = {
    "a tax without a name": Case(
        tariff(taxes=(attrs.evolve(VAT, id=TaxId("")),)),
        tariff(taxes=(attrs.evolve(VAT, id=TaxId("v")),)),
        "taxes[0].id",
        "empty_id",
        "nothing",
        "a name of at least one character",
    ),
    "two taxes with one name": Case(
        tariff(taxes=(VAT, LEVY, attrs.evolve(VAT, rate=Rate.percent(9)))),
        # Taxes are named beside the rules, not among them.
        tariff(taxes=(VAT, attrs.evolve(LEVY, id=TaxId("peak")))),
        "taxes[2].id",
        "duplicate_id",
        "'vat'",
        "a name of its own, taxes[0].id has this one",
    ),
    "a tax that pays": Case(
        tariff(taxes=(attrs.evolve(VAT, rate=Rate.percent("-0.1")),)),
        tariff(taxes=(attrs.evolve(VAT, rate=Rate.percent(0)),)),
        "taxes[0].rate",
        "below_minimum",
        "-0.1 %",
        "at least 0 %",
    ),
    "an unknown tax": Case(
        taxed(Taxation(taxes=taxes("vat", "wat"))),
        taxed(Taxation(taxes=taxes("vat", "levy"))),
        "taxation[0].taxes[1]",
        "unknown_tax",
        "'wat'",
        "levy, vat",
    ),
    "a tax that is taken twice": Case(
        taxed(Taxation(taxes=taxes("vat", "vat"))),
        # No taxes at all: those tickets are exempt.
        taxed(Taxation(taxes=())),
        "taxation[0].taxes[1]",
        "named_twice",
        "'vat'",
        "each name once",
    ),
    "a travel window of a taxation": Case(
        taxed(Taxation(taxes=taxes("vat"), travel=(DateRange(last=MIDNIGHT),))),
        taxed(Taxation(taxes=taxes("vat"), travel=(DateRange(),))),
        "taxation[0].travel[0].last",
        "not_a_date",
        "2026-06-01T00:00:00+00:00",
        "a local date",
    ),
    "a fee that pays": Case(
        charging(rate=Rate.percent("-2.5")),
        charging(rate=Rate.percent(0)),
        "fees[0].rate",
        "below_minimum",
        "-2.5 %",
        "at least 0 %",
    ),
    "a fixed fee that pays": Case(
        charging(fixed=-30),
        charging(fixed=0),
        "fees[0].fixed",
        "below_minimum",
        "-0.30",
        "at least 0.00",
    ),
    "a minimum below zero": Case(
        charging(minimum=-1),
        charging(minimum=0),
        "fees[0].minimum",
        "below_minimum",
        "-0.01",
        "at least 0.00",
    ),
    "a maximum below zero": Case(
        charging(maximum=-1),
        charging(maximum=0),
        "fees[0].maximum",
        "below_minimum",
        "-0.01",
        "at least 0.00",
    ),
    "a maximum below the minimum": Case(
        charging(minimum=100, maximum=99),
        charging(minimum=100, maximum=100),
        "fees[0].maximum",
        "below_minimum",
        "0.99",
        "at least 1.00",
    ),
    "an unknown base": Case(
        charging(base=("LIST", "paek")),
        charging(base=("LIST", "peak", "family", "TAX", "TAX_ROUNDING", "FEE", "FEE_TAX")),
        "fees[0].base[1]",
        "unknown_base",
        "'paek'",
        f"{KINDS}, family, peak",
    ),
    "a tax as base, which is told by its kind": Case(
        charging(base=("levy",)),
        charging(base=("TAX",)),
        "fees[0].base[0]",
        "unknown_base",
        "'levy'",
        f"{KINDS}, family, peak",
    ),
    "the fee itself as base": Case(
        charging(base=("LIST", "service")),
        tariff(fees=(fee(), fee("card", base=("LIST", "service")))),
        "fees[0].base[1]",
        "computed_later",
        "'service'",
        f"{KINDS}, family, peak",
    ),
    "a later fee as base": Case(
        tariff(fees=(fee(base=("card",)), fee("card"))),
        tariff(fees=(fee("card"), fee(base=("card",)))),
        "fees[0].base[0]",
        "computed_later",
        "'card'",
        f"{KINDS}, family, peak",
    ),
    "what amendments write as base": Case(
        charging(base=("ADJUSTMENT",)),
        charging(base=("VARIATION",)),
        "fees[0].base[0]",
        "computed_later",
        "'ADJUSTMENT'",
        f"{KINDS}, family, peak",
    ),
    "a base that counts twice": Case(
        charging(base=("LIST", "DISCOUNT", "LIST")),
        charging(base=("LIST", "DISCOUNT", "PROMOCODE")),
        "fees[0].base[2]",
        "named_twice",
        "'LIST'",
        "each name once",
    ),
    "an unknown tax of a fee": Case(
        charging(tax=OwnFeeTax(tax=TaxId("wat"), effect=Effect.ADDED)),
        charging(tax=ON_TOP),
        "fees[0].tax.tax",
        "unknown_tax",
        "'wat'",
        "levy, vat",
    ),
    "a tax split over no taxes": Case(
        tariff(fees=(fee(tax=SplitFeeTax()),), taxation=(Taxation(taxes=()),)),
        tariff(fees=(fee(tax=SplitFeeTax()),), taxation=(EVERYTHING,)),
        "fees[0].tax",
        "split_without_tax",
        "'split'",
        "a tax of its own or none: no ticket carries a tax",
    ),
    "a grossed-up fee before another": Case(
        tariff(fees=(grossed_up(), fee())),
        tariff(fees=(fee(), grossed_up())),
        "fees[0].size",
        "grossed_up_not_last",
        "grossed_up",
        "plain, or the last place, behind fees[1]",
    ),
    "two grossed-up fees": Case(
        tariff(fees=(grossed_up(), attrs.evolve(grossed_up(), id=RuleId("wallet")))),
        tariff(fees=(grossed_up(),)),
        "fees[0].size",
        "grossed_up_not_last",
        "grossed_up",
        "plain, or the last place, behind fees[1]",
    ),
    "a grossed-up fee per booking": Case(
        ending(per=Per.BOOKING),
        ending(per=Per.ORDER),
        "fees[1].per",
        "grossed_up_not_allowed",
        "booking",
        "order, for a grossed-up fee",
    ),
    "a grossed-up fee that the seller bears": Case(
        ending(effect=Effect.INCLUDED),
        ending(effect=Effect.ADDED),
        "fees[1].effect",
        "grossed_up_not_allowed",
        "INCLUDED",
        "ADDED, for a grossed-up fee",
    ),
    "a grossed-up fee with a minimum": Case(
        ending(minimum=0),
        ending(fixed=25),
        "fees[1].minimum",
        "grossed_up_not_allowed",
        "0.00",
        "none, for a grossed-up fee",
    ),
    "a grossed-up fee with a maximum": Case(
        ending(maximum=500),
        ending(on=FeeBase.UNDISCOUNTED),
        "fees[1].maximum",
        "grossed_up_not_allowed",
        "5.00",
        "none, for a grossed-up fee",
    ),
    "a grossed-up fee with a base": Case(
        ending(base=("LIST", "FEE")),
        ending(refund=FeeRefund.NEVER),
        "fees[1].base",
        "grossed_up_not_allowed",
        "'LIST, FEE'",
        "none, for a grossed-up fee",
    ),
    "a grossed-up fee for some products": Case(
        ending(products=frozenset({ProductId("museum")})),
        ending(buyer=BuyerScope(channels=frozenset({"web"}))),
        "fees[1].products",
        "grossed_up_not_allowed",
        "'museum'",
        "none, for a grossed-up fee",
    ),
    "a grossed-up fee for some ticket types": Case(
        ending(ticket_types=frozenset({"ADULT"})),
        ending(tax=NoFeeTax()),
        "fees[1].ticket_types",
        "grossed_up_not_allowed",
        "'ADULT'",
        "none, for a grossed-up fee",
    ),
    "a grossed-up fee with a split tax": Case(
        attrs.evolve(ending(tax=SplitFeeTax()), taxation=(EVERYTHING,)),
        attrs.evolve(ending(tax=INSIDE), taxation=(EVERYTHING,)),
        "fees[1].tax",
        "grossed_up_not_allowed",
        "'split'",
        "a tax of its own or none, for a grossed-up fee",
    ),
    "a share of one half": Case(
        ending(rate=Rate.percent(50)),
        ending(rate=Rate.percent("49.99")),
        "fees[1].rate",
        "grossed_up_too_high",
        "50 %",
        "under 50 %",
    ),
    "a share that is one half with its tax": Case(
        ending(rate=Rate.percent(40), tax=ON_TOP),
        ending(rate=Rate.percent("39.99"), tax=ON_TOP),
        "fees[1].rate",
        "grossed_up_too_high",
        "40 %",
        "under 40 %",
    ),
}

WARNINGS = {
    "a base that an inclusive tax does not have": Case(
        tariff(taxes=(VAT, attrs.evolve(VAT, id=TaxId("v"), on=TaxBase.GROSS))),
        tariff(taxes=(VAT, attrs.evolve(LEVY, id=TaxId("v"), on=TaxBase.GROSS))),
        "taxes[1].on",
        "without_effect",
        "gross",
        "net: only a tax on top of the price chooses its base",
    ),
    "a row below the one for all tickets": Case(
        taxed(EVERYTHING, Taxation(taxes=taxes("levy"), ticket_types=frozenset({"CHILD"}))),
        taxed(Taxation(taxes=taxes("levy"), ticket_types=frozenset({"CHILD"})), EVERYTHING),
        "taxation[1]",
        "never_applies",
        "'levy'",
        "a place above taxation[0], which is for all tickets",
    ),
    "taxes of some products below taxes of more": Case(
        taxed(of("museum", "zoo"), of("museum", taxes=("levy",))),
        taxed(of("museum", taxes=("levy",)), of("museum", "zoo")),
        "taxation[1]",
        "never_applies",
        "'levy'",
        "a place above taxation[0], which matches all of these",
    ),
    "taxes for some dates below taxes for more": Case(
        taxed(on(first=date(2026, 1, 1)), on(first=JUNE.first, last=JUNE.last)),
        taxed(on(first=JUNE.first, last=JUNE.last), on(first=date(2026, 1, 1))),
        "taxation[1]",
        "never_applies",
        "'vat'",
        "a place above taxation[0], which matches all of these",
    ),
    "taxes that no ticket carries": Case(
        tariff(taxation=()),
        tariff(taxation=(), fees=(fee(tax=ON_TOP), fee("levied", tax=LEVIED))),
        "taxes",
        "no_taxation",
        "vat, levy",
        "[[taxation]], which says which tickets carry which taxes",
    ),
}


class TestTaxationThatIsNeverReached:
    """Of several rows that match a ticket the first counts."""

    @pytest.mark.parametrize(
        "rows",
        [
            (of("museum"), of("zoo")),
            (of("museum"), of("museum", "zoo")),
            (of("museum", types=("CHILD",)), of("museum")),
            (of("museum", types=("CHILD",)), of("museum", types=("ADULT",))),
            (on(first=JUNE.first), on(first=date(2026, 5, 31))),
            (on(last=JUNE.last), on(first=JUNE.first)),
            (on(first=JUNE.first), of("museum")),
        ],
    )
    def test_a_row_that_matches_more_is_reached(self, rows: tuple[Taxation, ...]) -> None:
        assert problems(taxed(*rows)) == ()

    @pytest.mark.parametrize(
        ("above", "below"),
        [
            (of("museum", types=("ADULT",)), of("museum", types=("adult",))),
            (of(types=("ADULT",)), of("crypt")),
        ],
    )
    def test_kinds_and_types_are_looked_up_in_the_catalogue(
        self, above: Taxation, below: Taxation
    ) -> None:
        (found,) = (
            problem
            for problem in problems(taxed(above, below), catalogue=CITY)
            if problem.path == "taxation[1]"
        )

        assert found.code == "never_applies"
        assert problems(taxed(above, below)) == ()

    @pytest.mark.parametrize(
        ("above", "below"),
        [(of("museum"), of("crypt")), (of("museum"), of(types=("ADULT",)))],
    )
    def test_in_a_catalogue_too_a_row_that_matches_more_is_reached(
        self, above: Taxation, below: Taxation
    ) -> None:
        found = problems(taxed(above, below), catalogue=CITY)

        assert not [problem for problem in found if problem.path.startswith("taxation")]


CASES = {**ERRORS, **WARNINGS}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_problem_names_field_value_and_what_is_allowed(case: Case) -> None:
    (found,) = problems(case.wrong)

    assert attrs.astuple(found) == (case.path, case.code, case.value, case.allowed)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_at_the_boundary_there_is_no_problem(case: Case) -> None:
    assert problems(case.right) == ()


@pytest.mark.parametrize("name", CASES)
def test_what_is_without_effect_is_only_a_warning(name: str) -> None:
    (found,) = problems(CASES[name].wrong)

    assert found.severity is (Severity.WARNING if name in WARNINGS else Severity.ERROR)


def test_a_tax_inside_a_grossed_up_fee_does_not_make_it_larger() -> None:
    assert problems(ending(rate=Rate.percent("49.99"), tax=INSIDE)) == ()


def test_wrong_rates_are_reported_once_and_not_compared() -> None:
    broken = attrs.evolve(VAT, rate=0.25)  # type: ignore[arg-type]

    found = problems(
        attrs.evolve(
            ending(rate=0.5, tax=ON_TOP),
            taxes=(broken,),
        )
    )
    found_with_a_rate = problems(attrs.evolve(ending(tax=ON_TOP), taxes=(broken,)))

    assert [(each.path, each.code) for each in found] == [
        ("taxes[0].rate", "not_a_rate"),
        ("fees[1].rate", "not_a_rate"),
    ]
    assert [each.path for each in found_with_a_rate] == ["taxes[0].rate"]


def test_a_bound_that_a_grossed_up_fee_may_not_have_is_shown_as_it_is() -> None:
    found = problems(ending(maximum=0.5))

    assert [(each.path, each.code, each.value) for each in found] == [
        ("fees[1].maximum", "not_an_integer", "0.5"),
        ("fees[1].maximum", "grossed_up_not_allowed", "0.5"),
    ]


def test_a_wrong_minimum_does_not_hide_a_wrong_maximum() -> None:
    found = problems(charging(minimum=-5, maximum=-1))

    assert [each.path for each in found] == ["fees[0].minimum", "fees[0].maximum"]


# --- against a catalogue ------------------------------------------------------------------------


def product(name: str, *, nesting: Nesting | None = None, hidden: bool = False) -> Product:
    return Product(
        id=ProductId(name),
        title=name,
        currency=currency("EUR"),
        zone=ZoneInfo("Europe/Amsterdam"),
        admission=Admission.TIME_OPEN,
        supplier=Party(id=PartyId("city"), name="City"),
        ticket_types=(TicketType(id=TicketTypeId("adult"), kind=TicketKind.ADULT, label="Adult"),),
        nesting=Single() if nesting is None else nesting,
        hidden=hidden,
    )


CITY = Catalogue(
    id=CatalogueId("city"),
    products=(
        product("museum"),
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
        product("sights", nesting=Cluster(members=(ProductId("museum"),))),
    ),
)
PRICES = tuple(
    ListPrice(product=ProductId(name), ticket_type=TicketTypeId("adult"), amount=1000)
    for name in ("museum", "crypt", "pass")
)


def found_in_the_city(tariff: Tariff) -> list[tuple[str, str, str, str]]:
    found = problems(attrs.evolve(tariff, prices=PRICES), catalogue=CITY)
    return [(each.path, each.code.value, each.value, each.allowed) for each in found]


def fee_for(*names: str) -> Tariff:
    return charging(products=frozenset(ProductId(name) for name in names))


def taxes_of(*names: str) -> Tariff:
    return taxed(Taxation(taxes=taxes("vat"), products=frozenset(names)))


REFERENCES = {
    "a fee for an unknown product": (
        fee_for("opera"),
        fee_for("museum", "pass"),
        ("fees[0].products", "unknown_product", "'opera'", "crypt, museum, pass, sights"),
    ),
    "a fee for what is sold only inside a combi": (
        fee_for("crypt"),
        fee_for("pass"),
        (
            "fees[0].products",
            "never_applies",
            "'crypt'",
            "the combi that it is sold in: pass",
        ),
    ),
    "a fee for a cluster": (
        fee_for("sights"),
        fee_for("museum"),
        ("fees[0].products", "never_applies", "'sights'", "its members: museum"),
    ),
    "a fee for an unknown ticket type": (
        charging(ticket_types=frozenset({"adlt"})),
        charging(ticket_types=frozenset({"adult", "CHILD"})),
        ("fees[0].ticket_types", "unknown_ticket_type", "'adlt'", "adult"),
    ),
    "taxes of an unknown product": (
        taxes_of("opera"),
        taxes_of("museum"),
        ("taxation[0].products", "unknown_product", "'opera'", "crypt, museum, pass, sights"),
    ),
    "taxes of a combi, which its parts carry": (
        taxes_of("pass"),
        taxes_of("museum", "crypt"),
        ("taxation[0].products", "never_applies", "'pass'", "its parts: museum, crypt"),
    ),
    "taxes of an unknown ticket type": (
        taxed(Taxation(taxes=taxes("vat"), ticket_types=frozenset({"adlt"}))),
        taxed(Taxation(taxes=taxes("vat"), ticket_types=frozenset({"adult"}))),
        ("taxation[0].ticket_types", "unknown_ticket_type", "'adlt'", "adult"),
    ),
}


@pytest.mark.parametrize(("wrong", "right", "expected"), REFERENCES.values(), ids=REFERENCES)
def test_what_a_fee_or_tax_names_is_held_against_the_catalogue(
    wrong: Tariff, right: Tariff, expected: tuple[str, str, str, str]
) -> None:
    assert found_in_the_city(wrong) == [expected]
    assert found_in_the_city(right) == []
