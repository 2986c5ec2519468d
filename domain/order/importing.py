"""Importing: an order that was made elsewhere moves in as it is, its capacity sold."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from attrs import evolve, frozen

from counterfoil.domain.cart.commands import derived
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.order.drawn import is_resource
from counterfoil.domain.order.order import Order
from counterfoil.domain.order.soundness import unsound
from counterfoil.domain.party import Actor
from counterfoil.domain.references import AllocationId, CommandKey, HolderId, OrderId, ResourceId
from counterfoil.domain.refusals.cart import SoldOut
from counterfoil.domain.refusals.orders import InvalidOrder, OrderExists
from counterfoil.domain.stock import Draws, Level, Overbooking, Take
from counterfoil.domain.stock.level import Room


@frozen(kw_only=True)
class ImportOrder:
    """Take an order over. With ALLOWED it may overbook pools that allow that themselves."""

    key: CommandKey
    actor: Actor
    imported: Order
    overbooking: Overbooking = Overbooking.REFUSED

    @classmethod
    def of(cls, order: Order, *, actor: Actor, overbooking: Overbooking) -> ImportOrder:
        """Answer the command for an order, the same each time: an import can be repeated."""
        key = import_key(order.id)
        return cls(key=key, actor=actor, imported=order, overbooking=overbooking)

    @property
    def order(self) -> OrderId:
        """The id of the order."""
        return self.imported.id


def import_key(order: OrderId) -> CommandKey:
    """Answer the key under which an order is imported."""
    return CommandKey(derived(CommandKey(order), "import"))


def draws_of(order: Order, *, overbooking: Overbooking) -> Draws:
    """Answer the draws that sell what an order has, at once."""
    sums: dict[tuple[HolderId, ResourceId, AllocationId], int] = {}
    items = [(one.item.holder, one.item.draws) for one in order.bookings if one.is_live]
    for holder, draws in (*items, *((use.holder, use.draws) for use in order.uses)):
        for draw in draws:
            key = (holder, draw.resource, draw.allocation)
            sums[key] = sums.get(key, 0) + draw.quantity
    return Draws(
        takes=tuple(
            Take(
                resource=resource,
                quantity=quantity,
                holder=holder,
                allocation=allocation,
                overbooking=overbooking,
            )
            for (holder, resource, allocation), quantity in sorted(sums.items())
        )
    )


def resources_of(order: Order) -> frozenset[ResourceId]:
    """Name the resources that an order draws, as far as they are any: it may be unsound."""
    takes = draws_of(order, overbooking=Overbooking.REFUSED).takes
    return frozenset(take.resource for take in takes if is_resource(take.resource))


def import_refusals(
    order: Order | None,
    command: ImportOrder,
    *,
    catalogue: Catalogue,
    rooms: Mapping[ResourceId, Room],
    levels: Mapping[ResourceId, Level],
    now: datetime,
) -> tuple[OrderExists | InvalidOrder | SoldOut, ...]:
    """Answer why an order cannot move in (*order* is what there is under its id, or None).

    What it takes is drawn in *rooms*, so that several orders can be looked at one after the other.
    """
    if order is not None:
        return (OrderExists(order=order.id),)
    found = unsound(command.imported, catalogue=catalogue, now=now)
    if found:
        return (InvalidOrder(order=command.order, problems=found),)
    return tuple(_short(command, rooms, levels))


def _short(
    command: ImportOrder, rooms: Mapping[ResourceId, Room], levels: Mapping[ResourceId, Level]
) -> list[SoldOut]:
    short = []
    for take in draws_of(command.imported, overbooking=command.overbooking).takes:
        left = rooms[take.resource].left(take.allocation)
        allowed = (take.overbooking, levels[take.resource].overbooking)
        if left is not None and take.quantity > left and Overbooking.REFUSED in allowed:
            short.append(
                SoldOut(
                    resource=take.resource,
                    allocation=take.allocation,
                    asked=take.quantity,
                    left=left,
                )
            )
        rooms[take.resource].draw(take.allocation, take.quantity)
    return short


def taken_over(order: Order, *, world: str) -> Order:
    """Answer an order as it is kept here: sold by what is sold here today."""
    return evolve(order, world=world)
