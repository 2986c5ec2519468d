"""Opening a file: settings of each connection, the tables of this version, and what is refused."""

from __future__ import annotations

import sqlite3
from enum import Enum

from counterfoil.adapters.sqlite.dialect import SQLITE
from counterfoil.adapters.sqlite.failures import code_of
from counterfoil.adapters.sqlite.session import SqliteSession
from counterfoil.adapters.store.schema import SCHEMA_VERSION, migrate
from counterfoil.ports.errors import ProtocolError, UnavailableError

APPLICATION_ID = 0x43_46_4F_4C  # "CFOL": by it a file is known to be ours
STATEMENTS_KEPT = 256  # prepared statements of a connection; there are about a hundred
SQLITE_MIN = (3, 38, 0)  # strict tables, RETURNING, JSON built in


class Durability(Enum):
    """What has reached the disk when a commit is answered.

    FULL: the commit. NORMAL: everything but the last commits, which are lost together where the
    machine loses power; the file is sound all the same, and a process that dies loses nothing.
    """

    FULL = "full"
    NORMAL = "normal"


def connect(path: str, *, durability: Durability) -> sqlite3.Connection:
    """Open a connection that any thread may use, one at a time."""
    connection = sqlite3.connect(
        path,
        timeout=0,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=STATEMENTS_KEPT,
    )
    try:
        for setting in (
            f"synchronous = {durability.value}",
            "secure_delete = on",
            "trusted_schema = off",
            "temp_store = memory",
        ):
            connection.execute(f"PRAGMA {setting}")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def check_library() -> None:
    """Raise UnavailableError where Python was built with an SQLite that is too old."""
    if sqlite3.sqlite_version_info < SQLITE_MIN:
        needed = ".".join(map(str, SQLITE_MIN))
        raise UnavailableError(
            f"Python uses SQLite {sqlite3.sqlite_version}, needed: {needed} or newer"
        )


def prepare(connection: sqlite3.Connection, *, path: str) -> None:
    """Make the tables, or bring those of an earlier version up to this one.

    Whoever opens the file at the same time waits, and finds it done.

    Raises: ProtocolError for a file of a newer version, and for one of another application.
    """
    if _version(connection, path=path) == SCHEMA_VERSION:
        _see_log(connection)
        return
    # Only here: it takes longer to import than a file that is up to date takes to open.
    from sqlite_utils import Database  # noqa: PLC0415

    database = Database(connection, execute_plugins=False)
    is_filled = bool(database.table_names() or database.view_names())
    if is_filled and not _is_ours(connection):  # in this order: another may be making it ours
        raise ProtocolError(f"{path}: is a database of another application; name another file")
    database.enable_wal()
    connection.execute("BEGIN IMMEDIATE")
    try:
        version = _version(connection, path=path)
        migrate(SqliteSession(connection), SQLITE, version=version)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _see_log(connection: sqlite3.Connection) -> None:
    """Have a log beside a file that was copied by `VACUUM INTO`, which leaves it out.

    Without one readers would keep writers waiting. A file that cannot be written needs none.
    """
    try:
        connection.execute("PRAGMA journal_mode = wal")
    except sqlite3.Error as error:
        if code_of(error) != sqlite3.SQLITE_READONLY:
            raise


def _is_ours(connection: sqlite3.Connection) -> bool:
    found = connection.execute("PRAGMA application_id").fetchone()[0]
    return bool(found == APPLICATION_ID)


def _version(connection: sqlite3.Connection, *, path: str) -> int:
    """Answer the version of the tables, 0 for a file that is not ours or empty."""
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if not _is_ours(connection):
        return 0
    if version > SCHEMA_VERSION:
        raise ProtocolError(
            f"{path}: was written by a newer version (its tables are version {version}, this one "
            f"knows up to {SCHEMA_VERSION}); update counterfoil to open it"
        )
    return version
