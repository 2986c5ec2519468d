"""Memos: what was read from a document lately, so that the same text is not read again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

Content = TypeVar("Content")

REMEMBERED_MAX = 512  # documents of some kilobytes each


class Memo(Generic[Content]):
    """Values by the name of what they are of, each beside the text that it was read from.

    The text is always the one in the store: a value is answered only where that is the same, so
    that what another process wrote is seen. Safe to share between threads.
    """

    def __init__(self, *, size: int = REMEMBERED_MAX) -> None:
        self._size = size
        self._known: OrderedDict[str, tuple[str, Content]] = OrderedDict()
        self._lock = Lock()

    def read(self, name: str, text: str, decode: Callable[[str], Content]) -> Content:
        """Answer what *text* says, which is the document of *name*."""
        with self._lock:
            known = self._known.get(name)
        if known is not None and known[0] == text:
            return known[1]
        value = decode(text)
        self.keep(name, text, value)
        return value

    def keep(self, name: str, text: str, value: Content) -> None:
        """Remember what was written as *text*."""
        with self._lock:
            self._known[name] = (text, value)
            self._known.move_to_end(name)
            if len(self._known) > self._size:
                self._known.popitem(last=False)

    def forget(self, name: str) -> None:
        """Forget what was read, so that it is not left in memory."""
        with self._lock:
            self._known.pop(name, None)
