"""Tariff files: TOML with price tables (CSV) beside it, read into a `Tariff`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from os import PathLike
from pathlib import Path as FilePath
from types import MappingProxyType
from typing import Any

from attrs import evolve, frozen

from counterfoil.adapters.files.documents import (
    DATA_BYTES_MAX,
    TOML_BYTES_MAX,
    Document,
    read_text,
    refuse,
    toml_document,
)
from counterfoil.adapters.files.formats.tariff import (
    PRICE_COLUMNS,
    PRICE_ROW,
    SETTINGS,
    TARIFF_FILE,
)
from counterfoil.adapters.files.meaning import Sources, faulty_sections, translated
from counterfoil.adapters.files.problems import FileCode, FileError, FileProblem, Severity
from counterfoil.adapters.files.reading import UNREAD, Context, Place, Reading, path_text
from counterfoil.adapters.files.rows import read_rows
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.money import Currency
from counterfoil.domain.tariff.problems import ProblemCode, RegisteredRules, problems
from counterfoil.domain.tariff.tariff import ListPrice, Tariff

__all__ = ["check_tariff", "parse_tariff", "read_tariff"]

# What the domain misses where a section could not be read, by the section: told again when it can.
_DEFINED_IN: Mapping[str, tuple[ProblemCode, ...]] = MappingProxyType(
    {
        "tariff": (ProblemCode.NOT_PRICED,),  # it names the price tables
        "season": (ProblemCode.UNKNOWN_SEASON,),
        "price": (ProblemCode.NOT_PRICED,),
        "variation": (ProblemCode.UNKNOWN_BASE,),
        "lane": (ProblemCode.UNKNOWN_LANE,),
        "promotion": (ProblemCode.UNKNOWN_BASE,),
        "tax": (ProblemCode.UNKNOWN_TAX,),
        "taxation": (ProblemCode.SPLIT_WITHOUT_TAX, ProblemCode.NO_TAXATION),
        "fee": (ProblemCode.UNKNOWN_BASE, ProblemCode.NO_TAXATION),
    }
)


def read_tariff(
    path: str | PathLike[str],
    *,
    catalogue: Catalogue | None = None,
    extensions: RegisteredRules | None = None,
) -> Tariff:
    """Read a tariff file and the price tables that it names.

    With a *catalogue*, products, ticket types and slots are looked up in it; with *extensions*,
    the conditions and benefits of the host.

    Raises: FileError with everything that is wrong, of form and of meaning, warnings included.
    """
    return _read(path, catalogue=catalogue, extensions=extensions).sound()


def check_tariff(
    path: str | PathLike[str],
    *,
    catalogue: Catalogue | None = None,
    extensions: RegisteredRules | None = None,
) -> tuple[FileProblem, ...]:
    """List everything that is wrong with a tariff file, warnings too; nothing if it is sound."""
    try:
        return _read(path, catalogue=catalogue, extensions=extensions).problems
    except FileError as error:
        return error.problems


def parse_tariff(
    text: str,
    *,
    name: str = "tariff.toml",
    tables: Mapping[str, str] | None = None,
    catalogue: Catalogue | None = None,
    extensions: RegisteredRules | None = None,
) -> Tariff:
    """Read a tariff from *text*; *tables* are the texts of its price tables by name.

    Raises: FileError as `read_tariff` does.
    """
    given = tables or {}

    def table_text(table: str) -> str:
        if table not in given:
            refuse(
                file=table,
                line=None,
                code=FileCode.UNREADABLE,
                value=repr(table),
                problem="is not given",
                allowed="the text of each price table that the tariff names",
            )
        return given[table]

    document = toml_document(text, name=name)
    reader = _Reader(document=document, table_text=table_text, table_name=str)
    return reader.read(catalogue=catalogue, extensions=extensions).sound()


def _read(
    path: str | PathLike[str],
    *,
    catalogue: Catalogue | None,
    extensions: RegisteredRules | None,
) -> _Result:
    file = FilePath(path)
    document = toml_document(read_text(file, bytes_max=TOML_BYTES_MAX), name=str(file))
    reader = _Reader(
        document=document,
        table_text=lambda table: read_text(file.parent / table, bytes_max=DATA_BYTES_MAX),
        table_name=lambda table: str(file.parent / table),
    )
    return reader.read(catalogue=catalogue, extensions=extensions)


def _sound_settings(document: Document) -> dict[str, Any]:
    """Read those settings that have no fault, to check the rest of the file by them.

    Without a currency no amount can be read: nothing is answered.
    """
    table = document.value.get(SETTINGS.name)
    if not isinstance(table, dict):
        return {}
    place = Place(reading=Reading())
    found = {key.argument: key.peek(table, place) for key in SETTINGS.keys if key.name in table}
    sound = {name: value for name, value in found.items() if value is not UNREAD}
    return {"id": SETTINGS.name, **sound} if "currency" in sound else {}


@frozen(kw_only=True)
class _Result:
    """A tariff, or nothing where its settings cannot be read, and all problems."""

    tariff: Tariff | None
    problems: tuple[FileProblem, ...]

    def sound(self) -> Tariff:
        if self.tariff is None or any(
            problem.severity is Severity.ERROR for problem in self.problems
        ):
            raise FileError(self.problems)
        return self.tariff


@frozen(kw_only=True)
class _Reader:
    document: Document
    table_text: Callable[[str], str]
    table_name: Callable[[str], str]

    def read(self, *, catalogue: Catalogue | None, extensions: RegisteredRules | None) -> _Result:
        """Read form and meaning; what is left beside faults of form is checked for its meaning."""
        reading = Reading()
        values, _ = TARIFF_FILE.read_values(self.document.value, Place(reading=reading))
        arguments = {name: value for name, value in values.items() if value is not UNREAD}
        settings = arguments.pop("tariff", None) or _sound_settings(self.document)
        faults = list(reading.problems(self.document))
        sources = Sources(root="tariff", source=self.document)
        sources.add(self.document, reading.origins())
        if not settings:
            return _Result(tariff=None, problems=_ordered(faults, first=self.document.name))
        sections = set(faulty_sections(faults, file=TARIFF_FILE))
        prices = list(arguments.pop("prices", ()))
        for table in settings.pop("tables", ()):
            of_table = self._add_table(
                table, prices=prices, currency=settings["currency"], sources=sources
            )
            sections |= {"price"} if of_table else set()
            faults += of_table
        tariff = Tariff(**settings, **arguments, prices=tuple(prices))
        faults += translated(
            problems(tariff, catalogue=catalogue, extensions=extensions),
            sources=sources,
            withheld={code for section in sections for code in _DEFINED_IN.get(section, ())},
        )
        return _Result(tariff=tariff, problems=_ordered(faults, first=self.document.name))

    def _add_table(
        self, table: str, *, prices: list[ListPrice], currency: Currency, sources: Sources
    ) -> tuple[FileProblem, ...]:
        """Add the rows of a price table behind *prices*; answer what is wrong with it."""
        reading = Reading()
        try:
            rows = read_rows(
                self.table_text(table),
                name=self.table_name(table),
                table=PRICE_ROW,
                columns=PRICE_COLUMNS,
                reading=reading,
            )
        except FileError as error:
            return tuple(self._told(problem, table=table) for problem in error.problems)
        place = Place(reading=reading, context=Context(currency=currency))
        place = place.at("rows", target=("prices",))
        for index, row in enumerate(rows.rows):
            mark = reading.mark()
            inner = place.at(index, target=(len(prices),))
            found = inner.read(PRICE_ROW, dict(row.cells))
            if found is UNREAD:
                reading.back_to(mark)
            else:
                prices.append(found)
        sources.add(rows, reading.origins())
        return reading.problems(rows)

    def _told(self, problem: FileProblem, *, table: str) -> FileProblem:
        """Tell of a price table that cannot be opened where the tariff names it."""
        if problem.code != FileCode.UNREADABLE.value:
            return problem
        path = ("tariff", "prices")
        return evolve(
            problem,
            file=self.document.name,
            line=self.document.line(path),
            path=path_text(path),
            message=f"{path_text(path)}: price table {table!r} {problem.message}",
        )


def _ordered(problems: list[FileProblem], *, first: str) -> tuple[FileProblem, ...]:
    """Sort by file, the tariff's own first, and line."""
    return tuple(sorted(problems, key=_place(first)))


def _place(first: str) -> Callable[[FileProblem], tuple[Any, ...]]:
    return lambda problem: (problem.file != first, problem.file, problem.line or 0)
