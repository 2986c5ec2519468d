"""Add-ons: what each main booking of a cart has with it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from attrs import frozen

from counterfoil.domain.cart.cart import Cart
from counterfoil.domain.cart.item import CartItem, Told
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.references import ItemId, OrderId
from counterfoil.domain.statuses import BookingStatus

_STATUSES = MappingProxyType(
    {
        Told.HELD: BookingStatus.BOOKING_RESERVED,
        Told.RELEASED: BookingStatus.BOOKING_RESERVATION_CANCELLED,
        Told.EXPIRED: BookingStatus.BOOKING_RESERVATION_EXPIRED,
    }
)


@frozen(kw_only=True)
class AddOn:
    """An add-on of a main booking; ``order`` is where it is, None: in the same cart."""

    item: ItemId
    order: OrderId | None
    status: BookingStatus


def add_ons(cart: Cart, *, catalogue: Catalogue) -> Mapping[ItemId, tuple[AddOn, ...]]:
    """List the add-ons of each main booking of a cart that has any, in the order of the cart.

    An add-on that names no main booking is listed with the first that it can go with.
    """
    found: dict[ItemId, list[AddOn]] = {}
    for item in cart.items:
        main = _main_of(item, cart, catalogue)
        if main is not None:
            status = _STATUSES[item.told]
            found.setdefault(main, []).append(AddOn(item=item.id, order=None, status=status))
    return {item.id: tuple(found[item.id]) for item in cart.items if item.id in found}


def _main_of(item: CartItem, cart: Cart, catalogue: Catalogue) -> ItemId | None:
    product = catalogue.product(item.product)
    if product is None or not product.addon_of:
        return None
    mains = [
        other.id
        for other in cart.items
        if other.id != item.id and other.product in product.addon_of
    ]
    return item.main if item.main in mains else next(iter(mains), None)
