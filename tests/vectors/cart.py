"""From single tickets, as the cases list them, to a catalogue, list prices and items of ours.

Every ticket of a case has a price of its own. With us a price belongs to a ticket type, so each
price becomes a ticket type of its product. Tickets of one product, date and price become one line
with their count; ``targets`` says which unit is which ticket of the case.

What is a main ticket, an add-on or a part of a bundle is a product of its own with us; the product
``P`` of a case becomes ``P``, ``P-addon`` and ``P-part``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from attrs import evolve, frozen

from counterfoil.domain.basket import Basket, BasketItem, Buyer, Circumstances, PartChoice
from counterfoil.domain.catalogue import (
    Admission,
    Bundle,
    BundlePart,
    Catalogue,
    Party,
    Product,
    Slot,
    TicketKind,
    TicketType,
)
from counterfoil.domain.money import Currency
from counterfoil.domain.pricing import Quote, UnitTarget, compile_pricer
from counterfoil.domain.references import (
    CatalogueId,
    ItemId,
    PartId,
    PartyId,
    ProductId,
    Promocode,
    SlotId,
    TariffId,
    TicketTypeId,
)
from counterfoil.domain.tariff.tariff import ListPrice, Tariff

TARIFF = TariffId("case")
SELLER = Party(id=PartyId("seller"), name="Seller")
SLOT_LENGTH = timedelta(hours=1)


@frozen(kw_only=True)
class Ticket:
    """One ticket of a case: ``price`` is its list price in minor units."""

    product: str
    price: int
    date: str = ""
    starts_at: datetime | None = None
    bundle: str = ""

    @property
    def ticket_type(self) -> TicketTypeId:
        """Name the ticket type that stands for its price."""
        return TicketTypeId(f"at-{self.price}")


@frozen(kw_only=True)
class Cart:
    """A case as a cart: ``targets`` has the unit of each ticket, in the order of the tickets."""

    catalogue: Catalogue
    prices: tuple[ListPrice, ...]
    items: tuple[BasketItem, ...]
    targets: tuple[UnitTarget, ...]

    def quote(
        self,
        tariff: Tariff,
        *,
        at: Circumstances,
        codes: tuple[Promocode, ...] = (),
        buyer: Buyer | None = None,
    ) -> Quote:
        """Price the items under *tariff*."""
        basket = Basket(items=self.items, codes=codes, buyer=buyer or Buyer())
        return priced(self.catalogue, tariff, basket=basket, at=at)


def priced(catalogue: Catalogue, tariff: Tariff, *, basket: Basket, at: Circumstances) -> Quote:
    """Price *basket*, and hold the quote against the laws that hold always."""
    quote = compile_pricer(catalogue, tariff).price(basket, at)
    assert quote.audit() == ()
    return quote


def ticket_type(name: str) -> TicketType:
    """Make a ticket type of no special kind."""
    return TicketType(id=TicketTypeId(name), kind=TicketKind.CUSTOM, label=name)


def product(name: str, *types: TicketType, currency: Currency, **changes: Any) -> Product:
    """Make a product that is sold for any time, unless *changes* say otherwise."""
    open_product = Product(
        id=ProductId(name),
        title=name,
        currency=currency,
        zone=UTC,
        admission=Admission.TIME_OPEN,
        ticket_types=types,
        supplier=SELLER,
    )
    return evolve(open_product, **changes)


def cart_of(
    tickets: Sequence[Ticket], *, currency: Currency, addon_of: Mapping[str, frozenset[str]]
) -> Cart:
    """Arrange *tickets* in products, items and lines; *addon_of* names the mains of add-ons."""
    by_product: dict[str, list[Ticket]] = {}
    for ticket in tickets:
        by_product.setdefault(ticket.product, []).append(ticket)
    products = [
        _product(name, sold, currency=currency, mains=addon_of.get(name, frozenset()))
        for name, sold in by_product.items()
    ]
    bundles = {ticket.bundle: None for ticket in tickets if ticket.bundle}
    products += [_bundle(name, tickets, currency=currency) for name in bundles]
    prices = {
        (name, ticket.ticket_type): ListPrice(
            product=ProductId(name), ticket_type=ticket.ticket_type, amount=ticket.price
        )
        for name, sold in by_product.items()
        for ticket in sold
    }
    items, targets = _items(tickets)
    return Cart(
        catalogue=Catalogue(id=CatalogueId("case"), products=tuple(products)),
        prices=tuple(prices.values()),
        items=items,
        targets=targets,
    )


def _product(
    name: str, sold: Sequence[Ticket], *, currency: Currency, mains: frozenset[str]
) -> Product:
    types = dict.fromkeys(ticket.ticket_type for ticket in sold)
    starts = {ticket.date: ticket.starts_at for ticket in sold if ticket.starts_at is not None}
    slots = tuple(
        Slot(id=SlotId(date), starts_at=starts_at, ends_at=starts_at + SLOT_LENGTH)
        for date, starts_at in starts.items()
    )
    return product(
        name,
        *(ticket_type(kind) for kind in types),
        currency=currency,
        admission=Admission.TIME_SLOT if slots else Admission.TIME_OPEN,
        availability=bool(slots),
        slots=slots,
        addon_of=frozenset(ProductId(main) for main in mains),
    )


def _bundle(name: str, tickets: Sequence[Ticket], *, currency: Currency) -> Product:
    parts = dict.fromkeys(ticket.product for ticket in tickets if ticket.bundle == name)
    held = tuple(BundlePart(id=PartId(part), product=ProductId(part)) for part in parts)
    return product(name, currency=currency, nesting=Bundle(parts=held))


def _items(tickets: Sequence[Ticket]) -> tuple[tuple[BasketItem, ...], tuple[UnitTarget, ...]]:
    """Count the tickets of each product and date, or of each bundle, as one item."""
    counts: dict[tuple[str, str], dict[tuple[str, TicketTypeId], int]] = {}
    targets: list[UnitTarget] = []
    for ticket in tickets:
        key = (ticket.bundle or ticket.product, ticket.date)
        lines = counts.setdefault(key, {})
        line = (ticket.product if ticket.bundle else "", ticket.ticket_type)
        targets.append(
            UnitTarget(
                item=_item_id(*key),
                part=PartId(line[0]),
                ticket_type=ticket.ticket_type,
                ordinal=lines.get(line, 0),
            )
        )
        lines[line] = lines.get(line, 0) + 1
    return tuple(_item(*key, lines) for key, lines in counts.items()), tuple(targets)


def _item_id(product_id: str, date: str) -> ItemId:
    return ItemId(f"{product_id}@{date}" if date else product_id)


def _item(product_id: str, date: str, lines: Mapping[tuple[str, TicketTypeId], int]) -> BasketItem:
    """Make an item; in a bundle the slot is chosen for each part."""
    slot = SlotId(date) if date else None
    parts: dict[str, list[tuple[TicketTypeId, int]]] = {}
    for (part, kind), count in lines.items():
        parts.setdefault(part, []).append((kind, count))
    own = tuple(parts.pop("", ()))
    return BasketItem(
        id=_item_id(product_id, date),
        product=ProductId(product_id),
        slot=None if parts else slot,
        quantities=own,
        parts=tuple(
            PartChoice(part=PartId(part), quantities=tuple(quantities), slot=slot)
            for part, quantities in parts.items()
        ),
    )
