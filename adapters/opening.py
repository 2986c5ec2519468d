"""The composition root: a box office over the system that a URL names.

The one place that knows the driven adapters by name. Python (`counterfoil.open`) and the command
line (`--system`) name a system in the same way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from enum import Enum
from os import PathLike
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from attrs import frozen

from counterfoil.adapters.files import read_catalogue, read_tariff
from counterfoil.adapters.memory import MemorySystem
from counterfoil.adapters.random_references import RandomReferences
from counterfoil.adapters.system_clock import SystemClock
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.errors import UsageError
from counterfoil.domain.pricing import Extensions
from counterfoil.domain.tariff.tariff import Tariff
from counterfoil.domain.typed import require_type
from counterfoil.ports.box_office import BoxOffice
from counterfoil.ports.clock import Clock
from counterfoil.ports.references import References
from counterfoil.ports.reservation_system import ReservationSystem

if TYPE_CHECKING:
    from counterfoil.adapters.store.system import StoreSystem

CatalogueSource: TypeAlias = "Catalogue | str | PathLike[str]"
TariffSource: TypeAlias = "Tariff | str | PathLike[str]"


# Behind the name of a user, and as an option of libpq.
_PASSWORD = re.compile(r"(//[^:/?#]*:)[^?#]*(?=@)|([?&](?:ssl)?password=)[^&#]*", re.IGNORECASE)


class Contents(Enum):
    """What a system may have in it when it is opened: ANYTHING, or NOTHING that was committed."""

    ANYTHING = "anything"
    NOTHING = "nothing"


def open_box_office(
    system: str,
    *,
    catalogue: CatalogueSource | None = None,
    tariff: TariffSource | None = None,
    clock: Clock | None = None,
    references: References | None = None,
    extensions: Extensions | None = None,
    contents: Contents = Contents.ANYTHING,
) -> BoxOffice:
    """Open a box office over *system*.

    `memory:` is an empty system of its own each time; it needs a catalogue and a tariff, as paths
    or as objects. `sqlite:PATH` is a file, made with both where there is none; once something was
    loaded into it, it needs neither. `sqlite:` alone is an empty database in memory. With
    `?durability=normal` behind the path the last commits may be lost where the power fails.
    `postgresql://HOST/DATABASE` is a database that many hosts share, with all options of libpq;
    the tables are in the schema `counterfoil`, or that of `?schema=NAME`.
    Without a clock that of the machine is taken, of PostgreSQL that of the database; without
    references random keys.

    Raises: UsageError for a system that there is not and for what it lacks; FileError,
    CatalogueError and TariffError for what is wrong with catalogue and tariff; PortError for a
    store that cannot be opened.
    """
    opening = _opening_of(system)
    used = SystemClock() if clock is None else clock
    request = _Request(
        system=system,
        rest=system.partition(":")[2],
        catalogue=catalogue,
        tariff=tariff,
        clock=used,
        extensions=extensions,
        contents=contents,
        # A file with nothing to sell helps nobody, and a mistyped path is not to leave one.
        makes=catalogue is not None or tariff is not None,
    )
    return BoxOffice(
        system=opening(request),
        clock=used,
        references=RandomReferences() if references is None else references,
    )


def is_lasting(system: str) -> bool:
    """Whether a URL names the same system each time it is opened, and not a new one."""
    return system not in {"memory:", "sqlite:", "sqlite::memory:"}


def check_system(system: str) -> None:
    """Find out whether a URL names a system, without opening it.

    Raises: UsageError.
    """
    _opening_of(system)


@frozen(kw_only=True)
class _Request:
    """What a system is opened with; ``rest`` is what its URL says behind the scheme.

    ``makes``: whether a file is made where there is none.
    """

    system: str
    rest: str
    catalogue: CatalogueSource | None
    tariff: TariffSource | None
    clock: Clock
    extensions: Extensions | None
    contents: Contents
    makes: bool = True


def _open_memory(request: _Request) -> ReservationSystem:
    if request.rest:
        raise UsageError(
            field="system",
            value=f"memory:{request.rest}",
            problem="names a place in memory",
            allowed="memory: alone, which is empty each time",
        )
    catalogue, tariff = _sold(request)
    return MemorySystem(catalogue, tariff, clock=request.clock, extensions=request.extensions)


def _sqlite(request: _Request) -> StoreSystem:
    with _extra("sqlite"):
        from counterfoil.adapters.sqlite.place import open_store  # noqa: PLC0415
        from counterfoil.adapters.store.system import StoreSystem  # noqa: PLC0415
    store = open_store(request.rest, makes=request.makes)
    return StoreSystem(store, clock=request.clock, extensions=request.extensions)


def _postgresql(request: _Request) -> StoreSystem:
    with _extra("postgres"):
        from counterfoil.adapters.postgres.clock import DatabaseClock  # noqa: PLC0415
        from counterfoil.adapters.postgres.place import open_store  # noqa: PLC0415
        from counterfoil.adapters.store.system import StoreSystem  # noqa: PLC0415
    store = open_store(request.rest)
    # Hosts must agree about the time; only tests and stories bring a clock of their own.
    is_own = not isinstance(request.clock, SystemClock)
    clock = request.clock if is_own else DatabaseClock(store=store)
    return StoreSystem(store, clock=clock, extensions=request.extensions)


# One line for each store.
_STORES: Mapping[str, Callable[[_Request], StoreSystem]] = MappingProxyType(
    {"sqlite": _sqlite, "postgresql": _postgresql}
)


def open_store(
    system: str, *, clock: Clock | None = None, extensions: Extensions | None = None
) -> StoreSystem:
    """Open the store of a URL as it is, loaded or not, to load it or look into it; close it.

    Raises: UsageError for a system that is no store, PortError for one that cannot be opened.
    """
    scheme = system.partition(":")[0]
    if scheme not in _STORES:
        raise UsageError(
            field="system",
            value=without_password(system),
            problem="is no store",
            allowed=", ".join(f"{name}:" for name in _STORES),
        )
    request = _Request(
        system=system,
        rest=system.partition(":")[2],
        catalogue=None,
        tariff=None,
        clock=SystemClock() if clock is None else clock,
        extensions=extensions,
        contents=Contents.ANYTHING,
    )
    return _STORES[scheme](request)


def _open_store(request: _Request) -> ReservationSystem:
    return _stocked(_STORES[request.system.partition(":")[0]](request), request)


def _stocked(system: StoreSystem, request: _Request) -> StoreSystem:
    """Load what is to be sold, unless a store has it already and nothing else is asked for."""
    try:
        _check_contents(system, request)
        if request.catalogue is request.tariff is None:
            return system
        system.load(*_sold(request))
    except BaseException:
        system.close()
        raise
    return system


def _check_contents(system: StoreSystem, request: _Request) -> None:
    if request.contents is Contents.NOTHING and not system.is_empty:
        raise UsageError(
            field="system",
            value=without_password(request.system),
            problem="has carts or orders already",
            allowed="one without any: name another place, or delete what is there",
        )
    if request.catalogue is request.tariff is None and not system.is_loaded:
        raise UsageError(
            field="system",
            value=without_password(request.system),
            problem="has nothing to sell yet",
            allowed="one that was loaded (counterfoil load WORLD --system URL), or a catalogue "
            "and a tariff beside it",
        )


@contextmanager
def _extra(name: str) -> Iterator[None]:
    """Say which extra is missing, where its packages are not installed."""
    try:
        yield
    except ModuleNotFoundError as error:
        raise UsageError(
            field="system",
            value=name,
            problem=f"needs the package {error.name}",
            allowed=f'it once installed: pip install "counterfoil[{name}]"',
        ) from error


def _sold(request: _Request) -> tuple[Catalogue, Tariff]:
    """Answer what is to be sold, read from files where need be."""
    catalogue, tariff = request.catalogue, request.tariff
    if catalogue is None:
        raise _missing("catalogue")
    if tariff is None:
        raise _missing("tariff")
    if not isinstance(catalogue, Catalogue):
        catalogue = read_catalogue(catalogue)
    if not isinstance(tariff, Tariff):
        rules = request.extensions or Extensions()
        tariff = read_tariff(tariff, catalogue=catalogue, extensions=rules)
    return catalogue, tariff


# One line for each system.
SYSTEMS: Mapping[str, Callable[[_Request], ReservationSystem]] = MappingProxyType(
    {"memory": _open_memory, **dict.fromkeys(_STORES, _open_store)}
)


def _opening_of(system: str) -> Callable[[_Request], ReservationSystem]:
    require_type(system, str, field="system", allowed='a text such as "sqlite:box-office.db"')
    scheme, colon, _ = system.partition(":")
    opening = SYSTEMS.get(scheme) if colon else None
    if opening is None:
        raise UsageError(
            field="system",
            value=without_password(system),
            problem="is no system",
            allowed=", ".join(f"{name}:" for name in SYSTEMS),
        )
    return opening


def without_password(system: str) -> str:
    """Write a URL as it may be shown: errors end up in logs.

    >>> without_password("postgresql://clerk:s3cret@db/sales?schema=box&password=s3cret")
    'postgresql://clerk:***@db/sales?schema=box&password=***'
    """
    return _PASSWORD.sub(lambda found: f"{found[1] or found[2]}***", system)


def _missing(field: str) -> UsageError:
    return UsageError(
        field=field,
        value=None,
        problem="is missing",
        allowed="a path or an object: the system has none of its own",
    )
