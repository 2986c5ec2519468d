"""Draws the page of life cycles, and its pictures, from the tables.

Run ``python tests/unit/order/life_cycles.py`` after a change of a table; a test fails until then.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum
from pathlib import Path
from typing import Any, NamedTuple

from counterfoil.domain import lifecycle
from counterfoil.domain.lifecycle import Table

FOLDER = Path(__file__).resolve().parents[3] / "docs/reference"
CYCLES: Mapping[str, Table[Any]] = {
    "order": lifecycle.ORDER,
    "booking": lifecycle.BOOKING,
    "ticket": lifecycle.TICKET,
    "redemption": lifecycle.REDEMPTION,
    "payment": lifecycle.PAYMENT,
}
BOX_WIDTH, BOX_HEIGHT, GAP_X, GAP_Y, MARGIN = 320, 28, 110, 26, 20  # pixels
TIP = (
    '<marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" '
    'orient="auto"><path d="M0 0L8 4L0 8z" fill="#555"/></marker>'
)
INTRODUCTION = """# Life cycles

<!-- generated from counterfoil.domain.lifecycle; see tests/unit/order/life_cycles.py -->

Which state may follow which. The tables in `counterfoil.domain.lifecycle` list every state, and
every change of an order is held against them; this page and its pictures are drawn from them. A
state with nothing behind it is final. Some states are never reached by what the engine does by
itself: other systems use them, and what they answer is read.

In a picture time goes to the right; what leads back is dashed.
"""


class Spot(NamedTuple):
    """Where the box of a state stands, in pixels."""

    x: int
    y: int


def files() -> Iterator[tuple[Path, str]]:
    """Answer each file that is drawn, with its text as it has to be."""
    parts = [INTRODUCTION]
    for name, table in CYCLES.items():
        parts.append(f"## {name.capitalize()}\n\n![States of a {name}](life-cycles/{name}.svg)\n")
        parts.append("| state | may be followed by |\n| --- | --- |\n" + "".join(_rows(table)))
        yield FOLDER / f"life-cycles/{name}.svg", picture(table, title=f"States of a {name}")
    yield FOLDER / "life-cycles.md", "\n".join(parts)


def _rows(table: Table[Any]) -> Iterator[str]:
    for state, followers in table.items():
        after = ", ".join(f"`{one.value}`" for one in type(state) if one in followers)
        yield f"| `{state.value}` | {after or 'nothing: it is final'} |\n"


def picture(table: Table[Any], *, title: str) -> str:
    """Draw a table as boxes in columns, by their distance from where it begins."""
    spots = placed(table)
    width = max(spot.x for spot in spots.values()) + BOX_WIDTH + MARGIN
    height = max(spot.y for spot in spots.values()) + BOX_HEIGHT + MARGIN
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">',
        f"<title>{title}</title>",
        f"<defs>{TIP}</defs>",
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
    ]
    for state in table:
        followers = [one for one in type(state) if one in table[state]]
        lines += [_arrow(spots[state], spots[one]) for one in followers]
    for state, spot in spots.items():
        edge = "#555" if table[state] else "#b00"
        lines.append(
            f'<rect x="{spot.x}" y="{spot.y}" width="{BOX_WIDTH}" height="{BOX_HEIGHT}" rx="6" '
            f'fill="#f4f6f8" stroke="{edge}"/><text x="{spot.x + BOX_WIDTH // 2}" '
            f'y="{spot.y + 18}" font-family="sans-serif" font-size="12" text-anchor="middle">'
            f"{state.value}</text>"
        )
    return "\n".join([*lines, "</svg>", ""])


def placed(table: Table[Any]) -> Mapping[Enum, Spot]:
    """Place each state in the column of its distance; what nothing leads to begins one."""
    reached = {after for state, afters in table.items() for after in afters if after is not state}
    column = {state: 0 for state in table if state not in reached} or {next(iter(table)): 0}
    front = list(column)
    while front:
        following = [
            after
            for state in front
            for after in type(state)
            if after in table[state] and after not in column
        ]
        column |= dict.fromkeys(following, column[front[0]] + 1)
        front = list(dict.fromkeys(following))
    rows: dict[int, int] = {}
    spots = {}
    for state in table:
        place = column.setdefault(state, 0)
        row = rows.setdefault(place, 0)
        rows[place] += 1
        spots[state] = Spot(
            MARGIN + place * (BOX_WIDTH + GAP_X), MARGIN + row * (BOX_HEIGHT + GAP_Y)
        )
    return spots


def _arrow(before: Spot, after: Spot) -> str:
    middle = BOX_HEIGHT // 2
    if before == after:  # a loop at the lower edge
        x, y = before.x + BOX_WIDTH // 2, before.y + BOX_HEIGHT
        curve = f"M{x - 20} {y}C{x - 20} {y + 20} {x + 20} {y + 20} {x + 20} {y}"
        return _path(curve, dashed=True)
    start, end = Spot(before.x + BOX_WIDTH, before.y + middle), Spot(after.x, after.y + middle)
    if after.x > before.x:
        half = (start.x + end.x) // 2
        return _path(
            f"M{start.x} {start.y}C{half} {start.y} {half} {end.y} {end.x} {end.y}", dashed=False
        )
    if after.x == before.x:  # beside the column, on the right
        out = start.x + GAP_X // 2
        return _path(
            f"M{start.x} {start.y}C{out} {start.y} {out} {end.y} {start.x} {end.y}", dashed=True
        )
    start, end = Spot(before.x, before.y + middle + 6), Spot(after.x + BOX_WIDTH, end.y + 6)
    half = (start.x + end.x) // 2
    curve = f"M{start.x} {start.y}C{half} {start.y} {half} {end.y} {end.x} {end.y}"
    return _path(curve, dashed=True)


def _path(curve: str, *, dashed: bool) -> str:
    dashes = ' stroke-dasharray="4 3"' if dashed else ""
    return f'<path d="{curve}" fill="none" stroke="#555"{dashes} marker-end="url(#tip)"/>'


if __name__ == "__main__":
    for path, text in files():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
