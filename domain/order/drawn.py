"""What a booking draws, held against what it must draw: the places and the codes of its tickets.

A booking that draws less than its guests need would sell their places a second time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from counterfoil.domain.cart.item import CartItem
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.catalogue.ticket_codes import TicketCodeSource
from counterfoil.domain.errors import UsageError
from counterfoil.domain.order.order import Order
from counterfoil.domain.references import ResourceId
from counterfoil.domain.stock import place_of, resources_for
from counterfoil.domain.stock.resource import read_resource
from counterfoil.domain.ticket_codes.code import code_resource
from counterfoil.domain.ticket_codes.searching import stock_resource
from counterfoil.domain.ticket_codes.tickets import tickets_of


def is_resource(name: ResourceId) -> bool:
    """Whether a text is the id of a resource."""
    try:
        read_resource(name)
    except UsageError:
        return False
    return True


def malformed_draws(order: Order) -> Iterator[tuple[str, str]]:
    """Yield where a draw names no resource or no number of units, and what is wrong there."""
    lists = [(f"bookings[{at}].item", one.item.draws) for at, one in enumerate(order.bookings)]
    lists += [(f"uses[{at}]", use.draws) for at, use in enumerate(order.uses)]
    for path, draws in lists:
        for place, draw in enumerate(draws):
            where = f"{path}.draws[{place}]"
            if not is_resource(draw.resource):
                yield where, f"is of {draw.resource!r}, allowed: the id of a resource"
            if type(draw.quantity) is not int or draw.quantity < 1:
                yield where, f"has {draw.quantity!r} units, allowed: 1 and up"


def misdrawn(item: CartItem, *, catalogue: Catalogue) -> Iterator[str]:
    """Yield each resource of which an item draws more or less than its tickets need.

    Raises: UsageError for an item that the catalogue cannot look up.
    """
    needed = needed_by(item, catalogue=catalogue)
    drawn: Counter[ResourceId] = Counter()
    for draw in item.draws:
        drawn[draw.resource] += draw.quantity
    for resource in sorted(needed.keys() | drawn.keys()):
        asked = needed.get(resource, 0)
        if drawn[resource] != asked:
            yield f"have {drawn[resource]} of {resource}, allowed: {asked}"


def needed_by(item: CartItem, *, catalogue: Catalogue) -> Mapping[ResourceId, int]:
    """Sum what the tickets of an item must draw of each resource: places, spots and codes.

    Raises: UsageError for an item that the catalogue cannot look up.
    """
    spots = {part: tuple(map(place_of, seats)) for part, seats in item.spots.items()}
    needed = Counter(resources_for(item.asked, catalogue=catalogue, spots=spots))
    for tickets in tickets_of(item.asked, catalogue=catalogue):
        codes = tickets.of(item.codes)
        if tickets.product.ticket_codes is TicketCodeSource.STOCK:
            stock = catalogue.code_stock_of(tickets.product.id)
            needed[stock_resource(stock)] += len(codes)
        needed.update({code_resource(one.code): 1 for one in codes})
    return +needed
