"""All that can be wrong with a catalogue, found in one pass."""

from __future__ import annotations

from collections.abc import Iterator

from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.catalogue.validation.checkout_fields import checkout_field_problems
from counterfoil.domain.catalogue.validation.extras import (
    option_problems,
    pickup_problems,
    spot_problems,
)
from counterfoil.domain.catalogue.validation.nesting import (
    cycle_problems,
    link_problems,
    nesting_problems,
)
from counterfoil.domain.catalogue.validation.policies import (
    SHORTEST,
    cancellation_problems,
    hold_problems,
    party_problems,
    sale_problems,
)
from counterfoil.domain.catalogue.validation.problem import (
    CatalogueProblem,
    ProblemCode,
    id_problems,
    problem,
    span_problems,
)
from counterfoil.domain.catalogue.validation.slots import availability_problems, pool_problems
from counterfoil.domain.catalogue.validation.ticket_codes import (
    code_source_problems,
    code_stock_problems,
    shared_code_problems,
)
from counterfoil.domain.catalogue.validation.ticket_types import ticket_type_problems


def problems(catalogue: Catalogue) -> tuple[CatalogueProblem, ...]:
    """Find everything that is wrong with *catalogue*, product by product; nothing if it is valid.

    All rules are tried, whatever the others find, so that one reading of a file shows every
    mistake in it.
    """
    return tuple(_all_problems(catalogue))


def _all_problems(catalogue: Catalogue) -> Iterator[CatalogueProblem]:
    if not catalogue.id.strip():
        yield problem(
            "id",
            code=ProblemCode.EMPTY_ID,
            value=catalogue.id,
            allowed="a name of at least one character",
        )
    yield from hold_problems(catalogue.hold, path="hold")
    yield from id_problems((product.id for product in catalogue.products), path="products")
    for position, product in enumerate(catalogue.products):
        path = f"products[{position}]"
        yield from ticket_type_problems(product, path=path)
        yield from party_problems(product, path=path)
        yield from availability_problems(product, path=path, catalogue=catalogue)
        yield from sale_problems(product.sale, path=f"{path}.sale")
        yield from option_problems(product, path=path)
        yield from pickup_problems(product, path=path, catalogue=catalogue)
        yield from spot_problems(product, path=path)
        yield from cancellation_problems(product.cancellation, path=f"{path}.cancellation")
        if product.hold is not None:
            yield from hold_problems(product.hold, path=f"{path}.hold")
        if product.pass_duration is not None:
            at = f"{path}.pass_duration"
            yield from span_problems(product.pass_duration, path=at, least=SHORTEST)
        yield from nesting_problems(product, path=path, catalogue=catalogue)
        yield from link_problems(product, path=path, catalogue=catalogue)
        yield from code_source_problems(product, path=path, catalogue=catalogue)
        yield from shared_code_problems(product, path=path)
    yield from cycle_problems(catalogue)
    yield from pool_problems(catalogue)
    yield from checkout_field_problems(catalogue)
    yield from code_stock_problems(catalogue)
