"""`counterfoil prices`: what one ticket costs on each date, or in each slot."""

import csv
import io
from collections.abc import Callable

import pytest

Run = Callable[..., tuple[int, str, str]]
Write = Callable[..., str]

AT = ("--at", "2026-05-01T12:00:00+02:00")
JUNE = ("--from", "2026-06-05", "--to", "2026-06-07")

BY_DATE = """\
Lighthouse tower [tower]
one ticket in EUR, variations included, tariff beacon-2026, booked at 2026-05-01 12:00 +02:00

date                 Adult  Child
Fri 2026-06-05           –      –
Sat 2026-06-06  from 20.00  10.00
Sun 2026-06-07           –      –
"""

BY_SLOT = """\
date                  Adult  Child
Sat 2026-06-06 10:00  20.00  10.00
Sat 2026-06-06 12:00  22.50  10.00
"""


def prices(run: Run, *words: str) -> str:
    """Ask for prices in the small world."""
    status, out, err = run("prices", "--world", ".", *AT, *words)
    assert (status, err) == (0, "")
    return out


def rows(text: str) -> list[dict[str, str]]:
    """Read a CSV answer."""
    return list(csv.DictReader(io.StringIO(text)))


def test_a_date_shows_its_lowest_price(run: Run) -> None:
    assert prices(run, "--product", "tower", *JUNE) == BY_DATE


def test_each_open_slot_has_its_own_row(run: Run) -> None:
    out = prices(run, "--product", "tower", *JUNE, "--slots")

    assert out.endswith(BY_SLOT)


def test_one_ticket_type_can_be_chosen(run: Run) -> None:
    out = prices(run, "--product", "tower", *JUNE, "--type", "child")

    assert "Child" in out
    assert "Adult" not in out


def test_csv_has_a_row_for_each_date_and_type_that_has_a_price(run: Run) -> None:
    out = prices(run, "--product", "tower", *JUNE, "--csv")

    assert out == (
        "product,date,slot,starts_at,ticket_type,currency,least,most\n"
        "tower,2026-06-06,,,adult,EUR,20.00,22.50\n"
        "tower,2026-06-06,,,child,EUR,10.00,10.00\n"
    )


def test_csv_by_slot_names_the_slot_and_its_start(run: Run) -> None:
    out = prices(run, "--product", "tower", *JUNE, "--csv", "--slots", "--type", "adult")

    assert [(row["slot"], row["starts_at"], row["least"]) for row in rows(out)] == [
        ("morning", "2026-06-06T10:00:00+02:00", "20.00"),
        ("noon", "2026-06-06T12:00:00+02:00", "22.50"),
    ]


def test_a_product_without_slots_has_a_price_on_each_date(run: Run) -> None:
    out = prices(run, "--product", "island", "--from", "2026-06-30", "--to", "2026-07-01", "--csv")

    assert [(row["date"], row["least"]) for row in rows(out)] == [
        ("2026-06-30", "24.00"),
        ("2026-07-01", "24.00"),
    ]


def test_a_ticket_that_is_valid_at_any_time_has_one_row(run: Run) -> None:
    out = prices(run, "--product", "ferry")

    assert out.splitlines()[-2:] == [
        "date      Adult  Whole boat, a group",
        "any date   8.00                50.00",
    ]


def test_seasons_change_the_price_from_one_date_to_the_next(run: Run) -> None:
    dates = ("--from", "2026-06-30", "--to", "2026-07-01")

    out = prices(run, "--product", "workshop", *dates, "--csv")

    # Two are the smallest booking; the cheapest choices are steel tools at 4.00 for each, a blue
    # apron for nothing and a small room at 6.01 for both, of which the first bears 3.01. There
    # is no price for seniors.
    assert [(row["date"], row["ticket_type"], row["least"]) for row in rows(out)] == [
        ("2026-06-30", "adult", "37.01"),
        ("2026-07-01", "adult", "40.01"),
    ]


def test_a_type_without_a_price_is_a_dash(run: Run) -> None:
    dates = ("--from", "2026-06-30", "--to", "2026-06-30")

    out = prices(run, "--product", "workshop", *dates)

    assert out.splitlines()[-1].split() == ["Tue", "2026-06-30", "37.01", "–"]


def test_the_month_that_starts_with_the_booking_is_shown(run: Run) -> None:
    out = prices(run, "--product", "island", "--csv")

    dates = [row["date"] for row in rows(out)]
    assert (dates[0], dates[-1], len(dates)) == ("2026-05-01", "2026-05-31", 31)


def test_today_is_the_venue_s_own_date(run: Run) -> None:
    late = ("--at", "2026-05-01T23:30:00Z")

    status, out, _ = run("prices", "--world", ".", *late, "--product", "island", "--csv")

    assert status == 0
    assert rows(out)[0]["date"] == "2026-05-02"


def test_without_an_instant_it_is_booked_now(run: Run) -> None:
    _, out, _ = run("prices", "--world", ".", "--product", "ferry")

    assert "(now)\n" in out


def test_no_slot_at_all_is_said(run: Run) -> None:
    dates = ("--from", "2026-07-01", "--to", "2026-07-02")

    out = prices(run, "--product", "tower", *dates, "--slots")

    assert out.splitlines()[-1] == "no slots from 2026-07-01 to 2026-07-02"


def test_variations_by_lead_time_follow_the_instant(run: Run, change_tariff: Write) -> None:
    tariff = change_tariff(('slots = ["noon"]', 'lead = { least = "30d" }'))
    dates = ("--from", "2026-06-06", "--to", "2026-06-06", "--csv", "--type", "adult")
    words = ("prices", "--world", ".", "--tariff", tariff, "--product", "tower", *dates)

    _, early, _ = run(*words, "--at", "2026-05-01T12:00:00Z")
    _, late, _ = run(*words, "--at", "2026-06-01T12:00:00Z")

    assert [(row["least"], row["most"]) for row in rows(early)] == [("22.50", "22.50")]
    assert [(row["least"], row["most"]) for row in rows(late)] == [("20.00", "20.00")]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--product", "towr"), "'towr' is not in the catalogue, did you mean: tower"),
        (("--product", "xyz"), "did you mean: tower, ferry, island, day, sights, workshop"),
        (("--product", "day"), "'day' has no prices of its own, ask for: tower, ferry"),
        (("--product", "sights"), "'sights' has no prices of its own, ask for: tower, ferry"),
        (
            ("--product", "tower", "--type", "dog"),
            "no ticket type 'dog', allowed: adult, child",
        ),
        (("--product", "tower", "--from", "June"), "'June' is not a date such as 2026-06-01"),
        (("--product", "tower", "--from", "0001-01-01"), "from 2000-01-01 to 9998-12-31"),
        (("--product", "tower", "--from", "2026-06-02", "--to", "2026-06-01"), "are 0 dates"),
        (
            ("--product", "tower", "--from", "2026-01-01", "--to", "2027-06-01"),
            "are 517 dates, allowed: 1 to 400",
        ),
        (
            ("--product", "tower", "--tariff", "tariff.toml", "--tariff", "tariff.toml"),
            "a calendar has one --tariff; compare several with quote",
        ),
        ((), "Missing option '--product'"),
    ],
)
def test_a_question_without_an_answer_is_a_usage_error(
    run: Run, words: tuple[str, ...], said: str
) -> None:
    status, out, err = run("prices", "--world", ".", *words)

    assert (status, out) == (2, "")
    assert said in " ".join(err.split())


def test_help_says_that_there_is_one_tariff(run: Run) -> None:
    _, of_prices, _ = run("prices", "--help")
    _, of_quote, _ = run("quote", "--help")

    assert "The price rules: one file." in of_prices
    assert "several are compared" not in of_prices
    assert "several are compared" in of_quote


def test_a_product_in_another_currency_is_a_usage_error(
    run: Run, change_tariff: Write, add_dollar_product: None
) -> None:
    tariff = change_tariff(('currency = "EUR"', 'currency = "USD"'))

    status, out, err = run("prices", "--world", ".", "--tariff", tariff, "--product", "tower")

    assert (status, out) == (2, "")
    assert "'tower' is sold in EUR, the tariff is in USD" in err


def test_the_last_dates_of_the_calendar_can_be_asked_for(run: Run) -> None:
    out = prices(run, "--product", "island", "--from", "9998-12-30", "--csv")

    assert [row["date"] for row in rows(out)] == ["9998-12-30", "9998-12-31"]
