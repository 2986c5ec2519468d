"""The exceptions of the engine, sorted by who has to act.

Expected outcomes are values (refusals), not exceptions. What is raised means a broken contract:

* `UsageError`: the caller passed something that cannot be meant. Correct the call.
* `InvariantError`: the engine contradicts itself. Report it.
"""

from __future__ import annotations

from functools import partial
from typing import Any

__all__ = ["CounterfoilError", "InvariantError", "UsageError"]

SHOWN_LENGTH_MAX = 80  # Characters of a value in a message: one line of a terminal.
SHOWN_BITS_MAX = 256  # Bits of an integer that is written out; the interpreter refuses long ones.


class CounterfoilError(Exception):
    """Every exception that the engine raises is one of these."""


class UsageError(CounterfoilError):
    """The caller broke the contract: *value* of *field* is not what is *allowed*.

    The facts stay readable as attributes, so that a form can show them beside its input.
    """

    def __init__(self, *, field: str, value: object, problem: str, allowed: str) -> None:
        """Build the message `field: value problem, allowed: allowed`.

        *problem* is a verb phrase about the value, such as `is not a currency code`.
        """
        super().__init__(f"{field}: {_shown(value)} {problem}, allowed: {allowed}")
        self.field = field
        self.value = value
        self.problem = problem
        self.allowed = allowed

    def __reduce__(self) -> tuple[Any, ...]:
        """Let the error cross a process boundary with its attributes.

        The default would call the class with the message alone and fail on the way back.
        """
        rebuild = partial(
            type(self),
            field=self.field,
            value=self.value,
            problem=self.problem,
            allowed=self.allowed,
        )
        return rebuild, ()


class InvariantError(CounterfoilError):
    """Something that must always be true is not: a defect of the engine, never of its input."""


def _shown(value: object) -> str:
    if isinstance(value, int) and value.bit_length() > SHOWN_BITS_MAX:
        return f"an integer of {value.bit_length()} bits"
    text = repr(value)
    if len(text) <= SHOWN_LENGTH_MAX:
        return text
    return f"{text[: SHOWN_LENGTH_MAX - 3]}..."
