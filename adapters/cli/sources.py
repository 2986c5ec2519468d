"""Which files a command reads: named one by one, or as a world."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import ParamSpec, TypeVar

import click
from attrs import frozen

from counterfoil import examples
from counterfoil.adapters.files import (
    FileError,
    FileProblem,
    Severity,
    check_tariff,
    read_catalogue,
    read_tariff,
)
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.money import Currency
from counterfoil.domain.pricing import Extensions, Pricer, compile_pricer
from counterfoil.domain.tariff.tariff import Tariff

CATALOGUE_FILE = "catalogue.toml"
TARIFF_FILE = "tariff.toml"

_Parameters = ParamSpec("_Parameters")
_Result = TypeVar("_Result")
FILE = click.Path(path_type=Path)


@frozen(kw_only=True)
class Sources:
    """The files of a command; names that are no path from here are looked for in ``folder``."""

    catalogue: Path
    tariffs: tuple[Path, ...]
    folder: Path | None

    def path(self, name: Path) -> Path:
        """Find a file by its name: from where the command is called, else in the world."""
        if self.folder is not None and not name.exists() and (self.folder / name).exists():
            return self.folder / name
        return name


@frozen(kw_only=True)
class NamedPricer:
    """A tariff ready to price, with the name under which it is shown and the file it is from."""

    name: str
    file: Path
    pricer: Pricer


def source_options(
    *, tariff_help: str
) -> Callable[[Callable[_Parameters, _Result]], Callable[_Parameters, _Result]]:
    """Give a command the options that name its catalogue and its tariffs."""
    options = (
        click.option(
            "--world",
            metavar="NAME|DIR",
            help=f"A shipped world, or a folder with {CATALOGUE_FILE} and {TARIFF_FILE}.",
        ),
        click.option(
            "--tariff",
            "tariffs",
            metavar="FILE",
            multiple=True,
            type=FILE,
            help=tariff_help,
        ),
        click.option("--catalogue", metavar="FILE", type=FILE, help="What is sold."),
    )

    def decorated(command: Callable[_Parameters, _Result]) -> Callable[_Parameters, _Result]:
        for option in options:
            command = option(command)
        return command

    return decorated


def find_sources(
    *,
    catalogue: Path | None,
    tariffs: tuple[Path, ...],
    world: str | None,
    world_name: str = "--world",
) -> Sources:
    """Settle which files are read: those named, and of a world what was not named.

    *world_name* is how the command calls the world, for what is told of it.

    Raises: click.UsageError where a file is neither named nor part of a world.
    """
    folder = None if world is None else _world_folder(world, called=world_name)
    if folder is not None:
        unnamed = Sources(catalogue=folder / CATALOGUE_FILE, tariffs=(), folder=folder)
        return Sources(
            catalogue=unnamed.catalogue if catalogue is None else unnamed.path(catalogue),
            tariffs=tuple(map(unnamed.path, tariffs)) or (folder / TARIFF_FILE,),
            folder=folder,
        )
    if catalogue is None or not tariffs:
        missing = "--catalogue" if catalogue is None else "--tariff"
        raise click.UsageError(f"missing {missing}: name both files, or a {world_name}")
    return Sources(catalogue=catalogue, tariffs=tariffs, folder=None)


def _world_folder(world: str, *, called: str) -> Path:
    folder = Path(world)
    if (folder / CATALOGUE_FILE).is_file():
        return folder
    shipped = examples.worlds()
    if world in shipped:
        return examples.path(world)
    raise click.BadParameter(
        f"{world!r} is neither a folder with {CATALOGUE_FILE} nor one of the shipped worlds: "
        f"{', '.join(shipped)}",
        param_hint=f"'{called}'",
    )


def gather(readings: Iterable[Callable[[], _Result]]) -> tuple[_Result, ...]:
    """Read several files, and tell what is wrong with all of them at once.

    Raises: FileError with the problems of every file that has some.
    """
    results = []
    problems: list[FileProblem] = []
    for reading in readings:
        try:
            results.append(reading())
        except FileError as error:
            problems.extend(error.problems)
    if problems:
        raise FileError(tuple(problems))
    return tuple(results)


def read_pricers(sources: Sources) -> tuple[NamedPricer, ...]:
    """Read the catalogue and the tariffs and put each tariff to work.

    Conditions and benefits of a host are not known here, so a tariff that names one is refused.

    Raises: FileError for what is wrong with the files, by themselves and against each other.
    """
    catalogue, tariffs = _read(sources)
    ids = [tariff.id for tariff in tariffs]
    return tuple(
        NamedPricer(
            name=tariff.id if ids.count(tariff.id) == 1 else str(file),
            file=file,
            pricer=compile_pricer(catalogue, tariff),
        )
        for file, tariff in zip(sources.tariffs, tariffs, strict=True)
    )


def _read(sources: Sources) -> tuple[Catalogue, tuple[Tariff, ...]]:
    try:
        catalogue = read_catalogue(sources.catalogue)
    except FileError as error:
        # What is wrong with the tariffs by themselves is worth knowing in the same go.
        problems = list(error.problems)
        for path in sources.tariffs:
            problems += [
                problem for problem in check_tariff(path) if problem.severity is Severity.ERROR
            ]
        raise FileError(tuple(problems)) from error
    return catalogue, gather(
        partial(read_tariff, path, catalogue=catalogue, extensions=Extensions())
        for path in sources.tariffs
    )


def only_currency(pricers: tuple[NamedPricer, ...]) -> Currency:
    """Answer the currency of all tariffs.

    Raises: click.UsageError where they have several: amounts could not be compared.
    """
    currencies = {found.pricer.tariff.currency.code: found.pricer for found in pricers}
    if len(currencies) > 1:
        raise click.UsageError(
            f"the tariffs are in {', '.join(sorted(currencies))}: only one currency is compared"
        )
    (pricer,) = currencies.values()
    return pricer.tariff.currency


def catalogue_of(pricers: tuple[NamedPricer, ...]) -> Catalogue:
    """Answer the catalogue that all tariffs price."""
    return pricers[0].pricer.catalogue
