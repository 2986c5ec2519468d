"""The command `run`: a story on paper and as JSON, and how it ends."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from counterfoil.adapters.cli.application import application

ROOT = Path(__file__).resolve().parents[3]
LAPSES = str(ROOT / "examples/stories/lapses-alone.toml")
SEATS = str(ROOT / "examples/stories/named-seats.toml")
CODES = str(ROOT / "examples/stories/limited-codes.toml")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(application, ["run", *arguments], env={"COLUMNS": "100"})


@pytest.fixture
def wrong(tmp_path: Path) -> Callable[[str, str], str]:
    """Answer the path of the story of the seats with something else in it."""

    def write(right: str, other: str) -> str:
        text = Path(SEATS).read_text(encoding="utf-8")
        assert right in text
        path = tmp_path / "wrong.toml"
        path.write_text(text.replace(right, other, 1), encoding="utf-8")
        return str(path)

    return write


def test_a_story_is_told_with_ledger_holds_and_capacity() -> None:
    result = run(LAPSES)

    assert result.exit_code == 0
    lines = [line.strip() for line in result.output.splitlines()]
    assert lines[0] == "An item lapses alone"
    assert "→ version 2, 85.00 EUR, open" in lines
    assert any(line.startswith("discount") and line.endswith("-6.00") for line in lines)
    assert any(line.startswith("Total in EUR") and line.endswith("85.00") for line in lines)
    assert "held: tour, 2 adult, 10m left" in lines
    assert "pool:depot-tour/2026-06-17T14:00: 2 held, 0 sold, 10 left" in lines
    assert "→ version 2, 36.00 EUR, lapsed: tour, open" in lines
    assert any("unknown_item: item 'tour' has lapsed" in line for line in lines)
    assert lines[-1] == "11 steps: 11 passed"


def test_ids_and_keys_are_told_by_their_local_names() -> None:
    output = run(str(ROOT / "examples/stories/same-key-twice.toml")).output

    assert "key 'of adding' was used with another operations" in " ".join(output.split())
    assert "cart cart: version 2, allowed: 3" in output


def told(name: str) -> list[str]:
    """Answer the lines of a shipped story, runs of blanks as one."""
    output = run(str(ROOT / f"examples/stories/{name}.toml")).output
    return [" ".join(line.split()) for line in output.splitlines()]


def test_what_is_found_and_what_moves_in_is_told_by_name() -> None:
    lines = told("moving-in")

    assert "→ moved in: old-1001, old-1002" in lines
    assert "→ moved in: no order, there already: old-1001, old-1002" in lines
    assert "→ found: old-1001, old-1002, new (3 in all)" in lines
    assert any(line.startswith("→ nothing moved in, line 1: order new: is") for line in lines)
    assert "→ found: no order (0 in all)" in told("forget-me")


def test_money_that_came_late_is_told_with_what_becomes_of_it() -> None:
    lines = " ".join(told("late-payment"))

    assert "56.67 to be given back, or to be held again for" in lines
    assert "56.67 given back, not held again: sold_out, open" in lines


def answers(name: str) -> list[dict[str, Any]]:
    document = json.loads(run(str(ROOT / f"examples/stories/{name}.toml"), "--json").output)
    return [step["answer"] for step in document["stories"][0]["steps"] if step["answer"]]


def test_what_is_found_and_what_moves_in_can_be_had_as_json() -> None:
    by_kind = {one["kind"]: one for one in reversed(answers("moving-in"))}

    assert by_kind["moved"] == {
        "kind": "moved",
        "orders": ["old-1001", "old-1002"],
        "repeated": [],
    }
    assert by_kind["found"]["total_items"] == 3
    assert by_kind["found"]["orders"][0] == {"order": "old-1001", "bookings": ["visit"]}
    ((line, problem),) = (tuple(one.values()) for one in by_kind["not_moved"]["faults"])
    assert (line, problem.partition(",")[0]) == (1, "order new: is there already")


def test_each_key_of_these_answers_is_described() -> None:
    page = (ROOT / "docs/reference/cli.md").read_text(encoding="utf-8")
    section = page.split("\n## run\n")[1].split("\n## ")[0]

    for one in answers("moving-in"):
        inner = [*one.get("faults", ()), *(one["orders"] if one["kind"] == "found" else ())]
        names = {one["kind"], *one, *(name for part in inner for name in part)}
        assert [name for name in sorted(names) if f"`{name}`" not in section] == []


def test_every_entry_can_be_shown() -> None:
    summary, entries = run(CODES), run(CODES, "--entries")

    assert "15 % of 48.00" not in summary.output
    assert "15 % of 48.00" in entries.output
    assert "Totals" in entries.output


def test_budgets_are_told_in_money() -> None:
    assert "budget:festival: 15.00 held, 0.00 sold, 4985.00 left" in run(CODES).output


def test_several_stories_have_a_line_each() -> None:
    result = run(LAPSES, SEATS)

    assert result.output.splitlines() == [
        "passed: An item lapses alone (11 steps)",
        "passed: Named seats (7 steps)",
        "2 stories, 2 passed, on memory:",
    ]


def test_quiet_tells_a_story_in_one_line() -> None:
    assert run(LAPSES, "--quiet").output == "passed: An item lapses alone (11 steps)\n"


def test_what_came_out_otherwise_stands_beside_what_was_expected(
    wrong: Callable[[str, str], str],
) -> None:
    path = wrong("total = 212.39", "total = 212.40")

    result = run(path, "--quiet")

    assert result.exit_code == 1
    lines = result.output.splitlines()
    assert lines[0] == "failed: Named seats (7 steps)"
    assert lines[-1] == f"  {path}:27: FAILED: total: expected 212.40, found 212.39"


def test_a_failing_story_among_others_ends_with_status_one(
    wrong: Callable[[str, str], str],
) -> None:
    result = run(LAPSES, wrong("held = 2, left = 114", "held = 3, left = 114"))

    assert result.exit_code == 1
    assert "2 stories, 1 passed, 1 failed, on memory:" in result.output


def test_the_faults_of_all_files_are_told_and_nothing_is_played(
    wrong: Callable[[str, str], str], tmp_path: Path
) -> None:
    path = wrong("open = {}", "opn = {}")

    result = run(LAPSES, path, str(tmp_path / "gone.toml"))

    assert result.exit_code == 1
    assert result.stdout == ""
    assert "did you mean open [unknown_key]" in result.stderr
    assert "gone.toml: error: cannot be read" in result.stderr


def test_an_unknown_system_is_a_mistake_of_the_caller() -> None:
    result = run(LAPSES, "--system", "memry:")

    assert result.exit_code == 2
    assert "system: 'memry:' is no system, allowed: memory:" in result.stderr


def test_json_holds_every_step(wrong: Callable[[str, str], str]) -> None:
    result = run(CODES, wrong("total = 212.39", "total = 212.40"), "--json")

    document = json.loads(result.stdout)
    codes, seats = document["stories"]
    assert result.exit_code == 1
    assert document["format"] == "counterfoil.stories/1"
    assert (codes["verdict"], codes["world"], codes["system"]) == (
        "passed",
        "city-combi",
        "memory:",
    )
    festival = codes["steps"][6]
    assert festival["answer"]["total"] == {"decimal": "33.00", "minor": 3300}
    assert festival["answer"]["causes"]["PROMOCODE festival"]["minor"] == -1500
    assert festival["capacity"]["budget:festival"] == {"held": 1500, "sold": 0, "left": 498500}
    assert codes["steps"][5]["answer"]["refusals"][0]["code"] == "invalid_promocode"
    assert seats["steps"][5]["answer"] is None
    (failed,) = seats["steps"][1]["failed"]
    assert failed["aspect"] == "total"
    assert (failed["expected"], failed["found"]) == ("212.40", "212.39")


def test_json_describes_what_is_unlimited(tmp_path: Path) -> None:
    story = tmp_path / "story.toml"
    story.write_text(
        '[story]\ntitle = "t"\nworld = "city-combi"\nstarts = 2026-07-10T09:00:00+02:00\n'
        "[[step]]\nopen = {}\n"
        'expect = { capacity = { "uses:hotel-kade" = { left = "unlimited" } } }\n',
        encoding="utf-8",
    )

    result = run(str(story), "--json")

    (step,) = json.loads(result.stdout)["stories"][0]["steps"]
    assert step["verdict"] == "passed"
    assert step["capacity"]["uses:hotel-kade"]["left"] is None


def test_a_story_leaves_its_carts_in_a_file_and_needs_one_to_itself(tmp_path: Path) -> None:
    place = f"sqlite:{tmp_path / 'box.db'}"

    first, again, two = (
        run(SEATS, "--system", place),
        run(SEATS, "--system", place),
        run(SEATS, CODES, "--system", f"sqlite:{tmp_path / 'other.db'}"),
    )

    assert first.exit_code == 0, first.output
    assert again.exit_code == 2
    assert "has carts or orders already, allowed: one without any" in again.output
    assert two.exit_code == 2
    assert "each story needs one to itself" in two.output
    assert not (tmp_path / "other.db").exists()
