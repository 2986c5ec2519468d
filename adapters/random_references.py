"""Keys that nobody can guess and no two hosts share: what a service runs with."""

from __future__ import annotations

from secrets import token_hex
from typing import TYPE_CHECKING

from attrs import frozen

from counterfoil.domain.references import CommandKey
from counterfoil.ports.references import References

KEY_BYTES = 20  # bytes: 160 bits, so that two keys are never alike; 40 characters, 50 are allowed


@frozen
class RandomReferences:
    """Makes keys of random bits, from the source that the machine has for secrets.

    >>> len(RandomReferences().key())
    40
    """

    def key(self) -> CommandKey:
        """Answer a new key."""
        return CommandKey(token_hex(KEY_BYTES))


if TYPE_CHECKING:
    _: type[References] = RandomReferences
