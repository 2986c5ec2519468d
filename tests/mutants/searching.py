"""A pytest plugin: Hypothesis searches longer and does not shrink, for any failure is enough."""

from hypothesis import HealthCheck, Phase, settings

EXAMPLES = 2_000  # a search ends with the first failure, so that only survivors take all of them


def pytest_sessionstart() -> None:
    """Take the place of the profile that tests/conftest.py has loaded."""
    settings.register_profile(
        "searching",
        database=None,
        deadline=None,
        derandomize=True,
        max_examples=EXAMPLES,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    settings.load_profile("searching")
