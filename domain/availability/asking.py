"""The item that is asked about: what a guest would put into an empty cart.

Nothing is left to choose: of an option that has to be chosen it has the cheapest value, and parts
that may be left out are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TypeAlias

from attrs import frozen

from counterfoil.domain.availability.inquiry import ASKED
from counterfoil.domain.availability.moments import Moment
from counterfoil.domain.basket import BasketItem, ChosenOption, PartChoice
from counterfoil.domain.catalogue.nesting import Bundle
from counterfoil.domain.catalogue.options import Option, OptionPrice, OptionSelection, OptionValue
from counterfoil.domain.catalogue.product import Product
from counterfoil.domain.catalogue.ticket_types import TicketType
from counterfoil.domain.references import PartId, SlotId, TicketTypeId
from counterfoil.domain.stock import WHOLE_ITEM

Tickets: TypeAlias = tuple[tuple[TicketTypeId, int], ...]


@frozen(kw_only=True)
class AskedPart:
    """A part that is asked for; with neither slot nor date it takes the date of its item."""

    part: PartId
    product: Product
    slot: SlotId | None = None
    travel_date: date | None = None


def asked_item(
    product: Product,
    *,
    moment: Moment,
    tickets: Mapping[PartId, Tickets],
    parts: tuple[AskedPart, ...] = (),
) -> BasketItem:
    """Ask for tickets of a product: its own, or in a bundle those of its parts."""
    has_own_tickets = not isinstance(product.nesting, Bundle)
    own = tickets[WHOLE_ITEM] if has_own_tickets else ()
    return BasketItem(
        id=ASKED,
        product=product.id,
        quantities=own,
        slot=None if moment.slot is None else moment.slot.id,
        travel_date=moment.day if moment.slot is None else None,
        options=_options(product, own),
        parts=tuple(
            PartChoice(part=part.part, slot=part.slot, travel_date=part.travel_date)
            if has_own_tickets
            else PartChoice(
                part=part.part,
                quantities=tickets[part.part],
                slot=part.slot,
                travel_date=part.travel_date,
                options=_options(part.product, tickets[part.part]),
            )
            for part in parts
            if not has_own_tickets or part.slot is not None or part.travel_date is not None
        ),
    )


def fewest(product: Product, *, ticket_type: TicketType) -> Tickets:
    """Answer the smallest booking of a ticket type: one ticket, or as many as are sold at once."""
    limits = (product.limits, ticket_type.limits)
    count = max(1, *(max(one.booking_min, one.order_min) for one in limits))
    return ((ticket_type.id, count),)


def _options(product: Product, tickets: Tickets) -> tuple[ChosenOption, ...]:
    return tuple(_chosen(product, tickets))


def _chosen(product: Product, tickets: Tickets) -> Iterator[ChosenOption]:
    """Choose the cheapest value of each option that the guest has to choose."""
    for option in product.options:
        if option.required and option.selection is OptionSelection.MANUAL:
            value = min(option.values, key=lambda one: _price(option, one, tickets))
            yield ChosenOption(option=option.id, value=value.id)


def _price(option: Option, value: OptionValue, tickets: Tickets) -> int:
    match option.price_type:
        case OptionPrice.INCLUDED:
            return 0
        case OptionPrice.PRODUCT:
            return value.price
        case OptionPrice.PRODUCT_TYPE:
            return sum(count * value.prices.get(one, value.price) for one, count in tickets)
