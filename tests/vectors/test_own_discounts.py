"""Own cases, as in ``test_own_cases``: automatic discounts.

Tickets are written ``product price``, with ``@date`` for a slot on that date, ``+`` for an add-on,
``*`` for a part of a bundle and ``-amount`` for what a voucher took off before.
"""

import re
from typing import Any

import pytest
from tests.vectors.neutral import CannotBeSaidError
from tests.vectors.operations import OPERATIONS

TICKET = re.compile(
    r"(?:(?P<count>\d+) x )?(?P<product>\w+) (?P<price>\d+)"
    r"(?:@(?P<date>[\dT:Z-]+))?(?P<addon>\+)?(?P<part>\*)?(?: -(?P<voucher>\d+))?"
)


def tickets(text: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for word in text.split(", "):
        match = TICKET.fullmatch(word)
        assert match is not None, word
        line: dict[str, Any] = {"product": match["product"], "gross_minor": match["price"]}
        if match["date"]:
            line |= {"date": match["date"], "date_starts_at": f"2026-07-{match['date']}"}
        if match["addon"] or match["part"]:
            line |= {"addon_of_group": "main", "is_bundle_part": bool(match["part"])}
        if match["voucher"]:
            line |= {"voucher_discount_minor": match["voucher"]}
        found += [{**line, "id": str(number)} for number in range(int(match["count"] or 1))]
    return found


def rule(
    name: str,
    percent: str,
    *,
    order: int = 1,
    products: Any = "all",
    other: Any = "same_as_condition",
    cheapest: int | None = None,
    addons: bool = True,
    skip: bool = False,
    least: int | str = 1,
    **rest: Any,
) -> dict[str, Any]:
    """Make a rule; *least* is a count, or as text a value in minor units."""
    minimum = "min_line_count" if isinstance(least, int) else "min_gross_value_minor"
    return {
        "id": name,
        "evaluation_order": order,
        "active": True,
        "channels": "all",
        "date_grouping": "any_dates",
        "condition": {
            "products": products,
            "count_addon_lines": addons,
            "skip_voucher_discounted_lines": skip,
            minimum: least,
        },
        "benefit": {
            "products": other,
            "percent_off": percent,
            "cheapest_n_per_group": cheapest,
            "apply_to_addon_lines": addons,
            "skip_voucher_discounted_lines": skip,
        },
        **rest,
    }


def answered(lines: str, *rules: dict[str, Any], currency: str = "EUR") -> str:
    return OPERATIONS["apply_automatic_discounts"].answer(
        {
            "op": "apply_automatic_discounts",
            "currency": currency,
            "now": "2026-06-20T08:00:00Z",
            "channel": "web",
            "rules": rules,
            "lines": tickets(lines),
        }
    )


PAIR = rule("pair", "10", least=2)
FOURTH = rule("fourth", "50", cheapest=1, least=4)
GUIDE = rule("guide", "100", products=["tour"], other=["guide"], cheapest=1, least=2)
ONE_DATE = rule("day", "100", cheapest=1, least=3, date_grouping="same_date")


@pytest.mark.parametrize(
    ("lines", "rules", "expected"),
    [
        ("2 x tour 1500", [PAIR], "2 x 1350 by pair; total 2700"),
        ("tour 1500", [PAIR], "1500; total 1500"),
        # 33 % of 50 is 16.5, and 17 are taken off
        ("tour 50", [rule("third", "33")], "33 by third; total 33"),
        # nine tickets are two fours: half of the two cheapest
        (
            "tour 400, tour 500, tour 600, tour 700, tour 800, 4 x tour 900",
            [FOURTH],
            "200 by fourth, 250 by fourth, 600, 700, 800, 4 x 900; total 6150",
        ),
        ("3 x tour 400", [FOURTH], "3 x 400; total 1200"),
        # a value is reached at the value
        ("2 x tour 2500", [rule("50", "20", least="5000")], "2 x 2000 by 50; total 4000"),
        ("tour 2500, tour 2499", [rule("50", "20", least="5000")], "2500, 2499; total 4999"),
        # five tours are two pairs: two of three guides go free
        (
            "5 x tour 1000, 3 x guide 600",
            [GUIDE],
            "5 x 1000, 2 x 0 by guide, 600; total 5600",
        ),
        # one tour opens the price of every guide
        (
            "tour 1000, guide 600, guide 400",
            [rule("open", "25", products=["tour"], other=["guide"])],
            "1000, 450 by open, 300 by open; total 1750",
        ),
        # three on the one date, two on the other
        (
            "3 x tour 900@04T10:00Z, 2 x tour 900@05T10:00Z",
            [ONE_DATE],
            "0 by day, 4 x 900; total 3600",
        ),
        # each ticket has the first rule that gives it anything
        (
            "2 x tour 1000, guide 1000",
            [rule("tours", "30", products=["tour"], least=2), rule("all", "10", order=2)],
            "2 x 700 by tours, 900 by all; total 2300",
        ),
        # the order of the rules decides, not the larger discount
        (
            "2 x tour 1000",
            [rule("late", "40", order=2), rule("early", "5")],
            "2 x 950 by early; total 1900",
        ),
        ("tour 1000, 2 x map 300+", [rule("x", "10", least=3, addons=False)], None),
        ("tour 1000, 2 x map 300*", [rule("x", "10", least=2)], None),
        ("2 x tour 1000", [rule("x", "10", channels=["counter"])], None),
        ("2 x tour 1000", [rule("x", "10", active=False)], None),
        # without the map the third would be missing
        (
            "2 x tour 1000, map 300+",
            [rule("three", "10", least=3)],
            "2 x 900 by three, 270 by three; total 2070",
        ),
        # 5.00 off by voucher, then 20 % of the rest
        ("tour 1500 -500", [rule("rest", "20")], "1200 by rest; total 1200"),
        # a ticket that a voucher made free is no third ticket
        ("2 x tour 900, tour 0 -900", [rule("x", "100", cheapest=1, least=3, skip=True)], None),
        ("3 x tour 705", [PAIR | {"channels": ["web", "counter"]}], "3 x 634 by pair; total 1902"),
        (
            "tour 1000@04T10:00Z, tour 1000@09T10:00Z",
            [
                rule(
                    "week",
                    "15",
                    line_date_from="2026-07-01T00:00:00Z",
                    line_date_until="2026-07-05T00:00:00Z",
                )
            ],
            "850 by week, 1000; total 1850",
        ),
    ],
)
def test_discounts(lines: str, rules: list[dict[str, Any]], expected: str | None) -> None:
    if expected is None:  # nothing is cheaper
        prices = [line["gross_minor"] for line in tickets(lines)]
        assert " by " not in answered(lines, *rules)
        assert answered(lines, *rules).endswith(f"total {sum(map(int, prices))}")
        return

    assert answered(lines, *rules) == expected


def test_a_discount_in_a_currency_without_decimals() -> None:
    # 15 % of 990 is 148.5
    assert answered("tour 990", rule("x", "15"), currency="JPY") == "841 by x; total 841"


@pytest.mark.parametrize(
    ("lines", "asked", "missing"),
    [
        ("3 x tour 900", PAIR | {"date_grouping": "distinct_dates"}, "groups_of_different_dates"),
        ("4 x tour 900, guide 500, guide 700, guide 600", GUIDE, "cheapest_of_another_product"),
        (
            "2 x tour 900 -100",
            rule("x", "10", skip=True),
            "tickets_cheaper_by_code_left_out",
        ),
        (
            "3 x tour 800 -100",
            rule("x", "10", cheapest=1, least=3, skip=True),
            "tickets_cheaper_by_code_left_out",
        ),
        (
            "tour 900@04T10:00Z",
            rule("x", "10", line_date_from="2026-07-04T12:00:00Z"),
            "windows_by_the_hour",
        ),
    ],
)
def test_rules_that_cannot_be_said(lines: str, asked: dict[str, Any], missing: str) -> None:
    with pytest.raises(CannotBeSaidError, match=missing):
        answered(lines, asked)
