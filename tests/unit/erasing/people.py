"""A search for all that people have said, in every byte of what the memory keeps."""

import pickle
from base64 import b64encode
from collections.abc import Iterable, Iterator

from counterfoil.adapters.memory import MemorySystem
from counterfoil.adapters.testkit.conformance.people import (
    ERASING,
    STAFF,
    actor,
    bought,
    details,
    opened,
    said,
)

__all__ = [
    "ERASING",
    "STAFF",
    "actor",
    "bought",
    "details",
    "everything",
    "found",
    "opened",
    "said",
]


def everything(system: MemorySystem) -> bytes:
    """Pickle all that a system keeps, but for its lock, its clock and its worlds."""
    kept = {
        name: value
        for name, value in vars(system).items()
        if name not in {"_lock", "_clock", "_worlds", "_extensions", "_count"}
    }
    return pickle.dumps(kept)


def found(system: MemorySystem, words: Iterable[str]) -> list[str]:
    """Search every byte of what a system keeps for words, in several encodings."""
    kept = everything(system).lower()
    return [word for word in words if any(one in kept for one in _spellings(word))]


def _spellings(word: str) -> Iterator[bytes]:
    for encoding in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le"):
        encoded = word.encode(encoding)
        yield encoded.lower()
        yield encoded.hex().encode()
        # Base 64 of a text depends on where it begins: leave out what the neighbors reach into.
        for shift in range(3):
            coded = b64encode(b"\0" * shift + encoded).rstrip(b"=")
            yield coded[(0, 2, 3)[shift] : -2].lower()
