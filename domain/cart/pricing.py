"""The price of a cart: asked under the cart's own circumstances, and kept as a record.

A promotion with limits gives only what is left of it, the cart's own holds included. When items
lapse nothing is asked of anybody: the rest is priced with what the cart itself holds, at the
instant of the lapse, so that a cart is a function of what was committed and of the time.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from counterfoil.domain.basket import Circumstances, LimitLeft
from counterfoil.domain.cart.cart import Cart, Priced, UseHeld
from counterfoil.domain.cart.item import Draw
from counterfoil.domain.empty import EMPTY
from counterfoil.domain.pricing import Pricer, Quote
from counterfoil.domain.references import CustomerKey, ItemId, PromotionId, ResourceId
from counterfoil.domain.stock import (
    BudgetResource,
    CustomerUsesResource,
    Level,
    UsesResource,
    resource_id,
)
from counterfoil.domain.tariff.promotions import Promotion
from counterfoil.domain.tariff.tariff import LimitsMode, Tariff


def uses_of(promotion: PromotionId) -> ResourceId:
    """Name the uses of a promotion."""
    return resource_id(UsesResource(promotion=promotion))


def uses_of_customer(promotion: PromotionId, customer: CustomerKey) -> ResourceId:
    """Name the uses of a promotion by one customer."""
    return resource_id(CustomerUsesResource.of(promotion, customer=customer))


def budget_of(promotion: PromotionId) -> ResourceId:
    """Name the budget of a promotion, in minor units."""
    return resource_id(BudgetResource(promotion=promotion))


def limited_promotions(tariff: Tariff) -> tuple[Promotion, ...]:
    """Answer the promotions that somebody has to keep count of."""
    if tariff.limits is LimitsMode.ADVISORY:
        return ()
    return tuple(promotion for promotion in tariff.promotions if promotion.limits.counted)


def promotion_resources(cart: Cart, *, tariff: Tariff) -> frozenset[ResourceId]:
    """Name the uses and budgets that the price of a cart may depend on."""
    found = set()
    for promotion in limited_promotions(tariff):
        if promotion.code is not None and promotion.code not in cart.codes:
            continue
        limits = promotion.limits
        if limits.uses is not None:
            found.add(uses_of(promotion.id))
        if limits.budget is not None:
            found.add(budget_of(promotion.id))
        if limits.uses_per_customer is not None and cart.buyer.customer is not None:
            found.add(uses_of_customer(promotion.id, cart.buyer.customer))
    return frozenset(found)


def limits_left(
    cart: Cart,
    *,
    own: Mapping[ResourceId, int],
    tariff: Tariff,
    levels: Mapping[ResourceId, Level],
) -> Mapping[PromotionId, LimitLeft]:
    """Answer what is left of each limited promotion for a cart that holds *own* already.

    As with pools, how much there is is said by the tariff of today, whatever the cart's own said.
    """

    def left(resource: ResourceId, total: int | None) -> int | None:
        level = levels.get(resource)
        if total is None or level is None:
            return total
        if level.total is None:
            return None
        return max(0, level.total - level.drawn) + own.get(resource, 0)

    found = {}
    for promotion in limited_promotions(tariff):
        if promotion.code is not None and promotion.code not in cart.codes:
            continue
        limits = promotion.limits
        customer = cart.buyer.customer
        found[promotion.id] = LimitLeft(
            uses=left(uses_of(promotion.id), limits.uses),
            budget=left(budget_of(promotion.id), limits.budget),
            customer_uses=None
            if customer is None
            else left(uses_of_customer(promotion.id, customer), limits.uses_per_customer),
        )
    return found or EMPTY


def limits_held(cart: Cart, *, tariff: Tariff) -> Mapping[PromotionId, LimitLeft]:
    """Answer what a cart itself holds of each limited promotion."""
    return limits_left(
        cart,
        own=held_by(cart),
        tariff=tariff,
        levels={
            resource: Level(resource=resource, total=total, held=total)
            for promotion in limited_promotions(tariff)
            for resource, total in _limits_of(cart, promotion)
        },
    )


def _limits_of(cart: Cart, promotion: Promotion) -> list[tuple[ResourceId, int]]:
    limits = promotion.limits
    customer = cart.buyer.customer
    found = [
        (uses_of(promotion.id), limits.uses),
        (budget_of(promotion.id), limits.budget),
    ]
    if customer is not None:
        found.append((uses_of_customer(promotion.id, customer), limits.uses_per_customer))
    return [(resource, total) for resource, total in found if total is not None]


def held_by(cart: Cart) -> Mapping[ResourceId, int]:
    """Sum what a cart holds of each resource."""
    sums: dict[ResourceId, int] = {}
    for item in cart.items:
        for draw in item.draws:
            sums[draw.resource] = sums.get(draw.resource, 0) + draw.quantity
    for use in cart.uses:
        for draw in use.draws:
            sums[draw.resource] = sums.get(draw.resource, 0) + draw.quantity
    return sums


def price(
    cart: Cart, *, pricer: Pricer, at: datetime, limits: Mapping[PromotionId, LimitLeft]
) -> tuple[Priced, Quote]:
    """Price a cart at an instant, its items under the circumstances of their holds.

    Raises: RefusedError where the pricer refuses the basket.
    """
    quote = pricer.price(
        cart.basket,
        Circumstances(at=at, held={item.id: item.priced for item in cart.items}, limits=limits),
    )
    priced = Priced(
        at=at,
        total=quote.total,
        limits=limits,
        granted=dict(quote.granted) or EMPTY,
        applied=tuple(one.code for one in quote.promocodes if one.applied),
    )
    return priced, quote


def quote_of(cart: Cart, *, pricer: Pricer) -> Quote | None:
    """Write out the ledger of the price that a cart was last answered; None before the first."""
    quote = estimate_of(cart, pricer=pricer)
    if quote is None or cart.priced is None:
        return None
    assert quote.total == cart.priced.total, "a price is a function of what was recorded"
    return quote


def estimate_of(cart: Cart, *, pricer: Pricer) -> Quote | None:
    """Write out what a cart costs by the rules here, whoever made the price that was answered."""
    if cart.priced is None:
        return None
    return pricer.price(cart.basket, cart.circumstances(cart.priced))


def shares(quote: Quote, *, promotion: PromotionId) -> Mapping[ItemId, int]:
    """Answer what each item carries of what a promotion gave."""
    found: dict[ItemId, int] = {}
    for run in quote.runs():
        if run.ordinal >= 0:
            given = sum(-entry.amount for entry in run.entries if entry.cause.rule == promotion)
            if given:
                found[run.item] = found.get(run.item, 0) + run.units * given
    return found


def uses_held(cart: Cart, *, quote: Quote, tariff: Tariff) -> tuple[UseHeld, ...]:
    """Answer what a cart has to hold of limited promotions for the price of *quote*.

    A use for the cart as long as any item carries a share of it; of a budget, each item's share as
    long as the item. What is pinned to a booking or the order is no promotion's.
    """
    found: list[UseHeld] = []
    expiries = {item.id: item for item in cart.items}
    for promotion in limited_promotions(tariff):
        if promotion.id not in quote.granted:
            continue
        carried = shares(quote, promotion=promotion.id)
        carriers = [expiries[item] for item in carried]
        if not carriers:
            continue
        uses = use_draws(cart, promotion)
        if uses:
            last = max(item.expires_at for item in carriers)
            found.append(
                UseHeld(promotion=promotion.id, holder=cart.holder, draws=uses, expires_at=last)
            )
        if promotion.limits.budget is not None:
            found.extend(
                UseHeld(
                    promotion=promotion.id,
                    holder=item.holder,
                    draws=(Draw(resource=budget_of(promotion.id), quantity=carried[item.id]),),
                    expires_at=item.expires_at,
                )
                for item in carriers
                if carried[item.id] > 0
            )
    return tuple(found)


def use_draws(cart: Cart, promotion: Promotion) -> tuple[Draw, ...]:
    """Answer what one use of a promotion draws: of all uses, and of those of the customer."""
    limits = promotion.limits
    draws = []
    if limits.uses is not None:
        draws.append(Draw(resource=uses_of(promotion.id), quantity=1))
    if limits.uses_per_customer is not None and cart.buyer.customer is not None:
        resource = uses_of_customer(promotion.id, cart.buyer.customer)
        draws.append(Draw(resource=resource, quantity=1))
    return tuple(draws)
