"""The tickets of a basket that can be priced, found while it is checked."""

from __future__ import annotations

from attrs import frozen

from counterfoil.domain.catalogue.product import Product
from counterfoil.domain.references import ItemId, TicketTypeId


@frozen(kw_only=True, eq=False)
class Placed:
    """The tickets of an item that are of one product.

    ``bundle`` is the product whose part they are, where they are.
    """

    item: ItemId
    product: Product
    bundle: Product | None
    quantities: tuple[tuple[TicketTypeId, int], ...]
