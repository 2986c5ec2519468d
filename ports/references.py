"""What is named: keys for commands whose caller brought none."""

from __future__ import annotations

from typing import Protocol

from counterfoil.domain.references import CommandKey


class References(Protocol):
    """Makes new keys, and keeps the host's secret. Called from any thread.

    ``key`` is called once per command without a key.
    """

    def key(self) -> CommandKey:
        """Answer a new key: at most 50 characters of ``[a-z0-9-]``. Never raises."""
        ...

    def secret(self) -> bytes:
        """Answer the secret that codes of tickets are made from: the same in all processes.

        Called once per attempt to sell. Never raises.
        """
        ...
