"""The reference lists every refusal of an order, in the order of the code, and no other."""

import re
from pathlib import Path
from typing import get_args

import pytest
from attrs import fields

from counterfoil.domain.refusals import BookingRefusal, CancellationRefusal, OrderRefusal

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "docs/reference/order-refusals.md").read_text(encoding="utf-8")
REFUSALS = (*get_args(OrderRefusal), *get_args(BookingRefusal), *get_args(CancellationRefusal))


def headings() -> list[str]:
    """List the codes that stand in headings."""
    return re.findall(r"^## `(\w+)`$", PAGE, flags=re.MULTILINE)


def section(code: str) -> str:
    """Give the text below the heading of a code."""
    _, text = re.split(rf"^## `{code}`$", PAGE, flags=re.MULTILINE)
    return text.split("\n{#", maxsplit=1)[0]


def test_every_refusal_has_a_heading_in_the_order_of_precedence_and_no_other_has() -> None:
    assert headings() == [refusal.code for refusal in REFUSALS]


@pytest.mark.parametrize("code", headings())
def test_every_heading_can_be_linked_to_and_says_something(code: str) -> None:
    assert f"{{#{code}}}\n## `{code}`" in PAGE
    assert len(section(code).split()) >= 10


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal.code)
def test_every_fact_is_named_in_order(refusal: type) -> None:
    _, facts = section(getattr(refusal, "code")).split("\nFacts: ")  # noqa: B009

    named = [name for name in re.findall(r"`(\w+)`", facts) if name != "None"]

    assert named == [field.name for field in fields(refusal)]
