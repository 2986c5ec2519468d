"""Each way to write a cart file wrong: its code, path, line and what the message allows."""

import pytest

from counterfoil.adapters.files import FileError, parse_carts

ITEM = '"items": [{"id": "1", "product": "museum"}]'

JSON_CASES = {
    "no JSON": ("{", ("syntax", "", 1, "not readable as JSON")),
    "a comma too many": ('{\n"items": [],\n}', ("syntax", "", 3, "a JSON document")),
    "neither object nor list": ('"cart"', ("wrong_type", "", None, "allowed: a table {")),
    "no items": ('{\n"name": "x"}', ("missing_key", "items", None, "a list")),
    "an unknown key": (
        '{\n"items": [],\n"coupons": []}',
        ("unknown_key", "coupons", 3, "allowed: "),
    ),
    "a key with a near one": (
        '{"items": [{"id": "1",\n"prodct": "museum"}]}',
        ("unknown_key", "items[0].prodct", 2, "did you mean product"),
    ),
    "a key that stands twice": (
        '{"items": [{"id": "1",\n"product": "a",\n"product": "b"}]}',
        ("duplicate_key", "items[0].product", 3, "each key once"),
    ),
    "a ticket type that stands twice": (
        '{"items": [{"id": "1", "product": "a", "tickets":\n{"adult": 1,\n"adult": 2}}]}',
        ("duplicate_key", "items[0].tickets.adult", 3, "each key once"),
    ),
    "a count that is not whole": (
        '{"items": [{"id": "1", "product": "a", "tickets": {"adult": 1.0}}]}',
        ("wrong_type", "items[0].tickets.adult", 1, "1.0 is a number, allowed: a whole number"),
    ),
    "a count that is a switch": (
        '{"items": [{"id": "1", "product": "a", "tickets": {"adult": true}}]}',
        ("wrong_type", "items[0].tickets.adult", 1, "true is a switch"),
    ),
    "a count as text": (
        '{"items": [{"id": "1", "product": "a", "tickets": {"adult": "2"}}]}',
        ("wrong_type", "items[0].tickets.adult", 1, "'2' is a text"),
    ),
    "a count of a thousand digits": (
        f'{{"items": [{{"id": "1", "product": "a", "tickets": {{"adult": {"9" * 9999}}}}}]}}',
        ("wrong_type", "items[0].tickets.adult", 1, "allowed: a whole number"),
    ),
    "null": (
        '{"items": [{"id": "1", "product": null}]}',
        ("wrong_type", "items[0].product", 1, "is null, allowed: the id of a product"),
    ),
    "tickets as a list": (
        '{"items": [{"id": "1", "product": "a", "tickets": ["adult"]}]}',
        ("wrong_type", "items[0].tickets", 1, "is a list, allowed: a table from"),
    ),
    "a moment without its offset": (
        f'{{{ITEM},\n"at": "2026-06-01T10:00:00"}}',
        ("naive_instant", "at", 2, "2026-06-01T10:00:00+02:00"),
    ),
    "a moment as a number": (
        f'{{{ITEM},\n"at": 1780308000}}',
        ("wrong_type", "at", 2, "a date and time with its offset"),
    ),
    "a date in another order": (
        '{"items": [{"id": "1", "product": "a", "travel_date": "06/01/2026"}]}',
        ("invalid_date", "items[0].travel_date", 1, "a date such as 2026-06-01"),
    ),
    "a date of the year by weeks": (
        '{"items": [{"id": "1", "product": "a", "travel_date": "2026-W23-1"}]}',
        ("invalid_date", "items[0].travel_date", 1, "a date such as 2026-06-01"),
    ),
    "a variation without its currency": (
        f'{{{ITEM}, "requested": [{{"id": "r", "type": "OTHER",\n"amount": -1}}]}}',
        ("missing_currency", "requested[0].amount", 2, "a currency for the cart"),
    ),
    "a variation that is not a number": (
        f'{{{ITEM}, "requested": [{{"id": "r", "type": "OTHER", "percentage": NaN}}]}}',
        ("invalid_number", "requested[0].percentage", 1, "is not a finite number"),
    ),
    "an amount with too many decimals": (
        f'{{{ITEM}, "currency": "JPY", "limits": {{"p": {{"budget": 0.5}}}}}}',
        ("invalid_number", "limits.p.budget", 1, "at most 0 for JPY"),
    ),
    "a part of no item": (
        f'{{{ITEM}, "requested":\n[{{"id": "", "part": "p"}}]}}'.replace(
            '""', '"r", "type": "OTHER", "percentage": 1'
        ),
        ("stray_key", "requested[0].part", 2, "only beside item"),
    ),
    "a type that nobody may request": (
        f'{{{ITEM}, "requested": [{{"id": "r", "type": "AMENDMENT_DISCOUNT", "percentage": 1}}]}}',
        ("unknown_choice", "requested[0].type", 1, "one of PRODUCT_DYNAMIC"),
    ),
    "a pool that is half full": (
        f'{{{ITEM}, "fills": {{"pool": {{"taken": 1}}}}}}',
        ("missing_key", "fills.pool.total", 1, "a whole number of at least 0"),
    ),
    "a text with half a character": (
        '{"name": "\\ud800", "items": []}',
        ("invalid_text", "name", 1, "a lone surrogate"),
    ),
    "an empty list of carts": ("[]", ("too_few", "", None, "has 0 elements, allowed: 1 to")),
    "carts that are no list": (
        '{"carts": {}}',
        ("wrong_type", "carts", 1, "is a table, allowed: a list"),
    ),
    "a cart of several with a fault": (
        '{"carts": [{"items": []},\n{"items": [], "codes": "SUMMER"}]}',
        ("wrong_type", "carts[1].codes", 2, "'SUMMER' is a text, allowed: a list"),
    ),
    "two carts of one name": (
        '[{"name": "a", "items": []},\n{"name": "a", "items": []}]',
        ("duplicate_value", "[1].name", 2, "a name of its own"),
    ),
    "lists nested too deep": ("[" * 40 + "]" * 40, ("too_deep", "", None, "at most 32 levels")),
    "lists nested deeper than the parser goes": (
        "[" * 99999,
        ("too_deep", "", None, "at most 32 levels"),
    ),
}


@pytest.mark.parametrize(("text", "expected"), JSON_CASES.values(), ids=JSON_CASES)
def test_a_malformed_cart_names_code_path_line_and_what_is_allowed(
    text: str, expected: tuple[str, str, int | None, str]
) -> None:
    with pytest.raises(FileError) as raised:
        parse_carts(text, name="friends.json")

    code, path, line, told = expected
    (found,) = raised.value.problems
    assert (found.code, found.path, found.line) == (code, path, line)
    assert told in found.message


HEADER = "item,product,ticket_type,quantity,part,slot,travel_date,codes,at,cart\n"

CSV_CASES = {
    "a missing column": (
        "item,product,quantity\n1,museum,1\n",
        ("missing_key", "ticket_type", 1, "the column is missing"),
    ),
    "an unknown column": (
        "item,product,ticket_type,quantity,colour\n1,museum,adult,1,red\n",
        ("unknown_key", "colour", 1, "allowed: cart, item, product"),
    ),
    "a count that is no number": (
        HEADER + "1,museum,adult,two,,,,,,\n",
        ("invalid_number", "rows[0].quantity", 2, "a whole number such as 2"),
    ),
    "a count that is not whole": (
        HEADER + "1,museum,adult,1.0,,,,,,\n",
        ("invalid_number", "rows[0].quantity", 2, "a whole number such as 2"),
    ),
    "a count in other digits": (
        HEADER + "1,museum,adult,\u0662,,,,,,\n",
        ("invalid_number", "rows[0].quantity", 2, "a whole number such as 2"),
    ),
    "no item": (
        HEADER + ",museum,adult,1,,,,,,\n",
        ("missing_key", "rows[0].item", 2, "the id of an item"),
    ),
    "no product in the first row of an item": (
        HEADER + "1,,adult,1,,,,,,\n",
        ("missing_key", "rows[0].product", 2, "a product in the first row of each item"),
    ),
    "a ticket type without a count": (
        HEADER + "1,museum,adult,,,,,,,\n",
        ("missing_key", "rows[0].quantity", 2, "a ticket type with a quantity in each row"),
    ),
    "a count without a ticket type": (
        HEADER + "1,museum,,1,,,,,,\n",
        ("missing_key", "rows[0].ticket_type", 2, "a ticket type with a quantity in each row"),
    ),
    "a row that says another product": (
        HEADER + "1,museum,adult,1,,,,,,\n1,boat,child,1,,,,,,\n",
        ("contradiction", "rows[1].product", 3, "museum, or an empty cell"),
    ),
    "a row that says another slot": (
        HEADER + "1,museum,adult,1,,a,,,,\n1,,child,1,,b,,,,\n",
        ("contradiction", "rows[1].slot", 3, "a, or an empty cell"),
    ),
    "a row that says other codes": (
        HEADER + "1,museum,adult,1,,,,A B,,\n2,museum,child,1,,,,B A,,\n",
        ("contradiction", "rows[1].codes", 3, "A B, or an empty cell"),
    ),
    "the same ticket type twice": (
        HEADER + "1,museum,adult,1,,,,,,\n1,,adult,2,,,,,,\n",
        ("duplicate_value", "rows[1].ticket_type", 3, "one row for each ticket type"),
    ),
    "a moment without its offset": (
        HEADER + "1,museum,adult,1,,,,,2026-06-01T10:00,\n",
        ("naive_instant", "rows[0].at", 2, "with its offset"),
    ),
    "a date that is no date": (
        HEADER + "1,museum,adult,1,,,tomorrow,,,\n",
        ("invalid_date", "rows[0].travel_date", 2, "a date such as"),
    ),
    "a row with too many cells": (
        HEADER + "1,museum,adult,1,,,,,,,\n",
        ("cell_count", "rows[0]", 2, "has 11 cells, allowed: 10, as the header"),
    ),
    "a text that is no CSV": (
        HEADER + '1,"museum"x,adult,1,,,,,,\n',
        ("syntax", "", 2, "not readable as CSV"),
    ),
    "nothing": ("\n \n", ("empty_file", "", None, "a header and at least one row")),
}


@pytest.mark.parametrize(("text", "expected"), CSV_CASES.values(), ids=CSV_CASES)
def test_a_malformed_cart_table_names_code_path_line_and_what_is_allowed(
    text: str, expected: tuple[str, str, int | None, str]
) -> None:
    with pytest.raises(FileError) as raised:
        parse_carts(text, name="friends.csv")

    code, path, line, told = expected
    (found,) = raised.value.problems
    assert (found.code, found.path, found.line) == (code, path, line)
    assert told in found.message


def test_a_name_that_says_no_format_is_refused() -> None:
    with pytest.raises(FileError, match=r"allowed: \.json or \.csv"):
        parse_carts("{}", name="cart.yaml")
