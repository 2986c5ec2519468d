"""Answers to checkout fields, and what an answer is about."""

from __future__ import annotations

from datetime import datetime
from typing import TypeAlias, assert_never

import attrs

from counterfoil.domain.basket import CartTarget, ItemTarget, TicketTypeTarget
from counterfoil.domain.catalogue.checkout_fields import CheckoutFieldId
from counterfoil.domain.party.notes import check_aware
from counterfoil.domain.privacy import PUBLIC, Shape, guarded, personal
from counterfoil.domain.references import ItemId, PartId, TicketTypeId


@attrs.frozen(kw_only=True)
class TicketTarget:
    """One ticket: the ``ordinal``-th (from 0) of a type in an item; in a bundle, of one part."""

    item: ItemId
    ticket_type: TicketTypeId
    ordinal: int
    part: PartId | None = None


AnswerTarget: TypeAlias = CartTarget | ItemTarget | TicketTypeTarget | TicketTarget


@attrs.frozen(kw_only=True, field_transformer=guarded)
class CheckoutAnswer:
    """What was answered to one field about one target.

    An answer about a ticket type holds for all its tickets that have none of their own. Blank
    values count as none: an answer without any other answers nothing. ``created`` is recorded by
    the engine.
    """

    field: CheckoutFieldId = attrs.field(metadata=PUBLIC)
    values: tuple[str, ...] = attrs.field(metadata=personal(Shape.ANSWER))
    target: AnswerTarget = attrs.field(factory=CartTarget)
    created: datetime | None = attrs.field(default=None, validator=check_aware)

    @property
    def is_given(self) -> bool:
        """Whether there is any value but blank ones."""
        return any(value.strip() for value in self.values)


def recorded_answers(
    sent: tuple[CheckoutAnswer, ...], *, current: tuple[CheckoutAnswer, ...], at: datetime
) -> tuple[CheckoutAnswer, ...]:
    """Answer the answers that are there after *sent* took the place of *current*.

    One with the same values as before was created when it was, any other at *at*. Blank values are
    left out, and so is what is left without a value.
    """
    known = {(answer.field, answer.target): answer for answer in current}
    recorded: list[CheckoutAnswer] = []
    for answer in sent:
        values = tuple(value for value in answer.values if value.strip())
        former = known.get((answer.field, answer.target))
        if former is not None and former.values == values:
            recorded.append(former)
        elif values:
            recorded.append(attrs.evolve(answer, values=values, created=at))
    return tuple(recorded)


def target_name(target: AnswerTarget) -> str:
    """Answer the words for a target in a message."""
    match target:
        case CartTarget():
            return "the cart"
        case ItemTarget(item=item):
            return f"item {item}"
        case TicketTypeTarget(item=item, ticket_type=ticket_type, part=part):
            return f"item {item}, {_within(part)}{ticket_type}"
        case TicketTarget(item=item, ticket_type=ticket_type, ordinal=ordinal, part=part):
            return f"item {item}, {_within(part)}{ticket_type} {ordinal + 1}"
        case _:
            assert_never(target)


def _within(part: PartId | None) -> str:
    return "" if part is None else f"part {part}, "
