"""What can be wrong with a tariff as a whole: settings, names, seasons, list prices."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
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
from counterfoil.domain.catalogue.ticket_types import TicketKind, TicketType
from counterfoil.domain.money import AMOUNT_MAX, currency
from counterfoil.domain.pricing.ledger import Kind
from counterfoil.domain.references import (
    CatalogueId,
    PartId,
    PartyId,
    ProductId,
    PromotionId,
    RuleId,
    SeasonId,
    TariffId,
    TicketTypeId,
)
from counterfoil.domain.tariff.conditions import DateRange
from counterfoil.domain.tariff.fees import Fee, FeeType
from counterfoil.domain.tariff.problems import Severity, problems
from counterfoil.domain.tariff.problems.fees import BASE_KINDS, LATER_KINDS
from counterfoil.domain.tariff.promotions import CODES_MAX, AmountOff, Per, Promotion
from counterfoil.domain.tariff.tariff import ListPrice, Season, Tariff
from counterfoil.domain.tariff.variations import FixedAmount, Variation, VariationType

ALWAYS = (DateRange(),)


def tariff(**fields: Any) -> Tariff:
    return Tariff(**{"id": TariffId("city"), "currency": currency("EUR"), **fields})


def season(name: str, *, dates: tuple[DateRange, ...] = ALWAYS) -> Season:
    return Season(id=SeasonId(name), label=name, dates=dates)


def price(
    product: str, ticket_type: str = "adult", *, amount: Any = 1000, in_season: str | None = None
) -> ListPrice:
    return ListPrice(
        product=ProductId(product),
        ticket_type=TicketTypeId(ticket_type),
        amount=amount,
        season=None if in_season is None else SeasonId(in_season),
    )


def variation(name: str) -> Variation:
    return Variation(
        id=RuleId(name),
        label=name,
        type=VariationType.OTHER,
        difference=FixedAmount(amount=100),
    )


def promotion(name: str) -> Promotion:
    return Promotion(
        id=PromotionId(name), label=name, benefit=AmountOff(amount=100, per=Per.ORDER)
    )


def fee(name: str) -> Fee:
    return Fee(id=RuleId(name), label=name, type=FeeType.SERVICE, fixed=100)


def product(
    name: str,
    *,
    types: tuple[str, ...] = ("adult",),
    nesting: Nesting | None = None,
    code: str = "EUR",
    hidden: bool = False,
) -> Product:
    return Product(
        id=ProductId(name),
        title=name,
        currency=currency(code),
        zone=ZoneInfo("Europe/Amsterdam"),
        admission=Admission.TIME_OPEN,
        supplier=Party(id=PartyId("city"), name="City"),
        ticket_types=tuple(
            TicketType(id=TicketTypeId(each), kind=TicketKind.PERSON, label=each) for each in types
        ),
        nesting=Single() if nesting is None else nesting,
        hidden=hidden,
    )


def catalogue(*products: Product) -> Catalogue:
    return Catalogue(id=CatalogueId("city"), products=products)


def combi(*parts: str) -> Combi:
    return Combi(
        parts=tuple(CombiPart(id=PartId(name), product=ProductId(name), share=1) for name in parts)
    )


def bundle(*parts: str) -> Bundle:
    return Bundle(
        parts=tuple(BundlePart(id=PartId(name), product=ProductId(name)) for name in parts)
    )


def cluster(*members: str) -> Cluster:
    return Cluster(members=tuple(ProductId(name) for name in members))


class Case(NamedTuple):
    """A tariff with one problem, and its nearest neighbor with none."""

    wrong: Tariff
    right: Tariff
    path: str
    code: str
    value: str
    allowed: str


CASES = {
    "tariff without a name": Case(
        tariff(id=TariffId(" ")),
        tariff(id=TariffId("c")),
        "id",
        "empty_id",
        "' '",
        "a name of at least one character",
    ),
    "no code at all": Case(
        tariff(codes_max=0), tariff(codes_max=1), "codes_max", "below_minimum", "0", "1 to 5"
    ),
    "more codes than are searched": Case(
        tariff(codes_max=CODES_MAX + 1),
        tariff(codes_max=CODES_MAX),
        "codes_max",
        "above_maximum",
        "6",
        "1 to 5",
    ),
    "a number of codes that is none": Case(
        tariff(codes_max=True),
        tariff(codes_max=1),
        "codes_max",
        "not_an_integer",
        "true",
        "a whole number",
    ),
    "prices that are never valid": Case(
        tariff(price_valid=timedelta(0)),
        tariff(price_valid=timedelta(microseconds=1)),
        "price_valid",
        "below_minimum",
        "0 seconds",
        "longer than 0 seconds",
    ),
    "two seasons with one name": Case(
        tariff(seasons=(season("high"), season("low"), season("high"))),
        tariff(seasons=(season("high"), season("low"))),
        "seasons[2].id",
        "duplicate_id",
        "'high'",
        "a name of its own, seasons[0].id has this one",
    ),
    "a season without a name": Case(
        tariff(seasons=(season(""),)),
        tariff(seasons=(season("s"),)),
        "seasons[0].id",
        "empty_id",
        "nothing",
        "a name of at least one character",
    ),
    "a season without dates": Case(
        tariff(seasons=(season("high", dates=()),)),
        tariff(seasons=(season("high", dates=ALWAYS),)),
        "seasons[0].dates",
        "no_dates",
        "nothing",
        "at least one range of dates",
    ),
    "a season that ends before it starts": Case(
        tariff(
            seasons=(
                season("high", dates=(DateRange(first=date(2026, 7, 2), last=date(2026, 7, 1)),)),
            )
        ),
        tariff(
            seasons=(
                season("high", dates=(DateRange(first=date(2026, 7, 1), last=date(2026, 7, 1)),)),
            )
        ),
        "seasons[0].dates[0].last",
        "empty_range",
        "2026-07-01",
        "2026-07-02 or later",
    ),
    "a season that starts at an instant": Case(
        tariff(
            seasons=(season("high", dates=(DateRange(first=datetime(2026, 7, 1, tzinfo=UTC)),)),)
        ),
        tariff(seasons=(season("high", dates=(DateRange(first=date(2026, 7, 1)),)),)),
        "seasons[0].dates[0].first",
        "not_a_date",
        "2026-07-01T00:00:00+00:00",
        "a local date",
    ),
    "a variation without a name": Case(
        tariff(variations=(variation(""),)),
        tariff(variations=(variation("v"),)),
        "variations[0].id",
        "empty_id",
        "nothing",
        "a name of at least one character",
    ),
    "a promotion called as a variation": Case(
        tariff(variations=(variation("peak"),), promotions=(promotion("peak"),)),
        tariff(variations=(variation("peak"),), promotions=(promotion("Peak"),)),
        "promotions[0].id",
        "duplicate_id",
        "'peak'",
        "a name of its own, variations[0].id has this one",
    ),
    "a fee called as a promotion": Case(
        tariff(promotions=(promotion("a"), promotion("b")), fees=(fee("b"),)),
        tariff(promotions=(promotion("a"), promotion("b")), fees=(fee("c"),)),
        "fees[0].id",
        "duplicate_id",
        "'b'",
        "a name of its own, promotions[1].id has this one",
    ),
    "a rule called as a kind of entry": Case(
        tariff(variations=(variation("TAX_ROUNDING"),)),
        tariff(variations=(variation("tax_rounding"),)),
        "variations[0].id",
        "reserved_id",
        "'TAX_ROUNDING'",
        "a name that is no kind of entry",
    ),
    "a rule called as the kind of amendments": Case(
        tariff(fees=(fee("ADJUSTMENT"),)),
        tariff(fees=(fee("adjustment"),)),
        "fees[0].id",
        "reserved_id",
        "'ADJUSTMENT'",
        "a name that is no kind of entry",
    ),
    "a price below zero": Case(
        tariff(prices=(price("museum", amount=-1),)),
        tariff(prices=(price("museum", amount=0),)),
        "prices[0].amount",
        "below_minimum",
        "-0.01",
        "at least 0.00",
    ),
    "a price beyond all limits": Case(
        tariff(prices=(price("museum", amount=AMOUNT_MAX + 1),)),
        tariff(prices=(price("museum", amount=AMOUNT_MAX),)),
        "prices[0].amount",
        "above_maximum",
        "10000000000000.01",
        "at most 10000000000000.00",
    ),
    "a price that is a float": Case(
        tariff(prices=(price("museum", amount=10.0),)),
        tariff(prices=(price("museum", amount=10),)),
        "prices[0].amount",
        "not_an_integer",
        "10.0",
        "a whole number of minor units of EUR",
    ),
    "a price in an unknown season": Case(
        tariff(prices=(price("museum", in_season="high"),), seasons=(season("low"),)),
        tariff(prices=(price("museum", in_season="low"),), seasons=(season("low"),)),
        "prices[0].season",
        "unknown_season",
        "'high'",
        "low",
    ),
    "a season in a tariff that has none": Case(
        tariff(prices=(price("museum", in_season="high"),)),
        tariff(prices=(price("museum"),)),
        "prices[0].season",
        "unknown_season",
        "'high'",
        "a season of the tariff, it has none",
    ),
    "two prices for one thing": Case(
        tariff(prices=(price("museum"), price("zoo"), price("museum", amount=5))),
        tariff(prices=(price("museum"), price("zoo"), price("museum", "child", amount=5))),
        "prices[2]",
        "duplicate_price",
        "'museum / adult'",
        "one row for each, prices[0] is for this too",
    ),
    "two prices in one season": Case(
        tariff(
            prices=(price("museum", in_season="high"), price("museum", in_season="high")),
            seasons=(season("high"),),
        ),
        tariff(
            prices=(price("museum"), price("museum", in_season="high")),
            seasons=(season("high"),),
        ),
        "prices[1]",
        "duplicate_price",
        "'museum / adult / high'",
        "one row for each, prices[0] is for this too",
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_problem_names_field_value_and_what_is_allowed(case: Case) -> None:
    (found,) = problems(case.wrong)

    assert (found.path, found.code, found.value, found.allowed) == (
        case.path,
        case.code,
        case.value,
        case.allowed,
    )


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_at_the_boundary_there_is_no_problem(case: Case) -> None:
    assert problems(case.right) == ()


def test_an_amount_is_shown_with_the_decimals_of_its_currency() -> None:
    prices = (price("museum", amount=-1500),)

    shown = {
        code: problems(tariff(currency=currency(code), prices=prices))[0].value
        for code in ("JPY", "EUR", "BHD")
    }

    assert shown == {"JPY": "-1500", "EUR": "-15.00", "BHD": "-1.500"}


def test_the_kinds_of_entries_are_those_of_the_ledger() -> None:
    assert {kind.value for kind in Kind} == BASE_KINDS | LATER_KINDS
    assert {"ADJUSTMENT"} == LATER_KINDS


class TestPricesOfACatalogue:
    """List prices held against the products that are sold."""

    museum = product("museum", types=("adult", "child"))
    zoo = product("zoo")
    priced = (price("museum"), price("museum", "child"), price("zoo"))

    def test_every_ticket_type_on_sale_has_a_price(self) -> None:
        found = problems(
            tariff(prices=(price("museum", "child"),)), catalogue=catalogue(self.museum, self.zoo)
        )

        assert [(each.path, each.code, each.value) for each in found] == [
            ("prices", "not_priced", "'museum / adult'"),
            ("prices", "not_priced", "'zoo / adult'"),
        ]
        assert (
            problems(tariff(prices=self.priced), catalogue=catalogue(self.museum, self.zoo)) == ()
        )

    def test_a_price_in_one_season_is_a_price(self) -> None:
        seasonal = tariff(prices=(price("zoo", in_season="high"),), seasons=(season("high"),))

        assert problems(seasonal, catalogue=catalogue(self.zoo)) == ()

    def test_a_combi_needs_its_own_price_and_its_hidden_part_none(self) -> None:
        sold = catalogue(
            self.zoo, product("crypt", hidden=True), product("pass", nesting=combi("zoo", "crypt"))
        )

        (missing,) = problems(tariff(prices=(price("zoo"),)), catalogue=sold)
        complete = problems(tariff(prices=(price("zoo"), price("pass"))), catalogue=sold)

        assert (missing.code, missing.value) == ("not_priced", "'pass / adult'")
        assert complete == ()

    def test_a_hidden_part_of_a_bundle_is_sold_at_its_own_price(self) -> None:
        sold = catalogue(
            self.zoo, product("boat", hidden=True), product("day", nesting=bundle("zoo", "boat"))
        )

        (missing,) = problems(tariff(prices=(price("zoo"),)), catalogue=sold)
        complete = problems(tariff(prices=(price("zoo"), price("boat"))), catalogue=sold)

        assert (missing.code, missing.value) == ("not_priced", "'boat / adult'")
        assert complete == ()

    @pytest.mark.parametrize(
        ("nesting", "allowed"),
        [
            (bundle("museum", "zoo"), "prices of its parts: museum, zoo"),
            (cluster("museum", "zoo"), "prices of its members: museum, zoo"),
        ],
    )
    def test_a_bundle_and_a_cluster_have_no_price_of_their_own(
        self, nesting: Nesting, allowed: str
    ) -> None:
        sold = catalogue(self.museum, self.zoo, product("sights", nesting=nesting))

        (found,) = problems(tariff(prices=(*self.priced, price("sights"))), catalogue=sold)

        assert (found.path, found.code, found.value, found.allowed) == (
            "prices[3].product",
            "price_not_expected",
            "'sights'",
            allowed,
        )
        assert problems(tariff(prices=self.priced), catalogue=sold) == ()

    def test_an_unknown_product_names_what_there_is(self) -> None:
        (found,) = problems(
            tariff(prices=(*self.priced, price("musem"))),
            catalogue=catalogue(self.museum, self.zoo),
        )

        assert (found.path, found.code, found.value, found.allowed) == (
            "prices[3].product",
            "unknown_product",
            "'musem'",
            "museum, zoo",
        )

    def test_an_unknown_ticket_type_names_those_of_the_product(self) -> None:
        (found,) = problems(
            tariff(prices=(*self.priced, price("museum", "adlt"))),
            catalogue=catalogue(self.museum, self.zoo),
        )

        assert (found.path, found.code, found.value, found.allowed) == (
            "prices[3].ticket_type",
            "unknown_ticket_type",
            "'adlt'",
            "adult, child",
        )

    def test_a_product_in_another_currency_is_told_and_needs_no_price(self) -> None:
        sold = catalogue(self.zoo, product("tram", code="USD"))

        (found,) = problems(tariff(prices=(price("zoo"),)), catalogue=sold)

        assert attrs.asdict(found) == {
            "path": "currency",
            "code": "currency_differs",
            "value": "EUR for tram",
            "allowed": "USD",
        }

    def test_products_that_are_all_in_other_currencies_are_an_error(self) -> None:
        sold = catalogue(product("zoo", code="USD"), product("tram", code="CHF"))

        (found,) = problems(tariff(prices=(price("zoo"),)), catalogue=sold)

        assert attrs.asdict(found) == {
            "path": "currency",
            "code": "no_product_in_currency",
            "value": "EUR",
            "allowed": "CHF, USD",
        }
        assert found.severity is Severity.ERROR

    def test_of_a_dozen_names_all_are_told(self) -> None:
        dozen = tuple(product(f"hall-{number:02}") for number in range(12))
        rows = tuple(price(each.id) for each in dozen)

        (found,) = problems(tariff(prices=(*rows, price("xyz"))), catalogue=catalogue(*dozen))

        assert found.allowed == ", ".join(each.id for each in dozen)

    def test_of_many_names_only_the_nearest_are_told(self) -> None:
        many = tuple(product(f"hall-{number}") for number in range(13))
        rows = tuple(price(each.id) for each in many)

        (near,) = problems(tariff(prices=(*rows, price("hal-7"))), catalogue=catalogue(*many))
        (far,) = problems(tariff(prices=(*rows, price("xyz"))), catalogue=catalogue(*many))

        assert set(near.allowed.split(", ")) < {each.id for each in many}
        assert near.allowed.startswith("hall-7, ")
        assert far.allowed == "a product of the catalogue"
