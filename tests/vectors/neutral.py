"""The neutral form of a case: facts and numbers as JSON, read without a single binary float.

A file is a list of ``{id, given, expect}``. Amounts are integers in minor units written as text,
percentages are decimals written as text. A translator turns what is *given* into a catalogue, a
tariff and a basket of ours, or into pools and rows; what is *expected* and what our engine answers
are both written as one line of text, so that equal means equal and a difference can be read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

Given = Mapping[str, Any]
REFUSED = "refused"  # the answer to what has no price; facts may follow


class CannotBeSaidError(Exception):
    """The case asks for a rule that we do not have; ``missing`` is the rule's id."""

    def __init__(self, missing: str) -> None:
        super().__init__(missing)
        self.missing = missing


class Case(NamedTuple):
    """One observed case."""

    file: str
    id: str
    given: Given
    expect: Given

    @property
    def operation(self) -> str:
        """Name what is computed."""
        return str(self.given["op"])


def find_cases(folder: Path, *, file: str) -> tuple[Case, ...]:
    """Read the cases of the one file in *folder* that is called *file*, behind any prefix.

    Raises: ValueError where there is no such file or several, and as `read_cases` does.
    """
    found = sorted(path for path in folder.glob("*.json") if _is_called(path, file=file))
    if len(found) != 1:
        names = ", ".join(path.name for path in found) or "none"
        raise ValueError(f"{folder}: {names} ends in {file}.json, allowed: exactly one file")
    return tuple(case._replace(file=file) for case in read_cases(found[0]))


def _is_called(path: Path, *, file: str) -> bool:
    return path.stem == file or path.stem.endswith(f"_{file}")


def read_cases(path: Path) -> tuple[Case, ...]:
    """Read the cases of a file, in its order.

    Raises: ValueError where the file holds a number that is not written exactly.
    """
    listed = json.loads(
        path.read_text(encoding="utf-8"), parse_float=Decimal, parse_constant=_no_number
    )
    return tuple(Case(path.stem, one["id"], one["given"], one["expect"]) for one in listed)


def minor(value: object) -> int:
    """Read an amount in minor units.

    Raises: ValueError for anything but the text of an integer.
    """
    if not isinstance(value, str) or not re.fullmatch(r"-?\d+", value):
        raise ValueError(f"amount: {value!r} is not the text of an integer")
    return int(value)


def runs_of(texts: list[str]) -> str:
    """Write equal neighbors once: ``3 x a, b``."""
    counted = ((text, len(list(same))) for text, same in groupby(texts))
    return ", ".join(text if count == 1 else f"{count} x {text}" for text, count in counted)


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number that can be held exactly")
