"""A basket, ticket by ticket, in the order that decides ties."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, time
from typing import TypeVar

import attrs

from counterfoil.domain.basket import Basket, BasketItem, Circumstances, Fill
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.catalogue.nesting import Bundle
from counterfoil.domain.catalogue.product import Product
from counterfoil.domain.catalogue.slots import Slot
from counterfoil.domain.catalogue.ticket_types import PriceType, TicketType
from counterfoil.domain.pricing import UnitTarget
from counterfoil.domain.references import (
    ItemId,
    PartId,
    PoolId,
    ProductId,
    SlotId,
    TicketTypeId,
)

Line = tuple[ItemId, PartId, TicketTypeId]
Key = TypeVar("Key")

NO_PART = PartId("")
BEFORE_ALL_SLOTS = datetime.min.replace(tzinfo=UTC)


@attrs.define(kw_only=True)
class Ticket:
    """One ticket, what is known of it, and its price so far in minor units.

    `listed` is the sum of its LIST entries, `undiscounted` LIST + VARIATION, `running` all ADDED
    entries before tax.
    """

    target: UnitTarget
    product: Product
    bundle: ProductId | None
    ticket_type: TicketType
    slot: Slot | None
    day: date | None
    booked_at: datetime
    fills: Mapping[PoolId, Fill]
    listed: int = 0
    undiscounted: int = 0
    running: int = 0

    @property
    def item(self) -> ItemId:
        return self.target.item

    @property
    def line(self) -> Line:
        return (self.target.item, self.target.part, self.target.ticket_type)

    @property
    def in_group_line(self) -> bool:
        return self.ticket_type.price_type is PriceType.GROUP

    @property
    def products(self) -> frozenset[ProductId]:
        """Name the products by which a rule may reach the ticket."""
        # Reading: rules that name a bundle reach the tickets of its parts.
        return frozenset(
            {self.product.id} if self.bundle is None else {self.product.id, self.bundle}
        )

    @property
    def type_names(self) -> frozenset[str]:
        return frozenset({self.ticket_type.id, self.ticket_type.kind.value})

    @property
    def season_day(self) -> date:
        """Give the local date on which the ticket stands in a season."""
        if self.day is not None:
            return self.day
        return self.booked_at.astimezone(self.product.zone).date()

    @property
    def starts_at(self) -> datetime | None:
        if self.slot is not None:
            return self.slot.starts_at
        if self.day is None:
            return None
        return datetime.combine(self.day, time(0), tzinfo=self.product.zone)

    @property
    def rank(self) -> tuple[str, datetime, str, str, str, int]:
        # Reading: the product of a ticket inside a bundle is the part's; without a slot the start
        # of the travel date counts; a ticket without a date stands before all others; tickets that
        # differ in their part alone go by part id.
        starts_at = self.starts_at
        start = BEFORE_ALL_SLOTS if starts_at is None else starts_at.astimezone(UTC)
        found = self.target
        return (self.product.id, start, found.ticket_type, found.item, found.part, found.ordinal)


def tickets_of(
    basket: Basket, *, catalogue: Catalogue, circumstances: Circumstances
) -> list[Ticket]:
    tickets: list[Ticket] = []
    for item in basket.items:
        product = known(catalogue, product=item.product)
        if not isinstance(product.nesting, Bundle):
            tickets += _tickets(
                item,
                part=NO_PART,
                product=product,
                bundle=None,
                quantities=item.quantities,
                slot=item.slot,
                travel_date=item.travel_date,
                catalogue=catalogue,
                circumstances=circumstances,
            )
            continue
        products = {part.id: part.product for part in product.nesting.parts}
        for choice in item.parts:
            # Reading: a part without a slot and a date of its own has the date of its item.
            own = choice.slot is not None or choice.travel_date is not None
            tickets += _tickets(
                item,
                part=choice.part,
                product=known(catalogue, product=products[choice.part]),
                bundle=product.id,
                quantities=choice.quantities,
                slot=choice.slot,
                travel_date=choice.travel_date if own else item.travel_date,
                catalogue=catalogue,
                circumstances=circumstances,
            )
    return sorted(tickets, key=lambda ticket: ticket.rank)


def _tickets(
    item: BasketItem,
    *,
    part: PartId,
    product: Product,
    bundle: ProductId | None,
    quantities: tuple[tuple[TicketTypeId, int], ...],
    slot: SlotId | None,
    travel_date: date | None,
    catalogue: Catalogue,
    circumstances: Circumstances,
) -> list[Ticket]:
    found = None if slot is None else catalogue.slot(product.id, slot_id=slot)
    day = travel_date if found is None else found.starts_at.astimezone(product.zone).date()
    held = circumstances.held.get(item.id)
    tickets: list[Ticket] = []
    for name, count in quantities:
        ticket_type = product.ticket_type(name)
        assert ticket_type is not None, "the basket is valid"
        tickets += [
            Ticket(
                target=UnitTarget(item=item.id, part=part, ticket_type=name, ordinal=ordinal),
                product=product,
                bundle=bundle,
                ticket_type=ticket_type,
                slot=found,
                day=day,
                booked_at=circumstances.at if held is None else held.at,
                fills=circumstances.fills if held is None else held.fills,
            )
            for ordinal in range(count)
        ]
    return tickets


def known(catalogue: Catalogue, *, product: ProductId) -> Product:
    found = catalogue.product(product)
    assert found is not None, "the basket is valid"
    return found


def grouped(tickets: Iterable[Ticket], *, by: Callable[[Ticket], Key]) -> list[list[Ticket]]:
    """Put tickets together that agree, in the order in which they come."""
    groups: dict[Key, list[Ticket]] = {}
    for ticket in tickets:
        groups.setdefault(by(ticket), []).append(ticket)
    return list(groups.values())
