"""The reference of finding names each filter, each way to sort and each field of a page."""

import re
from pathlib import Path

from attrs import fields

from counterfoil.domain.finding import OrderFilter, Page, SortBy, SortOrder
from counterfoil.domain.refusals import InvalidFilter

PAGE = (Path(__file__).parents[3] / "docs/reference/finding.md").read_text(encoding="utf-8")


def named(heading: str) -> list[str]:
    """List what stands in the first column of the tables below a heading."""
    _, text = re.split(rf"^## {heading}$", PAGE, flags=re.MULTILINE)
    table = text.split("\n## ", maxsplit=1)[0]
    cells = re.findall(r"^\| (`.*?) \|", table, flags=re.MULTILINE)
    return [name for cell in cells for name in re.findall(r"`(\w+)`", cell)]


def test_every_filter_is_explained() -> None:
    assert sorted(named("The filter")) == sorted(one.name for one in fields(OrderFilter))


def test_every_field_of_a_page_is_explained() -> None:
    derived = ["current_item_count", "page_index", "total_pages"]

    assert sorted(named("The page")) == sorted([one.name for one in fields(Page)] + derived)


def test_every_way_to_sort_is_named() -> None:
    for member in (*SortBy, *SortOrder):
        assert f"`{member.value}`" in PAGE


def test_the_refusal_has_a_heading() -> None:
    assert f"\n### `{InvalidFilter.code}`\n" in PAGE
