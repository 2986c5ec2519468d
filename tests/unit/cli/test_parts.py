"""Small parts of the command line: what may be shown, instants, the clock, merged rows."""

from datetime import UTC, datetime, timedelta, timezone

import click
import pytest

from counterfoil.adapters.cli.instants import (
    read_date,
    read_instant,
    shown_date,
    shown_instant,
    shown_local,
)
from counterfoil.adapters.cli.merging import merged
from counterfoil.adapters.cli.naming import named
from counterfoil.adapters.cli.terminal import printable
from counterfoil.adapters.system_clock import SystemClock
from counterfoil.domain.pricing import Cause, Kind, LedgerRow
from counterfoil.domain.references import ItemId, PartId, TicketTypeId

CONTEXT = click.Context(click.Command("test"))
OPTION = click.Option(["--at"])
NEPAL = timezone(timedelta(hours=5, minutes=45))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Café × 2", "Café × 2"),
        ("two\nlines\tand more", "two lines and more"),
        ("a\N{NO-BREAK SPACE}b", "a b"),
        ("\x1b[31mred\x07", "\N{REPLACEMENT CHARACTER}[31mred\N{REPLACEMENT CHARACTER}"),
        ("\N{RIGHT-TO-LEFT OVERRIDE}12", "\N{REPLACEMENT CHARACTER}12"),
    ],
)
def test_text_of_a_file_is_one_line_without_control_characters(text: str, shown: str) -> None:
    assert printable(text) == shown


@pytest.mark.parametrize(
    ("label", "shown"), [("Peak", "Peak [peak]"), ("", "peak"), ("peak", "peak")]
)
def test_a_label_stands_before_its_id(label: str, shown: str) -> None:
    assert named(label, id="peak") == shown


@pytest.mark.parametrize(
    ("instant", "shown"),
    [
        (datetime(2026, 6, 1, 10, tzinfo=UTC), "2026-06-01 10:00 +00:00"),
        (datetime(2026, 6, 1, 10, 0, 5, tzinfo=NEPAL), "2026-06-01 10:00:05 +05:45"),
        (datetime(2026, 6, 1, 10, 0, 0, 7, tzinfo=NEPAL), "2026-06-01 10:00:00.000007 +05:45"),
    ],
)
def test_an_instant_is_shown_as_fine_as_it_is(instant: datetime, shown: str) -> None:
    assert shown_instant(instant) == shown


def test_a_local_time_is_shown_with_its_weekday() -> None:
    moment = datetime(2026, 6, 6, 9, 5, tzinfo=NEPAL)

    assert shown_local(moment) == "Sat 2026-06-06 09:05"
    assert shown_date(moment.date()) == "Sat 2026-06-06"


def test_an_option_that_is_not_given_stays_so() -> None:
    assert read_instant(CONTEXT, OPTION, None) is None
    assert read_date(CONTEXT, OPTION, None) is None


@pytest.mark.parametrize(
    "text", ["2026-06-01", "2026-06-01T10:00", "now", "", "9999-12-31T23:59:59-12:00"]
)
def test_an_instant_needs_an_offset_and_a_year_that_every_zone_has(text: str) -> None:
    with pytest.raises(click.BadParameter, match="is not an instant with an offset"):
        read_instant(CONTEXT, OPTION, text)


def test_an_instant_keeps_its_offset() -> None:
    read = read_instant(CONTEXT, OPTION, "2026-06-01T10:00:00+05:45")

    assert read == datetime(2026, 6, 1, 10, tzinfo=NEPAL)
    assert read.utcoffset() == timedelta(hours=5, minutes=45)


def test_the_system_clock_tells_an_aware_instant_to_the_second() -> None:
    before = datetime.now(UTC) - timedelta(seconds=1)  # noqa: TID251 (compared with the clock)

    now = SystemClock().now()

    assert before <= now <= before + timedelta(seconds=60)
    assert (now.tzinfo, now.microsecond) == (UTC, 0)


# --- merged rows --------------------------------------------------------------------------------


def row(kind: Kind, rule: str, *, ordinal: int, units: int, amount: int) -> LedgerRow:
    """Make a row of the tickets *ordinal* .. of one line."""
    cause = Cause(kind=kind, type=kind.value, rule=rule, label=rule)
    line = (ItemId("1"), PartId(""), TicketTypeId("adult"))
    return LedgerRow(cause, *line, ordinal, units, amount, None, None)


def test_equal_amounts_of_a_cause_become_one_row_again() -> None:
    rows = [
        row(Kind.LIST, "tower", ordinal=0, units=1, amount=2000),
        row(Kind.DISCOUNT, "free", ordinal=0, units=1, amount=-2000),
        row(Kind.LIST, "tower", ordinal=1, units=3, amount=2000),
    ]

    found = [(one.cause.rule, one.units, one.amount) for one in merged(rows)]

    assert found == [("tower", 4, 2000), ("free", 1, -2000)]


def test_different_amounts_of_a_cause_stay_apart_but_together() -> None:
    rows = [
        row(Kind.DISCOUNT, "family", ordinal=0, units=1, amount=-201),
        row(Kind.TAX, "vat", ordinal=0, units=1, amount=151),
        row(Kind.DISCOUNT, "family", ordinal=1, units=2, amount=-200),
        row(Kind.TAX, "vat", ordinal=1, units=2, amount=151),
    ]

    found = [(one.cause.rule, one.units, one.amount) for one in merged(rows)]

    assert found == [("family", 1, -201), ("family", 2, -200), ("vat", 3, 151)]


def test_promotions_keep_the_order_in_which_they_ran() -> None:
    rows = [
        row(Kind.PROMOCODE, "first", ordinal=0, units=1, amount=-2),
        row(Kind.DISCOUNT, "second", ordinal=0, units=1, amount=-1),
        row(Kind.VARIATION, "peak", ordinal=0, units=1, amount=3),
    ]

    assert [one.cause.rule for one in merged(rows)] == ["peak", "first", "second"]
