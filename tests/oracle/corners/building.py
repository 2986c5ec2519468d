"""What the corner cases are made of: the pricer's small city, and a few carts in it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tests.unit.pricing.build import CITY, NOON, basket, item, part

from counterfoil.adapters.testkit.strategies import Case
from counterfoil.domain.basket import Basket, Circumstances, Fill, HeldPrice
from counterfoil.domain.catalogue import Catalogue
from counterfoil.domain.references import PoolId
from counterfoil.domain.tariff.tariff import Tariff

TWO = item("a", "tower", slot="sat-10", adult=1, child=1)
GROUP = item("c", "school", **{"class": 7}, teacher=1)
COMBI = item("p", "pass", adult=2, child=1)
BUNDLE = item("d", "day", parts=(part("up", slot="mon-10", adult=2), part("sail", child=3)))
EVERYTHING = basket(TWO, GROUP, COMBI, BUNDLE)
POOL_SIZE = 100


def case(
    rules: Tariff, asked: Basket, *, catalogue: Catalogue = CITY, **circumstances: Any
) -> Case:
    return Case(
        catalogue=catalogue,
        tariff=rules,
        basket=asked,
        circumstances=Circumstances(**{"at": NOON, **circumstances}),
    )


def fills(**taken: int) -> dict[PoolId, Fill]:
    """Say how many percent of a pool are taken; `own_sat_10` is the pool `own-sat-10`."""
    return {
        PoolId(name.replace("_", "-")): Fill(taken=count, total=POOL_SIZE)
        for name, count in taken.items()
    }


def held(at: datetime, **taken: int) -> HeldPrice:
    return HeldPrice(at=at, fills=fills(**taken))
