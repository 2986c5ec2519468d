"""`counterfoil orders`: the orders that a story leaves, as a list and one by one."""

import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from counterfoil.adapters.cli.application import application
from counterfoil.adapters.files import read_story
from counterfoil.adapters.moving import export_orders
from counterfoil.adapters.stories.running import run_story
from counterfoil.domain.tariff.taxes import Effect

STORIES = Path(__file__).resolve().parents[3] / "examples" / "stories"


def orders(*arguments: str, after: str) -> Result:
    words = ["orders", *arguments, "--after", str(STORIES / f"{after}.toml")]
    return CliRunner().invoke(application, words, env={"COLUMNS": "100"})


def orders_of(place: str, *arguments: str) -> Result:
    words = ["orders", *arguments, "--system", place]
    return CliRunner().invoke(application, words, env={"COLUMNS": "100"})


def test_a_list_has_a_row_for_each_order_and_adds_them_up() -> None:
    result = orders("list", after="booked-directly")

    rows = [line.split() for line in result.output.splitlines()]
    assert result.exit_code == 0
    assert rows[0] == ["order", "made", "status", "tickets", "total", "paid", "owed", "by"]
    assert [(row[0], *row[4:]) for row in rows[1:3]] == [
        ("operator", "confirmed", "46", "828.00", "828.00", "0.00", "–"),
        ("friends", "confirmed", "6", "126.00", "0.00", "126.00", "guest"),
    ]
    assert result.output.splitlines()[-1] == "2 orders: 954.00 EUR, 126.00 of it open"


def test_a_story_without_orders_leaves_none() -> None:
    assert orders("list", after="family-visit").output == "no orders\n"


def test_an_order_is_shown_with_ledger_payments_and_events() -> None:
    result = orders("show", "order", after="paid-before")

    rows = [" ".join(line.split()) for line in result.output.splitlines()]
    assert result.exit_code == 0
    assert rows[0] == "order order, version 1"
    assert "promocode Tide code [tide] -7.06" in rows
    assert "tax VAT 9 % [vat9] 4.13" in rows
    assert "Sum in EUR 51.45" in rows
    assert "51.45 EUR in all, 51.45 paid, 0.00 owed" in rows
    assert rows[-1] == "2026-06-15 10:00 +02:00 1 voucher release guest"


def test_what_was_used_is_told_and_nobody_is_named() -> None:
    output = orders("show", "order", after="at-the-gate").output

    assert "visit/adult/1: redeemed" in output
    assert "visit/child/1" not in output
    assert "ada" not in output.lower().replace("admission", "")


def test_the_reference_names_the_order_as_well() -> None:
    document = json.loads(orders("show", "order", "--json", after="at-the-gate").output)

    assert document["reference"]
    assert document["order"] == "order"


def test_json_holds_the_whole_ledger_and_no_secret() -> None:
    result = orders("show", "friends", "--json", after="booked-directly")

    document = json.loads(result.output)
    entries = [entry for posting in document["postings"] for entry in posting["entries"]]
    added = sum(
        entry["units"] * entry["amount"]["minor"]
        for entry in entries
        if entry["effect"] == Effect.ADDED.value
    )
    assert document["format"] == "counterfoil.order/1"
    assert added == document["total"]["minor"] == 12600
    (tram, boat) = document["bookings"]
    assert [ticket["ticket"] for ticket in boat["tickets"]] == [
        "boat/adult/1",
        "boat/adult/2",
        "boat/adult/3",
    ]
    assert not any("code" in ticket for ticket in (*tram["tickets"], *boat["tickets"]))


def test_a_list_can_be_had_as_json() -> None:
    document = json.loads(orders("list", "--json", after="charged-otherwise").output)

    (order,) = document["orders"]
    assert document["format"] == "counterfoil.orders/1"
    assert (order["total"]["decimal"], order["owed"]["minor"]) == ("60.00", 0)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("show", "opertor"), "allowed: operator, friends, did you mean operator"),
        (("show", "operator", "--version", "2"), "version 2 is not known, allowed: 1 to 1"),
    ],
)
def test_what_is_not_there_is_told_with_what_is(words: tuple[str, ...], told: str) -> None:
    result = orders(*words, after="booked-directly")

    assert (result.exit_code, result.stdout) == (1, "")
    assert told in result.stderr


def test_a_story_that_fails_leaves_nothing_to_look_at(tmp_path: Path) -> None:
    text = (STORIES / "at-the-gate.toml").read_text(encoding="utf-8")
    wrong = tmp_path / "wrong.toml"
    wrong.write_text(text.replace("total = 45.00", "total = 46.00", 1), encoding="utf-8")

    result = CliRunner().invoke(application, ["orders", "list", "--after", str(wrong)])

    assert result.exit_code == 1
    assert "expected 46.00, found 45.00" in result.output
    assert "confirmed" not in result.output


def told(*words: str) -> Result:
    return CliRunner().invoke(application, ["orders", *words], env={"COLUMNS": "100"})


def moved(folder: Path, *, after: str) -> Path:
    """Write the orders that a story leaves to a file."""
    story = read_story(STORIES / f"{after}.toml")
    result = run_story(story)
    lines = export_orders(result.box_office.order(one).order for one in result.orders.values())
    file = folder / "orders.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def test_orders_of_a_file_are_listed_as_those_of_a_story(tmp_path: Path) -> None:
    file = moved(tmp_path, after="booked-directly")

    from_file = told("list", "--json", "--from", str(file), "--world", "city-combi").output
    from_story = orders("list", "--json", after="booked-directly").output

    # Each playing of a story makes ids anew.
    names = {"order": "", "reference": ""}
    found = json.loads(from_file)["orders"]
    assert [one | names for one in found] == [
        one | names for one in json.loads(from_story)["orders"]
    ]
    assert all(one["order"] == one["reference"] for one in found)


def test_an_order_of_a_file_is_shown_by_its_reference(tmp_path: Path) -> None:
    file = moved(tmp_path, after="at-the-gate")
    reference = json.loads(file.read_text(encoding="utf-8"))["content"]["id"]

    shown = told("show", reference, "--from", str(file), "--world", "museum")

    assert shown.exit_code == 0
    assert "visit/adult/1: redeemed" in shown.output


def test_a_file_is_held_against_all_that_an_import_is(tmp_path: Path) -> None:
    file = moved(tmp_path, after="at-the-gate")
    line = file.read_text(encoding="utf-8")
    file.write_text(f"{{\n{line}\n{line}\n", encoding="utf-8")

    result = told("list", "--from", str(file), "--world", "museum")

    assert (result.exit_code, result.stdout) == (1, "")
    first, second = result.stderr.splitlines()
    assert first == f"{file}:1: $: is no JSON"
    assert second.startswith(f"{file}:3: order ")


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ((), "--system sqlite:PATH alone, --after STORY or --from FILE"),
        (("--system", "sqlite:"), "--system sqlite:PATH alone, --after"),
        (("--from", "a.jsonl", "--after", "b.toml"), "--after STORY and --from FILE"),
        (("--from", "a.jsonl"), "name both files, or a --world"),
        (("--after", "b.toml", "--world", "museum"), "a story names its own catalogue"),
        (("--from", "a.jsonl", "--catalogue", "c", "--tariff", "a", "--tariff", "b"), "one --t"),
    ],
)
def test_where_orders_come_from_is_said_once(words: tuple[str, ...], why: str) -> None:
    result = told("list", *words)

    assert result.exit_code == 2
    assert why in result.stderr


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    result = told("list", "--from", str(tmp_path / "none.jsonl"), "--world", "museum")

    assert result.exit_code == 1
    assert "cannot be read" in result.stderr


def test_what_is_not_installed_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = moved(tmp_path, after="at-the-gate")
    for name in [one for one in sys.modules if one.startswith("counterfoil.adapters.documents")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.delitem(sys.modules, "counterfoil.adapters.moving")
    monkeypatch.setitem(sys.modules, "cattrs", None)

    result = told("list", "--from", str(file), "--world", "museum")

    assert result.exit_code == 2
    assert 'pip install "counterfoil[documents]"' in result.stderr


def test_the_orders_of_a_file_are_listed_and_shown(tmp_path: Path) -> None:
    place = f"sqlite:{tmp_path / 'box.db'}"
    told = orders("list", "--system", place, after="paid-before")

    kept = orders_of(place, "list", "--json")
    (order,) = json.loads(kept.stdout)["orders"]
    shown = orders_of(place, "show", order["reference"])
    unknown = orders_of(place, "show", "nobody's")
    confused = orders_of(place, "list", "--world", "museum")
    mistyped = orders_of(f"sqlite:{tmp_path / 'bx.db'}", "list")

    assert told.exit_code == kept.exit_code == shown.exit_code == 0
    assert order["total"] == {"decimal": "51.45", "minor": 5145}
    assert f"reference {order['reference']}" in shown.output
    assert unknown.exit_code == 1
    assert "allowed: a reference that `orders list` shows" in unknown.output
    assert confused.exit_code == 2
    assert "has a catalogue and a tariff of its own" in confused.output
    assert mistyped.exit_code == 2
    assert "is not there, allowed: a file that is" in mistyped.output
    assert not (tmp_path / "bx.db").exists()
