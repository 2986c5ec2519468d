"""What can be wrong with the settings, the seasons, and the names of all rules."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from counterfoil.domain.tariff.problems.fees import BASE_KINDS, LATER_KINDS
from counterfoil.domain.tariff.problems.inspection import Inspection
from counterfoil.domain.tariff.problems.problem import ProblemCode, TariffProblem
from counterfoil.domain.tariff.problems.values import (
    count_problems,
    date_problems,
    id_problems,
    problem,
)
from counterfoil.domain.tariff.promotions import CODES_MAX


def setting_problems(inspection: Inspection) -> Iterator[TariffProblem]:
    """Find what is wrong with what holds for the whole tariff."""
    tariff = inspection.tariff
    yield from id_problems(tariff.id, path="id", taken={})
    yield from count_problems(tariff.codes_max, path="codes_max", least=1, most=CODES_MAX)
    if tariff.price_valid is not None and tariff.price_valid <= timedelta(0):
        code = ProblemCode.BELOW_MINIMUM
        allowed = "longer than 0 seconds"
        yield problem("price_valid", code=code, value=tariff.price_valid, allowed=allowed)
    yield from _currency_problems(inspection)


def _currency_problems(inspection: Inspection) -> Iterator[TariffProblem]:
    """Find products in another currency; where all are, the tariff prices nothing."""
    products, currency = inspection.products(), inspection.tariff.currency
    others = [product for product in products if product.currency != currency]
    if others and len(others) == len(products):
        yield TariffProblem(
            path="currency",
            code=ProblemCode.NO_PRODUCT_IN_CURRENCY,
            value=currency.code,
            allowed=", ".join(sorted({product.currency.code for product in others})),
        )
        return
    for product in others:
        yield TariffProblem(
            path="currency",
            code=ProblemCode.CURRENCY_DIFFERS,
            value=f"{currency.code} for {product.id}",
            allowed=product.currency.code,
        )


def season_list_problems(inspection: Inspection) -> Iterator[TariffProblem]:
    """Find seasons with one name, without dates, or with a window that holds none."""
    taken: dict[str, str] = {}
    for position, season in enumerate(inspection.tariff.seasons):
        path = f"seasons[{position}]"
        yield from id_problems(season.id, path=f"{path}.id", taken=taken)
        if not season.dates:
            code = ProblemCode.NO_DATES
            allowed = "at least one range of dates"
            yield problem(f"{path}.dates", code=code, value=None, allowed=allowed)
        yield from date_problems(season.dates, path=f"{path}.dates")


def rule_id_problems(inspection: Inspection) -> Iterator[TariffProblem]:
    """Find rules without a name of their own: variations, promotions and fees share one space.

    The base of a fee names rules and kinds side by side, so that no rule may be called as a kind.
    """
    tariff = inspection.tariff
    taken: dict[str, str] = {}
    named: tuple[tuple[str, str], ...] = (
        *((f"variations[{n}].id", rule.id) for n, rule in enumerate(tariff.variations)),
        *((f"promotions[{n}].id", rule.id) for n, rule in enumerate(tariff.promotions)),
        *((f"fees[{n}].id", rule.id) for n, rule in enumerate(tariff.fees)),
    )
    for path, name in named:
        yield from id_problems(name, path=path, taken=taken)
        if name in BASE_KINDS or name in LATER_KINDS:
            allowed = "a name that is no kind of entry"
            yield problem(path, code=ProblemCode.RESERVED_ID, value=name, allowed=allowed)
