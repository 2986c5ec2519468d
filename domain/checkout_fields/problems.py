"""What is wrong with the answers to checkout fields."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from types import MappingProxyType
from typing import get_args

from counterfoil.domain.basket import BasketItem, CartTarget, ItemTarget, TicketTypeTarget
from counterfoil.domain.catalogue.checkout_fields import (
    CheckoutField,
    CheckoutFieldId,
    FieldInput,
)
from counterfoil.domain.checkout_fields.answers import (
    CheckoutAnswer,
    TicketTarget,
    target_name,
)
from counterfoil.domain.checkout_fields.refusals import (
    CheckoutFieldNotAsked,
    CheckoutLevelMismatch,
    DuplicateCheckoutAnswer,
    FieldProblem,
    InvalidCheckoutValue,
    RepeatedCheckoutValue,
    TooManyCheckoutValues,
    UnknownCheckoutField,
    UnknownCheckoutOption,
    UnknownCheckoutTarget,
)
from counterfoil.domain.checkout_fields.targets import is_in, level_of, ticket_types_of
from counterfoil.domain.party import shapes
from counterfoil.domain.references import ItemId

VALUES_MAX = 100  # Values of one answer: more choices than a form can show.
VALUE_LENGTH_MAX = 5_000  # Characters: about a page.

_PRECEDENCE: Mapping[type, int] = MappingProxyType(
    {kind: rank for rank, kind in enumerate(get_args(FieldProblem))}
)
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")

# The form of an answer by the field's type; any other type takes any text.
_FORMS: Mapping[str, tuple[Callable[[str], bool], str]] = MappingProxyType(
    {
        "contact_email": (shapes.is_email, shapes.EMAIL_ALLOWED),
        "contact_phone": (shapes.is_phone, shapes.PHONE_ALLOWED),
        "contact_mobile": (shapes.is_phone, shapes.PHONE_ALLOWED),
        "contact_language": (shapes.is_language, shapes.LANGUAGE_ALLOWED),
        "contact_birth_date": (shapes.is_date, shapes.DATE_ALLOWED),
        "contact_age": (shapes.is_age, shapes.AGE_ALLOWED),
        "contact_website": (shapes.is_website, shapes.WEBSITE_ALLOWED),
    }
)


def field_problems(
    answers: tuple[CheckoutAnswer, ...],
    *,
    definitions: tuple[CheckoutField, ...],
    items: tuple[BasketItem, ...],
) -> tuple[FieldProblem, ...]:
    """Answer all that is wrong with *answers* for a cart of *items*, in order of precedence.

    What is missing is another question: see `missing_fields`. An answer without values, or with
    blank ones alone, takes an answer back and is fine.
    """
    fields = {definition.id: definition for definition in definitions}
    asked = {item.id: item for item in items}
    found: list[FieldProblem] = []
    for answer in answers:
        definition = fields.get(answer.field)
        if definition is None:
            near = get_close_matches(answer.field, fields, n=1)
            found.append(
                UnknownCheckoutField(
                    field=answer.field, near=tuple(CheckoutFieldId(name) for name in near)
                )
            )
            continue
        found.extend(_target_problems(answer, definition, asked))
        found.extend(_value_problems(answer, definition))
    answered = Counter((answer.field, answer.target) for answer in answers)
    found.extend(
        DuplicateCheckoutAnswer(field=field, target=target)
        for (field, target), count in answered.items()
        if count > 1 and field in fields
    )
    return tuple(sorted(found, key=lambda problem: _PRECEDENCE[type(problem)]))


def _target_problems(
    answer: CheckoutAnswer, definition: CheckoutField, asked: Mapping[ItemId, BasketItem]
) -> Iterator[FieldProblem]:
    target = answer.target
    if level_of(target) is not definition.level:
        yield CheckoutLevelMismatch(field=answer.field, target=target, level=definition.level)
        return
    if isinstance(target, CartTarget):
        is_asked = any(definition.concerns_product(item.product) for item in asked.values())
        if asked and not is_asked:
            yield _not_asked(answer, definition)
        return
    item = asked.get(target.item)
    if item is None or not is_in(item, target):
        yield UnknownCheckoutTarget(
            field=answer.field, target=target, allowed=tuple(_targets(target, item, asked))
        )
        return
    concerns_type = isinstance(target, ItemTarget) or definition.concerns_ticket_type(
        target.ticket_type
    )
    if not definition.concerns_product(item.product) or not concerns_type:
        yield _not_asked(answer, definition)


def _not_asked(answer: CheckoutAnswer, definition: CheckoutField) -> CheckoutFieldNotAsked:
    return CheckoutFieldNotAsked(
        field=answer.field,
        target=answer.target,
        products=tuple(sorted(definition.products)),
        ticket_types=tuple(sorted(definition.ticket_types)),
    )


def _targets(
    target: ItemTarget | TicketTypeTarget | TicketTarget,
    item: BasketItem | None,
    asked: Mapping[ItemId, BasketItem],
) -> Iterator[str]:
    if item is None:
        yield from (target_name(ItemTarget(item=found.id)) for found in asked.values())
        return
    for found, count in ticket_types_of(item):
        name = target_name(found)
        yield name if isinstance(target, TicketTypeTarget) else f"{name} 1 to {count}"


def _value_problems(answer: CheckoutAnswer, definition: CheckoutField) -> Iterator[FieldProblem]:
    values = [(place, value) for place, value in enumerate(answer.values) if value.strip()]
    most = 1 if definition.input_type is FieldInput.SINGLE else VALUES_MAX
    if len(values) > most:
        yield TooManyCheckoutValues(
            field=answer.field, target=answer.target, count=len(values), most=most
        )
    holds, allowed = _FORMS.get(definition.type, (_is_text, f"{VALUE_LENGTH_MAX} characters"))
    seen: set[str] = set()
    for position, value in values:
        if value in seen:
            yield RepeatedCheckoutValue(
                field=answer.field, target=answer.target, position=position
            )
        seen.add(value)
        if definition.options and value not in definition.options:
            yield UnknownCheckoutOption(
                field=answer.field,
                target=answer.target,
                position=position,
                options=definition.options,
            )
        elif not holds(value):
            yield InvalidCheckoutValue(
                field=answer.field, target=answer.target, position=position, allowed=allowed
            )


def _is_text(value: str) -> bool:
    return len(value) <= VALUE_LENGTH_MAX and _CONTROLS.search(value) is None
