"""Whether an item may be booked: the product's rules about time, slot, parts, main booking.

What has to do with quantities, options and prices is checked at the pricer's door; what has to do
with capacity, when it is drawn.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime, time
from typing import get_args

from counterfoil.domain.cart.cart import Cart, Privilege
from counterfoil.domain.cart.item import CartItem
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.catalogue.nesting import Bundle, Cluster, Combi
from counterfoil.domain.catalogue.pickup import PickupPoint, PickupRule, PickupTime
from counterfoil.domain.catalogue.product import Product
from counterfoil.domain.references import ItemId, PickupPointId, ProductId, SlotId
from counterfoil.domain.refusals import (
    CartRefusal,
    InvalidPickup,
    InvalidRelation,
    MainMissing,
    NotBookable,
    PartMissing,
    SaleClosed,
    SlotClosed,
    SlotRequired,
    TravelDateRequired,
)

_PRECEDENCE = {kind: place for place, kind in enumerate(get_args(CartRefusal))}


def sale_refusals(
    cart: Cart, *, changed: Sequence[CartItem], catalogue: Catalogue, now: datetime
) -> list[CartRefusal | NotBookable]:
    """Find what forbids booking the *changed* items of a cart (as it would be) at *now*."""
    found: list[CartRefusal | NotBookable] = []
    for item in changed:
        product = catalogue.product(item.product)
        assert product is not None, "the pricer's door knows the product"
        if product.hidden and Privilege.ALLOW_HIDDEN not in cart.privileges:
            found.append(NotBookable(item=item.id, product=product.id))
            continue
        found.extend(_time_refusals(item, product, catalogue, now))
        found.extend(_part_refusals(item, product, catalogue, now))
        found.extend(_main_refusals(cart, item, product))
        found.extend(_relation_refusals(item, catalogue))
        found.extend(_pickup_refusals(item, product))
    return sorted(found, key=precedence)


def precedence(refusal: CartRefusal | NotBookable) -> int:
    """Answer the place of a refusal among those that are found at one step."""
    return _PRECEDENCE.get(type(refusal), -1)


def _time_refusals(
    item: CartItem, product: Product, catalogue: Catalogue, now: datetime
) -> Iterator[CartRefusal]:
    yield from slot_refusals(item.id, product, item.slot, catalogue, now)
    dated = item.slot is not None or item.travel_date is not None
    if product.travel_date_required and not product.availability and not dated:
        yield TravelDateRequired(item=item.id, product=product.id)
    starts = starts_at(item.slot, item.travel_date, product=product, catalogue=catalogue)
    yield from window_refusals(item.id, product, starts, now)


def slot_refusals(
    item: ItemId, product: Product, slot_id: SlotId | None, catalogue: Catalogue, now: datetime
) -> Iterator[SlotRequired | SlotClosed]:
    """Check that a product with slots has one, and that it is open."""
    if slot_id is None:
        if product.availability:
            yield SlotRequired(item=item, product=product.id)
        return
    slot = catalogue.slot(product.id, slot_id=slot_id)
    assert slot is not None, "the pricer's door knows the slot"
    if not slot.active:
        yield SlotClosed(item=item, product=product.id, slot=slot_id, reason="inactive")
    elif slot.ends_at <= now:
        yield SlotClosed(item=item, product=product.id, slot=slot_id, reason="over")


def window_refusals(
    item: ItemId, product: Product, starts: datetime | None, now: datetime
) -> Iterator[SaleClosed]:
    """Check the sale window, [starts_at, ends_at), and the lead times, both ends included."""
    sale = product.sale
    opens, closes = sale.starts_at, sale.ends_at
    closed = (opens is not None and now < opens) or (closes is not None and now >= closes)
    if starts is not None:
        latest = starts - sale.lead_min
        closed = closed or (bool(sale.lead_min) and now > latest)
        if sale.lead_min and (closes is None or latest < closes):
            closes = latest
        if sale.lead_max is not None:
            earliest = starts - sale.lead_max
            closed = closed or now < earliest
            opens = earliest if opens is None else max(opens, earliest)
    if closed:
        yield SaleClosed(item=item, product=product.id, opens_at=opens, closed_at=closes)


def starts_at(
    slot_id: SlotId | None, day: date | None, *, product: Product, catalogue: Catalogue
) -> datetime | None:
    """Answer when a visit begins: at its slot, or at the venue's midnight of its date."""
    if slot_id is not None:
        slot = catalogue.slot(product.id, slot_id=slot_id)
        return None if slot is None else slot.starts_at
    return None if day is None else datetime.combine(day, time(), tzinfo=product.zone)


def _part_refusals(
    item: CartItem, product: Product, catalogue: Catalogue, now: datetime
) -> Iterator[CartRefusal]:
    nesting = product.nesting
    if not isinstance(nesting, Combi | Bundle):
        return
    chosen = {choice.part: choice for choice in item.parts}
    for part in nesting.parts:
        part_product = catalogue.product(part.product)
        assert part_product is not None, "a catalogue without problems has all parts"
        choice = chosen.get(part.id)
        if choice is None and isinstance(nesting, Bundle):
            continue
        slot = None if choice is None else choice.slot
        day = item.travel_date if choice is None else choice.travel_date or item.travel_date
        if (part_product.availability and slot is None) or (
            part_product.travel_date_required and slot is None and day is None
        ):
            yield PartMissing(item=item.id, product=product.id, part=part.id)
        if slot is not None:
            yield from slot_refusals(item.id, part_product, slot, catalogue, now)
        starts = starts_at(slot, day, product=part_product, catalogue=catalogue)
        yield from window_refusals(item.id, part_product, starts, now)


def _main_refusals(cart: Cart, item: CartItem, product: Product) -> Iterator[CartRefusal]:
    if not product.addon_of:
        return
    mains = {
        other.id: other.product
        for other in cart.items
        if other.id != item.id and other.product in product.addon_of
    }
    if not mains or (item.main is not None and item.main not in mains):
        yield MainMissing(item=item.id, product=product.id, mains=tuple(sorted(product.addon_of)))


def _relation_refusals(item: CartItem, catalogue: Catalogue) -> Iterator[InvalidRelation]:
    if item.relation is None:
        return
    leading = tuple(product.id for product in catalogue.products if _leads(product, item.product))
    if item.relation not in leading:
        yield InvalidRelation(item=item.id, relation=item.relation, allowed=leading)


def _leads(product: Product, to: ProductId) -> bool:
    """Whether a product is a heading over another one, or points to it."""
    if isinstance(product.nesting, Cluster) and to in product.nesting.members:
        return True
    return any(relation.product == to for relation in product.relations)


def products_with_add_ons(cart: Cart, *, catalogue: Catalogue) -> AbstractSet[ProductId]:
    """Name the products that the add-ons in a cart go with."""
    products = (catalogue.product(name) for name in {item.product for item in cart.items})
    return {main for product in products if product is not None for main in product.addon_of}


def add_ons_of(cart: Cart, *, main: CartItem, catalogue: Catalogue) -> tuple[CartItem, ...]:
    """Answer the add-ons that would be left without a main booking if *main* went.

    Another item may have come under its id.
    """
    left = {item.id: item.product for item in cart.items if item.holder != main.holder}
    found = []
    for item in cart.items:
        product = catalogue.product(item.product)
        if product is None or main.product not in product.addon_of:
            continue
        mains = {other for other in left if other != item.id and left[other] in product.addon_of}
        if not mains or (item.main == main.id and main.id not in mains):
            found.append(item)
    return tuple(found)


def _pickup_refusals(item: CartItem, product: Product) -> Iterator[InvalidPickup]:
    points = {
        point.id: point
        for point in product.pickup_points
        if not point.slots or item.slot in point.slots
    }
    choice = item.pickup
    if choice is None:
        if product.pickup_rule is PickupRule.MANDATORY:
            yield InvalidPickup(item=item.id, value="is missing", allowed=_listed(points))
        return
    point = points.get(choice.point)
    if point is None:
        yield InvalidPickup(item=item.id, value=repr(choice.point), allowed=_listed(points))
        return
    times = [moment.isoformat("minutes") for moment in point.times]
    chosen = point.time_type is PickupTime.CHOSEN
    if chosen and (choice.at is None or choice.at not in point.times):
        value = "without a time" if choice.at is None else f"at {choice.at.isoformat('minutes')}"
        yield InvalidPickup(item=item.id, value=value, allowed=", ".join(times))
    elif not chosen and choice.at is not None and choice.at not in point.times:
        value = f"at {choice.at.isoformat('minutes')}"
        yield InvalidPickup(item=item.id, value=value, allowed=", ".join(times))


def _listed(points: Mapping[PickupPointId, PickupPoint]) -> str:
    return ", ".join(sorted(points)) or "none: the product has no pickup points for that slot"
