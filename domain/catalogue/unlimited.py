"""A catalogue without quantity limits, for those who may ignore them."""

from __future__ import annotations

from attrs import evolve

from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.catalogue.limits import QuantityLimits


def without_limits(catalogue: Catalogue) -> Catalogue:
    """Answer a catalogue whose products have no quantity limits."""
    return evolve(
        catalogue,
        products=tuple(
            evolve(
                product,
                limits=QuantityLimits(),
                ticket_types=tuple(
                    evolve(one, limits=QuantityLimits()) for one in product.ticket_types
                ),
            )
            for product in catalogue.products
        ),
    )
