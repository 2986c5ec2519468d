"""`counterfoil availability`: what a party could book on each date if nothing were sold yet."""

from collections.abc import Callable

import pytest

from counterfoil.adapters.cli.available_table import WORDS
from counterfoil.domain.availability import AvailabilityState

Run = Callable[..., tuple[int, str, str]]

AT = ("--at", "2026-05-01T12:00:00+02:00")
JUNE = ("--from", "2026-06-05", "--to", "2026-06-07")

BY_DATE = """\
for 2 adult, 1 child, nothing sold yet; one ticket in EUR, tariff beacon-2026, booked at 2026-05-01
12:00 +02:00

Lighthouse tower [tower]
date            state       slots    left  adult  child
Fri 2026-06-05  closed          –       –      –      –
Sat 2026-06-06  available  2 of 3  no end  20.00  10.00
Sun 2026-06-07  closed          –       –      –      –
"""

BY_SLOT = """\
date                  state      slots    left  adult  child
Sat 2026-06-06 10:00  available      –  no end  20.00  10.00
Sat 2026-06-06 12:00  available      –  no end  22.50  10.00
Sat 2026-06-06 14:00  closed         –       –  20.00  10.00
"""


def answered(run: Run, *words: str) -> str:
    """Ask in the small world."""
    status, out, err = run("availability", "--world", ".", *AT, *words)
    assert (status, err) == (0, "")
    return out


def test_a_row_for_each_date(run: Run) -> None:
    party = ("--party", "adult=2", "--party", "child=1")

    assert answered(run, "--product", "tower", *JUNE, *party) == BY_DATE


def test_a_row_for_each_slot_closed_ones_included(run: Run) -> None:
    assert answered(run, "--product", "tower", *JUNE, "--slots").endswith(BY_SLOT)


def test_a_product_without_dates_has_one_row(run: Run) -> None:
    out = answered(run, "--product", "ferry", *JUNE)

    assert out.splitlines()[-1].startswith("any date  available  1 of 1  no end")


def test_no_slots_are_said_to_be_none(run: Run) -> None:
    days = ("--from", "2026-06-08", "--to", "2026-06-08")

    out = answered(run, "--product", "tower", *days, "--slots")

    assert "no slots from 2026-06-08 to 2026-06-08" in out


def test_every_state_has_its_words() -> None:
    assert list(WORDS) == list(AvailabilityState)


def test_an_unknown_product_is_bad_input(run: Run) -> None:
    status, out, err = run("availability", "--world", ".", *AT, "--product", "towr")

    assert (status, out) == (1, "")
    assert "did you mean: tower [unknown_product]" in err


@pytest.mark.parametrize("party", ["adult", "=2", "adult=two", "adult=-1"])
def test_a_party_is_written_as_type_and_count(run: Run, party: str) -> None:
    words = ("--product", "tower", "--party", party)

    status, _, err = run("availability", "--world", ".", *AT, *words)

    assert status == 2
    assert f"{party!r} is not TYPE=COUNT" in err


def test_dates_are_limited(run: Run) -> None:
    days = ("--from", "2026-06-05", "--to", "2028-06-05")

    status, _, err = run("availability", "--world", ".", *AT, "--product", "tower", *days)

    assert status == 2
    assert "allowed: 1 to 400" in err
