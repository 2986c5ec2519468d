"""The texts of the pier, which the conformance suite brings along."""

from counterfoil.adapters.testkit.conformance.pier import (
    CATALOGUE,
    CODES,
    DEARER,
    FILLING,
    HOUSE,
    PRICES,
    SLICED,
)

__all__ = ["CATALOGUE", "CODES", "DEARER", "FILLING", "HOUSE", "PRICES", "SLICED"]
