"""Story files: TOML, read into a `Story` together with the world that it names."""

from __future__ import annotations

from os import PathLike
from pathlib import Path as FilePath

from counterfoil.adapters.files.documents import TOML_BYTES_MAX, read_text, toml_document
from counterfoil.adapters.files.formats.story import STORY_FILE, Settings
from counterfoil.adapters.files.problems import FileError, FileProblem
from counterfoil.adapters.files.reading import Context, Place, Reading
from counterfoil.adapters.files.story_names import Linker
from counterfoil.adapters.files.story_worlds import Worlds
from counterfoil.adapters.stories.story import Step, Story

__all__ = ["check_story", "parse_story", "read_story"]


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
    worlds = Worlds(document, reading, folder=FilePath(folder))
    world = worlds.first()
    context = Context(currency=None if world is None else world.tariff.currency)
    values, complete = STORY_FILE.read_values(
        document.value, Place(reading=reading, context=context)
    )
    steps: tuple[Step, ...] = ()
    if complete:
        steps = Linker(
            values, document, reading, worlds=worlds, world=world, folder=FilePath(folder)
        ).steps()
    found = [*worlds.faults, *reading.problems(document)]
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
