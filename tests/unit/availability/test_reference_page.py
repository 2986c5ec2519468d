"""The reference of availability names each state and each field that there is, in order."""

import re
from pathlib import Path

import pytest
from attrs import fields

from counterfoil.domain.availability import (
    AvailabilityState,
    DayAvailability,
    Inquiry,
    SlotAvailability,
)

PAGE = (Path(__file__).parents[3] / "docs/reference/availability.md").read_text(encoding="utf-8")


def named(heading: str) -> list[str]:
    """List what stands in the first column of the table below a heading."""
    _, text = re.split(rf"^## {heading}$", PAGE, flags=re.MULTILINE)
    table = text.split("\n## ", maxsplit=1)[0]
    cells = re.findall(r"^\| (`.*?) \|", table, flags=re.MULTILINE)
    return [name for cell in cells for name in re.findall(r"`(\w+)`", cell)]


def test_every_state_is_explained_the_best_first() -> None:
    assert named("States") == [state.value for state in AvailabilityState]


@pytest.mark.parametrize(
    ("heading", "described", "derived"),
    [
        ("The inquiry", Inquiry, []),
        ("A slot", SlotAvailability, ["starts_at", "ends_at", "left"]),
        ("A day", DayAvailability, []),
    ],
)
def test_every_field_is_explained(heading: str, described: type, derived: list[str]) -> None:
    assert sorted(named(heading)) == sorted([one.name for one in fields(described)] + derived)
