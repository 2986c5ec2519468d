"""The JSON Schemas: valid, up to date, and of one mind with the reader."""

import json
import tomllib
from collections.abc import Iterator
from datetime import date, time
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from runpy import run_path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from tests.unit.files.vouchers import CODE_FILES

from counterfoil.adapters.files import (
    FileCode,
    FileError,
    cart_schema,
    catalogue_schema,
    parse_carts,
    parse_catalogue,
    parse_tariff,
    tariff_schema,
)
from counterfoil.adapters.files.formats.cart import CART, CART_LIST, CARTS
from counterfoil.adapters.files.formats.catalogue import CATALOGUE_FILE
from counterfoil.adapters.files.formats.tariff import TARIFF_FILE
from counterfoil.adapters.files.reading import Shape
from counterfoil.adapters.files.reference import REFERENCES
from counterfoil.adapters.files.schemas import SCHEMAS
from counterfoil.adapters.files.shapes.keys import Key
from counterfoil.adapters.files.shapes.lists import ListOf, MappingOf, SetOf, TableOr
from counterfoil.adapters.files.shapes.scalars import Converted
from counterfoil.adapters.files.shapes.tables import Table

ROOT = Path(__file__).resolve().parents[3]
WORLDS = sorted((ROOT / "examples").rglob("*.toml"))
CARTS_SHIPPED = sorted((ROOT / "examples").rglob("*.json"))


def plain(value: Any) -> Any:
    """Write dates and times as text, as JSON and the validator know them."""
    if isinstance(value, dict):
        return {name: plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, date | time) else value


def toml(text: str) -> Any:
    return plain(tomllib.loads(text, parse_float=Decimal))


def complaints(schema: dict[str, Any], document: Any) -> list[str]:
    return [error.message for error in Draft202012Validator(schema).iter_errors(document)]


@pytest.mark.parametrize("name", SCHEMAS)
def test_each_schema_is_one_of_the_draft_that_it_names(name: str) -> None:
    Draft202012Validator.check_schema(SCHEMAS[name]())


def test_what_is_generated_is_what_is_committed() -> None:
    generated = run_path(str(ROOT / "tests/unit/files/regenerate.py"))["generated"]

    stale = [
        path.relative_to(ROOT).as_posix()
        for path, text in generated()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]

    assert not stale, "run python tests/unit/files/regenerate.py"


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_schemas_are_installed_with_the_package(name: str) -> None:
    installed = files("counterfoil.adapters.files") / "schema" / f"{name}.schema.json"

    assert json.loads(installed.read_text(encoding="utf-8")) == SCHEMAS[name]()


def test_the_examples_of_the_reference_pages_are_valid(
    catalogue_text: str, tariff_text: str, cart_text: str
) -> None:
    cart = json.loads(cart_text, parse_float=Decimal)

    assert complaints(catalogue_schema(), toml(catalogue_text)) == []
    assert complaints(tariff_schema(), toml(tariff_text)) == []
    for document in (cart, [cart, cart], {"carts": [cart]}):
        assert complaints(cart_schema(), document) == []


@pytest.mark.parametrize("path", WORLDS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_the_shipped_catalogues_tariffs_and_stories_are_valid(path: Path) -> None:
    document = toml(path.read_text(encoding="utf-8"))

    schema = next(SCHEMAS[name]() for name in ("catalogue", "story", "tariff") if name in document)

    assert complaints(schema, document) == []


@pytest.mark.parametrize("path", CARTS_SHIPPED, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_the_shipped_carts_are_valid(path: Path) -> None:
    document = json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)

    assert complaints(cart_schema(), document) == []


def test_there_are_shipped_files_to_check() -> None:
    assert WORLDS
    assert CARTS_SHIPPED


# Single changes to the examples that reader and schema both have to refuse.
TARIFF_SLIPS = [
    ("percentage_off = 10", "percentge_off = 10"),
    ("percentage_off = 10", "percentage_off = 10\nunit_price = 1"),
    ("percentage_off = 10", "percentage_off = 101"),
    ("percentage_off = 10\n", ""),
    ("amount_off = 5.00", "amount_off = -5"),
    ('amount_off = 5.00\nper = "order"', "amount_off = 5.00"),
    ('over = "unit"', 'over = "unit"\nper = "unit"'),
    ("unit_price = 7.50", 'unit_price = "7,50"'),
    ("unit_price = 7.50", "unit_price = true"),
    ("amount = 2.50", "amount = 2.50\nbase = 'list'"),
    ("amount = 2.50", "amount = 2.50\npercentage = 1"),
    ('rounding = "half_up"', 'rounding = "up"'),
    ('currency = "EUR"', 'currency = "euro"'),
    ('currency = "EUR"\n', ""),
    ("codes_max = 5", "codes_max = 6"),
    ("codes_max = 5", "codes_max = '5'"),
    ('prices = "prices.csv"', 'prices = "prices.toml"'),
    ('price_valid = "2h"', "price_valid = 2"),
    ("number = 2", "number = -1"),
    ('weekdays = ["sat", "sun"]', 'weekdays = ["sat", "sat"]'),
    ('weekdays = ["sat", "sun"]', 'weekdays = "sat"'),
    ('from = "10:00"', 'from = "25:00"'),
    ("2026-01-01T00:00:00+01:00", "2026-01-01T00:00:00"),
    ("2026-12-26", "'26 December'"),
    ('tax_effect = "added"\n', ""),
    ("split_tax = true", 'split_tax = true\ntax = "vat9"\ntax_effect = "added"'),
    ("split_tax = true", "split_tax = false"),
    ("uses = 1000", "uses = 0.5"),
    ('id = "vat9"', 'id = ""'),
    ("[[lane]]\nnumber = 2", "[[lanes]]\nnumber = 2"),
]


@pytest.mark.parametrize(("right", "wrong"), TARIFF_SLIPS)
def test_reader_and_schema_refuse_the_same_slips(
    tariff_text: str, prices_text: str, right: str, wrong: str
) -> None:
    assert right in tariff_text
    text = tariff_text.replace(right, wrong, 1)

    assert complaints(tariff_schema(), toml(text))
    with pytest.raises(FileError) as raised:
        parse_tariff(text, tables={"prices.csv": prices_text})

    assert {found.code for found in raised.value.problems} & {code.value for code in FileCode}


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ('kind = "ADULT"', 'kind = "GROWN-UP"'),
        ("share = 3", "share = 0.75"),
        ('zone = "Europe/Amsterdam"', "zone = 1"),
        ('duration = "1h"', 'duration = "1 hour"'),
        ('times = { first = "10:00", last = "16:00", every = "30m" }', 'times = "10:00"'),
        ("rows = ", "row = 'A'\nrows = "),
        ('admission = "TIME_POINT"\n', ""),
        ("[product.cluster]\nmembers = ", '[product.cluster]\nmembers = "museum" # '),
    ],
)
def test_reader_and_schema_refuse_the_same_slips_in_catalogues(
    catalogue_text: str, right: str, wrong: str
) -> None:
    assert right in catalogue_text
    text = catalogue_text.replace(right, wrong, 1)

    assert complaints(catalogue_schema(), toml(text))
    with pytest.raises(FileError):
        parse_catalogue(text, code_files=CODE_FILES)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ('"adult": 2', '"adult": 2.5'),
        ('"adult": 2', '"adult": "2"'),
        ('"product": "museum",', ""),
        ('"codes": ["SUMMER"]', '"codes": "SUMMER"'),
        ('"amount": -1.50', '"amount": -1.50, "percentage": 1'),
        ('"taken": 30', '"taken": -1'),
        ('"at": "2026-06-01T10:00:00+02:00"', '"at": "2026-06-01"'),
        ('"buyer": {', '"buyer": {"name": "x", '),
    ],
)
def test_reader_and_schema_refuse_the_same_slips_in_carts(
    cart_text: str, right: str, wrong: str
) -> None:
    assert right in cart_text
    text = cart_text.replace(right, wrong, 1)

    assert complaints(cart_schema(), json.loads(text, parse_float=Decimal))
    with pytest.raises(FileError):
        parse_carts(text)


def tables_of(shape: Shape) -> Iterator[Table]:
    match shape:
        case Table():
            yield shape
            for key in shape.keys:
                yield from tables_of(key.shape)
        case ListOf() | SetOf():
            yield from tables_of(shape.element)
        case MappingOf():
            yield from tables_of(shape.value)
        case TableOr():
            yield from tables_of(shape.table)
            yield from tables_of(shape.other)
        case Converted():
            yield from tables_of(shape.shape)
        case _:
            return


FORMATS: dict[str, tuple[Shape, ...]] = {
    "cart": (CART, CART_LIST, CARTS),
    "catalogue": (CATALOGUE_FILE,),
    "tariff": (TARIFF_FILE,),
}


@pytest.mark.parametrize("name", FORMATS)
def test_no_two_tables_of_a_format_share_a_name(name: str) -> None:
    found: dict[str, Table] = {}
    for table in (table for shape in FORMATS[name] for table in tables_of(shape)):
        assert found.setdefault(table.name, table) is table


def keys_used(shape: Shape, value: Any) -> Iterator[Key]:
    """Answer the keys that *value* uses, in all tables inside it."""
    match shape:
        case Table() if isinstance(value, dict):
            for key in shape.keys:
                if key.name in value:
                    yield key
                    yield from keys_used(key.shape, value[key.name])
        case ListOf() | SetOf():
            for element in value:
                yield from keys_used(shape.element, element)
        case MappingOf():
            for entry in value.values():
                yield from keys_used(shape.value, entry)
        case TableOr():
            yield from keys_used(shape.table if isinstance(value, dict) else shape.other, value)
        case Converted():
            yield from keys_used(shape.shape, value)
        case _:
            return


def test_every_key_of_every_format_stands_in_an_example(
    catalogue_text: str, tariff_text: str, cart_text: str
) -> None:
    examples: list[tuple[Table, Any]] = [
        (CATALOGUE_FILE, toml(catalogue_text)),
        (TARIFF_FILE, toml(tariff_text)),
        (CART, json.loads(cart_text)),
    ]

    # The keys of a scope stand in many tables and are shown in one of them.
    used = {id(key) for table, value in examples for key in keys_used(table, value)}

    assert not [
        f"{table.name}.{key.name}"
        for root, _ in examples
        for table in tables_of(root)
        for key in table.keys
        if id(key) not in used
    ]


def test_every_fault_of_form_is_explained_in_the_order_of_the_code() -> None:
    page = (ROOT / "docs/reference/tariff-file.md").read_text(encoding="utf-8")
    section = page.partition("### Faults of form")[2].partition("## Tables")[0]

    listed = [line.split("`")[1] for line in section.splitlines() if line.startswith("| `")]

    assert listed == [code.value for code in FileCode]


@pytest.mark.parametrize("name", REFERENCES)
def test_every_table_has_its_heading_on_the_page(name: str) -> None:
    page = (ROOT / f"docs/reference/{name}-file.md").read_text(encoding="utf-8")

    for table in (table for root in REFERENCES[name] for table in tables_of(root)):
        assert f"\n### {table.name}\n" in page
