"""How texts become plain values: limits, encodings, exact numbers."""

from datetime import time
from decimal import Decimal
from pathlib import Path

import pytest

from counterfoil.adapters.files import FileError, check_catalogue, read_carts, read_tariff
from counterfoil.adapters.files.documents import (
    DATA_BYTES_MAX,
    LINE_MAX,
    NESTING_MAX,
    TOML_BYTES_MAX,
    json_document,
    read_text,
    toml_document,
)

SMALL = '[tariff]\nid = "t"\ncurrency = "EUR"\n'


def test_a_file_of_the_largest_size_is_read_and_one_byte_more_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"x" * 100)

    assert len(read_text(file, bytes_max=100)) == 100
    with pytest.raises(FileError) as raised:
        read_text(file, bytes_max=99)

    (found,) = raised.value.problems
    assert (found.code, found.allowed) == ("too_large", "at most 99 bytes")


def test_every_kind_of_file_has_its_limit(tmp_path: Path) -> None:
    toml, data = tmp_path / "tariff.toml", tmp_path / "carts.json"
    with toml.open("wb") as file:
        file.truncate(TOML_BYTES_MAX + 1)
    with data.open("wb") as file:
        file.truncate(DATA_BYTES_MAX + 1)

    assert check_catalogue(toml)[0].code == "too_large"
    with pytest.raises(FileError, match="at most 2097152 bytes"):
        read_tariff(toml)
    with pytest.raises(FileError, match="at most 33554432 bytes"):
        read_carts(data)


def test_text_that_is_not_utf_8_is_refused_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "tariff.toml"
    file.write_bytes(SMALL.encode() + 'label = "Zürich"\n'.encode("latin-1"))

    with pytest.raises(FileError) as raised:
        read_tariff(file)

    (found,) = raised.value.problems
    assert (found.code, found.line, found.value) == ("encoding", 4, "byte 0xfc")
    assert "save the file again" in found.allowed


def test_a_byte_order_mark_and_windows_line_ends_are_read(tmp_path: Path) -> None:
    file = tmp_path / "tariff.toml"
    file.write_bytes(b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode())

    assert read_tariff(file).id == "t"


@pytest.mark.parametrize("name", ["none.toml", "."])
def test_what_cannot_be_opened_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(FileError) as raised:
        read_tariff(tmp_path / name)

    assert raised.value.problems[0].code == "unreadable_file"


def test_a_name_that_no_system_takes_is_refused() -> None:
    with pytest.raises(FileError, match="cannot be read"):
        read_tariff("a\0b.toml")


def test_the_longest_line_and_the_deepest_nesting_are_read() -> None:
    longest = f'a = "{"x" * (LINE_MAX - 6)}"'
    deepest = f"a = {'[' * (NESTING_MAX - 1)}{']' * (NESTING_MAX - 1)}"

    assert len(longest) == LINE_MAX
    assert toml_document(longest, name="t").value["a"]
    assert toml_document(deepest, name="t").value["a"] is not None
    with pytest.raises(FileError, match="at most 4000 characters"):
        toml_document(f"\n{longest}x", name="t")
    with pytest.raises(FileError, match="at most 32 levels"):
        toml_document(f"a = {'[' * NESTING_MAX}{']' * NESTING_MAX}", name="t")


@pytest.mark.parametrize("name", ["a", '"a b"', "'a.b'"])
def test_a_key_of_too_many_parts_is_refused_before_it_costs_time(name: str) -> None:
    deepest = ".".join([name] * (NESTING_MAX - 1))

    assert toml_document(f"{deepest} = 1", name="t").value
    with pytest.raises(FileError) as raised:
        toml_document(f"b = 1\n[[{deepest} . {name}]]\n", name="t")

    (found,) = raised.value.problems
    assert (found.code, found.line) == ("too_deep", 2)


@pytest.mark.parametrize(
    "line",
    [
        f"# {'.' * 200}",
        f'a = "Wait {"." * 200} done"',
        f"a = [{'1.5, ' * 200}]",
        f"a = {{ {', '.join(f'b{index} = 1.50' for index in range(60))} }}",
    ],
)
def test_many_points_that_are_no_key_are_read(line: str) -> None:
    assert toml_document(line, name="t").value is not None


@pytest.mark.parametrize("written", ["0.1", "1e-2", "20.005", "1_0.5", "-0.0", "1e400"])
def test_toml_numbers_become_decimals(written: str) -> None:
    value = toml_document(f"a = {written}", name="t").value["a"]

    assert isinstance(value, Decimal)
    assert value == Decimal(written)


@pytest.mark.parametrize("written", ["0.1", "1e-2", "20.005", "-0.0", "1E400"])
def test_json_numbers_become_decimals(written: str) -> None:
    value = json_document(f'{{"a": {written}}}', name="j").value["a"]

    assert isinstance(value, Decimal)
    assert value == Decimal(written)


@pytest.mark.parametrize("written", ["NaN", "-Infinity", "1e99999999999999999999", "9" * 101])
def test_json_numbers_that_nobody_can_mean_become_no_number(written: str) -> None:
    value = json_document(f'{{"a": {written}}}', name="j").value["a"]

    assert isinstance(value, Decimal)
    assert not value.is_finite()


def test_local_times_of_toml_are_kept() -> None:
    assert toml_document("a = 10:30:00", name="t").value["a"] == time(10, 30)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a = \n", 1),
        ("a = 1\nb = 'x\n", 2),
        ("a = 1\n\n\nb", 4),
        ('a = 1\nb = """\n\n', 2),
        ("a = 1\n[a]\n", 2),
    ],
)
def test_wrong_toml_names_its_line(text: str, line: int) -> None:
    with pytest.raises(FileError) as raised:
        toml_document(text, name="t.toml")

    (found,) = raised.value.problems
    assert (found.file, found.line, found.code) == ("t.toml", line, "syntax")
    assert found.message.startswith("not readable as TOML: ")
    assert "line" not in found.message
