"""The stock: `settle` beside a model of single units, and the laws H1, H2 and H5."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from tests.unit.stock.ledgers import (
    HOLDERS,
    LAST,
    NAMES,
    NOW,
    RESOURCES,
    Case,
    allocations,
    cases,
    draws_on,
    ledgers,
    limits,
    quantities,
    takes,
    takings,
    totals,
)
from tests.unit.stock.unit_model import RefusedError, Unit, UnitModel, units_of

from counterfoil.domain.references import AllocationId, ResourceId
from counterfoil.domain.stock import (
    Allocation,
    Draws,
    Give,
    Level,
    Limit,
    Missing,
    Movement,
    Overbooking,
    Overflow,
    Row,
    Settlement,
    Short,
    StockChange,
    Take,
    levels_of,
    moved,
    settle,
)

SEARCH = settings(max_examples=1_000, database=None, phases=[Phase.generate])
PLAIN = (Overbooking.REFUSED,)


def settled(case: Case) -> Settlement:
    return settle(case.rows, levels_of(case.limits, case.rows, at=NOW), case.draws, NOW)


def fields_of(draws: Draws) -> dict[str, tuple[Any, ...]]:
    return {field.name: getattr(draws, field.name) for field in attrs.fields(Draws)}


def identity(row: Row) -> tuple[object, ...]:
    return (row.resource, row.holder, row.allocation, row.expires_at)


class Store:
    """What a store with counters does: rows by identity, and counts that only ever move."""

    def __init__(self, known: Iterable[Limit], rows: Iterable[Row] = ()) -> None:
        self.limits = {limit.resource: limit for limit in known}
        self.rows: dict[tuple[object, ...], Row] = {}
        self.counts: Counter[tuple[ResourceId, AllocationId, str]] = Counter()
        for row in rows:
            self.rows[identity(row)] = row
            self.count(row, row.quantity)

    def count(self, row: Row, quantity: int) -> None:
        state = "sold" if row.expires_at is None else "held"
        self.counts[row.resource, row.allocation, state] += quantity

    def levels(self, at: datetime) -> dict[ResourceId, Level]:
        """Read the counters, and take off what lapsed and has not been swept."""
        counts = self.counts.copy()
        for row in self.rows.values():
            if row.has_lapsed(at):
                counts[row.resource, row.allocation, "held"] -= row.quantity
        movements = [
            Movement(resource=resource, allocation=name, **{state: count})
            for (resource, name, state), count in counts.items()
        ]
        return moved(levels_of(self.limits.values(), (), at=at), movements)

    def write(self, change: StockChange) -> None:
        for row in (*change.deleted, *change.lapsed):
            assert self.rows.pop(identity(row)) == row
        for row in change.lapsed:
            self.count(row, -row.quantity)
        self.rows.update({identity(row): row for row in change.written})
        for movement in change.movements:
            self.counts[movement.resource, movement.allocation, "held"] += movement.held
            self.counts[movement.resource, movement.allocation, "sold"] += movement.sold

    def recounted(self) -> Counter[tuple[ResourceId, AllocationId, str]]:
        return Store(self.limits.values(), self.rows.values()).counts


class TestSettle:
    @pytest.mark.parametrize("kind", [StockChange, Short, Missing])
    def test_every_kind_of_answer_is_generated(self, kind: type) -> None:
        find(cases(), lambda case: isinstance(settled(case), kind), settings=SEARCH)

    @given(cases())
    def test_it_answers_what_single_units_answer(self, case: Case) -> None:
        model = UnitModel(case.rows, case.limits, at=NOW)
        expected: object = None
        try:
            model.settle(case.draws)
        except RefusedError as refused:
            expected = refused.answer

        answer = settled(case)

        if not isinstance(answer, StockChange):
            assert answer == expected
            return
        assert expected is None
        assert Counter(units_of(answer.rows)) == Counter(model.units)
        assert Counter(units_of(answer.lapsed)) == Counter(model.lapsed)
        overbooked = {(one.resource, one.allocation): one.quantity for one in answer.overbooked}
        assert overbooked == model.overbooked

    @given(cases())
    def test_its_delta_leads_to_the_rows_and_its_movements_to_the_levels(self, case: Case) -> None:
        store = Store(case.limits, case.rows)
        levels = levels_of(case.limits, case.rows, at=NOW)

        answer = settle(case.rows, levels, case.draws, NOW)

        if not isinstance(answer, StockChange):
            return
        store.write(answer)
        assert Counter(store.rows.values()) == Counter(answer.rows)
        assert store.counts == store.recounted()
        assert moved(levels, answer.movements) == levels_of(case.limits, answer.rows, at=NOW)
        assert not set(answer.written) & set(case.rows), "only what changes is written"

    @given(cases(), st.randoms(use_true_random=False))
    def test_the_order_of_lines_and_rows_does_not_matter(
        self, case: Case, chance: random.Random
    ) -> None:
        def shuffled(lines: tuple[Any, ...]) -> tuple[Any, ...]:
            return tuple(chance.sample(lines, len(lines)))

        turned = Draws(**{name: shuffled(lines) for name, lines in fields_of(case.draws).items()})

        other = settled(Case(shuffled(case.rows), case.limits, turned))

        assert unordered(other) == unordered(settled(case))

    @given(cases(), st.randoms(use_true_random=False))
    def test_splitting_a_draw_over_two_lines_changes_nothing(
        self, case: Case, chance: random.Random
    ) -> None:
        def split(lines: tuple[Any, ...]) -> Iterator[Any]:
            for line in lines:
                first = chance.randint(0, line.quantity)
                for quantity in (first, line.quantity - first):
                    if quantity:
                        yield attrs.evolve(line, quantity=quantity)

        parts = {name: tuple(split(lines)) for name, lines in fields_of(case.draws).items()}

        assert settled(case._replace(draws=Draws(**parts))) == settled(case)

    @given(cases(), st.randoms(use_true_random=False))
    def test_rows_of_others_need_not_be_there(self, case: Case, chance: random.Random) -> None:
        """Levels count all rows, so that a store reads only those of the holders that draw."""
        levels = levels_of(case.limits, case.rows, at=NOW)
        drawing = {
            (line.resource, holder)
            for lines in fields_of(case.draws).values()
            for line in lines
            for holder in (line.holder, getattr(line, "to", line.holder))
        }
        few = tuple(
            row
            for row in case.rows
            if (row.resource, row.holder) in drawing or chance.random() < 0.5
        )

        whole, part = (settle(rows, levels, case.draws, NOW) for rows in (case.rows, few))

        if isinstance(whole, StockChange) and isinstance(part, StockChange):
            gone = set(case.rows) - set(few)
            whole = attrs.evolve(
                whole,
                rows=tuple(row for row in whole.rows if row not in gone),
                lapsed=tuple(row for row in whole.lapsed if row not in gone),
            )
        assert part == whole


def unordered(answer: Settlement) -> object:
    if not isinstance(answer, StockChange):
        return answer
    return {
        field.name: Counter(getattr(answer, field.name)) for field in attrs.fields(StockChange)
    }


class TestH1:
    """H1, what fits.

    A hold is refused for capacity if and only if some pool or allocation cannot take the *sum*
    over all lines and nested parts; all pools or none. (An allocation is a reserved slice;
    `overflow` lets it draw from the unreserved rest.)
    """

    @given(takings())
    def test_it_is_refused_exactly_where_a_sum_does_not_fit(self, case: Case) -> None:
        answer = settled(case)

        rows, known, asked = case.rows, case.limits, case.draws.takes
        live = [row for row in rows if not row.has_lapsed(NOW)]
        fit = all(
            sums_fit(
                limit,
                drawn=sums(row for row in live if row.resource == limit.resource),
                added=sums(take for take in asked if take.resource == limit.resource),
            )
            for limit in known
        )
        assert isinstance(answer, StockChange if fit else Short)

    @given(cases())
    def test_all_is_drawn_or_nothing(self, case: Case) -> None:
        answer = settled(case._replace(draws=Draws(takes=case.draws.takes)))

        if isinstance(answer, StockChange):
            added = Counter(units_of(answer.rows))
            added.subtract(units_of(row for row in case.rows if not row.has_lapsed(NOW)))
            wanted = Counter[Unit]()
            for take in case.draws.takes:
                unit = Unit(take.resource, take.holder, take.allocation, take.expires_at)
                wanted[unit] += take.quantity
            assert +added == wanted
            assert not -added


def sums(lines: Iterable[Row | Take]) -> Counter[AllocationId]:
    counted = Counter[AllocationId]()
    for line in lines:
        counted[line.allocation] += line.quantity
    return counted


def sums_fit(limit: Limit, *, drawn: Counter[AllocationId], added: Counter[AllocationId]) -> bool:
    """Say of sums alone whether they fit: nobody sells what there is not, or is another's."""
    promised = {one.name: one.quantity for one in limit.allocations}
    closed = {one.name for one in limit.allocations if one.overflow is Overflow.REFUSED}
    after = drawn + added
    # Beyond its slice, counted from where it stood when it was beyond it already.
    beyond = [name for name in added if after[name] > max(promised.get(name, 0), drawn[name])]
    if closed.intersection(beyond):
        return False
    if limit.total is None or not added:
        return True
    unused = sum(max(0, quantity - after[name]) for name, quantity in promised.items())
    # Who draws only what was promised need not leave what was promised to others.
    return after.total() + (unused if beyond else 0) <= limit.total


class TestH2:
    """H2, never too many.

    0 <= held + sold <= total under any interleaving of any number of clients, with any crash. A
    pool shrunk below held + sold sells nothing and says so.
    """

    @given(limits(total=st.integers(0, 12)), st.data())
    def test_no_sequence_draws_more_than_there_is(
        self, known: tuple[Limit, ...], data: st.DataObject
    ) -> None:
        rows: tuple[Row, ...] = ()
        at = NOW
        for _ in range(data.draw(st.integers(1, 5))):
            at += timedelta(minutes=data.draw(st.integers(0, 6)))
            asked = data.draw(st.lists(takes(overbooking=PLAIN), min_size=2, max_size=5))
            asked = [one for one in asked if one.expires_at is None or one.expires_at > at]
            draws = attrs.evolve(data.draw(draws_on(rows, at=at)), takes=tuple(asked))
            answer = settle(rows, levels_of(known, rows, at=at), draws, at)
            rows = answer.rows if isinstance(answer, StockChange) else rows

            for level in levels_of(known, rows, at=at).values():
                assert level.total is not None
                assert level.held >= 0
                assert level.sold >= 0
                assert level.held + level.sold <= level.total

    @given(ledgers(), limits(), st.lists(takes(overbooking=PLAIN), min_size=1, max_size=3))
    def test_a_pool_shrunk_below_its_draws_sells_nothing_and_says_so(
        self, rows: tuple[Row, ...], known: tuple[Limit, ...], asked: list[Take]
    ) -> None:
        counted = levels_of(known, rows, at=NOW)
        shrunk = tuple(
            attrs.evolve(limit, total=max(0, counted[limit.resource].drawn - 1)) for limit in known
        )

        answer = settled(Case(rows, shrunk, Draws(takes=tuple(asked))))

        assert isinstance(answer, Short)
        assert {one.resource for one in answer.shortages} == {one.resource for one in asked}
        for shortage in answer.shortages:
            assert shortage.left == 0
            assert shortage.overdrawn == min(1, counted[shortage.resource].drawn)


class TestH5:
    """H5, what comes back.

    Every unit drawn comes back exactly once (release, expiry, cancellation), to the allocation it
    came from.
    """

    @given(limits(total=st.none()), st.data())
    def test_what_is_drawn_comes_back_once_to_its_allocation(
        self, known: tuple[Limit, ...], data: st.DataObject
    ) -> None:
        store = Store(known)
        drawn, returned = Counter[Any](), Counter[Any]()
        at = NOW
        for _ in range(data.draw(st.integers(1, 5))):
            at += timedelta(minutes=data.draw(st.integers(0, 6)))
            rows = tuple(store.rows.values())
            draws = data.draw(draws_on(rows, at=at))
            taken = [one for one in draws.takes if one.expires_at is None or one.expires_at > at]
            draws = attrs.evolve(draws, takes=tuple(taken))
            answer = settle(rows, store.levels(at), draws, at)
            if isinstance(answer, StockChange):
                store.write(answer)
                drawn.update(by_allocation(taken))
                # What moved is what was taken less what was given: kept units only change sides.
                back = by_allocation(answer.lapsed)
                back.update(by_allocation(taken))
                for one in answer.movements:
                    back[one.resource, one.allocation] -= one.held + one.sold
                assert min(back.values(), default=0) >= 0
                returned.update(back)
        # Everything that is left is cancelled at once, or has lapsed by then.
        everything = tuple(store.rows.values())
        gives = tuple(
            Give(resource=row.resource, quantity=row.quantity, holder=row.holder)
            for row in everything
        )

        last = settle(everything, store.levels(LAST), Draws(gives=gives), LAST)

        assert isinstance(last, StockChange)
        store.write(last)
        assert not store.rows
        assert not +store.counts
        assert not -store.counts
        assert +drawn == returned + by_allocation(everything)


def by_allocation(lines: Iterable[Row | Take]) -> Counter[Any]:
    counted: Counter[Any] = Counter()
    for line in lines:
        counted[line.resource, line.allocation] += line.quantity
    return counted


class StockMachine(RuleBasedStateMachine):
    """A store that many clients draw from, while time passes and pools grow and shrink.

    It is held against a model that keeps single units of its own.
    """

    def __init__(self) -> None:
        super().__init__()
        self.at = NOW
        self.store = Store(())
        self.model = UnitModel((), (), at=NOW)
        self.excess: dict[ResourceId, int] = {}

    @initialize(known=limits())
    def open(self, known: tuple[Limit, ...]) -> None:
        self.store = Store(known)
        self.model = UnitModel((), known, at=self.at)

    # --- what happens ---------------------------------------------------------------------------

    @rule(lines=st.lists(takes(overbooking=PLAIN), min_size=1, max_size=4))
    def take(self, lines: list[Take]) -> None:
        self.draw(Draws(takes=self.in_time(lines)))

    @rule(line=takes(overbooking=(Overbooking.ALLOWED,)), other=takes(overbooking=PLAIN))
    def overbook(self, line: Take, other: Take) -> None:
        self.draw(Draws(takes=self.in_time([line, other])))

    @precondition(lambda self: self.store.rows)
    @rule(data=st.data())
    def draw_on_what_is_there(self, data: st.DataObject) -> None:
        rows = tuple(sorted(self.store.rows.values(), key=repr))
        draws = data.draw(draws_on(rows, at=self.at))
        self.draw(attrs.evolve(draws, takes=self.in_time(draws.takes)))

    @precondition(lambda self: self.store.rows)
    @rule(data=st.data())
    def replace(self, data: st.DataObject) -> None:
        """Draw the new in full, under another holder, and give the old back."""
        old = data.draw(st.sampled_from(sorted(self.store.rows.values(), key=repr)))
        new = Take(
            resource=old.resource,
            quantity=data.draw(quantities()),
            holder=data.draw(st.sampled_from(HOLDERS)),
            allocation=old.allocation,
        )
        give = Give(resource=old.resource, quantity=old.quantity, holder=old.holder)
        self.draw(Draws(takes=(new,), gives=(give,)))

    @rule(minutes=st.integers(1, 4))
    def pass_time(self, minutes: int) -> None:
        self.at += timedelta(minutes=minutes)
        self.model.lapse(self.at)

    @rule()
    def sweep(self) -> None:
        self.draw(Draws(), sweeping=True)
        assert not self.model.lapsed

    @rule(
        resource=st.sampled_from(RESOURCES),
        total=totals(),
        slices=allocations(),
        overbooking=st.sampled_from(Overbooking),
    )
    def resize(
        self,
        resource: ResourceId,
        total: int | None,
        slices: tuple[Allocation, ...],
        overbooking: Overbooking,
    ) -> None:
        limit = Limit(resource=resource, total=total, allocations=slices, overbooking=overbooking)
        self.store.limits[resource] = self.model.limits[resource] = limit

    # --- what must be true ----------------------------------------------------------------------

    @invariant()
    def counters_are_what_the_rows_count(self) -> None:
        assert self.store.counts == self.store.recounted()

    @invariant()
    def the_ledger_holds_the_units_of_the_model(self) -> None:
        units = units_of(self.store.rows.values())
        assert Counter(units) == Counter(self.model.units + self.model.lapsed)

    @invariant()
    def levels_count_the_units_of_the_model(self) -> None:
        for resource, level in self.store.levels(self.at).items():
            assert level.drawn == self.model.drawn(resource)
            for name in NAMES:
                left = level.left(name)
                if left is None:
                    assert self.model.may_draw(resource, name)
                else:
                    assert bool(left) is self.model.may_draw(resource, name)

    # --- how ------------------------------------------------------------------------------------

    def in_time(self, lines: Iterable[Take]) -> tuple[Take, ...]:
        """Give takes that would have lapsed another expiry."""
        return tuple(
            attrs.evolve(line, expires_at=self.at + timedelta(minutes=3))
            if line.expires_at is not None and line.expires_at <= self.at
            else line
            for line in lines
        )

    def draw(self, draws: Draws, *, sweeping: bool = False) -> None:
        drawing = {
            (line.resource, holder)
            for lines in fields_of(draws).values()
            for line in lines
            for holder in (line.holder, getattr(line, "to", line.holder))
        }
        rows = [
            row
            for row in self.store.rows.values()
            if sweeping or (row.resource, row.holder) in drawing
        ]
        levels = self.store.levels(self.at)
        units, expected = list(self.model.units), None
        try:
            self.model.settle(draws)
        except RefusedError as refused:
            self.model.units, expected = units, refused.answer

        answer = settle(rows, levels, draws, self.at)

        if not isinstance(answer, StockChange):
            assert answer == expected
            return
        assert expected is None
        self.store.write(answer)
        gone = units_of(answer.lapsed)
        self.model.lapsed = list((Counter(self.model.lapsed) - Counter(gone)).elements())
        assert moved(levels, answer.movements) == self.store.levels(self.at)
        for resource, level in self.store.levels(self.at).items():
            beyond = sum(one.quantity for one in answer.overbooked if one.resource == resource)
            assert level.overdrawn <= levels[resource].overdrawn + beyond


TestStockMachine = StockMachine.TestCase
