"""Faults of documents: what is wrong and where, all of it at once."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen
from cattrs.errors import (
    AttributeValidationNote,
    ClassValidationError,
    ForbiddenExtraKeysError,
    IterableValidationError,
    IterableValidationNote,
)

from counterfoil.domain.errors import CounterfoilError, UsageError


@frozen(kw_only=True)
class Fault:
    """One thing that is wrong; ``path`` begins with ``$``, the document.

    It never shows the value: a document holds what people wrote.
    """

    path: str
    problem: str

    def __str__(self) -> str:
        """Answer both in one line."""
        return f"{self.path}: {self.problem}"


class DocumentError(CounterfoilError):
    """A text is no document that can be read; ``faults`` say where and why."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(*faults)
        self.faults = faults

    def __str__(self) -> str:
        return "\n".join(map(str, self.faults))


class UnreadableError(ValueError):
    """What a hook meets that it cannot read; the words are the problem of a fault."""


def faults_of(error: Exception, *, path: str) -> Iterator[Fault]:
    """Yield what went wrong while a value was read, in the order of the document."""
    if isinstance(error, ClassValidationError):
        of_fields, others = error.group_exceptions()
        for inner, field in of_fields:
            yield from faults_of(inner, path=f"{path}.{_name(field)}")
    elif isinstance(error, IterableValidationError):
        of_places, others = error.group_exceptions()
        for inner, place in of_places:
            yield from faults_of(inner, path=f"{path}[{_index(place)}]")
    else:
        yield Fault(path=path, problem=_problem(error))
        return
    for inner in others:
        yield from faults_of(inner, path=path)


def _name(note: AttributeValidationNote) -> str:
    return note.name


def _index(note: IterableValidationNote) -> str:
    return str(note.index)


def _problem(error: Exception) -> str:
    if isinstance(error, KeyError):
        return "is missing"
    if isinstance(error, ForbiddenExtraKeysError):
        extra = ", ".join(sorted(map(repr, error.extra_fields)))
        return f"has unknown fields: {extra}"
    if isinstance(error, UsageError):
        return f"{error.problem}, allowed: {error.allowed}"
    if isinstance(error, UnreadableError):
        return str(error)
    return f"cannot be read ({type(error).__name__})"
