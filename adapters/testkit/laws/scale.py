"""All amounts of a case times a factor: the same prices in a smaller unit of money.

Quantities, rates, dates and limits on the number of uses stay as they are.
"""

from __future__ import annotations

from typing import TypeAlias

import attrs

from counterfoil.domain.basket import Basket, Circumstances
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.catalogue.options import Option, OptionValue
from counterfoil.domain.catalogue.policies import CancellationPolicy
from counterfoil.domain.errors import UsageError
from counterfoil.domain.tariff.conditions import Minimum
from counterfoil.domain.tariff.fees import Fee
from counterfoil.domain.tariff.promotions import (
    AmountOff,
    Benefit,
    CustomBenefit,
    FixedUnitPrice,
    Promotion,
)
from counterfoil.domain.tariff.tariff import Tariff
from counterfoil.domain.tariff.variations import Difference, FixedAmount

Amount: TypeAlias = int | None


def scale_catalogue(catalogue: Catalogue, *, factor: int) -> Catalogue:
    """Multiply the prices of options and the fixed cancellation fees of all products."""
    return attrs.evolve(
        catalogue,
        products=tuple(
            attrs.evolve(
                product,
                options=tuple(_option(option, factor=factor) for option in product.options),
                cancellation=_cancellation(product.cancellation, factor=factor),
            )
            for product in catalogue.products
        ),
    )


def scale_tariff(tariff: Tariff, *, factor: int) -> Tariff:
    """Multiply list prices, fixed variations, promotions with their thresholds, and fees.

    Raises: UsageError for a benefit of the host, whose amounts only the host knows.
    """
    return attrs.evolve(
        tariff,
        prices=tuple(attrs.evolve(price, amount=factor * price.amount) for price in tariff.prices),
        variations=tuple(
            attrs.evolve(variation, difference=_difference(variation.difference, factor=factor))
            for variation in tariff.variations
        ),
        promotions=tuple(_promotion(promotion, factor=factor) for promotion in tariff.promotions),
        fees=tuple(_fee(fee, factor=factor) for fee in tariff.fees),
    )


def scale_basket(basket: Basket, *, factor: int) -> Basket:
    """Multiply the fixed amounts among the requested variations."""
    return attrs.evolve(
        basket,
        requested=tuple(
            attrs.evolve(found, difference=_difference(found.difference, factor=factor))
            for found in basket.requested
        ),
    )


def scale_circumstances(circumstances: Circumstances, *, factor: int) -> Circumstances:
    """Multiply what is left of budgets."""
    return attrs.evolve(
        circumstances,
        limits={
            promotion: attrs.evolve(left, budget=_times(left.budget, factor=factor))
            for promotion, left in circumstances.limits.items()
        },
    )


def _times(amount: Amount, *, factor: int) -> Amount:
    return None if amount is None else factor * amount


def _option(option: Option, *, factor: int) -> Option:
    return attrs.evolve(
        option, values=tuple(_value(value, factor=factor) for value in option.values)
    )


def _value(value: OptionValue, *, factor: int) -> OptionValue:
    return attrs.evolve(
        value,
        price=factor * value.price,
        prices={name: factor * price for name, price in value.prices.items()},
    )


def _cancellation(policy: CancellationPolicy, *, factor: int) -> CancellationPolicy:
    return attrs.evolve(
        policy,
        tiers=tuple(
            attrs.evolve(tier, fee_amount=factor * tier.fee_amount) for tier in policy.tiers
        ),
    )


def _difference(difference: Difference, *, factor: int) -> Difference:
    if isinstance(difference, FixedAmount):
        return FixedAmount(amount=factor * difference.amount)
    return difference


def _promotion(promotion: Promotion, *, factor: int) -> Promotion:
    limits = promotion.limits
    return attrs.evolve(
        promotion,
        benefit=_benefit(promotion.benefit, factor=factor),
        cap=_times(promotion.cap, factor=factor),
        minimum=_minimum(promotion.minimum, factor=factor),
        limits=attrs.evolve(limits, budget=_times(limits.budget, factor=factor)),
    )


def _benefit(benefit: Benefit, *, factor: int) -> Benefit:
    match benefit:
        case AmountOff(amount=amount):
            return attrs.evolve(benefit, amount=factor * amount)
        case FixedUnitPrice(price=price):
            return attrs.evolve(benefit, price=factor * price)
        case CustomBenefit(name=name):
            raise UsageError(
                field="benefit",
                value=name,
                problem="is a benefit of the host",
                allowed="a benefit whose amounts stand in the tariff",
            )
        case _:
            return benefit


def _minimum(minimum: Minimum | None, *, factor: int) -> Minimum | None:
    return None if minimum is None else attrs.evolve(minimum, value=factor * minimum.value)


def _fee(fee: Fee, *, factor: int) -> Fee:
    return attrs.evolve(
        fee,
        fixed=factor * fee.fixed,
        minimum=_times(fee.minimum, factor=factor),
        maximum=_times(fee.maximum, factor=factor),
    )
