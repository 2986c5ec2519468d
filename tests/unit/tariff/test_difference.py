"""What is different between two tariffs, rule by rule, in words for people."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, get_type_hints
from zoneinfo import ZoneInfo

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import counterfoil.domain.tariff
from counterfoil.domain.money import Rate, Rounding, currency
from counterfoil.domain.references import (
    PartyId,
    ProductId,
    Promocode,
    PromotionId,
    RuleId,
    SeasonId,
    TariffId,
    TaxId,
    TicketTypeId,
)
from counterfoil.domain.tariff.conditions import (
    BuyerScope,
    CustomCondition,
    DateRange,
    InstantRange,
    LeadRange,
    Minimum,
    QuantityBand,
    Scope,
    TimeRange,
)
from counterfoil.domain.tariff.difference import (
    ORDERED,
    SETTINGS,
    FieldChange,
    PriceAdded,
    PriceChanged,
    PriceRemoved,
    RuleAdded,
    RuleChange,
    RuleChanged,
    RuleRemoved,
    RulesReordered,
    Section,
    SettingChanged,
    difference,
)
from counterfoil.domain.tariff.fees import Fee, FeeSize, FeeType, OwnFeeTax, SplitFeeTax
from counterfoil.domain.tariff.promotions import (
    AmountOff,
    CheapestOff,
    Codes,
    CustomBenefit,
    FixedUnitPrice,
    Lane,
    LaneMode,
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
    TaxRounding,
)
from counterfoil.domain.tariff.variations import (
    FixedAmount,
    OpenVariation,
    Percentage,
    PercentageBase,
    Variation,
    VariationType,
)
from counterfoil.domain.tariff.wording import MONEY_FIELDS, words

EUR = currency("EUR")
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def tariff(**fields: Any) -> Tariff:
    return Tariff(**{"id": TariffId("city"), "currency": EUR, **fields})


def price(product: str, amount: int, season: str | None = None) -> ListPrice:
    return ListPrice(
        product=ProductId(product),
        ticket_type=TicketTypeId("adult"),
        amount=amount,
        season=None if season is None else SeasonId(season),
    )


def season(name: str, *dates: DateRange) -> Season:
    return Season(id=SeasonId(name), label=name.title(), dates=dates)


def variation(name: str, **fields: Any) -> Variation:
    return Variation(
        **{
            "id": RuleId(name),
            "label": name.title(),
            "type": VariationType.PRODUCT_DYNAMIC,
            "difference": FixedAmount(amount=250),
            **fields,
        }
    )


def promotion(name: str, **fields: Any) -> Promotion:
    return Promotion(
        **{
            "id": PromotionId(name),
            "label": name.title(),
            "benefit": AmountOff(amount=500, per=Per.ORDER),
            **fields,
        }
    )


def fee(name: str, **fields: Any) -> Fee:
    return Fee(**{"id": RuleId(name), "label": name.title(), "type": FeeType.SERVICE, **fields})


def tax(name: str, percentage: str, **fields: Any) -> Tax:
    return Tax(id=TaxId(name), label=name.upper(), rate=Rate.percent(percentage), **fields)


def changed_fields(old: Tariff, new: Tariff) -> dict[str, tuple[str, str]]:
    """Give the fields of the one rule that is different, each with its old and new text."""
    (change,) = difference(old, new)
    assert isinstance(change, RuleChanged)
    return {found.name: (found.old, found.new) for found in change.fields}


FULL = tariff(
    label="City 2026",
    seasons=(season("high", DateRange(first=date(2026, 6, 1), last=date(2026, 8, 31))),),
    prices=(price("museum", 1500), price("museum", 1800, "high")),
    variations=(variation("peak"),),
    open_variations=(OpenVariation(type=VariationType.OTHER),),
    lanes=(Lane(number=1),),
    promotions=(promotion("family"),),
    taxes=(tax("vat", "9"),),
    taxation=(Taxation(taxes=(TaxId("vat"),)),),
    fees=(fee("service", rate=Rate.percent("2.5")),),
    price_valid=timedelta(hours=2),
)

# One other value for each field of a tariff.
OTHERWISE: Mapping[str, Any] = {
    "id": TariffId("town"),
    "currency": currency("USD"),
    "label": "Town",
    "rounding": Rounding.HALF_EVEN,
    "tax_rounding": TaxRounding.LINE,
    "inclusive": InclusiveRounding.TAX,
    "seasons": (season("low", DateRange()),),
    "prices": (),
    "variations": (variation("weekend"),),
    "open_variations": (),
    "lanes": (Lane(number=1, mode=LaneMode.BEST),),
    "promotions": (),
    "codes": Codes.AS_ENTERED,
    "codes_max": 3,
    "limits": LimitsMode.ADVISORY,
    "group_refund": GroupRefund.SHARE,
    "taxes": (),
    "taxation": (),
    "fees": (),
    "price_valid": None,
}


class TestEveryField:
    """No field of a tariff can change unseen."""

    def test_every_field_is_a_setting_or_a_section(self) -> None:
        names = {field.name for field in attrs.fields(Tariff)}

        assert names == set(SETTINGS) | {each.value for each in Section} - {"settings"}
        assert names == set(OTHERWISE)

    @pytest.mark.parametrize("name", OTHERWISE)
    def test_a_change_of_it_is_told_both_ways(self, name: str) -> None:
        other = attrs.evolve(FULL, **{name: OTHERWISE[name]})

        assert difference(FULL, other)
        assert difference(other, FULL)

    def test_equal_tariffs_have_no_difference(self) -> None:
        assert difference(FULL, attrs.evolve(FULL)) == ()


class TestSettings:
    def test_a_setting_is_told_with_its_old_and_new_text(self) -> None:
        new = attrs.evolve(
            FULL, rounding=Rounding.HALF_EVEN, codes_max=3, price_valid=timedelta(days=1)
        )

        assert difference(FULL, new) == (
            SettingChanged(name="rounding", old="half_up", new="half_even"),
            SettingChanged(name="codes_max", old="5", new="3"),
            SettingChanged(name="price_valid", old="2 hours", new="1 day"),
        )

    def test_what_was_not_set_says_so(self) -> None:
        new = attrs.evolve(FULL, label="", price_valid=None)

        assert difference(FULL, new) == (
            SettingChanged(name="label", old="City 2026", new="not set"),
            SettingChanged(name="price_valid", old="2 hours", new="not set"),
        )

    def test_another_currency_changes_every_amount_with_it(self) -> None:
        old = tariff(prices=(price("museum", 1500),), fees=(fee("card", fixed=30),))
        new = attrs.evolve(old, currency=currency("JPY"))

        assert difference(old, new) == (
            SettingChanged(name="currency", old="EUR", new="JPY"),
            PriceChanged(
                product=ProductId("museum"),
                ticket_type=TicketTypeId("adult"),
                season=None,
                old="15.00 EUR",
                new="1500 JPY",
            ),
            RuleChanged(
                section=Section.FEES,
                id="card",
                label="Card",
                fields=(FieldChange(name="fixed", old="0.30 EUR", new="30 JPY"),),
            ),
        )


class TestListPrices:
    museum = ProductId("museum")
    adult = TicketTypeId("adult")

    def test_prices_are_added_removed_and_changed_by_product_type_and_season(self) -> None:
        old = tariff(prices=(price("museum", 1500), price("museum", 1800, "high")))
        new = tariff(prices=(price("museum", 1500, "low"), price("museum", 1850, "high")))

        assert difference(old, new) == (
            PriceRemoved(
                product=self.museum, ticket_type=self.adult, season=None, amount="15.00 EUR"
            ),
            PriceChanged(
                product=self.museum,
                ticket_type=self.adult,
                season=SeasonId("high"),
                old="18.00 EUR",
                new="18.50 EUR",
            ),
            PriceAdded(
                product=self.museum,
                ticket_type=self.adult,
                season=SeasonId("low"),
                amount="15.00 EUR",
            ),
        )

    def test_the_order_of_price_rows_does_not_count(self) -> None:
        rows = (price("museum", 1500), price("tower", 900))

        assert difference(tariff(prices=rows), tariff(prices=rows[::-1])) == ()


class TestRules:
    def test_a_new_rule_is_told_with_all_that_it_says(self) -> None:
        peak = variation(
            "peak",
            scope=Scope(
                products=frozenset({ProductId("tower"), ProductId("museum")}),
                weekdays=frozenset({6, 5}),
                times=(TimeRange(starts_at=time(10), ends_at=time(12, 30)),),
            ),
            lead=LeadRange(most=timedelta(days=2)),
        )

        assert difference(tariff(), tariff(variations=(peak,))) == (
            RuleAdded(
                section=Section.VARIATIONS,
                id="peak",
                label="Peak",
                text="type = PRODUCT_DYNAMIC; amount = 2.50 EUR; products = museum, tower; "
                "weekdays = Saturday, Sunday; times = 10:00 until 12:30; lead.most = 2 days",
            ),
        )

    def test_a_rule_that_is_gone_is_told_in_the_words_of_the_old_tariff(self) -> None:
        old = tariff(fees=(fee("card", fixed=30, rate=Rate.percent("1.4")),))

        assert difference(old, tariff(currency=currency("USD")))[1:] == (
            RuleRemoved(
                section=Section.FEES,
                id="card",
                label="Card",
                text="type = SERVICE; percentage = 1.4 %; fixed = 0.30 EUR",
            ),
        )

    def test_a_rule_with_another_id_is_another_rule(self) -> None:
        found = difference(
            tariff(variations=(variation("peak"),)), tariff(variations=(variation("Peak"),))
        )

        assert [type(change) for change in found] == [RuleRemoved, RuleAdded]

    def test_a_changed_rule_names_the_fields_down_to_the_part_that_differs(self) -> None:
        old = promotion("family", limits=PromotionLimits(uses=100, budget=5000))
        new = promotion(
            "family",
            label="Families",
            benefit=AmountOff(amount=750, per=Per.ORDER),
            cap=2000,
            limits=PromotionLimits(uses=80, budget=4000),
            may_raise=True,
        )

        found = difference(tariff(promotions=(old,)), tariff(promotions=(new,)))

        assert found == (
            RuleChanged(
                section=Section.PROMOTIONS,
                id="family",
                label="Families",
                fields=(
                    FieldChange(name="label", old="Family", new="Families"),
                    FieldChange(name="amount_off", old="5.00 EUR", new="7.50 EUR"),
                    FieldChange(name="cap", old="not set", new="20.00 EUR"),
                    FieldChange(name="limits.uses", old="100", new="80"),
                    FieldChange(name="limits.budget", old="50.00 EUR", new="40.00 EUR"),
                    FieldChange(name="may_raise", old="no", new="yes"),
                ),
            ),
        )

    def test_another_benefit_is_told_with_the_keys_of_both(self) -> None:
        old = tariff(promotions=(promotion("family"),))
        new = tariff(
            promotions=(promotion("family", benefit=PercentageOff(rate=Rate.percent(10))),)
        )

        assert changed_fields(old, new) == {
            "amount_off": ("5.00 EUR", "not set"),
            "per": ("order", "not set"),
            "percentage_off": ("not set", "10 %"),
        }

    def test_a_part_that_is_taken_away_is_not_set(self) -> None:
        old = tariff(variations=(variation("group", quantity=QuantityBand(least=10)),))
        new = tariff(variations=(variation("group"),))

        assert changed_fields(old, new) == {"quantity": ("least = 10", "not set")}

    def test_a_rate_is_told_as_a_percentage(self) -> None:
        assert changed_fields(
            tariff(taxes=(tax("vat", "9"),)), tariff(taxes=(tax("vat", "9.5"),))
        ) == {"percentage": ("9 %", "9.5 %")}

    def test_an_instant_in_another_zone_is_no_change(self) -> None:
        def booked(starts_at: datetime) -> Tariff:
            return tariff(
                variations=(variation("early", booked=InstantRange(starts_at=starts_at)),)
            )

        old = booked(datetime(2026, 6, 1, 12, tzinfo=AMSTERDAM))

        assert difference(old, booked(datetime(2026, 6, 1, 10, tzinfo=UTC))) == ()
        assert difference(old, booked(datetime(2026, 6, 1, 11, tzinfo=UTC))) != ()

    def test_a_rule_without_id_is_known_by_what_it_says(self) -> None:
        vat, exempt = (
            Taxation(taxes=(TaxId("vat"),)),
            Taxation(taxes=(), products=frozenset({"x"})),
        )
        partner = OpenVariation(
            type=VariationType.PARTNER_DISCOUNT,
            buyer=BuyerScope(partners=frozenset({PartyId("hotel")})),
        )

        found = difference(
            tariff(taxation=(vat,), open_variations=(partner,)), tariff(taxation=(exempt, vat))
        )

        assert found == (
            RuleRemoved(
                section=Section.OPEN_VARIATIONS,
                id="type = PARTNER_DISCOUNT; partners = hotel",
                label="",
                text="type = PARTNER_DISCOUNT; partners = hotel",
            ),
            RuleAdded(
                section=Section.TAXATION,
                id="taxes = none; products = x",
                label="",
                text="taxes = none; products = x",
            ),
        )

    def test_a_lane_is_known_by_its_number(self) -> None:
        old = tariff(lanes=(Lane(number=1), Lane(number=2)))
        new = tariff(lanes=(Lane(number=2, mode=LaneMode.BEST), Lane(number=1)))

        assert difference(old, new) == (
            RuleChanged(
                section=Section.LANES,
                id="2",
                label="",
                fields=(FieldChange(name="mode", old="all", new="best"),),
            ),
        )


class TestKeysOfTheFile:
    """A rule is told in the words of the file that it was read from."""

    @pytest.mark.parametrize(
        ("was", "now", "expected"),
        [
            (
                {"difference": Percentage(rate=Rate.percent(10))},
                {"difference": Percentage(rate=Rate.percent(-5))},
                {"percentage": ("10 %", "-5 %")},
            ),
            (
                {"difference": FixedAmount(amount=100)},
                {"difference": Percentage(rate=Rate.percent(5), base=PercentageBase.RUNNING)},
                {
                    "amount": ("1.00 EUR", "not set"),
                    "percentage": ("not set", "5 %"),
                    "base": ("not set", "running"),
                },
            ),
            (
                {"buyer": BuyerScope(channels=frozenset({"web"}))},
                {"scope": Scope(weekdays=frozenset({0}))},
                {"channels": ("web", "not set"), "weekdays": ("not set", "Monday")},
            ),
            (
                {},
                {"quantity": QuantityBand()},
                {"quantity": ("not set", "as by default")},
            ),
            (
                {"lead": LeadRange(least=timedelta(days=30))},
                {"lead": LeadRange(least=timedelta(days=29))},
                {"lead.least": ("30 days", "29 days")},
            ),
        ],
    )
    def test_of_a_variation(
        self, was: Mapping[str, Any], now: Mapping[str, Any], expected: dict[str, tuple[str, str]]
    ) -> None:
        old = tariff(variations=(variation("v", **was),))

        assert changed_fields(old, tariff(variations=(variation("v", **now),))) == expected

    @pytest.mark.parametrize(
        ("was", "now", "expected"),
        [
            (
                {"benefit": CheapestOff(take=1, of=4, rate=Rate.percent(100))},
                {"benefit": CheapestOff(take=1, of=3, rate=Rate.percent(50))},
                {"cheapest.of": ("4", "3"), "cheapest.percentage": ("100 %", "50 %")},
            ),
            (
                {"benefit": FixedUnitPrice(price=750)},
                {"benefit": CustomBenefit(name="loyalty", version="1")},
                {
                    "unit_price": ("7.50 EUR", "not set"),
                    "benefit.name": ("not set", "loyalty"),
                    "benefit.version": ("not set", "1"),
                },
            ),
            (
                {"custom": (CustomCondition(name="rain", version="1"),)},
                {},
                {"conditions": ("name = rain; version = 1", "not set")},
            ),
            (
                {"minimum": Minimum(quantity=2)},
                {
                    "minimum": Minimum(
                        quantity=2, scope=Scope(products=frozenset({ProductId("x")}))
                    )
                },
                {"minimum.products": ("not set", "x")},
            ),
            (
                {"minimum": Minimum(quantity=2)},
                {"minimum": Minimum(quantity=2, scope=Scope())},
                {"minimum.scope": ("not set", "as by default")},
            ),
        ],
    )
    def test_of_a_promotion(
        self, was: Mapping[str, Any], now: Mapping[str, Any], expected: dict[str, tuple[str, str]]
    ) -> None:
        old = tariff(promotions=(promotion("p", **was),))

        assert changed_fields(old, tariff(promotions=(promotion("p", **now),))) == expected

    @pytest.mark.parametrize(
        ("was", "now", "expected"),
        [
            (
                {"rate": Rate.percent(2)},
                {"rate": Rate.percent(3), "size": FeeSize.GROSSED_UP},
                {"percentage": ("2 %", "3 %"), "grossed_up": ("no", "yes")},
            ),
            (
                {"tax": OwnFeeTax(tax=TaxId("vat"), effect=Effect.ADDED)},
                {"tax": OwnFeeTax(tax=TaxId("vat"), effect=Effect.INCLUDED)},
                {"tax_effect": ("ADDED", "INCLUDED")},
            ),
            ({}, {"tax": SplitFeeTax()}, {"split_tax": ("not set", "yes")}),
        ],
    )
    def test_of_a_fee(
        self, was: Mapping[str, Any], now: Mapping[str, Any], expected: dict[str, tuple[str, str]]
    ) -> None:
        old = tariff(fees=(fee("f", **was),))

        assert changed_fields(old, tariff(fees=(fee("f", **now),))) == expected


class TestOrder:
    def test_variations_and_fees_run_in_their_order(self) -> None:
        variations = (variation("a"), variation("b"), variation("c"))
        fees = (fee("x"), fee("y"))
        old = tariff(variations=variations, fees=fees)
        new = tariff(variations=(variations[2], variations[0], variations[1]), fees=fees[::-1])

        assert difference(old, new) == (
            RulesReordered(section=Section.VARIATIONS, old=("a", "b", "c"), new=("c", "a", "b")),
            RulesReordered(section=Section.FEES, old=("x", "y"), new=("y", "x")),
        )

    def test_a_rule_that_comes_or_goes_between_others_leaves_their_order(self) -> None:
        old = tariff(variations=(variation("a"), variation("b")))
        new = tariff(variations=(variation("new"), variation("a"), variation("c"), variation("b")))

        assert {type(change) for change in difference(old, new)} == {RuleAdded}

    def test_promotions_run_by_lane_priority_and_id_wherever_they_stand(self) -> None:
        old = tariff(promotions=(promotion("a"), promotion("b", priority=1)))
        moved = tariff(promotions=(promotion("b", priority=1), promotion("a")))
        swapped = tariff(promotions=(promotion("a"), promotion("b", priority=-1)))

        assert difference(old, moved) == ()
        assert difference(old, swapped) == (
            RuleChanged(
                section=Section.PROMOTIONS,
                id="b",
                label="B",
                fields=(FieldChange(name="priority", old="1", new="-1"),),
            ),
            RulesReordered(section=Section.PROMOTIONS, old=("a", "b"), new=("b", "a")),
        )

    def test_of_seasons_and_taxation_rows_the_first_that_matches_counts(self) -> None:
        seasons = (season("high", DateRange()), season("peak", DateRange()))
        rows = (Taxation(taxes=(), products=frozenset({"x"})), Taxation(taxes=(TaxId("vat"),)))
        old = tariff(seasons=seasons, taxation=rows)

        found = difference(old, tariff(seasons=seasons[::-1], taxation=rows[::-1]))

        assert [change.section for change in found if isinstance(change, RulesReordered)] == [
            Section.SEASONS,
            Section.TAXATION,
        ]

    def test_elsewhere_order_means_nothing(self) -> None:
        taxes = (tax("vat", "9"), tax("levy", "2", effect=Effect.ADDED))
        opened = (
            OpenVariation(type=VariationType.OTHER),
            OpenVariation(type=VariationType.PARTNER_DISCOUNT),
        )

        assert not ORDERED & {Section.TAXES, Section.OPEN_VARIATIONS, Section.LANES}
        assert (
            difference(
                tariff(taxes=taxes, open_variations=opened),
                tariff(taxes=taxes[::-1], open_variations=opened[::-1]),
            )
            == ()
        )


class TestWords:
    """Values as text."""

    @pytest.mark.parametrize(
        ("value", "expected"),
        [
            (DateRange(), "always"),
            (DateRange(first=date(2026, 6, 1)), "from 2026-06-01"),
            (DateRange(last=date(2026, 6, 1)), "to 2026-06-01"),
            (
                DateRange(first=date(2026, 6, 1), last=date(2026, 6, 2)),
                "2026-06-01 to 2026-06-02",
            ),
            (
                InstantRange(ends_at=datetime(2026, 6, 1, tzinfo=UTC)),
                "until 2026-06-01 00:00:00+00:00",
            ),
            ((("hours", "3"), ("place", "")), "hours = 3, place = ''"),
            (frozenset({"b", "a"}), "a, b"),
            (frozenset({"a, b"}), "'a, b'"),
            (frozenset(), "not set"),
            ((), "not set"),
            (
                (DateRange(last=date(2026, 6, 1)), DateRange()),
                "to 2026-06-01, always",
            ),
            (
                OwnFeeTax(tax=TaxId("vat"), effect=Effect.ADDED),
                "tax = vat; tax_effect = ADDED",
            ),
            (
                (CustomCondition(name="rain", version="2"),),
                "name = rain; version = 2",
            ),
            (Scope(), "as by default"),
            (timedelta(), "0 seconds"),
            (timedelta(days=30), "30 days"),
            (timedelta(hours=25, minutes=1, seconds=1), "1 day 1 hour 1 minute 1 second"),
        ],
    )
    def test_a_value_is_written_for_people(self, value: object, expected: str) -> None:
        assert words(value, currency=EUR) == expected

    def test_every_integer_of_a_tariff_is_known_as_money_or_as_a_number(self) -> None:
        counts = {
            ("QuantityBand", "least"),
            ("QuantityBand", "most"),
            ("Minimum", "quantity"),
            ("CheapestOff", "take"),
            ("CheapestOff", "of"),
            ("PromotionLimits", "uses"),
            ("PromotionLimits", "uses_per_customer"),
            ("PromotionLimits", "units_per_cart"),
            ("Promotion", "lane"),
            ("Promotion", "priority"),
            ("Lane", "number"),
            ("Tariff", "codes_max"),
        }
        money = {(kind.__name__, name) for kind, name in MONEY_FIELDS}

        assert set(integers_of_the_tariff()) == counts | money
        assert not counts & money


def integers_of_the_tariff() -> Iterator[tuple[str, str]]:
    names = ("conditions", "fees", "promotions", "tariff", "taxes", "variations")
    for found in pkgutil.iter_modules(counterfoil.domain.tariff.__path__):
        if found.name not in names:
            continue
        module = importlib.import_module(f"counterfoil.domain.tariff.{found.name}")
        for kind in vars(module).values():
            if isinstance(kind, type) and attrs.has(kind) and kind.__module__ == module.__name__:
                hints = get_type_hints(kind)
                for field in attrs.fields(kind):
                    if hints[field.name] in {int, int | None}:
                        yield kind.__name__, field.name


AMOUNTS = st.integers(min_value=0, max_value=3)
IDS = st.sampled_from(["a", "b", "c"])
TARIFFS = st.builds(
    tariff,
    prices=st.dictionaries(st.tuples(IDS, st.none() | IDS), AMOUNTS, max_size=3).map(
        lambda rows: tuple(price(name, amount, of) for (name, of), amount in rows.items())
    ),
    variations=st.dictionaries(IDS, AMOUNTS, max_size=3).map(
        lambda rows: tuple(
            variation(name, difference=FixedAmount(amount=amount)) for name, amount in rows.items()
        )
    ),
    promotions=st.dictionaries(IDS, st.tuples(AMOUNTS, st.none() | IDS), max_size=3).map(
        lambda rows: tuple(
            promotion(
                name,
                priority=priority,
                code=None if code is None else Promocode(name + code),
            )
            for name, (priority, code) in rows.items()
        )
    ),
    taxes=st.dictionaries(IDS, AMOUNTS, max_size=2).map(
        lambda rows: tuple(tax(name, str(percentage)) for name, percentage in rows.items())
    ),
    taxation=st.lists(
        st.builds(Taxation, taxes=st.just(()), products=st.frozensets(IDS, max_size=2)),
        max_size=3,
        unique=True,
    ).map(tuple),
    fees=st.permutations([fee("x"), fee("y", fixed=1), fee("z", rate=Rate.percent(1))]).map(tuple),
)


def canonical(found: Tariff) -> Tariff:
    """Bring what stands in any order into one order."""
    return attrs.evolve(
        found,
        prices=tuple(sorted(found.prices, key=lambda row: (row.product, row.season or ""))),
        promotions=tuple(sorted(found.promotions, key=lambda rule: rule.id)),
        taxes=tuple(sorted(found.taxes, key=lambda rule: rule.id)),
    )


def reversed_change(change: RuleChange) -> RuleChange:
    """Tell a change from the other side; labels never change in `TARIFFS`."""
    fields: dict[str, Any] = attrs.asdict(change, recurse=False)
    match change:
        case PriceAdded():
            return PriceRemoved(**fields)
        case PriceRemoved():
            return PriceAdded(**fields)
        case RuleAdded():
            return RuleRemoved(**fields)
        case RuleRemoved():
            return RuleAdded(**fields)
        case RuleChanged():
            fields["fields"] = tuple(
                FieldChange(name=field.name, old=field.new, new=field.old)
                for field in change.fields
            )
        case PriceChanged() | SettingChanged() | RulesReordered():
            fields["old"], fields["new"] = change.new, change.old
    return type(change)(**fields)


class TestProperties:
    @given(old=TARIFFS, new=TARIFFS)
    def test_there_is_no_difference_exactly_where_the_tariffs_say_the_same(
        self, old: Tariff, new: Tariff
    ) -> None:
        assert (difference(old, new) == ()) == (canonical(old) == canonical(new))

    @given(old=TARIFFS, new=TARIFFS)
    def test_the_way_back_is_the_opposite_of_the_way_there(self, old: Tariff, new: Tariff) -> None:
        there = {reversed_change(change) for change in difference(old, new)}

        assert set(difference(new, old)) == there

    @given(old=TARIFFS, new=TARIFFS)
    def test_no_change_says_the_same_twice(self, old: Tariff, new: Tariff) -> None:
        pairs: list[tuple[object, object]] = []
        for change in difference(old, new):
            if isinstance(change, RuleChanged):
                assert change.fields
                pairs += [(field.old, field.new) for field in change.fields]
            elif isinstance(change, PriceChanged | SettingChanged | RulesReordered):
                pairs.append((change.old, change.new))

        assert all(was != now for was, now in pairs)
