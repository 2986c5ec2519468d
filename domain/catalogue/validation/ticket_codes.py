"""What can be wrong with stocks of ticket codes; no problem shows a code."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.catalogue.product import Product
from counterfoil.domain.catalogue.ticket_codes import CODE_ALLOWED, TicketCodeSource, is_code
from counterfoil.domain.catalogue.validation.problem import (
    CatalogueProblem,
    ProblemCode,
    id_problems,
    problem,
)


def code_stock_problems(catalogue: Catalogue) -> Iterator[CatalogueProblem]:
    """Find stocks with one id, texts that are no codes, and codes that are there twice."""
    yield from id_problems((stock.id for stock in catalogue.code_stocks), path="code_stocks")
    seen: dict[str, str] = {}
    for position, stock in enumerate(catalogue.code_stocks):
        for number, code in enumerate(stock.codes):
            at = f"code_stocks[{position}].codes[{number}]"
            if not is_code(code):
                found = ProblemCode.INVALID_TICKET_CODE
                yield problem(at, code=found, value=_hidden(code), allowed=CODE_ALLOWED)
            elif code in seen:
                found = ProblemCode.DUPLICATE_TICKET_CODE
                allowed = f"a code of its own, {seen[code]} has this one"
                yield problem(at, code=found, value=_hidden(code), allowed=allowed)
            seen.setdefault(code, at)


def code_source_problems(
    product: Product, *, path: str, catalogue: Catalogue
) -> Iterator[CatalogueProblem]:
    """Find products that draw from no stock or an unknown one, or name one for nothing."""
    at = f"{path}.code_stock"
    drawn = product.ticket_codes is TicketCodeSource.STOCK
    if product.code_stock is None:
        if drawn:
            allowed = "the id of a stock of codes"
            yield problem(at, code=ProblemCode.CODE_STOCK_MISSING, value=None, allowed=allowed)
        return
    if not drawn:
        yield problem(
            at,
            code=ProblemCode.CODE_STOCK_NOT_EXPECTED,
            value=product.code_stock,
            allowed=f"none with ticket codes {product.ticket_codes.name}, or STOCK",
        )
    known = [stock.id for stock in catalogue.code_stocks]
    if product.code_stock not in known:
        near = get_close_matches(product.code_stock, known)
        hint = f", such as {', '.join(map(repr, near))}" if near else ""
        allowed = f"the id of a stock of codes{hint}"
        yield problem(
            at, code=ProblemCode.UNKNOWN_CODE_STOCK, value=product.code_stock, allowed=allowed
        )


def shared_code_problems(product: Product, *, path: str) -> Iterator[CatalogueProblem]:
    """Find products whose tickets share a code that would be brought or drawn for each."""
    if product.ticket_codes is TicketCodeSource.ENGINE:
        return
    settings = product.code_settings
    for name, is_set in (("group_code", settings.group_code), ("combi_code", settings.combi_code)):
        if is_set:
            yield problem(
                f"{path}.code_settings.{name}",
                code=ProblemCode.SHARED_CODE_NOT_MADE,
                value=product.ticket_codes,
                allowed="a shared code where the engine makes the codes, or none",
            )


def _hidden(code: str) -> tuple[str]:
    """Tell the length of a code, which nobody can be admitted with."""
    return (f"a text of {len(code)} characters",)
