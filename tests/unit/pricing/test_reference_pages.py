"""The reference lists every refusal and every reason, in the order of the code, and no other."""

import re
from pathlib import Path
from typing import get_args

import pytest
from attrs import fields

from counterfoil.domain.pricing import PromocodeReason
from counterfoil.domain.refusals import BasketRefusal

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "docs/reference/refusals.md").read_text(encoding="utf-8")
REFUSALS = get_args(BasketRefusal)


def headings(level: int) -> list[str]:
    """List the codes that stand in headings of a level."""
    return re.findall(rf"^{'#' * level} `(\w+)`$", PAGE, flags=re.MULTILINE)


def section(code: str) -> str:
    """Give the text below the heading of a code."""
    _, text = re.split(rf"^#+ `{code}`$", PAGE, flags=re.MULTILINE)
    return text.split("\n#", maxsplit=1)[0].split("\n{#", maxsplit=1)[0]


def test_every_refusal_has_a_heading_in_the_order_of_precedence() -> None:
    assert headings(2) == [kind.code for kind in REFUSALS]


def test_every_reason_has_a_heading_in_the_order_in_which_they_are_tested() -> None:
    assert headings(3) == [reason.value for reason in PromocodeReason]


@pytest.mark.parametrize("code", [*headings(2), *headings(3)])
def test_every_heading_can_be_linked_to_and_says_something(code: str) -> None:
    assert f"{{#{code}}}\n## `{code}`" in PAGE or f"{{#{code}}}\n### `{code}`" in PAGE
    assert len(section(code).split()) >= 8


@pytest.mark.parametrize("kind", REFUSALS, ids=lambda kind: kind.code)
def test_the_facts_of_a_refusal_are_listed_in_their_order(kind: type) -> None:
    line = section(kind.code).rpartition("\nFacts: ")[2]  # type: ignore[attr-defined]

    assert re.findall(r"`(\w+)`", line) == [one.name for one in fields(kind)]
