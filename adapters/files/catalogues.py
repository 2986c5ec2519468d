"""Catalogue files: TOML, read into a `Catalogue`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from os import PathLike
from pathlib import Path as FilePath
from types import MappingProxyType

from attrs import evolve

from counterfoil.adapters.files.documents import (
    DATA_BYTES_MAX,
    TOML_BYTES_MAX,
    Document,
    read_text,
    refuse,
    toml_document,
)
from counterfoil.adapters.files.formats.catalogue import CATALOGUE_FILE
from counterfoil.adapters.files.formats.ticket_codes import CodeLines
from counterfoil.adapters.files.meaning import Sources, faulty_sections, translated
from counterfoil.adapters.files.positions import Path
from counterfoil.adapters.files.problems import FileCode, FileError, FileProblem
from counterfoil.adapters.files.reading import UNREAD, Place, Reading, path_text
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.catalogue.ticket_codes import CodeStock
from counterfoil.domain.catalogue.validation import ProblemCode, problems
from counterfoil.domain.references import CatalogueId

__all__ = ["check_catalogue", "parse_catalogue", "read_catalogue"]

# What the domain misses where a section could not be read, by the section: told again when it can.
_DEFINED_IN: Mapping[str, tuple[ProblemCode, ...]] = MappingProxyType(
    {
        # products inherit from it
        "catalogue": (ProblemCode.UNKNOWN_PRODUCT, ProblemCode.UNKNOWN_TICKET_TYPE),
        "code_stock": (ProblemCode.UNKNOWN_CODE_STOCK,),
        "pool": (ProblemCode.UNKNOWN_POOL,),
        "product": (ProblemCode.UNKNOWN_PRODUCT, ProblemCode.UNKNOWN_TICKET_TYPE),
    }
)


def read_catalogue(path: str | PathLike[str]) -> Catalogue:
    """Read a catalogue file, and the files of ticket codes that it names.

    Raises: FileError with everything that is wrong, of form and of meaning.
    """
    catalogue, found = _read(FilePath(path))
    return _sound(catalogue, found)


def parse_catalogue(
    text: str, *, name: str = "catalogue.toml", code_files: Mapping[str, str] | None = None
) -> Catalogue:
    """Read a catalogue from *text*; *code_files* are the texts of its files of codes by name.

    Raises: FileError as `read_catalogue` does.
    """
    given = code_files or {}

    def codes_of(file: str) -> CodeLines:
        if file not in given:
            refuse(
                file=file,
                line=None,
                code=FileCode.UNREADABLE,
                value=repr(file),
                problem="is not given",
                allowed="the text of each file of codes that the catalogue names",
            )
        return CodeLines(given[file], name=file)

    return _sound(*_structure(toml_document(text, name=name), codes_of=codes_of))


def check_catalogue(path: str | PathLike[str]) -> tuple[FileProblem, ...]:
    """List everything that is wrong with a catalogue file; nothing if it is sound."""
    try:
        return _read(FilePath(path))[1]
    except FileError as error:
        return error.problems


def _read(file: FilePath) -> tuple[Catalogue | None, tuple[FileProblem, ...]]:
    def codes_of(name: str) -> CodeLines:
        found = file.parent / name
        return CodeLines(read_text(found, bytes_max=DATA_BYTES_MAX), name=str(found))

    document = toml_document(read_text(file, bytes_max=TOML_BYTES_MAX), name=str(file))
    return _structure(document, codes_of=codes_of)


def _sound(catalogue: Catalogue | None, found: tuple[FileProblem, ...]) -> Catalogue:
    if catalogue is None or found:
        raise FileError(found)
    return catalogue


def _structure(
    document: Document, *, codes_of: Callable[[str], CodeLines]
) -> tuple[Catalogue | None, tuple[FileProblem, ...]]:
    """Read form and meaning; what is left beside faults of form is checked for its meaning."""
    reading = Reading()
    values, _ = CATALOGUE_FILE.read_values(document.value, Place(reading=reading))
    arguments = {name: value for name, value in values.items() if value is not UNREAD}
    settings = arguments.pop("catalogue", None)
    found = list(reading.problems(document))
    catalogue = None
    if isinstance(document.value.get(CATALOGUE_FILE.keys[0].name), dict):
        sources = Sources(root="catalogue", source=document)
        sources.add(document, reading.origins())
        stocks = []
        for place, stock in enumerate(arguments.pop("code_stocks", ())):
            target = ("code_stocks", place, "codes")
            try:
                lines = codes_of(stock["file"])
            except FileError as error:
                at = sources.find(("code_stocks", place))[1]
                found += [_told(problem, at=at, document=document) for problem in error.problems]
                stocks.append(CodeStock(id=stock["id"], codes=()))
                continue
            sources.add(lines, lines.origins(target))
            stocks.append(CodeStock(id=stock["id"], codes=lines.codes))
        arguments.setdefault("products", ())
        name = CatalogueId("catalogue") if settings is None else settings["id"]
        catalogue = Catalogue(id=name, code_stocks=tuple(stocks), **arguments)
        sections = faulty_sections(found, file=CATALOGUE_FILE)
        withheld = {code for section in sections for code in _DEFINED_IN.get(section, ())}
        found += translated(problems(catalogue), sources=sources, withheld=withheld)
    return catalogue, tuple(sorted(found, key=_place(document.name)))


def _told(problem: FileProblem, *, at: Path, document: Document) -> FileProblem:
    """Tell of a file of codes that cannot be opened where the catalogue names it."""
    if problem.code != FileCode.UNREADABLE.value:
        return problem
    path = (*at, "file")
    return evolve(
        problem,
        file=document.name,
        line=document.line(path),
        path=path_text(path),
        message=f"{path_text(path)}: {problem.message}",
    )


def _place(first: str) -> Callable[[FileProblem], tuple[bool, str, int]]:
    """Sort by file, the catalogue's own first, and line."""
    return lambda problem: (problem.file != first, problem.file, problem.line or 0)
