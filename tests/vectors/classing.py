"""What every observed case is classed as, and whether that is so.

The classes are data, in ``classes.toml``. A case *passes* when our rules say the same and answer
the same; it *differs* on purpose, for a reason with an id, and our own answer is pinned; or it
*cannot be said*, because a rule is missing that is named. What a case is is computed each time: a
case that is classed better, worse or otherwise than it is, is a fault.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from pathlib import Path
from typing import Any

from attrs import frozen
from tests.vectors.neutral import CannotBeSaidError, Case
from tests.vectors.operations import OPERATIONS

CLASSES = Path(__file__).with_name("classes.toml")
# Names under which a test records what its case came out as.
VERDICT, FILE = "verdict of an observed case", "file of an observed case"


class Verdict(Enum):
    """What became of a case."""

    PASSES = "passes"
    DIFFERS = "differs"
    CANNOT_BE_SAID = "cannot_be_said"

    @property
    def words(self) -> str:
        """Write it as the pages do."""
        return self.value.replace("_", " ")


@frozen(kw_only=True)
class Class:
    """A verdict, why (a reason or a missing rule, by id), and our answer where it differs."""

    verdict: Verdict
    why: str = ""
    ours: str = ""

    def __str__(self) -> str:
        told = self.verdict.words + (f" ({self.why})" if self.why else "")
        return f"{told}, ours: {self.ours}" if self.ours else told


Classes = Mapping[str, Mapping[str, Class]]


def read_classes(text: str) -> Classes:
    """Read the classes of each file's cases.

    Raises: ValueError for a case that is classed twice.
    """
    document: Mapping[str, Mapping[str, Any]] = tomllib.loads(text)
    return {file: _read_file(file, table) for file, table in document.items()}


def _read_file(file: str, table: Mapping[str, Any]) -> Mapping[str, Class]:
    classes: dict[str, Class] = {}
    for name, classed in _classed(table):
        if name in classes:
            raise ValueError(f"{file}: {name} is classed twice")
        classes[name] = classed
    return classes


def _classed(table: Mapping[str, Any]) -> Iterator[tuple[str, Class]]:
    for name in table["passes"]:
        yield name, Class(verdict=Verdict.PASSES)
    for reason, answers in table["differs"].items():
        for name, ours in answers.items():
            yield name, Class(verdict=Verdict.DIFFERS, why=reason, ours=ours)
    for missing, names in table["cannot_be_said"].items():
        for name in names:
            yield name, Class(verdict=Verdict.CANNOT_BE_SAID, why=missing)


def fault_of(case: Case, classed: Class | None) -> str:
    """Say how a case is not what it is classed as; nothing if it is.

    Raises: InvariantError and all else that is no answer.
    """
    name = f"{case.file}: {case.id}"
    if classed is None:
        return f"{name} is in no class"
    operation = OPERATIONS[case.operation]
    observed = operation.expected(case.given, case.expect)
    try:
        ours = operation.answer(case.given)
    except CannotBeSaidError as error:
        found = Class(verdict=Verdict.CANNOT_BE_SAID, why=error.missing)
    else:
        if ours == observed:
            found = Class(verdict=Verdict.PASSES)
        else:
            # Why it differs is a judgment; that it does, and to what, is computed.
            found = Class(verdict=Verdict.DIFFERS, why=classed.why, ours=ours)
    if found == classed:
        return ""
    return f"{name}\n  classed:  {classed}\n  found:    {found}\n  observed: {observed}"


def counts_of(classes: Iterable[Class]) -> Mapping[Verdict, int]:
    """Count the classes by verdict, zeros included."""
    counted = Counter(classed.verdict for classed in classes)
    return {verdict: counted[verdict] for verdict in Verdict}
