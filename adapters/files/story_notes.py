"""Faults of names in a story, noted where the names stand."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from attrs import frozen

from counterfoil.adapters.files.positions import Path
from counterfoil.adapters.files.problems import FileCode
from counterfoil.adapters.files.reading import Fault, Reading

__all__ = ["NameNotes", "step_path"]


def step_path(place: int) -> tuple[str, int]:
    """Answer where a step stands; *place* counts from 0."""
    return "step", place


@frozen
class NameNotes:
    """Notes what is wrong with names."""

    reading: Reading

    def note(self, path: Path, code: FileCode, *, problem: str, allowed: str) -> None:
        """Note any fault."""
        self.reading.note(path, Fault(code, problem=problem, allowed=allowed))

    def unknown(
        self, path: Path, name: str, *, kind: str, known: Iterable[str], more: str = ""
    ) -> None:
        """Note a name of nothing, with those that there are."""
        listed = list(known)
        near = get_close_matches(name, listed, n=1)
        fault = Fault(
            FileCode.UNKNOWN_REFERENCE,
            problem=f"{name!r} is no {kind}",
            allowed=", ".join(filter(None, (*listed, more))) or "none: there are none",
            hint=f"did you mean {near[0]}" if near else "",
        )
        self.reading.note(path, fault, value=name)

    def unused(self, path: Path, name: str, *, allowed: str) -> None:
        """Note a line that does nothing."""
        self.note(path, FileCode.UNUSED, problem=f"{name!r} is not used", allowed=allowed)

    def check_repeated(self, names: list[str], *, section: str) -> None:
        """Note names of two things."""
        for place, name in enumerate(names):
            if name and name in names[:place]:
                self.note(
                    (section, place, "id"),
                    FileCode.DUPLICATE_VALUE,
                    problem=f"{name!r} is the id of another {section}",
                    allowed="an id of its own",
                )
