"""How a check says which law is broken."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from counterfoil.adapters.testkit.laws.verdict import LawBrokenError, require_equal

__all__ = ["LawBrokenError", "raised", "require", "require_equal"]

Error = TypeVar("Error", bound=Exception)


def require(law: str, fact: object, message: str) -> None:
    """Do nothing where a fact is so.

    Raises: LawBrokenError with the *message*, which says what should be so.
    """
    if not fact:
        raise LawBrokenError(law, message)


def raised(law: str, act: Callable[[], object], *errors: type[Error], why: str) -> Error:
    """Answer the error that *act* raises, which is one of *errors*.

    Raises: LawBrokenError where it raises none, or another one.
    """
    names = " or ".join(error.__name__ for error in errors)
    try:
        answer = act()
    except errors as found:
        return found
    except Exception as other:
        raise LawBrokenError(law, f"{why}: raised {other!r}, expected {names}") from other
    raise LawBrokenError(law, f"{why}: answered {answer!r}, expected {names}")
