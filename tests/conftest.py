"""How hard Hypothesis tries, chosen by COUNTERFOIL_PROFILE: `ci`, `dev` or `thorough`.

COUNTERFOIL_EXAMPLES takes the place of a profile's number of examples.

And the PostgreSQL server, which all workers of a run share; each test has its own database.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from tests.servers.postgresql import Server, shared_server

# A slow machine must not fail a test: no profile has a deadline.
# `ci` is derandomized, so that a failure comes from the change under test and can be repeated.
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True, max_examples=60)
hypothesis.settings.register_profile("dev", deadline=None, max_examples=60)
hypothesis.settings.register_profile("thorough", deadline=None, max_examples=1_000)
hypothesis.settings.load_profile(os.environ.get("COUNTERFOIL_PROFILE", "ci"))
if "COUNTERFOIL_EXAMPLES" in os.environ:
    # As many examples as are asked for, of each test that does not say itself how many.
    hypothesis.settings.register_profile(
        "counted", hypothesis.settings(), max_examples=int(os.environ["COUNTERFOIL_EXAMPLES"])
    )
    hypothesis.settings.load_profile("counted")


@pytest.fixture(scope="session")
def postgresql_server(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Server]:
    """Use the server of this run; it starts with the first test that asks for it."""
    own = tmp_path_factory.getbasetemp()
    workers = hasattr(request.config, "workerinput")
    place: Path = (own.parent if workers else own) / "postgresql"
    place.mkdir(exist_ok=True)
    with shared_server(place) as server:
        yield server


@pytest.fixture
def postgresql_url(postgresql_server: Server) -> Iterator[str]:
    """Answer the URL of an empty database, which goes with the test."""
    url = postgresql_server.new_database()
    yield url
    postgresql_server.drop(url)
