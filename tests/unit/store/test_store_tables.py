"""The page of tables says what is in a database, all of it and nothing else."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.servers.postgresql import Server
from tests.unit.store.store_tables import BOXES, COMMAND, LINES, files

from counterfoil.adapters.postgres.store import PostgresStore
from counterfoil.adapters.sqlite.dialect import SQLITE
from counterfoil.adapters.sqlite.store import SqliteStore
from counterfoil.adapters.store.projection_limits import LIMITS
from counterfoil.adapters.store.projection_tables import PROJECTION
from counterfoil.adapters.store.projection_views import VIEWS
from counterfoil.adapters.store.schema import SYSTEM_TABLES
from counterfoil.adapters.store.store import Store
from counterfoil.adapters.store.table import Kind

TABLES = {table.name: table for table in (*SYSTEM_TABLES, *PROJECTION, LIMITS)}
VIEWS_NAMED = {view.name: view for view in VIEWS}
PAGE, PICTURE = (text for _, text in files())


@pytest.fixture(scope="module")
def store() -> Iterator[SqliteStore]:
    opened = SqliteStore(":memory:")
    yield opened
    opened.close()


def asked(store: SqliteStore, query: str) -> list[tuple[Any, ...]]:
    return store.read(lambda session: session.rows(query))


def test_the_page_and_its_picture_are_up_to_date() -> None:
    stale = [path.name for path, text in files() if path.read_text(encoding="utf-8") != text]

    assert not stale, f"run {COMMAND}"


@pytest.mark.parametrize(("kind", "known"), [("table", TABLES), ("view", VIEWS_NAMED)])
def test_a_database_has_what_is_described_and_nothing_else(
    store: SqliteStore, kind: str, known: dict[str, object]
) -> None:
    query = "SELECT name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' AND type = "

    found = {name for (name,) in asked(store, f"{query}'{kind}'")}

    assert found == set(known)
    assert all(f"### `{name}`" in PAGE for name in found)


@pytest.mark.parametrize("name", TABLES)
def test_a_table_has_the_columns_and_the_key_that_are_described(
    store: SqliteStore, name: str
) -> None:
    found = asked(store, f"SELECT name, type, \"notnull\", pk FROM pragma_table_info('{name}')")  # noqa: S608

    table = TABLES[name]
    assert [(one, kind) for one, kind, _, _ in found] == [
        (column.name, SQLITE.types[column.kind.value]) for column in table.columns
    ]
    keys = {pk: one for one, _, _, pk in found if pk}
    assert tuple(keys[place] for place in sorted(keys)) == table.key
    required = {one for one, _, is_required, _ in found if is_required}
    described = {column.name for column in table.columns if not column.nullable}
    numbered = {column.name for column in table.columns if column.kind is Kind.NUMBERED}
    assert required | numbered == described | numbered


@pytest.mark.parametrize("name", VIEWS_NAMED)
def test_a_view_shows_the_columns_that_are_described_and_no_digest(
    store: SqliteStore, name: str
) -> None:
    found = [one for (one,) in asked(store, f"SELECT name FROM pragma_table_info('{name}')")]  # noqa: S608

    shown = [shown.column for shown in VIEWS_NAMED[name].shows]
    assert found == [column.name for column in shown]
    assert len(set(found)) == len(found)
    assert not [column for column in shown if column.kind in {Kind.BYTES, Kind.DOCUMENT}]


@pytest.mark.parametrize("name", TABLES)
def test_an_index_is_over_the_columns_that_are_described(store: SqliteStore, name: str) -> None:
    made = asked(store, f"SELECT name FROM pragma_index_list('{name}') WHERE origin = 'c'")  # noqa: S608

    found = {
        tuple(
            one
            for (one,) in asked(store, f"SELECT name FROM pragma_index_info('{index}')")  # noqa: S608
        )
        for (index,) in made
    }

    assert found == {index.columns for index in TABLES[name].indexes}


def test_the_lines_of_the_picture_join_columns_that_are_there() -> None:
    for line in LINES:
        one, many = TABLES[line.one], TABLES[line.many]
        assert line.by == one.key
        assert {column.name for column in many.columns} >= set(line.by)
    assert set(BOXES) <= set(TABLES)
    assert all(f">{name}<" in PICTURE for name in BOXES)


HOW_TO = Path(__file__).resolve().parents[3] / "docs/how-to/count-orders.md"
QUERIES = [
    re.sub(r"^\.{3} *", "", query, flags=re.MULTILINE)
    for query in re.findall(r'ask\("{1,3}\n?(.*?)"{1,3}\)', HOW_TO.read_text("utf-8"), re.DOTALL)
]


class TestPostgreSQL:
    """The same tables and views, and the queries of the how-to page."""

    @pytest.fixture(scope="class")
    @staticmethod
    def postgres(postgresql_server: Server) -> Iterator[Store]:
        url = postgresql_server.new_database()
        store = PostgresStore(url)
        yield store
        store.close()
        postgresql_server.drop(url)

    @pytest.mark.parametrize("name", [*TABLES, *VIEWS_NAMED])
    def test_it_has_the_columns_that_are_described(self, postgres: Store, name: str) -> None:
        found = postgres.read(
            lambda session: session.rows(
                "SELECT column_name FROM information_schema.columns WHERE table_name = ? "
                "AND table_schema = current_schema() ORDER BY ordinal_position",
                (name,),
            )
        )

        view = VIEWS_NAMED.get(name)
        columns = TABLES[name].columns if view is None else [one.column for one in view.shows]
        described = [column.name for column in columns]
        more = ["drawn_until"] if name == "stock_counters" else []
        assert all(f"`{column}`" in PAGE for column in more)
        assert [one for (one,) in found] == [*described, *more]

    @pytest.mark.parametrize("query", QUERIES)
    def test_the_queries_of_the_how_to_page_can_be_asked(
        self, postgres: Store, query: str
    ) -> None:
        assert "SELECT" in query

        postgres.read(lambda session: session.rows(query))

    def test_all_queries_of_the_page_are_asked(self) -> None:
        assert len(QUERIES) == HOW_TO.read_text("utf-8").count("ask(") - 1 == 5
