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
from counterfoil.adapters.testkit.strategies.tariffs import tariffs

__all__ = [
    "EVERYTHING",
    "Cart",
    "Case",
    "CatalogueFeature",
    "TariffFeature",
    "amounts",
    "baskets",
    "carts",
    "cases",
    "catalogues",
    "circumstances",
    "currencies",
    "halves",
    "item_names",
    "promotions",
    "rates",
    "reorderings",
    "roundings",
    "tariffs",
]
