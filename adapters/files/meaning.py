"""Problems of meaning: what the domain finds wrong, told in terms of the file."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Protocol

from counterfoil.adapters.files.positions import Path
from counterfoil.adapters.files.problems import FileProblem, Severity
from counterfoil.adapters.files.reading import Source, path_text
from counterfoil.adapters.files.shapes.tables import Table

__all__ = ["DomainProblem", "Sources", "faulty_sections", "translated"]

_SECTION = re.compile(r"[^.\[]+")
_STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")
_INNER_PATH = re.compile(r"\b[a-z_]+\[\d+\](?:\.[a-z_]+|\[\d+\])*")


class DomainProblem(Protocol):
    """A problem of a catalogue or a tariff."""

    @property
    def path(self) -> str:
        """Name the field as the domain's classes do."""
        ...

    @property
    def code(self) -> str:
        """Name the problem."""
        ...

    @property
    def value(self) -> str:
        """Tell the value."""
        ...

    @property
    def allowed(self) -> str:
        """Tell what is allowed."""
        ...

    @property
    def message(self) -> str:
        """Tell all of it, beginning with the path."""
        ...


class Sources:
    """Where in which file each part of a domain object was read from."""

    def __init__(self, *, root: str, source: Source) -> None:
        """Start with the file itself; *root* is its table of settings."""
        self._root = root
        self._source = source
        self._places: dict[Path, tuple[Source, Path]] = {}

    def add(self, source: Source, origins: Mapping[Path, Path]) -> None:
        """Add the places of one file."""
        for target, path in origins.items():
            self._places[target] = (source, path)

    def find(self, target: Path) -> tuple[Source, Path]:
        """Find the place of a part.

        A part with a default stands nowhere: the nearest part around it that does is answered, and
        the settings where there is none.
        """
        for end in range(len(target), 0, -1):
            for known in (target[:end], (self._root, *target[:end])):
                if known in self._places:
                    return self._places[known]
        return self._source, (self._root,)


def faulty_sections(faults: Iterable[FileProblem], *, file: Table) -> frozenset[str]:
    """Name the sections of a file of tables in which something could not be read.

    A section with an unknown name counts as the one that it was probably meant to be.
    """
    named = (_SECTION.match(fault.path) for fault in faults)
    return frozenset(file.meant(name[0]) for name in named if name is not None)


def translated(
    problems: Iterable[DomainProblem], *, sources: Sources, withheld: Collection[str]
) -> list[FileProblem]:
    """Tell the domain's problems with files, paths of the files, and lines, each problem once.

    Those with a code in *withheld* are not told: what the domain misses may stand in a part of the
    file that has a fault of form and could not be handed to it.
    """
    told: dict[FileProblem, None] = {}
    for found in problems:
        if str(found.code) in withheld:
            continue
        source, path = sources.find(_steps(found.path))
        severity = getattr(found, "severity", Severity.ERROR)
        rest = found.message.removeprefix(found.path)
        problem = FileProblem(
            file=source.name,
            line=source.line(path),
            path=path_text(path),
            code=str(found.code),
            value=found.value,
            allowed=_in_terms_of_file(found.allowed, sources=sources, file=source.name),
            message=path_text(path) + _in_terms_of_file(rest, sources=sources, file=source.name),
            severity=Severity(severity.value),
        )
        told[problem] = None
    return list(told)


def _steps(path: str) -> Path:
    return tuple(name or int(index) for name, index in _STEP.findall(path))


def _in_terms_of_file(text: str, *, sources: Sources, file: str) -> str:
    """Replace the paths of the domain inside a message by those of the file, with their lines."""

    def told(match: re.Match[str]) -> str:
        source, path = sources.find(_steps(match[0]))
        line = source.line(path)
        places = [source.name] if source.name != file else []
        places += [f"line {line}"] if line is not None else []
        return f"{path_text(path)} ({', '.join(places)})" if places else path_text(path)

    return _INNER_PATH.sub(told, text)
