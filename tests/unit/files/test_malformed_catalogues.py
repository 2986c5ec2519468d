"""Each way to write a catalogue file wrong: its code, path, line and what the message allows."""

import pytest

from counterfoil.adapters.files import FileError, parse_catalogue

HEADER = """\
[catalogue]
id = "harbor"
currency = "EUR"
zone = "Europe/Amsterdam"
supplier = { id = "s", name = "S" }
"""
PRODUCT = """\
[[product]]
id = "museum"
title = "Museum"
admission = "TIME_OPEN"
"""
TICKET = """\
[[product.ticket_type]]
id = "adult"
kind = "ADULT"
label = "Adult"
"""
PLAIN = HEADER + PRODUCT + TICKET  # thirteen lines
SLOTTED = PLAIN.replace("TIME_OPEN", "TIME_SLOT").replace(
    'title = "Museum"', 'title = "Museum"\navailability = true'
)  # fourteen lines

CASES = {
    "no settings": (
        PRODUCT + 'currency = "EUR"\nzone = "UTC"\nsupplier = { id = "s", name = "S" }\n' + TICKET,
        ("missing_key", "catalogue", None, "allowed: a table {id, currency, zone"),
    ),
    "no products": (
        HEADER,
        ("missing_key", "product", None, "allowed: a list"),
    ),
    "an empty list of products": (
        "product = []\n" + HEADER,
        ("too_few", "product", 1, "has 0 elements, allowed: 1 to"),
    ),
    "an unknown currency": (
        PLAIN.replace("EUR", "EURO"),
        ("unknown_currency", "catalogue.currency", 3, "'EURO' is not an active ISO 4217 code"),
    ),
    "a time zone that is nearly one": (
        PLAIN.replace("Amsterdam", "Amsterdm"),
        ("unknown_zone", "catalogue.zone", 4, "allowed: Europe/Amsterdam"),
    ),
    "a time zone that is a path": (
        PLAIN.replace("Europe/Amsterdam", "../../etc/passwd"),
        ("unknown_zone", "catalogue.zone", 4, "a time zone such as Europe/Amsterdam"),
    ),
    "nothing to inherit": (
        PLAIN.replace('currency = "EUR"\n', ""),
        ("missing_key", "product[0].currency", 5, "a currency code such as EUR"),
    ),
    "a party without a name": (
        PLAIN.replace(', name = "S"', ""),
        ("missing_key", "catalogue.supplier.name", 5, "a text"),
    ),
    "an unknown kind of ticket": (
        PLAIN.replace('"ADULT"', '"ADULTS"'),
        ("unknown_choice", "product[0].ticket_type[0].kind", 12, "did you mean adult"),
    ),
    "a class instead of a ticket class": (
        PLAIN + 'class = "group"\n',
        ("unknown_key", "product[0].ticket_type[0].class", 14, "did you mean ticket_class"),
    ),
    "an age below zero": (
        PLAIN + "age_from = -1\n",
        ("out_of_range", "product[0].ticket_type[0].age_from", 14, "at least 0"),
    ),
    "a count as text": (
        PLAIN + 'pax = "2"\n',
        ("wrong_type", "product[0].ticket_type[0].pax", 14, "'2' is a text"),
    ),
    "a limit that is a switch": (
        PLAIN + "limits = { booking_max = true }\n",
        ("wrong_type", "product[0].ticket_type[0].limits.booking_max", 14, "true is a switch"),
    ),
    "a moment of sale without its offset": (
        PLAIN + "[product.sale]\nfrom = 2026-01-01T00:00:00\n",
        ("naive_instant", "product[0].sale.from", 15, "with its offset"),
    ),
    "a slot without its offset": (
        SLOTTED + '[[product.slot]]\nid = "x"\nstarts_at = 2026-06-06T10:00:00\n'
        "ends_at = 2026-06-06T11:00:00+02:00\n",
        ("naive_instant", "product[0].slot[0].starts_at", 17, "with its offset"),
    ),
    "a slot in winter time in summer": (
        SLOTTED + '[[product.slot]]\nid = "x"\nstarts_at = 2026-06-06T10:00:00+01:00\n'
        "ends_at = 2026-06-06T11:00:00+02:00\n",
        ("wrong_offset", "product[0].slot[0].starts_at", 17, "2026-06-06T11:00:00+02:00"),
    ),
    "a schedule without rules": (
        SLOTTED + '[product.schedule]\nduration = "1h"\n',
        ("missing_key", "product[0].schedule.rule", 15, "a list"),
    ),
    "a rule without times": (
        SLOTTED + '[product.schedule]\nduration = "1h"\n'
        '[[product.schedule.rule]]\nweekdays = ["sat"]\n',
        ("missing_key", "product[0].schedule.rule[0].times", 17, "a list"),
    ),
    "times at no distance": (
        SLOTTED + '[product.schedule]\nduration = "1h"\n[[product.schedule.rule]]\n'
        'weekdays = ["sat"]\ntimes = { first = "10:00", last = "12:00", every = "0m" }\n',
        ("out_of_range", "product[0].schedule.rule[0].times.every", 19, "at least 1m"),
    ),
    "times that run backwards": (
        SLOTTED + '[product.schedule]\nduration = "1h"\n[[product.schedule.rule]]\n'
        'weekdays = ["sat"]\ntimes = { first = "12:00", last = "10:00", every = "30m" }\n',
        ("out_of_range", "product[0].schedule.rule[0].times.last", 19, "not before the first"),
    ),
    "one time instead of a list": (
        SLOTTED + '[product.schedule]\nduration = "1h"\n[[product.schedule.rule]]\n'
        'weekdays = ["sat"]\ntimes = "10:00"\n',
        ("wrong_type", "product[0].schedule.rule[0].times", 19, "allowed: a list"),
    ),
    "a closure without its end": (
        SLOTTED + '[product.schedule]\nduration = "1h"\nclosures = [{ first = 2026-01-05 }]\n'
        '[[product.schedule.rule]]\nweekdays = ["sat"]\ntimes = ["10:00"]\n',
        ("missing_key", "product[0].schedule.closures[0].last", 17, "a date such as"),
    ),
    "the same weekday in two spellings": (
        SLOTTED + '[product.schedule]\nduration = "1h"\n'
        '[[product.schedule.rule]]\nweekdays = ["sat", "saturday"]\ntimes = ["10:00"]\n',
        ("duplicate_value", "product[0].schedule.rule[0].weekdays", 18, "'saturday' twice"),
    ),
    "a price of an option below zero": (
        PLAIN + '[[product.option]]\nid = "o"\nlabel = "O"\n'
        '[[product.option.value]]\nid = "v"\nlabel = "V"\nprices = { adult = -1 }\n',
        ("out_of_range", "product[0].option[0].value[0].prices.adult", 20, "0 to"),
    ),
    "an option without values": (
        PLAIN + '[[product.option]]\nid = "o"\nlabel = "O"\n',
        ("missing_key", "product[0].option[0].value", 14, "a list"),
    ),
    "a row and rows": (
        PLAIN + '[[product.spot]]\nsection = "A"\nrow = "1"\nrows = "1-2"\nnumber = "1"\n',
        ("conflicting_keys", "product[0].spot[0].rows", 17, "one of row, rows"),
    ),
    "no number of a spot": (
        PLAIN + '[[product.spot]]\nsection = "A"\nrow = "1"\n',
        ("missing_key", "product[0].spot[0]", 14, "none of number, numbers is given"),
    ),
    "rows that are no range": (
        PLAIN + '[[product.spot]]\nsection = "A"\nrows = "A-3"\nnumber = "1"\n',
        ("invalid_text", "product[0].spot[0].rows", 16, "such as A-F, A-C,F or 1-20"),
    ),
    "more spots than a stadium has": (
        PLAIN + '[[product.spot]]\nsection = "A"\nrows = "1-999"\nnumbers = "1-999"\n',
        ("out_of_range", "product[0].spot[0].numbers", 17, "1 to 100000"),
    ),
    "entries that stand for more spots than a list may hold": (
        PLAIN
        + '[[product.spot]]\nsection = "A"\nrows = "1-100"\nnumbers = "1-1000"\n' * 2
        + '[[product.spot]]\nsection = "B"\nrow = "1"\nnumber = "1"\n',
        ("too_many", "product[0].spot", 14, "stands for 200001 elements"),
    ),
    "rows that run backwards": (
        PLAIN + '[[product.spot]]\nsection = "A"\nrows = "D-A"\nnumber = "1"\n',
        ("out_of_range", "product[0].spot[0].number", 17, "stands for 0 spots"),
    ),
    "numbers that run backwards": (
        PLAIN + '[[product.spot]]\nsection = "A"\nrow = "A"\nnumbers = "9-1"\n',
        ("out_of_range", "product[0].spot[0].numbers", 17, "stands for 0 spots"),
    ),
    "a combi that is a bundle": (
        PLAIN + '[[product.combi.part]]\nid = "a"\nproduct = "museum"\nshare = 1\n'
        '[[product.bundle.part]]\nid = "b"\nproduct = "museum"\n',
        ("conflicting_keys", "product[0].bundle", 18, "combi and bundle exclude each other"),
    ),
    "a part without its share": (
        PLAIN + '[[product.combi.part]]\nid = "a"\nproduct = "museum"\n',
        ("missing_key", "product[0].combi.part[0].share", 14, "a whole number"),
    ),
    "a part that is no product": (
        PLAIN + '[[product]]\nid = "day"\ntitle = "Day"\nadmission = "TIME_OPEN"\n'
        '[[product.bundle.part]]\nid = "a"\nproduct = "musuem"\n',
        ("unknown_product", "product[1].bundle.part[0].product", 20, "musuem"),
    ),
    "a fee of a cancellation over a hundred percent": (
        PLAIN + '[[product.cancellation.tier]]\nclock = "TRAVEL_DATE"\nthreshold = "2d"\n'
        "fee_percentage = 101\n",
        ("out_of_range", "product[0].cancellation.tier[0].fee_percentage", 17, "from 0 to 100"),
    ),
    "a hold as a number": (
        PLAIN + "[product.hold]\nlength = 15\n",
        ("wrong_type", "product[0].hold.length", 15, "15 is a number, allowed: a duration"),
    ),
    "a hold that is too long": (
        HEADER + '[hold]\nlength = "2h"\n' + PRODUCT + TICKET,
        ("wrong_order", "hold.length", 7, "1:00:00"),
    ),
    "two products of one id": (
        PLAIN + PRODUCT + TICKET,
        ("duplicate_id", "product[1].id", 15, "product[0] (line 6)"),
    ),
    "a pool that there is not": (
        SLOTTED.replace(
            "availability = true",
            'availability = true\nmanaged_capacity = true\ncapacity_type = "own"',
        )
        + '[[product.slot]]\nid = "x"\nstarts_at = 2026-06-06T10:00:00+02:00\n'
        'ends_at = 2026-06-06T11:00:00+02:00\ncapacity_id = "pool"\n',
        ("unknown_pool", "product[0].slot[0].capacity_id", 21, "pool"),
    ),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES)
def test_a_malformed_catalogue_names_code_path_line_and_what_is_allowed(
    text: str, expected: tuple[str, str, int | None, str]
) -> None:
    with pytest.raises(FileError) as raised:
        parse_catalogue(text, name="harbor.toml")

    code, path, line, told = expected
    (found,) = raised.value.problems
    assert (found.code, found.path, found.line) == (code, path, line)
    assert told in found.message
    assert found.message.startswith(f"{path}: ")
    assert found.file == "harbor.toml"


@pytest.mark.parametrize("text", [PLAIN, SLOTTED.replace("availability = true\n", "")])
def test_the_catalogues_that_the_cases_start_from_are_sound(text: str) -> None:
    assert [product.id for product in parse_catalogue(text).products] == ["museum"]
