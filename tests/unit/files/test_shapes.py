"""The kinds of values at their edges, and the schema beside the reader."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from counterfoil.adapters.files import FileCode
from counterfoil.adapters.files.reading import (
    UNREAD,
    Context,
    Place,
    Reading,
    Shape,
    path_text,
    shown,
)
from counterfoil.adapters.files.shapes.keys import Key
from counterfoil.adapters.files.shapes.lists import ListOf, MappingOf, SetOf
from counterfoil.adapters.files.shapes.moments import (
    ClockTime,
    Day,
    Duration,
    Instant,
    ZoneName,
    duration_text,
)
from counterfoil.adapters.files.shapes.quantities import (
    Amount,
    Integer,
    IntegerText,
    Percentage,
)
from counterfoil.adapters.files.shapes.scalars import (
    Choice,
    CurrencyCode,
    Flag,
    Identifier,
    TableNames,
    Text,
)
from counterfoil.adapters.files.shapes.tables import Table
from counterfoil.domain.money import Rate, currency

EUR = currency("EUR")


def read(shape: Shape, value: Any, context: Context | None = None) -> tuple[Any, Reading]:
    reading = Reading()
    place = Place(reading=reading, context=context or Context(currency=EUR))
    return place.read(shape, value), reading


def codes(reading: Reading) -> list[FileCode]:
    return [fault.code for _, _, fault in reading.faults]


READ: list[tuple[Shape, Any, Any]] = [
    (Text(), "", ""),
    (Text(length_max=3), "abc", "abc"),
    (Identifier(), "a b", "a b"),
    (Identifier(), "x" * 200, "x" * 200),
    (Identifier(), "Zürich/1:2", "Zürich/1:2"),
    (Integer(least=1, most=3), 1, 1),
    (Integer(least=1, most=3), 3, 3),
    (IntegerText(), "-007", -7),
    (Amount(), 20, 2000),
    (Amount(), Decimal("20.50"), 2050),
    (Amount(), "20.500", 2050),
    (Amount(signed=True), Decimal("-0.01"), -1),
    (Amount(), 0, 0),
    (Percentage(), Decimal("-2.5"), Rate.of(-25, 1000)),
    (Percentage(least=0, most=100), 100, Rate.of(1, 1)),
    (Percentage(least=0, most=100), "0", Rate.of(0, 1)),
    (Flag(), False, False),
    (Flag(only_true=True), True, True),
    (Choice(members={"half_up": 1, "Mixed": 2}), "HALF_UP", 1),
    (Choice(members={"half_up": 1, "Mixed": 2}), "mixed", 2),
    (CurrencyCode(), "EUR", EUR),
    (TableNames(), "a.csv", ("a.csv",)),
    (TableNames(), ["a.csv", "b/c d.csv"], ("a.csv", "b/c d.csv")),
    (Day(), "2024-02-29", date(2024, 2, 29)),
    (Day(), date(1900, 1, 1), date(1900, 1, 1)),
    (Day(), "2999-12-31", date(2999, 12, 31)),
    (ClockTime(), "00:00", time(0)),
    (ClockTime(), "23:59:59", time(23, 59, 59)),
    (ClockTime(), time(9, 30), time(9, 30)),
    (Instant(), "2026-06-01T10:00Z", datetime(2026, 6, 1, 10, tzinfo=UTC)),
    (
        Instant(),
        "2026-06-01 10:00:00.5-03:30",
        datetime(2026, 6, 1, 10, 0, 0, 500_000, timezone(-timedelta(hours=3, minutes=30))),
    ),
    (Duration(), "0s", timedelta(0)),
    (Duration(), "1w2d3h4m5s", timedelta(weeks=1, days=2, hours=3, minutes=4, seconds=5)),
    (Duration(), "1d 12h", timedelta(hours=36)),
    (Duration(), "3660d", timedelta(days=3660)),
    (ZoneName(), "Australia/Lord_Howe", ZoneInfo("Australia/Lord_Howe")),
    (ListOf(element=Integer()), [2, 1, 2], (2, 1, 2)),
    (SetOf(element=Integer()), [2, 1], frozenset({1, 2})),
    (MappingOf(key=Identifier(), value=Amount()), {"b": 1, "a": 2}, {"b": 100, "a": 200}),
]


@pytest.mark.parametrize(("shape", "value", "expected"), READ)
def test_a_value_is_read_and_its_schema_accepts_it(
    shape: Shape, value: Any, expected: Any
) -> None:
    found, reading = read(shape, value)

    assert (found, reading.faults) == (expected, [])
    written = value.isoformat() if isinstance(value, date | time) else value
    Draft202012Validator(shape.schema({})).validate(written)


REFUSED: list[tuple[Shape, Any, FileCode]] = [
    (Text(), 5, FileCode.WRONG_TYPE),
    (Text(length_max=3), "abcd", FileCode.INVALID_TEXT),
    (Text(), "a\0", FileCode.INVALID_TEXT),
    (Identifier(), "x" * 201, FileCode.INVALID_TEXT),
    (Identifier(), "\u00a0x", FileCode.INVALID_TEXT),
    (Identifier(), "a\u200bb", FileCode.INVALID_TEXT),
    (Integer(least=1, most=3), 0, FileCode.OUT_OF_RANGE),
    (Integer(least=1, most=3), 4, FileCode.OUT_OF_RANGE),
    (Integer(), 10**12 + 1, FileCode.OUT_OF_RANGE),
    (Integer(), Decimal(2), FileCode.WRONG_TYPE),
    (Integer(), True, FileCode.WRONG_TYPE),
    (IntegerText(), "1_000", FileCode.INVALID_NUMBER),
    (IntegerText(), "1234567890123", FileCode.INVALID_NUMBER),
    (IntegerText(), 5, FileCode.INVALID_NUMBER),
    (Amount(), Decimal("-0.01"), FileCode.OUT_OF_RANGE),
    (Amount(), Decimal("0.001"), FileCode.INVALID_NUMBER),
    (Amount(), "1 000", FileCode.INVALID_NUMBER),
    (Amount(), 0.1, FileCode.WRONG_TYPE),
    (Percentage(least=0, most=100), Decimal("100.0001"), FileCode.OUT_OF_RANGE),
    (Percentage(least=0), Decimal("-0.0001"), FileCode.OUT_OF_RANGE),
    (Percentage(), "5%", FileCode.INVALID_NUMBER),
    (Percentage(), 0.5, FileCode.WRONG_TYPE),
    (Flag(), 1, FileCode.WRONG_TYPE),
    (Flag(), "true", FileCode.WRONG_TYPE),
    (Flag(only_true=True), False, FileCode.WRONG_TYPE),
    (Choice(members={"a": 1}), 1, FileCode.WRONG_TYPE),
    (Choice(members={"a": 1}), "", FileCode.UNKNOWN_CHOICE),
    (CurrencyCode(), "eur", FileCode.UNKNOWN_CURRENCY),
    (CurrencyCode(), 978, FileCode.WRONG_TYPE),
    (TableNames(), 5, FileCode.WRONG_TYPE),
    (TableNames(), ["a.csv", 5], FileCode.WRONG_TYPE),
    (TableNames(), "a/../b.csv", FileCode.INVALID_FILE_NAME),
    (TableNames(), "a\\b.csv", FileCode.INVALID_FILE_NAME),
    (TableNames(), "c:a.csv", FileCode.INVALID_FILE_NAME),
    (Day(), "2026-6-1", FileCode.INVALID_DATE),
    (Day(), "2023-02-29", FileCode.INVALID_DATE),
    (Day(), "1899-12-31", FileCode.OUT_OF_RANGE),
    (Day(), date(3000, 1, 1), FileCode.OUT_OF_RANGE),
    (Day(), datetime(2026, 6, 1, tzinfo=UTC), FileCode.WRONG_TYPE),
    (ClockTime(), "9:30", FileCode.INVALID_TIME),
    (ClockTime(), "10:60", FileCode.INVALID_TIME),
    (ClockTime(), 10, FileCode.WRONG_TYPE),
    (Instant(), "2026-06-01T10:00", FileCode.NAIVE_INSTANT),
    (Instant(), "2026-06-01", FileCode.INVALID_INSTANT),
    (Instant(), "2026-06-01T10:00+99:00", FileCode.INVALID_INSTANT),
    (Instant(), "1800-06-01T10:00Z", FileCode.OUT_OF_RANGE),
    (Instant(), date(2026, 6, 1), FileCode.WRONG_TYPE),
    (Duration(), "", FileCode.INVALID_DURATION),
    (Duration(), "2", FileCode.INVALID_DURATION),
    (Duration(), "1h1d", FileCode.INVALID_DURATION),
    (Duration(), "-1h", FileCode.INVALID_DURATION),
    (Duration(), "1.5h", FileCode.INVALID_DURATION),
    (Duration(), "999999w999999d", FileCode.OUT_OF_RANGE),
    (Duration(), 90, FileCode.WRONG_TYPE),
    (ZoneName(), "", FileCode.UNKNOWN_ZONE),
    (ZoneName(), "Europe", FileCode.UNKNOWN_ZONE),
    (ZoneName(), 1, FileCode.WRONG_TYPE),
    (ListOf(element=Integer(), least=1), [], FileCode.TOO_FEW),
    (ListOf(element=Integer()), {}, FileCode.WRONG_TYPE),
    (SetOf(element=Integer()), [1, 1], FileCode.DUPLICATE_VALUE),
    (SetOf(element=Integer()), "1", FileCode.WRONG_TYPE),
    (MappingOf(key=Identifier(), value=Integer(), least=1), {}, FileCode.TOO_FEW),
    (MappingOf(key=Identifier(), value=Integer()), {" ": 1}, FileCode.INVALID_TEXT),
    (MappingOf(key=Identifier(), value=Integer()), [1], FileCode.WRONG_TYPE),
]


@pytest.mark.parametrize(("shape", "value", "code"), REFUSED)
def test_a_value_at_the_wrong_side_of_an_edge_is_refused(
    shape: Shape, value: Any, code: FileCode
) -> None:
    found, reading = read(shape, value)

    assert found is UNREAD
    assert codes(reading) == [code]
    ((_, _, fault),) = reading.faults
    assert fault.allowed


TEXTS: list[tuple[Shape, st.SearchStrategy[str]]] = [
    (Identifier(), st.text(max_size=5)),
    (IntegerText(), st.text("0123456789+-. ", max_size=4)),
    (Amount(signed=True), st.text("0123456789+-.e ", max_size=6)),
    (Amount(), st.text("0123456789+-.", max_size=6)),
    (Percentage(), st.text("0123456789+-.%", max_size=6)),
    (Day(), st.from_regex(r"[0-9]{3,5}-[0-9]{1,2}-[0-9]{1,2}", fullmatch=True)),
    (ClockTime(), st.from_regex(r"[0-3][0-9]:[0-6][0-9](:[0-6][0-9])?", fullmatch=True)),
    (
        Instant(),
        st.from_regex(r"20[0-9]{2}-[01][0-9]-[0-3][0-9][T ][0-2][0-9]:[0-5][0-9]"
                      r"(:[0-5][0-9])?(Z|[+-][0-2][0-9]:[0-5][0-9])?", fullmatch=True),
    ),
    (Duration(), st.text("0123wdhms ", max_size=8)),
    (CurrencyCode(), st.text("EURJPY", min_size=3, max_size=3)),
    (ZoneName(), st.sampled_from(["Etc/GMT+5", "America/Argentina/Ushuaia", "UTC", "W-SU"])),
    (TableNames(), st.text("ab./ csv", max_size=9).map(lambda text: f"{text}.csv")),
]  # fmt: skip


@pytest.mark.parametrize(("shape", "texts"), TEXTS)
@given(data=st.data())
def test_an_editor_never_marks_what_the_reader_accepts(
    shape: Shape, texts: st.SearchStrategy[str], data: st.DataObject
) -> None:
    text = data.draw(texts)

    found, _ = read(shape, text)

    if found is not UNREAD:
        assert Draft202012Validator(shape.schema({})).is_valid(text)


@given(length=st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=3660)))
def test_durations_are_written_as_they_are_read(length: timedelta) -> None:
    whole = timedelta(days=length.days, seconds=length.seconds)

    found, _ = read(Duration(), duration_text(whole))

    assert found == whole


def test_a_slot_stands_in_the_zone_only_with_the_offset_that_the_zone_has() -> None:
    zone = ZoneInfo("Europe/Amsterdam")
    summer, winter = "2026-06-06T10:00+02:00", "2026-06-06T10:00+01:00"

    right, _ = read(Instant(local=True), summer, Context(zone=zone))
    wrong, _ = read(Instant(local=True), winter, Context(zone=zone))

    assert (right.tzinfo, right.hour) == (zone, 10)
    assert (wrong.tzinfo, wrong.hour) == (timezone(timedelta(hours=1)), 10)


@pytest.mark.parametrize(
    ("context", "expected"),
    [(Context(), []), (Context(currency_unstated=True), [FileCode.MISSING_CURRENCY])],
)
def test_an_amount_without_a_currency_is_a_fault_only_once(
    context: Context, expected: list[FileCode]
) -> None:
    found, reading = read(Amount(), 5, context)

    assert found is UNREAD
    assert codes(reading) == expected
    assert codes(read(Amount(), "x", context)[1]) == [FileCode.INVALID_NUMBER]


def test_what_the_domain_refuses_is_told_as_a_fault_of_the_file() -> None:
    def make(**values: int) -> Rate:
        return Rate.of(values["numerator"], values["denominator"])

    parts = (
        Key(name="numerator", shape=Integer(), meaning="N.", required=True),
        Key(name="denominator", shape=Integer(), meaning="D.", required=True),
    )
    table = Table(name="t", make=make, parts=parts)

    found, reading = read(table, {"numerator": 1, "denominator": 0})

    assert found is UNREAD
    assert codes(reading) == [FileCode.OUT_OF_RANGE]
    assert reading.faults[0][2].allowed == "an integer of at least 1"


def test_a_list_stands_for_a_bounded_number_of_values() -> None:
    found, reading = read(ListOf(element=Integer()), list(range(200_001)))

    assert found is UNREAD
    assert codes(reading) == [FileCode.TOO_MANY]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "true"),
        ("a'b", '"a\'b"'),
        ({}, "a table"),
        ([1], "a list"),
        (Decimal("1.50"), "1.50"),
        (Decimal("NaN"), "a number beyond all sense"),
        (date(2026, 6, 1), "2026-06-01"),
        ("x" * 99, f"'{'x' * 56}..."),
    ],
)
def test_values_are_shown_as_a_file_writes_them(value: Any, text: str) -> None:
    assert shown(value) == text
    assert len(shown(value)) <= 60


def test_paths_are_written_as_in_the_file() -> None:
    assert path_text(("promotion", 2, "limits", "uses")) == "promotion[2].limits.uses"
    assert path_text((0, "items", 1)) == "[0].items[1]"
    assert path_text(()) == ""
