"""What can be wrong with checkout fields: what nobody would be asked, or nobody could answer."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.catalogue.checkout_fields import CheckoutField, FieldLevel
from counterfoil.domain.catalogue.nesting import Cluster
from counterfoil.domain.catalogue.validation.problem import (
    CatalogueProblem,
    ProblemCode,
    id_problems,
    problem,
)
from counterfoil.domain.references import ProductId, TicketTypeId


def checkout_field_problems(catalogue: Catalogue) -> Iterator[CatalogueProblem]:
    """Find fields with one id, options that are no choice, and products and types not there."""
    fields = catalogue.checkout_fields
    yield from id_problems((field.id for field in fields), path="checkout_fields")
    for position, field in enumerate(fields):
        path = f"checkout_fields[{position}]"
        yield from id_problems(field.options, path=f"{path}.options", field="")
        for product in sorted(field.products):
            yield from _product_problems(product, path=f"{path}.products", catalogue=catalogue)
        yield from _type_problems(field, path=f"{path}.ticket_types", catalogue=catalogue)


def _product_problems(
    product: ProductId, *, path: str, catalogue: Catalogue
) -> Iterator[CatalogueProblem]:
    found = catalogue.product(product)
    if found is None:
        near = catalogue.near(product)
        hint = f", such as {', '.join(map(repr, near))}" if near else ""
        allowed = f"the id of a product of the catalogue{hint}"
        yield problem(path, code=ProblemCode.UNKNOWN_PRODUCT, value=product, allowed=allowed)
    elif isinstance(found.nesting, Cluster):
        allowed = "a product that can be in a cart; its members are asked by their own ids"
        yield problem(path, code=ProblemCode.NOT_BOOKABLE, value=product, allowed=allowed)


def _type_problems(
    field: CheckoutField, *, path: str, catalogue: Catalogue
) -> Iterator[CatalogueProblem]:
    if field.ticket_types and field.level is not FieldLevel.PRODUCT_TYPE:
        yield problem(
            path,
            code=ProblemCode.TICKET_TYPES_NOT_EXPECTED,
            value=field.ticket_types,
            allowed=f"none with level {field.level.name}, or level PRODUCT_TYPE",
        )
    if any(catalogue.product(product) is None for product in field.products):
        return  # a type may be of the product that is not there
    known = _types_of(field, catalogue=catalogue)
    for name in sorted(field.ticket_types - known):
        near = get_close_matches(name, known)
        hint = f", such as {', '.join(map(repr, near))}" if near else ""
        yield problem(
            path,
            code=ProblemCode.UNKNOWN_TICKET_TYPE,
            value=name,
            allowed=f"a ticket type of a product that the field is asked of{hint}",
        )


def _types_of(field: CheckoutField, *, catalogue: Catalogue) -> frozenset[TicketTypeId]:
    """Name the ticket types of the products that a field is asked of, and of their parts."""
    asked = [product for product in catalogue.products if field.concerns_product(product.id)]
    for product in tuple(asked):
        parts = (catalogue.product(part.product) for part in catalogue.parts(product.id))
        asked.extend(part for part in parts if part is not None)
    return frozenset(found.id for product in asked for found in product.ticket_types)
