"""Finding, erasing, loading and moving in as steps: what they bring about, and slips in them."""

import sys
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from attrs import evolve

import counterfoil
from counterfoil.adapters.files import FileError, FileProblem, parse_story
from counterfoil.adapters.files.formats.story_steps import DOING
from counterfoil.adapters.manual_clock import ManualClock
from counterfoil.adapters.stories.asking_steps import FindingOrders
from counterfoil.adapters.stories.office_steps import Importing, Loading
from counterfoil.adapters.stories.running import StoryResult, Verdict, play, run_story
from counterfoil.adapters.stories.seeing import Failed
from counterfoil.adapters.stories.story import Story
from counterfoil.domain.finding import OrderFilter
from counterfoil.domain.references import ProductId
from counterfoil.domain.stock import Overbooking
from counterfoil.examples import path

STORIES = Path(__file__).resolve().parents[3] / "examples" / "stories"
STORY = """\
[story]
title = "All of it"
world = "museum"
starts = 2026-06-15T10:00:00+02:00

[[step]]
import = { file = "moving-in.jsonl", overbooking = "ALLOWED" }
expect = { moved = ["old-1001", "old-1002"] }

[[step]]
find = { reference = "old-1001", products = ["admission"] }
expect = { found = ["old-1001"], total_items = 1 }

[[step]]
order = "old-1001"
erase_order = { erasing_key = "sixteen bytes and more" }
expect = { erased = true }

[[step]]
load = { tariff = "../museum/tariff-2027.toml" }

[[step]]
import = { orders = ["old-1001", "old-1002"] }
expect = { refused = "key_reused" }

[[step]]
cart = "one"
open = {}
expect = { contacts = { ada = { email = "" } } }
"""


def told(text: str) -> Story:
    return parse_story(text, name="story.toml", folder=STORIES)


def problems(text: str) -> tuple[FileProblem, ...]:
    with pytest.raises(FileError) as raised:
        told(text)
    return raised.value.problems


def without_steps(count: int) -> str:
    return "[[step]]".join(STORY.split("[[step]]")[: count + 1])


def test_names_of_files_and_orders_are_put_to_their_places() -> None:
    importing, finding, _, loading, own, _ = (step.doing for step in told(STORY).steps)

    assert isinstance(importing, Importing)
    assert (len(importing.lines), importing.overbooking) == (2, Overbooking.ALLOWED)
    assert isinstance(finding, FindingOrders)
    assert finding.wanted.products == {ProductId("admission")}
    assert isinstance(loading, Loading)
    assert (loading.catalogue.id, loading.tariff.id) == ("tide-museum", "tide-museum-2027")
    assert own == Importing(orders=("old-1001", "old-1002"))


def test_the_lines_of_an_import_are_not_shown() -> None:
    assert "noor@example.org" not in repr(told(STORY).steps[0])


def test_every_filter_can_be_written() -> None:
    (find,) = (key for key in DOING if key.name == "find")
    definitions: dict[str, Any] = {}
    find.shape.schema(definitions)

    names = {field.name for field in OrderFilter.__attrs_attrs__}
    assert definitions["order_filter"]["properties"].keys() == names


# What is written instead, the code, the line, and a piece of the message.
SLIPS = [
    ('"moving-in.jsonl"', '"moving-on.jsonl"', "unreadable_file", 7, "import.file: "),
    ('file = "moving-in.jsonl", ', "", "missing_key", 7, "none of file, orders"),
    ('"ALLOWED"', '"SURE"', "unknown_choice", 7, "refused"),
    ("moved =", "found =", "stray_key", 8, "beside find"),
    ("import = {", 'order = "x"\nimport = {', "stray_key", 7, "where an order is made"),
    ('reference = "old-1001"', 'reference = "old-1010"', "unknown_reference", 11, "did you mean"),
    ("reference =", "referrence =", "unknown_key", 11, "did you mean reference"),
    ('["old-1001"], total', '["older"], total', "unknown_reference", 12, "order made before"),
    ("total_items", "total", "stray_key", 12, "total cannot come out"),
    ('products = ["admission"]', 'travel_from = "2026-13-01"', "invalid", 11, ""),
    ('products = ["admission"]', 'sort_order = "UP"', "unknown_choice", 11, "ASC"),
    ('"sixteen bytes and more"', '"too short"', "out_of_range", 16, "16 bytes or more"),
    ("erasing_key =", "key =", "unknown_key", 16, "did you mean erasing_key"),
    ("erase_order", "erase_cart", "stray_key", 15, "where an order is made"),
    ('tariff = "../museum/tariff-2027.toml"', "", "too_few", 20, "world, catalogue, tariff"),
    ("tariff = ", "catalogue = ", "missing_key", 20, "goes with the catalogue"),
    ("tariff-2027", "tariff-2029", "unreadable_file", 20, "load.tariff: "),
    ('tariff = "../museum/tariff-2027.toml"', 'world = "musem"', "unknown_reference", 20, "muse"),
    ('tariff = "../museum/tariff-2027.toml"', 'world = "recital"', "contradiction", 20, "JPY"),
    ("load = {", 'load = { world = "museum", ', "conflicting_keys", 20, "a world, or"),
    ('tariff-2027.toml" }', 'tariff-2027.toml" }\nexpect = { total = 1.00 }', "stray_key", 21, ""),
    (
        '"old-1001", "old-1002"] }\nexpect = { r',
        '"old"] }\nexpect = { r',
        "unknown_reference",
        23,
        "",
    ),
    ('refused = "key_reused"', "faulty = [0]", "out_of_range", 24, "at least 1"),
    ("{ email", "{ mail", "unknown_choice", 29, "did you mean email"),
    ("contacts = {", 'hold_lost = ["sold"], contacts = {', "unknown_choice", 29, "sold_out"),
]


@pytest.mark.parametrize(("right", "wrong", "code", "line", "words"), SLIPS)
def test_a_slip_is_told_with_its_line(
    right: str, wrong: str, code: str, line: int, words: str
) -> None:
    assert right in STORY

    found = problems(STORY.replace(right, wrong, 1))

    assert any(
        one.code.startswith(code) and one.line == line and words in one.message for one in found
    ), found


def test_what_is_wrong_with_a_loaded_file_is_told_with_the_line_of_that_file(
    tmp_path: Path,
) -> None:
    copytree(path("museum"), tmp_path / "museum")
    tariff = tmp_path / "museum" / "tariff-2027.toml"
    text = tariff.read_text(encoding="utf-8")
    tariff.write_text(text.replace("[[fee]]", "[[fees]]", 1), encoding="utf-8")
    text = STORY.replace("../museum/tariff-2027.toml", str(tariff))

    (found, *_) = problems(text)

    assert (found.file, found.code) == (str(tariff), "unknown_key")


def test_resources_are_looked_up_in_what_is_sold_then() -> None:
    loaded = 'load = { world = "museum" }\nexpect = { capacity = { "uses:tied" = { held = 0 } } }'
    text = STORY.replace('load = { tariff = "../museum/tariff-2027.toml" }', loaded)

    assert any("did you mean tide" in one.message for one in problems(text))


def test_an_order_whose_hold_was_not_regained_has_no_name() -> None:
    later = 'cart = "one"\norder = "late"\nconfirm = { settlement = "DIRECT" }\n'
    lost = f'{STORY}\n[[step]]\n{later}expect = {{ hold_lost = ["sold_out"] }}\n'
    reading = '\n[[step]]\norder = "late"\nread_order = {}\nexpect = { total = 1.00 }\n'

    assert told(lost).steps[-1].order == "late"
    assert [one.code for one in problems(lost + reading)] == ["unknown_reference"]


# --- what comes of them -------------------------------------------------------------------------


def played(text: str, **hidden: None) -> StoryResult:
    """Play a story on a system that lacks some of what memory has."""
    story = told(text)
    clock = ManualClock(story.starts)
    office = counterfoil.open(
        "memory:", catalogue=story.catalogue, tariff=story.tariff, clock=clock
    )
    system: Any = Lacking(office.system, frozenset(hidden))
    return play(story, box_office=evolve(office, system=system), clock=clock, system="test:")


class Lacking:
    """A system without some methods of another one."""

    def __init__(self, system: Any, missing: frozenset[str]) -> None:
        self._system = system
        self._missing = missing

    def __getattr__(self, name: str) -> Any:
        if name in self._missing:
            raise AttributeError(name)
        return getattr(self._system, name)


def test_all_of_it_comes_out() -> None:
    result = run_story(told(without_steps(5)))

    assert [step.verdict for step in result.steps] == [Verdict.PASSED] * 5
    assert result.orders == {"old-1001": "old-1001", "old-1002": "old-1002"}


def test_a_load_that_fails_fails_its_step_though_it_expects_nothing() -> None:
    result = played(without_steps(4), load=None)

    assert [step.verdict is Verdict.PASSED for step in result.steps] == [True, True, True, False]
    assert "sells by what it was opened with" in result.steps[3].failed[0].found


def test_an_import_that_is_refused_says_why_where_orders_were_expected() -> None:
    text = (STORIES / "moving-in.toml").read_text(encoding="utf-8")

    result = run_story(told(text.replace("faulty = [1]", 'moved = ["old-1003"]')))

    (finding,) = (one for step in result.steps for one in step.failed)
    assert finding.expected == "it is done"
    assert finding.found == "line 1: order new: is there already, allowed: an order that is not"


def test_an_import_that_works_has_no_faulty_lines() -> None:
    text = STORY.replace('moved = ["old-1001", "old-1002"]', 'moved = ["old-1001"], faulty = [3]')

    first, second = run_story(told(text.split("[[step]]\nfind")[0])).steps[0].failed

    assert (first.expected, first.found) == ("old-1001", "old-1001, old-1002")
    assert (second.expected, second.found) == ("3", "nothing")


def test_without_the_extra_an_import_fails_and_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in [one for one in sys.modules if one.startswith("counterfoil.adapters.documents")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.delitem(sys.modules, "counterfoil.adapters.moving")
    monkeypatch.setitem(sys.modules, "cattrs", None)

    answer = run_story(told(without_steps(1))).steps[0].seen.answer

    assert isinstance(answer, Failed)
    assert 'pip install "counterfoil[documents]"' in answer.message


def test_what_is_read_is_erased_only_under_a_key_of_the_story() -> None:
    text = STORY.replace("expect = { erased = true }", "expect = { erased = false }")
    keyless = text.replace('{ erasing_key = "sixteen bytes and more" }', "{}")

    erased, refused = run_story(told(text)).steps[2], run_story(told(keyless)).steps[2]

    assert [(one.expected, one.found) for one in erased.failed] == [("no", "yes")]
    assert "erasing_key_missing" in refused.failed[0].found


AGAIN = """
[[step]]
id = "erasing"
cart = "one"
erase_cart = { erasing_key = "sixteen bytes and more" }
expect = { erased = true, replayed = false, version = 2 }

[[step]]
again = "erasing"
expect = { erased = true, replayed = true, version = 2 }

[[step]]
key_of = "erasing"
cart = "one"
open = {}
expect = { refused = "key_reused" }
"""


def test_erasing_can_be_sent_again_and_its_key_is_its_own() -> None:
    opened = STORY.replace(
        'expect = { contacts = { ada = { email = "" } } }', "expect = { version = 1 }"
    )

    result = run_story(told(opened + AGAIN))

    assert [one.found for step in result.steps for one in step.failed] == []
