"""What can go wrong with a file: a clear error, and nothing half done."""

import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from tests.unit.cart.pier import GUEST, START, boat, catalogue, tariff
from tests.unit.cart.world import CODES, PRICES
from tests.unit.store.piers import StorePier, at_store

from counterfoil.adapters.sqlite.opening import APPLICATION_ID, Durability
from counterfoil.adapters.sqlite.patience import Patience
from counterfoil.adapters.sqlite.store import SqliteStore
from counterfoil.adapters.store.schema import SCHEMA_VERSION
from counterfoil.adapters.store.system import StoreSystem
from counterfoil.adapters.testkit.clocks import ManualClock
from counterfoil.ports.errors import ProtocolError, UnavailableError

NOBODY = 65534  # a user who owns nothing
NOON = "pool:boat-noon"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "box.db"


@pytest.fixture
def shop(file: Path) -> Iterator[StorePier]:
    opened = opened_at(file)
    yield opened
    opened.system.close()


def opened_at(file: Path, *, patience: Patience | None = None, prefix: str = "key") -> StorePier:
    """Open the pier over a file, with keys of a prefix."""
    clock = ManualClock(START)
    store = SqliteStore(file, durability=Durability.NORMAL, patience=patience)
    system = StoreSystem(store, clock=clock)
    system.load(catalogue(), tariff(PRICES, CODES))
    return at_store(system, clock, prefix=prefix)


def pragma(shop: StorePier, text: str) -> object:
    """Ask the connection that writes for a setting, or set it."""
    store = shop.system._store
    assert isinstance(store, SqliteStore)
    with store._connections.writing() as connection:
        return connection.execute(f"PRAGMA {text}").fetchone()[0]


def unchanged_by(shop: StorePier, act: Callable[[], object], error: type[Exception]) -> str:
    """See that *act* raises and changes nothing; answer the message."""
    before = shop.state()
    with pytest.raises(error) as raised:
        act()
    assert shop.state() == before
    return str(raised.value)


def test_a_full_disk_is_told_and_nothing_is_half_done(shop: StorePier, file: Path) -> None:
    cart = shop.with_items(boat(1))
    pragma(shop, f"max_page_count = {pragma(shop, 'page_count')}")

    def fill() -> None:
        for _ in range(500):
            shop.office.open_cart(GUEST)

    with pytest.raises(UnavailableError, match="the disk is full, nothing was done; make room"):
        fill()
    message = unchanged_by(
        shop,
        lambda: shop.office.update(cart, GUEST, *(boat(1) for _ in range(9))),
        UnavailableError,
    )

    assert message.startswith(str(file))
    assert shop.drawn(NOON) == [1]
    pragma(shop, "max_page_count = 1000000")
    shop.update(cart, boat(1))
    assert shop.drawn(NOON) == [2]


ASK_AS_NOBODY = """
import os, sys
from pathlib import Path
from tests.unit.sqlite.test_failures import opened_at
if os.getuid() == 0:
    os.setuid({user})
try:
    opened_at(Path({file!r}), prefix="other").opened()
except Exception as error:
    print(type(error).__name__, error)
"""


@pytest.mark.parametrize("writable", ["nothing", "the folder"])
def test_a_file_that_cannot_be_written_is_told(writable: str) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        file = folder / "box.db"
        shop = opened_at(file)
        shop.with_items(boat(1))
        shop.system.close()
        file.chmod(0o444)
        folder.chmod(0o777 if writable == "the folder" else 0o555)

        found = subprocess.run(
            [sys.executable, "-c", ASK_AS_NOBODY.format(user=NOBODY, file=str(file))],
            check=True,
            capture_output=True,
            encoding="utf-8",
        )
        folder.chmod(0o755)

        assert found.stdout.startswith(f"AccessDeniedError {file}: cannot be written")
        assert "nothing was done; allow this user to write the file" in found.stdout
        again = opened_at(file)
        assert again.drawn(NOON) == [1]
        again.system.close()


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnavailableError, match="cannot be opened; see that its folder is there"):
        SqliteStore(tmp_path / "nowhere" / "box.db")


def test_what_is_no_database_is_not_touched(file: Path) -> None:
    file.write_text("a shopping list\n" * 100)

    with pytest.raises(ProtocolError, match="is not an SQLite database; name another file"):
        SqliteStore(file)

    assert file.read_text() == "a shopping list\n" * 100


def test_the_database_of_another_application_is_not_touched(file: Path) -> None:
    other = sqlite3.connect(file)
    other.execute("CREATE TABLE birds (name TEXT)")
    other.close()

    with pytest.raises(ProtocolError, match="is a database of another application"):
        SqliteStore(file)

    other = sqlite3.connect(file)
    assert other.execute("SELECT name FROM sqlite_schema").fetchall() == [("birds",)]
    other.close()


def test_a_file_of_a_newer_version_is_refused_with_both(shop: StorePier, file: Path) -> None:
    shop.system.close()
    newer = sqlite3.connect(file)
    newer.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    newer.close()

    with pytest.raises(
        ProtocolError,
        match=f"tables are version {SCHEMA_VERSION + 1}, this one knows up to {SCHEMA_VERSION}",
    ):
        SqliteStore(file)


def test_a_damaged_file_is_told(shop: StorePier, file: Path) -> None:
    for _ in range(20):
        shop.with_items(boat(1)) if shop.drawn(NOON) != [10] else shop.opened()
    shop.system.close()
    data = bytearray(file.read_bytes())
    data[4096 * 2 : -4096] = b"\x55" * len(data[4096 * 2 : -4096])
    file.write_bytes(data)

    with pytest.raises(ProtocolError, match=r"is damaged .*; restore it from a copy"):
        opened_at(file).opened()


def test_who_is_kept_out_for_too_long_is_told_and_has_done_nothing(file: Path) -> None:
    clock = ManualClock(START)
    shop = opened_at(
        file,
        patience=Patience(clock=clock, chance=lambda n: n // 2, deadline=timedelta(seconds=1)),
    )
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    message = unchanged_by(shop, shop.opened, UnavailableError)

    assert "has kept it locked for 1 seconds, nothing was done" in message
    assert timedelta(seconds=1) <= sum(clock.waits, timedelta()) < timedelta(seconds=1.1)
    assert max(clock.waits) == timedelta(milliseconds=4)
    assert clock.waits[-1] == timedelta(microseconds=200)
    other.execute("ROLLBACK")
    other.close()
    shop.opened()
    shop.system.close()


def test_a_thread_that_is_kept_out_for_too_long_is_told() -> None:
    store = SqliteStore(":memory:", patience=Patience(deadline=timedelta(milliseconds=20)))

    with ThreadPoolExecutor(1) as threads, store._connections.writing():
        asked = threads.submit(store.write, lambda session: session.rows("SELECT 1"))
        error = asked.exception()

    assert isinstance(error, UnavailableError)
    assert "kept it locked for 0.02 seconds" in str(error)


def test_an_application_id_marks_the_file(shop: StorePier, file: Path) -> None:
    with sqlite3.connect(file) as connection:
        assert connection.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
        assert connection.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
    connection.close()


def test_a_file_whose_tables_somebody_has_changed_is_told(shop: StorePier, file: Path) -> None:
    other = sqlite3.connect(file)
    other.execute("DROP TABLE events")
    other.close()

    with pytest.raises(ProtocolError, match=r"other tables or rows than expected.*events"):
        shop.office.events_after(0)
