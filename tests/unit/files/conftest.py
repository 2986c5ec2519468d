"""The examples of the reference pages: every key of a format stands in one of them."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


def example(page: str, language: str) -> str:
    """Answer the first block of *language* on a reference page."""
    text = (ROOT / f"docs/reference/{page}-file.md").read_text(encoding="utf-8")
    found = re.search(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    assert found is not None
    return found[1]


@pytest.fixture(scope="session")
def catalogue_text() -> str:
    return example("catalogue", "toml")


@pytest.fixture(scope="session")
def tariff_text() -> str:
    return example("tariff", "toml")


@pytest.fixture(scope="session")
def prices_text() -> str:
    return example("tariff", "text")


@pytest.fixture(scope="session")
def cart_text() -> str:
    return example("cart", "json")


@pytest.fixture(scope="session")
def rows_text() -> str:
    return example("cart", "text")
