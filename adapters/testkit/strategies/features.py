"""What a generated tariff may contain, and the world in which its rules are drawn."""

from __future__ import annotations

from enum import Enum

from attrs import frozen

from counterfoil.adapters.testkit.strategies.vocabulary import Vocabulary
from counterfoil.domain.pricing.extensions import Extensions
from counterfoil.domain.references import SeasonId


class TariffFeature(Enum):
    """What a generated tariff may contain beside list prices and rules that look at one ticket.

    PER_BOOKING is everything that is computed or counted for a line or a booking, PER_ORDER what
    is computed once for the order and shared out. MAY_RAISE lets promotions make a cart dearer.
    """

    SEASONS = "seasons"
    VARIATIONS = "variations"
    BANDS = "bands"
    REQUESTED = "requested"
    PROMOTIONS = "promotions"
    CODES = "codes"
    CONDITIONS = "conditions"
    LIMITS = "limits"
    CAPS = "caps"
    LANES = "lanes"
    EXCLUSIVE_LANE = "exclusive_lane"
    MAY_RAISE = "may_raise"
    AS_ENTERED = "as_entered"
    PER_BOOKING = "per_booking"
    PER_ORDER = "per_order"
    TAXES = "taxes"
    EXCLUSIVE_TAXES = "exclusive_taxes"
    TAX_ROUNDING = "tax_rounding"
    FEES = "fees"
    GROSSED_UP = "grossed_up"


EVERYTHING = frozenset(TariffFeature)


@frozen(kw_only=True)
class World:
    """What the rules of one tariff may use: features, names, seasons and extensions."""

    features: frozenset[TariffFeature]
    vocabulary: Vocabulary
    seasons: tuple[SeasonId, ...]
    extensions: Extensions

    def has(self, feature: TariffFeature) -> bool:
        """Say whether the tariff may contain *feature*."""
        return feature in self.features
