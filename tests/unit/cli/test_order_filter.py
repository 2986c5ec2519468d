"""`counterfoil orders list`: every filter is an option, and its faults are told as such."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from counterfoil.adapters.cli.application import application
from counterfoil.adapters.cli.order_filter import BEGINNING, OPTIONS, wanted_orders
from counterfoil.domain.finding import OrderFilter, SortOrder
from counterfoil.domain.party import AccountType

STORIES = Path(__file__).resolve().parents[3] / "examples" / "stories"
FIELDS = {field.name for field in OrderFilter.__attrs_attrs__}


def listed(*words: str, after: str = "forget-me") -> Result:
    arguments = ["orders", "list", "--after", str(STORIES / f"{after}.toml"), *words]
    return CliRunner().invoke(application, arguments, env={"COLUMNS": "100"})


def names(*words: str, after: str = "forget-me") -> list[str]:
    result = listed(*words, "--json", after=after)
    assert result.exit_code == 0, result.output
    return [order["order"] for order in json.loads(result.output)["orders"]]


def test_every_field_of_the_filter_has_an_option() -> None:
    assert OPTIONS.keys() == FIELDS


# Which orders of a story are listed: all of `forget-me` are "visit", "tour" and "joost", and Ada's
# are erased. Those of `moving-in` are "old-1001", "old-1002" and "new".
FOUND = [
    ((), "forget-me", ["visit", "tour", "joost"]),
    (("--sort-order", "desc"), "forget-me", ["joost", "tour", "visit"]),
    (("--reference", "tour"), "forget-me", ["tour"]),
    (("--reference", "nobody"), "forget-me", []),
    (("--external-reference", "tel-2"), "forget-me", ["tour"]),
    (("--contact-email", "ADA@example.org"), "forget-me", []),
    (("--contact-email", "joost@example.org"), "forget-me", ["joost"]),
    (("--contact-name", "joost smit"), "forget-me", ["joost"]),
    (("--contact-uid", "booker"), "forget-me", ["tour"]),
    (("--created-to", "2026-06-15T11:00:00+02:00"), "forget-me", ["visit"]),
    (("--created-from", "2026-06-15T11:00:00+02:00"), "forget-me", ["tour", "joost"]),
    (("--modified-after", "2026-07-01T00:00:00+02:00"), "forget-me", ["visit", "tour"]),
    (("--travel-from", "2026-06-18"), "forget-me", ["tour"]),
    (("--travel-to", "2026-06-17", "--slot", "2026-06-17T10:00"), "forget-me", ["visit", "joost"]),
    (("--product", "depot-tour"), "forget-me", ["tour"]),
    (("--product", "depot-tour", "--product", "admission"), "moving-in", None),
    (("--pool", "depot-tour/2026-06-17T14:00"), "moving-in", ["old-1002", "new"]),
    (("--supplier", "tide-museum"), "moving-in", None),
    (("--supplier", "another"), "moving-in", []),
    (("--distributor", "another"), "moving-in", []),
    (("--reseller", "another"), "moving-in", []),
    (("--market-admin", "another"), "moving-in", []),
    (("--partner-sales",), "moving-in", []),
    (("--query", "haan till*"), "moving-in", ["old-1001"]),
    (("--ticket-code", "TILL100201"), "moving-in", ["old-1002"]),
    (("--created-email", "till@tide.example"), "moving-in", []),
    (("--booking-reference", "tour"), "moving-in", ["old-1002", "new"]),
    (("--booking-external-reference", "x"), "moving-in", []),
    (("--redeemed-from", "2026-06-17T07:58:00+02:00"), "moving-in", ["old-1001"]),
    (("--redeemed-to", "2026-06-17T07:58:00+02:00"), "moving-in", []),
    (
        ("--sort-by", "travel_date", "--sort-order", "desc"),
        "forget-me",
        ["joost", "tour", "visit"],
    ),
    (("--sort-by", "order_modified"), "forget-me", ["joost", "visit", "tour"]),
    (("--start-index", "2", "--per-page", "1"), "moving-in", ["old-1002"]),
    (("--page", "2", "--per-page", "2"), "moving-in", ["new"]),
]


@pytest.mark.parametrize(("words", "after", "expected"), FOUND)
def test_an_option_finds_what_the_filter_finds(
    words: tuple[str, ...], after: str, expected: list[str] | None
) -> None:
    every = ["old-1001", "old-1002", "new"]

    assert names(*words, after=after) == (every if expected is None else expected)


def test_every_option_is_tried() -> None:
    tried = {word for words, *_ in FOUND for word in words if word.startswith("--")}
    options = {f"--{name.replace('_', '-')}" for name in FIELDS}

    assert options - tried == {
        "--products",
        "--items-per-page",
        "--view-type",
        "--cache",
        "--filter-bookings",
    }


def test_only_the_bookings_that_are_asked_for_are_counted() -> None:
    asked = ("--product", "depot-tour", "--json")

    every = json.loads(listed(*asked).output)["orders"]
    some = json.loads(listed(*asked, "--filter-bookings").output)["orders"]

    assert [order["tickets"] for order in (*every, *some)] == [4, 2]


def test_a_page_says_which_one_it_is() -> None:
    result = listed("--per-page", "2", after="moving-in")
    page = json.loads(listed("--per-page", "2", "--json", after="moving-in").output)["page"]
    behind = listed("--page", "7", "--per-page", "2", after="moving-in")

    last = result.output.splitlines()[-1]
    assert last == "2 of 3 orders, page 1 of 2: 283.50 EUR, 0.00 of it open"
    assert (page["page_index"], page["total_pages"], page["total_items"]) == (1, 2, 3)
    assert (page["start_index"], page["items_per_page"]) == (1, 2)
    assert behind.output.splitlines()[-1] == "0 of 3 orders, page 7 of 2: none"


def test_all_orders_are_looked_at_where_nothing_says_when() -> None:
    everything = dict.fromkeys(OPTIONS)

    assert wanted_orders(everything).created_from == BEGINNING
    assert wanted_orders({**everything, "contact_uid": "ada"}).created_from is None
    said = wanted_orders({**everything, "view_type": "GUEST", "sort_order": "ASC"})
    assert (said.view_type, said.sort_order) == (AccountType.GUEST, SortOrder.ASC)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--per-page", "500"), "--per-page is 500, allowed: 1 to 200"),
        (("--per-page", "0"), "--per-page is 0, allowed: 1 to 200"),
        (("--per-page", "ten"), "'--per-page': 'ten' is not a valid integer"),
        (("--page", "0"), "--page is 0, allowed: 1 to 50"),
        (("--start-index", "10001"), "--start-index is 10001, allowed: 1 to 10000"),
        (
            ("--page", "2", "--start-index", "3"),
            "--page is 2 beside --start-index, allowed: one of the two",
        ),
        (
            ("--travel-from", "2026-06-18", "--travel-to", "2026-06-17"),
            "--travel-to is 2026-06-17, allowed: --travel-from (2026-06-18) or later",
        ),
        (("--travel-from", "tomorrow"), "'tomorrow' is not a date such as 2026-06-01"),
        (("--created-from", "2026-06-15"), "'2026-06-15' is not an instant with an offset"),
        (("--sort-by", "price"), "'price' is not one of"),
        (("--product", ""), "--product holds 1, or one that is no id"),
        (("--contact-name", " "), "--contact-name is str of 1 characters, allowed: text"),
        (("--view-type", "guest"), "--view-type is not supported here, allowed: a filter without"),
        (("--no-cache",), "--cache is not supported here, allowed: a filter without it"),
    ],
)
def test_a_fault_names_the_option_and_what_is_allowed(words: tuple[str, ...], told: str) -> None:
    result = listed(*words)

    assert (result.exit_code, result.stdout) == (2, "")
    assert told in result.stderr


def test_all_faults_are_told_at_once() -> None:
    result = listed("--per-page", "500", "--slot", " ")

    assert "--slot is ' '" in result.stderr
    assert "\n--per-page is 500" in result.stderr
