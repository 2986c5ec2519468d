"""Files as trees of plain values: what is read before anybody asks what it means.

Numbers with a point or an exponent become decimals, never floats. The size of a file, the length
of its lines and the depth of its nesting are bounded, so that no file can hold up its reader.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable
from decimal import Decimal, DecimalException
from functools import cached_property
from pathlib import Path as FilePath
from typing import Any, Literal, NoReturn

from counterfoil.adapters.files.positions import (
    Path,
    Positions,
    json_positions,
    toml_positions,
)
from counterfoil.adapters.files.problems import FileCode, FileError, FileProblem

__all__ = ["Document", "json_document", "read_text", "refuse", "toml_document"]

TOML_BYTES_MAX = 2 * 1024**2  # bytes: written by hand, some thousand rules
DATA_BYTES_MAX = 32 * 1024**2  # bytes: JSON and CSV are written by programs, 100,000 carts
LINE_MAX = 4_000  # characters of a TOML line: long enough for a list, short enough to be read
NESTING_MAX = 32  # levels, the innermost values counted; our formats need less than ten
INTEGER_DIGITS_MAX = 100  # digits that become an integer; the interpreter refuses 4,300

# What stands for a number that nobody can mean: refused, as infinities are, where it is used.
_NO_NUMBER = Decimal("NaN")

# A dotted key costs the parser the square of its parts, so a long one is refused before it parses.
_NAME = r"""(?:[A-Za-z0-9_-]++|"[^"]*+"|'[^']*+')"""
_LONG_KEY = re.compile(rf"(?<![A-Za-z0-9_-])(?:{_NAME}[ \t]*+\.[ \t]*+){{{NESTING_MAX - 1}}}")
_PLACE = re.compile(r" \(at line (?P<line>\d+), column (?P<column>\d+)\)$")
_END = " (at end of document)"
# Behind an equals sign a comma between digits can only be meant as a decimal point; digits before
# another equals sign are the name of the next key.
_DECIMAL_COMMA = re.compile(r"=[ \t]*([+-]?[0-9]+),([0-9]+)(?![A-Za-z0-9_-]*[ \t]*=)")


class Document:
    """One file after parsing: its plain values, and on demand the lines of its keys."""

    def __init__(
        self,
        *,
        name: str,
        value: Any,
        positions: Callable[[], Positions],
        has_repetitions: bool = False,
    ) -> None:
        """Keep *value* and the means to find lines, which only a file with faults needs."""
        self.name = name
        self.value = value
        self._positions = positions
        self._has_repetitions = has_repetitions

    @cached_property
    def positions(self) -> Positions:
        """The line of each key and element."""
        return self._positions()

    def line(self, path: Path) -> int | None:
        """Find the line of a path, or of the nearest part around it that stands in the file."""
        return self.positions.line(path)

    @property
    def repeated(self) -> tuple[tuple[Path, int], ...]:
        """The keys that stand in one object again, each with its line."""
        return self.positions.repeated if self._has_repetitions else ()


def refuse(
    *,
    file: str,
    line: int | None,
    code: FileCode,
    value: str,
    problem: str,
    allowed: str,
) -> NoReturn:
    """Raise the one fault that keeps a whole file from being read."""
    message = f"{problem}, allowed: {allowed}"
    raise FileError(
        (
            FileProblem(
                file=file,
                line=line,
                path="",
                code=code.value,
                value=value,
                allowed=allowed,
                message=message,
            ),
        )
    )


def read_text(path: FilePath, *, bytes_max: int) -> str:
    """Read a UTF-8 file of at most *bytes_max* bytes, without its byte order mark.

    Raises: FileError for a file that cannot be opened, is too large or is not UTF-8.
    """
    name = str(path)
    try:
        with path.open("rb") as file:
            content = file.read(bytes_max + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        refuse(
            file=name,
            line=None,
            code=FileCode.UNREADABLE,
            value=name,
            problem=f"cannot be read: {reason.lower()}",
            allowed="a readable file",
        )
    if len(content) > bytes_max:
        refuse(
            file=name,
            line=None,
            code=FileCode.TOO_LARGE,
            value=f"more than {bytes_max} bytes",
            problem="the file is too large",
            allowed=f"at most {bytes_max} bytes",
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        refuse(
            file=name,
            line=content.count(b"\n", 0, error.start) + 1,
            code=FileCode.ENCODING,
            value=f"byte 0x{content[error.start]:02x}",
            problem="the text is not encoded as UTF-8",
            allowed="UTF-8: save the file again with that encoding (of a table: as CSV UTF-8)",
        )


def toml_document(text: str, *, name: str) -> Document:
    """Parse TOML, numbers as decimals.

    Raises: FileError for wrong syntax, lines that are too long, and nesting that is too deep.
    """
    _check_lines(text, name=name)
    try:
        value = tomllib.loads(text, parse_float=_decimal)
    except RecursionError:
        _refuse_nesting(name)
    except ValueError as error:
        reason, line_number = _toml_reason(str(error), text=text)
        hint = _decimal_hint(text, line=line_number)
        _refuse_syntax(reason, name=name, line=line_number, language="TOML", hint=hint)
    _check_nesting(value, name=name)
    return Document(name=name, value=value, positions=lambda: toml_positions(text))


def _check_lines(text: str, *, name: str) -> None:
    for number, line in enumerate(text.split("\n"), start=1):
        if len(line) > LINE_MAX:
            refuse(
                file=name,
                line=number,
                code=FileCode.TOO_LARGE,
                value=f"{len(line)} characters",
                problem="the line is too long",
                allowed=f"at most {LINE_MAX} characters",
            )
        if line.count(".") >= NESTING_MAX - 1 and _LONG_KEY.search(line):
            _refuse_nesting(name, line=number)


def json_document(text: str, *, name: str) -> Document:
    """Parse JSON, numbers as decimals.

    Keys that an object holds twice are told by the document: `json` keeps the last one.

    Raises: FileError for wrong syntax and nesting that is too deep.
    """
    repetitions: list[str] = []

    def build(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        table = dict(pairs)
        if len(table) < len(pairs):
            repetitions.append(name)
        return table

    try:
        value = json.loads(
            text,
            object_pairs_hook=build,
            parse_float=_decimal,
            parse_int=_integer,
            parse_constant=Decimal,
        )
    except RecursionError:
        _refuse_nesting(name)
    except json.JSONDecodeError as error:
        _refuse_syntax(error.msg, name=name, line=error.lineno, language="JSON")
    _check_nesting(value, name=name)
    return Document(
        name=name,
        value=value,
        positions=lambda: json_positions(text),
        has_repetitions=bool(repetitions),
    )


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except DecimalException:
        return _NO_NUMBER  # an exponent beyond all sense


def _integer(text: str) -> int | Decimal:
    return int(text) if len(text) <= INTEGER_DIGITS_MAX else _NO_NUMBER


def _toml_reason(message: str, *, text: str) -> tuple[str, int | None]:
    place = _PLACE.search(message)
    if place is not None:
        return message[: place.start()], int(place["line"])
    if message.endswith(_END):
        return f"{message.removesuffix(_END)} at the end", text.rstrip().count("\n") + 1
    return message, None


def _decimal_hint(text: str, *, line: int | None) -> str:
    """Say how a decimal is written if there is a comma in one on a line with wrong syntax."""
    if line is None:
        return ""
    found = _DECIMAL_COMMA.search(text.split("\n")[line - 1])
    return "" if found is None else f": write {found[1]}.{found[2]}, with a point"


def _refuse_syntax(
    reason: str,
    *,
    name: str,
    line: int | None,
    language: Literal["TOML", "JSON"],
    hint: str = "",
) -> NoReturn:
    reason = reason[:1].lower() + reason[1:]
    refuse(
        file=name,
        line=line,
        code=FileCode.SYNTAX,
        value=reason,
        problem=f"not readable as {language}: {reason}",
        allowed=f"a {language} document{hint}",
    )


def _refuse_nesting(name: str, *, line: int | None = None) -> NoReturn:
    refuse(
        file=name,
        line=line,
        code=FileCode.TOO_DEEP,
        value=f"more than {NESTING_MAX} levels",
        problem="tables and lists are nested too deep",
        allowed=f"at most {NESTING_MAX} levels",
    )


def _check_nesting(value: Any, *, name: str) -> None:
    """Walk level by level: a recursive walk would fail on what it is to refuse."""
    level = [value]
    for _ in range(NESTING_MAX):
        inner: list[Any] = []
        for node in level:
            if isinstance(node, dict):
                inner.extend(node.values())
            elif isinstance(node, list):
                inner.extend(node)
        if not inner:
            return
        level = inner
    _refuse_nesting(name)
