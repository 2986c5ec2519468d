"""Worlds in memory: what is sold today, and what carts were opened with before."""

from __future__ import annotations

from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.catalogue.unlimited import without_limits
from counterfoil.domain.digest import digest
from counterfoil.domain.errors import UsageError
from counterfoil.domain.pricing import Extensions, compile_pricer
from counterfoil.domain.tariff.tariff import Tariff
from counterfoil.ports.reservation_system import World


class MemoryWorlds:
    """Every world that was opened, the last of them today's; not thread-safe by itself."""

    def __init__(self, extensions: Extensions | None) -> None:
        self._extensions = extensions
        self._worlds: dict[str, World] = {}
        self._today = ""

    def compiled(self, catalogue: Catalogue, tariff: Tariff) -> World:
        """Make a world, which takes its time, without opening it.

        Raises: CatalogueError, TariffError.
        """
        return World(
            name=digest((catalogue, tariff)),
            catalogue=catalogue,
            pricer=compile_pricer(catalogue, tariff, extensions=self._extensions),
            unlimited=compile_pricer(
                without_limits(catalogue), tariff, extensions=self._extensions
            ),
        )

    def open(self, world: World) -> None:
        """Sell by a world from now on."""
        self._worlds[world.name] = world
        self._today = world.name

    def get(self, name: str | None = None) -> World:
        """Answer today's world, or one of a name.

        Raises: UsageError for a name that was never opened.
        """
        found = self._worlds.get(name or self._today)
        if found is None:
            raise UsageError(
                field="world",
                value=name,
                problem="is not loaded",
                allowed=", ".join(sorted(self._worlds)),
            )
        return found
