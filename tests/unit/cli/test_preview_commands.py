"""`amend --preview` and `cancel --preview`, after stories and in a store."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from counterfoil.adapters.cli.application import application
from counterfoil.domain.tariff.taxes import Effect

STORIES = Path(__file__).resolve().parents[3] / "examples" / "stories"


def preview(*arguments: str, after: str = "booked-directly") -> Result:
    words = [*arguments, "--preview", "--after", str(STORIES / f"{after}.toml")]
    return CliRunner().invoke(application, words, env={"COLUMNS": "100"})


def rows(result: Result) -> list[str]:
    assert result.exit_code == 0, result.output
    return [" ".join(line.split()) for line in result.output.splitlines()]


def test_a_cancelled_booking_shows_money_entries_and_capacity() -> None:
    # The friends have the tram for 3 x 24.00 and the boat for 3 x 18.00, 45 of 48 seats are left.
    shown = rows(preview("cancel", "friends", "--booking", "boat"))

    assert shown[0] == "order friends, version 1 to 2"
    assert "tram Hop-on tram, 24 hours [hop-on] 3 adult the same" in shown
    assert "boat Canal cruise [canal-cruise] 3 adult, 2026-08-15T10:30 cancelled" in shown
    assert "Sum in EUR -54.00" in shown
    assert "total 126.00 72.00 -54.00" in shown
    assert "pool:canal-cruise/2026-08-15T10:30 45 – 3 48" in shown
    assert shown[-1] == "boat/adult/1, boat/adult/2, boat/adult/3"


def test_an_added_booking_shows_what_it_costs_and_takes() -> None:
    words = ("--add", "again=canal-cruise", "--slot", "again=2026-08-15T10:30")
    shown = rows(preview("amend", "friends", *words, "--quantity", "again/adult=2"))

    assert "again Canal cruise [canal-cruise] – 2 adult, 2026-08-15T10:30" in shown
    assert "total 126.00 162.00 +36.00" in shown
    assert "pool:canal-cruise/2026-08-15T10:30 45 2 – 43" in shown


def test_json_has_both_sides_and_the_entries_between_them() -> None:
    # Every fourth ticket of the tram is free, so that two more cost what one does.
    words = ("--add", "again=hop-on", "--quantity", "again/adult=2", "--remove", "boat")
    document = json.loads(preview("amend", "friends", *words, "--json").output)

    before, after = (
        [
            ticket["ticket"]
            for booking in document[side]["bookings"]
            for ticket in booking["tickets"]
            if ticket["status"] == "CONFIRMED"
        ]
        for side in ("before", "after")
    )
    entries = [entry for posting in document["postings"] for entry in posting["entries"]]
    added = sum(
        entry["units"] * entry["amount"]["minor"]
        for entry in entries
        if entry["effect"] == Effect.ADDED.value
    )
    assert set(before) - set(after) == {f"boat/adult/{number}" for number in (1, 2, 3)}
    assert set(after) - set(before) == {"again/adult/1", "again/adult/2"}
    assert added == document["difference"]["minor"] == 2400 - 3 * 1800
    assert document["invalidated"] == [f"boat/adult/{number}" for number in (1, 2, 3)]


def test_nothing_is_done_without_the_word() -> None:
    words = ["cancel", "friends", "--after", str(STORIES / "booked-directly.toml")]
    result = CliRunner().invoke(application, words)

    assert result.exit_code == 2
    assert "say --preview" in result.output


def test_a_preview_in_a_store_leaves_the_order_as_it_is(tmp_path: Path) -> None:
    place = ["--system", f"sqlite:{tmp_path / 'box-office.db'}"]
    runner = CliRunner()
    assert rows(preview("cancel", "friends", "--booking", "boat", *place))

    listed = runner.invoke(application, ["orders", "list", *place, "--json"])
    kept = {one["reference"]: one for one in json.loads(listed.output)["orders"]}
    assert [one["version"] for one in kept.values()] == [1, 1]
    friends = next(order for order, one in kept.items() if one["total"]["minor"] == 12600)
    asked = runner.invoke(application, ["cancel", friends, "--preview", *place])
    assert asked.exit_code == 1
    assert asked.output.startswith("not_cancellable: booking tram:")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--slot", "boot=x"), "booking 'boot' is not in the order, allowed: tram, boat"),
        (("--remove", "boot"), "booking 'boot' is not in the order, allowed: tram, boat"),
        (("--slot", "boat"), "'boat' cannot be meant, allowed: BOOKING=SLOT"),
        (("--date", "tram=soon"), "'tram=soon' cannot be meant, allowed: BOOKING=DATE"),
        (("--quantity", "adult=2"), "'adult=2' cannot be meant, allowed: BOOKING/TYPE=NUMBER"),
        (("--leaving", "tram/senior"), "'tram/senior' cannot be meant, allowed: tram/adult/1"),
    ],
)
def test_a_value_that_cannot_be_meant_names_the_option(words: tuple[str, ...], told: str) -> None:
    result = preview("amend", "friends", *words)

    assert result.exit_code == 2
    assert words[0] in result.output
    assert told in result.output


def test_what_would_be_refused_is_told_with_its_code() -> None:
    result = preview("amend", "friends", "--quantity", "boat/adult=2")

    assert result.exit_code == 1
    assert "not_amendable: booking boat:" in result.output
