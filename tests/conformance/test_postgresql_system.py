"""PostgreSQL keeps every promise, from several processes too."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import partial
from typing import ClassVar

import psycopg
import pytest
from attrs import evolve
from tests.servers.postgresql import Server

from counterfoil.adapters.postgres.store import PostgresStore
from counterfoil.adapters.store.system import StoreSystem
from counterfoil.adapters.testkit.conformance import QUICK, Conformance, Opener
from counterfoil.adapters.testkit.conformance.suite import SETTING
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.tariff.tariff import Tariff
from counterfoil.ports.clock import Clock
from counterfoil.ports.reservation_system import ReservationSystem

CONNECTIONS = 16  # a check asks from as many threads as it likes
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'counterfoil' ORDER BY tablename"


def opened(clock: Clock, *, url: str) -> StoreSystem:
    """Open a database that has the tables, which another process may do as well."""
    return StoreSystem(PostgresStore(url, connections=CONNECTIONS), clock=clock)


class TestPostgresql(Conformance):
    """Each system has a database to itself, which is emptied for the next one."""

    # The same checks try harder on SQLite; here a step is a round trip to a server.
    effort = None if SETTING in os.environ else evolve(QUICK, examples=4, steps=20)
    server: ClassVar[Server]
    empty: ClassVar[list[str]] = []
    urls: ClassVar[dict[int, str]] = {}

    @pytest.fixture(autouse=True, scope="class")
    @classmethod
    def _server(cls, postgresql_server: Server) -> Iterator[None]:
        cls.server = postgresql_server
        yield
        while cls.empty:
            postgresql_server.drop(cls.empty.pop())

    def make_system(self, catalogue: Catalogue, tariff: Tariff, clock: Clock) -> ReservationSystem:
        url = self.empty.pop() if self.empty else self.server.new_database()
        system = opened(clock, url=url)
        system.load(catalogue, tariff)
        self.urls[id(system)] = url
        return system

    def opener(self, system: ReservationSystem) -> Opener:
        return partial(opened, url=self.urls[id(system)])

    def kept(self, system: ReservationSystem) -> bytes:
        kept = bytearray()
        with psycopg.connect(self.urls[id(system)]) as connection:
            for (table,) in connection.execute(TABLES).fetchall():
                with connection.cursor().copy(
                    f"COPY counterfoil.{table} TO STDOUT".encode()
                ) as lines:
                    for line in lines:
                        kept += line
        return bytes(kept)

    def discard(self, system: ReservationSystem) -> None:
        super().discard(system)
        url = self.urls.pop(id(system), None)  # another connection has none of its own
        if url is not None:
            _empty(url)
            self.empty.append(url)


def _empty(url: str) -> None:
    with psycopg.connect(url) as connection:
        for (table,) in connection.execute(TABLES).fetchall():
            if table not in {"meta", "numbers"}:
                connection.execute(f"DELETE FROM counterfoil.{table}".encode())  # noqa: S608
        connection.execute("DELETE FROM counterfoil.meta WHERE name = 'world'")
        connection.execute("UPDATE counterfoil.numbers SET value = 0")
