"""Repricing and reclaiming: what is left is held against what it would have cost alone.

The rest is priced under the order's own tariff, at its own instant, with no more of limited
promotions than it holds. A line that is refunded as one piece is priced whole until the last of
its tickets goes. Where the rest has no price of its own, as a bundle without a part that must be
there, nobody can tell what it would have cost, and what is cancelled goes back as it was paid.

Source: docs/reference/cancellation.md
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet

from attrs import evolve

from counterfoil.domain.basket import (
    Basket,
    BasketItem,
    CartTarget,
    ItemTarget,
    PartTarget,
    RequestedVariation,
    TicketTypeTarget,
)
from counterfoil.domain.cancellation.causes import CUT, RECLAIMED
from counterfoil.domain.cancellation.places import (
    PINNED,
    THE_ORDER,
    Key,
    Line,
    Place,
    Sums,
    sums_of,
    with_entries,
)
from counterfoil.domain.cancellation.rest import cart_of, with_counts
from counterfoil.domain.cart.pricing import limits_held
from counterfoil.domain.order.order import Order
from counterfoil.domain.pricing import Pricer, Quote
from counterfoil.domain.pricing.ledger import Cause, Kind
from counterfoil.domain.references import Promocode
from counterfoil.domain.refusals import RefusedError

_PROMOTIONS = frozenset({Kind.DISCOUNT, Kind.PROMOCODE})


def repriced(order: Order, *, left: AbstractSet[Place], pricer: Pricer) -> Sums | None:
    """Answer the entries that lead from what is written to the price of the places *left*.

    What amendments adjusted of what is left was agreed on and stays: it is in no price. None: the
    rest has no price of its own.
    """
    runs = (run for posting in order.postings for run in posting.runs)
    written = sums_of(runs)
    target: Sums = {}
    tickets = _tickets(left)
    if tickets:
        quote = _price_of(order, tickets, pricer=pricer, codes=order.codes)
        if quote is None:
            return None
        target = sums_of(quote.runs(), move=_Renumbering(tickets).place)
        target = with_entries(target, _agreed(written, left))
    return {
        place: difference
        for place in written.keys() | target.keys()
        if (difference := _difference(target.get(place, {}), written.get(place, {})))
    }


def _agreed(written: Sums, left: AbstractSet[Place]) -> Iterator[tuple[Place, Cause, int]]:
    """Yield what amendments adjusted at the places *left*."""
    for place, sums in written.items():
        for (cause, _), amount in sums.items() if place in left else ():
            if cause.kind is Kind.ADJUSTMENT and cause not in {CUT, RECLAIMED}:
                yield place, cause, amount


def reclaimed(
    order: Order, *, left: AbstractSet[Place], frozen: Sums, pricer: Pricer
) -> Sums | None:
    """Answer what goes back of *frozen* once the places *left* have paid for what they lost.

    They have lost by how much the promotions that are stored on them are more than those that
    they would have alone, with the codes that were applied. What was taken or cut off before is
    taken into account. None: the rest has no price of its own, or there is none.
    """
    tickets = _tickets(left)
    if not tickets:
        return None
    codes = tuple(one.code for one in order.promocodes)
    quote = _price_of(order, tickets, pricer=pricer, codes=codes)
    if quote is None:
        return None
    runs = (run for posting in order.postings for run in posting.runs)
    stored = sums_of(runs, move=lambda place: place if place in left else None)
    lost = max(0, _given(stored) - _given(sums_of(quote.runs())))
    pinned = stored.get(THE_ORDER, {})
    differences: dict[Key, int] = {
        (RECLAIMED, None): lost - pinned.get((RECLAIMED, None), 0),
        (CUT, None): -pinned.get((CUT, None), 0),
    }
    found = {key: amount for key, amount in differences.items() if amount}
    return {**frozen, THE_ORDER: found} if found else frozen


def _given(sums: Sums) -> int:
    """Sum what promotions took off, in minor units."""
    return -sum(
        amount
        for of_place in sums.values()
        for (cause, _), amount in of_place.items()
        if cause.kind in _PROMOTIONS
    )


def _difference(first: Mapping[Key, int], second: Mapping[Key, int]) -> dict[Key, int]:
    keys = dict.fromkeys((*second, *first))
    found = {key: first.get(key, 0) - second.get(key, 0) for key in keys}
    return {key: amount for key, amount in found.items() if amount}


def _tickets(left: AbstractSet[Place]) -> list[Place]:
    return sorted(place for place in left if place.ordinal != PINNED)


class _Renumbering:
    """Where the tickets of a quote, which count from zero, stand in the order."""

    def __init__(self, tickets: Iterable[Place]) -> None:
        self._lines: dict[Line, list[Place]] = {}
        for place in tickets:
            self._lines.setdefault(place.line, []).append(place)

    def place(self, place: Place) -> Place:
        """Answer the ticket of the order that a ticket of the quote is."""
        return place if place.ordinal == PINNED else self._lines[place.line][place.ordinal]


def _price_of(
    order: Order, tickets: Iterable[Place], *, pricer: Pricer, codes: tuple[Promocode, ...]
) -> Quote | None:
    """Price some tickets of an order as if nothing else had been bought."""
    counts = Counter(place.line for place in tickets)
    items = (with_counts(booking.item, counts=counts) for booking in order.bookings)
    cart = cart_of(order, (item for item in items if _has_tickets(item.asked)))
    basket = Basket(
        items=tuple(item.asked for item in cart.items),
        codes=codes,
        requested=tuple(_requested(order.requested, cart.basket)),
        buyer=order.buyer,
    )
    held = cart_of(order, (booking.item for booking in order.bookings))
    limits = limits_held(held, tariff=pricer.tariff)
    circumstances = evolve(cart.circumstances(order.priced), limits=limits)
    try:
        return pricer.price(basket, circumstances)
    except RefusedError:
        return None


def _has_tickets(item: BasketItem) -> bool:
    return bool(item.quantities) or any(part.quantities for part in item.parts)


def _requested(
    requested: Iterable[RequestedVariation], basket: Basket
) -> Iterator[RequestedVariation]:
    """Leave out the variations of what is not there any more."""
    items = {item.id: item for item in basket.items}
    for one in requested:
        match one.target:
            case CartTarget():
                yield one
            case ItemTarget(item=name):
                if name in items:
                    yield one
            case PartTarget(item=name, part=part):
                if name in items and part in {choice.part for choice in items[name].parts}:
                    yield one
            case TicketTypeTarget(item=name, ticket_type=ticket_type, part=part):
                if name in items and (part, ticket_type) in set(_types_of(items[name])):
                    yield one


def _types_of(item: BasketItem) -> Iterator[tuple[object, object]]:
    for ticket_type, _ in item.quantities:
        yield None, ticket_type
    for choice in item.parts:
        for ticket_type, _ in choice.quantities:
            yield choice.part, ticket_type
