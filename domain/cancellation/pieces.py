"""Pieces: the lines with one price for all of their tickets.

A combi ticket is one ticket to several products and so a piece by itself; a group is one of many
tickets.
"""

from __future__ import annotations

from collections.abc import Iterator

from counterfoil.domain.cancellation.places import Line
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.catalogue.nesting import BundlePart
from counterfoil.domain.catalogue.ticket_types import PriceType
from counterfoil.domain.order.booking import Booking
from counterfoil.domain.order.order import Order
from counterfoil.domain.references import PartId
from counterfoil.domain.tariff.tariff import GroupRefund, Tariff


def pieces_of(order: Order, *, catalogue: Catalogue, tariff: Tariff) -> frozenset[Line]:
    """Name the lines that give nothing back before all of their tickets are cancelled."""
    if tariff.group_refund is GroupRefund.SHARE:
        return frozenset()
    return frozenset(line for booking in order.bookings for line in _groups_of(booking, catalogue))


def _groups_of(booking: Booking, catalogue: Catalogue) -> Iterator[Line]:
    own = catalogue.product(booking.item.product)
    if own is None:
        return  # The order was amended since, and the catalogue of today has it no more.
    products = {PartId(""): own.id}
    for part in catalogue.parts(own.id):
        if isinstance(part, BundlePart):
            products[part.id] = part.product
    for name, of_part in products.items():
        product = catalogue.product(of_part)
        assert product is not None, "a catalogue without problems has all parts"
        for ticket_type in product.ticket_types:
            if ticket_type.price_type is PriceType.GROUP:
                yield Line(booking.id, name, ticket_type.id)
