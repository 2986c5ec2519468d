"""What can be wrong with ticket types and with limits on quantities."""

from __future__ import annotations

from collections.abc import Iterator

from counterfoil.domain.catalogue.limits import COUNT_MAX, QuantityLimits
from counterfoil.domain.catalogue.nesting import Combi, Single
from counterfoil.domain.catalogue.product import Product
from counterfoil.domain.catalogue.ticket_types import TicketClass, TicketType
from counterfoil.domain.catalogue.validation.problem import (
    CatalogueProblem,
    ProblemCode,
    id_problems,
    number_problems,
    problem,
)

AGE_MAX = 150  # Years; nobody is older, so a larger number is a slip such as a year of birth.
UNITS_MAX = 1_000_000  # Guests or units of one ticket: above the capacity of any venue.


def ticket_type_problems(product: Product, *, path: str) -> Iterator[CatalogueProblem]:
    """Find what is wrong with the ticket types of *product*, and with its limits."""
    types = product.ticket_types
    if not types and isinstance(product.nesting, Single | Combi):
        yield problem(
            f"{path}.ticket_types",
            code=ProblemCode.NO_TICKET_TYPES,
            value=types,
            allowed="at least one ticket type",
        )
    yield from id_problems((found.id for found in types), path=f"{path}.ticket_types")
    for position, ticket_type in enumerate(types):
        yield from _one_problems(ticket_type, path=f"{path}.ticket_types[{position}]")
    # A booking holds at most COUNT_MAX tickets of each type; a bundle counts those of its parts.
    most = COUNT_MAX * len(types) if types else None
    yield from limit_problems(product.limits, path=f"{path}.limits", booking_most=most)


def limit_problems(
    limits: QuantityLimits, *, path: str, booking_most: int | None
) -> Iterator[CatalogueProblem]:
    """Find limits that no count of tickets, or a count above *booking_most*, could meet."""
    bounds = (
        ("booking_min", limits.booking_min, booking_most),
        ("booking_max", limits.booking_max, booking_most),
        ("order_min", limits.order_min, None),
        ("order_max", limits.order_max, None),
    )
    for field, value, most in bounds:
        if value is not None:
            yield from number_problems(value, path=f"{path}.{field}", least=1, most=most)
    pairs = (
        ("booking_max", limits.booking_min, limits.booking_max),
        ("order_max", limits.order_min, limits.order_max),
        # An order holds at least one whole booking.
        ("order_max", limits.booking_min, limits.order_max),
    )
    told = set[str]()
    for field, least, most in pairs:
        if most is not None and most < least and field not in told:
            told.add(field)
            yield problem(
                f"{path}.{field}",
                code=ProblemCode.WRONG_ORDER,
                value=most,
                allowed=f"at least the smallest number, {least}",
            )


def _one_problems(ticket_type: TicketType, *, path: str) -> Iterator[CatalogueProblem]:
    ages = (("age_from", ticket_type.age_from), ("age_to", ticket_type.age_to))
    for field, age in ages:
        if age is None:
            continue
        yield from number_problems(age, path=f"{path}.{field}", least=0, most=AGE_MAX)
        if ticket_type.ticket_class is TicketClass.INDIVIDUAL:
            yield problem(
                f"{path}.{field}",
                code=ProblemCode.AGE_NOT_ALLOWED,
                value=age,
                allowed="no age on a ticket type of class INDIVIDUAL",
            )
    if (
        ticket_type.age_from is not None
        and ticket_type.age_to is not None
        and ticket_type.age_to < ticket_type.age_from
    ):
        yield problem(
            f"{path}.age_to",
            code=ProblemCode.WRONG_ORDER,
            value=ticket_type.age_to,
            allowed=f"age_from, {ticket_type.age_from}, or more",
        )
    yield from number_problems(ticket_type.pax, path=f"{path}.pax", least=0, most=UNITS_MAX)
    yield from number_problems(
        ticket_type.capacity, path=f"{path}.capacity", least=0, most=UNITS_MAX
    )
    yield from limit_problems(ticket_type.limits, path=f"{path}.limits", booking_most=COUNT_MAX)
