"""Writes the page of the tables of a store, and draws its picture, from their descriptions.

Run ``python tests/unit/store/store_tables.py`` after a change of a table; a test fails until then.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from counterfoil.adapters.store.projection_limits import LIMITS
from counterfoil.adapters.store.projection_tables import PROJECTION
from counterfoil.adapters.store.projection_views import VIEWS, View
from counterfoil.adapters.store.schema import SYSTEM_TABLES
from counterfoil.adapters.store.table import Column, Kind, Table

FOLDER = Path(__file__).resolve().parents[3] / "docs/reference"
COMMAND = "python tests/unit/store/store_tables.py"
SHOWN_AS: Mapping[Kind, str] = {
    Kind.TEXT: "text",
    Kind.INTEGER: "number",
    Kind.INSTANT: "instant",
    Kind.YES_NO: "0 or 1",
    Kind.BYTES: "digest",
    Kind.DOCUMENT: "document",
    Kind.NUMBERED: "number",
}
INTRODUCTION = """# Tables of a store

<!-- generated from counterfoil.adapters.store; see tests/unit/store/store_tables.py -->

What stands in an SQLite file or a PostgreSQL database, for whoever reads it beside the engine.
[Count orders](../how-to/count-orders.md) asks it some questions. Read as you like; whoever writes
to these tables breaks the promises of the engine.

On PostgreSQL all of them are in the schema `counterfoil`, unless its URL names another.

Carts and orders are documents. Beside the documents, and in the same transaction, stand rows that
say the same of the latest version of each order: the *projection*. People read it through views.

* An **instant** is text in a view, `2026-06-01T09:00:00.000000Z`, and a number of microseconds
  since 1970 in a table, both in UTC. A **day** is text, `2026-07-01`, local to the venue.
* **Amounts** are whole minor units. `currency_exponent` says how many digits stand behind the
  point: 2 for EUR, 0 for JPY.
* What is personal is in no view. Where finding needs it, its table has a **digest**: 16 bytes of
  an HMAC-SHA256 under the secret of the store, which is in `meta`. The words of full-text search
  stand in `order_words` as they are, since a keyword may hold a `*`. Documents hold everything.
  Erasing a person rewrites all of these.

![How the tables hang together](store-tables/store.svg)
"""
VIEWS_INTRODUCTION = """
## Views

For people. A column can be NULL where it says so, and where its row has no booking.
"""
PROJECTION_INTRODUCTION = """
## Tables of the projection

Orders are found by these. `created_at` is when the *order* was made, except in `payments` and the
ledger, which have none: so each index has what it finds in the order of a page.
"""
SYSTEM_INTRODUCTION = """
## Tables of the system

The engine reads and writes these. On PostgreSQL `stock_counters` has one more column,
`drawn_until`: the latest instant at which somebody drew.
"""


def files() -> Iterator[tuple[Path, str]]:
    """Answer each file, with its text as it has to be."""
    tables = (*PROJECTION, LIMITS)
    parts = [
        INTRODUCTION,
        VIEWS_INTRODUCTION,
        *map(_view, VIEWS),
        PROJECTION_INTRODUCTION,
        *map(_table, tables),
        SYSTEM_INTRODUCTION,
        *map(_table, SYSTEM_TABLES),
    ]
    yield FOLDER / "store-tables.md", "\n".join(part.strip("\n") + "\n" for part in parts)
    yield FOLDER / "store-tables/store.svg", picture()


def _view(view: View) -> str:
    columns = _columns(shown.column for shown in view.shows)
    return f"### `{view.name}`\n\nA row is {view.about}.\n\n{columns}"


def _table(table: Table) -> str:
    said = [f"Key: {_names(table.key)}."]
    if table.indexes:
        indexes = "; ".join(
            _names(index.columns) + (f" where `{index.where}`" if index.where else "")
            for index in table.indexes
        )
        said.append(f"Indexes: {indexes}.")
    about = f"{table.about[0].upper()}{table.about[1:]}."
    return f"### `{table.name}`\n\n{about}\n\n{_columns(table.columns)}\n" + "\n".join(said)


def _columns(columns: Iterable[Column]) -> str:
    lines = ["| column | holds | |", "| --- | --- | --- |"]
    for column in columns:
        holds = SHOWN_AS[column.kind] + (", or NULL" if column.nullable else "")
        lines.append(f"| `{column.name}` | {holds} | {column.about} |")
    return "\n".join(lines) + "\n"


def _names(columns: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in columns)


# --- the picture --------------------------------------------------------------------------------


class Box(NamedTuple):
    """Where a table stands, in columns and rows of the picture, and what is written in it."""

    column: int
    row: float
    lines: tuple[str, ...]


class Line(NamedTuple):
    """One row of the first table has many of the second, which name it by these columns."""

    one: str
    many: str
    by: tuple[str, ...]


BOXES: Mapping[str, Box] = {
    "payments": Box(0, 0, ("what was paid and given back",)),
    "orders": Box(0, 1, ("status, totals, who sold",)),
    "events": Box(0, 2, ("what happened, in sequence",)),
    "ledger_entries": Box(1, 0, ("every amount and its cause",)),
    "bookings": Box(1, 1, ("product, slot, supplier",)),
    "booking_pools": Box(1, 2, ("pools they draw from",)),
    "redemptions": Box(2, 0, ("uses of tickets",)),
    "tickets": Box(2, 1, ("type, status",)),
    "limits": Box(2, 2, ("how much there is",)),
}
LINES = (
    Line("orders", "payments", ("order_id",)),
    Line("orders", "events", ("order_id",)),
    Line("orders", "bookings", ("order_id",)),
    Line("bookings", "ledger_entries", ("order_id", "booking_id")),
    Line("bookings", "booking_pools", ("order_id", "booking_id")),
    Line("bookings", "tickets", ("order_id", "booking_id")),
    Line("tickets", "redemptions", ("order_id", "booking_id", "ticket_id")),
)
WIDTH, HEIGHT, GAP_X, GAP_Y, MARGIN = 190, 46, 110, 54, 16  # pixels
STYLE = 'font-family="sans-serif" text-anchor="middle"'
MANY = (
    '<marker id="many" viewBox="0 0 10 10" refX="10" refY="5" markerWidth="9" markerHeight="9" '
    'orient="auto"><path d="M0 5L10 0M0 5L10 5M0 5L10 10" fill="none" stroke="#555"/></marker>'
)


def picture() -> str:
    """Draw the tables that people ask for; a line ends in three where there are many."""
    width = 3 * WIDTH + 2 * GAP_X + 2 * MARGIN
    height = 3 * HEIGHT + 2 * GAP_Y + 2 * MARGIN
    title = "How the tables hang together"
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">',
            f"<title>{title}</title>",
            f"<defs>{MANY}</defs>",
            f'<rect width="{width}" height="{height}" fill="#fff"/>',
            *map(_line, LINES),
            *(_box(name, box) for name, box in BOXES.items()),
            "</svg>",
            "",
        ]
    )


def _corner(box: Box) -> tuple[int, int]:
    return (
        MARGIN + box.column * (WIDTH + GAP_X),
        MARGIN + round(box.row * (HEIGHT + GAP_Y)),
    )


def _box(name: str, box: Box) -> str:
    x, y = _corner(box)
    middle = x + WIDTH // 2
    (line,) = box.lines
    return (
        f'<rect x="{x}" y="{y}" width="{WIDTH}" height="{HEIGHT}" rx="6" fill="#f4f6f8" '
        f'stroke="#555"/>'
        f'<text x="{middle}" y="{y + 19}" font-size="13" font-weight="bold" {STYLE}>{name}</text>'
        f'<text x="{middle}" y="{y + 36}" font-size="11" {STYLE}>{line}</text>'
    )


def _line(line: Line) -> str:
    one, many = BOXES[line.one], BOXES[line.many]
    (x1, y1), (x2, y2) = _corner(one), _corner(many)
    words = ", ".join(name.removesuffix("_id") for name in line.by)
    if one.column == many.column:
        x = x1 + WIDTH // 2
        start, end = (y1, y2 + HEIGHT) if many.row < one.row else (y1 + HEIGHT, y2)
        path, at, anchor = f"M{x} {start}L{x} {end}", (x + 6, (start + end) // 2 + 4), "start"
    else:
        y = y1 + HEIGHT // 2
        path, at, anchor = (
            f"M{x1 + WIDTH} {y}L{x2} {y}",
            ((x1 + WIDTH + x2) // 2, y - 6),
            "middle",
        )
    return (
        f'<path d="{path}" fill="none" stroke="#555" marker-end="url(#many)"/>'
        f'<text x="{at[0]}" y="{at[1]}" font-size="10" fill="#555" font-family="sans-serif" '
        f'text-anchor="{anchor}">{words}</text>'
    )


if __name__ == "__main__":
    for path, text in files():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
