"""What can be wrong between products: parts, members, add-ons and relations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.catalogue.nesting import (
    Bundle,
    BundlePart,
    Cluster,
    Combi,
    CombiPart,
    Single,
)
from counterfoil.domain.catalogue.product import Product
from counterfoil.domain.catalogue.validation.problem import (
    CatalogueProblem,
    ProblemCode,
    id_problems,
    number_problems,
    problem,
)
from counterfoil.domain.references import ProductId


def nesting_problems(
    product: Product, *, path: str, catalogue: Catalogue
) -> Iterator[CatalogueProblem]:
    """Find what is wrong with the parts or members of *product*."""
    nesting = product.nesting
    match nesting:
        case Single():
            return
        case Combi() | Bundle():
            at = f"{path}.nesting.parts"
            parts: tuple[CombiPart | BundlePart, ...] = nesting.parts
            if not parts:
                yield _no_parts(at)
            yield from id_problems((part.id for part in parts), path=at)
            for position, part in enumerate(parts):
                yield from _part_problems(
                    part, path=f"{at}[{position}]", product=product, catalogue=catalogue
                )
        case Cluster():
            at = f"{path}.nesting.members"
            if not nesting.members:
                yield _no_parts(at)
            yield from id_problems(nesting.members, path=at, field="")
            for position, member in enumerate(nesting.members):
                yield from _member_problems(
                    member, path=f"{at}[{position}]", product=product, catalogue=catalogue
                )
        case _:
            assert_never(nesting)


def link_problems(
    product: Product, *, path: str, catalogue: Catalogue
) -> Iterator[CatalogueProblem]:
    """Find what is wrong with the main products and the relations of *product*."""
    at = f"{path}.addon_of"
    for main in sorted(product.addon_of):
        yield from _reference_problems(main, path=at, product=product, catalogue=catalogue)
        found = catalogue.product(main)
        if found is None or main == product.id:
            continue
        if isinstance(found.nesting, Cluster):
            yield problem(
                at,
                code=ProblemCode.NOT_BOOKABLE,
                value=main,
                allowed="a product that is bookable; name the members of a cluster instead",
            )
        yield from _currency_problems(found, path=at, product=product)
    for position, relation in enumerate(product.relations):
        yield from _reference_problems(
            relation.product,
            path=f"{path}.relations[{position}].product",
            product=product,
            catalogue=catalogue,
        )


def cycle_problems(catalogue: Catalogue) -> Iterator[CatalogueProblem]:
    """Find add-ons that can never be sold, as each waits for another of them.

    Unknown mains and an add-on of itself are told elsewhere and not told again here.
    """
    sellable = {
        product.id
        for product in catalogue.products
        if product.id in product.addon_of
        or not product.addon_of
        or any(catalogue.product(main) is None for main in product.addon_of)
    }
    waiting = [product for product in catalogue.products if product.id not in sellable]
    while freed := {product.id for product in waiting if product.addon_of & sellable}:
        sellable |= freed
        waiting = [product for product in waiting if product.id not in freed]
    stuck = {product.id for product in waiting}
    for position, product in enumerate(catalogue.products):
        if product.id in stuck:
            yield problem(
                f"products[{position}].addon_of",
                code=ProblemCode.ADDON_CYCLE,
                value=product.addon_of,
                allowed="a main product that can be sold without this add-on",
            )


def _part_problems(
    part: CombiPart | BundlePart, *, path: str, product: Product, catalogue: Catalogue
) -> Iterator[CatalogueProblem]:
    at = f"{path}.product"
    yield from _reference_problems(part.product, path=at, product=product, catalogue=catalogue)
    found = catalogue.product(part.product)
    if isinstance(part, CombiPart):
        yield from number_problems(part.share, path=f"{path}.share", least=1)
        yield from _type_problems(part, path=path, product=product, taken=found)
    if found is None or found.id == product.id:
        return
    if not isinstance(found.nesting, Single):
        yield problem(
            at,
            code=ProblemCode.NESTED_PRODUCT,
            value=part.product,
            allowed="an ordinary product; parts are not nested again",
        )
    yield from _currency_problems(found, path=at, product=product)


def _type_problems(
    part: CombiPart, *, path: str, product: Product, taken: Product | None
) -> Iterator[CatalogueProblem]:
    own = {ticket_type.id for ticket_type in product.ticket_types}
    for name in part.ticket_types:
        if name not in own:
            yield problem(
                f"{path}.ticket_types[{name}]",
                code=ProblemCode.UNKNOWN_TICKET_TYPE,
                value=name,
                allowed=f"a ticket type of the combi: {', '.join(sorted(own))}",
            )
    if taken is None:
        return
    theirs = {ticket_type.id for ticket_type in taken.ticket_types}
    for ticket_type in product.ticket_types:
        target = part.ticket_type(ticket_type.id)
        if target not in theirs:
            yield problem(
                f"{path}.ticket_types[{ticket_type.id}]",
                code=ProblemCode.UNKNOWN_TICKET_TYPE,
                value=target,
                allowed=f"a ticket type of {taken.id!r}: {', '.join(sorted(theirs))}",
            )


def _member_problems(
    member: ProductId, *, path: str, product: Product, catalogue: Catalogue
) -> Iterator[CatalogueProblem]:
    yield from _reference_problems(member, path=path, product=product, catalogue=catalogue)
    found = catalogue.product(member)
    if found is None or found.id == product.id:
        return
    if isinstance(found.nesting, Cluster):
        yield problem(
            path,
            code=ProblemCode.NESTED_PRODUCT,
            value=member,
            allowed="a bookable product; a heading has no headings under it",
        )
    yield from _currency_problems(found, path=path, product=product)


def _reference_problems(
    target: ProductId, *, path: str, product: Product, catalogue: Catalogue
) -> Iterator[CatalogueProblem]:
    if target == product.id:
        allowed = "another product than the one that it belongs to"
        yield problem(path, code=ProblemCode.SELF_REFERENCE, value=target, allowed=allowed)
    elif catalogue.product(target) is None:
        near = catalogue.near(target)
        hint = f", such as {', '.join(map(repr, near))}" if near else ""
        allowed = f"the id of a product of the catalogue{hint}"
        yield problem(path, code=ProblemCode.UNKNOWN_PRODUCT, value=target, allowed=allowed)


def _currency_problems(
    found: Product, *, path: str, product: Product
) -> Iterator[CatalogueProblem]:
    if found.currency != product.currency:
        yield problem(
            path,
            code=ProblemCode.CURRENCY_MIX,
            value=f"{found.id} in {found.currency.code}",
            allowed=f"a product in {product.currency.code}, as {product.id!r} is",
        )


def _no_parts(path: str) -> CatalogueProblem:
    return problem(path, code=ProblemCode.NO_PARTS, value=None, allowed="at least one product")
