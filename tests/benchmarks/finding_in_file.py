"""How fast orders are found in an SQLite file of a million. `nox -s finding` prints the table.

    nox -s finding                                  # a million orders, about a quarter of an hour
    nox -s finding -- --orders 100000 --keep shop.db

The file is written in large transactions and opened anew; it is in the cache of the machine then,
as that of a shop is that sells. A page is measured with its ten orders read; *first* is the first
time that it is asked for, *again* the best of five.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from time import perf_counter, process_time
from typing import Any

from attrs import evolve
from tests.benchmarks.sought import FILTERS, facts
from tests.unit.cart.pier import catalogue, tariff
from tests.unit.cart.world import CODES, PRICES
from tests.unit.finding.build import FIRST_DAY, HOUR, NOW, order_of

from counterfoil.adapters.sqlite.opening import Durability
from counterfoil.adapters.sqlite.store import SqliteStore
from counterfoil.adapters.store.orders import number_events
from counterfoil.adapters.store.store import Session
from counterfoil.adapters.store.system import StoreSystem
from counterfoil.adapters.testkit.clocks import ManualClock
from counterfoil.domain.finding import (
    ITEMS_PER_PAGE,
    START_INDEX_MAX,
    OrderFilter,
    Page,
    SortBy,
    SortOrder,
)
from counterfoil.domain.order.order import Order

ORDERS = 1_000_000
AT_ONCE = 5_000  # orders in a transaction
CACHE_KILOBYTES = 1_000_000  # so that writing takes minutes; what is read has the usual cache
ROUNDS = 5
MORE: dict[str, dict[str, Any]] = {
    "reseller, the last page allowed": {
        "reseller": "reseller-1",
        "start_index": START_INDEX_MAX - ITEMS_PER_PAGE + 1,
    },
    "nothing, sorted by travel": {"sort_by": SortBy.TRAVEL_DATE},
    "nothing, the oldest change first": {
        "sort_by": SortBy.ORDER_MODIFIED,
        "sort_order": SortOrder.ASC,
    },
    "slot and product": {"slot": "slot-77", "products": ["product-7"]},
    "supplier on a day": {
        "supplier": "supplier-4",
        "travel_from": FIRST_DAY,
        "travel_to": FIRST_DAY,
    },
    "used by whom a partner sold to": {
        "partner_sales": True,
        "redeemed_from": NOW,
        "redeemed_to": NOW + 24 * HOUR,
    },
    "partner_sales and reseller": {"partner_sales": True, "reseller": "reseller-2"},
    "query of a word of every order": {"query": "boat"},
    "query of two words": {"query": "ada boat"},
    "query that begins with a star": {"query": "*77777@mail.example"},
}


def main() -> None:
    """Write the file, and find in it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=ORDERS)
    parser.add_argument("--keep", type=Path, help="where the file is left, or is already")
    given = parser.parse_args()
    with _place(given.keep) as path:
        if not path.exists():
            _fill(path, orders=given.orders)
        _report(path)


@contextmanager
def _place(keep: Path | None) -> Iterator[Path]:
    if keep is not None:
        yield keep
        return
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder, "orders.db")


def _fill(path: Path, *, orders: int) -> None:
    system, store = _opened(path)
    chance, began = Random(7), perf_counter()
    for first in range(1, orders + 1, AT_ONCE):
        numbers = range(first, min(first + AT_ONCE, orders + 1))
        made = [order_of(facts(number, chance, orders=orders)) for number in numbers]
        store.write(_writing(system, made))
    took = perf_counter() - began
    system.close()
    size = path.stat().st_size
    _say(f"{orders} orders written in {took:.0f} s, {size / orders / 1000:.1f} kB each")


def _writing(system: StoreSystem, orders: list[Order]) -> Callable[[Session], None]:
    committing = system._committing

    def write(session: Session) -> None:
        session.rows(f"PRAGMA cache_size = -{CACHE_KILOBYTES}")
        for order in orders:
            committing._put_order(session, committing._written(None, order))
            number_events(session, None, order)

    return write


def _report(path: Path) -> None:
    began = process_time()
    system, _ = _opened(path)
    opening = _milliseconds(began)
    page, first = _timed(system, OrderFilter())
    _say(f"opening the file {opening:.1f} ms, and its first page {first:.1f} ms")
    _say(f"{'a page of ten, in milliseconds':40} {'found':>8} {'first':>9} {'again':>9}")
    for name, asked in {**FILTERS, **MORE}.items():
        wanted = OrderFilter(**asked)
        page, first = _timed(system, wanted)
        again = min(_timed(system, wanted)[1] for _ in range(ROUNDS))
        _say(f"{name:40} {page.total_items:8} {first:9.2f} {again:9.2f}")
    _page_through(system, OrderFilter(created_email="cashier-77@pier.example"))
    system.close()


def _page_through(system: StoreSystem, wanted: OrderFilter) -> None:
    """Put all pages of a filter together, and see that each order is on one of them."""
    began, seen, number = process_time(), list[str](), 1
    while True:
        page = system.orders(evolve(wanted, page=number))
        if not page.items:
            break
        seen.extend(item.order.id for item in page.items)
        number += 1
    assert len(seen) == len(set(seen)) == page.total_items, "an order is on no page, or on two"
    each = _milliseconds(began) / number
    _say(f"{number - 1} pages of one filter put together: {each:.1f} ms each")


def _opened(path: Path) -> tuple[StoreSystem, SqliteStore]:
    store = SqliteStore(path, durability=Durability.NORMAL)
    system = StoreSystem(store, clock=ManualClock(NOW))
    if not system.is_loaded:
        system.load(catalogue(), tariff(PRICES, CODES))
    return system, store


def _timed(system: StoreSystem, wanted: OrderFilter) -> tuple[Page, float]:
    began = process_time()
    page = system.orders(wanted)
    return page, _milliseconds(began)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _milliseconds(began: float) -> float:
    return (process_time() - began) * 1000


if __name__ == "__main__":
    main()
