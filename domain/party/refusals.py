"""What is said no with where people are concerned.

Facts and messages name the field and what is allowed, never the value: it may be personal, and
refusals are logged.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from attrs import frozen


@frozen(kw_only=True)
class InvalidDetail:
    """A field about people that cannot be meant; ``field`` is the path to it."""

    code: ClassVar[Literal["invalid_detail"]] = "invalid_detail"
    field: str
    problem: str
    allowed: str

    @property
    def message(self) -> str:
        """What is wrong and what is allowed, in one line."""
        return f"{self.field} {self.problem}, allowed: {self.allowed}"
