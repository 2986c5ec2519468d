"""What can go wrong with a database: a clear error, nothing half done, and no answer guessed."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import urlsplit

import psycopg
import pytest
from tests.servers.postgresql import Server
from tests.servers.wire import Cut, Wire, wired
from tests.unit.cart.pier import GUEST, START, boat, capture, catalogue, key, tariff
from tests.unit.cart.world import CODES, PRICES
from tests.unit.store.piers import StorePier, at_store

import counterfoil
from counterfoil.adapters.postgres.clock import DatabaseClock
from counterfoil.adapters.postgres.patience import Patience
from counterfoil.adapters.postgres.place import open_store
from counterfoil.adapters.postgres.store import PostgresStore
from counterfoil.adapters.store.instants import to_micros
from counterfoil.adapters.store.system import StoreSystem
from counterfoil.adapters.testkit.clocks import ManualClock
from counterfoil.domain.errors import UsageError
from counterfoil.domain.references import CartId, CommandKey
from counterfoil.ports.errors import (
    AccessDeniedError,
    OutcomeUnknownError,
    ProtocolError,
    UnavailableError,
)

HASTY = Patience(deadline=timedelta(seconds=0.5), lock=timedelta(seconds=0.2))
COMMIT = b"COMMIT\0"  # and not the level of isolation
COUNT = "SELECT count(*) FROM counterfoil.changes"


def shop_at(url: str) -> StorePier:
    clock = ManualClock(START)
    system = StoreSystem(PostgresStore(url, patience=HASTY), clock=clock)
    system.load(catalogue(), tariff(PRICES, CODES))
    return at_store(system, clock)


@pytest.fixture
def wire(postgresql_url: str) -> Iterator[Wire]:
    with wired(postgresql_url) as lent:
        yield lent


@pytest.fixture
def shop(wire: Wire) -> Iterator[StorePier]:
    """Open the pier over a wire that can be cut."""
    opened = shop_at(wire.url)
    yield opened
    opened.system.close()


class TestLostConnections:
    """H6, D7: whoever loses an answer finds out by the key, and nothing is done twice."""

    @pytest.mark.parametrize("cut", Cut)
    def test_a_lost_commit_is_looked_up_by_its_key(
        self, shop: StorePier, wire: Wire, cut: Cut
    ) -> None:
        cart = shop.opened()
        wire.cut_at(COMMIT, cut=cut)

        view = shop.office.update(cart, GUEST, boat(2, item="a"), key=key("add"))

        assert wire.times == 0
        assert view.replayed is (cut is Cut.BEFORE_IT_IS_ANSWERED)
        assert shop.drawn("pool:boat-noon") == [2]
        assert shop.read(cart).cart.version == 2

    def test_it_says_so_where_nobody_can_be_asked(self, shop: StorePier, wire: Wire) -> None:
        cart = shop.opened()
        wire.cut_at(COMMIT, cut=Cut.BEFORE_IT_IS_ANSWERED)
        decided: list[object] = []

        with pytest.raises(OutcomeUnknownError) as raised:
            shop.system.store.write(
                lambda session: decided.append(
                    session.run("UPDATE carts SET version = version WHERE cart_id = ?", (cart,))
                ),
                key=CommandKey("k"),
            )

        assert raised.value.key == "k"
        assert decided == [1], "what may have been done is not done again"

    def test_what_is_lost_before_the_commit_is_done_anew(
        self, shop: StorePier, wire: Wire, postgresql_url: str
    ) -> None:
        cart = shop.opened()
        wire.cut_at(b"INSERT INTO changes", cut=Cut.BEFORE_IT_IS_ANSWERED)

        view = shop.office.update(cart, GUEST, boat(2, item="a"), key=key("add"))

        assert wire.times == 0
        assert (view.cart.version, view.replayed) == (2, False)
        with psycopg.connect(postgresql_url) as connection:
            assert connection.execute(COUNT).fetchone() == (2,)

    def test_connections_that_died_unused_are_replaced(
        self, shop: StorePier, postgresql_url: str
    ) -> None:
        cart = shop.opened()
        with psycopg.connect(postgresql_url, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )

        assert shop.update(cart, boat(1)).cart.version == 2

    def test_the_clock_replaces_connections_that_died_as_well(
        self, shop: StorePier, postgresql_url: str
    ) -> None:
        store = shop.system.store
        assert isinstance(store, PostgresStore)
        clock = DatabaseClock(store=store)
        before = clock.now()
        with psycopg.connect(postgresql_url, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )

        assert clock.now() >= before


class TestOpening:
    def test_a_server_that_is_not_there_is_unavailable(self, postgresql_url: str) -> None:
        port = urlsplit(postgresql_url).port
        nobody = postgresql_url.replace(f":{port}/", ":1/")

        asked = "no connection.*asked was host 127.0.0.1, port 1, dbname"
        with pytest.raises(UnavailableError, match=asked):
            PostgresStore(nobody)

    def test_what_cannot_be_read_is_told_without_its_password(self) -> None:
        with pytest.raises(UsageError, match="libpq cannot read") as raised:
            open_store("//clerk:hunter2@[127.0.0.1/box?sslmode=")

        assert "hunter2" not in f"{raised.value} {raised.value.__cause__}"

    @pytest.mark.parametrize("password", ["hun@ter2", "hun@x/ter2"])
    def test_no_part_of_a_password_is_taken_for_a_host(self, password: str) -> None:
        with pytest.raises(UnavailableError, match="what is no host") as raised:
            open_store(f"//clerk:{password}@127.0.0.1:1/box")

        assert "ter2" not in str(raised.value)

    def test_options_of_libpq_arrive_as_they_are_written(self, postgresql_url: str) -> None:
        place = postgresql_url.removeprefix("postgresql:")
        options = "options=-c%20statement_timeout%3D4321&application_name=a%2Bb+c"

        store = open_store(f"{place}?{options}")
        with store.connection() as connection:
            found = connection.execute(
                "SELECT current_setting('statement_timeout'), current_setting('application_name')"
            ).fetchone()
        store.close()

        assert found == ("4321ms", "a+b+c")

    def test_a_wrong_password_is_denied_and_not_shown(self, postgresql_url: str) -> None:
        password = urlsplit(postgresql_url).password
        assert password

        with pytest.raises(AccessDeniedError) as raised:
            PostgresStore(postgresql_url.replace(password, "hunter2"))

        assert "hunter2" not in str(raised.value)

    def test_who_may_not_make_tables_is_denied(self, postgresql_url: str) -> None:
        with psycopg.connect(postgresql_url, autocommit=True) as connection:
            connection.execute("CREATE ROLE guest LOGIN PASSWORD 'guest'")
        asked = urlsplit(postgresql_url)
        guest = asked._replace(netloc=f"guest:guest@127.0.0.1:{asked.port}").geturl()

        try:
            with pytest.raises(AccessDeniedError, match="42501"):
                PostgresStore(guest)
        finally:
            with psycopg.connect(postgresql_url, autocommit=True) as connection:
                connection.execute("DROP ROLE guest")

    def test_tables_of_a_newer_version_are_refused(self, postgresql_url: str) -> None:
        PostgresStore(postgresql_url).close()
        with psycopg.connect(postgresql_url) as connection:
            connection.execute("UPDATE counterfoil.meta SET value = '99' WHERE name = 'schema'")

        with pytest.raises(ProtocolError, match="tables are version 99"):
            PostgresStore(postgresql_url)

    def test_hosts_that_start_together_make_the_tables_once(self, postgresql_url: str) -> None:
        with ThreadPoolExecutor(8) as hosts:
            stores = list(hosts.map(lambda _: PostgresStore(postgresql_url), range(8)))

        secrets = {
            store.read(lambda session: session.row("SELECT value FROM meta WHERE name = 'secret'"))
            for store in stores
        }
        for store in stores:
            store.close()
        assert len(secrets) == 1

    def test_schemas_of_one_database_are_stores_of_their_own(self, postgresql_url: str) -> None:
        place = postgresql_url.removeprefix("postgresql:")
        north, south = (open_store(f"{place}?schema={name}") for name in ("north", 'so"uth'))

        for store in (north, south):
            system = StoreSystem(store, clock=ManualClock(START))
            assert not system.is_loaded
            system.load(catalogue(), tariff(PRICES, CODES))
            system.close()

    def test_a_number_of_connections_is_a_number(self) -> None:
        with pytest.raises(UsageError, match="is no number of connections"):
            open_store("//127.0.0.1/box?connections=many")

    def test_a_closed_store_is_unavailable(self, shop: StorePier) -> None:
        shop.system.close()

        with pytest.raises(UnavailableError, match="is closed"):
            shop.opened()


def test_who_waits_too_long_for_a_row_gives_up(shop: StorePier, postgresql_url: str) -> None:
    cart = shop.with_items(boat(1))
    with psycopg.connect(postgresql_url) as other:
        other.execute("SELECT * FROM counterfoil.stock_counters FOR UPDATE")

        with pytest.raises(UnavailableError, match=r"in the way for 0\.5 seconds"):
            shop.update(cart, boat(1))

    assert shop.update(cart, boat(1)).cart.version == 3


@pytest.mark.parametrize("odd", ["NUL \0", "half a pair \udc00", "Zoë"])
def test_any_text_can_be_kept_and_looked_for(shop: StorePier, odd: str) -> None:
    cart = shop.opened()

    shop.office.update(cart, GUEST, boat(1, item=odd), key=key("odd"))
    again = shop.office.update(cart, GUEST, boat(1, item=odd), key=key("odd"))

    assert again.replayed
    assert [item.id for item in shop.read(cart).cart.items] == [odd]
    assert shop.system.cart(CartId(odd)) is None


def test_forgetting_leaves_no_row_of_what_has_lapsed(shop: StorePier, postgresql_url: str) -> None:
    for number in range(3):
        shop.with_items(boat(1, item=f"a{number}"), boat(1, item=f"b{number}"))
    sold = shop.with_items(boat(1, item="kept"))
    shop.office.attach_payment(sold, GUEST, capture(1000))
    shop.clock.turn(timedelta(minutes=25))

    assert shop.office.purge(limit=1) == 0

    with psycopg.connect(postgresql_url) as connection:
        rows = connection.execute(
            "SELECT count(*), count(*) FILTER (WHERE expires_at <= %s) "
            "FROM counterfoil.stock_rows",
            (to_micros(shop.clock.now()),),
        ).fetchone()
    assert rows == (1, 0)


def test_nothing_is_left_in_a_connection(shop: StorePier) -> None:
    """A pooler may give each transaction another connection."""
    store = shop.system.store
    assert isinstance(store, PostgresStore)
    cart = shop.with_items(boat(1))
    shop.read(cart)
    shop.system.levels([], at=START)

    with store.connection() as connection:
        kept = connection.execute(
            "SELECT current_setting('search_path'), current_setting('lock_timeout'), "
            "(SELECT count(*) FROM pg_prepared_statements), "
            "(SELECT count(*) FROM pg_locks WHERE locktype = 'advisory')"
        ).fetchone()

    assert kept == ('"$user", public', "0", 0, 0)


def test_hosts_share_the_clock_of_the_database(postgresql_server: Server) -> None:
    url = postgresql_server.new_database()
    office = counterfoil.open(url, catalogue=catalogue(), tariff=tariff(PRICES, CODES))
    system = office.system
    assert isinstance(system, StoreSystem)
    assert isinstance(system.store, PostgresStore)
    late = DatabaseClock(store=system.store, offset=timedelta(hours=1))

    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT date_trunc('second', clock_timestamp())").fetchone()
    assert row is not None
    assert timedelta(0) <= system.now() - row[0] < timedelta(seconds=30)
    assert timedelta(minutes=59) < late.now() - system.now() < timedelta(minutes=61)
    system.close()
