"""Direct booking: an order of several products at once, without a cart.

It is what opening a cart, adding the items and confirming it would be, in one step and without a
hold in between: the same rules, the same price.
"""

from __future__ import annotations

from datetime import datetime

from attrs import evolve

from counterfoil.domain.cart.cart import Cart
from counterfoil.domain.cart.commands import ChangeDetails, ConfirmCart, OpenCart, UpdateCart
from counterfoil.domain.cart.deciding import decide
from counterfoil.domain.cart.details import DetailChanges
from counterfoil.domain.cart.digests import digests_of
from counterfoil.domain.cart.facts import CartFacts, Refusals
from counterfoil.domain.decisions import Decision, OrderDecision, OrderExpectation
from counterfoil.domain.guards import LevelWithin, OrderRevisionIs
from counterfoil.domain.order.changes import OrderConfirmed
from counterfoil.domain.order.checkout import order_lines, sold
from counterfoil.domain.order.commands import BookDirect
from counterfoil.domain.order.drawing import draws_to_sell
from counterfoil.domain.order.order import Order
from counterfoil.domain.references import ItemId
from counterfoil.domain.refusals import NothingAsked, ReservationRequired, SettlementNotAllowed
from counterfoil.domain.statuses import SettlementType

SETTLEMENTS = (SettlementType.EXTERNAL, SettlementType.VENUE, SettlementType.INVOICE)


def opening_for(command: BookDirect) -> OpenCart:
    """Answer the command that would have opened a cart for the items."""
    return OpenCart(
        key=command.key,
        actor=command.actor,
        buyer=command.buyer,
        # Answers about items are judged when the items are there.
        details=evolve(command.details, answers=()),
        privileges=command.privileges,
    )


def update_for(command: BookDirect) -> UpdateCart:
    """Answer the command that would have put the items into it."""
    return UpdateCart(
        key=command.key,
        actor=command.actor,
        cart=command.cart,
        operations=command.items,
        requested=command.requested,
    )


def book_directly(
    command: BookDirect, facts: CartFacts, now: datetime
) -> OrderDecision | Refusals:
    """Decide to book without a cart: all items or none."""
    if not command.items:
        return (NothingAsked(cart=None),)
    if command.settlement not in SETTLEMENTS:
        return (SettlementNotAllowed(settlement=command.settlement, allowed=SETTLEMENTS),)
    opened = decide(None, opening_for(command), facts, now)
    if not isinstance(opened, Decision):
        return opened
    decided = decide(opened.after, update_for(command), facts, now)
    if not isinstance(decided, Decision):
        return decided
    answered = _answered(decided, command, facts, now)
    if not isinstance(answered, Decision):
        return answered
    cart = answered.after
    held_first = _held_first(cart, facts)
    if held_first:
        return held_first
    confirming = ConfirmCart(
        key=command.key,
        actor=command.actor,
        cart=command.cart,
        settlement=command.settlement,
        charged=command.charged,
        on_mismatch=command.on_mismatch,
        flags=command.flags,
        options=command.options,
        note=command.note,
    )
    order = sold(None, cart, confirming, facts, now)
    if not isinstance(order, Order):
        return order
    filled = (guard for guard in decided.guards if isinstance(guard, LevelWithin))
    return OrderDecision(
        key=command.key,
        actor=command.actor,
        digests=digests_of(command),
        at=now,
        change=OrderConfirmed(order=order),
        guards=(OrderRevisionIs(order=order.id, revision=0), *filled),
        draws=draws_to_sell(evolve(cart, items=(), uses=()), cart),
        after=order,
        expected=OrderExpectation(
            lines=order_lines(order), total=order.total, version=order.version
        ),
    )


def _answered(
    decided: Decision, command: BookDirect, facts: CartFacts, now: datetime
) -> Decision | Refusals:
    """Answer the checkout fields, once the items are there."""
    if not command.details.answers:
        return decided
    changes = DetailChanges(answers=command.details.answers)
    answering = ChangeDetails(
        key=command.key, actor=command.actor, cart=command.cart, changes=changes
    )
    return decide(decided.after, answering, facts, now)


def _held_first(cart: Cart, facts: CartFacts) -> tuple[ReservationRequired, ...]:
    if facts.settings.direct_with_capacity:
        return ()
    return tuple(
        ReservationRequired(item=ItemId(item.id), product=item.product)
        for item in cart.items
        if facts.catalogue.needs_hold(item.product)
    )
