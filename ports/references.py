"""What is named: keys for commands whose caller brought none."""

from __future__ import annotations

from typing import Protocol

from counterfoil.domain.references import CommandKey


class References(Protocol):
    """Makes new keys. Called once per command without a key, from any thread."""

    def key(self) -> CommandKey:
        """Answer a new key: at most 50 characters of ``[a-z0-9-]``. Never raises."""
        ...
