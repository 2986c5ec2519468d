"""Connections to one database: one that writes, and as many that read as are needed at once."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock, RLock
from typing import TypeAlias

from counterfoil.adapters.sqlite.opening import Durability, check_library, connect, prepare
from counterfoil.adapters.sqlite.patience import Patience

MEMORY = ":memory:"
IDLE_MAX = 16  # connections kept for the next reader; more are closed after use

AnyLock: TypeAlias = "Lock | RLock"

_OF_PARENTS: list[object] = []
"""Connections of the process that this one was forked from: to close them would be to use them."""


class Connections:
    """Lends connections to threads, one at a time each.

    A database in memory is one connection, which readers and writers take turns at.
    """

    def __init__(self, path: str, *, durability: Durability, patience: Patience) -> None:
        """Open the database, and see that its tables are there.

        Raises: PortError.
        """
        check_library()
        self._path = path
        self._durability = durability
        self._patience = patience
        self._start()
        with self.writing() as connection:
            patience.until_free(lambda: prepare(connection, path=path), path=path)

    def _start(self) -> None:
        self._process = os.getpid()
        self._turn = RLock()
        self._writer: sqlite3.Connection | None = None
        self._idle: list[sqlite3.Connection] = []
        self._guard = Lock()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Lend the connection that writes, when all who came before have given it back.

        Raises: UnavailableError where that takes longer than the deadline.
        """
        self._see_fork()
        if not self._turn.acquire(timeout=self._patience.deadline.total_seconds()):
            raise self._patience.too_long(self._path)
        try:
            if self._writer is None:
                self._writer = self._connected()
            yield self._writer
        finally:
            self._turn.release()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Lend a connection that reads."""
        if self._path == MEMORY:
            with self.writing() as only:
                yield only
            return
        self._see_fork()
        with self._guard:
            known = self._idle.pop() if self._idle else None
        connection = self._connected() if known is None else known
        try:
            yield connection
        finally:
            with self._guard:
                keeps = len(self._idle) < IDLE_MAX and not connection.in_transaction
                if keeps:
                    self._idle.append(connection)
            if not keeps:
                connection.close()

    def close(self) -> None:
        """Close what is not lent."""
        if os.getpid() != self._process:
            return
        with self._guard:
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()
        with self._turn:
            if self._writer is not None:
                self._writer.close()
                self._writer = None

    def _connected(self) -> sqlite3.Connection:
        return self._patience.until_free(
            lambda: connect(self._path, durability=self._durability), path=self._path
        )

    def _see_fork(self) -> None:
        """Begin anew in a process that was forked from the one that opened the connections."""
        if os.getpid() != self._process and self._path != MEMORY:
            _OF_PARENTS.append((self._writer, self._idle))
            self._start()
