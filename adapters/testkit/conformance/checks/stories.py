"""The shipped stories, told on the system under test."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from importlib.resources import files
from pathlib import Path

from counterfoil.adapters.files import read_story
from counterfoil.adapters.stories.running import Verdict, play
from counterfoil.adapters.testkit.conformance.check import Check
from counterfoil.adapters.testkit.conformance.failing import LawBrokenError
from counterfoil.adapters.testkit.conformance.stand import Stand

__all__ = ["CHECKS"]

LAW = "D6"


def _stories() -> Iterator[Path]:
    yield from sorted(Path(str(files("counterfoil.examples"))).glob("stories/*.toml"))


def _told(path: Path, stand: Stand) -> None:
    story = read_story(path)
    shop = stand.open(story.catalogue, story.tariff, at=story.starts)
    result = play(story, box_office=shop.office, clock=shop.clock, system="under test")
    for number, step in enumerate(result.steps, start=1):
        stand.step(f"step {number} of {path.name}: {step.step.told}")
        if step.verdict is Verdict.FAILED:
            found = "; ".join(
                f"{one.aspect}: {one.found}, expected {one.expected}" for one in step.failed
            )
            raise LawBrokenError(LAW, found)


CHECKS: tuple[Check, ...] = tuple(
    Check(
        name=f"story_{path.stem.replace('-', '_')}",
        laws=(LAW,),
        about=f"The story {path.name} comes out as it is written.",
        any_system=True,
        run=partial(_told, path),
    )
    for path in _stories()
)
