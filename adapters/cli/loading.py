"""The command `load`: puts a catalogue and a tariff into a store, and says what changes by it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from counterfoil.adapters.cli.sources import FILE, NamedPricer, find_sources, read_pricers
from counterfoil.adapters.cli.terminal import show_lines
from counterfoil.adapters.opening import open_store
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.catalogue.difference import (
    CatalogueChange,
    Happening,
    catalogue_difference,
)
from counterfoil.domain.digest import digest
from counterfoil.domain.stock import Level
from counterfoil.domain.tariff.tariff import Tariff
from counterfoil.ports.reservation_system import World

_SIGNS = {Happening.ADDED: "+", Happening.REMOVED: "-"}


@click.command()
@click.argument("world", metavar="[WORLD]", required=False)
@click.option("--catalogue", metavar="FILE", type=FILE, help="What is sold.")
@click.option("--tariff", metavar="FILE", type=FILE, help="The price rules.")
@click.option("--system", metavar="URL", required=True, help="The store to put it into.")
def load(*, world: str | None, catalogue: Path | None, tariff: Path | None, system: str) -> None:
    """Sell by a catalogue and a tariff from now on, and say what is different from before.

    WORLD is a shipped world, or a folder with a catalogue and a tariff. Carts and orders keep the
    tariff that they have. Pools may grow and shrink, slots may close: what is held and sold stays,
    and a pool that is smaller than what is drawn of it sells nothing until it is not.
    """
    tariffs = () if tariff is None else (tariff,)
    sources = find_sources(catalogue=catalogue, tariffs=tariffs, world=world, world_name="WORLD")
    (named,) = read_pricers(sources)
    store = open_store(system)
    try:
        before = store.world() if store.is_loaded else None
        store.load(named.pricer.catalogue, named.pricer.tariff)
        overdrawn = store.overdrawn()
    finally:
        store.close()
    show_lines([*_changes(before, named), *map(_warning, overdrawn)])


def _changes(before: World | None, named: NamedPricer) -> Iterator[str]:
    catalogue, tariff = named.pricer.catalogue, named.pricer.tariff
    if before is None:
        yield f"catalogue {_sold(catalogue)}"
        yield f"tariff {_shown(tariff)}"
        return
    sold, priced = before.catalogue, before.pricer.tariff
    if (sold, priced) == (catalogue, tariff):
        yield f"nothing changes: catalogue {catalogue.id}, tariff {_shown(tariff)}"
        return
    changes = catalogue_difference(sold, catalogue)
    yield f"catalogue {catalogue.id}{'' if changes else ': nothing changes'}"
    yield from map(_line, changes)
    if priced == tariff:
        yield f"tariff {_shown(tariff)}: nothing changes"
    else:
        yield f"tariff {_shown(priced)} -> {_shown(tariff)}"


def _sold(catalogue: Catalogue) -> str:
    counts = (len(catalogue.products), "product"), (len(catalogue.pools), "pool")
    counted = ", ".join(f"{count} {what}{'' if count == 1 else 's'}" for count, what in counts)
    return f"{catalogue.id}: {counted}"


def _shown(tariff: Tariff) -> str:
    return f"{tariff.id} ({digest(tariff)})"


def _line(change: CatalogueChange) -> str:
    words = [f"  {_SIGNS.get(change.happening, '~')} {change.part.value} {change.name}"]
    if change.happening not in {Happening.ADDED, Happening.REMOVED, Happening.CHANGED}:
        words.append(change.happening.value)
    if change.happening in {Happening.GROWN, Happening.SHRUNK}:
        words.append(f"{_total(change.old)} -> {_total(change.new)}")
    if change.fields:
        words.append(f"({', '.join(change.fields)})")
    return " ".join(words)


def _total(total: int | None) -> str:
    return "unlimited" if total is None else str(total)


def _warning(level: Level) -> str:
    return (
        f"warning: {level.resource} is overdrawn by {level.overdrawn}: {level.held} held and "
        f"{level.sold} sold of {level.total}"
    )
