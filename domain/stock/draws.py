"""Draws: what a decision does to the stock."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import Enum
from typing import Any, TypeVar

from attrs import frozen

from counterfoil.domain.catalogue.allocations import GENERAL
from counterfoil.domain.errors import UsageError
from counterfoil.domain.references import AllocationId, HolderId, ResourceId

_Key = TypeVar("_Key", bound=tuple[Any, ...])


class Overbooking(Enum):
    """Whether more may be drawn than is left.

    It may where both say ALLOWED: the take, which a privileged command makes, and the limit of the
    resource.
    """

    REFUSED = "refused"
    ALLOWED = "allowed"


@frozen(kw_only=True)
class Keep:
    """Held units become sold."""

    resource: ResourceId
    quantity: int
    holder: HolderId


@frozen(kw_only=True)
class Renew:
    """Held units get another expiry (aware UTC), later or earlier than the one they had."""

    resource: ResourceId
    quantity: int
    holder: HolderId
    expires_at: datetime


@frozen(kw_only=True)
class Carry:
    """Units pass to another holder without being drawn again; they stay held or sold as they are.

    That is how an item hands seats to another one of its cart, and a replaced booking a use of a
    code or its share of a budget to its successor.
    """

    resource: ResourceId
    quantity: int
    holder: HolderId
    to: HolderId


@frozen(kw_only=True)
class Take:
    """Units are drawn under *allocation*: held until ``expires_at`` (aware UTC), or sold at once.

    Where the resource has no slice of that name, they come from what is not set aside.
    """

    resource: ResourceId
    quantity: int
    holder: HolderId
    allocation: AllocationId = GENERAL
    expires_at: datetime | None = None
    overbooking: Overbooking = Overbooking.REFUSED


@frozen(kw_only=True)
class Give:
    """Units come back, held or sold, to the allocation under which they were drawn."""

    resource: ResourceId
    quantity: int
    holder: HolderId


@frozen(kw_only=True)
class Draws:
    """All that one decision does to the stock.

    It happens in the order of the fields, all or nothing. Gives come last, so that "the new in
    full, then the old back" and "only the difference" need no flag: a guest never has less while
    more is being drawn, and what is given back does not make room for what is taken. Units that
    pass from one holder to another need none: they are carried, and renewed by whom they go to.
    """

    keeps: tuple[Keep, ...] = ()
    carries: tuple[Carry, ...] = ()
    renews: tuple[Renew, ...] = ()
    takes: tuple[Take, ...] = ()
    gives: tuple[Give, ...] = ()


def summed(draws: Iterable[tuple[_Key, int]]) -> list[tuple[_Key, int]]:
    """Sum over all lines, in one order whatever the order of the lines."""
    sums: dict[_Key, int] = {}
    for key, quantity in draws:
        if type(quantity) is not int or quantity < 1:
            raise UsageError(
                field="quantity",
                value=quantity,
                problem=f"is not a number of units of {key[0]}",
                allowed="a whole number above zero",
            )
        sums[key] = sums.get(key, 0) + quantity
    return sorted(sums.items())
