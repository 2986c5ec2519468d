"""Where a database is: what a URL says behind `sqlite:`."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from counterfoil.adapters.sqlite.connections import MEMORY
from counterfoil.adapters.sqlite.opening import Durability
from counterfoil.adapters.sqlite.store import SqliteStore
from counterfoil.domain.errors import UsageError

_DURABILITIES: Mapping[str, Durability] = MappingProxyType(
    {f"durability={one.value}": one for one in Durability}
)


def open_store(place: str) -> SqliteStore:
    """Open the database of a place: a path, with `?durability=normal` behind it or not.

    Nothing, or `:memory:`, is a database in memory, empty each time.

    Raises: UsageError for an option that there is not, PortError for what cannot be opened.
    """
    path, mark, option = place.rpartition("?") if "?durability" in place else (place, "", "")
    durability = _DURABILITIES.get(option) if mark else Durability.FULL
    if durability is None:
        raise UsageError(
            field="system",
            value=f"sqlite:{place}",
            problem="has an option that is not known",
            allowed=" or ".join(f"?{one}" for one in _DURABILITIES),
        )
    return SqliteStore(path or MEMORY, durability=durability)
