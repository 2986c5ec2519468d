"""The columns of a ledger on paper: kind, cause, tickets, included amounts, added amounts.

Included amounts have a column of their own, so that the last column can be added up by hand.
"""

from __future__ import annotations

from collections.abc import Iterable

from attrs import frozen
from rich.cells import cell_len
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

INDENT = 2  # blanks before what belongs to a heading
GAP = 2  # blanks between two columns
STRONG = "bold"
QUIET = "dim"


@frozen(kw_only=True)
class Cells:
    """One row; ``included`` or ``amount`` is empty, or both are where the row only names.

    ``terms`` say how the amount came about; they stand behind the cause, or below it.
    """

    kind: str = ""
    cause: str = ""
    terms: str = ""
    tickets: str = ""
    included: str = ""
    amount: str = ""
    style: str = ""


HEADER = Cells(tickets="tickets", included="of which", amount="amount")


@frozen(kw_only=True)
class Columns:
    """Widths that all tables of one answer share, so that amounts stand below each other."""

    page: int
    kind: int
    tickets: int
    included: int
    amount: int

    @classmethod
    def fitting(cls, rows: Iterable[Cells], *, page: int) -> Columns:
        """Make the columns as wide as the widest cell; the cause takes what the *page* leaves."""
        cells = [HEADER, *rows]
        return cls(
            page=page,
            kind=max(len(row.kind) for row in cells),
            tickets=max(len(row.tickets) for row in cells),
            included=max(len(row.included) for row in cells),
            amount=max(len(row.amount) for row in cells),
        )

    def header(self) -> Padding:
        """Name the columns."""
        return self.sums([HEADER])

    def entries(self, rows: Iterable[Cells], *, indent: int = INDENT) -> Padding:
        """Lay out entries, each with its kind before its cause."""
        taken = self.kind + self.tickets + self.included + self.amount + 4 * GAP
        room = self.page - indent - taken
        table = self._table(kinds=True)
        for row in rows:
            cause = _cause(row, room=room)
            cells = (row.kind, cause, row.tickets, row.included, row.amount)
            table.add_row(*map(Text, cells), style=row.style)
        return Padding(table, (0, 0, 0, indent))

    def sums(self, rows: Iterable[Cells], *, indent: int = INDENT) -> Padding:
        """Lay out sums; they have no kind, and take its place for their names."""
        table = self._table(kinds=False)
        for row in rows:
            cells = (row.cause, row.tickets, row.included, row.amount)
            table.add_row(*map(Text, cells), style=row.style)
        return Padding(table, (0, 0, 0, indent))

    def _table(self, *, kinds: bool) -> Table:
        # The gaps are part of the widths: what padding does at an edge depends on rich's version.
        table = Table(box=None, show_header=False, padding=0, expand=True)
        if kinds:
            table.add_column(width=self.kind + GAP, no_wrap=True)
        table.add_column(ratio=1, overflow="fold")
        for width in (self.tickets, self.included, self.amount):
            table.add_column(width=width + GAP, no_wrap=True, justify="right")
        return table


def _cause(row: Cells, *, room: int) -> str:
    """Join a cause and its terms; on two lines where one is too short, so that neither breaks."""
    if not row.cause or not row.terms:
        return row.cause or row.terms
    joined = f"{row.cause}, {row.terms}"
    return joined if cell_len(joined) <= room else f"{row.cause},\n{row.terms}"


def heading(text: str, *, indent: int = 0) -> Padding:
    """Make a line above a table."""
    return Padding(Text(text, style=STRONG), (0, 0, 0, indent))
