"""Importing: an order that was made elsewhere moves in as it is, its capacity sold.

What it takes has to be there, as for any other order: an import overbooks only pools that allow
it, and only where it was asked to; seats, codes and limited promotions never.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from attrs import evolve, field, frozen

from counterfoil.domain.cart.commands import derived
from counterfoil.domain.cart.pricing import limited_promotions
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.order.drawn import is_resource
from counterfoil.domain.order.earlier import unsound_versions
from counterfoil.domain.order.misused import misused
from counterfoil.domain.order.order import Order
from counterfoil.domain.order.soundness import unsound
from counterfoil.domain.party import Actor
from counterfoil.domain.privacy import PUBLIC
from counterfoil.domain.references import AllocationId, CommandKey, HolderId, OrderId, ResourceId
from counterfoil.domain.refusals.cart import SoldOut
from counterfoil.domain.refusals.orders import InvalidOrder, OrderExists
from counterfoil.domain.stock import Draws, Level, Overbooking, Take
from counterfoil.domain.stock.level import Room
from counterfoil.domain.tariff.tariff import Tariff


@frozen(kw_only=True)
class Selling:
    """What is sold where an order moves in, under the ``name`` that the order remembers."""

    name: str = field(metadata=PUBLIC)
    catalogue: Catalogue
    tariff: Tariff


@frozen(kw_only=True)
class ImportOrder:
    """Take an order over. With ALLOWED it may overbook pools that allow that themselves.

    ``earlier`` are its earlier versions, the first one first, as far as there are any.
    """

    key: CommandKey
    actor: Actor
    imported: Order
    earlier: tuple[Order, ...] = ()
    overbooking: Overbooking = Overbooking.REFUSED

    @classmethod
    def of(
        cls,
        order: Order,
        *,
        actor: Actor,
        overbooking: Overbooking,
        earlier: tuple[Order, ...] = (),
    ) -> ImportOrder:
        """Answer the command for an order, the same each time: an import can be repeated."""
        return cls(
            key=import_key(order.id),
            actor=actor,
            imported=order,
            earlier=earlier,
            overbooking=overbooking,
        )

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
    world: Selling,
    owners: Mapping[str, OrderId],
    rooms: Mapping[ResourceId, Room],
    levels: Mapping[ResourceId, Level],
    now: datetime,
) -> tuple[OrderExists | InvalidOrder | SoldOut, ...]:
    """Answer why an order cannot move in (*order* is what there is under its id, or None).

    *owners* are the orders that have its codes. What it takes is drawn in *rooms*, so that several
    orders can be looked at one after the other.
    """
    if order is not None:
        return (OrderExists(order=order.id),)
    imported = command.imported
    wrong = unsound(imported, catalogue=world.catalogue, now=now)
    after = taken_over(imported, world=world)
    found = (
        *wrong,
        *(() if wrong else misused(after, tariff=world.tariff)),
        *unsound_versions(imported, command.earlier),
        *_taken_codes(imported, owners),
    )
    if found:
        return (InvalidOrder(order=command.order, problems=found),)
    return tuple(_short(draws_of(after, overbooking=command.overbooking), rooms, levels))


def codes_of(order: Order) -> frozenset[str]:
    """Name the codes of an order's tickets; they are secrets."""
    tickets = (ticket for booking in order.bookings for ticket in booking.tickets)
    return frozenset(ticket.code for ticket in tickets if ticket.code)


def _taken_codes(order: Order, owners: Mapping[str, OrderId]) -> Iterator[tuple[str, str]]:
    """Say which tickets have a code of another order; the code itself is a secret.

    A gate that knows only the code would let in on the wrong order.
    """
    for at, booking in enumerate(order.bookings):
        for place, ticket in enumerate(booking.tickets):
            owner = owners.get(ticket.code, order.id)
            if owner != order.id:
                path = f"bookings[{at}].tickets[{place}].code"
                yield path, f"is that of order {owner}, allowed: one of its own"


def _short(
    draws: Draws, rooms: Mapping[ResourceId, Room], levels: Mapping[ResourceId, Level]
) -> list[SoldOut]:
    short = []
    for take in draws.takes:
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


def taken_over(order: Order, *, world: Selling) -> Order:
    """Answer an order as it is kept here: sold by what is sold here today.

    What it has of promotions that are not limited here (any more) is counted by nobody, so that it
    goes; what they gave stays in its ledger.
    """
    limited = {promotion.id for promotion in limited_promotions(world.tariff)}
    uses = tuple(use for use in order.uses if use.promotion in limited)
    return evolve(order, world=world.name, uses=uses)
