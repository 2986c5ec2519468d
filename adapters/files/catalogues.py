"""Catalogue files: TOML, read into a `Catalogue`."""

from __future__ import annotations

from collections.abc import Mapping
from os import PathLike
from pathlib import Path as FilePath
from types import MappingProxyType

from counterfoil.adapters.files.documents import (
    TOML_BYTES_MAX,
    Document,
    read_text,
    toml_document,
)
from counterfoil.adapters.files.formats.catalogue import CATALOGUE_FILE
from counterfoil.adapters.files.meaning import Sources, faulty_sections, translated
from counterfoil.adapters.files.problems import FileError, FileProblem
from counterfoil.adapters.files.reading import UNREAD, Place, Reading
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.catalogue.validation import ProblemCode, problems
from counterfoil.domain.references import CatalogueId

__all__ = ["check_catalogue", "parse_catalogue", "read_catalogue"]

# What the domain misses where a section could not be read, by the section: told again when it can.
_DEFINED_IN: Mapping[str, tuple[ProblemCode, ...]] = MappingProxyType(
    {
        # products inherit from it
        "catalogue": (ProblemCode.UNKNOWN_PRODUCT, ProblemCode.UNKNOWN_TICKET_TYPE),
        "pool": (ProblemCode.UNKNOWN_POOL,),
        "product": (ProblemCode.UNKNOWN_PRODUCT, ProblemCode.UNKNOWN_TICKET_TYPE),
    }
)


def read_catalogue(path: str | PathLike[str]) -> Catalogue:
    """Read a catalogue file.

    Raises: FileError with everything that is wrong, of form and of meaning.
    """
    file = FilePath(path)
    return parse_catalogue(read_text(file, bytes_max=TOML_BYTES_MAX), name=str(file))


def parse_catalogue(text: str, *, name: str = "catalogue.toml") -> Catalogue:
    """Read a catalogue from *text*.

    Raises: FileError as `read_catalogue` does.
    """
    catalogue, found = _structure(toml_document(text, name=name))
    if catalogue is None or found:
        raise FileError(found)
    return catalogue


def check_catalogue(path: str | PathLike[str]) -> tuple[FileProblem, ...]:
    """List everything that is wrong with a catalogue file; nothing if it is sound."""
    file = FilePath(path)
    try:
        text = read_text(file, bytes_max=TOML_BYTES_MAX)
        return _structure(toml_document(text, name=str(file)))[1]
    except FileError as error:
        return error.problems


def _structure(document: Document) -> tuple[Catalogue | None, tuple[FileProblem, ...]]:
    """Read form and meaning; what is left beside faults of form is checked for its meaning."""
    reading = Reading()
    values, _ = CATALOGUE_FILE.read_values(document.value, Place(reading=reading))
    arguments = {name: value for name, value in values.items() if value is not UNREAD}
    settings = arguments.pop("catalogue", None)
    found = list(reading.problems(document))
    catalogue = None
    if isinstance(document.value.get(CATALOGUE_FILE.keys[0].name), dict):
        arguments.setdefault("products", ())
        name = CatalogueId("catalogue") if settings is None else settings["id"]
        catalogue = Catalogue(id=name, **arguments)
        sections = faulty_sections(found, file=CATALOGUE_FILE)
        withheld = {code for section in sections for code in _DEFINED_IN.get(section, ())}
        sources = Sources(root="catalogue", source=document)
        sources.add(document, reading.origins())
        found += translated(problems(catalogue), sources=sources, withheld=withheld)
    return catalogue, tuple(sorted(found, key=lambda problem: problem.line or 0))
