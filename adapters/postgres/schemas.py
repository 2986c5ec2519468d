"""Schemas: where in a database the tables are, and how they get there."""

from __future__ import annotations

from counterfoil.adapters.postgres.dialect import POSTGRESQL
from counterfoil.adapters.store.schema import SCHEMA_VERSION, migrate
from counterfoil.adapters.store.store import Session
from counterfoil.ports.errors import ProtocolError

DEFAULT = "counterfoil"

_LOCK = 0x43_46_4F_4C  # "CFOL": by it those who migrate at the same time know each other
_HAS_TABLES = "SELECT 1 FROM pg_tables WHERE schemaname = ? AND tablename = 'meta'"
_HAS_SCHEMA = "SELECT 1 FROM pg_namespace WHERE nspname = ?"
_VERSION = "SELECT value FROM meta WHERE name = 'schema'"
_SET_VERSION = (
    "INSERT INTO meta (name, value) VALUES ('schema', ?) "
    "ON CONFLICT (name) DO UPDATE SET value = excluded.value"
)
# An index with a count in it would be written with every draw. That somebody drew is noted, as
# a draw does not drop lapsed rows where it need not.
_TUNED = (
    "ALTER TABLE stock_counters ADD COLUMN drawn_until BIGINT NOT NULL DEFAULT 0",
    "DROP INDEX stock_counters_by_swept_until",
    """CREATE INDEX stock_counters_by_swept_until ON stock_counters (swept_until)
    WHERE swept_until > 0""",
)


def version_of(session: Session, schema: str) -> int:
    """Answer the version of the tables, 0 where there are none.

    Raises: ProtocolError for tables of a newer version, and for others of the same name.
    """
    if session.row(_HAS_TABLES, (schema,)) is None:
        return 0
    found = session.row(_VERSION)
    version = int(found[0]) if found is not None else SCHEMA_VERSION + 1
    if version > SCHEMA_VERSION:
        raise ProtocolError(
            f"schema {schema} was written by a newer version (its tables are version {version}, "
            f"this one knows up to {SCHEMA_VERSION}); update counterfoil to open it"
        )
    return version


def prepare(session: Session, schema: str) -> None:
    """Make the tables in a schema, or bring those of an earlier version up to this one.

    Hosts that start at the same time wait for each other, and find it done.

    Raises: ProtocolError, as ``version_of``.
    """
    session.rows("SELECT pg_advisory_xact_lock(?)", (_LOCK,))
    if session.row(_HAS_SCHEMA, (schema,)) is None:
        session.run(f"CREATE SCHEMA {quoted(schema)}")
    version = version_of(session, schema)
    if version == SCHEMA_VERSION:
        return
    migrate(session, POSTGRESQL, version=version)
    if version == 0:
        for statement in _TUNED:
            session.run(statement)
    session.run(_SET_VERSION, (str(SCHEMA_VERSION),))


def quoted(name: str) -> str:
    """Write a name so that it is nothing but a name.

    >>> quoted('a"b')
    '"a""b"'
    """
    return '"' + name.replace('"', '""') + '"'
