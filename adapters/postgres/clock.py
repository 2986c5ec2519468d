"""The clock of the database, which all hosts share: two of them never disagree about a hold."""

from __future__ import annotations

from datetime import datetime, timedelta
from threading import Lock
from typing import TYPE_CHECKING

import psycopg
from attrs import define, field

from counterfoil.adapters.postgres.failures import InTheWayError, meaning_of
from counterfoil.adapters.postgres.store import PostgresStore
from counterfoil.adapters.store.instants import EPOCH
from counterfoil.adapters.system_clock import SystemClock
from counterfoil.ports.clock import Clock

_NOW = b"SELECT floor(extract(epoch FROM clock_timestamp()))::bigint"


@define(kw_only=True)
class DatabaseClock:
    """Asks the database for the time; ``offset`` is what a test moves it by."""

    store: PostgresStore
    offset: timedelta = timedelta(0)
    waiting: Clock = field(factory=SystemClock)
    _latest: int = field(default=0, init=False)
    _lock: Lock = field(factory=Lock, init=False)

    def now(self) -> datetime:
        """Ask, to the second, and never answer an earlier instant than before.

        Raises: UnavailableError.
        """
        found = self.store.patience.until_done(self._asked)
        with self._lock:
            self._latest = max(self._latest, found)
            return EPOCH + timedelta(seconds=self._latest) + self.offset

    def _asked(self) -> int:
        """Ask once; a connection that died unused is replaced for the next time."""
        with self.store.connection() as connection:
            try:
                found = connection.execute(_NOW).fetchone()
            except psycopg.Error as error:
                if connection.closed:
                    raise InTheWayError("a connection was lost") from error
                raise meaning_of(error) from error
        assert found is not None, "there is always a time"
        return int(found[0])

    def wait(self, duration: timedelta) -> None:
        """Wait by the clock of this machine."""
        self.waiting.wait(duration)


if TYPE_CHECKING:

    def _is_clock(clock: DatabaseClock) -> Clock:
        return clock
