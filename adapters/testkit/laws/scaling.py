"""M11a: where nothing was rounded, a factor on all amounts is a factor on the quote."""

from __future__ import annotations

from counterfoil.adapters.testkit.laws.comparing import require_same, written
from counterfoil.adapters.testkit.laws.scale import (
    scale_basket,
    scale_catalogue,
    scale_circumstances,
    scale_tariff,
)
from counterfoil.adapters.testkit.laws.verdict import Verdict, require_equal
from counterfoil.domain.basket import Basket, Circumstances
from counterfoil.domain.errors import UsageError
from counterfoil.domain.pricing import Pricer, Quote, compile_pricer
from counterfoil.domain.tariff.promotions import CustomBenefit
from counterfoil.domain.tariff.tariff import Tariff


def check_scaling(
    pricer: Pricer, basket: Basket, circumstances: Circumstances, *, factor: int
) -> Verdict:
    """Require M11a: all amounts of tariff and cart times *factor* give the quote times *factor*.

    Applies where no amount was rounded on the way to the quote, and where no condition or benefit
    of the host is used, because only the host knows their amounts. Quantities are not scaled.

    Raises: LawBrokenError; UsageError for a factor below one; TariffError or CatalogueError where
        an amount times *factor* is more than the engine takes.
    """
    if factor < 1:
        raise UsageError(
            field="factor",
            value=factor,
            problem="is below one",
            allowed="an integer of at least 1",
        )
    if _asks_the_host(pricer.tariff):
        return Verdict.DOES_NOT_APPLY
    quote = pricer.price(basket, circumstances)
    if not quote.exact:
        return Verdict.DOES_NOT_APPLY
    scaled = compile_pricer(
        scale_catalogue(pricer.catalogue, factor=factor),
        scale_tariff(pricer.tariff, factor=factor),
        extensions=pricer.extensions,
    ).price(scale_basket(basket, factor=factor), scale_circumstances(circumstances, factor=factor))
    require_same(
        "M11",
        found=written(scaled.entries),
        expected=written(quote.entries, factor=factor),
        what=f"all amounts times {factor}",
    )
    for name, found, expected in (
        ("total", scaled.total, factor * quote.total),
        ("granted", scaled.granted, {key: factor * given for key, given in quote.granted.items()}),
        ("codes", _outcomes(scaled, factor=1), _outcomes(quote, factor=factor)),
        ("cut off", _cut_off(scaled, factor=1), _cut_off(quote, factor=factor)),
    ):
        require_equal("M11", what=f"{name} times {factor}", found=found, expected=expected)
    return Verdict.HOLDS


def _asks_the_host(tariff: Tariff) -> bool:
    return any(
        promotion.custom or isinstance(promotion.benefit, CustomBenefit)
        for promotion in tariff.promotions
    )


def _outcomes(quote: Quote, *, factor: int) -> list[tuple[object, ...]]:
    return [(found.code, found.reason, factor * found.amount) for found in quote.promocodes]


def _cut_off(quote: Quote, *, factor: int) -> list[tuple[object, ...]]:
    return [(cut.rule, cut.reason, factor * cut.amount) for cut in quote.cut_offs]
