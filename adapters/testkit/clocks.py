"""A clock that a test turns, and keys that count: everything in a test is then repeatable."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

from counterfoil.adapters.manual_clock import ManualClock
from counterfoil.domain.references import CommandKey
from counterfoil.ports.references import References

__all__ = ["CountingReferences", "ManualClock"]


class CountingReferences:
    """Makes the keys `key-1`, `key-2`, ...; safe to share between threads.

    Two of one *prefix* make the same keys: where several hosts share a system, give each its own.

    >>> CountingReferences(prefix="desk").key()
    'desk-1'
    """

    def __init__(self, *, prefix: str = "key") -> None:
        self._prefix = prefix
        self._count = 0
        self._lock = Lock()

    def __repr__(self) -> str:
        """Show the prefix and the number of the last key."""
        return f"CountingReferences(prefix={self._prefix!r}, made={self._count})"

    def key(self) -> CommandKey:
        """Answer the next key."""
        with self._lock:
            self._count += 1
            return CommandKey(f"{self._prefix}-{self._count}")

    def secret(self) -> bytes:
        """Answer a secret that everybody can know: nothing that is let in by it is real.

        Hosts that share a system have one secret, whatever their keys begin with.
        """
        return b"key"


if TYPE_CHECKING:
    _: type[References] = CountingReferences
