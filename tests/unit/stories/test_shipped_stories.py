"""Every shipped story passes in memory, and would not if one of its numbers were another."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from enum import Enum
from pathlib import Path
from typing import Any

import attrs
import pytest
from attrs import evolve
from click.testing import CliRunner

from counterfoil.adapters.cli.application import application
from counterfoil.adapters.files import read_story
from counterfoil.adapters.files.formats.story_steps import DOING
from counterfoil.adapters.stories.running import StoryResult, Verdict, run_story
from counterfoil.adapters.stories.story import (
    Expectation,
    ExpectedLevel,
    ExpectedPayment,
    ExpectedRefusal,
    ExpectedRoom,
    Story,
)
from counterfoil.domain.cart.cart import CartState
from counterfoil.domain.cart.paid_state import PaidState
from counterfoil.domain.order.order import Debtor
from counterfoil.domain.payments import PaymentStatus, PaymentType
from counterfoil.domain.references import ItemId, Promocode, TicketTypeId
from counterfoil.domain.statuses import BookingStatus, OrderStatus, RedemptionStatus
from counterfoil.examples import worlds

FOLDER = Path(__file__).resolve().parents[3] / "examples" / "stories"
STORIES = sorted(FOLDER.glob("*.toml"))
NO_PAYMENT = (ExpectedPayment(type=PaymentType.REFUND, status=PaymentStatus.REFUNDED, amount=1),)
LEAST = 8  # stories, as the issue asks


def told(result: StoryResult) -> list[str]:
    return [
        f"{result.story.source.name} step {step.step.place}: {one}"
        for step in result.steps
        for one in step.failed
    ]


def test_there_are_stories_of_every_world() -> None:
    assert len(STORIES) >= LEAST
    assert {read_story(path).world for path in STORIES} == set(worlds())


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_a_story_passes_in_process(path: Path) -> None:
    result = run_story(read_story(path))

    assert told(result) == []
    assert result.verdict is Verdict.PASSED


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
@pytest.mark.parametrize("system", ["memory:", "sqlite:{}/box.db?durability=normal"])
def test_a_story_passes_on_the_command_line(path: Path, system: str, tmp_path: Path) -> None:
    place = system.format(tmp_path)

    result = CliRunner().invoke(application, ["run", str(path), "--system", place])

    assert result.exit_code == 0, result.output
    assert result.output.rstrip().endswith("passed")


@pytest.mark.parametrize("system", ["memory:", "sqlite:"])
def test_stories_pass_in_any_order(system: str) -> None:
    backwards = [str(path) for path in reversed(STORIES)]

    result = CliRunner().invoke(application, ["run", *backwards, "--system", system])

    assert result.exit_code == 0
    assert f"{len(STORIES)} stories, {len(STORIES)} passed" in result.output


def other(value: Enum | None, kind: type[Enum]) -> Enum:
    return next(member for member in kind if member is not value)


def rooms(expected: Mapping[str, ExpectedRoom] | None) -> Mapping[str, ExpectedRoom]:
    return {name: evolve(one, left=(one.left or 0) + 1) for name, one in (expected or {}).items()}


def others(expect: Expectation) -> Iterator[tuple[str, Expectation]]:
    """Answer the same expectation with one thing changed, for each thing that it names."""
    item = ItemId("nobody")
    changes: dict[str, Any] = {
        "refused": ExpectedRefusal(code="currency_mix"),
        "total": (expect.total or 0) + 1,
        "version": (expect.version or 0) + 1,
        "state": CartState.OPEN if expect.state is CartState.CANCELLED else CartState.CANCELLED,
        "items": {**(expect.items or {}), item: {TicketTypeId("adult"): 1}},
        "lapsed": (expect.lapsed or frozenset()) ^ {item},
        "changed": {**(expect.changed or {}), "FEE nothing": 1},
        "codes": {**(expect.codes or {}), Promocode("NONE"): "applied"},
        "expires": {
            one: left + timedelta(seconds=1) for one, left in (expect.expires or {}).items()
        },
        "spots": {one: (*spots, "x/y/z") for one, spots in (expect.spots or {}).items()},
        "payments": (expect.payments or ()) * 2 if expect.payments else NO_PAYMENT,
        "paid_state": other(expect.paid_state, PaidState),
        "hold_lost": (*(expect.hold_lost or ()), "not_on_sale"),
        "contacts": {
            one: {name: f"{text}?" for name, text in words.items()}
            for one, words in (expect.contacts or {}).items()
        },
        "erased": not expect.erased,
        "replayed": not expect.replayed,
        "status": other(expect.status, OrderStatus),
        "paid": (expect.paid or 0) + 1,
        "owed": (expect.owed or 0) + 1,
        "owed_by": other(expect.owed_by, Debtor),
        "bookings": {**(expect.bookings or {}), item: BookingStatus.BOOKING_CONFIRMED},
        "tickets": {
            one: other(state, RedemptionStatus) for one, state in (expect.tickets or {}).items()
        },
        "events": (expect.events or ()) * 2,
        "swept": (*(expect.swept or ()), "nobody"),
        "found": (*(expect.found or ()), "nobody"),
        "total_items": (expect.total_items or 0) + 1,
        "found_bookings": {**(expect.found_bookings or {}), "nobody": (item,)},
        "moved": (*(expect.moved or ()), "nobody"),
        "repeated": (*(expect.repeated or ()), "nobody"),
        "faulty": (*(expect.faulty or ()), 99),
        "slots": rooms(expect.slots),
        "days": rooms(expect.days),
        "capacity": {
            one: ExpectedLevel(held=(level.held or 0) + 1)
            for one, level in (expect.capacity or {}).items()
        },
    }
    for name, value in changes.items():
        if getattr(expect, name) is not None:
            yield name, evolve(expect, **{name: value})
    if expect.refused is not None and expect.refused.facts:
        facts = dict.fromkeys(expect.refused.facts, "something else")
        yield "facts", evolve(expect, refused=evolve(expect.refused, facts=facts))


def with_step(story: Story, *, place: int, expect: Expectation) -> Story:
    steps = [evolve(step, expect=expect) if step.place == place else step for step in story.steps]
    return evolve(story, steps=tuple(steps))


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_a_story_with_anything_changed_fails_at_that_step(path: Path) -> None:
    story = read_story(path)

    for step in story.steps:
        for name, expect in others(step.expect) if step.expect is not None else ():
            result = run_story(with_step(story, place=step.place, expect=expect))

            failed = [one.step.place for one in result.steps if one.verdict is Verdict.FAILED]
            assert failed == [step.place], (step.place, name)
            finding = result.steps[step.place].failed[0]
            assert finding.aspect.split(".")[0] in {name, "refused"}


def test_every_kind_of_step_and_of_expectation_is_told_somewhere() -> None:
    stories = [read_story(path) for path in STORIES]
    doing = {step.told.split()[0] for story in stories for step in story.steps}
    expected = {
        name
        for story in stories
        for step in story.steps
        if step.expect is not None
        for name in attrs.fields_dict(Expectation)
        if getattr(step.expect, name) is not None
    }

    assert {"open", "add", "amend", "remove", "update", "promocode", "remove_promocode"} <= doing
    assert {"details", "renew", "begin_payment", "empty", "cancel", "read", "wait"} <= doing
    assert {"again", "attach_payment", "confirm", "book", "record_payment"} <= doing
    assert {"redeem", "void_redemption", "read_order", "sweep"} <= doing
    assert {"find", "erase_cart", "erase_order", "import", "load"} <= doing
    assert doing == {key.name for key in DOING} - {"request"}
    assert expected == set(attrs.fields_dict(Expectation))
