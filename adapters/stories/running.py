"""Running a story: each step through the box office, with a clock that the story turns."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from attrs import field, frozen

import counterfoil
from counterfoil.adapters.manual_clock import ManualClock
from counterfoil.adapters.stories.checking import Finding, findings
from counterfoil.adapters.stories.differences import declared
from counterfoil.adapters.stories.seeing import Answer, Failed, Seen
from counterfoil.adapters.stories.steps import Reading, Repeating, Sending, Waiting
from counterfoil.adapters.stories.story import Step, Story
from counterfoil.domain.cart.commands import CartCommand
from counterfoil.domain.cart.item import Draw
from counterfoil.domain.errors import InvariantError, UsageError
from counterfoil.domain.references import CartId, CommandKey, ResourceId
from counterfoil.domain.refusals import RefusedError
from counterfoil.domain.stock import CodeResource, Level, SpotResource, read_resource
from counterfoil.ports.box_office import BoxOffice, CartView, Refused
from counterfoil.ports.errors import PortError


class Verdict(Enum):
    """PASSED: as expected. DIFFERS: only in what is declared of the system. FAILED: otherwise."""

    PASSED = "passed"
    DIFFERS = "differs as declared"
    FAILED = "failed"


@frozen(kw_only=True)
class StepResult:
    """What a step brought about; ``differing`` names the capability behind each declared one."""

    step: Step
    seen: Seen
    failed: tuple[Finding, ...] = ()
    differing: tuple[tuple[str, Finding], ...] = ()

    @property
    def verdict(self) -> Verdict:
        """Say whether it came out as expected."""
        if self.failed:
            return Verdict.FAILED
        return Verdict.DIFFERS if self.differing else Verdict.PASSED


@frozen(kw_only=True)
class StoryResult:
    """What a story brought about, step by step."""

    story: Story
    system: str
    box_office: BoxOffice = field(repr=False)
    steps: tuple[StepResult, ...]

    @property
    def verdict(self) -> Verdict:
        """Say whether everything came out as expected."""
        found = {step.verdict for step in self.steps}
        for verdict in (Verdict.FAILED, Verdict.DIFFERS):
            if verdict in found:
                return verdict
        return Verdict.PASSED


def run_story(story: Story, *, system: str = "memory:") -> StoryResult:
    """Run a story in a world of its own, loaded fresh, on the system that a URL names.

    Raises: UsageError for a system that there is not. InvariantError where the engine contradicts
    itself; whatever else goes wrong is the result of its step.
    """
    clock = ManualClock(story.starts)
    box_office = counterfoil.open(
        system, catalogue=story.catalogue, tariff=story.tariff, clock=clock
    )
    return play(story, box_office=box_office, clock=clock, system=system)


def play(story: Story, *, box_office: BoxOffice, clock: ManualClock, system: str) -> StoryResult:
    """Run a story through a box office whose clock is *clock*."""
    stage = _Stage(story, box_office, clock)
    return StoryResult(
        story=story,
        system=system,
        box_office=box_office,
        steps=tuple(stage.perform(step) for step in story.steps),
    )


class _Stage:
    """What a story has brought about so far: its carts and the commands that were sent."""

    def __init__(self, story: Story, box_office: BoxOffice, clock: ManualClock) -> None:
        self._currency = story.tariff.currency
        self._box_office = box_office
        self._clock = clock
        self._carts: dict[str, CartId] = {}
        self._views: dict[str, CartView] = {}
        self._sent: dict[str, CartCommand] = {}
        self._names: dict[str, str] = {}

    def perform(self, step: Step) -> StepResult:
        """Do a step and hold what comes out against what it expects."""
        answer = self._answer(step)
        now = self._box_office.system.now()
        seen = Seen(
            answer=answer,
            before=self._views.get(step.cart),
            at=now,
            levels=self._levels(step, answer),
            names=dict(self._names),
        )
        if isinstance(answer, CartView):
            self._views[step.cart] = answer
        expect = step.expect
        if expect is None:
            return StepResult(step=step, seen=seen)
        found = findings(expect, seen, currency=self._currency)
        reasons = {
            one: declared(self._box_office.system.capabilities, aspect=one.aspect) for one in found
        }
        return StepResult(
            step=step,
            seen=seen,
            failed=tuple(one for one in found if not reasons[one]),
            differing=tuple((reasons[one], one) for one in found if reasons[one]),
        )

    def _answer(self, step: Step) -> Answer:
        try:
            match step.doing:
                case Waiting(duration=duration):
                    self._clock.turn(duration)
                    return None
                case Reading():
                    return self._box_office.cart(self._carts[step.cart])
                case Repeating(step=repeated):
                    return self._box_office.attempt(self._sent[repeated])
                case _:
                    return self._box_office.attempt(self._command(step))
        except RefusedError as refused:
            return Refused(refusals=(refused.refusal, *refused.others))
        except (PortError, UsageError) as error:
            return Failed(message=f"{type(error).__name__}: {error}")

    def _command(self, step: Step) -> CartCommand:
        match step.doing:
            case Waiting() | Reading() | Repeating():
                raise InvariantError("only what asks for something is a command")
            case asking:
                key = self._key(step)
                sending = Sending(
                    key=key,
                    actor=step.actor,
                    cart=self._carts.get(step.cart, CartId("")),
                    currency=self._currency,
                    version=step.version,
                )
                command = asking.command(sending)
        self._carts.setdefault(step.cart, command.cart)
        self._names.setdefault(command.cart, step.cart)
        if step.id:
            self._sent[step.id] = command
            self._names.setdefault(key, f"of {step.id}")
        return command

    def _key(self, step: Step) -> CommandKey:
        return self._sent[step.key_of].key if step.key_of else self._box_office.references.key()

    def _levels(self, step: Step, answer: Answer) -> Mapping[ResourceId, Level]:
        """Load what is expected, and what the cart draws or drew but for single things."""
        wanted: dict[ResourceId, None] = {}
        for view in (self._views.get(step.cart), answer):
            if isinstance(view, CartView):
                wanted |= {one.resource: None for one in _draws(view) if not _is_single(one)}
        if step.expect is not None:
            wanted |= dict.fromkeys(step.expect.capacity or ())
        system = self._box_office.system
        return system.levels(tuple(wanted), at=system.now()) if wanted else {}


def _draws(view: CartView) -> tuple[Draw, ...]:
    of_items = [draw for item in view.cart.items for draw in item.draws]
    return (*of_items, *(draw for use in view.cart.uses for draw in use.draws))


def _is_single(draw: Draw) -> bool:
    """Say whether one place or code is drawn; there are as many as tickets."""
    return isinstance(read_resource(draw.resource), SpotResource | CodeResource)
