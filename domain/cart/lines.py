"""Lines: how many tickets of each type a cart asks for, item by item."""

from __future__ import annotations

from collections.abc import Mapping

from counterfoil.domain.cart.cart import Cart
from counterfoil.domain.cart.item import CartItem
from counterfoil.domain.references import ItemId, TicketTypeId


def lines_of(cart: Cart) -> Mapping[tuple[ItemId, TicketTypeId], int]:
    """Count the tickets of each type of each item, those of a bundle's parts together.

    Items of one id are added up, so that a twin is seen rather than overwritten.
    """
    sums: dict[tuple[ItemId, TicketTypeId], int] = {}
    for item in cart.items:
        for ticket_type, count in lines_of_item(item).items():
            key = (item.id, ticket_type)
            sums[key] = sums.get(key, 0) + count
    return sums


def lines_of_item(item: CartItem) -> Mapping[TicketTypeId, int]:
    """Count the tickets of each type of an item, those of a bundle's parts together."""
    sums: dict[TicketTypeId, int] = {}
    parts = (quantity for choice in item.parts for quantity in choice.quantities)
    for ticket_type, count in (*item.quantities, *parts):
        sums[ticket_type] = sums.get(ticket_type, 0) + count
    return sums
