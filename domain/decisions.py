"""A decision: what a rule wants to happen, with everything that a store needs to make it so.

``change`` says what is meant, as a delta; a remote system translates it and nothing else.
``guards``, ``draws`` and ``after`` are effects: a store checks, applies and writes them and knows
no command. ``expected`` is what we compare with what is answered.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from attrs import field, frozen

from counterfoil.domain.cart.cart import Cart, CartState
from counterfoil.domain.cart.changes import CartChange
from counterfoil.domain.guards import Guard
from counterfoil.domain.order.changes import OrderChange
from counterfoil.domain.order.order import Order
from counterfoil.domain.party.actors import Actor
from counterfoil.domain.privacy import PUBLIC
from counterfoil.domain.references import CommandKey, ItemId, TicketTypeId
from counterfoil.domain.stock import Draws


@frozen(kw_only=True)
class OrderExpectation:
    """What should be answered of an order, as far as it is known here."""

    lines: Mapping[tuple[ItemId, TicketTypeId], int]
    total: int | None
    version: int


@frozen(kw_only=True)
class Expectation:
    """What should be answered, as far as it is known here.

    ``total`` is None where nobody here can know it, and ``expiries`` leave out the items whose
    holds somebody else decides about. ``order`` is expected of the order that the cart becomes.
    """

    lines: Mapping[tuple[ItemId, TicketTypeId], int]
    total: int | None
    version: int
    state: CartState = CartState.OPEN
    expiries: Mapping[ItemId, datetime] = field(factory=dict)
    order: OrderExpectation | None = None


@frozen(kw_only=True)
class Decision:
    """What is to happen, decided at an instant, for a command that an actor gave under a key.

    ``digests`` name the fields of the command by a digest each, so that a key that is used again
    can be compared without keeping what people wrote. ``order`` is what a cart becomes that is
    confirmed, written together with it.
    """

    key: CommandKey
    actor: Actor
    digests: str = field(metadata=PUBLIC)
    at: datetime
    change: CartChange
    guards: tuple[Guard, ...]
    draws: Draws
    after: Cart
    order: Order | None = None
    expected: Expectation = field()


@frozen(kw_only=True)
class OrderDecision:
    """What is to happen to an order, or that there is one; its fields are as a decision's."""

    key: CommandKey
    actor: Actor
    digests: str = field(metadata=PUBLIC)
    at: datetime
    change: OrderChange
    guards: tuple[Guard, ...]
    draws: Draws
    after: Order
    expected: OrderExpectation
