"""What is still to be answered before an order can be confirmed."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import assert_never

from counterfoil.domain.basket import BasketItem, CartTarget, ItemTarget, TicketTypeTarget
from counterfoil.domain.catalogue.checkout_fields import (
    CheckoutField,
    FieldLevel,
    FieldRestriction,
)
from counterfoil.domain.checkout_fields.answers import AnswerTarget, CheckoutAnswer, TicketTarget
from counterfoil.domain.checkout_fields.refusals import MissingCheckoutField
from counterfoil.domain.checkout_fields.targets import ticket_types_of, tickets_of


def missing_fields(
    definitions: tuple[CheckoutField, ...],
    *,
    answers: tuple[CheckoutAnswer, ...],
    items: tuple[BasketItem, ...],
) -> tuple[MissingCheckoutField, ...]:
    """Answer all required fields that *answers* leave open for a cart of *items*.

    In the order of the definitions, then of the items. A field of level PRODUCT_TYPE is answered
    for a type as a whole or for each of its tickets: where no ticket has an answer the type is
    named, else each ticket without one. Nothing is missing for tickets that are not there.
    """
    given: dict[str, set[AnswerTarget]] = {}
    for answer in answers:
        if answer.is_given:
            given.setdefault(answer.field, set()).add(answer.target)
    return tuple(
        MissingCheckoutField(
            field=definition.id,
            target=target,
            title=definition.title or definition.label,
            options=definition.options,
        )
        for definition in definitions
        if definition.restriction is FieldRestriction.REQUIRED
        for target in _open_targets(definition, items, given.get(definition.id, set()))
    )


def _open_targets(
    definition: CheckoutField, items: tuple[BasketItem, ...], given: Collection[AnswerTarget]
) -> Iterator[AnswerTarget]:
    concerned = [item for item in items if definition.concerns_product(item.product)]
    match definition.level:
        case FieldLevel.ORDER:
            if concerned and CartTarget() not in given:
                yield CartTarget()
        case FieldLevel.PRODUCT:
            for item in concerned:
                target = ItemTarget(item=item.id)
                if target not in given:
                    yield target
        case FieldLevel.PRODUCT_TYPE:
            for item in concerned:
                for ticket_type, count in ticket_types_of(item):
                    if definition.concerns_ticket_type(ticket_type.ticket_type):
                        yield from _open_tickets(ticket_type, count, given)
        case _:
            assert_never(definition.level)


def _open_tickets(
    ticket_type: TicketTypeTarget, count: int, given: Collection[AnswerTarget]
) -> Iterator[TicketTypeTarget | TicketTarget]:
    if ticket_type in given:
        return
    left = [ticket for ticket in tickets_of(ticket_type, count=count) if ticket not in given]
    if len(left) == count:
        yield ticket_type
    else:
        yield from left
