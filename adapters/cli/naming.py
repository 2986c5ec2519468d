"""How the things of a quote are called in front of people: by title and label, then by id."""

from __future__ import annotations

from attrs import frozen

from counterfoil.adapters.cli.instants import shown_date, shown_local
from counterfoil.adapters.cli.terminal import printable
from counterfoil.domain.basket import BasketItem, PartChoice
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.catalogue.nesting import Bundle
from counterfoil.domain.catalogue.product import Product
from counterfoil.domain.references import PartId, ProductId, TicketTypeId


def named(label: str, *, id: str) -> str:  # noqa: A002 (an id is what it is)
    """Write a label with the id that it has in the files."""
    return printable(f"{label} [{id}]" if label and label != id else id)


@frozen
class Names:
    """The names of one catalogue."""

    catalogue: Catalogue

    def item(self, item: BasketItem) -> str:
        """Name an item: its product, and when it is for."""
        product = self._product(item.product)
        when = self._when(item, product=product)
        return f"{named(product.title, id=product.id)}{when}"

    def ticket_type(self, item: BasketItem, *, part: PartId, ticket_type: TicketTypeId) -> str:
        """Name a ticket type of an item; in a bundle, with the part that it is for."""
        product = self._product(item.product)
        if not part:
            return printable(_label(product, ticket_type))
        nesting = product.nesting
        assert isinstance(nesting, Bundle), "only a bundle's tickets have parts"
        (of_part,) = (self._product(one.product) for one in nesting.parts if one.id == part)
        (choice,) = (one for one in item.parts if one.part == part)
        when = self._when(choice, product=of_part)
        return printable(f"{of_part.title}{when}: {_label(of_part, ticket_type)}")

    def component(self, item: BasketItem, *, component: PartId) -> str:
        """Name the part of a combi that a tax is about."""
        parts = {part.id: part.product for part in self.catalogue.parts(item.product)}
        return printable(self._product(parts[component]).title)

    def _product(self, product: ProductId) -> Product:
        found = self.catalogue.product(product)
        assert found is not None, "what was priced is in the catalogue"
        return found

    def _when(self, choice: BasketItem | PartChoice, *, product: Product) -> str:
        if choice.slot is not None:
            slot = self.catalogue.slot(product.id, slot_id=choice.slot)
            assert slot is not None, "what was priced has its slot"
            return f", {shown_local(slot.starts_at.astimezone(product.zone))}"
        if choice.travel_date is not None:
            return f", {shown_date(choice.travel_date)}"
        return ""


def _label(product: Product, ticket_type: TicketTypeId) -> str:
    found = product.ticket_type(ticket_type)
    assert found is not None, "what was priced has its ticket type"
    return found.label or found.id
