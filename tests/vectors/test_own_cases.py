"""Cases of our own in each family, with numbers worked out by hand.

They are written in the neutral form and answered by the same translators as the observed cases,
and they always run. The arithmetic stands beside each case.
"""

from typing import Any

import pytest
from tests.vectors.neutral import CannotBeSaidError
from tests.vectors.operations import OPERATIONS


def answered(operation: str, **given: Any) -> str:
    return OPERATIONS[operation].answer({"op": operation, "currency": "EUR", **given})


# --- the tax of one amount ----------------------------------------------------------------------

INSIDE = [
    ("EUR", 1210, "21", "net 1000, tax 210 at 21 %, gross 1210"),
    ("EUR", 995, "9", "net 913, tax 82 at 9 %, gross 995"),  # 912.84
    ("EUR", 1000, "9", "net 917, tax 83 at 9 %, gross 1000"),  # 917.43
    ("EUR", 5, "25", "net 4, tax 1 at 25 %, gross 5"),
    ("EUR", 2, "21", "net 2, tax 0, gross 2"),  # 1.65
    ("EUR", 7, "100", "net 4, tax 3 at 100 %, gross 7"),  # 3.5, away from zero
    ("EUR", 3333, "5.5", "net 3159, tax 174 at 5.5 %, gross 3333"),  # 3159.24
    ("EUR", 0, "9", "net 0, tax 0, gross 0"),
    ("JPY", 110, "10", "net 100, tax 10 at 10 %, gross 110"),
    ("BHD", 5500, "10", "net 5000, tax 500 at 10 %, gross 5500"),
    ("EUR", -750, "21", "refused: below_minimum"),
]
ON_TOP = [
    ("EUR", 1000, "21", "net 1000, tax 210 at 21 %, gross 1210"),
    ("EUR", 50, "5", "net 50, tax 3 at 5 %, gross 53"),  # 2.5, away from zero
    ("EUR", 130, "15", "net 130, tax 20 at 15 %, gross 150"),  # 19.5
    ("EUR", 1250, "0", "net 1250, tax 0, gross 1250"),
    ("JPY", 125, "10", "net 125, tax 13 at 10 %, gross 138"),  # 12.5
    ("EUR", -1, "21", "refused: below_minimum"),
]


@pytest.mark.parametrize(("currency", "amount", "rate", "expected"), INSIDE)
def test_a_tax_inside(currency: str, amount: int, rate: str, expected: str) -> None:
    rule = {"rate_percent": rate, "listed_prices_include_tax": True}

    found = answered(
        "tax_of_amount",
        currency=currency,
        amount_minor=str(amount),
        amount_is="gross",
        rule=rule,
    )

    assert found == expected


@pytest.mark.parametrize(("currency", "amount", "rate", "expected"), ON_TOP)
def test_a_tax_on_top(currency: str, amount: int, rate: str, expected: str) -> None:
    rule = {"rate_percent": rate, "listed_prices_include_tax": False}

    found = answered(
        "tax_of_amount", currency=currency, amount_minor=str(amount), amount_is="net", rule=rule
    )

    assert found == expected


def of_parts(amount: int, parts: int, **rule: Any) -> str:
    inside = rule["listed_prices_include_tax"]
    return answered(
        "tax_of_amount",
        amount_minor=str(amount),
        amount_is="gross" if inside else "net",
        rule=rule,
        bundle_parts_gross_to_subtract_minor=str(parts),
    )


@pytest.mark.parametrize(
    ("amount", "parts", "rate", "expected"),
    [
        (1000, 400, "21", "net 496, tax 104 at 21 %, gross 600"),  # 600 / 1.21 = 495.87
        (300, 200, "50", "net 67, tax 33 at 50 %, gross 100"),  # 100 / 1.5 = 66.67
    ],
)
def test_a_tax_beside_parts(amount: int, parts: int, rate: str, expected: str) -> None:
    found = of_parts(amount, parts, rate_percent=rate, listed_prices_include_tax=True)

    assert found == expected


@pytest.mark.parametrize(("amount", "inside"), [(400, True), (399, True), (1000, False)])
def test_a_part_that_is_the_whole_price_or_stands_in_a_net_one(
    *, amount: int, inside: bool
) -> None:
    with pytest.raises(CannotBeSaidError, match="part_at_a_fixed_amount"):
        of_parts(amount, 400, rate_percent="21", listed_prices_include_tax=inside)


def test_a_tax_has_the_id_that_its_rule_gives() -> None:
    rule = {"rate_percent": "21", "listed_prices_include_tax": True, "code": "high"}

    found = answered("tax_of_amount", amount_minor="2420", amount_is="gross", rule=rule)

    assert found == "net 2000, tax 420 high, gross 2420"


@pytest.mark.parametrize("condition", ["eu_reverse_charge", "country_rules_first_match"])
def test_a_tax_that_depends_on_the_customer(condition: str) -> None:
    rule = {"rate_percent": "21", "listed_prices_include_tax": True, condition: []}

    with pytest.raises(CannotBeSaidError, match="taxes_by_customer"):
        answered("tax_of_amount", amount_minor="100", amount_is="gross", rule=rule)


# --- the taxes of an order ----------------------------------------------------------------------

LINE, FROM_NET, KEEP = "per_line", "total_from_net", "total_from_net_keep_gross"
LINES: dict[str, tuple[str, list[tuple[int, int, int, str]]]] = {
    # count, gross, tax, rate or id of the tax
    "three": ("EUR", [(3, 1250, 217, "21")]),
    "four": ("EUR", [(4, 995, 82, "9")]),
    "mixed": ("EUR", [(2, 500, 87, "21"), (1, 300, 25, "9")]),
    "one": ("EUR", [(1, 101, 18, "21")]),
    "fifty": ("EUR", [(50, 10, 2, "21")]),
    "yen": ("JPY", [(3, 150, 14, "10")]),
    "untaxed": ("EUR", [(2, 800, 0, "0")]),
    "free": ("EUR", [(1, 0, 0, "9"), (1, 1090, 90, "9")]),
    "coins": ("EUR", [(3, 55, 10, "21")]),
    "refund": ("EUR", [(1, 1210, 210, "21"), (1, -121, -21, "21")]),
}
ORDERS = [
    # 1250 / 1.21 = 1033.06, 3750 / 1.21 = 3099.17: the sum of the tickets is right
    ("three", LINE, "3 x 1250 (tax 217); total 3750 (tax 651)"),
    ("three", KEEP, "3 x 1250 (tax 217); total 3750 (tax 651)"),
    # 995 / 1.09 = 912.84, 3980 / 1.09 = 3651.38: one cent of tax more than four times 82
    ("four", LINE, "4 x 995 (tax 82); total 3980 (tax 328)"),
    ("four", KEEP, "4 x 995 (tax 82); pinned 0 (tax 1); total 3980 (tax 329)"),
    # 9 % of 913 is 82.17, of 3652 it is 328.68
    ("four", FROM_NET, "4 x 995 (tax 82); pinned 1 (tax 1); total 3981 (tax 329)"),
    # 500 / 1.21 = 413.22, 1000 / 1.21 = 826.45; 300 / 1.09 = 275.23
    ("mixed", KEEP, "2 x 500 (tax 87), 300 (tax 25); total 1300 (tax 199)"),
    # 101 / 1.21 = 83.47; 21 % of 83 is 17.43
    ("one", KEEP, "101 (tax 18); total 101 (tax 18)"),
    ("one", FROM_NET, "100 (tax 17); total 100 (tax 17)"),
    # 10 / 1.21 = 8.26, 500 / 1.21 = 413.22; 21 % of 8 is 1.68, of 400 it is 84
    ("fifty", KEEP, "50 x 10 (tax 2); pinned 0 (tax -13); total 500 (tax 87)"),
    ("fifty", FROM_NET, "50 x 10 (tax 2); pinned -16 (tax -16); total 484 (tax 84)"),
    # 150 / 1.1 = 136.36, 450 / 1.1 = 409.09
    ("yen", KEEP, "3 x 150 (tax 14); pinned 0 (tax -1); total 450 (tax 41)"),
    ("untaxed", FROM_NET, "2 x 800 (tax 0); total 1600 (tax 0)"),
    ("free", KEEP, "0 (tax 0), 1090 (tax 90); total 1090 (tax 90)"),
    ("refund", LINE, "refused: below_minimum"),
]


def ordered(name: str, mode: str, *, codes: tuple[str, ...] = ()) -> str:
    currency, lines = LINES[name]
    tickets = [
        {"gross_minor": str(gross), "tax_minor": str(tax), "rate_percent": rate}
        for count, gross, tax, rate in lines
        for _ in range(count)
    ]
    coded = [{**one, "code": code} for code in codes for one in tickets] or tickets
    return answered("round_order_tax", currency=currency, mode=mode, lines=coded)


@pytest.mark.parametrize(("name", "mode", "expected"), ORDERS)
def test_the_taxes_of_an_order(name: str, mode: str, expected: str) -> None:
    assert ordered(name, mode) == expected


def test_taxes_with_one_rate_and_two_ids_are_rounded_apart() -> None:
    # 165 / 1.21 = 136.36 is 29 of tax each time; 330 / 1.21 = 272.73 would be 57 at once
    found = ordered("coins", KEEP, codes=("low", "high"))

    assert found == "6 x 55 (tax 10); pinned 0 (tax -2); total 330 (tax 58)"


def test_a_rounding_level_that_depends_on_the_customer() -> None:
    with pytest.raises(CannotBeSaidError, match="rounding_by_customer"):
        ordered("three", "total_from_net_if_business_else_per_line")


# --- a fee, split over tax rates ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("fee", "lines", "expected"),
    [
        (100, [(300, "9"), (100, "21")], "75 at 9 %, 25 at 21 %"),
        # 3.33 each: of equal remainders the first ticket gets the cent, and that is the one at 9 %
        (10, [(100, "9"), (100, "21"), (100, "0")], "3 at 0 %, 4 at 9 %, 3 at 21 %"),
        (10, [(100, "21"), (100, "9"), (100, "0")], "3 at 0 %, 3 at 9 %, 4 at 21 %"),
        (5, [(100, "21"), (300, "9")], "4 at 9 %, 1 at 21 %"),  # 1.25 and 3.75
        (1, [(200, "9"), (100, "21")], "1 at 9 %, 0 at 21 %"),  # 0.67 and 0.33
        (7, [(100, "9"), (100, "9"), (150, "21")], "4 at 9 %, 3 at 21 %"),
        (50, [(100, "5"), (200, "9"), (200, "21")], "10 at 5 %, 20 at 9 %, 20 at 21 %"),
        (99, [(1000, "9")], "99 at 9 %"),
        (90, [(0, "21"), (500, "9")], "90 at 9 %, 0 at 21 %"),
        (250, [(0, "9")], "250 at 9 %"),  # due though the ticket is free
        (333, [(1, "9"), (2, "21")], "111 at 9 %, 222 at 21 %"),
        (100, [(500, "9"), (-100, "21")], "refused: below_minimum"),
    ],
)
def test_a_split_fee(fee: int, lines: list[tuple[int, str]], expected: str) -> None:
    found = answered(
        "split_fee_by_tax_rate",
        fee_gross_minor=str(fee),
        lines=[{"gross_minor": str(gross), "rate_percent": rate} for gross, rate in lines],
        default_rate_percent=None,
    )

    assert found == expected


def test_a_fee_that_falls_back_to_a_rate_of_its_own() -> None:
    with pytest.raises(CannotBeSaidError, match="tax_of_a_fee_without_tickets"):
        answered("split_fee_by_tax_rate", fee_gross_minor="1", lines=[], default_rate_percent="9")


# --- the fee of a payment -----------------------------------------------------------------------

BEFORE, WITH = "amount_before_fee", "amount_including_fee"
PAYMENTS = [
    ("EUR", 4000, 20, "1", BEFORE, 60),
    ("EUR", 3333, 0, "3", BEFORE, 100),  # 99.99
    ("EUR", 50, 0, "3", BEFORE, 2),  # 1.5
    ("EUR", 0, 75, "3", BEFORE, 75),  # due though nothing is to pay
    ("JPY", 980, 0, "3.25", BEFORE, 32),  # 31.85
    ("EUR", 5000, 0, "2.5", WITH, 128),  # 2.5 % of 5128 is 128.2; of 5127 it is 128 too, not 127
    ("EUR", 2000, 15, "4", WITH, 99),  # 4 % of 2099 is 83.96
    ("EUR", 0, 15, "4", WITH, 16),  # 4 % of 16 is 0.64
    ("EUR", 1, 0, "4", WITH, 0),
    ("EUR", 100, 0, "10", WITH, 11),
    ("EUR", 100, 0, "49", WITH, 96),  # 49 % of 196 is 96.04
    ("JPY", 3000, 30, "3", WITH, 124),  # 3 % of 3124 is 93.72
    ("EUR", 12345, 35, "0", WITH, 35),
]


@pytest.mark.parametrize(("currency", "amount", "flat", "percent", "base", "fee"), PAYMENTS)
def test_the_fee_of_a_payment(
    *, currency: str, amount: int, flat: int, percent: str, base: str, fee: int
) -> None:
    found = answered(
        "payment_fee",
        currency=currency,
        amount_minor=str(amount),
        flat_minor=str(flat),
        percent=percent,
        percent_of=base,
    )

    assert found == f"fee {fee}"


# --- equal parts --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("amount", "count", "expected"),
    [
        (10000, 4, "2500, 2500, 2500, 2500"),
        (100, 3, "34, 33, 33"),
        (1001, 2, "501, 500"),
        (5, 7, "1, 1, 1, 1, 1, 0, 0"),
        (777, 1, "777"),
        (0, 3, "0, 0, 0"),
        (-10, 3, "-4, -3, -3"),
        (29, 5, "6, 6, 6, 6, 5"),
        (12, 6, "2, 2, 2, 2, 2, 2"),
        (10**12 + 1, 2, "500000000001, 500000000000"),
        (100, 0, "refused"),
        (100, -3, "refused"),
    ],
)
def test_equal_parts(amount: int, count: int, expected: str) -> None:
    found = answered("split_into_installments", amount_minor=str(amount), count=count)

    assert found == expected
