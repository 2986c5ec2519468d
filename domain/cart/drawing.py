"""What is drawn when a cart changes: the difference of what it holds before and after.

Every item says what it holds, so the draws of any change follow from two carts and nothing else:
taking and giving in one step, new and more before old and less, and only the difference.

An item draws each resource under one name as long as it lasts, so that what it gives back goes to
the allocation it came from.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple, TypeAlias

from counterfoil.domain.cart.cart import Cart, Privilege
from counterfoil.domain.references import AllocationId, HolderId, ResourceId
from counterfoil.domain.stock import Draws, Give, Overbooking, Renew, Take

_Key: TypeAlias = tuple[HolderId, ResourceId, AllocationId]


class _Held(NamedTuple):
    quantity: int
    expires_at: datetime | None


def draws_between(before: Cart | None, after: Cart) -> Draws:
    """Answer the draws that lead from what *before* holds to what *after* holds.

    A cart that may ignore limits asks to overbook; where that is allowed, the stock knows.
    """
    ignores_limits = Privilege.IGNORE_LIMITS in after.privileges
    overbooking = Overbooking.ALLOWED if ignores_limits else Overbooking.REFUSED
    old = {} if before is None else held_units(before)
    new = held_units(after)
    renews: list[Renew] = []
    takes: list[Take] = []
    gives: list[Give] = []
    for key in sorted(old.keys() | new.keys()):
        holder, resource, allocation = key
        was = old.get(key, _Held(0, None))
        becomes = new.get(key, _Held(0, None))
        kept = min(was.quantity, becomes.quantity)
        if kept and was.expires_at != becomes.expires_at:
            assert becomes.expires_at is not None, "what a cart holds has an end"
            renews.append(
                Renew(
                    resource=resource,
                    quantity=was.quantity,
                    holder=holder,
                    expires_at=becomes.expires_at,
                )
            )
        if becomes.quantity > was.quantity:
            takes.append(
                Take(
                    resource=resource,
                    quantity=becomes.quantity - was.quantity,
                    holder=holder,
                    allocation=allocation,
                    expires_at=becomes.expires_at,
                    overbooking=overbooking,
                )
            )
        elif becomes.quantity < was.quantity:
            gives.append(
                Give(resource=resource, quantity=was.quantity - becomes.quantity, holder=holder)
            )
    return Draws(renews=tuple(renews), takes=tuple(takes), gives=tuple(gives))


def held_units(cart: Cart) -> Mapping[_Key, _Held]:
    """Sum what a cart holds, by holder, resource and allocation."""
    sums: dict[_Key, _Held] = {}
    for item in cart.items:
        for draw in item.draws:
            _add(
                sums, (item.holder, draw.resource, draw.allocation), draw.quantity, item.expires_at
            )
    for use in cart.uses:
        for draw in use.draws:
            _add(sums, (use.holder, draw.resource, draw.allocation), draw.quantity, use.expires_at)
    return sums


def _add(sums: dict[_Key, _Held], key: _Key, quantity: int, expires_at: datetime | None) -> None:
    sums[key] = _Held(sums.get(key, _Held(0, None)).quantity + quantity, expires_at)
