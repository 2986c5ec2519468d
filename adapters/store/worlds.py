"""Worlds in rows: what is sold today, and what carts and orders were sold by before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from threading import Lock

from counterfoil.adapters.documents import CATALOGUE, TARIFF
from counterfoil.adapters.store.instants import to_micros
from counterfoil.adapters.store.loading import forget_worlds
from counterfoil.adapters.store.projection_limits import renew_limits
from counterfoil.adapters.store.store import LevelOf, Session
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.catalogue.unlimited import without_limits
from counterfoil.domain.digest import digest
from counterfoil.domain.errors import UsageError
from counterfoil.domain.pricing import Extensions, compile_pricer
from counterfoil.domain.references import AllocationId, ResourceId
from counterfoil.domain.stock import Level, level_of, limit_of
from counterfoil.domain.tariff.tariff import Tariff
from counterfoil.ports.reservation_system import World

_TODAY = "SELECT value FROM meta WHERE name = 'world'"
_SET_TODAY = (
    "INSERT INTO meta (name, value) VALUES ('world', ?) "
    "ON CONFLICT (name) DO UPDATE SET value = excluded.value"
)
_WORLD = (
    "INSERT INTO worlds (world, catalogue, tariff, loaded_at) VALUES (?, ?, ?, ?) "
    "ON CONFLICT (world) DO UPDATE SET loaded_at = excluded.loaded_at"
)
_DOCUMENT = (
    "INSERT INTO world_documents (digest, document) VALUES (?, ?) ON CONFLICT (digest) DO NOTHING"
)
_DOCUMENTS = (
    "SELECT sold.document, priced.document FROM worlds "
    "JOIN world_documents AS sold ON sold.digest = worlds.catalogue "
    "JOIN world_documents AS priced ON priced.digest = worlds.tariff "
    "WHERE worlds.world = ?"
)


class WorldTable:
    """Worlds of a store, each compiled once in this process; safe to share between threads."""

    def __init__(self, extensions: Extensions | None) -> None:
        self._extensions = extensions
        self._lock = Lock()
        self._compiled: dict[str, World] = {}

    def compiled(self, catalogue: Catalogue, tariff: Tariff) -> World:
        """Make a world, which takes its time, without selling by it.

        Raises: CatalogueError, TariffError.
        """
        name = digest((catalogue, tariff))
        with self._lock:
            known = self._compiled.get(name)
        if known is not None:
            return known
        world = World(
            name=name,
            catalogue=catalogue,
            pricer=compile_pricer(catalogue, tariff, extensions=self._extensions),
            unlimited=compile_pricer(
                without_limits(catalogue), tariff, extensions=self._extensions
            ),
        )
        with self._lock:
            return self._compiled.setdefault(name, world)

    def today(self, session: Session) -> str | None:
        """Answer the name of the world that is sold by; None for a store without one."""
        found = session.row(_TODAY)
        return None if found is None else str(found[0])

    def open(self, session: Session, world: World, *, at: datetime) -> None:
        """Sell by a world from now on, and forget those that nothing refers to."""
        before = self.today(session)
        sold, priced = world.catalogue, world.pricer.tariff
        names = digest(sold), digest(priced)
        texts = CATALOGUE.encode(sold), TARIFF.encode(priced)
        session.run_each(_DOCUMENT, list(zip(names, texts, strict=True)))
        session.run(_WORLD, (world.name, *names, to_micros(at)))
        session.run(_SET_TODAY, (world.name,))
        renew_limits(session, level=_level_of(world))
        forget_worlds(session, today=world.name, before=before)

    def get(self, session: Session, name: str | None = None) -> World:
        """Answer today's world, or one of a name.

        Raises: UsageError for a name that was never loaded, and for a store without a world.
        """
        asked = self.today(session) if name is None else name
        with self._lock:
            known = None if asked is None else self._compiled.get(asked)
        if known is not None:
            return known
        found = None if asked is None else session.row(_DOCUMENTS, (asked,))
        if found is None:
            known_names = session.rows("SELECT world FROM worlds ORDER BY world")
            raise UsageError(
                field="world",
                value=asked,
                problem="is not loaded",
                allowed=", ".join(one for (one,) in known_names)
                or "none yet: load a catalogue and a tariff first",
            )
        return self.compiled(CATALOGUE.decode(found[0]), TARIFF.decode(found[1]))

    def level_of(self, session: Session) -> LevelOf:
        """Answer what makes a level of what is counted, by today's catalogue and tariff."""
        return _level_of(self.get(session))


def _level_of(world: World) -> LevelOf:
    catalogue, tariff = world.catalogue, world.pricer.tariff

    def level(resource: ResourceId, counts: Mapping[AllocationId, Sequence[int]]) -> Level:
        return level_of(limit_of(resource, catalogue=catalogue, tariff=tariff), counts)

    return level
