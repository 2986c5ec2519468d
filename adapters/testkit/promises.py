"""What the checks of a journal are made of: a journal that somebody makes, and facts about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from counterfoil.ports.errors import ConflictError
from counterfoil.ports.journal import Journal

MakeJournal: TypeAlias = Callable[[], Journal]


def conflict_of(act: Callable[[], object]) -> bool | None:
    """Answer whether a conflict is about something in flight; None: there is no conflict."""
    try:
        act()
    except ConflictError as error:
        return error.in_flight
    return None


def expect(fact: bool) -> None:  # noqa: FBT001 - the fact is all there is to say
    """Raise AssertionError where a fact is none."""
    if not fact:
        raise AssertionError("the journal does not keep its promise: see the check above")
