"""From-prices: what one ticket costs, before any promotion, tax on top and fee.

A price is LIST plus VARIATION of a single ticket, as the pricer computes it for a basket with
nothing else in it. Where a product is not sold singly, the smallest number is priced and the first
ticket is told.
"""

from __future__ import annotations

from counterfoil.domain.basket import Basket, BasketItem, Buyer, Circumstances
from counterfoil.domain.catalogue.ticket_types import PriceType, TicketType
from counterfoil.domain.pricing import Kind, Pricer
from counterfoil.domain.references import PartId
from counterfoil.domain.refusals import NotPriced, RefusedError

_BEFORE_PROMOTIONS = frozenset({Kind.LIST, Kind.VARIATION})


def from_price(
    pricer: Pricer,
    *,
    item: BasketItem,
    part: PartId,
    ticket_type: TicketType,
    buyer: Buyer,
    circumstances: Circumstances,
) -> int | None:
    """Answer what one ticket of *ticket_type* costs in *item*; None where it has no price.

    In minor units; for a group ticket, what the whole line costs. *part* is the part of a bundle
    that the ticket is of, WHOLE_ITEM in any other product.

    Raises: RefusedError where the pricer refuses the item for another reason.
    """
    try:
        quote = pricer.price(Basket(items=(item,), buyer=buyer), circumstances)
    except RefusedError as error:
        if all(isinstance(found, NotPriced) for found in (error.refusal, *error.others)):
            return None
        raise
    whole = ticket_type.price_type is PriceType.GROUP
    return sum(
        row.amount * (row.units if whole else 1)
        for row in quote.rows()
        if row.cause.kind in _BEFORE_PROMOTIONS
        and (whole or row.ordinal == 0)
        and row.part == part
    )
