"""What `counterfoil quote --json` writes, key by key."""

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from counterfoil import examples

Run = Callable[..., tuple[int, str, str]]
Write = Callable[..., str]

QUOTE_KEYS = [
    "cart",
    "note",
    "catalogue",
    "tariff",
    "tariff_file",
    "at",
    "at_source",
    "currency",
    "decimals",
    "totals",
    "taxes",
    "items",
    "entries",
    "promocodes",
    "granted",
    "cut_offs",
    "fingerprint",
]


def no_float(text: str) -> float:
    """Fail on the first number with a point: whoever reads it would make a float of it."""
    raise AssertionError(text)


def amount(decimal: str) -> dict[str, Any]:
    """Write an amount of two decimals as it stands in a document."""
    return {"decimal": decimal, "minor": int(decimal.replace(".", ""))}


@pytest.fixture
def document(run: Run) -> Any:
    status, out, err = run("quote", "cart.json", "--world", ".", "--json")
    assert (status, err) == (0, "")
    return json.loads(out, parse_float=no_float)


def test_a_document_says_what_it_is(document: Any) -> None:
    assert list(document) == ["format", "quotes", "comparisons"]
    assert document["format"] == "counterfoil.quotes/1"
    assert document["comparisons"] == []
    assert [list(quote) for quote in document["quotes"]] == [QUOTE_KEYS]


def test_a_quote_names_its_sources(document: Any) -> None:
    (quote,) = document["quotes"]

    assert [quote[key] for key in QUOTE_KEYS[:9]] == [
        "cart",
        "two adults and a child at noon",
        "beacon",
        "beacon-2026",
        "tariff.toml",
        "2026-06-01T10:00:00+02:00",
        "cart",
        "EUR",
        2,
    ]


def test_the_sums_are_those_of_the_table(document: Any) -> None:
    (quote,) = document["quotes"]

    assert quote["totals"] == {
        "subtotal": amount("50.00"),
        "variation": amount("5.00"),
        "discount": {"decimal": "-9.50", "minor": -950},
        "tax_added": amount("0.24"),
        "fees_added": amount("1.14"),
        "grand_total": amount("46.88"),
        "fees_included": amount("0.00"),
        "revenue": amount("45.74"),
    }
    assert quote["taxes"] == [
        {"tax": "vat21", "effect": "ADDED", "amount": amount("0.24")},
        {"tax": "vat9", "effect": "INCLUDED", "amount": amount("3.76")},
    ]


def test_items_show_groups_of_equal_tickets(document: Any) -> None:
    (item,) = document["quotes"][0]["items"]

    assert item == {
        "item": "1",
        "product": "tower",
        "slot": "noon",
        "travel_date": None,
        "total": amount("46.88"),
        "groups": [
            {"part": None, "ticket_type": "adult", "count": 1, "amount": amount("18.25")},
            {"part": None, "ticket_type": "adult", "count": 1, "amount": amount("18.24")},
            {"part": None, "ticket_type": "child", "count": 1, "amount": amount("9.01")},
        ],
    }


def test_an_entry_is_one_amount_of_one_ticket_with_its_cause(document: Any) -> None:
    entries = document["quotes"][0]["entries"]
    promocodes = [entry for entry in entries if entry["kind"] == "PROMOCODE"]

    assert promocodes == [
        {
            "kind": "PROMOCODE",
            "type": promocodes[0]["type"],
            "effect": "ADDED",
            "rule": "summer10",
            "label": "Summer",
            "title": "Summer sale",
            "description": "10 % off adults",
            "target": {
                "level": "unit",
                "item": "1",
                "part": None,
                "ticket_type": "adult",
                "ordinal": ordinal,
            },
            "component": None,
            "amount": {"decimal": "-2.25", "minor": -225},
            "base": amount("22.50"),
            "percentage": "10",
            "tax": None,
            "refund": None,
        }
        for ordinal in (0, 1)
    ]


def test_pinned_entries_name_their_level(document: Any) -> None:
    entries = document["quotes"][0]["entries"]

    (fee,) = (entry for entry in entries if entry["kind"] == "FEE")
    (tax,) = (entry for entry in entries if entry["kind"] == "FEE_TAX")

    assert fee["target"] == {"level": "booking", "item": "1"}
    assert (fee["percentage"], fee["base"], fee["refund"]) == ("2.5", amount("45.50"), "last")
    assert (tax["tax"], tax["amount"]) == ("vat21", amount("0.24"))


def test_entries_pinned_to_the_order_have_no_item(run: Run, write_cart: Write) -> None:
    cart = {
        "at": "2026-06-01T08:00:00Z",
        "buyer": {"channel": "web"},
        "items": [{"id": "1", "product": "ferry", "tickets": {"adult": 1}}],
    }

    _, out, _ = run("quote", write_cart(cart), "--world", ".", "--json")

    (quote,) = json.loads(out)["quotes"]
    (fee,) = (entry for entry in quote["entries"] if entry["kind"] == "FEE")
    assert (fee["effect"], fee["target"]) == ("INCLUDED", {"level": "order"})
    assert quote["totals"]["fees_included"] == amount("0.40")


def test_codes_say_what_became_of_them(run: Run) -> None:
    _, out, _ = run("quote", "cart.json", "--world", ".", "--json", "--code", "EARLY")

    early, summer = json.loads(out)["quotes"][0]["promocodes"]
    assert early == {
        "code": "EARLY",
        "promotion": "early",
        "applied": False,
        "reason": "expired",
        "amount": amount("0.00"),
        "message": "This code has expired.",
        "nearest": None,
        "facts": {"valid_until": "2026-05-01T00:00:00+02:00"},
    }
    assert (summer["code"], summer["applied"], summer["reason"]) == ("SUMMER", True, None)
    assert summer["amount"] == amount("4.50")


def test_promotions_that_gave_something_are_listed(document: Any) -> None:
    granted = document["quotes"][0]["granted"]

    assert granted == [
        {"promotion": "family", "amount": amount("5.00")},
        {"promotion": "summer10", "amount": amount("4.50")},
    ]


def test_a_fingerprint_names_each_component(document: Any) -> None:
    fingerprint = document["quotes"][0]["fingerprint"]

    assert list(fingerprint) == ["catalogue", "tariff", "basket", "codes_and_limits", "instant"]
    assert all(int(digest, 16) for digest in fingerprint.values())


def test_cut_offs_are_listed(run: Run, write_cart: Write) -> None:
    cart = {
        "at": "2026-06-01T08:00:00Z",
        "currency": "EUR",
        "buyer": {"channel": "desk"},
        "items": [{"id": "1", "product": "ferry", "tickets": {"adult": 1}}],
        "requested": [{"id": "r1", "type": "OTHER", "label": "Guest", "amount": "-9.50"}],
    }

    _, out, _ = run("quote", write_cart(cart), "--world", ".", "--json")

    assert json.loads(out)["quotes"][0]["cut_offs"] == [
        {
            "rule": "r1",
            "label": "Guest",
            "amount": amount("1.50"),
            "reason": "no ticket goes below zero",
        }
    ]


def test_the_same_question_has_the_same_answer(run: Run) -> None:
    words = ("quote", "cart.json", "--world", ".", "--json")

    assert run(*words) == run(*words)


def test_several_tariffs_are_compared(run: Run, change_tariff: Write) -> None:
    new = change_tariff(("adult = 20.00, child", "adult = 21.00, child"))
    tariffs = ("--tariff", "tariff.toml", "--tariff", new)

    _, out, _ = run("quote", "cart.json", "--world", ".", *tariffs, "--json")

    document = json.loads(out, parse_float=no_float)
    (comparison,) = document["comparisons"]
    assert [quote["tariff_file"] for quote in document["quotes"]] == ["tariff.toml", new]
    assert list(comparison) == ["cart", "tariffs", "total", "revenue", "causes", "items"]
    # The ids are equal, so the files are named.
    assert (comparison["cart"], comparison["tariffs"]) == ("cart", ["tariff.toml", new])
    (listed,) = (cause for cause in comparison["causes"] if cause["kind"] == "LIST")
    assert listed == {
        "kind": "LIST",
        "effect": "ADDED",
        "rule": "tower",
        "tax": None,
        "label": "Lighthouse tower",
        "amounts": [amount("50.00"), amount("52.00")],
        "differences": [amount("2.00")],
    }
    assert comparison["items"] == [{"item": "1", **comparison["total"]}]


@pytest.mark.parametrize("world", examples.worlds())
def test_every_shipped_cart_adds_up(run: Run, world: str) -> None:
    carts = sorted(str(cart) for cart in (examples.path(world) / "carts").iterdir())

    status, out, err = run("quote", *carts, "--world", world, "--json")

    assert (status, err) == (0, "")
    quotes = json.loads(out)["quotes"]
    assert quotes
    for quote in quotes:
        added = sum(
            entry["amount"]["minor"] for entry in quote["entries"] if entry["effect"] == "ADDED"
        )
        total = quote["totals"]["grand_total"]
        assert added == total["minor"]
        assert Decimal(total["decimal"]).scaleb(quote["decimals"]) == total["minor"]


@pytest.mark.parametrize("world", examples.worlds())
@pytest.mark.parametrize("width", [72, 100])
def test_every_shipped_cart_fits_its_page(run: Run, world: str, width: int) -> None:
    carts = sorted(str(cart) for cart in (examples.path(world) / "carts").iterdir())

    status, out, err = run("quote", *carts, "--world", world, width=width)

    assert (status, err) == (0, "")
    assert max(map(len, out.splitlines())) <= width


def texts(value: Any) -> list[str]:
    """List all texts inside a document."""
    if isinstance(value, dict):
        return [text for inner in value.values() for text in texts(inner)]
    if isinstance(value, list):
        return [text for inner in value for text in texts(inner)]
    return [value] if isinstance(value, str) else []


def test_what_does_not_apply_is_null_and_never_an_empty_text(document: Any) -> None:
    (quote,) = document["quotes"]
    listed = next(entry for entry in quote["entries"] if entry["kind"] == "LIST")

    assert quote["note"] is None or quote["note"]
    assert (listed["title"], listed["description"]) == (None, None)
    assert "" not in texts(document)
