"""What is wrong with a story file is told with its line, all of it at once."""

from pathlib import Path

import pytest

from counterfoil.adapters.files import (
    FileError,
    FileProblem,
    check_story,
    parse_story,
    read_story,
)
from counterfoil.adapters.files.formats.story_steps import DOING
from counterfoil.adapters.stories.steps import Opening, Repeating, Updating
from counterfoil.adapters.stories.story import UNLIMITED, ExpectedLevel
from counterfoil.domain.cart.commands import AddItem, AmendItem, RemoveItem
from counterfoil.domain.catalogue.spots import Spot
from counterfoil.domain.keeping import CLEAR, KEEP
from counterfoil.domain.references import ItemId, PartId, ResourceId

STORY = """\
[story]
title = "Two friends"
world = "museum"
starts = 2026-06-15T10:00:00+02:00

[buyer]
channel = "desk"

[[actor]]
id = "cashier"
account_type = "SUPPLIER"

[[step]]
id = "opening"
by = "cashier"
open = {}
expect = { version = 1 }

[[step]]
again = "opening"
expect = { replayed = true }

[[step]]
version = 1
add = { item = "visit", product = "admission", slot = "2026-06-17T10:00", tickets = { adult = 2 } }
[step.expect]
total = 36.00
changed = { "LIST admission" = 36.00 }
capacity = { "pool:galleries/2026-06-17T08:00Z" = { held = 2, left = 118 } }

[[step]]
wait = "5m"

[[step]]
promocode = "WEDNESDAY"
expect = { refused = { code = "invalid_promocode", reason = "no_benefit" } }
"""


def problems(text: str) -> tuple[FileProblem, ...]:
    with pytest.raises(FileError) as raised:
        parse_story(text, name="story.toml")
    return raised.value.problems


def test_the_story_itself_is_sound() -> None:
    story = parse_story(STORY)

    assert [step.told.split()[0] for step in story.steps] == [
        "open",
        "again",
        "add",
        "wait",
        "promocode",
    ]
    assert story.steps[0].actor.account_type.value == "SUPPLIER"
    assert isinstance(story.steps[0].doing, Opening)
    assert story.steps[0].doing.buyer is not None
    assert story.steps[0].doing.buyer.channel == "desk"
    assert story.steps[1].doing == Repeating("opening")


# What is written instead, the code, the line, and a piece of the message.
SLIPS = [
    # settings and world
    ('title = "Two friends"\n', "", "missing_key", 1, "title"),
    ("+02:00", "", "naive_instant", 4, "offset"),
    ('"museum"', '"muesum"', "unknown_reference", 3, "did you mean museum"),
    ('world = "museum"\n', "", "missing_key", 1, "none of world, catalogue is given"),
    (
        'world = "museum"',
        'catalogue = "gone.toml"\ntariff = "gone.toml"',
        "unreadable_file",
        3,
        "gone.toml cannot be read",
    ),
    (
        'world = "museum"',
        'world = "museum"\ntariff = "t.toml"',
        "stray_key",
        4,
        "beside catalogue",
    ),
    # doing
    ("[[step]]\nagain", "[[steps]]\nagain", "unknown_key", 19, "did you mean step"),
    ("open = {}", "opne = {}", "unknown_key", 16, "did you mean open"),
    ("open = {}", "opne = {}", "missing_key", 0, ""),
    ('wait = "5m"', 'say = "nothing"', "missing_key", 31, "none of open, add"),
    ('wait = "5m"', 'wait = "5m"\nread = true', "conflicting_keys", 32, "exclude each other"),
    ('wait = "5m"', "read = false\nexpect = { total = 1 }", "wrong_type", 32, "true"),
    ('wait = "5m"', 'wait = "5 min"', "invalid_duration", 32, "duration"),
    ("product = ", "produkt = ", "unknown_key", 25, "did you mean product"),
    # expectations
    ("expect = { version = 1 }\n", "", "missing_key", 13, "expect: is missing"),
    ("expect = { version = 1 }", "expect = {}", "too_few", 17, "expects nothing"),
    ("total = 36.00", "totl = 36.00", "unknown_key", 27, "did you mean total"),
    ("total = 36.00", 'total = "36,00"', "invalid_number", 27, "with a point"),
    ("total = 36.00", "total = 36.001", "invalid_number", 27, "36.001"),
    ("LIST admission", "LST admission", "unknown_choice", 28, "did you mean LIST admission"),
    ("LIST admission", "LIST", "unknown_choice", 28, "a rule"),
    ("pool:galleries/2026-06-17T08:00Z", "galeries", "invalid_text", 29, "pool:<pool>"),
    ("pool:galleries/2026-06-17T08:00Z", "pool:galleries/9", "unknown_reference", 29, "no pool"),
    (
        "pool:galleries/2026-06-17T08:00Z",
        "pool:tour",
        "unknown_reference",
        29,
        "start in UTC, depot-tour/YYYY-MM-DDTHH:MM by the local start",
    ),
    (
        "pool:galleries/2026-06-17T08:00Z",
        "uses:tied",
        "unknown_reference",
        29,
        "did you mean tide",
    ),
    (
        "pool:galleries/2026-06-17T08:00Z",
        "spot:admission/x/a/b/c",
        "unknown_reference",
        29,
        "no spot",
    ),
    ("pool:galleries/2026-06-17T08:00Z", "codes:blue", "unknown_reference", 29, "ticket codes"),
    ("held = 2, left = 118", "", "too_few", 29, "held, sold, left"),
    ("held = 2, left = 118", "hold = 2", "unknown_key", 29, "did you mean held"),
    ("held = 2", "held = 2.50", "wrong_type", 29, "whole number"),
    ("invalid_promocode", "invalid_promocod", "unknown_choice", 36, "did you mean"),
    ('reason = "no_benefit"', 'raison = "x"', "unknown_key", 36, "did you mean reason"),
    ('reason = "no_benefit"', "reason = 1.5", "wrong_type", 36, "a text, a whole number"),
    ('code = "invalid_promocode", ', "", "wrong_type", 36, "code"),
    (
        'reason = "no_benefit" }',
        'reason = "no_benefit" }, total = 36.00',
        "conflicting_keys",
        36,
        "read the cart",
    ),
    (
        'wait = "5m"',
        'wait = "5m"\nexpect = { total = 36.00 }',
        "stray_key",
        33,
        "while time passes",
    ),
    # names
    ('by = "cashier"', 'by = "casheir"', "unknown_reference", 15, "did you mean cashier"),
    ('by = "cashier"\n', "", "unused_line", 9, "'cashier' is not used"),
    ('again = "opening"', 'again = "openning"', "unknown_reference", 20, "did you mean opening"),
    (
        'again = "opening"',
        'again = "opening"\ncart = "other"',
        "contradiction",
        21,
        "not the cart of that step",
    ),
    ('again = "opening"', "read = true", "unused_line", 14, "'opening' is not used"),
    ('again = "opening"', 'again = "opening"\nid = "opening"', "stray_key", 21, "command of its"),
    ("version = 1\nadd", 'cart = "two"\nadd', "unknown_reference", 24, "no cart opened before"),
    ("version = 1\nadd", 'key_of = "adding"\nadd', "unknown_reference", 24, "no step"),
    ("open = {}", 'open = { buyer = { channel = "web" } }', "unused_line", 6, "buyer"),
    ('wait = "5m"', "open = {}\nexpect = { version = 1 }", "duplicate_value", 31, "open already"),
    (
        'wait = "5m"',
        'open = {}\ncart = "two"\nexpect = { version = 1 }',
        "missing_key",
        36,
        "cart, two",
    ),
    ('wait = "5m"', 'wait = "5m"\nversion = 1', "stray_key", 33, "add, amend"),
    ('wait = "5m"', 'wait = "5m"\ncart = "cart"', "stray_key", 33, "where a cart is changed"),
]


@pytest.mark.parametrize(("right", "wrong", "code", "line", "words"), SLIPS)
def test_a_slip_is_told_with_its_line(
    right: str, wrong: str, code: str, line: int, words: str
) -> None:
    assert right in STORY

    found = problems(STORY.replace(right, wrong, 1))

    if line:
        assert any(
            (one.code, one.line) == (code, line) and words in one.message for one in found
        ), found
    else:  # a key that is nearly right is not said to be missing as well
        assert code not in {one.code for one in found}


def test_all_faults_are_told_at_once() -> None:
    text = STORY.replace("version = 1 }", "vrsion = 1 }").replace("held = 2", "held = -2")

    found = problems(text.replace('"5m"', '"soon"'))

    assert [one.line for one in found] == [17, 29, 32]


def test_repeated_ids_are_told() -> None:
    second = '[[actor]]\nid = "cashier"\naccount_type = "GUEST"\n\n[[step]]\nid = "opening"\n'
    text = STORY.replace("[[step]]\nversion = 1\n", second)

    found = problems(text)

    assert {"duplicate_value"} <= {one.code for one in found}
    assert {one.path for one in found} >= {"actor[1].id", "step[2].id"}


def test_the_faults_of_its_world_are_told_with_their_own_file(tmp_path: Path) -> None:
    (tmp_path / "catalogue.toml").write_text("[catalogue]\nid = 1\n", encoding="utf-8")
    story = tmp_path / "story.toml"
    files = 'catalogue = "catalogue.toml"\ntariff = "tariff.toml"'
    story.write_text(STORY.replace('world = "museum"', files), encoding="utf-8")

    found = check_story(story)

    assert {one.file for one in found} == {str(tmp_path / "catalogue.toml")}
    with pytest.raises(FileError):
        read_story(story)


def test_a_sound_file_has_no_faults(tmp_path: Path) -> None:
    story = tmp_path / "story.toml"
    story.write_text(STORY, encoding="utf-8")

    assert check_story(story) == ()
    assert read_story(story).title == "Two friends"


def test_each_doing_key_stands_in_the_table_once() -> None:
    names = [key.name for key in DOING]

    assert len(names) == len(set(names))


EVERYTHING = """\
[story]
title = "Everything that can be sent"
world = "concert"
starts = 2026-07-01T12:00:00-04:00

[[step]]
open = {}
expect = { version = 1 }

[[step]]
update = [
    { add = { item = "a", product = "stalls", tickets = { standard = 1 }, spots = ["S/A/5"] } },
    { amend = { item = "a", spots = { pit = ["Pit/B/6"] } } },
    { amend = { item = "a", clear = ["slot", "language"] } },
    { remove = "a" },
]
[step.expect]
refused = { code = "spot_taken", also = [] }

[[step]]
request = [{ id = "r", type = "OTHER", percentage = -100, item = "a" }]
[step.expect]
state = "open"
[step.expect.capacity]
"uses:encore" = { left = 200 }
"budget:encore" = { held = 0.00, left = "unlimited" }
"""


def test_operations_become_those_of_the_command() -> None:
    story = parse_story(EVERYTHING)

    update, request = story.steps[1].doing, story.steps[2].doing

    assert isinstance(update, Updating)
    add, amend, clear, remove = update.operations
    assert isinstance(add, AddItem)
    assert add.quantities == (("standard", 1),)
    assert add.spots == {PartId(""): (Spot(section="S", row="A", number="5"),)}
    assert isinstance(amend, AmendItem)
    assert amend.quantities is KEEP
    assert amend.spots == {PartId("pit"): (Spot(section="Pit", row="B", number="6"),)}
    assert clear == AmendItem(item=ItemId("a"), slot=CLEAR, language=CLEAR)
    assert remove == RemoveItem(item=ItemId("a"))
    assert isinstance(request, Updating)
    assert request.operations == ()
    assert request.requested is not KEEP


def test_a_budget_is_expected_in_money_and_may_be_unlimited() -> None:
    expect = parse_story(EVERYTHING).steps[2].expect

    assert expect is not None
    assert expect.capacity == {
        ResourceId("uses:encore"): ExpectedLevel(left=200),
        ResourceId("budget:encore"): ExpectedLevel(held=0, left=UNLIMITED),
    }


@pytest.mark.parametrize(
    ("right", "wrong", "words"),
    [
        ('"S/A/5"', '"S-A-5"', "section/row/number"),
        ("{ remove = ", "{ removed = ", "did you mean remove"),
        ('["slot", "language"]', '["slott"]', "did you mean slot"),
        ('clear = ["slot", ', 'slot = "fri", clear = ["slot", ', "to clear it"),
        ("held = 0.00", "held = 0.001", "0.001"),
        ('"unlimited"', '"much"', "much"),
        ("also = []", 'also = ["nothing"]', "not known"),
    ],
)
def test_a_slip_inside_an_operation_is_told(right: str, wrong: str, words: str) -> None:
    assert right in EVERYTHING

    (found, *_) = problems(EVERYTHING.replace(right, wrong, 1))

    assert words in found.message
