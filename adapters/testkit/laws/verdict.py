"""What a law answers: it holds, it does not apply, or it is broken."""

from __future__ import annotations

from enum import Enum


class Verdict(Enum):
    """DOES_NOT_APPLY: a precondition of the law is not met, so that nothing was tested."""

    HOLDS = "holds"
    DOES_NOT_APPLY = "does_not_apply"


class LawBrokenError(AssertionError):
    """A law is broken; *law* is its id in docs/reference/laws.md."""

    def __init__(self, law: str, message: str) -> None:
        """Keep the id beside the message that names the facts."""
        super().__init__(f"{law}: {message}")
        self.law = law
        self.message = message


def require_equal(law: str, *, what: str, found: object, expected: object) -> None:
    """Do nothing where both are equal.

    Raises: LawBrokenError naming what differs.
    """
    if found != expected:
        raise LawBrokenError(law, f"{what}: {found}, expected {expected}")
