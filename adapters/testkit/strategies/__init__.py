"""Hypothesis strategies for everything that a price is made of.

All that they generate is valid: a catalogue and a tariff without problems, a basket that is not
refused. What may be left out is said with *features*; how often something comes is not for the
caller to say, and may change.
"""

from counterfoil.adapters.testkit.strategies.baskets import baskets, circumstances
from counterfoil.adapters.testkit.strategies.cases import Cart, Case, carts, cases
from counterfoil.adapters.testkit.strategies.catalogues import catalogues
from counterfoil.adapters.testkit.strategies.changes import (
    halves,
    item_names,
    promotions,
    reorderings,
)
from counterfoil.adapters.testkit.strategies.features import EVERYTHING, TariffFeature
from counterfoil.adapters.testkit.strategies.money import amounts, currencies, rates, roundings
from counterfoil.adapters.testkit.strategies.products import CatalogueFeature
from counterfoil.adapters.testkit.strategies.shapes import (
    best_lane_cases,
    free_cases,
    plain_cases,
    scaled,
)
from counterfoil.adapters.testkit.strategies.tariffs import tariffs

__all__ = [
    "EVERYTHING",
    "Cart",
    "Case",
    "CatalogueFeature",
    "TariffFeature",
    "amounts",
    "baskets",
    "best_lane_cases",
    "carts",
    "cases",
    "catalogues",
    "circumstances",
    "currencies",
    "free_cases",
    "halves",
    "item_names",
    "plain_cases",
    "promotions",
    "rates",
    "reorderings",
    "roundings",
    "scaled",
    "tariffs",
]
