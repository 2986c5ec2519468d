"""What can be wrong with the taxes, and with which tickets carry them."""

from __future__ import annotations

from collections.abc import Iterator

from counterfoil.domain.catalogue.nesting import Combi
from counterfoil.domain.references import ProductId, TaxId
from counterfoil.domain.tariff.problems.conditions import (
    Reach,
    product_problems,
    ticket_type_problems,
)
from counterfoil.domain.tariff.problems.inspection import Inspection
from counterfoil.domain.tariff.problems.problem import ProblemCode, TariffProblem
from counterfoil.domain.tariff.problems.values import (
    choices,
    date_problems,
    id_problems,
    problem,
    rate_problems,
    repeated_problems,
)
from counterfoil.domain.tariff.taxes import Effect, Taxation, TaxBase


def tax_problems(inspection: Inspection) -> Iterator[TariffProblem]:
    """Find what is wrong with the taxes, one by one."""
    taken: dict[str, str] = {}
    for position, tax in enumerate(inspection.tariff.taxes):
        path = f"taxes[{position}]"
        yield from id_problems(tax.id, path=f"{path}.id", taken=taken)
        yield from rate_problems(tax.rate, path=f"{path}.rate")
        if tax.effect is Effect.INCLUDED and tax.on is TaxBase.GROSS:
            code = ProblemCode.WITHOUT_EFFECT
            allowed = "net: only a tax on top of the price chooses its base"
            yield problem(f"{path}.on", code=code, value=tax.on, allowed=allowed)


def taxation_problems(inspection: Inspection) -> Iterator[TariffProblem]:
    """Find what is wrong with which tickets carry which taxes.

    Of several rows that match a ticket the first counts: what stands below a row for all tickets
    is never read.
    """
    catch_all: int | None = None
    for position, taxation in enumerate(inspection.tariff.taxation):
        path = f"taxation[{position}]"
        yield from repeated_problems(taxation.taxes, path=f"{path}.taxes")
        for index, tax in enumerate(taxation.taxes):
            yield from tax_reference_problems(
                tax, path=f"{path}.taxes[{index}]", inspection=inspection
            )
        yield from _reach_problems(taxation, path=path, inspection=inspection)
        yield from date_problems(taxation.travel, path=f"{path}.travel")
        if catch_all is not None:
            code = ProblemCode.NEVER_APPLIES
            allowed = f"a place above taxation[{catch_all}], which is for all tickets"
            value = ", ".join(taxation.taxes)
            yield problem(path, code=code, value=value, allowed=allowed)
        elif not (taxation.products or taxation.ticket_types or taxation.travel):
            catch_all = position


def tax_reference_problems(
    tax: TaxId, *, path: str, inspection: Inspection
) -> Iterator[TariffProblem]:
    """Find a tax that the tariff does not have."""
    known = {found.id for found in inspection.tariff.taxes}
    if tax not in known:
        allowed = choices(known, near=tax, otherwise="a tax of the tariff, it has none")
        yield problem(path, code=ProblemCode.UNKNOWN_TAX, value=tax, allowed=allowed)


def _reach_problems(
    taxation: Taxation, *, path: str, inspection: Inspection
) -> Iterator[TariffProblem]:
    products = frozenset(ProductId(name) for name in taxation.products)
    yield from product_problems(
        products, path=f"{path}.products", inspection=inspection, reach=Reach.MEANT
    )
    for name in sorted(products):
        product = inspection.product(name)
        # Each part of a combi is taxed as the product that it is.
        if product is not None and isinstance(product.nesting, Combi):
            code = ProblemCode.NEVER_APPLIES
            allowed = f"its parts: {', '.join(part.product for part in product.nesting.parts)}"
            yield problem(f"{path}.products", code=code, value=name, allowed=allowed)
    yield from ticket_type_problems(
        taxation.ticket_types,
        path=f"{path}.ticket_types",
        products=products,
        inspection=inspection,
    )
