"""What confirming draws: what is held becomes sold, and what is held beside it comes back."""

from __future__ import annotations

from counterfoil.domain.cart.cart import Cart
from counterfoil.domain.cart.drawing import held_units
from counterfoil.domain.stock import Draws, Give, Keep, Take


def draws_to_sell(held: Cart, becomes: Cart) -> Draws:
    """Answer the draws that sell all that *becomes* has, of which *held* has some or all.

    They differ where items lapsed: what they had of promotions comes back, and a promotion that
    is the best now is drawn at once.
    """
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
                Take(resource=resource, quantity=sold - was, holder=holder, allocation=allocation)
            )
        elif was > sold:
            gives.append(Give(resource=resource, quantity=was - sold, holder=holder))
    return Draws(keeps=tuple(keeps), takes=tuple(takes), gives=tuple(gives))
