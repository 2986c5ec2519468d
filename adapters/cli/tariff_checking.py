"""What is wrong with a tariff file, and what is in it where nothing is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from attrs import frozen

from counterfoil.adapters.cli.documents import Document
from counterfoil.adapters.files import FileProblem, Severity, check_tariff, read_tariff
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.digest import digest
from counterfoil.domain.tariff.tariff import Tariff

FORMAT = "counterfoil.tariff-check/1"
PARTS = (
    ("seasons", "season", "seasons"),
    ("prices", "list price", "list prices"),
    ("variations", "variation", "variations"),
    ("promotions", "promotion", "promotions"),
    ("taxes", "tax", "taxes"),
    ("fees", "fee", "fees"),
)


@frozen(kw_only=True)
class Report:
    """All problems of a file, and its tariff where no problem is an error."""

    file: Path
    problems: tuple[FileProblem, ...]
    tariff: Tariff | None

    @property
    def errors(self) -> int:
        """How many problems keep the tariff from being used."""
        return sum(problem.severity is Severity.ERROR for problem in self.problems)

    @property
    def warnings(self) -> int:
        """How many problems do not."""
        return len(self.problems) - self.errors


def check(file: Path, *, catalogue: Catalogue | None) -> Report:
    """Find what is wrong with a tariff file, by itself and against a catalogue."""
    problems = check_tariff(file, catalogue=catalogue)
    sound = not any(problem.severity is Severity.ERROR for problem in problems)
    tariff = read_tariff(file, catalogue=catalogue) if sound else None
    return Report(file=file, problems=problems, tariff=tariff)


def check_lines(report: Report) -> Iterator[str]:
    """Tell the problems, one a line, then how many there are and what the tariff holds."""
    yield from map(str, report.problems)
    counts = ", ".join(
        _counted(number, one=one, many=f"{one}s")
        for number, one in ((report.errors, "error"), (report.warnings, "warning"))
        if number
    )
    yield f"{report.file}: {counts or 'no problems'}"
    if report.tariff is not None:
        held = ", ".join(
            _counted(len(getattr(report.tariff, name)), one=one, many=many)
            for name, one, many in PARTS
        )
        yield f"{report.tariff.id}: {report.tariff.currency.code}, {held}"
        yield f"digest {digest(report.tariff)}"


def check_document(report: Report) -> Document:
    """Describe a report as JSON."""
    tariff = report.tariff
    return {
        "format": FORMAT,
        "file": str(report.file),
        "errors": report.errors,
        "warnings": report.warnings,
        "problems": [
            {
                "file": problem.file,
                "line": problem.line,
                "path": problem.path,
                "code": problem.code,
                "severity": problem.severity.value,
                "value": problem.value,
                "allowed": problem.allowed,
                "message": problem.message,
            }
            for problem in report.problems
        ],
        "tariff": None
        if tariff is None
        else {
            "id": tariff.id,
            "currency": tariff.currency.code,
            "rules": {name: len(getattr(tariff, name)) for name, _, _ in PARTS},
            "digest": digest(tariff),
        },
    }


def _counted(number: int, *, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
