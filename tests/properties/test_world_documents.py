"""Worlds as documents: what is sold, and at what prices, comes back as it was."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfoil.adapters.documents import CATALOGUE, TARIFF, Document
from counterfoil.adapters.files import read_catalogue, read_tariff
from counterfoil.adapters.testkit.strategies import catalogues, tariffs
from counterfoil.domain.digest import digest
from counterfoil.domain.pricing import compile_pricer
from counterfoil.examples import path, worlds

TARIFFS = [
    (world, file.name)
    for world in worlds()
    for file in sorted(path(world).glob("*.toml"))
    if file.name != "catalogue.toml"
]


class TestWorlds:
    """A catalogue and a tariff that were read have the digests of those that were written."""

    @given(data=st.data())
    def test_any_world_comes_back(self, data: st.DataObject) -> None:
        catalogue = data.draw(catalogues())
        tariff = data.draw(tariffs(catalogue=catalogue))

        read, rules = same(CATALOGUE, catalogue), same(TARIFF, tariff)

        assert digest((read, rules)) == digest((catalogue, tariff))
        assert compile_pricer(read, rules).tariff == tariff

    @pytest.mark.parametrize(("world", "file"), TARIFFS)
    def test_the_shipped_worlds_come_back(self, world: str, file: str) -> None:
        catalogue = read_catalogue(path(world) / "catalogue.toml")
        tariff = read_tariff(path(world) / file, catalogue=catalogue)

        read, rules = same(CATALOGUE, catalogue), same(TARIFF, tariff)

        assert digest((read, rules)) == digest((catalogue, tariff))
        assert [product.zone for product in read.products] == [
            product.zone for product in catalogue.products
        ]


def same(document: Document[Any], value: Any) -> Any:
    """Write and read a value."""
    text = document.encode(value)
    read = document.decode(text)
    assert read == value
    assert document.encode(read) == text
    return read
