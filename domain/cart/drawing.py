"""What is drawn when a cart changes: the difference of what it holds before and after.

Every item says what it holds, so the draws of any change follow from two carts and nothing else:
taking and giving in one step, and only the difference. What one item gives up and another one asks
for is carried over: it needs no room, because the cart has it already (law H1).

An item draws each resource under one name as long as it lasts, so that what it gives back goes to
the allocation it came from.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, TypeAlias

from counterfoil.domain.cart.cart import Cart, Privilege, UseHeld
from counterfoil.domain.cart.item import CartItem
from counterfoil.domain.references import AllocationId, HolderId, ResourceId
from counterfoil.domain.stock import Carry, Draws, Give, Overbooking, Renew, Take

UnitsKey: TypeAlias = tuple[HolderId, ResourceId, AllocationId]
"""Whose units they are, of what, and under which name they were drawn."""


class Held(NamedTuple):
    """How many units are held, and until when; None: they are sold."""

    quantity: int
    expires_at: datetime | None


_NOTHING = Held(0, None)


class _Balance:
    """What a cart holds under one key before and after, and what is carried to it and away."""

    __slots__ = ("becomes", "carried", "expiries", "key", "was")

    def __init__(self, key: UnitsKey, was: Held, becomes: Held) -> None:
        self.key = key
        self.was = was
        self.becomes = becomes
        self.carried = 0  # units that came from other items, below zero: that went to them
        self.expiries = {was.expires_at} if was.quantity and becomes.quantity else set()

    @property
    def lack(self) -> int:
        """How many units are still to be had; below zero: to be let go of."""
        return self.becomes.quantity - self.was.quantity - self.carried


def draws_between(before: Cart | None, after: Cart) -> Draws:
    """Answer the draws that lead from what *before* holds to what *after* holds."""
    old = {} if before is None else held_units(before)
    return draws_of(old, held_units(after), privileges=after.privileges)


def draws_of(
    old: Mapping[UnitsKey, Held],
    new: Mapping[UnitsKey, Held],
    *,
    privileges: Collection[Privilege],
    carries_over: Callable[[ResourceId], bool] = lambda _: True,
) -> Draws:
    """Answer the draws that lead from some units to others.

    Whoever may ignore limits asks to overbook; where that is allowed, the stock knows. Of a
    resource that is not carried over all is taken that is new, before anything comes back.
    """
    ignores_limits = Privilege.IGNORE_LIMITS in privileges
    overbooking = Overbooking.ALLOWED if ignores_limits else Overbooking.REFUSED
    balances = [
        _Balance(key, old.get(key, _NOTHING), new.get(key, _NOTHING))
        for key in sorted(old.keys() | new.keys())
    ]
    carries = tuple(_carried([one for one in balances if carries_over(one.key[1])]))
    renews: list[Renew] = []
    takes: list[Take] = []
    gives: list[Give] = []
    for balance in balances:
        holder, resource, allocation = balance.key
        expires_at = balance.becomes.expires_at
        lack = balance.lack
        if balance.expiries - {expires_at}:
            assert expires_at is not None, "what is held has an end, and what is sold none"
            quantity = balance.was.quantity + balance.carried
            renews.append(
                Renew(resource=resource, quantity=quantity, holder=holder, expires_at=expires_at)
            )
        if lack > 0:
            takes.append(
                Take(
                    resource=resource,
                    quantity=lack,
                    holder=holder,
                    allocation=allocation,
                    expires_at=expires_at,
                    overbooking=overbooking,
                )
            )
        elif lack < 0:
            gives.append(Give(resource=resource, quantity=-lack, holder=holder))
    return Draws(carries=carries, renews=tuple(renews), takes=tuple(takes), gives=tuple(gives))


def _carried(balances: Sequence[_Balance]) -> Iterator[Carry]:
    """Carry units from those who let go to those who lack, of one resource under one name."""
    letting_go: dict[tuple[ResourceId, AllocationId], list[_Balance]] = {}
    for balance in balances:
        if balance.lack < 0:
            letting_go.setdefault(balance.key[1:], []).append(balance)
    if not letting_go:
        return
    for balance in balances:
        for giver in letting_go.get(balance.key[1:], ()) if balance.lack > 0 else ():
            quantity = min(balance.lack, -giver.lack)
            if quantity:
                balance.carried += quantity
                balance.expiries.add(giver.was.expires_at)
                giver.carried -= quantity
                holder, resource, _ = giver.key
                yield Carry(resource=resource, quantity=quantity, holder=holder, to=balance.key[0])


def sold_units(items: Iterable[CartItem], uses: Iterable[UseHeld]) -> Mapping[UnitsKey, Held]:
    """Sum what is sold of bookings and uses, by holder, resource and allocation."""
    sums: dict[UnitsKey, Held] = {}
    owners: tuple[CartItem | UseHeld, ...] = (*items, *uses)
    for one in owners:
        for draw in one.draws:
            _add(sums, (one.holder, draw.resource, draw.allocation), draw.quantity, None)
    return sums


def held_units(cart: Cart) -> Mapping[UnitsKey, Held]:
    """Sum what a cart holds, by holder, resource and allocation."""
    sums: dict[UnitsKey, Held] = {}
    for item in cart.items:
        for draw in item.draws:
            _add(
                sums, (item.holder, draw.resource, draw.allocation), draw.quantity, item.expires_at
            )
    for use in cart.uses:
        for draw in use.draws:
            _add(sums, (use.holder, draw.resource, draw.allocation), draw.quantity, use.expires_at)
    return sums


def _add(
    sums: dict[UnitsKey, Held], key: UnitsKey, quantity: int, expires_at: datetime | None
) -> None:
    sums[key] = Held(sums.get(key, Held(0, None)).quantity + quantity, expires_at)
