"""The door, items: products, parts, slots, ticket types and counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from difflib import get_close_matches

from counterfoil.domain.basket import BasketItem, PartChoice
from counterfoil.domain.catalogue.limits import COUNT_MAX
from counterfoil.domain.catalogue.nesting import Bundle, Cluster, Combi
from counterfoil.domain.catalogue.product import Product
from counterfoil.domain.catalogue.schedule import CALENDAR, slot_ids_beside
from counterfoil.domain.pricing.door.options import Chosen, option_refusals
from counterfoil.domain.pricing.door.placed import Placed
from counterfoil.domain.pricing.itemtables import ItemTable
from counterfoil.domain.pricing.tables import PriceTables, is_text, is_travel_date
from counterfoil.domain.references import PartId, ProductId, SlotId, TicketTypeId
from counterfoil.domain.refusals import (
    BasketRefusal,
    CurrencyMix,
    InvalidDate,
    InvalidPart,
    InvalidQuantity,
    NotBookable,
    NotPriced,
    UnknownPart,
    UnknownProduct,
    UnknownSlot,
    UnknownTicketType,
)


class ItemVisit:
    """The check of one item; what can be priced of it is added to *placed*."""

    def __init__(
        self, tables: PriceTables, item: BasketItem, booked: datetime, placed: list[Placed]
    ) -> None:
        self.tables = tables
        self.catalogue = tables.rules.catalogue
        self.item = item
        self.booked = booked
        self.placed = placed

    def refusals(self) -> Iterator[BasketRefusal]:
        """Find what is wrong with the item, as far as it can be read."""
        item = self.item
        product = self.catalogue.product(item.product)
        if product is None:
            near = self.catalogue.near(item.product)
            yield UnknownProduct(item=item.id, product=item.product, near=near)
            return
        if isinstance(product.nesting, Cluster):
            yield NotBookable(item=item.id, product=product.id, instead=product.nesting.members)
            return
        currency = self.tables.rules.tariff.currency
        if product.currency != currency:
            yield CurrencyMix(
                item=item.id,
                product=product.id,
                currency=product.currency.code,
                allowed=currency.code,
            )
            return
        yield from self._date_refusals(item.slot, item.travel_date)
        yield from self._parts(product)
        quantities = (*item.quantities, *(one for part in item.parts for one in part.quantities))
        types = frozenset(ticket_type for ticket_type, _ in quantities)
        yield from option_refusals(product, Chosen(item.id, item.options, types))

    def _date_refusals(
        self, slot: SlotId | None, travel_date: date | None
    ) -> Iterator[InvalidDate]:
        if travel_date is None:
            return
        if not is_travel_date(travel_date):
            allowed = f"a date from {CALENDAR.first} to {CALENDAR.last}, without a time"
        elif slot is not None:
            allowed = "a slot or a date: the slot has its own"
        else:
            return
        yield InvalidDate(item=self.item.id, date=str(travel_date), allowed=allowed)

    def _parts(self, product: Product) -> Iterator[BasketRefusal]:
        nesting = product.nesting
        if isinstance(nesting, Bundle):
            required = {part.id for part in nesting.parts if not part.optional}
            products = {part.id: part.product for part in nesting.parts}
            yield from self._known_parts(products, required)
            if self.item.slot is not None and self._has_no_slot(product, self.item.slot):
                yield self._unknown_slot(product, self.item.slot)
            yield from self._bundle_tickets(product, products)
            return
        if isinstance(nesting, Combi):
            products = {part.id: part.product for part in nesting.parts}
            yield from self._known_parts(products, set())
            yield from self._combi_parts(products)
        else:
            yield from self._known_parts({}, set())
        table = self.tables.of_item(
            product,
            slot=self.item.slot,
            travel_date=self.item.travel_date,
            booked=self.booked,
        )
        if table is None:
            if self.item.slot is not None:
                yield self._unknown_slot(product, self.item.slot)
            return
        yield from self._tickets(product, table, self.item.quantities)

    def _known_parts(
        self, products: Mapping[PartId, ProductId], required: set[PartId]
    ) -> Iterator[BasketRefusal]:
        item = self.item
        chosen = [choice.part for choice in item.parts]
        for part in dict.fromkeys(chosen):
            if part not in products:
                yield UnknownPart(item=item.id, part=part, allowed=tuple(sorted(products)))
            elif chosen.count(part) > 1:
                yield InvalidPart(
                    item=item.id, part=part, problem="is chosen twice", allowed="each part once"
                )
        for part in sorted(required.difference(chosen)):
            yield InvalidPart(
                item=item.id,
                part=part,
                problem="is missing",
                allowed="every part that is not optional",
            )

    def _combi_parts(self, products: Mapping[PartId, ProductId]) -> Iterator[BasketRefusal]:
        """Check the slots of a combi's parts; their tickets are those of the combi."""
        for choice in self.item.parts:
            if choice.part not in products:
                continue
            if choice.quantities:
                yield InvalidPart(
                    item=self.item.id,
                    part=choice.part,
                    problem="has quantities of its own",
                    allowed="the quantities of the combi",
                )
            if choice.slot is not None:
                part = self.catalogue.product(products[choice.part])
                assert part is not None, "a catalogue without problems has all parts"
                if self._has_no_slot(part, choice.slot):
                    yield self._unknown_slot(part, choice.slot)

    def _bundle_tickets(
        self, bundle: Product, products: Mapping[PartId, ProductId]
    ) -> Iterator[BasketRefusal]:
        item = self.item
        if item.quantities:
            ticket_type, quantity = item.quantities[0]
            yield InvalidQuantity(
                item=item.id,
                ticket_type=ticket_type,
                quantity=quantity,
                allowed="in a bundle, quantities of its parts",
            )
        for choice in item.parts:
            if choice.part in products:
                yield from self._part_tickets(bundle, choice, products[choice.part])

    def _part_tickets(
        self, bundle: Product, choice: PartChoice, product_id: ProductId
    ) -> Iterator[BasketRefusal]:
        part = self.catalogue.product(product_id)
        assert part is not None, "a catalogue without problems has all parts"
        table = self.tables.of_part(
            part,
            bundle=bundle.id,
            slot=choice.slot,
            travel_date=choice.date_in(self.item),
            booked=self.booked,
        )
        yield from self._date_refusals(choice.slot, choice.travel_date)
        if table is None:
            if choice.slot is not None:
                yield self._unknown_slot(part, choice.slot)
            return
        yield from self._tickets(part, table, choice.quantities, bundle=bundle)
        types = frozenset(ticket_type for ticket_type, _ in choice.quantities)
        yield from option_refusals(part, Chosen(self.item.id, choice.options, types))

    def _tickets(
        self,
        product: Product,
        table: ItemTable,
        quantities: tuple[tuple[TicketTypeId, int], ...],
        bundle: Product | None = None,
    ) -> Iterator[BasketRefusal]:
        known = {ticket_type.id for ticket_type in product.ticket_types}
        item = self.item.id
        seen: set[TicketTypeId] = set()
        sound = []
        if not quantities:
            yield InvalidQuantity(
                item=item, ticket_type=TicketTypeId(""), quantity=0, allowed="at least one ticket"
            )
        for ticket_type, quantity in quantities:
            if ticket_type not in known:
                allowed = tuple(sorted(known))
                yield UnknownTicketType(
                    item=item, product=product.id, ticket_type=ticket_type, allowed=allowed
                )
                continue
            if ticket_type not in table.plans:
                yield NotPriced(item=item, product=product.id, ticket_type=ticket_type)
            allowed_count = ""
            if type(quantity) is not int or not 1 <= quantity <= COUNT_MAX:
                allowed_count = f"a whole number from 1 to {COUNT_MAX}"
            elif ticket_type in seen:
                allowed_count = "each ticket type once"
            else:
                sound.append((ticket_type, quantity))
            if allowed_count:
                yield InvalidQuantity(
                    item=item, ticket_type=ticket_type, quantity=quantity, allowed=allowed_count
                )
            seen.add(ticket_type)
        self.placed.append(
            Placed(
                item=item,
                product=product,
                bundle=bundle,
                quantities=tuple(sound),
            )
        )

    def _has_no_slot(self, product: Product, slot: SlotId) -> bool:
        return not is_text(slot) or self.catalogue.slot(product.id, slot_id=slot) is None

    def _unknown_slot(self, product: Product, slot: SlotId) -> UnknownSlot:
        listed = get_close_matches(str(slot), [known.id for known in product.slots])
        near = tuple(SlotId(name) for name in listed)
        if not near and product.schedule is not None and is_text(slot):
            near = slot_ids_beside(product.schedule, slot_id=slot)
        return UnknownSlot(item=self.item.id, product=product.id, slot=slot, near=near)
