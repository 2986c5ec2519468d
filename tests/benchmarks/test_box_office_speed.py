"""How fast a box office over memory adds and releases, and what it keeps. Figures, not verdicts.

A pair is two whole commands through the door: add an item with a hold, and remove it again. Beside
it stands a bare loop that draws from a counter, with a dictionary of holds and a heap of expiries,
at the same number of live holds. Read the ratios of one run; `nox -s bench` prints them.
"""

from __future__ import annotations

import gc
import sys
import tracemalloc
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from enum import Enum
from functools import cache
from heapq import heappop, heappush
from threading import Barrier, Lock
from time import process_time
from types import FunctionType, ModuleType
from typing import TypeVar

import attrs
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from counterfoil.adapters.files import parse_catalogue, parse_tariff
from counterfoil.adapters.memory import MemorySystem
from counterfoil.adapters.testkit.clocks import CountingReferences, ManualClock
from counterfoil.domain.cart.commands import AddItem, RemoveItem, UpdateCart
from counterfoil.domain.decisions import Decision
from counterfoil.domain.party import AccountType, Actor
from counterfoil.domain.references import (
    CartId,
    ItemId,
    ProductId,
    ResourceId,
    SlotId,
    TicketTypeId,
)
from counterfoil.domain.refusals import SoldOut
from counterfoil.ports.box_office import BoxOffice, Refused
from counterfoil.ports.errors import ConflictError
from counterfoil.ports.reservation_system import Committed

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
TICK = timedelta(milliseconds=1)  # between two pairs: all holds of a run overlap
HOLD = timedelta(hours=4)
GUEST = Actor(account_type=AccountType.GUEST, name="Ada Mol")
TOWER, ADULT = ProductId("tower"), TicketTypeId("adult")
SLOTS = tuple(
    SlotId(f"2026-06-{day:02}T{hour:02}:00") for day in range(2, 29) for hour in range(10, 18)
)
LIVE = (1_000, 10_000, 100_000)
PAIRS = 200
BARE_PAIRS = 20_000
ROUNDS = 5
SEATS = 400
THREADS = 16

Holder = TypeVar("Holder", bound=str)

CATALOGUE = """
[catalogue]
id = "tower"
currency = "EUR"
zone = "Europe/Amsterdam"
supplier = { id = "tower", name = "The Tower" }

[hold]
length = "4h"
renewal = "on_touch"
cap = "8h"

[[product]]
id = "tower"
title = "Tower, at an hour"
admission = "TIME_SLOT"
availability = true
managed_capacity = true
capacity_type = "own"
limits = { booking_max = 20 }
[[product.ticket_type]]
id = "adult"
kind = "ADULT"
label = "Adult"
[[product.ticket_type]]
id = "child"
kind = "CHILD"
label = "Child"
[product.schedule]
duration = "1h"
capacity = CAPACITY
[[product.schedule.rule]]
weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
times = { first = "10:00", last = "17:00", every = "1h" }
"""

TARIFF = """
[tariff]
id = "tower"
currency = "EUR"

[[price]]
product = "tower"
amounts = { adult = 14.50, child = 9.00 }

[[variation]]
id = "weekend"
label = "Weekend"
type = "PRODUCT_DAILY"
amount = 2.00
weekdays = ["sat", "sun"]

[[tax]]
id = "low"
label = "Low rate"
percentage = 9

[[taxation]]
taxes = ["low"]
"""


class CountingSystem(MemorySystem):
    """Counts how often a decision came too late."""

    conflicts = 0

    def commit(self, decision: Decision) -> Committed:
        """Commit, and count a conflict."""
        try:
            return super().commit(decision)
        except ConflictError:
            self.conflicts += 1
            raise


@attrs.frozen(kw_only=True)
class Tower:
    """A box office, its system and its clock."""

    office: BoxOffice
    system: CountingSystem
    clock: ManualClock

    def opened(self, count: int) -> list[CartId]:
        """Open some carts."""
        return [self.office.open_cart(GUEST).cart.id for _ in range(count)]

    def fill(self, carts: Iterable[CartId]) -> None:
        """Add two tickets to each cart, spread over the slots."""
        for number, cart in enumerate(carts):
            self.add(cart, SLOTS[number % len(SLOTS)])

    def add(self, cart: CartId, slot: SlotId) -> ItemId:
        """Add an item of two tickets, a tick after the one before."""
        self.clock.turn(TICK)
        view = self.office.update(
            cart, GUEST, AddItem(product=TOWER, slot=slot, quantities=((ADULT, 2),))
        )
        return view.cart.items[-1].id

    def add_and_release(self, carts: Iterable[CartId]) -> None:
        """Add an item to each cart and remove it again."""
        for number, cart in enumerate(carts):
            item = self.add(cart, SLOTS[number % len(SLOTS)])
            self.office.update(cart, GUEST, RemoveItem(item=item))


def tower(capacity: int = 10**9) -> Tower:
    """Open the box office of the tower."""
    clock = ManualClock(NOW)
    catalogue = parse_catalogue(CATALOGUE.replace("CAPACITY", str(capacity)))
    tariff = parse_tariff(TARIFF, catalogue=catalogue)
    system = CountingSystem(catalogue, tariff, clock=clock)
    office = BoxOffice(system=system, clock=clock, references=CountingReferences())
    return Tower(office=office, system=system, clock=clock)


def pool(slot: SlotId) -> ResourceId:
    """Name the pool of a slot."""
    return ResourceId(f"pool:{TOWER}/{slot}")


def drawn(place: Tower) -> int:
    """Count the seats that are drawn in all slots."""
    levels = place.system.levels([pool(slot) for slot in SLOTS], at=place.clock.now())
    return sum(level.drawn for level in levels.values())


def one_ticket(place: Tower, cart: CartId, slot: SlotId) -> UpdateCart:
    """Ask for one ticket."""
    item = AddItem(product=TOWER, slot=slot, quantities=((ADULT, 1),))
    key = place.office.references.key()
    return UpdateCart(key=key, actor=GUEST, cart=cart, operations=(item,))


def size_of(roots: Iterable[object], *, without: Iterable[object]) -> int:
    """Sum the bytes of all objects that *roots* lead to, once each, less the shared ones."""
    seen = {id(found) for found in _reached(without, set())}
    return sum(map(sys.getsizeof, _reached(roots, seen)))


def _reached(roots: Iterable[object], seen: set[int]) -> Iterator[object]:
    waiting = list(roots)
    while waiting:
        found = waiting.pop()
        if id(found) in seen or isinstance(found, type | ModuleType | FunctionType | Enum):
            continue
        seen.add(id(found))
        yield found
        waiting.extend(gc.get_referents(found))


@cache
def busy(live: int) -> Tower:
    """Open a box office with that many carts of one item each."""
    place = tower()
    place.fill(place.opened(live))
    return place


class BareLoop:
    """What is left of it without carts, prices, keys and checks; as safe between threads."""

    def __init__(self, live: int) -> None:
        self.now = NOW
        self.lock = Lock()
        self.left = dict.fromkeys(SLOTS, 10**9)
        self.held: dict[str, tuple[SlotId, int]] = {}
        self.expiries: list[tuple[datetime, str]] = []
        for number in range(live):
            self.hold(f"live-{number}", SLOTS[number % len(SLOTS)])

    def hold(self, holder: str, slot: SlotId) -> None:
        """Drop what has lapsed, then hold two seats."""
        with self.lock:
            self.now += TICK
            while self.expiries and self.expiries[0][0] <= self.now:
                lapsed = self.held.pop(heappop(self.expiries)[1], None)
                if lapsed is not None:
                    self.left[lapsed[0]] += lapsed[1]
            if self.left[slot] >= 2:
                self.left[slot] -= 2
                self.held[holder] = (slot, 2)
                heappush(self.expiries, (self.now + HOLD, holder))

    def release(self, holder: str) -> None:
        """Give back what is held."""
        with self.lock:
            slot, quantity = self.held.pop(holder)
            self.left[slot] += quantity

    def add_and_release(self, holders: Iterable[str]) -> None:
        """Hold and release for every holder."""
        for number, holder in enumerate(holders):
            self.hold(holder, SLOTS[number % len(SLOTS)])
            self.release(holder)


@pytest.fixture(autouse=True)
def _set_aside() -> Iterator[None]:
    """Leave what the tests have loaded out of the collector's sight, as a service does."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


def measured(
    benchmark: BenchmarkFixture, add_and_release: Callable[[list[Holder]], None], who: list[Holder]
) -> None:
    """Run some rounds, and report the pairs per second of the best."""
    benchmark.pedantic(  # type: ignore[no-untyped-call]
        add_and_release, args=(who,), rounds=ROUNDS, warmup_rounds=1
    )
    assert benchmark.stats is not None
    benchmark.extra_info["pairs_per_second"] = round(len(who) / benchmark.stats.stats.min)


@pytest.mark.benchmark(timer=process_time)
@pytest.mark.parametrize("live", LIVE)
def test_a_bare_dict_and_heap(benchmark: BenchmarkFixture, live: int) -> None:
    loop = BareLoop(live)
    benchmark.group = "add + release, see pairs_per_second"
    benchmark.name = f"{BARE_PAIRS} with a bare dict and heap, beside {live}"

    measured(benchmark, loop.add_and_release, [f"holder-{n}" for n in range(BARE_PAIRS)])

    assert len(loop.held) == live


@pytest.mark.benchmark(timer=process_time)
@pytest.mark.parametrize("live", LIVE)
def test_the_box_office(benchmark: BenchmarkFixture, live: int) -> None:
    place = busy(live)
    carts = place.opened(PAIRS)
    benchmark.group = "add + release, see pairs_per_second"
    benchmark.name = f"{PAIRS} through the box office, beside {live}"

    measured(benchmark, place.add_and_release, carts)

    assert drawn(place) == 2 * live
    assert place.system.conflicts == 0


@pytest.mark.parametrize("carts", [2_000])
def test_what_a_live_cart_keeps(benchmark: BenchmarkFixture, carts: int) -> None:
    """In ``extra_info``: bytes of a cart, of a remembered key, of both with their history."""
    place = tower()
    place.add_and_release(place.opened(len(SLOTS)))
    benchmark.group = "bytes"
    benchmark.name = f"{carts} one-item carts, opened and filled"
    opened: list[CartId] = []

    def open_and_fill() -> None:
        opened.extend(place.opened(carts))
        place.fill(opened)

    gc.collect()
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    benchmark.pedantic(open_and_fill, rounds=1)  # type: ignore[no-untyped-call]
    gc.collect()
    filled = tracemalloc.get_traced_memory()[0]
    more = tuple(opened)
    place.add_and_release(more)
    gc.collect()
    after = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()

    shared = place.system.world(), place.system.cart(place.opened(1)[0])
    found = [place.system.cart(cart) for cart in opened]
    keys = [place.office.references.key() for _ in opened]
    for cart, key in zip(opened, keys, strict=True):
        place.office.renew(cart, GUEST, key=key)
    remembered = {key: place.system.recall(key) for key in keys}
    benchmark.extra_info["cart_and_history_bytes"] = (filled - before) // carts
    benchmark.extra_info["cart_bytes"] = size_of(found, without=shared) // carts
    benchmark.extra_info["key_bytes"] = size_of([remembered], without=found) // carts
    benchmark.extra_info["command_and_history_bytes"] = (after - filled) // (2 * carts)
    assert drawn(place) == 2 * carts


def test_a_hot_slot(benchmark: BenchmarkFixture) -> None:
    """Sixteen threads draw the last seats of one slot, until each is told that it is sold out."""
    slot = SLOTS[0]
    benchmark.group = f"{SEATS} seats of one slot"
    benchmark.name = f"{THREADS} threads"
    conflicts: list[int] = []

    def ready() -> tuple[tuple[Tower, list[CartId]], dict[str, object]]:
        place = tower(SEATS)
        return (place, place.opened(THREADS * SEATS // 4)), {}

    def rush(place: Tower, carts: list[CartId]) -> None:
        start = Barrier(THREADS)

        def sell(mine: list[CartId]) -> int:
            start.wait()
            sold = 0
            for cart in mine:
                found = place.office.attempt(one_ticket(place, cart, slot))
                if isinstance(found, Refused):
                    assert found.refusals == (SoldOut(resource=pool(slot), asked=1, left=0),)
                    return sold
                sold += 1
            return sold

        with ThreadPoolExecutor(THREADS) as threads:
            sold = sum(threads.map(sell, [carts[thread::THREADS] for thread in range(THREADS)]))
        assert sold == SEATS
        assert drawn(place) == SEATS
        conflicts.append(place.system.conflicts)

    benchmark.pedantic(rush, setup=ready, rounds=ROUNDS)  # type: ignore[no-untyped-call]

    benchmark.extra_info["conflicts"] = conflicts
