"""Erasing reaches every byte of the file, and of the log beside it."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.cart.pier import boat
from tests.unit.erasing.people import ERASING, STAFF, bought, opened, said
from tests.unit.sqlite.test_failures import opened_at
from tests.unit.store.piers import StorePier


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "box.db"


@pytest.fixture
def shop(file: Path) -> Iterator[StorePier]:
    shop = opened_at(file)
    yield shop
    shop.system.close()


def kept(file: Path, *words: str) -> list[str]:
    """Answer the words that are on the disk, as they are or as a keyword."""
    beside = file.parent.glob(f"{file.name}*")
    data = b"".join(path.read_bytes() for path in beside).lower()
    return [word for word in words if word.lower().encode() in data]


def test_of_an_erased_order_no_byte_of_a_person_is_left(shop: StorePier, file: Path) -> None:
    order = bought(shop, "ada", boat(2, item="a"))
    words = (*said("ada"), order.bookings[0].tickets[0].code)
    assert kept(file, *words) == list(words)

    shop.office.erase(order.id, STAFF, erasing_key=ERASING)

    assert kept(file, *words, STAFF.name, STAFF.email) == []


def test_of_an_erased_cart_no_byte_of_a_person_is_left(shop: StorePier, file: Path) -> None:
    cart = opened(shop, "bo", boat(2, item="a"))
    assert kept(file, *said("bo"))

    shop.office.erase_cart(cart, STAFF, erasing_key=ERASING)

    assert kept(file, *said("bo"), STAFF.name, STAFF.email) == []


def test_of_a_purged_cart_no_byte_of_a_person_is_left_in_the_file(
    shop: StorePier, file: Path
) -> None:
    opened(shop, "cy", boat(1, item="a"))
    shop.pass_minutes(60 * 24 * 20)

    assert shop.office.purge() == 1
    shop.system.close()

    assert kept(file, *said("cy")) == []


def test_the_log_is_emptied_once_nobody_reads_what_was_there(shop: StorePier, file: Path) -> None:
    cart = opened(shop, "di", boat(2, item="a"))
    reader = sqlite3.connect(file, isolation_level=None)
    reader.execute("BEGIN")
    assert reader.execute("SELECT COUNT(*) FROM carts").fetchone() == (1,)

    shop.office.erase_cart(cart, STAFF, erasing_key=ERASING)
    assert kept(file, *said("di")) != []
    reader.close()
    shop.opened()

    assert kept(file, *said("di")) == []
