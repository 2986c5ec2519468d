"""Uses: what an order still has of limited promotions once tickets of it went.

A use comes back when nothing that is left carries a share of the promotion, a budget by as much as
what is left carries less.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TypeAlias

from attrs import evolve

from counterfoil.domain.cart.cart import UseHeld
from counterfoil.domain.cart.pricing import budget_of
from counterfoil.domain.order.order import Order
from counterfoil.domain.order.posting import Posting
from counterfoil.domain.pricing.ledger import Kind
from counterfoil.domain.references import HolderId, ItemId, PromotionId, ResourceId

_PROMOTIONS = frozenset({Kind.DISCOUNT, Kind.PROMOCODE})
_Carried: TypeAlias = Mapping[PromotionId, Mapping[ItemId, int]]


def uses_left(order: Order, *, postings: Iterable[Posting]) -> tuple[UseHeld, ...]:
    """Answer what the ledger still needs of the uses that an order has; nothing is taken anew."""
    if not order.uses:
        return ()
    carried = _carried(postings)
    holders = {booking.id: booking.item.holder for booking in order.bookings}
    needed: Counter[tuple[HolderId, ResourceId]] = Counter()
    lacking: Counter[ResourceId] = Counter()
    for promotion, shares in carried.items():
        budget = budget_of(promotion)
        for item, share in shares.items():
            needed[holders[item], budget] += max(0, share)
            lacking[budget] += max(0, share)
    # Each holder keeps what it needs itself first; what is lacking then stays with the others.
    for use in order.uses:
        for draw in use.draws:
            lacking[draw.resource] -= min(draw.quantity, needed[use.holder, draw.resource])
    found = []
    for use in order.uses:
        draws = []
        for draw in use.draws:
            if draw.resource == budget_of(use.promotion):
                own = min(draw.quantity, needed[use.holder, draw.resource])
                more = min(draw.quantity - own, max(0, lacking[draw.resource]))
                lacking[draw.resource] -= more
                quantity = own + more
            else:
                quantity = draw.quantity if use.promotion in carried else 0
            if quantity:
                draws.append(evolve(draw, quantity=quantity))
        if draws:
            found.append(evolve(use, draws=tuple(draws)))
    return tuple(found)


def _carried(postings: Iterable[Posting]) -> _Carried:
    """Answer what each booking carries of what each promotion gave; what carries none is left out.

    Tickets whose shares make each other up carry one all the same.
    """
    by_ticket: Counter[tuple[str, ItemId, str, str, int]] = Counter()
    for posting in postings:
        for run in posting.runs:
            for cause, amount, _, _ in run.entries:
                if cause.kind in _PROMOTIONS:
                    for ordinal in range(run.ordinal, run.ordinal + run.units):
                        place = (cause.rule, run.item, run.part, run.ticket_type, ordinal)
                        by_ticket[place] -= amount
    found: dict[PromotionId, dict[ItemId, int]] = {}
    for (rule, item, *_), amount in by_ticket.items():
        if amount:
            shares = found.setdefault(PromotionId(rule), {})
            shares[item] = shares.get(item, 0) + amount
    return found
