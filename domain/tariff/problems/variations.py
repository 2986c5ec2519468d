"""What can be wrong with the variations of a tariff, and with those that it opens to callers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from counterfoil.domain.catalogue.nesting import Combi
from counterfoil.domain.money import AMOUNT_MAX, Rate
from counterfoil.domain.tariff.problems.conditions import (
    fill_problems,
    lead_problems,
    quantity_problems,
    scope_problems,
)
from counterfoil.domain.tariff.problems.inspection import Inspection
from counterfoil.domain.tariff.problems.problem import ProblemCode, TariffProblem
from counterfoil.domain.tariff.problems.values import (
    amount_problems,
    instant_problems,
    problem,
    rate_problems,
)
from counterfoil.domain.tariff.variations import (
    REQUESTED_VARIATION_TYPES,
    TARIFF_VARIATION_TYPES,
    FixedAmount,
    Percentage,
    Variation,
    VariationLevel,
    VariationType,
)

ALL_OFF = Rate.of(-1, 1)  # No price can lose more than itself.


def variation_problems(inspection: Inspection) -> Iterator[TariffProblem]:
    """Find what is wrong with the variations, in their order."""
    for position, variation in enumerate(inspection.tariff.variations):
        path = f"variations[{position}]"
        yield from type_problems(
            variation.type, path=f"{path}.type", allowed=TARIFF_VARIATION_TYPES
        )
        yield from _difference_problems(variation, path=path, inspection=inspection)
        yield from _level_problems(variation, path=path, inspection=inspection)
        yield from scope_problems(variation.scope, path=f"{path}.scope", inspection=inspection)
        if variation.booked is not None:
            yield from instant_problems(variation.booked, path=f"{path}.booked")
        if variation.lead is not None:
            yield from lead_problems(variation.lead, path=f"{path}.lead")
        if variation.quantity is not None:
            yield from quantity_problems(variation.quantity, path=f"{path}.quantity")
        if variation.fill is not None:
            yield from fill_problems(variation.fill, path=f"{path}.fill")


def open_variation_problems(inspection: Inspection) -> Iterator[TariffProblem]:
    """Find types that no caller may request."""
    for position, opened in enumerate(inspection.tariff.open_variations):
        path = f"open_variations[{position}].type"
        yield from type_problems(opened.type, path=path, allowed=REQUESTED_VARIATION_TYPES)


def type_problems(
    value: VariationType, *, path: str, allowed: frozenset[VariationType]
) -> Iterator[TariffProblem]:
    """Find a type that is for another kind of rule."""
    if value not in allowed:
        names = ", ".join(sorted(member.value for member in allowed))
        yield problem(path, code=ProblemCode.TYPE_NOT_ALLOWED, value=value, allowed=names)


def _difference_problems(
    variation: Variation, *, path: str, inspection: Inspection
) -> Iterator[TariffProblem]:
    match variation.difference:
        case FixedAmount(amount=amount):
            yield from amount_problems(
                amount,
                path=f"{path}.difference.amount",
                currency=inspection.tariff.currency,
                least=-AMOUNT_MAX,
            )
        case Percentage(rate=rate):
            yield from rate_problems(rate, path=f"{path}.difference.rate", least=ALL_OFF)
        case _:
            assert_never(variation.difference)


def _level_problems(
    variation: Variation, *, path: str, inspection: Inspection
) -> Iterator[TariffProblem]:
    if variation.level is not VariationLevel.PART:
        return
    for name in sorted(variation.scope.products):
        product = inspection.product(name)
        if product is not None and isinstance(product.nesting, Combi):
            code = ProblemCode.AIMS_AT_COMBI_PART
            allowed = f"ticket_type, booking or cart for the combi {name!r}"
            yield problem(f"{path}.level", code=code, value=variation.level, allowed=allowed)
