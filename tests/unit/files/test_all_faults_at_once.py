"""One reading tells everything that is wrong, of form and of meaning, by line."""

import pickle
import re
from pathlib import Path

import pytest

from counterfoil.adapters.files import (
    FileCode,
    FileError,
    FileProblem,
    check_tariff,
    parse_carts,
    parse_catalogue,
    parse_tariff,
)

TARIFF = """\
[tariff]
id = "t"
currency = "EUR"
codes_max = 9

[[season]]
id = "summer"
label = "Summer"
dates = ["soon", 2026-01-01, "2026-02-30"]

[[price]]
product = "museum"
amounts = { adult = 1.005, child = true }
season = "summer"

[[price]]
product = "museum"
ticket_type = "senior"
amount = 1
season = "winter"

[[promotion]]
id = "p"
label = "P"
percentage_off = 10
lane = 3

[[promotion]]
id = "p"
label = "P again"
amount_off = 5
per = "unit"
code = "A"
limits = { uses = -1, budget = "five" }

[[promotion]]
id = "p"
label = "P once more"
unit_price = 1
cap = 5

[[fee]]
id = "f"
label = "F"
type = "SERVICE"
minimum = 5
maximum = 2
"""


def located(problems: tuple[FileProblem, ...]) -> list[tuple[int | None, str, str]]:
    return [(problem.line, problem.path, problem.code) for problem in problems]


def test_all_faults_of_form_are_told_together() -> None:
    with pytest.raises(FileError) as raised:
        parse_tariff(TARIFF)

    found = located(raised.value.problems)

    assert (4, "tariff.codes_max", "out_of_range") in found
    assert (9, "season[0].dates[0]", "invalid_date") in found
    assert (9, "season[0].dates[2]", "invalid_date") in found
    assert (13, "price[0].amounts.adult", "invalid_number") in found
    assert (13, "price[0].amounts.child", "wrong_type") in found
    assert (34, "promotion[1].limits.uses", "out_of_range") in found
    assert (34, "promotion[1].limits.budget", "invalid_number") in found
    assert found == sorted(found, key=lambda problem: problem[0] or 0)


def test_without_a_currency_only_the_form_can_be_checked() -> None:
    with pytest.raises(FileError) as raised:
        parse_tariff(TARIFF.replace('"EUR"', '"EURO"'))

    codes = {problem.code for problem in raised.value.problems}

    assert codes <= {code.value for code in FileCode}


def test_other_faults_of_the_settings_hide_no_meaning() -> None:
    with pytest.raises(FileError) as raised:
        parse_tariff(TARIFF)

    found = located(raised.value.problems)

    assert (4, "tariff.codes_max", "out_of_range") in found
    assert (37, "promotion[2].id", "duplicate_id") in found


def test_what_is_left_beside_faults_of_form_is_checked_for_its_meaning() -> None:
    with pytest.raises(FileError) as raised:
        parse_tariff(TARIFF.replace("codes_max = 9", ""))

    found = located(raised.value.problems)

    # The promotion between the two has faults of form: their places are still those of the file.
    assert (37, "promotion[2].id", "duplicate_id") in found
    assert (47, "fee[0].maximum", "below_minimum") in found
    assert (34, "promotion[1].limits.uses", "out_of_range") in found


def test_nothing_is_said_to_be_missing_that_may_stand_in_a_part_with_faults() -> None:
    with pytest.raises(FileError) as raised:
        parse_tariff(TARIFF.replace("codes_max = 9", ""))

    # The season could not be read, but every lane could: there is no lane 3.
    assert [found.code for found in raised.value.problems if found.code[:8] == "unknown_"] == [
        "unknown_lane"
    ]

    sound = '[tariff]\nid = "t"\ncurrency = "EUR"\n' + TARIFF[TARIFF.index("[[price]]\n") :]
    sound = re.sub(r"amounts = .*", "amounts = { adult = 1 }", sound)
    sound = re.sub(r"limits = .*", "", sound)
    with pytest.raises(FileError) as raised:
        parse_tariff(sound)

    assert {found.code for found in raised.value.problems} >= {"unknown_season", "unknown_lane"}


REFERENCES = """\
[tariff]
id = "t"
currency = "EUR"

[[season]]
id = "summer"
label = "Summer"
dates = [2026-07-01]

[[price]]
product = "museum"
ticket_type = "adult"
amount = 1
season = "winter"

[[lane]]
number = 2

[[promotion]]
id = "p"
label = "P"
percentage_off = 10
lane = 3

[[tax]]
id = "vat"
label = "VAT"
percentage = 9

[[taxation]]
taxes = ["vta"]

[[fee]]
id = "f"
label = "F"
type = "SERVICE"
percentage = 1
base = ["q"]
"""
CATALOGUE_OF_ONE = """\
[catalogue]
id = "c"
currency = "EUR"
zone = "Europe/Paris"
supplier = { id = "s", name = "S" }

[[product]]
id = "museum"
title = "Museum"
admission = "TIME_OPEN"
ticket_type = [
    { id = "adult", kind = "ADULT", label = "Adult" },
    { id = "child", kind = "CHILD", label = "Child" },
]
"""
UNKNOWN = {"unknown_season", "unknown_lane", "unknown_tax", "unknown_base"}


@pytest.mark.parametrize(
    ("part", "broken", "withheld"),
    [
        ("dates = [2026-07-01]", "dates = [1]", {"unknown_season"}),
        ("[[season]]", "[[seasons]]", {"unknown_season"}),
        ("number = 2", 'number = "2"', {"unknown_lane"}),
        ("percentage = 9", 'percentage = "9%"', {"unknown_tax"}),
        ('type = "SERVICE"', 'type = "SERVICES"', {"unknown_base"}),
        ("percentage_off = 10", "percentage_off = 110", {"unknown_base", "unknown_lane"}),
        ("amount = 1", "amount = 1.005", {"unknown_season"}),
        ('id = "t"', 'id = "t"\nlable = "T"', set()),
    ],
)
def test_only_references_to_what_a_faulty_part_may_define_are_withheld(
    part: str, broken: str, withheld: set[str]
) -> None:
    with pytest.raises(FileError) as raised:
        parse_tariff(REFERENCES.replace(part, broken, 1))

    codes = {found.code for found in raised.value.problems}

    assert codes & UNKNOWN == UNKNOWN - withheld
    # Something else is wrong, too: the part that was broken.
    assert codes - UNKNOWN


def test_faults_of_a_price_table_withhold_only_that_prices_are_missing() -> None:
    text = '[tariff]\nid = "t"\ncurrency = "EUR"\nprices = "p.csv"\n[[lane]]\nnumber = 1\n'
    promotion = '[[promotion]]\nid = "p"\nlabel = "P"\npercentage_off = 1\nlane = 2\n'
    table = {"p.csv": "product,ticket_type,amount\nmuseum,adult,x\n"}
    catalogue = parse_catalogue(CATALOGUE_OF_ONE)

    with pytest.raises(FileError) as raised:
        parse_tariff(text + promotion, tables=table, catalogue=catalogue)
    with pytest.raises(FileError) as without:
        parse_tariff(
            text + promotion,
            tables={"p.csv": table["p.csv"].replace("adult,x", "child,1")},
            catalogue=catalogue,
        )

    codes = {found.code for found in raised.value.problems}
    assert codes == {"invalid_number", "unknown_lane"}
    assert "not_priced" in {found.code for found in without.value.problems}


def test_faults_of_several_files_are_told_together_the_tariff_first() -> None:
    text = '[tariff]\nid = "t"\ncurrency = "EUR"\nprices = ["b.csv", "a.csv", "c.csv"]\n'
    tables = {
        "a.csv": "product,ticket_type,amount\nmuseum,adult,1.005\nmuseum,,2\n",
        "b.csv": "product,ticket_type\nmuseum,adult\n",
    }

    with pytest.raises(FileError) as raised:
        parse_tariff(text, name="t.toml", tables=tables)

    found = [(problem.file, problem.line, problem.code) for problem in raised.value.problems]
    assert found == [
        ("t.toml", 4, "unreadable_file"),
        ("a.csv", 2, "invalid_number"),
        ("a.csv", 3, "missing_key"),
        ("b.csv", 1, "missing_key"),
    ]


def test_rows_behind_a_row_with_a_fault_keep_their_places() -> None:
    text = '[tariff]\nid = "t"\ncurrency = "EUR"\nprices = "a.csv"\n'
    rows = "product,ticket_type,amount\nm,a,1\nm,b,x\nm,c,1\nm,a,2\n"

    with pytest.raises(FileError) as raised:
        parse_tariff(text, tables={"a.csv": rows})

    assert located(raised.value.problems) == [
        (3, "rows[1].amount", "invalid_number"),
        (5, "rows[3]", "duplicate_price"),
    ]
    assert "rows[0] (line 2)" in raised.value.problems[1].message


def test_all_faults_of_a_catalogue_are_told_together() -> None:
    with pytest.raises(FileError) as raised:
        parse_catalogue("""\
[catalogue]
id = "c"
currency = "EUR"
zone = "Europe/Paris"
supplier = { id = "s", name = "S" }

[[product]]
id = "a"
title = 5
admission = "TIME_SLOT"
ticket_type = [{ id = "adult", kind = "ADULT" }]
sale = { from = 2026-01-01T00:00:00, lead_min = "1x" }

[[product]]
id = "b"
title = "B"
admission = "TIME_OPEN"
addon_of = ["a"]
availability = true
ticket_type = [{ id = "adult", kind = "ADULT", label = "Adult", age_from = 9, age_to = 8 }]
""")

    assert located(raised.value.problems) == [
        (9, "product[0].title", "wrong_type"),
        (11, "product[0].ticket_type[0].label", "missing_key"),
        (12, "product[0].sale.from", "naive_instant"),
        (12, "product[0].sale.lead_min", "invalid_duration"),
        (19, "product[1].availability", "availability_not_allowed"),
        (19, "product[1].availability", "no_slots"),
        (20, "product[1].ticket_type[0].age_to", "wrong_order"),
    ]


def test_a_part_that_was_left_out_leaves_no_places_behind() -> None:
    header = '[catalogue]\nid = "c"\ncurrency = "EUR"\nzone = "UTC"\n'
    first = '[[product]]\nid = "a"\ntitle = 5\nadmission = "TIME_OPEN"\n'
    ticket = 'ticket_type = [{ id = "x", kind = "ADULT", label = "X" }]\n'
    second = '[[product]]\nid = "b"\ntitle = "B"\nadmission = "TIME_OPEN"\n'

    with pytest.raises(FileError) as raised:
        parse_catalogue(header + 'supplier = { id = "s", name = "S" }\n' + first + ticket + second)

    # Without ticket types of its own the second product has no line for them.
    assert located(raised.value.problems) == [
        (8, "product[0].title", "wrong_type"),
        (11, "product[1]", "no_ticket_types"),
    ]


def test_a_fault_of_what_products_inherit_is_told_once() -> None:
    product = '[[product]]\nid = "{}"\ntitle = "T"\nadmission = "TIME_OPEN"\n'
    ticket = '[[product.ticket_type]]\nid = "x"\nkind = "ADULT"\nlabel = "X"\n'
    header = '[catalogue]\nid = "c"\ncurrency = "EU"\nzone = "UTC"\n'
    text = (
        header
        + 'supplier = { id = "s" }\n'
        + "".join(product.format(name) + ticket for name in "abc")
    )

    with pytest.raises(FileError) as raised:
        parse_catalogue(text)

    assert located(raised.value.problems) == [
        (3, "catalogue.currency", "unknown_currency"),
        (5, "catalogue.supplier.name", "missing_key"),
    ]


def test_all_faults_of_carts_are_told_together() -> None:
    with pytest.raises(FileError) as raised:
        parse_carts("""\
[
  {"items": [{"product": 5, "tickets": {"adult": 1.5, "child": null}}]},
  {"items": [], "at": "today", "codes": [1, 2]}
]""")

    assert located(raised.value.problems) == [
        (2, "[0].items[0].id", "missing_key"),
        (2, "[0].items[0].product", "wrong_type"),
        (2, "[0].items[0].tickets.adult", "wrong_type"),
        (2, "[0].items[0].tickets.child", "wrong_type"),
        (3, "[1].at", "invalid_instant"),
        (3, "[1].codes[0]", "wrong_type"),
        (3, "[1].codes[1]", "wrong_type"),
    ]


def test_a_mistyped_key_is_not_said_to_be_missing_as_well() -> None:
    with pytest.raises(FileError) as raised:
        parse_carts('{"itmes": [], "requested": [{"id": "r", "typ": "OTHER", "rate": 5}]}')

    assert located(raised.value.problems) == [
        (1, "itmes", "unknown_key"),
        (1, "requested[0].typ", "unknown_key"),
        (1, "requested[0].rate", "unknown_key"),
    ]


def test_a_problem_is_one_line_that_editors_turn_into_a_link(tmp_path: Path) -> None:
    file = tmp_path / "tariff.toml"
    file.write_text('[tariff]\nid = "t"\ncurrency = "EUR"\ncodes_max = "all"\n')

    (found,) = check_tariff(file)

    assert str(found) == (
        f"{file}:4: error: tariff.codes_max: 'all' is a text, "
        "allowed: a whole number from 1 to 5 [wrong_type]"
    )
    assert (found.value, found.allowed) == ("'all'", "a whole number from 1 to 5")


def test_long_values_are_shortened_in_messages() -> None:
    with pytest.raises(FileError) as raised:
        parse_carts('{"items": [], "at": "' + "x" * 1000 + '"}')

    assert len(raised.value.problems[0].message) < 200


def test_an_error_crosses_a_process_boundary() -> None:
    with pytest.raises(FileError) as raised:
        parse_carts("{}")

    copied = pickle.loads(pickle.dumps(raised.value))  # noqa: S301  (our own)

    assert copied.problems == raised.value.problems
    assert str(copied) == str(raised.value)
