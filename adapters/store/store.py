"""A store: where rows are kept, read and written; it knows no rule and no aggregate."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol, TypeAlias, TypeVar

from counterfoil.adapters.store.dialect import Dialect
from counterfoil.domain.references import AllocationId, CommandKey, ResourceId
from counterfoil.domain.stock import Draws, Level, Overbooked

Answer = TypeVar("Answer")
Values: TypeAlias = Sequence[Any]
"""What is bound to the placeholders of a statement: texts, whole numbers, bytes, None."""

Counts: TypeAlias = Mapping[ResourceId, Mapping[AllocationId, Sequence[int]]]
"""What is held and what is sold of each resource, under each name."""

LevelOf: TypeAlias = Callable[[ResourceId, Mapping[AllocationId, Sequence[int]]], Level]
"""What makes the level of a resource of what is held and sold under each name."""


class Session(Protocol):
    """A transaction under way: everything in it is one step, or did not happen."""

    def rows(self, statement: str, values: Values = ()) -> list[tuple[Any, ...]]:
        """Answer all rows of a statement."""
        ...

    def row(self, statement: str, values: Values = ()) -> tuple[Any, ...] | None:
        """Answer the first row of a statement, or None."""
        ...

    def run(self, statement: str, values: Values = ()) -> int:
        """Carry a statement out; answer how many rows it wrote or deleted."""
        ...

    def run_each(self, statement: str, rows: Iterable[Values]) -> None:
        """Carry a statement out for each of many rows; for none it does nothing."""
        ...


class StockTable(Protocol):
    """How much is drawn of what; `settle` says what a draw does, however a store does it."""

    def counts(
        self, session: Session, resources: Collection[ResourceId], *, at: datetime
    ) -> Counts:
        """Count what is drawn at an instant; lapsed holds do not count, swept or not."""
        ...

    def hold_still(self, session: Session, resources: Collection[ResourceId]) -> None:
        """Keep everybody else from drawing of some resources until the transaction ends."""
        ...

    def settle(
        self,
        session: Session,
        draws: Draws,
        *,
        at: datetime,
        level: LevelOf,
    ) -> tuple[Overbooked, ...]:
        """Carry draws out, all or nothing; *level* makes a level of what is counted.

        Called last in a transaction but for the numbers of events: rows that many want are kept
        from them as shortly as can be.

        Raises: ConflictError for what ran out or lapsed meanwhile, InvariantError for a hold that
            never was.
        """
        ...

    def drop_lapsed(self, session: Session, *, before: datetime, limit: int) -> int:
        """Drop rows of holds that had lapsed at an instant, at most *limit*; answer how many."""
        ...


class Store(Protocol):
    """Runs work in transactions; safe to share between threads.

    Both methods raise UnavailableError where the database cannot work, after which nothing was
    done, and ProtocolError for a database that is damaged.
    """

    @property
    def dialect(self) -> Dialect:
        """How this database says things."""
        ...

    @property
    def stock(self) -> StockTable:
        """How stock is drawn here."""
        ...

    def read(self, work: Callable[[Session], Answer]) -> Answer:
        """Do *work* on one state of the database, which nobody changes meanwhile."""
        ...

    def write(self, work: Callable[[Session], Answer], *, key: CommandKey | None = None) -> Answer:
        """Do *work* in one transaction, and answer when it is durable; an error undoes it.

        *work* may be done anew where another transaction was in its way, so that it leaves
        nothing behind but rows. ``key`` names the command in the error of a lost answer.

        Raises: OutcomeUnknownError where the commit was sent and its answer was lost.
        """
        ...

    def scrub(self) -> None:
        """See that what was overwritten or deleted is not left where the database can see to it.

        Called after something was erased, outside a transaction. Raises nothing: what cannot be
        done now is done when the database is next tidied.
        """
        ...

    def close(self) -> None:
        """Let go of connections and files. Nothing is called after it."""
        ...
