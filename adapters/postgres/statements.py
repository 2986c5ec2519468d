"""Statements as PostgreSQL takes them: the shared ones have ``?`` where it numbers its values."""

from __future__ import annotations

from functools import cache
from itertools import count


@cache
def numbered(statement: str) -> bytes:
    """Write a shared statement with numbered placeholders.

    >>> numbered("SELECT a FROM b WHERE c = ? AND d < ?")
    b'SELECT a FROM b WHERE c = $1 AND d < $2'
    """
    first, *others = statement.split("?")
    numbers = count(1)
    return "".join([first, *(f"${next(numbers)}{other}" for other in others)]).encode()
