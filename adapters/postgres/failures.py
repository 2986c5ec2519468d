"""What PostgreSQL reports, as what it means to who asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from counterfoil.ports.errors import (
    AccessDeniedError,
    PortError,
    ProtocolError,
    UnavailableError,
)

# Source: the manual's appendix of error codes; the first two characters are a class.
_IN_THE_WAY = frozenset(
    {
        "40001",  # serialization_failure
        "40P01",  # deadlock_detected
        "55P03",  # lock_not_available
        "23505",  # unique_violation: another transaction wrote the same row first
    }
)
_DENIED_CLASS = "28"
_DENIED = "42501"  # insufficient_privilege
_OUTSIDE_CLASSES = frozenset({"08", "25", "40", "53", "55", "57", "58"})


class InTheWayError(Exception):
    """Another transaction was in the way: nothing was done, and doing it anew is right."""


@contextmanager
def meanings() -> Iterator[None]:
    """Turn errors of the database into those of the port, before anything is committed.

    Raises: InTheWayError, and PortError without the words of the database: they may show values,
        which may be personal. The cause has them.
    """
    try:
        yield
    except psycopg.Error as error:
        raise meaning_of(error) from error


def meaning_of(error: psycopg.Error) -> PortError | InTheWayError:
    """Answer what an error says of work that was not committed."""
    state = error.sqlstate
    if state in _IN_THE_WAY:
        return InTheWayError(state)
    if state == _DENIED or (state or "").startswith(_DENIED_CLASS) or _was_refused(error):
        return AccessDeniedError(f"the database does not let us do that ({state or 'refused'})")
    if state is None or state[:2] in _OUTSIDE_CLASSES:
        return UnavailableError(
            f"the database cannot work now, nothing was done ({state or 'no connection'})"
        )
    return ProtocolError(f"the database has other tables than expected, or is damaged ({state})")


def _was_refused(error: psycopg.Error) -> bool:
    # A connection that was not let in has no code of its own.
    return isinstance(error, psycopg.OperationalError) and "authentication" in str(error)
