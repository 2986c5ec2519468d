"""Checks of what a command is made of: a wrong type is the caller's mistake, and told at once."""

from __future__ import annotations

from collections.abc import Mapping
from types import NoneType
from typing import Any

from attrs import Attribute
from attrs.validators import optional

from counterfoil.domain.basket import Quantities, pairs
from counterfoil.domain.errors import UsageError
from counterfoil.domain.keeping import KEEP, Amendment, Keep
from counterfoil.domain.party import Actor
from counterfoil.domain.references import TicketTypeId
from counterfoil.domain.statuses import SettlementType
from counterfoil.domain.typed import of_type

_PAIR = 2  # the ticket type, and how many

an_actor = of_type(Actor, allowed="an Actor")
a_cart = of_type(str, allowed="the id of a cart, such as view.cart.id")
a_charge = optional(of_type(int, allowed="a whole number of minor units"))
a_slot = of_type(str, NoneType, Amendment, allowed="the id of a slot, a text")
a_settlement = of_type(SettlementType, allowed="a member of SettlementType, such as DIRECT")
a_version = optional(of_type(int, allowed="a whole number, the version that was read"))
spots_by_part = of_type(
    Mapping, Amendment, allowed="a mapping from parts to tuples of spots, such as {'': (spot,)}"
)


def sent_pairs(value: Quantities | Keep) -> tuple[tuple[TicketTypeId, int], ...] | Keep:
    """Take quantities as a mapping, too, and leave alone what says that they stay."""
    return value if value is KEEP else pairs(value)


def counts(_: object, attribute: Attribute[Any], value: object) -> None:
    """Refuse what is no tuple of pairs; how many there may be is a matter of the rules.

    Raises: UsageError.
    """
    if value is KEEP:
        return
    if not isinstance(value, tuple) or not all(
        isinstance(one, tuple) and len(one) == _PAIR for one in value
    ):
        raise UsageError(
            field=attribute.name,
            value=value,
            problem="does not count tickets",
            allowed='pairs such as (("adult", 2),), or a mapping such as {"adult": 2}',
        )


def a_key(_: object, attribute: Attribute[Any], value: object) -> None:
    """Refuse an empty key: all callers who send none would share it.

    Raises: UsageError.
    """
    if not isinstance(value, str) or not value:
        raise UsageError(
            field=attribute.name,
            value=value,
            problem="is no key",
            allowed="a text of at least one character",
        )
