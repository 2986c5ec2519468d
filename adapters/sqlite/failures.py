"""What goes wrong in SQLite, as the closed errors of the ports, each saying what to do."""

from __future__ import annotations

import sqlite3

from counterfoil.ports.errors import (
    AccessDeniedError,
    PortError,
    ProtocolError,
    UnavailableError,
)

_PRIMARY = 0xFF  # the low byte of a code says what it is, the rest where it happened
_WAITING = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT})
_UNEXPECTED = frozenset({sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_MISMATCH})
_DENIED = frozenset({sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH})


def code_of(error: sqlite3.Error) -> int:
    """Answer the primary result code of an error, 0 where it has none."""
    return getattr(error, "sqlite_errorcode", 0) & _PRIMARY


def is_waiting(error: sqlite3.Error) -> bool:
    """Whether somebody else is at work, so that waiting a little helps."""
    return code_of(error) in _WAITING


def translated(error: sqlite3.Error, *, path: str) -> PortError:
    """Answer the error of a port; nothing was done."""
    code = code_of(error)
    if code == sqlite3.SQLITE_FULL:
        return UnavailableError(
            f"{path}: the disk is full, nothing was done; make room and repeat the command"
        )
    if code == sqlite3.SQLITE_NOTADB:
        return ProtocolError(f"{path}: is not an SQLite database; name another file")
    if code in _DAMAGED:
        return ProtocolError(f"{path}: is damaged ({error}); restore it from a copy")
    if code in _UNEXPECTED:
        return ProtocolError(
            f"{path}: has other tables or rows than expected ({error}), nothing was done; "
            "see who else writes to it, or restore it from a copy"
        )
    if code in _DENIED:
        return AccessDeniedError(
            f"{path}: cannot be written ({error}), nothing was done; "
            "allow this user to write the file and its folder"
        )
    if code == sqlite3.SQLITE_CANTOPEN:
        return UnavailableError(
            f"{path}: cannot be opened; see that its folder is there and may be written"
        )
    return UnavailableError(f"{path}: {error}, nothing was done")
