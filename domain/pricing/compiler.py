"""Compiling: the rules of a tariff, read once into what a price needs of them."""

from __future__ import annotations

from math import gcd, lcm

from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.catalogue.nesting import Combi
from counterfoil.domain.money import Rate
from counterfoil.domain.pricing.extensions import Extensions
from counterfoil.domain.pricing.ledger import Cause, Kind
from counterfoil.domain.pricing.rules import (
    ANYBODY,
    CompiledRules,
    ExclusiveTax,
    FeeRule,
    FeeTaxCauses,
    InclusiveTax,
    LaneRules,
    OwnTaxRate,
    PromotionRule,
    TaxSet,
    VariationRule,
)
from counterfoil.domain.pricing.variations import priced
from counterfoil.domain.references import ProductId, TaxId, TicketTypeId
from counterfoil.domain.tariff.fees import Fee, FeeBase, FeeRefund, OwnFeeTax, SplitFeeTax
from counterfoil.domain.tariff.promotions import CheapestOff, Lane, Per, PercentageOff, Promotion
from counterfoil.domain.tariff.tariff import ListPrice, Tariff
from counterfoil.domain.tariff.taxes import Effect, InclusiveRounding, Tax, Taxation
from counterfoil.domain.tariff.variations import Percentage, Variation, VariationLevel

PROMOCODE_TYPE = "PROMOCODE"  # promocodes have a list of their own and no variation type


def compile_rules(catalogue: Catalogue, tariff: Tariff, extensions: Extensions) -> CompiledRules:
    """Compile a tariff without problems for a catalogue without problems."""
    promotions = tuple(
        _promotion_rule(index, promotion)
        for index, promotion in enumerate(
            sorted(tariff.promotions, key=lambda one: (one.lane, one.priority, one.id))
        )
    )
    taxes = {tax.id: tax for tax in tariff.taxes}
    prices: dict[tuple[ProductId, TicketTypeId], tuple[ListPrice, ...]] = {}
    for row in tariff.prices:
        key = (row.product, row.ticket_type)
        prices[key] = (*prices.get(key, ()), row)
    return CompiledRules(
        catalogue=catalogue,
        tariff=tariff,
        extensions=extensions,
        variations=tuple(
            _variation_rule(index, variation) for index, variation in enumerate(tariff.variations)
        ),
        promotions=promotions,
        automatic=tuple(rule for rule in promotions if rule.promotion.code is None),
        by_code={
            rule.promotion.code: rule for rule in promotions if rule.promotion.code is not None
        },
        lanes=_lanes(tariff.lanes, promotions),
        fees=tuple(_fee_rule(index, fee, taxes) for index, fee in enumerate(tariff.fees)),
        tax_sets=tuple(
            _tax_set(taxation, taxes, tariff.inclusive) for taxation in tariff.taxation
        ),
        prices=prices,
        list_causes={
            product.id: Cause(kind=Kind.LIST, type="LIST", rule=product.id, label=product.title)
            for product in catalogue.products
        },
        monotone=_is_monotone(catalogue, tariff),
        has_order_limits=any(
            limits.order_max is not None or limits.order_min > 1
            for product in catalogue.products
            for limits in (product.limits, *(one.limits for one in product.ticket_types))
        ),
    )


def _is_monotone(catalogue: Catalogue, tariff: Tariff) -> bool:
    """Whether a total can never rise when running prices fall.

    Fees on a named base and split fees can move either way, and so can taxes on top of a combi's
    parts: when a price falls by a minor unit, the share of one part may rise.
    """
    combis = any(isinstance(product.nesting, Combi) for product in catalogue.products)
    on_top = any(tax.effect is Effect.ADDED for tax in tariff.taxes)
    return not (combis and on_top) and not any(
        fee.base or isinstance(fee.tax, SplitFeeTax) for fee in tariff.fees
    )


def _variation_rule(index: int, variation: Variation) -> VariationRule:
    difference = variation.difference
    unconditional = (
        variation.booked is None
        and variation.lead is None
        and variation.quantity is None
        and variation.fill is None
    )
    for_anybody = variation.buyer == ANYBODY
    return VariationRule(
        index=index,
        variation=variation,
        cause=Cause(
            kind=Kind.VARIATION,
            type=variation.type.value,
            rule=variation.id,
            label=variation.label,
            rate=difference.rate if isinstance(difference, Percentage) else None,
        ),
        difference=priced(difference),
        level=variation.level,
        for_anybody=for_anybody,
        static=unconditional and for_anybody and variation.level is VariationLevel.TICKET_TYPE,
    )


def _promotion_rule(index: int, promotion: Promotion) -> PromotionRule:
    for_anybody = promotion.buyer == ANYBODY
    limits = promotion.limits
    benefit = promotion.benefit
    keyed = promotion.code is not None
    return PromotionRule(
        index=index,
        promotion=promotion,
        cause=Cause(
            kind=Kind.PROMOCODE if keyed else Kind.DISCOUNT,
            type=PROMOCODE_TYPE if keyed else promotion.type.value,
            rule=promotion.id,
            label=promotion.label,
            title=promotion.title,
            description=promotion.description,
            rate=benefit.rate if isinstance(benefit, PercentageOff | CheapestOff) else None,
        ),
        for_anybody=for_anybody,
        bare=for_anybody
        and not limits.counted
        and limits.units_per_cart is None
        and not promotion.booked
        and promotion.minimum is None
        and not promotion.together
        and not promotion.custom,
    )


def _lanes(
    lanes: tuple[Lane, ...], promotions: tuple[PromotionRule, ...]
) -> tuple[LaneRules, ...]:
    declared = {lane.number: lane for lane in lanes}
    numbers = sorted({rule.promotion.lane for rule in promotions})
    return tuple(
        LaneRules(
            number=number,
            mode=lane.mode,
            per=lane.per,
            promotions=tuple(rule for rule in promotions if rule.promotion.lane == number),
        )
        for number in numbers
        for lane in (declared.get(number, Lane(number=number)),)
    )


# --- taxes --------------------------------------------------------------------------------------


def _tax_set(taxation: Taxation, taxes: dict[TaxId, Tax], mode: InclusiveRounding) -> TaxSet:
    # The order of the tariff's taxes, not of the row, so that equal sets are one tax group.
    chosen = [tax for tax in taxes.values() if tax.id in taxation.taxes]
    inside = [tax for tax in chosen if tax.effect is Effect.INCLUDED]
    on_top = [tax for tax in chosen if tax.effect is Effect.ADDED]
    ordered = [*inside, *on_top]
    together = sum((tax.rate for tax in inside), Rate.of(0, 1))
    denominator = lcm(*(tax.rate.denominator for tax in inside)) if inside else 1
    weights = [tax.rate.numerator * denominator // tax.rate.denominator for tax in inside]
    divisor = gcd(*weights) or 1
    causes = tuple(_tax_cause(tax, Kind.TAX) for tax in ordered)
    alone = len(ordered) == 1 and bool(inside) and mode is InclusiveRounding.NET
    return TaxSet(
        ids=tuple(tax.id for tax in ordered),
        inclusive=tuple(
            InclusiveTax(cause=cause, weight=weight // divisor)
            for cause, weight in zip(causes, weights, strict=False)
        ),
        exclusive=tuple(
            ExclusiveTax(
                cause=cause,
                numerator=tax.rate.numerator,
                denominator=tax.rate.denominator,
                on=tax.on,
            )
            for tax, cause in zip(on_top, causes[len(inside) :], strict=True)
        ),
        numerator=together.numerator,
        denominator=together.denominator,
        mode=mode,
        causes=causes,
        rounding_causes=tuple(_tax_cause(tax, Kind.TAX_ROUNDING) for tax in ordered),
        only_inclusive=causes[0] if alone else None,
    )


def _tax_cause(tax: Tax, kind: Kind) -> Cause:
    return Cause(
        kind=kind,
        type=kind.value,
        rule=tax.id,
        label=tax.label,
        effect=tax.effect,
        rate=tax.rate,
        tax=tax.id,
    )


# --- fees ---------------------------------------------------------------------------------------


def _fee_rule(index: int, fee: Fee, taxes: dict[TaxId, Tax]) -> FeeRule:
    kinds = {kind.value for kind in Kind}
    pinned_refund = FeeRefund.LAST if fee.refund is FeeRefund.SHARE else fee.refund
    own_tax = None
    if isinstance(fee.tax, OwnFeeTax):
        tax = taxes[fee.tax.tax]
        on_top = fee.tax.effect is Effect.ADDED
        effect = Effect.ADDED if on_top and fee.effect is Effect.ADDED else Effect.INCLUDED
        own_tax = OwnTaxRate(
            numerator=tax.rate.numerator,
            denominator=tax.rate.denominator,
            on_top=on_top,
            is_added=effect is Effect.ADDED,
            causes=_fee_tax_causes(fee, tax, effect),
        )
    split = {}
    if isinstance(fee.tax, SplitFeeTax):
        for tax in taxes.values():
            effect = Effect.INCLUDED if fee.effect is Effect.INCLUDED else tax.effect
            split[tax.id] = _fee_tax_causes(fee, tax, effect)
    return FeeRule(
        index=index,
        fee=fee,
        shared=_fee_cause(fee, FeeRefund.SHARE),
        pinned=_fee_cause(fee, pinned_refund),
        own_tax=own_tax,
        split_tax=split,
        base_kinds=frozenset(fee.base) & kinds,
        base_rules=frozenset(fee.base) - kinds,
        for_anybody=fee.buyer == ANYBODY,
        for_all_lines=not fee.products and not fee.ticket_types,
        numerator=fee.rate.numerator,
        denominator=fee.rate.denominator,
        fixed=fee.fixed,
        is_bounded=fee.minimum is not None or fee.maximum is not None,
        is_added=fee.effect is Effect.ADDED,
        on_discounted=fee.on is FeeBase.DISCOUNTED,
        for_order=fee.per is Per.ORDER,
    )


def _fee_cause(fee: Fee, refund: FeeRefund) -> Cause:
    return Cause(
        kind=Kind.FEE,
        type=fee.type.value,
        rule=fee.id,
        label=fee.label,
        effect=fee.effect,
        rate=fee.rate if fee.rate.numerator else None,
        refund=refund,
    )


def _fee_tax_causes(fee: Fee, tax: Tax, effect: Effect) -> FeeTaxCauses:
    def cause(refund: FeeRefund) -> Cause:
        return Cause(
            kind=Kind.FEE_TAX,
            type=fee.type.value,
            rule=fee.id,
            label=f"{tax.label} on {fee.label}",
            effect=effect,
            rate=tax.rate,
            tax=tax.id,
            refund=refund,
        )

    pinned = FeeRefund.LAST if fee.refund is FeeRefund.SHARE else fee.refund
    return FeeTaxCauses(shared=cause(FeeRefund.SHARE), pinned=cause(pinned))
