"""CSV as rows of cells by column name, each with its line."""

from __future__ import annotations

import csv
import io
import re
from itertools import pairwise

from attrs import frozen

from counterfoil.adapters.files.documents import refuse
from counterfoil.adapters.files.positions import Path
from counterfoil.adapters.files.problems import FileCode
from counterfoil.adapters.files.reading import Fault, Place, Reading
from counterfoil.adapters.files.shapes.tables import Table

__all__ = ["Row", "Rows", "read_rows"]

_WHOLE = re.compile(r"[+-]?[0-9]+")


@frozen(kw_only=True)
class Row:
    """The cells of one row that are not empty; *line* is the first line of the row."""

    line: int
    cells: dict[str, str]


@frozen(kw_only=True)
class Rows:
    """All rows of a file. The path of a cell is ``rows[2].amount``, counted from zero.

    Where the header is not *sound*, no row is read.
    """

    name: str
    header_line: int
    rows: tuple[Row, ...] = ()
    sound: bool = True

    def line(self, path: Path) -> int | None:
        """Find the line of a row; what is said of no row is said of the header."""
        index = path[1] if len(path) > 1 else None
        return self.rows[index].line if isinstance(index, int) else self.header_line


def read_rows(text: str, *, name: str, table: Table, columns: set[str], reading: Reading) -> Rows:
    """Split a CSV text with a header, separated by commas or semicolons.

    The keys of *table* are the columns there may be, *columns* those that there have to be. Blanks
    around a cell mean nothing, and neither do rows without any cell. A header with unknown or
    missing columns and rows with too many or too few cells are noted in *reading*.

    Raises: FileError for a text without a header, and for one that is no CSV.
    """
    header_line, header, records = _records(text, name=name)
    complete = table.check_known(dict.fromkeys(header, ""), Place(reading=reading))
    for column in sorted(columns - {table.meant(name) for name in header}):
        fault = Fault(
            FileCode.MISSING_KEY,
            problem="the column is missing",
            allowed=", ".join(sorted(columns)),
        )
        reading.note((column,), fault)
        complete = False
    if not complete:
        return Rows(name=name, header_line=header_line, sound=False)
    rows: list[Row] = []
    for line, cells in records:
        if len(cells) != len(header):
            fault = Fault(
                FileCode.CELLS,
                problem=f"has {len(cells)} cells",
                allowed=f"{len(header)}, as the header{_decimal_hint(cells, header=header)}",
            )
            reading.note(("rows", len(rows)), fault, value=len(cells))
        found = {column: cell for column, cell in zip(header, cells, strict=False) if cell}
        rows.append(Row(line=line, cells=found))
    if not rows:
        fault = Fault(FileCode.EMPTY, problem="there are no rows", allowed="at least one row")
        reading.note((), fault)
    return Rows(name=name, header_line=header_line, rows=tuple(rows))


def _decimal_hint(cells: list[str], *, header: list[str]) -> str:
    """Say how a decimal is written if one cell too many comes from a decimal comma."""
    if len(cells) != len(header) + 1:
        return ""
    split = [
        (whole, rest)
        for whole, rest in pairwise(cells)
        if _WHOLE.fullmatch(whole) and rest.isascii() and rest.isdigit()
    ]
    if len(split) != 1:
        return ""
    whole, rest = split[0]
    return f'; write {whole}.{rest}, with a point, or "{whole},{rest}" if it is one text'


def _records(text: str, *, name: str) -> tuple[int, list[str], list[tuple[int, list[str]]]]:
    """Answer the line of the header, the header, and the records with their lines."""
    first_line = text.lstrip().split("\n", 1)[0]
    delimiter = ";" if first_line.count(";") > first_line.count(",") else ","
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    records: list[tuple[int, list[str]]] = []
    ended_at = 0
    try:
        for cells in lines:
            line, ended_at = ended_at + 1, lines.line_num
            found = [cell.strip() for cell in cells]
            if any(found):
                records.append((line, found))
    except csv.Error as error:
        refuse(
            file=name,
            line=lines.line_num,
            code=FileCode.SYNTAX,
            value=str(error),
            problem=f"not readable as CSV: {error}",
            allowed="cells between commas or semicolons, quotes around text that holds them",
        )
    if not records:
        refuse(
            file=name,
            line=None,
            code=FileCode.EMPTY,
            value="no header",
            problem="the file is empty",
            allowed="a header and at least one row",
        )
    header_line, header = records[0]
    for column in header:
        if not column or header.count(column) > 1:
            refuse(
                file=name,
                line=header_line,
                code=FileCode.DUPLICATE_KEY if column else FileCode.CELLS,
                value=repr(column),
                problem=f"two columns {column!r}" if column else "a column without a name",
                allowed="each column once, with its name",
            )
    return header_line, header, records[1:]
