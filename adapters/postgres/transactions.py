"""Transactions: begun, worked in and ended in one pipeline, with settings that end with them.

Nothing is kept in a connection between transactions, so that a pooler may give each of them
another one: no prepared statement, no setting, no lock and no cursor outlives its transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from enum import Enum
from typing import TypeVar

import psycopg
from attrs import frozen
from psycopg.pq import TransactionStatus

from counterfoil.adapters.postgres.failures import InTheWayError, meaning_of
from counterfoil.adapters.postgres.patience import Patience
from counterfoil.adapters.postgres.schemas import quoted
from counterfoil.adapters.postgres.sessions import AnyConnection, PipelinedSession
from counterfoil.adapters.store.store import Session
from counterfoil.domain.references import CommandKey
from counterfoil.ports.errors import OutcomeUnknownError, PortError

Answer = TypeVar("Answer")

_SETTINGS = (
    b"SELECT set_config('search_path', $1, true), set_config('lock_timeout', $2, true), "
    b"set_config('idle_in_transaction_session_timeout', $3, true)"
)
_NOTHING_BEGUN = frozenset({TransactionStatus.IDLE, TransactionStatus.UNKNOWN})


class Mode(Enum):
    """Whether a transaction reads one state, or writes what others may have written before."""

    READ = b"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    WRITE = b"BEGIN ISOLATION LEVEL READ COMMITTED"

    @property
    def end(self) -> bytes:
        """What ends it well."""
        return b"COMMIT" if self is Mode.WRITE else b"ROLLBACK"


@frozen(kw_only=True)
class Transactions:
    """How transactions on the tables of a schema are made."""

    schema: str
    patience: Patience

    def run(
        self,
        connection: AnyConnection,
        work: Callable[[Session], Answer],
        *,
        mode: Mode,
        key: CommandKey | None = None,
    ) -> Answer:
        """Do *work* in a transaction of its own, on a connection that is in none.

        Raises: InTheWayError where nothing was done and doing it anew is right;
            OutcomeUnknownError where the end of a write was on its way when the connection was
            lost; PortError for what else the database reports.
        """
        is_ending = False
        try:
            with connection.pipeline() as pipeline:
                session = PipelinedSession(connection, pipeline)
                session.post(mode.value)
                session.post(_SETTINGS, self._settings())
                answer = work(session)
                is_ending = mode is Mode.WRITE
                ended = session.post(mode.end)
                pipeline.sync()
            assert ended.statusmessage == mode.end.decode(), "work went on after it had failed"
        except psycopg.Error as error:
            if connection.closed:
                raise _lost(key, is_ending=is_ending) from error
            _roll_back(connection)
            raise meaning_of(error) from error
        except BaseException:
            _roll_back(connection)
            raise
        return answer

    def _settings(self) -> tuple[str, ...]:
        times = (self.patience.lock, self.patience.silence)
        return (quoted(self.schema), *(str(time // timedelta(milliseconds=1)) for time in times))


def _roll_back(connection: AnyConnection) -> None:
    if connection.info.transaction_status not in _NOTHING_BEGUN:
        with suppress(psycopg.Error):
            connection.execute(b"ROLLBACK")


def _lost(key: CommandKey | None, *, is_ending: bool) -> PortError | InTheWayError:
    """Say what a lost connection means: nothing was done, unless a commit was on its way."""
    if not is_ending or key is None:
        # What has no key is a load, a purge or the like: done twice, it is done.
        return InTheWayError("a connection was lost")
    return OutcomeUnknownError(
        f"the connection was lost, and what became of command {key!r} is not known", key=key
    )
