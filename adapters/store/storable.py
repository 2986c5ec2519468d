"""Values of rows, and the texts that not every database can keep.

NUL and lone surrogates are text in Python and in no database. They are written as characters at
the end of the private use planes, one for each, so that texts that differ stay different as long
as nobody uses those characters. What is looked for is written in the same way.
"""

from __future__ import annotations

import re
from typing import TypeAlias

Value: TypeAlias = str | int | bytes | None
Row: TypeAlias = tuple[Value, ...]

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_STANDS_FOR_NUL = 0x10F700
_STAND_FOR_SURROGATES = 0x10F800
_FIRST_SURROGATE = 0xD800


def storable(text: str) -> str:
    """Answer a text that every database can keep."""
    return _UNSTORABLE.sub(_stand_in, text) if _UNSTORABLE.search(text) else text


def storable_row(row: Row) -> Row:
    """Answer a row whose texts every database can keep."""
    texts = "".join([value for value in row if type(value) is str])
    if _UNSTORABLE.search(texts) is None:
        return row
    return tuple(storable(value) if isinstance(value, str) else value for value in row)


def _stand_in(found: re.Match[str]) -> str:
    place = ord(found[0])
    return chr(_STAND_FOR_SURROGATES + place - _FIRST_SURROGATE if place else _STANDS_FOR_NUL)
