"""A wire between a client and a server, which a test can cut at a word that the client says."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import Enum
from threading import Thread
from urllib.parse import urlsplit

from attrs import define, field


class Cut(Enum):
    """When the wire is cut: before the server hears the word, or before it is answered."""

    BEFORE_IT_IS_HEARD = "before it is heard"
    BEFORE_IT_IS_ANSWERED = "before it is answered"


@define(kw_only=True)
class Wire:
    """Forwards connections to a port; ``url`` is that of the server, seen through the wire."""

    url: str
    word: bytes = b""
    cut: Cut = Cut.BEFORE_IT_IS_HEARD
    times: int = 0
    _open: list[socket.socket] = field(factory=list)

    def cut_at(self, word: bytes, *, cut: Cut, times: int = 1) -> None:
        """Cut the next connection that says a word, so often."""
        self.word, self.cut, self.times = word, cut, times

    def serve(self, listener: socket.socket, port: int) -> None:
        while True:
            try:
                near, _ = listener.accept()
            except OSError:
                return  # the listener is closed
            far = socket.create_connection(("127.0.0.1", port))
            self._open += [near, far]
            Thread(target=self._forward, args=(near, far), daemon=True).start()
            Thread(target=self._back, args=(far, near), daemon=True).start()

    def close(self) -> None:
        for one in self._open:
            one.close()

    def _forward(self, near: socket.socket, far: socket.socket) -> None:
        with suppress(OSError):
            while data := near.recv(65536):
                if self.times and self.word in data:
                    self.times -= 1
                    _end(near)  # whatever the server answers, nobody hears it
                    if self.cut is Cut.BEFORE_IT_IS_ANSWERED:
                        far.sendall(data)
                        far.shutdown(socket.SHUT_WR)
                    else:
                        _end(far)
                    return
                far.sendall(data)
        _end(far)

    def _back(self, far: socket.socket, near: socket.socket) -> None:
        with suppress(OSError):
            while data := far.recv(65536):
                near.sendall(data)
        _end(near)


def _end(one: socket.socket) -> None:
    with suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)


@contextmanager
def wired(url: str) -> Iterator[Wire]:
    """Lend a wire to the server of a URL."""
    asked = urlsplit(url)
    assert asked.port is not None
    with socket.create_server(("127.0.0.1", 0)) as listener:
        place = asked.netloc.rpartition(":")[0]
        wire = Wire(url=asked._replace(netloc=f"{place}:{listener.getsockname()[1]}").geturl())
        thread = Thread(target=wire.serve, args=(listener, asked.port), daemon=True)
        thread.start()
        try:
            yield wire
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()
            wire.close()
