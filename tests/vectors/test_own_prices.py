"""Own cases, as in ``test_own_cases``: vouchers, and the price of one ticket."""

from typing import Any

import pytest
from tests.vectors.neutral import CannotBeSaidError
from tests.vectors.operations import OPERATIONS


def answered(operation: str, **given: Any) -> str:
    return OPERATIONS[operation].answer({"op": operation, "currency": "EUR", **given})


# --- a voucher ----------------------------------------------------------------------------------

VOUCHERS = [
    # currency, listed, mode, value, what is left of the budget, price
    ("EUR", 1500, "subtract", "400", None, 1100),
    ("EUR", 300, "subtract", "500", None, 0),
    ("EUR", 1800, "percent", "15", None, 1530),
    ("EUR", 999, "percent", "33", None, 669),  # 329.67
    ("EUR", 15, "percent", "50", None, 7),  # 7.5 is 8 off
    ("EUR", 777, "percent", "100", None, 0),
    ("JPY", 845, "percent", "20", None, 676),
    ("EUR", 2000, "set", "1200", None, 1200),
    ("EUR", 2000, "set", "2500", None, 2500),  # a price that is set may raise
    ("EUR", 2000, "set", "1200", "300", 1700),  # 8.00 are wanted, 3.00 are left
    ("EUR", 1400, "subtract", "600", "250", 1150),
    ("EUR", 1400, "subtract", "600", "0", 1400),
    ("EUR", 3000, "percent", "50", "2000", 1500),  # 15.00 are wanted
    ("EUR", 777, "none", None, None, 777),
    ("EUR", 777, "set", None, None, 777),
]


@pytest.mark.parametrize(("currency", "listed", "mode", "value", "left", "price"), VOUCHERS)
def test_a_voucher(
    *, currency: str, listed: int, mode: str, value: str | None, left: str | None, price: int
) -> None:
    name = "value_percent" if mode == "percent" else "value_minor"
    given = {name: value, "remaining_budget_minor": left}

    found = answered(
        "apply_voucher",
        currency=currency,
        listed_minor=str(listed),
        mode=mode,
        **{key: text for key, text in given.items() if text is not None},
    )

    assert found == f"price {price}"


# --- the price of a line ------------------------------------------------------------------------

LISTED = {"product_minor": "1800", "date_override_product_minor": None}
VARIANT = {**LISTED, "variation_minor": "2200"}
ON_A_DAY = {**LISTED, "date_override_product_minor": "2500"}
VARIANT_ON_A_DAY = {**VARIANT, "date_override_variation_minor": "2600"}
BOTH = {**VARIANT, "date_override_product_minor": "2500"}
INSIDE = {"rate_percent": "21", "listed_prices_include_tax": True}
ON_TOP = {"rate_percent": "9", "listed_prices_include_tax": False}


def named(amount: int) -> dict[str, Any]:
    return {"amount_minor": str(amount), "is_net": False}


@pytest.mark.parametrize(
    ("listed", "rest", "expected"),
    [
        (LISTED, {}, "net 1800, tax 0, gross 1800"),
        (VARIANT, {}, "net 2200, tax 0, gross 2200"),
        (ON_A_DAY, {}, "net 2500, tax 0, gross 2500"),
        (VARIANT_ON_A_DAY, {}, "net 2600, tax 0, gross 2600"),
        (BOTH, {}, "net 2200, tax 0, gross 2200"),  # the day's price is not the variant's
        # 1800 / 1.21 = 1487.60
        (LISTED, {"tax_rule": INSIDE}, "net 1488, tax 312 at 21 %, gross 1800"),
        (LISTED, {"tax_rule": ON_TOP}, "net 1800, tax 162 at 9 %, gross 1962"),
        # 1620 / 1.21 = 1338.84
        (
            LISTED,
            {"tax_rule": INSIDE, "voucher": {"mode": "percent", "value_percent": "10"}},
            "net 1339, tax 281 at 21 %, gross 1620",
        ),
        # 9 % of 1500 is 135
        (
            ON_A_DAY,
            {"tax_rule": ON_TOP, "voucher": {"mode": "subtract", "value_minor": "1000"}},
            "net 1500, tax 135 at 9 %, gross 1635",
        ),
        (LISTED, {"voucher": {"mode": "set", "value_minor": "0"}}, "net 0, tax 0, gross 0"),
        (LISTED, {"voucher": {"mode": "none"}}, "net 1800, tax 0, gross 1800"),
        (
            LISTED,
            {"buyer_may_choose_price": True, "buyer_price": named(3000)},
            "net 3000, tax 0, gross 3000",
        ),
        (
            ON_A_DAY,
            {"buyer_may_choose_price": True, "buyer_price": named(2500)},
            "net 2500, tax 0, gross 2500",
        ),
        (LISTED, {"buyer_price": named(3000)}, "refused: variation_not_open"),
        (LISTED, {"buyer_price": named(1000)}, "refused: variation_not_open"),
    ],
)
def test_the_price_of_a_line(listed: dict[str, Any], rest: dict[str, Any], expected: str) -> None:
    given = {"buyer_may_choose_price": False, "listed": listed, **rest}

    assert answered("price_line", **given) == expected


@pytest.mark.parametrize(
    "rest", [{}, {"voucher": {"mode": "subtract", "value_minor": "500"}}], ids=["alone", "voucher"]
)
def test_a_price_that_the_buyer_names_below_the_list_price(rest: dict[str, Any]) -> None:
    with pytest.raises(CannotBeSaidError, match="price_named_by_the_buyer"):
        answered(
            "price_line",
            listed=LISTED,
            buyer_may_choose_price=True,
            buyer_price=named(3000 if rest else 1799),
            **rest,
        )


def test_a_price_whose_tax_depends_on_the_customer() -> None:
    rule = {**INSIDE, "eu_reverse_charge": True}

    with pytest.raises(CannotBeSaidError, match="taxes_by_customer"):
        answered("price_line", listed=LISTED, buyer_may_choose_price=False, tax_rule=rule)
