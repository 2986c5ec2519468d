"""What PostgreSQL reports, as what it means to who asked."""

from __future__ import annotations

import psycopg

from counterfoil.ports.errors import (
    AccessDeniedError,
    PortError,
    ProtocolError,
    UnavailableError,
)

# Source: the manual's appendix of error codes; the first two characters are a class.
IN_THE_WAY = frozenset(
    {
        "40001",  # serialization_failure
        "40P01",  # deadlock_detected
        "55P03",  # lock_not_available
        "23505",  # unique_violation: another transaction wrote the same row first
    }
)
_DENIED_CLASSES = frozenset({"28"})
_DENIED = frozenset({"42501"})  # insufficient_privilege
_OUTSIDE_CLASSES = frozenset({"08", "25", "40", "53", "55", "57", "58"})


def is_in_the_way(error: psycopg.Error) -> bool:
    """Say whether another transaction was in the way, so that doing it anew is right."""
    return error.sqlstate in IN_THE_WAY


def meaning_of(error: psycopg.Error) -> PortError:
    """Answer the error of a port for one of the database; its words are not repeated.

    They may show values, which may be personal; the cause has them.
    """
    state = error.sqlstate
    if state in _DENIED or (state is not None and state[:2] in _DENIED_CLASSES):
        return AccessDeniedError(f"the database does not allow it ({state})")
    if state is None and _was_refused(error):
        return AccessDeniedError("the database does not let us in")
    if state is None or state[:2] in _OUTSIDE_CLASSES:
        return UnavailableError(f"the database cannot work now ({state or 'no connection'})")
    return ProtocolError(f"the database has other tables than expected, or is damaged ({state})")


def _was_refused(error: psycopg.Error) -> bool:
    # A failed connection has no code of its own.
    return "authentication failed" in str(error)
