"""Money, rates, rounding and the reading of amounts, case by case."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from counterfoil.domain.currencies import (
    AMOUNT_MAX,
    DIGITS_MAX,
    EXPONENTS,
    exact_ratio,
    format_ratio,
    require_at_least,
)
from counterfoil.domain.errors import CounterfoilError, InvariantError, UsageError
from counterfoil.domain.money import (
    ROUNDERS,
    Currency,
    Money,
    Rate,
    Rounding,
    currency,
    format_amount,
    parse_amount,
    round_half_even,
    round_half_up,
)

EUR = currency("EUR")
JPY = currency("JPY")
BHD = currency("BHD")
CLF = currency("CLF")


def pickled_and_back(value: Any) -> Any:
    return pickle.loads(pickle.dumps(value))  # noqa: S301  # made here, not received


class TestErrors:
    def test_a_usage_error_names_field_value_and_what_is_allowed(self) -> None:
        error = UsageError(
            field="quantity", value=0, problem="is below 1", allowed="an integer of at least 1"
        )

        assert str(error) == "quantity: 0 is below 1, allowed: an integer of at least 1"
        assert (error.field, error.value) == ("quantity", 0)
        assert (error.problem, error.allowed) == ("is below 1", "an integer of at least 1")

    def test_both_kinds_are_errors_of_the_engine(self) -> None:
        assert issubclass(UsageError, CounterfoilError)
        assert issubclass(InvariantError, CounterfoilError)
        assert not issubclass(UsageError, InvariantError)

    @pytest.mark.parametrize("through", [copy.copy, copy.deepcopy, pickled_and_back])
    def test_a_usage_error_crosses_a_process_boundary_whole(self, through: Any) -> None:
        error = UsageError(field="rate", value="x", problem="is no number", allowed="a number")

        arrived = through(error)

        assert type(arrived) is UsageError
        assert str(arrived) == str(error)
        assert arrived.field == "rate"
        assert arrived.value == "x"

    def test_a_long_value_is_cut_in_the_message_and_kept_as_an_attribute(self) -> None:
        error = UsageError(field="amount", value="9" * 500, problem="is long", allowed="less")

        assert str(error) == f"amount: '{'9' * 76}... is long, allowed: less"
        assert error.value == "9" * 500

    def test_an_integer_too_long_to_write_is_described_by_its_size(self) -> None:
        error = UsageError(field="amount", value=1 << 99_999, problem="is long", allowed="less")

        assert str(error) == "amount: an integer of 100000 bits is long, allowed: less"


class TestCurrencies:
    @pytest.mark.parametrize(
        ("exponent", "codes"),
        [
            (0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"),
            (2, "EUR USD GBP CHF CZK DKK SEK NOK PLN HUF TRY MXN BRL CNY INR THB IDR XCG ZWG"),
            (3, "BHD IQD JOD KWD LYD OMR TND"),
            (4, "CLF UYW"),
        ],
    )
    def test_the_exponent_is_the_published_one(self, exponent: int, codes: str) -> None:
        assert {code: currency(code).exponent for code in codes.split()} == dict.fromkeys(
            codes.split(), exponent
        )

    def test_the_table_is_the_published_list_of_codes_with_a_minor_unit(self) -> None:
        by_exponent = {
            exponent: sum(1 for found in EXPONENTS.values() if found == exponent)
            for exponent in set(EXPONENTS.values())
        }

        assert by_exponent == {0: 17, 2: 139, 3: 7, 4: 2}
        assert all(
            len(code) == 3 and code.isascii() and code.isalpha() and code.isupper()
            for code in EXPONENTS
        )

    @pytest.mark.parametrize("code", ["XAU", "XAG", "XDR", "XTS", "XXX", "BGN", "HRK", "ANG"])
    def test_a_code_without_minor_unit_or_no_longer_active_is_refused(self, code: str) -> None:
        with pytest.raises(UsageError, match=f"^currency: '{code}' is not an active ISO 4217"):
            currency(code)

    @pytest.mark.parametrize(
        ("code", "near"), [("EURO", "EUR"), ("eur", "EUR"), ("JPN", "JPY"), ("EUR ", "EUR")]
    )
    def test_an_unknown_code_is_answered_with_the_nearest(self, code: str, near: str) -> None:
        with pytest.raises(UsageError) as caught:
            currency(code)

        assert caught.value.field == "currency"
        assert caught.value.value == code
        assert near in caught.value.allowed.removeprefix("a code such as ").split(" or ")

    @pytest.mark.parametrize("code", ["", "€", "123", "#" * 1_000])
    def test_a_code_near_to_none_is_answered_with_examples(self, code: str) -> None:
        with pytest.raises(UsageError) as caught:
            currency(code)

        assert caught.value.allowed == "a code such as EUR or JPY or BHD"

    @pytest.mark.parametrize(("code", "exponent"), [("EUR", 3), ("JPY", 2), ("XAU", 2)])
    def test_no_currency_is_made_with_an_exponent_of_its_own(
        self, code: str, exponent: int
    ) -> None:
        with pytest.raises(UsageError, match=r"^currency: .* is not an ISO 4217 code with its"):
            Currency(code=code, exponent=exponent)

    def test_a_currency_is_written_as_its_code(self) -> None:
        assert str(EUR) == "EUR"
        assert Currency(code="EUR", exponent=2) == EUR


class TestReadingAmounts:
    @pytest.mark.parametrize(
        ("value", "unit", "amount"),
        [
            ("12.50", EUR, 1250),
            ("12.5", EUR, 1250),
            ("12", EUR, 1200),
            ("12.5000", EUR, 1250),
            ("-0.01", EUR, -1),
            ("+2.50", EUR, 250),
            ("-0.00", EUR, 0),
            ("007", EUR, 700),
            (12, EUR, 1200),
            (-3, EUR, -300),
            (0, EUR, 0),
            (Decimal("12.50"), EUR, 1250),
            (Decimal("1E+2"), EUR, 10_000),
            (Decimal("1250E-2"), EUR, 1250),
            (Decimal("-0.0"), EUR, 0),
            ("1200", JPY, 1200),
            ("1200.00", JPY, 1200),
            (1200, JPY, 1200),
            ("1.250", BHD, 1250),
            ("0.001", BHD, 1),
            ("1.2345", CLF, 12_345),
            ("10000000000000.00", EUR, AMOUNT_MAX),
            ("-10000000000000.00", EUR, -AMOUNT_MAX),
            ("1" + "." + "0" * DIGITS_MAX, EUR, 100),
        ],
    )
    def test_an_exact_amount_is_read_in_minor_units(
        self, value: str | int | Decimal, unit: Currency, amount: int
    ) -> None:
        assert parse_amount(value, currency=unit) == amount

    @pytest.mark.parametrize(
        ("value", "unit", "message"),
        [
            ("12.505", EUR, "price: '12.505' has 3 decimals, allowed: at most 2 for EUR"),
            ("12.5050", EUR, "price: '12.5050' has 3 decimals, allowed: at most 2 for EUR"),
            ("0.5", JPY, "price: '0.5' has 1 decimal, allowed: at most 0 for JPY"),
            ("1.2505", BHD, "price: '1.2505' has 4 decimals, allowed: at most 3 for BHD"),
            (
                Decimal("0.001"),
                EUR,
                "price: Decimal('0.001') has 3 decimals, allowed: at most 2 for EUR",
            ),
            (
                "10000000000000.01",
                EUR,
                (
                    "price: '10000000000000.01' is too large, "
                    "allowed: -10000000000000.00 to 10000000000000.00 EUR"
                ),
            ),
            (
                -(10**15) - 1,
                JPY,
                (
                    "price: -1000000000000001 is too large, "
                    "allowed: -1000000000000000 to 1000000000000000 JPY"
                ),
            ),
        ],
    )
    def test_what_the_currency_cannot_hold_is_refused(
        self, value: str | int | Decimal, unit: Currency, message: str
    ) -> None:
        with pytest.raises(UsageError) as caught:
            parse_amount(value, currency=unit, field="price")

        assert str(caught.value) == message
        assert (caught.value.field, caught.value.value) == ("price", value)

    @pytest.mark.parametrize(
        ("value", "problem"),
        [
            (12.5, "is a float"),
            (12.0, "is a float"),
            (float("nan"), "is a float"),
            (True, "is a bool"),
            (False, "is a bool"),
            (None, "is a NoneType"),
            (Fraction(1, 2), "is a Fraction"),
            (b"12.50", "is a bytes"),
            (Decimal("NaN"), "is not a finite number"),
            (Decimal("sNaN"), "is not a finite number"),
            (Decimal("Infinity"), "is not a finite number"),
            (Decimal("-Infinity"), "is not a finite number"),
            ("", "is not a decimal number"),
            (" ", "is not a decimal number"),
            (" 12.50", "is not a decimal number"),
            ("12.50 ", "is not a decimal number"),
            ("12.50\n", "is not a decimal number"),
            ("12 50", "is not a decimal number"),
            ("12,50", "is not a decimal number"),
            ("1,200.00", "is not a decimal number"),
            ("1.200.00", "is not a decimal number"),
            ("1_200", "is not a decimal number"),
            ("1'200", "is not a decimal number"),
            ("12.", "is not a decimal number"),
            (".50", "is not a decimal number"),
            (".", "is not a decimal number"),
            ("-", "is not a decimal number"),
            ("--1", "is not a decimal number"),
            ("1-", "is not a decimal number"),
            ("1e2", "is not a decimal number"),
            ("0x10", "is not a decimal number"),
            ("nan", "is not a decimal number"),
            ("Infinity", "is not a decimal number"),
            ("12.50 EUR", "is not a decimal number"),
            ("€12", "is not a decimal number"),
            ("\N{ARABIC-INDIC DIGIT ONE}\N{ARABIC-INDIC DIGIT TWO}", "is not a decimal number"),
            ("\N{FULLWIDTH DIGIT ONE}", "is not a decimal number"),
            ("\N{MINUS SIGN}1", "is not a decimal number"),
            ("1\N{NO-BREAK SPACE}200", "is not a decimal number"),
        ],
    )
    def test_what_is_not_an_exact_number_is_refused(self, value: Any, problem: str) -> None:
        with pytest.raises(UsageError) as caught:
            parse_amount(value, currency=EUR, field="price")

        assert caught.value.field == "price"
        assert caught.value.value is value
        assert caught.value.problem == problem
        assert caught.value.allowed == (
            "digits with at most one point, such as '12.50', an integer or a Decimal"
        )

    @pytest.mark.parametrize(
        "value",
        [
            "9" * (DIGITS_MAX + 1),
            "0." + "0" * DIGITS_MAX + "1",
            pytest.param("0" * 200 + "1", id="a text of two hundred zeros and a one"),
            pytest.param("9" * 1_000_000, id="a text of a million digits"),
            10**DIGITS_MAX,
            -(10**DIGITS_MAX),
            pytest.param(10**50_000, id="an integer of 50,001 digits"),
            Decimal("1E+999999"),
            Decimal("1E-999999"),
            Decimal("0E-999999"),
            Decimal("1E+64"),
        ],
    )
    def test_a_number_of_absurd_length_is_refused_before_it_costs_work(
        self, value: str | int | Decimal
    ) -> None:
        with pytest.raises(UsageError) as caught:
            parse_amount(value, currency=EUR)

        assert caught.value.field == "amount"
        assert caught.value.problem == "has too many digits"
        assert caught.value.allowed == "at most 64 digits on either side of the point"

    @pytest.mark.parametrize(
        ("value", "ratio"),
        [
            ("9" * DIGITS_MAX, (10**DIGITS_MAX - 1, 1)),
            (10**DIGITS_MAX - 1, (10**DIGITS_MAX - 1, 1)),
            ("0." + "0" * (DIGITS_MAX - 1) + "1", (1, 10**DIGITS_MAX)),
            ("0.10", (1, 10)),
            (Decimal("0.1"), (1, 10)),
        ],
    )
    def test_a_number_at_the_limit_is_read_exactly(
        self, value: str | int | Decimal, ratio: tuple[int, int]
    ) -> None:
        assert exact_ratio(value, field="number") == ratio

    @pytest.mark.parametrize(
        ("amount", "unit", "text"),
        [
            (1250, EUR, "12.50"),
            (-1250, EUR, "-12.50"),
            (-5, EUR, "-0.05"),
            (0, EUR, "0.00"),
            (1200, JPY, "1200"),
            (-1200, JPY, "-1200"),
            (1250, BHD, "1.250"),
            (-1, BHD, "-0.001"),
            (12_345, CLF, "1.2345"),
        ],
    )
    def test_an_amount_is_written_with_all_decimals_of_its_currency(
        self, amount: int, unit: Currency, text: str
    ) -> None:
        assert format_amount(amount, currency=unit) == text

    @pytest.mark.parametrize(
        ("ratio", "text"),
        [
            ((5, 2), "2.5"),
            ((-5, 2), "-2.5"),
            ((1, 400), "0.0025"),
            ((1, 625), "0.0016"),
            ((20, 1), "20"),
            ((-20, 1), "-20"),
            ((0, 1), "0"),
            ((100, 3), "100/3"),
            ((-100, 3), "-100/3"),
            ((1, 6), "1/6"),
        ],
    )
    def test_a_ratio_is_written_exactly(self, ratio: tuple[int, int], text: str) -> None:
        assert format_ratio(*ratio) == text

    def test_an_integer_at_the_minimum_passes_and_one_below_is_refused(self) -> None:
        assert require_at_least(1, value=1, field="quantity") == 1

        with pytest.raises(
            UsageError, match=r"^quantity: 0 is below 1, allowed: an integer of at"
        ):
            require_at_least(1, value=0, field="quantity")


class TestRounding:
    def test_every_way_to_round_has_its_function(self) -> None:
        assert set(ROUNDERS) == set(Rounding)
        assert len({id(rounder) for rounder in ROUNDERS.values()}) == len(Rounding)

    @pytest.mark.parametrize(
        ("numerator", "denominator", "half_up", "half_even"),
        [
            (1, 2, 1, 0),
            (-1, 2, -1, 0),
            (3, 2, 2, 2),
            (-3, 2, -2, -2),
            (5, 2, 3, 2),
            (-5, 2, -3, -2),
            (149, 100, 1, 1),
            (-149, 100, -1, -1),
            (151, 100, 2, 2),
            (-151, 100, -2, -2),
            (1, 3, 0, 0),
            (-1, 3, 0, 0),
            (2, 3, 1, 1),
            (-2, 3, -1, -1),
            (0, 7, 0, 0),
            (6, 3, 2, 2),
            (-6, 3, -2, -2),
            (10**40 + 5, 10, 10**39 + 1, 10**39),
            (-(10**40) - 5, 10, -(10**39) - 1, -(10**39)),
        ],
    )
    def test_halves_go_where_the_mode_says_and_all_else_to_the_nearest(
        self, numerator: int, denominator: int, half_up: int, half_even: int
    ) -> None:
        assert round_half_up(numerator, denominator) == half_up
        assert round_half_even(numerator, denominator) == half_even


class TestRate:
    @pytest.mark.parametrize(
        ("rate", "numerator", "denominator"),
        [
            (Rate.percent("2.5"), 1, 40),
            (Rate.percent(Decimal("2.5")), 1, 40),
            (Rate.percent(20), 1, 5),
            (Rate.percent("-10"), -1, 10),
            (Rate.percent("0.00"), 0, 1),
            (Rate.parse("0.025"), 1, 40),
            (Rate.parse(1), 1, 1),
            (Rate.of(2, 6), 1, 3),
            (Rate.of(-2, 6), -1, 3),
            (Rate.of(0, 9), 0, 1),
        ],
    )
    def test_a_rate_is_held_exactly_in_lowest_terms(
        self, rate: Rate, numerator: int, denominator: int
    ) -> None:
        assert (rate.numerator, rate.denominator) == (numerator, denominator)
        assert rate == Rate(numerator=numerator, denominator=denominator)

    @pytest.mark.parametrize(
        ("rate", "text"),
        [
            (Rate.percent("2.50"), "2.5"),
            (Rate.percent(20), "20"),
            (Rate.percent("-12.5"), "-12.5"),
            (Rate.of(1, 3), "100/3"),
            (Rate.of(0, 1), "0"),
            (Rate.parse("0.00005"), "0.005"),
        ],
    )
    def test_a_rate_is_written_as_its_exact_percentage(self, rate: Rate, text: str) -> None:
        assert rate.as_percent() == text
        assert str(rate) == f"{text} %"

    @pytest.mark.parametrize("value", [0.025, 2.0, True, None, "2.5 %", "2,5", "", "1/3"])
    def test_a_rate_is_not_read_from_what_is_inexact_or_malformed(self, value: Any) -> None:
        for read in (Rate.parse, Rate.percent):
            with pytest.raises(UsageError) as caught:
                read(value, field="vat")

            assert caught.value.field == "vat"
            assert caught.value.value is value

    @pytest.mark.parametrize(
        ("numerator", "denominator", "field"),
        [
            (0.5, 1, "numerator"),
            (True, 2, "numerator"),
            (1, 2.0, "denominator"),
            (1, True, "denominator"),
            (1, 0, "denominator"),
            (1, -2, "denominator"),
        ],
    )
    def test_a_rate_is_a_ratio_of_integers_over_a_positive_one(
        self, numerator: Any, denominator: Any, field: str
    ) -> None:
        with pytest.raises(UsageError) as caught:
            Rate.of(numerator, denominator)

        assert caught.value.field == field

    @pytest.mark.parametrize(
        ("numerator", "denominator", "field"),
        [
            (2, 4, "denominator"),
            (0, 5, "denominator"),
            (1, 0, "denominator"),
            (1, -3, "denominator"),
            (0.5, 1, "numerator"),
            (1, 2.0, "denominator"),
        ],
    )
    def test_a_rate_cannot_be_made_in_other_than_lowest_terms(
        self, numerator: Any, denominator: Any, field: str
    ) -> None:
        with pytest.raises(UsageError) as caught:
            Rate(numerator=numerator, denominator=denominator)

        assert caught.value.field == field

    def test_rates_are_added_negated_and_ordered_exactly(self) -> None:
        third, sixth = Rate.of(1, 3), Rate.of(1, 6)

        assert third + sixth == Rate.of(1, 2)
        assert -third == Rate.of(-1, 3)
        assert third + -third == Rate.of(0, 1)
        assert sixth < third
        assert third > sixth
        assert third <= Rate.of(2, 6)
        assert not third < Rate.of(2, 6)
        assert -third < sixth
        assert hash(Rate.of(2, 6)) == hash(third)

    def test_a_rate_is_zero_when_nothing_comes_of_it(self) -> None:
        assert Rate.percent("0.0").is_zero
        assert not Rate.percent("0.01").is_zero
        assert not Rate.percent("-1").is_zero

    def test_a_rate_is_applied_and_rounded_once(self) -> None:
        rate = Rate.percent("2.5")

        assert rate.apply(4550, rounding=Rounding.HALF_UP) == 114
        assert rate.apply(-4550, rounding=Rounding.HALF_UP) == -114
        assert rate.apply(20, rounding=Rounding.HALF_UP) == 1
        assert rate.apply(20, rounding=Rounding.HALF_EVEN) == 0
        assert rate.apply(60, rounding=Rounding.HALF_EVEN) == 2

    @pytest.mark.parametrize("amount", [45.5, True, "4550", Decimal(4550)])
    def test_a_rate_is_applied_to_minor_units_only(self, amount: Any) -> None:
        with pytest.raises(UsageError, match=r"^amount: .* allowed: an integer$"):
            Rate.percent(10).apply(amount, rounding=Rounding.HALF_UP)

    @pytest.mark.parametrize("other", [1, 0.5, Decimal("0.5"), "0.5"])
    def test_a_rate_is_not_mixed_with_numbers(self, other: Any) -> None:
        rate = Rate.percent(50)

        assert rate != other
        with pytest.raises(TypeError):
            rate + other
        with pytest.raises(TypeError):
            rate < other  # noqa: B015


class TestMoney:
    def test_money_is_read_and_written_in_major_units(self) -> None:
        money = Money.parse("12.50", "EUR")

        assert money == Money(amount=1250, currency=EUR)
        assert str(money) == "12.50 EUR"
        assert repr(money) == "Money('12.50 EUR')"
        assert str(Money.parse(1200, "JPY")) == "1200 JPY"
        assert str(Money.parse(Decimal("-1.25"), "BHD")) == "-1.250 BHD"

    def test_money_is_added_subtracted_negated_and_multiplied(self) -> None:
        money = Money.parse("12.50", "EUR")

        assert money + Money.parse("0.75", "EUR") == Money.parse("13.25", "EUR")
        assert money - Money.parse("20", "EUR") == Money.parse("-7.50", "EUR")
        assert -money == Money.parse("-12.50", "EUR")
        assert money * 3 == 3 * money == Money.parse("37.50", "EUR")
        assert sum([money, money], Money.zero("EUR")) == Money.parse(25, "EUR")

    def test_money_is_ordered_within_its_currency(self) -> None:
        less, more = Money.parse("12.49", "EUR"), Money.parse("12.50", "EUR")

        assert less < more
        assert more > less
        assert less <= less  # noqa: PLR0124
        assert max(less, more) is more

    def test_two_currencies_are_never_mixed(self) -> None:
        euros, yen = Money.parse(5, "EUR"), Money.parse(5, "JPY")

        assert euros != yen
        assert Money.zero("EUR") != Money.zero("JPY")
        attempts: tuple[Callable[[], object], ...] = (
            lambda: euros + yen,
            lambda: euros - yen,
            lambda: euros < yen,
            lambda: euros >= yen,
        )
        for mix in attempts:
            with pytest.raises(UsageError) as caught:
                mix()

            assert str(caught.value) == "currency: 'JPY' does not go with EUR, allowed: EUR"

    @pytest.mark.parametrize("other", [2, 0, 2.5, Decimal(2), "2", True, None])
    def test_money_is_not_added_to_or_ordered_with_numbers(self, other: Any) -> None:
        money = Money.parse("12.50", "EUR")

        assert money != other
        attempts: tuple[Callable[[], object], ...] = (
            lambda: money + other,
            lambda: other + money,
            lambda: money - other,
            lambda: money < other,
        )
        for mix in attempts:
            with pytest.raises(TypeError):
                mix()

    @pytest.mark.parametrize("factor", [2.0, 0.5, True, Decimal(2), Fraction(1, 2), "2"])
    def test_money_is_multiplied_by_integers_only(self, factor: Any) -> None:
        money = Money.parse("12.50", "EUR")

        attempts: tuple[Callable[[], object], ...] = (
            lambda: money * factor,
            lambda: factor * money,
        )
        for multiply in attempts:
            with pytest.raises(TypeError):
                multiply()

    def test_money_is_neither_divided_nor_turned_into_a_number(self) -> None:
        money: Any = Money.parse("12.50", "EUR")

        attempts: tuple[Callable[[], object], ...] = (
            lambda: money / 2,
            lambda: money // 2,
            lambda: money % 2,
            lambda: money / money,
            lambda: divmod(money, 2),
            lambda: float(money),
            lambda: int(money),
            lambda: round(money),
        )
        for attempt in attempts:
            with pytest.raises(TypeError):
                attempt()

    @pytest.mark.parametrize("amount", [12.0, True, "12", Decimal(12), None])
    def test_money_is_made_of_whole_minor_units_only(self, amount: Any) -> None:
        with pytest.raises(UsageError) as caught:
            Money(amount=amount, currency=EUR)

        assert caught.value.field == "amount"
        assert caught.value.allowed == "an integer"

    def test_money_needs_a_currency_and_not_its_code(self) -> None:
        code: Any = "EUR"

        with pytest.raises(UsageError) as caught:
            Money(amount=1, currency=code)

        assert str(caught.value) == (
            "currency: 'EUR' is a str, allowed: what currency(code) answers"
        )

    def test_money_of_an_unknown_currency_is_refused(self) -> None:
        with pytest.raises(UsageError, match=r"^currency: 'EURO'"):
            Money.parse("1", "EURO")
        with pytest.raises(UsageError, match=r"^currency: 'EURO'"):
            Money.zero("EURO")

    def test_money_names_the_field_that_it_could_not_read(self) -> None:
        with pytest.raises(UsageError) as caught:
            Money.parse("1.005", "EUR", field="list_price")

        assert caught.value.field == "list_price"

    def test_money_and_rates_survive_a_process_boundary(self) -> None:
        facts = (Money.parse("12.50", "EUR"), Rate.percent("2.5"))

        assert pickled_and_back(facts) == facts

    @pytest.mark.parametrize(
        ("whole", "parts", "expected"),
        [
            ("10.00", 3, ["3.34", "3.33", "3.33"]),
            ("-10.00", 3, ["-3.34", "-3.33", "-3.33"]),
            ("0.02", 3, ["0.01", "0.01", "0.00"]),
            ("9.99", 3, ["3.33", "3.33", "3.33"]),
            ("7.00", 1, ["7.00"]),
        ],
    )
    def test_split_gives_the_left_over_units_to_the_first(
        self, whole: str, parts: int, expected: list[str]
    ) -> None:
        money = Money.parse(whole, "EUR")

        assert money.split(parts) == tuple(Money.parse(part, "EUR") for part in expected)

    @pytest.mark.parametrize("parts", [0, -1, 2.0, True])
    def test_split_needs_a_count_of_at_least_one(self, parts: Any) -> None:
        with pytest.raises(UsageError) as caught:
            Money.parse(10, "EUR").split(parts)

        assert caught.value.field == "parts"

    @pytest.mark.parametrize(
        ("whole", "weights", "expected"),
        [
            ("5.00", [2025, 2025, 1000], ["2.01", "2.00", "0.99"]),
            ("-5.00", [2025, 2025, 1000], ["-2.01", "-2.00", "-0.99"]),
            ("5.00", [0, 1], ["0.00", "5.00"]),
            ("0.00", [3, 1], ["0.00", "0.00"]),
        ],
    )
    def test_allocate_gives_in_proportion_and_loses_nothing(
        self, whole: str, weights: list[int], expected: list[str]
    ) -> None:
        money = Money.parse(whole, "EUR")

        assert money.allocate(weights) == tuple(Money.parse(part, "EUR") for part in expected)

    @pytest.mark.parametrize(
        ("weights", "field"),
        [
            ([1, -1], "weights[1]"),
            ([0.5, 1], "weights[0]"),
            ([1, True], "weights[1]"),
            ([0, 0], "weights"),
            ([], "weights"),
        ],
    )
    def test_allocate_refuses_weights_that_mean_no_proportion(
        self, weights: Any, field: str
    ) -> None:
        with pytest.raises(UsageError) as caught:
            Money.parse(10, "EUR").allocate(weights)

        assert caught.value.field == field
