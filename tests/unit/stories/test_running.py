"""What a run shows beyond the shipped stories: differences as declared, failures, isolation."""

from typing import Any

import attrs
import pytest
from attrs import evolve

import counterfoil
from counterfoil.adapters.files import parse_story
from counterfoil.adapters.manual_clock import ManualClock
from counterfoil.adapters.stories.differences import DIFFERENCES, declared
from counterfoil.adapters.stories.running import StoryResult, Verdict, play, run_story
from counterfoil.adapters.stories.story import Expectation, Story
from counterfoil.domain.errors import UsageError
from counterfoil.ports.box_office import BoxOffice
from counterfoil.ports.errors import UnavailableError
from counterfoil.ports.reservation_system import Capabilities

STORY = """\
[story]
title = "A visit"
world = "museum"
starts = 2026-06-15T10:00:00+02:00

[[step]]
open = {}
expect = { version = 1 }

[[step]]
add = { item = "a", product = "depot-tour", slot = "2026-06-17T14:00", tickets = { adult = 2 } }
[step.expect]
total = TOTAL
version = VERSION
capacity = { "pool:depot-tour/2026-06-17T14:00" = { held = HELD } }

[[step]]
add = { item = "b", product = "depot-tour", slot = "2026-06-17T14:00", tickets = { adult = 12 } }
expect = { refused = { code = "sold_out", left = LEFT } }
"""
RIGHT = {"TOTAL": "55.00", "VERSION": "2", "HELD": "2", "LEFT": "10"}
ENGINE = Capabilities(
    stock="ENGINE", price="ENGINE", promotion_limits="ENGINE", command_keys="PROCESS"
)


def story(**other: str) -> Story:
    text = STORY
    for name, value in {**RIGHT, **other}.items():
        text = text.replace(name, value)
    return parse_story(text)


class Declaring:
    """A system that is another one and says something else of itself."""

    def __init__(self, system: Any, capabilities: Capabilities) -> None:
        self._system = system
        self.capabilities = capabilities

    def __getattr__(self, name: str) -> Any:
        return getattr(self._system, name)


class Unreachable(Declaring):
    """A system that takes nothing."""

    def commit(self, decision: object) -> None:
        del decision
        raise UnavailableError("the line is cut")


def played(
    told: Story, *, capabilities: Capabilities = ENGINE, kind: Any = Declaring
) -> StoryResult:
    clock = ManualClock(told.starts)
    box_office = counterfoil.open(
        "memory:", catalogue=told.catalogue, tariff=told.tariff, clock=clock
    )
    system = kind(box_office.system, capabilities)
    return play(told, box_office=evolve(box_office, system=system), clock=clock, system="test:")


def test_the_story_passes() -> None:
    assert played(story()).verdict is Verdict.PASSED


@pytest.mark.parametrize(
    ("other", "capabilities", "reason"),
    [
        ({"TOTAL": "54.00"}, evolve(ENGINE, price="SYSTEM"), "price SYSTEM"),
        ({"TOTAL": "54.00"}, evolve(ENGINE, price="ON_REQUEST"), "price ON_REQUEST"),
        ({"HELD": "3"}, evolve(ENGINE, stock="SYSTEM"), "stock SYSTEM"),
        ({"LEFT": "9"}, evolve(ENGINE, stock="SYSTEM"), "stock SYSTEM"),
    ],
)
def test_what_a_capability_declares_may_differ_and_nothing_else_may(
    other: dict[str, str], capabilities: Capabilities, reason: str
) -> None:
    differing = played(story(**other), capabilities=capabilities)
    plain = played(story(**other))
    beside = played(story(**other, VERSION="7"), capabilities=capabilities)

    assert differing.verdict is Verdict.DIFFERS
    assert [why for step in differing.steps for why, _ in step.differing] == [reason]
    assert plain.verdict is Verdict.FAILED
    assert beside.verdict is Verdict.FAILED


def test_the_table_names_capabilities_and_aspects_that_there_are() -> None:
    fields = attrs.fields_dict(Capabilities)
    aspects = {name.split(".")[0] for names in DIFFERENCES.values() for name in names}

    assert {capability for capability, _ in DIFFERENCES} <= fields.keys()
    assert aspects <= attrs.fields_dict(Expectation).keys()


def test_a_declared_name_does_not_stand_for_one_that_only_begins_like_it() -> None:
    system = evolve(ENGINE, price="SYSTEM")

    assert declared(system, aspect="total")
    assert not declared(system, aspect="totals")
    assert not declared(system, aspect="version")


def test_a_system_that_fails_fails_the_step_and_not_the_run() -> None:
    result = played(story(), kind=Unreachable)

    assert result.verdict is Verdict.FAILED
    assert "UnavailableError: the line is cut" in result.steps[0].failed[0].found
    assert len(result.steps) == 3


def test_a_refusal_where_a_cart_was_expected_says_why() -> None:
    told = story()
    step = evolve(told.steps[2], expect=Expectation(total=1))

    result = played(evolve(told, steps=(*told.steps[:2], step)))

    (finding,) = result.steps[2].failed
    assert (finding.expected, finding.found.split(":")[0]) == ("it is done", "refused, sold_out")


@pytest.mark.parametrize(
    ("also", "verdict"),
    [('["slot_required"]', Verdict.PASSED), ("[]", Verdict.FAILED)],
    ids=["all", "one too few"],
)
def test_what_is_refused_beside_the_first_is_compared(also: str, verdict: Verdict) -> None:
    text = STORY.split("[[step]]\nadd", maxsplit=1)[0]
    told = parse_story(
        text
        + "[[step]]\n"
        + 'update = [{ add = { item = "a", product = "admission", tickets = { adult = 1 } } },'
        + ' { add = { item = "b", product = "admission", tickets = { adult = 1 } } }]\n'
        + f'expect = {{ refused = {{ code = "slot_required", also = {also} }} }}\n'
    )

    result = run_story(told)

    assert result.verdict is verdict
    assert [one.path for one in result.steps[1].failed] in ([], [("refused", "also")])


def test_runs_do_not_see_each_other() -> None:
    told = story()

    first, second = run_story(told), run_story(told)

    assert first.verdict is second.verdict is Verdict.PASSED


def test_an_unknown_system_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(UsageError, match="allowed: memory:"):
        run_story(story(), system="memry:")


NEVER_MADE = """
[[step]]
order = "trip"
expect = { version = 1 }
[step.book]
settlement = "VENUE"
items = [{ item = "a", product = "admission", slot = "2026-06-17T10:00", tickets = { adult = 1 } }]

[[step]]
order = "trip"
read_order = {}
expect = { refused = "order_not_found" }

[[step]]
order = "trip"
redeem = { tickets = ["a"] }
expect = { version = 1 }
"""


def test_an_order_that_was_never_made_is_named_as_in_the_story() -> None:
    told = parse_story(STORY.split("[[step]]", maxsplit=1)[0] + NEVER_MADE)

    made, read, redeemed = run_story(told).steps

    assert (made.verdict, read.verdict) == (Verdict.FAILED, Verdict.PASSED)
    assert "order 'trip' is not known" in str(redeemed.failed[0].found)


def test_a_cart_that_was_never_opened_is_not_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: BoxOffice, command: object) -> None:
        raise UnavailableError("nothing is open")

    text = STORY.split("[[step]]\nadd", maxsplit=1)[0]
    told = parse_story(f"{text}[[step]]\nread = true\nexpect = {{ refused = 'not_found' }}\n")
    monkeypatch.setattr(BoxOffice, "attempt", refuse)

    result = run_story(told)

    assert [step.verdict for step in result.steps] == [Verdict.FAILED, Verdict.PASSED]
