"""What a command says of a part instead of a new value: that it stays, or is to be empty."""

from __future__ import annotations

from enum import Enum
from typing import Literal, TypeAlias, TypeVar

Value = TypeVar("Value")


class Amendment(Enum):
    """KEEP: leave it as it is. CLEAR: empty it."""

    KEEP = "KEEP"
    CLEAR = "CLEAR"


Keep: TypeAlias = Literal[Amendment.KEEP]
Clear: TypeAlias = Literal[Amendment.CLEAR]

KEEP: Keep = Amendment.KEEP
CLEAR: Clear = Amendment.CLEAR


def sent(value: Value | Keep | Clear, *, before: Value, empty: Value) -> Value:
    """Answer what a part becomes: what is sent, what it was *before*, or *empty*."""
    if value is KEEP:
        return before
    if value is CLEAR:
        return empty
    return value
