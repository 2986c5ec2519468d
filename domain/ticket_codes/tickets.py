"""The tickets of an item that can have codes before the order is confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from counterfoil.domain.basket import BasketItem
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.catalogue.product import Product
from counterfoil.domain.ticket_codes.code import TicketCode, TypeKey, counted_tickets


class Tickets(NamedTuple):
    """So many tickets of one type, and the product that says where their codes come from."""

    key: TypeKey
    product: Product
    quantity: int

    def of(self, codes: Sequence[TicketCode]) -> tuple[TicketCode, ...]:
        """Answer the codes of these tickets, in order; more codes than tickets are cut off."""
        return tuple(code for code in codes if code.key == self.key)[: self.quantity]


def tickets_of(item: BasketItem, *, catalogue: Catalogue) -> tuple[Tickets, ...]:
    """Group the tickets of an item by type, in a bundle by part as well.

    A part's product decides for the tickets of the part, the item's own for all others. What the
    catalogue does not have is passed over; the rule refuses it.
    """
    own = catalogue.product(item.product)
    if own is None:
        return ()
    parts = {part.id: catalogue.product(part.product) for part in catalogue.parts(own.id)}
    found = []
    for key, count in counted_tickets(item).items():
        product = own if key[0] is None else parts.get(key[0])
        if product is not None:
            found.append(Tickets(key, product, count))
    return tuple(found)
