"""A domain engine for ticket reservations: what to hold, what to charge, and why.

`counterfoil.open` opens a box office. The layers are `counterfoil.domain` (pure rules),
`counterfoil.ports` (what the rules need from the world) and `counterfoil.adapters` (how the world
is reached). A host imports from those.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from os import PathLike

    from counterfoil.domain.catalogue.catalogue import Catalogue
    from counterfoil.domain.pricing import Extensions
    from counterfoil.domain.tariff.tariff import Tariff
    from counterfoil.ports.box_office import BoxOffice
    from counterfoil.ports.clock import Clock
    from counterfoil.ports.references import References

__all__ = ["__version__", "open"]

__version__ = "0.1.0.dev0"


def open(  # noqa: A001 (written as counterfoil.open, it says what it does)
    system: str,
    *,
    catalogue: Catalogue | str | PathLike[str] | None = None,
    tariff: Tariff | str | PathLike[str] | None = None,
    clock: Clock | None = None,
    references: References | None = None,
    extensions: Extensions | None = None,
) -> BoxOffice:
    """Open a box office over a system, such as ``memory:``.

    *catalogue* and *tariff* are paths or objects. Without a clock that of the machine is taken,
    without references random keys.

    Raises: UsageError for a system that there is not and for what it lacks; FileError,
    CatalogueError and TariffError for what is wrong with catalogue and tariff.
    """
    # Only here, so that importing the package alone costs nothing.
    from counterfoil.adapters.opening import open_box_office  # noqa: PLC0415

    return open_box_office(
        system,
        catalogue=catalogue,
        tariff=tariff,
        clock=clock,
        references=references,
        extensions=extensions,
    )
