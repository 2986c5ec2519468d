"""What can be wrong with the list prices, and which are missing."""

from __future__ import annotations

from collections.abc import Iterator

from counterfoil.domain.catalogue.nesting import Bundle, Cluster
from counterfoil.domain.catalogue.product import Product
from counterfoil.domain.references import ProductId, TicketTypeId
from counterfoil.domain.tariff.problems.conditions import season_problems, unknown_product
from counterfoil.domain.tariff.problems.inspection import Inspection
from counterfoil.domain.tariff.problems.problem import ProblemCode, TariffProblem
from counterfoil.domain.tariff.problems.values import amount_problems, choices, problem
from counterfoil.domain.tariff.tariff import ListPrice


def price_problems(inspection: Inspection) -> Iterator[TariffProblem]:
    """Find what is wrong with the rows of list prices, one by one, then what has no row."""
    seen: dict[tuple[str, str, str | None], int] = {}
    for position, row in enumerate(inspection.tariff.prices):
        path = f"prices[{position}]"
        currency = inspection.tariff.currency
        yield from amount_problems(row.amount, path=f"{path}.amount", currency=currency)
        if row.season is not None:
            yield from season_problems(row.season, path=f"{path}.season", inspection=inspection)
        if inspection.catalogue is not None:
            yield from _sold_problems(row, path=path, inspection=inspection)
        key = (row.product, row.ticket_type, row.season)
        if key in seen:
            value = " / ".join(name for name in key if name is not None)
            allowed = f"one row for each, prices[{seen[key]}] is for this too"
            yield problem(path, code=ProblemCode.DUPLICATE_PRICE, value=value, allowed=allowed)
        seen.setdefault(key, position)
    yield from _missing_problems(inspection)


def _sold_problems(
    row: ListPrice, *, path: str, inspection: Inspection
) -> Iterator[TariffProblem]:
    product = inspection.product(row.product)
    if product is None:
        yield unknown_product(row.product, path=f"{path}.product", inspection=inspection)
        return
    if isinstance(product.nesting, Bundle | Cluster):
        what = "parts" if isinstance(product.nesting, Bundle) else "members"
        allowed = f"prices of its {what}: {', '.join(_inner(product))}"
        code = ProblemCode.PRICE_NOT_EXPECTED
        yield problem(f"{path}.product", code=code, value=row.product, allowed=allowed)
        return
    if product.ticket_type(row.ticket_type) is None:
        known = (found.id for found in product.ticket_types)
        allowed = choices(known, near=row.ticket_type, otherwise="a ticket type of the product")
        code = ProblemCode.UNKNOWN_TICKET_TYPE
        yield problem(f"{path}.ticket_type", code=code, value=row.ticket_type, allowed=allowed)


def _inner(product: Product) -> tuple[ProductId, ...]:
    nesting = product.nesting
    if isinstance(nesting, Bundle):
        return tuple(part.product for part in nesting.parts)
    return nesting.members if isinstance(nesting, Cluster) else ()


def _missing_problems(inspection: Inspection) -> Iterator[TariffProblem]:
    """Find ticket types on sale in the currency of the tariff that it has no price for.

    A price in some season is one. A combi needs its own: the prices of its parts are not used.
    """
    priced: set[tuple[ProductId, TicketTypeId]] = {
        (row.product, row.ticket_type) for row in inspection.tariff.prices
    }
    for product in inspection.products():
        if product.currency != inspection.tariff.currency or not inspection.is_sold(product):
            continue
        for ticket_type in product.ticket_types:
            if (product.id, ticket_type.id) not in priced:
                value = f"{product.id} / {ticket_type.id}"
                code = ProblemCode.NOT_PRICED
                yield problem("prices", code=code, value=value, allowed="a row with its price")
