"""The worlds of a story: the one that it begins in, and those that are loaded on the way."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path as FilePath
from typing import Any, NamedTuple

from attrs import evolve, frozen

from counterfoil import examples
from counterfoil.adapters.files.catalogues import read_catalogue
from counterfoil.adapters.files.documents import Document
from counterfoil.adapters.files.formats.story import SETTINGS
from counterfoil.adapters.files.formats.story_office import NamedWorld
from counterfoil.adapters.files.positions import Path
from counterfoil.adapters.files.problems import FileCode, FileError, FileProblem, Severity
from counterfoil.adapters.files.reading import UNREAD, Fault, Place, Reading, path_text
from counterfoil.adapters.files.tariffs import read_tariff
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.errors import UsageError
from counterfoil.domain.pricing import Extensions
from counterfoil.domain.tariff.tariff import Tariff

__all__ = ["World", "Worlds"]

CATALOGUE_FILE = "catalogue.toml"
TARIFF_FILE = "tariff.toml"


@frozen(kw_only=True)
class World:
    """What a story is told of: its name, and what it sells at which prices."""

    name: str
    catalogue: Catalogue
    tariff: Tariff


class _Files(NamedTuple):
    """Files of a world; without a catalogue it is the one that is there."""

    catalogue: FilePath | None
    tariff: FilePath


class Worlds:
    """Reads worlds where a story names them, and collects what is wrong with their files."""

    def __init__(self, document: Document, reading: Reading, *, folder: FilePath) -> None:
        self.faults: list[FileProblem] = []
        self._document = document
        self._reading = reading
        self._folder = folder

    def first(self) -> World | None:
        """Read the world of the settings, ahead: amounts of the story are in its currency."""
        table = self._document.value.get(SETTINGS.name)
        settings: Any = Place(reading=Reading()).read(SETTINGS, table)
        if settings is UNREAD:
            return None  # what is wrong with the settings is told when they are read in turn
        at: Path = (SETTINGS.name,)
        if settings.files is None:
            return self._read(settings.world, self._shipped(settings.world, at), at)
        name = " and ".join(settings.files)
        catalogue, tariff = (self._folder / file for file in settings.files)
        return self._read(name, _Files(catalogue, tariff), at)

    def loaded(self, named: NamedWorld, *, today: World, at: Path) -> World | None:
        """Read what a step loads; of what it does not name, *today*'s goes on."""
        if named.world:
            files = self._shipped(named.world, at)
        else:
            catalogue = self._folder / named.catalogue if named.catalogue else None
            files = _Files(catalogue, self._folder / named.tariff)
        name = named.world or " and ".join(filter(None, (named.catalogue, named.tariff)))
        world = self._read(name, files, at, catalogue=today.catalogue)
        if world is None or world.tariff.currency == today.tariff.currency:
            return world
        fault = Fault(
            FileCode.CONTRADICTION,
            problem=f"sells in {world.tariff.currency.code}",
            allowed=f"a tariff in {today.tariff.currency.code}, as all amounts of the story",
        )
        self._reading.note(at, fault)
        return None

    def _shipped(self, name: str, at: Path) -> _Files | None:
        """Find a shipped world; one that there is not is noted."""
        try:
            place = examples.path(name)
        except UsageError as error:
            near = get_close_matches(name, examples.worlds(), n=1)
            fault = Fault(
                FileCode.UNKNOWN_REFERENCE,
                problem=f"{name!r} {error.problem}",
                allowed=error.allowed,
                hint=f"did you mean {near[0]}" if near else "",
            )
            self._reading.note((*at, "world"), fault, value=name)
            return None
        return _Files(place / CATALOGUE_FILE, place / TARIFF_FILE)

    def _read(
        self, name: str, files: _Files | None, at: Path, *, catalogue: Catalogue | None = None
    ) -> World | None:
        if files is None:
            return None
        try:
            if files.catalogue is not None:
                catalogue = read_catalogue(files.catalogue)
            tariff = read_tariff(files.tariff, catalogue=catalogue, extensions=Extensions())
        except FileError as error:
            errors = [one for one in error.problems if one.severity is Severity.ERROR]
            for one in errors:
                path = (*at, "catalogue" if one.file == str(files.catalogue) else "tariff")
                is_named = one.file in map(str, files)
                self.faults.append(self.told(one, path=path) if is_named else one)
            return None
        assert catalogue is not None, "a story begins with a catalogue"
        return World(name=name, catalogue=catalogue, tariff=tariff)

    def told(self, problem: FileProblem, *, path: Path) -> FileProblem:
        """Tell of a file that cannot be opened where the story names it, at *path*."""
        if problem.code != FileCode.UNREADABLE.value:
            return problem
        return evolve(
            problem,
            file=self._document.name,
            line=self._document.line(path),
            path=path_text(path),
            message=f"{path_text(path)}: {problem.file} {problem.message}",
        )
