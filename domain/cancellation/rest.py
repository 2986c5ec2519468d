"""The rest: what is still booked after some tickets of a booking went, and what it draws.

Spots belong to the tickets that are good, in order; codes are written on their tickets.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from attrs import evolve

from counterfoil.domain.basket import PartChoice
from counterfoil.domain.cancellation.places import Line
from counterfoil.domain.cart.cart import Cart
from counterfoil.domain.cart.item import CartItem, Draw
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.catalogue.spots import Spot
from counterfoil.domain.empty import EMPTY
from counterfoil.domain.errors import UsageError
from counterfoil.domain.order.booking import Booking
from counterfoil.domain.order.drawn import needed_by
from counterfoil.domain.order.making import ticket_lines
from counterfoil.domain.order.order import Order
from counterfoil.domain.order.ticket import Ticket
from counterfoil.domain.references import CartId, PartId, ResourceId, TicketTypeId, UnitId
from counterfoil.domain.statuses import TicketStatus
from counterfoil.domain.ticket_codes.code import TicketCode

Quantities = tuple[tuple[TicketTypeId, int], ...]


def item_left(
    booking: Booking, *, cancelled: AbstractSet[UnitId], catalogue: Catalogue
) -> CartItem:
    """Answer what is left of a booking; nothing is drawn for one of which nothing is left.

    Where the catalogue cannot tell any more what a ticket needs, or says something else than was
    drawn, all is drawn until the last one goes.
    """
    living = [one for one in booking.tickets if one.status is TicketStatus.CONFIRMED]
    staying = [one for one in living if one.id not in cancelled]
    item = booking.item
    counts = Counter(Line(item.id, one.part, one.ticket_type) for one in staying)
    left = evolve(
        with_counts(item, counts=counts),
        spots=spots_left(item, living=living, cancelled=cancelled),
        codes=_codes_left(item, living=living, cancelled=cancelled),
    )
    if not staying:
        return evolve(left, draws=())
    try:
        before = needed_by(item, catalogue=catalogue)
        after = needed_by(left, catalogue=catalogue)
    except UsageError:
        return left
    return evolve(left, draws=tuple(_draws_left(item.draws, before=before, after=after)))


def with_counts(item: CartItem, *, counts: Mapping[Line, int]) -> CartItem:
    """Answer an item with other counts; what is left without tickets is left out."""

    def counted(part: PartId, quantities: Quantities) -> Quantities:
        found = ((name, counts.get(Line(item.id, part, name), 0)) for name, _ in quantities)
        return tuple((name, count) for name, count in found if count)

    def part_left(choice: PartChoice) -> PartChoice:
        quantities = counted(choice.part, choice.quantities)
        types = {name for name, _ in quantities}
        options = tuple(one for one in choice.options if one.ticket_type in {None, *types})
        return evolve(choice, quantities=quantities, options=options)

    parts = ((choice, part_left(choice)) for choice in item.parts)
    kept = tuple(left for choice, left in parts if left.quantities or not choice.quantities)
    quantities = counted(PartId(""), item.quantities)
    types = {name for name, _ in (*quantities, *(one for part in kept for one in part.quantities))}
    return evolve(
        item,
        quantities=quantities,
        parts=kept,
        options=tuple(one for one in item.options if one.ticket_type in {None, *types}),
    )


def cart_of(order: Order, items: Iterable[CartItem]) -> Cart:
    """Answer a cart that has *items* of an order, and what the order has beside them."""
    return Cart(
        id=CartId(order.id),
        version=order.version,
        world=order.world,
        opened_at=order.created_at,
        items=tuple(items),
        codes=order.codes,
        requested=order.requested,
        buyer=order.buyer,
        holder=order.holder,
        uses=order.uses,
        priced=order.priced,
    )


def _in_order(item: CartItem, tickets: Sequence[Ticket]) -> list[Ticket]:
    """Sort tickets as they were asked for: as spots are given to them."""
    lines = {line[:2]: place for place, line in enumerate(ticket_lines(item))}
    return sorted(
        (one for one in tickets if (one.part, one.ticket_type) in lines),
        key=lambda one: (lines[one.part, one.ticket_type], one.ordinal),
    )


def spots_left(
    item: CartItem, *, living: Sequence[Ticket], cancelled: AbstractSet[UnitId]
) -> Mapping[PartId, tuple[Spot, ...]]:
    """Answer the spots of the tickets that stay, of those that are good."""
    if not item.spots:
        return item.spots
    tickets = _in_order(item, living)
    own = {choice.part for choice in item.parts if choice.quantities}
    found = {}
    for part, spots in item.spots.items():
        # All parts of a combi are for the tickets of the combi.
        sitting = [one for one in tickets if one.part == (part if part in own else "")]
        left = [spot for one, spot in zip(sitting, spots, strict=False) if one.id not in cancelled]
        if left:
            found[part] = tuple(left)
    return found or EMPTY


def _codes_left(
    item: CartItem, *, living: Sequence[Ticket], cancelled: AbstractSet[UnitId]
) -> tuple[TicketCode, ...]:
    gone = Counter(
        (one.part or None, one.ticket_type, one.code) for one in living if one.id in cancelled
    )
    left = []
    for code in item.codes:
        key = (code.part, code.ticket_type, code.code)
        if gone[key]:
            gone[key] -= 1
        else:
            left.append(code)
    return tuple(left)


def _draws_left(
    draws: Sequence[Draw], *, before: Mapping[ResourceId, int], after: Mapping[ResourceId, int]
) -> Iterator[Draw]:
    """Take off what the tickets that went needed; each draw keeps its allocation.

    What was drawn of a resource under another catalogue stays, lest places be sold that are taken.
    """
    drawn: Counter[ResourceId] = Counter()
    for draw in draws:
        drawn[draw.resource] += draw.quantity
    freed = Counter(
        {
            resource: needed - after.get(resource, 0)
            for resource, needed in before.items()
            if needed == drawn[resource]
        }
    )
    for draw in draws:
        gone = min(draw.quantity, max(0, freed[draw.resource]))
        freed[draw.resource] -= gone
        if draw.quantity > gone:
            yield evolve(draw, quantity=draw.quantity - gone)
