"""The door: everything that can be wrong with a basket, found at once, in order of precedence.

The kernel runs without checks; a basket that it cannot place comes here, and so does every basket
with options, parts, group prices or requested variations.
"""

from counterfoil.domain.pricing.door.checks import check

__all__ = ["check"]
