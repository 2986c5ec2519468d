"""Files of every version so far are opened, brought up to this one, and say what they said."""

import gzip
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from tests.unit.sqlite.kept_file import COMMAND, FOLDER, fill, shop_at
from tests.unit.store.audit import audit

from counterfoil.adapters.sqlite import opening
from counterfoil.adapters.sqlite.store import SqliteStore
from counterfoil.adapters.store import schema
from counterfoil.adapters.store.dialect import Dialect
from counterfoil.adapters.store.schema import MIGRATIONS, SCHEMA_VERSION
from counterfoil.adapters.store.store import Session
from counterfoil.adapters.store.system import StoreSystem
from counterfoil.adapters.testkit.conformance.asking import boat
from counterfoil.adapters.testkit.conformance.pier import GUEST
from counterfoil.adapters.testkit.conformance.shop import Shop
from counterfoil.domain.references import OrderId
from counterfoil.ports.errors import ProtocolError

OPENERS = 8
KEPT = sorted(FOLDER.glob("version-*.db.gz"))


def schema_of(file: Path) -> set[tuple[str, str]]:
    """Answer every table, index and view as it was made."""
    connection = sqlite3.connect(file)
    found = set(connection.execute("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL"))
    connection.close()
    return found


@pytest.fixture(params=KEPT, ids=lambda path: path.name.partition(".")[0])
def file(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Unpack a file of an earlier version, or of this one."""
    unpacked = tmp_path / "box.db"
    unpacked.write_bytes(gzip.decompress(request.param.read_bytes()))
    return unpacked


@pytest.fixture
def shop(file: Path) -> Iterator[Shop]:
    opened = shop_at(file, prefix="later")
    yield opened
    assert isinstance(opened.system, StoreSystem)
    opened.system.close()


def test_there_is_a_file_of_each_version() -> None:
    names = [f"version-{number}.db.gz" for number in range(1, SCHEMA_VERSION + 1)]

    assert [path.name for path in KEPT] == names, f"run {COMMAND}"


def test_an_earlier_file_gets_the_tables_of_a_new_one(
    shop: Shop, file: Path, tmp_path: Path
) -> None:
    new = tmp_path / "new.db"
    SqliteStore(new).close()

    changed = "a table has changed: add a migration, or write the file of this version anew"
    assert schema_of(file) == schema_of(new), changed
    assert shop.system.world().catalogue.id


def test_an_earlier_file_says_what_it_said(shop: Shop) -> None:
    carts, orders = audit(shop.office)

    assert (carts, orders) == (5, 2)
    names = {OrderId(one.order) for one in shop.office.events_after(0)}
    assert len(names) == orders
    assert shop.drawn("pool:boat-noon") == [6]


def test_an_earlier_file_is_worked_on(shop: Shop) -> None:
    shop.office.open_cart(GUEST)
    shop.with_items(boat(1))

    assert shop.drawn("pool:boat-noon") == [7]


def test_a_file_is_filled_as_the_kept_one(tmp_path: Path) -> None:
    """What is expected above is what the present version makes of the same."""
    new = shop_at(tmp_path / "new.db")
    fill(new)

    assert audit(new.office) == (5, 2)
    assert new.drawn("pool:boat-noon") == [6]


def test_of_many_who_open_a_new_file_at_once_one_makes_the_tables(tmp_path: Path) -> None:
    barrier = Barrier(OPENERS)

    def opened(_: int) -> SqliteStore:
        barrier.wait()
        return SqliteStore(tmp_path / "new.db")

    with ThreadPoolExecutor(OPENERS) as threads:
        stores = list(threads.map(opened, range(OPENERS)))

    for store in stores:
        assert store.read(lambda session: session.row("SELECT value FROM numbers")) == (0,)
        store.close()


def test_a_migration_that_fails_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "box.db"
    SqliteStore(file).close()
    before = schema_of(file)

    def fails(session: Session, _: Dialect) -> None:
        session.run("CREATE TABLE half (done TEXT)")
        session.run("this is no statement")

    monkeypatch.setattr(schema, "MIGRATIONS", (*MIGRATIONS, fails))
    monkeypatch.setattr(opening, "SCHEMA_VERSION", SCHEMA_VERSION + 1)
    with pytest.raises(ProtocolError, match="syntax error"):
        SqliteStore(file)
    monkeypatch.undo()

    assert schema_of(file) == before
    SqliteStore(file).close()


def test_a_migration_leads_on_from_the_version_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "box.db"
    SqliteStore(file).close()
    before = schema_of(file)

    def adds(session: Session, _: Dialect) -> None:
        session.run("CREATE TABLE later (said TEXT)")

    monkeypatch.setattr(schema, "MIGRATIONS", (*MIGRATIONS, adds))
    monkeypatch.setattr(opening, "SCHEMA_VERSION", SCHEMA_VERSION + 1)
    SqliteStore(file).close()

    assert schema_of(file) - before == {("later", "CREATE TABLE later (said TEXT)")}


def test_a_copy_that_has_no_log_gets_one_again(shop: Shop, file: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    connection = sqlite3.connect(file)
    connection.execute("VACUUM INTO ?", (str(copy),))
    connection.close()

    SqliteStore(copy).close()

    connection = sqlite3.connect(copy)
    mode = connection.execute("PRAGMA journal_mode").fetchone()
    connection.close()
    assert mode == ("wal",)
