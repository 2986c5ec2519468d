"""The shipped worlds: catalogues, tariffs and carts that can be priced as they stand.

They are files, for people to read and for tests to price; this module only says where they are.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from counterfoil.domain.errors import UsageError

__all__ = ["path", "worlds"]

_CATALOGUE_FILE = "catalogue.toml"


def worlds() -> tuple[str, ...]:
    """Name the shipped worlds, in alphabetical order."""
    return tuple(sorted(found.parent.name for found in _folder().glob(f"*/{_CATALOGUE_FILE}")))


def path(world: str) -> Path:
    """Locate the folder of a shipped world.

    >>> sorted(file.name for file in path("recital").glob("*.toml"))
    ['catalogue.toml', 'tariff.toml']

    Raises: UsageError for a world that is not shipped.
    """
    shipped = worlds()
    if world not in shipped:
        raise UsageError(
            field="world",
            value=world,
            problem="is not a shipped world",
            allowed=", ".join(shipped),
        )
    return _folder() / world


def _folder() -> Path:
    return Path(str(files("counterfoil.examples")))
