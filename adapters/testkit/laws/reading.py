"""Reading a basket and a quote the way the laws do: ticket by ticket, from entries alone.

Nothing here computes a price. The order in which rules touched a ticket is read from the tariff,
because entries are listed by kind.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import TypeAlias

from attrs import frozen

from counterfoil.domain.basket import (
    Basket,
    CartTarget,
    ItemTarget,
    PartTarget,
    RequestTarget,
    TicketTypeTarget,
)
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.catalogue.nesting import Bundle
from counterfoil.domain.catalogue.product import Product
from counterfoil.domain.catalogue.ticket_types import TicketType
from counterfoil.domain.money import Rounding
from counterfoil.domain.pricing.ledger import (
    BookingTarget,
    Entry,
    Kind,
    OrderTarget,
    Target,
    UnitTarget,
)
from counterfoil.domain.references import ItemId, PartId, ProductId, SlotId, TicketTypeId
from counterfoil.domain.tariff.tariff import Tariff
from counterfoil.domain.tariff.taxes import Effect

PRICE_KINDS = frozenset({Kind.LIST, Kind.VARIATION, Kind.DISCOUNT, Kind.PROMOCODE})
UNDISCOUNTED_KINDS = frozenset({Kind.LIST, Kind.VARIATION})

NO_PART = PartId("")  # of tickets that are not inside a bundle

Place: TypeAlias = tuple[int | str, ...]


@frozen(kw_only=True)
class Line:
    """All tickets of one type in one item, or in one part of a bundle."""

    item: ItemId
    part: PartId
    product: Product
    bundle: ProductId | None
    ticket_type: TicketType
    count: int
    day: date | None

    def units(self) -> Iterator[UnitTarget]:
        """Name the tickets of the line."""
        for ordinal in range(self.count):
            yield UnitTarget(
                item=self.item,
                part=self.part,
                ticket_type=self.ticket_type.id,
                ordinal=ordinal,
            )


def lines_of(basket: Basket, *, catalogue: Catalogue) -> tuple[Line, ...]:
    """List the lines of a basket that the catalogue can sell."""
    lines: list[Line] = []
    for item in basket.items:
        product = _known(catalogue, product=item.product)
        if not isinstance(product.nesting, Bundle):
            day = _day(catalogue, product=product, slot=item.slot, travel_date=item.travel_date)
            lines.extend(
                _line(item.id, product=product, ticket_type=name, count=count, day=day)
                for name, count in item.quantities
            )
            continue
        sold = {part.id: part.product for part in product.nesting.parts}
        for choice in item.parts:
            of_part = _known(catalogue, product=sold[choice.part])
            day = _day(
                catalogue, product=of_part, slot=choice.slot, travel_date=choice.travel_date
            )
            lines.extend(
                _line(
                    item.id,
                    product=of_part,
                    ticket_type=name,
                    count=count,
                    day=day,
                    part=choice.part,
                    bundle=product.id,
                )
                for name, count in choice.quantities
            )
    return tuple(lines)


def _known(catalogue: Catalogue, *, product: ProductId) -> Product:
    known = catalogue.product(product)
    assert known is not None, "a basket that was priced names products of the catalogue"
    return known


def _line(
    item: ItemId,
    *,
    product: Product,
    ticket_type: TicketTypeId,
    count: int,
    day: date | None,
    part: PartId = NO_PART,
    bundle: ProductId | None = None,
) -> Line:
    known = product.ticket_type(ticket_type)
    assert known is not None, "a basket that was priced names ticket types of the product"
    return Line(
        item=item,
        part=part,
        product=product,
        bundle=bundle,
        ticket_type=known,
        count=count,
        day=day,
    )


def _day(
    catalogue: Catalogue, *, product: Product, slot: SlotId | None, travel_date: date | None
) -> date | None:
    """Read the local date of a slot, or the travel date where there is no slot."""
    found = None if slot is None else catalogue.slot(product.id, slot_id=slot)
    if found is None:
        return travel_date
    return found.starts_at.astimezone(product.zone).date()


# --- sums of entries ----------------------------------------------------------------------------


def item_of(target: Target) -> ItemId | None:
    """Name the booking that a target belongs to; None for the order itself."""
    match target:
        case UnitTarget(item=item) | BookingTarget(item=item):
            return item
        case OrderTarget():
            return None


def added(entries: Iterable[Entry]) -> int:
    """Sum the ADDED entries."""
    return sum(entry.amount for entry in entries if entry.cause.effect is Effect.ADDED)


def prices_before_tax(entries: Iterable[Entry]) -> dict[UnitTarget, int]:
    """Sum LIST to PROMOCODE of each ticket that has such an entry."""
    prices: dict[UnitTarget, int] = {}
    for entry in entries:
        if entry.kind in PRICE_KINDS and isinstance(entry.target, UnitTarget):
            prices[entry.target] = prices.get(entry.target, 0) + entry.amount
    return prices


def steps_of_tickets(
    entries: Iterable[Entry], *, tariff: Tariff, basket: Basket
) -> dict[UnitTarget, list[Entry]]:
    """Put the entries of phases 1 to 3 of each ticket into the order in which the rules ran."""
    places = rule_places(tariff, basket=basket)
    steps: dict[UnitTarget, list[Entry]] = {}
    for entry in entries:
        if entry.kind in PRICE_KINDS and isinstance(entry.target, UnitTarget):
            steps.setdefault(entry.target, []).append(entry)
    for of_ticket in steps.values():
        of_ticket.sort(key=lambda entry: _place_of(entry, places=places))
    return steps


def rule_places(tariff: Tariff, *, basket: Basket) -> Mapping[str, Place]:
    """Give every rule of phases 2 and 3 its place in the order of evaluation."""
    places: dict[str, Place] = {}
    for index, variation in enumerate(tariff.variations):
        places[variation.id] = (1, index)
    for requested in basket.requested:
        places[requested.id] = (2, *_level_and_item(requested.target), requested.id)
    for promotion in tariff.promotions:
        places[promotion.id] = (3, promotion.lane, promotion.priority, promotion.id)
    return places


def _place_of(entry: Entry, *, places: Mapping[str, Place]) -> Place:
    return (0,) if entry.kind is Kind.LIST else places[entry.cause.rule]


def _level_and_item(target: RequestTarget) -> tuple[int, str]:
    match target:
        case PartTarget(item=item):
            return (0, item)
        case TicketTypeTarget(item=item):
            return (1, item)
        case ItemTarget(item=item):
            return (2, item)
        case CartTarget():
            return (3, "")


# --- arithmetic of our own ----------------------------------------------------------------------


def rounded(exact: Fraction, *, rounding: Rounding) -> int:
    """Round an exact amount to a whole one: halves away from zero, or to even."""
    if rounding is Rounding.HALF_EVEN:
        return round(exact)
    whole, left = divmod(abs(exact), 1)
    up = int(whole) + (2 * left >= 1)
    return -up if exact < 0 else up


def shared_out(amount: int, *, weights: Iterable[int]) -> list[int]:
    """Share an amount by largest remainder, ties to the first; the weights are not all zero."""
    weighed = list(weights)
    exact = [Fraction(amount * weight, sum(weighed)) for weight in weighed]
    shares = [share.numerator // share.denominator for share in exact]
    by_fraction = sorted(
        range(len(exact)), key=lambda place: exact[place] - shares[place], reverse=True
    )
    for place in by_fraction[: amount - sum(shares)]:
        shares[place] += 1
    return shares
