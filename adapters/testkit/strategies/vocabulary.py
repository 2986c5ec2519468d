"""The names of a catalogue that rules may use, and what of it can be sold."""

from __future__ import annotations

from datetime import date, timedelta

from attrs import frozen

from counterfoil.adapters.testkit.strategies.choices import TRAVEL_DAYS, TRAVEL_FIRST
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.catalogue.nesting import Bundle, Cluster, Combi, Single
from counterfoil.domain.catalogue.product import Product
from counterfoil.domain.catalogue.schedule import times_on
from counterfoil.domain.references import ProductId, SlotId

CHANNELS = ("web", "desk")
DISTRIBUTORS = ("north", "south")
PARTNERS = ("hotel", "agency")
CUSTOMER_TAGS = ("member", "press")


@frozen(kw_only=True)
class Vocabulary:
    """What of a catalogue the rules of a tariff can name.

    `products` are those that have list prices; `parts` those with tickets inside a bundle.
    """

    products: tuple[Product, ...]
    bundles: tuple[ProductId, ...]
    parts: tuple[ProductId, ...]
    ticket_types: tuple[str, ...]
    slots: tuple[SlotId, ...]

    @classmethod
    def of(cls, catalogue: Catalogue) -> Vocabulary:
        """Read the names of *catalogue*."""
        priced: list[Product] = []
        bundles: list[ProductId] = []
        parts: dict[ProductId, None] = {}
        names: dict[str, None] = {}
        slots: list[SlotId] = []
        for product in catalogue.products:
            match product.nesting:
                case Bundle(parts=of_bundle):
                    bundles.append(product.id)
                    parts |= dict.fromkeys(part.product for part in of_bundle)
                case Single() | Combi():
                    priced.append(product)
                case Cluster():
                    pass
            for ticket_type in product.ticket_types:
                names[ticket_type.id] = None
                names[ticket_type.kind.value] = None
            slots.extend(slot_ids(product))
        return cls(
            products=tuple(priced),
            bundles=tuple(bundles),
            parts=tuple(parts),
            ticket_types=tuple(names),
            slots=tuple(slots),
        )


def slot_ids(product: Product) -> tuple[SlotId, ...]:
    """List the slots of a generated product, listed or by schedule."""
    if product.schedule is None:
        return tuple(slot.id for slot in product.slots)
    return tuple(
        SlotId(f"{day.isoformat()}T{at.isoformat(timespec='minutes')}")
        for day in travel_dates()
        for at in times_on(product.schedule, day=day)
    )


def travel_dates() -> tuple[date, ...]:
    """List the local dates on which generated products take place."""
    return tuple(TRAVEL_FIRST + timedelta(days=ahead) for ahead in range(TRAVEL_DAYS))
