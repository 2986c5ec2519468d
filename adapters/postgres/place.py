"""Where a database is: what a URL says, with the options that are ours."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from counterfoil.adapters.postgres.schemas import DEFAULT
from counterfoil.adapters.postgres.store import CONNECTIONS, PostgresStore
from counterfoil.domain.errors import UsageError


def open_store(place: str) -> PostgresStore:
    """Open the database of a URL, whose scheme was taken off.

    `schema=NAME` and `connections=NUMBER` among its options are ours, all others libpq's.

    Raises: UsageError for a number that is none, PortError for what cannot be opened.
    """
    address, _, query = place.partition("?")
    options = dict(parse_qsl(query, keep_blank_values=True))
    schema = options.pop("schema", DEFAULT) or DEFAULT
    connections = options.pop("connections", str(CONNECTIONS))
    if not (connections.isdecimal() and int(connections)):
        raise UsageError(
            field="system",
            value=f"connections={connections}",
            problem="is no number of connections",
            allowed="a whole number above zero",
        )
    others = f"?{urlencode(options)}" if options else ""
    return PostgresStore(
        f"postgresql:{address}{others}", schema=schema, connections=int(connections)
    )
