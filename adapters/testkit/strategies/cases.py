"""Strategies for whole cases: what is sold, at which tariff, and what somebody wants priced."""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property
from typing import NamedTuple

from attrs import define
from hypothesis import strategies as st
from hypothesis.vendor.pretty import RepresentationPrinter

from counterfoil.adapters.testkit.showing import shown
from counterfoil.adapters.testkit.strategies.baskets import baskets, circumstances
from counterfoil.adapters.testkit.strategies.catalogues import catalogues
from counterfoil.adapters.testkit.strategies.features import EVERYTHING, TariffFeature
from counterfoil.adapters.testkit.strategies.products import CatalogueFeature
from counterfoil.adapters.testkit.strategies.tariffs import NO_EXTENSIONS, tariffs
from counterfoil.domain.basket import Basket, Circumstances
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.pricing import Pricer, compile_pricer
from counterfoil.domain.pricing.extensions import Extensions
from counterfoil.domain.tariff.tariff import Tariff


class Cart(NamedTuple):
    """A basket and its circumstances, the two arguments of `Pricer.price`."""

    basket: Basket
    circumstances: Circumstances


@define(kw_only=True, slots=False, repr=False)
class Case:
    """One price to be computed, with all that it depends on."""

    catalogue: Catalogue
    tariff: Tariff
    basket: Basket
    circumstances: Circumstances
    extensions: Extensions = NO_EXTENSIONS

    def __repr__(self) -> str:
        """Write what differs from the defaults, so that a counterexample can be read."""
        return shown(self)

    def _repr_pretty_(self, printer: RepresentationPrinter, cycle: bool) -> None:  # noqa: ARG002, FBT001
        """Answer Hypothesis in the same way, which would write out every default otherwise."""
        printer.text(shown(self))

    @cached_property
    def pricer(self) -> Pricer:
        """Compile the tariff for the catalogue, once."""
        return compile_pricer(self.catalogue, self.tariff, extensions=self.extensions)

    @property
    def priced(self) -> tuple[Pricer, Basket, Circumstances]:
        """Give the three arguments that every law takes first."""
        return self.pricer, self.basket, self.circumstances


@st.composite
def carts(draw: st.DrawFn, *, pricer: Pricer, items_max: int = 3) -> Cart:
    """Generate baskets that *pricer* accepts, each with circumstances."""
    catalogue, tariff = pricer.catalogue, pricer.tariff
    basket = draw(baskets(catalogue=catalogue, tariff=tariff, items_max=items_max))
    around = draw(circumstances(basket=basket, catalogue=catalogue, tariff=tariff))
    return Cart(basket=basket, circumstances=around)


@st.composite
def cases(
    draw: st.DrawFn,
    *,
    catalogue_features: Collection[CatalogueFeature] = tuple(CatalogueFeature),
    tariff_features: Collection[TariffFeature] = EVERYTHING,
    variations_max: int = 3,
    promotions_max: int = 4,
    fees_max: int = 3,
    items_max: int = 3,
    extensions: Extensions = NO_EXTENSIONS,
) -> Case:
    """Generate a catalogue, a tariff that fits it, and a cart of the two."""
    catalogue = draw(catalogues(features=catalogue_features))
    tariff = draw(
        tariffs(
            catalogue=catalogue,
            features=tariff_features,
            variations_max=variations_max,
            promotions_max=promotions_max,
            fees_max=fees_max,
            extensions=extensions,
        )
    )
    basket = draw(baskets(catalogue=catalogue, tariff=tariff, items_max=items_max))
    around = draw(circumstances(basket=basket, catalogue=catalogue, tariff=tariff))
    return Case(
        catalogue=catalogue,
        tariff=tariff,
        basket=basket,
        circumstances=around,
        extensions=extensions,
    )
