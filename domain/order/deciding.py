"""The rules of an order: ``decide_order`` answers a decision, or what forbids one. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import assert_never

from counterfoil.domain.amendment.deciding import Amending, amended
from counterfoil.domain.amendment.standing import standing_cart
from counterfoil.domain.amendment.wanting import wanted_update
from counterfoil.domain.cancellation.deciding import cancelled, draws_back
from counterfoil.domain.cart.commands import UpdateCart
from counterfoil.domain.cart.deciding import opened_cart
from counterfoil.domain.cart.digests import digests_of
from counterfoil.domain.cart.facts import CartFacts, Refusals
from counterfoil.domain.cart.needs import needs
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.decisions import OrderDecision, OrderExpectation
from counterfoil.domain.guards import LevelWithin, OrderRevisionIs
from counterfoil.domain.order.applying import apply_to_order
from counterfoil.domain.order.changes import (
    BookingsCancelled,
    OrderAmended,
    OrderChange,
    OrderImported,
    Stamp,
)
from counterfoil.domain.order.checkout import order_lines
from counterfoil.domain.order.commands import (
    AmendOrder,
    BookDirect,
    CancelOrder,
    OrderCommand,
    RecordPayment,
    RecordRedemption,
    VoidRedemption,
)
from counterfoil.domain.order.direct import book_directly, opening_for, update_for
from counterfoil.domain.order.importing import (
    ImportOrder,
    Selling,
    draws_of,
    import_refusals,
    resources_of,
    taken_over,
)
from counterfoil.domain.order.order import Order
from counterfoil.domain.order.paying import payment_recorded
from counterfoil.domain.order.previewing import (
    Previewable,
    stale,
)
from counterfoil.domain.order.redemption import redemption, void
from counterfoil.domain.party import actor_problems
from counterfoil.domain.references import ResourceId
from counterfoil.domain.refusals import (
    OrderCancelled,
    OrderNotFound,
    OrderVersionConflict,
    Refusal,
)
from counterfoil.domain.statuses import OrderStatus
from counterfoil.domain.stock import Draws, Level
from counterfoil.domain.stock.level import Room
from counterfoil.domain.tariff.tariff import Tariff

NO_DRAWS = Draws()


def decide_order(
    order: Order | None, command: OrderCommand, facts: CartFacts, now: datetime
) -> OrderDecision | Refusals:
    """Decide a command about an order (None: there is none with that id) at an instant."""
    unknown = actor_problems(command.actor)
    if unknown:
        return unknown
    if isinstance(command, BookDirect):
        return book_directly(command, facts, now)
    if isinstance(command, ImportOrder):
        return _import(order, command, facts, now)
    if order is None:
        return (OrderNotFound(order=command.order),)
    stamp = Stamp(at=now, actor=command.actor)
    change: OrderChange | Refusals
    match command:
        case RecordPayment():
            change = payment_recorded(order, command, stamp)
        case RecordRedemption():
            change = redemption(order, command, stamp)
        case VoidRedemption():
            change = void(order, command, stamp)
        case AmendOrder() | CancelOrder():
            return _decide_bookings(order, command, facts, now)
        case _:
            assert_never(command)
    return change if isinstance(change, tuple) else _decision(order, command, change, now)


def order_needs(
    order: Order | None,
    command: OrderCommand,
    *,
    catalogue: Catalogue,
    tariff: Tariff,
    levels: Mapping[ResourceId, Level],
    now: datetime,
) -> frozenset[ResourceId]:
    """Name the resources whose levels the rule for a command must be told."""
    if isinstance(command, ImportOrder):
        return resources_of(command.imported)
    if isinstance(command, AmendOrder):
        if order is None:
            return frozenset()
        cart, update = standing_cart(order), wanted_update(order, command)
        if not isinstance(update, UpdateCart):
            return frozenset()
    elif isinstance(command, BookDirect):
        cart, update = opened_cart(opening_for(command), world="", now=now), update_for(command)
    else:
        return frozenset()
    return needs(cart, update, catalogue=catalogue, tariff=tariff, levels=levels)


def _decide_bookings(
    order: Order, command: Previewable, facts: CartFacts, now: datetime
) -> OrderDecision | Refusals:
    """Decide to amend bookings or to cancel them, as it was previewed if it was."""
    closed = _closed(order, command)
    if closed:
        return closed
    change: OrderAmended | BookingsCancelled
    if isinstance(command, AmendOrder):
        found = amended(order, command, facts, now)
        if not isinstance(found, Amending):
            return found
        change, draws, guards = found
    else:
        cancelling = cancelled(order, command, facts, now)
        if not isinstance(cancelling, BookingsCancelled):
            return cancelling
        change, draws, guards = cancelling, draws_back(order, cancelling), ()
    outdated = stale(order, command, change, facts, now)
    if outdated:
        return outdated
    return _decision(order, command, change, now, draws=draws, guards=guards)


def _closed(order: Order, command: Previewable) -> Refusals:
    """Find what forbids changing the bookings of an order at all."""
    found: list[Refusal] = []
    if command.version is not None and command.version != order.version:
        found.append(
            OrderVersionConflict(order=order.id, expected=command.version, actual=order.version)
        )
    if order.status is OrderStatus.ORDER_CANCELLED:
        found.append(OrderCancelled(order=order.id))
    return tuple(found)


def _decision(
    order: Order,
    command: OrderCommand,
    change: OrderChange,
    now: datetime,
    *,
    draws: Draws = NO_DRAWS,
    guards: tuple[LevelWithin, ...] = (),
) -> OrderDecision:
    after = apply_to_order(order, change)
    return OrderDecision(
        key=command.key,
        actor=command.actor,
        digests=digests_of(command),
        at=now,
        change=change,
        guards=(OrderRevisionIs(order=order.id, revision=order.revision), *guards),
        draws=draws,
        after=after,
        expected=OrderExpectation(
            lines=order_lines(after), total=after.total, version=after.version
        ),
    )


def _import(
    order: Order | None, command: ImportOrder, facts: CartFacts, now: datetime
) -> OrderDecision | Refusals:
    rooms = {resource: Room(level) for resource, level in facts.levels.items()}
    world = Selling(name=facts.world, catalogue=facts.catalogue, tariff=facts.pricer.tariff)
    refusals = import_refusals(
        order,
        command,
        world=world,
        owners=facts.code_owners,
        rooms=rooms,
        levels=facts.levels,
        now=now,
    )
    if refusals:
        return refusals
    after = taken_over(command.imported, world=world)
    earlier = tuple(taken_over(one, world=world) for one in command.earlier)
    return OrderDecision(
        key=command.key,
        actor=command.actor,
        digests=digests_of(command),
        at=now,
        change=OrderImported(order=after, earlier=earlier),
        guards=(OrderRevisionIs(order=after.id, revision=0),),
        draws=draws_of(after, overbooking=command.overbooking),
        after=after,
        expected=OrderExpectation(
            lines=order_lines(after), total=after.total, version=after.version
        ),
    )
