"""Where a database is: what a URL says, with the options that are ours."""

from __future__ import annotations

from urllib.parse import unquote

from counterfoil.adapters.postgres.schemas import DEFAULT
from counterfoil.adapters.postgres.store import CONNECTIONS, PostgresStore
from counterfoil.domain.errors import UsageError


def open_store(place: str) -> PostgresStore:
    """Open the database of a URL, whose scheme was taken off.

    `schema=NAME` and `connections=NUMBER` among its options are ours, all others libpq's.

    Raises: UsageError for a number that is none, PortError for what cannot be opened.
    """
    address, _, query = place.partition("?")
    ours = {"schema": "", "connections": str(CONNECTIONS)}
    others = []
    for option in query.split("&") if query else ():
        name, _, value = option.partition("=")
        if name in ours:
            ours[name] = unquote(value)
        else:
            others.append(option)  # as it is: libpq does not read a plus sign as a space
    connections = ours["connections"]
    if not (connections.isdecimal() and int(connections)):
        raise UsageError(
            field="system",
            value=f"connections={connections}",
            problem="is no number of connections",
            allowed="a whole number above zero",
        )
    rest = f"?{'&'.join(others)}" if others else ""
    return PostgresStore(
        f"postgresql:{address}{rest}",
        schema=ours["schema"] or DEFAULT,
        connections=int(connections),
    )
