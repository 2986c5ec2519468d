"""Story files: TOML, read into a `Story` together with the world that it names."""

from __future__ import annotations

from difflib import get_close_matches
from os import PathLike
from pathlib import Path as FilePath

from attrs import evolve

from counterfoil import examples
from counterfoil.adapters.files.catalogues import read_catalogue
from counterfoil.adapters.files.documents import TOML_BYTES_MAX, Document, read_text, toml_document
from counterfoil.adapters.files.formats.story import SETTINGS, STORY_FILE, Settings
from counterfoil.adapters.files.problems import FileCode, FileError, FileProblem, Severity
from counterfoil.adapters.files.reading import UNREAD, Context, Fault, Place, Reading
from counterfoil.adapters.files.story_names import Linker, World
from counterfoil.adapters.files.tariffs import read_tariff
from counterfoil.adapters.stories.story import Step, Story
from counterfoil.domain.errors import UsageError
from counterfoil.domain.pricing import Extensions

__all__ = ["check_story", "parse_story", "read_story"]

CATALOGUE_FILE = "catalogue.toml"
TARIFF_FILE = "tariff.toml"


def read_story(path: str | PathLike[str]) -> Story:
    """Read a story file and the world that it names.

    Raises: FileError with everything that is wrong with the story, or with its world.
    """
    file = FilePath(path)
    text = read_text(file, bytes_max=TOML_BYTES_MAX)
    return parse_story(text, name=str(file), folder=file.parent)


def check_story(path: str | PathLike[str]) -> tuple[FileProblem, ...]:
    """List everything that is wrong with a story file; nothing if it is sound."""
    try:
        read_story(path)
    except FileError as error:
        return error.problems
    return ()


def parse_story(
    text: str, *, name: str = "story.toml", folder: str | PathLike[str] = "."
) -> Story:
    """Read a story from *text*; paths in it begin at *folder*.

    Raises: FileError as `read_story` does.
    """
    document = toml_document(text, name=name)
    reading = Reading()
    world, faults = _world(document, folder=FilePath(folder), reading=reading)
    context = Context(currency=None if world is None else world.tariff.currency)
    values, complete = STORY_FILE.read_values(
        document.value, Place(reading=reading, context=context)
    )
    steps: tuple[Step, ...] = ()
    if complete:
        steps = Linker(values, document, reading, world).steps()
    found = [*faults, *reading.problems(document)]
    if found or world is None:
        raise FileError(tuple(sorted(found, key=lambda problem: _order(problem, name))))
    settings: Settings = values["story"]
    return Story(
        title=settings.title,
        note=settings.note,
        world=world.name,
        starts=settings.starts,
        catalogue=world.catalogue,
        tariff=world.tariff,
        steps=steps,
        source=document,
    )


def _order(problem: FileProblem, name: str) -> tuple[bool, str, int]:
    return problem.file != name, problem.file, problem.line or 0


# --- the world ----------------------------------------------------------------------------------


def _world(
    document: Document, *, folder: FilePath, reading: Reading
) -> tuple[World | None, tuple[FileProblem, ...]]:
    """Read the world ahead: amounts of the story are in its currency."""
    table = document.value.get(SETTINGS.name)
    settings = Place(reading=Reading()).read(SETTINGS, table)
    if settings is UNREAD:
        return None, ()  # what is wrong with the settings is told when they are read in turn
    try:
        if settings.files is None:
            place = examples.path(settings.world)
            files = (place / CATALOGUE_FILE, place / TARIFF_FILE)
        else:
            files = (folder / settings.files[0], folder / settings.files[1])
    except UsageError as error:
        near = get_close_matches(settings.world, examples.worlds(), n=1)
        fault = Fault(
            FileCode.UNKNOWN_REFERENCE,
            problem=f"{settings.world!r} {error.problem}",
            allowed=error.allowed,
            hint=f"did you mean {near[0]}" if near else "",
        )
        reading.note((SETTINGS.name, "world"), fault, value=settings.world)
        return None, ()
    try:
        catalogue = read_catalogue(files[0])
        tariff = read_tariff(files[1], catalogue=catalogue, extensions=Extensions())
    except FileError as error:
        errors = [one for one in error.problems if one.severity is Severity.ERROR]
        return None, tuple(_told(one, document=document, files=files) for one in errors)
    name = settings.world or " and ".join(settings.files)
    return World(name=name, catalogue=catalogue, tariff=tariff), ()


def _told(
    problem: FileProblem, *, document: Document, files: tuple[FilePath, FilePath]
) -> FileProblem:
    """Tell of a file that cannot be opened where the story names it."""
    if problem.code != FileCode.UNREADABLE.value or problem.file not in map(str, files):
        return problem
    key = "catalogue" if problem.file == str(files[0]) else "tariff"
    return evolve(
        problem,
        file=document.name,
        line=document.line((SETTINGS.name, key)),
        path=f"{SETTINGS.name}.{key}",
        message=f"{SETTINGS.name}.{key}: {problem.file} {problem.message}",
    )
