"""Digests of a command, a field each: to say which field differs when a key is used again.

They are keyed by the command's key, so that what people wrote cannot be guessed from what is kept.
All of them are one line of text, for a store to keep in one column:

    UpdateCart actor=eOQb... cart=0Ryw... operations=pX3f...

A field that has its default is left out: a command may get new fields, and old texts stay good.
"""

from __future__ import annotations

from base64 import b64encode
from hashlib import blake2b, sha256
from typing import Protocol

from attrs import AttrsInstance

from counterfoil.domain.digest import encoded_fields
from counterfoil.domain.references import CommandKey

DIGEST_BYTES = 12  # Enough that two bodies sent under one key never meet by chance.


class Keyed(AttrsInstance, Protocol):
    """A command of any kind: it has a key."""

    @property
    def key(self) -> CommandKey:
        """What makes it repeatable."""
        ...


def digests_of(command: Keyed) -> str:
    """Write the kind of a command and a digest of each of its fields in one line."""
    secret = sha256(command.key.encode()).digest()
    words = [type(command).__name__]
    for name, encoding in encoded_fields(command):
        if name != "key":
            found = blake2b(encoding, key=secret, digest_size=DIGEST_BYTES).digest()
            words.append(f"{name}={b64encode(found).decode()}")
    return " ".join(words)


def differing(first: str, second: str) -> tuple[str, ...]:
    """Name the fields in which two commands differ; only the kind where that differs."""
    if first == second:
        return ()
    kinds, digests = zip(*map(_read, (first, second)), strict=True)
    if kinds[0] != kinds[1]:
        return ("command",)
    return tuple(sorted({name for name, _ in digests[0] ^ digests[1]}))


def _read(text: str) -> tuple[str, frozenset[tuple[str, str]]]:
    kind, *words = text.split(" ")
    pairs = (word.partition("=") for word in words)
    return kind, frozenset((name, found) for name, _, found in pairs)
