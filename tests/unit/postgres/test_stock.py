"""Stock on PostgreSQL beside `settle`: step by step, the same rows, counts and refusals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any, ClassVar

import attrs
import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from tests.unit.stock.ledgers import (
    HOLDERS,
    NAMES,
    NOW,
    RESOURCES,
    allocations,
    draws_on,
    limits,
    quantities,
    takes,
)

from counterfoil.adapters.postgres.store import PostgresStore
from counterfoil.adapters.store.instants import NEVER, from_micros
from counterfoil.adapters.store.store import Session, Values
from counterfoil.domain.errors import InvariantError
from counterfoil.domain.references import AllocationId, HolderId, ResourceId
from counterfoil.domain.stock import (
    GENERAL,
    Allocation,
    Draws,
    Give,
    Level,
    Limit,
    Missing,
    Overbooked,
    Overbooking,
    Row,
    Short,
    StockChange,
    Take,
    level_of,
    levels_of,
    settle,
)
from counterfoil.ports.errors import ConflictError

ROWS = "SELECT resource, holder, allocation, expires_at, quantity FROM stock_rows"
COUNTERS = "SELECT resource, allocation, held, sold FROM stock_counters"
PLAIN = (Overbooking.REFUSED,)


class Meddling:
    """A session in which somebody else is at work just before counters are locked or written."""

    def __init__(self, session: Session, meddle: Callable[[], None]) -> None:
        self.session = session
        self.meddle: Callable[[], None] | None = meddle

    def rows(self, statement: str, values: Values = ()) -> list[tuple[Any, ...]]:
        self.before(statement)
        return self.session.rows(statement, values)

    def row(self, statement: str, values: Values = ()) -> tuple[Any, ...] | None:
        return self.session.row(statement, values)

    def run(self, statement: str, values: Values = ()) -> int:
        self.before(statement)
        return self.session.run(statement, values)

    def run_each(self, statement: str, rows: Iterable[Values]) -> None:
        raise NotImplementedError

    def before(self, statement: str) -> None:
        writes = "FOR UPDATE" in statement or "INSERT" in statement
        if self.meddle is not None and writes and "stock_counters" in statement:
            meddle, self.meddle = self.meddle, None
            meddle()


@pytest.fixture
def store(postgresql_url: str) -> Iterator[PostgresStore]:
    opened = PostgresStore(postgresql_url)
    yield opened
    opened.close()


class StockMachine(RuleBasedStateMachine):
    """Draws are made on the store, and settled on rows that are kept here."""

    store: ClassVar[PostgresStore]

    def __init__(self) -> None:
        super().__init__()
        self.at = NOW
        self.limits: dict[ResourceId, Limit] = {}
        self.rows: tuple[Row, ...] = ()

    @initialize(known=limits(total=st.none() | st.integers(0, 12)))
    def open(self, known: tuple[Limit, ...]) -> None:
        self.limits = {limit.resource: limit for limit in known}
        self.store.write(lambda session: session.run("TRUNCATE stock_rows, stock_counters"))

    # --- what happens ---------------------------------------------------------------------------

    @rule(lines=st.lists(takes(overbooking=PLAIN), min_size=1, max_size=4))
    def take(self, lines: list[Take]) -> None:
        self.draw(Draws(takes=self.in_time(lines)))

    @rule(line=takes(), name=st.just(AllocationId("")))
    def take_of_all(self, line: Take, name: AllocationId) -> None:
        self.draw(Draws(takes=self.in_time([attrs.evolve(line, allocation=name)])))

    @precondition(lambda self: self.rows)
    @rule(data=st.data())
    def draw_on_what_is_there(self, data: st.DataObject) -> None:
        draws = data.draw(draws_on(self.rows, at=self.at))
        self.draw(attrs.evolve(draws, takes=self.in_time(draws.takes)))

    @precondition(lambda self: self.rows)
    @rule(data=st.data())
    def replace(self, data: st.DataObject) -> None:
        """Draw the new in full, under another holder, and give the old back."""
        old = data.draw(st.sampled_from(self.rows))
        new = Take(
            resource=old.resource,
            quantity=data.draw(quantities()),
            holder=data.draw(st.sampled_from(HOLDERS)),
            allocation=old.allocation,
        )
        give = Give(resource=old.resource, quantity=old.quantity, holder=old.holder)
        self.draw(Draws(takes=(new,), gives=(give,)))

    @rule(data=st.data(), mine=takes(), theirs=takes())
    def draw_while_another_draws(self, data: st.DataObject, mine: Take, theirs: Take) -> None:
        """Let another host commit after this one has looked, and before it draws."""
        ours = tuple(row for row in self.rows if row.holder == HOLDERS[0])
        others = tuple(row for row in self.rows if row.holder == HOLDERS[1])
        draws = _of_one(data.draw(draws_on(ours, at=self.at)), HOLDERS[0])
        meanwhile = _of_one(data.draw(draws_on(others, at=self.at)), HOLDERS[1])
        self.race(
            attrs.evolve(draws, takes=self.in_time([attrs.evolve(mine, holder=HOLDERS[0])])),
            attrs.evolve(meanwhile, takes=self.in_time([attrs.evolve(theirs, holder=HOLDERS[1])])),
        )

    @rule(
        resource=st.sampled_from(RESOURCES),
        mine=quantities(),
        theirs=quantities(),
        names=st.tuples(*[st.just(GENERAL) | st.sampled_from(NAMES)] * 2),
        slices=st.just(()) | allocations(),
    )
    def want_the_last(
        self,
        resource: ResourceId,
        mine: int,
        theirs: int,
        names: tuple[AllocationId, ...],
        slices: tuple[Allocation, ...],
    ) -> None:
        """Let two hosts take of what is not enough for both."""
        drawn = levels_of(self.limits.values(), self.rows, at=self.at)[resource].drawn
        set_aside = sum(slice_.quantity for slice_ in slices)
        self.limits[resource] = Limit(
            resource=resource, total=drawn + max(mine, theirs) + set_aside, allocations=slices
        )
        first, second = (
            Take(resource=resource, quantity=quantity, holder=holder, allocation=name)
            for quantity, holder, name in zip((mine, theirs), HOLDERS, names, strict=False)
        )
        self.race(Draws(takes=(first,)), Draws(takes=(second,)))

    def race(self, draws: Draws, meanwhile: Draws) -> None:
        with suppress(ConflictError, InvariantError):
            self.store.write(
                lambda session: self.settle(Meddling(session, lambda: self.draw(meanwhile)), draws)
            )
            levels = levels_of(self.limits.values(), self.rows, at=self.at)
            expected = settle(self.rows, levels, draws, self.at)
            assert isinstance(expected, StockChange)
            self.rows = expected.rows

    @rule(minutes=st.integers(1, 4))
    def pass_time(self, minutes: int) -> None:
        self.at += timedelta(minutes=minutes)

    @rule(limit=st.integers(1, 3))
    def sweep(self, limit: int) -> None:
        stock = self.store.stock
        before = len(self.kept())
        gone = self.store.write(
            lambda session: stock.drop_lapsed(session, before=self.at, limit=limit)
        )
        assert gone == before - len(self.kept()) <= limit

    @rule(
        resource=st.sampled_from(RESOURCES),
        total=st.none() | st.integers(0, 12),
        slices=st.just(()) | allocations(),
        overbooking=st.sampled_from(Overbooking),
    )
    def resize(
        self,
        resource: ResourceId,
        total: int | None,
        slices: tuple[Allocation, ...],
        overbooking: Overbooking,
    ) -> None:
        self.limits[resource] = Limit(
            resource=resource, total=total, allocations=slices, overbooking=overbooking
        )

    # --- what must be true ----------------------------------------------------------------------

    @invariant()
    def counters_are_what_the_rows_count(self) -> None:
        counted: Counter[tuple[str, str, bool]] = Counter()
        for row in self.kept():
            counted[row.resource, row.allocation, row.expires_at is None] += row.quantity
        found: Counter[tuple[str, str, bool]] = Counter()
        for resource, name, held, sold in self.read(COUNTERS):
            found[resource, name, False] += held
            found[resource, name, True] += sold
        assert {name: count for name, count in found.items() if count} == counted

    @invariant()
    def the_rows_are_those_that_were_settled(self) -> None:
        live = {row for row in self.kept() if not row.has_lapsed(self.at)}
        assert live == {row for row in self.rows if not row.has_lapsed(self.at)}

    @invariant()
    def levels_are_those_of_the_rows(self) -> None:
        counts = self.store.read(
            lambda session: self.store.stock.counts(session, self.limits, at=self.at)
        )
        found = {name: level_of(one, counts.get(name, {})) for name, one in self.limits.items()}
        assert found == levels_of(self.limits.values(), self.rows, at=self.at)

    # --- how it is done -------------------------------------------------------------------------

    def in_time(self, lines: Sequence[Take]) -> tuple[Take, ...]:
        return tuple(
            line
            if line.expires_at is None or line.expires_at > self.at
            else attrs.evolve(line, expires_at=self.at + timedelta(minutes=5))
            for line in lines
        )

    def draw(self, draws: Draws) -> None:
        levels = levels_of(self.limits.values(), self.rows, at=self.at)
        expected = settle(self.rows, levels, draws, self.at)
        try:
            overbooked = self.store.write(lambda session: self.settle(session, draws))
        except ConflictError:
            assert isinstance(expected, Short | Missing)
        except InvariantError:
            assert isinstance(expected, Missing)
        else:
            assert isinstance(expected, StockChange)
            assert overbooked == expected.overbooked
            self.rows = expected.rows

    def settle(self, session: Session, draws: Draws) -> tuple[Overbooked, ...]:
        return self.store.stock.settle(session, draws, at=self.at, level=self.level)

    def level(self, resource: ResourceId, counts: Mapping[AllocationId, Sequence[int]]) -> Level:
        return level_of(self.limits[resource], counts)

    def kept(self) -> list[Row]:
        return [
            Row(
                resource=resource,
                holder=holder,
                allocation=name,
                expires_at=None if ends == NEVER else from_micros(ends),
                quantity=quantity,
            )
            for resource, holder, name, ends, quantity in self.read(ROWS)
        ]

    def read(self, statement: str) -> list[tuple[Any, ...]]:
        return self.store.read(lambda session: session.rows(statement))


def _of_one(draws: Draws, holder: HolderId) -> Draws:
    """Leave out what is carried to somebody else."""
    return attrs.evolve(draws, carries=tuple(one for one in draws.carries if one.to == holder))


def test_draws_do_what_settle_says(store: PostgresStore) -> None:
    class OnThisStore(StockMachine):
        pass

    OnThisStore.store = store
    run_state_machine_as_test(
        OnThisStore,
        settings=settings(
            max_examples=25, stateful_step_count=20, phases=[Phase.explicit, Phase.generate]
        ),
    )
