"""The command `sweep`: what is to go back is told once, and nothing that can be read changes."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.unit.cart.pier import GUEST, START, boat, capture, catalogue, tariff
from tests.unit.cart.world import CODES, PRICES
from tests.unit.store.piers import StorePier, at_store

from counterfoil.adapters import opening
from counterfoil.adapters.cli import sweeping
from counterfoil.adapters.cli.application import application
from counterfoil.adapters.sqlite.place import open_store
from counterfoil.adapters.store.system import StoreSystem
from counterfoil.adapters.testkit.clocks import ManualClock
from counterfoil.domain.references import CartId

HOUR = timedelta(hours=1)


def sweep(place: Path, *options: str) -> Result:
    return CliRunner().invoke(application, ["sweep", "--system", f"sqlite:{place}", *options])


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "box.db"


@pytest.fixture
def shop(place: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[StorePier]:
    """Open the pier; the command judges by the same clock."""
    clock = ManualClock(START)
    monkeypatch.setattr(opening, "SystemClock", lambda: clock)
    store = open_store(f"{place}?durability=normal")
    system = StoreSystem(store, clock=clock)
    system.load(catalogue(), tariff(PRICES, CODES))
    yield at_store(system, clock)
    system.close()


def paid(shop: StorePier) -> CartId:
    cart = shop.opened()
    shop.update(cart, boat(1))
    shop.office.attach_payment(cart, GUEST, capture(1000))
    shop.clock.turn(HOUR)
    return cart


def test_what_goes_back_is_told_once(shop: StorePier, place: Path) -> None:
    cart = paid(shop)

    first, again = sweep(place), sweep(place)

    assert first.exit_code == again.exit_code == 0
    told, counted = first.stdout.splitlines()
    assert told.startswith(f"cart {cart}: refund of 10.00 EUR (refunded), for payment ")
    assert counted == "1 cart settled, 0 carts forgotten"
    assert again.stdout == "0 carts settled, 0 carts forgotten\n"


def test_each_refund_is_a_line_of_json(shop: StorePier, place: Path) -> None:
    carts = {paid(shop), paid(shop)}

    lines = [json.loads(line) for line in sweep(place, "--json").stdout.splitlines()]

    assert {line["cart"] for line in lines} == carts
    assert {(line["type"], line["minor"], line["decimal"]) for line in lines} == {
        ("REFUND", 1000, "10.00")
    }


def test_it_goes_step_by_step_until_nothing_is_left(
    shop: StorePier, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeping, "STEP", 2)
    for _ in range(5):
        paid(shop)

    result = sweep(place)

    assert result.stdout.splitlines()[-1] == "5 carts settled, 0 carts forgotten"


def test_nothing_that_can_be_read_changes(shop: StorePier, place: Path) -> None:
    """H4: a cart reads the same whether somebody swept or not, but for its version."""
    idle, cart = shop.with_items(boat(1)), paid(shop)
    before = [shop.read(one) for one in (cart, idle)]

    sweep(place)

    after = [shop.read(one) for one in (cart, idle)]
    assert [one.cart.items for one in after] == [one.cart.items for one in before]
    assert [one.lapsed for one in before] != [(), ()]
    assert [one.cart.payments for one in after] == [one.cart.payments for one in before]


def test_a_store_that_was_never_loaded_cannot_be_swept(tmp_path: Path) -> None:
    """A mistyped path leaves no file behind."""
    result = sweep(tmp_path / "new.db")

    assert result.exit_code == 2
    assert "is not there, allowed: a file that is; a new one is made by" in result.output
    assert list(tmp_path.iterdir()) == []
