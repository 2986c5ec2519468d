"""On which line each key and each element of a TOML or JSON document stands.

The parsers of the standard library answer values without their places, and a message without a
line sends a pricing manager searching through a long file. This scanner reads a text that the
parser has already accepted, so it decides nothing about validity: it only follows headers, keys,
brackets and strings, and notes lines. A property test holds its paths against the parser's values.

A path is a tuple of keys and of indices counted from zero: ``("promotion", 2, "limits", "uses")``.
"""

from __future__ import annotations

import json
import re
import tomllib
from bisect import bisect_right
from collections.abc import Callable
from typing import TypeAlias

from attrs import define, field, frozen

__all__ = ["Path", "Positions", "json_positions", "toml_positions"]

Path: TypeAlias = tuple[str | int, ...]


@frozen(kw_only=True)
class Positions:
    """Lines by path, and the keys that a JSON object holds again, each with its line."""

    lines: dict[Path, int]
    repeated: tuple[tuple[Path, int], ...] = ()

    def line(self, path: Path) -> int | None:
        """Find the line of *path*, or of the nearest part around it that stands in the file."""
        for end in range(len(path), 0, -1):
            found = self.lines.get(path[:end])
            if found is not None:
                return found
        return None


@frozen(kw_only=True)
class _Grammar:
    """What differs between the two formats, as patterns of accepted text."""

    blank: re.Pattern[str]
    key: re.Pattern[str]
    text: re.Pattern[str]
    scalar: re.Pattern[str]
    separator: str
    name: Callable[[str], str]


def _toml_name(key: str) -> str:
    if key[0] in "\"'":
        name: str = tomllib.loads(f"name = {key}")["name"]
        return name
    return key


def _json_name(key: str) -> str:
    name: str = json.loads(key)
    return name


_BASIC = r'"(?:[^"\\\n]|\\.)*"'
_LITERAL = r"'[^'\n]*'"
_TOML = _Grammar(
    blank=re.compile(r"(?:[ \t\r\n]|#[^\n]*)*"),
    key=re.compile(rf"[A-Za-z0-9_-]+|{_BASIC}|{_LITERAL}"),
    # A text of several lines may end in two quotes of its own before the three that close it.
    text=re.compile(
        rf'"""(?:[^\\]|\\.)*?"""(?:"{{0,2}})|\'\'\'.*?\'\'\'(?:\'{{0,2}})|{_BASIC}|{_LITERAL}',
        re.DOTALL,
    ),
    scalar=re.compile(r"[^,\]}#\n]+"),
    separator="=",
    name=_toml_name,
)
_JSON = _Grammar(
    blank=re.compile(r"[ \t\r\n]*"),
    key=re.compile(r'"(?:[^"\\]|\\.)*"'),
    text=re.compile(r'"(?:[^"\\]|\\.)*"'),
    scalar=re.compile(r"[^,\]} \t\r\n]+"),
    separator=":",
    name=_json_name,
)
_INLINE_BLANK = re.compile(r"[ \t]*")


@define
class _Scanner:
    source: str
    grammar: _Grammar
    at: int = 0
    lines: dict[Path, int] = field(factory=dict)
    repeated: list[tuple[Path, int]] = field(factory=list)
    lengths: dict[Path, int] = field(factory=dict)
    _newlines: list[int] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._newlines = [match.start() for match in re.finditer("\n", self.source)]

    def positions(self) -> Positions:
        return Positions(lines=self.lines, repeated=tuple(self.repeated))

    def toml(self) -> Positions:
        table: Path = ()
        self._skip(self.grammar.blank)
        while self.at < len(self.source):
            if self.source[self.at] == "[":
                table = self._header()
            else:
                self._pair(table)
            self._skip(self.grammar.blank)
        return self.positions()

    def json(self) -> Positions:
        self._skip(self.grammar.blank)
        self._value(())
        return self.positions()

    def _header(self) -> Path:
        line = self._line()
        brackets = 2 if self.source.startswith("[[", self.at) else 1
        self.at += brackets
        path = self._current(self._key(), line=line, is_list=brackets == 2)  # noqa: PLR2004
        self.at += brackets
        self.lines[path] = line
        return path

    def _current(self, names: list[str], *, line: int, is_list: bool) -> Path:
        """Follow a header into the last element of every list of tables on its way."""
        path: Path = ()
        for place, name in enumerate(names):
            path = (*path, name)
            self.lines.setdefault(path, line)
            if is_list and place == len(names) - 1:
                self.lengths[path] = self.lengths.get(path, 0) + 1
            if path in self.lengths:
                path = (*path, self.lengths[path] - 1)
        return path

    def _pair(self, table: Path) -> None:
        line = self._line()
        path = table
        for name in self._key():
            path = (*path, name)
            if self.grammar is _JSON and path in self.lines:
                self.repeated.append((path, line))
            self.lines.setdefault(path, line)
        assert self.source[self.at] == self.grammar.separator, "a key is followed by its value"
        self.at += 1
        self._skip(self.grammar.blank)
        self._value(path)

    def _key(self) -> list[str]:
        """Read a key, dotted in TOML, and the blanks around it."""
        names: list[str] = []
        while True:
            self._skip(_INLINE_BLANK)
            names.append(self.grammar.name(self._skip(self.grammar.key)))
            self._skip(self.grammar.blank if self.grammar is _JSON else _INLINE_BLANK)
            if self.grammar is _JSON or self.source[self.at] != ".":
                return names
            self.at += 1

    def _value(self, path: Path) -> None:
        opening = self.source[self.at]
        if opening == "[":
            self._elements("]", lambda index: self._element((*path, index)))
        elif opening == "{":
            self._elements("}", lambda _: self._pair(path))
        elif opening in "\"'":
            self._skip(self.grammar.text)
        else:
            self._skip(self.grammar.scalar)

    def _elements(self, closing: str, read: Callable[[int], None]) -> None:
        self.at += 1
        self._skip(self.grammar.blank)
        index = 0
        while self.source[self.at] != closing:
            read(index)
            index += 1
            self._skip(self.grammar.blank)
            if self.source[self.at] == ",":
                self.at += 1
                self._skip(self.grammar.blank)
        self.at += 1

    def _element(self, path: Path) -> None:
        self.lines[path] = self._line()
        self._value(path)

    def _line(self) -> int:
        return bisect_right(self._newlines, self.at) + 1

    def _skip(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.source, self.at)
        assert match is not None, "the parser has accepted the text"
        self.at = match.end()
        return match.group()


def toml_positions(source: str) -> Positions:
    """Note the line of every key and element of a TOML document that `tomllib` accepts."""
    return _Scanner(source, _TOML).toml()


def json_positions(source: str) -> Positions:
    """Note the line of every key and element of a JSON document that `json` accepts."""
    return _Scanner(source, _JSON).json()
