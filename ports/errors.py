"""What can go wrong outside: the closed hierarchy of port errors.

An adapter translates what it meets into one of these; nothing foreign leaves it.
"""

from __future__ import annotations

from counterfoil.domain.errors import CounterfoilError
from counterfoil.domain.references import CommandKey


class PortError(CounterfoilError):
    """The world outside failed; whether it may have done what was asked the subclasses say."""


class ConflictError(PortError):
    """Something changed since it was loaded; nothing was done, and deciding anew is right.

    ``in_flight``: somebody else is at work on the same thing, so that waiting a little helps.
    """

    def __init__(self, message: str, *, in_flight: bool = False) -> None:
        super().__init__(message)
        self.in_flight = in_flight


class OutcomeUnknownError(PortError):
    """A write was sent and nobody knows whether it was carried out.

    Repeat the command with the same ``key``: it is looked up before anything is sent again.
    """

    def __init__(self, message: str, *, key: CommandKey) -> None:
        super().__init__(message)
        self.key = key


class UnavailableError(PortError):
    """The system cannot be reached or cannot work now; nothing was done."""


class RateLimitedError(PortError):
    """The system asks to wait; nothing was done. ``seconds`` is how long, where it said so."""

    def __init__(self, message: str, *, seconds: int | None = None) -> None:
        super().__init__(message)
        self.seconds = seconds


class AccessDeniedError(PortError):
    """The system does not let us in, or not so far; nothing was done."""


class ProtocolError(PortError):
    """The system answered something that cannot be understood."""
