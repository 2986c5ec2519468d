"""Which resources are shown beside a step: those of which it draws some out of many."""

from __future__ import annotations

from counterfoil.domain.cart.item import Draw
from counterfoil.domain.references import ResourceId
from counterfoil.domain.stock import CodeResource, SpotResource, read_resource
from counterfoil.ports.box_office import CartView, OrderView


def counted_resources(view: CartView | OrderView) -> tuple[ResourceId, ...]:
    """Answer what a cart or an order draws from, but for single places and codes."""
    return tuple(one.resource for one in _draws(view) if not _is_single(one))


def _draws(view: CartView | OrderView) -> tuple[Draw, ...]:
    if isinstance(view, OrderView):
        items, uses = tuple(booking.item for booking in view.order.bookings), view.order.uses
    else:
        items, uses = view.cart.items, view.cart.uses
    of_items = [draw for item in items for draw in item.draws]
    return (*of_items, *(draw for use in uses for draw in use.draws))


def _is_single(draw: Draw) -> bool:
    """Say whether one place or code is drawn; there are as many as tickets."""
    return isinstance(read_resource(draw.resource), SpotResource | CodeResource)
