"""Running a story: each step through the box office, with a clock that the story turns."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen

from counterfoil.adapters.manual_clock import ManualClock
from counterfoil.adapters.opening import Contents, open_box_office, without_password
from counterfoil.adapters.stories.stage import Stage
from counterfoil.adapters.stories.step_result import StepResult, Verdict
from counterfoil.adapters.stories.story import Story
from counterfoil.domain.references import OrderId
from counterfoil.ports.box_office import BoxOffice

__all__ = ["StepResult", "StoryResult", "Verdict", "play", "run_story"]


@frozen(kw_only=True)
class StoryResult:
    """What a story brought about, step by step; ``orders`` are by the names of the story."""

    story: Story
    system: str
    box_office: BoxOffice = field(repr=False)
    steps: tuple[StepResult, ...]
    orders: Mapping[str, OrderId]

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

    Raises: UsageError for a system that there is not, and for one in which something was committed
    before; PortError for one that cannot be opened. InvariantError where the engine contradicts
    itself; whatever else goes wrong is the result of its step.
    """
    clock = ManualClock(story.starts)
    box_office = open_box_office(
        system,
        catalogue=story.catalogue,
        tariff=story.tariff,
        clock=clock,
        contents=Contents.NOTHING,
    )
    return play(story, box_office=box_office, clock=clock, system=without_password(system))


def play(story: Story, *, box_office: BoxOffice, clock: ManualClock, system: str) -> StoryResult:
    """Run a story through a box office whose clock is *clock*."""
    stage = Stage(story, box_office, clock)
    return StoryResult(
        story=story,
        system=system,
        box_office=box_office,
        steps=tuple(stage.perform(step) for step in story.steps),
        orders=stage.orders(),
    )
