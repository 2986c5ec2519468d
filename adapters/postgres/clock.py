"""The clock of the database, which all hosts share: two of them never disagree about a hold."""

from __future__ import annotations

from datetime import datetime, timedelta
from threading import Lock
from typing import TYPE_CHECKING

from attrs import define, field

from counterfoil.adapters.postgres.failures import meanings
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
        with self.store.connection() as connection, meanings():
            found = connection.execute(_NOW).fetchone()
        assert found is not None, "there is always a time"
        with self._lock:
            self._latest = max(self._latest, found[0])
            return EPOCH + timedelta(seconds=self._latest) + self.offset

    def wait(self, duration: timedelta) -> None:
        """Wait by the clock of this machine."""
        self.waiting.wait(duration)


if TYPE_CHECKING:

    def _is_clock(clock: DatabaseClock) -> Clock:
        return clock
