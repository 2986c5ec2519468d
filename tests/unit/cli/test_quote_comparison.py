"""Carts under several tariffs: by cause, by kind, and how the page is divided."""

from collections.abc import Callable

import pytest

Run = Callable[..., tuple[int, str, str]]
Write = Callable[..., str]

# Adults at 21.00: 2 x 23.50 - 2 x 2.35 + 10.00 - 5.00 = 47.30; 2.5 % is 1.1825, 21 % of it 0.2478.
# 9/109: 47.30 at 2115 : 2115 : 1000 less 5.00 gives 19.13, 19.12 and 9.05.
BY_CAUSE = """\
cart
two adults and a child at noon
priced at 2026-06-01 10:00 +02:00 (the cart's own instant), catalogue beacon,
tariffs beacon-2026, beacon-2027, in EUR

                                             beacon-2026  beacon-2027  difference
List prices and options                            50.00        52.00       +2.00
  Lighthouse tower [tower]                         50.00        52.00       +2.00
Variations                                          5.00         5.00        0.00
  Peak hour [peak]                                  5.00         5.00        0.00
Automatic discounts                                -5.00        -5.00        0.00
  Family [family]                                  -5.00        -5.00        0.00
Promocodes                                         -4.50        -4.70       -0.20
  Summer [summer10]                                -4.50        -4.70       -0.20
Fees on top                                         1.14         1.18       +0.04
  Service fee [service]                             1.14         1.18       +0.04
Taxes of fees on top                                0.24         0.25       +0.01
  VAT 21 % on Service fee [service]                 0.24         0.25       +0.01
Total                                              46.88        48.73       +1.85
  inside: VAT 9 % [vat9]                            3.76         3.91       +0.15
Revenue: the total less all fees                   45.74        47.55       +1.81

Codes
  beacon-2026: SUMMER: applied [summer10], -4.50
  beacon-2027: SUMMER: applied [summer10], -4.70
"""


@pytest.fixture
def dearer(change_tariff: Write) -> str:
    """Write a tariff with dearer adults under an id of its own."""
    return change_tariff(
        ('id = "beacon-2026"', 'id = "beacon-2027"'),
        ("adult = 20.00, child", "adult = 21.00, child"),
        name="tariff-2027.toml",
    )


def compared(run: Run, *tariffs: str, width: int = 81, words: tuple[str, ...] = ()) -> str:
    """Quote the worked example under each tariff."""
    named = [word for tariff in tariffs for word in ("--tariff", tariff)]
    status, out, err = run("quote", "cart.json", "--world", ".", *named, *words, width=width)
    assert (status, err) == (0, "")
    return out


def test_each_cause_has_its_difference(run: Run, dearer: str) -> None:
    assert compared(run, "tariff.toml", dearer) == BY_CAUSE


def test_a_summary_has_one_row_for_each_kind(run: Run, dearer: str) -> None:
    out = compared(run, "tariff.toml", dearer, words=("--summary",))

    without = [
        line for line in BY_CAUSE.splitlines() if not line.startswith("  ") or "inside" in line
    ]
    shown = [line for line in out.splitlines() if not line.startswith("  ") or "inside" in line]
    assert shown == without
    assert "Peak hour" not in out


def test_a_cause_of_one_tariff_only_is_zero_in_the_other(run: Run, change_tariff: Write) -> None:
    renamed = change_tariff(('id = "peak"\nlabel = "Peak hour"', 'id = "noon"\nlabel = "Noon"'))

    out = compared(run, "tariff.toml", renamed)

    rows = [line.split() for line in out.splitlines()]
    assert ["Peak", "hour", "[peak]", "5.00", "0.00", "-5.00"] in rows
    assert ["Noon", "[noon]", "0.00", "5.00", "+5.00"] in rows
    assert ["Variations", "5.00", "5.00", "0.00"] in rows


def test_items_are_compared_where_there_are_several(
    run: Run, write_cart: Write, dearer: str
) -> None:
    cart = {
        "at": "2026-06-01T08:00:00Z",
        "items": [
            {"id": "a", "product": "tower", "slot": "morning", "tickets": {"adult": 1}},
            {"id": "b", "product": "ferry", "tickets": {"adult": 1}},
        ],
    }
    tariffs = ("--tariff", "tariff.toml", "--tariff", dearer)

    _, out, _ = run("quote", write_cart(cart), "--world", ".", *tariffs)

    rows = [line.split() for line in out[out.index("By item") :].splitlines()]
    assert rows[1][:4] == ["a:", "Lighthouse", "tower", "[tower],"]
    assert rows[-1] == ["b:", "Ferry", "[ferry]", "8.00", "8.00", "0.00"]


def test_what_does_not_fit_beside_each_other_comes_below(run: Run, dearer: str) -> None:
    narrow = compared(run, "tariff.toml", dearer, "tariff.toml", width=80)
    wide = compared(run, "tariff.toml", dearer, "tariff.toml", width=120)

    assert narrow.count("List prices and options") == 2
    assert wide.count("List prices and options") == 1
    (listed,) = (line for line in wide.splitlines() if line.startswith("List prices"))
    assert listed.split()[-5:] == ["50.00", "52.00", "+2.00", "50.00", "0.00"]


def test_tariffs_of_two_currencies_are_not_compared(
    run: Run, change_tariff: Write, add_dollar_product: None
) -> None:
    other = change_tariff(('currency = "EUR"', 'currency = "USD"'))
    tariffs = ("--tariff", "tariff.toml", "--tariff", other)

    status, out, err = run("quote", "cart.json", "--world", ".", *tariffs)

    assert (status, out) == (2, "")
    assert "the tariffs are in EUR, USD: only one currency is compared" in err
