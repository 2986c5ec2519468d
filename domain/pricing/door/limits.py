"""The door, quantity limits: of a booking and of the order, per ticket type and per product."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Literal, TypeAlias

from attrs import define

from counterfoil.domain.catalogue.limits import QuantityLimits
from counterfoil.domain.pricing.door.placed import Placed
from counterfoil.domain.references import ItemId, ProductId, TicketTypeId
from counterfoil.domain.refusals import QuantityLimit

_What: TypeAlias = tuple[ProductId, TicketTypeId | None]


@define(kw_only=True)
class _Tally:
    """How many tickets there are under some limits; ``item`` has the first of them."""

    item: ItemId
    limits: QuantityLimits
    count: int = 0


def limit_refusals(
    placed: Sequence[Placed], *, untouched: AbstractSet[ItemId]
) -> Iterator[QuantityLimit]:
    """Find every count outside the limits of its ticket type or product: bookings, then order.

    *untouched* bookings count for the order beside others of their kind, but are not looked at.
    """
    bookings: dict[ItemId, dict[_What, _Tally]] = defaultdict(dict)
    order: dict[_What, _Tally] = {}
    # Those that are touched come first, so that it is one of them that is named.
    for tickets in sorted(placed, key=lambda one: one.item in untouched):
        if tickets.item not in untouched:
            _count(tickets, bookings[tickets.item])
        _count(tickets, order)
    for tallies in bookings.values():
        yield from _outside(tallies, "booking")
    asked = {what: tally for what, tally in order.items() if tally.item not in untouched}
    yield from _outside(asked, "order")


def _count(tickets: Placed, tallies: dict[_What, _Tally]) -> None:
    product = tickets.product
    limits = {ticket_type.id: ticket_type.limits for ticket_type in product.ticket_types}
    for ticket_type, quantity in tickets.quantities:
        _add(tallies, (product.id, ticket_type), limits[ticket_type], tickets.item, quantity)
        _add(tallies, (product.id, None), product.limits, tickets.item, quantity)
        if tickets.bundle is not None:
            bundle = tickets.bundle
            _add(tallies, (bundle.id, None), bundle.limits, tickets.item, quantity)


def _add(
    tallies: dict[_What, _Tally], what: _What, limits: QuantityLimits, item: ItemId, quantity: int
) -> None:
    tallies.setdefault(what, _Tally(item=item, limits=limits)).count += quantity


def _outside(
    tallies: Mapping[_What, _Tally], scope: Literal["booking", "order"]
) -> Iterator[QuantityLimit]:
    for (product, ticket_type), tally in tallies.items():
        limits = tally.limits
        least = limits.booking_min if scope == "booking" else limits.order_min
        most = limits.booking_max if scope == "booking" else limits.order_max
        if tally.count < least or (most is not None and tally.count > most):
            yield QuantityLimit(
                item=tally.item,
                product=product,
                ticket_type=ticket_type,
                scope=scope,
                quantity=tally.count,
                least=least,
                most=most,
            )
