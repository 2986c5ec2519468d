"""Each way to write a tariff file wrong: its code, path, line and what the message allows."""

import pytest

from counterfoil.adapters.files import FileError, parse_tariff

SETTINGS = '[tariff]\nid = "t"\ncurrency = "EUR"\n'  # three lines: a case begins on the fourth
PRICE = '[[price]]\nproduct = "museum"\nticket_type = "adult"\n'
VARIATION = '[[variation]]\nid = "v"\nlabel = "V"\ntype = "OTHER"\n'
PROMOTION = '[[promotion]]\nid = "p"\nlabel = "P"\n'
FEE = '[[fee]]\nid = "f"\nlabel = "F"\ntype = "SERVICE"\n'

CASES = {
    # Tables and keys.
    "an unknown table": (
        "[[promotions]]\n",
        ("unknown_key", "promotions", 4, "did you mean promotion"),
    ),
    "an unknown key with a near one": (
        PROMOTION + "percentge_off = 10\n",
        ("unknown_key", "promotion[0].percentge_off", 7, "did you mean percentage_off"),
    ),
    "an unknown key that people often try": (
        PROMOTION + 'amount_off = 1\nper = "unit"\nvoucher = "X"\n',
        ("unknown_key", "promotion[0].voucher", 9, "did you mean code"),
    ),
    "an unknown key like no other": (
        VARIATION + "amount = 1\nzzz = 1\n",
        ("unknown_key", "variation[0].zzz", 9, "allowed: id, label, type, amount"),
    ),
    "a missing key": (
        PRICE.replace('ticket_type = "adult"\n', "") + "amount = 1\n",
        ("missing_key", "price[0].ticket_type", 4, "allowed: the id of a ticket type"),
    ),
    "a table instead of a list of tables": (
        '[promotion]\nid = "p"\n',
        ("wrong_type", "promotion", 4, "write [[promotion]]"),
    ),
    "a text instead of a list": (
        VARIATION + 'amount = 1\nproducts = "museum"\n',
        ("wrong_type", "variation[0].products", 9, "'museum' is a text, allowed: a list"),
    ),
    "a number instead of a table": (
        PRICE.replace('"museum"', "1") + "amount = 1\n",
        ("wrong_type", "price[0].product", 5, "1 is a number, allowed: the id of a product"),
    ),
    "a text instead of a table": (
        PROMOTION + 'percentage_off = 5\nlimits = "none"\n',
        ("wrong_type", "promotion[0].limits", 8, "allowed: a table {uses, uses_per_customer"),
    ),
    # Choices between keys.
    "two differences": (
        VARIATION + "amount = 1\npercentage = 5\n",
        ("conflicting_keys", "variation[0].percentage", 9, "one of amount, percentage"),
    ),
    "no difference": (
        VARIATION,
        ("missing_key", "variation[0]", 4, "none of amount, percentage is given"),
    ),
    "two benefits": (
        PROMOTION + "unit_price = 5\ncheapest = { take = 1, of = 2, percentage = 50 }\n",
        ("conflicting_keys", "promotion[0].cheapest", 8, "exclude each other"),
    ),
    "a key without the one that it goes with": (
        PROMOTION + 'unit_price = 5\nover = "order"\n',
        ("stray_key", "promotion[0].over", 8, "only beside percentage_off"),
    ),
    "a key without its companion": (
        PROMOTION + "amount_off = 5\n",
        ("missing_key", "promotion[0].per", 4, "one of unit, booking, order"),
    ),
    "a tax of a fee without its effect": (
        FEE + 'fixed = 1\ntax = "vat"\n',
        ("missing_key", "fee[0].tax_effect", 4, "one of ADDED, INCLUDED"),
    ),
    "two taxes of a fee": (
        FEE + 'fixed = 1\ntax = "vat"\ntax_effect = "added"\nsplit_tax = true\n',
        ("conflicting_keys", "fee[0].split_tax", 11, "one of tax, split_tax"),
    ),
    "a switch that can only be on": (
        FEE + "fixed = 1\nsplit_tax = false\n",
        ("wrong_type", "fee[0].split_tax", 9, "allowed: true"),
    ),
    # Numbers.
    "an amount with too many decimals": (
        PRICE + "amount = 20.005\n",
        ("invalid_number", "price[0].amount", 7, "has 3 decimals, allowed: at most 2 for EUR"),
    ),
    "an amount with a decimal comma": (
        PRICE + 'amount = "20,00"\n',
        ("invalid_number", "price[0].amount", 7, "write 20.00, with a point"),
    ),
    "a percentage with a decimal comma": (
        PROMOTION + 'percentage_off = "2,5"\n',
        ("invalid_number", "promotion[0].percentage_off", 7, "write 2.5, with a point"),
    ),
    "an amount that is no number": (
        PRICE + "amount = nan\n",
        ("invalid_number", "price[0].amount", 7, "is not a finite number"),
    ),
    "an amount that is too large": (
        PRICE + "amount = 1e300\n",
        ("invalid_number", "price[0].amount", 7, "at most 64 digits"),
    ),
    "an amount beyond any exponent": (
        PRICE + "amount = 1e9999999999999999999\n",
        ("invalid_number", "price[0].amount", 7, "is not a finite number"),
    ),
    "an amount below zero": (
        PRICE + "amount = -1\n",
        ("out_of_range", "price[0].amount", 7, "allowed: 0 to"),
    ),
    "a switch instead of an amount": (
        PRICE + "amount = true\n",
        ("wrong_type", "price[0].amount", 7, "true is a switch, allowed: an amount such as 12.50"),
    ),
    "a list instead of an amount": (
        PRICE + "amount = [20]\n",
        ("wrong_type", "price[0].amount", 7, "is a list, allowed: an amount"),
    ),
    "a percentage with its sign": (
        PROMOTION + 'percentage_off = "10 %"\n',
        ("invalid_number", "promotion[0].percentage_off", 7, "digits with at most one point"),
    ),
    "a percentage over a hundred": (
        PROMOTION + "percentage_off = 100.1\n",
        ("out_of_range", "promotion[0].percentage_off", 7, "a percentage from 0 to 100"),
    ),
    "a count that is not whole": (
        PROMOTION + "percentage_off = 5\nlimits = { uses = 1.5 }\n",
        ("wrong_type", "promotion[0].limits.uses", 8, "a whole number of at least 0"),
    ),
    "a count below its least": (
        PROMOTION + "percentage_off = 5\nlimits = { units_per_cart = 0 }\n",
        ("out_of_range", "promotion[0].limits.units_per_cart", 8, "at least 1"),
    ),
    "more codes than a cart may hold": (
        "codes_max = 6\n",
        ("out_of_range", "tariff.codes_max", 4, "a whole number from 1 to 5"),
    ),
    "prices of no ticket type": (
        '[[price]]\nproduct = "museum"\namounts = {}\n',
        ("too_few", "price[0].amounts", 6, "is empty, allowed: at least 1 entries"),
    ),
    # Words.
    "an unknown word": (
        'rounding = "half_upp"\n',
        (
            "unknown_choice",
            "tariff.rounding",
            4,
            "(did you mean half_up), allowed: one of half_up",
        ),
    ),
    "a type that tariffs cannot use": (
        VARIATION.replace("OTHER", "CART_DISCOUNT_FIXED") + "amount = 1\n",
        ("unknown_choice", "variation[0].type", 7, "one of PRODUCT_DYNAMIC, PRODUCT_DAILY"),
    ),
    "a word in two cases": (
        'codes = "Best_Subset"\n',
        ("unknown_choice", "tariff.codes", 4, "one of best_subset, as_entered"),
    ),
    "an unknown currency": (
        "",
        ("unknown_currency", "tariff.currency", 3, "EUR"),
    ),
    "an id with a blank at its end": (
        '[[lane]]\nnumber = 1\n[[tax]]\nid = "vat "\nlabel = "VAT"\npercentage = 9\n',
        ("invalid_text", "tax[0].id", 7, "no blank at the ends"),
    ),
    "an empty id": (
        '[[tax]]\nid = ""\nlabel = "VAT"\npercentage = 9\n',
        ("invalid_text", "tax[0].id", 5, "1 to 200 printable characters"),
    ),
    "an id over two lines": (
        '[[tax]]\nid = "a\\nb"\nlabel = "VAT"\npercentage = 9\n',
        ("invalid_text", "tax[0].id", 5, "printable"),
    ),
    "a product named twice": (
        VARIATION + 'amount = 1\nproducts = ["a", "b", "a"]\n',
        ("duplicate_value", "variation[0].products", 9, "holds 'a' twice"),
    ),
    # Dates and times.
    "a date that is no date": (
        '[[season]]\nid = "s"\nlabel = "S"\ndates = ["summer"]\n',
        ("invalid_date", "season[0].dates[0]", 7, "a date such as 2026-06-01"),
    ),
    "a date that the calendar does not have": (
        '[[season]]\nid = "s"\nlabel = "S"\ndates = [{ first = "2026-02-30" }]\n',
        ("invalid_date", "season[0].dates[0].first", 7, "is not a date of the calendar"),
    ),
    "a date in another century": (
        '[[season]]\nid = "s"\nlabel = "S"\ndates = [0206-06-01]\n',
        ("out_of_range", "season[0].dates[0]", 7, "the years 1900 to 2999"),
    ),
    "a moment instead of a date": (
        '[[season]]\nid = "s"\nlabel = "S"\ndates = [2026-06-01T00:00:00Z]\n',
        ("wrong_type", "season[0].dates[0]", 7, "is a date or time, allowed: a date such as"),
    ),
    "a time of day that there is not": (
        VARIATION + 'amount = 1\ntimes = [{ from = "10:00", until = "24:00" }]\n',
        ("invalid_time", "variation[0].times[0].until", 9, "from 00:00 to 23:59"),
    ),
    "a moment without its offset": (
        VARIATION + "amount = 1\nbooked = { from = 2026-06-01T10:00:00 }\n",
        ("naive_instant", "variation[0].booked.from", 9, "2026-06-01T10:00:00+02:00"),
    ),
    "a moment without its offset, as text": (
        VARIATION + 'amount = 1\nbooked = { from = "2026-06-01T10:00" }\n',
        ("naive_instant", "variation[0].booked.from", 9, "has no offset"),
    ),
    "a moment that is none": (
        VARIATION + 'amount = 1\nbooked = { from = "2026-06-31T10:00Z" }\n',
        ("invalid_instant", "variation[0].booked.from", 9, "is not a date and time"),
    ),
    "a date instead of a moment": (
        VARIATION + "amount = 1\nbooked = { from = 2026-06-01 }\n",
        ("wrong_type", "variation[0].booked.from", 9, "a date and time with its offset"),
    ),
    "a duration without its unit": (
        VARIATION + 'amount = 1\nlead = { least = "30" }\n',
        ("invalid_duration", "variation[0].lead.least", 9, "in the units w, d, h, m and s"),
    ),
    "a duration that is too long": (
        'price_valid = "3661d"\n',
        ("out_of_range", "tariff.price_valid", 4, "at most 3660d"),
    ),
    "an unknown weekday": (
        VARIATION + 'amount = 1\nweekdays = ["sat", "son"]\n',
        ("unknown_choice", "variation[0].weekdays[1]", 9, "one of mon, tue, wed"),
    ),
    # Price tables.
    "a price table outside the folder": (
        'prices = "../prices.csv"\n',
        ("invalid_file_name", "tariff.prices", 4, "prices.csv or tables/prices.csv"),
    ),
    "an absolute price table": (
        'prices = ["/tmp/prices.csv"]\n',
        ("invalid_file_name", "tariff.prices", 4, "a name such as prices.csv"),
    ),
    "a price table named twice": (
        'prices = ["a.csv", "a.csv"]\n',
        ("duplicate_value", "tariff.prices", 4, "each price table once"),
    ),
    "a price table that is not given": (
        'prices = "prices.csv"\n',
        ("unreadable_file", "tariff.prices", 4, "the text of each price table"),
    ),
    # The text itself.
    "a text that is no TOML": (
        "[[price]\n",
        ("syntax", "", 4, "not readable as TOML"),
    ),
    "a key that stands twice": (
        'id = "u"\n',
        ("syntax", "", 4, "cannot overwrite a value"),
    ),
    "a text that ends too early": (
        'label = "',
        ("syntax", "", 4, "not readable as TOML"),
    ),
    "a line that is too long": (
        f'label = "{"x" * 4000}"\n',
        ("too_large", "", 4, "at most 4000 characters"),
    ),
    "lists nested too deep": (
        f"label = {'[' * 40}{']' * 40}\n",
        ("too_deep", "", None, "at most 32 levels"),
    ),
    "lists nested deeper than the parser goes": (
        f"label = {'[' * 1900}{']' * 1900}\n",
        ("too_deep", "", None, "at most 32 levels"),
    ),
    "a number of thousands of digits": (
        f"codes_max = {'1' * 3900}\n",
        ("out_of_range", "tariff.codes_max", 4, "111... is out of range"),
    ),
    # Meaning, told in terms of the file.
    "a season that there is not": (
        PRICE + 'amount = 1\nseason = "winter"\n',
        ("unknown_season", "price[0].season", 8, "winter"),
    ),
    "a lane that there is not": (
        PROMOTION + "percentage_off = 5\nlane = 7\n",
        ("unknown_lane", "promotion[0].lane", 8, "7"),
    ),
    "the same id twice": (
        VARIATION + "amount = 1\n" + VARIATION + "percentage = 1\n",
        ("duplicate_id", "variation[1].id", 10, "variation[0].id (line 5)"),
    ),
    "a benefit out of its bounds": (
        PROMOTION + "cheapest = { take = 3, of = 2, percentage = 50 }\n",
        ("above_maximum", "promotion[0].cheapest.take", 7, "2"),
    ),
    "an empty range inside a scope": (
        VARIATION + "amount = 1\ntravel = [{ first = 2026-02-01, last = 2026-01-01 }]\n",
        ("empty_range", "variation[0].travel[0].last", 9, "2026-02-01"),
    ),
    "a base that comes later": (
        FEE + 'fixed = 1\nbase = ["FEE_TAX", "f"]\n',
        ("computed_later", "fee[0].base[1]", 9, "f"),
    ),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES)
def test_a_malformed_tariff_names_code_path_line_and_what_is_allowed(
    text: str, expected: tuple[str, str, int | None, str]
) -> None:
    settings = SETTINGS.replace("EUR", "EURO") if not text else SETTINGS

    with pytest.raises(FileError) as raised:
        parse_tariff(settings + text, name="harbor.toml")

    code, path, line, told = expected
    found = raised.value.problems[0]
    assert (found.code, found.path, found.line) == (code, path, line)
    assert told in found.message
    assert found.message.startswith(path)
    assert not found.message.endswith(".")
    assert found.file == "harbor.toml"
    assert str(raised.value).startswith(
        f"harbor.toml:{line}: error: " if line else "harbor.toml: "
    )


ROW_CASES = {
    "no header": ("", ("empty_file", "", None, "a header and at least one row")),
    "no rows": ("product,ticket_type,amount\n", ("empty_file", "", 1, "at least one row")),
    "a missing column": (
        "product,amount\nmuseum,1\n",
        ("missing_key", "ticket_type", 1, "the column is missing"),
    ),
    "an unknown column": (
        "product,ticket_type,amuont\nmuseum,adult,1\n",
        ("unknown_key", "amuont", 1, "did you mean amount"),
    ),
    "a column that stands twice": (
        "product,amount,amount\nmuseum,1,1\n",
        ("duplicate_key", "", 1, "each column once"),
    ),
    "a column without a name": (
        "product,,amount\nmuseum,1,1\n",
        ("cell_count", "", 1, "each column once, with its name"),
    ),
    "columns that are spelt otherwise": (
        "Product,Ticket Type,Amount\nmuseum,adult,1\n",
        ("unknown_key", "Product", 1, "did you mean product"),
    ),
    "a row with too few cells": (
        "product,ticket_type,amount\n\nmuseum,adult\n",
        ("cell_count", "rows[0]", 3, "has 2 cells, allowed: 3, as the header"),
    ),
    "an empty cell": (
        "product,ticket_type,amount\nmuseum,,1\n",
        ("missing_key", "rows[0].ticket_type", 2, "the id of a ticket type"),
    ),
    "an amount with a decimal comma": (
        "product;ticket_type;amount\nboat;adult;1\nmuseum;child;1,50\n",
        ("invalid_number", "rows[1].amount", 3, "write 1.50, with a point"),
    ),
    "an amount that a decimal comma splits": (
        "product,ticket_type,amount\nmuseum,child,1,50\n",
        ("cell_count", "rows[0]", 2, "allowed: 3, as the header; write 1.50, with a point"),
    ),
    "an amount with an exponent": (
        "product,ticket_type,amount\nmuseum,adult,1e2\n",
        ("invalid_number", "rows[0].amount", 2, "digits with at most one point"),
    ),
    "a quote that is not closed": (
        'product,ticket_type,amount\nmuseum,"adult,1\n',
        ("syntax", "", 2, "not readable as CSV"),
    ),
    "a cell over two lines before the fault": (
        'product,ticket_type,amount\n"a\nb",adult,1\nmuseum,adult,x\n',
        ("invalid_text", "rows[0].product", 2, "printable"),
    ),
    "a price that the file itself has": (
        "product,ticket_type,amount\nboat,adult,1\nmuseum,adult,1\n",
        ("duplicate_price", "rows[1]", 3, "price[0] (harbor.toml, line 5)"),
    ),
    "a season that there is not": (
        "product,ticket_type,season,amount\nmuseum,adult,winter,1\n",
        ("unknown_season", "rows[0].season", 2, "winter"),
    ),
}


@pytest.mark.parametrize(("text", "expected"), ROW_CASES.values(), ids=ROW_CASES)
def test_a_malformed_price_table_names_its_own_file_and_line(
    text: str, expected: tuple[str, str, int | None, str]
) -> None:
    tariff = SETTINGS + 'prices = "prices.csv"\n' + PRICE + "amount = 1\n"

    with pytest.raises(FileError) as raised:
        parse_tariff(tariff, name="harbor.toml", tables={"prices.csv": text})

    code, path, line, told = expected
    found = next(problem for problem in raised.value.problems if problem.file == "prices.csv")
    assert (found.code, found.path, found.line) == (code, path, line)
    assert told in found.message


# What a pricing manager writes by hand and means otherwise.

EMPTY_LISTS = {
    "products": VARIATION + "amount = 1\nproducts = []\n",
    "ticket_types": VARIATION + "amount = 1\nticket_types = []\n",
    "slots": VARIATION + "amount = 1\nslots = []\n",
    "seasons": VARIATION + "amount = 1\nseasons = []\n",
    "travel": VARIATION + "amount = 1\ntravel = []\n",
    "weekdays": VARIATION + "amount = 1\nweekdays = []\n",
    "times": VARIATION + "amount = 1\ntimes = []\n",
    "channels": VARIATION + "amount = 1\nchannels = []\n",
    "distributors": VARIATION + "amount = 1\ndistributors = []\n",
    "partners": VARIATION + "amount = 1\npartners = []\n",
    "customer_tags": VARIATION + "amount = 1\ncustomer_tags = []\n",
    "minimum.ticket_types": PROMOTION + "percentage_off = 5\nminimum = { ticket_types = [] }\n",
    "together": PROMOTION + "percentage_off = 5\ntogether = []\n",
    "booked": PROMOTION + "percentage_off = 5\nbooked = []\n",
    "conditions": PROMOTION + "percentage_off = 5\nconditions = []\n",
    "base": FEE + "percentage = 5\nbase = []\n",
}


@pytest.mark.parametrize(("key", "text"), EMPTY_LISTS.items(), ids=EMPTY_LISTS)
def test_an_empty_list_is_not_taken_for_everything(key: str, text: str) -> None:
    with pytest.raises(FileError) as raised:
        parse_tariff(SETTINGS + text)

    (found,) = raised.value.problems
    assert found.path.endswith(f".{key}")
    assert found.code == "too_few"
    assert "leave the key out" in found.message


def test_an_empty_list_of_taxes_says_that_there_are_none() -> None:
    tariff = parse_tariff(SETTINGS + "[[taxation]]\ntaxes = []\n")

    assert tariff.taxation[0].taxes == ()


@pytest.mark.parametrize(
    ("line", "written"),
    [
        ("amount = 22,00", "22.00"),
        ("amount = -3,5 # off", "-3.5"),
        ("amounts = { adult = 22,00, child = 1 }", "22.00"),
    ],
)
def test_a_decimal_comma_is_told_where_the_syntax_breaks(line: str, written: str) -> None:
    with pytest.raises(FileError) as raised:
        parse_tariff(f'{SETTINGS}[[price]]\nproduct = "museum"\n{line}\n')

    (found,) = raised.value.problems
    assert (found.code, found.line) == ("syntax", 6)
    assert found.message.endswith(f"write {written}, with a point")


def test_other_wrong_syntax_is_no_decimal_comma() -> None:
    with pytest.raises(FileError) as raised:
        parse_tariff(SETTINGS + "[[price]]\namounts = { a = 1,2b = 3 c }\n")

    assert "point" not in str(raised.value)


def test_settings_without_their_header_are_said_to_belong_below_it() -> None:
    with pytest.raises(FileError) as raised:
        parse_tariff('id = "t"\nlabel = "T"\n')

    told = {found.path: found.message for found in raised.value.problems}
    assert told["label"] == "label: unknown key, did you mean tariff.label"
    assert told["tariff"].startswith("tariff: is missing")


def test_a_key_beside_its_table_is_looked_for_among_its_neighbors() -> None:
    with pytest.raises(FileError) as raised:
        parse_tariff('label = "T"\n' + SETTINGS)

    assert "did you mean tariff.label" not in str(raised.value)


SEVERAL = (
    SETTINGS
    + '[[price]]\nproduct = "museum"\nseason = "sumer"\namounts = { adult = 2, child = 1 }\n'
)


def test_what_is_wrong_with_a_row_of_several_prices_is_told_once() -> None:
    with pytest.raises(FileError) as raised:
        parse_tariff(SEVERAL)

    (found,) = raised.value.problems
    assert (found.path, found.line, found.code) == ("price[0].season", 6, "unknown_season")


def test_what_is_wrong_with_one_of_several_prices_names_its_key() -> None:
    first = SEVERAL.replace('season = "sumer"\n', "")
    again = '[[price]]\nproduct = "museum"\namounts = { senior = 1, child = 3 }\n'

    with pytest.raises(FileError) as raised:
        parse_tariff(first + again)

    (found,) = raised.value.problems
    assert (found.path, found.line, found.code) == (
        "price[1].amounts.child",
        9,
        "duplicate_price",
    )
    assert "price[0].amounts.child (line 6)" in found.message
