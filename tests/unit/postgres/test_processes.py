"""Many processes at one database, some of them killed: nothing is lost, nothing is there twice."""

import subprocess
import sys
from pathlib import Path

from tests.unit.cart.pier import START, catalogue, tariff
from tests.unit.cart.world import CODES, PRICES
from tests.unit.sqlite.test_crashes import NOON, ROUNDS, SLOTS, with_slots
from tests.unit.store import crashing, crowd
from tests.unit.store.audit import audit
from tests.unit.store.crashing import WORKERS, office_at

from counterfoil.adapters.postgres.store import PostgresStore
from counterfoil.adapters.store.system import StoreSystem
from counterfoil.adapters.testkit.clocks import ManualClock
from counterfoil.domain.references import CommandKey, ResourceId
from counterfoil.ports.box_office import BoxOffice

ROOT = Path(__file__).parents[3]


def load(url: str, *, places: int, slots: int = 0) -> None:
    """Sell so many places on the boat, at noon and in as many slots more."""
    sold = catalogue(with_slots(slots, places=places))
    system = StoreSystem(PostgresStore(url), clock=ManualClock(START))
    system.load(sold, tariff(PRICES, CODES))
    system.close()


def system_of(office: BoxOffice) -> StoreSystem:
    assert isinstance(office.system, StoreSystem)
    return office.system


def test_of_what_was_answered_nothing_is_lost_and_nothing_is_there_twice(
    postgresql_url: str, tmp_path: Path
) -> None:
    """H6, D3: kill -9 at any moment leaves whole commits, and each that was answered."""
    answered = tmp_path / "answered"
    load(postgresql_url, places=1_000_000)

    subprocess.run(
        [sys.executable, crashing.__file__, postgresql_url, str(answered), str(ROUNDS)], check=True
    )

    office = office_at(postgresql_url)
    carts, orders = audit(office)
    keys = answered.read_text().split()
    assert carts > 3
    assert orders >= 1
    assert [one for one in keys if office.system.recall(CommandKey(one)) is None] == []
    committed = len(system_of(office).records())
    assert len(keys) <= committed <= len(keys) + WORKERS * ROUNDS
    system_of(office).close()


def test_sixteen_processes_get_the_last_places_and_no_more(postgresql_url: str) -> None:
    """H2, H3: forty places, sixty-four who ask, all at once."""
    load(postgresql_url, places=40)

    done = subprocess.run(
        [sys.executable, "-m", crowd.__name__, postgresql_url, "16", "4"],
        check=True,
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
    )

    granted = [int(line) for line in done.stdout.split()]
    assert len(granted) == 16
    assert sum(granted) == 40
    office = office_at(postgresql_url)
    assert audit(office) == (65, 0)
    level = office.system.levels([NOON], at=START)[NOON]
    assert (level.held, level.left()) == (40, 0)
    system_of(office).close()


def test_sixteen_processes_fill_many_slots_and_oversell_none(postgresql_url: str) -> None:
    """H2, H3: three places in each slot, and sixteen who ask for one in each."""
    load(postgresql_url, places=3, slots=SLOTS)

    done = subprocess.run(
        [sys.executable, "-m", crowd.__name__, postgresql_url, "16", str(SLOTS), str(SLOTS)],
        check=True,
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
    )

    assert sum(map(int, done.stdout.split())) == 3 * SLOTS
    office = office_at(postgresql_url)
    assert audit(office) == (1 + 16 * SLOTS, 0)
    pools = [ResourceId(f"pool:{name}") for name in range(SLOTS)]
    levels = office.system.levels(pools, at=START)
    assert {(level.held, level.left()) for level in levels.values()} == {(3, 0)}
    system_of(office).close()


FORKING = """
import os, sys
from counterfoil.adapters.postgres.store import PostgresStore
asked = "SELECT pg_backend_pid()"
store = PostgresStore(sys.argv[1])
before = store.read(lambda session: session.row(asked))
if not os.fork():
    sys.exit(0)
os.wait()
print(before == store.read(lambda session: session.row(asked)))
"""


def test_a_fork_that_ends_leaves_the_connections_of_its_parent(postgresql_url: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FORKING, postgresql_url],
        check=True,
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
    )

    assert done.stdout == "True\n"
