"""What has to be loaded before an inquiry can be answered: everything in one go."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from counterfoil.domain.availability.inquiry import ASKED, Inquiry, products_of
from counterfoil.domain.availability.moments import Timetable, required_parts
from counterfoil.domain.availability.trial import trial_cart
from counterfoil.domain.basket import BasketItem
from counterfoil.domain.cart.capacity import resources_of
from counterfoil.domain.cart.pricing import promotion_resources
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.catalogue.product import Product
from counterfoil.domain.references import ResourceId
from counterfoil.domain.tariff.tariff import Tariff
from counterfoil.domain.ticket_codes.searching import stock_resource


def availability_needs(
    inquiry: Inquiry, *, catalogue: Catalogue, tariff: Tariff, now: datetime
) -> frozenset[ResourceId]:
    """Name the resources that an answer depends on: of slots, parts, codes, promotions."""
    timetable = Timetable(catalogue, first=inquiry.first, last=inquiry.last)
    found = set(promotion_resources(trial_cart(inquiry, now=now), tariff=tariff))
    for product in products_of(inquiry, catalogue=catalogue):
        for item in _items(product, timetable):
            found |= resources_of(item, catalogue=catalogue)
    found.update(map(stock_resource, catalogue.code_stocks))
    return frozenset(found)


def _items(product: Product, timetable: Timetable) -> Iterator[BasketItem]:
    """List whatever might be drawn from: the product at each moment, its parts in every slot."""
    moments = timetable.moments(product)
    for moment in moments:
        slot = None if moment.slot is None else moment.slot.id
        day = moment.day if moment.slot is None else None
        yield BasketItem(id=ASKED, product=product.id, slot=slot, travel_date=day)
    for _, part in required_parts(product, catalogue=timetable.catalogue):
        if part.availability:
            for known in timetable.slots(part):
                yield BasketItem(id=ASKED, product=part.id, slot=known.id)
        elif part.spots:
            for moment in moments:
                yield BasketItem(id=ASKED, product=part.id, travel_date=moment.day)
