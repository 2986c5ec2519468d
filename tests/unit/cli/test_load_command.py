"""The command `load`: a store sells by another world, and says what that changes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.unit.cart.pier import CASHIER, START, boat
from tests.unit.cart.world import CATALOGUE, CODES, DEARER, PRICES
from tests.unit.store.piers import StorePier, at_store

from counterfoil.adapters import opening
from counterfoil.adapters.cli.application import application
from counterfoil.adapters.opening import open_store
from counterfoil.adapters.testkit.clocks import ManualClock
from counterfoil.domain.references import ResourceId
from counterfoil.domain.refusals import RefusedError
from counterfoil.domain.statuses import SettlementType

NOON = ResourceId("pool:boat-noon")
SMALLER = CATALOGUE.replace('id = "boat-noon"\ntotal = 10', 'id = "boat-noon"\ntotal = 2')


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:{tmp_path / 'box.db'}?durability=normal"
    found: str = request.getfixturevalue("postgresql_url")
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make a folder with a world."""
    write(tmp_path)
    return tmp_path


def write(folder: Path, *, sells: str = CATALOGUE, prices: str = PRICES) -> None:
    (folder / "catalogue.toml").write_text(sells)
    (folder / "tariff.toml").write_text(prices + CODES)


def load(folder: Path, url: str) -> Result:
    return CliRunner().invoke(application, ["load", str(folder), "--system", url])


@pytest.fixture
def shop(folder: Path, url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[StorePier]:
    """Open the pier over what was loaded; commands judge by the same clock."""

    class Stopped(ManualClock):
        def __init__(self) -> None:
            super().__init__(START)

    monkeypatch.setattr(opening, "SystemClock", Stopped)
    assert load(folder, url).exit_code == 0
    clock = ManualClock(START)
    system = open_store(url, clock=clock)
    yield at_store(system, clock)
    system.close()


def test_what_is_loaded_first_is_told(folder: Path, url: str) -> None:
    result = load(folder, url)

    assert result.exit_code == 0
    catalogue, tariff = result.stdout.splitlines()
    assert catalogue.startswith("catalogue pier: ")
    assert tariff.startswith("tariff ")


def test_the_same_world_changes_nothing(folder: Path, url: str) -> None:
    load(folder, url)

    result = load(folder, url)

    assert result.stdout.startswith("nothing changes: catalogue pier, tariff ")


def test_a_pool_that_shrinks_keeps_what_is_drawn_and_is_named(
    shop: StorePier, folder: Path, url: str
) -> None:
    sold, held = shop.with_items(boat(3)), shop.with_items(boat(1))
    shop.office.confirm(sold, CASHIER, settlement=SettlementType.EXTERNAL)
    write(folder, sells=SMALLER)

    result = load(folder, url)

    assert result.exit_code == 0
    assert "  ~ pool boat-noon shrunk 10 -> 2" in result.stdout.splitlines()
    warning = "warning: pool:boat-noon is overdrawn by 2: 1 held and 3 sold of 2"
    if url.startswith("postgresql:"):  # by whose clock the hold has lapsed long ago
        warning = "warning: pool:boat-noon is overdrawn by 1: 0 held and 3 sold of 2"
    assert result.stdout.splitlines()[-1] == warning
    level = shop.system.levels([NOON], at=START)[NOON]
    assert (level.held, level.sold, level.left()) == (1, 3, 0)
    with pytest.raises(RefusedError, match="sold_out"):
        shop.update(shop.opened(), boat(1))
    shop.office.confirm(held, CASHIER, settlement=SettlementType.EXTERNAL)


def test_carts_keep_their_tariff_which_is_kept_as_long(
    shop: StorePier, folder: Path, url: str
) -> None:
    """D8: a world is there while a cart or an order refers to it, and goes when none does."""
    cart = shop.with_items(boat(1))
    before = shop.read(cart).quote
    first = shop.system.world().name
    for prices in (DEARER, PRICES + "\n# again\n", DEARER):
        write(folder, prices=prices)
        assert load(folder, url).exit_code == 0

    assert shop.read(cart).quote == before
    assert shop.system.world(first).name == first
    kept = shop.system.store.read(
        lambda session: session.rows("SELECT world FROM worlds ORDER BY loaded_at, world")
    )
    documents = shop.system.store.read(
        lambda session: session.row("SELECT COUNT(*) FROM world_documents")
    )
    assert {first, shop.system.world().name} == {name for (name,) in kept}
    assert documents == (3,), "one catalogue, and a tariff for each world"


def test_a_world_that_nothing_refers_to_goes_with_the_next_but_one(folder: Path, url: str) -> None:
    for number in range(4):
        write(folder, prices=PRICES.replace("10.00", f"{20 + number}.00"))
        assert load(folder, url).exit_code == 0
    store = open_store(url)

    kept = store.store.read(lambda session: session.row("SELECT COUNT(*) FROM worlds"))

    store.close()
    assert kept == (2,)


def test_memory_cannot_be_loaded(folder: Path) -> None:
    result = load(folder, "memory:")

    assert result.exit_code == 2
    assert "'memory:' is no store, allowed: sqlite:, postgresql:" in result.output


@pytest.mark.parametrize(
    ("words", "why"),
    [((), "name both files, or a WORLD"), (("nowhere",), "'WORLD': 'nowhere' is neither")],
)
def test_a_world_that_is_not_there_is_told_in_the_words_of_this_command(
    url: str, words: tuple[str, ...], why: str
) -> None:
    result = CliRunner().invoke(application, ["load", *words, "--system", url])

    assert result.exit_code == 2
    assert why in result.output
