"""A host's transaction: its rows and our decision are committed together, or not at all."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from tests.unit.cart.pier import CASHIER, GUEST, START, boat, catalogue, key, pier, tariff
from tests.unit.cart.world import CODES, PRICES
from tests.unit.store.piers import StorePier, at_store

from counterfoil.adapters.postgres.joined import joined
from counterfoil.adapters.postgres.store import PostgresStore
from counterfoil.adapters.store.system import StoreSystem
from counterfoil.adapters.testkit.clocks import ManualClock
from counterfoil.domain.errors import UsageError
from counterfoil.domain.refusals import RefusedError
from counterfoil.domain.statuses import SettlementType

NOON = "pool:boat-noon"


@pytest.fixture
def shop(postgresql_url: str) -> Iterator[StorePier]:
    clock = ManualClock(START)
    system = StoreSystem(PostgresStore(postgresql_url), clock=clock)
    system.load(catalogue(), tariff(PRICES, CODES))
    yield at_store(system, clock)
    system.close()


@pytest.fixture
def host(shop: StorePier, postgresql_url: str) -> Iterator[psycopg.Connection]:
    """Connect as a host does, whose own table has a name that we use too."""
    with psycopg.connect(postgresql_url) as connection:
        connection.execute("CREATE TABLE orders (visit text)")
        connection.commit()
        yield connection


def visits(host: psycopg.Connection) -> list[str]:
    return [visit for (visit,) in host.execute("SELECT visit FROM orders").fetchall()]


def test_both_are_there_when_the_host_commits(shop: StorePier, host: psycopg.Connection) -> None:
    cart = shop.with_items(boat(2))
    office = joined(shop.office, host)

    host.execute("INSERT INTO orders VALUES ('school')")
    order = office.confirm(cart, CASHIER, settlement=SettlementType.EXTERNAL).order
    assert office.order(order.id).order == order
    assert shop.system.order(order.id) is None, "nobody else sees it yet"
    host.commit()

    assert shop.office.order(order.id).order == order
    assert visits(host) == ["school"]
    assert shop.drawn(NOON) == [2]


def test_neither_is_there_when_the_host_gives_up(
    shop: StorePier, host: psycopg.Connection
) -> None:
    cart = shop.opened()
    office = joined(shop.office, host)

    host.execute("INSERT INTO orders VALUES ('school')")
    office.update(cart, GUEST, boat(2, item="a"), key=key("add"))
    host.rollback()

    assert visits(host) == []
    assert shop.drawn(NOON) == [0]
    assert shop.read(cart).cart.version == 1
    again = shop.office.update(cart, GUEST, boat(3, item="a"), key=key("add"))
    assert not again.replayed, "the key of what was undone is free"


def test_a_refusal_undoes_nothing_of_the_host(shop: StorePier, host: psycopg.Connection) -> None:
    cart = shop.opened()
    office = joined(shop.office, host)

    host.execute("INSERT INTO orders VALUES ('school')")
    with pytest.raises(RefusedError):
        office.update(cart, GUEST, boat(99))
    host.commit()

    assert visits(host) == ["school"]


def test_a_conflict_is_decided_anew_within_the_transaction(
    shop: StorePier, host: psycopg.Connection
) -> None:
    cart = shop.opened()
    office = joined(shop.office, host)
    host.execute("INSERT INTO orders VALUES ('school')")

    office.update(cart, GUEST, boat(1, item="a"), key=key("first"))
    host.commit()
    shop.update(cart, boat(1, item="b"))
    view = office.update(cart, GUEST, boat(1, item="c"), key=key("second"))
    host.commit()

    assert view.cart.version == 4
    assert shop.drawn(NOON) == [3]


def test_the_search_path_of_the_host_stays(shop: StorePier, host: psycopg.Connection) -> None:
    host.execute("SET LOCAL search_path TO public, pg_temp")

    joined(shop.office, host).open_cart(GUEST)

    assert host.execute("SELECT current_setting('search_path')").fetchone() == ("public, pg_temp",)


class TestUnfit:
    def test_an_office_over_memory(self, host: psycopg.Connection) -> None:
        with pytest.raises(UsageError, match="is not over PostgreSQL"):
            joined(pier().office, host)

    def test_a_connection_in_no_transaction(
        self, shop: StorePier, host: psycopg.Connection
    ) -> None:
        host.autocommit = True

        with pytest.raises(UsageError, match="is in no transaction"):
            joined(shop.office, host)

    def test_a_transaction_that_does_not_see_what_others_commit(
        self, shop: StorePier, host: psycopg.Connection
    ) -> None:
        host.isolation_level = psycopg.IsolationLevel.SERIALIZABLE

        with pytest.raises(UsageError, match="at serializable"):
            joined(shop.office, host)
