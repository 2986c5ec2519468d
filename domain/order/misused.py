"""What an order has of limited promotions, held against what its price needs of them.

An order that has less than it gave away would have the rest given away a second time. Promotions
that the tariff does not limit (any more) are nobody's to count.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from counterfoil.domain.cart.pricing import (
    budget_of,
    limited_promotions,
    uses_of,
    uses_of_customer,
)
from counterfoil.domain.order.order import Order
from counterfoil.domain.references import PromotionId, ResourceId
from counterfoil.domain.statuses import TicketStatus
from counterfoil.domain.tariff.tariff import Tariff


def misused(order: Order, *, tariff: Tariff) -> Iterator[tuple[str, str]]:
    """Yield where an order has something else of promotions than it must, and what is wrong."""
    for at, use in enumerate(order.uses):
        known = _resources(order, use.promotion)
        for place, draw in enumerate(use.draws):
            if draw.resource not in known:
                allowed = ", ".join(sorted(known))
                yield f"uses[{at}].draws[{place}]", f"is of {draw.resource!r}, allowed: {allowed}"
    needed = _needed(order, tariff)
    drawn: Counter[ResourceId] = Counter()
    for draw in (draw for use in order.uses for draw in use.draws):
        drawn[draw.resource] += draw.quantity
    for resource in sorted(needed):
        if drawn[resource] != needed[resource]:
            yield "uses", f"have {drawn[resource]} of {resource}, allowed: {needed[resource]}"


def _resources(order: Order, promotion: PromotionId) -> frozenset[ResourceId]:
    found = {uses_of(promotion), budget_of(promotion)}
    if order.buyer.customer is not None:
        found.add(uses_of_customer(promotion, order.buyer.customer))
    return frozenset(found)


def _needed(order: Order, tariff: Tariff) -> Mapping[ResourceId, int]:
    """Sum what the price needs; what was amended or cancelled kept what its rules left it."""
    tickets = [ticket for booking in order.bookings for ticket in booking.tickets]
    good = all(ticket.status is TicketStatus.CONFIRMED for ticket in tickets)
    if len(order.postings) != 1 or not good:
        return {}
    needed: dict[ResourceId, int] = {}
    for promotion in limited_promotions(tariff):
        shares = _shares(order, promotion.id)
        limits, customer = promotion.limits, order.buyer.customer
        if not shares:
            continue
        if limits.uses is not None:
            needed[uses_of(promotion.id)] = 1
        if limits.uses_per_customer is not None and customer is not None:
            needed[uses_of_customer(promotion.id, customer)] = 1
        if limits.budget is not None:
            needed[budget_of(promotion.id)] = sum(share for share in shares if share > 0)
    return needed


def _shares(order: Order, promotion: PromotionId) -> list[int]:
    """Answer what each booking carries of what a promotion gave, as a cart's items do."""
    found: Counter[str] = Counter()
    for run in (run for posting in order.postings for run in posting.runs):
        if run.ordinal >= 0:
            given = sum(-entry.amount for entry in run.entries if entry.cause.rule == promotion)
            if given:
                found[run.item] += run.units * given
    return list(found.values())
