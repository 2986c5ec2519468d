"""What is wrong with the steps about orders in a story file is told with its line."""

from pathlib import Path

import pytest

from counterfoil.adapters.files import FileError, FileProblem, parse_story
from counterfoil.adapters.stories.order_steps import Booking, Confirming, meant
from counterfoil.adapters.stories.running import run_story
from counterfoil.adapters.stories.seeing import Failed
from counterfoil.adapters.stories.steps import Opening
from counterfoil.domain.cart.commands import OnLapse
from counterfoil.domain.checkout_fields import TicketTarget
from counterfoil.domain.statuses import SettlementType

STORIES = Path(__file__).resolve().parents[3] / "examples" / "stories"
STORY = """\
[story]
title = "A pass"
world = "museum"
starts = 2026-06-15T10:00:00+02:00

[buyer]
channel = "desk"

[[step]]
order = "direct"
book = { settlement = "VENUE", items = [{ item = "pass", product = "year-pass" }] }
expect = { refused = "missing_checkout_field" }

[[step]]
cart = "held"
open = {}
expect = { version = 1 }

[[step]]
id = "confirming"
order = "made"
cart = "held"
confirm = { settlement = "VENUE", on_lapse = "LEAVE" }
expect = { status = "ORDER_CONFIRMED" }

[[step]]
again = "confirming"
expect = { replayed = true }

[[step]]
redeem = { tickets = ["pass/adult/1"] }
expect = { tickets = { "pass/adult/1" = "REDEEMED" } }

[[step]]
sweep = true
expect = { swept = ["held"] }

[[step]]
availability = { product = "admission", from = 2026-06-17 }
expect = { slots = { "2026-06-17T10:00" = { state = "AVAILABLE", left = 120 } } }
"""


def problems(text: str) -> tuple[FileProblem, ...]:
    with pytest.raises(FileError) as raised:
        parse_story(text, name="story.toml")
    return raised.value.problems


def test_the_story_itself_is_sound() -> None:
    story = parse_story(STORY)

    booking, confirming = story.steps[0].doing, story.steps[2].doing
    assert isinstance(booking, Booking)
    assert booking.buyer is not None
    assert booking.buyer.channel == "desk"
    assert confirming == Confirming(settlement=SettlementType.VENUE, on_lapse=OnLapse.LEAVE)
    assert [(step.cart, step.order) for step in story.steps] == [
        ("", "direct"),
        ("held", ""),
        ("held", "made"),
        ("held", "made"),
        ("", "made"),
        ("", ""),
        ("", ""),
    ]


SECOND = """\
[[step]]
order = "made"
cart = "held"
confirm = { settlement = "VENUE" }
expect = { total = 1.00 }

[[step]]
sweep"""
# What is written instead, the code, the line, and a piece of the message.
SLIPS = [
    ('settlement = "VENUE", on', 'setlement = "VENUE", on', "unknown_key", 23, "mean settlement"),
    ('settlement = "VENUE", on', "on", "missing_key", 23, "settlement"),
    ('"LEAVE"', '"LEAV"', "unknown_choice", 23, "did you mean leave"),
    ("confirm = {", "confrim = {", "unknown_key", 23, "did you mean confirm"),
    ("confirm = {", "read = true\nconfirm = {", "conflicting_keys", 23, "exclude"),
    ('"ORDER_CONFIRMED"', '"CONFIRMED"', "unknown_choice", 24, "ORDER_CONFIRMED"),
    ("replayed = true", "relayed = true", "unknown_key", 28, "did you mean replayed"),
    (
        'again = "confirming"',
        'again = "confirming"\norder = "direct"',
        "contradiction",
        28,
        "made",
    ),
    ("redeem =", 'order = "mode"\nredeem =', "unknown_reference", 31, "did you mean made"),
    ("redeem =", 'cart = "held"\nredeem =', "stray_key", 31, "where a cart is changed"),
    ("redeem =", "version = 1\nredeem =", "stray_key", 31, "and confirm"),
    ("redeem = { tickets", "redeem = { ticket", "unknown_key", 31, "did you mean tickets"),
    ('["pass/adult/1"]', "[]", "too_few", 31, "1"),
    ("{ tickets = {", '{ lapsed = ["a"], tickets = {', "stray_key", 32, "lapsed cannot come"),
    ('swept = ["held"]', 'swept = ["help"]', "unknown_reference", 36, "did you mean held"),
    ('swept = ["held"]', "total = 1.00", "stray_key", 36, "total cannot come out"),
    ("version = 1 }", "owed = 1.00 }", "stray_key", 17, "owed cannot come out"),
    ("from =", "form =", "unknown_key", 39, "did you mean from"),
    ("2026-06-17 }", "2026-06-17, to = 2026-06-16 }", "out_of_range", 39, "makes 0 dates"),
    ("slots =", 'swept = ["held"], slots =', "stray_key", 40, "swept cannot come out"),
    ("left = 120", "left = -1", "out_of_range", 40, "0"),
    (
        "[[step]]\nsweep",
        SECOND,
        "duplicate_value",
        35,
        "is made already",
    ),
]


@pytest.mark.parametrize(("right", "wrong", "code", "line", "words"), SLIPS)
def test_a_slip_is_told_with_its_line(
    right: str, wrong: str, code: str, line: int, words: str
) -> None:
    assert right in STORY

    found = problems(STORY.replace(right, wrong, 1))

    assert any((one.code, one.line) == (code, line) and words in one.message for one in found), (
        found
    )


@pytest.mark.parametrize(
    ("name", "ticket", "means"),
    [
        ("visit", "visit/adult/1", True),
        ("visit/adult", "visit/adult/1", True),
        ("visit/adult/1", "visit/adult/1", True),
        ("visit/adult/1", "visit/adult/10", False),
        ("vis", "visit/adult/1", False),
        ("visit/child", "visit/adult/1", False),
    ],
)
def test_a_name_means_a_ticket_or_several(name: str, ticket: str, *, means: bool) -> None:
    assert meant(name, ticket=ticket) is means


ANSWERS = """\
[story]
title = "Who holds the pass"
world = "museum"
starts = 2026-06-15T10:00:00+02:00

[[step]]
[[step.open.details.answers]]
field = "pass-holder"
values = ["Ada"]
item = "p"
ticket_type = "adult"
ticket = 2
[step.expect]
version = 1
"""


def test_an_answer_is_about_a_ticket_counted_from_one() -> None:
    opening = parse_story(ANSWERS).steps[0].doing

    assert isinstance(opening, Opening)
    (answer,) = opening.details.answers
    assert isinstance(answer.target, TicketTarget)
    assert answer.target.ordinal == 1


def test_an_answer_about_tickets_says_of_which_item() -> None:
    (found, *_) = problems(ANSWERS.replace('item = "p"\n', ""))

    assert found.code == "stray_key"
    assert "only beside item" in found.message


def test_what_nobody_has_looked_at_is_not_carried_out() -> None:
    text = (STORIES / "seen-before-noon.toml").read_text(encoding="utf-8")
    first = text.index('[[step]]\nsay = "What would')
    story = parse_story(
        text[:first] + text[text.index('[[step]]\nsay = "60.00') :],
        folder=STORIES,
    )

    answer = run_story(story).steps[3].seen.answer

    assert isinstance(answer, Failed)
    assert "has nothing to carry out" in answer.message


def test_a_step_that_only_looks_is_not_repeated() -> None:
    text = (STORIES / "seen-before-noon.toml").read_text(encoding="utf-8")
    amending = "[step.amend_order]\n"
    named = text.replace(amending, f'id = "look"\n{amending}', 1)

    with pytest.raises(FileError, match="beside a command of its own"):
        parse_story(named, folder=STORIES)
