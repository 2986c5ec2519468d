"""Many processes at one file, some of them killed: nothing is lost, nothing is there twice."""

import os
import sqlite3
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from tests.unit.cart.pier import START, catalogue, tariff
from tests.unit.cart.world import CATALOGUE, CODES, PRICES
from tests.unit.store import crashing, crowd
from tests.unit.store.audit import audit
from tests.unit.store.crashing import WORKERS, office_at

from counterfoil.adapters.sqlite.store import SqliteStore
from counterfoil.adapters.store.system import StoreSystem
from counterfoil.adapters.testkit.clocks import ManualClock
from counterfoil.domain.references import CommandKey, ResourceId

NOON = ResourceId("pool:boat-noon")
ROUNDS = int(os.environ.get("COUNTERFOIL_CRASHES", "4"))  # `nox -s crashes` sets hundreds
SLOTS = int(os.environ.get("COUNTERFOIL_SLOTS", "12"))  # there, a thousand
FIRST_POOL, FIRST_SLOT = "[[pool]]\n", "[[product.slot]]\n"
ROOT = Path(__file__).parents[3]


def load(file: Path, *, places: int, slots: int = 0) -> None:
    """Sell so many places on the boat, at noon and in as many slots more."""
    sold = catalogue(with_slots(slots, places=places))
    system = StoreSystem(SqliteStore(file), clock=ManualClock(START))
    system.load(sold, tariff(PRICES, CODES))
    system.close()


def with_slots(slots: int, *, places: int) -> str:
    """Write the catalogue of the pier with so many places at noon, and more slots of as many."""
    pools, times = [], []
    for name in range(slots):
        pools.append(f'[[pool]]\nid = "{name}"\ntotal = {places}\n')
        at = START + timedelta(days=1 + name)
        times.append(
            f'[[product.slot]]\nid = "{name}"\ncapacity_id = "{name}"\n'
            f"starts_at = {at.isoformat()}\nends_at = {(at + timedelta(hours=1)).isoformat()}\n"
        )
    text = CATALOGUE.replace("total = 10", f"total = {places}")
    text = text.replace(FIRST_POOL, "".join(pools) + FIRST_POOL, 1)
    return text.replace(FIRST_SLOT, "".join(times) + FIRST_SLOT, 1)


def test_of_what_was_answered_nothing_is_lost_and_nothing_is_there_twice(tmp_path: Path) -> None:
    """H6, D3: kill -9 at any moment leaves whole commits, and each that was answered."""
    file, answered = tmp_path / "box.db", tmp_path / "answered"
    load(file, places=1_000_000)

    subprocess.run(
        [sys.executable, crashing.__file__, str(file), str(answered), str(ROUNDS)], check=True
    )

    with sqlite3.connect(file) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.close()
    office = office_at(file)
    carts, orders = audit(office)
    keys = answered.read_text().split()
    assert carts > 3
    assert orders >= 1
    assert [one for one in keys if office.system.recall(CommandKey(one)) is None] == []
    committed = len(office.system.records())  # type: ignore[attr-defined]
    assert len(keys) <= committed <= len(keys) + WORKERS * ROUNDS


def test_sixteen_processes_get_the_last_places_and_no_more(tmp_path: Path) -> None:
    """H2, H3: forty places, sixty-four who ask, all at once."""
    file = tmp_path / "box.db"
    load(file, places=40)

    done = subprocess.run(
        [sys.executable, "-m", crowd.__name__, str(file), "16", "4"],
        check=True,
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
    )

    granted = [int(line) for line in done.stdout.split()]
    assert len(granted) == 16
    assert sum(granted) == 40
    office = office_at(file)
    assert audit(office) == (65, 0)
    level = office.system.levels([NOON], at=START)[NOON]
    assert (level.held, level.left()) == (40, 0)


def test_sixteen_processes_fill_many_slots_and_oversell_none(tmp_path: Path) -> None:
    """H2, H3: three places in each slot, and sixteen who ask for one in each."""
    file = tmp_path / "box.db"
    load(file, places=3, slots=SLOTS)

    done = subprocess.run(
        [sys.executable, "-m", crowd.__name__, str(file), "16", str(SLOTS), str(SLOTS)],
        check=True,
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
    )

    assert sum(map(int, done.stdout.split())) == 3 * SLOTS
    office = office_at(file)
    assert audit(office) == (1 + 16 * SLOTS, 0)
    pools = [ResourceId(f"pool:{name}") for name in range(SLOTS)]
    levels = office.system.levels(pools, at=START)
    assert {(level.held, level.left()) for level in levels.values()} == {(3, 0)}
