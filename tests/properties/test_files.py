"""Whatever a file says: numbers are exact, lines are true, and only FileError leaves."""

import json
import tomllib
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfoil.adapters.files import (
    FileError,
    parse_carts,
    parse_catalogue,
    parse_tariff,
)
from counterfoil.adapters.files.positions import Path as KeyPath
from counterfoil.adapters.files.positions import json_positions, toml_positions
from counterfoil.domain.money import AMOUNT_MAX
from counterfoil.domain.tariff.promotions import PercentageOff

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = '[tariff]\nid = "t"\ncurrency = "{}"\n'
EXPONENTS = {"JPY": 0, "EUR": 2, "BHD": 3}


def block(page: str, language: str) -> str:
    text = (ROOT / f"docs/reference/{page}-file.md").read_text(encoding="utf-8")
    return text.partition(f"```{language}\n")[2].partition("```")[0]


CATALOGUE, TARIFF, CART = (
    block("catalogue", "toml"),
    block("tariff", "toml"),
    block("cart", "json"),
)
PRICES, ROWS = block("tariff", "text"), block("cart", "text")
CODE_FILES = {"vouchers.txt": "MEAL-4K2M\nMEAL-7QX3\n"}


def written_numbers() -> st.SearchStrategy[str]:
    """Numbers as people write them in TOML and JSON: plain, with decimals, with an exponent."""
    digits = st.integers(min_value=0, max_value=10**9).map(str)
    decimals = st.text("0123456789", min_size=1, max_size=6)
    plain = st.builds("{}.{}".format, digits, decimals) | digits
    exponents = st.integers(min_value=-9, max_value=9)
    return plain | st.builds("{}e{}".format, plain, exponents)


class TestNumbersAreExact:
    """A number of a file is held exactly, or refused; it never passes through a float."""

    @given(written=written_numbers(), code=st.sampled_from(sorted(EXPONENTS)))
    @pytest.mark.parametrize("quoted", [False, True])
    def test_an_amount_is_exact_or_refused(self, written: str, code: str, quoted: bool) -> None:  # noqa: FBT001
        text = SETTINGS.format(code) + '[[price]]\nproduct = "a"\nticket_type = "b"\namount = '
        text += f'"{written}"' if quoted else written
        minor = Fraction(written) * 10 ** EXPONENTS[code]
        if minor.denominator != 1 or minor > AMOUNT_MAX or (quoted and "e" in written):
            with pytest.raises(FileError, match=r"price\[0\]\.amount: .* \[invalid_number\]"):
                parse_tariff(text)
            return
        (price,) = parse_tariff(text).prices

        assert price.amount == minor

    @given(written=written_numbers())
    def test_a_percentage_is_exact_or_refused(self, written: str) -> None:
        text = SETTINGS.format("EUR") + '[[promotion]]\nid = "p"\nlabel = "P"\npercentage_off = '

        if Fraction(written) > 100:
            with pytest.raises(FileError, match="out_of_range"):
                parse_tariff(text + written)
            return
        (promotion,) = parse_tariff(text + written).promotions

        assert isinstance(promotion.benefit, PercentageOff)
        rate = promotion.benefit.rate
        assert Fraction(rate.numerator, rate.denominator) == Fraction(written) / 100

    @given(written=written_numbers(), code=st.sampled_from(sorted(EXPONENTS)))
    def test_an_amount_of_a_cart_is_exact_or_refused(self, written: str, code: str) -> None:
        budget = f'"limits": {{"p": {{"budget": {written}}}}}'
        text = f'{{"items": [], "currency": "{code}", {budget}}}'
        minor = Fraction(written) * 10 ** EXPONENTS[code]
        if minor.denominator != 1 or minor > AMOUNT_MAX:
            with pytest.raises(FileError, match=r"limits\.p\.budget: .* \[invalid_number\]"):
                parse_carts(text)
            return
        (cart,) = parse_carts(text)

        assert [left.budget for left in cart.limits.values()] == [minor]


def values_in(value: Any) -> Iterator[Any]:
    """Answer everything inside a domain value."""
    yield value
    if attrs.has(type(value)):
        for field in attrs.fields(type(value)):
            yield from values_in(getattr(value, field.name))
    elif isinstance(value, dict):
        for pair in value.items():
            yield from values_in(pair)
    elif isinstance(value, tuple | frozenset | list):
        for inner in value:
            yield from values_in(inner)


def test_no_float_and_no_decimal_is_in_what_is_read() -> None:
    read = (
        parse_catalogue(CATALOGUE, code_files=CODE_FILES),
        parse_tariff(TARIFF, tables={"prices.csv": PRICES}),
        parse_carts(CART),
        parse_carts(ROWS, name="carts.csv"),
    )

    found = [value for value in values_in(read) if isinstance(value, float | Decimal)]

    assert found == []
    assert sum(1 for _ in values_in(read)) > 1000


KEYS = st.text("abz_-1", min_size=1, max_size=3) | st.text("a .\"'\\#[=é", min_size=1, max_size=3)
SCALARS = (
    st.integers(min_value=-9, max_value=9)
    | st.booleans()
    | st.text("a\"'\\#[]{},=\n é", max_size=6)
    | st.dates()
    | st.datetimes().map(lambda moment: moment.replace(microsecond=0))
    | st.times().map(lambda moment: moment.replace(microsecond=0))
)


def trees(scalars: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Tables of tables, lists and scalars."""
    values = st.recursive(
        scalars,
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(KEYS, inner, max_size=3)
            | st.lists(st.dictionaries(KEYS, inner, max_size=2), min_size=1, max_size=2)
        ),
        max_leaves=12,
    )
    return st.dictionaries(KEYS, values, max_size=4)


def paths_in(value: Any, path: KeyPath = ()) -> Iterator[KeyPath]:
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield (*path, key)
            yield from paths_in(inner, (*path, key))


class TomlWriter:
    """Writes a tree in the many ways that TOML allows, chosen by *draw*."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.lines: list[str] = []

    def choose(self) -> bool:
        return self.draw(st.booleans())

    def key(self, name: str) -> str:
        bare = name.isascii() and name.replace("_", "a").replace("-", "a").isalnum()
        if bare and self.choose():
            return name
        if "'" not in name and self.choose():
            return f"'{name}'"
        return json.dumps(name, ensure_ascii=False)

    def scalar(self, value: Any) -> str:
        if isinstance(value, bool):
            return str(value).lower()
        if isinstance(value, date | time | datetime):
            return value.isoformat(*([" "] if isinstance(value, datetime) else []))
        if isinstance(value, int):
            return str(value)
        plain = "'" not in value
        if plain and self.choose():
            return f"'''{value}'''" if "\n" in value or self.choose() else f"'{value}'"
        if self.choose():
            escaped = value.replace("\\", "\\\\").replace('"', '\\"')
            return f'"""\n{escaped}"""'
        return json.dumps(value, ensure_ascii=False)

    def inline(self, value: Any) -> str:
        gap = self.draw(st.sampled_from(["", " ", "\n", "\n# ] comment\n  "]))
        if isinstance(value, list):
            return f"[{gap}{','.join(f'{gap}{self.inline(inner)} ' for inner in value)}{gap}]"
        if isinstance(value, dict):
            pairs = (f" {self.key(name)} = {self.inline(inner)}" for name, inner in value.items())
            return f"{{{','.join(pairs)} }}"
        return self.scalar(value)

    def table(self, tree: dict[str, Any], header: tuple[str, ...]) -> None:
        tables: list[tuple[str, Any]] = []
        for name, value in tree.items():
            is_list = isinstance(value, list) and value and all(isinstance(i, dict) for i in value)
            if (isinstance(value, dict) or is_list) and self.choose():
                tables.append((name, value))
            elif isinstance(value, dict) and value and self.choose():
                first = self.key(name)
                for inner, deeper in value.items():
                    self.lines.append(f"{first} . {self.key(inner)} = {self.inline(deeper)} # x")
            else:
                self.lines.append(f"{self.key(name)} = {self.inline(value)}")
        for name, value in tables:
            path = (*header, self.key(name))
            for inner in value if isinstance(value, list) else [value]:
                opening, closing = ("[[", "]]") if isinstance(value, list) else ("[", "]")
                self.lines += ["", f"{opening} {' . '.join(path)} {closing} # {{"]
                self.table(inner, path)


@st.composite
def toml_texts(draw: st.DrawFn) -> str:
    writer = TomlWriter(draw)
    writer.table(draw(trees(SCALARS)), ())
    return draw(st.sampled_from(["\n", "\r\n"])).join(writer.lines)


class TestLinesAreTrue:
    """The scanner finds the paths that the parser answers, each on the line where it stands."""

    @given(text=toml_texts())
    def test_toml_paths_are_those_of_the_parser(self, text: str) -> None:
        found = toml_positions(text)

        assert set(found.lines) == set(paths_in(tomllib.loads(text)))
        assert all(1 <= line <= text.count("\n") + 1 for line in found.lines.values())

    @given(tree=trees(SCALARS), gaps=st.integers(min_value=0, max_value=9))
    def test_toml_keys_stand_on_the_lines_that_are_found(
        self, tree: dict[str, Any], gaps: int
    ) -> None:
        lines = [f"{json.dumps(name, ensure_ascii=False)} = 1" for name in tree]
        text = ("\n" * (gaps + 1)).join(lines)

        found = toml_positions(text).lines

        assert found == {(name,): 1 + (gaps + 1) * place for place, name in enumerate(tree)}

    @given(
        tree=trees(st.integers() | st.booleans() | st.none() | st.text('a"\\,]}: é', max_size=5)),
        indent=st.sampled_from([None, 0, 2]),
    )
    def test_json_paths_are_those_of_the_parser(
        self, tree: dict[str, Any], indent: int | None
    ) -> None:
        text = json.dumps(tree, indent=indent)

        found = json_positions(text)

        assert set(found.lines) == set(paths_in(tree))
        assert found.repeated == ()
        rows = text.split("\n")
        for path, line in found.lines.items():
            if isinstance(path[-1], str):
                assert json.dumps(path[-1]) in rows[line - 1]


def damaged(text: str) -> st.SearchStrategy[str]:
    """Texts with one piece cut out, put in, or replaced."""
    places = st.integers(min_value=0, max_value=len(text))
    pieces = st.sampled_from(
        ["", "\n", '"', "[", "]", "{", "}", "=", ",", "#", "1", "-1", "x", "\0", "é", "'''", "nan"]
    )

    def damage(place: int, length: int, piece: str) -> str:
        return text[:place] + piece + text[place + length :]

    return st.builds(damage, places, st.integers(min_value=0, max_value=40), pieces)


class TestOnlyFileErrorsLeave:
    """Whatever is wrong with a file, it is told as a FileError with its problems."""

    @given(text=damaged(TARIFF))
    def test_a_damaged_tariff(self, text: str) -> None:
        try:
            parse_tariff(text, tables={"prices.csv": PRICES})
        except FileError as error:
            self.check(error)

    @given(text=damaged(CATALOGUE))
    def test_a_damaged_catalogue(self, text: str) -> None:
        try:
            parse_catalogue(text)
        except FileError as error:
            self.check(error)

    @given(text=damaged(CART))
    def test_a_damaged_cart(self, text: str) -> None:
        try:
            parse_carts(text)
        except FileError as error:
            self.check(error)

    @given(text=damaged(ROWS))
    def test_damaged_rows(self, text: str) -> None:
        try:
            parse_carts(text, name="carts.csv")
        except FileError as error:
            self.check(error)

    @given(text=damaged(PRICES))
    def test_a_damaged_price_table(self, text: str) -> None:
        try:
            parse_tariff(TARIFF, tables={"prices.csv": text})
        except FileError as error:
            self.check(error)

    @given(text=st.text())
    def test_any_text(self, text: str) -> None:
        for read in (parse_tariff, parse_catalogue, parse_carts):
            try:
                read(text)
            except FileError as error:
                self.check(error)

    @given(tree=trees(SCALARS.filter(lambda value: isinstance(value, int | str))))
    def test_any_tree_in_place_of_a_value(self, tree: dict[str, Any]) -> None:
        cart = json.loads(CART)
        for key in cart:
            with pytest.raises(FileError) as raised:
                parse_carts(json.dumps({**cart, key: {"": tree}}))
            self.check(raised.value)

    def check(self, error: FileError) -> None:
        assert error.problems
        for found in error.problems:
            assert found.message
            assert found.code
            assert found.line is None or found.line >= 1
            assert str(found)
