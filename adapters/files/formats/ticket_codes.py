"""The field tables of ticket codes and their stocks, and the files that hold the codes."""

# ruff: noqa: ARG002  (every shape takes the same arguments, used or not)

from __future__ import annotations

import re
from typing import Any

from attrs import frozen

from counterfoil.adapters.files.documents import refuse
from counterfoil.adapters.files.formats.common import id_key
from counterfoil.adapters.files.positions import Path
from counterfoil.adapters.files.problems import FileCode
from counterfoil.adapters.files.reading import Fault, Place, Schema, shown
from counterfoil.adapters.files.shapes.keys import Key
from counterfoil.adapters.files.shapes.scalars import Flag, choice_of, wrong_type
from counterfoil.adapters.files.shapes.tables import Table
from counterfoil.domain.catalogue.code_settings import (
    CodeFormat,
    CodeSettings,
    VoucherPer,
    VoucherRelease,
)

__all__ = ["CODE_SETTINGS", "CODE_STOCK", "CodeLines"]

CODES_MAX = 200_000  # of one file, as the elements of a list

_FILE_NAME = re.compile(r"([A-Za-z0-9_. -]{1,100}/){0,3}[A-Za-z0-9_. -]{1,100}\.txt")


@frozen(kw_only=True)
class CodeFileName:
    """The name of a text file; never a way out of the folder of the file itself."""

    words: str = "the name of a text file beside this one"

    def read(self, value: Any, place: Place) -> str:
        """Answer the name as it stands."""
        if not isinstance(value, str):
            wrong_type(value, allowed=self.words)
        if not _FILE_NAME.fullmatch(value) or ".." in value.split("/"):
            raise Fault(
                FileCode.INVALID_FILE_NAME,
                problem=f"{shown(value)} is not the name of a file of codes",
                allowed="a name such as codes.txt or codes/ferry.txt",
            )
        return value

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        """Describe the name."""
        return {"type": "string", "pattern": f"^{_FILE_NAME.pattern}$"}


CODE_STOCK = Table(
    name="code_stock",
    meaning="Codes for tickets that were made beforehand; each is for one ticket.",
    make=dict,
    parts=(
        id_key("The id that products name."),
        Key(
            name="file",
            shape=CodeFileName(),
            meaning="The file of the codes, one a line.",
            required=True,
            mistaken=("codes",),
        ),
    ),
)

CODE_SETTINGS = Table(
    name="code_settings",
    meaning="How the codes of tickets are shown, shared and released.",
    make=CodeSettings,
    parts=(
        Key(name="format", shape=choice_of(CodeFormat), meaning="As what a code is shown."),
        Key(
            name="group_code",
            shape=Flag(),
            meaning="All tickets of a booking have one code.",
        ),
        Key(
            name="combi_code",
            shape=Flag(),
            meaning="All tickets of an order whose products say so share one code.",
        ),
        Key(
            name="city_card",
            shape=Flag(),
            meaning="The code is that of a card which other venues read as well.",
        ),
        Key(
            name="dated",
            shape=Flag(),
            meaning="The code says when it is good: another time makes another code.",
        ),
        Key(
            name="voucher",
            shape=choice_of(VoucherPer),
            meaning="How many vouchers an order has.",
        ),
        Key(
            name="release",
            shape=choice_of(VoucherRelease),
            meaning="What a voucher waits for.",
        ),
    ),
)


class CodeLines:
    """A file of codes, one a line; blank lines and blanks around a code are passed over."""

    def __init__(self, text: str, *, name: str) -> None:
        """Read the codes of *text*.

        Raises: FileError for more than CODES_MAX codes.
        """
        lines = [(number, line.strip()) for number, line in enumerate(text.split("\n"), start=1)]
        found = [(number, code) for number, code in lines if code]
        if len(found) > CODES_MAX:
            refuse(
                file=name,
                line=found[CODES_MAX][0],
                code=FileCode.TOO_MANY,
                value=f"{len(found)} codes",
                problem="holds too many codes",
                allowed=f"at most {CODES_MAX}",
            )
        self.name = name
        self.codes = tuple(code for _, code in found)
        self._numbers = tuple(number for number, _ in found)

    def origins(self, target: Path) -> dict[Path, Path]:
        """Answer where each code stands that becomes a part of *target*."""
        return {(*target, place): ("codes", place) for place in range(len(self.codes))}

    def line(self, path: Path) -> int | None:
        """Find the line of a code."""
        match path:
            case ("codes", int(place)):
                return self._numbers[place]
            case _:
                return None
