"""The door, extra options: known values, chosen as the catalogue offers them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from counterfoil.domain.basket import ChosenOption
from counterfoil.domain.catalogue.options import (
    Option,
    OptionCount,
    OptionPrice,
    OptionSelection,
    OptionValue,
)
from counterfoil.domain.catalogue.product import Product
from counterfoil.domain.references import ItemId, TicketTypeId
from counterfoil.domain.refusals import BasketRefusal, InvalidOption, UnknownOption


class Chosen(NamedTuple):
    """The options chosen for one product of an item, and the ticket types that it has."""

    item: ItemId
    options: Sequence[ChosenOption]
    ticket_types: frozenset[TicketTypeId]


def option_refusals(product: Product, item: Chosen) -> Iterator[BasketRefusal]:
    """Find what is wrong with the options of an item, or of one part of it."""
    options = {option.id: option for option in product.options}
    for choice in item.options:
        option = options.get(choice.option)
        if option is None:
            allowed = tuple(sorted(options))
            yield UnknownOption(item=item.item, option=choice.option, value=None, allowed=allowed)
            continue
        values = {value.id: value for value in option.values}
        value = values.get(choice.value)
        if value is None:
            yield UnknownOption(
                item=item.item,
                option=option.id,
                value=choice.value,
                allowed=tuple(sorted(values)),
            )
            continue
        yield from _choice_refusals(item, option, value, choice)
    for option in product.options:
        yield from _together_refusals(item, option)


def _choice_refusals(
    item: Chosen, option: Option, value: OptionValue, choice: ChosenOption
) -> Iterator[InvalidOption]:
    flexible = option.count_type is OptionCount.FLEXIBLE
    most = value.count_max if flexible else 1
    if type(choice.count) is not int or not 1 <= choice.count <= most:
        allowed = f"a whole number from 1 to {most}" if most > 1 else "1"
        yield _invalid(item, option, "count", str(choice.count), allowed)
    if choice.ticket_type is None:
        return
    per_ticket = option.price_type is OptionPrice.PRODUCT_TYPE
    types = sorted(item.ticket_types)
    if not per_ticket or choice.ticket_type not in types:
        allowed = ", ".join(types) if per_ticket else "none: the option is for the booking"
        yield _invalid(item, option, "ticket_type", repr(choice.ticket_type), allowed)


def _together_refusals(item: Chosen, option: Option) -> Iterator[InvalidOption]:
    chosen = [choice for choice in item.options if choice.option == option.id]
    if not chosen:
        if option.required and option.selection is OptionSelection.MANUAL:
            allowed = ", ".join(value.id for value in option.values)
            yield _invalid(item, option, "value", "is missing", allowed)
        return
    different = {choice.value for choice in chosen}
    if len(different) > option.values_max:
        allowed = f"at most {option.values_max}"
        yield _invalid(item, option, "values", str(len(different)), allowed)
    repeated = Counter((choice.value, choice.ticket_type) for choice in chosen)
    whole = {value for value, ticket_type in repeated if ticket_type is None}
    for (value, ticket_type), times in repeated.items():
        if times > 1 or (ticket_type is not None and value in whole):
            yield _invalid(item, option, "value", repr(value), "each value once per ticket type")


def _invalid(item: Chosen, option: Option, field: str, value: str, allowed: str) -> InvalidOption:
    return InvalidOption(
        item=item.item, option=option.id, field=field, value=value, allowed=allowed
    )
