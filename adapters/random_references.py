"""Keys that nobody can guess and no two hosts share: what a service runs with."""

from __future__ import annotations

from functools import partial
from secrets import token_bytes, token_hex
from typing import TYPE_CHECKING

from attrs import field, frozen

from counterfoil.domain.privacy import SECRET
from counterfoil.domain.references import CommandKey
from counterfoil.ports.references import References

KEY_BYTES = 20  # bytes: 160 bits, so that two keys are never alike; 40 characters, 50 are allowed


@frozen
class RandomReferences:
    """Makes keys of random bits, from the source that the machine has for secrets.

    A service gives its own ``secret``, at least 16 random bytes, the same in all its processes.
    Without one there is one for the life of this object.

    >>> len(RandomReferences().key())
    40
    """

    _secret: bytes = field(factory=partial(token_bytes, KEY_BYTES), repr=False, metadata=SECRET)

    def secret(self) -> bytes:
        """Answer the secret that was given, or drawn."""
        return self._secret

    def key(self) -> CommandKey:
        """Answer a new key."""
        return CommandKey(token_hex(KEY_BYTES))


if TYPE_CHECKING:
    _: type[References] = RandomReferences
