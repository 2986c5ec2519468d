"""`counterfoil tariff`: check, diff, explain and schema."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from counterfoil.adapters.files import cart_schema, catalogue_schema, read_tariff, tariff_schema
from counterfoil.domain.digest import digest

Run = Callable[..., tuple[int, str, str]]
Write = Callable[..., str]


# --- check --------------------------------------------------------------------------------------


def test_a_sound_tariff_is_told_with_its_counts_and_digest(run: Run) -> None:
    status, out, err = run("tariff", "check", "tariff.toml")

    assert (status, err) == (0, "")
    assert out.splitlines() == [
        "tariff.toml: no problems",
        "beacon-2026: EUR, 1 season, 7 list prices, 1 variation, 3 promotions, 2 taxes, 2 fees",
        f"digest {digest(read_tariff('tariff.toml'))}",
    ]


def test_every_problem_is_told_with_its_place_and_what_is_allowed(
    run: Run, change_tariff: Write
) -> None:
    tariff = change_tariff(("amount_off = 5.00", "amount_of = 5.005"), ('id = "vat9"', 'id = ""'))

    status, out, err = run("tariff", "check", tariff)

    lines = out.splitlines()
    assert (status, err) == (1, "")
    assert all(line.startswith(f"{tariff}:") for line in lines)
    assert any("did you mean amount_off [unknown_key]" in line for line in lines)
    assert lines[-1] == f"{tariff}: {len(lines) - 1} errors"


def test_warnings_alone_are_status_zero(run: Run) -> None:
    words = ("tariff", "check", "tariff.toml", "--catalogue", "catalogue.toml")

    status, out, _ = run(*words)

    (problem, counts, *_) = out.splitlines()
    assert status == 0
    assert "warning: " in problem
    assert "workshop / senior" in problem
    assert counts == "tariff.toml: 1 warning"


def test_products_are_looked_up_only_in_a_given_catalogue(run: Run, change_tariff: Write) -> None:
    tariff = change_tariff(('product = "island"', 'product = "iland"'))

    alone, _, _ = run("tariff", "check", tariff)
    beside, out, _ = run("tariff", "check", tariff, "--catalogue", "catalogue.toml")

    assert (alone, beside) == (0, 1)
    assert "[unknown_product]" in out


def test_a_check_can_be_read_by_a_script(run: Run, change_tariff: Write) -> None:
    tariff = change_tariff(("amount_off = 5.00", "amount_of = 5.00"))

    status, out, _ = run("tariff", "check", tariff, "--json")

    document = json.loads(out)
    assert status == 1
    assert list(document) == ["format", "file", "errors", "warnings", "problems", "tariff"]
    assert document["format"] == "counterfoil.tariff-check/1"
    assert document["errors"] == len(document["problems"])
    assert document["tariff"] is None
    (unknown,) = (one for one in document["problems"] if one["code"] == "unknown_key")
    assert unknown["path"] == "promotion[2].amount_of"
    assert unknown["severity"] == "error"
    lines = Path(tariff).read_text(encoding="utf-8").splitlines()
    assert lines[unknown["line"] - 1] == "amount_of = 5.00"


def test_a_sound_tariff_can_be_read_by_a_script(run: Run) -> None:
    status, out, _ = run("tariff", "check", "tariff.toml", "--json")

    document = json.loads(out)
    assert (status, document["errors"], document["problems"]) == (0, 0, [])
    assert document["tariff"]["rules"]["promotions"] == 3
    assert document["tariff"]["digest"] == digest(read_tariff("tariff.toml"))


# --- diff ---------------------------------------------------------------------------------------


@pytest.fixture
def next_year(change_tariff: Write) -> str:
    return change_tariff(
        ('id = "beacon-2026"', 'id = "beacon-2027"'),
        ("adult = 20.00, child = 10.00", "adult = 21.00"),
        ("boat = 50.00", "boat = 50.00, canoe = 12.00"),
        ("amount = 2.50", "amount = 3.00"),
        ('id = "early"\nlabel = "Early bird"', 'id = "late"\nlabel = "Late bird"'),
    )


def test_a_difference_is_told_rule_by_rule(run: Run, next_year: str) -> None:
    status, out, err = run("tariff", "diff", "tariff.toml", next_year)

    assert (status, err) == (0, "")
    first, *rest = out.splitlines()
    assert first.startswith("beacon-2026 (")
    assert rest[:11] == [
        "",
        "settings",
        "  ~ id: beacon-2026 -> beacon-2027",
        "",
        "prices",
        "  ~ adult of tower: 20.00 EUR -> 21.00 EUR",
        "  - child of tower: 10.00 EUR",
        "  + canoe of ferry: 12.00 EUR",
        "",
        "variations",
        "  ~ Peak hour [peak]",
    ]
    assert "      amount: 2.50 EUR -> 3.00 EUR" in rest
    assert any(line.startswith("  - Early bird [early]: ") for line in rest)
    assert any(line.startswith("  + Late bird [late]: ") for line in rest)


def test_equal_tariffs_have_no_differences(run: Run) -> None:
    status, out, _ = run("tariff", "diff", "tariff.toml", "tariff.toml")

    assert status == 0
    assert out.endswith("\nno differences\n")


def test_another_order_is_a_difference(run: Run, change_tariff: Write) -> None:
    fees = 'id = "service"\nlabel = "Service fee"\ntype = "SERVICE"', 'id = "shop"'
    swapped = change_tariff((fees[0], 'id = "shop"\nlabel = "Shop"\ntype = "PLATFORM"'), name="a")
    text = Path(swapped).read_text(encoding="utf-8")
    head, _, tail = text.rpartition('id = "shop"')
    Path(swapped).write_text(f'{head}id = "service"{tail}', encoding="utf-8")

    _, out, _ = run("tariff", "diff", "tariff.toml", swapped)

    assert "  ~ order: service, shop -> shop, service\n" in out


def test_a_difference_can_be_read_by_a_script(run: Run, next_year: str) -> None:
    _, out, _ = run("tariff", "diff", "tariff.toml", next_year, "--json")

    document = json.loads(out)
    assert list(document) == ["format", "old", "new", "changes"]
    assert document["format"] == "counterfoil.tariff-difference/1"
    assert (document["old"]["id"], document["new"]["id"]) == ("beacon-2026", "beacon-2027")
    assert document["changes"][1] == {
        "change": "price_changed",
        "section": "prices",
        "product": "tower",
        "ticket_type": "adult",
        "season": None,
        "old": "20.00 EUR",
        "new": "21.00 EUR",
    }
    (changed,) = (one for one in document["changes"] if one["change"] == "rule_changed")
    assert changed == {
        "change": "rule_changed",
        "section": "variations",
        "id": "peak",
        "label": "Peak hour",
        "fields": [{"name": "amount", "old": "2.50 EUR", "new": "3.00 EUR"}],
    }


# --- explain and schema -------------------------------------------------------------------------


def test_rules_are_listed_in_the_order_in_which_they_run(run: Run, change_tariff: Write) -> None:
    tariff = change_tariff(('id = "early"\n', 'id = "early"\npriority = 1\n'))

    status, out, _ = run("tariff", "explain", tariff)

    assert status == 0
    headings = [line for line in out.splitlines() if line[:1].isdigit()]
    assert headings == [
        "1. List prices",
        "2. Variations, each in turn",
        "3. Promotions, lane 1: the one that gives most, compared per order",
        "3. Promotions, lane 2: each in turn on what the one before left",
        "4. Taxes",
        "5. Fees, each in turn",
    ]
    assert out.index("[summer10]") < out.index("[early]") < out.index("[family]")
    words = " ".join(out.split())
    assert "Peak hour [peak] +2.50 per ticket; type PRODUCT_DYNAMIC" in words
    assert "tower 2 ticket types priced" in words
    assert "island 1 ticket type priced" in words


def test_an_exclusive_lane_says_so(run: Run, change_tariff: Write) -> None:
    tariff = change_tariff(
        ('number = 1\nmode = "best"\n', 'number = 0\nmode = "first"\n[[lane]]\nnumber = 1\n'),
        ('code = "SUMMER"\n', 'code = "SUMMER"\nlane = 0\n'),
    )

    _, out, _ = run("tariff", "explain", tariff)

    words = " ".join(out.split())
    assert (
        "lane 0: the first that gives anything; if it gives anything, no other lane runs" in words
    )


@pytest.mark.parametrize(
    ("words", "schema"),
    [
        ((), tariff_schema),
        (("tariff",), tariff_schema),
        (("catalogue",), catalogue_schema),
        (("cart",), cart_schema),
    ],
)
def test_each_kind_of_file_has_a_schema(
    run: Run, words: tuple[str, ...], schema: Callable[[], object]
) -> None:
    status, out, _ = run("tariff", "schema", *words)

    assert status == 0
    assert json.loads(out) == schema()
