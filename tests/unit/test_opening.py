"""Opening a box office by the URL of a system."""

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any

import pytest

import counterfoil
from counterfoil.adapters.files import FileError, read_catalogue, read_tariff
from counterfoil.adapters.manual_clock import ManualClock
from counterfoil.adapters.memory import MemorySystem
from counterfoil.adapters.opening import check_system, open_store
from counterfoil.adapters.random_references import RandomReferences
from counterfoil.adapters.system_clock import SystemClock
from counterfoil.adapters.testkit.clocks import CountingReferences
from counterfoil.domain.errors import UsageError
from counterfoil.domain.party import AccountType, Actor
from counterfoil.domain.references import CommandKey
from counterfoil.examples import path

FOLDER = path("recital")
CATALOGUE, TARIFF = FOLDER / "catalogue.toml", FOLDER / "tariff.toml"
GUEST = Actor(account_type=AccountType.GUEST)


def test_memory_is_opened_by_paths() -> None:
    box_office = counterfoil.open("memory:", catalogue=CATALOGUE, tariff=str(TARIFF))

    assert isinstance(box_office.system, MemorySystem)
    assert isinstance(box_office.clock, SystemClock)
    assert isinstance(box_office.references, RandomReferences)
    assert box_office.open_cart(GUEST).cart.version == 1


def test_memory_is_opened_by_objects_and_empty_each_time() -> None:
    catalogue, tariff = read_catalogue(CATALOGUE), read_tariff(TARIFF)
    clock = ManualClock(datetime(2026, 6, 1, tzinfo=UTC))
    first, second = (
        counterfoil.open(
            "memory:",
            catalogue=catalogue,
            tariff=tariff,
            clock=clock,
            references=CountingReferences(),
        )
        for _ in range(2)
    )

    opened = first.open_cart(GUEST).cart

    assert first.system.now() == clock.now()
    assert first.system.world().catalogue == catalogue
    assert second.system.cart(opened.id) is None
    assert first.system.recall(CommandKey("key-1")) is not None


@pytest.mark.parametrize("system", ["memory", "memry:", "", "sqlit:x", ":memory:"])
def test_an_unknown_system_is_refused_with_what_is_allowed(system: str) -> None:
    with pytest.raises(UsageError, match="is no system, allowed: memory:, sqlite:"):
        counterfoil.open(system, catalogue=CATALOGUE, tariff=TARIFF)


@pytest.mark.parametrize("act", [check_system, open_store])
def test_passwords_are_not_told(act: Callable[[str], object]) -> None:
    with pytest.raises(UsageError) as raised:
        act("postgres://clerk:s3/c@ret@db:5432/sales?schema=box&Password=s3cret&x=1")

    told = "postgres://clerk:***@db:5432/sales?schema=box&Password=***&x=1"
    assert raised.value.value == told
    assert "s3" not in str(raised.value)


@pytest.mark.parametrize("system", [None, Path("box-office.db")])
def test_a_system_is_named_by_a_text(system: Any) -> None:
    with pytest.raises(UsageError, match='is of another type, allowed: a text such as "sqlite:'):
        counterfoil.open(system, catalogue=CATALOGUE, tariff=TARIFF)


def test_memory_has_no_places() -> None:
    with pytest.raises(UsageError, match="memory: alone"):
        counterfoil.open("memory:here", catalogue=CATALOGUE, tariff=TARIFF)


def test_a_file_that_was_loaded_once_needs_no_world(tmp_path: Path) -> None:
    place = f"sqlite:{tmp_path / 'box.db'}"
    first = counterfoil.open(place, catalogue=CATALOGUE, tariff=TARIFF)
    opened = first.open_cart(GUEST).cart

    second = counterfoil.open(place)

    assert second.cart(opened.id).cart == opened
    assert repr(second) == f"BoxOffice(StoreSystem(SqliteStore({str(tmp_path / 'box.db')!r})))"
    assert second.system.world().name == first.system.world().name
    with pytest.raises(UsageError, match="tariff: None is missing"):
        counterfoil.open(place, catalogue=CATALOGUE)


@pytest.mark.parametrize("place", ["sqlite:", "sqlite::memory:"])
def test_sqlite_without_a_path_is_memory_and_empty_each_time(place: str) -> None:
    first, second = (counterfoil.open(place, catalogue=CATALOGUE, tariff=TARIFF) for _ in range(2))

    opened = first.open_cart(GUEST).cart

    assert second.system.cart(opened.id) is None
    with pytest.raises(UsageError, match="has nothing to sell yet, allowed: one that was loaded"):
        counterfoil.open(place)


def test_a_file_is_made_only_with_something_to_sell(tmp_path: Path) -> None:
    file = tmp_path / "box.db"

    with pytest.raises(UsageError, match=r"is not there, .* counterfoil load WORLD"):
        counterfoil.open(f"sqlite:{file}")
    assert not file.exists()

    open_store(f"sqlite:{file}").close()
    with pytest.raises(UsageError, match=r"has nothing to sell yet, .*counterfoil load WORLD"):
        counterfoil.open(f"sqlite:{file}")


def test_an_option_of_sqlite_that_there_is_not_is_named(tmp_path: Path) -> None:
    place = f"sqlite:{tmp_path / 'box.db'}?durability=some"

    with pytest.raises(UsageError, match=r"allowed: \?durability=full or \?durability=normal"):
        counterfoil.open(place, catalogue=CATALOGUE, tariff=TARIFF)


def test_an_extra_that_is_not_installed_is_named() -> None:
    code = (
        "import sys; sys.modules['cattrs'] = None; import counterfoil;"
        "counterfoil.open('sqlite:', catalogue='x', tariff='y')"
    )

    found = subprocess.run(
        [sys.executable, "-c", code], check=False, capture_output=True, encoding="utf-8"
    )

    assert 'needs the package cattrs, allowed: it once installed: pip install "counterfoil[' in (
        found.stderr
    )


@pytest.mark.parametrize("missing", ["catalogue", "tariff"])
def test_what_memory_lacks_is_named(missing: str) -> None:
    given: dict[str, Path] = {"catalogue": CATALOGUE, "tariff": TARIFF}
    del given[missing]

    with pytest.raises(UsageError, match=f"{missing}: None is missing") as raised:
        counterfoil.open("memory:", catalogue=given.get("catalogue"), tariff=given.get("tariff"))

    assert raised.value.field == missing


def test_the_faults_of_files_are_told() -> None:
    with pytest.raises(FileError):
        counterfoil.open("memory:", catalogue=TARIFF, tariff=TARIFF)


def test_importing_the_package_loads_nothing_of_it() -> None:
    code = (
        "import sys, counterfoil; print([name for name in sys.modules if 'counterfoil.' in name])"
    )

    found = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, encoding="utf-8"
    )

    assert found.stdout.strip() == "[]"


def test_random_keys_differ_and_are_as_the_port_says() -> None:
    references = RandomReferences()

    keys = {references.key() for _ in range(100)}

    assert len(keys) == 100
    assert all(len(key) <= 50 and key.isalnum() and key == key.lower() for key in keys)


def test_the_clock_of_the_machine_does_not_go_back(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = SystemClock()
    later = clock.now() + timedelta(days=1)

    class Set:
        @staticmethod
        def now(zone: tzinfo) -> datetime:
            return later.astimezone(zone)

    monkeypatch.setattr("counterfoil.adapters.system_clock.datetime", Set)
    ahead = clock.now()
    monkeypatch.undo()

    assert ahead == later.replace(microsecond=0)
    assert clock.now() == ahead


def test_the_clock_of_the_machine_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr("counterfoil.adapters.system_clock.sleep", slept.append)

    SystemClock().wait(timedelta(milliseconds=20))
    SystemClock().wait(timedelta(seconds=-1))

    assert slept == [0.02, 0]
