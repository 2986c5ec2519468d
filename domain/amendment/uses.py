"""What an amended order needs of limited promotions, and what it had already.

A use for the order as long as anything of it carries a share; of a budget, each booking's share.
What bookings that are not touched have, they keep.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import evolve

from counterfoil.domain.amendment.standing import FOREVER
from counterfoil.domain.cart.cart import Cart, UseHeld
from counterfoil.domain.cart.item import CartItem, Draw
from counterfoil.domain.cart.pricing import budget_of, limited_promotions, use_draws
from counterfoil.domain.order.order import Order
from counterfoil.domain.references import HolderId, ItemId, PromotionId
from counterfoil.domain.tariff.tariff import Tariff


def uses_after(
    order: Order,
    cart: Cart,
    *,
    touched: Sequence[CartItem],
    granted: Mapping[PromotionId, int],
    shares: Mapping[PromotionId, Mapping[ItemId, int]],
    tariff: Tariff,
) -> tuple[UseHeld, ...]:
    """Answer what the order has of limited promotions from then on.

    *granted* is what each promotion gives over the whole order, *shares* what it gives to the
    *touched* items, in minor units; *cart* is the order as it will be.
    """
    staying = {item.holder for item in cart.items} - {item.holder for item in touched}
    limited = {promotion.id: promotion for promotion in limited_promotions(tariff)}
    found: list[UseHeld] = []
    for use in order.uses:
        promotion = limited.get(use.promotion)
        if promotion is None and granted.get(use.promotion, 0) > 0:
            found.append(use)  # the tariff of today counts it no more; it is not sold again
    for name, promotion in limited.items():
        if granted.get(name, 0) <= 0:
            continue
        draws = use_draws(cart, promotion)
        if draws:
            found.append(
                UseHeld(promotion=name, holder=order.holder, draws=draws, expires_at=FOREVER)
            )
        if promotion.limits.budget is not None:
            kept = _kept_shares(order, name, staying, most=granted[name])
            found.extend(kept)
            lacking = granted[name] - sum(draw.quantity for use in kept for draw in use.draws)
            found.extend(_new_shares(order, name, touched, shares.get(name, {}), lacking))
    return tuple(found)


def _kept_shares(
    order: Order, promotion: PromotionId, staying: set[HolderId], *, most: int
) -> list[UseHeld]:
    """Answer the shares of a budget of bookings that are not touched, *most* minor units of it."""
    resource = budget_of(promotion)
    kept: list[UseHeld] = []
    for use in order.uses:
        if use.promotion != promotion or use.holder not in staying:
            continue
        draws = []
        for draw in use.draws:
            if draw.resource == resource and most > 0:
                quantity = min(draw.quantity, most)
                most -= quantity
                draws.append(evolve(draw, quantity=quantity))
        if draws:
            kept.append(evolve(use, draws=tuple(draws)))
    return kept


def _new_shares(
    order: Order,
    promotion: PromotionId,
    touched: Sequence[CartItem],
    shares: Mapping[ItemId, int],
    lacking: int,
) -> list[UseHeld]:
    """Share out what is *lacking* of a budget: each booking its share, the rest to the order."""
    wanted = [(item.holder, shares.get(item.id, 0)) for item in touched]
    found: list[UseHeld] = []
    for holder, share in (*wanted, (order.holder, lacking)):
        quantity = min(lacking, share)
        if quantity > 0:
            lacking -= quantity
            draws = (Draw(resource=budget_of(promotion), quantity=quantity),)
            found.append(
                UseHeld(promotion=promotion, holder=holder, draws=draws, expires_at=FOREVER)
            )
    return found
