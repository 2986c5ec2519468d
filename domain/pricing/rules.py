"""The rules of a tariff, compiled: what a price needs of them, read once.

Each class is one rule with its cause, its exact rate as two integers, and a bit. A line plan says
with a mask of bits which rules reach it, so that no rule is matched against a line while a cart is
priced.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import field, frozen

from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.pricing.extensions import Extensions
from counterfoil.domain.pricing.ledger import Cause, Kind
from counterfoil.domain.references import PartId, ProductId, Promocode, TaxId, TicketTypeId
from counterfoil.domain.tariff.conditions import BuyerScope
from counterfoil.domain.tariff.fees import Fee
from counterfoil.domain.tariff.promotions import LaneMode, Per, Promotion
from counterfoil.domain.tariff.tariff import ListPrice, Tariff
from counterfoil.domain.tariff.taxes import Effect, InclusiveRounding, TaxBase
from counterfoil.domain.tariff.variations import PercentageBase, Variation, VariationLevel

ANYBODY = BuyerScope()
KINDS_OF_RULES = frozenset({Kind.VARIATION, Kind.DISCOUNT, Kind.PROMOCODE, Kind.FEE, Kind.FEE_TAX})


@frozen(kw_only=True, eq=False)
class PricedDifference:
    """A fixed amount (``numerator`` over 1, ``base`` None), or a percentage of a base."""

    numerator: int
    denominator: int
    base: PercentageBase | None


@frozen(kw_only=True, eq=False)
class VariationRule:
    """A variation of the tariff; ``index`` is its place in the file and its bit."""

    index: int
    variation: Variation
    cause: Cause
    difference: PricedDifference
    level: VariationLevel
    for_anybody: bool
    static: bool


@frozen(kw_only=True, eq=False)
class PromotionRule:
    """A promotion; ``index`` is its place by lane, priority and id, and its bit."""

    index: int
    promotion: Promotion
    cause: Cause
    for_anybody: bool
    bare: bool


@frozen(kw_only=True, eq=False)
class LaneRules:
    """One lane with its promotions in the order of priority."""

    number: int
    mode: LaneMode
    per: Per
    promotions: tuple[PromotionRule, ...]


@frozen(kw_only=True, eq=False)
class InclusiveTax:
    """A tax inside the price; ``weight`` is its share of all inclusive taxes of its set."""

    cause: Cause
    weight: int


@frozen(kw_only=True, eq=False)
class ExclusiveTax:
    """A tax on top of the price."""

    cause: Cause
    numerator: int
    denominator: int
    on: TaxBase


@frozen(kw_only=True, eq=False)
class TaxSet:
    """The taxes that a ticket carries together.

    All inclusive rates together are ``numerator / denominator``. ``causes`` names the inclusive
    taxes first, ``rounding_causes`` likewise for TAX_ROUNDING. ``only_inclusive`` is set where
    there is one tax, inside the price.
    """

    ids: tuple[TaxId, ...]
    inclusive: tuple[InclusiveTax, ...]
    exclusive: tuple[ExclusiveTax, ...]
    numerator: int
    denominator: int
    mode: InclusiveRounding
    causes: tuple[Cause, ...]
    rounding_causes: tuple[Cause, ...]
    only_inclusive: Cause | None = field(default=None)


@frozen(kw_only=True, eq=False)
class Taxing:
    """How one line is taxed: as a whole (``whole``), or in parts by declared shares."""

    parts: tuple[tuple[PartId, int, TaxSet | None], ...]
    whole: TaxSet | None = field(init=False)

    def __attrs_post_init__(self) -> None:
        alone = len(self.parts) == 1 and not self.parts[0][0]
        object.__setattr__(self, "whole", self.parts[0][2] if alone else None)


def taxing_of_combi(parts: Sequence[tuple[PartId, int, TaxSet | None]]) -> Taxing | None:
    """Tax a combi part by part; None where no part carries a tax."""
    if all(tax_set is None for _, _, tax_set in parts):
        return None
    return Taxing(parts=tuple(parts))


@frozen(kw_only=True, eq=False)
class FeeTaxCauses:
    """The causes of one tax of a fee: with tickets' shares of it, and pinned."""

    shared: Cause
    pinned: Cause


@frozen(kw_only=True, eq=False)
class OwnTaxRate:
    """The tax of a fee itself: ``on_top`` or inside it; ``is_added``: the guest pays it too."""

    numerator: int
    denominator: int
    on_top: bool
    is_added: bool
    causes: FeeTaxCauses


@frozen(kw_only=True, eq=False)
class FeeRule:
    """A fee with the causes of its entries.

    ``base_kinds`` and ``base_rules`` are the names in its base; ``shared`` and ``pinned`` differ
    in what becomes of the fee on cancellation.
    """

    index: int
    fee: Fee
    shared: Cause
    pinned: Cause
    own_tax: OwnTaxRate | None
    split_tax: Mapping[TaxId, FeeTaxCauses]
    base_kinds: frozenset[str]
    base_rules: frozenset[str]
    for_anybody: bool
    for_all_lines: bool
    numerator: int
    denominator: int
    fixed: int
    is_bounded: bool
    is_added: bool
    on_discounted: bool
    for_order: bool

    def names(self, cause: Cause) -> bool:
        """Whether the base of the fee names what wrote an ADDED entry, by its kind or its rule."""
        return cause.effect is Effect.ADDED and (
            cause.kind.value in self.base_kinds
            or (cause.kind in KINDS_OF_RULES and cause.rule in self.base_rules)
        )


@frozen(kw_only=True, eq=False)
class CompiledRules:
    """The rules of one tariff, compiled for one catalogue."""

    catalogue: Catalogue
    tariff: Tariff
    variations: tuple[VariationRule, ...]
    promotions: tuple[PromotionRule, ...]
    fees: tuple[FeeRule, ...]
    tax_sets: tuple[TaxSet, ...]
    prices: dict[tuple[ProductId, TicketTypeId], tuple[ListPrice, ...]]
    list_causes: dict[ProductId, Cause]
    extensions: Extensions
    lanes: tuple[LaneRules, ...]
    automatic: tuple[PromotionRule, ...]
    by_code: dict[Promocode, PromotionRule]
    monotone: bool
    has_order_limits: bool
