"""Targets: what there is in a cart that a field can be asked about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from counterfoil.domain.basket import BasketItem, CartTarget, ItemTarget, TicketTypeTarget
from counterfoil.domain.catalogue.checkout_fields import FieldLevel
from counterfoil.domain.checkout_fields.answers import AnswerTarget, CheckoutAnswer, TicketTarget
from counterfoil.domain.references import PartId, TicketTypeId


def ticket_types_of(item: BasketItem) -> Iterator[tuple[TicketTypeTarget, int]]:
    """Yield the ticket types of an item, in a bundle of each part, with how many tickets."""
    yield from _counted(item, None, item.quantities)
    for part in item.parts:
        yield from _counted(item, part.part, part.quantities)


def level_of(target: AnswerTarget) -> FieldLevel:
    """Answer the level of the fields that are asked about *target*."""
    match target:
        case CartTarget():
            return FieldLevel.ORDER
        case ItemTarget():
            return FieldLevel.PRODUCT
        case TicketTypeTarget() | TicketTarget():
            return FieldLevel.PRODUCT_TYPE
        case _:
            assert_never(target)


def is_in(item: BasketItem, target: ItemTarget | TicketTypeTarget | TicketTarget) -> bool:
    """Whether *target*, which names *item*, is there."""
    assert target.item == item.id, "the caller looked it up"
    if isinstance(target, ItemTarget):
        return True
    for found, count in ticket_types_of(item):
        if (found.part, found.ticket_type) == (target.part, target.ticket_type):
            return isinstance(target, TicketTypeTarget) or 0 <= target.ordinal < count
    return False


def remaining_answers(
    answers: tuple[CheckoutAnswer, ...], *, items: tuple[BasketItem, ...]
) -> tuple[CheckoutAnswer, ...]:
    """Answer those of *answers* that are about something in a cart of *items*.

    For after items were removed, have lapsed, or have fewer tickets.
    """
    by_id = {item.id: item for item in items}
    return tuple(
        answer
        for answer in answers
        if isinstance(answer.target, CartTarget)
        or (answer.target.item in by_id and is_in(by_id[answer.target.item], answer.target))
    )


def tickets_of(target: TicketTypeTarget, *, count: int) -> Iterator[TicketTarget]:
    """Yield the *count* tickets of a type."""
    for ordinal in range(count):
        yield TicketTarget(
            item=target.item,
            ticket_type=target.ticket_type,
            part=target.part,
            ordinal=ordinal,
        )


def _counted(
    item: BasketItem, part: PartId | None, quantities: tuple[tuple[TicketTypeId, int], ...]
) -> Iterator[tuple[TicketTypeTarget, int]]:
    for ticket_type, count in quantities:
        if count > 0:
            yield TicketTypeTarget(item=item.id, ticket_type=ticket_type, part=part), count
