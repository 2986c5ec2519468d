"""What the keys of a tariff file become: the example of the reference page, read in full."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import attrs
import pytest
from tests.unit.files.vouchers import CODE_FILES

from counterfoil.adapters.files import (
    FileError,
    Severity,
    check_tariff,
    parse_catalogue,
    parse_tariff,
    read_tariff,
)
from counterfoil.adapters.files.formats.tariff import TARIFF_FILE
from counterfoil.adapters.files.shapes.lists import ListOf
from counterfoil.adapters.files.shapes.tables import Table
from counterfoil.domain.money import Rate, Rounding, currency
from counterfoil.domain.references import (
    PartyId,
    ProductId,
    Promocode,
    PromotionId,
    RuleId,
    SeasonId,
    SlotId,
    TariffId,
    TaxId,
    TicketTypeId,
)
from counterfoil.domain.tariff.conditions import (
    BuyerScope,
    CountedOver,
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
from counterfoil.domain.tariff.fees import (
    Fee,
    FeeBase,
    FeeRefund,
    FeeSize,
    FeeType,
    OwnFeeTax,
    SplitFeeTax,
)
from counterfoil.domain.tariff.promotions import (
    AmountOff,
    CheapestOff,
    Codes,
    CustomBenefit,
    FixedUnitPrice,
    Lane,
    LaneMode,
    Over,
    Partial,
    Per,
    PercentageOff,
    Promotion,
    PromotionLimits,
)
from counterfoil.domain.tariff.tariff import GroupRefund, LimitsMode, ListPrice, Season, Tariff
from counterfoil.domain.tariff.taxes import (
    Effect,
    InclusiveRounding,
    Tax,
    Taxation,
    TaxBase,
    TaxRounding,
)
from counterfoil.domain.tariff.variations import (
    FixedAmount,
    OpenVariation,
    Percentage,
    PercentageBase,
    Variation,
    VariationLevel,
    VariationType,
)
from counterfoil.domain.tariff.wording import entries

MUSEUM, SUMMER, ADULT = ProductId("museum"), SeasonId("summer"), TicketTypeId("adult")
SMALL = '[tariff]\nid = "t"\ncurrency = "EUR"\n'


@pytest.fixture(scope="module")
def tariff(tariff_text: str, prices_text: str, catalogue_text: str) -> Tariff:
    return parse_tariff(
        tariff_text,
        tables={"prices.csv": prices_text},
        catalogue=parse_catalogue(catalogue_text, code_files=CODE_FILES),
    )


def test_the_settings_are_read(tariff: Tariff) -> None:
    assert (tariff.id, tariff.label, tariff.currency) == (
        "harbor-2026",
        "Harbor, 2026",
        currency("EUR"),
    )
    assert (tariff.rounding, tariff.tax_rounding, tariff.inclusive) == (
        Rounding.HALF_UP,
        TaxRounding.UNIT,
        InclusiveRounding.NET,
    )
    assert (tariff.codes, tariff.codes_max) == (Codes.BEST_SUBSET, 5)
    assert (tariff.limits, tariff.price_valid) == (LimitsMode.HELD, timedelta(hours=2))
    assert tariff.group_refund is GroupRefund.SHARE


def test_seasons_have_ranges_and_single_days(tariff: Tariff) -> None:
    boxing_day = date(2026, 12, 26)

    assert tariff.seasons == (
        Season(
            id=SUMMER,
            label="Summer",
            dates=(
                DateRange(first=date(2026, 6, 1), last=date(2026, 8, 31)),
                DateRange(first=boxing_day, last=boxing_day),
            ),
        ),
    )


def test_prices_of_tables_follow_those_of_the_file(tariff: Tariff) -> None:
    found = [
        (price.product, price.ticket_type, price.season, price.amount) for price in tariff.prices
    ]

    assert found == [
        ("museum", "adult", None, 1800),
        ("museum", "child", None, 1000),
        ("museum", "class", None, 12000),
        ("museum", "adult", "summer", 2000),
        ("ferry", "adult", None, 1450),
        ("ferry", "adult", "summer", 1650),
        ("hall", "seat", None, 3500),
        ("lunch", "meal", None, 1750),
        ("museum-and-ferry", "guest", None, 2900),
    ]


def test_variations_are_read_with_all_their_conditions(tariff: Tariff) -> None:
    assert tariff.variations == (
        Variation(
            id=RuleId("peak"),
            label="Peak hour",
            type=VariationType.PRODUCT_DYNAMIC,
            difference=FixedAmount(amount=250),
            level=VariationLevel.TICKET_TYPE,
            scope=Scope(
                products=frozenset({MUSEUM}),
                ticket_types=frozenset({"adult"}),
                weekdays=frozenset({5, 6}),
                times=(TimeRange(starts_at=time(10), ends_at=time(12)),),
                travel=(DateRange(first=date(2026, 4, 1), last=date(2026, 10, 31)),),
            ),
            buyer=BuyerScope(channels=frozenset({"web"})),
        ),
        Variation(
            id=RuleId("early"),
            label="Early booking",
            type=VariationType.PRODUCT_DISCOUNT,
            difference=Percentage(rate=Rate.of(-1, 10), base=PercentageBase.RUNNING),
            scope=Scope(slots=frozenset({SlotId("morning")}), seasons=frozenset({SUMMER})),
            buyer=BuyerScope(
                distributors=frozenset({PartyId("city-tickets")}),
                partners=frozenset({PartyId("harbor-hotel")}),
                customer_tags=frozenset({"friend"}),
            ),
            booked=InstantRange(
                starts_at=datetime(2025, 12, 31, 23, tzinfo=UTC),
                ends_at=datetime(2026, 4, 30, 22, tzinfo=UTC),
            ),
            lead=LeadRange(least=timedelta(days=30), most=timedelta(days=120)),
            quantity=QuantityBand(least=2, most=9, over=CountedOver.BOOKING),
            fill=FillBand(least=Rate.of(0, 1), most=Rate.of(1, 2)),
        ),
    )
    assert tariff.open_variations == (
        OpenVariation(
            type=VariationType.PARTNER_DISCOUNT,
            buyer=BuyerScope(channels=frozenset({"reseller"})),
        ),
    )


def test_lanes_and_promotions_are_read_with_every_benefit(tariff: Tariff) -> None:
    assert tariff.lanes == (
        Lane(number=1, mode=LaneMode.BEST, per=Per.ORDER),
        Lane(number=2),
    )
    assert tariff.promotions == (
        Promotion(
            id=PromotionId("summer10"),
            label="Summer code",
            title="Summer at the harbor",
            description="10 % off for adults",
            code=Promocode("SUMMER"),
            type=VariationType.CART_DISCOUNT_CUSTOM,
            lane=1,
            priority=10,
            benefit=PercentageOff(rate=Rate.of(1, 10), over=Over.UNIT),
            cap=5000,
            scope=Scope(ticket_types=frozenset({"adult"})),
            booked=(
                InstantRange(
                    starts_at=datetime(2026, 5, 31, 22, tzinfo=UTC),
                    ends_at=datetime(2026, 8, 31, 22, tzinfo=UTC),
                ),
            ),
            limits=PromotionLimits(
                uses=1000,
                uses_per_customer=1,
                units_per_cart=4,
                budget=500_000,
                partial=Partial.ALLOW,
            ),
        ),
        Promotion(
            id=PromotionId("family"),
            label="Family",
            benefit=AmountOff(amount=500, per=Per.ORDER),
            minimum=Minimum(quantity=3, value=4000, scope=Scope(products=frozenset({MUSEUM}))),
        ),
        Promotion(
            id=PromotionId("fourth-free"),
            label="Every fourth ticket is free",
            lane=2,
            benefit=CheapestOff(take=1, of=4, rate=Rate.of(1, 1)),
            together=frozenset({MUSEUM, ProductId("lunch")}),
        ),
        Promotion(
            id=PromotionId("staff"),
            label="Staff",
            code=Promocode("STAFF"),
            lane=2,
            benefit=FixedUnitPrice(price=750),
            buyer=BuyerScope(customer_tags=frozenset({"staff"})),
        ),
        Promotion(
            id=PromotionId("loyalty"),
            label="Loyalty",
            lane=2,
            benefit=CustomBenefit(name="loyalty", version="1", parameters=(("tier", "gold"),)),
            custom=(
                CustomCondition(name="weather", version="2", parameters=(("at_least", "25"),)),
            ),
        ),
    )


def test_taxes_and_fees_are_read_with_every_key(tariff: Tariff) -> None:
    assert tariff.taxes == (
        Tax(id=TaxId("vat9"), label="VAT 9 %", rate=Rate.of(9, 100)),
        Tax(id=TaxId("vat21"), label="VAT 21 %", rate=Rate.of(21, 100), effect=Effect.INCLUDED),
        Tax(
            id=TaxId("city"),
            label="City tax",
            rate=Rate.of(15, 1000),
            effect=Effect.ADDED,
            on=TaxBase.GROSS,
        ),
    )
    assert tariff.taxation == (
        Taxation(
            taxes=(TaxId("vat21"),),
            products=frozenset({"ferry"}),
            ticket_types=frozenset({"adult"}),
            travel=(DateRange(first=date(2026, 1, 1), last=date(2026, 12, 31)),),
        ),
        Taxation(taxes=(TaxId("vat9"), TaxId("city"))),
    )
    assert tariff.fees == (
        Fee(
            id=RuleId("service"),
            label="Service fee",
            type=FeeType.SERVICE,
            per=Per.BOOKING,
            rate=Rate.of(25, 1000),
            fixed=50,
            minimum=100,
            maximum=1000,
            effect=Effect.ADDED,
            on=FeeBase.DISCOUNTED,
            base=("LIST", "VARIATION"),
            tax=OwnFeeTax(tax=TaxId("vat21"), effect=Effect.ADDED),
            refund=FeeRefund.LAST,
            products=frozenset({MUSEUM}),
            ticket_types=frozenset({"adult", "child"}),
            buyer=BuyerScope(channels=frozenset({"web"})),
        ),
        Fee(
            id=RuleId("platform"),
            label="Platform",
            type=FeeType.PLATFORM,
            per=Per.UNIT,
            fixed=30,
            effect=Effect.INCLUDED,
            tax=SplitFeeTax(),
            refund=FeeRefund.SHARE,
        ),
        Fee(
            id=RuleId("payment"),
            label="Payment",
            type=FeeType.PAYMENT,
            rate=Rate.of(15, 1000),
            fixed=25,
            size=FeeSize.GROSSED_UP,
            refund=FeeRefund.NEVER,
        ),
    )


def test_what_is_left_out_takes_the_defaults_of_the_domain() -> None:
    assert parse_tariff(SMALL) == Tariff(id=TariffId("t"), currency=currency("EUR"))


@pytest.mark.parametrize(
    ("code", "written", "minor"),
    [("JPY", "1200", 1200), ("BHD", "1.250", 1250), ("EUR", '"7.5"', 750), ("EUR", "1e1", 1000)],
)
def test_amounts_follow_the_exponent_of_the_currency(code: str, written: str, minor: int) -> None:
    text = SMALL.replace("EUR", code) + f'[[price]]\nproduct = "a"\namounts = {{ b = {written} }}'

    (price,) = parse_tariff(text).prices

    assert price == ListPrice(product=ProductId("a"), ticket_type=TicketTypeId("b"), amount=minor)


def test_words_are_read_in_upper_and_lower_case() -> None:
    text = SMALL + 'rounding = "HALF_EVEN"\ncodes = "as_entered"\n'

    tariff = parse_tariff(text)

    assert (tariff.rounding, tariff.codes) == (Rounding.HALF_EVEN, Codes.AS_ENTERED)


def test_a_switch_that_is_off_is_the_same_as_none() -> None:
    fee = '[[fee]]\nid = "f"\nlabel = "F"\ntype = "CUSTOM"\nfixed = 1\ngrossed_up = false\n'

    assert parse_tariff(SMALL + fee).fees[0].size is FeeSize.PLAIN


def test_price_tables_are_read_from_the_folder_of_the_tariff(tmp_path: Path) -> None:
    (tmp_path / "tables").mkdir()
    file = tmp_path / "tariff.toml"
    file.write_text(SMALL + 'prices = ["a.csv", "tables/b.csv"]\n')
    (tmp_path / "a.csv").write_text("\ufeffproduct;ticket_type;amount\r\nmuseum;adult;1\r\n")
    (tmp_path / "tables/b.csv").write_text(
        'amount, season , ticket_type, product\n\n 2.50 ,, child ,"museum"\n'
    )

    prices = read_tariff(file).prices

    assert [(price.ticket_type, price.season, price.amount) for price in prices] == [
        ("adult", None, 100),
        ("child", None, 250),
    ]


def test_a_price_table_that_is_not_there_is_told_where_the_tariff_names_it(tmp_path: Path) -> None:
    file = tmp_path / "tariff.toml"
    file.write_text(SMALL + 'prices = "prices.csv"\n')

    with pytest.raises(FileError) as raised:
        read_tariff(file)

    (found,) = raised.value.problems
    assert (found.file, found.line, found.path) == (str(file), 4, "tariff.prices")
    assert (found.code, found.allowed) == ("unreadable_file", "a readable file")
    assert "price table 'prices.csv' cannot be read: no such file" in found.message


def test_a_fault_of_a_price_table_names_the_table_and_its_line(tmp_path: Path) -> None:
    file, table = tmp_path / "tariff.toml", tmp_path / "prices.csv"
    file.write_text(SMALL + 'prices = "prices.csv"\n')
    table.write_text("product,ticket_type,amount\nmuseum,adult,1.005\n")

    (found,) = check_tariff(file)

    assert (found.file, found.line, found.path) == (str(table), 2, "rows[0].amount")


def test_warnings_are_listed_and_do_not_keep_a_tariff_from_being_read(
    tmp_path: Path, catalogue_text: str
) -> None:
    file = tmp_path / "tariff.toml"
    file.write_text(SMALL)
    catalogue = parse_catalogue(catalogue_text, code_files=CODE_FILES)

    found = check_tariff(file, catalogue=catalogue)

    assert {problem.severity for problem in found} == {Severity.WARNING}
    assert "not_priced" in {problem.code for problem in found}
    assert str(found[0]).startswith(f"{file}:1: warning: ")
    assert read_tariff(file, catalogue=catalogue).prices == ()


def test_a_product_that_the_catalogue_does_not_have_is_told_with_near_ones(
    catalogue_text: str,
) -> None:
    text = SMALL + '[[price]]\nproduct = "musuem"\namounts = { adult = 1 }\n'
    assert parse_tariff(text).prices

    with pytest.raises(FileError, match="museum") as raised:
        parse_tariff(text, catalogue=parse_catalogue(catalogue_text, code_files=CODE_FILES))

    assert "unknown_product" in {problem.code for problem in raised.value.problems}


def test_checking_a_file_that_cannot_be_read_answers_the_fault(tmp_path: Path) -> None:
    (found,) = check_tariff(tmp_path / "none.toml")

    assert (found.code, found.line, found.path) == ("unreadable_file", None, "")


def test_differences_are_told_with_keys_that_the_file_has(tariff: Tariff) -> None:
    known = {key.name: key.shape for key in TARIFF_FILE.keys}
    rules: dict[str, tuple[attrs.AttrsInstance, ...]] = {
        "season": tariff.seasons,
        "variation": tariff.variations,
        "requested": tariff.open_variations,
        "lane": tariff.lanes,
        "promotion": tariff.promotions,
        "tax": tariff.taxes,
        "taxation": tariff.taxation,
        "fee": tariff.fees,
    }

    for name, of_section in rules.items():
        shape = known[name]
        assert isinstance(shape, ListOf)
        for rule in of_section:
            for path, _ in entries(rule, currency=tariff.currency):
                assert_key(shape.element, path=path)


def assert_key(table: object, *, path: str) -> None:
    """Fail if a table has no such key, or the table at that key not the rest of the path."""
    assert isinstance(table, Table)
    head, _, rest = path.partition(".")
    found = {key.name: key.shape for key in table.keys}
    assert head in found, path
    if rest:
        assert_key(found[head], path=rest)
