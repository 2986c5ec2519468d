"""The server of the tests is a real one, and nobody else's."""

import psycopg


def test_each_test_has_an_empty_database(postgresql_url: str) -> None:
    with psycopg.connect(postgresql_url) as connection:
        found = connection.execute(
            "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
        ).fetchone()
        version = connection.info.server_version

    assert found == (0,)
    assert version >= 15_00_00


def test_another_test_does_not_see_it(postgresql_url: str) -> None:
    test_each_test_has_an_empty_database(postgresql_url)
    with psycopg.connect(postgresql_url) as connection:
        connection.execute("CREATE TABLE here (what int)")
