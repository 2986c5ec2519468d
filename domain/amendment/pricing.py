"""The price of an amendment: touched bookings are priced, the others keep what they store.

Source: docs/reference/pricing.md, "After the order"
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime

from attrs import frozen

from counterfoil.domain.amendment.adjusting import adjusted
from counterfoil.domain.amendment.entries import entries_of_bookings, entries_of_order
from counterfoil.domain.amendment.ledger import (
    THE_ORDER,
    Line,
    live_ordinals,
    net_runs,
    numbered_from_zero,
    with_pieces_whole,
)
from counterfoil.domain.basket import Circumstances, LimitLeft
from counterfoil.domain.cart.cart import Cart
from counterfoil.domain.cart.pricing import shares
from counterfoil.domain.order.commands import PriceAdjustment
from counterfoil.domain.order.order import Order
from counterfoil.domain.order.posting import added
from counterfoil.domain.pricing import AmendedQuote, LedgerRun, Pricer, PromocodeOutcome
from counterfoil.domain.references import ItemId, PromotionId

__all__ = ["AmendedPrice", "Line", "amended_price"]


@frozen(kw_only=True)
class AmendedPrice:
    """What an amendment writes into the ledger, and what it makes of the order.

    ``runs`` are the entries that it writes, ``total`` what the order costs with them, in minor
    units. ``granted`` is what each promotion gives in the whole order, ``shares`` what it gives to
    each touched booking. ``quote`` is the price of the order as it will be, which explains it.
    """

    runs: tuple[LedgerRun, ...]
    total: int
    granted: Mapping[PromotionId, int]
    shares: Mapping[PromotionId, Mapping[ItemId, int]]
    promocodes: tuple[PromocodeOutcome, ...]
    quote: AmendedQuote


def amended_price(
    order: Order,
    cart: Cart,
    *,
    touched: AbstractSet[ItemId],
    gone: AbstractSet[ItemId],
    ordinals: Mapping[Line, Sequence[int]],
    pricer: Pricer,
    at: datetime,
    promotions_at: datetime | None,
    limits: Mapping[PromotionId, LimitLeft],
    adjustment: PriceAdjustment = PriceAdjustment.NONE,
) -> AmendedPrice:
    """Price an order that is amended; *cart* is what it will have.

    The bookings *touched* are priced at *at*, those *gone* are not in the cart any more, all
    others keep their entries. *ordinals* number the tickets of touched bookings in each line.
    *promotions_at* is when the windows of promotions are read (None: at *at*), *limits* what is
    left of them, the order's own share included.

    Raises: RefusedError where the pricer refuses a touched booking.
    """
    sent = touched | gone
    kept = {item.id for item in cart.items} - touched
    stored = net_runs(order.postings, {*sent, *kept, THE_ORDER})
    quote = pricer.amend(
        cart.basket,
        Circumstances(
            at=at,
            held={item.id: item.priced for item in cart.items},
            limits=limits,
            promotions_at=promotions_at,
        ),
        kept={
            booking.id: tuple(
                numbered_from_zero(
                    with_pieces_whole(stored.get(booking.id, ()), good := live_ordinals(booking)),
                    good,
                )
            )
            for booking in order.bookings
            if booking.id in kept
        },
    )
    runs: list[LedgerRun] = []
    if sent:
        before = [run for item, of_item in stored.items() if item in sent for run in of_item]
        runs = entries_of_bookings(before, quote.touched_runs, ordinals=ordinals)
        pinned = [entry for run in stored.get(THE_ORDER, ()) for entry in run.entries]
        runs += entries_of_order(pinned, quote.order_entries, lost=quote.lost)
        runs += adjusted(runs, quote=quote, ordinals=ordinals, adjustment=adjustment)
    granted = quote.granted
    given = {promotion: shares(quote, promotion=promotion) for promotion in granted}
    return AmendedPrice(
        runs=tuple(runs),
        total=order.total + sum(run.units * added(run) for run in runs),
        granted=granted,
        shares={
            promotion: {item: amount for item, amount in of_items.items() if item in touched}
            for promotion, of_items in given.items()
        },
        promocodes=quote.promocodes,
        quote=quote,
    )
