"""Where a database is: what a URL says behind `sqlite:`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from counterfoil.adapters.sqlite.connections import MEMORY
from counterfoil.adapters.sqlite.opening import Durability
from counterfoil.adapters.sqlite.store import SqliteStore
from counterfoil.domain.errors import UsageError

_DURABILITIES: Mapping[str, Durability] = MappingProxyType(
    {f"durability={one.value}": one for one in Durability}
)


def open_store(place: str, *, makes: bool = True) -> SqliteStore:
    """Open the database of a place: a path, with `?durability=normal` behind it or not.

    Nothing, or `:memory:`, is a database in memory, empty each time. Where there is no file it is
    made, unless *makes* says that it is not.

    Raises: UsageError for an option that there is not and a file that is not to be made,
    PortError for what cannot be opened.
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
    path = path or MEMORY
    if not makes and path != MEMORY and not Path(path).exists():
        raise UsageError(
            field="system",
            value=f"sqlite:{place}",
            problem="is not there",
            allowed="a file that is; a new one is made by counterfoil load WORLD --system URL, "
            "or with a catalogue and a tariff beside it",
        )
    return SqliteStore(path, durability=durability)
