"""What confirming draws: what is held becomes sold, and what is held beside it comes back."""

from __future__ import annotations

from collections import Counter

from attrs import evolve

from counterfoil.domain.cart.cart import Cart, Privilege, UseHeld
from counterfoil.domain.cart.drawing import held_units
from counterfoil.domain.references import HolderId, ResourceId
from counterfoil.domain.stock import Draws, Give, Keep, Overbooking, Take


def draws_to_sell(held: Cart, becomes: Cart) -> Draws:
    """Answer the draws that sell all that *becomes* has, of which *held* has some or all.

    They differ where items lapsed: what the price of the rest does not need of promotions comes
    back. A cart that may ignore limits asks to overbook; where that is allowed, the stock knows.
    """
    ignores_limits = Privilege.IGNORE_LIMITS in becomes.privileges
    overbooking = Overbooking.ALLOWED if ignores_limits else Overbooking.REFUSED
    old, new = held_units(held), held_units(becomes)
    keeps: list[Keep] = []
    takes: list[Take] = []
    gives: list[Give] = []
    for key in sorted(old.keys() | new.keys()):
        holder, resource, allocation = key
        was = old[key].quantity if key in old else 0
        sold = new[key].quantity if key in new else 0
        kept = min(was, sold)
        if kept:
            keeps.append(Keep(resource=resource, quantity=kept, holder=holder))
        if sold > was:
            takes.append(
                Take(
                    resource=resource,
                    quantity=sold - was,
                    holder=holder,
                    allocation=allocation,
                    overbooking=overbooking,
                )
            )
        elif was > sold:
            gives.append(Give(resource=resource, quantity=was - sold, holder=holder))
    return Draws(keeps=tuple(keeps), takes=tuple(takes), gives=tuple(gives))


def uses_sold(held: tuple[UseHeld, ...], *, needed: tuple[UseHeld, ...]) -> tuple[UseHeld, ...]:
    """Answer what is sold of the uses that are *held*: as much as the price needs, no more.

    The price of what is left of a cart never needs more than the cart holds, but an item may carry
    more of a budget than before and another less. Each holder keeps what it needs first, and what
    is still needed stays with whoever holds it: nothing is taken anew.
    """
    lacking: Counter[ResourceId] = Counter()
    own: Counter[tuple[HolderId, ResourceId]] = Counter()
    for use in needed:
        for draw in use.draws:
            own[use.holder, draw.resource] += draw.quantity
            lacking[draw.resource] += draw.quantity
    for use in held:
        for draw in use.draws:
            lacking[draw.resource] -= min(draw.quantity, own[use.holder, draw.resource])
    found: list[UseHeld] = []
    for use in held:
        draws = []
        for draw in use.draws:
            needs = min(draw.quantity, own[use.holder, draw.resource])
            more = min(draw.quantity - needs, lacking[draw.resource])
            lacking[draw.resource] -= more
            if needs + more:
                draws.append(evolve(draw, quantity=needs + more))
        if draws:
            found.append(evolve(use, draws=tuple(draws)))
    assert not lacking.total(), "a cart is priced with what it holds of promotions"
    return tuple(found)
